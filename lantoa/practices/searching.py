"""What a person types to search, and where it stands in a text: folded words, abbreviations and their meanings. No database."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from lantoa.core.text import clean_spaces_and_case, folding_key, nfc

Form = tuple[str, ...]  # folded words that follow one another
Pieces = list[tuple[str, bool]]

MOST_WORDS: Final = 16  # of what is typed; further words are left out
SNIPPET: Final = 36  # words
BEFORE: Final = 6  # of them before the first hit
_WORD: Final = re.compile(r"[^\W_]+")
# Where two ways to place a tone are both in use: hòa and hoà, khỏe and khoẻ, thủy and thuỷ.
_PLACES: Final = tuple(
    (marked + second, first + toned)
    for first, second, marks, tones in (
        ("o", "a", "òóỏõọ", "àáảãạ"),
        ("o", "e", "òóỏõọ", "èéẻẽẹ"),
        ("u", "y", "ùúủũụ", "ỳýỷỹỵ"),
    )
    for marked, toned in zip(marks, tones, strict=True)
)
_fold_word = lru_cache(maxsize=50_000)(folding_key)  # a text has few words, again and again


def spellings(word: str) -> tuple[str, ...]:
    """A word in lower case, and the same with its tone on the other vowel where both are in use."""
    word = clean_spaces_and_case(word)
    for early, late in _PLACES:
        if word.endswith(early):
            return word, word[: -len(early)] + late
        if word.endswith(late) and not word.startswith("q"):
            return word, word[: -len(late)] + early
    return (word,)


@dataclass(frozen=True)
class Group:
    """What is typed at one place, and what may stand for it: an abbreviation for its meaning or the other way round."""

    typed: Form
    others: tuple[Form, ...] = ()

    @property
    def expression(self) -> str:
        """For to_tsquery: the typed words anywhere, or another form word by word in its order."""
        said = [" & ".join(f"'{word}'" for word in self.typed)]
        said += [_in_order(form) for form in self.others]
        return " | ".join(f"({one})" for one in said)

    @property
    def together(self) -> str:
        """For to_tsquery: any of its forms, word by word in its order."""
        return " | ".join(f"({_in_order(form)})" for form in (self.typed, *self.others))


def _in_order(form: Form) -> str:
    return " <-> ".join(f"'{word}'" for word in form)


@dataclass(frozen=True)
class Wording:
    """A whole search."""

    groups: tuple[Group, ...]
    typed: tuple[
        str, ...
    ] = ()  # as they are spelled, where accents were typed at all; without the abbreviations

    @property
    def together(self) -> str:
        """For to_tsquery: everything in the order in which it was typed, nothing between."""
        return " <-> ".join(f"({group.together})" for group in self.groups)

    @property
    def as_spelled(self) -> list[str]:
        """For to_tsquery: one for each typed word, in every spelling of it; none where no accents were typed."""
        return [" | ".join(f"'{one}'" for one in spellings(word)) for word in self.typed]

    @property
    def expression(self) -> str:
        """For to_tsquery: every group must be met. Words are folded, so they hold letters and digits alone."""
        return " & ".join(f"({group.expression})" for group in self.groups)

    @property
    def forms(self) -> frozenset[Form]:
        """What is marked in a text: each typed word, and each other form as a whole."""
        single = {(word,) for group in self.groups for word in group.typed}
        return frozenset(single | {form for group in self.groups for form in group.others})


def read_search(text: str, abbreviations: Iterable[tuple[str, str]]) -> Wording:
    """What is typed, in groups; `abbreviations` are (short, meaning) as written. The longest known form is taken first."""
    known: dict[Form, set[Form]] = {}
    for short, meaning in abbreviations:
        one, other = tuple(folding_key(short).split()), tuple(folding_key(meaning).split())
        known.setdefault(one, set()).add(other)
        known.setdefault(other, set()).add(one)
    longest = max(map(len, known), default=1)
    words = folding_key(text).split()[:MOST_WORDS]
    groups = []
    at = 0
    while at < len(words):
        for length in range(min(longest, len(words) - at), 0, -1):
            form = tuple(words[at : at + length])
            if form in known:
                groups.append(Group(form, tuple(sorted(known[form]))))
                break
        else:
            length = 1
            groups.append(Group((words[at],)))
        at += length
    shortened = {word for group in groups if group.others for word in group.typed}
    return Wording(tuple(groups), _as_typed(text, shortened))


def _as_typed(text: str, shortened: set[str]) -> tuple[str, ...]:
    """Each once, in order. Who types accents types them everywhere, so that a word without any is meant as it stands."""
    found = [word.casefold() for word in _WORD.findall(nfc(text))[:MOST_WORDS]]
    typed = tuple(dict.fromkeys(word for word in found if _fold_word(word) not in shortened))
    return typed if any(word != _fold_word(word) for word in typed) else ()


@dataclass(frozen=True)
class Marked:
    """A text and the places of its words, with those that a search meets."""

    text: str
    places: tuple[tuple[int, int], ...]
    hits: tuple[int, ...]  # numbers of words
    met: tuple[Form, ...]  # beside each hit the form that it belongs to

    def pieces(self, first: int = 0, last: int | None = None) -> Pieces:
        """The words from `first` up to `last` as they are written, in pieces that are hits and pieces that are not."""
        if not self.places:
            return [(self.text, False)] if self.text else []
        last = len(self.places) if last is None else min(last, len(self.places))
        start = self.places[first][0] if first else 0
        end = self.places[last - 1][1] if last < len(self.places) else len(self.text)
        pieces: Pieces = [("… ", False)] if first else []
        for number in sorted(set(self.hits)):
            if not first <= number < last:
                continue
            one, other = self.places[number]
            if one > start:
                pieces.append((self.text[start:one], False))
            pieces.append((self.text[one:other], True))
            start = other
        if end > start:
            pieces.append((self.text[start:end], False))
        return pieces + ([(" …", False)] if last < len(self.places) else [])

    def snippet(self) -> Pieces:
        """The stretch that meets most of the search, the first of equals; the beginning where it meets nothing."""
        best, most = 0, 0
        for place, number in enumerate(self.hits):
            within = {
                form
                for other, form in zip(self.hits[place:], self.met[place:], strict=True)
                if other < number + SNIPPET - BEFORE
            }
            if len(within) > most:
                best, most = number, len(within)
        first = max(0, best - BEFORE)
        return self.pieces(first, first + SNIPPET)


def mark(text: str, forms: Sequence[Form] | frozenset[Form]) -> Marked:
    """Where the forms stand in a text."""
    text = nfc(text)
    found = list(_WORD.finditer(text))
    folded = [_fold_word(one.group()) for one in found]
    by_first: dict[str, list[Form]] = {}
    for form in forms:
        by_first.setdefault(form[0], []).append(form)
    hits: list[tuple[int, Form]] = []
    for number, word in enumerate(folded):
        for form in by_first.get(word, ()):
            if tuple(folded[number : number + len(form)]) == form:
                hits += [(number + step, form) for step in range(len(form))]
    hits.sort()
    return Marked(
        text,
        tuple(one.span() for one in found),
        tuple(number for number, _ in hits),
        tuple(form for _, form in hits),
    )


def best_passage(passages: Iterable[tuple[str, str]], forms: frozenset[Form]) -> tuple[str, Pieces] | None:
    """Of (place, text), the first that meets most of the search, cut around it; None where none meets anything.

    Looks no further once one meets everything.
    """
    best: tuple[str, Marked] | None = None
    most = 0
    for place, text in passages:
        marked = mark(text, forms)
        met = len(set(marked.met))
        if met > most:
            best, most = (place, marked), met
        if most == len(forms):
            break
    return (best[0], best[1].snippet()) if best else None
