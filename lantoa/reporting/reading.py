"""What is typed into one cell: a figure, a word before it that says it is not exact, or that the line does not apply. Pure."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lantoa.core.text import folding_key, nfc
from lantoa.core.vi_numbers import NumberError, in_words
from lantoa.reporting.checks import Figure, read_figure, show_figure
from lantoa.reporting.choices import LineKind, Qualifier
from lantoa.reporting.models import Line, Submission

NOT_APPLICABLE = "không áp dụng"

# What may be said of a cell beside its figure, as it stands in a column of its own.
WORDS = (*(one.word for one in Qualifier), NOT_APPLICABLE)

# As they are typed, with and without marks; what stands in the cell afterwards is the word of the qualifier.
_TYPED = {folding_key(one.word): one for one in Qualifier} | {
    "uoc dat": Qualifier.ESTIMATED,
    "uoc tinh": Qualifier.ESTIMATED,
}
_SKIPPED = frozenset({folding_key(NOT_APPLICABLE), "kad"})
_CROSSED = frozenset({"so uoc", "x", "co"})
_WORDS_FIRST = re.compile(r"\s*([^\W\d_]+(?:\s+[^\W\d_]+)?)\s*(.*)", re.DOTALL)
_ONE_DOT = re.compile(r"[0-9]{1,3}\.[0-9]{3}")
LONG_AMOUNT = 10**6  # đồng: from here on a nought too many is easier heard than seen


@dataclass(frozen=True)
class Reading:
    """A cell as it was understood. `applies` False: the line does not concern the unit, which is neither missing nor zero."""

    value: Figure = None
    qualifier: str = ""
    applies: bool = True


def read_cell(line: Line, text: str) -> Reading:
    """«1.200», «hơn 1.200», «ước 35», «không áp dụng», or nothing. Raises NumberError with the sentence to show."""
    text = nfc(text)
    found = _WORDS_FIRST.fullmatch(text)
    words = folding_key(found[1]) if found else ""
    if found and words in _TYPED:
        qualifier = _TYPED[words]
        refuse_word(line)
        value = read_figure(line, found[2])
        if value is None:
            raise NumberError(_("Sau «%(word)s» phải có một số.") % {"word": qualifier.word})
        return Reading(value, qualifier)
    if folding_key(text.strip()) in _SKIPPED:
        return Reading(applies=False)
    return Reading(read_figure(line, text))


def refuse_word(line: Line) -> None:
    """Points are given, not estimated. Raises NumberError."""
    if line.scored:
        raise NumberError(_("Điểm chấm là số chính xác: chỉ ghi số, không ghi «ước», «hơn», «khoảng»."))


def shown_cell(line: Line, reading: Reading) -> str:
    """A cell as it is typed and read: the opposite of `read_cell`."""
    if not reading.applies:
        return NOT_APPLICABLE
    figure = show_figure(line, reading.value)
    return f"{Qualifier(reading.qualifier).word} {figure}" if reading.qualifier and figure else figure


def word_of(reading: Reading) -> str:
    """What is said of a cell beside its figure: one of WORDS, or nothing."""
    if not reading.applies:
        return NOT_APPLICABLE
    return Qualifier(reading.qualifier).word if reading.qualifier else ""


def read_word(text: str) -> str | None:
    """A cell of that column as one of WORDS, empty for an empty one; None for anything else. «x» in a column «Ước» is «ước»."""
    key = folding_key(text)
    if key in _SKIPPED:
        return NOT_APPLICABLE
    if key in _TYPED:
        return _TYPED[key].word
    if key in _CROSSED:
        return Qualifier.ESTIMATED.word
    return None if text.strip() else ""


def stored_cell(submission: Submission, line: Line) -> Reading:
    """What a report holds at a line."""
    place = line.position
    return Reading(
        submission.values[place],
        submission.qualifiers.get(str(place), ""),
        place not in submission.not_applicable,
    )


def echo(line: Line, typed: str, reading: Reading) -> str:
    """How an entry was understood, where it could be read otherwise: «1.234» elsewhere is a little more than one. Else empty."""
    shown, typed = shown_cell(line, reading), " ".join(typed.split())
    value = reading.value
    if value is None:
        return "" if reading.applies or typed == shown else _("Hiểu là: %(shown)s.") % {"shown": shown}
    bare = typed.rpartition(" ")[2]
    whole = int(value) if value == value.to_integral_value() else None
    if whole is not None and (
        _ONE_DOT.fullmatch(bare) or (line.kind == LineKind.AMOUNT and whole >= LONG_AMOUNT)
    ):
        word = f"{Qualifier(reading.qualifier).word} " if reading.qualifier else ""
        return _("Hiểu là %(shown)s: %(words)s.") % {"shown": shown, "words": word + in_words(whole)}
    # A word written otherwise than it will stand in the cell.
    if reading.qualifier and not typed.startswith(f"{Qualifier(reading.qualifier).word} "):
        return _("Hiểu là: %(shown)s.") % {"shown": shown}
    return ""
