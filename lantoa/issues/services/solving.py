"""What the unit does that has to solve a matter: take it up, tell what was done, hand it up, give tasks, report it solved."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.core.reference import Reference
from lantoa.core.text import looks_empty
from lantoa.core.workflow import require_move
from lantoa.issues.choices import MOVES, IssueState, Level, StepKind
from lantoa.issues.models import PressingIssue
from lantoa.issues.queries.rules import parent_of, rule_of
from lantoa.issues.services.shared import (
    KIND,
    due_day,
    locked_for_owner,
    note,
    raiser,
    require_no_persons,
    tell,
)
from lantoa.organisation.models import Unit
from lantoa.tasks.choices import OriginKind
from lantoa.tasks.models import Task
from lantoa.tasks.services import NewTask, give_tasks


@transaction.atomic
def take_up(*, actor: Actor, issue: PressingIssue, row_version: int) -> PressingIssue:
    """Say that it is worked on. Raises Forbidden, Conflict, Refused (it does not wait to be taken up)."""
    issue = locked_for_owner(actor, issue, row_version)
    if issue.state != IssueState.RAISED:
        raise Refused(_("Vấn đề này không còn chờ tiếp nhận."))
    issue.state, issue.acted_on = IssueState.TAKEN_UP, True
    note(actor, issue, StepKind.TAKEN_UP, issue.owner)
    if issue.owner_id != issue.holder_unit_id:
        tell(actor, issue, "issue_taken_up", raiser(issue))
    return issue


@transaction.atomic
def take_back(*, actor: Actor, issue: PressingIssue, row_version: int) -> PressingIssue:
    """Undo one's own last step: the report that it is solved, of which who raised it was told, or the taking up. Raises
    Forbidden, Conflict, Refused (no such step)."""
    issue = locked_for_owner(actor, issue, row_version)
    if issue.state == IssueState.PROPOSED:
        issue.state, issue.proposed_at = IssueState.TAKEN_UP, None
        note(actor, issue, StepKind.PROPOSAL_WITHDRAWN, issue.owner)
        tell(actor, issue, "issue_proposal_withdrawn", raiser(issue))
    elif issue.state == IssueState.TAKEN_UP:
        issue.state = IssueState.RAISED
        note(actor, issue, StepKind.PUT_BACK, issue.owner)
    else:
        raise Refused(_("Không có bước nào để rút lại."))
    return issue


@transaction.atomic
def tell_done(*, actor: Actor, issue: PressingIssue, words: str, row_version: int) -> PressingIssue:
    """Write down what was done so far. Raises Forbidden, Conflict, Refused (no words, a person in them, not being worked on)."""
    issue = locked_for_owner(actor, issue, row_version)
    if issue.state != IssueState.TAKEN_UP:
        raise Refused(_("Tiếp nhận vấn đề trước, rồi ghi việc đã làm."))
    if looks_empty(words):
        raise Refused.at("words", _("Ghi đã làm gì, còn vướng gì."))
    require_no_persons(words=words)
    note(actor, issue, StepKind.TOLD, issue.owner, words)
    return issue


@transaction.atomic
def escalate_issue(*, actor: Actor, issue: PressingIssue, reason: str, row_version: int) -> PressingIssue:
    """Hand it to the unit directly above the one that has it, by the tree of today; a new clock begins. The highest unit
    keeps it, with a line that it was told beyond the system.

    Raises Forbidden, Conflict, Refused: no reason, a person in it, not with its owner.
    """
    issue = locked_for_owner(actor, issue, row_version)
    if not issue.is_with_owner:
        raise Refused(_("Chỉ chuyển lên cấp trên khi vấn đề chưa được báo là đã giải quyết."))
    if looks_empty(reason):
        raise Refused.at("reason", _("Ghi vì sao nơi đang giữ không giải quyết được, cần cấp trên làm gì."))
    require_no_persons(reason=reason)
    today = clock.today()
    above = parent_of(issue.owner_id, today)
    if above is None:
        issue.asks_above, issue.acted_on = False, True
        note(actor, issue, StepKind.TOLD_BEYOND, issue.owner, reason)
        return issue
    before = issue.owner
    issue.owner, issue.acted_on = above, True
    issue.level = Level.ABOVE if before.pk == issue.holder_unit_id else Level.HIGHER
    issue.state, issue.asks_above, issue.owned_at = IssueState.RAISED, False, clock.now()
    issue.due_on = due_day(rule_of(issue), Level(issue.level), today)
    note(actor, issue, StepKind.ESCALATED, before, reason, to_unit=above)
    tell(actor, issue, "issue_escalated", above)
    if before.pk != issue.holder_unit_id:
        tell(actor, issue, "issue_moved_up", raiser(issue))
    return issue


@transaction.atomic
def give_issue_task(
    *,
    actor: Actor,
    issue: PressingIssue,
    unit: Unit,
    title: str,
    due_on: date,
    proof_wanted: str,
    row_version: int,
) -> Task:
    """Give a unit at or below the one that has the matter a task that serves it. Raises as `give_tasks`, Conflict, and Refused: a
    person in the words, not being worked on."""
    issue = locked_for_owner(actor, issue, row_version)
    if issue.state != IssueState.TAKEN_UP:
        raise Refused(_("Tiếp nhận vấn đề trước, rồi giao nhiệm vụ."))
    require_no_persons(title=title, proof_wanted=proof_wanted)
    task = give_tasks(
        actor=actor,
        asker=issue.owner,
        units=[unit],
        task=NewTask(
            title=title,
            due_on=due_on,
            proof_wanted=proof_wanted,
            origin_kind=OriginKind.ISSUE,
            origin_label=_("Vấn đề %(code)s") % {"code": issue.code},
            origin=Reference(KIND, issue.pk),
        ),
    )[0]
    note(actor, issue, StepKind.TASK_GIVEN, issue.owner, task.code, to_unit=unit)
    return task


@transaction.atomic
def propose_solved(*, actor: Actor, issue: PressingIssue, result: str, row_version: int) -> PressingIssue:
    """Say that it is solved and how; only who raised it closes it. Raises Forbidden, Conflict, Refused (no result, a person in
    it, not being worked on)."""
    issue = locked_for_owner(actor, issue, row_version)
    if looks_empty(result):
        raise Refused.at("result", _("Ghi đã giải quyết thế nào, nhìn vào đâu thì biết."))
    require_no_persons(result=result)
    require_move(issue, MOVES, IssueState.PROPOSED, _("Tiếp nhận vấn đề trước, rồi báo đã giải quyết."))
    issue.state, issue.result, issue.proposed_at = IssueState.PROPOSED, result, clock.now()
    issue.asks_above = False
    note(actor, issue, StepKind.PROPOSED, issue.owner, result)
    tell(actor, issue, "issue_proposed", raiser(issue))
    return issue
