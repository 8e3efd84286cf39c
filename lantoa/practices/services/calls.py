"""Make calls for practices, move them on, and put practices in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lantoa.accounts.models import User
from lantoa.audit.services import Act, record, record_many
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.core.reference import Reference
from lantoa.core.workflow import require_move
from lantoa.directives.models import Directive
from lantoa.notifications.services import notify
from lantoa.organisation.access import holds, require
from lantoa.organisation.models import Unit
from lantoa.organisation.queries.units import subtree_of
from lantoa.practices.choices import CALL_MOVES, CallPurpose, CallState
from lantoa.practices.errors import MergedAway
from lantoa.practices.models import (
    Appraisal,
    AppraisalStandard,
    Call,
    CallCriterion,
    CallEntry,
    PracticeField,
    PracticeYear,
    StandardCriterion,
    StandardLevel,
)
from lantoa.practices.permissions import can_run_call, can_submit
from lantoa.practices.queries.calls import entered_by_unit, objections, standard_on, units_taken

SENTENCE_OTHER_STEP = gettext_noop("Đợt xét đang ở bước khác. Tải lại trang để xem tình trạng mới nhất.")
SENTENCE_STALE = gettext_noop("Người khác vừa thay đổi đợt xét này. Tải lại trang, xem thay đổi rồi làm lại.")
SENTENCE_HEAD_SUBMITS = gettext_noop("Người đứng đầu đơn vị là người trình mô hình vào đợt xét.")


@dataclass(frozen=True)
class NewStandard:
    """Criteria as (name, question, most points), levels as (from which percent, word); marks are points."""

    name: str
    since: date
    criteria: Sequence[tuple[str, str, int]]
    levels: Sequence[tuple[int, str]]
    recognise_from: int
    choose_from: int
    comment_under: int
    comment_over: int
    disagreement_from: int


@transaction.atomic
def enter_standard(*, actor: Actor, standard: NewStandard) -> AppraisalStandard:
    """Put other criteria and marks in force from a day on; those before them end then. Calls keep what they began with.

    Raises Refused when the points do not make 100, or the day is not after the one on which the present ones began.
    """
    if sum(most for _name, _question, most in standard.criteria) != 100:
        raise Refused(_("Tổng điểm tối đa của các tiêu chí phải là 100."))
    present = AppraisalStandard.objects.select_for_update().filter(valid__contains=standard.since).first()
    if present is not None:
        if present.valid.lower == standard.since:
            raise Refused(_("Đã có bộ tiêu chí bắt đầu từ ngày này."))
        present.valid = (present.valid.lower, standard.since)
        present.save(update_fields=["valid"])
    later = AppraisalStandard.objects.filter(valid__startswith__gt=standard.since).order_by("valid").first()
    made = AppraisalStandard.objects.create(
        name=standard.name,
        valid=(standard.since, later.valid.lower if later else None),
        recognise_from=standard.recognise_from,
        choose_from=standard.choose_from,
        comment_under=standard.comment_under,
        comment_over=standard.comment_over,
        disagreement_from=standard.disagreement_from,
    )
    StandardCriterion.objects.bulk_create(
        StandardCriterion(standard=made, position=place, name=name, question=question, most=most)
        for place, (name, question, most) in enumerate(standard.criteria, start=1)
    )
    StandardLevel.objects.bulk_create(
        StandardLevel(standard=made, share_from=share, word=word) for share, word in standard.levels
    )
    record(actor, "appraisal_standard.entered", made, after={"name": made.name})
    return made


@dataclass(frozen=True)
class CallText:
    """What a call says. `fields` empty: every field. `quota`, `field_limit` None: no limit. `weights` are the most points of
    the criteria in their order; empty: those of the standard."""

    title: str
    directive: Directive
    purpose: str
    year: int
    opens_on: date
    closes_on: date
    appraise_by: date
    per_entry: int
    quota: int | None = None
    field_limit: int | None = None
    fields: Sequence[PracticeField] = field(default=())
    weights: Sequence[int] = field(default=())


@transaction.atomic
def draft_call(*, actor: Actor, unit: Unit, text: CallText) -> Call:
    """Begin a call of a unit as a draft, with the criteria that are in force today."""
    _require_run(actor, unit)
    _check(text)
    standard = standard_on(clock.today())
    if standard is None:
        raise Refused(_("Chưa có bộ tiêu chí nào đang có hiệu lực, nên chưa lập được đợt xét."))
    call = Call(
        code=_next_code(text.year),
        unit=unit,
        standard=standard,
        comment_under=standard.comment_under,
        comment_over=standard.comment_over,
    )
    _tell(call, text)
    call.save(force_insert=True)
    call.fields.set(text.fields)
    weights = _weights(text, [one.most for one in standard.criteria.all()])
    CallCriterion.objects.bulk_create(
        CallCriterion(call=call, position=one.position, name=one.name, question=one.question, most=most)
        for one, most in zip(standard.criteria.all(), weights, strict=True)
    )
    record(actor, "call.drafted", call, chain=unit.pk, after={"title": text.title, "year": text.year})
    return call


@transaction.atomic
def edit_call(*, actor: User, call: Call, text: CallText, row_version: int) -> Call:
    """Change a draft. Raises Conflict when somebody saved it since `row_version` was read."""
    require(can_run_call(actor, call))
    call = lock_call(call)
    if call.state != CallState.DRAFT:
        raise Refused(_("Đợt xét đã mở, không sửa được nữa: các đơn vị đang làm theo nội dung đã công bố."))
    require_version(call, row_version)
    _check(text)
    before = {"title": call.title, "closes_on": str(call.closes_on)}
    _tell(call, text)
    call.row_version += 1
    call.save()
    call.fields.set(text.fields)
    criteria = list(call.criteria.all())
    for one, most in zip(criteria, _weights(text, [one.most for one in criteria]), strict=True):
        one.most = most
    CallCriterion.objects.bulk_update(criteria, ["most"])
    after = {"title": call.title, "closes_on": str(call.closes_on)}
    record(actor, "call.edited", call, chain=call.unit_id, before=before, after=after)
    return call


MOVED = {
    CallState.OPEN: "call.opened",
    CallState.APPRAISING: "call.appraising",
    CallState.SELECTING: "call.selecting",
}


@transaction.atomic
def move_call(*, actor: Actor, call: Call, to: CallState) -> Call:
    """Open a draft, close its entries and begin the appraisal, close the appraisal and begin the selection; or go back from the
    selection to the appraisal.

    Raises Refused in another state, without an entry to appraise, or without one appraisal handed in.
    """
    require(not isinstance(actor, User) or can_run_call(actor, call))
    call = lock_call(call)
    if to not in MOVED:
        raise Refused(_(SENTENCE_OTHER_STEP))
    require_move(call, CALL_MOVES, to, _(SENTENCE_OTHER_STEP))
    if to == CallState.APPRAISING and not call.entries.exists():
        raise Refused(_("Chưa đơn vị nào trình mô hình, nên chưa có gì để chấm."))
    if (
        to == CallState.SELECTING
        and not Appraisal.objects.filter(assignment__entry__call=call, handed_at__isnull=False).exists()
    ):
        raise Refused(_("Chưa phần chấm nào được nộp, nên chưa họp tuyển chọn được."))
    before = call.state
    call.state = to
    call.row_version += 1
    call.save(update_fields=["state", "row_version"])
    record(actor, MOVED[to], call, chain=call.unit_id, before={"state": before}, after={"state": to})
    if to == CallState.OPEN:
        units = subtree_of(call.unit_id).exclude(pk=call.unit_id)
        about = Reference("practices.call", call.pk)
        notify(
            actor=actor, kind="call_opened", about=about, number=call.code, to_units=units, occasion="opened"
        )
    return call


@transaction.atomic
def enter_in_call(*, actor: User, call: Call, row: PracticeYear) -> CallEntry:
    """The head puts a yearly record in. Raises Refused with every reason that stands against it."""
    require(can_submit(actor, row.practice), _(SENTENCE_HEAD_SUBMITS))
    # The call is held, so that two entries of one unit are counted one after the other.
    call = lock_call(call)
    row = (
        PracticeYear.with_set_aside.select_for_update(of=("self",))
        .select_related("practice__field", "practice__merged_into")
        .get(pk=row.pk)
    )
    if row.practice.merged_into is not None:
        raise MergedAway(row.practice.code, row.practice.merged_into.code, row.practice.merged_into.title)
    if row.set_aside:
        raise Refused(_("Bản ghi năm này đã được gộp. Tải lại trang để xem bản ghi của năm."))
    if CallEntry.objects.filter(call=call, practice_year=row).exists():
        raise Refused(_("Mô hình này đã được trình vào đợt."))
    entered = entered_by_unit(call, row.practice.holder_unit_id)
    against = objections(call, row, entered=entered, below=units_taken(call))
    if against:
        raise Refused(" ".join(against))
    entry = CallEntry.objects.create(call=call, practice_year=row)
    record(
        actor,
        "call.entered",
        row.practice,
        chain=row.practice.unit_id,
        after={"call": call.code, "year": row.year},
    )
    return entry


@transaction.atomic
def withdraw_from_call(*, actor: User, call: Call, row: PracticeYear) -> None:
    """The head takes it out again, as long as the call takes entries."""
    require(can_submit(actor, row.practice), _(SENTENCE_HEAD_SUBMITS))
    call = lock_call(call)
    if call.state != CallState.OPEN:
        raise Refused(_("Đợt đã sang bước chấm, không rút mô hình được nữa."))
    entry = CallEntry.objects.filter(call=call, practice_year=row).first()
    if entry is None:
        raise Refused(_("Mô hình này không có trong đợt."))
    entry.delete()
    record(
        actor,
        "call.withdrawn",
        row.practice,
        chain=row.practice.unit_id,
        before={"call": call.code, "year": row.year},
    )


@transaction.atomic
def load_entries(*, actor: Actor, call: Call, rows: Iterable[PracticeYear]) -> list[CallEntry]:
    """Put in what units had put in on paper, by whoever keeps the register; the call must be open, quotas are not asked."""
    call = lock_call(call)
    if call.state != CallState.OPEN:
        raise Refused(_(SENTENCE_OTHER_STEP))
    rows = list(rows)
    made = CallEntry.objects.bulk_create([CallEntry(call=call, practice_year=row) for row in rows])
    record_many(
        actor,
        [
            Act(
                "call.entered",
                row.practice,
                row.practice.unit_id,
                after={"call": call.code, "year": row.year},
            )
            for row in rows
        ],
    )
    return made


def lock_call(call: Call) -> Call:
    """The call as it stands, held until the transaction ends."""
    return Call.objects.select_for_update(of=("self",)).select_related("standard", "unit").get(pk=call.pk)


def require_version(call: Call, row_version: int) -> None:
    if call.row_version != row_version:
        raise Conflict(_(SENTENCE_STALE))


def _require_run(actor: Actor, unit: Unit) -> None:
    require(not isinstance(actor, User) or holds(actor, "call.run", unit))


def _tell(call: Call, text: CallText) -> None:
    call.title, call.directive, call.purpose, call.year = text.title, text.directive, text.purpose, text.year
    call.opens_on, call.closes_on, call.appraise_by = text.opens_on, text.closes_on, text.appraise_by
    call.per_entry, call.quota, call.field_limit = text.per_entry, text.quota, text.field_limit


def _check(text: CallText) -> None:
    wrong = {}
    if text.closes_on < text.opens_on:
        wrong["closes_on"] = _("Hạn nhận sớm hơn ngày bắt đầu nhận.")
    if text.appraise_by < text.closes_on:
        wrong["appraise_by"] = _("Hạn chấm sớm hơn hạn nhận mô hình.")
    if text.purpose not in CallPurpose.values:
        wrong["purpose"] = _("Chọn việc cần xét.")
    if text.year > clock.today().year:
        wrong["year"] = _("Chưa tới năm này.")
    if wrong:
        raise Refused(_("Đợt xét còn chỗ chưa hợp lý; xem ở từng ô."), fields=wrong)


def _weights(text: CallText, usual: Sequence[int]) -> Sequence[int]:
    weights = text.weights or usual
    if len(weights) != len(usual) or sum(weights) != 100 or min(weights) < 1:
        raise Refused(
            _(
                "Điểm tối đa của các tiêu chí phải cộng lại đúng 100, mỗi tiêu chí ít nhất 1; đang là %(total)s."
            )
            % {"total": sum(weights)}
        )
    return weights


def _next_code(year: int) -> str:
    """DX-2020-01: running on in the year; one writer at a time, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('practices.calls'))")
    taken = Call.objects.filter(code__startswith=f"DX-{year}-").values_list("code", flat=True)
    last = max((int(code.rpartition("-")[2]) for code in taken), default=0)
    return f"DX-{year}-{last + 1:02d}"
