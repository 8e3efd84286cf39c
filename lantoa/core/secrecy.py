"""State secrets do not belong here: find the marks of a secret paper by their form, never by a word inside a sentence.

The labels are those of the law: Mật, Tối mật, Tuyệt mật (Luật Bảo vệ bí mật nhà nước 117/2025/QH15, in force from
01/3/2026; Luật 29/2018/QH14 before). A stamp is the label alone, in upright capitals inside a frame (Nghị định
63/2026/NĐ-CP; Thông tư 24/2020/TT-BCA before). In the text of a file a stamp therefore stands alone: on its line, or in
its cell or column of the line. «Độ mật: Tối mật» and a label that closes the line of the paper's number are taken as
marks too: no rule prescribes them, offices write them. «GIẢI MẬT», the stamp of a paper that is secret no more, is none.

Pure and without Django: the child process that reads strangers' files uses it too. Every pattern is linear.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lantoa.core.old_encodings import from_tcvn3, from_vni

LONGEST_LINE: Final = 2_000  # a stamp stands in a short line; longer ones are looked at from both ends
LABELS: Final = {"MẬT": "Mật", "TỐIMẬT": "Tối mật", "TUYỆTMẬT": "Tuyệt mật"}
_PLAIN_LABELS: Final = {"TOIMAT": "Tối mật", "TUYETMAT": "Tuyệt mật"}
_WORD_LABELS: Final = {"mật": "Mật", "tối mật": "Tối mật", "tuyệt mật": "Tuyệt mật"}
_PLAIN_WORD_LABELS: Final = {"mat": "Mật", "toi mat": "Tối mật", "tuyet mat": "Tuyệt mật"}
_ANY_WORD_LABEL: Final = _WORD_LABELS | _PLAIN_WORD_LABELS

# Letters of other scripts that look like ours, and signs that a stamp is drawn with.
_LOOKALIKES: Final = str.maketrans("МТАОУЕІмтаоуеіΜΤΑΟΥΕΙ", "MTAOYEImtaoyeiMTAOYEI")
_INVISIBLE: Final = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u061c\xad"))
_FRAME: Final = "[]()<>|{}*=#~^\"'«»“”‘’‹›【】〔〕:;,.!+_-–—─━═│┃║╔╗╚╝┌┐└┘╠╣•·●■□▪★ "
_COLUMNS: Final = re.compile(r"\t+| {3,}|\s*[|│┃║]\s*")
_COPY: Final = re.compile(r"[\s\-–—,;/(]*(?:bản số|ban so|số bản)\s*:?\s*[\d./…]*\)?\s*$", re.IGNORECASE)
_NUMBER_LINE: Final = re.compile(r"^\s*(?:số|so)\s*:?\s*[\d….]+[^\s]*", re.IGNORECASE)
_NUMBER_LABEL: Final = re.compile(
    r"[\s/\-–—(\[,.]+(?:(TUYỆT\s?MẬT|TỐI\s?MẬT|MẬT|TUYET\s?MAT|TOI\s?MAT)|[(\[]\s*((?:tuyệt |tối )?mật)\s*[)\]])[\s)\]]*$"
)
_NUMBER_LABEL_ANY: Final = re.compile(r"[(\[]\s*((?:tuyệt |tối )?mật)\s*[)\]]\s*$", re.IGNORECASE)
_FIELD: Final = re.compile(
    r"(?:độ|do|cấp độ|cap do)\s+(?:mật|mat)\s*[:=\-–—]\s*[\[(«\"“]?\s*((?:tuyệt|tối|tuyet|toi)?\s*(?:mật|mat))\b([^\n]*)",
    re.IGNORECASE,
)
_OTHER_LABELS_FOLLOW: Final = re.compile(
    r"^\s*[,;/|]?\s*(?:hoặc|hay|và|,|/|;|\|)\s*(?:tối|tuyệt|mật|toi|tuyet)", re.IGNORECASE
)
_OPEN_ENVELOPE: Final = "CHỈ NGƯỜI CÓ TÊN MỚI ĐƯỢC BÓC BÌ"
_TITLED: Final = re.compile(r"^(?:TÀI LIỆU|VĂN BẢN|HỒ SƠ|CÔNG VĂN|BÁO CÁO|ĐỀ ÁN)\s+(TUYỆT MẬT|TỐI MẬT|MẬT)$")

_PROPER_VIETNAMESE: Final = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
_FULL_WIDTH: Final = re.compile("[\uff00-\uffef]+")
_SEPARATORS: Final = re.compile(r"[\W_]+")
# Without these letters, in this order once all else is taken out, no line bears a mark. Most lines of a file end here.
_LETTERS_OF_A_LABEL: Final = ("mật", "mat", "mët", "maät", "bócbì")
_BLANKS: Final = re.compile(r"(\s+)")

# A heading in capitals may break so that MẬT stands alone: «… CÔNG TÁC BẢO | MẬT», «MẬT | ĐỘ DÂN SỐ».
_GOES_BEFORE: Final = frozenset(["BÍ", "BẢO", "CƠ", "THÂN", "CẨN", "GIẢI", "KÍN", "RA", "BI", "BAO", "CO"])
_GOES_AFTER: Final = re.compile(r"^(?:ĐỘ (?!MẬT|KHẨN)|ONG\b|KHẨU\b|THIẾT\b|DANH\b|PHỤC\b|THÁM\b|NGỮ\b)")
_ORDINAL: Final = re.compile(r"^\d{1,4}[.)]?(?:\s|$)")
_PLAIN_LETTERHEAD: Final = frozenset(["DANG CONG SAN VIET NAM", "CONG HOA XA HOI CHU NGHIA VIET NAM"])


class Form(StrEnum):
    """By what a mark was recognised."""

    STAMP = "stamp"  # the label alone
    FIELD = "field"  # «Độ mật: …»
    NUMBER = "number"  # closes the line of the number
    PROPERTY = "property"  # the value of a property of the file


@dataclass(frozen=True)
class Mark:
    """A mark on a line, counted from 1. Holds none of the paper's words."""

    line: int
    kind: Form
    label: str


