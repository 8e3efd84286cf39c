"""Charts of this room."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from lantoa.core.vi_numbers import roman
from lantoa.reporting.checks import Figure, written
from lantoa.reporting.queries.entry import Cell
from lantoa.reporting.queries.submissions import Point
from lantoa.ui.charts import Bar, Chart, vertical_bars


def series_chart(cell: Cell, points: Sequence[Point], now: Figure) -> Chart | None:
    """The accepted figures of the last periods and, last and marked, the figure being entered; None
    without a past.
    """
    if all(point.value is None for point in points):
        return None
    bars = [
        Bar(_short(point), point.value or 0, "–" if point.value is None else written(point.value))
        for point in points[:-1]
    ]
    if now is not None:
        bars.append(Bar(_short(points[-1]), now, written(now), "amber"))
    title = _("%(count)d kỳ gần nhất") % {"count": len(bars)}
    return vertical_bars(f"dong-{cell.line.position}", title, bars, width=300, height=150)


def _short(point: Point) -> str:
    period = point.period
    year = f"{period.start.year % 100:02d}"
    return f"{roman(period.number)}/{year}" if len(period.quarters()) == 1 else period.code
