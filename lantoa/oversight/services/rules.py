"""Limits and themes, as dated rows: followed by another or ended, each time by a paper or with a reason. What an inspection was
decided by is never changed behind it."""

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max, ProtectedError, Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.dated import place_from, take_back
from lantoa.core.errors import Refused
from lantoa.core.text import folding_key, looks_empty
from lantoa.core.vi_dates import format_day
from lantoa.organisation.access import holds_somewhere
from lantoa.organisation.models import UnitLevel
from lantoa.oversight.choices import LimitKind
from lantoa.oversight.models import InspectionLimit, InspectionTheme
from lantoa.oversight.queries.rules import decided_by
from lantoa.oversight.services.common import require_person

SET_RULES = "inspection.set_rules"
MOST = {LimitKind.LENGTH: 366, LimitKind.EXTENSION: 20, LimitKind.PERIOD: 50}


@transaction.atomic
def enter_limit(
    *,
    actor: Actor,
    kind: LimitKind,
    level: str,
    value: int,
    source: str,
    since: date,
    until: date | None = None,
    per: int = 1,
) -> InspectionLimit:
    """A limit in force from `since` to the day before `until`, else until the next of its kind and level begins.

    The one that stands on `since` ends the day before.

    Raises Forbidden, or Refused: no paper named, no such level, a number that limits nothing, days that overlap those of another
    row, or an inspection was decided on a day of which the limit would change.
    """
    _require_allowed(actor)
    _require_source(source)
    _check_value(kind, value, per)
    if level and not UnitLevel.objects.filter(code=level).exists():
        raise Refused.at("level", _("Không có cấp này."))
    rows = InspectionLimit.objects.select_for_update().filter(kind=kind, level=level)
    place = place_from(rows, since)
    if place is None:
        raise Refused.at(
            "since",
            _("Đã có mức bắt đầu đúng ngày %(day)s. Chọn ngày khác, hoặc thôi dùng mức đó trước.")
            % {"day": format_day(since)},
        )
    valid = place.valid
    if until is not None:
        if valid.upper is not None and until > valid.upper:
            raise Refused(_("Đã có mức khác từ ngày %(day)s.") % {"day": format_day(valid.upper)})
        valid = DateRange(since, until)
    _refuse_decided(kind, level, valid, "since")
    if place.before is not None:
        place.before.valid = DateRange(place.before.valid.lower, since)
        place.before.save()
    made = InspectionLimit(kind=kind, level=level, value=value, per=per, valid=valid, source=source)
    _save(made)
    after = _picture(made) | {"value": value, "per": per, "level": level}
    record(actor, "inspection.limit_entered", made, label=_label(made), after=after)
    return made


@transaction.atomic
def end_limit(*, actor: Actor, limit: InspectionLimit, on: date, reason: str) -> InspectionLimit | None:
    """No more of it from `on` on. One that begins on that day or later is taken back whole (None).

    The one that it had followed then holds again.

    Raises Forbidden, or Refused: no reason, it has ended by then, or an inspection was decided by it on a day that it would lose.
    """
    _require_allowed(actor)
    _require_reason(reason)
    found = InspectionLimit.objects.select_for_update().get(pk=limit.pk)
    _require_standing(found, on)
    lost = DateRange(max(on, found.valid.lower), found.valid.upper)
    _refuse_decided(LimitKind(found.kind), found.level, lost, "on")
    after = {"on": on, "reason": reason}
    before = _picture(found)
    record(actor, "inspection.limit_ended", found, label=_label(found), before=before, after=after)
    if found.valid.lower < on:
        found.valid = DateRange(found.valid.lower, on)
        found.save()
        return found
    rows = InspectionLimit.objects.filter(kind=found.kind, level=found.level)
    take_back(rows, found)
    return None


@transaction.atomic
def enter_theme(*, actor: Actor, name: str, since: date, source: str) -> InspectionTheme:
    """A theme that may be chosen from `since` on, the last of the list.

    Raises Forbidden, or Refused: no name, no paper, a day that is past, one of this name stands or is set for later.
    """
    _require_allowed(actor)
    _require_source(source)
    if looks_empty(name):
        raise Refused.at("name", _("Ghi tên nội dung."))
    if since < clock.today():
        raise Refused.at("since", _("Chọn từ hôm nay trở đi: cuộc đã mở giữ nội dung đã chọn."))
    list(InspectionTheme.objects.select_for_update().order_by("pk"))
    key = folding_key(name)
    to_come = Q(valid__upper_inf=True) | Q(valid__endswith__gt=since)
    for one in InspectionTheme.objects.filter(to_come):
        if folding_key(one.name) == key:
            raise Refused.at("name", _("Đã có nội dung «%(name)s».") % {"name": one.name})
    last = InspectionTheme.objects.aggregate(last=Max("position"))["last"] or 0
    made = InspectionTheme(
        code=_free_code(key), name=name, position=last + 1, valid=DateRange(since, None), source=source
    )
    _save(made)
    record(actor, "inspection.theme_entered", made, label=name, after=_picture(made))
    return made


