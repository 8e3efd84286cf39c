"""Pledges in the order in which a directive came down: when the head of a unit showed a pledge, else when the unit counted.

No name and no text: the one is the act of a head who chose to show it, the other a number of the unit.
"""

import uuid
from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.commitments.models import PledgeCount
from lantoa.commitments.queries.public import shown_in_tree
from lantoa.core import clock
from lantoa.directives import cascade_rooms
from lantoa.directives.cascading import Mark
from lantoa.organisation import access
from lantoa.organisation.choices import Role
from lantoa.organisation.models import RoleAssignment


def marks(user: User, units: Collection[uuid.UUID], year: int) -> Mapping[uuid.UUID, Mark]:
    """Unit → the day on which its head signed the pledge that is shown, or, where none is, on which the unit stated how many had
    signed; the latter says nothing of who was first. Two statements."""
    readable = access.units_in_scope(user, "commitment.count")
    counted = PledgeCount.objects.filter(unit__in=units, year=year).filter(unit__in=readable)
    address = reverse("commitments:counts")
    found = {
        unit: Mark(_day(at), f"{address}?nam={year}&q={code}", _("Ghi số người ký cam kết"), compared=False)
        for unit, at, code in counted.values_list("unit", "stated_at", "unit__code")
    }
    heads = RoleAssignment.objects.filter(
        person=OuterRef("person"), unit=OuterRef("unit"), role=Role.HEAD, valid__contains=clock.today()
    )
    shown = (
        shown_in_tree(user).filter(Exists(heads), unit__in=units, year=year).order_by("unit", "-signed_at")
    )
    for unit, at, code in shown.values_list("unit", "signed_at", "code"):
        url = reverse("commitments:public_pledge", args=[code])
        found[unit] = Mark(_day(at), url, _("Cam kết công khai của người đứng đầu"))
    return found


def _day(at: datetime) -> date:
    return at.astimezone(clock.VIETNAM).date()


def register_all() -> None:
    cascade_rooms.register("pledge", "commitment.count", marks)
