"""Telephone numbers, numbers of cards and accounts, plates, addresses of mail and days of birth in a text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lantoa.core.name_screen.passages import Kind, Passage
from lantoa.core.name_screen.tokens import Token
from lantoa.core.text import folding_key

SPOKEN: Final = {
    "không": "0", "một": "1", "mốt": "1", "hai": "2", "ba": "3", "bốn": "4", "tư": "4", "năm": "5", "lăm": "5",
    "sáu": "6", "bảy": "7", "bẩy": "7", "tám": "8", "chín": "9",
}  # fmt: skip
_SEPARATORS: Final = frozenset(" .-/,()+\xa0\xad‐‑–—−_*~•·")
_LOOKALIKE: Final = str.maketrans("oOIl", "0011")
_PIECE: Final = re.compile(r"[0-9oOIl]{1,24}|[^\W\d_]+")
_PHONE: Final = re.compile(r"(?:0|84|0084)(?:[35789]\d{8}|2\d{8,9})")
_SERVICE: Final = re.compile(r"0?1[89]00")
_CARD: Final = re.compile(r"0\d\d[0-3]\d{8}")
_HEALTH: Final = re.compile(r"\b[A-Z]{2} ?\d ?\d\d ?\d{10}\b")
_PASSPORT: Final = re.compile(r"\b[BCNPK]\d{7}\b")
_PLATE: Final = re.compile(
    r"\b[1-9]\d[ -]?(?:LD|DA|[A-Za-z]{1,2}|[A-Za-z]\d)[ .-]{0,2}(?:\d{3}\.? ?\d{2}|\d{4,5})\b"
)
_AT: Final = re.compile(r"@|[\[(](?:at|a)[\])]| at ", re.IGNORECASE)
_BEFORE_AT: Final = re.compile(r"[\w.+-]{2,64} {0,1}$")
_AFTER_AT: Final = re.compile(
    r" {0,1}[\w-]{2,40} {0,1}(?:\.|[\[(]?dot[\])]?) {0,1}[a-z]{2,12}", re.IGNORECASE
)
_BORN: Final = re.compile(
    r"(?<![^\W\d_])(?P<word>sinh|s\.n\.|sn)(?![^\W\d_])"
    r"(?:[ :.(]{0,3}(?:ngày|ngay|tháng|thang|năm|nam|mồng|mùng|ghi|là|la)){0,3}[ :(]{0,3}"
    r"(?P<day>\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d{2}|\d{1,2}[/.-](?:19|20)\d{2}|(?:19|20)\d{2}"
    r"|\d{1,2} (?:tháng|thang) \d{1,2} (?:năm|nam) (?:19|20)\d{2}|\d{1,2} (?:năm|nam) (?:19|20)\d{2})(?!\d)",
    re.IGNORECASE,
)
_NOT_BORN: Final = frozenset(
    ["học", "phát", "vệ", "nảy", "thí", "tái", "giáo", "mưu", "hy", "dân", "sơ", "y", "kỷ",
     "tuyển", "hoc", "phat", "ve", "nay", "thi", "tai"]
)  # fmt: skip
_MONEY: Final = re.compile(
    r"\s{0,2}(?:đồng|đ\b|vnđ|vnd|dong\b|triệu|tỷ|tỉ|usd|m2|m²|ha\b|kg|%)", re.IGNORECASE
)
_DATE: Final = re.compile(r"(?<!\d)\d{1,2}[/.–-]\d{1,2}[/.–-](?:19|20)\d{2}(?!\d)")
# From a month or a year to another; not where more digits stand beside it, as in the parts of a telephone number.
_PERIOD: Final = re.compile(
    r"(?<![\d/])(?<!\d[ .–—-])(?:(?:0?[1-9]|1[0-2])[/.])?(?:19|20)\d{2} ?[–—-] ?"
    r"(?:(?:0?[1-9]|1[0-2])[/.])?(?:19|20)\d{2}(?![ .–—-]?\d)"
)
_GROUPED: Final = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?$")

_CALLING: Final = frozenset(
    ["sđt", "sdt", "đt", "dt", "zalo", "viber", "gọi", "goi", "điện", "thoại", "thoai",
     "tel", "hotline", "máy", "may", "momo", "phone"]
)  # fmt: skip
_IDENTITY: Final = frozenset(["cmnd", "cccd", "cmt", "bhxh", "bhyt", "mst", "passport", "gplx"])
_IDENTITY_PAIRS: Final = frozenset(
    ["mã số thuế", "ma so thue", "thẻ đảng", "the dang", "lái xe", "lai xe", "bảo hiểm", "bao hiem", "định danh",
     "hộ chiếu", "căn cước", "can cuoc", "chứng minh", "chung minh", "thẻ đảng viên"]
)  # fmt: skip
_BANKING: Final = frozenset(["stk", "tk", "khoản", "khoan", "atm"])
_BANKING_PAIRS: Final = frozenset(
    ["tài khoản", "tai khoan", "số thẻ", "so the", "chuyển khoản", "chuyển vào", "thẻ atm", "agribank", "vietcombank",
     "sacombank", "techcombank", "bidv", "vietinbank", "stk", "tk"]
)  # fmt: skip
NEAR: Final = 48  # characters on either side in which a word says what a number is


@dataclass(frozen=True)
class _Run:
    """Digits that belong together, however they are parted or spelled."""

    digits: str
    start: int
    end: int


def _runs(text: str) -> Iterator[_Run]:
    digits: list[str] = []
    start = end = 0
    for match in _PIECE.finditer(text):
        piece = match.group()
        value = _value(piece)
        between = text[end : match.start()]
        goes_on = bool(digits) and len(between) <= 3 and all(c in _SEPARATORS for c in between)
        if digits and not (value and goes_on):
            yield _Run("".join(digits), start, end)
            digits = []
        if value:
            start = start if digits else match.start()
            digits.append(value)
            end = match.end()
    if digits:
        yield _Run("".join(digits), start, end)


def _value(piece: str) -> str:
    if any(c.isdigit() for c in piece):
        return piece.translate(_LOOKALIKE)
    return SPOKEN.get(piece.casefold(), "")


def numbers_in(text: str, tokens: Sequence[Token]) -> Iterator[Passage]:
    """`text` in NFC."""
    yield from _addresses(text)
    yield from _births(text)
    for match in _PLATE.finditer(text):
        yield Passage(Kind.PLATE, match.start(), match.end())
    for pattern in (_HEALTH, _PASSPORT):
        for match in pattern.finditer(text):
            yield Passage(Kind.IDENTITY, match.start(), match.end())
    blanked = text
    for days in (_DATE, _PERIOD):
        blanked = days.sub(lambda match: "#" * len(match.group()), blanked)
    for run in _runs(blanked):
        kind = _kind_of(blanked, run)
        if kind is not None:
            yield Passage(kind, run.start, run.end)


def _kind_of(text: str, run: _Run) -> Kind | None:
    digits = run.digits
    if len(digits) < 7 or _SERVICE.match(digits):
        return None
    if _MONEY.match(text, run.end) or (_GROUPED.match(text[run.start : run.end]) and digits[0] != "0"
                                       and not _says(text, run, before=True)):  # fmt: skip
        return None
    said = _says(text, run)
    phone = _PHONE.match(digits)
    if (
        phone is not None
        and len(digits) - phone.end() <= 3
        and said is not Kind.ACCOUNT
        and said is not Kind.IDENTITY
    ):
        return Kind.PHONE
    if phone is not None and any(_PHONE.fullmatch(digits[i : i + 10]) for i in (0, 10)) and len(digits) >= 20:
        return Kind.PHONE
    if said is not None and said is not Kind.PHONE:
        return said
    if len(digits) == 12 and _CARD.fullmatch(digits):
        return Kind.IDENTITY
    whole = text[run.start : run.end]
    if len(digits) >= 13 and (whole.isdigit() or digits.startswith("9704")):
        return Kind.ACCOUNT
    if said is Kind.PHONE and 8 <= len(digits) <= 12 and (digits[0] == "0" or digits.startswith("84")):
        return Kind.PHONE
    return None


def _says(text: str, run: _Run, *, before: bool = False) -> Kind | None:
    """What the words around it say that a number is; the nearest before it counts first."""
    left = text[max(run.start - NEAR, 0) : run.start].casefold()
    right = "" if before else text[run.end : run.end + NEAR].casefold()
    for part in (left, right):
        words = frozenset(re.findall(r"[^\W\d_]{2,12}", part))
        joined = " ".join(part.split())
        if words & _IDENTITY or any(pair in joined for pair in _IDENTITY_PAIRS):
            return Kind.IDENTITY
        if words & _BANKING or any(pair in joined for pair in _BANKING_PAIRS if len(pair) > 3):
            return Kind.ACCOUNT
        if words & _CALLING:
            return Kind.PHONE
    return None


def _addresses(text: str) -> Iterator[Passage]:
    for match in _AT.finditer(text):
        before = _BEFORE_AT.search(text[max(match.start() - 66, 0) : match.start()])
        after = _AFTER_AT.match(text[match.end() : match.end() + 60])
        if before is None or after is None:
            continue
        if match.group() == " at " and "dot" not in after.group().casefold():
            continue
        start = match.start() - len(before.group())
        yield Passage(Kind.EMAIL, start, match.end() + after.end())


def _births(text: str) -> Iterator[Passage]:
    for match in _BORN.finditer(text):
        before = text[max(match.start() - 24, 0) : match.start()].casefold().split()
        if before and before[-1] in _NOT_BORN:
            continue
        if "ky niem" in folding_key(text[max(match.start() - 60, 0) : match.start()]):
            continue
        yield Passage(Kind.BIRTH, match.start(), match.end())
