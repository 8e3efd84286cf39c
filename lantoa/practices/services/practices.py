"""Enter practices and move them through their years."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Length
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lantoa.accounts.models import User
from lantoa.audit.services import Act, record, record_many
from lantoa.core import clock, queue
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.core.likeness.marks import marks_of
from lantoa.core.reference import Reference
from lantoa.core.text import folding_key, looks_empty
from lantoa.core.workflow import require_move
from lantoa.directives.models import Directive, StudyTopic
from lantoa.directives.queries.serving import besides
from lantoa.notifications.services import notify
from lantoa.organisation.access import require
from lantoa.organisation.models import Unit
from lantoa.practices.choices import YEAR_MOVES, Origin, Subject, YearState
from lantoa.practices.errors import MergedAway
from lantoa.practices.models import Measurement, Practice, PracticeField, PracticeYear
from lantoa.practices.permissions import (
    EDITABLE,
    can_continue,
    can_decide,
    can_edit,
    can_register,
    can_register_for,
    can_tell_result,
)
from lantoa.practices.queries.likeness import nearest

# Decision → the kind of notice that tells the unit of it.
TOLD = {
    "practice.returned": "practice_sent_back",
    "practice.recognised": "practice_recognised",
    "practice.not_recognised": "practice_not_recognised",
}
SENTENCE_WRONG_STATE = gettext_noop("Mô hình đang ở bước khác. Tải lại trang để xem tình trạng mới nhất.")
SENTENCE_HEAD_REGISTERS = gettext_noop("Người đứng đầu đơn vị là người đăng ký mô hình với cấp trên.")
SENTENCE_NO_RESULT_NOW = gettext_noop(
    "Chỉ ghi kết quả khi mô hình đã đăng ký và chưa được xác nhận có hiệu quả."
)
SENTENCE_REGISTERED = gettext_noop(
    "Mô hình đã đăng ký, không sửa được nữa. Cần sửa thì đề nghị cấp trên trả lại."
)


@dataclass(frozen=True)
class PracticeText:
    """What is told of a practice; numbers are of its own measure."""

    title: str
    field: PracticeField
    directive: Directive
    started_on: date
    problem: str
    goal: str
    measure: str
    measure_unit: str
    method: str
    baseline: Decimal | None = None
    target: Decimal | None = None
    target_on: date | None = None
    result: str = ""
    result_value: Decimal | None = None
    lesson: str = ""
    subject: str = Subject.COLLECTIVE
    learned_from: Practice | None = None
    distinct_because: str = ""  # what sets it apart from those that it is like
    topic: StudyTopic | None = None  # of study, that it puts into practice
    contact: str = ""  # whom another unit asks: a post, a department, an office's telephone
    other_fields: tuple[PracticeField, ...] = ()  # besides the one by which it is counted
    other_directives: tuple[Directive, ...] = ()  # that it serves beside the leading one

    @property
    def besides(self) -> list[PracticeField]:
        """The other fields, each once, without the one by which it is counted."""
        return list(dict.fromkeys(one for one in self.other_fields if one != self.field))


@dataclass(frozen=True)
class NewPractice:
    """A practice with its years, as registers and imports bring it. Years must be ascending.

    `dates` says for a year on which days it was registered and decided on; a year left out takes the present moment.
    """

    unit: Unit
    text: PracticeText
    years: Sequence[tuple[int, Origin, YearState]]
    measurements: Sequence[tuple[str, Decimal]] = field(default=())
    dates: Mapping[int, tuple[date, date]] = field(default_factory=dict)

    def instants(self, year: int) -> tuple[datetime, datetime]:
        """When the year was registered and decided on."""
        if year not in self.dates:
            return clock.now(), clock.now()
        registered_on, decided_on = self.dates[year]
        return clock.instant(registered_on), clock.instant(decided_on)


def search_key(practice: Practice) -> str:
    """Two lines: folded code and title, and everything told. The database keeps the index of words from it."""
    return f"{folding_key(f'{practice.code} {practice.title}')}\n{folding_key(f'{practice.told} {practice.lesson}')}"


def _keep_marks(practices: Iterable[Practice]) -> None:
    """By their marks texts are found that are like another; how common each is gets counted soon after."""
    for practice in practices:
        practice.marks = marks_of(practice.title, practice.told)
    queue.defer("practices.count_marks", queueing_lock="practices.count_marks")


@transaction.atomic
def enter_practices(*, actor: Actor, practices: Iterable[NewPractice]) -> list[Practice]:
    """Enter practices that already have a history, each with the states it reached; codes run per year of first registration.

    Raises Refused when a unit would hold two practices of one title.
    """
    practices = list(practices)
    codes = _next_codes([one.years[0][0] for one in practices])
    _refuse_same_titles([(one.unit, one.text.title) for one in practices])
    made = [_practice(code, one.unit, one.text) for code, one in zip(codes, practices, strict=True)]
    _keep_marks(made)
    Practice.objects.bulk_create(made, batch_size=500)
    through = Practice.other_fields.through
    through.objects.bulk_create(
        [
            through(practice_id=practice.pk, practicefield_id=other.pk)
            for practice, one in zip(made, practices, strict=True)
            for other in one.text.besides
        ],
        batch_size=1000,
    )
    under = Practice.other_directives.through
    under.objects.bulk_create(
        [
            under(practice_id=practice.pk, directive_id=other.pk)
            for practice, one in zip(made, practices, strict=True)
            for other in besides(one.text.directive, one.text.other_directives)
        ],
        batch_size=1000,
    )
    decided = {YearState.RECOGNISED, YearState.NOT_RECOGNISED}
    PracticeYear.objects.bulk_create(
        [
            PracticeYear(
                practice=practice,
                year=year,
                origin=origin,
                state=state,
                registered_at=one.instants(year)[0],
                decided_at=one.instants(year)[1] if state in decided else None,
            )
            for practice, one in zip(made, practices, strict=True)
            for year, origin, state in one.years
        ],
        batch_size=1000,
    )
    Measurement.objects.bulk_create(
        [
            Measurement(practice=practice, period=period, value=value)
            for practice, one in zip(made, practices, strict=True)
            for period, value in one.measurements
        ],
        batch_size=1000,
    )
    record_many(
        actor,
        [
            Act(
                "practice.entered",
                practice,
                practice.unit_id,
                after={"years": [list(year) for year in one.years]},
            )
            for practice, one in zip(made, practices, strict=True)
        ],
    )
    return made


@transaction.atomic
def draft_practice(*, actor: User, unit: Unit, year: int, text: PracticeText) -> Practice:
    """Begin a practice of one's unit as a draft for `year`."""
    require(can_register_for(actor, unit))
    _check_text(text)
    practice = _practice(_next_codes([year])[0], unit, text)
    _refuse_same_titles([(unit, text.title)])
    _keep_marks([practice])
    practice.save(force_insert=True)
    practice.other_fields.set(text.besides)
    practice.other_directives.set(besides(text.directive, text.other_directives))
    origin = Origin.LEARNED if text.learned_from else Origin.NEW
    PracticeYear.objects.create(practice=practice, year=year, origin=origin)
    record(actor, "practice.drafted", practice, chain=unit.pk, after={"title": text.title, "year": year})
    return practice


