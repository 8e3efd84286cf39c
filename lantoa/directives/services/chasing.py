"""Remind units of what they lack under a directive: every step in one act, each unit at most once a day of each."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.db import connection, transaction
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.directives.following import Call, Step
from lantoa.directives.models import Receipt
from lantoa.directives.permissions.following import can_chase_in_name_of
from lantoa.directives.queries.following.picture import Following
from lantoa.directives.queries.receipts import is_waiting, to_remind_again, to_remind_first
from lantoa.directives.queries.serving import has_ended
from lantoa.directives.services.codes import one_at_a_time
from lantoa.organisation.access import require
from lantoa.organisation.models import Unit


@dataclass(frozen=True)
class Chased:
    """What one act came to: how many units, and step → how many of them were reminded of it."""

    units: int
    steps: dict[str, int]


@transaction.atomic
def chase(*, actor: User, asker: Unit, following: Following, only: Collection[str]) -> Chased:
    """Remind the units of `following` of the steps in `only` that they lack, in the asker's name. One entry in the record.

    A unit that anybody reminded of a step within the last day is left out of that step; so is a step of which the asker may not
    remind. Raises Forbidden, or Refused: no step chosen, nothing is missing, all were reminded within the last day.
    """
    require(can_chase_in_name_of(actor, asker))
    directive, year = following.directive, following.year
    if has_ended(directive):
        raise Refused(_("Văn bản đã thu hồi, hết hiệu lực hoặc tạm ngưng nên không nhắc các đơn vị nữa."))
    chosen = [one for one in following.asked if one.key in only]
    if not chosen:
        raise Refused(_("Đánh dấu ít nhất một việc để nhắc."))
    one_at_a_time(f"chase.{directive.pk}")
    due = following.to_remind()
    open_steps = [one for one in chosen if not one.barred(actor, asker, directive, year)]
    now, reminded, units = clock.now(), {}, set[uuid.UUID]()
    for step in open_steps:
        if ids := due[step.key]:
            step.remind(Call(actor, asker, directive, year, ids, now))
            reminded[step.key] = len(ids)
            units.update(ids)
    if not units:
        raise Refused(_why_nobody(following, chosen, open_steps))
    record(
        actor,
        "directive.chased",
        directive,
        chain=asker.pk,
        label=directive.code,
        after={"year": year, "asker": asker.code, "units": len(units), "steps": reminded},
    )
    return Chased(len(units), reminded)


def _why_nobody(following: Following, chosen: Sequence[Step], open_steps: Sequence[Step]) -> str:
    if not open_steps:
        return _("Các việc đã chọn không do đơn vị anh/chị nhắc. Xem lý do ở từng việc.")
    sums = following.sums().whole
    if not any(sums.lacks(step) for step in open_steps):
        return _("Các đơn vị đã chọn không còn thiếu việc này. Tải lại trang để xem.")
    return _("Các đơn vị này vừa được nhắc, chưa quá một ngày. Chờ đơn vị trả lời, mai nhắc tiếp được.")


def remind_of(step: str, call: Call) -> None:
    """Keep that the units were reminded of a step that has no reminders of its own. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO directives_reminder (id, unit_id, asker_id, directive_id, year, step, reminded_at)
            SELECT gen_random_uuid(), unit, %s, %s, %s, %s, %s FROM unnest(%s::uuid[]) AS unit
            """,
            [call.asker.pk, call.directive.pk, call.year, step, call.at, list(call.units)],
        )


def remind_of_receipt(call: Call) -> None:
    """The next rung of each: the first reminder, the second, then further ones beside the ladder, so that taking it up higher
    stays where it is. On the units' desks the day stands beside what they have not read. Four statements."""
    among = RawSQL("SELECT unnest(%s::uuid[])", [list(call.units)])
    rows = Receipt.objects.filter(version__directive=call.directive, unit__in=among)
    twice = rows.filter(is_waiting(), reminded_again_at__isnull=False).values_list("unit", flat=True)
    remind_of("receipt", replace(call, units=list(twice.distinct())))
    rows.filter(to_remind_again()).update(reminded_again_at=call.at)
    rows.filter(to_remind_first()).update(reminded_at=call.at)


def remind_of_plan(call: Call) -> None:
    """Kept where the room of plans keeps its reminders. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO directives_planreminder (id, unit_id, asker_id, directive_id, year, reminded_at, reminded_on)
            SELECT gen_random_uuid(), unit, %s, %s, %s, %s, %s FROM unnest(%s::uuid[]) AS unit
            ON CONFLICT DO NOTHING
            """,
            [
                call.asker.pk,
                call.directive.pk,
                call.year,
                call.at,
                call.at.astimezone(clock.VIETNAM).date(),
                list(call.units),
            ],
        )
