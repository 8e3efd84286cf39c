"""The private address of a person's calendar: made, renewed, stopped."""

import secrets

from django.db import transaction

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.organisation.access import require
from lantoa.tasks.models import CalendarFeed, digest_of_token
from lantoa.tasks.permissions import can_subscribe

OCTETS = 32  # of chance in a token: 256 bits, so that guessing needs no counting


@transaction.atomic
def make_feed(*, actor: User) -> str:
    """Make the actor's one feed; an older address stops at once. Gives the token, which is kept nowhere: shown this once.

    Raises Forbidden for who neither owes nor asks for tasks.
    """
    require(can_subscribe(actor))
    token = secrets.token_urlsafe(OCTETS)
    user = User.objects.select_for_update().get(pk=actor.pk)
    feed, made = CalendarFeed.objects.update_or_create(
        user=user, defaults={"digest": digest_of_token(token), "made_at": clock.now()}
    )
    record(actor, "task.feed_made" if made else "task.feed_renewed", user, after={"feed": str(feed.pk)})
    return token


@transaction.atomic
def stop_feed(*, actor: User) -> bool:
    """The actor's address opens nothing any more; False where there was none."""
    stopped, _each = CalendarFeed.objects.filter(user=actor).delete()
    if stopped:
        record(actor, "task.feed_stopped", actor)
    return bool(stopped)
