"""The table of a conclusion out of a Word or Excel file: found, put into the box, checked line by line; read back as exported."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from unicodedata import normalize

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lantoa.attachments.choices import Kind
from lantoa.attachments.gate import AcceptedFile
from lantoa.attachments.reading import Row, Table, read_workbook
from lantoa.attachments.sandbox import UnreadableFile
from lantoa.core.errors import Refused
from lantoa.tasks.conclusions import text_of_tables
from lantoa.tasks.models import Task
from lantoa.tasks.printouts import tasks_workbook
from lantoa.tasks.queries import TaskFilter, listed
from tests.cast import Cast
from tests.tasks.test_conclusions import PASTE, typed
from tests.tasks.world import given, new

HEAD = ["STT", "Nội dung công việc", "Đơn vị chủ trì", "Thời hạn hoàn thành", "Sản phẩm"]
LINES = [
    ["1", "Niêm yết thời gian trả hồ sơ", "VPTU\nBệnh viện tỉnh", "20/4/2021", "Ảnh bảng"],
    ["2", "Họp dân", "Tất cả", "30/4/2021", ""],
]


def word_file(lines: list[list[str]], head: list[str] | None = None) -> bytes:
    """A paper as an office writes it: words, a table of signatures, then the table with a heading across it."""
    paper = docx.Document()
    paper.add_paragraph("KẾT LUẬN giao ban quý I")
    paper.add_table(rows=1, cols=2).rows[0].cells[0].text = "Nơi nhận"
    table = paper.add_table(rows=0, cols=5)
    for row in (head or HEAD, ["I. Cải cách hành chính"] * 5, *lines):
        cells = table.add_row().cells
        if len(set(row)) == 1:
            cells[0].merge(cells[4]).text = row[0]
            continue
        for cell, words in zip(cells, row, strict=True):
            cell.text = words
    kept = BytesIO()
    paper.save(kept)
    return kept.getvalue()


def excel_file(lines: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["PHỤ LỤC phân công"])
    sheet.append([])
    for row in (HEAD, *lines):
        sheet.append(row)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def sent(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def officer(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.propaganda_officer)
    return client


def tables_of(content: bytes, kind: Kind, **caps: int) -> list[Table]:
    return read_workbook(AcceptedFile(kind, "bang", content), **caps)


def test_table_of_a_word_file_keeps_rows_spans_and_lines() -> None:
    [signed, table] = tables_of(word_file(LINES), Kind.DOCX)
    assert (signed.name, [row.cells for row in signed.rows]) == ("Bảng 1", [("Nơi nhận", None)])
    assert table.rows[0] == Row(1, tuple(HEAD))
    assert table.rows[1].cells == ("I. Cải cách hành chính",) * 5
    assert table.rows[2].cells[2] == "VPTU\nBệnh viện tỉnh"


def test_cell_over_several_rows_says_the_same_in_each() -> None:
    paper = docx.Document()
    table = paper.add_table(rows=3, cols=2)
    table.cell(0, 0).merge(table.cell(2, 0)).text = "Niêm yết"
    for row, words in enumerate(("VPTU", "BENHVIEN", "SONV")):
        table.cell(row, 1).text = words
    kept = BytesIO()
    paper.save(kept)
    [found] = tables_of(kept.getvalue(), Kind.DOCX)
    assert [row.cells for row in found.rows] == [
        ("Niêm yết", "VPTU"),
        ("Niêm yết", "BENHVIEN"),
        ("Niêm yết", "SONV"),
    ]


def test_table_larger_than_allowed_is_refused_where_it_grows() -> None:
    with pytest.raises(UnreadableFile, match="Bảng 2"):
        tables_of(word_file(LINES * 5), Kind.DOCX, max_rows=9)
    with pytest.raises(UnreadableFile):
        tables_of(word_file(LINES), Kind.DOCX, max_columns=4)


def test_first_table_with_the_columns_is_taken_and_rows_keep_their_numbers() -> None:
    text, name = text_of_tables(tables_of(word_file(LINES), Kind.DOCX))
    assert name == "Bảng 2"
    assert text.splitlines() == [
        "",
        "",
        "Niêm yết thời gian trả hồ sơ\tVPTU; Bệnh viện tỉnh\t20/4/2021\tẢnh bảng",
        "Họp dân\tTất cả\t30/4/2021\t",
    ]


def test_days_and_merged_cells_of_a_sheet_are_read() -> None:
    rows = (
        Row(1, ("Việc", "Đơn vị", "Hạn")),
        Row(2, ("Niêm yết", "VPTU", date(2021, 4, 20))),
        Row(3, (None, "SONV", date(2021, 4, 21))),
        Row(4, ("II. Phần hai", None, None)),
        Row(5, (None, None, None)),
    )
    sheet = Table("Phụ lục", False, rows, merged=(((2, 0), (3, 0)), ((4, 0), (4, 2))))
    assert text_of_tables([replace(sheet, hidden=True), sheet])[0].splitlines() == [
        "",
        "Niêm yết\tVPTU\t20/4/2021\t",
        "Niêm yết\tSONV\t21/4/2021\t",
    ]


@pytest.mark.parametrize("head", [("Việc", "Đơn vị"), ("Việc", "Hạn"), ("x", "y", "z")])
def test_file_without_the_columns_is_refused(head: tuple[str, ...]) -> None:
    with pytest.raises(Refused, match="Không thấy bảng phân công trong tệp"):
        text_of_tables([Table("Trang", False, (Row(1, head), Row(2, ("a", "b", "c"))))])


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (word_file(LINES), "ket-luan.docx"),
        (excel_file(LINES), "phu-luc.xlsx"),
        (excel_file([[normalize("NFD", cell) for cell in line] for line in LINES]), "tu-may-mac.xlsx"),
    ],
)
def test_file_is_looked_over_and_given(cast: Cast, content: bytes, name: str) -> None:
    client = officer(cast)
    looked = client.post(PASTE, typed("", file=sent(content, name), no_secrets="on"))  # type: ignore[arg-type]
    page = looked.content.decode()
    assert (looked.status_code, "Giao 5 nhiệm vụ" in page) == (200, True)
    assert not Task.objects.exists()
    table = looked.context["form"]["table"].value()
    mark = looked.context["seen"].mark
    assert client.post(PASTE, typed(table, viec="giao", counted=mark)).status_code == 302
    assert sorted(Task.objects.values_list("title", "unit__code"))[:2] == [
        ("Họp dân", "BENHVIEN"),
        ("Họp dân", "SONV"),
    ]


def test_faults_are_told_by_the_row_of_the_file_and_can_be_mended(cast: Cast) -> None:
    lines = [["1", "Họp dân", "Sở Lạ", "trước Tết", ""]]
    content = excel_file(lines)
    looked = officer(cast).post(PASTE, typed("", file=sent(content, "a.xlsx"), no_secrets="on"))  # type: ignore[arg-type]
    page = looked.content.decode()
    assert looked.status_code == 422
    assert [line.number for line in looked.context["seen"].lines] == [4]
    assert "Không rõ đơn vị: Sở Lạ. Ghi mã." in page
    assert "Họp dân\tSở Lạ\ttrước Tết" in page
    again = officer(cast).post(PASTE, typed(looked.context["form"]["table"].value().replace("\n", "\r\n")))
    assert [line.number for line in again.context["seen"].lines] == [4]
    assert not Task.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"PK\x03\x04rubbish", "a.docx", ""),
        (word_file(LINES, ["A", "B", "C", "D", "E"]), "a.docx", "Không thấy bảng phân công trong tệp."),
    ],
)
def test_file_that_says_nothing_is_refused_and_the_rest_stays(
    cast: Cast, content: bytes, name: str, sentence: str
) -> None:
    refused = officer(cast).post(PASTE, typed("", file=sent(content, name), no_secrets="on"))  # type: ignore[arg-type]
    page = refused.content.decode()
    assert (refused.status_code, sentence in page, "Kết luận giao ban" in page) == (422, True, True)


def test_neither_table_nor_file_is_told(cast: Cast) -> None:
    refused = officer(cast).post(PASTE, typed(""))
    assert refused.status_code == 422
    assert "Dán bảng, hoặc chọn tệp có bảng phân công." in refused.content.decode()


def test_exported_list_is_read_back(cast: Cast) -> None:
    given(cast, [cast.office, cast.hospital], new("Niêm yết thời gian trả hồ sơ"))
    content = tasks_workbook(listed(cast.propaganda_officer, TaskFilter()), [])
    text, _name = text_of_tables(tables_of(content, Kind.XLSX))
    assert [line for line in text.splitlines() if line] == [
        "Niêm yết thời gian trả hồ sơ\tVPTU\t20/4/2021\tẢnh bảng niêm yết",
        "Niêm yết thời gian trả hồ sơ\tBENHVIEN\t20/4/2021\tẢnh bảng niêm yết",
    ]
