"""Events that change the tree. Nothing else writes a UnitVersion."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from lantoa.audit.services import Act, record_many
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.core.vi_dates import format_day
from lantoa.organisation.choices import EventKind
from lantoa.organisation.models import (
    Unit,
    UnitEvent,
    UnitGroup,
    UnitGroupMembership,
    UnitKind,
    UnitVersion,
)
from lantoa.organisation.permissions import require_may_begin_a_tree
from lantoa.organisation.services.decisions import Decision
from lantoa.organisation.services.redrawing import Redrawing, search_key

__all__ = ["Decision", "NewUnit", "Renaming", "establish_units", "rename_unit", "rename_units"]


@dataclass(frozen=True)
class NewUnit:
    """`parent_code` None makes a root. A parent may be established in the same call, before its children."""

    code: str
    name: str
    short_name: str
    kind: UnitKind
    parent_code: str | None = None
    position: int = 0
    official_code: str = ""
    issuer_lines: Sequence[str] = ()
    organisation_lines: Sequence[str] = ()
    symbol: str = ""
    seat: str = ""
    groups: Sequence[UnitGroup] = ()
    is_sample: bool = False


@dataclass(frozen=True)
class Renaming:
    """A unit's new name. What papers print of it changes too where it is said; None leaves it."""

    unit: Unit
    name: str
    short_name: str
    kind: UnitKind | None = None
    issuer_lines: Sequence[str] | None = None
    organisation_lines: Sequence[str] | None = None
    symbol: str | None = None
    seat: str | None = None

    def values(self) -> dict[str, Any]:
        """The columns of UnitVersion that change."""
        found: dict[str, Any] = {"name": self.name, "short_name": self.short_name}
        if self.kind is not None:
            found["kind_id"] = self.kind.pk
        for name in ("issuer_lines", "organisation_lines"):
            lines = getattr(self, name)
            if lines is not None:
                found[name] = list(lines)
        return found | {
            name: value for name in ("symbol", "seat") if (value := getattr(self, name)) is not None
        }


@transaction.atomic
def establish_units(*, actor: Actor, decision: Decision, units: Iterable[NewUnit]) -> list[Unit]:
    """Establish units under one decision, from its effective day on.

    Raises Refused when a code is taken (all of them named at once) or a parent does not exist, or not on all days from that
    day on; Forbidden where the actor may not reorganise there.
    """
    units = list(units)
    drawing = Redrawing(actor, decision)
    made = draw_new(drawing, units)
    event = drawing.save(EventKind.ESTABLISH, [], made, first_place(drawing, made))
    record_many(
        actor,
        [
            Act("unit.established", unit, unit.id, label=given.name, after={"event": event.code})
            for unit, given in zip(made, units, strict=True)
        ],
    )
    return made


def draw_new(drawing: Redrawing, units: Sequence[NewUnit], ending: Iterable[Unit] = ()) -> list[Unit]:
    """Identities, versions and groups of new units, in the given order. `ending` are those they come from.

    A root is made anew only where one of those was a root, or by the system.
    """
    codes = [unit.code for unit in units]
    empty = [unit.name or unit.code for unit in units if not (unit.code.strip() and unit.name.strip())]
    if empty or not units:
        raise Refused(_("Đơn vị mới cần có mã và tên."))
    taken = sorted(set(Unit.objects.filter(code__in=codes).values_list("code", flat=True)) | _doubled(codes))
    if taken:
        raise Refused(_("Mã đơn vị đã có: %(codes)s. Chọn mã khác.") % {"codes": ", ".join(taken)})
    wanted = {unit.parent_code for unit in units if unit.parent_code} - set(codes)
    above = {unit.code: unit for unit in Unit.objects.filter(code__in=wanted)}
    retired = {group.name for unit in units for group in unit.groups if _is_retired(group, drawing.day)}
    if retired:
        raise Refused(_("Nhóm đã thôi dùng: %(names)s.") % {"names": ", ".join(sorted(retired))})
    missing = sorted(wanted - above.keys())
    if missing:
        raise Refused(_("Không có đơn vị cấp trên mang mã: %(codes)s.") % {"codes": ", ".join(missing)})
    _require_active(list(above.values()), drawing.day)
    drawing.concern([], below=above.values())
    if any(not unit.parent_code for unit in units) and not _any_root(drawing, ending):
        require_may_begin_a_tree(drawing.actor)
    made = Unit.objects.bulk_create(
        [Unit(code=unit.code, position=unit.position, is_sample=unit.is_sample) for unit in units]
    )
    by_code = above | {unit.code: unit for unit in made}
    valid = DateRange(drawing.day, None)
    versions = [
        UnitVersion(
            unit=by_code[unit.code],
            valid=valid,
            name=unit.name,
            short_name=unit.short_name,
            kind=unit.kind,
            parent=by_code[unit.parent_code] if unit.parent_code else None,
            official_code=unit.official_code,
            issuer_lines=list(unit.issuer_lines),
            organisation_lines=list(unit.organisation_lines),
            symbol=unit.symbol,
            seat=unit.seat,
            search_key=search_key(unit.code, unit.name, unit.short_name),
        )
        for unit in units
    ]
    memberships = [
        UnitGroupMembership(group=group, unit=by_code[unit.code], valid=valid)
        for unit in units
        for group in unit.groups
    ]
    drawing.begin([*versions, *memberships])
    return made


