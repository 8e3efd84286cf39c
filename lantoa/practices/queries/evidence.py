"""What proves a practice, as each person may see it."""

import uuid
from collections.abc import Iterable

from lantoa.accounts.models import User
from lantoa.core.errors import NotFound
from lantoa.practices.models import Evidence, Practice, PracticeYear
from lantoa.practices.queries.practices import every_year_visible_to


def evidence_of(practice: Practice) -> dict[uuid.UUID, list[Evidence]]:
    """Year (its id) → what stands of it in order, for a practice that `get_practice` has found: of the years one may see. One
    statement."""
    found: dict[uuid.UUID, list[Evidence]] = {}
    for one in evidence_of_years(practice.years.all()):
        found.setdefault(one.year_id, []).append(one)
    return found


def evidence_of_years(years: Iterable[PracticeYear]) -> list[Evidence]:
    """What stands of some years in order; the caller has found those that the person may see. One statement."""
    rows = Evidence.objects.filter(year__in=[year.pk for year in years], removed_at=None)
    unread = (f"file_words__{name}" for name in ("text", "search_key", "words", "spelled"))
    return list(rows.select_related("file", "file_words", "year").defer(*unread))


def get_evidence(user: User, code: str, identity: uuid.UUID, *, removed: bool = False) -> Evidence:
    """One file of a practice, of a year that one may see, be it one that a merger has set aside; NotFound outside one's sight, or
    where it is taken away (`removed` asks for those)."""
    found = (
        Evidence.objects.filter(
            pk=identity,
            year__practice__code=code,
            year__in=every_year_visible_to(user),
            removed_at__isnull=not removed,
        )
        .select_related("file", "year__practice__unit")
        .first()
    )
    if found is None:
        raise NotFound()
    return found


def pictures_of(user: User, practice: Practice) -> list[Evidence]:
    """Photographs that stand as evidence of a practice, of the years that one may see, the newest year first. One statement."""
    return list(
        Evidence.objects.filter(
            year__practice=practice,
            year__in=every_year_visible_to(user),
            removed_at=None,
            file__media_type__startswith="image/",
        )
        .select_related("file", "year")
        .order_by("-year__year", "position", "added_at")
    )


def taken_away(user: User, practice: Practice, identity: str) -> Evidence | None:
    """What was just taken away, by what the address says; None where that is nothing of this practice."""
    try:
        return get_evidence(user, practice.code, uuid.UUID(identity), removed=True)
    except (ValueError, NotFound):
        return None


def get_year(practice: Practice, year: int) -> PracticeYear:
    """A year of a practice that one has found; NotFound where there is none that one may see."""
    found = next((one for one in practice.years.all() if one.year == year), None)
    if found is None:
        raise NotFound()
    return found
