"""The register of decisions on the tree, and one decision with what held before and after.

A decision is read by whoever stood in the tree of one of its units, on the day of effect or the day before, and so does
everybody in the tree of the unit in whose sphere it was taken.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol, cast

from django.db.models import (
    BooleanField,
    Count,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce, ExtractYear, TruncDate

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.core.text import folding_key
from lantoa.organisation import access
from lantoa.organisation.choices import ChangedTable, EventSide
from lantoa.organisation.models import (
    Ancestry,
    Unit,
    UnitEvent,
    UnitEventChange,
    UnitEventPart,
    UnitKind,
    UnitVersion,
)

READING = "unit.read_name_code"
STANDING, COMING, LATE, UNDONE = "hieu-luc", "sap-toi", "nhap-muon", "huy-bo"
STATES = (STANDING, COMING, LATE, UNDONE)
SORTS: Mapping[str, tuple[str, ...]] = {
    "effective": ("effective_on", "sequence"),
    "decided": ("decided_on", "sequence"),
    "number": ("decision_number", "sequence"),
    "kind": ("kind", "-effective_on", "sequence"),
    "recorded": ("sequence",),
}
SHOWN_UNITS = 3


@dataclass(frozen=True)
class DecisionFilter:
    """What the register is narrowed to; empty values narrow nothing. `year` is that of effect, `unit` a name or code."""

    text: str = ""
    kind: str = ""
    year: int | None = None
    unit: str = ""
    issuer: str = ""
    state: str = ""
    sort: str = "-effective"


class ListedDecision(Protocol):
    """A row of the register: the event with whether it was recorded after its day, and its units."""

    pk: uuid.UUID
    code: str
    late: bool
    shown_units: list[str]
    more_units: int


def decisions_visible_to(user: User) -> QuerySet[UnitEvent]:
    """Every decision this person may read, each once."""
    links = access.links_in_scope(user, READING)
    if links is None:
        return UnitEvent.objects.none()
    parts = UnitEventPart.objects.filter(
        Exists(_around("unit", "event__effective_on").filter(links)), event=OuterRef("pk")
    )
    return UnitEvent.objects.filter(Exists(parts) | Exists(_around("place", "effective_on").filter(links)))


def _around(unit: str, day: str) -> QuerySet[Ancestry]:
    """The closure above the outer row's unit, on the day of effect or the day before."""
    before = ExpressionWrapper(OuterRef(day) - timedelta(days=1), output_field=DateField())
    on_day = Q(valid__contains=OuterRef(day)) | Q(valid__contains=before)
    return Ancestry.objects.filter(on_day, descendant=OuterRef(unit))


def _in_sight(user: User, unit: str, day: str) -> Q:
    """Units of an event in the reader's tree; one whose establishment is undone stands in no tree, and is told with the event.

    One paper may concern two trees: who reads it in one of them learns no name of the other.
    """
    links = access.links_in_scope(user, READING)
    seen = Q(Exists(_around(unit, day).filter(links))) if links is not None else Q(pk__in=[])
    return seen | ~Q(Exists(_around(unit, day)))


def get_decision(user: User, code: str) -> UnitEvent:
    """The decision with that code; NotFound outside the reader's tree."""
    visible = decisions_visible_to(user).select_related("paper", "recorded_by", "undone_by", "reorganisation")
    event = visible.filter(code=code).first()
    if event is None:
        raise NotFound()
    return event


def decisions(user: User, wanted: DecisionFilter) -> QuerySet[UnitEvent]:
    """The register as narrowed and ordered, each row annotated with `late`; fill its units with `with_units`."""
    found = _narrowed(user, wanted)
    if wanted.state:
        found = found.filter(_state(wanted.state))
    descending, key = wanted.sort.startswith("-"), wanted.sort.removeprefix("-")
    order = SORTS.get(key, SORTS["effective"])
    if descending:
        order = tuple(one.removeprefix("-") if one.startswith("-") else f"-{one}" for one in order)
    return found.order_by(*order)


def counts(user: User, wanted: DecisionFilter) -> dict[str, int]:
    """State → how many the other filters leave, "" for all. One statement."""
    tallies: dict[str, Any] = {state: Count("pk", filter=_state(state)) for state in STATES}
    found = _narrowed(user, wanted).order_by().aggregate(all=Count("pk"), **tallies)
    return {"": found.pop("all"), **found}


