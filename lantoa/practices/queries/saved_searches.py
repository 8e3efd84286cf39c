"""What a person keeps to search for again, and how much of it is new."""

import uuid
from collections.abc import Mapping, Sequence
from functools import reduce

from django.db.models import QuerySet, UUIDField, Value

from lantoa.accounts.models import User
from lantoa.core.errors import NotFound
from lantoa.practices.models import Practice, SavedSearch
from lantoa.practices.queries import searching
from lantoa.practices.queries.practices import PracticeFilter

MOST_NEW = 99  # of one search; of more the list says «hơn 99»


def saved_by(user: User) -> list[SavedSearch]:
    """One's own, by name. One statement."""
    return list(SavedSearch.objects.filter(owner=user, removed_at=None))


def get_saved(user: User, identity: str, *, removed: bool = False) -> SavedSearch:
    """One of one's own; NotFound where it is another's, or none (`removed` asks for those taken away)."""
    try:
        wanted = uuid.UUID(identity)
    except ValueError:
        raise NotFound() from None
    found = SavedSearch.objects.filter(pk=wanted, owner=user, removed_at__isnull=not removed).first()
    if found is None:
        raise NotFound()
    return found


def new_in(
    user: User, saved: Sequence[SavedSearch], wanted: Mapping[uuid.UUID, PracticeFilter]
) -> dict[uuid.UUID, int]:
    """Saved search → how many practices it finds today that it did not find when it was last opened; at most MOST_NEW + 1.

    Where it found more than is ever ranked, nothing is counted. Two statements, however many searches there are.
    """
    counted = [one for one in saved if len(one.found) < searching.MOST]
    parts: list[QuerySet[Practice, tuple[uuid.UUID, uuid.UUID]]] = []
    read = searching.wordings([wanted[one.pk].text for one in counted])
    for one, said in zip(counted, read, strict=True):
        for hits in searching.hits(user, wanted[one.pk], said):
            named = hits.exclude(pk__in=one.found).annotate(of=Value(one.pk, output_field=UUIDField()))
            parts.append(named.values_list("of", "pk")[: MOST_NEW + 1])
    found: dict[uuid.UUID, set[uuid.UUID]] = {one.pk: set() for one in counted}
    if parts:
        rows = reduce(lambda some, more: some.union(more, all=True), parts[1:], parts[0])
        for of, practice in rows:
            found[of].add(practice)
    return {of: len(practices) for of, practices in found.items()}
