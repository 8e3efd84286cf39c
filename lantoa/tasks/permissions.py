"""Who gives tasks, does them, confirms them and reads them."""

import uuid

from lantoa.accounts.models import User
from lantoa.organisation.access import Reach, grant, grant_public, holds, holds_somewhere
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Unit
from lantoa.tasks.choices import OPEN, UNSETTLED, RequestState, TaskState
from lantoa.tasks.models import Task

# Who leads or staffs a unit asks in its name; what it asks of whom is told by the tree.
grant("task.ask", {Role.HEAD: Reach.OWN, Role.STAFF: Reach.OWN, Role.LEADER: Reach.OWN})
grant("task.do", {Role.REPORTER: Reach.OWN, Role.HEAD: Reach.OWN, Role.STAFF: Reach.OWN})
grant(
    "task.read",
    {Role.REPORTER: Reach.OWN, Role.HEAD: Reach.SUBTREE, Role.STAFF: Reach.SUBTREE, Role.LEADER: Reach.TREE},
    past=True,
)


grant(
    "task.subscribe",
    {Role.REPORTER: Reach.OWN, Role.HEAD: Reach.OWN, Role.STAFF: Reach.OWN, Role.LEADER: Reach.OWN},
)

# By the full token of a person's own address; what it tells is what that person may see at that moment.
grant_public("task.feed")


def can_subscribe(user: User) -> bool:
    """Has an address under which a calendar program reads the due days."""
    return holds_somewhere(user, "task.subscribe")


def can_ask_for(user: User, unit: Unit | uuid.UUID) -> bool:
    """Gives tasks in the unit's name, and confirms what it has asked for."""
    return holds(user, "task.ask", unit)


def can_do_for(user: User, unit: Unit | uuid.UUID) -> bool:
    return holds(user, "task.do", unit)


def can_work_on(user: User, task: Task) -> bool:
    """Begin, report done, ask for more time, pass on: while it is open."""
    return task.state in OPEN and can_do_for(user, task.unit_id)


def can_settle(user: User, task: Task) -> bool:
    """Confirm or send back, for the unit that asked."""
    return task.state == TaskState.WAITING and can_ask_for(user, task.asker_id)


def is_own_report(user: User, task: Task) -> bool:
    """Nobody confirms for another unit what they reported themselves. Within one unit one person may, and the record shows it."""
    return task.asker_id != task.unit_id and task.reported_by_id == user.pk


def can_answer_time(user: User, task: Task) -> bool:
    """A request for more time is open, and the person answers for the unit that asked for the task."""
    return can_ask_for(user, task.asker_id) and task.requests.filter(state=RequestState.ASKED).exists()


def can_chase(user: User, task: Task) -> bool:
    """Remind the unit that is late with it, with those late with what was given together; not one's own unit."""
    return task.is_overdue and task.unit_id != task.asker_id and can_ask_for(user, task.asker_id)


def can_cancel(user: User, task: Task) -> bool:
    return task.state in UNSETTLED and can_ask_for(user, task.asker_id)


def can_reopen(user: User, task: Task) -> bool:
    """Take back one's confirmation, or bring back what was cancelled."""
    return task.state in (TaskState.DONE, TaskState.CANCELLED) and can_ask_for(user, task.asker_id)


def can_split(user: User, task: Task) -> bool:
    """Give parts of it, in the name of the unit that owes it: while there is a day left within its own."""
    return task.state in OPEN and not task.is_overdue and can_ask_for(user, task.unit_id)
