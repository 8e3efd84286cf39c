"""Decisions that rearrange units: move, merge, absorb, split, dissolve, change of kind or code.

Each is one transaction under one decision and goes the way of `services.redrawing`: check, draw, save, record. All take the
actor, the decision and what they concern; the closure, the register and what an undoing needs are kept with it.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.audit.services import Act, record_many
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.organisation.choices import EventKind
from lantoa.organisation.models import Unit, UnitEvent, UnitKind, UnitVersion
from lantoa.organisation.services.decisions import Decision
from lantoa.organisation.services.redrawing import Redrawing
from lantoa.organisation.services.units import NewUnit, draw_new, first_place


@transaction.atomic
def move_units(
    *, actor: Actor, decision: Decision, units: Iterable[Unit], parent: Unit, kind: EventKind = EventKind.MOVE
) -> UnitEvent:
    """Put units under another parent until their next move (`kind` TRANSFER: handed over to another organisation).

    Raises Refused: no units; a unit or the parent not active on the day; already there; a unit under itself on any day; the
    parent not active on all those days.
    """
    units = _some(units)
    drawing = Redrawing(actor, decision)
    drawing.concern(units, below=[parent])
    place = first_place(drawing, units)
    before = {unit.pk: drawing.hold(unit, {"parent_id": parent.pk})["parent_id"] for unit in units}
    event = drawing.save(kind, units, units, place)
    record_many(
        actor,
        [
            Act("unit.moved", unit, unit.pk, unit.code, {"parent": before[unit.pk]}, {"parent": parent.pk})
            for unit in units
        ],
    )
    return event


@transaction.atomic
def merge_units(*, actor: Actor, decision: Decision, sources: Iterable[Unit], target: NewUnit) -> Unit:
    """Make one new unit out of several: they end on the day, what stood below them stands below the new one.

    Raises Refused naming a later decision on a source, or what must be settled before it ends.
    """
    sources = _some(sources, at_least=2)
    _refuse_parents_that_end([target], sources)
    drawing = Redrawing(actor, decision)
    drawing.concern(sources)
    place = first_place(drawing, sources)
    made = draw_new(drawing, [target], sources)[0]
    _take_over(drawing, sources, made)
    event = drawing.save(EventKind.MERGE, sources, [made], place)
    acts = [Act("unit.established", made, made.pk, target.name, after={"event": event.code})]
    record_many(actor, [*_ended(sources, "unit.merged", made), *acts, *drawing.acts])
    return made


@transaction.atomic
def absorb_units(*, actor: Actor, decision: Decision, sources: Iterable[Unit], into: Unit) -> UnitEvent:
    """Let a standing unit take others in: they end on the day, what stood below them stands below it.

    Raises Refused as `merge_units`.
    """
    sources = _some(sources)
    if into in sources:
        raise Refused(_("Đơn vị nhận không thể nằm trong danh sách đơn vị bị nhập."))
    drawing = Redrawing(actor, decision)
    drawing.concern([*sources, into])
    place = first_place(drawing, sources)
    _take_over(drawing, sources, into)
    event = drawing.save(EventKind.ABSORB, sources, [into], place)
    record_many(actor, [*_ended(sources, "unit.absorbed", into), *drawing.acts])
    return event


@transaction.atomic
def split_unit(
    *, actor: Actor, decision: Decision, source: Unit, parts: Sequence[NewUnit], children: Mapping[str, str]
) -> list[Unit]:
    """Split a unit into new ones; `children` says for each unit below it, by code, which part (by code) takes it.

    Raises Refused naming the children nobody takes, or a part that is not among the new ones; else as `merge_units`.
    """
    if len(parts) < 2:
        raise Refused(_("Chia tách cần ít nhất hai đơn vị mới."))
    _refuse_parents_that_end(parts, [source])
    drawing = Redrawing(actor, decision)
    drawing.concern([source])
    place = first_place(drawing, [source])
    made = {unit.code: unit for unit in draw_new(drawing, parts, [source])}
    below = drawing.children([source])[source.pk]
    left = sorted(unit.code for unit in below if children.get(unit.code) not in made)
    if left:
        raise Refused(_("Chưa chọn đơn vị nhận cho: %(codes)s.") % {"codes": ", ".join(left)})
    drawing.load(below)
    for unit in below:
        drawing.hold(unit, {"parent_id": made[children[unit.code]].pk})
    drawing.end([source])
    event = drawing.save(EventKind.SPLIT, [source], list(made.values()), place)
    acts = [Act("unit.split", source, source.pk, source.code, after={"into": sorted(made)})]
    acts += [
        Act("unit.established", unit, unit.pk, unit.code, after={"event": event.code})
        for unit in made.values()
    ]
    record_many(actor, [*acts, *drawing.acts])
    return list(made.values())


@transaction.atomic
def dissolve_units(*, actor: Actor, decision: Decision, units: Iterable[Unit]) -> UnitEvent:
    """End units that nobody receives. Raises Refused naming the units that still stand below them; else as `merge_units`."""
    units = _some(units)
    drawing = Redrawing(actor, decision)
    drawing.concern(units)
    place = first_place(drawing, units)
    ending = {unit.pk for unit in units}
    below = drawing.children(units)
    left = sorted({child.code for rows in below.values() for child in rows if child.pk not in ending})
    if left:
        raise Refused(
            _("Còn đơn vị trực thuộc chưa có nơi chuyển đến: %(codes)s. Chuyển các đơn vị này trước.")
            % {"codes": ", ".join(left)}
        )
    drawing.end(units)
    event = drawing.save(EventKind.DISSOLVE, units, [], place)
    acts = [Act("unit.dissolved", unit, unit.pk, unit.code, after={"on": drawing.day}) for unit in units]
    record_many(actor, [*acts, *drawing.acts])
    return event


@transaction.atomic
def change_kind(
    *, actor: Actor, decision: Decision, unit: Unit, kind: UnitKind, name: str, short_name: str
) -> UnitVersion:
    """Raise or lower a unit (chi bộ cơ sở → đảng bộ cơ sở), which as a rule changes its name as well.

    Returns the version of the day. Raises Refused as `rename_units`.
    """
    if not (name.strip() and short_name.strip()):
        raise Refused(_("Ghi tên đầy đủ và tên gọi tắt của %(code)s.") % {"code": unit.code})
    drawing = Redrawing(actor, decision)
    drawing.concern([unit])
    before = drawing.hold(unit, {"kind_id": kind.pk, "name": name, "short_name": short_name})
    drawing.save(EventKind.UPGRADE, [unit], [unit], first_place(drawing, [unit]))
    change = (before, {"kind_id": kind.pk, "name": name, "short_name": short_name})
    record_many(actor, [Act("unit.kind_changed", unit, unit.pk, name, *change)])
    return UnitVersion.objects.get(unit=unit, valid__contains=drawing.day)


@transaction.atomic
def change_official_code(*, actor: Actor, decision: Decision, unit: Unit, official_code: str) -> UnitVersion:
    """Give a unit another official code from the day on; the house's own code never changes."""
    drawing = Redrawing(actor, decision)
    drawing.concern([unit])
    before = drawing.hold(unit, {"official_code": official_code.strip()})
    drawing.save(EventKind.CODE_CHANGE, [unit], [unit], first_place(drawing, [unit]))
    change = (before, {"official_code": official_code.strip()})
    record_many(actor, [Act("unit.code_changed", unit, unit.pk, unit.code, *change)])
    return UnitVersion.objects.get(unit=unit, valid__contains=drawing.day)


