"""Conclude, which gives each request to the unit as a task, and look at what was done about it."""

from datetime import date

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.core.text import looks_empty
from lantoa.core.vi_dates import format_day
from lantoa.core.workflow import require_move
from lantoa.documents.services import issue_document
from lantoa.notifications.services import notify
from lantoa.organisation.access import require
from lantoa.oversight.choices import MOVES, InspectionState
from lantoa.oversight.models import Finding, Inspection, Remedy, RemedyCheck
from lantoa.oversight.permissions import can_conclude, is_tied, may_check, wrote_findings, wrote_of
from lantoa.oversight.printouts import notice_abstract
from lantoa.oversight.queries.findings import requests_past_day
from lantoa.oversight.queries.inspections import answering_unit
from lantoa.oversight.remedy_guard import Checking, origin_of
from lantoa.oversight.services.common import locked, refuse_names, require_person
from lantoa.oversight.services.preparing import reference
from lantoa.tasks import services as tasks
from lantoa.tasks.choices import OriginKind, TaskState
from lantoa.tasks.models import Task
from lantoa.tasks.services import NewTask, give_tasks

LONGEST_TITLE = 300


@transaction.atomic
def conclude_inspection(
    *,
    actor: Actor,
    inspection: Inspection,
    conclusion: str,
    issued_on: date,
    row_version: int,
    number: int | None = None,
    members: int | None = None,
) -> Inspection:
    """Conclude in other hands than those that wrote the findings, issue the notice under a number, and give each request to the
    unit that answers for the subject today, as a task. `members`: how many party members were looked at with the unit, 0 for the
    unit alone; None leaves what was said when it was opened.

    Raises Forbidden (also to who belongs to the unit), Conflict, or Refused: nothing concluded, a person named, the unit has not
    been heard and its days, or the day on which it was asked, are not over, a request whose day has passed, no term or signer.
    """
    found = locked(inspection, row_version)
    if isinstance(actor, User):
        require(
            not wrote_findings(actor, found),
            _("Anh/chị đã viết nhận xét của cuộc này nên người khác kết luận."),
        )
        require(
            not is_tied(actor, found),
            _(
                "Từ ngày %(day)s trở lại đây anh/chị có vai trò hoặc chức vụ ở đơn vị được kiểm tra hoặc đơn vị bên dưới nên "
                "người khác kết luận."
            )
            % {"day": format_day(found.period_from)},
        )
    require_person(actor, can_conclude, found)
    require_move(
        found, MOVES, InspectionState.CONCLUDED, _("Đoàn chưa trình nhận xét, hoặc cuộc đã kết luận.")
    )
    today = clock.today()
    if looks_empty(conclusion):
        raise Refused.at("conclusion", _("Ghi kết luận."))
    refuse_names({"conclusion": conclusion}, found.subject_id)
    if issued_on > today or (found.begins_on and issued_on < found.begins_on):
        raise Refused.at("issued_on", _("Ngày thông báo từ ngày bắt đầu cuộc và không sau hôm nay."))
    last = _last_to_answer(found)
    if found.responded_at is None and last is not None and today <= last:
        raise Refused(
            _("Đơn vị chưa có ý kiến. Chờ đơn vị, hoặc kết luận sau ngày %(day)s.")
            % {"day": format_day(last)}
        )
    late = requests_past_day(found)
    if late:
        raise Refused(
            _("Hạn khắc phục của nhận xét số %(numbers)s đã đến. Trả lại để đoàn đặt hạn khác.")
            % {"numbers": ", ".join(map(str, late))}
        )
    found.notice = issue_document(
        actor=actor,
        unit=found.unit,
        type_code="TB",
        issued_on=issued_on,
        abstract=notice_abstract(found),
        number=number,
    )
    found.conclusion, found.concluded_at = conclusion, clock.now()
    found.members = found.members if members is None else members
    found.concluded_by = actor if isinstance(actor, User) else None
    found.state = InspectionState.CONCLUDED
    found.row_version += 1
    found.save()
    asking = list(found.findings.filter(withdrawn_at=None, asks=True).order_by("number"))
    with translation.override("vi"):  # what the tasks say stays, whatever language the screen speaks
        for one in asking:
            _give(actor, found, one)
    record(
        actor,
        "inspection.concluded",
        found,
        chain=found.unit_id,
        label=found.code,
        after={"number": found.notice.reference, "remedies": len(asking)},
    )
    notify(
        actor=actor,
        kind="inspection_concluded",
        about=reference(found),
        number=found.code,
        to_units=[answering_unit(found.subject)],
    )
    return found


