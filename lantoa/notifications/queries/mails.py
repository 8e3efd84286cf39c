"""What became of mails: for the person whose they are, and in numbers for the administrator."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min, OuterRef, Q, Subquery

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.notifications.choices import MailState, Trouble
from lantoa.notifications.models import Delivery, Mail

LATE = timedelta(hours=24)


@dataclass(frozen=True)
class MailStanding:
    """`waiting_since`: the person's oldest mail that has waited a day. How the last one ended that did: `refused` by the mailbox,
    or `given_up`, since it could not be sent for as long as is tried."""

    has_address: bool
    waiting_since: datetime | None = None
    refused: bool = False
    given_up: bool = False


def mail_standing(user: User) -> MailStanding:
    """How mail reaches this person, told on their own page; nothing where the installation sends none. One statement."""
    if settings.SMTP is None or not user.email:
        return MailStanding(settings.SMTP is None or bool(user.email))
    own = Mail.objects.filter(receiver=OuterRef("pk")).order_by("-made_at")
    late = own.filter(state=MailState.WAITING, made_at__lt=clock.now() - LATE).order_by("made_at")
    ended = own.exclude(state__in=(MailState.WAITING, MailState.DROPPED))
    rows = User.objects.filter(pk=user.pk).values_list(
        Subquery(late.values("made_at")[:1]), Subquery(ended.values("state")[:1])
    )
    since, last = rows.get()
    return MailStanding(True, since, last == MailState.REFUSED, last == MailState.GIVEN_UP)


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
