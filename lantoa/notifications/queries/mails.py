"""What became of mails: for the person whose they are, and in numbers for the administrator."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min, Q

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.notifications.choices import MailState, Trouble
from lantoa.notifications.models import Delivery, Mail

LATE = timedelta(hours=24)


@dataclass(frozen=True)
class MailStanding:
    """`waiting_since`: the person's oldest mail that has waited a day; `refused`: the last one was refused for good."""

    has_address: bool
    waiting_since: datetime | None
    refused: bool


def mail_standing(user: User) -> MailStanding:
    """How mail reaches this person, told on their own page; nothing where the installation sends none."""
    if settings.SMTP is None or not user.email:
        return MailStanding(settings.SMTP is None or bool(user.email), None, False)
    last = (
        Mail.objects.filter(receiver=user)
        .exclude(state=MailState.DROPPED)
        .order_by("-made_at")
        .values_list("state", "made_at")
        .first()
    )
    if last is None:
        return MailStanding(True, None, False)
    state, made_at = last
    late = state == MailState.WAITING and made_at < clock.now() - LATE
    return MailStanding(True, made_at if late else None, state in (MailState.REFUSED, MailState.GIVEN_UP))


@dataclass(frozen=True)
class Outbox:
    """Numbers alone: whose mail it is and what it says is nobody's business."""

    waiting: int
    late: int
    oldest: datetime | None
    sent: int  # in the last seven days, as the two below
    refused: int
    given_up: int
    trouble: Trouble | None
    since: datetime | None
    last_sent_at: datetime | None
    without_address: int
    accounts: int


def outbox() -> Outbox:
    now = clock.now()
    week = Q(settled_at__gte=now - timedelta(days=7))
    found = Mail.objects.aggregate(
        waiting=Count("pk", filter=Q(state=MailState.WAITING)),
        late=Count("pk", filter=Q(state=MailState.WAITING, made_at__lt=now - LATE)),
        oldest=Min("made_at", filter=Q(state=MailState.WAITING)),
        sent=Count("pk", filter=week & Q(state=MailState.SENT)),
        refused=Count("pk", filter=week & Q(state=MailState.REFUSED)),
        given_up=Count("pk", filter=week & Q(state=MailState.GIVEN_UP)),
    )
    delivery = Delivery.objects.get()
    people = User.objects.filter(is_active=True).aggregate(
        accounts=Count("pk"), without_address=Count("pk", filter=Q(email=""))
    )
    return Outbox(
        **found,
        **people,
        trouble=Trouble(delivery.trouble) if delivery.trouble else None,
        since=delivery.since,
        last_sent_at=delivery.last_sent_at,
    )
