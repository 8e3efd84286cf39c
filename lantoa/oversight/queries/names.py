"""Names of those who work for a unit, in what is written about it. Findings speak of posts."""

import re
import uuid

from django.db.models import Q

from lantoa.core.text import nfc
from lantoa.organisation.models import Ancestry, Person, Position, RoleAssignment

_BETWEEN = re.compile(r"\W+")


def people_named(text: str, subject: uuid.UUID) -> list[str]:
    """Who of those that have held a role or a post at the unit or below it, on any day, stands in the text with the full name, in
    any case of letters. One statement. Others are looked for by `core.name_screen`, which knows no register."""
    below = Ancestry.objects.filter(ancestor=subject).values("descendant")
    posts = Position.objects.filter(unit__in=below).values("person")
    roles = RoleAssignment.objects.filter(unit__in=below).values("person")
    folded = " " + _BETWEEN.sub(" ", nfc(text).casefold()) + " "
    names = Person.objects.filter(Q(pk__in=posts) | Q(pk__in=roles)).values_list("full_name", flat=True)
    return [name for name in names.iterator() if " " in name and f" {nfc(name).casefold()} " in folded]
