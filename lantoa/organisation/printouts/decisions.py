"""The register of decisions and a comparison of two days as workbooks: the rows of the page, in its order."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.vi_dates import format_day
from lantoa.organisation.models import UnitEvent
from lantoa.organisation.queries.comparison import Comparison, Difference
from lantoa.organisation.queries.decisions import ListedDecision
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes


def decisions_workbook(rows: Sequence[UnitEvent], today: date) -> bytes:
    """XLSX bytes: one row for each decision of `queries.decisions`, with its units."""
    title = _("Quyết định về tổ chức, lập ngày %(day)s") % {"day": format_day(today)}
    columns = (
        SheetColumn(_("STT"), "count", 6),
        SheetColumn(_("Mã"), width=16),
        SheetColumn(_("Số quyết định"), width=20),
        SheetColumn(_("Ngày quyết định"), width=14),
        SheetColumn(_("Ngày hiệu lực"), width=14),
        SheetColumn(_("Loại"), width=26),
        SheetColumn(_("Cơ quan ban hành"), width=30),
        SheetColumn(_("Đơn vị"), width=50),
        SheetColumn(_("Tình trạng"), width=22),
        SheetColumn(_("Ngày nhập"), width=14),
    )
    lines = [
        (
            number,
            row.code,
            row.decision_number,
            format_day(row.decided_on),
            format_day(row.effective_on),
            row.get_kind_display(),
            row.issuer,
            _units(cast(ListedDecision, row)),
            decision_state(row, today),
            format_day(row.recorded_at.astimezone(clock.VIETNAM).date()),
        )
        for number, row in enumerate(rows, start=1)
    ]
    return workbook_bytes(
        [Sheet(_("Quyết định"), columns, lines, (title,))], title=title, author="", day=today
    )


def _units(row: ListedDecision) -> str:
    shown = ", ".join(row.shown_units)
    return (
        _("%(units)s và %(more)s đơn vị khác") % {"units": shown, "more": row.more_units}
        if row.more_units
        else shown
    )


def decision_state(event: UnitEvent, today: date) -> str:
    """How a decision stands, in words."""
    if event.undone_at is not None:
        return _("Đã hủy bỏ")
    return _("Sắp có hiệu lực") if event.effective_on > today else _("Đang có hiệu lực")


def difference_words() -> Mapping[Difference, str]:
    return {
        Difference.NEW: _("Mới lập"),
        Difference.ENDED: _("Kết thúc"),
        Difference.RENAMED: _("Đổi tên"),
        Difference.MOVED: _("Chuyển cấp trên"),
        Difference.KIND: _("Đổi loại hình"),
    }


def comparison_workbook(found: Comparison, kind: str) -> bytes:
    """XLSX bytes: one row for each unit that differs, narrowed to one kind of difference where it is said."""
    title = _("So sánh cây tổ chức ngày %(first)s và ngày %(second)s") % {
        "first": format_day(found.first),
        "second": format_day(found.second),
    }
    columns = (
        SheetColumn(_("STT"), "count", 6),
        SheetColumn(_("Mã"), width=14),
        SheetColumn(_("Thay đổi"), width=24),
        SheetColumn(_("Tên trước"), width=44),
        SheetColumn(_("Tên sau"), width=44),
        SheetColumn(_("Cấp trên trước"), width=30),
        SheetColumn(_("Cấp trên sau"), width=30),
        SheetColumn(_("Loại hình trước"), width=22),
        SheetColumn(_("Loại hình sau"), width=22),
        SheetColumn(_("Theo quyết định"), width=36),
    )
    words = difference_words()
    rows = [row for row in found.rows if not kind or kind in row.kinds]
    lines = [
        (
            number,
            row.unit.code,
            ", ".join(words[one] for one in row.kinds),
            row.before.name if row.before else "",
            row.after.name if row.after else "",
            row.parent_before,
            row.parent_after,
            row.before.kind_name if row.before else "",
            row.after.kind_name if row.after else "",
            ", ".join(one.decision_number for one in row.decisions),
        )
        for number, row in enumerate(rows, start=1)
    ]
    return workbook_bytes(
        [Sheet(_("So sánh"), columns, lines, (title,))], title=title, author="", day=found.second
    )