def _last_to_answer(inspection: Inspection) -> date | None:
    """The last day on which the unit's word is waited for: that of the inspection, or the day of asking where that came later."""
    asked = inspection.presented_at and inspection.presented_at.astimezone(clock.VIETNAM).date()
    days = [day for day in (inspection.ends_on, asked) if day is not None]
    return max(days, default=None)


class _Conclusion:
    """Gives the tasks of a conclusion in the name of who concluded, who need not be among those that give tasks by hand."""

    def __init__(self, actor: Actor) -> None:
        self.actor_id, self.actor_label = actor.actor_id, actor.actor_label


def _give(actor: Actor, inspection: Inspection, finding: Finding) -> None:
    remedy = Remedy(finding=finding)
    first = finding.request.strip().splitlines()[0]
    whole = len(first) <= LONGEST_TITLE and first == finding.request.strip()
    task = NewTask(
        first if len(first) <= LONGEST_TITLE else first[: LONGEST_TITLE - 1] + "…",
        finding.due_on or clock.today(),
        detail="\n".join(
            words
            for words in (
                "" if whole else finding.request,
                _("Chức danh lo việc này: %(post)s") % {"post": finding.post} if finding.post else "",
            )
            if words
        ),
        proof_wanted=finding.proof_wanted,
        proof_required=True,
        origin_kind=OriginKind.INSPECTION,
        origin_label=_("Thông báo %(number)s, nhận xét số %(finding)d")
        % {"number": inspection.notice_number, "finding": finding.number},
        origin=origin_of(remedy),
        sentence=finding.request,
    )
    [made] = give_tasks(
        actor=_Conclusion(actor), asker=inspection.unit, units=[answering_unit(inspection.subject)], task=task
    )
    remedy.task = made
    remedy.save()


@transaction.atomic
def check_remedy(*, actor: Actor, remedy: Remedy, passed: bool, words: str, row_version: int) -> RemedyCheck:
    """Say whether the evidence shows that it is done: the task is confirmed, or goes back to the unit with these words.

    Raises Forbidden to who wrote the finding, reported the remedy or belongs to the unit; Conflict; Refused: nothing waits, no
    words, a person named.
    """
    task = Task.objects.select_for_update(of=("self",)).get(pk=remedy.task_id)
    remedy = Remedy.objects.select_related("finding__inspection").get(pk=remedy.pk)
    remedy.task = task
    if isinstance(actor, User):
        require(
            not wrote_of(actor, remedy),
            _("Anh/chị đã viết nhận xét này nên người khác kiểm tra lại."),
        )
        require(
            actor.pk != task.reported_by_id,
            _("Anh/chị đã báo việc khắc phục này nên người khác kiểm tra lại."),
        )
        require(
            not is_tied(actor, remedy.finding.inspection),
            _(
                "Từ ngày %(day)s trở lại đây anh/chị có vai trò hoặc chức vụ ở đơn vị được kiểm tra hoặc đơn vị bên dưới nên "
                "người khác kiểm tra lại."
            )
            % {"day": format_day(remedy.finding.inspection.period_from)},
        )
    if task.state != TaskState.WAITING:
        raise Refused(_("Đơn vị chưa báo khắc phục xong, hoặc việc này đã được kiểm tra lại."))
    require_person(actor, may_check, remedy)
    if looks_empty(words):
        raise Refused.at("words", _("Ghi đã xem minh chứng nào, thấy gì."))
    refuse_names({"words": words}, remedy.finding.inspection.subject_id)
    made = RemedyCheck.objects.create(
        remedy=remedy, passed=passed, words=words, checker=actor if isinstance(actor, User) else None
    )
    by = Checking(actor)
    if passed:
        tasks.confirm_done(actor=by, task=task, row_version=row_version)
    else:
        tasks.send_back(actor=by, task=task, reason=words, row_version=row_version)
    inspection = remedy.finding.inspection
    record(
        actor,
        "inspection.remedy_checked",
        inspection,
        chain=inspection.unit_id,
        label=inspection.code,
        after={"task": task.code, "passed": passed},
    )
    return made
