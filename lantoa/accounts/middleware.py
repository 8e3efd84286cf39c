"""How long a session lasts, what it owes, and that its browser is known from then on."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from lantoa.accounts import devices
from lantoa.accounts.gate import PASSWORD_DUE, led_to, note_confirmed
from lantoa.accounts.models import User
from lantoa.accounts.services.sessions import forget_session, note_open_session, touch_session
from lantoa.core import clock

SINCE, USED = "lantoa_since", "lantoa_used"
# In how many seconds the session ends if nobody does anything; the page warns before (frontend/src/features/idle.ts).
ENDS_IN = "X-Session-Ends-In"
# A request that no person caused, as a page says of its own polling; the session does not live on by it.
BACKGROUND = "X-Lantoa-Background"
WRITTEN_EVERY = timedelta(minutes=1)
# Where one may go while a password is owed: to set it (or a passkey), to leave, to change the language.
OPEN_WHILE_DUE = {
    "account_password",
    "account_passkey_add",
    "account_passkey_options",
    "account_confirm",
    "account_logout",
    "account_link",
    "account_link_code",
    "set_language",
}


class SessionMiddleware:
    """Ends a session that was idle for SESSION_IDLE or is older than SESSION_LONGEST, and asks for what it owes.

    An ended session makes the request an anonymous one: `@acts` leads a page to sign-in and back, and answers a fragment 401,
    upon which the page keeps what was typed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if SINCE in request.session and request.user.is_authenticated:
            self._keep_time(request)
        response = self.get_response(request)
        ends_in = getattr(request, "session_ends_in", None)
        if ends_in is not None and request.user.is_authenticated:
            response[ENDS_IN] = str(ends_in)
        signed_in = getattr(request, "lantoa_signed_in", "")
        if signed_in:
            devices.remember(request, response, signed_in)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, arguments: Any, words: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        name = match.view_name if match else ""
        if name in OPEN_WHILE_DUE or not request.session.get(PASSWORD_DUE):
            return None
        return led_to(request, "account_password") if request.user.is_authenticated else None

    def _keep_time(self, request: HttpRequest) -> None:
        now = clock.now()
        since, used = _moment(request.session[SINCE]), _moment(request.session.get(USED))
        if now - used > settings.SESSION_IDLE or now - since > settings.SESSION_LONGEST:
            logout(request)
            if request.method == "GET" and not request.headers.get("HX-Request"):
                messages.info(
                    request,
                    _("Phiên làm việc đã hết. Hãy đăng nhập lại để tiếp tục; nội dung đã lưu vẫn còn."),
                )
            return
        if now - used > WRITTEN_EVERY and not request.headers.get(BACKGROUND):
            request.session[USED] = now.timestamp()
            touch_session(session_key=request.session.session_key or "", at=now)
            used = now
        left = min(used + settings.SESSION_IDLE, since + settings.SESSION_LONGEST) - now
        request.session_ends_in = int(left.total_seconds())  # type: ignore[attr-defined]


def _moment(stamp: object) -> datetime:
    return datetime.fromtimestamp(stamp if isinstance(stamp, int | float) else 0, tz=clock.VIETNAM)


def note_session(request: HttpRequest, user: User) -> None:
    """Enter the session among the open ones, under its present key."""
    if request.session.session_key is None:
        request.session.save()
    note_open_session(
        user=user,
        session_key=request.session.session_key or "",
        device=devices.device_words(request),
        network=devices.shown_network(request),
    )


def _signed_in(sender: Any, request: HttpRequest, user: User, **more: Any) -> None:
    now = clock.now()
    User.objects.filter(pk=user.pk).update(last_login=now)
    request.session[SINCE] = request.session[USED] = now.timestamp()
    note_confirmed(request)
    note_session(request, user)
    request.lantoa_signed_in = user.username  # type: ignore[attr-defined]


def _signed_out(sender: Any, request: HttpRequest, user: User | None, **more: Any) -> None:
    if request.session.session_key:
        forget_session(session_key=request.session.session_key)


user_logged_in.connect(_signed_in, dispatch_uid="lantoa.signed_in")
user_logged_out.connect(_signed_out, dispatch_uid="lantoa.signed_out")
user_logged_in.disconnect(dispatch_uid="update_last_login")  # it asks another clock
