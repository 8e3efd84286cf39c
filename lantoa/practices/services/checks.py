"""Ask again after an adoption was verified, answer that, and note the visits between the two units."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.organisation.access import require
from lantoa.organisation.models import Unit
from lantoa.practices.choices import AdoptionState, CheckFound
from lantoa.practices.models import Adoption, AdoptionCheck, ExchangeVisit
from lantoa.practices.permissions import can_answer_order
from lantoa.practices.services.adoptions import lock_adoption

MOST_VISITORS = 100_000


@transaction.atomic
def answer_check(
    *, actor: User, check: AdoptionCheck, found: CheckFound, note: str = "", value: Decimal | None = None
) -> AdoptionCheck:
    """The unit says whether it still works so. «Ended» ends the adoption too, with the same reason.

    Raises Refused before the day, where it was answered before, where the adoption has ended, and without the words that a
    change or an end must have.
    """
    require(can_answer_order(actor, check.adoption.holder_unit_id))
    adoption = lock_adoption(check.adoption)
    check = AdoptionCheck.objects.select_for_update().get(pk=check.pk)
    if check.found:
        raise Refused(_("Lần hỏi này đã được trả lời. Tải lại trang để xem."))
    if adoption.state != AdoptionState.VERIFIED:
        raise Refused(_("Đơn vị đã thôi áp dụng mô hình này nên không phải trả lời nữa."))
    if clock.today() < check.due_on:
        raise Refused(_("Chưa đến ngày hỏi lại."))
    _tell(actor, adoption, check, found, note, value, clock.today())
    return check


@transaction.atomic
def enter_check(
    *,
    actor: Actor,
    adoption: Adoption,
    months: int,
    found: CheckFound,
    told_on: date,
    note: str = "",
    value: Decimal | None = None,
) -> AdoptionCheck:
    """Enter an answer that came on paper, with the same rules. Raises Refused where nothing is asked at that term."""
    check = (
        AdoptionCheck.objects.select_for_update().filter(adoption=adoption, months=months, found="").first()
    )
    if check is None or adoption.state != AdoptionState.VERIFIED or told_on < check.due_on:
        raise Refused(_("Không có lần hỏi lại nào chờ trả lời vào ngày này."))
    _tell(actor, adoption, check, found, note, value, told_on)
    return check


def _tell(
    actor: Actor,
    adoption: Adoption,
    check: AdoptionCheck,
    found: CheckFound,
    note: str,
    value: Decimal | None,
    told_on: date,
) -> None:
    if found != CheckFound.ALIVE and not note.strip():
        sentence = _("Ghi điều đã thay đổi.") if found == CheckFound.CHANGED else _("Ghi lý do đã dừng.")
        raise Refused.at("note", sentence)
    check.found, check.note, check.value, check.told_on = found, note.strip(), value, told_on
    check.save()
    if found == CheckFound.ENDED:
        adoption.state, adoption.dropped_on, adoption.reason = AdoptionState.DROPPED, told_on, check.note
        adoption.save(update_fields=["state", "dropped_on", "reason"])
    after = {"months": check.months, "found": found, "value": value}
    record(actor, "adoption.asked_again", adoption, chain=adoption.unit_id, after=after)


@transaction.atomic
def note_visit(
    *, actor: User, adoption: Adoption, held_on: date, host: Unit, visitors: int, outcome: str
) -> ExchangeVisit:
    """A visit between the unit that takes a practice up and where it began; either may be host."""
    require(can_answer_order(actor, adoption.holder_unit_id))
    return enter_visit(
        actor=actor, adoption=adoption, held_on=held_on, host=host, visitors=visitors, outcome=outcome
    )


@transaction.atomic
def enter_visit(
    *, actor: Actor, adoption: Adoption, held_on: date, host: Unit, visitors: int, outcome: str
) -> ExchangeVisit:
    """Enter a visit that was reported on paper, with the same rules."""
    if host.pk not in (adoption.unit_id, adoption.practice.unit_id):
        sentence = _("Nơi đón là đơn vị áp dụng hoặc đơn vị khởi xướng.")
        raise Refused.at("host", sentence)
    if held_on > clock.today():
        sentence = _("Ngày trao đổi không thể ở tương lai.")
        raise Refused.at("held_on", sentence)
    if not outcome.strip() or not 1 <= visitors <= MOST_VISITORS:
        raise Refused(_("Ghi số người tham gia và kết quả trao đổi."))
    visit = ExchangeVisit.objects.create(
        adoption=adoption, held_on=held_on, host=host, visitors=visitors, outcome=outcome.strip()
    )
    after = {"held_on": held_on, "host": host.code, "visitors": visitors}
    record(actor, "adoption.visited", adoption, chain=adoption.unit_id, after=after)
    return visit
