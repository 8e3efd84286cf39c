"""What the record's entries point at in this room, and which of it a person may open."""

import uuid
from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.accounts.models import User
from lantoa.audit import registry
from lantoa.commendation.models import Decision, DecisionProposal, RevocationProposal
from lantoa.commendation.queries.certificates import certificates_visible_to
from lantoa.commendation.queries.nominations import visible_nominations
from lantoa.commendation.queries.rounds import rounds_visible_to
from lantoa.organisation import access

Addresses = dict[uuid.UUID, str]


def rounds(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    found = rounds_visible_to(user).filter(pk__in=identities).values_list("pk", "code")
    return {pk: reverse("commendation:round", args=[code]) for pk, code in found}


def nominations(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    found = visible_nominations(user).filter(pk__in=identities).values_list("pk", "round__code")
    return {pk: reverse("commendation:nomination", args=[code, pk]) for pk, code in found}


def proposals(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    """A drafted decision stands on its round's page, for who may draft or sign there."""
    rows = DecisionProposal.objects.filter(
        pk__in=identities, round__unit__in=access.units_in_scope(user, "balance.read")
    )
    found = rows.values_list("pk", "round__code")
    return {pk: reverse("commendation:round", args=[code]) for pk, code in found}


def decisions(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    rows = Decision.objects.filter(
        pk__in=identities, round__unit__in=access.units_in_scope(user, "round.read")
    )
    found = rows.values_list("pk", "round__code", "document__number")
    return {pk: reverse("commendation:register", args=[code, number]) for pk, code, number in found}


def certificates(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    found = certificates_visible_to(user).filter(pk__in=identities).values_list("pk", "code")
    return {pk: reverse("commendation:certificate", args=[code]) for pk, code in found}


def revocations(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    rows = RevocationProposal.objects.filter(
        pk__in=identities, certificate__in=certificates_visible_to(user).values("pk")
    )
    found = rows.values_list("pk", "certificate__code")
    return {pk: reverse("commendation:certificate", args=[code]) for pk, code in found}


def register_all() -> None:
    registry.name_kind("commendation.round", _("Đợt khen"), rounds)
    registry.name_kind("commendation.nomination", _("Đề nghị khen"), nominations)
    registry.name_kind("commendation.decisionproposal", _("Dự thảo quyết định khen"), proposals)
    registry.name_kind("commendation.decision", _("Quyết định khen"), decisions)
    registry.name_kind("commendation.certificate", _("Giấy khen"), certificates)
    registry.name_kind("commendation.revocationproposal", _("Đề nghị thu hồi giấy khen"), revocations)
    registry.name_kind("commendation.awardkind", _("Hình thức khen"))
