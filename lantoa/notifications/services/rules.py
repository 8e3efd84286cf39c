"""Rules with dates: days off, steps of the ladder, hours of mail. Each change is recorded with its reason; what was in force
before a day stays as it was."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, time, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.errors import NotFound, Refused
from lantoa.core.text import looks_empty
from lantoa.core.vi_dates import format_day
from lantoa.notifications import timing
from lantoa.notifications.choices import Duty, Rung
from lantoa.notifications.ladder import OWED
from lantoa.notifications.models import Holiday, LadderStep, MailRule
from lantoa.organisation.access import holds_somewhere, require

SET_REMINDERS, SET_HOURS = "reminder.set", "mail_rule.set"
MOST_DAYS = 400  # of one paste
_ONE_LIST = "SELECT pg_advisory_xact_lock(hashtext('notifications.holidays'))"
LONGEST_OFF = 25  # days without a working day, with room to timing.BACK
EARLIEST, LATEST = -60, 90  # days of a step


@dataclass(frozen=True)
class NewHoliday:
    day: date
    name: str


@dataclass(frozen=True)
class Entered:
    """How many days are new, and how many stood there under the same name."""

    made: int
    same: int


@transaction.atomic
def enter_holidays(*, actor: User, days: Sequence[NewHoliday], source: str) -> Entered:
    """Enter days off with the paper that says so, all or none. Raises Forbidden, and Refused: none, too many, no paper, a day
    that stands there under another name, so many in a row that no mail would leave for weeks."""
    require(holds_somewhere(actor, SET_REMINDERS))
    _lock_days()
    if not days or len(days) > MOST_DAYS:
        raise Refused.at("days", _("Ghi từ 1 đến %(most)d ngày nghỉ.") % {"most": MOST_DAYS})
    _require_source(source)
    names = {one.day: one.name for one in days}
    if len(names) != len(days):
        twice = next(day for day, count in Counter(one.day for one in days).items() if count > 1)
        sentence = _("Có ngày ghi hai lần: %(day)s. Mỗi ngày ghi một dòng.") % {"day": format_day(twice)}
        raise Refused.at("days", sentence)
    standing = {one.day: one for one in Holiday.objects.filter(day__in=names)}
    other = sorted(day for day, one in standing.items() if one.name != names[day])
    if other:
        words = {"day": format_day(other[0]), "name": standing[other[0]].name}
        raise Refused.at(
            "days", _("Ngày %(day)s đã ghi là «%(name)s». Sửa ngày ấy, hoặc bỏ dòng này.") % words
        )
    new = [one for one in days if one.day not in standing]
    _require_working_days("days", [one.day for one in new])
    made = Holiday.objects.bulk_create([Holiday(day=one.day, name=one.name, source=source) for one in new])
    for one in made:
        record(actor, "holiday.entered", one, label=format_day(one.day), after=_picture(one))
    return Entered(len(made), len(standing))


@transaction.atomic
def correct_holiday(
    *, actor: User, holiday: Holiday, day: date, name: str, source: str, reason: str
) -> Holiday:
    """Put a day off right. Raises Forbidden, NotFound where somebody has removed it meanwhile, and Refused: no reason, no paper,
    nothing changed, the day is taken."""
    require(holds_somewhere(actor, SET_REMINDERS))
    _lock_days()
    _require_source(source)
    _require_reason(reason)
    found: Holiday = _found(Holiday.objects.filter(pk=holiday.pk))
    before = _picture(found)
    if day != found.day and Holiday.objects.filter(day=day).exists():
        raise Refused.at("day", _("Ngày %(day)s đã có trong danh sách.") % {"day": format_day(day)})
    found.day, found.name, found.source = day, name, source
    after = _picture(found)
    if after == before:
        raise Refused(_("Chưa có gì thay đổi. Sửa ngày, tên hoặc căn cứ rồi lưu."))
    _require_working_days("day", [day])
    found.save()
    after["reason"] = reason
    record(actor, "holiday.corrected", found, label=format_day(day), before=before, after=after)
    return found


@transaction.atomic
def remove_holiday(*, actor: User, holiday: Holiday, reason: str) -> None:
    """Mail leaves on that day again. Raises Forbidden, NotFound where it is gone, and Refused without a reason."""
    require(holds_somewhere(actor, SET_REMINDERS))
    _lock_days()
    _require_reason(reason)
    found: Holiday = _found(Holiday.objects.filter(pk=holiday.pk))
    label, before = format_day(found.day), _picture(found)
    record(actor, "holiday.removed", found, label=label, before=before, after={"reason": reason})
    found.delete()


@transaction.atomic
def add_step(*, actor: User, duty: Duty, days: int, rung: Rung, since: date, reason: str) -> LadderStep:
    """Remind `rung` of a duty, `days` after its due day (negative: before), from `since` on. Raises Forbidden, and Refused: no
    reason, a day that is past, too far, a step of which the duty's room has nothing to tell, one that stands already."""
    require(holds_somewhere(actor, SET_REMINDERS))
    _require_reason(reason)
    _require_not_past("since", since)
    if not EARLIEST <= days <= LATEST:
        sentence = _("Nhắc trước nhiều nhất %(before)d ngày, sau nhiều nhất %(after)d ngày.")
        raise Refused.at("number", sentence % {"before": -EARLIEST, "after": LATEST})
    _require_tellable(duty, days, rung)
    try:
        with transaction.atomic():
            made = LadderStep.objects.create(duty=duty, days=days, rung=rung, valid=DateRange(since, None))
    except IntegrityError as error:
        raise Refused(_("Mốc nhắc này đã có, hoặc đã đặt từ một ngày sau đó.")) from error
    after = _step_picture(made) | {"reason": reason}
    record(actor, "ladder_step.added", made, label=str(duty.label), after=after)
    return made


