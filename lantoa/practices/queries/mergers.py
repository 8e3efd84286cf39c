"""Practices that were merged into another: what a merger would change, and the originals as each person may read them."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q, QuerySet

from lantoa.accounts.models import User
from lantoa.core.errors import NotFound
from lantoa.core.text import folding_key
from lantoa.organisation import access
from lantoa.organisation.queries.units import short_name_on
from lantoa.practices.choices import CallState, MergedKind, Origin, YearState
from lantoa.practices.models import (
    Adoption,
    BookletEntry,
    CallEntry,
    Evidence,
    Measurement,
    Merger,
    MergerChange,
    Practice,
    PracticeYear,
    ReplicationOrder,
    ReplicationOrderUnit,
)
from lantoa.practices.permissions import EDITABLE
from lantoa.practices.queries.adoptions import BEST_FIRST, standing_of
from lantoa.practices.queries.practices import (
    RANKS,
    PracticeFilter,
    every_year_visible_to,
    listed,
    originals_visible_to,
    practices_visible_to,
)

CANDIDATES = 20


@dataclass(frozen=True)
class Change:
    """One value of one row, as JSON holds it, before and after."""

    kind: MergedKind
    row: uuid.UUID
    name: str
    was: str | bool | None
    became: str | bool | None


@dataclass(frozen=True)
class YearPlan:
    """A year that the one practice brings to the other. Where both have one, `counted` goes on and `aside` stays readable."""

    year: int
    counted: PracticeYear
    aside: PracticeYear | None = None


@dataclass(frozen=True)
class AnswerPlan:
    """A unit's answer on the practice, or two on both."""

    counted: Adoption
    aside: Adoption | None = None


@dataclass
class Plan:
    """What merging `practice` into `kept` would change, in the order in which it must be done.

    `already` are the orders that give the merged practice out to its own unit, which would be asked to take up what it does
    already. `calls` are those under way that hold a record which would move: until they are concluded nothing may.
    """

    practice: Practice
    kept: Practice
    years: list[YearPlan] = field(default_factory=list)
    answers: list[AnswerPlan] = field(default_factory=list)
    entries: list[BookletEntry] = field(default_factory=list)
    entries_aside: list[BookletEntry] = field(default_factory=list)
    learners: list[Practice] = field(default_factory=list)
    measurements: int = 0
    measurements_aside: int = 0
    evidence: int = 0
    appraisals: int = 0
    already: list[ReplicationOrder] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    @property
    def answers_aside(self) -> list[AnswerPlan]:
        return [one for one in self.answers if one.aside is not None]

    @property
    def years_aside(self) -> list[YearPlan]:
        return [one for one in self.years if one.aside is not None]

    def change(
        self, kind: MergedKind, row: uuid.UUID, name: str, was: uuid.UUID | str | bool | None, became: Any
    ) -> None:
        self.changes.append(Change(kind, row, name, _plain(was), _plain(became)))


def _plain(value: uuid.UUID | str | bool | None) -> str | bool | None:
    return str(value) if isinstance(value, uuid.UUID) else value


def plan_of(practice: Practice, kept: Practice) -> Plan:
    """What merging the one into the other would change. The same statements for any size of either."""
    plan = Plan(practice, kept)
    _years(plan)
    _adoptions(plan)
    _booklets(plan)
    _told(plan)
    return plan


def _further(one: PracticeYear, other: PracticeYear) -> bool:
    return RANKS.index(YearState(one.state)) > RANKS.index(YearState(other.state))


def _years(plan: Plan) -> None:
    """The record that came further is that of the year. Drafts stay where they are: their unit alone knows of them."""
    own = list(PracticeYear.objects.filter(practice=plan.practice).select_related("practice"))
    theirs = {
        row.year: row for row in PracticeYear.objects.filter(practice=plan.kept).select_related("practice")
    }
    moved, aside = [], []
    for row in own:
        other = theirs.get(row.year)
        if row.state in EDITABLE:
            aside.append(row)
        elif other is None or _further(row, other):
            moved.append(row)
            if other is not None:
                aside.append(other)
            shown = other if other is not None and other.state not in EDITABLE else None
            plan.years.append(YearPlan(row.year, row, shown))
        else:
            aside.append(row)
            plan.years.append(YearPlan(row.year, other, row))
    for row in aside:
        plan.change(MergedKind.YEAR, row.pk, "set_aside", False, True)
    for row in moved:
        plan.change(MergedKind.YEAR, row.pk, "practice_id", plan.practice.pk, plan.kept.pk)
    _origins(plan, moved, [row for row in theirs.values() if row not in aside])
    touched = [row.pk for row in (*moved, *aside)]
    entries = CallEntry.objects.filter(practice_year__in=touched)
    plan.calls = sorted(
        set(entries.exclude(call__state=CallState.CONCLUDED).values_list("call__code", flat=True))
    )
    plan.appraisals = entries.filter(practice_year__in=moved, assignments__appraisal__isnull=False).count()
    plan.evidence = Evidence.objects.filter(year__in=moved, removed_at=None).count()


