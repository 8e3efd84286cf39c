"""Vietnamese text: what is stored, compared, sorted, shortened; old encodings."""

import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantoa.core import text

TONES = {"sắc": "\u0301", "huyền": "\u0300", "hỏi": "\u0309", "ngã": "\u0303", "nặng": "\u0323"}
VIETNAMESE = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặồệỳĐƯỢỄ ,.-", max_size=60)


def sorted_from_reverse(items: list[str], key: Callable[[str], str]) -> list[str]:
    """Sort from the opposite order: equal keys then show, as sorting is stable."""
    backwards = list(reversed(items))
    backwards.sort(key=key)
    return backwards


def refusal(clean: Callable[[str], str], given_text: str) -> tuple[str, int]:
    with pytest.raises(text.TextError) as caught:
        clean(given_text)
    return caught.value.sentence, caught.value.position


@pytest.mark.parametrize("clean", [text.clean_line, text.clean_text])
@pytest.mark.parametrize(
    "bad",
    [
        "\x00",  # NUL: PostgreSQL cannot hold it
        "\x07",  # bell
        "\x1b",  # starts an ANSI escape in a log
        "\x0b",  # vertical tab
        "\x7f",  # delete
        "\x85",  # C1 control
        "\ud800",  # lone surrogate, possible through JSON
        "\udfff",  # lone low surrogate
        "\ue000",  # private use
        "\U000f0000",  # private use, plane 15
        "\ufffe",  # noncharacter
        "\uffff",  # noncharacter
        "\U0001fffe",  # noncharacter of another plane
        "\ufdd0",  # noncharacter
        "\ufffd",  # what a lenient decoder leaves of invalid UTF-8
        "\u202e",  # right-to-left override
        "\u2066",  # isolate
    ],
)
def test_clean_bad_character_refused_with_position(clean: Callable[[str], str], bad: str) -> None:
    assert refusal(clean, f"Đảng{bad}ủy") == (
        "Nội dung có ký tự điều khiển không hợp lệ ở vị trí 5. Hãy xóa và nhập lại.",
        5,
    )


@pytest.mark.parametrize(
    ("given_text", "position"),
    [
        ("Báo cáo\r\nBcc: ai@example.org", 8),  # e-mail header injection
        ("hai\ndòng", 4),  # plain LF
        ("hai\u2028dòng", 4),  # line separator
        ("  hai\rdòng", 6),  # the position counts the blanks in front
    ],
)
def test_clean_line_break_inside_refused(given_text: str, position: int) -> None:
    assert refusal(text.clean_line, given_text) == (
        f"Ô này không được xuống dòng (vị trí {position}). Hãy nhập trên một dòng.",
        position,
    )


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("  Nguyễn   Văn\u00a0An ", "Nguyễn Văn An"),  # blanks, no-break space
        ("Nguyễn\tVăn An\r\n", "Nguyễn Văn An"),  # a spreadsheet cell
        (unicodedata.normalize("NFD", "Đảng ủy Khối"), "Đảng ủy Khối"),  # typed on a Mac
        ("Hòa\u200b Bình\ufeff", "Hòa Bình"),  # zero-width characters
        ("１２", "１２"),  # full-width is not folded in what is stored
        ("", ""),
    ],
)
def test_clean_line_normalised(given_text: str, kept: str) -> None:
    assert text.clean_line(given_text) == kept


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("một\r\nhai\rba\nbốn", "một\nhai\nba\nbốn"),  # all three line ends
        ("\n\n một  \n\nhai\t\n ", "một\n\nhai"),  # blank edges go, the paragraph gap stays
        ("\ufeffMở đầu", "Mở đầu"),  # byte-order mark
        ("ﬁ ②", "ﬁ ②"),  # never NFKC
        ("👩‍🌾 giỏi", "👩‍🌾 giỏi"),  # the joiner inside an emoji
    ],
)
def test_clean_text_normalised(given_text: str, kept: str) -> None:
    assert text.clean_text(given_text) == kept


@given(st.text(max_size=80))
def test_clean_text_twice_changes_nothing(s: str) -> None:
    try:
        once = text.clean_text(s)
    except text.TextError:
        return
    assert text.clean_text(once) == once
    assert unicodedata.is_normalized("NFC", once)


