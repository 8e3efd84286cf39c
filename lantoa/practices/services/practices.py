"""Begin a practice and move it through its years."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.core.reference import Reference
from lantoa.core.text import folding_key, looks_empty
from lantoa.core.workflow import require_move
from lantoa.directives.models import Directive
from lantoa.directives.queries.serving import besides
from lantoa.notifications.services import notify
from lantoa.organisation.access import require
from lantoa.organisation.models import Unit, UnitVersion
from lantoa.practices.choices import YEAR_MOVES, Origin, YearState
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
from lantoa.practices.texts import (
    PracticeText,
    check_text,
    keep_marks,
    lock_registry,
    made_of,
    next_codes,
    refuse_same_titles,
    search_key,
    told_fields,
)

# Decision → the kind of notice that tells the unit of it.
TOLD = {
    "practice.returned": "practice_sent_back",
    "practice.effective": "practice_effective",
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


@transaction.atomic
def draft_practice(*, actor: User, unit: Unit, year: int, text: PracticeText) -> Practice:
    """Begin a practice of one's unit as a draft for `year`."""
    require(can_register_for(actor, unit))
    check_text(text)
    practice = made_of(next_codes([year])[0], unit, text)
    refuse_same_titles([(unit, text.title)])
    keep_marks([practice])
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
    check_text(text, practice)
    if folding_key(practice.title) != folding_key(text.title):
        lock_registry()
        refuse_same_titles([(practice.unit, text.title)])
    told = told_fields(text)
    changed = [name for name, value in told.items() if getattr(practice, name) != value]
    before = {name: str(getattr(practice, name)) for name in changed}
    for name in changed:
        setattr(practice, name, told[name])
    practice.search_key = search_key(practice)
    practice.row_version += 1
    keep_marks([practice])
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
    registered = _move(actor, row, YearState.REGISTERED, "practice.registered")
    above = UnitVersion.objects.filter(unit=row.practice.holder_unit_id, valid__contains=clock.today())
    notify(
        actor=actor,
        kind="practice_registered",
        about=Reference("practices.practice", row.practice_id),
        number=row.practice.code,
        to_units=Unit.objects.filter(pk__in=above.values("parent")),
    )
    return registered


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
    keep_marks([practice])
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


def _references(directives: Iterable[Directive]) -> str:
    return ", ".join(sorted(one.reference for one in directives))


def _named(fields: Iterable[PracticeField]) -> str:
    return ", ".join(sorted(one.name for one in fields))


def _require_version(practice: Practice, row_version: int) -> None:
    if practice.row_version != row_version:
        raise Conflict(
            _("Người khác vừa lưu mô hình này. Nội dung anh/chị gõ vẫn còn ở dưới; so lại rồi lưu lần nữa.")
        )
