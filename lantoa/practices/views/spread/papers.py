"""The screen on paper: a workbook of all its tables, one page for the meeting."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.organisation.access import acts, person
from lantoa.practices.printouts import spread as printouts
from lantoa.practices.queries import spread as queries
from lantoa.practices.queries.spread import Spread, SpreadFilter
from lantoa.practices.ring import PAPER_INK
from lantoa.practices.views.spread.addresses import (
    wanted_by,
)
from lantoa.practices.views.spread.screen import ring_of
from lantoa.practices.views.spread.units import unit_rows
from lantoa.ui.lists import file_answer

PDF = "application/pdf"


@acts("practice.read")
def spread_export_view(request: HttpRequest) -> HttpResponse:
    """Every table of the screen, one sheet each."""
    wanted = wanted_by(request)
    spread = queries.spread_for(person(request), wanted)
    units = [
        (row.place.name, row.words, row.sent, row.learned_by, row.planned, row.applied, row.verified)
        for row in unit_rows(spread)
    ]
    content = printouts.spread_workbook(
        printouts.spread_sheets(spread, units, _said(spread, wanted)), _("Lan tỏa đến đâu")
    )
    return file_answer(content, f"lan-toa-{clock.today():%Y-%m-%d}.xlsx")


@acts("practice.read")
def spread_pdf_view(request: HttpRequest) -> HttpResponse:
    """One page for the meeting: A4 on its side, every unit named."""
    wanted = wanted_by(request)
    spread = queries.spread_for(person(request), wanted)
    picture = ring_of(spread, None, ink=PAPER_INK, names_all=True, font="Be Vietnam Pro").svg
    acting_for = getattr(request, "acting_for", None)
    content = printouts.spread_pdf(
        spread,
        picture,
        str(getattr(acting_for, "unit_name", "") or ""),
        _said(spread, wanted),
        is_sample=queries.is_sample(spread),
    )
    return file_answer(content, f"lan-toa-{clock.today():%Y-%m-%d}.pdf", PDF, inline=True)


def _said(spread: Spread, wanted: SpreadFilter) -> str:
    said = [_("mọi năm") if spread.year == 0 else _("tập năm %(year)s") % {"year": spread.year}]
    said += [spread.fields[wanted.field]] if wanted.field in spread.fields else []
    said += [spread.sectors[wanted.sector]] if wanted.sector in spread.sectors else []
    return ", ".join(said)
