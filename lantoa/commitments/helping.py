"""What helps in writing a pledge: is there a measure, is it last year's again, does everybody say so. Knows no database and keeps
nothing."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _

from lantoa.core.text import folding_key

RUN = 6  # syllables in a row that make a turn of phrase
ALIKE = 0.6  # of the triples of syllables of a deed that last year's had as well
DIGIT = re.compile(r"[0-9]")


class Item(Protocol):
    @property
    def position(self) -> int: ...
    @property
    def duty(self) -> str: ...
    @property
    def deed(self) -> str: ...
    @property
    def measure(self) -> str: ...
    @property
    def due_on(self) -> object: ...


@dataclass(frozen=True)
class Hint:
    """`sentence` says what is worth a look; `quote` is one's own earlier text where that is what it is about."""

    sentence: str
    quote: str = ""


def lacks_measure(item: Item) -> bool:
    """Neither a number in the deed, nor a measure, nor a day."""
    return not item.measure and item.due_on is None and not DIGIT.search(item.deed)


def hints_for(items: Sequence[Item], earlier: Collection[str]) -> dict[int, list[Hint]]:
    """Position → hints. `earlier`: the deeds of one's own last year."""
    found: dict[int, list[Hint]] = {}
    for one in items:
        hints = []
        if lacks_measure(one):
            hints.append(
                Hint(
                    _(
                        "Việc này chưa có con số hay ngày nào. Nhìn vào đâu thì biết đã làm: mấy lần, bao nhiêu, đến ngày nào?"
                    )
                )
            )
        if not one.duty:
            hints.append(Hint(_("Chưa ghi việc này gắn với nhiệm vụ nào của chức danh anh/chị.")))
        again = most_alike(one.deed, earlier)
        if again:
            hints.append(
                Hint(
                    _(
                        "Gần như lời cam kết năm trước của chính anh/chị. Năm nay làm gì khác, hoặc nhiều hơn?"
                    ),
                    again,
                )
            )
        if hints:
            found[one.position] = hints
    return found


def most_alike(deed: str, earlier: Collection[str]) -> str:
    """The earlier deed that says nearly the same; "" where none does."""
    mine = _runs(deed, 3)
    if not mine:
        return ""
    shares = [(len(mine & _runs(text, 3)) / len(mine), text) for text in earlier]
    share, text = max(shares, default=(0.0, ""))
    return text if share >= ALIKE else ""


def runs_of(mine: Iterable[str], others: Iterable[Collection[str]], *, at_least: int) -> list[str]:
    """The turns of phrase of `mine` that stand in at least so many of `others` (one collection of texts each), as `mine` wrote
    them, the longest stretch that is common throughout."""
    counted: Counter[tuple[str, ...]] = Counter()
    texts = list(mine)
    wanted = set().union(*(_runs(text, RUN) for text in texts)) if texts else set()
    for pledge in others:
        had = set().union(*(_runs(text, RUN) for text in pledge)) if pledge else set()
        counted.update(wanted & had)
    common = {run for run, count in counted.items() if count >= at_least}
    return list(dict.fromkeys(stretch for text in texts for stretch in _stretches(text, common)))


def _runs(text: str, length: int) -> set[tuple[str, ...]]:
    syllables = folding_key(text).split()
    return {tuple(syllables[at : at + length]) for at in range(len(syllables) - length + 1)}


def _stretches(text: str, common: Collection[tuple[str, ...]]) -> Iterable[str]:
    """The stretches of a text that are common, in its own spelling."""
    words = [word for word in text.split() if folding_key(word)]
    keys = [folding_key(word) for word in words]
    at = 0
    while at + RUN <= len(words):
        end = at
        while end + RUN <= len(words) and tuple(keys[end : end + RUN]) in common:
            end += 1
        if end > at:
            yield " ".join(words[at : end + RUN - 1])
            at = end + RUN - 1
        else:
            at += 1
