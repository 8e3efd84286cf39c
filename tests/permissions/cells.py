"""One attempt by one person on one thing, what came of it, and whether that is what the table says."""

import io
import re
import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.cache import cache
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from lantoa.accounts.models import User
from lantoa.accounts.queries.providers import providers
from lantoa.organisation import access
from tests.permissions.addresses import (
    FILLINGS,
    FORMS,
    LACKING,
    LEADS_TO_PROVIDERS,
    NOTED_READS,
    OWN_FORMS,
    UNRECORDED,
    no_such,
)
from tests.permissions.headers import header_faults
from tests.permissions.offers import Offer, Offers, offer_faults
from tests.permissions.table import (
    ABSENT,
    ALLOWED,
    ANONYMOUS,
    FORBIDDEN,
    ROLES,
    SECTION,
    SIGN_IN,
    Row,
    Table,
    covers,
)
from tests.permissions.world.places import PLACES, PLACES_SEEN_FROM, SEATS, canary, relation
from tests.permissions.world.things import World

CANARY = re.compile(r"hoamai-([a-z]+)-([a-z_]+)-([a-z]+)", re.IGNORECASE)
WRITING = re.compile(r"^\s*(INSERT|UPDATE|DELETE|TRUNCATE|MERGE)", re.IGNORECASE)
# The page whose row says who may meet a text of this kind.
HOME_OF = {
    "unit": "desk:unit",
    "import": "organisation:import",
    "person": "@people",
    "profile": "organisation:profile",
    "decision": "organisation:decision",
    "signer": "@signer",
    "collection": "reporting:totals",
    "report": "reporting:report",
    "score": "reporting:score",
    "intake": "reporting:workbook_intake",
    "sheet": "reporting:sheet",
    "draft": "reporting:draft",
    "dimension": "reporting:dimension",
    "publication": "reporting:publication",
    "narrative": "reporting:narrative",
    "situation": "reporting:situations",
    "telling": "reporting:situation",
    "target": "reporting:target",
    "practice": "practices:detail",
    "original": "practices:original",
    "directive": "directives:directive",
    "session": "directives:session",
    "present": "directives:attendance",
    "outreach": "directives:outreach_activity",
    "plan": "directives:plan",
    "task": "tasks:task",
    "issue": "issues:issue",
    "pledge": "commitments:pledge",
    "shown": "commitments:public_pledge",
    "naming": "commitments:readers",
    "issuing": "directives:issuing",
    "receipt": "directives:receipt",
    "topic": "directives:topic",
    "lesson": "@lesson",
    "history": "@history",
    "balance": "@balance",
    "adoption": "practices:adoption",
    "call": "practices:call",
    "booklet": "practices:booklet",
    "list": "practices:import",
    "appraisal": "practices:appraise",
    "meeting": "practices:selection",
    "round": "commendation:round",
    "nomination": "commendation:nomination",
    "programme": "oversight:programme",
    "inspection": "oversight:inspection",
    "finding": "@findings",
    "minutes": "@minutes",
    "conference": "conferences:detail",
    "conclusion": "conferences:conclusion",
    "handover": "organisation:hand_over",
    "reorganisation": "organisation:reorganisation",
}
Canary = tuple[str, str, str]  # kind, state, unit


class Visitor(Client):
    """A client without what the tests of templates need; a failing view answers 500 and keeps its traceback."""

    def request(self, **request: Any) -> HttpResponseBase:
        return self.handler(self._base_environ(**request))  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Absent:
    """What somebody is answered for a thing that does not exist, and with how many statements."""

    content: bytes
    count: int


@dataclass
class Visitors:
    """A signed-in visitor for each role and seat, and one without a name."""

    world: World
    clients: dict[tuple[str, str], Visitor] = field(default_factory=dict)
    answers: dict[tuple[str, str, str, str], Absent] = field(default_factory=dict)
    entries: int = 0  # in the record, before anybody did anything
    offers: Offers = field(init=False)

    def absent(self, cell: "Cell", method: str, nowhere: str, form: dict[str, Any]) -> Absent:
        """What this person is answered for a thing that does not exist; asked once per address."""
        key = (cell.role, cell.seat, method, nowhere)
        if key not in self.answers:
            said = Statements()
            with connection.execute_wrapper(said):
                content = content_of(ask(self.clients[cell.role, cell.seat], method, nowhere, form))
            self.answers[key] = Absent(content, said.count)
        return self.answers[key]

    def __post_init__(self) -> None:
        self.entries = _entries()
        self.offers = Offers(self.world)
        self.clients[ANONYMOUS, ""] = Visitor(raise_request_exception=False)
        for who, user in self.world.users.items():
            self.clients[who] = Visitor(raise_request_exception=False)
            self.clients[who].force_login(user)


