"""What spread, recounted another way and by hand-made cases. No database."""

import uuid
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from lantoa.practices.spreading import Asked, Given, Survival, Turn, Wait, curve, overview, survival, wait_of

ORDERED = date(2021, 1, 15)
A, B, C, D = (uuid.UUID(int=n) for n in range(1, 5))


def turn(unit: uuid.UUID = A, standing: str = "applied", practice: str = "MH-1", **more: object) -> Turn:
    return replace(Turn(practice, unit, standing, ORDERED), **more)  # type: ignore[arg-type]


def day(number: int) -> date:
    return ORDERED + timedelta(days=number)


@pytest.mark.parametrize("seed", range(40))
def test_curve_equals_a_count_of_each_day(seed: int) -> None:
    """Steps are added up; here every day is counted anew from the turns."""
    pick = Random(seed)

    def some(after: int, chance: float) -> date | None:
        return day(after + pick.randrange(60)) if pick.random() < chance else None

    turns = []
    for _ in range(pick.randrange(25)):
        applied_on = some(0, 0.8)
        start = (applied_on - ORDERED).days if applied_on else 0
        verified_on = some(start, 0.5) if applied_on else None
        turns.append(turn(applied_on=applied_on, verified_on=verified_on, dropped_on=some(start, 0.3)))
    until = day(pick.randrange(90))
    steps = curve(turns, until)
    assert [step.day for step in steps] == sorted({step.day for step in steps})
    for number in range((until - ORDERED).days + 1):
        last = [step for step in steps if step.day <= day(number)]
        found = (last[-1].in_use, last[-1].verified) if last else (0, 0)
        counted = (
            sum(one.in_use_on(day(number)) for one in turns),
            sum(one.verified_by(day(number)) for one in turns),
        )
        assert found == counted, number


def test_curve_ends_on_the_day_asked_for() -> None:
    turns = [turn(applied_on=day(3)), turn(B, applied_on=day(30))]
    assert [(step.day, step.in_use) for step in curve(turns, day(10))] == [(day(3), 1)]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([], None),
        ([7], Wait(1, 7, 7, 7)),
        ([2, 4, 6, 8], Wait(4, 5.0, 3.5, 6.5)),
        ([1, 1, 10, 40, 90], Wait(5, 10, 1.0, 40.0)),
        ([-5, 5], Wait(2, 2.5, 1.25, 3.75)),  # who had begun before the order waited no day
    ],
)
def test_wait_is_the_median_and_the_middle_half(days: list[int], expected: Wait | None) -> None:
    turns = [turn(applied_on=day(number)) for number in days]
    assert wait_of([*turns, turn(standing="planned")]) == expected


ASKED = (Asked(6, day(180)), Asked(12, day(365)))


def said(six: str, twelve: str = "") -> tuple[Asked, ...]:
    return (Asked(6, day(180), six), Asked(12, day(365), twelve))


@pytest.mark.parametrize(
    ("one", "today", "expected"),
    [
        (turn(checks=ASKED), 179, ()),  # nobody is asked yet
        (turn(checks=ASKED), 180, (Survival(6, 0, 0, 1),)),
        (turn(checks=said("alive")), 200, (Survival(6, 1, 0, 0),)),
        (turn(checks=said("changed")), 200, (Survival(6, 1, 0, 0),)),
        (turn(checks=said("ended"), dropped_on=day(190)), 200, (Survival(6, 0, 1, 0),)),
        # ended before anybody asked
        (turn(checks=ASKED, dropped_on=day(100)), 400, (Survival(6, 0, 1, 0), Survival(12, 0, 1, 0))),
        # dropped between the two days: alive at the first, ended at the second
        (turn(checks=ASKED, dropped_on=day(250)), 400, (Survival(6, 1, 0, 0), Survival(12, 0, 1, 0))),
        # silent at the first, but said at the second: it was alive then
        (turn(checks=said("", "alive")), 400, (Survival(6, 1, 0, 0), Survival(12, 1, 0, 0))),
        (
            turn(checks=said("", "ended"), dropped_on=day(370)),
            400,
            (Survival(6, 1, 0, 0), Survival(12, 0, 1, 0)),
        ),
        (turn(checks=said("alive")), 400, (Survival(6, 1, 0, 0), Survival(12, 0, 0, 1))),
    ],
)
def test_survival_by_hand(one: Turn, today: int, expected: tuple[Survival, ...]) -> None:
    assert survival([one], day(today)) == expected


def test_survival_adds_up_over_turns() -> None:
    turns = [
        turn(checks=said("alive")),
        turn(B, checks=said("ended"), dropped_on=day(181)),
        turn(C, checks=ASKED),
    ]
    assert survival(turns, day(200)) == (Survival(6, 1, 1, 1),)
    assert survival(turns, day(200))[0].known == 2


GIVEN = [Given("MH-1", "Một", "y_te", A), Given("MH-2", "Hai", "dan_van", B, is_alive_at_home=False)]


def test_units_send_take_both_or_neither() -> None:
    turns = [
        turn(B, "planned"),
        turn(C, "verified"),
        turn(C, "applied", "MH-2"),
        turn(D, "decline"),
        turn(A, "dropped", "MH-2"),
    ]
    found = overview(GIVEN, turns, [A, B, C, D], {}, day(60))
    assert found.roles == {A: "sends", B: "both", C: "takes", D: "neither"}
    assert (found.taken, found.in_use, found.units_taking) == (3, 2, frozenset({B, C}))
    assert found.flows == {(A, B): {"planned": 1}, (A, C): {"verified": 1}, (B, C): {"applied": 1}}


def test_practice_that_died_at_home_lives_elsewhere_only_where_it_is_used() -> None:
    used = overview(GIVEN, [turn(C, "applied", "MH-2")], [C], {}, day(60))
    assert [one.given.code for one in used.died_at_home] == ["MH-2"]
    assert overview(GIVEN, [turn(C, "planned", "MH-2")], [C], {}, day(60)).died_at_home == []


def test_field_that_never_travels_was_registered_and_used_nowhere_else() -> None:
    turns = [turn(B, "applied"), turn(C, "planned", "MH-2")]
    found = overview(GIVEN, turns, [B, C], {"y_te": 4, "dan_van": 3, "giao_duc": 2}, day(60))
    assert [(one.code, one.registered, one.given, one.travelled) for one in found.never_travelled] == [
        ("dan_van", 3, 1, 0),
        ("giao_duc", 2, 0, 0),
    ]


def test_little_effect_is_sought_among_what_most_took_up() -> None:
    given = [Given(f"MH-{n}", f"{n}", "y_te", A) for n in range(1, 5)]
    units = [uuid.UUID(int=n) for n in range(10, 20)]

    def many(practice: str, verified: int, taken: int) -> list[Turn]:
        return [
            turn(one, "verified" if n < verified else "applied", practice)
            for n, one in enumerate(units[:taken])
        ]

    turns = [*many("MH-1", 8, 10), *many("MH-2", 1, 9), *many("MH-3", 0, 2), *many("MH-4", 0, 1)]
    found = overview(given, turns, units, {}, day(60))
    assert [one.given.code for one in found.little_effect] == ["MH-2", "MH-1"]


def test_nothing_is_nothing() -> None:
    found = overview([], [], [], {}, day(0))
    assert (found.taken, found.wait, found.survival, found.little_effect, found.roles) == (
        0,
        None,
        (),
        [],
        {},
    )
