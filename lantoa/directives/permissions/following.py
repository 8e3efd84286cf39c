"""Who sees how far a directive has come in all units, and who chases what is missing."""

import uuid

from lantoa.accounts.models import User
from lantoa.organisation.access import Reach, grant, holds
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Unit

# As far as each step by itself may be read: the picture shows nobody more than the rooms do.
grant("directive.follow", dict.fromkeys((Role.HEAD, Role.STAFF, Role.LEADER), Reach.SUBTREE))
# In the name of one's own committee, of the units below it.
grant("directive.chase", dict.fromkeys((Role.HEAD, Role.STAFF, Role.LEADER), Reach.OWN))


def can_chase_in_name_of(user: User, unit: Unit | uuid.UUID) -> bool:
    return holds(user, "directive.chase", unit)