def _is_retired(group: UnitGroup, day: date) -> bool:
    return group.retired_on is not None and group.retired_on <= day


@transaction.atomic
def rename_units(*, actor: Actor, decision: Decision, renamings: Iterable[Renaming]) -> UnitEvent:
    """Give units other names from the decision's effective day until their next renaming, under one event.

    Raises Refused: a unit not active on the day; a name it has already; another renaming of the same day.
    """
    renamings = list(renamings)
    units = [one.unit for one in renamings]
    if not units or len(set(units)) < len(units):
        raise Refused(_("Chọn ít nhất một đơn vị, mỗi đơn vị một lần."))
    drawing = Redrawing(actor, decision)
    drawing.concern(units)
    acts = []
    for one in renamings:
        if not (one.name.strip() and one.short_name.strip()):
            raise Refused(_("Ghi tên đầy đủ và tên gọi tắt của %(code)s.") % {"code": one.unit.code})
        before = drawing.hold(one.unit, one.values())
        old = {"name": before["name"]} if "name" in before else {}
        acts.append(Act("unit.renamed", one.unit, one.unit.pk, one.name, old, {"name": one.name}))
    event = drawing.save(EventKind.RENAME, units, units, first_place(drawing, units))
    record_many(actor, acts)
    return event


@transaction.atomic
def rename_unit(
    *, actor: Actor, unit: Unit, decision: Decision, name: str, short_name: str, kind: UnitKind | None = None
) -> UnitVersion:
    """Give one unit another name (and kind, if said); as `rename_units`. Returns the version of the day."""
    rename_units(actor=actor, decision=decision, renamings=[Renaming(unit, name, short_name, kind)])
    return UnitVersion.objects.get(unit=unit, valid__contains=decision.effective_on)


def first_place(drawing: Redrawing, units: Sequence[Unit]) -> uuid.UUID:
    """The unit in whose sphere an event happens: the parent of the first that has one outside them, else the first itself."""
    own = {unit.pk for unit in units}
    parents = (drawing.on_day(unit).parent_id for unit in units)
    return next((parent for parent in parents if parent and parent not in own), units[0].pk)


def _any_root(drawing: Redrawing, units: Iterable[Unit]) -> bool:
    return any(drawing.on_day(unit).parent_id is None for unit in units)


def _require_active(parents: Sequence[Unit], day: date) -> None:
    """A unit that begins under a parent that is not there would stand outside the tree."""
    active = set(
        UnitVersion.objects.filter(unit__in=parents, valid__contains=day).values_list("unit", flat=True)
    )
    absent = sorted(parent.code for parent in parents if parent.pk not in active)
    if absent:
        sentence = _("Đơn vị cấp trên chưa hoạt động vào ngày %(day)s: %(codes)s.")
        raise Refused(sentence % {"day": format_day(day), "codes": ", ".join(absent)})


def _doubled(codes: list[str]) -> set[str]:
    seen: set[str] = set()
    return {code for code in codes if code in seen or seen.add(code)}  # type: ignore[func-returns-value]