def _origins(plan: Plan, moved: Sequence[PracticeYear], theirs: Sequence[PracticeYear]) -> None:
    """One practice begins once: where a record follows another's first year, it keeps the practice up."""
    rows = sorted([*moved, *theirs], key=lambda row: row.year)
    begun = {min((row.year for row in theirs), default=0)}
    for row in rows[1:]:
        joined = row in moved or row.year in begun
        if joined and row.origin in (Origin.NEW, Origin.LEARNED):
            plan.change(MergedKind.YEAR, row.pk, "origin", row.origin, str(Origin.MAINTAINED.value))


def _adoptions(plan: Plan) -> None:
    """The better of two answers of one unit on one order counts; a unit does not take up what it began itself."""
    rows = list(Adoption.objects.filter(practice=plan.practice).select_related("order", "unit"))
    theirs = {
        (row.order_id, row.unit_id): row
        for row in Adoption.objects.filter(practice=plan.kept).select_related("order", "unit")
    }
    moved = []
    for row in rows:
        other = theirs.get((row.order_id, row.unit_id))
        if row.unit_id == plan.kept.unit_id:
            plan.change(MergedKind.ADOPTION, row.pk, "set_aside", False, True)
        elif other is None:
            moved.append(row)
            plan.answers.append(AnswerPlan(row))
        elif _better(row, other):
            moved.append(row)
            plan.answers.append(AnswerPlan(row, other))
            plan.change(MergedKind.ADOPTION, other.pk, "set_aside", False, True)
        else:
            plan.answers.append(AnswerPlan(other, row))
            plan.change(MergedKind.ADOPTION, row.pk, "set_aside", False, True)
    for row in moved:
        plan.change(MergedKind.ADOPTION, row.pk, "practice_id", plan.practice.pk, plan.kept.pk)
        if row.learned_as_id is None:
            plan.change(MergedKind.ADOPTION, row.pk, "learned_as_id", None, plan.practice.pk)


def _better(one: Adoption, other: Adoption) -> bool:
    mine, theirs = standing_of(one.answer, one.state), standing_of(other.answer, other.state)
    return [*BEST_FIRST].index(mine) < [*BEST_FIRST].index(theirs)  # type: ignore[arg-type]


def _booklets(plan: Plan) -> None:
    """A booklet goes on saying what it printed. Where it tells both, its orders give the one that stays."""
    rows = BookletEntry.objects.filter(practice__in=[plan.practice, plan.kept]).select_related("booklet")
    own = [row for row in rows if row.practice_id == plan.practice.pk]
    theirs = {row.booklet_id: row for row in rows if row.practice_id == plan.kept.pk}
    given: dict[uuid.UUID, set[uuid.UUID]] = {}
    for entry, order in (
        ReplicationOrder.entries.through.objects.filter(bookletentry__in=[row.pk for row in rows])
        .values_list("bookletentry", "replicationorder")
        .order_by("replicationorder")
    ):
        given.setdefault(entry, set()).add(order)
    for row in own:
        other = theirs.get(row.booklet_id)
        if other is None:
            plan.entries.append(row)
            plan.change(MergedKind.ENTRY, row.pk, "practice_id", plan.practice.pk, plan.kept.pk)
            if not row.title:
                plan.change(MergedKind.ENTRY, row.pk, "title", "", plan.practice.title)
            continue
        plan.entries_aside.append(row)
        for order in sorted(given.get(row.pk, ())):
            new = None if order in given.get(other.pk, ()) else other.pk
            plan.change(MergedKind.ORDER, order, "entries", row.pk, new)
    orders = set().union(*given.values()) if given else set()
    if plan.practice.unit_id != plan.kept.unit_id:
        asked = ReplicationOrderUnit.objects.filter(order__in=orders, unit=plan.practice.unit_id)
        answered = Adoption.objects.filter(
            order__in=orders, unit=plan.practice.unit_id, practice__in=[plan.practice, plan.kept]
        )
        plan.already = list(
            ReplicationOrder.objects.filter(pk__in=asked.values("order"))
            .exclude(pk__in=answered.values("order"))
            .order_by("code")
        )


