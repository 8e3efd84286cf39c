"""A test that nothing can fail proves nothing: flipped tables and flipped grants must be noticed.

`scripts/policy-teeth` flips everything; the daily run flips every cell of a few rows and a few grants.
"""

import os

import pytest

from tests.permissions.cells import Visitors, all_roles, cells_of, faults
from tests.permissions.predicates import all_forced, forced_notices, note, questions
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
DAILY_QUESTIONS = {
    "reporting.queries.submissions.get_report",
    "practices.permissions.can_register",
}
# Forced answers that no attempt shows: a part or a button of a page without words of its own, or a service that asks again
# behind the page. None may join them; one that is noticed leaves.
UNNOTICED = {
    "commendation.permissions.can_read_balance opened",
    "commendation.permissions.can_read_balance shut",
    "conferences.permissions.can_make_pack opened",
    "organisation.queries.decisions.get_decision opened",
    "practices.permissions.can_drop_adoption opened",
    "practices.permissions.can_drop_adoption shut",
    "practices.permissions.can_read_history opened",
    "practices.permissions.can_read_history shut",
    "practices.permissions.can_register_for opened",
    "practices.permissions.can_report_adoption opened",
    "practices.permissions.can_report_adoption shut",
    "practices.permissions.can_tell_result opened",
    "practices.permissions.can_verify_adoption opened",
    "practices.permissions.can_verify_adoption shut",
    "reporting.permissions.can_accept opened",
    "reporting.permissions.can_accept shut",
    "reporting.permissions.can_decide opened",
    "reporting.permissions.can_decide shut",
    "reporting.permissions.can_edit opened",
    "reporting.permissions.can_hand_over opened",
    "reporting.permissions.can_send_back opened",
    "reporting.permissions.can_send_back shut",
    "reporting.permissions.can_submit opened",
}


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
def test_every_forced_answer_is_noticed(visitors: Visitors, capsys: pytest.CaptureFixture[str]) -> None:
    noted = note(visitors, routed(TABLE), all_roles(), cells_of)
    flips = all_forced(noted)
    missed = {str(flip) for flip in flips if not forced_notices(visitors, TABLE, noted, flip)}
    unasked = [one.name for one in questions() if not any(noted.cells[one.name].values())]
    with capsys.disabled():
        print(f"\nquestions: {len(flips) - len(missed)} of {len(flips)} forced answers noticed")
        print("missed:", *sorted(missed), sep="\n  ")
        print("asked in no attempt:", *unasked, sep="\n  ")
    assert missed == UNNOTICED


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
