"""The result of an adoption, looked at by somebody who is not of the unit: verified, or sent back to be completed."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.errors import Forbidden, Refused
from lantoa.core.reference import Reference
from lantoa.core.text import looks_empty
from lantoa.core.workflow import require_move
from lantoa.notifications.services import notify
from lantoa.practices.choices import ADOPTION_MOVES, AdoptionState, Capacity
from lantoa.practices.models import Adoption, AdoptionCheck
from lantoa.practices.permissions import capacity_of
from lantoa.practices.queries.checks import to_be_asked
from lantoa.practices.queries.verification import is_proved
from lantoa.practices.services.adoptions import lock_adoption

SENTENCE_NOT_ONES_OWN = gettext_noop(
    "Kiểm chứng là việc của chuyên viên, kiểm tra cấp trên hoặc người đứng đầu đơn vị khởi xướng; không ai kiểm chứng "
    "kết quả của đơn vị mình."
)


@transaction.atomic
def verify_adoption(*, actor: User, adoption: Adoption, verified_on: date) -> Adoption:
    """Somebody who is not of the unit has seen the result and its evidence: staff or an inspector above it, or the head of the
    unit where the practice began. Who, and as what, is kept.

    Raises Forbidden, and Refused: not applied, verified by somebody else in the meantime, sent back, no proof, a wrong day.
    """
    adoption, capacity = _to_weigh(actor, adoption)
    if not is_proved(adoption):
        raise Refused(_("Chưa có số đo hoặc minh chứng nên chưa kiểm chứng được. Đề nghị đơn vị bổ sung."))
    if verified_on > clock.today() or (adoption.applied_on and verified_on < adoption.applied_on):
        sentence = _("Ngày kiểm chứng phải từ ngày áp dụng đến hôm nay.")
        raise Refused.at("verified_on", sentence)
    adoption.state = AdoptionState.VERIFIED
    adoption.verified_on, adoption.verified_by, adoption.verified_as = verified_on, actor, capacity
    adoption.save()
    AdoptionCheck.objects.bulk_create(to_be_asked([adoption]))
    after = {"verified_on": verified_on, "as": capacity}
    record(actor, "adoption.verified", adoption, chain=adoption.unit_id, after=after)
    _tell(actor, adoption, "adoption_verified")
    return adoption


@transaction.atomic
def send_back_adoption(*, actor: User, adoption: Adoption, reason: str) -> Adoption:
    """Ask the unit to complete its result, with what is missing or does not agree. It stays applied; once the unit has told more
    it waits again.

    Raises Forbidden, and Refused as `verify_adoption`, and without a reason.
    """
    adoption, capacity = _to_weigh(actor, adoption)
    if looks_empty(reason):
        sentence = _("Ghi rõ đơn vị cần bổ sung gì.")
        raise Refused.at("reason", sentence)
    adoption.returned_on, adoption.returned_as, adoption.return_reason = clock.today(), capacity, reason
    adoption.save(update_fields=["returned_on", "returned_as", "return_reason"])
    after = {"reason": reason, "as": capacity}
    record(actor, "adoption.sent_back", adoption, chain=adoption.unit_id, after=after)
    _tell(actor, adoption, "adoption_sent_back")
    return adoption


def _tell(actor: User, adoption: Adoption, kind: str) -> None:
    about = Reference("practices.adoption", adoption.pk)
    notify(actor=actor, kind=kind, about=about, number=adoption.practice.code, to_units=[adoption.unit])


def _to_weigh(actor: User, adoption: Adoption) -> tuple[Adoption, Capacity]:
    """The adoption, locked, still waiting to be looked at, and as what the person does so."""
    adoption = lock_adoption(adoption)
    capacity = capacity_of(actor, adoption)
    if capacity is None:
        raise Forbidden(_(SENTENCE_NOT_ONES_OWN))
    if adoption.state == AdoptionState.VERIFIED:
        raise Refused(_("Kết quả này vừa được người khác kiểm chứng. Tải lại trang để xem."))
    if adoption.state == AdoptionState.APPLIED and adoption.returned_on is not None:
        raise Refused(_("Kết quả này vừa được trả lại để đơn vị bổ sung. Tải lại trang để xem."))
    sentence = _("Chỉ kiểm chứng được mô hình đơn vị đã báo áp dụng.")
    require_move(adoption, ADOPTION_MOVES, AdoptionState.VERIFIED, sentence)
    return adoption, capacity
