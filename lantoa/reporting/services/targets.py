"""Issue, change, divide and end targets. Nothing is overwritten: what is replaced stays with the decision that replaced it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Max
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.core.text import folding_key
from lantoa.organisation.access import require
from lantoa.organisation.models import Unit
from lantoa.organisation.queries.units import children_of
from lantoa.reporting.checks import Figure
from lantoa.reporting.choices import (
    BaselineSource,
    TargetAct,
    TargetDirection,
    TargetMethod,
)
from lantoa.reporting.models import Line, Target, TargetDecision, TargetValue
from lantoa.reporting.permissions import may
from lantoa.reporting.queries.targets.registry import tree_day
from lantoa.reporting.targets.words import places_of

MOST_YEARS = 15
AT_ONCE = 1000


@dataclass(frozen=True)
class Baseline:
    source: BaselineSource
    value: Decimal
    year: int
    note: str = ""


@dataclass(frozen=True)
class NewTarget:
    """What a paper sets. `line`: the newest line that asks for the indicator. Of a ratio values are shares of one."""

    line: Line
    name: str
    direction: TargetDirection
    paper_number: str
    paper_day: date
    paper_issuer: str
    values: Mapping[int, Decimal]  # year → value, of every year from the first to the last
    citation: str = ""
    baseline: Baseline | None = None


@transaction.atomic
def issue_target(*, actor: Actor, owner: Unit, new: NewTarget) -> Target:
    """Set a target for the owner itself; the units below get their parts by `divide_target`.

    Raises Forbidden, or Refused with `fields`: no name or paper, a day to come, years with gaps or too many, a value
    that the unit of measure does not take.
    """
    require(may(actor, "target.issue", owner))
    _check_new(new)
    years = sorted(new.values)
    line = new.line
    target = Target(
        code=_next_code(),
        owner=owner,
        indicator_id=line.indicator_id,
        name=new.name.strip(),
        unit_of_measure="%" if line.computed else line.unit_of_measure,
        is_share=line.computed,
        places=places_of(line),
        direction=new.direction,
        first_year=years[0],
        last_year=years[-1],
        paper_number=new.paper_number.strip(),
        paper_day=new.paper_day,
        paper_issuer=new.paper_issuer.strip(),
        citation=new.citation.strip(),
    )
    if new.baseline is not None:
        target.baseline_source = new.baseline.source
        target.baseline_value, target.baseline_year = new.baseline.value, new.baseline.year
        target.baseline_note = new.baseline.note
    target.search_key = folding_key(
        f"{target.code} {target.name} {line.label} {target.paper_number} {target.paper_issuer}"
    )
    for value in new.values.values():
        _check_value(target, value)
    target.save()
    decision = _decide(actor, target, TargetAct.ISSUED, owner, new.paper_day)
    _give(target, decision, {(owner.pk, year): value for year, value in new.values.items()}, {})
    record(
        actor,
        "target.issued",
        target,
        chain=owner.pk,
        label=target.code,
        after={
            "name": target.name,
            "paper": target.paper_number,
            "values": _told(dict(sorted(new.values.items()))),
        },
    )
    return target


def _check_new(new: NewTarget) -> None:
    missing = {
        name: _("Mục này chưa có nội dung. Hãy nhập rồi lưu lại.")
        for name in ("name", "paper_number", "paper_issuer")
        if not getattr(new, name).strip()
    }
    if missing:
        raise Refused(_("Ghi đủ tên chỉ tiêu, số văn bản và nơi ban hành."), fields=missing)
    if new.paper_day > clock.today():
        sentence = _("Ngày văn bản chưa tới. Nhập ngày ký của văn bản giao chỉ tiêu.")
        raise Refused.at("paper_day", sentence)
    years = sorted(new.values)
    if not years or years != list(range(years[0], years[-1] + 1)) or len(years) > MOST_YEARS:
        raise Refused(
            _("Ghi chỉ tiêu cho mọi năm từ năm đầu đến năm cuối, tối đa %(most)s năm.") % {"most": MOST_YEARS}
        )


def _check_value(target: Target, value: Figure) -> None:
    """Raises Refused for a value that the target's unit of measure does not take."""
    if value is None:
        return
    if not value.is_finite() or value < 0:
        raise Refused(_("Chỉ tiêu không được âm."))
    if value != round(value, target.places):
        raise Refused(
            _("Chỉ tiêu này chỉ nhận số nguyên.")
            if not target.places
            else _("Chỉ tiêu có quá nhiều chữ số thập phân.")
        )
    if value >= 10**15:
        raise Refused(_("Chỉ tiêu lớn quá."))


