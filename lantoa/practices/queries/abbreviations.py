"""What the office shortens."""

import uuid

from django.db.models import Q, QuerySet

from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.core.text import folding_key
from lantoa.practices.models import Abbreviation


def listed(text: str = "", *, ended: bool = False) -> QuerySet[Abbreviation]:
    """Those in use today or later; or (`ended`) those that were. Narrowed by words, without accents; by short form."""
    today = clock.today()
    past = Q(in_force__endswith__lte=today)
    rows = Abbreviation.objects.filter(past if ended else ~past | Q(in_force__endswith=None))
    for word in folding_key(text).split():
        rows = rows.filter(search_key__contains=word)
    return rows.order_by("short", "meaning", "in_force")


def get_abbreviation(identity: str) -> Abbreviation:
    """Raises NotFound."""
    try:
        found = Abbreviation.objects.filter(pk=uuid.UUID(identity)).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFound()
    return found
