"""The product's own questions forced to one answer: predicates of every permissions.py, and gatekeepers of every queries.

First it is noted in which attempts each question is asked and what it answers; a forced answer then needs only those attempts
anew in which it would have been another one.
"""

import inspect
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from django.db.models import QuerySet

from lantoa.core.errors import NotFound
from lantoa.organisation import access
from lantoa.organisation.models import Unit
from tests.permissions.cells import Cell, Visitors, attempt, faults
from tests.permissions.table import Row, Table

Answer = Callable[..., Any]


@dataclass(frozen=True)
class Question:
    """A function of the product that answers whether somebody may, or hands out what somebody may see."""

    name: str
    function: Answer

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
            predicate = parts[-1] == "permissions" and key.startswith(("can_", "may_", "is_"))
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
    function = flip.question.function

    def shut(*_words: Any, **_named: Any) -> Any:
        if flip.question.is_gatekeeper:
            raise NotFound()
        return False

    def opened(*words: Any, **named: Any) -> Any:
        if not flip.question.is_gatekeeper:
            return True
        with mock.patch.object(access, "units_in_scope", everywhere), mock.patch.object(access, "holds", yes):
            return function(*words, **named)

    return opened if flip.opens else shut


def everywhere(*_words: Any, **_named: Any) -> QuerySet[Unit]:
    return Unit.objects.all()


def yes(*_words: Any, **_named: Any) -> bool:
    return True


def note(
    visitors: Visitors, rows: list[Row], roles: tuple[str, ...], cells: Callable[[Row, str], Any]
) -> Noted:
    """Attempt everything once and note who was asked."""
    noted = Noted()
    here: dict[str, set[bool]] = defaultdict(set)

    def listening(question: Question) -> Answer:
        def ask(*words: Any, **named: Any) -> Any:
            try:
                answer = question.function(*words, **named)
            except NotFound:
                here[question.name].add(False)
                raise
            here[question.name].add(True if question.is_gatekeeper else bool(answer))
            return answer

        return ask

    with ExitStack() as stack:
        for question in questions():
            stack.enter_context(replaced(question, listening(question)))
        for row in rows:
            for role in roles:
                for cell in cells(row, role):
                    here.clear()
                    attempt(visitors, row, cell)
                    for name, answers in here.items():
                        for answer in answers:
                            noted.cells[name][answer].append((row, cell))
    return noted


def forced_notices(visitors: Visitors, table: Table, noted: Noted, flip: Forced) -> bool:
    """Whether an attempt in which the answer would have been another one now comes to something else than the table says."""
    with replaced(flip.question, forced(flip)):
        return any(
            faults(table, row, cell, attempt(visitors, row, cell))
            for row, cell in noted.cells[flip.question.name][not flip.opens]
        )


def all_forced(noted: Noted) -> list[Forced]:
    """Both answers to each question, where an attempt hears the other one."""
    return [
        Forced(question, opens)
        for question in questions()
        for opens in (True, False)
        if noted.cells[question.name][not opens]
    ]
