"""What a page remembers between asking a browser for a passkey and its answer: one question at a time, for a few minutes."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest

from lantoa.accounts.passkeys import PasskeyRefused, Site, State
from lantoa.core import clock

KEY = "lantoa_passkey_asked"
ANSWERED_WITHIN = timedelta(minutes=5)


def site_of(request: HttpRequest) -> Site:
    return Site(request.scheme or "https", request.get_host())


def keep(request: HttpRequest, purpose: str, state: State) -> None:
    request.session[KEY] = {"purpose": purpose, "state": state, "at": clock.now().timestamp()}


def take_back(request: HttpRequest, purpose: str) -> State:
    """What was asked, for one answer only. Raises `PasskeyRefused` where nothing was, or too long ago."""
    asked: dict[str, Any] = request.session.pop(KEY, None) or {}
    age = clock.now().timestamp() - float(asked.get("at", 0))
    if asked.get("purpose") != purpose or age > ANSWERED_WITHIN.total_seconds():
        raise PasskeyRefused("nothing was asked")
    state: State = asked["state"]
    return state
