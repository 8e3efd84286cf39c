"""A unit's answer to an order, and what it says of applying a practice."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.accounts.models import User
from lantoa.audit.services import Act, record, record_many
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.core.reference import Reference
from lantoa.core.workflow import require_move
from lantoa.notifications.services import notify
from lantoa.organisation.access import require
from lantoa.organisation.models import Unit
from lantoa.practices.choices import ADOPTION_MOVES, AdoptionState, Answer
from lantoa.practices.models import Adoption, AdoptionCheck, Practice, ReplicationOrder
from lantoa.practices.permissions import can_answer_order
from lantoa.practices.queries.checks import to_be_asked

STATE_OF_ANSWER = {
    Answer.ADOPT: AdoptionState.PLANNED,
    Answer.ADAPT: AdoptionState.PLANNED,
    Answer.ALREADY_HAVE: AdoptionState.ANSWERED,
    Answer.DECLINE: AdoptionState.ANSWERED,
}
# What the reason must tell, where it may not be left out.
WANTED = {
    Answer.ADAPT: gettext_lazy("Ghi điểm khác khi áp dụng ở đơn vị."),
    Answer.ALREADY_HAVE: gettext_lazy("Ghi cách làm tương tự mà đơn vị đang có."),
    Answer.DECLINE: gettext_lazy("Ghi lý do không áp dụng."),
}


@dataclass(frozen=True)
class AnswerGiven:
    """A unit's answer with whatever became of it since, as registers and imports bring it."""

    practice: Practice
    unit: Unit
    answer: Answer
    answered_on: date
    reason: str = ""
    have_since: date | None = None
    planned_for: date | None = None
    applied_on: date | None = None
    verified_on: date | None = None
    baseline: Decimal | None = None
    result_value: Decimal | None = None
    evidence: str = ""

    @property
    def state(self) -> AdoptionState:
        if self.verified_on:
            return AdoptionState.VERIFIED
        if self.applied_on:
            return AdoptionState.APPLIED
        return STATE_OF_ANSWER[self.answer]


@transaction.atomic
def enter_answers(*, actor: Actor, order: ReplicationOrder, answers: Iterable[AnswerGiven]) -> list[Adoption]:
    """Enter answers that came on paper or from a register, with the same rules as answers given on screen."""
    answers = list(answers)
    in_booklet = set(order.entries.values_list("practice", flat=True))
    asked = set(order.recipients.values_list("unit", flat=True))
    for one in answers:
        _check_answer(one.practice, one.unit, one.answer, one.reason, in_booklet, asked)
        if one.verified_on and (one.result_value is None or not one.evidence):
            raise Refused(_("Đã kiểm chứng thì phải có số đo và minh chứng."))
    made = Adoption.objects.bulk_create(
        [Adoption(order=order, state=one.state, **vars(one)) for one in answers], batch_size=1000
    )
    verified = [one for one in made if one.state == AdoptionState.VERIFIED]
    AdoptionCheck.objects.bulk_create(to_be_asked(verified), batch_size=1000)
    record_many(
        actor,
        [
            Act("adoption.answered", one, one.unit_id, after={"answer": one.answer, "state": one.state})
            for one in made
        ],
    )
    return made


@transaction.atomic
def answer_order(
    *,
    actor: User,
    order: ReplicationOrder,
    practice: Practice,
    unit: Unit,
    answer: Answer,
    reason: str = "",
    planned_for: date | None = None,
    have_since: date | None = None,
) -> Adoption:
    """A unit's answer to one practice of an order. May be changed until something has been applied.

    Who takes a practice up says from when; who has it already says since when and how; who adapts it says what
    changes; who declines says why.
    """
    asked = order.recipients.filter(unit=unit).first()
    holder = asked.holder_id if asked is not None else None
    require(can_answer_order(actor, holder or unit))
    if planned_for is not None and planned_for < order.issued_on:
        raise Refused(
            _("Ngày dự kiến áp dụng phải từ ngày giao trở đi."),
            fields={"planned_for": _("Sớm hơn ngày giao.")},
        )
    if have_since is not None and have_since > clock.today():
        sentence = _("Ngày bắt đầu làm không thể ở tương lai.")
        raise Refused.at("have_since", sentence)
    _check_answer(
        practice,
        unit,
        answer,
        reason,
        set(order.entries.values_list("practice", flat=True)),
        set(order.recipients.values_list("unit", flat=True)),
    )
    adoption = Adoption.objects.select_for_update().filter(order=order, practice=practice, unit=unit).first()
    if adoption is not None and adoption.applied_on is not None:
        raise Refused(_("Đơn vị đã áp dụng mô hình này; không đổi câu trả lời được nữa."))
    adoption = adoption or Adoption(order=order, practice=practice, unit=unit, holder_id=holder)
    adoption.answer = answer
    adoption.state = STATE_OF_ANSWER[answer]
    adoption.reason = reason
    adoption.planned_for = planned_for if adoption.state == AdoptionState.PLANNED else None
    adoption.have_since = have_since if answer == Answer.ALREADY_HAVE else None
    adoption.dropped_on = None
    adoption.answered_on = clock.today()
    adoption.save()
    record(
        actor,
        "adoption.answered",
        adoption,
        chain=unit.pk,
        after={"answer": answer, "practice": practice.code},
    )
    _tell_asker(actor, adoption, "adoption_answered")
    return adoption


