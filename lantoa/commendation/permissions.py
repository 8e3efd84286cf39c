"""Who nominates, examines, decides and sees."""

from lantoa.accounts.models import User
from lantoa.commendation.models import Nomination, Round
from lantoa.organisation.access import Reach, grant, grant_public, holds
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Unit

grant("round.read", {role: Reach.TREE for role in (Role.REPORTER, Role.HEAD, Role.STAFF, Role.LEADER)})
grant("nomination.edit", {Role.REPORTER: Reach.OWN, Role.HEAD: Reach.OWN})
grant("nomination.submit", {Role.HEAD: Reach.OWN})
grant(
    "nomination.read",
    {Role.REPORTER: Reach.OWN, Role.HEAD: Reach.SUBTREE, Role.STAFF: Reach.SUBTREE, Role.LEADER: Reach.TREE},
)
# Staff of the committee examine what its units put forward, never what their own unit did.
grant("nomination.examine", {Role.STAFF: Reach.BELOW})
grant("decision.issue", {Role.LEADER: Reach.OWN})
grant("certificate.issue", {Role.STAFF: Reach.OWN, Role.LEADER: Reach.OWN})
grant_public("certificate.verify")


def can_nominate(user: User, unit: Unit) -> bool:
    return holds(user, "nomination.edit", unit)


def can_submit(user: User, nomination: Nomination) -> bool:
    return holds(user, "nomination.submit", nomination.unit_id)


def can_examine(user: User, nomination: Nomination) -> bool:
    return holds(user, "nomination.examine", nomination.unit_id)


def can_decide(user: User, round_: Round) -> bool:
    return holds(user, "decision.issue", round_.unit_id)


def can_print(user: User, round_: Round) -> bool:
    return holds(user, "certificate.issue", round_.unit_id)
