"""Groups of units beside the tree: their schemes, and which unit stands in which group from when to when.

A unit's end ends its memberships with it (`redrawing`), and the undoing of that brings them back.
"""

import re
import uuid
from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import Act, record, record_many
from lantoa.core.errors import Refused
from lantoa.core.text import folding_key
from lantoa.core.vi_dates import format_day
from lantoa.organisation.access import holds_somewhere, require, units_in_scope
from lantoa.organisation.models import SECTOR, GroupScheme, Unit, UnitGroup, UnitGroupMembership, UnitVersion

ACT = "group.edit"
TAKEN = frozenset({"mo", "sua", "them", "xuat"})  # words that addresses of groups use themselves
NAMED_AT_ONCE = 12  # codes that a refusal names; the others it counts


@transaction.atomic
def open_scheme(*, actor: User, name: str, exclusive: bool) -> GroupScheme:
    """Open a way of grouping units; its code is made of its name. Raises Refused where the name or its code is taken."""
    require(holds_somewhere(actor, ACT))
    code = _code_of(name, 40)
    if GroupScheme.objects.filter(Q(code=code) | Q(name__iexact=name)).exists():
        raise Refused(_("Đã có cách phân nhóm mang tên này."), fields={"name": _("Tên đã có. Đặt tên khác.")})
    made = GroupScheme.objects.create(
        code=code, name=name, exclusive=exclusive, position=_behind(GroupScheme.objects.all())
    )
    record(actor, "group.scheme_opened", made, label=name, after={"code": code, "exclusive": exclusive})
    return made


@transaction.atomic
def edit_scheme(*, actor: User, scheme: GroupScheme, name: str, exclusive: bool) -> GroupScheme:
    """Rename a scheme, or say whether a unit may stand in several of its groups at once.

    Raises Refused: the name is taken; it is to be exclusive, and units stand in two of its groups on some day; the sectors, by
    which lists are laid out, stay exclusive.
    """
    require(holds_somewhere(actor, ACT))
    scheme = GroupScheme.objects.select_for_update().get(pk=scheme.pk)
    if GroupScheme.objects.filter(name__iexact=name).exclude(pk=scheme.pk).exists():
        raise Refused(_("Đã có cách phân nhóm mang tên này."), fields={"name": _("Tên đã có. Đặt tên khác.")})
    if exclusive and not scheme.exclusive:
        doubled = _standing_twice(scheme)
        if doubled:
            sentence = _("Có đơn vị đang ở hai nhóm cùng ngày: %(codes)s. Đưa ra khỏi một nhóm trước.")
            raise Refused(
                sentence % {"codes": _listed(doubled)}, fields={"exclusive": _("Chưa chuyển được.")}
            )
    if scheme.code == SECTOR and not exclusive:
        sentence = _("Khối ngành dùng để chia danh sách và phụ lục, nên mỗi đơn vị chỉ ở một khối.")
        raise Refused.at("exclusive", sentence)
    before = {"name": scheme.name, "exclusive": scheme.exclusive}
    after = {"name": name, "exclusive": exclusive}
    if before != after:
        scheme.name, scheme.exclusive = name, exclusive
        scheme.save(update_fields=["name", "exclusive"])
        record(actor, "group.scheme_edited", scheme, label=name, before=before, after=after)
    return scheme


@transaction.atomic
def add_group(*, actor: User, scheme: GroupScheme, name: str) -> UnitGroup:
    """Put a group behind the others of a scheme; its code is made of its name. Raises Refused where the name is taken."""
    require(holds_somewhere(actor, ACT))
    scheme = GroupScheme.objects.select_for_update().get(pk=scheme.pk)
    code = _code_of(name, 60)
    if scheme.groups.filter(Q(code=code) | Q(name__iexact=name)).exists():
        raise Refused(_("Cách phân nhóm này đã có nhóm mang tên đó."), fields={"name": _("Tên đã có.")})
    made = UnitGroup.objects.create(
        scheme=scheme, code=code, name=name, position=_behind(scheme.groups.all())
    )
    record(actor, "group.added", made, label=f"{scheme.name}: {name}", after={"code": code})
    return made


