"""The meeting's list: entries in the order of their medians, the line, what stands above it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from django.db.models import Exists, OuterRef, Subquery

from lantoa.core import clock
from lantoa.organisation.models import SECTOR, UnitGroupMembership, UnitVersion
from lantoa.practices.choices import SelectionException
from lantoa.practices.models import Appraisal, BookletEntry, Call, CallEntry
from lantoa.practices.queries.calls import entries_of

# What a meeting of thousands need not carry.
TEXTS: Final = (
    "problem",
    "goal",
    "method",
    "result",
    "lesson",
    "distinct_because",
    "search_key",
    "words",
    "marks",
)


@dataclass(frozen=True)
class Placed:
    """An entry in the meeting: `totals` ascending, of those who handed in; `middle` None where nobody did."""

    place: int
    entry: CallEntry
    totals: Sequence[int]
    middle: float | None
    expected: int
    above: bool
    disagrees: bool

    @property
    def chosen(self) -> bool:
        """Above the line and not left out, or taken in from below."""
        if self.entry.exception == SelectionException.LEFT_OUT:
            return False
        return self.above or self.entry.exception == SelectionException.TAKEN_IN

    @property
    def spread(self) -> int:
        return self.totals[-1] - self.totals[0] if self.totals else 0


@dataclass(frozen=True)
class Share:
    """Of a field, a sector or a size: how many are chosen of how many put in; `limit` None: there is none."""

    code: str
    name: str
    chosen: int
    entered: int
    limit: int | None = None

    @property
    def over(self) -> bool:
        return self.limit is not None and self.chosen > self.limit


def placed(call: Call) -> list[Placed]:
    """The list in order: median, then mean, then code. Two statements, whatever the number of entries.

    The practices come without their long texts. Entries carry unit_name, field_name,
    field_code, sector_code, sector_name, kind_code, kind_name and is_new_unit (no booklet has told of that unit).
    """
    today = clock.today()
    sector = UnitGroupMembership.objects.filter(
        unit=OuterRef("practice_year__practice__unit"), group__scheme__code=SECTOR, valid__contains=today
    ).order_by("group__position")
    version = UnitVersion.objects.filter(unit=OuterRef("practice_year__practice__unit")).order_by("-valid")
    printed = BookletEntry.objects.filter(
        practice__unit=OuterRef("practice_year__practice__unit"),
        booklet__published_at__isnull=False,
        booklet__year__lt=call.year,
    )
    entries = list(
        entries_of(call)
        .annotate(
            sector_code=Subquery(sector.values("group__code")[:1]),
            sector_name=Subquery(sector.values("group__name")[:1]),
            kind_code=Subquery(version.values("kind__code")[:1]),
            kind_name=Subquery(version.values("kind__name")[:1]),
            is_new_unit=~Exists(printed),
        )
        .defer(*(f"practice_year__practice__{text}" for text in TEXTS))
    )
    totals: dict[object, list[int]] = {}
    handed = Appraisal.objects.filter(assignment__entry__call=call, handed_at__isnull=False)
    for entry, points in handed.values_list("assignment__entry", "points"):
        totals.setdefault(entry, []).append(sum(point or 0 for point in points))
    for found in totals.values():
        found.sort()
    in_order = sorted(entries, key=lambda entry: (_rank(totals.get(entry.pk, [])), _code(entry)))
    return [
        Placed(
            place=place,
            entry=entry,
            totals=tuple(totals.get(entry.pk, [])),
            middle=median(totals[entry.pk]) if entry.pk in totals else None,
            expected=call.per_entry,
            above=place <= call.cut,
            disagrees=_spread(totals.get(entry.pk, [])) >= call.standard.disagreement_from,
        )
        for place, entry in enumerate(in_order, start=1)
    ]


def _rank(totals: Sequence[int]) -> tuple[float, float]:
    return (-median(totals), -sum(totals) / len(totals)) if totals else (1.0, 1.0)


def _spread(totals: Sequence[int]) -> int:
    return totals[-1] - totals[0] if totals else 0


def _code(entry: CallEntry) -> str:
    return entry.practice_year.practice.code


def by_field(rows: Iterable[Placed], limit: int | None) -> list[Share]:
    """Most entered first."""
    return _shares(((one.entry.field_code, one.entry.field_name, one) for one in rows), limit)  # type: ignore[attr-defined]


def by_sector(rows: Iterable[Placed]) -> list[Share]:
    return _shares(
        ((one.entry.sector_code or "", one.entry.sector_name or "", one) for one in rows),  # type: ignore[attr-defined]
        None,
    )


def by_kind(rows: Iterable[Placed]) -> list[Share]:
    """By the kind of the unit (a committee, a cell …), which says how large it is."""
    return _shares(
        ((one.entry.kind_code or "", one.entry.kind_name or "", one) for one in rows),  # type: ignore[attr-defined]
        None,
    )


def by_novelty(rows: Iterable[Placed]) -> tuple[Share, Share]:
    """Practices of units of which no earlier booklet told, and of the others."""
    listed = list(rows)

    def share(code: str, of_new: bool) -> Share:
        found = [one for one in listed if one.entry.is_new_unit == of_new]  # type: ignore[attr-defined]
        return Share(code, "", sum(one.chosen for one in found), len(found))

    return share("new", True), share("told", False)


def _shares(rows: Iterable[tuple[str, str, Placed]], limit: int | None) -> list[Share]:
    names: dict[str, str] = {}
    counts: dict[str, list[int]] = {}
    for code, name, one in rows:
        names[code] = name
        counted = counts.setdefault(code, [0, 0])
        counted[0] += one.chosen
        counted[1] += 1
    found = [Share(code, names[code], taken, every, limit) for code, (taken, every) in counts.items()]
    return sorted(found, key=lambda one: (-one.entered, one.name))


@dataclass(frozen=True)
class Meeting:
    """All that the screen of the meeting shows."""

    rows: Sequence[Placed]
    fields: Sequence[Share]
    sectors: Sequence[Share]
    kinds: Sequence[Share]
    novelty: tuple[Share, Share]  # of units of which no earlier booklet told; of the others

    @property
    def chosen(self) -> list[Placed]:
        return [one for one in self.rows if one.chosen]

    @property
    def new_units(self) -> int:
        """Units among the chosen of which no earlier booklet told."""
        return len({one.entry.practice_year.practice.unit_id for one in self.chosen if one.entry.is_new_unit})  # type: ignore[attr-defined]

    @property
    def units(self) -> int:
        return len({one.entry.practice_year.practice.unit_id for one in self.chosen})

    @property
    def over(self) -> list[Share]:
        return [one for one in self.fields if one.over]

    @property
    def incomplete(self) -> int:
        """Entries that fewer appraised than were to."""
        return sum(len(one.totals) < one.expected for one in self.rows)


def meeting_of(call: Call) -> Meeting:
    rows = placed(call)
    return Meeting(rows, by_field(rows, call.field_limit), by_sector(rows), by_kind(rows), by_novelty(rows))
