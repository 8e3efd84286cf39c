"""Remind the units directly below that have no plan."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import Act, record_many
from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.core.reference import Reference
from lantoa.directives.choices import PlanState
from lantoa.directives.models import (
    Directive,
    PlanReminder,
    PlanVersion,
)
from lantoa.directives.permissions.plans import can_chase_for
from lantoa.directives.queries.plans import units_lacking
from lantoa.directives.services.codes import one_at_a_time
from lantoa.notifications.services import notify
from lantoa.organisation.access import require
from lantoa.organisation.models import Unit


@transaction.atomic
def remind_lacking(
    *, actor: User, asker: Unit, directive: Directive, year: int, codes: Sequence[str]
) -> list[Unit]:
    """Remind units directly below that have no adopted plan, each at most once a day; those reminded now.

    Raises Forbidden, or Refused: none chosen, the asker has no plan in force, none of them lacks one, all were reminded today.
    """
    require(can_chase_for(actor, asker))
    if not codes:
        raise Refused(_("Đánh dấu ít nhất một đơn vị để nhắc."))
    one_at_a_time("plan_reminders")
    if not PlanVersion.objects.filter(
        state=PlanState.ADOPTED,
        plan__serves__unit=asker,
        plan__serves__directive=directive,
        plan__serves__year=year,
    ).exists():
        raise Refused(_("Ban hành kế hoạch của cấp mình trước, rồi mới nhắc các đơn vị bên dưới."))
    lacking = list(units_lacking(asker, directive, year).filter(code__in=list(codes)))
    if not lacking:
        raise Refused(_("Các đơn vị đã chọn đều đã ban hành kế hoạch. Tải lại trang để xem."))
    today = clock.today()
    reminded = set(
        PlanReminder.objects.filter(
            directive=directive, year=year, reminded_on=today, unit__in=lacking
        ).values_list("unit", flat=True)
    )
    left = [unit for unit in lacking if unit.pk not in reminded]
    if not left:
        raise Refused(_("Hôm nay đã nhắc tất cả các đơn vị này. Mai nhắc tiếp được."))
    made = PlanReminder.objects.bulk_create(
        [
            PlanReminder(unit=unit, asker=asker, directive=directive, year=year, reminded_on=today)
            for unit in left
        ]
    )
    record_many(
        actor,
        [
            Act(
                "plan.reminded",
                one,
                one.unit_id,
                unit.code,
                after={"directive": directive.reference, "year": year, "asker": asker.code},
            )
            for one, unit in zip(made, left, strict=True)
        ],
    )
    about = Reference("directives.directive", directive.pk)
    notify(actor=actor, kind="plan_reminded", about=about, number=directive.reference, to_units=left)
    return left