@transaction.atomic
def rename_group(*, actor: User, group: UnitGroup, name: str) -> UnitGroup:
    """Give a group another name on every day; its code, which addresses bear, stays. Raises Refused where the name is taken."""
    require(holds_somewhere(actor, ACT))
    group = _locked(group)
    if group.scheme.groups.filter(name__iexact=name).exclude(pk=group.pk).exists():
        raise Refused(_("Cách phân nhóm này đã có nhóm mang tên đó."), fields={"name": _("Tên đã có.")})
    before = group.name
    if before != name:
        group.name = name
        group.save(update_fields=["name"])
        record(actor, "group.renamed", group, label=name, before={"name": before}, after={"name": name})
    return group


@transaction.atomic
def retire_group(*, actor: User, group: UnitGroup, on: date) -> UnitGroup:
    """Let no unit stand in a group from a day on; memberships that last end that day, what was before stays.

    Raises Refused: retired already; units come into it on that day or later; units in it that the actor may not group.
    """
    require(holds_somewhere(actor, ACT))
    group = _locked(group)
    _require_in_use(group)
    lasting = list(
        UnitGroupMembership.objects.select_for_update(of=("self",))
        .filter(Q(valid__endswith__gt=on) | Q(valid__upper_inf=True), group=group)
        .select_related("unit")
        .order_by("unit__code")
    )
    later = [one.unit.code for one in lasting if one.valid.lower >= on]
    if later:
        sentence = _("Từ ngày %(day)s trở đi còn đơn vị mới vào nhóm: %(codes)s. Chọn ngày muộn hơn.")
        raise Refused(
            sentence % {"day": format_day(on), "codes": _listed(later)},
            fields={"on": _("Còn đơn vị vào nhóm sau ngày này.")},
        )
    _require_reached(actor, [one.unit for one in lasting])
    group.retired_on = on
    group.save(update_fields=["retired_on"])
    for one in lasting:
        one.valid = DateRange(one.valid.lower, on)
    UnitGroupMembership.objects.bulk_update(lasting, ["valid"])
    taken = [Act("group.unit_taken", group, one.unit_id, group.name, after={"on": on}) for one in lasting]
    record_many(actor, [Act("group.retired", group, None, group.name, after={"on": on}), *taken])
    return group


@transaction.atomic
def put_units(
    *, actor: User, group: UnitGroup, units: Iterable[Unit], since: date
) -> list[UnitGroupMembership]:
    """Put units into a group from a day on, until the unit or the group ends.

    In an exclusive scheme the group in which a unit stands on that day ends for it the day before; one that began on that very
    day is replaced. Raises Forbidden naming units beyond the actor's reach; Refused naming all units that are not active on the
    day, that stand in the group on that day or later, or in another of an exclusive scheme later.
    """
    group = _locked(group)
    chosen = list({unit.pk: unit for unit in units}.values())
    if not chosen:
        raise Refused(
            _("Chưa chọn đơn vị nào. Đánh dấu đơn vị hoặc dán mã."), fields={"codes": _("Chưa có mã nào.")}
        )
    _require_reached(actor, chosen)
    if group.retired_on is not None and since >= group.retired_on:
        _refuse_day(_("Nhóm này thôi dùng từ %(day)s. Chọn ngày sớm hơn."), group.retired_on)
    lives = _lives(chosen)
    idle = [unit.code for unit in chosen if not any(since in life for life in lives.get(unit.pk, ()))]
    if idle:
        sentence = _("Không hoạt động vào ngày %(day)s: %(codes)s. Bỏ các đơn vị này hoặc chọn ngày khác.")
        raise Refused(
            sentence % {"day": format_day(since), "codes": _listed(idle)},
            fields={"since": _("Có đơn vị không hoạt động vào ngày này.")},
        )
    others = _others(group, chosen, since)
    _refuse_standing(group, others)
    _refuse_later(others, since)
    acts = _leave(group, others, since)
    made = [
        UnitGroupMembership(
            group=group, unit=unit, valid=DateRange(since, _first([_end(lives[unit.pk]), group.retired_on]))
        )
        for unit in chosen
    ]
    UnitGroupMembership.objects.bulk_create(made)
    put = [Act("group.unit_put", group, one.unit_id, group.name, after={"since": since}) for one in made]
    record_many(actor, [*acts, *put])
    return made


