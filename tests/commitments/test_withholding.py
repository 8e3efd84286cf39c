"""Which numbers of other units' pledges are withheld, and that nothing shown can be subtracted to get at them."""

import random
from collections.abc import Sequence

import pytest

from lantoa.commitments.withholding import (
    LEAST,
    LEAST_UNITS,
    NESTED,
    OPEN,
    Row,
    row_of,
    sums_of_all,
    sums_of_shown,
)

FEW = range(1, LEAST)


def values(**change: int | None) -> dict[str, int | None]:
    numbers: dict[str, int | None] = {
        "working": 60,
        "signed": 40,
        "reviewed": 25,
        "remarked": 12,
        "members_due": 400,
        "members_signed": 300,
        "leaders_signed": 20,
        "others_signed": 50,
        "fulfilled": 200,
    }
    return numbers | change


def shown(**change: int | None) -> list[str]:
    return sorted(set(NESTED) - row_of(values(**change), own=False).shown)


@pytest.mark.parametrize(
    ("change", "withheld"),
    [
        ({}, []),
        ({"leaders_signed": 9}, ["leaders_signed"]),
        ({"others_signed": 0}, ["others_signed"]),
        ({"members_signed": 398}, ["members_signed"]),  # of two one would know that they did not
        ({"members_signed": 400}, []),  # that all did tells of nobody apart
        ({"signed": 60}, []),
        ({"signed": 25, "remarked": 20}, ["remarked"]),  # five who told and got no answer
        ({"signed": 58, "reviewed": 55, "remarked": 12}, ["reviewed", "signed"]),
        ({"fulfilled": 345}, ["fulfilled"]),
    ],
)
def test_few_persons_and_rests_of_few_are_withheld(
    change: dict[str, int | None], withheld: list[str]
) -> None:
    assert shown(**change) == withheld


def test_own_unit_is_seen_whole_and_what_is_not_stated_is_not_withheld() -> None:
    small = values(signed=1, reviewed=1, remarked=0, leaders_signed=2)
    assert [row_of(small, own=True).seen(name) for name in small] == list(small.values())
    assert not row_of(values(fulfilled=None), own=False).withholds("fulfilled")


def some_units(pick: random.Random, count: int) -> list[Row]:
    rows = []
    for _unit in range(count):
        working = pick.choice([2, 2, 5, 14, 40, 90])
        signed = pick.randint(0, working)
        reviewed = pick.randint(0, signed)
        due = pick.choice([8, 30, 120, 400])
        members = due - pick.choice([0, 1, 3, 12]) if due > 12 else pick.randint(0, due)
        others = pick.choice([0, 4, 25])
        stated = {
            "members_due": due,
            "members_signed": members,
            "leaders_signed": pick.randint(0, min(members, 15)),
            "others_signed": others,
            "fulfilled": pick.choice([None, pick.randint(0, members + others)]),
        }
        here = {"working": working, "signed": signed, "reviewed": reviewed}
        here["remarked"] = pick.randint(0, reviewed)
        said = stated if pick.random() < 0.8 else dict.fromkeys(stated)
        rows.append(row_of({**here, **said}, own=pick.random() < 0.05))
    return rows


def rests(row: Row) -> list[int]:
    """What is left between two numbers of a row that are both shown."""
    found = []
    for name, holders in NESTED.items():
        for names in holders:
            cells = [row.seen(one) for one in (name, *names)]
            if None not in cells:
                found.append(sum(one or 0 for one in cells[1:]) - (cells[0] or 0))
    return found


def test_thousand_pairs_of_choices_tell_no_withheld_cell() -> None:
    """Subtraction of the sums of any two choices of units is a sum of cells that are shown anyway; a choice that differs by
    withheld cells alone differs by nothing."""
    pick = random.Random(20211126)
    rows = some_units(pick, 60)
    for _pair in range(1000):
        wide = pick.sample(rows, pick.randint(1, len(rows)))
        narrow = pick.sample(wide, pick.randint(0, len(wide) - 1))
        between = [row for row in wide if not any(row is one for one in narrow)]
        for name in NESTED:
            difference = sums_of_shown(wide)[name] - sums_of_shown(narrow)[name]
            assert difference == sum(row.seen(name) or 0 for row in between)
            if all(row.withholds(name) for row in between):
                assert difference == 0


def test_shown_numbers_of_a_row_leave_no_rest_of_few() -> None:
    pick = random.Random(6)
    for row in some_units(pick, 2000):
        if row.shown != frozenset(NESTED):  # not one's own
            assert not [rest for rest in rests(row) if abs(rest) in FEW]
            assert all((row.seen(name) or LEAST) >= LEAST for name in row.shown)


def test_sum_of_everything_hides_what_stands_behind_few_units_or_persons() -> None:
    """The one sum that holds withheld cells: what it adds to the shown ones is of three units and ten persons at least, and so is
    what those units leave."""
    pick = random.Random(27)
    told = 0
    for _world in range(500):
        rows = some_units(pick, pick.randint(1, 14))
        whole, visible = sums_of_all(rows), sums_of_shown(rows)
        for name, holders in NESTED.items():
            hidden = [row for row in rows if row.withholds(name)]
            total = whole[name]
            if not hidden or total is None:
                continue
            told += 1
            added = total - visible[name]
            assert (len(hidden) >= LEAST_UNITS, added >= LEAST) == (True, True)
            if holders[:1] == ((OPEN,),):
                assert _sum(hidden, OPEN) - added >= LEAST
    assert told > 50


def _sum(rows: Sequence[Row], name: str) -> int:
    return sum(row.values[name] or 0 for row in rows)