def secret_marks(lines: Iterable[str]) -> list[Mark]:
    """Return the marks of a paper, in order; empty for a paper that bears none.

    `lines` are lines, paragraphs or table rows (cells parted by tabs) as a reader would see them one below another.
    NFC and NFD, spaced and dotted letters, frames, TCVN3 and VNI, capitals without diacritics and look-alike letters
    are the same here. «MAT» alone counts only in a paper whose letterhead itself is typed without diacritics.
    """
    kept = [_readable(line) for line in lines]
    plain_paper = any(" ".join(line.split()) in _PLAIN_LETTERHEAD for line in kept)
    marks = []
    for at, line in enumerate(kept):
        found = _mark_of(line, plain_paper)
        if found is None:
            continue
        kind, label = found
        if kind == Form.STAMP and label == "Mật" and _is_part_of_a_heading(kept, at):
            continue
        if kind == Form.STAMP and _is_one_of_several(kept, at):
            continue
        marks.append(Mark(at + 1, kind, label))
    return marks


def secret_property(value: str) -> bool:
    """Tell whether the value of a property (title, keyword, category) is a label, in any case, or bears a mark."""
    pieces = [_word(piece) for piece in re.split(r"[,;\n]", _readable(value))]
    return any(piece in _ANY_WORD_LABEL and piece != "mat" for piece in pieces) or bool(
        secret_marks(value.splitlines())
    )


def _readable(line: str) -> str:
    if len(line) > LONGEST_LINE:
        line = f"{line[: LONGEST_LINE // 2]} {line[-LONGEST_LINE // 2 :]}"
    shown = unicodedata.normalize("NFC", line)
    shown = _FULL_WIDTH.sub(lambda found: unicodedata.normalize("NFKC", found[0]), shown)
    return shown.translate(_INVISIBLE).translate(_LOOKALIKES).replace("\xa0", " ").replace("\u3000", " ")


def _word(piece: str) -> str:
    return " ".join(piece.strip(_FRAME).casefold().split())


def _mark_of(line: str, plain_paper: bool) -> tuple[Form, str] | None:
    letters = _SEPARATORS.sub("", line).casefold()
    if not any(label in letters for label in _LETTERS_OF_A_LABEL):
        return None
    for read in (line, *_from_old_fonts(line)):
        field = _field(read)
        if field:
            return Form.FIELD, field
        number = _number(read)
        if number:
            return Form.NUMBER, number
        stamp = _stamp(read, plain_paper)
        if stamp:
            return Form.STAMP, stamp
    return None