@transaction.atomic
def take_out(*, actor: User, group: UnitGroup, units: Iterable[Unit], on: date) -> list[UnitGroupMembership]:
    """Take units out of a group: `on` is the first day on which they no longer stand in it; on the day on which one came in, it
    never was.

    Raises Forbidden naming units beyond the actor's reach; Refused naming all units that do not stand in the group on that day.
    """
    group = _locked(group)
    chosen = list({unit.pk: unit for unit in units}.values())
    if not chosen:
        raise Refused(_("Chưa chọn đơn vị nào. Đánh dấu đơn vị cần đưa ra."))
    _require_reached(actor, chosen)
    held = list(
        UnitGroupMembership.objects.select_for_update(of=("self",)).filter(
            group=group, unit__in=chosen, valid__contains=on
        )
    )
    found = {one.unit_id for one in held}
    strange = [unit.code for unit in chosen if unit.pk not in found]
    if strange:
        sentence = _("Vào ngày %(day)s không ở trong nhóm: %(codes)s. Chọn ngày sau ngày vào nhóm.")
        raise Refused(
            sentence % {"day": format_day(on), "codes": _listed(strange)},
            fields={"on": _("Có đơn vị không ở trong nhóm vào ngày này.")},
        )
    record_many(actor, _leave(group, held, on))
    return held


def _locked(group: UnitGroup) -> UnitGroup:
    """The group, with its scheme locked: one at a time changes who stands where in a scheme."""
    GroupScheme.objects.select_for_update().get(pk=group.scheme_id)
    return UnitGroup.objects.select_related("scheme").get(pk=group.pk)


def _require_in_use(group: UnitGroup) -> None:
    if group.retired_on is not None:
        _refuse_day(_("Nhóm này đã ghi thôi dùng từ %(day)s."), group.retired_on)


def _refuse_day(sentence: str, day: date) -> None:
    told = sentence % {"day": format_day(day)}
    raise Refused(told, fields={"since": told, "on": told})


def _require_reached(actor: User, units: Sequence[Unit]) -> None:
    ids = [unit.pk for unit in units]
    reached = set(units_in_scope(actor, ACT).filter(pk__in=ids).values_list("pk", flat=True))
    outside = [unit.code for unit in units if unit.pk not in reached]
    sentence = _("Anh/chị không được xếp nhóm cho: %(codes)s.") % {"codes": _listed(outside)}
    require(not outside and holds_somewhere(actor, ACT), sentence if outside else "")


def _lives(units: Sequence[Unit]) -> dict[uuid.UUID, list[DateRange]]:
    found: dict[uuid.UUID, list[DateRange]] = {}
    rows = UnitVersion.objects.filter(unit__in=units).order_by("valid").values_list("unit", "valid")
    for unit, valid in rows:
        found.setdefault(unit, []).append(valid)
    return found


def _end(life: Sequence[DateRange]) -> date | None:
    """The first day on which a unit is no more, None while none is known."""
    last: date | None = life[-1].upper
    return last


def _first(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)


