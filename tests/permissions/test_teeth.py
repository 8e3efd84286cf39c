"""A test that nothing can fail proves nothing: flipped tables and flipped grants must be noticed.

`scripts/policy-teeth` flips everything; the daily run flips every cell of a few rows and a few grants.
"""

import os
from collections.abc import Callable

import pytest

from tests.permissions.cells import Visitors, all_roles, cells_of, faults
from tests.permissions.predicates import all_forced, forced_notices, note, questions
from tests.permissions.table import ROLES, SECTION, Row, read_table
from tests.permissions.teeth import (
    GrantFlip,
    TableFlip,
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
DAILY_QUESTIONS = {
    "reporting.queries.submissions.get_report",
    "practices.permissions.can_register",
}
APPS = sorted({row.app for row in routed(TABLE)})


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


@pytest.mark.skipif(ALL, reason="the whole is forced instead")
def test_forced_answers_of_some_questions_are_noticed(visitors: Visitors) -> None:
    rows = rows_to_flip()
    noted = note(visitors, rows, all_roles(), cells_of)
    flips = [flip for flip in all_forced(noted) if flip.question.name in DAILY_QUESTIONS]
    assert [str(flip) for flip in flips if not forced_notices(visitors, TABLE, noted, flip)] == []
    assert {flip.question.name for flip in flips} == DAILY_QUESTIONS


@pytest.mark.skipif(not ALL, reason="scripts/policy-teeth forces every answer")
@pytest.mark.parametrize("app", APPS)
def test_every_forced_answer_is_noticed(
    visitors: Visitors, app: str, record_property: Callable[[str, object], None]
) -> None:
    """In the attempts on the pages of the app whose question it is."""
    noted = note(visitors, [row for row in routed(TABLE) if row.app == app], ROLES, cells_of)
    flips = [flip for flip in all_forced(noted) if flip.question.app == app]
    missed = [str(flip) for flip in flips if not forced_notices(visitors, TABLE, noted, flip)]
    unasked = [one.name for one in questions() if one.app == app and not any(noted.cells[one.name].values())]
    record_property("teeth", f"{app}: {len(flips) - len(missed)} of {len(flips)} forced answers noticed")
    assert (missed, unasked) == ([], [])


def _shown(visitors: Visitors, flip: GrantFlip) -> bool:
    with flipped(flip):
        return shows(visitors, TABLE, flip)


@pytest.mark.skipif(not ALL, reason="scripts/policy-teeth flips everything")
@pytest.mark.parametrize("app", APPS)
def test_every_flipped_cell_is_noticed(
    visitors: Visitors, app: str, record_property: Callable[[str, object], None]
) -> None:
    """In the attempts on the pages of the app; how far an act reaches is asked without a page, under the app of accounts."""
    observed = observe(visitors, [row for row in routed(TABLE) if row.app == app], all_roles())
    rows = {row.key: row for row in TABLE.rows}
    wrong = [
        f"{key} {cell}: {found}"
        for (key, cell), seen in observed.items()
        if (found := faults(TABLE, rows[key], cell, seen))
    ]
    flips = [flip for flip in table_flips(TABLE) if flip.row.app == app]
    missed = [
        flip
        for flip in flips
        if not bites(visitors, TABLE, flip, observed) and not _bites_elsewhere(visitors, flip, app)
    ]
    record_property(
        "teeth",
        f"{app}: {len(observed)} attempts, {len(flips) - len(missed)} of {len(flips)} flipped cells noticed",
    )
    assert (wrong, [str(flip) for flip in missed]) == ([], [])


def _bites_elsewhere(visitors: Visitors, flip: TableFlip, app: str) -> bool:
    """A part may also stand on pages of other apps, and a role see it there alone."""
    if not flip.row.route.startswith(SECTION):
        return False
    others = (row for row in routed(TABLE) if row.app != app)
    return any(bites(visitors, TABLE, flip, observe(visitors, [row], (flip.role,))) for row in others)


@pytest.mark.skipif(not ALL, reason="scripts/policy-teeth flips everything")
@pytest.mark.parametrize("role", ROLES)
def test_every_flipped_grant_is_noticed(
    visitors: Visitors, role: str, record_property: Callable[[str, object], None]
) -> None:
    flips = [flip for flip in grant_flips() if flip.role == role]
    missed = [str(flip) for flip in flips if not notices(visitors, TABLE, flip)]
    shown = sum(_shown(visitors, flip) for flip in flips)
    record_property(
        "teeth",
        f"{role}: {len(flips) - len(missed)} of {len(flips)} flipped grants noticed, {shown} of them also by an attempt "
        "on a page of that very act",
    )
    assert missed == []