@transaction.atomic
def report_applied(
    *,
    actor: User,
    adoption: Adoption,
    applied_on: date,
    baseline: Decimal | None,
    result_value: Decimal | None,
    evidence: str,
    beneficiaries: int | None = None,
    money: int | None = None,
) -> Adoption:
    """The unit says that it applies the practice since a day, with its own measure if there is one yet.

    May be said again with more until the committee has verified it.
    """
    require(can_answer_order(actor, adoption.holder_unit_id))
    adoption = lock_adoption(adoption)
    if adoption.state != AdoptionState.APPLIED:
        sentence = _("Chỉ báo áp dụng cho mô hình đơn vị đã nhận áp dụng và chưa được kiểm chứng.")
        require_move(adoption, ADOPTION_MOVES, AdoptionState.APPLIED, sentence)
    if applied_on > clock.today():
        raise Refused(_("Ngày áp dụng không thể ở tương lai."), fields={"applied_on": _("Ngày ở tương lai.")})
    before = {"state": adoption.state}
    adoption.state = AdoptionState.APPLIED
    adoption.returned_on, adoption.returned_as, adoption.return_reason = None, "", ""
    adoption.applied_on = applied_on
    adoption.baseline, adoption.result_value, adoption.evidence = baseline, result_value, evidence
    adoption.beneficiaries, adoption.money = beneficiaries, money
    adoption.save()
    after = {
        "applied_on": applied_on,
        "baseline": baseline,
        "result_value": result_value,
        "evidence": evidence,
        "beneficiaries": beneficiaries,
        "money": money,
    }
    record(actor, "adoption.applied", adoption, chain=adoption.unit_id, before=before, after=after)
    _tell_asker(actor, adoption, "adoption_applied")
    return adoption


@transaction.atomic
def drop_adoption(*, actor: User, adoption: Adoption, reason: str) -> Adoption:
    """The unit stops an adoption it had taken up, with the reason."""
    require(can_answer_order(actor, adoption.holder_unit_id))
    adoption = lock_adoption(adoption)
    require_move(adoption, ADOPTION_MOVES, AdoptionState.DROPPED, _("Đơn vị chưa nhận áp dụng mô hình này."))
    if not reason.strip():
        raise Refused(_("Ghi lý do thôi áp dụng."), fields={"reason": _("Chưa có lý do.")})
    before = {"state": adoption.state}
    adoption.state, adoption.dropped_on, adoption.reason = AdoptionState.DROPPED, clock.today(), reason
    adoption.save()
    record(
        actor, "adoption.dropped", adoption, chain=adoption.unit_id, before=before, after={"reason": reason}
    )
    _tell_asker(actor, adoption, "adoption_dropped")
    return adoption


def lock_adoption(adoption: Adoption) -> Adoption:
    """The adoption with its practice as it stands now, held until the transaction ends. Raises Refused where a merger has set
    it aside meanwhile."""
    rows = Adoption.with_set_aside.select_for_update(of=("self",)).select_related("practice")
    held = rows.get(pk=adoption.pk)
    if held.set_aside:
        raise Refused(
            _("Mô hình này vừa được gộp, nên kết quả ghi ở mô hình nhận gộp. Tải lại trang để xem.")
        )
    return held


def _tell_asker(actor: User, adoption: Adoption, kind: str) -> None:
    """The committee that gave the order."""
    about = Reference("practices.adoption", adoption.pk)
    code, unit = adoption.practice.code, adoption.order.unit
    notify(actor=actor, kind=kind, about=about, number=code, to_units=[unit])


def _check_answer(
    practice: Practice,
    unit: Unit,
    answer: Answer,
    reason: str,
    in_booklet: set[uuid.UUID],
    asked: set[uuid.UUID],
) -> None:
    if practice.pk not in in_booklet or unit.pk not in asked:
        raise Refused(_("Mô hình hoặc đơn vị này không thuộc đợt giao nhân rộng."))
    if practice.unit_id == unit.pk:
        raise Refused(_("Đơn vị là nơi khởi xướng mô hình này, không trả lời áp dụng."))
    if answer != Answer.ADOPT and not reason.strip():
        raise Refused(str(WANTED[answer]), fields={"reason": _("Chưa có lý do.")})