def _told(plan: Plan) -> None:
    """Lineage, the series of one measure, and those that were merged into it before."""
    practice, kept = plan.practice, plan.kept
    plan.learners = list(
        Practice.originals.filter(learned_from=practice).exclude(pk=kept.pk).order_by("code")
    )
    for one in plan.learners:
        plan.change(MergedKind.PRACTICE, one.pk, "learned_from_id", practice.pk, kept.pk)
    source = practice.learned_from_id if practice.learned_from_id != kept.pk else None
    if kept.learned_from_id == practice.pk or (kept.learned_from_id is None and source is not None):
        plan.change(MergedKind.PRACTICE, kept.pk, "learned_from_id", kept.learned_from_id, source)
    rows = list(Measurement.objects.filter(practice__in=[practice, kept]))
    taken = {row.period for row in rows if row.practice_id == kept.pk}
    own = [row for row in rows if row.practice_id == practice.pk]
    same = _measure(practice) == _measure(kept)
    moved = [row for row in own if same and row.period not in taken]
    for row in moved:
        plan.change(MergedKind.MEASUREMENT, row.pk, "practice_id", practice.pk, kept.pk)
    plan.measurements, plan.measurements_aside = len(moved), len(own) - len(moved)
    for pk in Practice.originals.filter(merged_into=practice).order_by("code").values_list("pk", flat=True):
        plan.change(MergedKind.PRACTICE, pk, "merged_into_id", practice.pk, kept.pk)
    plan.change(MergedKind.PRACTICE, practice.pk, "merged_into_id", None, kept.pk)


def _measure(practice: Practice) -> tuple[str, str]:
    return folding_key(practice.measure), folding_key(practice.measure_unit)


def candidates(user: User, practice: Practice, text: str) -> list[Practice]:
    """Practices found by code, title or unit into which this one may be merged, at most twenty; none where nothing is typed."""
    if not text.strip():
        return []
    rows = listed(user, PracticeFilter(text=text)).exclude(pk=practice.pk)
    return list(rows.filter(within_reach(user))[:CANDIDATES])


def within_reach(user: User) -> Q:
    """Practices of units below whoever merges."""
    return access.in_hands_of(access.units_in_scope(user, "practice.merge"))


@dataclass(frozen=True)
class Original:
    """A practice as it was before it was merged: its own text, and what became of its years."""

    practice: Practice
    merger: Merger
    kept: Practice | None  # what stays, where the person may see it
    years: list[PracticeYear]  # its own years, wherever they stand now
    aside: frozenset[uuid.UUID]  # of these, which are set aside


def get_original(user: User, code: str) -> Original:
    """NotFound where it was never merged, or is outside one's sight."""
    practice = (
        originals_visible_to(user)
        .filter(code=code)
        .select_related("field", "directive", "unit", "learned_from", "merged_into")
        .annotate(
            unit_name=short_name_on("unit"),
            unit_code=F("unit__code"),
            holder_name=short_name_on("holder"),
            holder_code=F("holder__code"),
        )
        .first()
    )
    if practice is None:
        raise NotFound()
    merger = Merger.objects.select_related("kept").get(practice=practice, undone_at=None)
    moved = MergerChange.objects.filter(
        merger=merger, kind=MergedKind.YEAR, name="practice_id", was=str(practice.pk)
    )
    own = every_year_visible_to(user).filter(practice=practice)
    gone = PracticeYear.with_set_aside.filter(pk__in=moved.values("row"))
    if not access.holds(user, "practice.read", practice.unit_id):
        gone = gone.filter(state=YearState.RECOGNISED)
    years = sorted([*own, *gone], key=lambda row: row.year)
    kept = practices_visible_to(user).filter(merged=practice).first()
    aside = frozenset(row.pk for row in own)
    return Original(practice, merger, kept, years, aside)


def merged_into(user: User, practice: Practice) -> list[Practice]:
    """The originals that a practice stands for, as far as the person may read them, with unit_name. One statement."""
    rows = originals_visible_to(user).filter(merged_into=practice)
    return list(rows.annotate(unit_name=short_name_on("unit"), unit_code=F("unit__code")).order_by("code"))


def years_set_aside(user: User, practice: Practice) -> QuerySet[PracticeYear]:
    """Records of a practice that gave way to one of the same year that came further, as far as the person sees them."""
    return every_year_visible_to(user).filter(practice=practice, set_aside=True).order_by("year")


def years_brought(practice: Practice, years: Iterable[PracticeYear]) -> dict[uuid.UUID, str]:
    """Record of a year → the code of the practice that brought it, for those that came by a merger."""
    rows = MergerChange.objects.filter(
        row__in=[row.pk for row in years],
        kind=MergedKind.YEAR,
        name="practice_id",
        merger__undone_at=None,
        became=str(practice.pk),
    )
    return dict(rows.values_list("row", "merger__practice__code"))
