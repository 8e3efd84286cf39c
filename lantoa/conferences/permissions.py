"""Who plans conferences, sees, freezes and downloads a review, and who writes and reads conclusions."""

import uuid

from lantoa.accounts.models import User
from lantoa.conferences.models import Conclusion, Conference
from lantoa.organisation.access import Reach, grant, holds
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Unit

READERS = {Role.STAFF: Reach.SUBTREE, Role.LEADER: Reach.TREE}

grant("conference.read", READERS)
grant("conference.plan", {Role.STAFF: Reach.OWN})
grant("figure.open", READERS)
grant("pack.download", READERS)
grant("edition.freeze", {Role.STAFF: Reach.OWN})
grant("pack.make", {Role.STAFF: Reach.OWN})
# Once adopted, a conclusion is also read by the units below the one that concluded (`queries/conclusions.py`).
grant("conclusion.read", {**READERS, Role.REPORTER: Reach.OWN, Role.HEAD: Reach.SUBTREE})
grant("conclusion.write", {Role.STAFF: Reach.OWN})
grant("conclusion.adopt", {Role.STAFF: Reach.OWN, Role.LEADER: Reach.OWN})


def can_freeze(user: User, conference: Conference) -> bool:
    return holds(user, "edition.freeze", conference.unit_id)


def can_make_pack(user: User, conference: Conference) -> bool:
    return holds(user, "pack.make", conference.unit_id)


def can_plan(user: User, unit: Unit | uuid.UUID) -> bool:
    """Plans conferences of the unit, changes them and calls them off."""
    return holds(user, "conference.plan", unit)


def can_write(user: User, conference: Conference) -> bool:
    """Writes down what was concluded, gives out the tasks and announces it."""
    return holds(user, "conclusion.write", conference.unit_id)


def can_adopt(user: User, conference: Conference) -> bool:
    """Enters that the conclusion was adopted, or opens it again."""
    return holds(user, "conclusion.adopt", conference.unit_id)


def can_change_points(user: User, conference: Conference, conclusion: Conclusion | None) -> bool:
    """The sentences, as long as nothing is adopted."""
    return (
        not conference.is_cancelled
        and (conclusion is None or conclusion.adopted_at is None)
        and can_write(user, conference)
    )