@dataclass(frozen=True)
class Cell:
    """An attempt. `place` None: the address names nothing."""

    role: str
    seat: str
    place: str | None

    def __str__(self) -> str:
        return f"{self.role} on {self.seat or 'nothing'} at {self.place or 'no thing'}"


@dataclass(frozen=True)
class Seen:
    """What came of an attempt. `body` only of refusals, `failure` of a view that broke."""

    status: int
    location: str
    canaries: frozenset[Canary]
    wrote: bool
    recorded: int
    absent_alike: bool
    absent_same_work: bool
    headers: tuple[str, ...]
    failure: str
    offers: frozenset[Offer] = frozenset()  # of a page that opened
    acts: frozenset[str] = (
        frozenset()
    )  # keys of the rows whose acts that page is to offer, to whom they are allowed


def cells_of(row: Row, role: str) -> Iterator[Cell]:
    """Every seat of the role against one place of each relation to it; no place where the address names nothing."""
    for seat in ("",) if role == ANONYMOUS else SEATS:
        for place in PLACES_SEEN_FROM[seat] if row.route in FILLINGS else (None,):
            yield Cell(role, seat, place)


def daily_cells_of(row: Row, role: str) -> list[Cell]:
    """One attempt for each way in which the unit of a thing can lie to the seat: the table speaks of nothing finer.

    From which seat it is made differs by row and role, so that the rows together take all; the others are `rest_of`.
    """
    cells = list(cells_of(row, role))
    if role == ANONYMOUS or row.route not in FILLINGS:
        return cells
    turn = zlib.crc32(f"{row.key} {role}".encode())
    kinds: dict[str, list[Cell]] = {}
    for cell in cells:
        kinds.setdefault(relation(cell.seat, cell.place or ""), []).append(cell)
    return [alike[turn % len(alike)] for alike in kinds.values()]


def rest_of(row: Row, role: str) -> list[Cell]:
    """The attempts that are left out of the daily run."""
    daily = set(daily_cells_of(row, role))
    return [cell for cell in cells_of(row, role) if cell not in daily]


def allowed_cell(table: Table, row: Row) -> Cell | None:
    """The first attempt that the table allows to somebody signed in."""
    for role in ROLES:
        for cell in cells_of(row, role):
            lies = None if cell.place is None else relation(cell.seat, cell.place)
            if table.expected(row, role, lies) == ALLOWED:
                return cell
    return None


def canaries_in(content: bytes) -> frozenset[Canary]:
    """The canary words of a page, or of the parts of a workbook or an archive."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"\n".join(archive.read(name) for name in archive.namelist())
    words = CANARY.findall(content.decode(errors="replace"))
    return frozenset((kind.lower(), state.lower(), unit.upper()) for kind, state, unit in words)


def content_of(response: HttpResponseBase) -> bytes:
    if response.streaming:
        return b"".join(response.streaming_content)  # type: ignore[attr-defined]
    return response.content  # type: ignore[attr-defined, no-any-return]


def row_counts() -> dict[str, int]:
    """How many rows each table of the house holds; who is signed in is left aside."""
    aside = {"sessions.Session", "accounts.OpenSession"}
    tables = [model._meta.db_table for model in apps.get_models() if model._meta.label not in aside]
    counted = " UNION ALL ".join(f"SELECT '{one}', count(*) FROM {one}" for one in tables)
    with connection.cursor() as cursor:
        cursor.execute(counted)
        return dict(cursor.fetchall())


class Statements:
    """What went to the database; `writes` are those that change something, sessions left aside."""

    def __init__(self) -> None:
        self.count = 0
        self.writes: list[str] = []

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        self.count += 1
        statement = str(sql)
        if WRITING.match(statement) and "django_session" not in statement:
            self.writes.append(statement)
        return execute(sql, params, many, context)


def address_of(row: Row, cell: Cell, world: World) -> tuple[str, list[str]]:
    """The address of the cell's thing, and those of things which do not exist (none where nothing is named)."""
    if cell.place is None:
        return reverse(row.route), []
    words = FILLINGS[row.route](world, cell.place, row.state)
    return reverse(row.route, kwargs=words), [reverse(row.route, kwargs=one) for one in no_such(words)]


