"""What every unit below a committee does under a directive: one statement for the sums, one for a page of the units.

The steps of `directives/following.py` are joined with the units as whole tables, so that the number of statements, and of times
that a table is read, is the same for 98 units and for 300,000.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from lantoa.core import clock
from lantoa.directives.choices import PlanState
from lantoa.directives.following import UNASKED, State, Step
from lantoa.directives.models import Directive, Issuing, PlanVersion, Reminder, StudyTopic
from lantoa.directives.queries.serving import serving
from lantoa.organisation.models import Ancestry, Unit, UnitVersion
from lantoa.organisation.queries.units import search_units

PAUSE = timedelta(days=1)  # between two reminders of the same thing
ANY = "bat-ky"  # something is missing, whatever it is
NOTHING = "du"  # nothing is missing
SORTS = ("unit", "kind", "missing")
Sql = tuple[str, list[Any]]
UNIT = "(id, code, position, short_name, kind_code, kind_name, kind_rank)"


@dataclass(frozen=True)
class FollowFilter:
    """What the list of units is narrowed to. `lacking`: a step's key, ANY or NOTHING. `state`: «step.state». `kind`: code of a
    kind of unit. `unit`: a code, with what lies below it. `codes`: units ticked by hand, None for all."""

    text: str = ""
    lacking: str = ""
    state: str = ""
    kind: str = ""
    unit: str = ""
    sort: str = "unit"
    codes: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Standing:
    """How a unit stands with one step; `reminded_at` the last time that anybody reminded it."""

    step: Step
    state: State
    number: int | None
    reminded_at: datetime | None

    @property
    def may_be_reminded(self) -> bool:
        return self.state.lacks and (self.reminded_at is None or self.reminded_at <= clock.now() - PAUSE)

    @property
    def days_since(self) -> int | None:
        """Days of the calendar since the last reminder."""
        if self.reminded_at is None:
            return None
        return (clock.today() - self.reminded_at.astimezone(clock.VIETNAM).date()).days


@dataclass(frozen=True)
class Followed:
    """A unit with its standing in each step, in their order."""

    pk: uuid.UUID
    code: str
    name: str
    kind: str
    standings: tuple[Standing, ...]

    @property
    def lacking(self) -> list[Standing]:
        return [one for one in self.standings if one.state.lacks]


@dataclass(frozen=True)
class KindSums:
    """Of the units of one kind: how many, how many lack something, and «step.state» → how many stand so."""

    code: str
    name: str
    units: int
    lacking: int
    states: Mapping[str, int]

    def in_state(self, step: Step, state: State) -> int:
        return self.states[f"{step.key}.{state.key}"]

    def lacks(self, step: Step) -> int:
        return sum(self.states[f"{step.key}.{key}"] for key in step.lacks)


@dataclass(frozen=True)
class Sums:
    """All kinds together, and each."""

    whole: KindSums
    kinds: list[KindSums] = field(default_factory=list)

    def count(self, wanted: FollowFilter, asked: Sequence[Step]) -> int:
        """How many units the filter leaves, where the sums were taken without its `lacking` and `state`."""
        if wanted.state:
            return self.whole.states.get(wanted.state, 0)
        if wanted.lacking == ANY:
            return self.whole.lacking
        if wanted.lacking == NOTHING:
            return self.whole.units - self.whole.lacking
        step = next((one for one in asked if one.key == wanted.lacking), None)
        return self.whole.lacks(step) if step else self.whole.units


@dataclass(frozen=True)
class ChaseReach:
    """Of the units that a filter leaves: how many, step → how many a reminder of it would reach, and how many any would."""

    whole: int
    steps: Mapping[str, int]
    units: int


class Following:
    """The units and their steps under one directive in one year, narrowed; what is asked of it, it asks of the database."""

    def __init__(
        self,
        units: QuerySet[Unit],
        directive: Directive,
        year: int,
        asked: Sequence[Step],
        wanted: FollowFilter | None = None,
    ) -> None:
        self.units, self.directive, self.year = units, directive, year
        self.asked, self.wanted = asked, wanted or FollowFilter()

    @cached_property
    def is_asked(self) -> bool:
        """Whether the directive asks something of units in the year: it is in force in it, and was issued, planned for by who
        keeps it, or is a topic of study. One statement."""
        days = (date(self.year, 1, 1), date(self.year + 1, 1, 1))
        issued = Issuing.objects.filter(
            version__directive=OuterRef("pk"), issued_at__isnull=False, issued_at__date__lt=days[1]
        )
        planned = PlanVersion.objects.filter(
            state=PlanState.ADOPTED,
            plan__unit=OuterRef("unit"),
            plan__serves__directive=OuterRef("pk"),
            plan__serves__year=self.year,
        )
        studied = serving(
            StudyTopic.objects.filter(first_year__lte=self.year, last_year__gte=self.year),
            self.directive.code,
        )
        found = Directive.objects.filter(pk=self.directive.pk, in_force__overlap=days)
        return found.filter(Exists(issued) | Exists(planned) | Exists(studied)).exists()

    def sums(self) -> Sums:
        """Of the units as narrowed by all but `lacking` and `state`. One statement."""
        keys = [(step, state) for step in self.asked for state in step.all_states]
        counted = "".join(f", count(*) FILTER (WHERE {_name(step.key)} = %s)" for step, _state in keys)
        joined, values = self._joined(reminded=False)
        text = f"""
            SELECT kind_code, kind_name, count(*), count(*) FILTER (WHERE {self._missing()} > 0){counted}
            FROM ({joined}) followed GROUP BY kind_code, kind_name, kind_rank ORDER BY kind_rank, kind_name
        """  # noqa: S608 - keys of the code only, values are bound
        kinds = []
        for code, name, units, lacking, *states in _fetch(
            text, [*(state.key for _step, state in keys), *values]
        ):
            told = {
                f"{step.key}.{state.key}": count for (step, state), count in zip(keys, states, strict=True)
            }
            kinds.append(KindSums(code, name, units, lacking, told))
        whole = {
            f"{step.key}.{state.key}": sum(one.states[f"{step.key}.{state.key}"] for one in kinds)
            for step, state in keys
        }
        units, lacking = sum(one.units for one in kinds), sum(one.lacking for one in kinds)
        return Sums(KindSums("", "", units, lacking, whole), kinds)

    def rows(self, first: int = 0, most: int | None = None) -> list[Followed]:
        """The units as narrowed and sorted, from the `first`, at most so many. One statement; of a page that is not chosen by how
        units stand two: which units, then how these stand, for which no other unit is looked at."""
        if most is None or self.wanted.state or self.wanted.lacking or self.wanted.sort.endswith("missing"):
            return self._rows(first, most)
        picked = self._picked(first, most)
        return self._rows(0, most, picked) if picked else []

    def _picked(self, first: int, most: int) -> list[uuid.UUID]:
        scope, values = _sql(self._scope())
        text = f"SELECT id FROM ({scope}) u {UNIT} ORDER BY {self._order()} OFFSET %s LIMIT %s"  # noqa: S608 - fixed words
        return [unit for (unit,) in _fetch(text, [*values, first, most])]

    def _rows(
        self, first: int, most: int | None, only: Collection[uuid.UUID] | None = None
    ) -> list[Followed]:
        joined, values = self._joined(reminded=True, only=only)
        condition, more = self._condition()
        limit = "" if most is None else " LIMIT %s"
        columns = "".join(
            f", {_name(one.key)}, {_name(one.key + '_number')}, {_name(one.key + '_reminded')}"
            for one in self.asked
        )
        text = f"""
            SELECT id, code, short_name, kind_name{columns} FROM ({joined}) followed
            WHERE {condition} ORDER BY {self._order()} OFFSET %s{limit}
        """  # noqa: S608 - keys of the code only, values are bound
        found = _fetch(text, [*values, *more, first, *([] if most is None else [most])])
        return [self._followed(row) for row in found]

    def _followed(self, row: Sequence[Any]) -> Followed:
        told = [row[place : place + 3] for place in range(4, len(row), 3)]
        standings = tuple(
            Standing(step, step.state(state), number, at)
            for step, (state, number, at) in zip(self.asked, told, strict=True)
        )
        return Followed(row[0], row[1], row[2], row[3], standings)

    def to_remind(self) -> dict[str, list[uuid.UUID]]:
        """Step → the units that lack it and were not reminded of it within the last day. One statement."""
        joined, values = self._joined(reminded=True)
        condition, more = self._condition()
        due = [self._due(one) for one in self.asked]
        columns = "".join(f", {text}" for text, _values in due)
        text = f"SELECT id{columns} FROM ({joined}) followed WHERE {condition} ORDER BY id"  # noqa: S608 - as above
        found: dict[str, list[uuid.UUID]] = {one.key: [] for one in self.asked}
        bound = [value for _text, some in due for value in some]
        for unit, *flags in _fetch(text, [*bound, *values, *more]):
            for step, flag in zip(self.asked, flags, strict=True):
                if flag:
                    found[step.key].append(unit)
        return found

    def reach(self, barred: Collection[str] = ()) -> ChaseReach:
        """How far a reminder would go, in numbers; `barred`: keys of steps of which the asker may not remind. One statement, of
        which the database sends one row however many units there are."""
        joined, values = self._joined(reminded=True)
        condition, more = self._condition()
        due = {one.key: self._due(one) for one in self.asked if one.key not in barred}
        texts = [text for text, _values in due.values()]
        counted = "".join(
            f", count(*) FILTER (WHERE {text})" for text in [*texts, " OR ".join(texts) or "false"]
        )
        text = f"SELECT count(*){counted} FROM ({joined}) followed WHERE {condition}"  # noqa: S608 - as above
        bound = [value for _text, some in due.values() for value in some]
        [(whole, *each, units)] = _fetch(text, [*bound, *bound, *values, *more])
        return ChaseReach(whole, dict(zip(due, each, strict=True)), units)

    def _due(self, step: Step) -> Sql:
        """Whether a unit lacks the step and was not reminded of it within the last day, as an expression."""
        text = f"({_name(step.key)} = ANY(%s) AND coalesce({_name(step.key + '_reminded')} <= %s, true))"
        return text, [step.lacks, clock.now() - PAUSE]

    def _joined(self, *, reminded: bool, only: Collection[uuid.UUID] | None = None) -> Sql:
        """Each unit with, for each step, its state, number and, if wanted, last reminder: columns named after it. `only`: of
        these units alone; said of each step too, so that the database looks up their rows instead of all."""
        scope, values = _sql(self._scope(only))
        columns, joins = [], []
        these, ids = ("", []) if only is None else (" AND {}.unit_id = ANY(%s)", [list(only)])
        for one in self.asked:
            alias, key = _name(f"s_{one.key}"), one.key
            rows = one.stood(self.directive, self.year)
            told, more = _sql(rows.none() if one.of_year and not self.is_asked else rows)
            absent = one.absent if self.is_asked else UNASKED.key
            columns.append(f"coalesce({alias}.state, '{absent}') AS {_name(key)}")
            columns.append(f"{alias}.number AS {_name(key + '_number')}")
            stands = f"{alias}.unit_id = u.id{these.format(alias)}"
            joins.append(f"LEFT JOIN ({told}) {alias} (unit_id, state, number) ON {stands}")
            values += [*more, *ids]
        if reminded and self.asked:
            told, more = self._reminders()
            columns += [f"r.{_name(one.key)} AS {_name(one.key + '_reminded')}" for one in self.asked]
            joins.append(f"LEFT JOIN ({told}) r ON r.unit_id = u.id{these.format('r')}")
            values += [*more, *ids]
        text = f"""
            SELECT {", ".join(["u.*", *columns])}
            FROM ({scope}) u {UNIT} {" ".join(joins)}
        """  # noqa: S608 - keys of the code only, values are bound
        return text, values

    def _reminders(self) -> Sql:
        """Unit → the last reminder of each step, whichever room keeps it."""
        told, values = [], []
        general = Reminder.objects.filter(directive=self.directive, year=self.year).order_by()
        for name, rows in [
            ("", general.values_list("unit", "reminded_at", "step")),
            *((one.key, one.reminded(self.directive, self.year)) for one in self.asked if one.reminded),
        ]:
            text, more = _sql(rows)
            names, step = ("unit_id, at", f"'{name}'") if name else ("unit_id, at, step", "step")
            told.append(f"SELECT unit_id, at, {step} FROM ({text}) g ({names})")  # noqa: S608 - as above
            values += more
        last = ", ".join(
            f"max(at) FILTER (WHERE step = '{one.key}') AS {_name(one.key)}" for one in self.asked
        )
        text = " UNION ALL ".join(told)
        return f"SELECT unit_id, {last} FROM ({text}) every GROUP BY unit_id", values  # noqa: S608 - as above

    def _scope(self, only: Collection[uuid.UUID] | None = None) -> QuerySet[Any, tuple[Any, ...]]:
        """The units as narrowed by all but `lacking` and `state`, with the columns of UNIT; `only`: these of them."""
        today, wanted = clock.today(), self.wanted
        rows = UnitVersion.objects.filter(valid__contains=today)
        if only is not None:
            rows = rows.filter(unit__in=only)
        else:
            rows = rows.filter(unit__in=search_units(self.units, wanted.text).values("pk"))
        if wanted.unit:
            below = Ancestry.objects.filter(ancestor__code=wanted.unit, valid__contains=today)
            rows = rows.filter(unit__in=below.values("descendant"))
        if wanted.kind:
            rows = rows.filter(kind__code=wanted.kind)
        if wanted.codes is not None:
            rows = rows.filter(unit__code__in=wanted.codes)
        return rows.order_by().values_list(
            "unit",
            "unit__code",
            "unit__position",
            "short_name",
            "kind__code",
            "kind__name",
            "kind__level__rank",
        )

    def _missing(self) -> str:
        """How many steps a unit lacks, as an expression."""
        each = [_lacks(one) for one in self.asked if one.lacks]
        return " + ".join(f"({one})::int" for one in each) or "0"

    def _condition(self) -> Sql:
        wanted = self.wanted
        if wanted.state:
            key, _dot, state = wanted.state.partition(".")
            return f"{_name(key)} = %s", [state]
        if wanted.lacking in (ANY, NOTHING):
            return f"({self._missing()}) {'>' if wanted.lacking == ANY else '='} 0", []
        step = next((one for one in self.asked if one.key == wanted.lacking), None)
        return (_lacks(step), []) if step else ("true", [])

    def _order(self) -> str:
        direction = " DESC" if self.wanted.sort.startswith("-") else ""
        official = ["position", "code"]
        first = {"kind": ["kind_rank", "kind_name"], "missing": [f"({self._missing()})"]}
        chosen = first.get(self.wanted.sort.lstrip("-"), [])
        ordered = [f"{one}{direction}" for one in chosen or official]
        return ", ".join([*ordered, *(official if chosen else [])])


class FollowedRows:
    """The rows for a paginator, which asks for a part of them; how many there are is known from the sums."""

    ordered = True

    def __init__(self, following: Following, total: int) -> None:
        self.following, self.total = following, total

    def count(self) -> int:
        return self.total

    def __getitem__(self, part: slice) -> list[Followed]:
        first = part.start or 0
        return self.following.rows(first, None if part.stop is None else part.stop - first)


def _sql(rows: QuerySet[Any, Any]) -> Sql:
    """What a queryset asks; of one that cannot find anything, the same columns of no row."""
    compiler = rows.query.get_compiler(connection=connection, elide_empty=False)
    text, values = compiler.as_sql()
    return text, list(values)


def _fetch(text: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, list(values))
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _name(word: str) -> str:
    return connection.ops.quote_name(word)


def _lacks(step: Step) -> str:
    """Whether a unit lacks the step, as an expression. Keys are words of the code."""
    states = ", ".join(f"'{key}'" for key in step.lacks)
    return f"{_name(step.key)} IN ({states})" if states else "false"
