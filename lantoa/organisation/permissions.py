"""Who sees the tree, and the acts that belong to everyone."""

from lantoa.accounts.models import User
from lantoa.core.actor import Actor
from lantoa.organisation.access import Reach, grant, grant_public, grant_signed_in, holds
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Reorganisation

EVERYONE_IN_THE_TREE = dict.fromkeys(Role, Reach.TREE)

grant("unit.read_name_code", EVERYONE_IN_THE_TREE)
grant(
    "unit.read_profile",
    {
        Role.REPORTER: Reach.SUBTREE,
        Role.HEAD: Reach.SUBTREE,
        Role.STAFF: Reach.SUBTREE,
        Role.LEADER: Reach.TREE,
        Role.ADMINISTRATOR: Reach.TREE,
        Role.AUDITOR: Reach.TREE,
    },
)
# Establish, rename, move, merge, split, dissolve units, and undo it: nobody reorganises the unit on which they work.
grant("unit.reorganise", {Role.STAFF: Reach.BELOW, Role.LEADER: Reach.TREE, Role.ADMINISTRATOR: Reach.TREE})
# Draft, check and apply a reorganisation of what stands strictly below this unit, and place units under it.
grant(
    "reorganisation.prepare",
    {Role.STAFF: Reach.SUBTREE, Role.LEADER: Reach.TREE, Role.ADMINISTRATOR: Reach.TREE},
)
grant("unit.edit_profile", {Role.HEAD: Reach.OWN, Role.STAFF: Reach.SUBTREE})
grant_public("session.sign_in")
grant_public("session.sign_out")
grant_public("language.choose")
grant_public("link.use")
grant_signed_in("home.read")
grant_signed_in("account.manage_own")
grant_signed_in("session.end_own")


def may_prepare(actor: Actor, reorganisation: Reorganisation) -> bool:
    """Whether somebody may draft, check and apply this reorganisation; the system may."""
    return not isinstance(actor, User) or holds(actor, "reorganisation.prepare", reorganisation.unit_id)


def may_approve(user: User, reorganisation: Reorganisation) -> bool:
    """Whether somebody is a second person for it: may reorganise there, and had no hand in the draft."""
    return may_prepare(user, reorganisation) and user.pk not in reorganisation.editors
