"""Who acknowledges for a unit, sees receipts, reminds, and enters signed sheets."""

import uuid

from lantoa.accounts.models import User
from lantoa.organisation.access import Reach, grant, holds
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Unit

grant("receipt.acknowledge", {Role.REPORTER: Reach.OWN, Role.HEAD: Reach.OWN, Role.STAFF: Reach.OWN})
grant(
    "receipt.read",
    {Role.REPORTER: Reach.OWN, Role.HEAD: Reach.SUBTREE, Role.STAFF: Reach.SUBTREE, Role.LEADER: Reach.TREE},
    past=True,
)
grant("receipt.chase", {Role.STAFF: Reach.OWN, Role.LEADER: Reach.OWN})


def can_acknowledge_for(user: User, unit: Unit | uuid.UUID) -> bool:
    return holds(user, "receipt.acknowledge", unit)


def can_chase(user: User, unit: Unit | uuid.UUID) -> bool:
    """For the committee that issued."""
    return holds(user, "receipt.chase", unit)


def can_enter_sheet(user: User, unit: Unit | uuid.UUID) -> bool:
    """A signed sheet is entered by who prepares the committee's issuings."""
    return holds(user, "issuing.draft", unit)
