"""The edge middleware and the error pages, over views of their own."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound
from django.test import Client, override_settings
from django.urls import path

from lantoa.core.errors import Conflict, Forbidden, NotFound, Refused


def raising(make: Callable[[], Exception]) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, **_: Any) -> HttpResponse:
        raise make()

    return view


def echo(request: HttpRequest, **_: Any) -> HttpResponse:
    return HttpResponse("ok:" + request.POST.get("t", "") + request.GET.get("q", ""))


def kept(request: HttpRequest) -> HttpResponse:
    return HttpResponse("public", headers={"Cache-Control": "public, max-age=60"})


urlpatterns = [
    path("absent/", raising(NotFound)),
    path("hidden/", raising(lambda: NotFound("Có nhưng ngoài phạm vi"))),
    path("http404/", raising(lambda: Http404("unit X"))),
    path("bare/", lambda request: HttpResponseNotFound()),
    path("forbidden/", raising(lambda: Forbidden("Chỉ người duyệt được trả lại."))),
    path("denied/", raising(lambda: PermissionDenied("internal"))),
    path("refused/", raising(lambda: Refused("Báo cáo đã chốt."))),
    path("conflict/", raising(lambda: Conflict("Người khác vừa sửa."))),
    path("broken/", raising(lambda: RuntimeError("secret detail"))),
    path("echo/", echo),
    path("echo/<str:code>/", echo),
    path("kept/", kept),
]
handler400 = "lantoa.ui.error_views.bad_request"
handler403 = "lantoa.ui.error_views.forbidden"
handler404 = "lantoa.ui.error_views.not_found"
handler500 = "lantoa.ui.error_views.server_error"

EDGE = override_settings(
    ROOT_URLCONF="tests.ui.test_edge",
    MIDDLEWARE=[
        "lantoa.ui.middleware.HeadersMiddleware",
        "lantoa.audit.middleware.RequestIdMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "lantoa.ui.middleware.EdgeMiddleware",
    ],
)


@pytest.fixture
def client() -> Any:
    with EDGE:
        yield Client(raise_request_exception=False)


def test_not_found_is_the_same_bytes_whatever_the_cause(client: Client) -> None:
    answers = [
        client.get(address) for address in ("/absent/", "/hidden/", "/http404/", "/bare/", "/no-such/")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    headers = [{k: v for k, v in answer.headers.items() if k != "X-Request-Id"} for answer in answers]
    assert all(header == headers[0] for header in headers)


def test_forbidden_says_the_reason(client: Client) -> None:
    answer = client.get("/forbidden/")
    assert (answer.status_code, "Chỉ người duyệt được trả lại." in answer.content.decode()) == (403, True)


def test_denied_by_django_does_not_leak_its_words(client: Client) -> None:
    answer = client.get("/denied/")
    assert (answer.status_code, b"internal" in answer.content) == (403, False)


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [("/refused/", 422, "Báo cáo đã chốt."), ("/conflict/", 409, "Người khác vừa sửa.")],
)
def test_refusal_out_of_a_view_is_a_page(client: Client, address: str, status: int, sentence: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, sentence in answer.content.decode()) == (status, True)


def test_server_error_shows_the_reference_and_no_detail(client: Client) -> None:
    answer = client.get("/broken/")
    page = answer.content.decode()
    assert (answer.status_code, "secret detail" in page) == (500, False)
    assert f"Mã tra cứu: <b>{answer.headers['X-Request-Id']}</b>" in page


def test_error_of_a_fragment_is_a_notice_in_its_place(client: Client) -> None:
    answer = client.get("/forbidden/", headers={"HX-Request": "true"})
    assert (answer.headers["HX-Retarget"], "<html" in answer.content.decode()) == ("#notices", False)


@pytest.mark.parametrize("query", ["q=%00", "q=a%FFb", "%00=1", "q=%C0%AF", "q=%ED%A0%80"])
def test_query_with_bad_text_is_refused_in_vietnamese(client: Client, query: str) -> None:
    answer = client.get(f"/echo/?{query}")
    assert (answer.status_code, "ký tự không hợp lệ" in answer.content.decode()) == (400, True)


def test_path_with_nul_is_refused(client: Client) -> None:
    assert client.get("/echo/a%00b/").status_code == 400


@pytest.mark.parametrize("body", [b"t=ab%00", b"t=ab%FF", b"t=ab\xff", b"%00=1", b"t=%ED%A0%80"])
def test_form_with_bad_text_is_refused(client: Client, body: bytes) -> None:
    answer = client.post("/echo/", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400


def test_form_refusal_says_the_position(client: Client) -> None:
    answer = client.post("/echo/", b"t=%C4%83b%00", content_type="application/x-www-form-urlencoded")
    assert "vị trí 3" in answer.content.decode()


def test_multipart_with_nul_is_refused(client: Client) -> None:
    assert client.post("/echo/", {"t": "a\x00b"}).status_code == 400


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('{"t": "a\\u0000"}', 400),
        ('{"\\u0000": 1}', 400),
        ('{"t": "\\\\u0000"}', 200),
        (json.dumps({"t": "ă"}), 200),
    ],
)
def test_json_with_nul_is_refused(client: Client, body: str, status: int) -> None:
    assert client.post("/echo/", body, content_type="application/json").status_code == status


def test_vietnamese_text_passes(client: Client) -> None:
    assert client.post("/echo/?q=%C4%91", {"t": "Đảng bộ"}).content.decode() == "ok:Đảng bộđ"


def test_form_beyond_the_limit_is_told_as_413(client: Client) -> None:
    body = b"t=" + b"a" * (2 * 1024 * 1024 + 1)
    answer = client.post("/echo/", body, content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, "quá lớn" in answer.content.decode()) == (413, True)


def test_form_without_proof_is_refused_in_vietnamese() -> None:
    with EDGE:
        answer = Client(enforce_csrf_checks=True).post("/echo/", {"t": "a"})
    assert (answer.status_code, "cookie" in answer.content.decode()) == (403, True)


def test_headers_keep_answers_private_unless_a_view_says_otherwise(client: Client) -> None:
    private, public = client.get("/echo/"), client.get("/kept/")
    assert (private.headers["Cache-Control"], public.headers["Cache-Control"]) == (
        "no-store",
        "public, max-age=60",
    )
    assert private.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in private.headers["Permissions-Policy"]