@pytest.mark.parametrize(
    ("s", "key"),
    [
        ("Đảng ủy Khối", "dang uy khoi"),
        ("ĐẢNG UỶ  KHỐI", "dang uy khoi"),  # the other tone placement, capitals, two blanks
        ("hoà bình", "hoa binh"),
        ("hòa-bình", "hoa binh"),  # hyphen
        ("Ðảng Ɖảng đảng", "dang dang dang"),  # eth and African D, from wrong fonts
        ("Hòa\u200bBình", "hoabinh"),  # zero width is nothing, not a gap
        ("«Dân vận khéo»: 2021!", "dan van kheo 2021"),
        ("Ｈｏ́ａ", "hoa"),  # full width
        ("m² ½", "m2 1 2"),
        ("_…—", ""),
    ],
)
def test_folding_key_table(s: str, key: str) -> None:
    assert text.folding_key(s) == key


@given(st.text(max_size=80))
def test_folding_key_idempotent(s: str) -> None:
    key = text.folding_key(s)
    assert text.folding_key(key) == key


@given(VIETNAMESE)
def test_folding_key_same_for_every_normal_form_and_case(s: str) -> None:
    forms = {unicodedata.normalize(form, s) for form in ("NFC", "NFD", "NFKC", "NFKD")} | {
        s.upper(),
        s.lower(),
    }
    assert {text.folding_key(form) for form in forms} == {text.folding_key(s)}


@pytest.mark.parametrize("tone", TONES.values(), ids=TONES.keys())
@pytest.mark.parametrize("rime", ["oa", "oe", "uy"])
def test_keys_same_for_both_tone_placements(rime: str, tone: str) -> None:
    old = text.nfc(f"h{rime[0]}{tone}{rime[1]}")
    new = text.nfc(f"h{rime}{tone}")
    assert old != new
    assert text.folding_key(old) == text.folding_key(new)
    assert text.sort_key(old) == text.sort_key(new)


def test_sort_key_alphabet_in_vietnamese_order() -> None:
    alphabet = [
        "a",
        "ă",
        "â",
        "b",
        "c",
        "d",
        "đ",
        "e",
        "ê",
        "g",
        "h",
        "i",
        "k",
        "l",
        "m",
        "n",
        "o",
        "ô",
        "ơ",
        "p",
        "q",
        "r",
        "s",
        "t",
        "u",
        "ư",
        "v",
        "x",
        "y",
    ]
    assert sorted_from_reverse(alphabet, text.sort_key) == alphabet


def test_sort_key_tones_in_dictionary_order() -> None:
    tones = ["ma", "mà", "mả", "mã", "má", "mạ"]
    assert sorted_from_reverse(tones, text.sort_key) == tones


@pytest.mark.parametrize(
    "in_order",
    [
        ["bán", "bang"],  # the tone decides only between equal letters
        ["ban", "bạn", "băn", "bân"],  # letter before tone
        ["an giang", "ân"],  # a shorter word first, then the letter
        ["dung", "đa"],  # d before đ
        ["tổ 2", "tổ ba"],  # digits before letters
    ],
)
def test_sort_key_syllables_in_order(in_order: list[str]) -> None:
    assert sorted_from_reverse(in_order, text.sort_key) == in_order


def test_sort_key_name_given_name_first() -> None:
    in_order = [
        "Trần Văn An",
        "Lê Thị Ánh",  # an < anh, whatever the tone
        "Nguyễn Văn Bình",
        "Bùi Thị Dung",
        "Cao Văn Đạt",
        "Lê Văn Đạt",  # same given name: family name decides
    ]
    assert sorted_from_reverse(in_order, text.sort_key_name) == in_order
    assert text.sort_key_name("") == ""


@pytest.mark.parametrize(
    ("s", "expected"),
    [
        ("Nguyễn Văn An", "NVA"),
        ("Đảng ủy Khối", "ĐUK"),  # the tone goes, the letter Đ stays
        ("Bà Rịa - Vũng Tàu", "BRVT"),
        ("Ô Môn", "ÔM"),
        ("ứng hòa", "ƯH"),
        (unicodedata.normalize("NFD", "Ấp Bắc"), "ÂB"),
        ("", ""),
    ],
)
def test_initials_table(s: str, expected: str) -> None:
    assert text.initials(s) == expected


@pytest.mark.parametrize(
    ("s", "expected"),
    [
        ("Đảng ủy", "dang-uy"),  # a framework's slugify gives «ang-uy»
        ("Mô hình «Ngày thứ Bảy» 2021", "mo-hinh-ngay-thu-bay-2021"),
        ("  --  ", ""),
        ("Нам", ""),  # no Latin letter, nothing to show
    ],
)
def test_slug_table(s: str, expected: str) -> None:
    assert text.slug(s) == expected