@contextmanager
def undone(client: Client) -> Iterator[Statements]:
    """Whatever is done in it is taken back, and the visitor stays signed in as before. Gives what went to the database."""
    cache.clear()  # the clock stands still, so a limit per minute would never be over
    cookies = {name: one.value for name, one in client.cookies.items()}
    said = Statements()
    try:
        with transaction.atomic():
            with connection.execute_wrapper(said):
                yield said
            transaction.set_rollback(True)
    finally:
        client.cookies.clear()
        client.cookies.load(cookies)


def form_of(world: World, row: Row, cell: Cell) -> dict[str, Any]:
    """What is sent: of the row where it says so, else of the route."""
    if row.method != "POST":
        return {}
    if row.name in OWN_FORMS:
        return OWN_FORMS[row.name](world, world.users.get((cell.role, cell.seat), world.clerk))
    form = FORMS.get(row.name) or FORMS.get(row.route)
    return form(world, cell.seat) if form else {}


def attempt(visitors: Visitors, row: Row, cell: Cell) -> Seen:
    """Ask once, in a transaction that is taken back; where refused as absent, ask for what does not exist too."""
    client = visitors.clients[cell.role, cell.seat]
    address, nowhere = address_of(row, cell, visitors.world)
    form = form_of(visitors.world, row, cell)
    failures: list[str] = []

    def note(sender: object, **_rest: object) -> None:
        failures.append(repr(sys.exc_info()[1]))

    got_request_exception.connect(note)
    try:
        with undone(client) as said:
            response = ask(client, row.method, address, form)
            content, count = content_of(response), said.count
            recorded = _entries() - visitors.entries if said.writes else 0
            alike = same_work = True
            if response.status_code == 404 and nowhere:
                absent = [visitors.absent(cell, row.method, one, form) for one in nowhere]
                alike = {one.content for one in absent} == {content}
                # A way that ends at its last part takes longer than one that ends at its first.
                same_work = count in {one.count for one in absent}
    finally:
        got_request_exception.disconnect(note)
    opened = row.method == "GET" and response.status_code == 200 and _is_page(response)
    return Seen(
        response.status_code,
        response.get("Location", ""),
        canaries_in(content),
        bool(said.writes),
        recorded,
        alike,
        same_work,
        tuple(header_faults(response, leads_to=_leads_to(row, response))),
        "; ".join(failures),
        visitors.offers.on(address, content) if opened else frozenset(),
        visitors.offers.acts_on(row, cell.place) if opened else frozenset(),
    )


def _leads_to(row: Row, response: HttpResponseBase) -> tuple[str, ...]:
    """The origins of the providers, on the pages with their buttons alone."""
    if row.route not in LEADS_TO_PROVIDERS or not _is_page(response) or response.status_code == 302:
        return ()
    return tuple(one.origin for one in providers())


def _is_page(response: HttpResponseBase) -> bool:
    return response.get("Content-Type", "").startswith("text/html")


def ask(client: Visitor, method: str, address: str, form: dict[str, Any]) -> HttpResponseBase:
    return client.post(address, form) if method == "POST" else client.generic(method, address)


def _entries() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_entry")
        return int(cursor.fetchone()[0])


