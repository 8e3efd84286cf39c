"""Groups as workbooks: all schemes side by side, or the units of one group."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from lantoa.core.vi_dates import format_day
from lantoa.organisation.models import GroupScheme, UnitGroup
from lantoa.organisation.queries.groups import Member
from lantoa.organisation.queries.units import NamedUnit
from lantoa.printing.workbooks import Sheet, SheetColumn, Value, workbook_bytes


def schemes_workbook(
    schemes: Sequence[GroupScheme], rows: Sequence[tuple[NamedUnit, Sequence[str]]], day: date
) -> bytes:
    """XLSX bytes: a row for each unit, a column for each scheme; a unit in several groups of one has them joined by «;»."""
    title = _("Nhóm đơn vị ngày %(day)s") % {"day": format_day(day)}
    columns = (
        SheetColumn(_("STT"), "count", 6),
        SheetColumn(_("Mã"), width=12),
        SheetColumn(_("Tên đơn vị"), width=52),
        SheetColumn(_("Loại hình"), width=22),
        *(SheetColumn(one.name, width=26) for one in schemes),
    )
    told: list[tuple[Value, ...]] = [
        (number, unit.code, unit.name, unit.kind_name, *cells)
        for number, (unit, cells) in enumerate(rows, start=1)
    ]
    return workbook_bytes([Sheet(_("Nhóm"), columns, told, (title,))], title=title, author="", day=day)


def group_workbook(group: UnitGroup, members: Sequence[Member], day: date) -> bytes:
    """XLSX bytes: a row for each unit of the group as listed."""
    title = _("%(scheme)s: %(group)s, ngày %(day)s") % {
        "scheme": group.scheme.name,
        "group": group.name,
        "day": format_day(day),
    }
    columns = (
        SheetColumn(_("STT"), "count", 6),
        SheetColumn(_("Mã"), width=12),
        SheetColumn(_("Tên đơn vị"), width=52),
        SheetColumn(_("Loại hình"), width=22),
        SheetColumn(_("Từ ngày"), "date", 14),
        SheetColumn(_("Đến hết ngày"), "date", 14),
    )
    told = [
        (number, one.unit.code, one.unit.name, one.unit.kind_name, one.since, one.last_day)  # type: ignore[attr-defined]
        for number, one in enumerate(members, start=1)
    ]
    return workbook_bytes([Sheet(_("Nhóm"), columns, told, (title,))], title=title, author="", day=day)