@transaction.atomic
def edit_practice(*, actor: User, practice: Practice, text: PracticeText, row_version: int) -> Practice:
    """Change a draft or returned practice. Raises Conflict when somebody saved it since `row_version` was read."""
    require(can_register_for(actor, practice.holder_unit_id))
    practice = _lock_practice(practice)
    if not can_edit(actor, practice):
        raise Refused(_(SENTENCE_REGISTERED))
    _require_version(practice, row_version)
    _check_text(text, practice)
    if folding_key(practice.title) != folding_key(text.title):
        lock_registry()
        _refuse_same_titles([(practice.unit, text.title)])
    told = _told(text)
    changed = [name for name, value in told.items() if getattr(practice, name) != value]
    before = {name: str(getattr(practice, name)) for name in changed}
    for name in changed:
        setattr(practice, name, told[name])
    practice.search_key = search_key(practice)
    practice.row_version += 1
    _keep_marks([practice])
    practice.save()
    after = {name: str(told[name]) for name in changed}
    others = list(practice.other_fields.all())
    if set(others) != set(text.besides):
        before["other_fields"], after["other_fields"] = _named(others), _named(text.besides)
        practice.other_fields.set(text.besides)
    served, serves = list(practice.other_directives.all()), besides(text.directive, text.other_directives)
    if set(served) != set(serves):
        before["other_directives"], after["other_directives"] = _references(served), _references(serves)
        practice.other_directives.set(serves)
    # What it began as follows from whom it says it was learned.
    origin = Origin.LEARNED if practice.learned_from_id else Origin.NEW
    begun = PracticeYear.objects.filter(practice=practice, state__in=EDITABLE)
    begun.filter(origin__in=(Origin.NEW, Origin.LEARNED)).update(origin=origin)
    record(actor, "practice.edited", practice, chain=practice.unit_id, before=before, after=after)
    return practice


