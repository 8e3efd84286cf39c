"""What the record's entries point at in rooms whose pages the desk puts together, or that have no pages of their own."""

import uuid
from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from lantoa.accounts.models import User
from lantoa.audit import registry
from lantoa.desk.addresses import address
from lantoa.organisation import access
from lantoa.organisation.models import RoleAssignment


def units(user: User, identities: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    found = access.units_in_scope(user, "unit.read_profile").filter(pk__in=identities)
    return {pk: address("desk:unit", code) for pk, code in found.values_list("pk", "code")}


def people(user: User, identities: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """A person is met on the page of a unit where they hold a role, by who may see the names there."""
    held = RoleAssignment.objects.filter(
        person__in=identities, unit__in=access.units_in_scope(user, "user.list").values("pk")
    )
    found = held.order_by("valid").values_list("person", "unit__code")
    return {pk: address("desk:unit", code) for pk, code in found}


def register_all() -> None:
    registry.name_kind("organisation.person", _("Người"), people)
    registry.name_kind("organisation.unit", _("Đơn vị"), units)
