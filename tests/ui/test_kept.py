"""What was typed in a form that did not arrive is given back to who typed it, and to nobody else."""

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path, reverse

from lantoa.accounts.models import User
from lantoa.practices.models import Practice
from lantoa.ui.forms import FORMS
from lantoa.ui.kept import SECRET, SECRET_ROUTES, writer_mark
from tests.cast import Cast

OWN_SITE = {"Sec-Fetch-Site": "same-origin"}
TITLE = 'Một cửa "liên thông" <script>alert(1)</script>'
BOX = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret detail")


urlpatterns = [path("hong/", broken), path("", include("lantoa.config.urls"))]
handler400 = "lantoa.ui.error_views.bad_request"
handler403 = "lantoa.ui.error_views.forbidden"
handler404 = "lantoa.ui.error_views.not_found"
handler500 = "lantoa.ui.error_views.server_error"


@pytest.fixture
def strict(cast: Cast) -> Client:
    """A browser: proofs of forms are asked for."""
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


@pytest.fixture
def client(cast: Cast) -> Client:
    return Client(raise_request_exception=False)


def typed(user: User | None = None, **more: str) -> dict[str, str]:
    mark = {"_writer": writer_mark(user)} if user else {}
    return {"title": TITLE, "subject": "collective", "problem": "Dòng một\nDòng hai", **mark, **more}


def create() -> str:
    return reverse("practices:create")


def boxes(response: Any) -> dict[str, str]:
    """The hidden boxes of the page's form."""
    found = response.content.decode().partition("<form")[2]
    return {name: html.unescape(value) for name, value in BOX.findall(found)}


def shown(response: Any) -> list[str]:
    page = response.content.decode()
    lines = re.findall(r'<input class="input" id="kept-\d+" value="([^"]*)" readonly>', page)
    texts = re.findall(r"readonly>\n([^<]*)</textarea>", page)
    return [html.unescape(one) for one in lines + texts]


def test_form_after_the_end_of_a_session_is_given_back(cast: Cast, client: Client) -> None:
    response = client.post(f"{create()}?don-vi=A", typed(cast.unit_head), headers=OWN_SITE)
    assert response.status_code == 401
    assert shown(response) == [TITLE, "Tập thể", "Dòng một\nDòng hai"]
    assert f'action="{create()}?don-vi=A"' in response.content.decode()
    kept = boxes(response)
    assert kept.pop("csrfmiddlewaretoken")
    assert kept == typed(cast.unit_head)
    assert b"<script>alert" not in response.content


def test_form_given_back_arrives_after_sign_in(cast: Cast, strict: Client) -> None:
    """Signing in gives a new proof: the first press shows the words once more, the second one saves."""
    head = cast.unit_head
    given = {"field": "", "title": "Một cửa"}
    strict.force_login(head)
    page = strict.get(create())
    good = boxes_of_practice(page) | given
    strict.logout()
    ended = strict.post(create(), good, headers=OWN_SITE)
    assert ended.status_code in (401, 403)
    strict.force_login(head)
    again = strict.post(create(), boxes(ended), headers=OWN_SITE)
    if again.status_code == 403:
        again = strict.post(create(), boxes(again), headers=OWN_SITE)
    assert again.status_code == 422
    assert "Một cửa" in again.content.decode()


def boxes_of_practice(page: Any) -> dict[str, str]:
    form = page.content.decode().partition('<form method="post" novalidate data-guard>')[2]
    return {name: html.unescape(value) for name, value in BOX.findall(form)}


def test_form_of_another_account_is_shown_but_not_sent(cast: Cast, client: Client) -> None:
    client.force_login(cast.unit_head)
    response = client.post(create(), typed(cast.unit_reporter), headers=OWN_SITE)
    page = response.content.decode()
    assert (response.status_code, "Đang dùng tài khoản khác" in page, "Gửi lại" in page) == (409, True, False)
    assert shown(response)[0] == TITLE
    assert Practice.objects.filter(title__contains="Một cửa").count() == 0


def test_cell_of_another_account_is_refused_as_a_notice(cast: Cast, client: Client) -> None:
    client.force_login(cast.unit_head)
    response = client.post(create(), typed(cast.unit_reporter), headers=OWN_SITE | {"HX-Request": "true"})
    assert (response.status_code, response["HX-Retarget"]) == (409, "#notices")


def test_sign_out_works_whoever_opened_the_page(cast: Cast, client: Client) -> None:
    client.force_login(cast.unit_head)
    response = client.post(reverse("account_logout"), {"_writer": writer_mark(cast.unit_reporter)})
    assert response.status_code == 302


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        {"Origin": "https://evil.vn"},
        {"Origin": "null"},
        {"Referer": "https://evil.vn/"},
        {},
    ],
)
def test_form_of_another_site_is_not_given_back(cast: Cast, client: Client, headers: dict[str, str]) -> None:
    response = client.post(create(), typed(cast.unit_head), headers=headers)
    assert (response.status_code, response["Location"]) == (302, "/dang-nhap/?next=/")


