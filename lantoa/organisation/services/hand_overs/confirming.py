"""The receiving side: its figures, the confirmation on which things change hands, and how a difference is closed."""

import uuid
from collections import defaultdict
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.audit.services import Act, record, record_many
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.core.vi_dates import format_day
from lantoa.organisation import holdings
from lantoa.organisation.access import require
from lantoa.organisation.choices import HandOverState
from lantoa.organisation.models import (
    HandOver,
    HandOverLine,
)
from lantoa.organisation.permissions import (
    confirms_in_stead,
    may_confirm_hand_over,
    may_settle_hand_over,
)
from lantoa.organisation.services.hand_overs.counting import LONGEST_NOTE, require_counts
from lantoa.organisation.services.hand_overs.guards import (
    acting_user,
    lock_hand_overs,
    require_state,
    require_version,
    save_hand_over,
)
from lantoa.organisation.services.hand_overs.items import require_complete


@transaction.atomic
def confirm_hand_over(
    *, actor: Actor, hand_over: HandOver, counts: Mapping[int, int], remarks: str = "", row_version: int
) -> HandOver:
    """The receiver states what it got. Where every figure agrees, it is confirmed and things change hands; where one differs,
    both figures stay and nothing moves.

    Raises Forbidden; Conflict (the giver changed its figures meanwhile); Refused: not stated yet, confirmed already, before the
    effective day, a line without a figure, a list that is no longer what hangs on the giver.
    """
    hand_over = lock_hand_overs([hand_over])[0]
    require(
        may_confirm_hand_over(actor, hand_over),
        _("Người đứng đầu đơn vị nhận xác nhận biên bản bàn giao."),
    )
    require_state(hand_over, HandOverState.WAITING, HandOverState.DIFFERS)
    require_version(hand_over, row_version)
    if clock.today() < hand_over.effective_on:
        raise Refused(
            _("Quyết định có hiệu lực từ ngày %(day)s; xác nhận từ ngày đó.")
            % {"day": format_day(hand_over.effective_on)}
        )
    lines = list(hand_over.lines.all())
    require_counts(lines, counts)
    require_complete(hand_over)
    for line in lines:
        line.received = counts[line.position]
    HandOverLine.objects.bulk_update(lines, ["received"])
    hand_over.remarks = remarks.strip()[:LONGEST_NOTE]
    hand_over.answered_at, hand_over.answered_by = clock.now(), acting_user(actor)
    hand_over.is_in_stead = confirms_in_stead(actor, hand_over)
    differing = [line.label for line in lines if line.differs]
    after: dict[str, object] = {line.label: line.received for line in lines}
    after["in_stead"] = hand_over.is_in_stead
    if differing:
        hand_over.state = HandOverState.DIFFERS
        save_hand_over(hand_over)
        after |= {"differing": differing, "remarks": hand_over.remarks}
        record(actor, "hand_over.differs", hand_over, chain=hand_over.receiver_id, after=after)
        return hand_over
    return _confirm(actor, hand_over, after)


@transaction.atomic
def settle_difference(*, actor: Actor, hand_over: HandOver, reason: str, row_version: int) -> HandOver:
    """The committee above closes a hand-over whose counts still differ, with the reason; things change hands.

    Raises Forbidden (also for who stated the giver's counts), Conflict, Refused (no difference, no reason).
    """
    hand_over = lock_hand_overs([hand_over])[0]
    require(
        may_settle_hand_over(actor, hand_over),
        _("Chênh lệch do cấp trên quyết định, không phải người đã chốt số liệu bên giao."),
    )
    require_state(hand_over, HandOverState.DIFFERS)
    require_version(hand_over, row_version)
    if not reason.strip():
        raise Refused(
            _("Ghi lý do chấp nhận chênh lệch."), fields={"reason": _("Ghi lý do chấp nhận chênh lệch.")}
        )
    require_complete(hand_over)
    hand_over.reason = reason.strip()[:LONGEST_NOTE]
    hand_over.settled_at, hand_over.settled_by = clock.now(), acting_user(actor)
    return _confirm(actor, hand_over, {"reason": hand_over.reason})


def _confirm(actor: Actor, hand_over: HandOver, after: Mapping[str, object]) -> HandOver:
    """Every room gives its things into the receiver's hands, in this transaction."""
    hand_over.state = HandOverState.CONFIRMED
    hand_over.confirmed_at = clock.now()
    save_hand_over(hand_over)
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
