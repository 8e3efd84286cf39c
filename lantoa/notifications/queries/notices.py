"""A person's own notices, as they may be read now."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, Func, IntegerField, Q, QuerySet

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.notifications.kinds import KINDS, Kind, addresses, titles
from lantoa.notifications.models import Notice

MOST = 100  # the bell counts no further


def notices_of(user: User) -> QuerySet[Notice]:
    return Notice.objects.filter(receiver=user, kind__in=KINDS)


@dataclass(frozen=True)
class Glance:
    """What the frame of every page asks: unread notices (MOST at the most), and whether sample accounts exist."""

    unread: int
    has_sample: bool


def at_a_glance(user: User) -> Glance:
    """One statement for both, so that the bell costs no page a statement; it reads MOST entries of an index at the most."""
    unread = notices_of(user).filter(read_at=None).order_by().values("pk")[:MOST]
    rows = User.objects.filter(pk=user.pk).annotate(
        unread=Func(ArraySubquery(unread), function="CARDINALITY", output_field=IntegerField()),
        has_sample=Exists(User.objects.filter(is_sample=True)),
    )
    found = rows.values_list("unread", "has_sample").first()
    return Glance(*found) if found else Glance(0, False)


def get_notice(user: User, identity: uuid.UUID) -> tuple[Notice, str]:
    """The notice and the address of its thing. Raises NotFound for another person's, and for a thing that this person may no
    longer open."""
    notice = notices_of(user).filter(pk=identity).first()
    if notice is None:
        raise NotFound
    found = addresses(user, [(notice.kind, notice.subject_kind, notice.subject_id)])
    address = found.get((notice.kind, notice.subject_id))
    if address is None:
        raise NotFound
    return notice, address


def of_day(user: User, kind: str, day: date, *, only_unread: bool = False) -> QuerySet[Notice]:
    """One kind on one day, each by itself: unread first, then the newest."""
    first, last = clock.instant(day, 0), clock.instant(day + timedelta(days=1), 0)
    rows = notices_of(user).filter(kind=kind, made_at__gte=first, made_at__lt=last)
    if only_unread:
        rows = rows.filter(read_at=None)
    is_read = ExpressionWrapper(Q(read_at__isnull=False), output_field=BooleanField())
    return rows.order_by(is_read.asc(), "-made_at", "pk")


@dataclass(frozen=True)
class Line:
    """One notice as the page shows it."""

    notice: Notice
    kind: Kind
    title: str


def lines_of(user: User, notices: Sequence[Notice]) -> list[Line]:
    """Those whose thing the person may open now, in the same order; each room is asked once for all its things."""
    found = addresses(user, [(one.kind, one.subject_kind, one.subject_id) for one in notices])
    shown = [one for one in notices if (one.kind, one.subject_id) in found]
    named = titles([(one.kind, one.subject_id) for one in shown])
    return [Line(one, KINDS[one.kind], named.get((one.kind, one.subject_id), "")) for one in shown]


@dataclass(frozen=True)
class Counts:
    all: int
    unread: int
    kinds: dict[str, int]  # code → all of that kind, in the order in which rooms registered them


def counts_of(user: User) -> Counts:
    rows = (
        notices_of(user)
        .order_by()
        .values_list("kind")
        .annotate(n=Count("pk"), unread=Count("pk", filter=Q(read_at=None)))
    )
    found = {kind: (n, unread) for kind, n, unread in rows}
    return Counts(
        sum(n for n, _unread in found.values()),
        sum(unread for _n, unread in found.values()),
        {code: found[code][0] for code in KINDS if code in found},
    )


def get_own(user: User, typed: str) -> Notice:
    """One of the person's notices by its identity as a form sends it, whatever may be opened of it. Raises NotFound."""
    try:
        found = notices_of(user).filter(pk=uuid.UUID(typed)).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFound
    return found