@transaction.atomic
def end_theme(*, actor: Actor, theme: InspectionTheme, on: date, reason: str) -> InspectionTheme | None:
    """Not to be chosen from `on` on; what stands under it stays.

    One that has not begun by then and under which nothing stands is taken back whole (None).

    Raises Forbidden, or Refused: no reason, a day that is past, it has ended by then, or something stands under one that would be
    taken back.
    """
    _require_allowed(actor)
    _require_reason(reason)
    found = InspectionTheme.objects.select_for_update().get(pk=theme.pk)
    if on < clock.today():
        raise Refused.at("on", _("Chọn từ hôm nay trở đi: cuộc đã mở giữ nội dung đã chọn."))
    _require_standing(found, on)
    after = {"on": on, "reason": reason}
    record(actor, "inspection.theme_ended", found, label=found.name, before=_picture(found), after=after)
    if found.valid.lower < on:
        found.valid = DateRange(found.valid.lower, on)
        found.save()
        return found
    try:
        found.delete()
    except ProtectedError as error:
        raise Refused.at(
            "on", _("Đã có cuộc hoặc nhận xét theo nội dung này. Chọn từ ngày mai trở đi.")
        ) from error
    return None


def _require_allowed(actor: Actor) -> None:
    require_person(actor, lambda user: holds_somewhere(user, SET_RULES))


def _require_source(source: str) -> None:
    if looks_empty(source):
        raise Refused.at("source", _("Ghi văn bản quy định điều này."))


def _require_reason(reason: str) -> None:
    if looks_empty(reason):
        raise Refused.at("reason", _("Ghi lý do thôi dùng."))


def _require_standing(row: Any, on: date) -> None:
    if row.valid.upper is not None and row.valid.upper <= on:
        raise Refused.at("on", _("Đã thôi dùng từ ngày %(day)s.") % {"day": format_day(row.valid.upper)})


def _check_value(kind: LimitKind, value: int, per: int) -> None:
    if not 1 <= value <= MOST[kind]:
        raise Refused.at("value", _("Ghi một số từ 1 đến %(most)d.") % {"most": MOST[kind]})
    if kind != LimitKind.EXTENSION and per != 1:
        raise Refused.at("per", _("Chỉ gia hạn mới ghi phần; ở đây để trống."))
    if kind == LimitKind.EXTENSION and not value <= per * 2:
        raise Refused.at("per", _("Gia hạn nhiều nhất gấp đôi thời gian của cuộc."))


def _refuse_decided(kind: LimitKind, level: str, valid: DateRange, field: str) -> None:
    """What was decided by a limit goes on by it."""
    last = decided_by(kind, level, valid).order_by("-begins_on").first()
    if last is None or last.begins_on is None:
        return
    after = last.begins_on + timedelta(days=1)
    raise Refused.at(
        field,
        _(
            "Cuộc %(code)s bắt đầu ngày %(begins)s đã quyết định theo mức đang có, nên mức của ngày đó không đổi được. "
            "Chọn từ ngày %(day)s trở đi."
        )
        % {"code": last.code, "begins": format_day(last.begins_on), "day": format_day(after)},
    )


def _save(row: InspectionLimit | InspectionTheme) -> None:
    """Two people at once: the database lets one through."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(
            _("Người khác vừa ghi một dòng trùng ngày. Mở lại trang để xem rồi làm tiếp.")
        ) from error


def _free_code(key: str) -> str:
    stem = slugify(key)[:34].strip("-") or "noi-dung"
    taken = set(InspectionTheme.objects.filter(code__startswith=stem).values_list("code", flat=True))
    number, code = 2, stem
    while code in taken:
        code, number = f"{stem}-{number}", number + 1
    return code


def _label(limit: InspectionLimit) -> str:
    return f"{LimitKind(limit.kind).label} {format_day(limit.valid.lower)}"


def _picture(row: InspectionLimit | InspectionTheme) -> dict[str, Any]:
    last = row.valid.upper - timedelta(days=1) if row.valid.upper else None
    return {"since": row.valid.lower, "until": last, "source": row.source}
