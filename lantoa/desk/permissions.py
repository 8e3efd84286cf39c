"""Whose names a person sees on a unit's page: names and roles only. Who reads the record sees no names at all."""

from lantoa.organisation.access import Reach, grant
from lantoa.organisation.choices import Role

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
