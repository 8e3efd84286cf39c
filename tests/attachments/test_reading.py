"""Cells and words, as the child hands them over."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from lantoa.attachments.choices import Kind
from lantoa.attachments.gate import AcceptedFile, admit_bytes
from lantoa.attachments.reading import Passage, Row, Table, read_workbook, text_of
from lantoa.attachments.sandbox import UnreadableFile
from lantoa.core.errors import Refused
from tests.badinput import files


def taken(content: bytes, name: str) -> AcceptedFile:
    return admit_bytes(content, name, allowed=list(Kind))


def test_workbook_gives_typed_cells_with_the_numbers_of_their_rows() -> None:
    book = files.xlsx(
        ("Mã", "Số", "Tỉ lệ", "Ngày", "Lúc", "Có"),
        (),
        ("01", 12, 1.5, date(2021, 4, 7), datetime(2021, 4, 7, 9, 30), True),
        ("  ", None, "=1+1"),
    )
    assert read_workbook(taken(book, "a.xlsx")) == [
        Table(
            "Biểu 1",
            False,
            (
                Row(1, ("Mã", "Số", "Tỉ lệ", "Ngày", "Lúc", "Có")),
                Row(3, ("01", 12, 1.5, date(2021, 4, 7), datetime(2021, 4, 7, 9, 30), True)),
            ),
            uncomputed=frozenset({"C4"}),
        )
    ]


def test_merged_ranges_are_told_by_their_first_and_last_cell() -> None:
    book = Workbook()
    sheet: Any = book.active
    for cells in (("Đơn vị", "Tên"), ("A", "Một"), (None, "Hai")):
        sheet.append(cells)
    sheet.merge_cells("A2:A3")
    out = BytesIO()
    book.save(out)
    assert read_workbook(taken(out.getvalue(), "a.xlsx"))[0].merged == (((2, 0), (3, 0)),)


def test_rows_are_counted_from_the_first_of_the_sheet_though_it_is_empty() -> None:
    table = read_workbook(taken(files.xlsx((), (), (None, "A")), "a.xlsx"))[0]
    assert table.rows == (Row(3, (None, "A")),)


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_one_table_of_texts(coding: str, separator: str) -> None:
    text = f'Mã{separator}Tên\r\n01{separator}"Đảng bộ{separator} A"\r\n\r\n02{separator}\r\n'
    assert read_workbook(taken(text.encode(coding), "a.csv")) == [
        Table(
            "", False, (Row(1, ("Mã", "Tên")), Row(2, ("01", f"Đảng bộ{separator} A")), Row(4, ("02", None)))
        )
    ]


def test_a_narrower_region_is_held() -> None:
    file = taken(files.xlsx(("A", "B"), ("C", "D"), ("E", "F")), "a.xlsx")
    assert len(read_workbook(file, max_rows=3, max_columns=2)[0].rows) == 3
    with pytest.raises(UnreadableFile, match="có dữ liệu ở ô A3"):
        read_workbook(file, max_rows=2)
    with pytest.raises(UnreadableFile, match="có dữ liệu ở ô B1"):
        read_workbook(file, max_columns=1)


def test_a_formatted_cell_far_away_that_holds_nothing_is_no_fault() -> None:
    row = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    book = files.changed(files.xlsx(("A",)), cell=("xl/worksheets/sheet1.xml", b"</sheetData>", row))
    assert read_workbook(taken(book, "a.xlsx"))[0].rows == (Row(1, ("A",)),)


def test_words_of_a_paper_by_place() -> None:
    assert text_of(taken(files.docx("Một", "Hai", header="Đầu"), "a.docx")) == [
        Passage("part:word/document.xml", ("Một", "Hai")),
        Passage("part:word/header1.xml", ("Đầu",)),
    ]
    assert text_of(taken(files.pdf("Trang đầu", "Trang sau"), "a.pdf")) == [
        Passage("page:1", ("Trang đầu",)),
        Passage("page:2", ("Trang sau",)),
    ]


def test_b04_a_paper_without_a_word_is_no_success() -> None:
    with pytest.raises(UnreadableFile, match=r"^Không đọc được chữ nào trong tệp"):
        text_of(taken(files.written(files.blank_pages(1)), "a.pdf"))


def test_only_tables_have_cells_and_pictures_no_words() -> None:
    with pytest.raises(ValueError, match="no table"):
        read_workbook(taken(files.picture(), "a.png"))
    with pytest.raises(ValueError, match="no words"):
        text_of(taken(files.picture(), "a.png"))


def test_name_of_a_sheet_comes_back_as_one_short_line() -> None:
    parts = files.parts_of(files.cell_at("A10001"))
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        "Biểu 1".encode(), ("x" * 500 + "\u202e").encode()
    )
    with pytest.raises(Refused) as refusal:
        taken(files.zipped(parts), "a.xlsx")
    assert "«" + "x" * 100 + "»" in refusal.value.sentence