def _some(units: Iterable[Unit], at_least: int = 1) -> list[Unit]:
    found = list({unit.pk: unit for unit in units}.values())
    if len(found) < at_least:
        raise Refused(_("Chọn ít nhất %(count)s đơn vị.") % {"count": at_least})
    return found


def _take_over(drawing: Redrawing, sources: Sequence[Unit], receiver: Unit) -> None:
    """Everything below the sources comes under the receiver; the sources end.

    A receiver that itself stood below a source takes that source's place.
    """
    ending = {unit.pk for unit in sources}
    if drawing.on_day(receiver).parent_id in ending:
        drawing.hold(receiver, {"parent_id": _first_standing_above(drawing, receiver, ending)})
    below = drawing.children(sources)
    moving = [
        child
        for unit in sources
        for child in below[unit.pk]
        if child.pk not in ending and child.pk != receiver.pk
    ]
    drawing.load(moving)
    for child in moving:
        drawing.hold(child, {"parent_id": receiver.pk})
    drawing.end(sources)


def _first_standing_above(drawing: Redrawing, unit: Unit, ending: set[uuid.UUID]) -> uuid.UUID | None:
    parent: uuid.UUID | None = drawing.on_day(unit).parent_id
    while parent in ending:
        parent = drawing.on_day(parent).parent_id
    return parent


def _refuse_parents_that_end(targets: Sequence[NewUnit], sources: Sequence[Unit]) -> None:
    ending = {unit.code for unit in sources}
    wrong = sorted({target.code for target in targets if target.parent_code in ending})
    if wrong:
        raise Refused(
            _("Cấp trên của %(codes)s kết thúc cùng ngày. Chọn cấp trên khác.") % {"codes": ", ".join(wrong)}
        )


def _ended(units: Sequence[Unit], act: str, receiver: Unit) -> list[Act]:
    return [Act(act, unit, unit.pk, unit.code, after={"into": receiver.code}) for unit in units]
