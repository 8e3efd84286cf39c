"""Take a sent report back while nobody above has decided on it."""

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.core.reference import Reference
from lantoa.core.text import TextError, clean_text, looks_empty
from lantoa.core.workflow import require_move
from lantoa.notifications.services import notify
from lantoa.organisation.access import holds, require
from lantoa.reporting.choices import SUBMISSION_MOVES, SubmissionState
from lantoa.reporting.models import Obligation, Submission
from lantoa.reporting.services.entry import lock, require_open
from lantoa.reporting.services.situations.sending import return_with_report

LONGEST_REASON = 500


@transaction.atomic
def recall(*, actor: User, submission: Submission, reason: str) -> Submission:
    """Give a report that waits back to its unit as a draft; the level above reads the reason, and no figure any more.

    What was taken back was not sent: if it was the first sending, the unit has sent nothing yet, and the next one counts.
    Raises Forbidden, or Refused: no reason, returned or accepted meanwhile, the collection takes nothing more (a report that
    could not be sent again is not taken back).
    """
    submission = lock(submission)
    require(holds(actor, "submission.recall", submission.unit))
    require_move(submission, SUBMISSION_MOVES, SubmissionState.DRAFT, _not_waiting(submission))
    if submission.state != SubmissionState.SUBMITTED:
        raise Refused(_not_waiting(submission))
    require_open(submission)
    reason = _clean(reason)
    Obligation.objects.filter(
        collection=submission.collection_id, unit=submission.unit_id, first_sent_at=submission.submitted_at
    ).update(first_sent_at=None)
    submission.state = SubmissionState.DRAFT
    submission.recalled_at, submission.recall_reason = clock.now(), reason
    submission.row_version += 1
    submission.save(update_fields=["state", "recalled_at", "recall_reason", "row_version"])
    record(actor, "submission.recalled", submission, chain=submission.unit_id, after={"reason": reason})
    return_with_report(actor=actor, submission=submission)
    notify(
        actor=actor,
        kind="report_recalled",
        about=Reference("reporting.submission", submission.pk),
        number=submission.collection.code,
        to_units=[submission.collection.owner],
    )
    return submission


def _clean(reason: str) -> str:
    try:
        reason = clean_text(reason)
    except TextError as error:
        raise Refused(error.sentence, fields={"reason": error.sentence}) from error
    sentence = ""
    if looks_empty(reason):
        sentence = _("Ghi lý do thu hồi để cấp trên biết phải chờ gì.")
    elif len(reason) > LONGEST_REASON:
        sentence = _("Lý do thu hồi dài quá 500 ký tự. Hãy viết ngắn lại.")
    if sentence:
        raise Refused.at("reason", sentence)
    return reason


def _not_waiting(submission: Submission) -> str:
    if submission.state == SubmissionState.ACCEPTED:
        return _(
            "Báo cáo này đã được duyệt, không thu hồi được nữa. Số đã duyệt chỉ thay đổi bằng bản bổ sung."
        )
    return _("Báo cáo này không còn chờ duyệt nên không cần thu hồi. Tải lại trang để xem tình trạng mới.")