@transaction.atomic
def register_practice(*, actor: User, practice: Practice, year: int) -> PracticeYear:
    """Send a draft or returned practice up for the year.

    Raises Refused when something is still to be told, or when the text is that of an earlier practice (`likeness`) and neither
    from whom it was learned is said nor what sets it apart.
    """
    require(can_register(actor, practice), _(SENTENCE_HEAD_REGISTERS))
    row = _lock_year(practice, year)
    require_move(row, YEAR_MOVES, YearState.REGISTERED, _(SENTENCE_WRONG_STATE))
    lacking = lacking_for_registration(row.practice)
    if lacking:
        raise Refused(_("Chưa đủ để đăng ký: thiếu %(parts)s.") % {"parts": ", ".join(lacking)})
    _refuse_unexplained_likeness(actor, row.practice)
    return _move(actor, row, YearState.REGISTERED, "practice.registered")


def _refuse_unexplained_likeness(actor: User, practice: Practice) -> None:
    """In its first year: what is carried on was answered for when it began."""
    if practice.learned_from_id or not looks_empty(practice.distinct_because) or practice.years.count() > 1:
        return
    alike = nearest(actor, title=practice.title, text=practice.told, besides=practice.pk)
    if alike:
        first = alike[0].practice.merged_into or alike[0].practice
        raise Refused(
            _(
                "Mô hình này gần giống %(code)s «%(title)s». Mở «Sửa»: ghi là học từ mô hình đó, hoặc ghi khác ở chỗ nào vào ô "
                "«Khác gì mô hình đã có»; nếu là mô hình của đơn vị mình thì tiếp tục mô hình đó thay vì đăng ký mới."
            )
            % {"code": first.code, "title": first.title}
        )


def lacking_for_registration(practice: Practice) -> list[str]:
    """What a practice must still say before it may be registered, as words of a sentence."""
    told = (
        (_("vấn đề cần giải quyết"), practice.problem),
        (_("mục tiêu"), practice.goal),
        (_("cách làm"), practice.method),
        (_("số đo"), practice.measure),
    )
    return [label for label, value in told if looks_empty(value)]


@transaction.atomic
def continue_practice(*, actor: User, practice: Practice, year: int) -> PracticeYear:
    """Carry a practice on into another year: its record of that year begins as a draft of kind «maintained».

    Raises Refused when the year is there already, is not after the last one, or the last one was a draft or returned.
    """
    require(can_continue(actor, practice))
    years = PracticeYear.objects.select_for_update().filter(practice=_lock_practice(practice))
    last = years.order_by("-year").first()
    if last is None or last.state in EDITABLE:
        raise Refused(_("Hoàn thành đăng ký của năm trước rồi mới đăng ký duy trì."))
    if year <= last.year:
        raise Refused(_("Mô hình đã có bản ghi năm %(year)s.") % {"year": last.year})
    if year > clock.today().year:
        raise Refused(_("Chưa tới năm %(year)s nên chưa đăng ký duy trì được.") % {"year": year})
    row = PracticeYear.objects.create(practice=practice, year=year, origin=Origin.MAINTAINED)
    record(actor, "practice.continued", practice, chain=practice.unit_id, after={"year": year})
    return row


@dataclass(frozen=True)
class ResultTold:
    """What came of a practice, in its own measure; `measurements` are (period code, value), replacing those of the periods."""

    result: str
    result_value: Decimal | None
    lesson: str = ""
    measurements: Sequence[tuple[str, Decimal]] = field(default=())
    beneficiaries: int | None = None  # of the year that waits; None = not known
    money: int | None = None  # saved or raised in it, whole đồng


