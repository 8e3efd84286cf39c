"""Decisions that rearrange units: move, merge, absorb, split, dissolve, change of kind or code.

Each is one transaction under one decision: versions are cut on the effective day, the closure is recomputed, the event and the
audit name what led to what. Decisions on one unit are entered in the order of their effective days; a later change that already
stands is not overwritten but named in the refusal.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from lantoa.audit.services import Act, record_many
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.core.vi_dates import format_day
from lantoa.organisation.choices import EventKind
from lantoa.organisation.models import (
    RoleAssignment,
    Unit,
    UnitEvent,
    UnitGroupMembership,
    UnitKind,
    UnitVersion,
)
from lantoa.organisation.services import ancestry
from lantoa.organisation.services.units import (
    Decision,
    NewUnit,
    make_units,
    record_event,
    search_key,
)


@transaction.atomic
def move_units(
    *, actor: Actor, decision: Decision, units: Iterable[Unit], parent: Unit, kind: EventKind = EventKind.MOVE
) -> UnitEvent:
    """Put units under another parent (`kind` TRANSFER where they are handed over to another organisation).

    Raises Refused: no units; a unit or the parent not active on the day; already there; a unit under itself.
    """
    units = _some(units)
    day = decision.effective_on
    _current(parent, day)
    before = {unit.pk: _change(unit, day, parent=parent) for unit in units}
    event = record_event(kind, decision, units, units)
    ancestry.rebuild([unit.pk for unit in units])
    record_many(
        actor,
        [
            Act(
                "unit.moved",
                unit,
                unit.pk,
                unit.code,
                {"parent": before[unit.pk].parent_id},
                {"parent": parent.pk},
            )
            for unit in units
        ],
    )
    return event


@transaction.atomic
def merge_units(*, actor: Actor, decision: Decision, sources: Iterable[Unit], target: NewUnit) -> Unit:
    """Make one new unit out of several: they end on the day, what stood below them stands below the new one."""
    sources = _some(sources, at_least=2)
    _refuse_parents_that_end([target], sources)
    made = make_units(decision, [target])[0]
    _take_over(sources, made, decision.effective_on)
    record_event(EventKind.MERGE, decision, sources, [made])
    ancestry.rebuild([made.pk, *(unit.pk for unit in sources)])
    record_many(
        actor, [*_ended(sources, "unit.merged", made), Act("unit.established", made, made.pk, target.name)]
    )
    return made


@transaction.atomic
def absorb_units(*, actor: Actor, decision: Decision, sources: Iterable[Unit], into: Unit) -> UnitEvent:
    """Let a standing unit take others in: they end on the day, what stood below them stands below it."""
    sources = _some(sources)
    if into in sources:
        raise Refused(_("Đơn vị nhận không thể nằm trong danh sách đơn vị bị nhập."))
    _current(into, decision.effective_on)
    _take_over(sources, into, decision.effective_on)
    event = record_event(EventKind.ABSORB, decision, sources, [into])
    ancestry.rebuild([into.pk, *(unit.pk for unit in sources)])
    record_many(actor, _ended(sources, "unit.absorbed", into))
    return event


@transaction.atomic
def split_unit(
    *, actor: Actor, decision: Decision, source: Unit, parts: Sequence[NewUnit], children: Mapping[str, str]
) -> list[Unit]:
    """Split a unit into new ones; `children` says for each unit below it, by code, which part (by code) takes it.

    Raises Refused naming the children nobody takes, or a part that is not among the new ones.
    """
    if len(parts) < 2:
        raise Refused(_("Chia tách cần ít nhất hai đơn vị mới."))
    _refuse_parents_that_end(parts, [source])
    day = decision.effective_on
    made = {unit.code: unit for unit in make_units(decision, parts)}
    below = {unit.code: unit for unit in _children(source, day)}
    left = sorted(code for code in below if children.get(code) not in made)
    if left:
        raise Refused(_("Chưa chọn đơn vị nhận cho: %(codes)s.") % {"codes": ", ".join(left)})
    for code, unit in below.items():
        _change(unit, day, parent=made[children[code]])
    _close([source], day)
    record_event(EventKind.SPLIT, decision, [source], list(made.values()))
    ancestry.rebuild([source.pk, *(unit.pk for unit in made.values()), *(unit.pk for unit in below.values())])
    acts = [Act("unit.split", source, source.pk, source.code, after={"into": sorted(made)})]
    acts += [Act("unit.established", unit, unit.pk, unit.code) for unit in made.values()]
    record_many(actor, acts)
    return list(made.values())


@transaction.atomic
def dissolve_units(*, actor: Actor, decision: Decision, units: Iterable[Unit]) -> UnitEvent:
    """End units that nobody receives. Raises Refused naming the units that still stand below them."""
    units = _some(units)
    day = decision.effective_on
    ending = {unit.pk for unit in units}
    left = sorted({child.code for unit in units for child in _children(unit, day) if child.pk not in ending})
    if left:
        raise Refused(
            _("Còn đơn vị trực thuộc chưa có nơi chuyển đến: %(codes)s. Chuyển các đơn vị này trước.")
            % {"codes": ", ".join(left)}
        )
    _close(units, day)
    event = record_event(EventKind.DISSOLVE, decision, units, [])
    ancestry.rebuild(list(ending))
    record_many(actor, [Act("unit.dissolved", unit, unit.pk, unit.code, after={"on": day}) for unit in units])
    return event


@transaction.atomic
def change_kind(
    *, actor: Actor, decision: Decision, unit: Unit, kind: UnitKind, name: str, short_name: str
) -> UnitVersion:
    """Raise or lower a unit (chi bộ cơ sở → đảng bộ cơ sở), which changes its name as well."""
    day = decision.effective_on
    before = _change(
        unit,
        day,
        kind=kind,
        name=name,
        short_name=short_name,
        search_key=search_key(unit.code, name, short_name),
    )
    record_event(EventKind.UPGRADE, decision, [unit], [unit])
    record_many(actor, [Act("unit.kind_changed", unit, unit.pk, name, {"name": before.name}, {"name": name})])
    return _current(unit, day)


@transaction.atomic
def change_official_code(*, actor: Actor, decision: Decision, unit: Unit, official_code: str) -> UnitVersion:
    """Give a unit another official code from the day on; the house's own code never changes."""
    before = _change(unit, decision.effective_on, official_code=official_code)
    record_event(EventKind.CODE_CHANGE, decision, [unit], [unit])
    change = ({"official_code": before.official_code}, {"official_code": official_code})
    record_many(actor, [Act("unit.code_changed", unit, unit.pk, unit.code, *change)])
    return _current(unit, decision.effective_on)


