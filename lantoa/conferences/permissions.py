"""Who sees, freezes and downloads a review."""

from lantoa.accounts.models import User
from lantoa.conferences.models import Conference
from lantoa.organisation.access import Reach, grant, holds
from lantoa.organisation.choices import Role

READERS = {Role.STAFF: Reach.SUBTREE, Role.LEADER: Reach.TREE}

grant("conference.read", READERS)
grant("figure.open", READERS)
grant("pack.download", READERS)
grant("edition.freeze", {Role.STAFF: Reach.OWN})
grant("pack.make", {Role.STAFF: Reach.OWN})


def can_freeze(user: User, conference: Conference) -> bool:
    return holds(user, "edition.freeze", conference.unit_id)


def can_make_pack(user: User, conference: Conference) -> bool:
    return holds(user, "pack.make", conference.unit_id)
