"""Who sees the tree, and the acts that belong to everyone."""

from lantoa.organisation.access import Reach, grant, grant_public, grant_signed_in
from lantoa.organisation.choices import Role

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
grant("unit.edit_profile", {Role.HEAD: Reach.OWN, Role.STAFF: Reach.SUBTREE})
grant_public("session.sign_in")
grant_public("session.sign_out")
grant_public("language.choose")
grant_public("link.use")
grant_signed_in("home.read")
grant_signed_in("account.manage_own")
grant_signed_in("session.end_own")
