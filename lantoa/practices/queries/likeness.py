"""Which earlier practices a text is like, among those that the person may see."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.db.models import F, Func, Max, Q, Value

from lantoa.accounts.models import User
from lantoa.core.likeness.commonness import Commonness
from lantoa.core.likeness.evidence import Evidence, weigh
from lantoa.core.likeness.marks import mark
from lantoa.core.likeness.words import Part, Reading, read
from lantoa.organisation.queries.units import short_name_on
from lantoa.practices.models import MarkCount, Practice
from lantoa.practices.queries.practices import originals_visible_to, practices_visible_to

# By which parts of a text others are found. Those that one practice at most has cost next to nothing to look for, and a text full
# of slips has many that nobody has; of those that several have, the rarest, as long as all of these stand in about so many
# practices, but not fewer parts than the least.
ASKED_RARE: Final = 600
ASKED_ROWS: Final = 2_000
ASKED_LEAST: Final = 8
WEIGHED: Final = 40  # of these the texts are read and weighed
SHOWN: Final = 5

Pieces = list[tuple[str, bool]]


@dataclass(frozen=True)
class Alike:
    """An earlier practice (with `unit_name`, `last_year` and `merged_into`) that the new text is like, and how."""

    practice: Practice
    evidence: Evidence
    new: Reading
    old: Reading

    @property
    def passages(self) -> list[tuple[Pieces, Pieces]]:
        """What was typed and what stands there, passage by passage, as it is written; each in pieces that both share or not."""
        return [
            (
                self.new.marked(one.new, one.new.pairs & one.old.pairs),
                self.old.marked(one.old, one.new.pairs & one.old.pairs),
            )
            for one in self.evidence.telling
        ]


def nearest(
    user: User, *, title: str, text: str, besides: uuid.UUID | None = None, only: bool = True
) -> list[Alike]:
    """The practices that a text may repeat, the most alike first, at most five; `besides` is the practice itself.

    Three statements, whatever the registry holds: how common the parts of the text are, who shares the most telling ones, and the
    texts of those that share most. What was merged into another is found by its own words. `only`: those alone that count as the
    same practice (`Evidence.is_same`).
    """
    new = read(title, text)
    marks = {part: mark(part) for part in new.parts}
    common = commonness(marks)
    near = _sharing({marks[part]: common.weight(part) for part in _telling(marks, common)})
    if not near:
        return []
    seen = Q(pk__in=practices_visible_to(user).filter(pk__in=near).values("pk"))
    seen |= Q(pk__in=originals_visible_to(user).filter(pk__in=near).values("pk"))
    others = Practice.originals.filter(seen, pk__in=near)
    if besides is not None:
        others = others.exclude(pk=besides).exclude(merged_into=besides)
    place = Func(Value(near), F("pk"), template="array_position(%(expressions)s)", arg_joiner="::uuid[], ")
    found = (
        others.select_related("merged_into")
        .annotate(unit_name=short_name_on("unit"), last_year=Max("years__year"))
        .order_by(place)[:WEIGHED]
    )
    weighed = []
    for practice in found:
        old = read(practice.title, practice.told)
        weighed.append(Alike(practice, weigh(new, old, common), new, old))
    kept = [one for one in weighed if one.evidence.is_same or not only]
    return sorted(kept, key=lambda one: (-one.evidence.score, one.practice.code))[:SHOWN]


def _telling(marks: Mapping[Part, int], common: Commonness) -> list[Part]:
    """The parts by which to look for others: of the rare ones a fair sample, by their marks, which are as good as a lot."""
    rare = sorted((part for part in marks if part not in common.counts), key=lambda part: marks[part])
    known = sorted(
        (part for part in marks if part in common.counts),
        key=lambda part: (-common.weight(part), marks[part]),
    )
    asked, rows = rare[:ASKED_RARE], 0
    for place, part in enumerate(known):
        rows += common.counts[part]
        if place >= ASKED_LEAST and rows > ASKED_ROWS:
            break
        asked.append(part)
    return asked


def _sharing(weights: Mapping[int, float]) -> list[uuid.UUID]:
    """The practices that bear one of the marks, those first that bear the most by weight. One statement."""
    if not weights:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT practices_sharing(%s::integer[], %s::float8[])", [list(weights), list(weights.values())]
        )
        return [row[0] for row in cursor.fetchall()]


def commonness(marks: Mapping[Part, int]) -> Commonness:
    """How common these syllables and pairs are in the registry, as of the last count."""
    counted = dict(
        MarkCount.objects.filter(mark__in=[MarkCount.EVERY, *marks.values()]).values_list("mark", "practices")
    )
    return Commonness(
        counted.get(MarkCount.EVERY, 0),
        {part: counted[number] for part, number in marks.items() if number in counted},
    )