# --- versions ----------------------------------------------------------------------------------------------------


def _some(units: Iterable[Unit], at_least: int = 1) -> list[Unit]:
    found = list({unit.pk: unit for unit in units}.values())
    if len(found) < at_least:
        raise Refused(_("Chọn ít nhất %(count)s đơn vị.") % {"count": at_least})
    return found


def _current(unit: Unit, day: date) -> UnitVersion:
    """The version in force on a day, locked. Refuses a unit that is not active, or has changed again since."""
    version = (
        UnitVersion.objects.select_for_update(of=("self",)).filter(unit=unit, valid__contains=day).first()
    )
    if version is None:
        raise Refused(
            _("%(code)s không hoạt động vào ngày %(day)s.") % {"code": unit.code, "day": format_day(day)}
        )
    return version


def _changeable(unit: Unit, day: date) -> UnitVersion:
    version = _current(unit, day)
    if version.valid.upper is not None:
        raise Refused(
            _("%(code)s đã có thay đổi từ ngày %(day)s. Nhập các quyết định theo thứ tự ngày hiệu lực.")
            % {"code": unit.code, "day": format_day(version.valid.upper)}
        )
    return version


def _change(unit: Unit, day: date, **changes: object) -> UnitVersion:
    """Let `changes` hold from `day` on; returns what held before. Two decisions of one day end in one version."""
    current = _changeable(unit, day)
    if all(getattr(current, name) == value for name, value in changes.items()):
        raise Refused(_("%(code)s đã như vậy rồi; không có gì thay đổi.") % {"code": unit.code})
    before = UnitVersion.objects.get(pk=current.pk)
    if current.valid.lower == day:
        following = current
    else:
        current.valid = DateRange(current.valid.lower, day)
        current.save(update_fields=["valid"])
        following = UnitVersion.objects.get(pk=current.pk)
        following.pk = following.id = uuid.uuid4()
        following.valid = DateRange(day, None)
        following._state.adding = True
    for name, value in changes.items():
        setattr(following, name, value)
    following.save()
    return before


def _children(unit: Unit, day: date) -> list[Unit]:
    return list(
        Unit.objects.filter(versions__parent=unit, versions__valid__contains=day).order_by("position", "code")
    )


def _take_over(sources: Sequence[Unit], receiver: Unit, day: date) -> None:
    """Everything below the sources comes under the receiver; the sources end.

    A receiver that itself stood below a source takes that source's place.
    """
    ending = {unit.pk for unit in sources}
    if _current(receiver, day).parent_id in ending:
        above = _first_standing_above(receiver, ending, day)
        _change(receiver, day, parent_id=above)
    for unit in sources:
        for child in _children(unit, day):
            if child.pk not in ending and child.pk != receiver.pk:
                _change(child, day, parent=receiver)
    _close(sources, day)


def _first_standing_above(unit: Unit, ending: set[uuid.UUID], day: date) -> uuid.UUID | None:
    parent = _current(unit, day).parent_id
    while parent in ending:
        parent = UnitVersion.objects.get(unit=parent, valid__contains=day).parent_id
    return parent


def _refuse_parents_that_end(targets: Sequence[NewUnit], sources: Sequence[Unit]) -> None:
    ending = {unit.code for unit in sources}
    wrong = sorted({target.code for target in targets if target.parent_code in ending})
    if wrong:
        raise Refused(
            _("Cấp trên của %(codes)s kết thúc cùng ngày. Chọn cấp trên khác.") % {"codes": ", ".join(wrong)}
        )


def _close(units: Sequence[Unit], day: date) -> None:
    """End units on a day, with the groups and the roles held on them: nobody acts for a unit that is no more."""
    for unit in units:
        version = _changeable(unit, day)
        if version.valid.lower == day:
            raise Refused(
                _("%(code)s vừa thay đổi cùng ngày; không thể kết thúc trong ngày đó.") % {"code": unit.code}
            )
        version.valid = DateRange(version.valid.lower, day)
        version.save(update_fields=["valid"])
    for model in (UnitGroupMembership, RoleAssignment):
        for row in model.objects.select_for_update().filter(unit__in=units, valid__contains=day):
            row.valid = DateRange(row.valid.lower, day)
            row.save(update_fields=["valid"])


def _ended(units: Sequence[Unit], act: str, receiver: Unit) -> list[Act]:
    return [Act(act, unit, unit.pk, unit.code, after={"into": receiver.code}) for unit in units]
