"""More ways in which a text comes back: each takes a published text and makes what an office might paste or type anew.

They were written without regard to how the finder works; every one is drawn from a fixed seed.
"""

import json
import random
import re
import unicodedata
from collections.abc import Callable
from functools import cache

from lantoa.core.text import folding_key
from tests.practices.likeness_pairs import FOLDER

Change = Callable[[str, random.Random], str]

# As offices write it short; the other way round it is written out.
SHORT = {
    "ủy ban nhân dân": "UBND",
    "hội đồng nhân dân": "HĐND",
    "mặt trận tổ quốc": "MTTQ",
    "cán bộ, công chức": "CBCC",
    "công chức, viên chức": "CCVC",
    "thủ tục hành chính": "TTHC",
    "cải cách hành chính": "CCHC",
    "hợp tác xã": "HTX",
    "bảo hiểm xã hội": "BHXH",
    "bảo hiểm y tế": "BHYT",
    "trung học phổ thông": "THPT",
    "trung học cơ sở": "THCS",
    "đảng viên": "ĐV",
    "cán bộ": "CB",
    "đoàn thanh niên": "ĐTN",
    "nông thôn mới": "NTM",
    "thành phố": "TP",
    "nghị quyết": "NQ",
    "chỉ thị": "CT",
    "công nghệ thông tin": "CNTT",
    "doanh nghiệp": "DN",
    "nhân dân": "ND",
    "người dân": "ng dân",
}
DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
# What a scanner takes for another.
SCANNED = {
    "rn": "m",
    "l": "1",
    "o": "0",
    "ơ": "o",
    "ư": "u",
    "ă": "a",
    "đ": "d",
    "ị": "i",
    "ậ": "â",
    "ổ": "ô",
    "I": "l",
}
TONES = "\u0300\u0301\u0303\u0309\u0323"


def _words(text: str, change: Callable[[str], str]) -> str:
    return re.sub(r"\w+", lambda found: change(found.group()), text)


def scanned(text: str, choice: random.Random) -> str:
    """Faults of reading a picture, in about one word of ten, and lines that end where the paper does."""

    def fault(word: str) -> str:
        if choice.random() > 0.1:
            return word
        wrong = choice.choice(list(SCANNED))
        return word.replace(wrong, SCANNED[wrong])

    return wrapped(_words(text, fault), choice)


def wrapped(text: str, choice: random.Random) -> str:
    """Pasted from a PDF: a line break every ten words or so."""
    words = text.split()
    lines, at = [], 0
    while at < len(words):
        size = choice.randint(8, 13)
        lines.append(" ".join(words[at : at + size]))
        at += size
    return "\n".join(lines)


def unpunctuated(text: str, choice: random.Random) -> str:
    return re.sub(r"[.,;:!?…\n]+", " ", text)


def i_for_y(text: str, choice: random.Random) -> str:
    """kỹ, lý, quý: kĩ, lí, quí; and the other way for what was written with i."""

    def other(word: str) -> str:
        decomposed = unicodedata.normalize("NFD", word)
        found = re.fullmatch(rf"(.*[bcdghklmnprstvxu])([iy])([{TONES}]?)", decomposed)
        if found is None or found[1].lower().endswith(("ng", "nh")):
            return word
        return unicodedata.normalize("NFC", found[1] + ("i" if found[2] == "y" else "y") + found[3])

    return _words(text, other)


def tones_elsewhere(text: str, choice: random.Random) -> str:
    """hòa, thủy: hoà, thuỷ."""

    def other(word: str) -> str:
        decomposed = unicodedata.normalize("NFD", word)
        moved = re.sub(rf"(o)([{TONES}])([ae])$|(u)([{TONES}])(y)$", _after, decomposed)
        return unicodedata.normalize("NFC", moved)

    return _words(text, other)


def _after(found: re.Match[str]) -> str:
    first, tone, last = (one for one in found.groups() if one is not None)
    return first + last + tone


def decomposed(text: str, choice: random.Random) -> str:
    return unicodedata.normalize("NFD", text)


