"""The way of a report: handed over, sent, returned, accepted."""

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import Act, record, record_many
from lantoa.core import clock
from lantoa.core.errors import Conflict, Forbidden, Refused
from lantoa.core.reference import Reference
from lantoa.core.text import TextError, clean_line, clean_text, looks_empty
from lantoa.core.workflow import require_move
from lantoa.notifications.services import Told, notify, notify_each
from lantoa.organisation.access import require, units_in_scope
from lantoa.organisation.models import Unit
from lantoa.reporting.choices import SUBMISSION_MOVES, Confirmation, SubmissionState
from lantoa.reporting.filling import confirmation_of, fill_from_sources, stops
from lantoa.reporting.models import Obligation, Submission, SubmissionText
from lantoa.reporting.permissions import can_hand_over, can_submit, deciding_rule, is_sole_author
from lantoa.reporting.queries.sheets import Shape, shape_of
from lantoa.reporting.queries.submissions import past_values, texts_of
from lantoa.reporting.services.entry import Entries, Saved, lock, require_open, save_values
from lantoa.reporting.services.rollups import mark_dirty
from lantoa.reporting.services.scores import carry_scores, close_scores
from lantoa.reporting.services.situations.sending import return_with_report, send_with_report
from lantoa.reporting.services.situations.settling import settle_accepted
from lantoa.reporting.snapshot import SNAPSHOT, take_snapshot

LONGEST_REASON, LONGEST_LINE_REASON = 2000, 300


@transaction.atomic
def hand_over(*, actor: User, submission: Submission, row_version: int | None = None) -> Submission:
    """Say that the figures are in, and leave the sending to the head. Gaps may remain: the head sees them."""
    submission = lock(submission)
    require(can_hand_over(actor, submission), _("Báo cáo đã chuyển hoặc đã gửi."))
    require_open(submission)
    _require_fresh(submission, row_version)
    shape = shape_of(submission.collection.sheet_version_id)
    fill_from_sources(submission, shape)
    _refuse_empty(shape, submission)
    submission.state = SubmissionState.HANDED
    submission.handed_at, submission.handed_by = clock.now(), actor
    submission.row_version += 1
    submission.save()
    record(actor, "submission.handed_over", submission, chain=submission.unit_id)
    _tell(actor, submission, "report_handed", submission.unit)
    return submission


def digest_of(entries: Entries | None) -> str:
    """What was sent along, in one short text: a repeated key with other contents is told from a double
    click.
    """
    body: dict[str, Mapping[int, object]] = {}
    if entries is not None:
        body = {"v": entries.values, "n": entries.notes, "e": entries.estimates, "t": entries.texts}
        body |= {"q": entries.qualifiers} if entries.qualifiers else {}
        body |= {"f": entries.confirmed} if entries.confirmed else {}
        body |= {"u": dict.fromkeys(entries.converted, True)} if entries.converted else {}
    plain = {name: {str(place): part[place] for place in sorted(part)} for name, part in body.items()}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def save_and_submit(
    *,
    actor: User,
    submission: Submission,
    entries: Entries,
    key: uuid.UUID,
    row_version: int | None = None,
) -> tuple[Submission, Saved | None]:
    """The form's «send»: save what was typed, then send. What was saved stays saved when the sending is
    refused.

    The second answer is None for a repeated send. When a cell is refused nothing is sent: look at
    `Saved.clean`.
    """
    answer = _already_sent(submission, key, digest_of(entries))
    if answer is not None:
        return answer, None
    try:
        saved = save_values(actor=actor, submission=submission, entries=entries, row_version=row_version)
    except Forbidden:
        # A double click: the first request may have been served between our question and our lock.
        answer = _already_sent(submission, key, digest_of(entries))
        if answer is None:
            raise
        return answer, None
    if not saved.clean:
        return saved.submission, saved
    return submit(actor=actor, submission=saved.submission, key=key, entries=entries), saved


def _already_sent(submission: Submission, key: uuid.UUID, digest: str) -> Submission | None:
    """The submission that this key has sent. Refused when the key came with something else."""
    sent = Submission.objects.select_related("unit", "collection").filter(idempotency_key=key).first()
    if sent is None:
        return None
    if sent.pk != submission.pk or sent.submitted_digest != digest:
        raise Refused(_("Lần gửi này trùng mã với một lần gửi khác nội dung. Tải lại trang rồi gửi lại."))
    return sent


