"""BAD_INPUT, text: characters nobody may store, empty words, breaks in lines, searches. Names carry the row's id."""

import logging
import unicodedata

import pytest
from django.test import Client
from django.urls import reverse

from tests.badinput.forms import NOMINATION, PRACTICE, SEARCHES, WITH_LINE, WITH_MANDATORY, WITH_TEXT, Form
from tests.badinput.refusal import (
    assert_refused_well,
    made_by,
    nothing_written,
    only_recorded,
    rows_that_hold,
    words_of,
)
from tests.permissions.world.things import World

POSITION = "Nội dung có ký tự điều khiển không hợp lệ ở vị trí 4."
FORM_BODY = "application/x-www-form-urlencoded"


def by_route(form: Form) -> str:
    return form.route


@pytest.mark.parametrize("form", WITH_TEXT, ids=by_route)
def test_b10_nul_in_a_field_is_refused_with_its_place(world: World, reporter: Client, form: Form) -> None:
    with nothing_written():
        for content_type in (None, FORM_BODY):
            if content_type:
                response = reporter.post(
                    form.address(world), f"{form.text}=Báo%00cáo", content_type=content_type
                )
            else:
                response = reporter.post(form.address(world), form.good(world) | {form.text: "Báo\0cáo"})
            assert_refused_well(response, sentence=POSITION)


@pytest.mark.parametrize("where", ["/mo-hinh/MH%00/", "/mo-hinh/?q=%00", "/don-vi/%00/", "/kiem-tra/%00/"])
def test_b10_nul_in_an_address_is_refused(world: World, reporter: Client, where: str) -> None:
    assert_refused_well(reporter.get(where), sentence="Địa chỉ trang có ký tự không hợp lệ.")


@pytest.mark.parametrize("raw", [b"Hai\xff", b"Hai\xc0\xaf", b"Hai\xed\xa0\x80", b"Hai\xf8\x88\x80\x80\x80"])
@pytest.mark.parametrize("form", WITH_TEXT, ids=by_route)
def test_b11_broken_utf8_is_refused(world: World, reporter: Client, form: Form, raw: bytes) -> None:
    """A lone byte, an overlong sequence, a lone surrogate, a five-byte form."""
    escaped = "".join(f"%{byte:02x}" for byte in raw)
    with nothing_written():
        response = reporter.post(form.address(world), f"{form.text}={escaped}", content_type=FORM_BODY)
    assert_refused_well(response, sentence=POSITION)


@pytest.mark.parametrize("letter", ["\ufffe", "\ue000", "\u202e", "\x1b"])
@pytest.mark.parametrize("form", WITH_TEXT, ids=by_route)
def test_b11_letters_that_are_none_are_refused_and_kept(
    world: World, reporter: Client, form: Form, letter: str
) -> None:
    typed = f"Hai{letter}ba"
    with nothing_written():
        response = reporter.post(form.address(world), form.good(world) | {form.text: typed})
    assert_refused_well(response, sentence=POSITION, typed=typed)


def test_b12_decomposed_text_is_stored_composed(world: World, reporter: Client) -> None:
    title = "Hoà giải ở cơ sở"
    form = PRACTICE.good(world) | {"title": unicodedata.normalize("NFD", title)}
    assert made_by(reporter.post(PRACTICE.address(world), form)).title == title


def test_b12_compatibility_letters_are_left_as_they_are(world: World, reporter: Client) -> None:
    form = PRACTICE.good(world) | {"problem": "diện tích 5 m², ﬁ"}
    assert made_by(reporter.post(PRACTICE.address(world), form)).problem == "diện tích 5 m², ﬁ"


@pytest.mark.parametrize("typed", ["hòa giải", "hoà giải", "HOA GIAI", "Hoà  Giải"])
def test_b13_both_tone_placements_find_the_same(world: World, reporter: Client, typed: str) -> None:
    reporter.post(PRACTICE.address(world), PRACTICE.good(world) | {"title": "Hòa giải ở cơ sở"})
    assert "Hòa giải ở cơ sở" in words_of(reporter.get(reverse("practices:list"), {"q": typed}))


@pytest.mark.parametrize("second", ["Hoà giải ở cơ sở", "HÒA GIẢI Ở CƠ SỞ", "Hòa  giải ở cơ sở"])
def test_b13_a_title_that_differs_in_tone_placement_only_is_a_second_one(
    world: World, reporter: Client, second: str
) -> None:
    reporter.post(PRACTICE.address(world), PRACTICE.good(world) | {"title": "Hòa giải ở cơ sở"})
    with nothing_written():
        response = reporter.post(PRACTICE.address(world), PRACTICE.good(world) | {"title": second})
    assert response.status_code == 422


@pytest.mark.parametrize("form", [PRACTICE, NOMINATION], ids=by_route)
def test_b40_too_long_a_text_says_by_how_much(world: World, reporter: Client, form: Form) -> None:
    limit = 4_000 if form is NOMINATION else 20_000
    typed = "ă" * (limit + 3)
    with nothing_written():
        response = reporter.post(form.address(world), form.good(world) | {form.text: typed})
    assert_refused_well(response, sentence="Hãy bớt 3 ký tự.", typed=typed)


@pytest.mark.parametrize("form", WITH_TEXT, ids=by_route)
def test_b40_a_body_beyond_the_limit_is_refused(world: World, reporter: Client, form: Form) -> None:
    with nothing_written():
        response = reporter.post(
            form.address(world), f"{form.text}={'a' * (2 * 1024 * 1024 + 1)}", content_type=FORM_BODY
        )
    assert response.status_code == 413
    assert_refused_well(response, sentence="Nội dung gửi lên quá lớn")


