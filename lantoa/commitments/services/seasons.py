"""Set the months in which pledges are written and reviewed. Not for people: a rule that changes is entered once."""

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.audit.services import record
from lantoa.commitments.choices import Occasion
from lantoa.commitments.models import Season
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.core.text import looks_empty

MONTHS = range(-11, 25)  # from January of the year before the pledge's to December of the year after


@transaction.atomic
def set_season(
    *, actor: Actor, occasion: Occasion, from_year: int, first_month: int, last_month: int, basis: str
) -> Season:
    """For pledges of `from_year` and after; months as `Season` counts them. What was set for the same year is replaced, years
    before keep theirs. Raises Refused: months out of order or too far, no paper named."""
    if first_month not in MONTHS or last_month not in MONTHS or first_month > last_month:
        raise Refused(_("Tháng đầu không sau tháng cuối; đếm từ tháng 1 của năm cam kết, từ -11 đến 24."))
    if looks_empty(basis):
        raise Refused(_("Ghi văn bản quy định mốc này."))
    values = {"first_month": first_month, "last_month": last_month, "basis": basis}
    found = Season.objects.select_for_update().filter(occasion=occasion, from_year=from_year).first()
    before = {name: getattr(found, name) for name in values} if found else {}
    row = found or Season(occasion=occasion, from_year=from_year)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    label = f"{Occasion(occasion).label} {from_year}"
    record(actor, "commitment.season_set", row, label=label, before=before, after=values)
    return row