def _next_code() -> str:
    """CT-<year>-<number>; one writer at a time, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('reporting.targets'))")
    start = f"CT-{clock.today().year}-"
    taken = Target.objects.filter(code__startswith=start).order_by(Length("code").desc(), "-code")
    last = taken.values_list("code", flat=True).first()
    return f"{start}{int(last.rpartition('-')[2]) + 1 if last else 1:03d}"


def _locked(target: Target, row_version: int) -> Target:
    found = (
        Target.objects.select_for_update(of=("self",)).select_related("owner", "indicator").get(pk=target.pk)
    )
    if found.ended_at is not None:
        raise Refused(_("Chỉ tiêu này đã thôi theo dõi, không điều chỉnh nữa."))
    if found.row_version != row_version:
        raise Conflict(_("Có người vừa điều chỉnh hoặc chia chỉ tiêu này. Xem lại số mới rồi làm lại."))
    return found


def _decide(
    actor: Actor,
    target: Target,
    act: TargetAct,
    unit: Unit,
    decided_on: date,
    *,
    method: TargetMethod = TargetMethod.HAND,
    basis: str = "",
    reason: str = "",
) -> TargetDecision:
    last = target.decisions.aggregate(last=Max("number"))["last"] or 0
    return TargetDecision.objects.create(
        target=target,
        act=act,
        unit=unit,
        number=last + 1,
        method=method,
        basis=basis,
        reason=reason.strip(),
        decided_on=decided_on,
        made_by=actor if isinstance(actor, User) else None,
    )


Values = Mapping[tuple[uuid.UUID, int], Figure]


def _standing(
    target: Target, units: set[uuid.UUID], years: set[int]
) -> dict[tuple[uuid.UUID, int], TargetValue]:
    rows = TargetValue.objects.filter(target=target, unit__in=units, year__in=years, replaced_by=None)
    return {(row.unit_id, row.year): row for row in rows}


def _give(
    target: Target,
    decision: TargetDecision,
    values: Values,
    standing: Mapping[tuple[uuid.UUID, int], TargetValue],
) -> None:
    """Put the values in force; those that they replace stay, marked with the decision."""
    old = [standing[at].pk for at in values if at in standing]
    TargetValue.objects.filter(pk__in=old).update(replaced_by=decision)
    TargetValue.objects.bulk_create(
        [
            TargetValue(target=target, unit_id=unit, year=year, value=value, decision=decision)
            for (unit, year), value in values.items()
        ],
        batch_size=AT_ONCE,
    )


def _told(values: Mapping[int, Figure]) -> dict[str, str | None]:
    return {str(year): None if value is None else str(value) for year, value in values.items()}


def _check_day(decided_on: date) -> None:
    if decided_on > clock.today():
        sentence = _("Ngày này chưa tới. Nhập ngày đã quyết định.")
        raise Refused.at("decided_on", sentence)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        sentence = _("Ghi lý do, căn cứ của việc thay đổi chỉ tiêu đã giao.")
        raise Refused.at("reason", sentence)


def _bump(target: Target) -> None:
    target.row_version += 1
    target.save(update_fields=["row_version"])


@transaction.atomic
def change_target(
    *,
    actor: Actor,
    target: Target,
    values: Mapping[int, Decimal],
    reason: str,
    decided_on: date,
    row_version: int,
) -> TargetDecision:
    """Other values of the owner's own years, with a reason; the old ones stay readable. Parts that were divided do not change.

    Raises Forbidden, Conflict, or Refused: ended, nothing changed, no reason, a day to come, a year outside the target.
    """
    require(may(actor, "target.issue", target.owner))
    target = _locked(target, row_version)
    _check_day(decided_on)
    if not set(values) <= set(target.years):
        raise Refused(_("Chỉ điều chỉnh được các năm của chỉ tiêu này."))
    for value in values.values():
        _check_value(target, value)
    standing = _standing(target, {target.owner_id}, set(values))
    changed = {
        (target.owner_id, year): value
        for year, value in values.items()
        if (target.owner_id, year) not in standing or standing[target.owner_id, year].value != value
    }
    if not changed:
        raise Refused(_("Chưa có năm nào thay đổi. Sửa ít nhất một năm rồi lưu."))
    _require_reason(reason)
    years = {year for _unit, year in changed}
    decision = _decide(actor, target, TargetAct.CHANGED, target.owner, decided_on, reason=reason)
    _give(target, decision, changed, standing)
    _bump(target)
    record(
        actor,
        "target.changed",
        target,
        chain=target.owner_id,
        label=target.code,
        before={
            "values": _told({year: one.value for (_unit, year), one in standing.items() if year in years})
        },
        after={
            "values": _told({year: value for (_unit, year), value in changed.items()}),
            "reason": reason.strip(),
        },
    )
    return decision


@transaction.atomic
def divide_target(
    *,
    actor: Actor,
    target: Target,
    unit: Unit,
    values: Mapping[int, Mapping[uuid.UUID, Figure]],
    method: TargetMethod,
    basis: str = "",
    reason: str = "",
    decided_on: date,
    row_version: int,
) -> TargetDecision:
    """Give parts to the units directly below `unit`: year → unit → value; None gives nothing, or takes back what was given.

    The sum need not be the unit's own value: the difference is shown, never mended. A reason is needed where a part that was
    given changes. Raises Forbidden, Conflict, or Refused: ended, nothing changed, no reason, a unit that does not stand directly
    below in the year, a value that the unit of measure does not take.
    """
    require(may(actor, "target.divide", unit))
    target = _locked(target, row_version)
    _check_day(decided_on)
    changed: dict[tuple[uuid.UUID, int], Figure] = {}
    units = {one for given in values.values() for one in given}
    standing = _standing(target, units, set(values))
    for year, given in values.items():
        if year not in target.years:
            raise Refused(_("Chỉ tiêu này không có năm %(year)s.") % {"year": year})
        below = set(children_of(unit.pk, tree_day(year)).values_list("pk", flat=True))
        if not set(given) <= below:
            raise Refused(
                _("Chỉ giao cho đơn vị trực thuộc trực tiếp trong năm ấy. Mở lại trang rồi chia lại.")
            )
        for one, value in given.items():
            _check_value(target, value)
            has = standing[one, year].value if (one, year) in standing else None
            if has != value:
                changed[one, year] = value
    if not changed:
        raise Refused(_("Chưa có đơn vị nào được giao hay thay đổi. Ghi chỉ tiêu cho ít nhất một đơn vị."))
    again = any(at in standing and standing[at].value is not None for at in changed)
    if again:
        _require_reason(reason)
    decision = _decide(
        actor, target, TargetAct.DIVIDED, unit, decided_on, method=method, basis=basis, reason=reason
    )
    _give(target, decision, changed, standing)
    _bump(target)
    record(
        actor,
        "target.divided",
        target,
        chain=unit.pk,
        label=target.code,
        after={
            "years": sorted(values),
            "units": len({one for one, _year in changed}),
            "method": method,
            "basis": basis,
            "reason": reason.strip(),
        },
    )
    return decision


@transaction.atomic
def end_target(*, actor: Actor, target: Target, reason: str, row_version: int) -> Target:
    """Follow it no longer; values and decisions stay readable. Raises Forbidden, Conflict, or Refused: ended, no reason."""
    require(may(actor, "target.issue", target.owner))
    target = _locked(target, row_version)
    if not reason.strip():
        sentence = _("Ghi lý do thôi theo dõi chỉ tiêu này.")
        raise Refused.at("end_reason", sentence)
    _decide(actor, target, TargetAct.ENDED, target.owner, clock.today(), reason=reason)
    target.ended_at, target.end_reason = clock.now(), reason.strip()
    target.row_version += 1
    target.save(update_fields=["ended_at", "end_reason", "row_version"])
    record(
        actor,
        "target.ended",
        target,
        chain=target.owner_id,
        label=target.code,
        after={"reason": target.end_reason},
    )
    return target