@transaction.atomic
def tell_result(*, actor: User, practice: Practice, told: ResultTold, row_version: int) -> Practice:
    """The unit tells the result of a registered practice, before it is confirmed as effective.

    Raises Refused when no year is waiting for a result, Conflict when somebody saved it since `row_version` was read.
    """
    require(can_register_for(actor, practice.holder_unit_id))
    practice = _lock_practice(practice)
    if not can_tell_result(actor, practice):
        raise Refused(_(SENTENCE_NO_RESULT_NOW))
    _require_version(practice, row_version)
    if looks_empty(told.result):
        raise Refused(_("Ghi kết quả bằng một vài câu."), fields={"result": _("Chưa có kết quả.")})
    before = {"result": practice.result, "result_value": practice.result_value, "lesson": practice.lesson}
    practice.result, practice.result_value, practice.lesson = told.result, told.result_value, told.lesson
    practice.row_version += 1
    practice.search_key = search_key(practice)
    _keep_marks([practice])
    practice.save(update_fields=["result", "result_value", "lesson", "row_version", "marks", "search_key"])
    for period, value in told.measurements:
        Measurement.objects.update_or_create(practice=practice, period=period, defaults={"value": value})
    waiting = practice.years.filter(state=YearState.REGISTERED).order_by("-year").first()
    if waiting is not None:
        waiting.beneficiaries, waiting.money = told.beneficiaries, told.money
        waiting.save(update_fields=["beneficiaries", "money"])
    after = {
        "result": told.result,
        "result_value": told.result_value,
        "lesson": told.lesson,
        "beneficiaries": told.beneficiaries,
        "money": told.money,
    }
    record(actor, "practice.result_told", practice, chain=practice.unit_id, before=before, after=after)
    return practice


@transaction.atomic
def send_back_practice(*, actor: User, practice: Practice, year: int, reason: str) -> PracticeYear:
    """Return a registered practice to its unit, with the reason."""
    require(can_decide(actor, practice))
    row = _lock_year(practice, year)
    require_move(row, YEAR_MOVES, YearState.RETURNED, _(SENTENCE_WRONG_STATE))
    if not reason.strip():
        raise Refused(
            _("Ghi lý do trả lại để đơn vị biết cần sửa gì."), fields={"reason": _("Chưa có lý do.")}
        )
    return _move(actor, row, YearState.RETURNED, "practice.returned", reason)


@transaction.atomic
def confirm_effective(*, actor: User, practice: Practice, year: int) -> PracticeYear:
    """Confirm that a registered practice works: its result is told and measured."""
    require(can_decide(actor, practice))
    row = _lock_year(practice, year)
    require_move(row, YEAR_MOVES, YearState.EFFECTIVE, _(SENTENCE_WRONG_STATE))
    if row.practice.result_value is None or looks_empty(row.practice.result):
        raise Refused(_("Mô hình chưa có kết quả đo được. Đề nghị đơn vị ghi kết quả trước khi xác nhận."))
    return _move(actor, row, YearState.EFFECTIVE, "practice.effective")


@transaction.atomic
def recognise_practice(*, actor: User, practice: Practice, year: int) -> PracticeYear:
    """Recognise an effective practice for the year."""
    require(can_decide(actor, practice))
    row = _lock_year(practice, year)
    require_move(row, YEAR_MOVES, YearState.RECOGNISED, _(SENTENCE_WRONG_STATE))
    return _move(actor, row, YearState.RECOGNISED, "practice.recognised")


@transaction.atomic
def refuse_recognition(*, actor: User, practice: Practice, year: int, reason: str) -> PracticeYear:
    """Decide that a practice is not recognised for the year, with the reason."""
    require(can_decide(actor, practice))
    row = _lock_year(practice, year)
    require_move(row, YEAR_MOVES, YearState.NOT_RECOGNISED, _(SENTENCE_WRONG_STATE))
    if not reason.strip():
        raise Refused(_("Ghi lý do không công nhận."), fields={"reason": _("Chưa có lý do.")})
    return _move(actor, row, YearState.NOT_RECOGNISED, "practice.not_recognised", reason)


def _lock_practice(practice: Practice) -> Practice:
    """The practice as it stands now, held until the transaction ends. Raises MergedAway where it was merged meanwhile."""
    found = (
        Practice.originals.select_for_update(of=("self",)).select_related("merged_into").get(pk=practice.pk)
    )
    if found.merged_into is not None:
        raise MergedAway(found.code, found.merged_into.code, found.merged_into.title)
    return found


