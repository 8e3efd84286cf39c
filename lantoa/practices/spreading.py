"""What spread, reckoned from turns alone: no database, so that each figure can be recounted by hand.

A turn (lượt) is one unit asked about one practice. It counts once, by its best standing, whatever the number of orders.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median, quantiles

from lantoa.practices.choices import AdoptionState, Answer, CheckFound

TAKEN_UP = frozenset({AdoptionState.PLANNED, AdoptionState.APPLIED, AdoptionState.VERIFIED})
IN_USE = frozenset({AdoptionState.APPLIED, AdoptionState.VERIFIED})
FEW = 5  # how many practices a short list names


@dataclass(frozen=True)
class Asked:
    """One question to a unit after so many months; `found` empty = not answered."""

    months: int
    due_on: date
    found: str = ""


@dataclass(frozen=True)
class Turn:
    """How one unit stands to one practice that it was given."""

    practice: str
    unit: uuid.UUID
    standing: str  # an AdoptionState or an Answer
    given_on: date
    applied_on: date | None = None
    verified_on: date | None = None
    dropped_on: date | None = None
    checks: tuple[Asked, ...] = ()

    def in_use_on(self, day: date) -> bool:
        """Applied by then, and not dropped yet."""
        return (
            self.applied_on is not None
            and self.applied_on <= day
            and (self.dropped_on is None or self.dropped_on > day)
        )

    def verified_by(self, day: date) -> bool:
        return self.in_use_on(day) and self.verified_on is not None and self.verified_on <= day

    @property
    def days_to_apply(self) -> int | None:
        """From the order to the first day of use; 0 where the unit had begun before."""
        return None if self.applied_on is None else max((self.applied_on - self.given_on).days, 0)


@dataclass(frozen=True)
class Given:
    """One practice that was given out. `is_alive_at_home` False: stopped, or no longer registered, where it began."""

    code: str
    title: str
    field: str
    origin: uuid.UUID
    is_alive_at_home: bool = True


@dataclass(frozen=True)
class Step:
    """From this day on so many units use the practice, so many of them with a verified result."""

    day: date
    in_use: int
    verified: int


@dataclass(frozen=True)
class Wait:
    """Days from the order to the first day of use: the middle, and between which the middle half lies."""

    count: int
    middle: float
    low: float
    high: float


@dataclass(frozen=True)
class PracticeSpread:
    given: Given
    planned: int
    applied: int
    verified: int
    dropped: int
    curve: tuple[Step, ...]
    wait: Wait | None

    @property
    def taken(self) -> int:
        return self.planned + self.applied + self.verified

    @property
    def in_use(self) -> int:
        return self.applied + self.verified


@dataclass(frozen=True)
class Survival:
    """Of verified adoptions whose day has come: who still works so, who ended, who has not said."""

    months: int
    alive: int
    ended: int
    silent: int

    @property
    def known(self) -> int:
        return self.alive + self.ended


@dataclass(frozen=True)
class FieldTravel:
    """A field of work: practices registered, given out, and used by another unit."""

    code: str
    registered: int
    given: int
    travelled: int


@dataclass(frozen=True)
class Overview:
    """All figures of the screen. `roles` says of each unit asked "sends", "takes", "both" or "neither"."""

    practices: tuple[PracticeSpread, ...]
    survival: tuple[Survival, ...]
    wait: Wait | None
    roles: Mapping[uuid.UUID, str]
    fields: tuple[FieldTravel, ...]
    counts: Mapping[str, int]  # turns by standing
    units_taking: frozenset[uuid.UUID]
    flows: Mapping[tuple[uuid.UUID, uuid.UUID], Mapping[str, int]] = field(default_factory=dict)

    @property
    def taken(self) -> int:
        return sum(self.counts.get(state, 0) for state in TAKEN_UP)

    @property
    def in_use(self) -> int:
        return sum(self.counts.get(state, 0) for state in IN_USE)

    @property
    def died_at_home(self) -> list[PracticeSpread]:
        """No longer alive where they began, and used by others."""
        return [one for one in self.practices if not one.given.is_alive_at_home and one.in_use]

    @property
    def little_effect(self) -> list[PracticeSpread]:
        """«Đăng ký nhiều, hiệu quả ít»: of the half that most units took up, those with the least share verified."""
        most = sorted(self.practices, key=lambda one: (-one.taken, one.given.code))
        upper = [one for one in most[: -(-len(most) // 2)] if one.taken]
        return sorted(upper, key=lambda one: (one.verified / one.taken, -one.taken, one.given.code))[:FEW]

    @property
    def never_travelled(self) -> list[FieldTravel]:
        return [one for one in self.fields if one.registered and not one.travelled]


def overview(
    given: Sequence[Given],
    turns: Sequence[Turn],
    asked: Iterable[uuid.UUID],
    registered_by_field: Mapping[str, int],
    today: date,
) -> Overview:
    """Every figure of «Lan tỏa đến đâu», as of `today`. `asked` are the units that the practices were given to."""
    by_practice: dict[str, list[Turn]] = defaultdict(list)
    for turn in turns:
        by_practice[turn.practice].append(turn)
    spread = tuple(practice_spread(one, by_practice[one.code], today) for one in given)
    origins = {one.code: one.origin for one in given}
    senders = {origins[one.practice] for one in turns if one.standing in TAKEN_UP}
    takers = frozenset(one.unit for one in turns if one.standing in TAKEN_UP)
    flows: dict[tuple[uuid.UUID, uuid.UUID], Counter[str]] = defaultdict(Counter)
    for one in turns:
        if one.standing in TAKEN_UP:
            flows[origins[one.practice], one.unit][one.standing] += 1
    return Overview(
        practices=tuple(sorted(spread, key=lambda one: (-one.in_use, -one.taken, one.given.code))),
        survival=survival(turns, today),
        wait=wait_of(turns),
        roles={unit: _role(unit in senders, unit in takers) for unit in {*asked, *senders}},
        fields=_fields(given, spread, registered_by_field),
        counts=Counter(one.standing for one in turns),
        units_taking=takers,
        flows=flows,
    )


def _role(sends: bool, takes: bool) -> str:
    if sends:
        return "both" if takes else "sends"
    return "takes" if takes else "neither"


def _fields(
    given: Sequence[Given], spread: Sequence[PracticeSpread], registered: Mapping[str, int]
) -> tuple[FieldTravel, ...]:
    out = Counter(one.field for one in given)
    travelled = Counter(one.given.field for one in spread if one.in_use)
    return tuple(
        FieldTravel(code, registered.get(code, 0), out[code], travelled[code])
        for code in dict.fromkeys([*registered, *out])
    )


def practice_spread(given: Given, turns: Sequence[Turn], today: date) -> PracticeSpread:
    counts = Counter(one.standing for one in turns)
    return PracticeSpread(
        given,
        planned=counts[AdoptionState.PLANNED],
        applied=counts[AdoptionState.APPLIED],
        verified=counts[AdoptionState.VERIFIED],
        dropped=counts[AdoptionState.DROPPED],
        curve=curve(turns, today),
        wait=wait_of(turns),
    )


def curve(turns: Iterable[Turn], until: date) -> tuple[Step, ...]:
    """Units in use, and of those verified, from each day on which something changed up to `until`, in order."""
    changes: dict[date, list[int]] = defaultdict(lambda: [0, 0])
    for one in turns:
        if one.applied_on is None or (one.dropped_on is not None and one.dropped_on <= one.applied_on):
            continue
        changes[one.applied_on][0] += 1
        if one.dropped_on:
            changes[one.dropped_on][0] -= 1
        if one.verified_on and (one.dropped_on is None or one.verified_on < one.dropped_on):
            changes[max(one.verified_on, one.applied_on)][1] += 1
            if one.dropped_on:
                changes[one.dropped_on][1] -= 1
    steps, in_use, verified = [], 0, 0
    for day in sorted(changes):
        if day > until:
            break
        in_use += changes[day][0]
        verified += changes[day][1]
        steps.append(Step(day, in_use, verified))
    return tuple(steps)


def wait_of(turns: Iterable[Turn]) -> Wait | None:
    """Median and middle half of the days to apply; None where nothing was applied. Dropped ones were applied too."""
    days = sorted(one.days_to_apply for one in turns if one.days_to_apply is not None)
    if not days:
        return None
    if len(days) == 1:
        return Wait(1, days[0], days[0], days[0])
    low, _middle, high = quantiles(days, n=4, method="inclusive")
    return Wait(len(days), median(days), low, high)


def survival(turns: Iterable[Turn], today: date) -> tuple[Survival, ...]:
    """For each term, of the adoptions that were to be asked by `today`: alive, ended, silent.

    Who ended before the day counts as ended. Who has not answered at this term but answered «still so» at a later one, or
    dropped the practice only after the day, was alive then.
    """
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for turn in turns:
        for check in turn.checks:
            if check.due_on <= today:
                found[check.months][fate(turn, check)] += 1
    return tuple(
        Survival(months, counts["alive"], counts["ended"], counts["silent"])
        for months, counts in sorted(found.items())
    )


def fate(turn: Turn, check: Asked) -> str:
    """Of one adoption at one term: "alive", "ended" or "silent"."""
    if check.found:
        return "ended" if check.found == CheckFound.ENDED else "alive"
    if turn.dropped_on is not None:
        return "ended" if turn.dropped_on <= check.due_on else "alive"
    later = any(other.months > check.months and other.found for other in turn.checks)
    return "alive" if later else "silent"


STANDINGS_OF: dict[str, frozenset[str]] = {
    "taken": TAKEN_UP,
    "in_use": IN_USE,
    **{state: frozenset({state}) for state in (*AdoptionState.values, Answer.ALREADY_HAVE, Answer.DECLINE)},
}
