"""The board of a collection: how each unit that was asked stands, for who runs it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.organisation import access
from lantoa.organisation.models import Ancestry, Unit, UnitVersion
from lantoa.organisation.queries.units import last_name_on, search_units, short_name_on
from lantoa.reporting.choices import NOT_OWING, ObligationState, Standing, SubmissionState
from lantoa.reporting.models import Collection, Obligation, Succession
from lantoa.reporting.queries.collections import get_collection, owed_reports

ACT = "collection.open"
SORTS = {
    "ten": ("name_then", "unit__code"),
    "ma": ("unit__code",),
    "nhanh": ("branch_position", "branch_code", "unit__position", "unit__code"),
    "tinh-trang": ("standing", "unit__position", "unit__code"),
    "gui": ("first_sent_at", "unit__code"),
    "han": ("due", "unit__code"),
}
PLACE = {name: place for place, name in enumerate(Standing)}


class Stand(Protocol):
    """An obligation as `standings` annotates it."""

    pk: uuid.UUID
    unit_id: uuid.UUID
    unit: Unit
    state: str
    reason: str
    agreed_until: datetime | None
    first_sent_at: datetime | None
    due: datetime
    name_then: str
    standing: str
    overdue: bool
    sent_late: bool
    met: bool
    timely: bool
    amending: bool
    recalled_at: datetime | None
    recall_reason: str
    branch_id: uuid.UUID | None


def get_running(user: User, code: str) -> Collection:
    """The collection, for who runs it. NotFound out of sight, Forbidden for who sees it but does not collect there."""
    found = get_collection(user, code)
    access.require(access.holds(user, ACT, found.owner_id))
    return found


def standings(collection: Collection) -> QuerySet[Any]:
    """The duties of a collection, annotated as `Stand` says. One statement, whatever their number.

    How a report stands is kept with its duty; what remains to be looked up stands last in each condition, so that it is asked
    for the few duties that need it.
    """
    day = collection.tree_day
    lives = UnitVersion.objects.filter(unit=OuterRef("unit"), valid__contains=day)
    gone = Succession.objects.filter(obligation=OuterRef("pk"))
    direct = UnitVersion.objects.filter(parent=collection.owner_id, valid__contains=day)
    branches = Ancestry.objects.filter(
        descendant=OuterRef("unit"), ancestor__in=direct.values("unit"), valid__contains=day
    )
    exempt = Q(state=ObligationState.EXEMPT)
    rows: QuerySet[Any] = (
        owed_reports(Obligation.objects.filter(collection=collection))
        .annotate(
            name_then=Coalesce(short_name_on("unit", day), F("unit__code")),
            standing=Case(
                When(
                    exempt,
                    then=Case(
                        When(Q(Exists(gone)), then=Value(str(Standing.HANDED_OVER))),
                        default=Value(str(Standing.EXEMPT)),
                    ),
                ),
                When(report_state=SubmissionState.ACCEPTED, then=Value(str(Standing.ACCEPTED))),
                When(report_state=SubmissionState.SUBMITTED, then=Value(str(Standing.SENT))),
                When(~Exists(lives), then=Value(str(Standing.ENDED))),
                When(report_state=SubmissionState.RETURNED, then=Value(str(Standing.RETURNED))),
                When(Q(report_state=SubmissionState.HANDED) | Q(begun=True), then=Value(str(Standing.DRAFT))),
                default=Value(str(Standing.NOT_BEGUN)),
            ),
            branch_id=Subquery(branches.values("ancestor")[:1]),
            branch_position=Subquery(branches.values("ancestor__position")[:1]),
            branch_code=Subquery(branches.values("ancestor__code")[:1]),
        )
        .annotate(
            # What counts may stand behind a version that is with the unit again; says covers both.
            met=_flag(Q(says=True) & ~Q(standing__in=[*NOT_OWING])),
            overdue=_flag(Q(due__lt=clock.now()) & Q(standing__in=WAITED_FOR)),
            sent_late=_flag(Q(first_sent_at__gt=F("due")) & ~Q(standing__in=[*NOT_OWING])),
        )
        .annotate(timely=_flag(Q(met=True, first_sent_at__lte=F("due"))))
    )
    return rows


WAITED_FOR = [str(Standing.NOT_BEGUN), str(Standing.DRAFT), str(Standing.RETURNED)]


def _flag(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


@dataclass(frozen=True)
class Wanted:
    """What the address asks of the board: a standing or a key of FILTERS; a branch by its unit's code; words; an order."""

    standing: str = ""
    branch: str = ""
    text: str = ""
    sort: str = ""

    @property
    def narrows(self) -> bool:
        return bool(self.standing or self.branch or self.text)