@transaction.atomic
def submit(
    *,
    actor: User,
    submission: Submission,
    key: uuid.UUID,
    entries: Entries | None = None,
    row_version: int | None = None,
) -> Submission:
    """Send the report to the unit that collects. `entries` is what the request carried, for telling repeats
    apart.

    Same key and same contents again: the same answer, nothing done. Raises Forbidden (not the head, or sole
    author where the unit
    has a second account), Conflict (stale `row_version`), Refused (closed, empty, missing lines, broken hard
    relation; without a reason: a broken soft relation, an unlikely jump, a figure other than the register's, a line that does not
    apply; a register's figure that nobody confirmed; another contents under a used key), with the lines in
    `fields`.
    """
    submission = lock(submission)
    digest = digest_of(entries)
    answer = _already_sent(submission, key, digest)
    if answer is not None:
        return answer
    _require_sender(actor, submission)
    require_open(submission)
    _require_fresh(submission, row_version)
    shape = shape_of(submission.collection.sheet_version_id)
    fill_from_sources(submission, shape)
    refuse_faults(shape, submission)
    submission.state = SubmissionState.SUBMITTED
    submission.submitted_at, submission.submitted_by = clock.now(), actor
    submission.recalled_at, submission.recall_reason = None, ""
    submission.idempotency_key, submission.submitted_digest = key, digest
    submission.row_version += 1
    submission.save()
    carry_scores(submission)
    send_with_report(actor=actor, submission=submission)
    Obligation.objects.filter(
        collection=submission.collection_id, unit=submission.unit_id, first_sent_at=None
    ).update(first_sent_at=submission.submitted_at)
    record(
        actor, "submission.submitted", submission, chain=submission.unit_id, after=_figures(shape, submission)
    )
    kind = "amendment_sent" if submission.is_amendment else "report_sent"
    _tell(actor, submission, kind, submission.collection.owner)
    return submission


def _tell(actor: User, submission: Submission, kind: str, unit: Unit) -> None:
    notify(
        actor=actor,
        kind=kind,
        about=Reference("reporting.submission", submission.pk),
        number=submission.collection.code,
        to_units=[unit],
    )


def _require_sender(actor: User, submission: Submission) -> None:
    require(
        can_submit(actor, submission),
        _("Chỉ người đứng đầu đơn vị gửi báo cáo, và chỉ khi báo cáo chưa gửi."),
    )
    require(
        not is_sole_author(actor, submission),
        _("Báo cáo này do một mình anh/chị nhập. Nhờ cán bộ tổng hợp của đơn vị xem và chuyển lại rồi gửi."),
    )


def _require_fresh(submission: Submission, row_version: int | None) -> None:
    if row_version is not None and row_version != submission.row_version:
        raise Conflict(
            _("Báo cáo đã được lưu ở nơi khác sau khi anh/chị mở. Tải lại trang, xem lại rồi làm tiếp.")
        )


def _figures(shape: Shape, submission: Submission) -> dict[str, object]:
    return {
        line.indicator.code: submission.values[line.position] for line in shape.lines if not line.computed
    }


def _refuse_empty(shape: Shape, submission: Submission) -> None:
    """A report in which nobody said anything: what a register filled in counts once somebody has confirmed it."""
    typed = [
        line.position
        for line in shape.lines
        if not line.source
        or line.position in submission.overruled
        or confirmation_of(submission, line) == Confirmation.CONFIRMED
    ]
    if any(submission.values[position] is not None for position in typed):
        return
    texts = SubmissionText.objects.filter(submission=submission).values_list("text", flat=True)
    if all(map(looks_empty, texts)):
        raise Refused(_("Báo cáo chưa có số liệu nào. Nhập số liệu, không có thì ghi 0."))


def refuse_faults(shape: Shape, submission: Submission) -> None:
    """Refuse unless the report can be sent; `fields` maps v-<position>, n-<position> where only a reason is wanted,
    f-<position> where a confirmation is, or t-<position> of a question to what is said there.
    """
    _refuse_empty(shape, submission)
    before = submission.collection.period.previous
    past = past_values(shape, submission.unit_id, [before]).get(before.code, {})
    fields = stops(shape, submission, past, before, texts_of(submission))
    if fields:
        sentence = _("Còn %(count)d chỗ phải sửa hoặc ghi lý do trước khi gửi: %(lines)s.")
        names = [_place_name(shape, name) for name in fields]
        shown = ", ".join(names[:5]) + (" …" if len(names) > 5 else "")
        raise Refused(sentence % {"count": len(fields), "lines": shown}, fields=fields)


def _place_name(shape: Shape, name: str) -> str:
    kind, position = name[:2], int(name[2:])
    return shape.narratives[position].question if kind == "t-" else shape.lines[position].full_label


@transaction.atomic
def accept(*, actor: User, submission: Submission) -> Submission:
    """Accept one report; from now on it counts and never changes. Raises Forbidden or Refused (not
    waiting).
    """
    accept_many(actor=actor, submissions=[submission])
    submission.refresh_from_db()
    return submission


