"""What the record's entries and notices point at in this room, and which of it a person may open."""

import uuid
from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.accounts.models import User
from lantoa.audit import registry
from lantoa.organisation.access import holds_somewhere
from lantoa.oversight.queries.findings import remedies_visible_to
from lantoa.oversight.queries.inspections import inspections_visible_to
from lantoa.oversight.queries.programmes import lines_told_to, programmes_visible_to


def inspections(user: User, identities: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    rows = inspections_visible_to(user).filter(pk__in=identities).values_list("pk", "code")
    return {pk: reverse("oversight:inspection", args=[code]) for pk, code in rows}


def programmes(user: User, identities: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    rows = programmes_visible_to(user).filter(pk__in=identities).values_list("pk", "code")
    return {pk: reverse("oversight:programme", args=[code]) for pk, code in rows}


def items(user: User, identities: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Of a unit that answers: its lines stand on the list of inspections."""
    rows = lines_told_to(user).filter(pk__in=identities).values_list("pk", flat=True)
    return {pk: f"{reverse('oversight:inspections')}#chuong-trinh" for pk in rows}


def remedies(user: User, identities: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    rows = remedies_visible_to(user).filter(pk__in=identities).values_list("pk", "task__code")
    return {pk: reverse("oversight:remedy", args=[code]) for pk, code in rows}


def rules(user: User, identities: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Limits and themes stand on one page, ended ones too."""
    if not holds_somewhere(user, "inspection.see"):
        return {}
    return dict.fromkeys(identities, reverse("oversight:limits"))


def register_all() -> None:
    registry.name_kind("oversight.inspection", _("Cuộc kiểm tra, giám sát"), inspections)
    registry.name_kind("oversight.programme", _("Chương trình kiểm tra, giám sát"), programmes)
    registry.name_kind("oversight.programmeitem", _("Dòng của chương trình kiểm tra"), items)
    registry.name_kind("oversight.remedy", _("Việc khắc phục"), remedies)
    registry.name_kind("oversight.inspectionlimit", _("Thời hạn kiểm tra, giám sát"), rules)
    registry.name_kind("oversight.inspectiontheme", _("Nội dung kiểm tra, giám sát"), rules)
