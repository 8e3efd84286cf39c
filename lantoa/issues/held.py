"""What hangs on a unit in this room: matters that it raised and is to close, and those that it has to solve, while they are
open."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.core.actor import Actor
from lantoa.issues.choices import OPEN, IssueState
from lantoa.issues.models import PressingIssue
from lantoa.issues.services import hand_over_issues
from lantoa.organisation import holdings
from lantoa.organisation.holdings import Held, Holding
from lantoa.organisation.models import Unit


def _holding(kind: str, label: object, owned: bool, position: int) -> Holding:
    def rows(units: Sequence[uuid.UUID]) -> QuerySet[PressingIssue]:
        raised = Q(holder=None, unit__in=units) | Q(holder__in=units)
        return PressingIssue.objects.filter(Q(owner__in=units) if owned else raised, state__in=OPEN)

    def count(units: Sequence[uuid.UUID], day: date) -> Mapping[uuid.UUID, int]:
        held = F("owner") if owned else Coalesce(F("holder"), F("unit"))
        found = rows(units).order_by().annotate(held_by=held).values_list("held_by").annotate(n=Count("pk"))
        return holdings.by_unit(found)

    def listed(units: Sequence[uuid.UUID], day: date) -> list[Held]:
        return [
            Held(
                row.pk,
                row.owner_id if owned else row.holder_unit_id,
                row.code,
                row.title,
                str(IssueState(row.state).label),
                reverse("issues:issue", args=[row.code]),
            )
            for row in rows(units).order_by("due_on", "code")
        ]

    def hand_over(
        *, actor: Actor, source: uuid.UUID, target: uuid.UUID, ids: Sequence[uuid.UUID], day: date
    ) -> int:
        return hand_over_issues(actor=actor, ids=ids, target=Unit.objects.get(pk=target), owned=owned)

    return Holding(kind, label, count, listed, hand_over=hand_over, position=position)


def register_all() -> None:
    holdings.register(_holding("issues", _("Vấn đề đơn vị nêu, chưa đóng"), False, 37))
    holdings.register(_holding("issues.owned", _("Vấn đề đơn vị phải giải quyết"), True, 38))
