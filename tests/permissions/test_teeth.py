"""A test that nothing can fail proves nothing: flipped tables and flipped grants must be noticed.

`scripts/policy-teeth` flips everything; the daily run flips every cell of a few rows and a few grants.
"""

import os

import pytest

from tests.permissions.cells import Visitors, all_roles, faults
from tests.permissions.table import Row, read_table
from tests.permissions.teeth import (
    GrantFlip,
    bites,
    flipped,
    grant_flips,
    notices,
    observe,
    routed,
    sampled,
    shows,
    table_flips,
)

TABLE = read_table()
ALL = os.environ.get("POLICY_TEETH") == "all"
DAILY_ROUTES = (
    "practices:act_register",
    "commendation:nomination_submit",
    "conferences:freeze",
    "reporting:accept",
)
DAILY_GRANTS = 40


def rows_to_flip() -> list[Row]:
    return routed(TABLE) if ALL else [row for row in routed(TABLE) if row.route in DAILY_ROUTES]


@pytest.mark.skipif(ALL, reason="the whole is flipped instead")
def test_flipped_cells_of_some_rows_are_noticed(visitors: Visitors) -> None:
    rows = rows_to_flip()
    observed = observe(visitors, rows, all_roles())
    flips = [flip for flip in table_flips(TABLE) if flip.row in rows]
    assert [str(flip) for flip in flips if not bites(visitors, TABLE, flip, observed)] == []


@pytest.mark.skipif(ALL, reason="the whole is flipped instead")
def test_some_flipped_grants_are_noticed(visitors: Visitors) -> None:
    flips = sampled(grant_flips(), DAILY_GRANTS)
    assert [str(flip) for flip in flips if not notices(visitors, TABLE, flip)] == []


def _shown(visitors: Visitors, flip: GrantFlip) -> bool:
    with flipped(flip):
        return shows(visitors, TABLE, flip)


@pytest.mark.skipif(not ALL, reason="scripts/policy-teeth flips everything")
def test_every_flip_is_noticed(visitors: Visitors, capsys: pytest.CaptureFixture[str]) -> None:
    observed = observe(visitors, routed(TABLE), all_roles())
    rows = {row.key: row for row in TABLE.rows}
    assert [
        f"{key} {cell}" for (key, cell), seen in observed.items() if faults(TABLE, rows[key], cell, seen)
    ] == []
    cells, grants = table_flips(TABLE), grant_flips()
    missed = [str(flip) for flip in cells if not bites(visitors, TABLE, flip, observed)]
    missed_grants = [str(flip) for flip in grants if not notices(visitors, TABLE, flip)]
    shown = sum(_shown(visitors, flip) for flip in grants)
    with capsys.disabled():
        print(
            f"\n{len(observed)} attempts; table: {len(cells) - len(missed)} of {len(cells)} flips noticed; "
            f"grants: {len(grants) - len(missed_grants)} of {len(grants)} flips noticed, "
            f"{shown} of them also by an attempt on a page of that very act"
        )
    assert missed + missed_grants == []