def faults(table: Table, row: Row, cell: Cell, seen: Seen) -> list[str]:
    """Everything about an attempt that the table does not say."""
    lies = None if cell.place is None else relation(cell.seat, cell.place) if cell.seat else ""
    wanted = table.expected(row, cell.role, lies)
    found = []
    lacking = answered_for_lacking(row)
    if wanted == ALLOWED and lacking:
        if seen.status != lacking:
            found.append(f"allowed by the table, but got {seen.status} for lacking it")
    elif not _status_fits(wanted, seen):
        found.append(f"{wanted} by the table, got {seen.status} {seen.location} {seen.failure}".rstrip())
    if wanted != ALLOWED and seen.wrote:
        found.append("refused, and yet something was written")
    if wanted == ALLOWED and row.method == "POST" and not _is_unrecorded(row) and not seen.recorded:
        found.append("allowed, and yet nothing stands in the record")
    if row.method == "GET" and seen.wrote and not (wanted == ALLOWED and row.route in NOTED_READS):
        found.append("a page that is only opened has written something")
    if wanted == ABSENT and not seen.absent_alike:
        found.append("the answer differs from that for a thing which does not exist")
    if wanted == ABSENT and not seen.absent_same_work:
        found.append("it takes another number of statements than for a thing which does not exist")
    found += [f"headers: {fault}" for fault in seen.headers]
    strange = [word for word in sorted(seen.canaries) if not stays_within(table, cell.role, cell.seat, word)]
    # Whoever may open a thing reads on its page whose it is.
    strange = [word for word in strange if word != ("unit", "any", cell.place) or wanted != ALLOWED]
    found += [f"shows {canary(*word)}" for word in strange]
    if wanted == ALLOWED:
        found += offer_faults(table, cell.role, cell.seat, cell.place, seen.offers, seen.acts)
    return found + _section_faults(table, row, cell, seen, wanted)


def _is_unrecorded(row: Row) -> bool:
    return row.route in UNRECORDED or answered_for_lacking(row) is not None


def answered_for_lacking(row: Row) -> int | None:
    return LACKING.get((row.name, row.method), LACKING.get((row.route, row.method)))


def _status_fits(wanted: str, seen: Seen) -> bool:
    if wanted == SIGN_IN:
        return seen.status == 302 and seen.location.startswith("/dang-nhap/?next=")
    if wanted == FORBIDDEN:
        return seen.status == 403
    if wanted == ABSENT:
        return seen.status == 404
    return seen.status == 200 or (seen.status == 302 and not seen.location.startswith("/dang-nhap/?"))


def stays_within(table: Table, role: str, seat: str, word: Canary) -> bool:
    """Whether this person may meet a text of that kind and state of that unit, by the row of its own page."""
    kind, state, unit = word
    if (kind, state, unit) == ("person", role.lower(), seat):
        return True  # one's own name
    name = HOME_OF[kind] if state == "any" else f"{HOME_OF[kind]}#{state}"
    if name not in table.sights:
        name = next(one for one in table.sights if one.partition("#")[0] == HOME_OF[kind])
    code = table.sights[name].codes[role]
    return code == "p" if role == ANONYMOUS else covers(code, relation(seat, unit))


def _section_faults(table: Table, row: Row, cell: Cell, seen: Seen, wanted: str) -> list[str]:
    """A part of a page is there for whom its own row says; that it is for nobody else, its canaries tell."""
    if wanted != ALLOWED or cell.place is None or cell.role == ANONYMOUS:
        return []
    found = []
    for part in table.rows:
        if part.route.startswith(SECTION) and part.sight == row.name and row.method == "GET":
            due = covers(part.codes[cell.role], relation(cell.seat, cell.place))
            met = {
                unit
                for kind, state, unit in seen.canaries
                if _is_of(part, kind) and state != cell.role.lower()
            }
            if due and cell.place not in met:
                found.append(f"lacks the part {part.route}")
    return found


def reach_faults(world: World, row: Row, role: str) -> list[str]:
    """Where the product lets an act reach and the row does not, or the other way round: asked of one unit, and of all."""
    found = []
    for seat in SEATS:
        user = User.objects.get(pk=world.users[role, seat].pk)
        listed = set(access.units_in_scope(user, row.act).values_list("code", flat=True))
        for place in PLACES:
            due = covers(row.codes[role], relation(seat, place))
            if due != access.holds(user, row.act, world.units[place]) or due != (place in listed):
                found.append(f"{role} on {seat}: {row.act} {'does not reach' if due else 'reaches'} {place}")
    return found


def _is_of(part: Row, kind: str) -> bool:
    return HOME_OF[kind] == part.route


def all_roles() -> tuple[str, ...]:
    return (ANONYMOUS, *ROLES)