def shortened(text: str, choice: random.Random) -> str:
    for long, short in SHORT.items():
        text = re.sub(long, short, text, flags=re.IGNORECASE)
    return text


def written_out(text: str, choice: random.Random) -> str:
    for long, short in SHORT.items():
        text = re.sub(rf"\b{short}\b", long, text)
    return text


def numbers_in_words(text: str, choice: random.Random) -> str:
    return re.sub(r"\d", lambda found: f" {DIGITS[int(found.group())]} ", text)


def another_unit_and_year(text: str, choice: random.Random) -> str:
    """Every name and number is another's."""
    names = ("Hòa Bình", "Thanh Xuân", "Long Mỹ", "Phước An", "Tân Lập", "Vĩnh Thạnh", "Đông Hải")
    text = re.sub(
        r"(?<![.!?\n]\s)(?<!^)\b[A-ZĐÂÔƯÁÀ]\w+(?: [A-ZĐÂÔƯÁÀ]\w+)+", lambda _: choice.choice(names), text
    )
    return re.sub(r"\d+", lambda found: str(int(found.group()) + choice.randint(1, 9)), text)


def in_capitals(text: str, choice: random.Random) -> str:
    return text.upper()


def half_without_accents(text: str, choice: random.Random) -> str:
    return _words(text, lambda word: folding_key(word) if choice.random() < 0.5 else word)


def mistyped(text: str, choice: random.Random) -> str:
    """A letter too few, twice, or in its neighbour's place, in one word of ten."""

    def slip(word: str) -> str:
        if len(word) < 3 or choice.random() > 0.1:
            return word
        at = choice.randrange(len(word) - 1)
        return choice.choice(
            (
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            )
        )

    return _words(text, slip)


def run_together(text: str, choice: random.Random) -> str:
    """One blank of twelve is lost."""
    return re.sub(" ", lambda _: "" if choice.random() < 1 / 12 else " ", text)


def items_reordered(text: str, choice: random.Random) -> str:
    """The sentences as a numbered list in another order."""
    items = [one.strip(" .") for one in re.split(r"(?<=[.;])\s|\n", text) if one.strip(" .")]
    choice.shuffle(items)
    return "\n".join(f"{number}) {item};" for number, item in enumerate(items, 1))


def bulleted(text: str, choice: random.Random) -> str:
    """Each clause a bullet of its own, with long dashes."""
    return "\n".join(f"– {one.strip()}" for one in re.split(r"[.;,]\s", text) if one.strip())


def quoted(text: str, choice: random.Random) -> str:
    """Typographic signs, and blanks that are none."""
    return text.replace('"', "“").replace(" - ", " — ").replace(" ", "\u00a0")


ALONE: dict[str, Change] = {
    "scanned": scanned,
    "wrapped": wrapped,
    "unpunctuated": unpunctuated,
    "i for y": i_for_y,
    "tones elsewhere": tones_elsewhere,
    "decomposed": decomposed,
    "shortened": shortened,
    "written out": written_out,
    "numbers in words": numbers_in_words,
    "another unit and year": another_unit_and_year,
    "capitals": in_capitals,
    "half without accents": half_without_accents,
    "mistyped": mistyped,
    "run together": run_together,
    "items reordered": items_reordered,
    "bulleted": bulleted,
    "quoted": quoted,
}


@cache
def published() -> list[dict[str, str]]:
    """The texts made from published facts, and their neighbours."""
    found: list[dict[str, str]] = json.loads((FOLDER / "practices.json").read_text(encoding="utf-8"))
    return found


def another(one: dict[str, str], choice: random.Random) -> dict[str, str]:
    """A different practice of the registry."""
    return choice.choice([other for other in published() if other["id"] != one["id"]])


def pasted_into(one: dict[str, str], choice: random.Random) -> str:
    """The whole text in the middle of another that is twice as long as one."""
    around = another(one, choice)["text"] + "\n" + another(one, choice)["text"]
    middle = around.index(" ", len(around) // 2)
    return f"{around[:middle]} {one['text']} {around[middle:]}"
