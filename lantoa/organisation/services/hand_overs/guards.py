"""What every step of a hand-over asks first, and how its row is kept."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.organisation.choices import HandOverState
from lantoa.organisation.models import (
    HandOver,
)


def lock_hand_overs(hand_overs: Iterable[HandOver]) -> list[HandOver]:
    """The rows, locked in one order until the transaction ends."""
    ids = [one.pk for one in hand_overs]
    rows = HandOver.objects.select_for_update(of=("self",)).select_related("event")
    return list(rows.filter(pk__in=ids).order_by("pk"))


def save_hand_over(hand_over: HandOver) -> None:
    hand_over.row_version += 1
    hand_over.save()


def acting_user(actor: Actor) -> User | None:
    return actor if isinstance(actor, User) else None


def refuse_confirmed(hand_over: HandOver) -> None:
    if hand_over.state == HandOverState.CONFIRMED:
        raise Refused(_("Biên bản %(code)s đã xác nhận, không sửa được nữa.") % {"code": hand_over.code})


def require_state(hand_over: HandOver, *states: HandOverState) -> None:
    refuse_confirmed(hand_over)
    if hand_over.state not in states:
        raise Refused(
            _("Biên bản %(code)s đang ở bước «%(state)s» nên không làm được việc này.")
            % {"code": hand_over.code, "state": HandOverState(hand_over.state).label}
        )


def require_version(hand_over: HandOver, row_version: int) -> None:
    if hand_over.row_version != row_version:
        raise Conflict(
            _("Biên bản vừa được người khác sửa. Xem lại số liệu mới ở trên; số anh/chị gõ vẫn còn ở dưới.")
        )
