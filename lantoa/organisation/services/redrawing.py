"""One event's changes to the tree, row by row: drawn in memory, saved at once, kept with what held before.

Every event goes the same way: lock the tree, draw (begin, hold, end), save. An attribute that changes from a day on holds until
the next change of that same attribute, so that a decision entered late leaves later decisions on other attributes standing;
a unit cannot end before a later change of it. After saving, no unit stands under one that is not active, on any day.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.db import connection, models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils.translation import gettext as _

from lantoa.audit.services import Act
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.core.text import folding_key
from lantoa.core.vi_dates import format_day
from lantoa.organisation import holdings
from lantoa.organisation.choices import ChangedTable, EventKind
from lantoa.organisation.models import (
    Position,
    RoleAssignment,
    Unit,
    UnitEvent,
    UnitEventChange,
    UnitGroupMembership,
    UnitVersion,
)
from lantoa.organisation.permissions import require_may_reorganise
from lantoa.organisation.queries.events import decision_of, named
from lantoa.organisation.services import ancestry
from lantoa.organisation.services.decisions import Decision, enter, lock_tree, require_sound

TABLES: Mapping[ChangedTable, type[models.Model]] = {
    ChangedTable.VERSION: UnitVersion,
    ChangedTable.MEMBERSHIP: UnitGroupMembership,
    ChangedTable.ROLE: RoleAssignment,
    ChangedTable.POST: Position,
}
ENDING_WITH_THE_UNIT = (ChangedTable.MEMBERSHIP, ChangedTable.ROLE, ChangedTable.POST)
# Attributes that change together, each set until its own next change. A name carries the search key along.
TOGETHER: tuple[tuple[str, ...], ...] = (
    ("name", "short_name"),
    ("kind_id",),
    ("parent_id",),
    ("official_code",),
    ("issuer_lines",),
    ("organisation_lines",),
    ("symbol",),
    ("seat",),
)
MOVABLE_TWICE_A_DAY = (
    "parent_id",
)  # two papers of one day may pass a unit on; two names on one day contradict

Values = Mapping[str, Any]  # column of UnitVersion → value


def search_key(code: str, name: str, short_name: str) -> str:
    return folding_key(f"{code} {name} {short_name}")[:600]


def picture(row: models.Model) -> dict[str, Any]:
    """A row as JSON by column name, its identity left aside."""
    return {
        one.attname: _plain(getattr(row, one.attname))
        for one in row._meta.concrete_fields
        if not one.primary_key
    }


def put_back(row: models.Model, taken: Mapping[str, Any]) -> None:
    """Set a row's columns as pictured. A column that came later keeps what it has."""
    for one in row._meta.concrete_fields:
        if one.attname in taken:
            value = taken[one.attname]
            if isinstance(one, DateRangeField):
                start, end = value
                value = DateRange(start and date.fromisoformat(start), end and date.fromisoformat(end))
            setattr(row, one.attname, one.to_python(value) if not isinstance(one, DateRangeField) else value)


def _plain(value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, date):  # instants too
        return value.isoformat()
    if isinstance(value, DateRange):
        return [_plain(value.lower), _plain(value.upper)]
    return list(value) if isinstance(value, tuple) else value


@dataclass
class _Note:
    """What became of one row; `row` is None once it is taken away."""

    table: ChangedTable
    unit_id: uuid.UUID
    before: dict[str, Any] | None
    row: models.Model | None


