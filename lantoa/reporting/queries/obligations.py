"""The board of a collection: how each unit that was asked stands, counted and rated, for who runs it."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any, Protocol

from django.db import connection
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from lantoa.accounts.models import User
from lantoa.audit.queries import history_of
from lantoa.audit.registry import act_label
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.core.vi_dates import format_moment
from lantoa.organisation import access
from lantoa.organisation.models import Ancestry, Unit, UnitVersion
from lantoa.organisation.queries.units import last_name_on, named_on, search_units, short_name_on
from lantoa.reporting.choices import (
    NOT_OWING,
    ObligationState,
    ProposalState,
    Standing,
    SubmissionState,
)
from lantoa.reporting.models import (
    Collection,
    Obligation,
    ReopenProposal,
    Succession,
)
from lantoa.reporting.queries.collections import get_collection, owed_reports

ACT = "collection.open"
LONGEST_HISTORY = 30
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


@dataclass(frozen=True)
class Tally:
    """How many duties stand where. `owed` counts neither the exempt nor what went to a successor nor units that had ended.

    not_begun + draft + sent + returned + accepted = owed. `met` have an accepted report, or one with anything in it that
    waits; `timely` of them were first sent in time. Each is a part of `owed`, so a rate never passes one.
    """

    not_begun: int = 0
    draft: int = 0
    sent: int = 0
    returned: int = 0
    accepted: int = 0
    exempt: int = 0
    handed_over: int = 0
    ended: int = 0
    overdue: int = 0
    sent_late: int = 0
    agreed: int = 0
    met: int = 0
    timely: int = 0

    @property
    def owed(self) -> int:
        return self.not_begun + self.draft + self.sent + self.returned + self.accepted

    @property
    def asked(self) -> int:
        return self.owed + self.exempt + self.handed_over + self.ended

    @property
    def completeness(self) -> Fraction | None:
        """None where nobody owes: no base, no rate."""
        return Fraction(self.met, self.owed) if self.owed else None

    @property
    def timeliness(self) -> Fraction | None:
        return Fraction(self.timely, self.owed) if self.owed else None

    @property
    def acceptance(self) -> Fraction | None:
        return Fraction(self.accepted, self.owed) if self.owed else None


@dataclass(frozen=True)
class Branch:
    """The duties under one direct unit of the owner (itself among them); `unit` None for what stood under none on that day."""

    unit: Unit | None
    name: str
    tally: Tally


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


# The same cases as in `standings`, added up in one pass: duties are joined with the tree once, not looked up one by one.
# OFFSET 0 keeps each case from being worked out anew for every sum.
TALLIES = """
    WITH at AS (SELECT due_at AS due FROM reporting_collection WHERE id = %(collection)s),
    stood AS MATERIALIZED (
        SELECT a.descendant_id, a.ancestor_id FROM organisation_unitversion v
        JOIN organisation_ancestry a ON a.ancestor_id = v.unit_id AND a.valid @> %(day)s::date
        WHERE v.parent_id = %(owner)s AND v.valid @> %(day)s::date)
    SELECT branch, standing, sum(n)::int,
        coalesce(sum(n) FILTER (WHERE due AND standing IN ('not_begun', 'draft', 'returned')), 0)::int,
        coalesce(sum(n) FILTER (WHERE late AND owing), 0)::int,
        coalesce(sum(n) FILTER (WHERE agreed AND owing), 0)::int,
        coalesce(sum(n) FILTER (WHERE says AND owing), 0)::int,
        coalesce(sum(n) FILTER (WHERE says AND timely AND owing), 0)::int
    FROM (
        SELECT *, standing NOT IN ('exempt', 'handed_over', 'ended') AS owing
        FROM (
            SELECT branch, due, late, timely, says, agreed, n,
                CASE
                    WHEN exempt THEN CASE WHEN gone THEN 'handed_over' ELSE 'exempt' END
                    WHEN report_state = 'accepted' THEN 'accepted'
                    WHEN report_state = 'submitted' THEN 'sent'
                    WHEN ended THEN 'ended'
                    WHEN report_state = 'returned' THEN 'returned'
                    WHEN report_state = 'handed' OR begun THEN 'draft'
                    ELSE 'not_begun'
                END AS standing
            FROM (
                SELECT branch, exempt, agreed, report_state, begun, says, gone, ended, due, late, timely, count(*) AS n
                FROM (
                    SELECT stood.ancestor_id AS branch, o.state = 'exempt' AS exempt, o.state = 'late_agreed' AS agreed,
                        o.report_state, o.begun, o.says,
                        coalesce(o.agreed_until, at.due) < %(now)s AS due,
                        coalesce(o.first_sent_at > coalesce(o.agreed_until, at.due), false) AS late,
                        coalesce(o.first_sent_at <= coalesce(o.agreed_until, at.due), false) AS timely,
                        CASE WHEN o.state = 'exempt' THEN EXISTS (
                            SELECT 1 FROM reporting_succession s WHERE s.obligation_id = o.id) ELSE false END AS gone,
                        CASE WHEN o.report_state NOT IN ('accepted', 'submitted') THEN NOT EXISTS (
                            SELECT 1 FROM organisation_unitversion v
                            WHERE v.unit_id = o.unit_id AND v.valid @> %(day)s::date) ELSE false END AS ended
                    FROM reporting_obligation o CROSS JOIN at LEFT JOIN stood ON stood.descendant_id = o.unit_id
                    WHERE o.collection_id = %(collection)s OFFSET 0) duty
                GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 OFFSET 0) alike
            OFFSET 0) told
    ) counted
    GROUP BY branch, standing
