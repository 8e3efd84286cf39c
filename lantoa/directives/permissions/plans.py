"""Who writes, adopts and reads units' plans, and who reminds those that have none."""

import uuid

from lantoa.accounts.models import User
from lantoa.organisation.access import Reach, grant, holds
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Unit

# In a unit its reporter writes and its head adopts; in a committee its staff write and its leader adopts.
grant("plan.write", dict.fromkeys((Role.REPORTER, Role.HEAD, Role.STAFF), Reach.OWN))
grant("plan.adopt", dict.fromkeys((Role.HEAD, Role.LEADER), Reach.OWN))
grant(
    "plan.give", dict.fromkeys((Role.HEAD, Role.STAFF, Role.LEADER), Reach.OWN)
)  # as tasks: who gives those
grant("plan.chase", dict.fromkeys((Role.HEAD, Role.STAFF, Role.LEADER), Reach.OWN))
READERS = (Role.REPORTER, Role.HEAD, Role.STAFF, Role.INSPECTOR, Role.LEADER)
grant("plan.read", dict.fromkeys(READERS, Reach.SUBTREE), past=True)
# Whoever carries a plan out reads it: adopted plans of the units above those on which one holds a role.
grant("plan.read_above", dict.fromkeys(READERS, Reach.OWN))


def can_write_for(user: User, unit: Unit | uuid.UUID) -> bool:
    return holds(user, "plan.write", unit)


def can_adopt_for(user: User, unit: Unit | uuid.UUID) -> bool:
    return holds(user, "plan.adopt", unit)


def can_chase_for(user: User, unit: Unit | uuid.UUID) -> bool:
    """Reminds, in the unit's name, the units directly below it that have no plan."""
    return holds(user, "plan.chase", unit)


def can_see_draft(user: User, unit: Unit | uuid.UUID) -> bool:
    """What is not adopted yet is read by those who write and adopt it."""
    return can_write_for(user, unit) or can_adopt_for(user, unit)


def can_give_for(user: User, unit: Unit | uuid.UUID) -> bool:
    """Gives measures of the unit's plan as tasks: whoever gives tasks in its name."""
    return holds(user, "plan.give", unit)
