"""The registers of this room that fill lines C00 to C05 of reports: what each unit has stated of the year. One statement for any
number of units."""

import uuid
from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.commitments.models import PledgeCount
from lantoa.core.periods import Period
from lantoa.reporting.sources import Count, SourceCount, register


def stated(field: str) -> Count:
    """The number of the period's last year; a unit that has not stated it has no figure."""

    def count(unit_ids: Sequence[uuid.UUID], period: Period) -> Mapping[uuid.UUID, SourceCount]:
        year = period.last_day.year
        rows = PledgeCount.objects.filter(unit__in=unit_ids, year=year, **{f"{field}__isnull": False})
        found = rows.values_list("unit", "unit__code", field)
        return {
            unit: SourceCount(number, (f"{code}/{year}",), {f"{code}/{year}": str(number)})
            for unit, code, number in found
        }

    return count


def _link(code: str) -> str:
    """«HG-048/2020»: the unit's row of that year."""
    unit, _slash, year = code.rpartition("/")
    return f"{reverse('commitments:counts')}?nam={year}&q={unit}"


def register_all() -> None:
    for code, label, field in (
        ("commitments.due", _("Sổ cam kết: đảng viên phải ký"), "members_due"),
        ("commitments.members", _("Sổ cam kết: đảng viên đã ký"), "members_signed"),
        ("commitments.leaders", _("Sổ cam kết: người đứng đầu, cán bộ lãnh đạo đã ký"), "leaders_signed"),
        ("commitments.others", _("Sổ cam kết: quần chúng đăng ký"), "others_signed"),
        ("commitments.fulfilled", _("Sổ cam kết: thực hiện tốt, đơn vị đếm"), "fulfilled"),
    ):
        register(code, label, stated(field), _link, unknown=True)
