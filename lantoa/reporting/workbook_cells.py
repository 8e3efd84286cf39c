"""What one cell of a workbook says: the figure in it, or why it is none. Pure: no database, no clock."""

from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from lantoa.core.vi_numbers import NumberError, in_words
from lantoa.reporting.checks import (
    DECIMAL_PLACES,
    Figure,
    check_figure,
    read_figure,
    show_figure,
    written,
)
from lantoa.reporting.choices import LineKind
from lantoa.reporting.models import Line
from lantoa.reporting.reading import Reading as CellReading
from lantoa.reporting.reading import read_cell
from lantoa.reporting.workbook_files import (
    exact,
)
from lantoa.reporting.workbook_readings import Said

SHOWN: Final = 60  # characters of what was typed


def shortened(text: str) -> str:
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"


def shown(said: Said) -> str:
    """What stands in a cell, a number as it is written here."""
    return written(_number(said)) if said.kind == "number" else shortened(said.written)


def _number(said: Said) -> Decimal:
    as_float = "." in said.written or "e" in said.written
    return exact(float(said.written)) if as_float else Decimal(said.written)


def wrong_words(said: Said) -> str:
    if said.kind == "uncomputed":
        return _(
            "Ô có công thức chưa tính hoặc báo lỗi. Sửa công thức hoặc nhập thẳng, "
            "lưu lại bằng Excel hay LibreOffice rồi gửi."
        )
    return _("Công thức ở ô này báo lỗi %(error)s. Sửa công thức, hoặc nhập thẳng nội dung.") % {
        "error": said.written
    }


def reading_of(line: Line, said: Said) -> CellReading:
    """A cell of a workbook, as on a page with its word before the figure. Raises NumberError with what to do."""
    if said.kind == "text":
        return read_cell(line, said.written)
    # What the page would refuse as too large is refused here, and not first when it is written.
    return CellReading(read_figure(line, show_figure(line, figure_of(line, said))))


def figure_of(line: Line, said: Said) -> Figure:
    """The figure in a cell of a workbook that is no text; None for an empty one. Raises NumberError with what to do.

    A number with decimals where a whole one is asked, or with exactly three where decimals are
    asked, is refused: 1,234 typed on a machine set to another country's writing becomes 1.234.
    """
    if said.kind == "":
        return None
    if said.kind in ("error", "uncomputed"):
        raise NumberError(wrong_words(said))
    if said.kind == "day":
        sentence = _("Chương trình đã hiểu số này thành ngày %(day)s. Đổi định dạng ô thành Số rồi nhập lại.")
        raise NumberError(sentence % {"day": said.written})
    if said.kind == "truth":
        raise NumberError(_("Ô này chứa giá trị đúng/sai, không phải số. Nhập lại số."))
    number = _number(said)
    places = -int(number.normalize().as_tuple().exponent)
    if places > 0 and number > 0:
        if places == 3 and number < 1000:
            raise NumberError(_swapped(line, number))
        if line.kind in (LineKind.DECIMAL, LineKind.SCORE) and places > DECIMAL_PLACES:
            raise NumberError(
                _("Chỉ nhập tối đa %(places)d chữ số sau dấu phẩy.") % {"places": DECIMAL_PLACES}
            )
    return check_figure(line, number)


def _swapped(line: Line, number: Decimal) -> str:
    whole = int(number.scaleb(3))
    words = {"shown": written(number), "words": in_words(whole), "whole": str(whole)}
    if line.kind in (LineKind.DECIMAL, LineKind.SCORE):
        return (
            _(
                "Ô ghi %(shown)s: nếu là %(words)s, nhập %(whole)s; nếu là số thập phân, làm tròn đến hai chữ số."
            )
            % words
        )
    return (
        _(
            "Ô ghi %(shown)s: nếu là %(words)s, nhập %(whole)s, không có dấu ngăn cách. Ô này chỉ nhận số nguyên."
        )
        % words
    )
