"""What hangs on a unit in this room: the pledges of this year, which go on with the unit that receives its people. Lists name the
code alone: whose it is, and what it says, is nobody's business there."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from lantoa.commitments.choices import CommitmentState
from lantoa.commitments.models import Commitment
from lantoa.commitments.services.writing import hand_over_commitments
from lantoa.core.actor import Actor
from lantoa.organisation import holdings
from lantoa.organisation.holdings import Held, Holding
from lantoa.organisation.models import Unit


def _standing(units: Sequence[uuid.UUID], day: date) -> QuerySet[Commitment]:
    return Commitment.objects.filter(unit__in=units, year__gte=day.year)


def count(units: Sequence[uuid.UUID], day: date) -> Mapping[uuid.UUID, int]:
    return holdings.by_unit(_standing(units, day).order_by().values_list("unit").annotate(n=Count("pk")))


def listed(units: Sequence[uuid.UUID], day: date) -> list[Held]:
    rows = _standing(units, day).order_by("code")
    title = str(_("Bản cam kết của một người"))
    return [Held(row.pk, row.unit_id, row.code, title, str(CommitmentState(row.state).label)) for row in rows]


def hand_over(
    *, actor: Actor, source: uuid.UUID, target: uuid.UUID, ids: Sequence[uuid.UUID], day: date
) -> int:
    return hand_over_commitments(actor=actor, ids=ids, target=Unit.objects.get(pk=target))


def register_all() -> None:
    holdings.register(
        Holding("commitments", _("Bản cam kết của năm"), count, listed, hand_over=hand_over, position=37)
    )
