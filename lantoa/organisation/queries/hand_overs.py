"""Hand-overs as each person may see them: lists, one with its lines and things, and what waits for whom."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, F, Q, QuerySet

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.core.text import folding_key
from lantoa.organisation import access, holdings
from lantoa.organisation.choices import HandOverState
from lantoa.organisation.models import HandOver, HandOverItem, HandOverLine, Reorganisation, RoleAssignment
from lantoa.organisation.queries.units import last_name_on, short_name_on

SORTS = {
    "code": ("code",),
    "day": ("effective_on", "code"),
    "giver": ("giver_name", "code"),
    "receiver": ("receiver_name", "code"),
}


@dataclass(frozen=True)
class HandOverFilter:
    """What a list is narrowed to; empty values narrow nothing. `mine`: what waits for the reader."""

    text: str = ""
    state: str = ""
    mine: bool = False
    sort: str = "-day"


def hand_overs_visible_to(user: User) -> QuerySet[Any]:
    """Those of which one reads the giver's past or the receiver; rows carry giver_name, receiver_name, giver_code, receiver_code
    and how many things they list.
    """
    scope = access.units_in_scope(user, "hand_over.read")
    return (
        HandOver.objects.filter(Q(giver__in=scope) | Q(receiver__in=scope))
        .select_related("event")
        .annotate(
            giver_name=short_name_on("giver"),
            receiver_name=short_name_on("receiver"),
            giver_code=F("giver__code"),
            receiver_code=F("receiver__code"),
        )
    )


def listed(user: User, wanted: HandOverFilter) -> QuerySet[Any]:
    """The list, narrowed and sorted; rows also carry `things`."""
    rows = _narrowed(user, wanted).annotate(things=Count("items"))
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    descending = wanted.sort.startswith("-")
    order = SORTS.get(wanted.sort.lstrip("-"), SORTS["day"])
    ordered: QuerySet[Any] = rows.order_by(
        *(F(name).desc() if descending else F(name).asc() for name in order)
    )
    return ordered


def hand_overs_under(user: User, reorganisation: Reorganisation) -> QuerySet[Any]:
    """Those that a reorganisation gave rise to, as far as one sees them, in the order of their codes."""
    return hand_overs_visible_to(user).filter(event__reorganisation=reorganisation).order_by("code")


def _narrowed(user: User, wanted: HandOverFilter) -> QuerySet[Any]:
    rows = hand_overs_visible_to(user)
    if wanted.mine:
        rows = rows.filter(_waiting_for(user))
    for word in folding_key(wanted.text).split():
        rows = rows.filter(search_key__contains=word)
    return rows


def state_counts(user: User, wanted: HandOverFilter) -> dict[str, int]:
    """For the counter strip: how many stand in each state, and "" for all. One statement."""
    rows = _narrowed(user, wanted).order_by().values_list("state").annotate(n=Count("pk", distinct=True))
    counts: dict[str, int] = dict(rows)
    return {"": sum(counts.values()), **counts}


def _waiting_for(user: User) -> Q:
    """To confirm for the receiver, or to prepare or settle for the giver."""
    return Q(pk__in=to_confirm(user).values("pk")) | Q(pk__in=to_prepare(user).values("pk"))


def to_confirm(user: User) -> QuerySet[HandOver]:
    """Stated by the giver and not confirmed yet, where this person answers for the receiver, or may do so in its stead."""
    head = RoleAssignment.objects.filter(
        access.held_on("receiver"),
        role="head",
        valid__contains=clock.today(),
        person__user__is_active=True,
    )
    answers = Q(receiver__in=access.units_in_scope(user, "hand_over.confirm"))
    if access.holds_somewhere(user, "hand_over.confirm_in_stead"):
        answers |= Q(access.reached(user, "hand_over.confirm_in_stead", "receiver"), ~Exists(head))
    return HandOver.objects.filter(answers, state__in=[HandOverState.WAITING, HandOverState.DIFFERS])


def to_prepare(user: User) -> QuerySet[HandOver]:
    """Lists to be stated for the giver, and differences to be cleared up."""
    return HandOver.objects.filter(
        access.reached(user, "hand_over.prepare", "giver"),
        state__in=[HandOverState.PREPARING, HandOverState.DIFFERS],
    )


def get_hand_over(user: User, code: str) -> HandOver:
    """One hand-over with its event and the full names of both sides; NotFound outside one's sight."""
    found: HandOver | None = (
        hand_overs_visible_to(user)
        .filter(code=code)
        .select_related("event", "giver", "receiver", "stated_by", "answered_by", "settled_by")
        .annotate(giver_full=last_name_on("giver"), receiver_full=last_name_on("receiver"))
        .first()
    )
    if found is None:
        raise NotFound()
    return found


@dataclass(frozen=True)
class KindOfThings:
    """The things of one kind on a list. `moves`: they change hands on confirmation."""

    kind: str
    label: str
    items: list[HandOverItem] = field(default_factory=list)
    moves: bool = True


def things_of(hand_over: HandOver) -> list[KindOfThings]:
    """What is listed, by kind in the order of lists; kinds of which nothing is listed are left out. One statement."""
    by_kind: dict[str, list[HandOverItem]] = {}
    for item in hand_over.items.order_by("position"):
        by_kind.setdefault(item.kind, []).append(item)
    known = {one.kind: one for one in holdings.kinds()}
    return [
        KindOfThings(kind, str(one.label), by_kind[kind]) for kind, one in known.items() if kind in by_kind
    ]


def lines_of(hand_over: HandOver) -> list[HandOverLine]:
    return list(hand_over.lines.order_by("position"))


def siblings_of(hand_over: HandOver) -> list[Any]:
    """The other receivers of the same giver under the same event, with receiver_name: where a thing may be assigned to."""
    rows = HandOver.objects.filter(event=hand_over.event_id, giver=hand_over.giver_id).exclude(
        pk=hand_over.pk
    )
    return list(rows.annotate(receiver_name=short_name_on("receiver")).order_by("code"))


def ended_roles(hand_over: HandOver) -> list[RoleAssignment]:
    """Who held a role on the giver until the day it ended: the officer gives them new ones. One statement."""
    rows = RoleAssignment.objects.filter(
        unit=hand_over.giver_id, valid__contains=hand_over.effective_on - timedelta(days=1)
    ).exclude(valid__contains=hand_over.effective_on)
    return list(rows.select_related("person").order_by("role", "person__full_name"))


def differing(lines: Sequence[HandOverLine]) -> list[HandOverLine]:
    """The lines of which two told figures say different things."""
    return [line for line in lines if line.differs]
