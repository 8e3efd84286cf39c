"""Whether a directive came down in order: upper units before those below, and each unit inside before outside. Pure.

Facts are those of units: the day of a plan, of the first session of study, of a pledge that the unit's head shows, of the first
outreach. No person appears in them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

STEPS = ("plan", "study", "pledge", "outreach")


@dataclass(frozen=True)
class Mark:
    """One dated thing of a unit, with the address that opens it ("" where one may not open it). `told`: what it is, where the
    name of its step is not enough. `compared`: the day says when it was done, so that it may come before another's."""

    day: date
    url: str = ""
    told: str = ""
    compared: bool = True


@dataclass(frozen=True)
class Steps:
    """What a unit did for a directive. `level` 0 is the unit above, 1 those directly below it."""

    code: str
    name: str
    level: int
    marks: dict[str, Mark] = field(default_factory=dict)  # of STEPS, those that there are

    def day(self, step: str) -> date | None:
        """The day on which it was done, None where there is none or where it is only known when it was counted."""
        mark = self.marks.get(step)
        return mark.day if mark and mark.compared else None


@dataclass(frozen=True)
class Break:
    """Where the order was broken. `kind`: "plan", "study" or "pledge" (before the unit above), "outside" (outreach before the
    unit's own study). `first_on` is the day of what came too early, `then_on` of what should have come first, None while it is
    missing."""

    kind: str
    code: str
    name: str
    first_on: date
    then_on: date | None

    @property
    def days(self) -> int | None:
        return (self.then_on - self.first_on).days if self.then_on else None


def breaks_of(upper: Steps | None, units: Sequence[Steps]) -> list[Break]:
    """The broken places, in the order of the units; the same day counts as in order."""
    found: list[Break] = []
    for unit in [*([upper] if upper else []), *units]:
        if upper is not None and unit is not upper:
            for step in ("plan", "study", "pledge"):
                mine, theirs = unit.day(step), upper.day(step)
                if mine is not None and _earlier(mine, theirs, upper, step):
                    found.append(Break(step, unit.code, unit.name, mine, theirs))
        outside, inside = unit.day("outreach"), unit.day("study")
        if outside is not None and (inside is None or outside < inside):
            found.append(Break("outside", unit.code, unit.name, outside, inside))
    return found


def _earlier(mine: date, theirs: date | None, upper: Steps, step: str) -> bool:
    """Before the unit above. What the unit above has none of is told only for plans: study of committees is often one session
    with all below."""
    if theirs is None:
        return step == "plan" and bool(upper.marks)
    return mine < theirs
