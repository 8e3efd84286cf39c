"""Hand-overs: lists from the registry of holdings, counts of both sides, and a confirmation on which things change hands.

Nothing is put under another unit silently. What hung on a unit stands on exactly one list of a hand-over; both sides state their
counts; while a count differs nothing moves, until one side corrects it or the committee above closes it with a reason.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import Act, record, record_many
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.core.text import folding_key
from lantoa.core.vi_dates import format_day
from lantoa.core.vi_numbers import format_count
from lantoa.organisation import holdings
from lantoa.organisation.access import require
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
from lantoa.organisation.permissions import (
    confirms_in_stead,
    may_confirm_hand_over,
    may_prepare_hand_over,
    may_settle_hand_over,
)

ENDING = (EventKind.MERGE, EventKind.ABSORB, EventKind.SPLIT)
MOVING = (EventKind.MOVE, EventKind.TRANSFER)
MOST_LINES = 40
MOST = 9_999_999
LONGEST_NOTE = 2_000

Key = tuple[str, uuid.UUID]  # kind and identity of a thing on a list
Pair = tuple[uuid.UUID, uuid.UUID]  # giver, receiver


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


# --- planning ----------------------------------------------------------------------------------------------------


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
            _list_things(event)
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
        before = _parents(sources, event.effective_on - timedelta(days=1))
        after = _parents(sources, event.effective_on)
        moved = ((before.get(unit), after.get(unit)) for unit in sources)
        return list(dict.fromkeys((old, new) for old, new in moved if old and new and old != new))
    return []


def _parents(units: Iterable[uuid.UUID], day: date) -> dict[uuid.UUID, uuid.UUID | None]:
    rows = UnitVersion.objects.filter(unit__in=list(units), valid__contains=day)
    return dict(rows.values_list("unit", "parent"))


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


def _kinds(event: UnitEvent) -> list[Holding]:
    """What minutes of this kind of event tell of: what changes hands, and for units that end what stays as history."""
    if event.kind in MOVING:
        return [one for one in holdings.kinds() if one.kind == "units.below"]
    return [one for one in holdings.kinds() if one.hand_over or one.is_history]


def _live(event: UnitEvent, givers: Sequence[uuid.UUID]) -> dict[uuid.UUID, dict[Key, Held]]:
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


def _list_things(event: UnitEvent) -> None:
    """Write lines and items of hand-overs that have none yet."""
    hand_overs = list(event.hand_overs.filter(lines=None).order_by("code"))
    if not hand_overs:
        return
    givers = list(dict.fromkeys(one.giver_id for one in hand_overs))
    live = _live(event, givers)
    history = holdings.counts_of(givers, event.effective_on - timedelta(days=1))
    by_giver: dict[uuid.UUID, list[HandOver]] = defaultdict(list)
    for one in event.hand_overs.order_by("code"):
        by_giver[one.giver_id].append(one)
    parents = _parents([key[1] for things in live.values() for key in things], event.effective_on)
    places: dict[uuid.UUID, int] = defaultdict(int)
    items: list[HandOverItem] = []
    lines: list[HandOverLine] = []
    counted: dict[tuple[uuid.UUID, str], int] = defaultdict(int)
    for giver in givers:
        for (kind, _id), held in live[giver].items():
            taker = _default_taker(by_giver[giver], kind, parents.get(held.id))
            places[taker.pk] += 1
            counted[taker.pk, kind] += 1
            items.append(_item(taker, kind, held, places[taker.pk]))
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


def _item(hand_over: HandOver, kind: str, held: Held, position: int) -> HandOverItem:
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


# --- the giving side ---------------------------------------------------------------------------------------------


@transaction.atomic
def assign_items(
    *, actor: Actor, hand_over: HandOver, positions: Sequence[int], receiver: HandOver, row_version: int
) -> int:
    """Put things from one list of a giver on another of the same event. Returns how many.

    Raises Forbidden; Refused: nothing chosen, another giver or event, a unit below (the decision says where it goes), a list that
    is no longer being prepared; Conflict: the list has changed since `row_version` was read.
    """
    both = {one.pk: one for one in _lock([hand_over, receiver])}
    hand_over, receiver = both[hand_over.pk], both[receiver.pk]
    require(may_prepare_hand_over(actor, hand_over))
    _require_state(hand_over, HandOverState.PREPARING)
    _require_state(receiver, HandOverState.PREPARING)
    _require_version(hand_over, row_version)
    if (hand_over.event_id, hand_over.giver_id) != (receiver.event_id, receiver.giver_id):
        raise Refused(_("Chọn bên nhận khác trong cùng quyết định."))
    chosen = list(hand_over.items.filter(position__in=list(positions)).order_by("position"))
    if not chosen or hand_over.pk == receiver.pk:
        raise Refused(_("Chọn ít nhất một mục và bên nhận khác."))
    fixed = [item.code for item in chosen if item.kind == "units.below"]
    if fixed:
        raise Refused(
            _("Nơi nhận của đơn vị trực thuộc do quyết định nêu, không đổi ở đây: %(codes)s.")
            % {"codes": holdings.some(fixed)}
        )
    last = receiver.items.order_by("-position").values_list("position", flat=True).first() or 0
    for place, item in enumerate(chosen, start=last + 1):
        item.hand_over, item.position = receiver, place
    HandOverItem.objects.bulk_update(chosen, ["hand_over", "position"], batch_size=1000)
    for one in (hand_over, receiver):
        _recount(one)
        _save(one)
    record(
        actor,
        "hand_over.assigned",
        hand_over,
        chain=hand_over.giver_id,
        after={"to": receiver.code, "items": [str(item) for item in chosen]},
    )
    return len(chosen)


@transaction.atomic
def refresh_items(*, actor: Actor, hand_over: HandOver) -> int:
    """Take into the giver's lists what has come to hang on it since they were made, and off what no longer does; how many.

    All lists of the giver under the event must still be prepared where they change.
    """
    siblings = _lock(hand_over.event.hand_overs.filter(giver=hand_over.giver_id))
    hand_over = next(one for one in siblings if one.pk == hand_over.pk)
    require(may_prepare_hand_over(actor, hand_over))
    _require_state(hand_over, HandOverState.PREPARING)
    new, gone = _drift(hand_over, siblings)
    places = {one.pk: one for one in siblings}
    for item in gone:
        _require_state(places[item.hand_over_id], HandOverState.PREPARING)
    HandOverItem.objects.filter(pk__in=[item.pk for item in gone]).delete()
    last = hand_over.items.order_by("-position").values_list("position", flat=True).first() or 0
    HandOverItem.objects.bulk_create(
        [_item(hand_over, key[0], held, place) for place, (key, held) in enumerate(new.items(), last + 1)]
    )
    for one in siblings:
        if one.state == HandOverState.PREPARING:
            _recount(one)
            _save(one)
    record(
        actor,
        "hand_over.refreshed",
        hand_over,
        chain=hand_over.giver_id,
        after={"new": [held.code or held.title for held in new.values()], "gone": [str(i) for i in gone]},
    )
    return len(new) + len(gone)


def _drift(hand_over: HandOver, siblings: Iterable[HandOver]) -> tuple[dict[Key, Held], list[HandOverItem]]:
    """What hangs on the giver and stands on none of its lists, and what stands on an open list and no longer hangs on it."""
    siblings = list(siblings)
    live = _live(hand_over.event, [hand_over.giver_id])[hand_over.giver_id]
    listed = list(HandOverItem.objects.filter(hand_over__in=siblings))
    known = {(item.kind, item.reference) for item in listed}
    done = {one.pk for one in siblings if one.state == HandOverState.CONFIRMED}
    new = {key: held for key, held in live.items() if key not in known}
    gone = [i for i in listed if i.hand_over_id not in done and (i.kind, i.reference) not in live]
    return new, gone


def _require_complete(hand_over: HandOver) -> None:
    siblings = hand_over.event.hand_overs.filter(giver=hand_over.giver_id)
    new, gone = _drift(hand_over, siblings)
    if new or gone:
        raise Refused(
            _(
                "Danh sách đã thay đổi từ khi lập: %(new)s mục mới, %(gone)s mục không còn. "
                "Bên giao lập lại danh sách rồi chốt số liệu."
            )
            % {"new": format_count(len(new)), "gone": format_count(len(gone))}
        )


def _recount(hand_over: HandOver) -> None:
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


@transaction.atomic
def add_line(*, actor: Actor, hand_over: HandOver, label: str, measure: str = "") -> HandOverLine:
    """Add something that only paper knows, to be counted by both sides. Refused: no label, one that is there, too many."""
    hand_over = _lock([hand_over])[0]
    require(may_prepare_hand_over(actor, hand_over))
    _require_state(hand_over, HandOverState.PREPARING)
    label, lines = label.strip(), list(hand_over.lines.all())
    if not label:
        raise Refused(_("Ghi tên nội dung cần đếm."), fields={"label": _("Ghi tên nội dung cần đếm.")})
    if folding_key(label) in {folding_key(line.label) for line in lines}:
        sentence = _("Biên bản đã có nội dung «%(label)s».") % {"label": label}
        raise Refused(sentence, fields={"label": sentence})
    if len(lines) >= MOST_LINES:
        raise Refused(_("Biên bản có nhiều nhất %(most)s nội dung.") % {"most": MOST_LINES})
    line = HandOverLine.objects.create(
        hand_over=hand_over, label=label, measure=measure.strip(), position=lines[-1].position + 1
    )
    _save(hand_over)
    record(actor, "hand_over.line_added", hand_over, chain=hand_over.giver_id, after={"label": label})
    return line


@transaction.atomic
def state_counts(
    *, actor: Actor, hand_over: HandOver, counts: Mapping[int, int], note: str = "", row_version: int
) -> HandOver:
    """The giving side states a figure for each line, by position, or corrects it; from now on the receiver may answer.

    Raises Forbidden; Conflict (changed since `row_version` was read); Refused: confirmed already, a line without a figure, a list
    that is no longer what hangs on the giver. What the receiver had answered stays beside the new figures.
    """
    hand_over = _lock([hand_over])[0]
    require(may_prepare_hand_over(actor, hand_over))
    _refuse_confirmed(hand_over)
    _require_version(hand_over, row_version)
    lines = list(hand_over.lines.all())
    _require_counts(lines, counts)
    _require_complete(hand_over)
    before = {line.label: line.stated for line in lines if line.stated is not None}
    for line in lines:
        line.stated = counts[line.position]
    HandOverLine.objects.bulk_update(lines, ["stated"])
    hand_over.note = note.strip()[:LONGEST_NOTE]
    hand_over.stated_at, hand_over.stated_by = clock.now(), _user(actor)
    hand_over.state = HandOverState.WAITING
    _save(hand_over)
    after = {line.label: line.stated for line in lines} | {"note": hand_over.note}
    record(actor, "hand_over.stated", hand_over, chain=hand_over.giver_id, before=before, after=after)
    return hand_over


@transaction.atomic
def reopen_hand_over(*, actor: Actor, hand_over: HandOver, row_version: int) -> HandOver:
    """Back to preparing, so that things can be assigned again; the figures of both sides are void."""
    hand_over = _lock([hand_over])[0]
    require(may_prepare_hand_over(actor, hand_over))
    _require_state(hand_over, HandOverState.WAITING, HandOverState.DIFFERS)
    _require_version(hand_over, row_version)
    hand_over.lines.update(stated=None, received=None)
    hand_over.stated_at = hand_over.stated_by = hand_over.answered_at = hand_over.answered_by = None
    hand_over.state = HandOverState.PREPARING
    _save(hand_over)
    record(actor, "hand_over.reopened", hand_over, chain=hand_over.giver_id)
    return hand_over


# --- the receiving side ------------------------------------------------------------------------------------------


@transaction.atomic
def confirm_hand_over(
    *, actor: Actor, hand_over: HandOver, counts: Mapping[int, int], remarks: str = "", row_version: int
) -> HandOver:
    """The receiver states what it got. Where every figure agrees, it is confirmed and things change hands; where one differs,
    both figures stay and nothing moves.

    Raises Forbidden; Conflict (the giver changed its figures meanwhile); Refused: not stated yet, confirmed already, before the
    effective day, a line without a figure, a list that is no longer what hangs on the giver.
    """
    hand_over = _lock([hand_over])[0]
    require(
        may_confirm_hand_over(actor, hand_over),
        _("Người đứng đầu đơn vị nhận xác nhận biên bản bàn giao."),
    )
    _require_state(hand_over, HandOverState.WAITING, HandOverState.DIFFERS)
    _require_version(hand_over, row_version)
    if clock.today() < hand_over.effective_on:
        raise Refused(
            _("Quyết định có hiệu lực từ ngày %(day)s; xác nhận từ ngày đó.")
            % {"day": format_day(hand_over.effective_on)}
        )
    lines = list(hand_over.lines.all())
    _require_counts(lines, counts)
    _require_complete(hand_over)
    for line in lines:
        line.received = counts[line.position]
    HandOverLine.objects.bulk_update(lines, ["received"])
    hand_over.remarks = remarks.strip()[:LONGEST_NOTE]
    hand_over.answered_at, hand_over.answered_by = clock.now(), _user(actor)
    hand_over.is_in_stead = confirms_in_stead(actor, hand_over)
    differing = [line.label for line in lines if line.differs]
    after: dict[str, object] = {line.label: line.received for line in lines}
    after["in_stead"] = hand_over.is_in_stead
    if differing:
        hand_over.state = HandOverState.DIFFERS
        _save(hand_over)
        after |= {"differing": differing, "remarks": hand_over.remarks}
        record(actor, "hand_over.differs", hand_over, chain=hand_over.receiver_id, after=after)
        return hand_over
    return _confirm(actor, hand_over, after)


@transaction.atomic
def settle_difference(*, actor: Actor, hand_over: HandOver, reason: str, row_version: int) -> HandOver:
    """The committee above closes a hand-over whose counts still differ, with the reason; things change hands.

    Raises Forbidden (also for who stated the giver's counts), Conflict, Refused (no difference, no reason).
    """
    hand_over = _lock([hand_over])[0]
    require(
        may_settle_hand_over(actor, hand_over),
        _("Chênh lệch do cấp trên quyết định, không phải người đã chốt số liệu bên giao."),
    )
    _require_state(hand_over, HandOverState.DIFFERS)
    _require_version(hand_over, row_version)
    if not reason.strip():
        raise Refused(
            _("Ghi lý do chấp nhận chênh lệch."), fields={"reason": _("Ghi lý do chấp nhận chênh lệch.")}
        )
    _require_complete(hand_over)
    hand_over.reason = reason.strip()[:LONGEST_NOTE]
    hand_over.settled_at, hand_over.settled_by = clock.now(), _user(actor)
    return _confirm(actor, hand_over, {"reason": hand_over.reason})


def _confirm(actor: Actor, hand_over: HandOver, after: Mapping[str, object]) -> HandOver:
    """Every room gives its things into the receiver's hands, in this transaction."""
    hand_over.state = HandOverState.CONFIRMED
    hand_over.confirmed_at = clock.now()
    _save(hand_over)
    ids: dict[str, list[uuid.UUID]] = defaultdict(list)
    for kind, reference in hand_over.items.values_list("kind", "reference"):
        ids[kind].append(reference)
    given = {}
    for holding in holdings.kinds():
        if holding.hand_over and ids[holding.kind]:
            given[holding.kind] = holding.hand_over(
                actor=actor,
                source=hand_over.giver_id,
                target=hand_over.receiver_id,
                ids=ids[holding.kind],
                day=hand_over.effective_on,
            )
    told = {**after, "given": given}
    record_many(
        actor,
        [
            Act("hand_over.confirmed", hand_over, chain, hand_over.code, after=told)
            for chain in (hand_over.giver_id, hand_over.receiver_id)
        ],
    )
    return hand_over


# --- undoing an event --------------------------------------------------------------------------------------------


@transaction.atomic
def drop_hand_overs(*, actor: Actor, event: UnitEvent) -> int:
    """Take back the hand-overs of an event that is undone; how many. Refused where one is confirmed: things have moved."""
    rows = _lock(event.hand_overs.all())
    confirmed = [one.code for one in rows if one.state == HandOverState.CONFIRMED]
    if confirmed:
        raise Refused(
            _("Đã bàn giao xong theo biên bản %(codes)s nên không hoàn tác được.")
            % {"codes": holdings.some(confirmed)}
        )
    record_many(actor, [Act("hand_over.dropped", one, one.giver_id, one.code) for one in rows])
    HandOver.objects.filter(pk__in=[one.pk for one in rows]).delete()
    return len(rows)


# --- what every step asks ----------------------------------------------------------------------------------------


def _lock(hand_overs: Iterable[HandOver]) -> list[HandOver]:
    """The rows, locked in one order until the transaction ends."""
    ids = [one.pk for one in hand_overs]
    rows = HandOver.objects.select_for_update(of=("self",)).select_related("event")
    return list(rows.filter(pk__in=ids).order_by("pk"))


def _save(hand_over: HandOver) -> None:
    hand_over.row_version += 1
    hand_over.save()


def _user(actor: Actor) -> User | None:
    return actor if isinstance(actor, User) else None


def _refuse_confirmed(hand_over: HandOver) -> None:
    if hand_over.state == HandOverState.CONFIRMED:
        raise Refused(_("Biên bản %(code)s đã xác nhận, không sửa được nữa.") % {"code": hand_over.code})


def _require_state(hand_over: HandOver, *states: HandOverState) -> None:
    _refuse_confirmed(hand_over)
    if hand_over.state not in states:
        raise Refused(
            _("Biên bản %(code)s đang ở bước «%(state)s» nên không làm được việc này.")
            % {"code": hand_over.code, "state": HandOverState(hand_over.state).label}
        )


def _require_version(hand_over: HandOver, row_version: int) -> None:
    if hand_over.row_version != row_version:
        raise Conflict(
            _("Biên bản vừa được người khác sửa. Xem lại số liệu mới ở trên; số anh/chị gõ vẫn còn ở dưới.")
        )


def _require_counts(lines: Sequence[HandOverLine], counts: Mapping[int, int]) -> None:
    missing = {
        f"c-{line.position}": _("Ghi số; không có thì ghi 0.")
        for line in lines
        if line.position not in counts
    }
    wrong = {
        f"c-{line.position}": _("Ghi số nguyên từ 0 trở lên.")
        for line in lines
        if not 0 <= counts.get(line.position, 0) <= MOST
    }
    if missing or wrong:
        raise Refused(
            _("Còn %(count)s nội dung chưa có số.") % {"count": format_count(len(missing | wrong))},
            fields=missing | wrong,
        )
