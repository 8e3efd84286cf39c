"""How a practice of one's own unit spreads."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from lantoa.accounts.models import User
from lantoa.desk.addresses import address
from lantoa.duties.queries import as_matter, waiting_anywhere
from lantoa.organisation import access
from lantoa.organisation.queries.units import NOBODYS
from lantoa.practices.choices import AdoptionState
from lantoa.practices.models import Adoption, BookletEntry, Practice
from lantoa.practices.queries.adoptions import TAKEN_UP

MOST_DOTS = 200


@dataclass(frozen=True)
class Spreading:
    """A practice of one's own unit that others take up: so many units by how far they came. `by_answers`: of more than MOST_DOTS
    it is so many answers, of which a unit that was asked by two orders may have given two. `dots` is one tone a unit, proof
    first; of many one tone for `per_dot` of them."""

    title: str
    url: str
    verified: int
    applied: int
    planned: int
    by_answers: bool = False

    @property
    def total(self) -> int:
        return self.verified + self.applied + self.planned

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
    """The practice of one's own unit, printed in a booklet, that was taken up most often, from kept numbers; up to MOST_DOTS
    answers are looked at one by one, so that each unit counts once. Two statements."""
    if not access.holds_somewhere(user, "practice.edit"):
        return None
    printed = BookletEntry.objects.filter(practice=OuterRef("pk"), booklet__published_at__isnull=False)
    own = Practice.objects.filter(
        access.in_hands_of(access.units_in_scope(user, "practice.edit")), Exists(printed)
    )
    best = (
        own.annotate(**{state: _kept(state) for state in TAKEN_UP})
        .annotate(answers=_ALL)
        .order_by("-answers", "code")
        .first()
    )
    if best is None or not best.answers:
        return None
    by_answers = best.answers > MOST_DOTS
    answers = Adoption.objects.filter(practice=NOBODYS if by_answers else best.pk, state__in=TAKEN_UP)
    found = list(answers.values_list("unit", "state"))
    counts = Counter({state: getattr(best, state) for state in TAKEN_UP}) if by_answers else _standings(found)
    return Spreading(
        best.title,
        address("practices:detail", best.code),
        counts[AdoptionState.VERIFIED],
        counts[AdoptionState.APPLIED],
        counts[AdoptionState.PLANNED],
        by_answers,
    )


def _kept(state: AdoptionState) -> Coalesce:
    """How many answers on a practice stand so, as it is kept."""
    rows = waiting_anywhere("taken_up").filter(matter=as_matter(OuterRef("pk")), standing=state).order_by()
    return Coalesce(Subquery(rows.values("matter").annotate(whole=Sum("n")).values("whole")), 0)


_ALL = F("planned") + F("applied") + F("verified")


def _standings(rows: Iterable[tuple[uuid.UUID, str]]) -> Counter[str]:
    """Each unit once, by its best state."""
    best: dict[uuid.UUID, str] = {}
    for unit, state in rows:
        best[unit] = max(best.get(unit, state), state, key=TAKEN_UP.index)
    return Counter(best.values())