def _lock_year(practice: Practice, year: int) -> PracticeYear:
    """The record of one year with its practice as it stands now, both held until the transaction ends."""
    rows = PracticeYear.objects.select_for_update().select_related("practice")
    row = rows.filter(practice=practice, year=year).first()
    if row is None:
        _lock_practice(practice)
        raise Refused(_("Mô hình không có bản ghi năm %(year)s.") % {"year": year})
    return row


def _move(actor: Actor, row: PracticeYear, state: YearState, act: str, reason: str = "") -> PracticeYear:
    before = row.state
    row.state = state
    row.reason = reason
    if state == YearState.REGISTERED:
        row.registered_at = clock.now()
    else:
        row.decided_at = clock.now()
    row.save()
    record(
        actor,
        act,
        row.practice,
        chain=row.practice.unit_id,
        before={"state": before},
        after={"state": state, "year": row.year, "reason": reason},
    )
    if act in TOLD:
        about = Reference("practices.practice", row.practice_id)
        notify(
            actor=actor, kind=TOLD[act], about=about, number=row.practice.code, to_units=[row.practice.unit]
        )
    return row


def _told(text: PracticeText) -> dict[str, Any]:
    return {
        name: value for name, value in vars(text).items() if name not in ("other_fields", "other_directives")
    }


def _references(directives: Iterable[Directive]) -> str:
    return ", ".join(sorted(one.reference for one in directives))


def _named(fields: Iterable[PracticeField]) -> str:
    return ", ".join(sorted(one.name for one in fields))


def _practice(code: str, unit: Unit, text: PracticeText) -> Practice:
    practice = Practice(code=code, unit=unit, **_told(text))
    practice.search_key = search_key(practice)
    return practice


def lock_registry() -> None:
    """One writer of codes and titles at a time, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('practices.registry'))")


def _next_codes(years: Sequence[int]) -> list[str]:
    """A fresh code per entry, running on from the last of its year; holds the registry."""
    lock_registry()
    last: dict[int, int] = {}
    for year in set(years):
        taken = Practice.originals.filter(code__startswith=f"MH-{year}-").order_by(
            Length("code").desc(), "-code"
        )
        code = taken.values_list("code", flat=True).first()
        last[year] = int(code.rpartition("-")[2]) if code else 0
    codes = []
    for year in years:
        last[year] += 1
        codes.append(f"MH-{year}-{last[year]:03d}")
    return codes


def _require_version(practice: Practice, row_version: int) -> None:
    if practice.row_version != row_version:
        raise Conflict(
            _("Người khác vừa lưu mô hình này. Nội dung anh/chị gõ vẫn còn ở dưới; so lại rồi lưu lần nữa.")
        )


def _check_text(text: PracticeText, practice: Practice | None = None) -> None:
    """What even a draft must keep to."""
    if looks_empty(text.title):
        raise Refused(_("Mô hình chưa có tên."), fields={"title": _("Ghi tên mô hình.")})
    if text.target_on and text.target_on < text.started_on:
        raise Refused(
            _("Hạn đạt mục tiêu phải sau ngày bắt đầu thực hiện."),
            fields={"target_on": _("Hạn này sớm hơn ngày bắt đầu thực hiện.")},
        )
    if practice is not None and text.learned_from == practice:
        raise Refused(
            _("Mô hình không thể học từ chính nó."), fields={"learned_from": _("Chọn mô hình khác.")}
        )


def _refuse_same_titles(wanted: Sequence[tuple[Unit, str]]) -> None:
    """Two practices of one unit never share a title, whatever the accents and spaces."""
    units = {unit.pk for unit, _title in wanted}
    held = Practice.originals.filter(unit__in=units).values_list("unit", "title", "merged_into__code")
    seen: dict[tuple[uuid.UUID, str], str | None] = {
        (unit, folding_key(title)): kept for unit, title, kept in held
    }
    for unit, title in wanted:
        key = (unit.pk, folding_key(title))
        if seen.get(key):
            raise Refused(
                _("Mô hình «%(title)s» của đơn vị đã được gộp vào %(kept)s. Đặt tên khác nếu là việc khác.")
                % {"title": title, "kept": seen[key]},
                fields={"title": _("Tên đã dùng trong đơn vị.")},
            )
        if key in seen:
            raise Refused(
                _("Đơn vị đã có mô hình tên «%(title)s». Đặt tên khác, hoặc ghi tiếp vào mô hình đó.")
                % {"title": title},
                fields={"title": _("Tên đã dùng trong đơn vị.")},
            )
        seen[key] = None
