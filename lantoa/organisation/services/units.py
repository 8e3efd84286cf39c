"""Events that change the tree. Nothing else writes a UnitVersion."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from lantoa.audit.services import Act, record_many
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.core.text import folding_key
from lantoa.core.vi_dates import format_day
from lantoa.organisation.choices import EventKind, EventSide
from lantoa.organisation.models import (
    Reorganisation,
    Unit,
    UnitEvent,
    UnitEventPart,
    UnitGroup,
    UnitGroupMembership,
    UnitKind,
    UnitVersion,
)
from lantoa.organisation.services import ancestry


@dataclass(frozen=True)
class Decision:
    """The paper by which the tree changes."""

    number: str
    decided_on: date
    effective_on: date
    issuer: str
    note: str = ""
    reorganisation: Reorganisation | None = None  # of which the event is a step


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


def search_key(code: str, name: str, short_name: str) -> str:
    return folding_key(f"{code} {name} {short_name}")[:600]


@transaction.atomic
def establish_units(*, actor: Actor, decision: Decision, units: Iterable[NewUnit]) -> list[Unit]:
    """Establish units under one decision, from its effective day on.

    Raises Refused when a code is taken (all of them named at once) or a parent does not exist, or not yet, on that day.
    """
    units = list(units)
    made = make_units(decision, units)
    event = record_event(EventKind.ESTABLISH, decision, [], made)
    ancestry.rebuild([unit.id for unit in made])
    record_many(
        actor,
        [
            Act("unit.established", unit, unit.id, label=given.name, after={"event": str(event)})
            for unit, given in zip(made, units, strict=True)
        ],
    )
    return made


def make_units(decision: Decision, units: Sequence[NewUnit]) -> list[Unit]:
    """Identities, versions and groups of new units, in the given order; the caller records the event and the closure."""
    codes = [unit.code for unit in units]
    taken = sorted(set(Unit.objects.filter(code__in=codes).values_list("code", flat=True)) | _doubled(codes))
    if taken:
        raise Refused(_("Mã đơn vị đã có: %(codes)s. Chọn mã khác.") % {"codes": ", ".join(taken)})
    made = Unit.objects.bulk_create(
        [Unit(code=unit.code, position=unit.position, is_sample=unit.is_sample) for unit in units]
    )
    by_code = {unit.code: unit for unit in made}
    wanted = {unit.parent_code for unit in units if unit.parent_code} - by_code.keys()
    by_code |= {unit.code: unit for unit in Unit.objects.filter(code__in=wanted)}
    missing = sorted(wanted - by_code.keys())
    if missing:
        raise Refused(_("Không có đơn vị cấp trên mang mã: %(codes)s.") % {"codes": ", ".join(missing)})
    _require_active([by_code[code] for code in wanted], decision.effective_on)
    valid = DateRange(decision.effective_on, None)
    UnitVersion.objects.bulk_create(
        [
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
    )
    UnitGroupMembership.objects.bulk_create(
        [
            UnitGroupMembership(group=group, unit=by_code[unit.code], valid=valid)
            for unit in units
            for group in unit.groups
        ]
    )
    return made


@transaction.atomic
def rename_unit(
    *, actor: Actor, unit: Unit, decision: Decision, name: str, short_name: str, kind: UnitKind | None = None
) -> UnitVersion:
    """Give a unit another name (and kind, if said) from the decision's effective day on. Returns the new version."""
    current = (
        UnitVersion.objects.select_for_update()
        .filter(unit=unit, valid__contains=decision.effective_on)
        .first()
    )
    if current is None:
        raise Refused(
            _("Đơn vị không hoạt động vào ngày quyết định có hiệu lực. Kiểm tra lại ngày hiệu lực.")
        )
    if current.valid.lower == decision.effective_on:
        raise Refused(_("Đơn vị đã có một thay đổi cùng ngày hiệu lực. Chọn ngày khác hoặc sửa thay đổi đó."))
    before = current.name
    end = current.valid.upper
    current.valid = DateRange(current.valid.lower, decision.effective_on)
    current.save(update_fields=["valid"])
    renamed = UnitVersion.objects.create(
        unit=unit,
        valid=DateRange(decision.effective_on, end),
        name=name,
        short_name=short_name,
        kind=kind or current.kind,
        parent_id=current.parent_id,
        official_code=current.official_code,
        issuer_lines=current.issuer_lines,
        organisation_lines=current.organisation_lines,
        symbol=current.symbol,
        seat=current.seat,
        search_key=search_key(unit.code, name, short_name),
    )
    record_event(EventKind.RENAME, decision, [unit], [unit])
    ancestry.rebuild([unit.id])
    record_many(actor, [Act("unit.renamed", unit, unit.id, name, {"name": before}, {"name": name})])
    return renamed


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


def record_event(kind: EventKind, decision: Decision, sources: list[Unit], targets: list[Unit]) -> UnitEvent:
    event = UnitEvent.objects.create(
        kind=kind,
        decision_number=decision.number,
        decided_on=decision.decided_on,
        effective_on=decision.effective_on,
        issuer=decision.issuer,
        note=decision.note,
        reorganisation=decision.reorganisation,
    )
    UnitEventPart.objects.bulk_create(
        [UnitEventPart(event=event, unit=unit, side=EventSide.SOURCE) for unit in sources]
        + [UnitEventPart(event=event, unit=unit, side=EventSide.TARGET) for unit in targets]
    )
    return event
