"""What hangs on the units that give, and the lists made of it.

A thing stands on exactly one list of its giver under the event.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from lantoa.core.errors import Refused
from lantoa.core.vi_numbers import format_count
from lantoa.organisation import holdings
from lantoa.organisation.choices import EventKind, EventSide, HandOverState
from lantoa.organisation.holdings import Held, Holding
from lantoa.organisation.models import (
    HandOver,
    HandOverItem,
    HandOverLine,
    UnitEvent,
    UnitEventPart,
    UnitVersion,
)

ENDING = (EventKind.MERGE, EventKind.ABSORB, EventKind.SPLIT)
MOVING = (EventKind.MOVE, EventKind.TRANSFER)
Key = tuple[str, uuid.UUID]  # kind and identity of a thing on a list


def _paper_lines(kind: str) -> list[tuple[str, str]]:
    """What only paper knows, as minutes of a hand-over of Party organisations count it: label and measure."""
    people = [
        (_("Tổ chức đảng trực thuộc"), _("tổ chức")),
        (_("Đảng viên"), _("đảng viên")),
        (_("Hồ sơ đảng viên"), _("hồ sơ")),
    ]
    if kind in MOVING:
        return people
    return [
        *people,
        (_("Hồ sơ, tài liệu lưu trữ"), _("hồ sơ")),
        (_("Con dấu"), _("con dấu")),
        (_("Sổ, chứng từ tài chính"), _("bộ")),
        (_("Tài sản"), _("mục")),
    ]


def _kinds(event: UnitEvent) -> list[Holding]:
    """What minutes of this kind of event tell of: what changes hands, and for units that end what stays as history."""
    if event.kind in MOVING:
        return [one for one in holdings.kinds() if one.kind == "units.below"]
    return [one for one in holdings.kinds() if one.hand_over or one.is_history]


def held_now(event: UnitEvent, givers: Sequence[uuid.UUID]) -> dict[uuid.UUID, dict[Key, Held]]:
    """Giver → what hangs on it now and can change hands. Asked of the day before the event, on which the giver still stood."""
    day = event.effective_on - timedelta(days=1)
    found: dict[uuid.UUID, dict[Key, Held]] = {giver: {} for giver in givers}
    for holding in _kinds(event):
        if holding.hand_over is None:
            continue
        for held in holding.listed(givers, day):
            found[held.unit_id][holding.kind, held.id] = held
    if event.kind in MOVING:
        moved = set(
            UnitEventPart.objects.filter(event=event, side=EventSide.SOURCE).values_list("unit", flat=True)
        )
        found = {
            giver: {key: held for key, held in things.items() if held.id in moved}
            for giver, things in found.items()
        }
    return found


def parents_on(units: Iterable[uuid.UUID], day: date) -> dict[uuid.UUID, uuid.UUID | None]:
    rows = UnitVersion.objects.filter(unit__in=list(units), valid__contains=day)
    return dict(rows.values_list("unit", "parent"))


def list_things(event: UnitEvent) -> None:
    """Write lines and items of hand-overs that have none yet."""
    hand_overs = list(event.hand_overs.filter(lines=None).order_by("code"))
    if not hand_overs:
        return
    givers = list(dict.fromkeys(one.giver_id for one in hand_overs))
    live = held_now(event, givers)
    history = holdings.counts_of(givers, event.effective_on - timedelta(days=1))
    by_giver: dict[uuid.UUID, list[HandOver]] = defaultdict(list)
    for one in event.hand_overs.order_by("code"):
        by_giver[one.giver_id].append(one)
    parents = parents_on([key[1] for things in live.values() for key in things], event.effective_on)
    places: dict[uuid.UUID, int] = defaultdict(int)
    items: list[HandOverItem] = []
    lines: list[HandOverLine] = []
    counted: dict[tuple[uuid.UUID, str], int] = defaultdict(int)
    for giver in givers:
        for (kind, _id), held in live[giver].items():
            taker = _default_taker(by_giver[giver], kind, parents.get(held.id))
            places[taker.pk] += 1
            counted[taker.pk, kind] += 1
            items.append(item_of(taker, kind, held, places[taker.pk]))
    for one in hand_overs:
        kinds = _kinds(event)
        for place, holding in enumerate(kinds, start=1):
            count = (
                counted[one.pk, holding.kind]
                if holding.hand_over
                else history[holding.kind].get(one.giver_id, 0)
            )
            lines.append(
                HandOverLine(
                    hand_over=one,
                    kind=holding.kind,
                    label=_in_system(holding),
                    position=place,
                    counted=count,
                )
            )
        for place, (label, measure) in enumerate(_paper_lines(event.kind), start=len(kinds) + 1):
            lines.append(HandOverLine(hand_over=one, label=label, measure=measure, position=place))
    HandOverItem.objects.bulk_create(items, batch_size=2000)
    HandOverLine.objects.bulk_create(lines, batch_size=2000)


def _in_system(holding: Holding) -> str:
    return _("%(label)s (trên hệ thống)") % {"label": holding.label}


def _default_taker(hand_overs: Sequence[HandOver], kind: str, parent: uuid.UUID | None) -> HandOver:
    """Units below are listed where the decision put them; all else with the first receiver."""
    if kind == "units.below":
        for one in hand_overs:
            if one.receiver_id == parent:
                return one
    return hand_overs[0]


def item_of(hand_over: HandOver, kind: str, held: Held, position: int) -> HandOverItem:
    return HandOverItem(
        hand_over=hand_over,
        kind=kind,
        reference=held.id,
        position=position,
        code=held.code[:80],
        title=held.title[:400],
        state=str(held.state)[:80],
        url=held.url[:300],
    )


def drift(hand_over: HandOver, siblings: Iterable[HandOver]) -> tuple[dict[Key, Held], list[HandOverItem]]:
    """What hangs on the giver and stands on none of its lists, and what stands on an open list and no longer hangs on it."""
    siblings = list(siblings)
    live = held_now(hand_over.event, [hand_over.giver_id])[hand_over.giver_id]
    listed = list(HandOverItem.objects.filter(hand_over__in=siblings))
    known = {(item.kind, item.reference) for item in listed}
    done = {one.pk for one in siblings if one.state == HandOverState.CONFIRMED}
    new = {key: held for key, held in live.items() if key not in known}
    gone = [i for i in listed if i.hand_over_id not in done and (i.kind, i.reference) not in live]
    return new, gone


def require_complete(hand_over: HandOver) -> None:
    siblings = hand_over.event.hand_overs.filter(giver=hand_over.giver_id)
    new, gone = drift(hand_over, siblings)
    if new or gone:
        raise Refused(
            _(
                "Danh sách đã thay đổi từ khi lập: %(new)s mục mới, %(gone)s mục không còn. "
                "Bên giao lập lại danh sách rồi chốt số liệu."
            )
            % {"new": format_count(len(new)), "gone": format_count(len(gone))}
        )


def recount(hand_over: HandOver) -> None:
    """The system's figures of what is listed; figures stated of another list are void."""
    held: dict[str, int] = defaultdict(int)
    for kind in hand_over.items.values_list("kind", flat=True):
        held[kind] += 1
    lines = list(hand_over.lines.all())
    listed = {one.kind for one in holdings.kinds() if one.hand_over}
    for line in lines:
        if line.kind in listed:
            line.counted = held[line.kind]
    HandOverLine.objects.bulk_update(lines, ["counted"])
