"""BAD_INPUT, workbooks of reports through the page that takes them: refused or asked about at their cell, never guessed."""

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from lantoa.reporting.models import Submission, WorkbookIntake
from lantoa.reporting.queries.workbooks import judged
from tests.badinput import files
from tests.badinput.files import HOSTILE
from tests.badinput.forms import REPORT
from tests.badinput.refusal import assert_refused_well, nothing_written, only_recorded, rows_that_hold
from tests.badinput.test_numbers import ACCEPTED, REFUSED, named
from tests.permissions.world.things import World
from tests.reporting import workbooks as books

ADDRESS = "/bao-cao/BC-DVA-draft/DVA/bang-tinh/"
HOSTILE_BOOKS = [name for name, one in HOSTILE.items() if one.file_name.endswith(".xlsx")]


def stored(world: World) -> Submission:
    return Submission.objects.get(collection=world.collections["DVA", "draft"], is_latest=True)


def faults(world: World) -> list[tuple[str, str]]:
    """(cell, sentence) of everything that is wrong with the workbook sent last."""
    intake = WorkbookIntake.objects.filter(sender=world.users["RP", "DVA"]).exclude(code="BT-DVA").get()
    [book] = judged(intake.sender, intake).books
    return [(one.place, one.sentence) for one in book.found.faults]


def sent_with(client: Client, value: Any, column: str = "lantoa:figure", code: str = "U03") -> str:
    return books.sent(client, books.changed(books.download(client, ADDRESS), books.put(code, value, column)))


# --- files ----------------------------------------------------------------------------------------------------------
def test_corpus_of_workbooks_is_large_enough() -> None:
    assert len(HOSTILE_BOOKS) >= 15


@pytest.mark.parametrize("name", HOSTILE_BOOKS)
def test_hostile_workbook_is_refused_and_nothing_is_written(
    world: World, reporter: Client, name: str
) -> None:
    hostile = HOSTILE[name]
    with nothing_written():
        answer = books.send(reporter, hostile.build(), names=(hostile.file_name,))
    # This field takes no Word file, whatever its name says.
    word = name == "word_called_excel"
    assert_refused_well(
        answer, sentence="Nội dung tệp không phải Excel (.xlsx)." if word else hostile.sentence
    )


@pytest.mark.parametrize("name", HOSTILE_BOOKS)
def test_hostile_workbook_in_an_archive_keeps_no_honest_one_back(
    world: World, reporter: Client, name: str
) -> None:
    honest = books.changed(books.download(reporter, ADDRESS), books.put("U03", 12))
    packed = books.zipped({"tot.xlsx": honest, "xau.xlsx": HOSTILE[name].build()})
    answer = books.send(reporter, packed, names=("gói.zip",))
    if answer.status_code == 422:  # the archive itself cannot be opened: it would unpack to too much
        assert "Hãy" in books.words(answer)
        return
    assert books.apply(reporter, answer["Location"]).status_code == 302
    assert stored(world).values[0] == 12


@pytest.mark.parametrize("name", ["../../a.xlsx", "/etc/a.xlsx", "C:/a.xlsx", "a\\..\\b.xlsx"])
def test_b35_names_that_lead_out_of_an_archive_are_refused(world: World, reporter: Client, name: str) -> None:
    packed = books.zipped({name: books.download(reporter, ADDRESS)})
    with nothing_written():
        answer = books.send(reporter, packed, names=("a.zip",))
    assert_refused_well(answer, sentence="Tệp có cấu trúc không an toàn nên không nhận.")


@pytest.mark.parametrize("cut", [0, 10, 0.5, 0.9])
def test_b19_half_a_workbook_is_refused(world: World, reporter: Client, cut: float) -> None:
    raw = books.download(reporter, ADDRESS)
    length = int(len(raw) * cut) if isinstance(cut, float) else cut
    with nothing_written():
        answer = books.send(reporter, raw[:length])
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "name", ["../../etc/x.xlsx", "con.xlsx", "a\u202ecod.xlsx", "x" * 300 + ".xlsx", "báo cáo\n.xlsx"]
)
def test_b18_names_of_files_are_shown_cleaned(world: World, reporter: Client, name: str) -> None:
    address = books.sent(reporter, books.download(reporter, ADDRESS), names=(name,))
    page = reporter.get(address).content.decode()
    assert "\u202e" not in page
    assert "../" not in page