@dataclass
class Redrawing:
    """The changes of one event. Make it, draw, then `save`. Raises Refused wherever the tree would not stand."""

    actor: Actor
    decision: Decision
    acts: list[Act] = field(default_factory=list)
    _notes: dict[uuid.UUID, _Note] = field(default_factory=dict)
    _lines: dict[uuid.UUID, list[UnitVersion]] = field(default_factory=dict)
    _codes: dict[uuid.UUID, str] = field(default_factory=dict)
    _moved: set[uuid.UUID] = field(default_factory=set)  # units whose closure must be computed again

    def __post_init__(self) -> None:
        if not self.decision.is_rehearsal:
            require_sound(self.decision)
        lock_tree()

    @property
    def day(self) -> date:
        return self.decision.effective_on

    # --- reading -------------------------------------------------------------------------------------------------

    def load(self, units: Iterable[Unit | uuid.UUID]) -> None:
        """Read and lock the versions of units, in one statement for all."""
        wanted = {one.pk if isinstance(one, Unit) else one for one in units}
        ids = {one for one in wanted if one not in self._lines}  # not `-`: that walks all lines, each time
        if not ids:
            return
        for one in ids:
            self._lines[one] = []
        rows = UnitVersion.objects.select_for_update(of=("self",)).filter(unit__in=ids).order_by("valid")
        for row in rows:
            self._lines[row.unit_id].append(row)
        self._codes |= dict(Unit.objects.filter(pk__in=ids).values_list("pk", "code"))

    def on_day(self, unit: Unit | uuid.UUID) -> UnitVersion:
        """What is true of a unit on the day of effect; Refused where it is not active then."""
        unit_id = unit.pk if isinstance(unit, Unit) else unit
        self.load([unit_id])
        for row in self._lines[unit_id]:
            if self.day in row.valid:
                return row
        raise Refused(
            _("%(code)s không hoạt động vào ngày %(day)s. Kiểm tra lại đơn vị và ngày hiệu lực.")
            % {"code": self._codes[unit_id], "day": format_day(self.day)}
        )

    def children(self, units: Iterable[Unit]) -> dict[uuid.UUID, list[Unit]]:
        """Unit → what stands directly below it on the day, in official order."""
        ids = [unit.pk for unit in units]
        rows = UnitVersion.objects.filter(parent__in=ids, valid__contains=self.day).select_related("unit")
        found: dict[uuid.UUID, list[Unit]] = defaultdict(list)
        for row in rows.order_by("unit__position", "unit__code"):
            if row.parent_id is not None:
                found[row.parent_id].append(row.unit)
        return found

    def concern(self, units: Iterable[Unit], below: Iterable[Unit] = ()) -> None:
        """Load the units of the event; Refused where one is not active on the day, Forbidden where the actor may not
        reorganise it, or put units `below` one of those."""
        units, below = list(units), list(below)
        self.load([*units, *below])
        for unit in (*units, *below):
            self.on_day(unit)
        require_may_reorganise(self.actor, self.day, units, below=below)

    # --- drawing -------------------------------------------------------------------------------------------------

    def begin(self, rows: Sequence[UnitVersion | UnitGroupMembership]) -> None:
        """Rows of new units: their first versions and the groups they come into."""
        for row in rows:
            table = ChangedTable.VERSION if isinstance(row, UnitVersion) else ChangedTable.MEMBERSHIP
            self._notes[row.pk] = _Note(table, row.unit_id, None, row)
            if isinstance(row, UnitVersion):
                self._lines[row.unit_id] = [row]
                self._moved.add(row.unit_id)
        fresh = [row.unit_id for row in rows if row.unit_id not in self._codes]
        self._codes |= dict(Unit.objects.filter(pk__in=fresh).values_list("pk", "code"))

    def hold(self, unit: Unit, values: Values) -> dict[str, Any]:
        """Let values hold from the day until the next change of each; returns what held before.

        Refused where nothing would change, or where another paper of the same day says otherwise.
        """
        if values.get("parent_id") == unit.pk:
            raise Refused(_("%(code)s không thể trực thuộc chính mình.") % {"code": unit.code})
        current = self.on_day(unit)
        line = self._lines[unit.pk]
        spans: list[tuple[dict[str, Any], date | None]] = []
        for names in TOGETHER:
            wanted = {name: values[name] for name in names if name in values}
            if all(getattr(current, name) == value for name, value in wanted.items()):
                continue
            if names != MOVABLE_TWICE_A_DAY and self._began_today(line, current, names):
                self._refuse_contradiction(unit)
            spans.append((wanted, _next_change(line, current, names)))
        before = {name: getattr(current, name) for wanted, _until in spans for name in wanted}
        if not spans:
            raise Refused(_("%(code)s đã như vậy rồi; không có gì thay đổi.") % {"code": unit.code})
        if current.valid.lower < self.day:
            line.insert(line.index(current) + 1, self._cut(current))
        for wanted, until in spans:
            for row in line:
                if row.valid.lower >= self.day and (until is None or row.valid.lower < until):
                    self._note(row)
                    for name, value in wanted.items():
                        setattr(row, name, value)
                    row.search_key = search_key(unit.code, row.name, row.short_name)
        if "parent_id" in before:
            self._moved.add(unit.pk)
        return before

    def end(self, units: Sequence[Unit]) -> None:
        """End units on the day, with the groups, roles and posts on them: nobody acts for a unit that is no more.

        Refused naming a later decision on one of them, units that come below them later, or what must be settled first.
        """
        self.load(units)
        for unit in units:
            current, line = self.on_day(unit), self._lines[unit.pk]
            if current.valid.upper is not None:
                self._refuse_later(unit, current.valid.upper)
            self._note(current)
            if current.valid.lower < self.day:
                current.valid = DateRange(current.valid.lower, self.day)
            elif line[0] is current:
                raise Refused(
                    _("%(code)s được thành lập đúng ngày %(day)s nên không thể kết thúc trong ngày đó.")
                    % {"code": unit.code, "day": format_day(self.day)}
                )
            else:
                line.remove(current)
                self._notes[current.pk].row = None
            self._moved.add(unit.pk)
        blockers = holdings.blockers_of([unit.pk for unit in units], self.day)
        if blockers and not self.decision.is_rehearsal:
            raise Refused(" ".join(dict.fromkeys(one.sentence for one in blockers)))
        self._end_what_is_held(units)

    def _end_what_is_held(self, units: Sequence[Unit]) -> None:
        lasting = Q(valid__contains=self.day) | Q(valid__startswith__gte=self.day)
        for table in ENDING_WITH_THE_UNIT:
            rows: Any = (
                TABLES[table]._default_manager.select_for_update(of=("self",)).filter(lasting, unit__in=units)
            )
            for row in rows:
                note = self._notes[row.pk] = _Note(table, row.unit_id, picture(row), row)
                if row.valid.lower is not None and row.valid.lower >= self.day:
                    note.row = None
                else:
                    row.valid = DateRange(row.valid.lower, self.day)
                if isinstance(row, RoleAssignment):
                    after = {"role": row.role, "on": self.day}
                    self.acts.append(Act("role.ended", row.person, row.unit_id, after=after))

    def _note(self, row: UnitVersion) -> None:
        if row.pk not in self._notes:
            self._notes[row.pk] = _Note(ChangedTable.VERSION, row.unit_id, picture(row), row)

    def _cut(self, current: UnitVersion) -> UnitVersion:
        """Cut a version on the day; returns the later piece."""
        self._note(current)
        following = UnitVersion()
        put_back(following, picture(current))
        following.valid = DateRange(self.day, current.valid.upper)
        current.valid = DateRange(current.valid.lower, self.day)
        self._notes[following.pk] = _Note(ChangedTable.VERSION, following.unit_id, None, following)
        return following

    def _began_today(self, line: Sequence[UnitVersion], current: UnitVersion, names: Sequence[str]) -> bool:
        if current.valid.lower != self.day:
            return False
        place = line.index(current)
        return place == 0 or any(getattr(line[place - 1], name) != getattr(current, name) for name in names)

    # --- refusing ------------------------------------------------------------------------------------------------

    def _refuse_contradiction(self, unit: Unit) -> None:
        other = decision_of(unit.pk, self.day)
        raise Refused(
            _(
                "%(code)s đã có quyết định khác về việc này cùng ngày hiệu lực: %(other)s. "
                "Chọn ngày khác, hoặc hủy bỏ quyết định đó trước."
            )
            % {"code": unit.code, "other": named(other) if other else format_day(self.day)}
        )

    def _refuse_later(self, unit: Unit, day: date) -> None:
        other = decision_of(unit.pk, day)
        raise Refused(
            _(
                "%(code)s không thể kết thúc ngày %(day)s vì sau đó còn thay đổi: %(other)s. "
                "Chọn ngày hiệu lực sau thay đổi này, hoặc hủy bỏ quyết định đó trước."
            )
            % {
                "code": unit.code,
                "day": format_day(self.day),
                "other": named(other) if other else format_day(day),
            }
        )

    # --- saving --------------------------------------------------------------------------------------------------

    def save(
        self,
        kind: EventKind,
        sources: Sequence[Unit],
        targets: Sequence[Unit],
        place: Unit | uuid.UUID | None,
    ) -> UnitEvent:
        """Write the rows, the register, the closure; `place` is the unit in whose sphere it happens."""
        event = enter(self.actor, self.decision, kind, sources, targets, place)
        for table, model in TABLES.items():
            self._write(table, model)
        UnitEventChange.objects.bulk_create(
            [
                UnitEventChange(
                    event=event,
                    unit_id=note.unit_id,
                    table=note.table,
                    row_id=row_id,
                    before=note.before,
                    after=picture(note.row) if note.row else None,
                )
                for row_id, note in self._notes.items()
                if note.row or note.before
            ],
            batch_size=2000,
        )
        if self._moved:
            ancestry.rebuild(self._moved)
            require_standing(self._moved)
        return event

    def _write(self, table: ChangedTable, model: type[models.Model]) -> None:
        """Taken away, then shortened, then made: no moment at which two rows of a unit overlap."""
        notes = {row_id: note for row_id, note in self._notes.items() if note.table == table}
        rows = model._default_manager
        gone = [row_id for row_id, note in notes.items() if note.row is None and note.before is not None]
        if gone:
            rows.filter(pk__in=gone).delete()
        changed = [note.row for note in notes.values() if note.row and note.before is not None]
        columns = {
            one.name
            for note in notes.values()
            if note.row and note.before is not None
            for one in model._meta.concrete_fields
            if not one.primary_key and _plain(getattr(note.row, one.attname)) != note.before[one.attname]
        }
        if columns:
            rows.bulk_update(changed, sorted(columns), batch_size=500)
        made = [note.row for note in notes.values() if note.row and note.before is None]
        rows.bulk_create(made, batch_size=2000)