FILTERS = {"qua-han": Q(overdue=True), "gui-tre": Q(sent_late=True), "gia-han": Q(state="late_agreed")}

# What a standing says of the kept state, so that the others need not be looked up.
KEPT = {
    Standing.ACCEPTED: Q(report_state=SubmissionState.ACCEPTED),
    Standing.SENT: Q(report_state=SubmissionState.SUBMITTED),
    Standing.RETURNED: Q(report_state=SubmissionState.RETURNED),
    Standing.DRAFT: ~Q(report_state__in=[SubmissionState.ACCEPTED, SubmissionState.SUBMITTED]),
    Standing.NOT_BEGUN: ~Q(report_state__in=[SubmissionState.ACCEPTED, SubmissionState.SUBMITTED]),
    Standing.ENDED: ~Q(report_state__in=[SubmissionState.ACCEPTED, SubmissionState.SUBMITTED]),
    Standing.EXEMPT: Q(state=ObligationState.EXEMPT),
    Standing.HANDED_OVER: Q(state=ObligationState.EXEMPT),
    "qua-han": ~Q(report_state__in=[SubmissionState.ACCEPTED, SubmissionState.SUBMITTED]),
    "gui-tre": Q(first_sent_at__isnull=False),
    "gia-han": Q(),
}


def narrowed(rows: QuerySet[Any], wanted: Wanted) -> QuerySet[Any]:
    if wanted.standing:
        rows = rows.filter(KEPT[wanted.standing], FILTERS.get(wanted.standing, Q(standing=wanted.standing)))
    if wanted.branch:
        rows = rows.filter(branch_code=wanted.branch)
    if wanted.text.strip():
        rows = rows.filter(unit__in=search_units(Unit.objects.all(), wanted.text).values("pk"))
    descending = wanted.sort.startswith("-")
    order = SORTS.get(wanted.sort.removeprefix("-"), ("unit__position", "unit__code"))
    if wanted.sort.removeprefix("-") == "tinh-trang":
        places = [When(standing=name, then=Value(place)) for name, place in PLACE.items()]
        rows = rows.annotate(place=Case(*places))
        order = ("place", "unit__position", "unit__code")
    first = F(order[0])
    begun = first.desc(nulls_last=True) if descending else first.asc(nulls_last=True)
    ordered: QuerySet[Any] = rows.order_by(begun, *order[1:])
    return ordered


def of_units(collection: Collection, codes: Sequence[str]) -> list[Any]:
    """The duties of these units, annotated, in official order; codes that owe nothing here are left out."""
    return list(standings(collection).filter(unit__code__in=codes).order_by("unit__position", "unit__code"))


@dataclass(frozen=True)
class HandedOver:
    """A duty that went from a unit that ended to the one that answers for it, with the names both last bore."""

    succession: Succession
    source: str
    target: str


def handed_over(collection: Collection) -> list[HandedOver]:
    """Newest first. One statement."""
    rows = (
        Succession.objects.filter(obligation__collection=collection)
        .select_related("obligation__unit", "successor__unit")
        .annotate(source=last_name_on("obligation__unit"), target=last_name_on("successor__unit"))
        .order_by("-effective_on", "obligation__unit__position", "obligation__unit__code")
    )
    return [HandedOver(one, one.source, one.target) for one in rows]
