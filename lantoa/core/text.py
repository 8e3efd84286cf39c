"""Vietnamese text: what may be stored, how it is compared, sorted and shortened.

Narratives are stored in NFC and never in NFKC. Search, uniqueness and duplicate detection compare
`folding_key`; lists of people are ordered by `sort_key_name`. Every pattern here is linear in its input.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from lantoa.core import secret_refusals
from lantoa.core.errors import Refused
from lantoa.core.old_encodings import from_tcvn3, from_vni
from lantoa.core.secrecy import secret_marks
from lantoa.core.secret_refusals import SecretRefusal

_BIDI_CONTROLS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Pasted along without being seen. The soft hyphen stays: in TCVN3 text it is the letter ư.
_INVISIBLE: Final = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u200e\u200f\u061c"))
_JOINERS: Final = dict.fromkeys(map(ord, "\u200c\u200d"))
_D_WITH_STROKE: Final = str.maketrans("đĐðÐɖƉ", "dddddd")
_REPLACEMENT: Final = "\ufffd"  # what a lenient decoder leaves where the bytes were not UTF-8

_NOTHING_TO_SAY: Final = frozenset(
    ["không", "khong", "không có", "khong co", "không có gì", "khong co gi", "chưa có", "chua co", "n/a"]
)

# Huyền, hỏi, ngã, sắc, nặng as combining marks, in the order of Vietnamese dictionaries; no mark is 0.
_TONE_ORDER: Final = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_TONES: Final = frozenset(_TONE_ORDER)
_SHAPED_LETTERS: Final = {"ă": "a~", "â": "a~~", "đ": "d~", "ê": "e~", "ô": "o~", "ơ": "o~~", "ư": "u~"}


class TextError(Refused, ValueError):
    """Text that must not be stored. `position` counts characters of the text as given, from 1."""

    def __init__(self, sentence: str, position: int) -> None:
        super().__init__(sentence)
        self.position = position


class SecretText(TextError):
    """A narrative with the mark of a secret paper on a line of its own."""


def nfc(s: str) -> str:
    """Return the canonical composed form, the only form that is stored."""
    return unicodedata.normalize("NFC", s)


def _is_forbidden(c: str) -> bool:
    if c in "\n\r\t":
        return False
    if c in _BIDI_CONTROLS or c == _REPLACEMENT:
        return True
    code = ord(c)
    if code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:  # noncharacters
        return True
    return unicodedata.category(c) in {"Cc", "Cs", "Co"}


def _refuse_forbidden(s: str) -> None:
    for position, c in enumerate(s, start=1):
        if _is_forbidden(c):
            sentence = _(
                "Nội dung có ký tự điều khiển không hợp lệ ở vị trí %(position)d. Hãy xóa và nhập lại."
            )
            raise TextError(sentence % {"position": position}, position)


def clean_line(s: str) -> str:
    """Return one line in NFC with single spaces, for names, titles and subjects.

    Raises `TextError` for control characters, lone surrogates, private-use characters, noncharacters, U+FFFD,
    bidirectional controls and for a line break inside the text. Breaks at either end are dropped, as a cell
    copied from a spreadsheet ends in one.
    """
    _refuse_forbidden(s)
    start = len(s) - len(s.lstrip())
    for position, c in enumerate(s.strip(), start=start + 1):
        if c in "\n\r\u2028\u2029":
            sentence = _("Ô này không được xuống dòng (vị trí %(position)d). Hãy nhập trên một dòng.")
            raise TextError(sentence % {"position": position}, position)
    return " ".join(nfc(s.translate(_INVISIBLE | _JOINERS)).split())


def clean_text(s: str) -> str:
    """Return a narrative in NFC: line breaks as LF, no blanks at line ends, no blank lines at either end.

    Raises `TextError` for the characters that `clean_line` refuses, line breaks excepted, and `SecretText` for a text that
    bears the mark of a secret paper (`core.secrecy`): every narrative passes here before it is kept.
    """
    _refuse_forbidden(s)
    s = nfc(s.translate(_INVISIBLE))
    s = re.sub("\r\n|[\r\u2028\u2029]", "\n", s)
    _refuse_secret(s)
    return "\n".join(line.rstrip() for line in s.split("\n")).strip()


def _refuse_secret(s: str) -> None:
    lines = s.split("\n")
    marks = secret_marks(lines)
    if not marks:
        return
    secret_refusals.note(SecretRefusal("text", "line", marks[0].kind))
    sentence = _(
        "Không đưa tài liệu, thông tin bí mật nhà nước vào hệ thống này. Nội dung chưa được lưu: dòng %(line)d có dấu chỉ độ mật."
        " Hãy xóa nội dung này và gửi qua văn thư theo chế độ mật; nếu không phải dấu mật, hãy viết dòng đó thành câu."
    )
    at = marks[0].line
    raise SecretText(sentence % {"line": at}, sum(len(line) + 1 for line in lines[: at - 1]) + 1)


def text_mark(s: str) -> str:
    """A short mark by which a form later tells whether a text is still the one it was opened with."""
    return hashlib.sha256(s.encode()).hexdigest()[:16]


def folding_key(s: str) -> str:
    """Return the key under which two spellings of one name are the same: letters and digits, single spaces.

    Marks go, so NFC and NFD, `hoà` and `hòa` meet; đ, Đ, Ð and Ɖ become d; case, punctuation and invisible
    characters do not count. Compatibility forms (full-width letters, ligatures) are folded too.
    """
    previous = None
    key = s
    while key != previous:  # folding case can bring out further marks; two rounds are the most ever seen
        previous = key
        key = unicodedata.normalize("NFKD", key).translate(_D_WITH_STROKE).casefold()
        key = "".join(c if c.isalnum() else _gap(c) for c in key)
    return " ".join(key.split())


def _gap(c: str) -> str:
    return "" if unicodedata.category(c) in {"Mn", "Me", "Cf"} else " "


def _alphabetical_word(word: str) -> str:
    letters: list[str] = []
    tone = 0
    for c in unicodedata.normalize("NFD", word):
        if c in _TONE_ORDER:
            tone = _TONE_ORDER[c]
        elif unicodedata.combining(c) and letters:
            letters[-1] = nfc(letters[-1] + c)
        else:
            letters.append(c)
    return "".join(_SHAPED_LETTERS.get(letter, letter) for letter in letters) + '!"#$%&'[tone]


def sort_key(s: str) -> str:
    """Return a key whose code-point order is Vietnamese alphabetical order.

    a < ă < â, d < đ, …; the tone decides only between syllables with equal letters, in the dictionary order
    ngang, huyền, hỏi, ngã, sắc, nặng. In PostgreSQL compare it with COLLATE "C".
    """
    words = re.sub(r"[^\w]+", " ", nfc(s.translate(_INVISIBLE | _JOINERS)).casefold()).split()
    return " ".join(map(_alphabetical_word, words))


def sort_key_name(full_name: str) -> str:
    """Return the key that orders people as Vietnamese lists do: given name, then family and middle names."""
    *family, given = full_name.split() or [""]
    return sort_key(" ".join([given, *family]))


def initials(s: str) -> str:
    """Return the first letters in capitals without tones, the letters themselves kept: Đảng ủy Khối → ĐUK."""
    found = []
    for word in re.findall(r"\w+", nfc(s)):
        decomposed = unicodedata.normalize("NFD", word[0])
        found.append(nfc("".join(c for c in decomposed if c not in _TONES)).upper())
    return "".join(found)


def slug(s: str) -> str:
    """Return lower-case ASCII words joined by hyphens, for addresses and file names: Đảng ủy → dang-uy."""
    return re.sub("[^a-z0-9]+", "-", folding_key(s)).strip("-")


def looks_empty(s: str) -> bool:
    """Tell whether a mandatory narrative says nothing: blanks, zero-width characters, «…», «-», «Không»."""
    if not folding_key(s):
        return True
    said = clean_spaces_and_case(s).strip(" .,;:!-–—…*()\"'")
    return said in _NOTHING_TO_SAY


def clean_spaces_and_case(s: str) -> str:
    """Return NFC, case-folded, invisible characters dropped, single spaces; marks are kept."""
    return " ".join(nfc(s.translate(_INVISIBLE | _JOINERS)).casefold().split())


@dataclass(frozen=True)
class StrangeLetter:
    """A letter of another script among Latin ones. `position` counts from 1."""

    letter: str
    position: int
    script: str

    @property
    def sentence(self) -> str:
        sentence = _("Tên có chữ cái lạ (ví dụ «%(letter)s» %(script)s ở vị trí %(position)d). Hãy gõ lại.")
        return sentence % {"letter": self.letter, "script": self.script, "position": self.position}


def mixed_script(s: str) -> StrangeLetter | None:
    """Return the first letter that is not Latin in a text that has Latin letters, or None.

    For names: a Cyrillic «а» looks like a Latin one and would defeat the uniqueness of names.
    """
    s = nfc(s)
    strange: StrangeLetter | None = None
    has_latin = False
    for position, c in enumerate(s, start=1):
        if not c.isalpha():
            continue
        name = unicodedata.name(c, "")
        if name.startswith("LATIN "):
            has_latin = True
        elif strange is None:
            strange = StrangeLetter(c, position, _script_label(name))
    return strange if has_latin else None


def _script_label(character_name: str) -> str:
    labels = {"CYRILLIC": _("Ki-rin"), "GREEK": _("Hy Lạp"), "FULLWIDTH": _("toàn khổ")}
    return labels.get(character_name.split(" ")[0], _("không thuộc bảng chữ cái La-tinh"))


# --- text typed in the fonts of the 1990s ----------------------------------------------------------------
_LEGACY_WORD: Final = re.compile("[A-Za-z\xa1-\xff]{2,}")
_PROPER_VIETNAMESE: Final = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
_SYLLABLE: Final = re.compile(
    "(?:ngh|ng|nh|n|ch|c|gh|gi|g|kh|k|ph|p|qu|th|tr|t|b|d|đ|h|l|m|r|s|v|x)?"
    "(?:oai|oay|oao|oeo|uao|uây|uôi|ươi|ươu|uyu|uya|uyê|iêu|yêu|ia|iê|ya|yê|ua|uô|ưa|ươ|oa|oă|oe|oo|uâ|uê|uơ|uy"
    "|ai|ao|au|ay|âu|ây|eo|êu|iu|oi|ôi|ơi|ui|ưi|ưu|[aăâeêioôơuưy])(?:ch|c|m|ng|nh|n|p|t)?"
)
_LEGACY_SHARE: Final = 0.8  # of the marked words that must read as Vietnamese after conversion


@dataclass(frozen=True)
class LegacyText:
    """Text that seems to be typed in an 8-bit encoding, with what it would read in Unicode."""

    encoding: str  # "TCVN3" or "VNI"
    converted: str

    @property
    def name(self) -> str:
        """As the writer knows it."""
        return {"TCVN3": _("TCVN3 (ABC)"), "VNI": "VNI"}[self.encoding]


def _is_syllable(word: str) -> bool:
    decomposed = unicodedata.normalize("NFD", word.strip("«»").lower())
    tones = sum(c in _TONES for c in decomposed)
    letters = nfc("".join(c for c in decomposed if c not in _TONES))
    return tones <= 1 and _SYLLABLE.fullmatch(letters) is not None


def detect_legacy_encoding(s: str) -> LegacyText | None:
    """Tell whether a field was pasted from an old TCVN3 or VNI file, and return it converted; None if not.

    Looks at the words that hold a character of the upper half of Latin-1: at least two, at most half of them
    Vietnamese as they stand, at least four in five after conversion. A field that already holds proper
    Vietnamese letters is never reported, for conversion would damage them. Ask the writer before using the
    result. Call it on the text as pasted. Capital ABC fonts (.VnTimeH) come out in lower case: the font held
    the case.
    """
    if _PROPER_VIETNAMESE.search(nfc(s)):
        return None
    marked = [word for word in _LEGACY_WORD.findall(s) if not word.isascii()]
    if len(marked) < 2 or 2 * sum(map(_is_syllable, marked)) > len(marked):
        return None
    best: tuple[float, LegacyText | None] = (0.0, None)
    for encoding, convert in (("TCVN3", from_tcvn3), ("VNI", from_vni)):
        share = sum(_is_syllable(convert(word)) for word in marked) / len(marked)
        if share >= _LEGACY_SHARE and share > best[0]:
            best = (share, LegacyText(encoding, convert(s)))
    return best[1]
