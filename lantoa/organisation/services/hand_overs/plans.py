"""Hand-overs as events call for them, and their end when an event is undone."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from lantoa.audit.services import Act, record_many
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.core.text import folding_key
from lantoa.organisation import holdings
from lantoa.organisation.choices import EventSide, HandOverState
from lantoa.organisation.models import (
    HandOver,
    UnitEvent,
    UnitEventPart,
    UnitVersion,
)
from lantoa.organisation.services.hand_overs.guards import lock_hand_overs
from lantoa.organisation.services.hand_overs.items import ENDING, MOVING, list_things, parents_on

Pair = tuple[uuid.UUID, uuid.UUID]  # giver, receiver


@transaction.atomic
def plan_hand_overs(*, actor: Actor, events: Iterable[UnitEvent]) -> list[HandOver]:
    """Make the hand-overs that events call for, one for each pair of a giving and a receiving unit; those there are stay so.

    A merge, an absorption or a split gives from each unit that ends; a move or transfer gives units from their old parent to the
    new one. A unit dissolved without receiver gives to nobody: its parent keeps the reading of its past. In a split the units
    below go where the decision put them, all else stands on the list of the first part until the officer assigns it.
    """
    made: list[HandOver] = []
    for event in events:
        pairs = _pairs(event)
        known = {(one.giver_id, one.receiver_id) for one in event.hand_overs.all()}
        names = _names({unit for pair in pairs for unit in pair}, event.effective_on)
        fresh = [pair for pair in pairs if pair not in known]
        codes = _next_codes(event.effective_on.year, len(fresh))
        new = [
            HandOver(
                code=code,
                event=event,
                giver_id=giver,
                receiver_id=receiver,
                effective_on=event.effective_on,
                search_key=folding_key(
                    f"{code} {names.get(giver, '')} {names.get(receiver, '')} {event.decision_number}"
                ),
            )
            for code, (giver, receiver) in zip(codes, fresh, strict=True)
        ]
        HandOver.objects.bulk_create(new)
        if new:
            list_things(event)
        made += new
    record_many(
        actor,
        [
            Act("hand_over.planned", one, one.giver_id, one.code, after={"receiver": one.receiver_id})
            for one in made
        ],
    )
    return made


def _pairs(event: UnitEvent) -> list[Pair]:
    """Who gives to whom, givers and receivers in official order."""
    parts = UnitEventPart.objects.filter(event=event).order_by("unit__position", "unit__code")
    sides: dict[str, list[uuid.UUID]] = defaultdict(list)
    for side, unit in parts.values_list("side", "unit"):
        sides[side].append(unit)
    sources, targets = sides[EventSide.SOURCE], sides[EventSide.TARGET]
    if event.kind in ENDING:
        return [(giver, receiver) for giver in sources for receiver in targets if giver != receiver]
    if event.kind in MOVING:
        before = parents_on(sources, event.effective_on - timedelta(days=1))
        after = parents_on(sources, event.effective_on)
        moved = ((before.get(unit), after.get(unit)) for unit in sources)
        return list(dict.fromkeys((old, new) for old, new in moved if old and new and old != new))
    return []


def _names(units: Iterable[uuid.UUID], day: date) -> dict[uuid.UUID, str]:
    """Every name that a unit ever bore and its code: one finds a hand-over by old names as well."""
    found: dict[uuid.UUID, str] = defaultdict(str)
    rows = UnitVersion.objects.filter(unit__in=list(units)).order_by("valid")
    for unit, code, name, short in rows.values_list("unit", "unit__code", "name", "short_name"):
        found[unit] += f" {code} {name} {short}"
    return found


def _next_codes(year: int, count: int) -> list[str]:
    """Codes run per year of the effective day; one writer at a time, until the transaction ends."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('organisation.hand_overs'))")
    taken = HandOver.objects.filter(code__startswith=f"BG-{year}-").values_list("code", flat=True)
    last = max((int(code.rpartition("-")[2]) for code in taken), default=0)
    return [f"BG-{year}-{number:03d}" for number in range(last + 1, last + count + 1)]


@transaction.atomic
def drop_hand_overs(*, actor: Actor, event: UnitEvent) -> int:
    """Take back the hand-overs of an event that is undone; how many. Refused where one is confirmed: things have moved."""
    rows = lock_hand_overs(event.hand_overs.all())
    confirmed = [one.code for one in rows if one.state == HandOverState.CONFIRMED]
    if confirmed:
        raise Refused(
            _("Đã bàn giao xong theo biên bản %(codes)s nên không hoàn tác được.")
            % {"codes": holdings.some(confirmed)}
        )
    record_many(actor, [Act("hand_over.dropped", one, one.giver_id, one.code) for one in rows])
    HandOver.objects.filter(pk__in=[one.pk for one in rows]).delete()
    return len(rows)
