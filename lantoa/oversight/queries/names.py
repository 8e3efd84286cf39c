"""Names of those who work for a unit, in what is written about it. Findings speak of posts."""

import re
import uuid
from collections.abc import Collection, Mapping

from django.db.models import Q

from lantoa.core.text import nfc
from lantoa.organisation.models import Ancestry, Person, Position, RoleAssignment

_BETWEEN = re.compile(r"\W+")


def people_named(texts: Mapping[str, str], subjects: Collection[uuid.UUID]) -> dict[str, list[str]]:
    """Field → who of those that have held a role or a post at the units or below them, on any day, stands in its text with the
    full name, in any case of letters. One statement, however many texts. Others are looked for by `core.name_screen`, which knows
    no register."""
    below = Ancestry.objects.filter(ancestor__in=subjects).values("descendant")
    posts = Position.objects.filter(unit__in=below).values("person")
    roles = RoleAssignment.objects.filter(unit__in=below).values("person")
    folded = {field: _folded(text) for field, text in texts.items()}
    found: dict[str, list[str]] = {}
    names = Person.objects.filter(Q(pk__in=posts) | Q(pk__in=roles)).values_list("full_name", flat=True)
    for name in names.iterator():
        for field, text in folded.items():
            if " " in name and _folded(name) in text:
                found.setdefault(field, []).append(name)
    return found


def _folded(text: str) -> str:
    """Words between single spaces: «H’Linh Niê» is written with any apostrophe."""
    return f" {_BETWEEN.sub(' ', nfc(text).casefold()).strip()} "
