"""Who raises matters, reads them, solves them and closes them."""

import uuid

from lantoa.accounts.models import User
from lantoa.issues.choices import OPEN, WITH_OWNER, IssueState
from lantoa.issues.models import PressingIssue
from lantoa.organisation.access import Reach, grant, holds
from lantoa.organisation.choices import Role
from lantoa.tasks.permissions import can_ask_for

grant("issue.raise", {Role.REPORTER: Reach.OWN, Role.HEAD: Reach.OWN})
grant(
    "issue.read",
    {Role.REPORTER: Reach.OWN, Role.HEAD: Reach.SUBTREE, Role.STAFF: Reach.SUBTREE, Role.LEADER: Reach.TREE},
    past=True,
)
# On the unit that has to solve it.
grant("issue.handle", {Role.HEAD: Reach.SUBTREE, Role.STAFF: Reach.SUBTREE, Role.LEADER: Reach.TREE})
# Only the unit that raised a matter says that it is solved.
grant("issue.close", {Role.HEAD: Reach.OWN})
# Themes and clocks are the same for the whole installation.
SET = "issue_rule.set"
grant(SET, {Role.STAFF: Reach.TREE})


def is_of_raiser(user: User, issue: PressingIssue) -> bool:
    """Works for the unit that raised it: sees days, and the unit by its name."""
    return holds(user, "issue.raise", issue.holder_unit_id)


def can_raise_for(user: User, unit: uuid.UUID) -> bool:
    return holds(user, "issue.raise", unit)


def can_change(user: User, issue: PressingIssue) -> bool:
    """Change its words: until somebody has taken it up or handed it up, since when others act on them."""
    return issue.state == IssueState.RAISED and not issue.acted_on and is_of_raiser(user, issue)


def can_add(user: User, issue: PressingIssue) -> bool:
    """Add words, where they are changed no more."""
    return issue.state in OPEN and is_of_raiser(user, issue) and not can_change(user, issue)


def decides_withdrawal(user: User, issue: PressingIssue) -> bool:
    """What others have acted on is the head's to withdraw and to bring back, as it is to close."""
    return holds(user, "issue.close" if issue.acted_on else "issue.raise", issue.holder_unit_id)


def can_withdraw(user: User, issue: PressingIssue) -> bool:
    """Until it is reported as solved: then it is answered."""
    return issue.state in WITH_OWNER and decides_withdrawal(user, issue)


def can_attach(user: User, issue: PressingIssue) -> bool:
    return issue.state in OPEN and is_of_raiser(user, issue)


def can_restore(user: User, issue: PressingIssue) -> bool:
    return issue.state == IssueState.WITHDRAWN and decides_withdrawal(user, issue)


def can_handle(user: User, issue: PressingIssue) -> bool:
    return issue.state in WITH_OWNER and holds(user, "issue.handle", issue.owner_id)


def can_take_up(user: User, issue: PressingIssue) -> bool:
    return issue.state == IssueState.RAISED and holds(user, "issue.handle", issue.owner_id)


def can_work_on(user: User, issue: PressingIssue) -> bool:
    """Tell what was done, report it solved."""
    return issue.state == IssueState.TAKEN_UP and holds(user, "issue.handle", issue.owner_id)


def can_give_task(user: User, issue: PressingIssue) -> bool:
    """In the name of the unit that has to solve it."""
    return can_work_on(user, issue) and can_ask_for(user, issue.owner_id)


def can_take_back(user: User, issue: PressingIssue) -> bool:
    """Undo one's own last step: a taking up, a report that waits for an answer."""
    return issue.state in (IssueState.TAKEN_UP, IssueState.PROPOSED) and holds(
        user, "issue.handle", issue.owner_id
    )


def can_settle(user: User, issue: PressingIssue) -> bool:
    return issue.state == IssueState.PROPOSED and holds(user, "issue.close", issue.holder_unit_id)


def can_reopen(user: User, issue: PressingIssue) -> bool:
    return issue.state == IssueState.CLOSED and holds(user, "issue.close", issue.holder_unit_id)


def can_ask_above(user: User, issue: PressingIssue) -> bool:
    """The clock has run out, and it has not been asked since the owner has it."""
    return issue.is_overdue and not issue.asks_above and holds(user, "issue.close", issue.holder_unit_id)