def _others(group: UnitGroup, units: Sequence[Unit], since: date) -> list[UnitGroupMembership]:
    """What would stand beside the new memberships: of this group, in an exclusive scheme of every group."""
    where = Q(group__scheme=group.scheme_id) if group.scheme.exclusive else Q(group=group)
    return list(
        UnitGroupMembership.objects.select_for_update(of=("self",))
        .filter(where, Q(valid__endswith__gt=since) | Q(valid__upper_inf=True), unit__in=units)
        .select_related("unit", "group")
        .order_by("unit__code", "valid")
    )


def _refuse_standing(group: UnitGroup, others: Sequence[UnitGroupMembership]) -> None:
    standing = [one.unit.code for one in others if one.group_id == group.pk]
    if standing:
        sentence = _(
            "Đã có trong nhóm vào ngày này hoặc sau đó: %(codes)s. Bỏ các đơn vị này khỏi danh sách."
        )
        raise Refused(
            sentence % {"codes": _listed(standing)}, fields={"codes": _("Có đơn vị đã ở trong nhóm.")}
        )


def _refuse_later(others: Sequence[UnitGroupMembership], since: date) -> None:
    later = [f"{one.unit.code} ({one.group.name})" for one in others if one.valid.lower > since]
    if later:
        sentence = _(
            "Sau ngày %(day)s đã xếp vào nhóm khác: %(codes)s. Chọn ngày muộn hơn, hoặc đưa ra trước."
        )
        raise Refused(
            sentence % {"day": format_day(since), "codes": _listed(later)},
            fields={"since": _("Sau ngày này có đơn vị đã xếp vào nhóm khác.")},
        )


def _leave(group: UnitGroup, rows: Sequence[UnitGroupMembership], on: date) -> list[Act]:
    """End memberships on a day; one that began on it is taken away. Returns what is to be recorded."""
    never = [one for one in rows if one.valid.lower >= on]
    ended = [one for one in rows if one.valid.lower < on]
    acts = [
        Act(
            "group.unit_taken",
            one.group,
            one.unit_id,
            one.group.name,
            before={"since": one.valid.lower, "until": one.valid.upper},
            after={"on": on},
        )
        for one in rows
    ]
    for one in ended:
        one.valid = DateRange(one.valid.lower, on)
    UnitGroupMembership.objects.bulk_update(ended, ["valid"], batch_size=500)
    UnitGroupMembership.objects.filter(pk__in=[one.pk for one in never]).delete()
    return acts


def _standing_twice(scheme: GroupScheme) -> list[str]:
    """Codes of units that stand in two groups of a scheme on some day."""
    rows = UnitGroupMembership.objects.filter(group__scheme=scheme).order_by("unit", "valid")
    found: list[str] = []
    last: UnitGroupMembership | None = None
    for row in rows.select_related("unit"):
        if last and last.unit_id == row.unit_id and (last.valid.upper or date.max) > row.valid.lower:
            found.append(row.unit.code)
        if (
            not last
            or last.unit_id != row.unit_id
            or (row.valid.upper or date.max) > (last.valid.upper or date.max)
        ):
            last = row
    return sorted(set(found))


def _behind(rows: QuerySet[GroupScheme] | QuerySet[UnitGroup]) -> int:
    last: int | None = rows.aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


def _code_of(name: str, longest: int) -> str:
    """«Quy mô lớn» → quy-mo-lon. Raises Refused where nothing is left of the name."""
    code = re.sub(r"[^a-z0-9]+", "-", folding_key(name)).strip("-")[:longest].strip("-")
    if not code:
        raise Refused(_("Tên cần có chữ hoặc số."), fields={"name": _("Tên cần có chữ hoặc số.")})
    return f"{code}-nhom" if code in TAKEN else code


def _listed(codes: Sequence[str]) -> str:
    shown = ", ".join(codes[:NAMED_AT_ONCE])
    more = len(codes) - NAMED_AT_ONCE
    return _("%(shown)s và %(more)s đơn vị khác") % {"shown": shown, "more": more} if more > 0 else shown
