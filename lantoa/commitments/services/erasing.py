"""Pledges are kept for 24 months after their year, then erased with everything that was said of them; numbers by unit stay."""

from django.db import transaction
from django.db.models import Count

from lantoa.audit.services import Act, record_many
from lantoa.commitments.models import Commitment
from lantoa.core import clock
from lantoa.core.actor import Actor

KEPT_YEARS = 2  # after the pledge's own


@transaction.atomic
def erase_expired(*, actor: Actor) -> int:
    """Erase pledges of years that ended more than 24 months ago, with items, reviews, remarks and reads; how many pledges.

    The record says for each unit and year how many, and names nobody.
    """
    expired = Commitment.objects.filter(year__lt=clock.today().year - KEPT_YEARS)
    counted = list(
        expired.order_by()
        .values_list("unit", "unit__code", "year")
        .annotate(n=Count("pk"))
        .order_by("year", "unit__code")
    )
    if not counted:
        return 0
    expired.delete()
    record_many(
        actor,
        [
            Act("commitment.erased", None, unit, f"{code} {year}", after={"year": year, "count": count})
            for unit, code, year, count in counted
        ],
    )
    return sum(count for _unit, _code, _year, count in counted)
