from lantoa.organisation.models.events import UnitEvent, UnitEventChange, UnitEventPart
from lantoa.organisation.models.groups import SECTOR, GroupScheme, UnitGroup, UnitGroupMembership
from lantoa.organisation.models.hand_overs import HandOver, HandOverItem, HandOverLine
from lantoa.organisation.models.hands import InHands
from lantoa.organisation.models.imports import TreeImport
from lantoa.organisation.models.pasts import InheritedPast
from lantoa.organisation.models.people import Person, Position, RoleAssignment
from lantoa.organisation.models.profile import ProfileEntry, ProfileField
from lantoa.organisation.models.reorganisations import Reorganisation, ReorganisationStep
from lantoa.organisation.models.units import (
    Ancestry,
    Unit,
    UnitKind,
    UnitLevel,
    UnitVersion,
)

__all__ = [
    "SECTOR",
    "Ancestry",
    "GroupScheme",
    "HandOver",
    "HandOverItem",
    "HandOverLine",
    "InHands",
    "InheritedPast",
    "Person",
    "Position",
    "ProfileEntry",
    "ProfileField",
    "Reorganisation",
    "ReorganisationStep",
    "RoleAssignment",
    "TreeImport",
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