def _from_old_fonts(line: str) -> Iterable[str]:
    """What the line would read as in the fonts of the 1990s; nothing where it is Unicode or holds none of their signs.

    Their capitals lay in the font: MËT is «MậT» by its codes, so a word whose plain letters are capitals is raised.
    """
    if _PROPER_VIETNAMESE.search(line) or not any("\xa1" <= c <= "\xff" for c in line):
        return
    for convert in (from_tcvn3, from_vni):
        pieces = _BLANKS.split(line)
        yield "".join(convert(piece).upper() if _in_capitals(piece) else convert(piece) for piece in pieces)


def _in_capitals(piece: str) -> bool:
    plain = [c for c in piece if c.isascii() and c.isalpha()]
    return bool(plain) and all(c.isupper() for c in plain)


def _field(line: str) -> str:
    found = _FIELD.search(line)
    if found is None or _OTHER_LABELS_FOLLOW.match(found[2]):
        return ""  # «Độ mật: Mật, Tối mật, Tuyệt mật» names the choices
    after = found[2][:1]
    if after and (after.isalnum() or after == " ") and found[2].strip(_FRAME)[:1].islower():
        return ""  # «độ mật: mật được xác định …» goes on as a sentence
    return _ANY_WORD_LABEL.get(" ".join(found[1].casefold().split()), "")


def _number(line: str) -> str:
    if _NUMBER_LINE.match(line) is None:
        return ""
    found = _NUMBER_LABEL.search(line)
    if found:
        return _ANY_WORD_LABEL.get(" ".join((found[1] or found[2]).casefold().split()), "Mật")
    bracketed = _NUMBER_LABEL_ANY.search(line)
    return _ANY_WORD_LABEL.get(" ".join(bracketed[1].casefold().split()), "") if bracketed else ""


def _stamp(line: str, plain_paper: bool) -> str:
    whole = _alone(line, plain_paper) or _in_small_letters(line)
    if whole:
        return whole
    cells = [cell.strip() for cell in _COLUMNS.split(line) if cell.strip()]
    if len(cells) < 2 or all(len(cell.split()) == 1 for cell in cells):
        return ""  # one piece, or a heading whose words are spread over the line
    for at, cell in enumerate(cells):
        label = _alone(cell, plain_paper)
        if label and not (label == "Mật" and at and _begins_a_list(cells[0]) and _is_name(cells[at - 1])):
            return label
    return ""


def _begins_a_list(cell: str) -> bool:
    return _ORDINAL.match(cell) is not None


def _is_name(cell: str) -> bool:
    """Family and middle names in capitals, as they stand before a given name in a column of its own."""
    words = [word for word in cell.split() if not _ORDINAL.match(word)]
    return 0 < len(words) <= 4 and all(word.isalpha() and word.isupper() for word in words)


def _alone(piece: str, plain_paper: bool) -> str:
    """The label that this piece consists of, frames, spaces between letters and the number of the copy left aside."""
    piece = _COPY.sub("", piece)
    if len(piece) > 120:
        return ""
    words = " ".join(piece.strip(_FRAME).split())
    if words == _OPEN_ENVELOPE:
        return "Mật"
    titled = _TITLED.match(words)
    if titled:
        return LABELS[titled[1].replace(" ", "")]
    letters = "".join(c for c in piece if c.isalnum())
    if letters in LABELS or letters in _PLAIN_LABELS:
        return LABELS.get(letters) or _PLAIN_LABELS[letters]
    if letters == "MAT" and plain_paper:
        return "Mật"
    return ""


def _in_small_letters(line: str) -> str:
    """«Tối mật» typed by itself on a line; «Mật» alone may be a name, honey, or the cell of a list."""
    words = " ".join(line.strip(_FRAME).split())
    return _WORD_LABELS[words.casefold()] if words in ("Tối mật", "Tuyệt mật") else ""


def _is_one_of_several(lines: list[str], at: int) -> bool:
    """A list of the three labels, in a guide or a form: each on a line, in small letters."""
    if not any(c.islower() for c in lines[at]):
        return False
    near = {_word(line) for line in lines[max(0, at - 2) : at + 3]}
    return len(near & _WORD_LABELS.keys()) > 1


def _is_part_of_a_heading(lines: list[str], at: int) -> bool:
    before = next((line for line in reversed(lines[:at]) if line.strip()), "")
    after = next((line for line in lines[at + 1 :] if line.strip()), "")
    last = before.split()[-1].strip(_FRAME) if before.split() else ""
    if last in _GOES_BEFORE and before == before.upper():
        return True
    return _GOES_AFTER.match(after.strip()) is not None
