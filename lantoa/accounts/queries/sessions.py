"""Where somebody is signed in."""

from django.db.models import QuerySet

from lantoa.accounts.models import OpenSession, User
from lantoa.core.errors import NotFound


def open_sessions_of(user: User) -> QuerySet[OpenSession]:
    """The signed-in browsers of an account, the one used last first."""
    return OpenSession.objects.filter(user=user).order_by("-last_used_at", "-signed_in_at")


def get_own_session(user: User, session_id: str) -> OpenSession:
    """One of one's own; raises `NotFound` for any other."""
    found = next((one for one in open_sessions_of(user) if str(one.pk) == session_id), None)
    if found is None:
        raise NotFound
    return found