def _next_change(line: Sequence[UnitVersion], current: UnitVersion, names: Sequence[str]) -> date | None:
    """The first day after the current version on which one of the attributes is another; None where none is."""
    for row in line[line.index(current) + 1 :]:
        if any(getattr(row, name) != getattr(current, name) for name in names):
            start: date = row.valid.lower
            return start
    return None


UNDER_NOBODY = """
SELECT v.unit_id, u.code, p.id, p.code, lower(datemultirange(v.valid) - coalesce(alive.days, '{}'::datemultirange))
FROM organisation_unitversion v
JOIN organisation_unit u ON u.id = v.unit_id
JOIN organisation_unit p ON p.id = v.parent_id
LEFT JOIN LATERAL (
    SELECT range_agg(valid) AS days FROM organisation_unitversion WHERE unit_id = v.parent_id
) alive ON true
WHERE (v.unit_id = ANY(%(units)s) OR v.parent_id = ANY(%(units)s))
  AND NOT coalesce(alive.days, '{}'::datemultirange) @> v.valid
ORDER BY 5, 2
LIMIT 5
"""


def require_standing(unit_ids: Iterable[uuid.UUID]) -> None:
    """Raises Refused where one of these units, or one below them, stands on some day under a unit that is not active then."""
    found = list(_under_nobody(unit_ids))
    if found:
        raise Refused(" ".join(dict.fromkeys(found)))


def _under_nobody(unit_ids: Iterable[uuid.UUID]) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(UNDER_NOBODY, {"units": list(unit_ids)})
        rows = cursor.fetchall()
    for unit_id, code, parent_id, parent_code, day in rows:
        why = decision_of(parent_id, day) or decision_of(unit_id, day)
        yield _(
            "Từ ngày %(day)s, %(code)s trực thuộc %(parent)s là đơn vị không hoạt động vào ngày đó%(why)s. "
            "Chọn cấp trên khác hoặc ngày hiệu lực khác."
        ) % {
            "day": format_day(day),
            "code": code,
            "parent": parent_code,
            "why": f" ({named(why)})" if why else "",
        }
