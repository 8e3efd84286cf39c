"""Who sees names, gives and ends roles, looks after accounts, fills posts."""

from django.db.models import Q

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.organisation import access
from lantoa.organisation.access import Reach, grant
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Person, RoleAssignment, Unit

# Names and roles only. Who reads the record sees no names at all.
grant(
    "user.list",
    {
        Role.REPORTER: Reach.OWN,
        Role.HEAD: Reach.SUBTREE,
        Role.STAFF: Reach.SUBTREE,
        Role.LEADER: Reach.TREE,
        Role.ADMINISTRATOR: Reach.TREE,
    },
)
# A head chooses who reports for the unit, an officer who reports for and heads the units below; every other role is given by
# the leader or the administrator.
grant(
    "reporter.appoint",
    {Role.HEAD: Reach.OWN, Role.STAFF: Reach.BELOW, Role.LEADER: Reach.TREE, Role.ADMINISTRATOR: Reach.TREE},
)
grant("head.appoint", {Role.STAFF: Reach.BELOW, Role.LEADER: Reach.TREE, Role.ADMINISTRATOR: Reach.TREE})
grant("role.give", {Role.LEADER: Reach.TREE, Role.ADMINISTRATOR: Reach.TREE})
# Invite, hand out a sign-in link, close an account, take off a lost second factor.
grant("user.manage", {Role.HEAD: Reach.OWN, Role.STAFF: Reach.BELOW, Role.ADMINISTRATOR: Reach.TREE})
grant(
    "post.fill",
    {
        Role.HEAD: Reach.OWN,
        Role.STAFF: Reach.SUBTREE,
        Role.LEADER: Reach.TREE,
        Role.ADMINISTRATOR: Reach.TREE,
    },
)

APPOINTING = {Role.REPORTER: "reporter.appoint", Role.HEAD: "head.appoint"}


def appointing_act(role: Role | str) -> str:
    """The act that gives this role."""
    return APPOINTING.get(Role(role), "role.give")


def can_appoint(user: User, role: Role | str, unit: Unit) -> bool:
    """Give or end this role on this unit, for somebody else."""
    return access.holds(user, appointing_act(role), unit)


def can_give_to(user: User, person: Person) -> bool:
    """Give some role to somebody: never to oneself, and only to who holds a role or post where the user may give one."""
    if person.user_id == user.pk:
        return False
    within = access.units_in_scope(user, "reporter.appoint")
    return within.filter(Q(roles__person=person) | Q(positions__person=person)).exists()


def can_manage_account(user: User, person: Person) -> bool:
    """Act on somebody's account: only where every role that the person holds is one that this user could give.

    A head who chose the reporter must not close the account of an officer who also reports for the unit. An account without any
    role today belongs to who could give the roles it held last; where it never held one, to those who may act on every unit of
    their tree.
    """
    if person.user_id is None or person.user_id == user.pk:
        return False
    held = roles_that_bind(person)
    if not held:
        return access.holds_somewhere(user, "role.give") and access.holds_somewhere(user, "user.manage")
    return all(
        access.holds(user, "user.manage", one.unit_id)
        and access.holds(user, appointing_act(one.role), one.unit_id)
        for one in held
    )


def roles_that_bind(person: Person) -> list[RoleAssignment]:
    """The roles a person holds or is yet to hold; where there are none, those that ended last."""
    every = list(RoleAssignment.objects.filter(person=person).select_related("unit"))
    today = clock.today()
    current = [one for one in every if one.valid.upper is None or one.valid.upper > today]
    if current or not every:
        return current
    last = max(one.valid.upper for one in every)
    return [one for one in every if one.valid.upper == last]


def can_fill_posts(user: User, unit: Unit) -> bool:
    return access.holds(user, "post.fill", unit)
