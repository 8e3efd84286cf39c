"""What is read of a page, and what is made of it; the pages themselves are judged in `test_policy.py`."""

import pytest

from tests.permissions.addresses import FORMS, INSTEAD, LACKING, OFFERED_AT, OFFERED_ON, OWN_FORMS
from tests.permissions.offers import Offer, leads, offer_faults
from tests.permissions.table import read_table

TABLE = read_table()
ACCEPT = "reporting:accept"
STATES = frozenset({"submitted"})
DUE = frozenset({"POST reporting:accept#submitted"})
OFFER = frozenset({Offer(ACCEPT, "POST", "DVA", STATES)})


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ('<a href="/a/?b=1">a</a>', {("GET", "/a/")}),
        ('<a href="khac/">a</a>', {("GET", "/trang/khac/")}),
        ('<a href="#duoi">a</a><a href="https://example.invalid/">b</a>', set()),
        ('<img src="/anh/">', {("GET", "/anh/")}),
        ('<div hx-get="/a/"></div><input hx-post="/b/">', {("GET", "/a/"), ("POST", "/b/")}),
        ('<form method="post"><button>a</button></form>', {("POST", "/trang/")}),
        ('<form method="post" action="/a/"><button type="button">a</button></form>', set()),
        ('<form method="post" action="/a/"><button disabled>a</button></form>', set()),
        ('<form action="/a/"><input type="submit"></form>', {("GET", "/a/")}),
        (
            '<form method="post" action="/a/"><button formaction="/b/">b</button></form>',
            {("POST", "/b/")},
        ),
        (
            '<form id="f" method="post" action="/a/"></form><button form="f">a</button>',
            {("POST", "/a/")},
        ),
        ("<button>a</button>", set()),
    ],
)
def test_leads_are_links_parts_and_buttons(content: str, found: set[tuple[str, str]]) -> None:
    assert leads("/trang/", content.encode()) == found


def test_what_is_allowed_and_offered_is_right() -> None:
    assert offer_faults(TABLE, "ST", "KHOI", "DVA", OFFER, DUE) == []


def test_what_is_allowed_must_be_offered() -> None:
    found = offer_faults(TABLE, "ST", "KHOI", "DVA", frozenset(), DUE)
    assert found == ["lacks the offer POST reporting:accept#submitted"]


def test_what_is_refused_must_not_be_offered() -> None:
    found = offer_faults(TABLE, "RP", "DVA", "DVA", OFFER, DUE)
    assert found == ["offers POST reporting:accept at DVA, which the table refuses"]


def test_what_has_no_row_for_the_state_must_not_be_offered() -> None:
    late = frozenset({Offer(ACCEPT, "POST", "DVA", frozenset({"accepted"}))})
    found = offer_faults(TABLE, "ST", "KHOI", "DVA", late, frozenset())
    assert found == ["offers POST reporting:accept at DVA, which the table has no row for"]


def test_what_takes_the_place_of_another_is_enough() -> None:
    """A head sends, and need not hand over to himself; a reporter must be able to hand over."""
    due = frozenset({"POST reporting:hand#draft"})
    sends = frozenset({Offer("reporting:send", "POST", "DVA", frozenset({"draft"}))})
    assert offer_faults(TABLE, "HD", "DVA", "DVA", sends, due) == []
    assert offer_faults(TABLE, "RP", "DVA", "DVA", frozenset(), due) == [
        "lacks the offer POST reporting:hand#draft"
    ]


def test_what_is_said_beside_the_table_is_about_its_rows() -> None:
    routed = [row for row in TABLE.rows if row.is_routed]
    named = {row.route for row in routed} | {row.name for row in routed}
    acts = {(row.route, row.method) for row in routed}
    keyed = acts | {(row.name, row.method) for row in routed}
    assert (set(FORMS) | set(OWN_FORMS)) - named == set()
    assert set(LACKING) - keyed == set()
    assert (set(OFFERED_ON) | set(INSTEAD) | set(INSTEAD.values())) - acts == set()
    assert set(OFFERED_AT) - set(OFFERED_ON) == set()
    assert {page for pages in OFFERED_ON.values() for page in pages} - named == set()
