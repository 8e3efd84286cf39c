"""Tasks that carry out what was resolved after a session (`deed_links.py`)."""

import uuid
from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.accounts.models import User
from lantoa.directives import deed_links
from lantoa.directives.deed_links import Thing
from lantoa.tasks.models import Task
from lantoa.tasks.queries import tasks_visible_to

OFFERED = 100


def offered(user: User, unit: uuid.UUID) -> Sequence[Thing]:
    """What the unit owes, the newest first."""
    rows = tasks_visible_to(user).filter(unit=unit).order_by("-given_at", "-code")[:OFFERED]
    return [_thing(row) for row in rows]


def found(user: User, codes: Sequence[str]) -> Mapping[str, Thing]:
    return {row.code: _thing(row) for row in tasks_visible_to(user).filter(code__in=codes)}


def _thing(row: Task) -> Thing:
    return Thing(row.code, f"{row.code} {row.title}", reverse("tasks:task", args=[row.code]))


def register_all() -> None:
    deed_links.register("task", _("Nhiệm vụ"), offered, found, position=10)
