"""Which earlier practices a text is like, among those that the person may see."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Max
from django.db.models.expressions import RawSQL

from lantoa.accounts.models import User
from lantoa.organisation.queries.units import short_name_on
from lantoa.practices.likeness.commonness import Commonness
from lantoa.practices.likeness.evidence import Evidence, weigh
from lantoa.practices.likeness.marks import mark
from lantoa.practices.likeness.words import Part, Reading, read
from lantoa.practices.models import MarkCount, Practice
from lantoa.practices.queries.practices import practices_visible_to

ASKED: Final = 64  # the most telling parts of a text, by which others are found
WEIGHED: Final = 40  # of these the texts are read and weighed
SHOWN: Final = 5

Pieces = list[tuple[str, bool]]


@dataclass(frozen=True)
class Alike:
    """An earlier practice (with `unit_name` and `last_year`) that the new text is like, and how."""

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

    Two statements, whatever the registry holds: how common the parts of the text are, and the texts of those that share the most
    telling ones. `only`: those alone that count as the same practice (`Evidence.is_same`).
    """
    new = read(title, text)
    marks = {part: mark(part) for part in new.parts}
    common = commonness(marks)
    asked = sorted(marks, key=lambda part: (-common.weight(part), str(part)))[:ASKED]
    if not asked:
        return []
    others = practices_visible_to(user)
    if besides is not None:
        others = others.exclude(pk=besides)
    found = (
        others.filter(marks__overlap=[marks[part] for part in asked])
        .annotate(
            overlap=_shared_weight([marks[part] for part in asked], [common.weight(part) for part in asked]),
            unit_name=short_name_on("unit"),
            last_year=Max("years__year"),
        )
        .order_by("-overlap", "code")[:WEIGHED]
    )
    weighed = []
    for practice in found:
        old = read(practice.title, practice.told)
        weighed.append(Alike(practice, weigh(new, old, common), new, old))
    kept = [one for one in weighed if one.evidence.is_same or not only]
    return sorted(kept, key=lambda one: (-one.evidence.score, one.practice.code))[:SHOWN]


def commonness(marks: Mapping[Part, int]) -> Commonness:
    """How common these syllables and pairs are in the registry, as of the last count."""
    counted = dict(
        MarkCount.objects.filter(mark__in=[MarkCount.EVERY, *marks.values()]).values_list("mark", "practices")
    )
    return Commonness(
        counted.get(MarkCount.EVERY, 0),
        {part: counted[number] for part, number in marks.items() if number in counted},
    )


def _shared_weight(marks: Sequence[int], weights: Sequence[float]) -> RawSQL:
    """The weight of those of the marks that a practice bears."""
    return RawSQL(
        "(SELECT sum(asked.weight) FROM unnest(%s::integer[], %s::float8[]) AS asked (mark, weight) "
        "WHERE asked.mark = ANY (practices_practice.marks))",
        [list(marks), list(weights)],
    )
