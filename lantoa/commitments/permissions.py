"""Who pledges, reads, remarks, counts. Whose pledge one may read is told by `queries.reading`, not by how far a role reaches."""

from lantoa.accounts.models import User
from lantoa.commitments.models import Commitment
from lantoa.core import clock
from lantoa.organisation.access import GRANTS, Reach, grant, roles_of
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Position

PLEDGING = (Role.REPORTER, Role.HEAD, Role.STAFF, Role.INSPECTOR, Role.LEADER)
# One's own pledge, of the unit on which one works.
grant("commitment.keep", dict.fromkeys(PLEDGING, Reach.OWN))
grant("commitment.read", {Role.HEAD: Reach.OWN, Role.STAFF: Reach.OWN, Role.LEADER: Reach.OWN})
grant("commitment.remark", {Role.HEAD: Reach.OWN, Role.LEADER: Reach.OWN})
grant("commitment.start_unit", {Role.HEAD: Reach.OWN})
grant("commitment.name_reader", {Role.LEADER: Reach.TREE})
grant(
    "commitment.count",
    {Role.REPORTER: Reach.OWN, Role.HEAD: Reach.SUBTREE, Role.STAFF: Reach.SUBTREE, Role.LEADER: Reach.TREE},
)
grant("commitment.state_count", {Role.REPORTER: Reach.OWN, Role.HEAD: Reach.OWN})
grant("commitment.read_public", dict.fromkeys(PLEDGING, Reach.TREE))


def belongs_to_committee(user: User) -> bool:
    """Heads a unit, leads a committee, or holds a post today: may show items of the own pledge to everybody of the tree."""
    today = clock.today()
    if any(held.role in (Role.HEAD, Role.LEADER) for held in roles_of(user, today)):
        return True
    return Position.objects.filter(person__user=user, valid__contains=today).exists()


def has_left(user: User, commitment: Commitment) -> bool:
    """Whether the owner no longer works on the unit of the pledge, and does on another."""
    held = [one.unit_id for one in roles_of(user) if one.role in GRANTS["commitment.keep"]]
    return bool(held) and commitment.unit_id not in held