def with_units(user: User, events: Iterable[UnitEvent]) -> list[UnitEvent]:
    """Give each event `shown_units` (short names, codes where there is no name) and `more_units`, of units in the reader's sight.

    One statement.
    """
    events = list(events)
    names: dict[uuid.UUID, list[str]] = defaultdict(list)
    for part in _named_parts(user, events):
        event, name = part.event_id, part.name  # type: ignore[attr-defined]
        if name not in names[event]:
            names[event].append(name)
    for one in events:
        row = cast(ListedDecision, one)
        row.shown_units = names[one.pk][:SHOWN_UNITS]
        row.more_units = max(0, len(names[one.pk]) - SHOWN_UNITS)
    return events


def years_and_issuers(user: User) -> tuple[list[int], list[str]]:
    """What the filters offer: years of effect, newest first, and issuers by name. Two statements."""
    visible = decisions_visible_to(user).order_by()
    years = visible.annotate(year=ExtractYear("effective_on")).values_list("year", flat=True).distinct()
    issuers = visible.values_list("issuer", flat=True).distinct()
    return sorted(years, reverse=True), sorted(issuers)


def _narrowed(user: User, wanted: DecisionFilter) -> QuerySet[UnitEvent]:
    recorded_day = TruncDate("recorded_at", tzinfo=clock.VIETNAM)
    late = ExpressionWrapper(Q(effective_on__lt=recorded_day), output_field=BooleanField())
    found = decisions_visible_to(user).annotate(late=late)
    for word in folding_key(wanted.text).split():
        found = found.filter(search_key__contains=word)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.year:
        found = found.filter(effective_on__year=wanted.year)
    if wanted.issuer:
        found = found.filter(issuer=wanted.issuer)
    words = folding_key(wanted.unit).split()
    if words:
        bearing = Q()
        for word in words:
            bearing &= Q(search_key__contains=word)
        units = UnitVersion.objects.filter(bearing).values("unit")
        parts = UnitEventPart.objects.filter(Q(unit__in=units) | Q(unit__code__iexact=wanted.unit.strip()))
        found = found.filter(pk__in=parts.values("event"))
    return found


def _state(state: str) -> Q:
    today = clock.today()
    return {
        STANDING: Q(undone_at=None, effective_on__lte=today),
        COMING: Q(undone_at=None, effective_on__gt=today),
        LATE: Q(undone_at=None, late=True),
        UNDONE: Q(undone_at__isnull=False),
    }.get(state, Q())


def _named_parts(user: User, events: Sequence[UnitEvent]) -> QuerySet[UnitEventPart]:
    """Parts with `name`: the short name on the day of effect, else the day before, else the code."""
    versions = UnitVersion.objects.filter(unit=OuterRef("unit"))
    before = ExpressionWrapper(OuterRef("event__effective_on") - timedelta(days=1), output_field=DateField())
    on_day = versions.filter(valid__contains=OuterRef("event__effective_on"))
    the_day_before = versions.filter(valid__contains=before)
    named = Coalesce(
        Subquery(on_day.values("short_name")[:1]),
        Subquery(the_day_before.values("short_name")[:1]),
        F("unit__code"),
    )
    return (
        UnitEventPart.objects.filter(_in_sight(user, "unit", "event__effective_on"), event__in=events)
        .annotate(name=named)
        .order_by("side", "unit__position", "unit__code")
    )


# --- one decision ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stand:
    """What held of a unit on the day: "" where nothing is recorded."""

    name: str
    kind: str
    parent: str
    official_code: str


@dataclass(frozen=True)
class BeforeAfter:
    """One unit of a decision; `before` None where it began, `after` None where it ended."""

    unit_id: uuid.UUID
    code: str
    before: Stand | None
    after: Stand | None
    has_page: bool  # False for a unit whose establishment is undone: it was never there

    @property
    def changed(self) -> tuple[str, ...]:
        """The attributes that differ."""
        if self.before is None or self.after is None:
            return ()
        names = ("name", "kind", "parent", "official_code")
        return tuple(one for one in names if getattr(self.before, one) != getattr(self.after, one))


@dataclass(frozen=True)
class Told:
    """A decision as its page tells it."""

    event: UnitEvent
    sources: tuple[BeforeAfter, ...]
    targets: tuple[BeforeAfter, ...]
    followers: tuple[BeforeAfter, ...]
    also_ended: Mapping[str, int]  # label of a table → rows that ended with the units


