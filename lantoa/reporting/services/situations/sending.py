"""Send what a unit tells of a quarter: along with its report, or by itself where no report takes it along."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.audit.services import record
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.core.periods import Period
from lantoa.organisation.access import require
from lantoa.organisation.models import Unit
from lantoa.reporting.models import Situation, Submission
from lantoa.reporting.permissions import may
from lantoa.reporting.queries.sheets import shape_of
from lantoa.reporting.queries.situations.own import SEND, report_with
from lantoa.reporting.queries.situations.people import People, people_of, telling_for
from lantoa.reporting.queries.situations.rules import carries, open_quarters, rule_on
from lantoa.reporting.services.situations.writing import lock_situation, require_large_enough


@transaction.atomic
def send_situation(*, actor: Actor, unit: Unit, period: Period, row_version: int | None = None) -> Situation:
    """Send by itself. Raises Forbidden, Conflict (saved anew since `row_version` was read), or Refused: nothing written, already
    sent, a report that takes it along waits to be sent, a quarter that is not open, a unit that has become too small."""
    require(may(actor, SEND, unit), _("Chỉ người đứng đầu đơn vị gửi phần này."))
    situation = lock_situation(unit, period)
    if situation is None or situation.is_sent:
        raise Refused(_("Chưa có gì để gửi, hoặc phần này đã gửi. Tải lại trang để xem."))
    if period not in open_quarters():
        raise Refused(_("Chỉ gửi cho quý này và quý trước."))
    if report_with(unit, period):
        raise Refused(_("Phần này gửi cùng báo cáo quý. Mở báo cáo rồi gửi."))
    if row_version is not None and situation.row_version != row_version:
        raise Conflict(_("Phần này vừa được lưu ở một trang khác. Mở lại trang, xem lại rồi gửi."))
    rule = rule_on()
    telling = telling_for(unit, period, rule)
    require_large_enough(telling, rule)
    _mark_sent(actor, situation, unit, period, telling.people)
    return situation


@transaction.atomic
def recall_situation(*, actor: Actor, unit: Unit, period: Period) -> Situation:
    """Take back what was sent, to write on. Raises Forbidden, or Refused: not sent, a quarter that is not open any more."""
    require(may(actor, SEND, unit), _("Chỉ người đứng đầu đơn vị thu hồi phần này."))
    situation = lock_situation(unit, period)
    if situation is None or not situation.is_sent:
        raise Refused(_("Phần này chưa gửi nên không cần thu hồi."))
    if period not in open_quarters():
        raise Refused(_("Quý này không còn ghi được nên không thu hồi được nữa. Gỡ từng dòng nếu cần."))
    _mark_unsent(actor, situation, unit, period)
    return situation


@transaction.atomic
def send_with_report(*, actor: Actor, submission: Submission) -> None:
    """Send along with a report that is being sent. An amendment of an accepted report takes nothing along. Raises Refused
    where the report itself says that the unit is too small to tell for itself."""
    if submission.is_amendment or not carries(submission.collection):
        return
    unit, period = submission.unit, submission.collection.period
    situation = lock_situation(unit, period)
    if situation is None or situation.is_sent:
        return
    rule = rule_on()
    reported = _reported(submission, rule.people_indicator)
    people = people_of([unit.pk], period, rule, reported)[unit.pk]
    if people.together < rule.least_people:
        if not situation.told_separately and not situation.lines.exists():
            return
        raise Refused(
            _(
                "Theo số người trong báo cáo này, đơn vị không đủ lớn để báo riêng tình hình theo chủ đề. "
                "Mở phần tình hình, bỏ hết các dòng rồi gửi lại; cấp trên báo cáo chung."
            )
        )
    _mark_sent(actor, situation, unit, period, people)


@transaction.atomic
def return_with_report(*, actor: Actor, submission: Submission) -> None:
    """Give back along with a report that is returned or recalled."""
    if submission.is_amendment or not carries(submission.collection):
        return
    unit, period = submission.unit, submission.collection.period
    situation = lock_situation(unit, period)
    if situation is not None and situation.is_sent:
        _mark_unsent(actor, situation, unit, period)


def _reported(submission: Submission, indicator: str) -> dict[uuid.UUID, int]:
    for line in shape_of(submission.collection.sheet_version_id).lines:
        if line.indicator.code == indicator:
            value = submission.values[line.position]
            return {} if value is None else {submission.unit_id: int(value)}
    return {}


def _mark_sent(actor: Actor, situation: Situation, unit: Unit, period: Period, people: People) -> None:
    situation.is_sent, situation.people = True, people.together
    situation.row_version += 1
    situation.save()
    record(actor, "situation.sent", situation, chain=unit.pk, label=f"{unit.code} {period.code}")


def _mark_unsent(actor: Actor, situation: Situation, unit: Unit, period: Period) -> None:
    situation.is_sent, situation.people = False, None
    situation.row_version += 1
    situation.save()
    record(actor, "situation.recalled", situation, chain=unit.pk, label=f"{unit.code} {period.code}")
