"""What the record's entries point at in this room. A pledge is opened from the record by its owner alone."""

import uuid
from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.accounts.models import User
from lantoa.audit import registry
from lantoa.commitments.models import PledgeCount
from lantoa.commitments.queries.own import pledges_of
from lantoa.organisation.access import units_in_scope


def commitments(user: User, identities: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    rows = pledges_of(user).filter(pk__in=identities).values_list("pk", "year")
    return {pk: reverse("commitments:year", args=[year]) for pk, year in rows}


def namings(user: User, identities: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    return {}


def seasons(user: User, identities: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    return {}


def counts(user: User, identities: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Of one's own unit alone: an entry holds the numbers whole, which others see with small cells withheld."""
    own = units_in_scope(user, "commitment.state_count")
    rows = PledgeCount.objects.filter(pk__in=identities, unit__in=own)
    return {pk: f"{reverse('commitments:counts')}?nam={year}" for pk, year in rows.values_list("pk", "year")}


def register_all() -> None:
    registry.name_kind("commitments.commitment", _("Bản cam kết"), commitments)
    registry.name_kind("commitments.readernaming", _("Người được cử xem cam kết"), namings)
    registry.name_kind("commitments.pledgecount", _("Số người ký cam kết"), counts)
    registry.name_kind("commitments.season", _("Tháng viết, tự nhận xét cam kết"), seasons)