def told(user: User, event: UnitEvent) -> Told:
    """What held before and after of the units in the reader's sight, by the rows the event changed; by the versions where none
    were kept. Eight statements."""
    parts: dict[EventSide, list[Unit]] = defaultdict(list)
    in_sight = _in_sight(user, "unit", "event__effective_on")
    for part in event.parts.filter(in_sight).select_related("unit").order_by("unit__position", "unit__code"):
        parts[EventSide(part.side)].append(part.unit)
    named = {unit.pk for units in parts.values() for unit in units}
    kept = event.changes.filter(in_sight, table=ChangedTable.VERSION)
    changes = list(kept.select_related("unit"))
    pictures = _pictures(event, changes, named)
    units = {unit.pk: unit for rows in parts.values() for unit in rows}
    units |= {change.unit_id: change.unit for change in changes}
    stands = _stands(event, pictures)
    lasting = set(UnitVersion.objects.filter(unit__in=units).values_list("unit", flat=True))

    def rows(some: Iterable[Unit]) -> tuple[BeforeAfter, ...]:
        return tuple(
            BeforeAfter(unit.pk, unit.code, *stands.get(unit.pk, (None, None)), unit.pk in lasting)
            for unit in some
        )

    others = [unit for unit in units.values() if unit.pk not in named]
    changed_targets = {change.unit_id for change in changes}
    sources = parts[EventSide.SOURCE]
    return Told(
        event,
        rows(sources),
        rows(unit for unit in parts[EventSide.TARGET] if unit not in sources),
        rows(sorted((unit for unit in others if unit.pk in changed_targets), key=lambda one: one.code)),
        _also_ended(event),
    )


def _pictures(
    event: UnitEvent, changes: Sequence[UnitEventChange], named: set[uuid.UUID]
) -> dict[uuid.UUID, list[Mapping[str, Any] | None]]:
    """Unit → the pictures of the day before and after the event."""
    found: dict[uuid.UUID, list[Mapping[str, Any] | None]] = {}
    day = event.effective_on.isoformat()
    for change in changes:
        pair = found.setdefault(change.unit_id, [None, None])
        for place, picture in enumerate((change.before, change.after)):
            if picture and _holds_on(picture["valid"], day):
                pair[place] = picture
    # Units that the event names and does not change (whoever takes others in), and events from before changes were kept.
    missing = named - found.keys()
    days = (event.effective_on - timedelta(days=1), event.effective_on)
    for version in UnitVersion.objects.filter(unit__in=missing):
        pair = found.setdefault(version.unit_id, [None, None])
        for place, one in enumerate(days):
            if one in version.valid:
                pair[place] = {
                    "name": version.name,
                    "kind_id": str(version.kind_id),
                    "parent_id": str(version.parent_id) if version.parent_id else None,
                    "official_code": version.official_code,
                }
    return found


def _holds_on(valid: Sequence[str | None], day: str) -> bool:
    start, end = valid
    return (start is None or start <= day) and (end is None or day < end)


def _stands(
    event: UnitEvent, pictures: Mapping[uuid.UUID, Sequence[Mapping[str, Any] | None]]
) -> dict[uuid.UUID, tuple[Stand | None, Stand | None]]:
    kinds = {str(pk): name for pk, name in UnitKind.objects.values_list("pk", "name")}
    above = {picture["parent_id"] for pair in pictures.values() for picture in pair if picture} - {None}
    codes = {str(pk): code for pk, code in Unit.objects.filter(pk__in=above).values_list("pk", "code")}
    names: dict[tuple[str, int], str] = {}
    for version in UnitVersion.objects.filter(unit__in=above):
        for place, day in enumerate((event.effective_on - timedelta(days=1), event.effective_on)):
            if day in version.valid:
                names[str(version.unit_id), place] = version.short_name

    def stand(picture: Mapping[str, Any] | None, place: int) -> Stand | None:
        if picture is None:
            return None
        parent = picture["parent_id"]
        # The name it bore on that side; a parent that begins or ends with the event has only the other one.
        shown = names.get((parent, place)) or names.get((parent, 1 - place)) or codes.get(parent, "")
        return Stand(
            picture["name"],
            kinds.get(picture["kind_id"], ""),
            shown if parent else "",
            picture["official_code"],
        )

    return {unit: (stand(pair[0], 0), stand(pair[1], 1)) for unit, pair in pictures.items()}


def _also_ended(event: UnitEvent) -> dict[str, int]:
    rows = event.changes.exclude(table=ChangedTable.VERSION).filter(before__isnull=False)
    tallied = rows.order_by().values_list("table").annotate(n=Count("pk"))
    return {str(ChangedTable(table).label): n for table, n in tallied}
