"""What the record's entries point at among people and units, and which of it a person may open."""

import uuid
from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.accounts.models import User
from lantoa.audit import registry
from lantoa.organisation import access
from lantoa.organisation.models import Person
from lantoa.organisation.queries.reorganisations.lists import reorganisations_visible_to

Addresses = dict[uuid.UUID, str]


def _seen(user: User) -> QuerySet[Person]:
    """As the page of a person has it: who serves where the reader may see names, and the reader."""
    scope = access.units_in_scope(user, "user.list").values("pk")
    return Person.objects.filter(Q(roles__unit__in=scope) | Q(positions__unit__in=scope) | Q(user=user))


def people(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    found = _seen(user).filter(pk__in=identities).values_list("pk", flat=True)
    return {pk: reverse("organisation:person", args=[pk]) for pk in found}


def accounts(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    """An account is met on the page of its person."""
    found = _seen(user).filter(user__in=identities).values_list("user", "pk")
    return {account: reverse("organisation:person", args=[pk]) for account, pk in found if account}


def reorganisations(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    """The heads of the units concerned open none, so that the record tells them nothing of a draft."""
    found = reorganisations_visible_to(user).filter(pk__in=identities).values_list("pk", "code")
    return {pk: reverse("organisation:reorganisation", args=[code]) for pk, code in found}


def register_all() -> None:
    registry.name_kind("accounts.user", _("Tài khoản"), accounts)
    registry.name_kind("organisation.person", _("Người"), people)
    registry.name_kind("organisation.position", _("Chức vụ"))
    registry.name_kind("organisation.reorganisation", _("Phương án sắp xếp đơn vị"), reorganisations)
    registry.name_kind("organisation.unitevent", _("Sự kiện của đơn vị"))
    registry.name_kind("organisation.groupscheme", _("Cách phân nhóm đơn vị"))
    registry.name_kind("organisation.profileentry", _("Hồ sơ đơn vị"))
    registry.name_kind("organisation.profilefield", _("Mục của hồ sơ đơn vị"))
    registry.name_kind("organisation.unitgroup", _("Nhóm đơn vị"))
    registry.name_kind("organisation.unitkind", _("Loại hình đơn vị"))
    registry.name_kind("organisation.unitlevel", _("Cấp tổ chức"))
