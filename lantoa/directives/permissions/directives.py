"""Who enters directives and reads them."""

import uuid

from lantoa.accounts.models import User
from lantoa.directives.models import Directive
from lantoa.organisation.access import Reach, grant, holds
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Unit

grant("directive.enter", {Role.STAFF: Reach.OWN})
grant("directive.publish", {Role.STAFF: Reach.OWN})
# What is to be carried out is there for everyone in the tree who works with content.
grant(
    "directive.read",
    dict.fromkeys((Role.REPORTER, Role.HEAD, Role.STAFF, Role.INSPECTOR, Role.LEADER), Reach.TREE),
    past=True,
)


def can_enter_for(user: User, unit: Unit | uuid.UUID) -> bool:
    return holds(user, "directive.enter", unit)


def can_change_directive(user: User, directive: Directive) -> bool:
    """Who enters directives for the committee that keeps it."""
    return can_enter_for(user, directive.unit_id)


def can_publish(user: User, directive: Directive) -> bool:
    """Who publishes a version, after which its wording stays. To issue it to units is an act of its own."""
    return holds(user, "directive.publish", directive.unit_id)
