"""Methods that a route does not name, and tokens of requests that carry none."""

import pytest
from django.urls import reverse

from lantoa.organisation.checks import acts_of, routes
from tests.permissions.addresses import FILLINGS
from tests.permissions.cells import Visitors
from tests.permissions.table import ANONYMOUS, read_table

STATES = {row.route: row.state for row in reversed(read_table().rows)}
NAMES = sorted(name for _path, name, pattern in routes() if acts_of(name, pattern) is not None)


@pytest.mark.parametrize("name", NAMES)
def test_methods_that_a_route_does_not_name_are_refused(visitors: Visitors, name: str) -> None:
    """For who is signed in and for who is not: a method says nothing of the thing."""
    pattern = next(one for _path, other, one in routes() if other == name)
    named = set(acts_of(name, pattern) or {})
    words = FILLINGS[name](visitors.world, "DVA", STATES[name]) if name in FILLINGS else {}
    answers = {
        (who, method): visitors.clients[who].generic(method, reverse(name, kwargs=words)).status_code
        for who in [("HD", "DVA"), (ANONYMOUS, "")]
        for method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"} - named
    }
    assert set(answers.values()) <= {405}


@pytest.mark.parametrize("name", NAMES)
def test_head_is_answered_like_get(visitors: Visitors, name: str) -> None:
    pattern = next(one for _path, other, one in routes() if other == name)
    if "GET" not in (acts_of(name, pattern) or {}):
        pytest.skip("takes no GET")
    words = FILLINGS[name](visitors.world, "LADV", STATES[name]) if name in FILLINGS else {}
    client = visitors.clients["AD", "DVA"]
    address = reverse(name, kwargs=words)
    assert client.head(address).status_code == client.get(address).status_code
