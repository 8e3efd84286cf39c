"""The edge: what may come in as text, what an answer carries, and errors as pages a person can read."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from lantoa.core.errors import HouseError
from lantoa.ui import error_views, kept

PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
BARE = {403, 404, 405}
# They leave nothing of what was typed, whoever presses them.
OF_ANY_ACCOUNT = {"account_logout", "set_language"}
TEXT_BODIES = ("application/x-www-form-urlencoded", "multipart/form-data", "application/json")
# \u0000 as JSON writes it; an even number of backslashes before it is text about a backslash.
JSON_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class HeadersMiddleware:
    """Outermost middleware: what every answer carries, also that of a file and of a middleware that refused.

    The content security policy comes from django-csp, which stands next to it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return _with_headers(request, self.get_response(request))


class EdgeMiddleware:
    """Innermost middleware: refuses text no field may hold, turns house errors into pages.

    Django reads broken UTF-8 leniently and PostgreSQL refuses NUL: they would surface as a lie and as a 500.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        refusal = _text_refusal(request)
        response = error_views.bad_text(request, refusal) if refusal else self.get_response(request)
        if response.status_code in BARE and not response.streaming and not getattr(response, "content", b""):
            allowed = response.get("Allow")
            response = error_views.page(request, response.status_code)
            if allowed is not None:
                response["Allow"] = allowed
        return response

    def process_view(
        self, request: HttpRequest, view: Any, arguments: Any, words: Any
    ) -> HttpResponse | None:
        """What was opened under one account is not sent under another that signed in meanwhile in the same browser."""
        match = request.resolver_match
        if request.method != "POST" or (match and match.view_name in OF_ANY_ACCOUNT):
            return None
        return error_views.of_another(request) if kept.is_of_another(request) else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, HouseError):
            return error_views.house_error(request, exception)
        return None


def _with_headers(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
    # Django's own middleware sets these three too, but not where it is the one that refuses.
    response.setdefault("X-Content-Type-Options", "nosniff")
    response.setdefault("Referrer-Policy", settings.SECURE_REFERRER_POLICY)
    response.setdefault("Cross-Origin-Opener-Policy", settings.SECURE_CROSS_ORIGIN_OPENER_POLICY)
    response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    # Public pages may hold personal data too (a certificate): unless a view says otherwise, nothing is kept.
    response.setdefault("Cache-Control", "no-store")
    user = getattr(request, "user", None)
    if response["Cache-Control"] != "no-store" and user is not None and user.is_authenticated:
        response["Cache-Control"] = "no-store"
    return response


def _text_refusal(request: HttpRequest) -> str:
    """The sentence that refuses this request's text, or ""."""
    if "\0" in request.path or "\ufffd" in request.path:
        return _("Địa chỉ trang có ký tự không hợp lệ. Hãy mở lại trang từ thực đơn.")
    if _first_bad(unquote_to_bytes(request.META.get("QUERY_STRING", ""))) is not None:
        return _("Địa chỉ trang có ký tự không hợp lệ. Hãy mở lại trang từ thực đơn.")
    if request.method not in {"POST", "PUT", "PATCH"} or request.content_type not in TEXT_BODIES:
        return ""
    find = _bad_form_position if request.content_type == TEXT_BODIES[1] else _bad_body_position
    position = find(request)
    if position is None:
        return ""
    sentence = _(
        "Nội dung có ký tự điều khiển không hợp lệ ở vị trí %(position)d. "
        "Hãy quay lại trang trước, xóa và nhập lại."
    )
    return sentence % {"position": position}


def _bad_body_position(request: HttpRequest) -> int | None:
    body = request.body
    if request.content_type == TEXT_BODIES[2]:
        found = JSON_NUL.search(body)
        return found.start() + 1 if found else _first_bad(body)
    for pair in body.split(b"&"):
        for half in pair.split(b"=", 1):
            position = _first_bad(unquote_to_bytes(half.replace(b"+", b" ")))
            if position is not None:
                return position
    return None


def _bad_form_position(request: HttpRequest) -> int | None:
    """Multipart values are decoded leniently by Django, so broken bytes show as U+FFFD."""
    for name, values in request.POST.lists():
        for value in (name, *(str(item) for item in values)):
            for position, letter in enumerate(value, start=1):
                if letter in "\0\ufffd":
                    return position
    return None


def _first_bad(raw: bytes) -> int | None:
    """The position, in characters from 1, of the first NUL or broken byte."""
    try:
        decoded = raw.decode()
    except UnicodeDecodeError as error:
        return len(raw[: error.start].decode()) + 1
    at = decoded.find("\0")
    return at + 1 if at >= 0 else None
