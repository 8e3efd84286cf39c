"""The product's own questions forced to one answer: predicates of every permissions.py, and gatekeepers of every queries.

First it is noted in which attempts each question is asked and what it answers; a forced answer then needs only those attempts
anew in which it would have been another one.
"""

import inspect
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from lantoa.accounts.models import OpenSession, User
from lantoa.commitments.choices import Capacity
from lantoa.commitments.models import Commitment
from lantoa.commitments.queries.reading import Readable
from lantoa.core.errors import NotFound
from lantoa.notifications.models import Notice
from lantoa.organisation import access
from lantoa.organisation.models import Unit
from lantoa.organisation.queries.units import short_name_on
from lantoa.reporting.models import WorkbookIntake
from tests.permissions.cells import (
    Cell,
    Visitors,
    address_of,
    ask,
    attempt,
    content_of,
    faults,
    form_of,
    undone,
)
from tests.permissions.table import Row, Table

Answer = Callable[..., Any]


@dataclass(frozen=True)
class Question:
    """A function of the product that answers whether somebody may, or hands out what somebody may see."""

    name: str
    function: Answer

    @property
    def app(self) -> str:
        return self.name.partition(".")[0]

    @property
    def is_gatekeeper(self) -> bool:
        return self.name.rpartition(".")[2].startswith("get_")


@dataclass(frozen=True)
class Forced:
    """A question answered with yes (`opens`) or with no to everybody."""

    question: Question
    opens: bool

    def __str__(self) -> str:
        return f"{self.question.name} {'opened' if self.opens else 'shut'}"


@dataclass
class Noted:
    """For each question the attempts in which it was answered with yes, and those with no."""

    cells: dict[str, dict[bool, list[tuple[Row, Cell]]]] = field(
        default_factory=lambda: defaultdict(lambda: {True: [], False: []})
    )


def questions() -> list[Question]:
    """Every predicate and gatekeeper of the house, by module."""
    found = {}
    for name, module in sorted(sys.modules.items()):
        if not name.startswith("lantoa.") or module is None:
            continue
        parts = name.split(".")
        for key, value in vars(module).items():
            if not inspect.isfunction(value) or value.__module__ != name:
                continue
            arguments = list(inspect.signature(value).parameters)
            asks = key == "may" or key.startswith(("can_", "may_", "is_"))
            predicate = asks and (
                "permissions" in parts or ("queries" in parts and arguments[:1] == ["user"])
            )
            gatekeeper = "queries" in parts and key.startswith("get_") and arguments[:1] == ["user"]
            if predicate or gatekeeper:
                found[f"{name}.{key}"] = Question(f"{name.removeprefix('lantoa.')}.{key}", value)
    return list(found.values())


@contextmanager
def replaced(question: Question, by: Answer) -> Iterator[None]:
    """The product with another answer to a question, wherever it was imported."""
    with ExitStack() as stack:
        for name, module in list(sys.modules.items()):
            if name.startswith("lantoa.") and module is not None:
                for key, value in list(vars(module).items()):
                    if value is question.function:
                        stack.enter_context(mock.patch.object(module, key, by))
        yield


def forced(flip: Forced) -> Answer:
    """The forced answer: nothing is found, or everything as if the role reached every unit there is."""
    function = flip.question.function

    def shut(*_words: Any, **_named: Any) -> Any:
        if flip.question.is_gatekeeper:
            raise NotFound()
        return False

    def opened(*words: Any, **named: Any) -> Any:
        if not flip.question.is_gatekeeper:
            return True
        if flip.question.name in OF_ONESELF:
            return OF_ONESELF[flip.question.name](*words, **named)
        with mock.patch.object(access, "_reaches", everywhere):
            return function(*words, **named)

    return opened if flip.opens else shut


def everywhere(*_words: Any, **_named: Any) -> dict[access.Reach, list[Any]]:
    return {access.Reach.SUBTREE: list(Unit.objects.values_list("pk", flat=True))}


def _pledges() -> Any:
    return Commitment.objects.select_related("person").annotate(unit_name=short_name_on("unit"))


def _anybodys_pledge(_user: User, year: int) -> Any:
    return _pledges().filter(year=year)[0]


def _any_pledge_read(_user: User, code: str) -> Readable:
    return Readable(_pledges().get(code=code), Capacity.SUPERIOR)


def _anybodys_notice(_user: User, identity: Any) -> tuple[Notice, str]:
    return Notice.objects.get(pk=identity), "/"


# Gatekeepers of what is a person's own, or is read by who stands to a person and not to a unit → the same, for anybody's. To let
# everybody reach every unit would not open them.
OF_ONESELF: dict[str, Answer] = {
    "commitments.queries.own.get_own": _anybodys_pledge,
    "commitments.queries.reading.get_readable": _any_pledge_read,
    "notifications.queries.notices.get_notice": _anybodys_notice,
    "notifications.queries.notices.get_own": lambda user, typed: Notice.objects.get(pk=typed),
    "accounts.queries.sessions.get_own_session": lambda user, session_id: OpenSession.objects.get(
        pk=session_id
    ),
    "reporting.queries.workbooks.get_intake": lambda user, code: WorkbookIntake.objects.get(code=code),
}


def note(
    visitors: Visitors, rows: list[Row], roles: tuple[str, ...], cells: Callable[[Row, str], Any]
) -> Noted:
    """Attempt everything once and note who was asked."""
    noted = Noted()
    here: dict[str, set[bool]] = defaultdict(set)

    def listening(question: Question) -> Answer:
        def heard(*words: Any, **named: Any) -> Any:
            try:
                answer = question.function(*words, **named)
            except NotFound:
                here[question.name].add(False)
                raise
            here[question.name].add(True if question.is_gatekeeper else bool(answer))
            return answer

        return heard

    with ExitStack() as stack:
        for question in questions():
            stack.enter_context(replaced(question, listening(question)))
        for row in rows:
            for role in roles:
                for cell in cells(row, role):
                    here.clear()
                    _ask(visitors, row, cell)
                    for name, answers in here.items():
                        for answer in answers:
                            noted.cells[name][answer].append((row, cell))
    return noted


def _ask(visitors: Visitors, row: Row, cell: Cell) -> None:
    """An attempt of which nothing is looked at."""
    client = visitors.clients[cell.role, cell.seat]
    address, _nowhere = address_of(row, cell, visitors.world)
    with undone(client):
        content_of(ask(client, row.method, address, form_of(visitors.world, row, cell)))


def forced_notices(visitors: Visitors, table: Table, noted: Noted, flip: Forced) -> bool:
    """Whether an attempt in which the answer would have been another one now comes to something else than the table says."""
    heard = noted.cells[flip.question.name][not flip.opens]
    mixed = random.Random(7).sample(heard, len(heard))  # attempts of one row are alike: the sooner one bites
    with replaced(flip.question, forced(flip)):
        return any(faults(table, row, cell, attempt(visitors, row, cell)) for row, cell in mixed)


def all_forced(noted: Noted) -> list[Forced]:
    """Both answers to each question, where an attempt hears the other one."""
    return [
        Forced(question, opens)
        for question in questions()
        for opens in (True, False)
        if noted.cells[question.name][not opens]
    ]
