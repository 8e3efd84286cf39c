"""Headers where the table does not come: errors, files, other middleware, production. Its cells each check their own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import include, path, reverse

from tests.conftest import PROJECT
from tests.permissions.cells import Visitor, Visitors, undone
from tests.permissions.headers import header_faults

REPORTER = ("RP", "DVA")


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret detail")


urlpatterns = [path("hong/", broken), path("", include("lantoa.config.urls"))]
handler400 = "lantoa.ui.error_views.bad_request"
handler403 = "lantoa.ui.error_views.forbidden"
handler404 = "lantoa.ui.error_views.not_found"
handler500 = "lantoa.ui.error_views.server_error"

SAVE = "/bao-cao/BC-DVA-draft/DVA/luu/"
ERRORS: dict[str, tuple[int, Callable[[Visitor], Any]]] = {
    "bad text": (400, lambda visitor: visitor.get("/mo-hinh/?q=%00")),
    "another host": (400, lambda visitor: visitor.get("/", HTTP_HOST="evil.vn")),
    "undeclared field": (400, lambda visitor: visitor.post(reverse("practices:create"), {"is_staff": "1"})),
    "not one's work": (403, lambda visitor: visitor.get(reverse("desk:to_verify"))),
    "no proof of the form": (403, lambda visitor: unproved(visitor).post(reverse("practices:create"))),
    "absent": (404, lambda visitor: visitor.get("/khong-co/")),
    "absent thing": (404, lambda visitor: visitor.get("/mo-hinh/MH-1999-999/")),
    "another method": (405, lambda visitor: visitor.put("/mo-hinh/")),
    "too many fields": (
        413,
        lambda visitor: visitor.post(reverse("practices:create"), {f"f{n}": "" for n in range(3_100)}),
    ),
    "refused form": (422, lambda visitor: visitor.post(reverse("practices:create"), {"title": ""})),
    "broken view": (500, lambda visitor: visitor.get("/hong/")),
    "fragment refused": (404, lambda visitor: visitor.get("/khong-co/", HTTP_HX_REQUEST="true")),
}


def unproved(visitor: Visitor) -> Visitor:
    strict = Visitor(enforce_csrf_checks=True, raise_request_exception=False)
    strict.cookies.update(visitor.cookies)
    return strict


@pytest.mark.parametrize("what", ERRORS)
def test_errors_carry_the_headers(visitors: Visitors, what: str) -> None:
    status, ask = ERRORS[what]
    visitor = visitors.clients[REPORTER]
    with override_settings(ROOT_URLCONF="tests.permissions.test_headers"), undone(visitor):
        response = ask(visitor)
    assert (response.status_code, header_faults(response)) == (status, [])


@pytest.mark.parametrize("name", ["ui/mark.svg", "build/app.css", "build/app.js", "build/icons.svg"])
def test_files_carry_the_headers(visitors: Visitors, name: str) -> None:
    with override_settings(WHITENOISE_USE_FINDERS=True):
        response: Any = Visitor().get(f"/static/{name}")
        for close in response._resource_closers:  # closing the answer would close the connection too
            close()
    assert (response.status_code, header_faults(response, may_be_stored=True)) == (200, [])


def test_files_that_are_not_there_carry_the_headers(visitors: Visitors) -> None:
    response = visitors.clients[REPORTER].get("/static/khong-co.js")
    assert (response.status_code, header_faults(response)) == (404, [])


PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "lantoa.config.settings.production",
    "LANTOA_SECRET_KEY": "Xc9-ho7Kq2_Lm5vT8zRw1Yb4Nd6Fg3Jp0Us-Ae7Hi9Ok2Cl5Bx",
    "LANTOA_HOSTS": "lantoa.example.vn",
    "LANTOA_ADDRESS": "https://lantoa.example.vn",
}
ASK = """
import json, django
django.setup()
from django.test import Client
client = Client(raise_request_exception=False)
answers = {
    "plain": client.get("/dang-nhap/", HTTP_HOST="lantoa.example.vn"),
    "secure": client.get("/kiem-tra-khong-co/", HTTP_HOST="lantoa.example.vn", HTTP_X_FORWARDED_PROTO="https"),
    "other host": client.get("/", HTTP_HOST="evil.vn", HTTP_X_FORWARDED_PROTO="https"),
}
print(json.dumps({name: [one.status_code, dict(one.headers)] for name, one in answers.items()}))
"""


def in_production(state: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        env=os.environ | PRODUCTION | {"PYTHONPATH": str(PROJECT), "LANTOA_STATE": str(state)},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_asks_for_encryption_for_a_year_and_carries_the_headers(tmp_path: Path) -> None:
    assert in_production(tmp_path, "manage.py", "collectstatic", "--noinput").returncode == 0
    done = in_production(tmp_path, "-c", ASK)
    assert done.returncode == 0, done.stderr[-2000:]
    answers = json.loads(done.stdout.strip().splitlines()[-1])
    statuses = {name: status for name, (status, _headers) in answers.items()}
    assert statuses == {"plain": 301, "secure": 404, "other host": 400}
    for _status, headers in answers.values():
        assert header_faults(HttpResponse(headers=headers)) == []
    hsts = "max-age=31536000; includeSubDomains; preload"
    assert answers["secure"][1]["Strict-Transport-Security"] == hsts


def test_the_check_before_deployment_has_nothing_to_say(tmp_path: Path) -> None:
    """`manage.py check --deploy`; a warning ends it too."""
    done = in_production(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    said = done.stdout + done.stderr
    assert (done.returncode, "System check identified no issues (0 silenced)." in said) == (0, True), said[
        -3000:
    ]
