from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes

DAY = date(2021, 4, 7)
COLUMNS = (
    SheetColumn("STT", "count", 6),
    SheetColumn("Đơn vị", width=40, total="COUNTA"),
    SheetColumn("Số mô hình", "count", 14, "SUM"),
    SheetColumn("Tỷ lệ", "percent", 10),
    SheetColumn("Ngày", "date", 14),
)
ROWS = [(1, "Chi bộ Một", 1200, 0.5, date(2020, 5, 19)), (2, "Chi bộ Hai", 7, None, None)]


def made(rows=ROWS, **changes):
    sheet = Sheet("Phụ lục 1", COLUMNS, rows, ("PHỤ LỤC 1", "(Kèm theo …)"), **changes)
    return workbook_bytes([sheet], title="Phụ lục", author="Đảng ủy Khối", day=DAY)


def opened(content):
    return openpyxl.load_workbook(BytesIO(content)).worksheets[0]


def test_totals_are_live_formulas():
    page = opened(made())
    assert [cell.value for cell in page[7]] == ["Tổng cộng", "=COUNTA(B5:B6)", "=SUM(C5:C6)", None, None]


def test_cells_keep_type_and_number_format():
    page = opened(made())
    assert [(cell.data_type, cell.number_format) for cell in page[5]] == [
        ("n", "#,##0"),
        ("s", "@"),
        ("n", "#,##0"),
        ("n", "0.0%"),
        ("d", "dd/mm/yyyy"),
    ]


def test_whole_numbers_among_decimals_leave_no_comma_behind():
    rows = [(Decimal("4.50"),), (Decimal("5.00"),), (1200,), (None,)]
    sheet = Sheet("Điểm", (SheetColumn("Điểm", "number"),), rows)
    page = opened(workbook_bytes([sheet], title="", author="", day=DAY))
    assert [(row[0].value, row[0].number_format) for row in page.iter_rows(min_row=2)] == [
        (4.5, "#,##0.##"),
        (5, "#,##0"),
        (1200, "#,##0"),
        (None, "#,##0.##"),
    ]


@pytest.mark.parametrize("text", ["=1+1", "+84", "-x", "@SUM(A1)"])
def test_text_like_a_formula_stays_text(text):
    cell = opened(made([(1, text, 1, None, None)]))["B5"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_neighbours_of_a_text_like_a_formula_are_plain() -> None:
    rows = [(text, date(2021, 3, 1)) for text in ("a", "=1+1", "b", "=2")]
    sheet = Sheet("T", (SheetColumn("Tên"), SheetColumn("Ngày", "date")), rows)
    page = opened(workbook_bytes([sheet], title="", author="", day=DAY))
    found = [
        (row[0].quotePrefix, row[0].number_format, row[1].number_format) for row in page.iter_rows(min_row=2)
    ]
    assert found == [(prefix, "@", "dd/mm/yyyy") for prefix in (False, True, False, True)]


def test_heading_like_a_formula_stays_text():
    content = workbook_bytes([Sheet("=T", (SheetColumn("=A1"),), [("x",)])], title="", author="", day=DAY)
    assert opened(content)["A1"].data_type == "s"


def test_sheet_prints_on_a4_on_its_side_with_its_header():
    page = opened(made(mark="Dữ liệu minh họa"))
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 0)
    assert page.sheet_properties.pageSetUpPr.fitToPage is True
    assert (page.freeze_panes, page.print_title_rows) == ("A5", "$4:$4")
    assert page.oddFooter.center.text == "Dữ liệu minh họa"


def test_sheet_too_wide_for_a4_prints_on_a3():
    sheet = Sheet("T", tuple(SheetColumn(f"Cột {n}", width=41) for n in range(5)), [])
    assert opened(workbook_bytes([sheet], title="", author="", day=DAY)).page_setup.paperSize == 8


def test_table_can_be_filtered_without_its_totals():
    page = opened(made())
    assert page.auto_filter.ref == "A4:E6"
    assert page["A7"].value == "Tổng cộng"


def test_no_rows_have_no_filter():
    assert opened(made([])).auto_filter.ref is None


def test_no_rows_have_no_totals():
    assert opened(made([])).max_row == 4


def test_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="2 values under 5 columns"):
        made([(1, "x")])


def test_workbook_without_sheets_is_refused():
    with pytest.raises(ValueError, match="needs a sheet"):
        workbook_bytes([], title="", author="", day=DAY)


def test_same_sheets_give_the_same_bytes_whenever_they_are_made(monkeypatch):
    first = made()
    later = openpyxl.load_workbook(BytesIO(first))
    assert later.properties.modified.date() == later.properties.created.date() == DAY
    assert made() == first
