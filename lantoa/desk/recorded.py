"""What the record's entries point at in rooms whose pages the desk puts together, or that have no pages of their own."""

import uuid
from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from lantoa.accounts.models import User
from lantoa.audit import registry
from lantoa.desk.addresses import address
from lantoa.organisation import access


def units(user: User, identities: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    found = access.units_in_scope(user, "unit.read_profile").filter(pk__in=identities)
    return {pk: address("desk:unit", code) for pk, code in found.values_list("pk", "code")}


def register_all() -> None:
    registry.name_kind("organisation.unit", _("Đơn vị"), units)
