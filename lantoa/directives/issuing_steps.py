"""What every write of an issuing begins and ends with: the lock, the version that was seen, the record."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.core.vi_dates import format_day
from lantoa.directives.choices import IssuingState
from lantoa.directives.models import Issuing
from lantoa.directives.permissions.issuings import can_draft_for
from lantoa.organisation.access import require

FURTHEST = 5  # years ahead, as of tasks


def locked_issuing(issuing: Issuing) -> Issuing:
    """The row, held until the transaction ends."""
    rows = Issuing.objects.select_for_update(of=("self",))
    return rows.select_related("version__directive", "unit", "issued_by").get(pk=issuing.pk)


def locked_draft(actor: Actor, issuing: Issuing, row_version: int) -> Issuing:
    """Held, for who prepares it. Raises Forbidden, Conflict, Refused (issued already)."""
    if isinstance(actor, User):
        require(can_draft_for(actor, issuing.unit_id))
    found = locked_issuing(issuing)
    require_draft(found, row_version)
    return found


def require_draft(issuing: Issuing, row_version: int) -> None:
    if issuing.state != IssuingState.DRAFT:
        raise Refused(_("Đợt này đã phát động."))
    if issuing.row_version != row_version:
        raise Conflict(_("Người khác vừa sửa đợt này. Mở lại trang để xem bản mới, rồi làm tiếp."))


def save_issuing(
    actor: Actor, issuing: Issuing, act: str, before: dict[str, Any], after: dict[str, Any]
) -> Issuing:
    issuing.row_version += 1
    issuing.save()
    record(actor, act, issuing, chain=issuing.unit_id, label=issuing.code, before=before, after=after)
    return issuing


def check_day(day: date) -> None:
    """Refused for a day that is over or too far."""
    today = clock.today()
    sentence = ""
    if day < today:
        sentence = _("Hạn %(day)s đã qua. Chọn từ hôm nay trở đi.") % {"day": format_day(day)}
    elif day.year > today.year + FURTHEST:
        sentence = _("Hạn xa nhất là hết năm %(year)d.") % {"year": today.year + FURTHEST}
    if sentence:
        raise Refused.at("due_on", sentence)