@transaction.atomic
def end_step(*, actor: User, step: LadderStep, on: date, reason: str) -> LadderStep | None:
    """No more of it from `on` on; one that has not begun by then is taken back whole (None). Raises Forbidden, NotFound where it
    was taken back meanwhile, and Refused: no reason, a day that is past, ended already."""
    require(holds_somewhere(actor, SET_REMINDERS))
    _require_reason(reason)
    _require_not_past("on", on)
    found: LadderStep = _found(LadderStep.objects.filter(pk=step.pk))
    if found.valid.upper is not None and found.valid.upper <= on:
        sentence = _("Mốc này đã thôi nhắc từ ngày %(day)s.") % {"day": format_day(found.valid.upper)}
        raise Refused.at("on", sentence)
    before = _step_picture(found)
    label, after = str(Duty(found.duty).label), {"on": on, "reason": reason}
    record(actor, "ladder_step.ended", found, label=label, before=before, after=after)
    if found.valid.lower >= on:
        found.delete()
        return None
    found.valid = DateRange(found.valid.lower, on)
    found.save(update_fields=["valid"])
    return found


@dataclass(frozen=True)
class NewHours:
    """`weekly_on`: 1 = Monday; hours in which what the server refuses is tried; days that notices and settled mails are kept."""

    quiet_from: time
    quiet_until: time
    digest_at: time
    weekly_on: int
    give_up_after_hours: int
    keep_days: int


@transaction.atomic
def set_hours(*, actor: User, hours: NewHours, since: date, reason: str) -> MailRule:
    """When mail leaves from `since` on. What was set for later and has not begun is replaced; where these are the hours of today
    it is only taken back, and the answer is the rule of today, which goes on. Raises Forbidden, and Refused: no reason, a day
    that is not after today, a digest that would leave in the quiet hours, nothing changed."""
    require(holds_somewhere(actor, SET_HOURS))
    _require_reason(reason)
    if since <= clock.today():
        raise Refused.at("since", _("Chọn một ngày sau hôm nay: thư của hôm nay đi theo giờ đang dùng."))
    if hours.quiet_from == hours.quiet_until:
        raise Refused.at("quiet_until", _("Giờ bắt đầu và giờ hết không gửi phải khác nhau."))
    if _is_night(hours):
        raise Refused.at("digest_at", _("Bản tin phải đi ngoài giờ không gửi thư."))
    later = list(MailRule.objects.select_for_update().filter(valid__endswith__isnull=True).order_by("valid"))
    later += MailRule.objects.select_for_update().filter(valid__startswith__gt=clock.today())
    to_come = {one.pk: one for one in later if one.valid.lower > clock.today()}.values()
    for one in to_come:
        one.delete()
    standing = MailRule.objects.get(valid__contains=clock.today())
    before = _hours_picture(standing)
    if before == _told(asdict(hours)):
        if not to_come:
            raise Refused(_("Giờ gửi này đang dùng rồi. Không cần đặt lại."))
        standing.valid = DateRange(standing.valid.lower, None)
        standing.save(update_fields=["valid"])
        gone = _hours_picture(min(to_come, key=lambda one: one.valid.lower))
        record(
            actor,
            "mail_rule.set",
            standing,
            label=format_day(since),
            before=gone,
            after=before | {"reason": reason},
        )
        return standing
    standing.valid = DateRange(standing.valid.lower, since)
    standing.save(update_fields=["valid"])
    made = MailRule.objects.create(valid=DateRange(since, None), **asdict(hours))
    after = _hours_picture(made) | {"since": since, "reason": reason}
    record(actor, "mail_rule.set", made, label=format_day(since), before=before, after=after)
    return made


