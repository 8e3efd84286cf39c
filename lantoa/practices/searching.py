"""What a person types to search, and where it stands in a text: folded words, abbreviations and their meanings. No database."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from lantoa.core.text import folding_key, nfc

Form = tuple[str, ...]  # folded words that follow one another
Pieces = list[tuple[str, bool]]

MOST_WORDS: Final = 16  # of what is typed; further words are left out
SNIPPET: Final = 36  # words
BEFORE: Final = 6  # of them before the first hit
_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Group:
    """What is typed at one place, and what may stand for it: an abbreviation for its meaning or the other way round."""

    typed: Form
    others: tuple[Form, ...] = ()

    @property
    def expression(self) -> str:
        """For to_tsquery: the typed words anywhere, or another form word by word in its order."""
        said = [" & ".join(f"'{word}'" for word in self.typed)]
        said += [" <-> ".join(f"'{word}'" for word in form) for form in self.others]
        return " | ".join(f"({one})" for one in said)


@dataclass(frozen=True)
class Wording:
    """A whole search."""

    groups: tuple[Group, ...]

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
    return Wording(tuple(groups))


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
    folded = [folding_key(one.group()) for one in found]
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
