"""BAD_INPUT, the cells of a report that take more than a number: through the form, one row of the list per id."""

from decimal import Decimal

import pytest
from django.test import Client

from lantoa.core.text import text_mark
from lantoa.reporting.models import SubmissionText
from tests.badinput.forms import REPORT
from tests.badinput.refusal import assert_refused_well, nothing_written, words_of
from tests.badinput.test_numbers import named, stored
from tests.badinput.test_state import SEND, SignIn
from tests.permissions.world.things import World

DIGITS = "Chỉ nhập chữ số 0–9."
REFUSED = [
    ("b21", "hơn 1.5", "«1.5» là 1,5 hay 15?"),
    ("b22", "ước 10,000", "«10,000»: nếu là mười nghìn, hãy nhập 10.000 hoặc 10000."),
    ("b23", "gần 1,234.5", "Số «1,234.5» viết theo kiểu nước ngoài. Hãy nhập 1.234,5."),
    ("b27", "hơn -5", "không được âm."),
    ("b27", "trên −5", "không được âm."),
    ("b28", "khoảng NaN", DIGITS),
    ("b28", "ước 1e5", DIGITS),
    ("b28", "ước 1_000", DIGITS),
    ("b28", "hơn ١٢", DIGITS),
    ("b28", "hơn １２", DIGITS),
    ("b28", ">1200", DIGITS),
    ("b28", "~35", DIGITS),
    ("b29", "hơn " + "9" * 30, "Số lớn quá"),
    ("b50", "hơn", "Sau «hơn» phải có một số."),
    ("b50", "ước không có", DIGITS),
    ("b11", "hơn 5 <b>", DIGITS),
]
UNDERSTOOD = [
    ("b20", "hơn 1.000", 1000, "more_than"),
    ("b12", "hơn 1000", 1000, "more_than"),
    ("b12", "ước\u00a01000", 1000, "estimated"),
    ("b20", "KHOẢNG 12.345", 12345, "about"),
]


@pytest.mark.parametrize("case", REFUSED, ids=named)
def test_word_and_a_figure_that_is_none_is_refused(
    world: World, reporter: Client, case: tuple[str, str, str]
) -> None:
    _row, typed, sentence = case
    with nothing_written():
        response = reporter.post(REPORT.address(world), {"v-0": typed, "b-0": "10"})
    assert_refused_well(response, sentence=sentence, typed=typed)
    assert (stored(world).values[0], stored(world).qualifiers) == (Decimal(10), {})


@pytest.mark.parametrize("case", UNDERSTOOD, ids=named)
def test_word_and_figure_are_understood(
    world: World, reporter: Client, case: tuple[str, str, int, str]
) -> None:
    _row, typed, value, word = case
    assert reporter.post(REPORT.address(world), {"v-0": typed, "b-0": "10"}).status_code == 302
    assert (stored(world).values[0], stored(world).qualifiers) == (Decimal(value), {"0": word})


@pytest.mark.parametrize("word", ["exact", "ESTIMATED", "' OR 1=1", "<b>"])
def test_b67_a_word_that_is_not_offered_is_refused(world: World, reporter: Client, word: str) -> None:
    with nothing_written():
        response = reporter.post(REPORT.address(world), {"q-0": word, "x-0": ""})
    assert_refused_well(response, sentence="Không có lựa chọn này. Tải lại trang.")
    assert stored(world).qualifiers == {}


@pytest.mark.parametrize("field", ["q-99", "k-99", "d-99", "m-99", "o-99", "x-99", "w-99"])
def test_b67_a_choice_for_a_line_that_is_not_there_changes_nothing(
    world: World, reporter: Client, field: str
) -> None:
    before = stored(world).values
    response = reporter.post(REPORT.address(world), {field: "estimated"})
    assert response.status_code in (302, 422)
    assert (stored(world).values, stored(world).qualifiers) == (before, {})


def test_b50_not_applicable_is_neither_empty_nor_zero_and_stops_the_sending_without_a_reason(
    world: World, reporter: Client, signed_in: SignIn
) -> None:
    assert reporter.post(REPORT.address(world), {"v-0": "không áp dụng", "b-0": "10"}).status_code == 302
    report = stored(world)
    assert (report.values[0], report.said_not_applicable) == (None, [0])
    key = "00000000-0000-0000-0000-000000000005"
    refused = signed_in("HD", "DVA").post(SEND, {"key": key})
    assert_refused_well(refused, sentence="Không áp dụng cho đơn vị: ghi lý do.")
    assert stored(world).state != "submitted"


