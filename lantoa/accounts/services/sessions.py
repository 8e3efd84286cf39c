"""Signed-in browsers: noted when they sign in, ended from elsewhere."""

from datetime import datetime

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction

from lantoa.accounts.models import OpenSession, User
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor


@transaction.atomic
def end_sessions(*, actor: Actor, user: User, but: str = "") -> int:
    """Sign an account out everywhere, but for the session whose key is `but`; returns how many ended. The next click there asks
    for a sign-in."""
    ended = end_open_sessions(user, but=but)
    if ended:
        record(actor, "session.ended", user, after={"sessions": ended})
    return ended


@transaction.atomic
def end_session(*, actor: Actor, session: OpenSession) -> None:
    """Sign one browser out."""
    Session.objects.filter(session_key=session.session_key).delete()
    session.delete()
    record(actor, "session.ended", session.user, after={"sessions": 1, "device": session.device})


def end_open_sessions(user: User, *, but: str = "") -> int:
    """The part of a larger change: ends without an entry of its own."""
    found = OpenSession.objects.filter(user=user).exclude(session_key=but)
    keys = list(found.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    found.delete()
    return len(keys)


def note_open_session(*, user: User, session_key: str, device: str, network: str) -> OpenSession:
    """Enter a session that has just begun, or one whose key has changed."""
    now = clock.now()
    session, _made = OpenSession.objects.update_or_create(
        session_key=session_key,
        defaults={"user": user, "device": device, "network": network, "last_used_at": now},
        create_defaults={
            "user": user,
            "device": device,
            "network": network,
            "signed_in_at": now,
            "last_used_at": now,
        },
    )
    # Nobody else sweeps: what has ended goes when somebody signs in. The library dates its rows by the machine's own time.
    OpenSession.objects.filter(last_used_at__lt=now - settings.SESSION_LONGEST).delete()
    Session.objects.filter(expire_date__lt=clock.outside_now()).delete()
    return session


def follow_session(*, old_key: str, new_key: str) -> None:
    """The session goes on under another key."""
    OpenSession.objects.filter(session_key=old_key).update(session_key=new_key)


def touch_session(*, session_key: str, at: datetime) -> None:
    """It was used; written at most once a minute."""
    OpenSession.objects.filter(session_key=session_key).update(last_used_at=at)


def forget_session(*, session_key: str) -> None:
    """It has ended by itself or by its own sign-out."""
    OpenSession.objects.filter(session_key=session_key).delete()
