"""Old lists: who sees them, what their dry run found, and where a practice came from."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.organisation import access
from lantoa.organisation.models import Person, Unit
from lantoa.organisation.queries.units import named_on, short_name_on
from lantoa.practices.choices import ImportState, RowVerdict, YearState
from lantoa.practices.import_plans import Plan, planned
from lantoa.practices.models import Practice, PracticeImport, PracticeImportRow, RememberedWord
from lantoa.practices.old_lists.tables import ListSheet, sheet_of
from lantoa.practices.permissions import EDITABLE
from lantoa.practices.queries.counting import years_under

ACT = "practice.import"
# What counts in the page of numbers: registered is every year that was registered, whatever became of it.
COUNTED: Mapping[str, frozenset[str]] = {
    "registered": frozenset(YearState.values) - {str(one) for one in EDITABLE},
    "effective": frozenset({YearState.EFFECTIVE, YearState.RECOGNISED}),
    "recognised": frozenset({YearState.RECOGNISED}),
}


def imports_visible_to(user: User, state: str = "") -> QuerySet[PracticeImport]:
    """The lists of the committees for which the person works, newest first, with `unit_name`."""
    found = PracticeImport.objects.filter(unit__in=access.units_in_scope(user, ACT))
    if state in ImportState.values:
        found = found.filter(state=state)
    return found.defer("sheets", "words").annotate(unit_name=short_name_on("unit"))


def counts_by_state(user: User) -> dict[str, int]:
    """State → how many lists the person sees."""
    rows = imports_visible_to(user).order_by().values_list("state").annotate(n=Count("pk"))
    return dict(rows)


def get_import(user: User, code: str, *, sheets: bool = False) -> PracticeImport:
    """One list with `unit_name`; its cells only where they are asked for. NotFound outside the person's reach."""
    rows = PracticeImport.objects.filter(code=code, unit__in=access.units_in_scope(user, ACT))
    if not sheets:
        rows = rows.defer("sheets")
    found = rows.select_related("unit", "file").annotate(unit_name=short_name_on("unit")).first()
    if found is None:
        raise NotFound()
    return found


def units_with_lists(user: User) -> list[tuple[str, str]]:
    """Code and short name of each committee whose lists the person may bring, in official order."""
    units: QuerySet[Unit] = named_on(access.units_in_scope(user, ACT))
    return [(one.code, one.short_name) for one in units]  # type: ignore[attr-defined]


def sheets_of(practice_import: PracticeImport) -> list[ListSheet]:
    return [sheet_of(one) for one in practice_import.sheets]


def remembered_columns(unit: uuid.UUID) -> dict[str, str]:
    """Folded head → name of the column that the office chose for it, "" for one that is not read."""
    rows = RememberedWord.objects.filter(unit=unit, kind="column")
    return dict(rows.values_list("key", "meaning"))


def verdict_counts(practice_import: PracticeImport) -> dict[str, int]:
    """Verdict → rows, and "" for all."""
    rows = practice_import.rows.order_by().values_list("verdict").annotate(n=Count("pk"))
    counts: dict[str, int] = dict(rows)
    return {"": sum(counts.values()), **counts}


def rows_of(
    practice_import: PracticeImport, verdict: str = "", *, text: str = ""
) -> QuerySet[PracticeImportRow]:
    """Rows in the order of the file, with what a line of the list shows: unit_name, field_name, match_code, match_title,
    match_unit, practice_code.
    """
    rows = practice_import.rows.all()
    if verdict in RowVerdict.values:
        rows = rows.filter(verdict=verdict)
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(unit_said__icontains=text))
    return rows.annotate(
        unit_name=short_name_on("unit"),
        field_name=F("field__name"),
        match_code=F("match__code"),
        match_title=F("match__title"),
        match_unit=short_name_on("match__unit"),
        practice_code=F("practice__code"),
    ).order_by("number")


def plan_of(practice_import: PracticeImport) -> Plan:
    """What would be entered now; no texts are read. One statement."""
    wanted = ("source", "number", "verdict", "decision", "years", "state", "first_row", "match")
    return planned(practice_import.rows.only(*wanted).order_by("number"))


@dataclass(frozen=True)
class YearCounts:
    """Practices of a year under the committee, before and after: registered, effective, recognised."""

    year: int
    before: tuple[int, ...]
    after: tuple[int, ...]

    @property
    def pairs(self) -> list[tuple[int, int]]:
        return list(zip(self.before, self.after, strict=True))


def counts_before_and_after(practice_import: PracticeImport, plan: Plan) -> list[YearCounts]:
    """For each year of which the list tells. One statement."""
    added = plan.years()
    years = sorted({year for year, _state in added})
    if not years:
        return []
    rows = years_under(practice_import.unit_id, years, clock.today()).order_by()
    standing = Counter(
        {(year, state): n for year, state, n in rows.values_list("year", "state").annotate(n=Count("pk"))}
    )
    return [YearCounts(year, _counted(standing, year), _counted(standing + added, year)) for year in years]


def _counted(found: Mapping[tuple[int, str], int], year: int) -> tuple[int, ...]:
    return tuple(sum(found.get((year, state), 0) for state in states) for states in COUNTED.values())


def names_of(identities: Iterable[uuid.UUID | None]) -> dict[uuid.UUID | None, str]:
    """Account → the person's name."""
    rows = Person.objects.filter(user__in={one for one in identities if one})
    return dict(rows.values_list("user", "full_name"))


@dataclass(frozen=True)
class CameFrom:
    """Where years of a practice came from: which row of which list, who brought it and when."""

    code: str
    file_name: str
    sheet: str
    row: int
    years: Sequence[int]
    note: str
    who: str
    at: datetime | None
    may_open: bool


def came_from(user: User, practice: Practice) -> list[CameFrom]:
    """The rows of old lists that went into a practice, for a practice that `get_practice` has found. One statement where none
    did, three where some did.
    """
    rows = list(
        PracticeImportRow.objects.filter(practice=practice, source__state=ImportState.ENTERED)
        .order_by("source__entered_at", "number")
        .values_list(
            "source__code",
            "source__file_name",
            "source__sheet_name",
            "number",
            "added",
            "note",
            "source__entered_by",
            "source__entered_at",
            "source__unit",
        )
    )
    if not rows:
        return []
    names = names_of(row[6] for row in rows)
    own = set(
        access.units_in_scope(user, ACT).filter(pk__in=[row[8] for row in rows]).values_list("pk", flat=True)
    )
    return [
        CameFrom(code, file_name, sheet, number, added, note, names.get(who, ""), at, unit in own)
        for code, file_name, sheet, number, added, note, who, at, unit in rows
    ]
