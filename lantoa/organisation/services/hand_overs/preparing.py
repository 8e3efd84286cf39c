"""The giving side: which list a thing stands on, what else is counted, and the figures it states."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.core.text import folding_key
from lantoa.organisation import holdings
from lantoa.organisation.access import require
from lantoa.organisation.choices import HandOverState
from lantoa.organisation.models import (
    HandOver,
    HandOverItem,
    HandOverLine,
)
from lantoa.organisation.permissions import (
    may_prepare_hand_over,
)
from lantoa.organisation.services.hand_overs.counting import LONGEST_NOTE, require_counts
from lantoa.organisation.services.hand_overs.guards import (
    acting_user,
    lock_hand_overs,
    refuse_confirmed,
    require_state,
    require_version,
    save_hand_over,
)
from lantoa.organisation.services.hand_overs.items import drift, item_of, recount, require_complete

MOST_LINES = 40


@transaction.atomic
def assign_items(
    *, actor: Actor, hand_over: HandOver, positions: Sequence[int], receiver: HandOver, row_version: int
) -> int:
    """Put things from one list of a giver on another of the same event. Returns how many.

    Raises Forbidden; Refused: nothing chosen, another giver or event, a unit below (the decision says where it goes), a list that
    is no longer being prepared; Conflict: the list has changed since `row_version` was read.
    """
    both = {one.pk: one for one in lock_hand_overs([hand_over, receiver])}
    hand_over, receiver = both[hand_over.pk], both[receiver.pk]
    require(may_prepare_hand_over(actor, hand_over))
    require_state(hand_over, HandOverState.PREPARING)
    require_state(receiver, HandOverState.PREPARING)
    require_version(hand_over, row_version)
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
        recount(one)
        save_hand_over(one)
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
    siblings = lock_hand_overs(hand_over.event.hand_overs.filter(giver=hand_over.giver_id))
    hand_over = next(one for one in siblings if one.pk == hand_over.pk)
    require(may_prepare_hand_over(actor, hand_over))
    require_state(hand_over, HandOverState.PREPARING)
    new, gone = drift(hand_over, siblings)
    places = {one.pk: one for one in siblings}
    for item in gone:
        require_state(places[item.hand_over_id], HandOverState.PREPARING)
    HandOverItem.objects.filter(pk__in=[item.pk for item in gone]).delete()
    last = hand_over.items.order_by("-position").values_list("position", flat=True).first() or 0
    HandOverItem.objects.bulk_create(
        [item_of(hand_over, key[0], held, place) for place, (key, held) in enumerate(new.items(), last + 1)]
    )
    for one in siblings:
        if one.state == HandOverState.PREPARING:
            recount(one)
            save_hand_over(one)
    record(
        actor,
        "hand_over.refreshed",
        hand_over,
        chain=hand_over.giver_id,
        after={"new": [held.code or held.title for held in new.values()], "gone": [str(i) for i in gone]},
    )
    return len(new) + len(gone)


@transaction.atomic
def add_line(*, actor: Actor, hand_over: HandOver, label: str, measure: str = "") -> HandOverLine:
    """Add something that only paper knows, to be counted by both sides. Refused: no label, one that is there, too many."""
    hand_over = lock_hand_overs([hand_over])[0]
    require(may_prepare_hand_over(actor, hand_over))
    require_state(hand_over, HandOverState.PREPARING)
    label, lines = label.strip(), list(hand_over.lines.all())
    if not label:
        raise Refused(_("Ghi tên nội dung cần đếm."), fields={"label": _("Ghi tên nội dung cần đếm.")})
    if folding_key(label) in {folding_key(line.label) for line in lines}:
        sentence = _("Biên bản đã có nội dung «%(label)s».") % {"label": label}
        raise Refused.at("label", sentence)
    if len(lines) >= MOST_LINES:
        raise Refused(_("Biên bản có nhiều nhất %(most)s nội dung.") % {"most": MOST_LINES})
    line = HandOverLine.objects.create(
        hand_over=hand_over, label=label, measure=measure.strip(), position=lines[-1].position + 1
    )
    save_hand_over(hand_over)
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
    hand_over = lock_hand_overs([hand_over])[0]
    require(may_prepare_hand_over(actor, hand_over))
    refuse_confirmed(hand_over)
    require_version(hand_over, row_version)
    lines = list(hand_over.lines.all())
    require_counts(lines, counts)
    require_complete(hand_over)
    before = {line.label: line.stated for line in lines if line.stated is not None}
    for line in lines:
        line.stated = counts[line.position]
    HandOverLine.objects.bulk_update(lines, ["stated"])
    hand_over.note = note.strip()[:LONGEST_NOTE]
    hand_over.stated_at, hand_over.stated_by = clock.now(), acting_user(actor)
    hand_over.state = HandOverState.WAITING
    save_hand_over(hand_over)
    after = {line.label: line.stated for line in lines} | {"note": hand_over.note}
    record(actor, "hand_over.stated", hand_over, chain=hand_over.giver_id, before=before, after=after)
    return hand_over


@transaction.atomic
def reopen_hand_over(*, actor: Actor, hand_over: HandOver, row_version: int) -> HandOver:
    """Back to preparing, so that things can be assigned again; the figures of both sides are void."""
    hand_over = lock_hand_overs([hand_over])[0]
    require(may_prepare_hand_over(actor, hand_over))
    require_state(hand_over, HandOverState.WAITING, HandOverState.DIFFERS)
    require_version(hand_over, row_version)
    hand_over.lines.update(stated=None, received=None)
    hand_over.stated_at = hand_over.stated_by = hand_over.answered_at = hand_over.answered_by = None
    hand_over.state = HandOverState.PREPARING
    save_hand_over(hand_over)
    record(actor, "hand_over.reopened", hand_over, chain=hand_over.giver_id)
    return hand_over
