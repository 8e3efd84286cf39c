"""Lists of activities as offices keep them, read without a database."""

from datetime import date, datetime

import pytest

from lantoa.attachments.reading import Row, Table
from lantoa.core.errors import Refused
from lantoa.directives.choices import Audience, Channel, OutreachKind, OutreachState
from lantoa.directives.outreach_lists import best_sheet, read_list, table_text

TODAY = date(2021, 4, 6)
HEAD = "STT\tNgày đăng\tTên tin, bài\tThể loại\tNơi đăng\tKết quả\tĐếm bằng\tLink"


def read(*lines: str, head: str = HEAD):  # type: ignore[no-untyped-def]
    return read_list("\n".join([head, *lines]), TODAY)


def test_columns_are_found_under_the_heads_of_offices() -> None:
    found = read("1\t02/3/2021\tGương sáng\tbài viết\tFacebook\t1.200\tlượt xem\thttps://duk.example/bai")
    assert found.columns == [
        ("B", "Ngày"),
        ("C", "Tên hoạt động"),
        ("D", "Hình thức"),
        ("E", "Kênh"),
        ("F", "Kết quả"),
        ("G", "Đếm bằng"),
        ("H", "Địa chỉ"),
    ]
    assert found.unread == [("A", "STT")]
    [line] = found.lines
    assert (line.kind, line.day, line.channel) == (OutreachKind.ARTICLE, date(2021, 3, 2), Channel.SOCIAL)
    assert (line.reach, line.measure, line.link) == (1200, "views", "https://duk.example/bai")
    assert (line.audience, line.state, line.faults) == (Audience.BOTH, OutreachState.HELD, ())


def test_titles_above_the_head_are_passed_over_and_a_day_to_come_is_a_plan() -> None:
    found = read_list(f"DANH SÁCH TIN, BÀI QUÝ II\n\n{HEAD}\n\t30/4/2021\tHội thi\tHội thi\t\t\t\t", TODAY)
    assert [(one.number, one.state, one.channel) for one in found.lines] == [
        (4, OutreachState.PLANNED, Channel.ON_SITE)
    ]


def test_faults_stand_at_their_cells() -> None:
    found = read(
        "1\t31/2/2021\t\tphim\tFacebook\tnhiều\tlượt xem\tduk.example",
        "2\t02/3/2021\tTriển lãm\tTriển lãm\t\t300\t\t",
    )
    first, second = found.lines
    assert [fault.partition(":")[0] for fault in first.faults] == ["C2", "B2", "D2", "F2", "H2"]
    assert [fault.partition(":")[0] for fault in second.faults] == ["F3"]


def test_line_said_twice_is_a_fault() -> None:
    found = read("1\t02/3/2021\tGương sáng\tTin\t\t\t\t", "2\t2/3/2021\tGƯƠNG SÁNG\tTin\t\t\t\t")
    assert [one.faults for one in found.lines] == [(), ("Dòng 3: trùng tên và ngày với dòng 2.",)]


def test_table_without_a_needed_column_or_without_lines_says_so() -> None:
    assert read_list("", TODAY).faults == ["Bảng chưa có dòng nào."]
    assert read("x", head="Ngày\tTên").faults == [
        "Không thấy cột Hình thức. Dán cả dòng tiêu đề, ghi đúng tên cột."
    ]
    assert read().faults == ["Mỗi lần từ 1 đến 5.000 dòng."]


def test_sheet_keeps_its_rows_numbers_and_writes_days_as_people_do() -> None:
    rows = (
        Row(1, ("Ngày", "Tên", "Hình thức", "Số bài")),
        Row(4, (datetime(2021, 3, 2, 9), "Gương\nsáng", "Tin", 3)),
        Row(5, (date(2021, 3, 3), "Hai", "Tin", None)),
    )
    text = table_text(Table("Sheet1", False, rows))
    found = read_list(text, TODAY)
    assert [(one.number, one.day, one.title, one.pieces) for one in found.lines] == [
        (4, date(2021, 3, 2), "Gương sáng", 3),
        (5, date(2021, 3, 3), "Hai", 1),
    ]


SHEETS = [
    Table("Bìa", False, (Row(1, ("Danh sách tin, bài",)),)),
    Table("Nháp", True, (Row(1, ("Ngày", "Tên", "Hình thức", "Kênh")),)),
    Table("Quý I", False, (Row(1, ("Ngày", "Tên", "Hình thức")),)),
    Table("Quý II", False, (Row(1, ("Ngày", "Tên", "Hình thức")),)),
]


def test_sheet_is_the_named_one_or_the_first_with_most_columns() -> None:
    assert [best_sheet(SHEETS, name).name for name in ("", "quy ii")] == ["Quý I", "Quý II"]


@pytest.mark.parametrize("name", ["Quý III", "Nháp"])
def test_sheet_that_is_not_there_is_refused_with_those_that_are(name: str) -> None:
    with pytest.raises(Refused) as refused:
        best_sheet(SHEETS, name)
    assert refused.value.sentence.endswith("Các trang: «Bìa», «Quý I», «Quý II».")


def test_file_without_a_written_sheet_is_refused() -> None:
    with pytest.raises(Refused):
        best_sheet([Table("Trống", False, ())])


def test_column_of_units_names_a_unit_of_the_writer_or_is_a_fault() -> None:
    lines = "Ngày\tTên\tHình thức\tĐơn vị\n" + "\n".join(
        f"02/3/2021\tGương sáng\tTin\t{unit}" for unit in ("", "Văn phòng", "VP", "SỞ X", "CB1")
    )
    units = {"": "VP", "van phong": "VP", "vp": "VP", "cb1": "CB1"}
    found = read_list(lines, TODAY, units).lines
    assert [one.unit for one in found] == ["VP", "VP", "VP", "", "CB1"]
    assert [one.faults[:1] for one in found] == [
        (),
        ("Dòng 3: trùng tên và ngày với dòng 2.",),
        ("Dòng 4: trùng tên và ngày với dòng 2.",),
        ("D5: Anh/chị không ghi sổ cho «SỞ X».",),
        (),
    ]
