from lantoa.organisation.models.events import UnitEvent, UnitEventChange, UnitEventPart
from lantoa.organisation.models.groups import UnitGroup, UnitGroupMembership
from lantoa.organisation.models.people import Person, Position, RoleAssignment
from lantoa.organisation.models.reorganisations import Reorganisation, ReorganisationStep
from lantoa.organisation.models.units import (
    Ancestry,
    Unit,
    UnitKind,
    UnitLevel,
    UnitVersion,
)

__all__ = [
    "Ancestry",
    "Person",
    "Position",
    "Reorganisation",
    "ReorganisationStep",
    "RoleAssignment",
    "Unit",
    "UnitEvent",
    "UnitEventChange",
    "UnitEventPart",
    "UnitGroup",
    "UnitGroupMembership",
    "UnitKind",
    "UnitLevel",
    "UnitVersion",
]