@pytest.mark.parametrize("headers", [{"Origin": "http://testserver"}, {"Referer": "http://testserver/x"}])
def test_older_browsers_say_their_site_by_other_headers(
    cast: Cast, client: Client, headers: dict[str, str]
) -> None:
    assert client.post(create(), typed(cast.unit_head), headers=headers).status_code == 401


def test_form_without_the_mark_of_an_account_can_only_be_copied(cast: Cast, client: Client) -> None:
    response = client.post(create(), typed(), headers=OWN_SITE)
    page = response.content.decode()
    assert (response.status_code, shown(response)[0], "<form" in page) == (401, TITLE, False)


@pytest.mark.parametrize("token", ["", "a" * 64])
def test_form_with_an_old_proof_is_given_back_with_a_fresh_one(
    cast: Cast, strict: Client, token: str
) -> None:
    strict.force_login(cast.unit_head)
    strict.get(create())
    response = strict.post(create(), typed(cast.unit_head, csrfmiddlewaretoken=token), headers=OWN_SITE)
    assert (response.status_code, shown(response)[0]) == (403, TITLE)
    assert "Gửi lại" in response.content.decode()
    assert strict.post(create(), boxes(response), headers=OWN_SITE).status_code == 422


def test_form_with_an_old_proof_from_another_site_is_not_given_back(cast: Cast, strict: Client) -> None:
    strict.force_login(cast.unit_head)
    strict.get(create())
    response = strict.post(create(), typed(cast.unit_head), headers={"Sec-Fetch-Site": "cross-site"})
    assert (response.status_code, "Một cửa" in response.content.decode()) == (403, False)


def test_form_that_met_a_failure_is_given_back(cast: Cast, client: Client) -> None:
    client.force_login(cast.unit_head)
    with override_settings(ROOT_URLCONF="tests.ui.test_kept"):
        response = client.post("/hong/", typed(cast.unit_head), headers=OWN_SITE)
    assert (response.status_code, TITLE in shown(response)) == (500, True)
    assert "Gửi lại" in response.content.decode()


def test_form_with_a_field_of_its_own_making_can_only_be_copied(cast: Cast, client: Client) -> None:
    client.force_login(cast.unit_head)
    response = client.post(create(), typed(cast.unit_head, is_staff="1"), headers=OWN_SITE)
    assert (response.status_code, shown(response)[0], "Gửi lại" in response.content.decode()) == (
        400,
        TITLE,
        False,
    )


def test_form_for_what_is_out_of_sight_is_answered_as_for_what_is_absent(cast: Cast, client: Client) -> None:
    client.force_login(cast.unit_reporter)
    answers = [
        client.post(f"/bao-cao/{code}/X/luu/", {"t-0": "Nội dung đã nhập"}, headers=OWN_SITE)
        for code in ("KHONG-CO", "KHAC")
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert shown(answers[0]) == ["Nội dung đã nhập"]


@pytest.mark.parametrize(
    "name", ["password", "present", "again", "new_password", "token", "credential", "otp"]
)
def test_secrets_are_never_given_back(cast: Cast, client: Client, name: str) -> None:
    response = client.post(create(), typed(cast.unit_head, **{name: "bí mật 123"}), headers=OWN_SITE)
    assert (response.status_code, "bí mật 123" in response.content.decode()) == (401, False)


def test_sign_in_gives_nothing_back(cast: Cast, strict: Client) -> None:
    strict.get(reverse("account_login"))
    response = strict.post(
        reverse("account_login"), {"login": "unit_head", "password": "bí mật 123"}, headers=OWN_SITE
    )
    assert (response.status_code, "unit_head" in response.content.decode()) == (403, False)


def test_files_are_not_given_back(cast: Cast, client: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    sent = typed(cast.unit_head) | {"paper": SimpleUploadedFile("a.txt", b"content of the file")}
    response = client.post(create(), sent, headers=OWN_SITE)
    assert (response.status_code, b"content of the file" in response.content) == (401, False)


def password_fields() -> Iterator[tuple[str, str]]:
    for form in FORMS:
        for name, field in form.base_fields.items():
            if isinstance(field.widget, forms.PasswordInput):
                yield form.__module__, name


def test_every_password_of_the_house_is_known_as_a_secret() -> None:
    found = list(password_fields())
    assert [one for one in found if not SECRET.search(one[1])] == []
    assert len(found) > 3


def test_rooms_of_an_account_are_known_by_their_names() -> None:
    assert SECRET_ROUTES[0] == "account_"


def test_mark_of_a_form_says_nothing_of_the_account(cast: Cast) -> None:
    marks = [writer_mark(cast.unit_head), writer_mark(cast.unit_reporter)]
    assert len(set(marks)) == 2
    assert all(re.fullmatch("[0-9a-f]{32}", mark) for mark in marks)
    assert str(cast.unit_head.pk).replace("-", "")[:8] not in marks[0]
