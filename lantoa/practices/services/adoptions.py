"""Give practices to units to take up; answer, apply, verify."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from lantoa.accounts.models import User
from lantoa.audit.services import Act, record, record_many
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Forbidden, Refused
from lantoa.core.reference import Reference
from lantoa.core.text import looks_empty
from lantoa.core.workflow import require_move
from lantoa.documents.models import IssuedDocument
from lantoa.notifications.services import Told, notify, notify_each
from lantoa.organisation.access import holds, require
from lantoa.organisation.models import Unit
from lantoa.practices.choices import ADOPTION_MOVES, AdoptionState, Answer, Capacity
from lantoa.practices.models import (
    Adoption,
    AdoptionCheck,
    Booklet,
    BookletEntry,
    Practice,
    ReplicationOrder,
    ReplicationOrderUnit,
)
from lantoa.practices.permissions import can_answer_order, capacity_of
from lantoa.practices.queries.checks import to_be_asked
from lantoa.practices.queries.orders import next_code
from lantoa.practices.queries.verification import is_proved

STATE_OF_ANSWER = {
    Answer.ADOPT: AdoptionState.PLANNED,
    Answer.ADAPT: AdoptionState.PLANNED,
    Answer.ALREADY_HAVE: AdoptionState.ANSWERED,
    Answer.DECLINE: AdoptionState.ANSWERED,
}

SENTENCE_NOT_ONES_OWN = gettext_noop(
    "Kiểm chứng là việc của chuyên viên, kiểm tra cấp trên hoặc người đứng đầu đơn vị khởi xướng; không ai kiểm chứng "
    "kết quả của đơn vị mình."
)

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
def order_replication(
    *,
    actor: Actor,
    booklet: Booklet,
    unit: Unit,
    units: Iterable[Unit],
    code: str,
    issued_on: date,
    answer_by: date,
    document: IssuedDocument | None = None,
    entries: Iterable[BookletEntry] | None = None,
) -> ReplicationOrder:
    """Give practices of a published booklet to `units` to take up: those of `entries`, all of them where nothing is said."""
    if booklet.published_at is None:
        raise Refused(_("Tập mô hình chưa phát hành nên chưa giao nhân rộng được."))
    if answer_by < issued_on:
        raise Refused(
            _("Hạn trả lời phải từ ngày giao trở đi."), fields={"answer_by": _("Sớm hơn ngày giao.")}
        )
    order = ReplicationOrder.objects.create(
        code=code, booklet=booklet, unit=unit, document=document, issued_on=issued_on, answer_by=answer_by
    )
    given = list(booklet.entries.select_related("practice") if entries is None else entries)
    merged = [entry.practice for entry in given if entry.practice.merged_into_id]
    if merged and entries is not None:
        raise Refused(
            _("Đã gộp vào mô hình khác nên không giao nhân rộng được: %(codes)s.")
            % {"codes": ", ".join(one.code for one in merged)}
        )
    given = [entry for entry in given if entry.practice not in merged]
    if not given or any(entry.booklet_id != booklet.pk for entry in given):
        raise Refused(_("Chọn ít nhất một mô hình trong tập để giao nhân rộng."))
    order.entries.set(given)
    recipients = ReplicationOrderUnit.objects.bulk_create(
        [ReplicationOrderUnit(order=order, unit=one) for one in units]
    )
    if not recipients:
        raise Refused(_("Chọn ít nhất một đơn vị để giao nhân rộng."))
    record(
        actor,
        "replication.ordered",
        order,
        chain=unit.pk,
        after={"units": len(recipients), "booklet": booklet.code},
    )
    _ask(actor, order, recipients)
    return order


def _ask(actor: Actor, order: ReplicationOrder, recipients: Iterable[ReplicationOrderUnit]) -> None:
    """Tell the units that were given the order; each once, however often it is extended."""
    told = [Told(order.pk, order.code, one.unit_id) for one in recipients]
    notify_each(
        actor=actor,
        kind="replication_asked",
        subject_kind="practices.replicationorder",
        told=told,
        occasion="asked",
    )


@transaction.atomic
def give_order(
    *,
    actor: User,
    booklet: Booklet,
    unit: Unit,
    units: Iterable[Unit],
    entries: Iterable[BookletEntry],
    answer_by: date,
    document: IssuedDocument | None = None,
) -> ReplicationOrder:
    """The committee's officer gives practices to units today; the code is the year's next.

    Raises Forbidden who does not act for the committee, and as `order_replication`.
    """
    require(holds(actor, "replication.order", unit))
    issued_on = clock.today()
    Unit.objects.select_for_update().get(pk=unit.pk)  # two officers at once do not take one code
    if document is not None and document.unit_id != unit.pk:
        sentence = _("Văn bản này không do đơn vị giao phát hành.")
        raise Refused(sentence, fields={"document": sentence})
    return order_replication(
        actor=actor,
        booklet=booklet,
        unit=unit,
        units=units,
        code=next_code(issued_on.year),
        issued_on=issued_on,
        answer_by=answer_by,
        document=document,
        entries=entries,
    )


@transaction.atomic
def extend_order(
    *, actor: User, order: ReplicationOrder, units: Iterable[Unit]
) -> list[ReplicationOrderUnit]:
    """Give an order to more units; those that have it already are left as they are. Refused where none is new."""
    require(holds(actor, "replication.order", order.unit_id))
    ReplicationOrder.objects.select_for_update().get(pk=order.pk)
    given = set(order.recipients.values_list("unit", flat=True))
    added = ReplicationOrderUnit.objects.bulk_create(
        [ReplicationOrderUnit(order=order, unit=one) for one in units if one.pk not in given]
    )
    if not added:
        raise Refused(_("Các đơn vị đã chọn đều được giao từ trước. Chọn đơn vị khác."))
    record(actor, "replication.extended", order, chain=order.unit_id, after={"units": len(added)})
    _ask(actor, order, added)
    return added


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
        raise Refused(sentence, fields={"have_since": sentence})
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
        raise Refused(sentence, fields={"verified_on": sentence})
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
        raise Refused(sentence, fields={"reason": sentence})
    adoption.returned_on, adoption.returned_as, adoption.return_reason = clock.today(), capacity, reason
    adoption.save(update_fields=["returned_on", "returned_as", "return_reason"])
    after = {"reason": reason, "as": capacity}
    record(actor, "adoption.sent_back", adoption, chain=adoption.unit_id, after=after)
    _tell(actor, adoption, "adoption_sent_back")
    return adoption


def _tell(actor: User, adoption: Adoption, kind: str) -> None:
    about = Reference("practices.adoption", adoption.pk)
    notify(actor=actor, kind=kind, about=about, number=adoption.practice.code, to_units=[adoption.unit])


def _tell_asker(actor: User, adoption: Adoption, kind: str) -> None:
    """The committee that gave the order."""
    about = Reference("practices.adoption", adoption.pk)
    code, unit = adoption.practice.code, adoption.order.unit
    notify(actor=actor, kind=kind, about=about, number=code, to_units=[unit])


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