@pytest.mark.parametrize("typed", ["", "   ", "\u200b\u200b", "\u00a0"])
@pytest.mark.parametrize("form", WITH_MANDATORY, ids=by_route)
def test_b42_empty_words_are_no_content(world: World, reporter: Client, form: Form, typed: str) -> None:
    with nothing_written():
        response = reporter.post(form.address(world), form.good(world) | {form.mandatory: typed})
    assert_refused_well(response, sentence="Mục này chưa có nội dung.")


@pytest.mark.parametrize("typed", ["…", "...", "---"])
@pytest.mark.parametrize("form", WITH_MANDATORY, ids=by_route)
def test_b42_dots_say_nothing(world: World, reporter: Client, form: Form, typed: str) -> None:
    with nothing_written():
        response = reporter.post(form.address(world), form.good(world) | {form.mandatory: typed})
    assert response.status_code == 422


@pytest.mark.parametrize("form", WITH_LINE, ids=by_route)
def test_b45_a_line_takes_no_break(world: World, reporter: Client, form: Form) -> None:
    typed = "Một\r\nBcc: x@y.vn"
    with nothing_written():
        response = reporter.post(form.address(world), form.good(world) | {form.line: typed})
    assert_refused_well(response, sentence="Ô này không được xuống dòng (vị trí 4).")


@pytest.mark.parametrize("name", ["a\nERROR gia mao", "\x1b[31mdo", "${jndi:ldap://x}", "a\rb"])
def test_b46_log_lines_hold_no_control_character(
    world: World, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    client = Client(raise_request_exception=False)
    with caplog.at_level(logging.DEBUG, logger="lantoa"):
        client.post(
            reverse("account_login"),
            {"login": name, "password": "x"},
            HTTP_USER_AGENT=name.replace("\n", " "),
        )
        client.get("/khong-co/", {"q": name})
    lines = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert [line for line in lines if any(ord(letter) < 32 for letter in line)] == []


@pytest.mark.parametrize(
    "typed", ["a" * 50_000 + "!", "aA" * 25_000, "0" * 50_000 + "x", "((((" * 10_000, "a " * 25_000]
)
@pytest.mark.parametrize("field", ["title", "problem", "baseline", "started_on"])
def test_b47_long_repetitions_are_answered(world: World, reporter: Client, field: str, typed: str) -> None:
    """A pattern that tries every way to split would never come back."""
    response = reporter.post(PRACTICE.address(world), PRACTICE.good(world) | {field: typed})
    assert response.status_code == 422


SIGNS = ["%", "_", "\\", "'", '"', "a & !b | (c", "x" * 10_000, "%' OR 1=1 --", "<->", "{{ 1 }}", "(?R)"]


@pytest.mark.parametrize("typed", SIGNS)
@pytest.mark.parametrize("route", sorted(SEARCHES))
def test_b48_searches_answer_whatever_is_typed(
    world: World, reporter: Client, route: str, typed: str
) -> None:
    response = reporter.get(reverse(route), {SEARCHES[route]: typed})
    assert response.status_code in (200, 422)


@pytest.mark.parametrize("typed", ["zz%", "zz_zz", "zz' OR '1'='1", "zz\\"])
def test_b48_signs_widen_no_search(world: World, reporter: Client, typed: str) -> None:
    response = reporter.get(reverse("practices:list"), {"q": typed})
    assert b"Hoamai-practice" not in response.content


@pytest.mark.parametrize(
    "words",
    [
        {"nam": "١٩٩٩"},
        {"nam": "9" * 40},
        {"sort": "password"},
        {"page": "-1"},
        {"page": "x"},
        {"linh-vuc": "," * 500},
    ],
)
def test_b48_filters_that_mean_nothing_are_left_out(
    world: World, reporter: Client, words: dict[str, str]
) -> None:
    assert reporter.get(reverse("practices:list"), words).status_code == 200


PASTED = "ĐẢNG ỦY KHỐI\n{mark}\nBÁO CÁO hoamai-bimat"
B44 = "Không đưa tài liệu, thông tin bí mật nhà nước vào hệ thống này. Nội dung chưa được lưu"


@pytest.mark.parametrize("mark", ["MẬT", "T Ố I  M Ậ T", "TUYET MAT", "Độ mật: Mật", "TèI MËT", "[M.Ậ.T]"])
@pytest.mark.parametrize("form", WITH_TEXT, ids=by_route)
def test_b44_a_pasted_paper_with_a_mark_is_not_saved(
    world: World, reporter: Client, form: Form, mark: str, caplog: pytest.LogCaptureFixture
) -> None:
    typed = PASTED.format(mark=mark)
    with caplog.at_level(logging.DEBUG, logger="lantoa"), only_recorded("attachment.secret_refused"):
        response = reporter.post(form.address(world), form.good(world) | {form.text: typed})
    assert_refused_well(response, sentence=B44, typed=typed)
    assert "dòng 2" in words_of(response)
    assert rows_that_hold("hoamai-bimat") == []
    assert "hoamai-bimat" not in caplog.text


@pytest.mark.parametrize(
    "typed",
    [
        "Cấp ủy gắn bó mật thiết với Nhân dân.",
        "BẢO VỆ BÍ MẬT NHÀ NƯỚC\nĐã tập huấn cho 98 đơn vị.",
        "Mật\nSáp\nPhấn hoa",
        "Đã báo cáo riêng theo chế độ mật.",
        "mat ma",
    ],
)
def test_b44_the_word_inside_a_sentence_is_saved(world: World, reporter: Client, typed: str) -> None:
    made = made_by(reporter.post(PRACTICE.address(world), PRACTICE.good(world) | {"problem": typed}))
    assert made.problem == typed
