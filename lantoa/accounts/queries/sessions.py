"""Where somebody is signed in."""

from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet

from lantoa.accounts.models import OpenSession, User
from lantoa.core import clock
from lantoa.core.errors import NotFound


def open_sessions_of(user: User) -> QuerySet[OpenSession]:
    """The signed-in browsers of an account, the one used last first; without those that their next click would end."""
    now = clock.now()
    # What was used is noted once a minute, so that a session may live a minute longer than is noted.
    alive = {
        "last_used_at__gte": now - settings.SESSION_IDLE - timedelta(minutes=1),
        "signed_in_at__gte": now - settings.SESSION_LONGEST,
    }
    return OpenSession.objects.filter(user=user, **alive).order_by("-last_used_at", "-signed_in_at")


def get_own_session(user: User, session_id: str) -> OpenSession:
    """One of one's own; raises `NotFound` for any other."""
    found = next((one for one in open_sessions_of(user) if str(one.pk) == session_id), None)
    if found is None:
        raise NotFound
    return found
