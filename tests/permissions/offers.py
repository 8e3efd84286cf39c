"""What a page offers to do, and whether that is what the table says.

An offer is a link, or a button of a form, that leads to an address of the house. A page must offer nothing that the table refuses
to this person for this thing in this state; and the page of a thing must offer every act on it that the table allows.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.core.exceptions import ObjectDoesNotExist
from django.urls import Resolver404, resolve

from tests.permissions.addresses import (
    FILLINGS,
    INSTEAD,
    LACKING,
    OFFERED_AT,
    OFFERED_ON,
    Filling,
    Words,
    base_of,
)
from tests.permissions.table import ALLOWED, ANONYMOUS, Row, Table, read_table
from tests.permissions.world.places import PLACES, relation
from tests.permissions.world.things import World

SHAPE = read_table()  # which rows there are; who may what is asked of the table that is judged
OPENED = {(row.route, row.state) for row in SHAPE.rows if row.method == "GET"}
SUBMITS = {"submit", "image"}
Address = tuple[str, frozenset[tuple[str, str]]]  # route, what it names


@dataclass(frozen=True)
class Offer:
    """An act that a page offers, on a thing of the world; `place` "" where the address names nothing.

    `states` are those in which the world knows the thing under this address.
    """

    route: str
    method: str
    place: str
    states: frozenset[str]

    def __str__(self) -> str:
        return f"{self.method} {self.route}" + (f" at {self.place}" if self.place else "")


class _Reader(HTMLParser):
    """The addresses that a page leads to by a click, with their methods."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.page = page
        self.found: set[tuple[str, str]] = set()
        self._form: tuple[str, str] | None = None
        self._named: dict[str, tuple[str, str]] = {}
        self._outside: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        for name, method in (("hx-get", "GET"), ("hx-post", "POST")):
            if name in given:
                self._add(method, given[name])
        if tag in {"img", "iframe"} and given.get("src"):
            self._add("GET", given["src"])
        elif tag == "a" and "href" in given:
            self._add("GET", given["href"])
        elif tag == "form":
            self._form = given.get("method", "get").upper(), given.get("action", "")
            self._named[given.get("id", "")] = self._form
        elif (tag == "button" and given.get("type", "submit") in SUBMITS) or (
            tag == "input" and given.get("type") in SUBMITS
        ):
            if "disabled" in given:
                return
            if "form" in given:
                self._outside.append((given["form"], given))
            elif self._form is not None:
                self._press(self._form, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None

    def close(self) -> None:
        super().close()
        for name, given in self._outside:
            if name in self._named:
                self._press(self._named[name], given)

    def _press(self, form: tuple[str, str], given: dict[str, str]) -> None:
        method, action = form
        self._add(given.get("formmethod", method).upper(), given.get("formaction", action))

    def _add(self, method: str, address: str) -> None:
        whole = urlsplit(urljoin(self.page, address or self.page))
        if whole.scheme in ("", "http", "https") and not whole.netloc and not address.startswith("#"):
            self.found.add((method, whole.path))


def leads(page: str, content: bytes) -> set[tuple[str, str]]:
    """The methods and paths to which a click on a page leads; fragments of the page itself are left out."""
    reader = _Reader(page)
    reader.feed(content.decode(errors="replace"))
    reader.close()
    return reader.found


@lru_cache(maxsize=20_000)
def _resolved(path: str) -> Address | None:
    try:
        found = resolve(path)
    except Resolver404:
        return None
    return found.view_name, _frozen(found.kwargs)


def _frozen(words: Words) -> frozenset[tuple[str, str]]:
    return frozenset((name, str(value)) for name, value in words.items())


def _filled(world: World, route: str, place: str, state: str) -> Words | None:
    """What the address of that thing names; None where the world has no such thing."""
    try:
        return FILLINGS[route](world, place, state)
    except (LookupError, ObjectDoesNotExist):
        return None


@dataclass
class Offers:
    """Reads pages of one world."""

    world: World
    _things: dict[Address, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(dict))
    _acts: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        states: dict[Filling, set[str]] = defaultdict(lambda: {""})
        for row in SHAPE.rows:
            if row.route in FILLINGS:
                states[base_of(FILLINGS[row.route])].add(row.state)
        for route in FILLINGS:
            for place in PLACES:
                for state in states[base_of(FILLINGS[route])]:
                    words = _filled(self.world, route, place, state)
                    if words is not None:
                        self._things[route, _frozen(words)].setdefault(place, set()).add(state)

    def on(self, page: str, content: bytes) -> frozenset[Offer]:
        """What a page offers, as far as it is about things that stand in the world."""
        found = set()
        for method, path in leads(page, content):
            address = _resolved(path)
            if address is None:
                continue
            if address[0] not in FILLINGS:
                found.add(Offer(address[0], method, "", frozenset()))
            for place, states in self._things.get(address, {}).items():
                found.add(Offer(address[0], method, place, frozenset(states)))
        return frozenset(found)

    def acts_on(self, page: Row, place: str | None) -> frozenset[str]:
        """The keys of the rows whose acts are to be offered on that page, as they are about its thing."""
        key = (page.key, place or "")
        if key not in self._acts:
            rows = [row for name in {page.route, page.name} for row in _offered_by_page().get(name, ())]
            here = [row for row in rows if place in OFFERED_AT.get((row.route, row.method), (place,))]
            self._acts[key] = frozenset(row.key for row in here if self._same_thing(page, row, place))
        return self._acts[key]

    def _same_thing(self, page: Row, row: Row, place: str | None) -> bool:
        if place is None or row.route not in FILLINGS:
            return True
        if page.state and row.state and page.state != row.state:
            return False
        shown = _filled(self.world, page.route, place, page.state) or {}
        named = _filled(self.world, row.route, place, row.state)
        return named is not None and all(shown[name] == named[name] for name in shown.keys() & named.keys())


def pages_offering(row: Row) -> tuple[str, ...]:
    """The routes of the pages on which the act of a row is offered: said in `OFFERED_ON`, or the form's own page, or the page by
    which one knows of the thing."""
    if (row.route, row.method) in LACKING or (row.name, row.method) in LACKING:
        return ()
    if (row.route, row.method) in OFFERED_ON:
        return OFFERED_ON[row.route, row.method]
    if row.method == "POST" and (row.route, row.state) in OPENED:
        return (row.route,)
    home = SHAPE.sight_of(row)
    return (home.route,) if home.route != row.route else ()


@lru_cache(maxsize=1)
def _offered_by_page() -> dict[str, list[Row]]:
    """The rows whose acts are offered on a page, under its route or its name with the state."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in SHAPE.rows:
        for page in pages_offering(row) if row.is_routed else ():
            found[page].append(row)
    return found


def offer_faults(
    table: Table, role: str, seat: str, place: str | None, offers: frozenset[Offer], acts: frozenset[str]
) -> list[str]:
    """What a page offers and the table refuses, and what the table allows and the page lacks."""
    rows = _by_route(table)
    found = []
    for offer in offers:
        known = rows.get((offer.route, offer.method), [])
        about = [row for row in known if not row.state or not offer.place or row.state in offer.states]
        lies = _lies(seat, offer.place)
        if role == ANONYMOUS and offer.method == "GET":
            continue  # leads to signing in
        if not any(table.expected(row, role, lies) == ALLOWED for row in about):
            found.append(f"offers {offer}, which the table {'refuses' if about else 'has no row for'}")
    # A list offers what has no unit under the name of every place alike.
    there = {(one.route, one.method, one.place if place else "") for one in offers}
    for row in table.rows:
        if row.key in acts:
            at = (place or "") if row.route in FILLINGS else ""
            if table.expected(row, role, _lies(seat, at)) != ALLOWED or (row.route, row.method, at) in there:
                continue
            other = INSTEAD.get((row.route, row.method))
            if other is None or (*other, at) not in there:
                found.append(f"lacks the offer {row.key}")
    return found


def _lies(seat: str, place: str) -> str | None:
    return (relation(seat, place) if seat else "") if place else None


@lru_cache(maxsize=4)
def _by_route(table: Table) -> dict[tuple[str, str], list[Row]]:
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in table.rows:
        found[row.route, row.method].append(row)
    return found
