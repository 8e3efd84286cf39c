"""Who prepares an issuing, issues it and follows it."""

import uuid

from lantoa.accounts.models import User
from lantoa.directives.choices import IssuingState
from lantoa.directives.models import Directive, Issuing
from lantoa.organisation.access import Reach, grant, holds
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Unit

grant("issuing.draft", {Role.STAFF: Reach.OWN})
grant("issuing.issue", {Role.STAFF: Reach.OWN, Role.LEADER: Reach.OWN})
# Who has read and who has not is shown to the committee that asked, to committees above it, and to its leaders.
grant("issuing.read", {Role.STAFF: Reach.SUBTREE, Role.LEADER: Reach.TREE}, past=True)


def can_draft_for(user: User, unit: Unit | uuid.UUID) -> bool:
    """Prepares what the committee sends down."""
    return holds(user, "issuing.draft", unit)


def can_draft(user: User, directive: Directive) -> bool:
    return can_draft_for(user, directive.unit_id)


def can_change(user: User, issuing: Issuing) -> bool:
    """Until it is issued."""
    return issuing.state == IssuingState.DRAFT and can_draft_for(user, issuing.unit_id)


def can_issue(user: User, issuing: Issuing) -> bool:
    return issuing.state == IssuingState.DRAFT and holds(user, "issuing.issue", issuing.unit_id)
