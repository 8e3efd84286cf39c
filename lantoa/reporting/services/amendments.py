"""Amend an accepted report: a further version, begun by the unit's head, that counts once it is accepted in its turn."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core.errors import Refused
from lantoa.core.text import looks_empty
from lantoa.organisation.access import holds, require
from lantoa.reporting.choices import WITH_UNIT, SubmissionState
from lantoa.reporting.models import Submission, SubmissionText
from lantoa.reporting.services.entry import lock


@transaction.atomic
def start_amendment(*, actor: User, submission: Submission, reason: str) -> Submission:
    """Begin the next version of an accepted report with its figures; the accepted one counts until this one is accepted.

    Also after the collection has closed: what is on record is mended without reopening it for everybody, and the level above
    still accepts. Raises Forbidden, or Refused: no reason, not accepted, an amendment in work already.
    """
    submission = lock(submission)
    require(holds(actor, "submission.amend", submission.unit))
    reason = reason.strip()
    if submission.state != SubmissionState.ACCEPTED or not submission.is_latest:
        raise Refused(_("Chỉ báo cáo đã duyệt, bản mới nhất, mới lập được bản bổ sung."))
    if looks_empty(reason):
        sentence = _("Ghi lý do lập bản bổ sung: số nào sai, vì sao.")
        raise Refused.at("reason", sentence)
    versions = Submission.objects.filter(collection=submission.collection_id, unit=submission.unit_id)
    highest: int = versions.aggregate(highest=Max("version_number"))["highest"]
    Submission.objects.filter(pk=submission.pk).update(is_latest=False)
    amended = Submission.objects.create(
        collection=submission.collection,
        unit=submission.unit,
        version_number=highest + 1,
        values=submission.values,
        source_values=submission.source_values,
        not_applicable=submission.not_applicable,
        said_not_applicable=submission.said_not_applicable,
        qualifiers=submission.qualifiers,
        overruled=submission.overruled,
        confirmed=submission.confirmed,
        notes=submission.notes,
        amend_reason=reason,
    )
    texts = SubmissionText.objects.filter(submission=submission)
    SubmissionText.objects.bulk_create(
        [SubmissionText(submission=amended, narrative_id=one.narrative_id, text=one.text) for one in texts]
    )
    after = {"version": amended.version_number, "reason": reason}
    record(actor, "submission.amendment_started", amended, chain=submission.unit_id, after=after)
    return amended


@transaction.atomic
def withdraw_amendment(*, actor: User, submission: Submission) -> Submission:
    """Give up an amendment that is with the unit; it is kept, counts nowhere, and the accepted version is the latest again.

    Returns that accepted version. Raises Forbidden, or Refused: no amendment, or one that has been sent and waits.
    """
    submission = lock(submission)
    require(holds(actor, "submission.amend", submission.unit))
    if not submission.is_amendment or submission.state not in WITH_UNIT:
        raise Refused(
            _("Chỉ rút được bản bổ sung đang ở đơn vị. Bản đã gửi thì chờ cấp trên duyệt hoặc trả lại.")
        )
    submission.state, submission.is_latest = SubmissionState.WITHDRAWN, False
    submission.row_version += 1
    submission.save(update_fields=["state", "is_latest", "row_version"])
    standing = Submission.objects.select_for_update().get(
        collection=submission.collection_id,
        unit=submission.unit_id,
        state=SubmissionState.ACCEPTED,
        superseded_at=None,
    )
    standing.is_latest = True
    standing.save(update_fields=["is_latest"])
    record(
        actor,
        "submission.amendment_withdrawn",
        submission,
        chain=submission.unit_id,
        after={"version": submission.version_number},
    )
    return standing