def test_b31_a_report_sent_twice_in_one_go_is_asked_about(world: World, reporter: Client) -> None:
    raw = books.download(reporter, ADDRESS)
    address = books.sent(reporter, raw, raw)
    assert books.words(reporter.get(address)).count("hai tệp của cùng một báo cáo") == 2


def test_b44_a_secret_workbook_is_not_kept(world: World, reporter: Client) -> None:
    secret = books.changed(books.download(reporter, ADDRESS), books.put("U03", "TUYỆT MẬT", "lantoa:note"))
    with only_recorded("attachment.secret_refused"):
        answer = books.send(reporter, books.zipped({"a.xlsx": secret}), names=("a.zip",))
    assert_refused_well(answer, sentence="Không đưa tài liệu, thông tin bí mật nhà nước vào hệ thống này.")
    assert rows_that_hold("TUYỆT MẬT") == []


def test_a_workbook_of_something_else_is_told_so(world: World, reporter: Client) -> None:
    with nothing_written():
        answer = books.send(reporter, files.xlsx())
    assert_refused_well(answer, sentence="Không thấy cột «Mã dòng» và «Số kỳ này».")


def test_no_file_and_no_confirmation_are_asked_for(world: World, reporter: Client) -> None:
    with nothing_written():
        answer = reporter.post(books.SEND, {})
    assert_refused_well(answer, sentence="Chưa chọn tệp.")


# --- keys -----------------------------------------------------------------------------------------------------------
def _key(book: Any, change: Any) -> None:
    page = book["lantoa"]
    page["A1"] = change(page["A1"].value)


def test_b32_a_key_that_was_changed_is_refused(world: World, reporter: Client) -> None:
    raw = books.changed(
        books.download(reporter, ADDRESS), lambda book: _key(book, lambda key: key[:-4] + "aaaa")
    )
    books.sent(reporter, raw)
    assert [one[1][:44] for one in faults(world)] == ["Khóa của tệp không do hệ thống này cấp, hoặc"]


def test_b32_a_key_of_another_purpose_is_refused(world: World, reporter: Client) -> None:
    forged = signing.dumps({"c": "BC-DVA-draft", "u": "DVA"}, salt="something.else")
    raw = books.changed(books.download(reporter, ADDRESS), lambda book: _key(book, lambda key: forged))
    books.sent(reporter, raw)
    assert [one[1][:16] for one in faults(world)] == ["Khóa của tệp khô"]


def test_b32_another_units_code_written_over_is_refused(world: World, reporter: Client) -> None:
    def change(book: Any) -> None:
        page = book["Số liệu"]
        cell = next(cell for row in page.iter_rows() for cell in row if cell.value == "DVA")
        cell.value = "DVB"

    books.sent(reporter, books.changed(books.download(reporter, ADDRESS), change))
    assert any(
        "ghi mã khác nhau" in one[1] or "khác nhau" in one[1] or "khóa của tệp là của" in one[1]
        for one in faults(world)
    )
    assert not judged_applicable(world)


def judged_applicable(world: World) -> bool:
    intake = WorkbookIntake.objects.filter(sender=world.users["RP", "DVA"]).exclude(code="BT-DVA").get()
    return bool(judged(intake.sender, intake).applicable)


@pytest.mark.parametrize("unit", ["DVB", "KHONGCO"])
def test_b66_another_units_report_and_none_are_refused_alike(
    world: World, reporter: Client, unit: str
) -> None:
    books.sent(reporter, books.typed(("U03", 5), collection=f"BC-{unit}-draft", unit=unit))
    assert [one[1] for one in faults(world)] == [
        "Tệp là báo cáo không có, hoặc không thuộc đơn vị anh/chị nhập. Kiểm tra «Mã đợt», «Mã đơn vị» rồi gửi lại."
    ]


def test_without_key_and_codes_it_is_not_known_what_it_is(world: World, reporter: Client) -> None:
    books.sent(reporter, books.typed(("U03", 5), collection="", unit=""))
    assert [one[1][:22] for one in faults(world)] == ["Tệp không còn khóa, và"]


@pytest.mark.parametrize("state", ["submitted", "accepted"])
def test_a_report_that_was_sent_takes_no_workbook(world: World, reporter: Client, state: str) -> None:
    books.sent(reporter, books.typed(("U03", 5), collection=f"BC-DVA-{state}", unit="DVA"))
    assert [one[1] for one in faults(world)] == ["Báo cáo này đã gửi hoặc đã duyệt nên không sửa được nữa."]


