"""How a practice of one's own unit spreads."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, IntegerField, OuterRef, Subquery

from lantoa.accounts.models import User
from lantoa.desk.addresses import address
from lantoa.desk.queries.bounded import BOUND, at_least
from lantoa.organisation import access
from lantoa.practices.choices import AdoptionState
from lantoa.practices.models import Adoption, BookletEntry, Practice
from lantoa.practices.queries.adoptions import TAKEN_UP

MOST_DOTS = 200


@dataclass(frozen=True)
class Spreading:
    """A practice of one's own unit that others take up: so many units by how far they came. `is_all` False: there are more than
    were looked at. `dots` is one tone a unit, proof first; of many units one tone for `per_dot` of them."""

    title: str
    url: str
    verified: int
    applied: int
    planned: int
    is_all: bool = True

    @property
    def total(self) -> int:
        return self.verified + self.applied + self.planned

    @property
    def written(self) -> str:
        return at_least(self.total, is_all=self.is_all)

    @property
    def per_dot(self) -> int:
        return 1 if self.total <= MOST_DOTS else 10

    @property
    def dots(self) -> list[tuple[str, int, int]]:
        """Tone and place (column, row) of each dot: twenty in a row."""
        found = (("verified", self.verified), ("applied", self.applied), ("planned", self.planned))
        tones = [tone for tone, units in found for _dot in range(-(-units // self.per_dot))]
        return [(tone, 7 + 14 * (place % 20), 7 + 14 * (place // 20)) for place, tone in enumerate(tones)]

    @property
    def height(self) -> int:
        return 14 * -(-len(self.dots) // 20)


def spreading(user: User) -> Spreading | None:
    """The practice of one's own unit, printed in a booklet, that most units take up, as far as a bound. Two statements."""
    if not access.holds_somewhere(user, "practice.edit"):
        return None
    taken_up = Adoption.objects.filter(practice=OuterRef("pk"), state__in=TAKEN_UP).order_by()
    printed = BookletEntry.objects.filter(practice=OuterRef("pk"), booklet__published_at__isnull=False)
    own = Practice.objects.filter(
        access.in_hands_of(access.units_in_scope(user, "practice.edit")), Exists(printed)
    ).annotate(answers=_HowMany(taken_up.values("pk")[:BOUND], output_field=IntegerField()))
    best = own.order_by("-answers", "code").first()
    if best is None or not best.answers:
        return None
    answers = Adoption.objects.filter(practice=best, state__in=TAKEN_UP).order_by("-state")
    found = list(answers.values_list("unit", "state")[: BOUND + 1])
    counts = _standings(found[:BOUND])
    return Spreading(
        best.title,
        address("practices:detail", best.code),
        counts[AdoptionState.VERIFIED],
        counts[AdoptionState.APPLIED],
        counts[AdoptionState.PLANNED],
        len(found) <= BOUND,
    )


class _HowMany(Subquery):
    """The number of rows of a subquery, its limit included."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"


def _standings(rows: Iterable[tuple[uuid.UUID, str]]) -> Counter[str]:
    """Each unit once, by its best state."""
    best: dict[uuid.UUID, str] = {}
    for unit, state in rows:
        best[unit] = max(best.get(unit, state), state, key=TAKEN_UP.index)
    return Counter(best.values())
