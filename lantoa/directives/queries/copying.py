"""Plans that copy another's text, among the units directly below one: worked out when the page is opened, and never kept.

What stands in the plan of the unit above is no copying: a plan is there to carry it out. Such measures are left out on both sides
before two plans are weighed, and so is what several directives and forms have all plans say.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any, Final

from lantoa.core.likeness.commonness import Commonness
from lantoa.core.likeness.evidence import LEAST_COPIED, TAKEN_OVER, Evidence, weigh
from lantoa.core.likeness.words import Pair, Part, Passage, Reading, read
from lantoa.directives.choices import PlanState
from lantoa.directives.models import Directive, PlanMeasure
from lantoa.directives.queries.plans import adopted
from lantoa.organisation.models import Unit

# Of what a plan says on its own account: how much must stand in the other.
ENOUGH: Final = 0.7
FEWEST_PASSAGES: Final = 2  # one sentence in common is no copied plan
MOST_PLANS: Final = 1000  # beyond, reading all takes longer than somebody waits
HELD: Final = (
    90_000  # plans times the earlier plans that one pair of words leads to: up to 300 plans to all of them
)
MOST_WEIGHED: Final = 5  # of each plan, those that share most
WORTH_WEIGHING: Final = 1 / 3  # of the pairs of the shorter one; weighing takes most of the time


@dataclass(frozen=True)
class Side:
    """A plan as one side of a comparison."""

    unit: Any
    code: str
    title: str


@dataclass(frozen=True)
class Copy:
    """Two plans that say much the same: the one dated later first. `share` of the lesser one's own words stands in the other."""

    later: Side
    earlier: Side
    share: float
    shown: tuple[tuple[str, str], ...]  # passages of the one beside those of the other, the most telling ones


@dataclass(frozen=True)
class Copies:
    """`compared`: how many plans; `too_many`: there are more than are compared at once, and none was."""

    found: list[Copy]
    compared: int
    too_many: bool = False
    most: int = MOST_PLANS


def copies_below(parent: Unit, directive: Directive, year: int, units: dict[Any, Any]) -> Copies:
    """The pairs of plans of `units` (id → named unit, all directly below `parent`) that copy one another, the likest first.

    Two statements, whatever the number of plans.
    """
    versions = list(
        adopted(directive, year)
        .filter(plan__unit__in=[parent.pk, *units])
        .select_related("plan")
        .order_by("dated_on", "plan__code")
    )
    own = [one for one in versions if one.plan.unit_id in units]
    if len(own) > MOST_PLANS:
        return Copies([], len(own), too_many=True)
    said: dict[Any, list[str]] = defaultdict(list)
    texts = PlanMeasure.objects.filter(version__in=versions, version__state=PlanState.ADOPTED)
    for version_id, text in texts.order_by("version", "position").values_list("version_id", "text"):
        said[version_id].append(text)
    above = [read("", "\n".join(said[one.pk])) for one in versions if one.plan.unit_id == parent.pk]
    readings = [_without(read("", "\n".join(said[one.pk])), above) for one in own]
    sides = [Side(units[one.plan.unit_id], one.plan.code, one.title) for one in own]
    found = [
        Copy(
            sides[late],
            sides[early],
            evidence.copied,
            tuple(
                (_words(readings[late], one.new), _words(readings[early], one.old))
                for one in evidence.telling
            ),
        )
        for early, late, evidence in alike(readings)
    ]
    return Copies(sorted(found, key=lambda one: (-one.share, one.later.code)), len(own))


def _words(reading: Reading, passage: Passage) -> str:
    return reading.text[passage.start : passage.end].strip()


def _without(reading: Reading, above: list[Reading]) -> Reading:
    """What a plan says on its own account: passages that stand in a plan above are left out."""
    theirs = [passage.pairs for one in above for passage in one.passages]
    kept = tuple(one for one in reading.passages if not _stands_in(one, theirs))
    return Reading(reading.title, reading.text, kept)


def _stands_in(passage: Passage, theirs: list[frozenset[Pair]]) -> bool:
    least = TAKEN_OVER * max(len(passage.pairs), 1)
    return any(len(passage.pairs & pairs) >= least for pairs in theirs)


def alike(readings: list[Reading]) -> list[tuple[int, int, Evidence]]:
    """Places of two readings that are alike, the earlier first. Of each plan only the few earlier ones are weighed that share
    most pairs, until one is found to be alike: a plan is shown beside one other, not beside everybody who copied the same.

    Of more than 300 plans a pair leads to the first so many that had it and no further, so that the work does not grow with the
    square of the plans. What many units have copied from one another is found in those first ones; a copy whose pairs all stand
    in more plans than that (every tenth of a thousand) is boilerplate, and may be missed.
    """
    pairs = [frozenset().union(*(one.pairs for one in reading.passages)) for reading in readings]
    counts: Counter[Part] = Counter(pair for own in pairs for pair in own)
    for reading in readings:
        counts.update(frozenset[str]().union(*(one.words for one in reading.passages)))
    common = Commonness(len(readings), counts)
    holders: dict[Pair, list[int]] = defaultdict(list)
    most = HELD // max(len(readings), 1)
    found = []
    for late, own in enumerate(pairs):
        near: Counter[int] = Counter()
        for pair in own:
            had = holders[pair]
            near.update(had)
            if len(had) < most:
                had.append(late)
        for early, shared in near.most_common(MOST_WEIGHED):
            if shared < LEAST_COPIED:
                break
            if shared < WORTH_WEIGHING * min(len(own), len(pairs[early])):
                continue
            evidence = weigh(readings[late], readings[early], common)
            taken = [one for one in evidence.passages if one.share >= TAKEN_OVER]
            if evidence.copied >= ENOUGH and len(taken) >= FEWEST_PASSAGES:
                found.append((early, late, evidence))
                break
    return found