@transaction.atomic
def accept_many(*, actor: User, submissions: Sequence[Submission]) -> int:
    """Accept all of them or none; returns how many. The totals above are marked and recomputed by a job."""
    rows = _lock_all(submissions)
    for row in rows:
        require_move(row, SUBMISSION_MOVES, SubmissionState.ACCEPTED, _not_waiting(row))
    _require_decider(actor, rows, "submission.accept")
    now = clock.now()
    gone: list[Submission] = []
    for collection_id in sorted({row.collection_id for row in rows}, key=str):
        asked = [row for row in rows if row.collection_id == collection_id]
        # What was accepted before gives way: one version counts.
        before = Submission.objects.filter(
            collection=collection_id,
            unit__in=[row.unit_id for row in asked],
            state=SubmissionState.ACCEPTED,
            superseded_at__isnull=True,
        )
        gone += before
        before.update(superseded_at=now)
        take_snapshot(asked[0].collection, asked)
    close_scores(rows, now)
    for row in rows:
        row.state, row.decided_at, row.decided_by = SubmissionState.ACCEPTED, now, actor
    Submission.objects.bulk_update(rows, ["state", "decided_at", "decided_by", *SNAPSHOT], batch_size=500)
    record_many(actor, [Act("submission.accepted", row, row.unit_id, row.collection.code) for row in rows])
    mark_dirty([*rows, *gone])
    settle_accepted(actor=actor, submissions=rows)
    told = [Told(row.pk, row.collection.code, row.unit_id) for row in rows]
    notify_each(actor=actor, kind="report_accepted", subject_kind="reporting.submission", told=told)
    return len(rows)


def _lock_all(submissions: Sequence[Submission]) -> list[Submission]:
    ids = [one.pk for one in submissions]
    rows = (
        Submission.objects.select_for_update(of=("self",))
        .select_related("unit", "collection__sheet_version")
        .filter(pk__in=ids)
    )
    return list(rows.order_by("pk"))  # ordered: two officers lock in the same order


def _not_waiting(row: Submission) -> str:
    if row.state == SubmissionState.ACCEPTED:
        return _("Báo cáo này đã được duyệt. Số liệu đã duyệt chỉ thay đổi bằng bản bổ sung.")
    return _("Báo cáo này không còn chờ duyệt. Tải lại trang để xem tình trạng mới.")


def _require_decider(actor: User, rows: Sequence[Submission], act: str) -> None:
    allowed: set[uuid.UUID] = set(
        units_in_scope(actor, act).filter(pk__in=[row.unit_id for row in rows]).values_list("pk", flat=True)
    )
    may_decide = deciding_rule(actor)
    for row in rows:
        require(
            row.unit_id in allowed and may_decide(row),
            _(
                "Anh/chị không duyệt báo cáo của đơn vị này. Người gửi không tự duyệt; cấp trên trực tiếp duyệt."
            ),
        )


def _reasons(reason: str, lines: Mapping[int, str], width: int) -> tuple[str, dict[str, str]]:
    """The reason in all and those of single lines, clean; what cannot be kept is refused with its place."""
    try:
        reason = clean_text(reason).strip()
        kept = {
            str(place): text
            for place, typed in lines.items()
            if 0 <= place < width and (text := clean_line(" ".join(typed.split())))
        }
    except TextError as error:
        raise Refused(error.sentence) from error
    if looks_empty(reason):
        raise Refused(
            _("Ghi lý do trả lại để đơn vị biết phải sửa gì."), fields={"reason": _("Ghi lý do trả lại.")}
        )
    if len(reason) > LONGEST_REASON:
        raise Refused(_("Lý do trả lại dài quá 2.000 ký tự. Hãy viết ngắn lại."))
    if any(len(text) > LONGEST_LINE_REASON for text in kept.values()):
        raise Refused(_("Chỗ phải sửa ở một dòng dài quá 300 ký tự. Hãy viết ngắn lại."))
    return reason, kept


@transaction.atomic
def send_back(
    *, actor: User, submission: Submission, reason: str, lines: Mapping[int, str] | None = None
) -> Submission:
    """Return a waiting report with a reason, and one per line where that helps.

    Raises Forbidden, or Refused (no reason; not waiting).
    """
    submission = lock(submission)
    require_move(submission, SUBMISSION_MOVES, SubmissionState.RETURNED, _not_waiting(submission))
    _require_decider(actor, [submission], "submission.send_back")
    reason, kept = _reasons(reason, lines or {}, len(submission.values))
    submission.state = SubmissionState.RETURNED
    submission.return_reason, submission.return_lines = reason, kept
    submission.decided_at, submission.decided_by = clock.now(), actor
    submission.row_version += 1
    submission.save()
    after = {"reason": reason, "lines": kept}
    record(actor, "submission.sent_back", submission, chain=submission.unit_id, after=after)
    return_with_report(actor=actor, submission=submission)
    _tell(actor, submission, "report_returned", submission.unit)
    return submission
