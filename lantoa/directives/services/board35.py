"""How many articles the unit's part of the steering board 35 published in a quarter. A number, and never anything of what was
answered."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import Act, record, record_many
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.core.periods import Period, PeriodKind
from lantoa.directives.models import Board35Count
from lantoa.directives.permissions.outreach import can_record_outreach
from lantoa.organisation.access import require
from lantoa.organisation.models import Unit, UnitVersion

MOST_NUMBER = 1_000_000


@transaction.atomic
def count_board35(*, actor: User, unit: Unit, period: Period, number: int, row_version: int) -> Board35Count:
    """Say the number of a quarter, or mend it; `row_version` 0 where none was said yet.

    Raises Forbidden, Conflict (somebody said or changed it meanwhile), Refused: a quarter to come, a unit that was not there, a
    number out of bounds; ValueError for a period that is no quarter.
    """
    require(can_record_outreach(actor, unit))
    if period.kind != PeriodKind.QUARTER:
        raise ValueError(f"no quarter: {period.code}")
    if period.start > clock.today():
        raise Refused(_("Quý này chưa tới. Chọn quý đã qua hoặc quý này."), fields={"period": _("Chưa tới.")})
    if not 0 <= number <= MOST_NUMBER:
        sentence = _("Số tin, bài từ 0 đến 1.000.000.")
        raise Refused.at("number", sentence)
    if not UnitVersion.objects.filter(unit=unit, valid__overlap=(period.start, period.end)).exists():
        sentence = _("Trong quý này đơn vị chưa có hoặc đã kết thúc.")
        raise Refused.at("period", sentence)
    Unit.objects.select_for_update().get(pk=unit.pk)  # one who says the number at a time
    place = {"unit": unit, "year": period.start.year, "quarter": period.number}
    found = Board35Count.objects.filter(**place).first()
    if (found.row_version if found else 0) != row_version:
        raise Conflict(_("Số của quý này vừa được người khác ghi. Xem số đang lưu rồi sửa lại."))
    before = {"number": found.number} if found else {}
    if found is None:
        found = Board35Count(**place, number=number)
    else:
        found.number, found.row_version = number, found.row_version + 1
    found.save()
    record(
        actor,
        "board35.counted",
        found,
        chain=unit.pk,
        label=period.code,
        before=before,
        after={"number": number},
    )
    return found


@transaction.atomic
def enter_board35(*, actor: Actor, counts: Sequence[Board35Count]) -> int:
    """Enter the numbers of many units and quarters of which none was said, as an old table gives them; how many."""
    Board35Count.objects.bulk_create(counts, batch_size=1000)
    label = "{0.year}Q{0.quarter}".format
    record_many(
        actor,
        [
            Act("board35.counted", one, one.unit_id, label(one), after={"number": one.number})
            for one in counts
        ],
    )
    return len(counts)
