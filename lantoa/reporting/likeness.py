"""Which texts say (nearly) the same in the same words. A hint for readers, about texts alone; none of it is kept. Pure."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping
from typing import TypeVar

from lantoa.core.text import folding_key

Key = TypeVar("Key", bound=Hashable)
RUN = 4  # words in a row
FEWEST_WORDS = 12  # shorter answers are alike by nature
ALIKE = 0.8  # of the runs of both


def _runs(folded: str) -> frozenset[tuple[str, ...]]:
    words = folded.split()
    return frozenset(tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


def _is_long(folded: str) -> bool:
    return folded.count(" ") + 1 >= FEWEST_WORDS


def are_alike(left: str, right: str) -> bool:
    """Whether two texts share at least four fifths of their runs of four words; accents, case and punctuation do not count."""
    ours, theirs = folding_key(left), folding_key(right)
    if not (_is_long(ours) and _is_long(theirs)):
        return False
    return ours == theirs or _share(_runs(ours), _runs(theirs)) >= ALIKE


def _share(left: frozenset[tuple[str, ...]], right: frozenset[tuple[str, ...]]) -> float:
    return len(left & right) / len(left | right)


def alike_among(texts: Mapping[Key, str]) -> dict[Key, list[Key]]:
    """Text → the others that are alike, in the order given; those with none are left out.

    Texts with the same words are compared once for all of them, the rest meet through the runs they share.
    """
    same: dict[str, list[Key]] = defaultdict(list)
    for key, text in texts.items():
        folded = folding_key(text)
        if _is_long(folded):
            same[folded].append(key)
    runs = {folded: _runs(folded) for folded in same}
    holders: dict[tuple[str, ...], list[str]] = defaultdict(list)
    near: dict[str, list[str]] = defaultdict(list)
    for folded, own in runs.items():
        shared = Counter(other for run in own for other in holders[run])
        for other, count in shared.items():
            if count / (len(own) + len(runs[other]) - count) >= ALIKE:
                near[folded].append(other)
                near[other].append(folded)
        for run in own:
            holders[run].append(folded)
    places = {key: place for place, key in enumerate(texts)}
    found: dict[Key, list[Key]] = {}
    for folded, keys in same.items():
        group = sorted(
            [*keys, *(one for other in near[folded] for one in same[other])], key=places.__getitem__
        )
        for key in keys:
            others = [one for one in group if one != key]
            if others:
                found[key] = others
    return found
