"""What hangs on a unit in this room: matters that it raised and is to close, and those that it has to solve, while they are
open.

The lists of a hand-over stay and are read by others under the giver's name. So a matter that is known by another voice than its
unit's stands there with neither its code nor its words, wherever the list says who raised it.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.core.actor import Actor
from lantoa.issues.choices import OPEN, IssueState, Level
from lantoa.issues.models import PressingIssue
from lantoa.issues.services import hand_over_issues
from lantoa.organisation import holdings
from lantoa.organisation.holdings import Held, Holding
from lantoa.organisation.models import Unit


def _held(row: PressingIssue, owned: bool) -> Held:
    unit, state = row.owner_id if owned else row.holder_unit_id, str(IssueState(row.state).label)
    tells_raiser = not owned or row.level == Level.OWN
    if tells_raiser and (row.voice_id != row.unit_id or row.is_pooled):
        return Held(row.pk, unit, "", str(_("Vấn đề của đơn vị có ít người")), state)
    return Held(row.pk, unit, row.code, row.title, state, reverse("issues:issue", args=[row.code]))


def _holding(kind: str, label: object, owned: bool, position: int) -> Holding:
    def rows(units: Sequence[uuid.UUID]) -> QuerySet[PressingIssue]:
        raised = Q(holder=None, unit__in=units) | Q(holder__in=units)
        return PressingIssue.objects.filter(Q(owner__in=units) if owned else raised, state__in=OPEN)

    def count(units: Sequence[uuid.UUID], day: date) -> Mapping[uuid.UUID, int]:
        held = F("owner") if owned else Coalesce(F("holder"), F("unit"))
        found = rows(units).order_by().annotate(held_by=held).values_list("held_by").annotate(n=Count("pk"))
        return holdings.by_unit(found)

    def listed(units: Sequence[uuid.UUID], day: date) -> list[Held]:
        return [_held(row, owned) for row in rows(units).order_by("due_on", "code")]

    def hand_over(
        *, actor: Actor, source: uuid.UUID, target: uuid.UUID, ids: Sequence[uuid.UUID], day: date
    ) -> int:
        return hand_over_issues(actor=actor, ids=ids, target=Unit.objects.get(pk=target), owned=owned)

    return Holding(kind, label, count, listed, hand_over=hand_over, position=position)


def register_all() -> None:
    holdings.register(_holding("issues", _("Vấn đề đơn vị nêu, chưa đóng"), False, 37))
    holdings.register(_holding("issues.owned", _("Vấn đề đơn vị phải giải quyết"), True, 38))
