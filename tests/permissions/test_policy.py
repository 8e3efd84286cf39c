"""The table against the product: every route has rows, and every cell comes to what its row says."""

import pytest

from lantoa.organisation import access
from lantoa.organisation.checks import acts_of, routes
from tests.permissions.addresses import FILLINGS, ROOMS
from tests.permissions.cells import (
    Cell,
    Visitors,
    all_roles,
    attempt,
    cells_of,
    daily_cells_of,
    faults,
    reach_faults,
    rest_of,
    row_counts,
)
from tests.permissions.table import ANONYMOUS, REACH, REACHES, Row, Table, covers, read_table
from tests.permissions.world.places import PLACES, PLACES_SEEN_FROM, SEATS, relation

TABLE = read_table()
ROWS = [row for row in TABLE.rows if row.is_routed]


def declared(table: Table) -> dict[tuple[str, str], str]:
    """(route, method) → act, as the table has them."""
    return {(row.route, row.method): row.act for row in table.rows if row.is_routed}


def served() -> dict[tuple[str, str], str]:
    """(route, method) → act, as the resolver has them; HEAD is GET without a body."""
    return {
        (name, method): act
        for _path, name, pattern in routes()
        for method, act in (acts_of(name, pattern) or {}).items()
        if method != "HEAD"
    }


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert declared(TABLE) == served()


def test_addresses_are_filled_for_exactly_the_routes_that_name_a_thing() -> None:
    naming = {name for path, name, _pattern in routes() if "<" in path}
    assert set(FILLINGS) == naming


@pytest.mark.parametrize("told", ["FILLINGS", "FORMS"])
def test_a_route_is_told_by_one_room_alone(told: str) -> None:
    """Of two rooms the later one would be heard, without a word."""
    routes_of_rooms = [route for room in ROOMS for route in getattr(room, told)]
    assert sorted(set(routes_of_rooms)) == sorted(routes_of_rooms)


def test_rows_are_told_apart_by_route_method_and_state() -> None:
    keys = [row.key for row in TABLE.rows]
    assert sorted(set(keys)) == sorted(keys)


def test_codes_of_the_table_are_known() -> None:
    used = {one for row in TABLE.rows for code in row.codes.values() for one in code.split("+")}
    assert used - set(REACHES) == set()


@pytest.mark.parametrize("row", [row for row in ROWS if row.method == "POST"], ids=lambda row: row.key)
def test_every_refused_form_has_an_allowed_twin(row: Row) -> None:
    """Otherwise a refusal could come from a form that nobody may ever send."""
    reached = {
        covers(code, relation(seat, place))
        for code in row.codes.values()
        for seat in SEATS
        for place in PLACES
    }
    assert True in reached


@pytest.mark.parametrize("role", all_roles())
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.key)
def test_cells_come_to_what_the_table_says(visitors: Visitors, row: Row, role: str) -> None:
    assert wrong_in(visitors, row, daily_cells_of(row, role)) == []


@pytest.mark.long
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.key)
def test_cells_left_out_of_the_daily_run_come_to_what_the_table_says(visitors: Visitors, row: Row) -> None:
    assert wrong_in(visitors, row, [cell for role in all_roles() for cell in rest_of(row, role)]) == []


@pytest.mark.parametrize("role", [role for role in all_roles() if role != ANONYMOUS])
def test_the_daily_run_takes_every_seat_and_place_and_each_row_in_every_relation(role: str) -> None:
    """Over the rows every pair of seat and place; in each row every way in which they can lie to each other."""
    named = [row for row in ROWS if row.route in FILLINGS]
    taken = {(cell.seat, cell.place) for row in named for cell in daily_cells_of(row, role)}
    assert taken == {(seat, place) for seat in SEATS for place in PLACES_SEEN_FROM[seat]}
    kinds = sorted({relation(seat, place) for seat in SEATS for place in PLACES_SEEN_FROM[seat]})
    assert {tuple(sorted(relations_in(daily_cells_of(row, role)))) for row in named} == {tuple(kinds)}


def relations_in(cells: list[Cell]) -> list[str]:
    return [relation(cell.seat, cell.place or "") for cell in cells]


def wrong_in(visitors: Visitors, row: Row, cells: list[Cell]) -> list[str]:
    """Every fault of these attempts, with whose it is."""
    return [
        f"{cell}: {fault}"
        for cell in cells
        for fault in faults(TABLE, row, cell, attempt(visitors, row, cell))
    ]


def test_every_granted_act_has_a_row_of_its_reach() -> None:
    assert {row.act for row in TABLE.rows if row.route.startswith(REACH)} == set(access.GRANTS)


@pytest.mark.parametrize("role", [role for role in all_roles() if role != ANONYMOUS])
def test_acts_reach_as_far_as_the_table_says(visitors: Visitors, role: str) -> None:
    """On its own and as a list: a page that asks for two acts would hide that one of them reaches too far."""
    rows = [row for row in TABLE.rows if row.route.startswith(REACH)]
    assert [fault for row in rows for fault in reach_faults(visitors.world, row, role)] == []


def test_attempts_leave_the_world_as_it_was(visitors: Visitors) -> None:
    before = row_counts()
    for row in (row for row in ROWS if row.method == "POST" and row.route == "practices:act_register"):
        for cell in cells_of(row, "HD"):
            attempt(visitors, row, cell)
    assert row_counts() == before
