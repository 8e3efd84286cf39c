"""The situation by theme as a workbook: what the page shows, and nothing beside."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.periods import from_code
from lantoa.printing.workbooks import Sheet, SheetColumn, Value, workbook_bytes
from lantoa.reporting.models import SituationLine
from lantoa.reporting.queries.situations.reading import Board


def situations_workbook(
    board: Board, lines: Iterable[SituationLine], narrowed: Sequence[str], *, author: str
) -> bytes:
    """Two tables: how many units told, theme by quarter; and the lines. `narrowed`: the filters in words."""
    title = _("Tình hình theo chủ đề")
    heads = (
        title,
        *narrowed,
        _("Số đơn vị có nêu. Không cộng các ô: một đơn vị nêu nhiều chủ đề, nhiều quý."),
    )
    rows: list[tuple[Value, ...]] = [(row.theme.name, *row.units) for row in board.rows]
    rows += [
        (_("Đơn vị đã gửi"), *board.told),
        (_("Trong đó có phần đã báo cáo riêng theo chế độ mật"), *board.separately),
    ]
    counts = Sheet(
        _("Theo chủ đề"),
        (
            SheetColumn(_("Chủ đề"), width=40),
            *(SheetColumn(one.label_title, kind="count", width=14) for one in board.quarters),
        ),
        rows,
        heads,
    )
    told = Sheet(
        _("Các dòng"),
        (
            SheetColumn(_("Quý"), width=14),
            SheetColumn(_("Chủ đề"), width=32),
            SheetColumn(_("Mã đơn vị"), width=14),
            SheetColumn(_("Đơn vị"), width=36),
            SheetColumn(_("Sự việc, điều cần giải quyết"), width=80),
        ),
        [
            (
                from_code(line.situation.period_code).label_title,
                line.theme.name,
                line.situation.unit.code,
                getattr(line, "unit_name", "") or line.situation.unit.code,
                line.words,
            )
            for line in lines
        ],
        (title, *narrowed, _("Nêu theo đơn vị và chủ đề, không theo người. Xóa tệp này khi dùng xong.")),
    )
    return workbook_bytes([counts, told], title=title, author=author, day=clock.today())