def test_unknown_doubled_and_missing_codes_are_told_with_their_cells(world: World, reporter: Client) -> None:
    raw = books.typed(("U03", 5), ("U03", 6), ("ZZZ", 7), (None, 8), collection="BC-DVA-draft", unit="DVA")
    books.sent(reporter, raw)
    assert [one[0] for one in faults(world)] == ["B5", "B7", "B6"]


# --- figures --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("case", REFUSED, ids=named)
def test_text_that_is_no_plain_number_is_refused_at_its_cell(
    world: World, reporter: Client, case: tuple[str, str, str]
) -> None:
    _row, typed, sentence = case
    before = stored(world).values
    address = sent_with(reporter, typed)
    [(cell, told)] = faults(world)
    assert cell.startswith("E")
    assert sentence in told
    assert reporter.post(f"{address}ghi/", {"mark": "0"}).status_code == 409
    assert stored(world).values == before


@pytest.mark.parametrize("case", ACCEPTED, ids=named)
def test_text_in_vietnamese_groups_is_read(
    world: World, reporter: Client, case: tuple[str, str, int]
) -> None:
    _row, typed, value = case
    books.apply(reporter, sent_with(reporter, typed))
    assert stored(world).values[0] == value


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (1.234, "nếu là một nghìn hai trăm ba mươi tư, nhập 1234"),
        (12.5, "Ô này chỉ nhận số nguyên"),
        (-5, "không được âm"),
        (1e30, "Số lớn quá"),
        (True, "đúng/sai"),
        (date(2021, 4, 3), "thành ngày 03/4/2021"),
        ("#REF!", "chưa tính hoặc báo lỗi"),
        ("=1+1", "Ô có công thức chưa tính"),
        ("không có", "chưa báo cáo hay bằng 0?"),
        ("x", "chưa báo cáo hay bằng 0?"),
    ],
)
def test_cells_that_are_no_count_are_asked_about(
    world: World, reporter: Client, value: Any, sentence: str
) -> None:
    sent_with(reporter, value)
    [(_cell, told)] = faults(world)
    assert sentence in told


@pytest.mark.parametrize("value", [0, 0.0, 7.0, "0"])
def test_zero_is_zero_and_whole_floats_are_whole(world: World, reporter: Client, value: Any) -> None:
    books.apply(reporter, sent_with(reporter, value))
    assert stored(world).values[0] == int(float(value))


def test_b50_an_emptied_cell_is_missing_and_not_zero(world: World, reporter: Client) -> None:
    address = sent_with(reporter, None)
    assert "trống" in books.words(reporter.get(address))
    books.apply(reporter, address)
    assert stored(world).values[0] is None


# --- words ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+84 là đầu số",
        "-5 độ",
        "@SUM(A1)",
        "\t=1",
        "＝1+1",
        " =1",
        "'=1",
        "_x0041_",
        "<b>đậm</b>",
        "a" * 499,
    ],
)
def test_b06_text_like_a_formula_goes_out_and_comes_back_as_text(
    world: World, reporter: Client, text: str
) -> None:
    assert reporter.post(REPORT.address(world), {"n-0": text, "t-0": text}).status_code == 302
    assert stored(world).notes["0"] == " ".join(text.split())
    raw = books.download(reporter, ADDRESS)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
    assert not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)
    address = books.sent(reporter, raw)
    assert "Bảng tính giống hệt số đang lưu." in books.words(reporter.get(address))


@pytest.mark.parametrize("text", ["a" * 501, "x\u202ey", "x\ufffdy"])
def test_reasons_that_cannot_be_kept_are_told_with_their_cell(
    world: World, reporter: Client, text: str
) -> None:
    sent_with(reporter, text, "lantoa:note")
    [(cell, _told)] = faults(world)
    assert cell.startswith("G")


def test_a_mark_that_is_none_is_asked_about(world: World, reporter: Client) -> None:
    sent_with(reporter, "chắc thế", "lantoa:word")
    [(cell, told)] = faults(world)
    assert (cell[0], told[:26]) == ("F", "Cột «Số này là» chỉ nhận «")


def test_all_faults_are_told_at_once(world: World, reporter: Client) -> None:
    def change(book: Any) -> None:
        books.put("U03", "mười")(book)
        books.put("U03", "chắc thế", "lantoa:word")(book)
        books.put("U03", "a" * 501, "lantoa:note")(book)

    address = books.sent(reporter, books.changed(books.download(reporter, ADDRESS), change))
    assert [one[0][0] for one in faults(world)] == ["E", "F", "G"]
    assert "1 tệp có lỗi (3 lỗi)" in books.words(reporter.get(address))