def _is_night(hours: NewHours) -> bool:
    start, end, at = hours.quiet_from, hours.quiet_until, hours.digest_at
    return (at >= start or at < end) if start > end else start <= at < end


def _require_tellable(duty: Duty, days: int, rung: Rung) -> None:
    owed = OWED.get(duty)
    if owed is None:
        raise Refused.at("duty", _("Chưa có việc nào loại này để nhắc."))
    if rung == Rung.ASKER and not (owed.asked and owed.below):
        raise Refused.at(
            "rung", _("Loại việc này không có nơi giao để báo. Chọn người làm hoặc người đứng đầu.")
        )
    if rung != Rung.ASKER and days > 0 and not owed.late:
        sentence = _(
            "Loại việc này chỉ nhắc trước hạn và đúng hạn: phần mềm không biết đã làm xong hay chưa."
        )
        raise Refused.at("side", sentence)


def _require_working_days(field: str, new: Sequence[date]) -> None:
    """A digest leaves on working days: some must be left around each new day off."""
    if not new:
        return
    around = timedelta(days=LONGEST_OFF + 1)
    near = Holiday.objects.filter(day__gte=min(new) - around, day__lte=max(new) + around)
    off = {*near.values_list("day", flat=True), *new}
    for day in new:
        last = day
        while not timing.is_working(last, off):
            last += timedelta(days=1)
        first = day
        while not timing.is_working(first, off) and (last - first).days <= LONGEST_OFF:
            first -= timedelta(days=1)
        if (last - first).days > LONGEST_OFF:
            sentence = _("Hơn %(days)d ngày nghỉ liền nhau quanh ngày %(day)s. Xem lại các ngày đã ghi.")
            raise Refused.at(field, sentence % {"days": LONGEST_OFF, "day": format_day(day)})


def _lock_days() -> None:
    """Each day stands once, and some working days are left between them: asked of the whole list, by one person at a time."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE_LIST)


def _found(rows: QuerySet[Any]) -> Any:
    """The one row, locked. Raises NotFound: somebody was quicker."""
    found = rows.select_for_update().first()
    if found is None:
        raise NotFound
    return found


def _require_source(source: str) -> None:
    if looks_empty(source):
        raise Refused.at("source", _("Ghi văn bản quy định hoặc thông báo ngày nghỉ."))


def _require_reason(reason: str) -> None:
    if looks_empty(reason):
        raise Refused.at("reason", _("Ghi lý do thay đổi."))


def _require_not_past(field: str, day: date) -> None:
    if day < clock.today():
        raise Refused.at(field, _("Chọn từ hôm nay trở đi: việc đã nhắc thì đã nhắc rồi."))


def _picture(holiday: Holiday) -> dict[str, Any]:
    return {"day": holiday.day.isoformat(), "name": holiday.name, "source": holiday.source}


def _step_picture(step: LadderStep) -> dict[str, Any]:
    return {
        "duty": str(step.duty),
        "days": step.days,
        "rung": str(step.rung),
        "since": step.valid.lower.isoformat(),
    }


def _told(values: dict[str, Any]) -> dict[str, Any]:
    return {name: f"{one:%H:%M}" if isinstance(one, time) else one for name, one in values.items()}


def _hours_picture(rule: MailRule) -> dict[str, Any]:
    return _told({name: getattr(rule, name) for name in NewHours.__dataclass_fields__})