"""
PARTS = ("overdue", "sent_late", "agreed", "met", "timely")


def branches_of(collection: Collection) -> list[Branch]:
    """The tallies by direct unit of the owner, in official order; what stood under none of them last. Two statements."""
    counts: dict[uuid.UUID | None, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    with connection.cursor() as cursor:
        cursor.execute(
            TALLIES,
            {
                "owner": collection.owner_id,
                "day": collection.tree_day,
                "collection": collection.pk,
                "now": clock.now(),
            },
        )
        for branch, standing, n, *parts in cursor.fetchall():
            counts[branch][standing] += n
            for name, part in zip(PARTS, parts, strict=True):
                counts[branch][name] += part
    units = {
        unit.pk: unit
        for unit in named_on(Unit.objects.filter(pk__in=[one for one in counts if one]), collection.tree_day)
    }
    named = [
        Branch(unit, str(getattr(unit, "short_name", unit.code)), Tally(**counts[pk]))
        for pk, unit in units.items()
    ]
    rest = [one for pk, one in counts.items() if pk not in units]
    return named + [Branch(None, "", Tally(**one)) for one in rest]


def total_of(branches: Iterable[Branch]) -> Tally:
    found: dict[str, int] = defaultdict(int)
    for one in branches:
        for name in Tally.__dataclass_fields__:
            found[name] += getattr(one.tally, name)
    return Tally(**found)


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


@dataclass(frozen=True)
class Step:
    """One line of the collection's history, as the component of history takes it."""

    at: datetime
    what: str
    who: str
    reason: str = ""
    parts: dict[str, Any] = field(default_factory=dict)


def history(collection: Collection) -> list[Step]:
    """What was done to the collection itself, newest first. One statement."""
    rows = history_of("reporting.collection", collection.pk)[:LONGEST_HISTORY]
    return [
        Step(row.at, act_label(row.act), row.actor_label or "", _said(row.before, row.after)) for row in rows
    ]


def _said(before: dict[str, Any], after: dict[str, Any]) -> str:
    words = [str(after[name]) for name in ("reason", "note") if after.get(name)]
    words += [
        f"{_moment(before[name])} → {_moment(after[name])}"
        for name in ("due_at", "closes_at")
        if before.get(name) and after.get(name) and before[name] != after[name]
    ]
    return " · ".join(words)


def _moment(written: Any) -> str:
    try:
        return format_moment(datetime.fromisoformat(str(written)))
    except ValueError:
        return str(written)


def waiting_reopening(collection: Collection) -> ReopenProposal | None:
    rows = ReopenProposal.objects.filter(collection=collection, state=ProposalState.WAITING)
    return rows.select_related("proposed_by").first()


def get_reopening(user: User, code: str, pk: uuid.UUID) -> ReopenProposal:
    """A proposal to reopen, for who runs the collection."""
    collection = get_running(user, code)
    found = (
        ReopenProposal.objects.select_related("collection__owner", "proposed_by")
        .filter(collection=collection, pk=pk)
        .first()
    )
    if found is None:
        raise NotFound()
    return found
