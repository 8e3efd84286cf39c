"""Published booklets and what stands in them."""

import uuid

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from lantoa.organisation.queries.units import short_name_on, subtree_of
from lantoa.practices.choices import YearState
from lantoa.practices.models import Booklet, BookletEntry, Practice, PracticeYear


def booklet_of(unit_id: uuid.UUID, year: int) -> Booklet | None:
    """The newest booklet that a unit has published for a year."""
    found = Booklet.objects.filter(unit=unit_id, year=year, published_at__isnull=False)
    return found.order_by("-published_at").first()


def entries_of(booklet: Booklet) -> QuerySet[BookletEntry]:
    """Entries in order, with their practices (unit_name, field)."""
    practices = Practice.objects.select_related("field").annotate(unit_name=short_name_on("unit"))
    return (
        BookletEntry.objects.filter(booklet=booklet)
        .prefetch_related(Prefetch("practice", practices))
        .order_by("position")
    )


def other_recognised(booklet: Booklet) -> QuerySet[Practice]:
    """Practices recognised in the booklet's year below its publisher that did not come into it."""
    recognised = PracticeYear.objects.filter(
        practice=OuterRef("pk"), year=booklet.year, state=YearState.RECOGNISED
    )
    return (
        Practice.objects.filter(Exists(recognised), unit__in=subtree_of(booklet.unit_id))
        .exclude(booklet_entries__booklet=booklet)
        .select_related("field")
        .annotate(unit_name=short_name_on("unit"))
        .order_by("unit__position", "code")
    )