@pytest.mark.parametrize(
    ("pressed", "value"),
    [({}, 11), ({"k-0": "9"}, 11), ({"d-0": "1"}, 11), ({"k-0": "11"}, 12)],
    ids=["b52-none", "b52-another figure than stands", "b52-stored", "b52-own"],
)
def test_clash_is_decided_by_the_button_alone(
    world: World, reporter: Client, pressed: dict[str, str], value: int
) -> None:
    reporter.post(REPORT.address(world), {"v-0": "11", "b-0": "10"})
    stale = {"v-0": "12", "b-0": "10"} | pressed
    response = reporter.post(REPORT.address(world), stale)
    decided = "d-0" in pressed or value == 12
    assert response.status_code == (302 if decided else 422)
    assert stored(world).values[0] == value
    if not decided:
        assert_refused_well(response, sentence="Anh/chị đã lưu 11 ở ô này trong một trang khác.", typed="12")
        assert b'name="k-0" value="11"' in response.content


def test_b39_markup_in_two_texts_that_differ_is_shown_as_text(world: World, reporter: Client) -> None:
    hostile = "<img src=x onerror=alert(1)> một <script>hai</script>"
    reporter.post(REPORT.address(world), {"t-0": "Cũ."})
    reporter.post(REPORT.address(world), {"t-0": hostile})
    page = reporter.post(REPORT.address(world), {"t-0": f"{hostile} ba", "c-0": "0" * 16}).content.decode()
    assert "<img src=x" not in page and "<script>hai" not in page
    assert "<ins>" in page


# --- texts pasted from the fonts of the 1990s --------------------------------------------------------------------------
PASTED = [
    ("tcvn3", "§¶ng bé ®· häc nghÞ quyÕt", "Đảng bộ đã học nghị quyết", "TCVN3 (ABC)"),
    ("vni", "Ñaûng boä ñaõ hoïc nghò quyeát", "Đảng bộ đã học nghị quyết", "VNI"),
]


def text_of(world: World) -> str:
    return str(SubmissionText.objects.get(submission=stored(world), narrative__position=0).text)


@pytest.mark.parametrize(
    ("raw", "read", "name"), [case[1:] for case in PASTED], ids=[case[0] for case in PASTED]
)
def test_b37_pasted_text_of_an_old_font_is_kept_and_shown_converted_until_a_person_decides(
    world: World, reporter: Client, raw: str, read: str, name: str
) -> None:
    assert reporter.post(REPORT.address(world), {"t-0": raw}).status_code == 302
    assert text_of(world) == raw
    page = reporter.get("/bao-cao/BC-DVA-draft/DVA/")
    shown = words_of(page)
    assert f"có vẻ dùng bảng mã {name}" in shown and raw in shown and read in shown
    kept = {"t-0": raw, "c-0": text_mark(raw)}
    headers = {"HX-Request": "true", "HX-Trigger-Name": "u-0"}
    answer = reporter.post(REPORT.address(world), {**kept, "u-0": "1"}, headers=headers)
    assert (answer.status_code, text_of(world)) == (200, read)
    assert "có vẻ dùng bảng mã" not in words_of(reporter.get("/bao-cao/BC-DVA-draft/DVA/"))


def test_b37_without_scripts_the_button_saves_the_converted_text(world: World, reporter: Client) -> None:
    _name, raw, read, _label = PASTED[0]
    assert reporter.post(REPORT.address(world), {"t-0": raw, "u-0": "1"}).status_code == 302
    assert text_of(world) == read


@pytest.mark.parametrize(
    "typed",
    [
        "Đảng bộ đã học nghị quyết.",
        "Dang bo da hoc nghi quyet.",
        "Café, naïve, São Paulo.",
        "100 % ± 5 µm, «trích»",
    ],
)
def test_b37_text_that_is_none_is_left_alone(world: World, reporter: Client, typed: str) -> None:
    assert reporter.post(REPORT.address(world), {"t-0": typed, "u-0": "1"}).status_code == 302
    assert text_of(world) == typed
    assert "có vẻ dùng bảng mã" not in words_of(reporter.get("/bao-cao/BC-DVA-draft/DVA/"))


def test_b37_markup_in_a_converted_text_is_shown_as_text(world: World, reporter: Client) -> None:
    reporter.post(REPORT.address(world), {"t-0": "§¶ng bé ®· häc <img src=x onerror=alert(1)>"})
    assert "<img src=x" not in reporter.get("/bao-cao/BC-DVA-draft/DVA/").content.decode()


@pytest.mark.parametrize("field", ["u-99", "u-0"])
def test_b37_a_choice_without_a_text_changes_nothing(world: World, reporter: Client, field: str) -> None:
    version = stored(world).values
    assert reporter.post(REPORT.address(world), {field: "1"}).status_code == 302
    assert stored(world).values == version


def test_b42_a_report_in_which_only_dots_stand_is_empty(world: World, reporter: Client) -> None:
    reporter.post(REPORT.address(world), {"v-0": "", "b-0": "10", "v-1": "", "b-1": "8", "t-0": "…"})
    response = reporter.post("/bao-cao/BC-DVA-draft/DVA/chuyen/", {})
    assert_refused_well(response, sentence="Báo cáo chưa có số liệu nào.")
