"""What is owed by a day, as the rooms that own it say: registered in their `notices.py`, asked by the ladder of reminders."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from lantoa.notifications.choices import Duty

Rows = Callable[[date], QuerySet[Any, Any]]


@dataclass(frozen=True)
class Owed:
    """`rows(day)`: what was to be done by that day and is not, as `values_list` of (identity, number, unit that owes it, day).
    `asked(day)`: the same gathered for who asked for it, as (identity, number, unit that asked, day): a collection or a batch
    once, however many units owe. Kinds of notices: `due` before and on the day, `late` after it, `below` to who asked."""

    subject_kind: str
    rows: Rows
    due: str
    late: str = ""
    asked_kind: str = ""
    asked: Rows | None = None
    below: str = ""


OWED: dict[Duty, Owed] = {}


def register(duty: Duty, owed: Owed) -> None:
    """Raises ValueError where a room has registered the duty already."""
    if duty in OWED:
        raise ValueError(f"{duty} is registered twice")
    OWED[duty] = owed
