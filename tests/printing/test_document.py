import unicodedata
from dataclasses import replace
from datetime import date

import pytest

from lantoa.printing.document import Annex, Column, Header, Heading, Table, in_nfc, paragraph
from lantoa.printing.errors import NoFormatInForce
from lantoa.printing.profiles import HD05_2026, HD36_2018, profile_on
from lantoa.printing.wording import (
    address_lines,
    annex_heading,
    annex_reference,
    body_blocks,
    figures,
    heading_line,
    number_line,
    paragraphs,
    place_date_line,
    plain,
    recipient_lines,
)
from tests.printing.samples import report


@pytest.mark.parametrize(
    ("day", "profile"),
    [
        (date(2018, 4, 3), HD36_2018),
        (date(2026, 5, 26), HD36_2018),
        (date(2026, 5, 27), HD05_2026),
        (date(2030, 1, 1), HD05_2026),
    ],
)
def test_profile_on_gives_the_rule_in_force(day, profile):
    assert profile_on(day) is profile


def test_profile_before_the_first_known_rule_is_refused():
    with pytest.raises(NoFormatInForce, match="2018-04-02"):
        profile_on(date(2018, 4, 2))


def test_number_line_has_no_colon_and_a_leading_zero():
    assert number_line(report()) == "Số 05-BC/ĐUK"


def test_number_line_without_number_leaves_room_and_no_day():
    blank = report(header=Header((), ("CHI BỘ",), "BC/CB"))
    assert number_line(blank).split() == ["Số", "-BC/CB"]
    assert place_date_line(blank).split() == ["Vị", "Thanh,", "ngày", "tháng", "4", "năm", "2021"]


@pytest.mark.parametrize(
    ("day", "line"),
    [
        (date(2021, 4, 7), "Vị Thanh, ngày 07 tháng 4 năm 2021"),
        (date(2021, 2, 17), "Vị Thanh, ngày 17 tháng 02 năm 2021"),
        (date(2021, 12, 1), "Vị Thanh, ngày 01 tháng 12 năm 2021"),
    ],
)
def test_place_date_line_pads_days_and_the_first_two_months(day, line):
    assert place_date_line(report(issued_on=day)) == line


@pytest.mark.parametrize(
    ("heading", "line"),
    [
        (Heading(0, "Kết quả", "Phần thứ nhất"), "KẾT QUẢ"),
        (Heading(1, "Kết quả đạt được", "I"), "I- KẾT QUẢ ĐẠT ĐƯỢC"),
        (Heading(2, "Ưu điểm", "1"), "1. Ưu điểm"),
        (Heading(3, "Ưu điểm", "a"), "a) Ưu điểm"),
        (Heading(2, "Ưu điểm"), "Ưu điểm"),
    ],
)
def test_heading_line_by_level(heading, line):
    assert heading_line(heading) == line


def test_recipients_end_with_semicolons_and_a_full_stop():
    assert recipient_lines(report()) == ["- Như trên;", "- Lưu Văn phòng."]


def test_dashes_typed_with_recipients_are_not_doubled():
    typed = report(recipients=("- Sở Nội vụ;", "– Lưu hồ sơ."))
    assert recipient_lines(typed) == ["- Sở Nội vụ;", "- Lưu hồ sơ."]


def test_address_lines_of_one_and_of_several():
    assert address_lines(report(addressed_to=("Ban Thường vụ Tỉnh ủy",))) == [
        "Kính gửi: Ban Thường vụ Tỉnh ủy"
    ]
    assert address_lines(report(addressed_to=("A", "B"))) == ["Kính gửi:", "- A", "- B"]


@pytest.mark.parametrize(("profile", "end"), [(HD36_2018, "kết quả tốt./."), (HD05_2026, "kết quả tốt.")])
def test_body_ends_with_the_mark_of_the_profile(profile, end):
    assert plain(body_blocks(report(profile=profile))[-1].runs) == f"Nhận xét: {end}"


def test_body_end_mark_replaces_the_authors_full_stop():
    assert plain(body_blocks(report(blocks=(paragraph("Hết."),)))[-1].runs) == "Hết./."


def test_annex_heading_is_numbered_only_among_several():
    two = report()
    one = report(annexes=(Annex("Danh sách", ()),))
    assert [annex_heading(two, annex) for annex in two.annexes] == ["Phụ lục 1", "Phụ lục 2"]
    assert annex_heading(one, one.annexes[0]) == "PHỤ LỤC"


def test_annex_reference_names_the_document():
    line = "(Kèm theo Báo cáo số 05-BC/ĐUK, ngày 07/4/2021 của Ban Thường vụ Đảng ủy Khối)"
    assert annex_reference(report()) == line


def test_figures_keep_keys_in_printed_order():
    found = [(figure.key, figure.text) for figure in figures(report())]
    assert found == [
        ("units.count", "98"),
        ("practices.total", "387"),
        ("kept", "12"),
        ("row.1", "1.200"),
        ("annex.1", "72"),
        ("units.count", "98"),
        ("practices.total", "387"),
    ]


def test_paragraphs_begin_with_the_head_and_end_with_the_annex():
    lines = paragraphs(report())
    assert lines[:9] == [
        "ĐẢNG BỘ TỈNH SÔNG LAM",
        "ĐẢNG ỦY KHỐI CÁC CƠ QUAN",
        "VÀ DOANH NGHIỆP TỈNH",
        "*",
        "Số 05-BC/ĐUK",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Vị Thanh, ngày 07 tháng 4 năm 2021",
        "BÁO CÁO",
        "sơ kết 5 năm thực hiện Chỉ thị số 05-CT/TW",
    ]
    assert lines[-1].startswith("Toàn Đảng bộ có 98 chi bộ")


def test_in_nfc_composes_every_text_of_a_document():
    decomposed = replace(report(), place=unicodedata.normalize("NFD", "Vị Thanh"))
    assert in_nfc(decomposed) == report()


def test_table_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="2 cells under 1 columns"):
        Table((Column("A", 1),), (("1", "2"),))
