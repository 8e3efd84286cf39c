"""Every form of the product, by the table: it needs its proof, and takes no name that it does not declare."""

import re
from typing import Any

import pytest
from django.apps import apps

from tests.permissions.cells import (
    Cell,
    Visitor,
    Visitors,
    address_of,
    allowed_cell,
    ask,
    form_of,
    undone,
)
from tests.permissions.table import Row, read_table

TABLE = read_table()
POSTS = [row for row in TABLE.rows if row.is_routed and row.method == "POST"]
GETS = [row for row in TABLE.rows if row.is_routed and row.method == "GET" and allowed_cell(TABLE, row)]
# What somebody would try to set beside the form.
PRIVILEGED = (
    "is_staff", "is_superuser", "is_active", "is_sample", "is_latest", "state", "status", "role", "roles", "unit_id",
    "owner", "owner_id", "actor", "actor_id", "user", "user_id", "person", "person_id", "created_at", "created_by",
    "submitted_by", "decided_by", "accepted_at", "authors", "id", "pk", "valid", "permissions", "groups", "version",
)  # fmt: skip
FIELDS_OF_TABLES = sorted({field.name for model in apps.get_models() for field in model._meta.get_fields()})
IN_BATCHES = 8  # a refusal lists ten names at most


def somebody(row: Row) -> Cell:
    cell = allowed_cell(TABLE, row)
    assert cell is not None, f"{row.key}: the table lets nobody do it"
    return cell


def named(response: Any) -> set[str]:
    return set(re.findall(r"«([a-z_]+)»", response.content.decode()))


@pytest.mark.parametrize("row", POSTS, ids=lambda row: row.key)
def test_a_form_without_its_proof_is_refused_and_changes_nothing(visitors: Visitors, row: Row) -> None:
    cell = somebody(row)
    client = visitors.clients[cell.role, cell.seat]
    strict = Visitor(enforce_csrf_checks=True, raise_request_exception=False)
    strict.cookies.update(client.cookies)
    address, _nowhere = address_of(row, cell, visitors.world)
    with undone(strict) as said:
        response = strict.post(address, form_of(visitors.world, row, cell))
    assert (response.status_code, said.writes) == (403, [])


@pytest.mark.parametrize("row", POSTS, ids=lambda row: row.key)
def test_a_form_takes_no_name_that_it_does_not_declare(visitors: Visitors, row: Row) -> None:
    """Add `takes=(…)` to @acts where the view reads the form by hand, `takes=()` for a mere button, `beside` to a ViForm whose
    page sends more; a name that the form does declare stands in FORMS (addresses)."""
    cell = somebody(row)
    client = visitors.clients[cell.role, cell.seat]
    address, _nowhere = address_of(row, cell, visitors.world)
    form = form_of(visitors.world, row, cell)
    taken = []
    names = [name for name in PRIVILEGED if name not in form]
    for start in range(0, len(names), IN_BATCHES):
        batch = names[start : start + IN_BATCHES]
        with undone(client) as said:
            response = client.post(address, form | dict.fromkeys(batch, "1"))
        taken += [name for name in batch if name not in named(response)]
        assert (response.status_code, said.writes) == (400, []), f"with {batch}"
    with undone(client) as said:
        response = client.post(address, dict.fromkeys(FIELDS_OF_TABLES, "1") | form)
    assert (response.status_code, said.writes, taken) == (400, [], [])


@pytest.mark.parametrize("row", GETS, ids=lambda row: row.key)
def test_an_address_with_parameters_of_others_opens_as_without(visitors: Visitors, row: Row) -> None:
    """What a link from elsewhere carries along is ignored: a ViForm bound to the address says `by_address = True`."""
    cell = somebody(row)
    client = visitors.clients[cell.role, cell.seat]
    address, _nowhere = address_of(row, cell, visitors.world)
    with undone(client):
        plain = ask(client, "GET", address, {}).status_code
    with undone(client):
        assert ask(client, "GET", f"{address}?fbclid=1&is_staff=1", {}).status_code == plain