@pytest.mark.parametrize(
    ("s", "expected"),
    [
        ("", True),
        (" \n\t\u00a0", True),
        ("\u200b\u200d\ufeff", True),  # zero width only
        ("…", True),
        ("...", True),
        ("---", True),
        ("Không", True),
        (" KHÔNG. ", True),
        (unicodedata.normalize("NFD", "không có"), True),
        ("N/A", True),
        ("Không có khó khăn về kinh phí", False),
        ("Khổng", False),  # another word: the tone counts here
        ("0", False),
    ],
)
def test_looks_empty_table(s: str, expected: bool) -> None:
    assert text.looks_empty(s) is expected


def test_mixed_script_cyrillic_letter_named() -> None:
    found = text.mixed_script("Hòа Bình")  # the «а» is Cyrillic
    assert found == text.StrangeLetter("а", 3, "Ki-rin")
    assert found.sentence == "Tên có chữ cái lạ (ví dụ «а» Ki-rin ở vị trí 3). Hãy gõ lại."


@pytest.mark.parametrize(
    "s",
    [
        "Đảng ủy Khối các cơ quan 2021",  # Latin with Vietnamese marks
        unicodedata.normalize("NFD", "Hòa Bình"),
        "Москва",  # one foreign script throughout is not a disguise
        "",
    ],
)
def test_mixed_script_one_script_none(s: str) -> None:
    assert text.mixed_script(s) is None


# Each proper sentence with the same sentence as the old fonts stored it, typed by hand from the charts.
LEGACY = [
    ("TCVN3", "®¶ng bé", "đảng bộ"),
    ("TCVN3", "§¶ng ñy Khèi", "Đảng ủy Khối"),
    ("TCVN3", "Häc tËp vµ lµm theo t\xad t\xadëng", "Học tập và làm theo tư tưởng"),
    ("TCVN3", "c¸n bé, c«ng chøc, viªn chøc", "cán bộ, công chức, viên chức"),
    ("VNI", "Ñaûng boä", "Đảng bộ"),
    ("VNI", "Hoïc taäp vaø laøm theo tö töôûng", "Học tập và làm theo tư tưởng"),
    ("VNI", "caùn boä, coâng chöùc, vieân chöùc", "cán bộ, công chức, viên chức"),
    ("VNI", "ÑAÛNG BOÄ TÆNH", "ĐẢNG BỘ TỈNH"),
]


@pytest.mark.parametrize(("encoding", "stored", "proper"), LEGACY)
def test_legacy_encoding_detected_and_converted(encoding: str, stored: str, proper: str) -> None:
    assert text.detect_legacy_encoding(stored) == text.LegacyText(encoding, proper)


@pytest.mark.parametrize(
    "s",
    [
        "",
        "Dang uy khoi",  # no marks at all
        "Đảng bộ cơ sở",  # proper Vietnamese
        "hoà bình, nhân dân",  # proper Vietnamese that happens to fit in Latin-1
        "ông bà và tôi",  # likewise
        "«hoà bình» và «công lý»",  # quotation marks are letters in TCVN3
        "déjà été à l'hôtel",  # French
        "São Paulo, Belém, Goiânia",  # Portuguese
        "Müller, Köln, Düsseldorf",  # German
        "± 5 µm, 10 m², 20 °C, © 2020",  # signs
        "®¶ng bộ đảng ®¶ng",  # half converted already: conversion would damage the rest
    ],
)
def test_legacy_encoding_other_text_none(s: str) -> None:
    assert text.detect_legacy_encoding(s) is None


@pytest.mark.parametrize(
    "validate",
    [
        text.clean_line,
        text.clean_text,
        text.folding_key,
        text.sort_key,
        text.sort_key_name,
        text.initials,
        text.slug,
        text.looks_empty,
        text.mixed_script,
        text.detect_legacy_encoding,
    ],
)
@pytest.mark.parametrize("unit", ["a", "ng", " a", "ö ", "oa\u0301", "\u0301", "-"])
def test_long_hostile_text_time_grows_linearly(validate: Callable[[str], object], unit: str) -> None:
    # Quadratic work would be about 64 times as long for the longer text; linear about 8.
    def seconds(times: int) -> float:
        started = time.process_time()
        validate(unit * times + "!")
        return time.process_time() - started

    short = min(seconds(2_000) for _ in range(3))
    assert min(seconds(16_000) for _ in range(3)) < 30 * short + 0.02
