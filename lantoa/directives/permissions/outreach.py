"""Who keeps a unit's register of outreach, and who reads it."""

import uuid

from lantoa.accounts.models import User
from lantoa.directives.choices import OUTREACH_MOVES, OutreachState
from lantoa.directives.models import OutreachActivity
from lantoa.organisation.access import Reach, grant, holds
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Unit

grant("outreach.record", {Role.REPORTER: Reach.OWN, Role.HEAD: Reach.OWN})
grant(
    "outreach.read",
    {Role.REPORTER: Reach.OWN, Role.HEAD: Reach.SUBTREE, Role.STAFF: Reach.SUBTREE, Role.LEADER: Reach.TREE},
    past=True,
)


def can_record_outreach(user: User, unit: Unit | uuid.UUID) -> bool:
    """Who works for the unit keeps its register, and counts the work of its part of the steering board 35."""
    return holds(user, "outreach.record", unit)


def can_change_activity(user: User, activity: OutreachActivity) -> bool:
    """Own unit, also after it was held: a wrong number is mended, and the record keeps both. A cancelled one is brought back
    first."""
    return can_record_outreach(user, activity.unit_id) and activity.state != OutreachState.CANCELLED


def can_cancel_activity(user: User, activity: OutreachActivity) -> bool:
    return (
        can_record_outreach(user, activity.unit_id)
        and OutreachState.CANCELLED in OUTREACH_MOVES[activity.state]
    )


def can_bring_back_activity(user: User, activity: OutreachActivity) -> bool:
    return can_record_outreach(user, activity.unit_id) and activity.state == OutreachState.CANCELLED
