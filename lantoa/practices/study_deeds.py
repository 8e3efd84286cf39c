"""Practices that carry out what was resolved after a session (`directives/deed_links.py`)."""

import uuid
from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.accounts.models import User
from lantoa.directives import deed_links
from lantoa.directives.deed_links import Thing
from lantoa.practices.models import Practice
from lantoa.practices.queries.practices import practices_visible_to

OFFERED = 100


def offered(user: User, unit: uuid.UUID) -> Sequence[Thing]:
    """Those of the unit that the person may read, the newest first."""
    rows = practices_visible_to(user).filter(unit=unit).order_by("-code")[:OFFERED]
    return [_thing(row) for row in rows]


def found(user: User, codes: Sequence[str]) -> Mapping[str, Thing]:
    return {row.code: _thing(row) for row in practices_visible_to(user).filter(code__in=codes)}


def _thing(row: Practice) -> Thing:
    return Thing(row.code, f"{row.code} {row.title}", reverse("practices:detail", args=[row.code]))


def register_all() -> None:
    deed_links.register("practice", _("Mô hình"), offered, found, position=20)
