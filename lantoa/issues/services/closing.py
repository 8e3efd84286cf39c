"""What the unit that raised a matter says to its solving: close it, send it back, open it again, ask the level above."""

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.core.text import looks_empty
from lantoa.core.workflow import require_move
from lantoa.issues.choices import MOVES, IssueState, Level, StepKind
from lantoa.issues.models import PressingIssue
from lantoa.issues.queries.rules import parent_of, rule_of
from lantoa.issues.services.shared import (
    due_day,
    give_to_who_stands,
    locked_for_raiser,
    note,
    raiser,
    require_no_persons,
    tell,
)


@transaction.atomic
def close_issue(*, actor: Actor, issue: PressingIssue, row_version: int) -> PressingIssue:
    """Confirm that it is solved. Only the head of the unit that raised it. Raises Forbidden, Conflict, Refused (nothing is
    reported as solved)."""
    issue = locked_for_raiser(actor, issue, row_version, "issue.close")
    require_move(
        issue, MOVES, IssueState.CLOSED, _("Nơi giải quyết chưa báo đã giải quyết nên chưa xác nhận được.")
    )
    issue.state, issue.closed_at = IssueState.CLOSED, clock.now()
    note(actor, issue, StepKind.CLOSED, raiser(issue))
    if issue.owner_id != issue.holder_unit_id:
        tell(actor, issue, "issue_closed", issue.owner)
    return issue


@transaction.atomic
def send_back(*, actor: Actor, issue: PressingIssue, reason: str, row_version: int) -> PressingIssue:
    """It is not solved; what is missing stands in its history, and the clock of its owner begins anew. Raises Forbidden,
    Conflict, Refused (no reason, a person in it, nothing is reported as solved)."""
    issue = locked_for_raiser(actor, issue, row_version, "issue.close")
    if issue.state != IssueState.PROPOSED:
        raise Refused(_("Nơi giải quyết chưa báo đã giải quyết nên chưa có gì để trả lời."))
    return _again(actor, issue, StepKind.SENT_BACK, reason)


@transaction.atomic
def reopen_issue(*, actor: Actor, issue: PressingIssue, reason: str, row_version: int) -> PressingIssue:
    """It came back, or was closed by a slip. Raises Forbidden, Conflict, Refused (no reason, a person in it, not closed)."""
    issue = locked_for_raiser(actor, issue, row_version, "issue.close")
    if issue.state != IssueState.CLOSED:
        raise Refused(_("Chỉ mở lại vấn đề đã xác nhận là đã giải quyết."))
    give_to_who_stands(issue, clock.today())
    return _again(actor, issue, StepKind.REOPENED, reason)


def _again(actor: Actor, issue: PressingIssue, kind: StepKind, reason: str) -> PressingIssue:
    if looks_empty(reason):
        raise Refused.at("reason", _("Ghi còn thiếu gì, cần làm thêm gì."))
    require_no_persons(reason=reason)
    issue.state, issue.closed_at, issue.proposed_at = IssueState.TAKEN_UP, None, None
    issue.owned_at = clock.now()
    issue.due_on = due_day(rule_of(issue), Level(issue.level), clock.today())
    note(actor, issue, kind, raiser(issue), reason, to_unit=issue.owner)
    if issue.owner_id != issue.holder_unit_id:
        tell(actor, issue, "issue_sent_back", issue.owner)
    return issue


@transaction.atomic
def ask_above(*, actor: Actor, issue: PressingIssue, reason: str, row_version: int) -> PressingIssue:
    """The clock has run out: ask that the level above the owner takes it. It stays with its owner until somebody hands it up.
    Above the highest unit nobody can be told; it is told itself, to report it beyond the system.

    Raises Forbidden, Conflict, Refused: no reason, a person in it, the clock still runs, asked already.
    """
    issue = locked_for_raiser(actor, issue, row_version, "issue.close")
    if looks_empty(reason):
        raise Refused.at("reason", _("Ghi vì sao cần cấp trên giải quyết."))
    require_no_persons(reason=reason)
    if not issue.is_overdue:
        raise Refused(_("Chưa quá hạn của nơi đang giải quyết nên chưa đề nghị cấp trên được."))
    if issue.asks_above:
        raise Refused(_("Đã đề nghị cấp trên, đang chờ."))
    above = parent_of(issue.owner_id, clock.today())
    issue.asks_above = True
    note(actor, issue, StepKind.ASKED_ABOVE, raiser(issue), reason, to_unit=above)
    told = above or issue.owner
    if told.pk != issue.holder_unit_id:
        tell(actor, issue, "issue_asked_above", told)
    return issue
