"""Charts of this room."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from lantoa.core.vi_numbers import roman
from lantoa.reporting.checks import Figure, written
from lantoa.reporting.choices import TargetDirection
from lantoa.reporting.models import Target
from lantoa.reporting.queries.entry.cells import Cell
from lantoa.reporting.queries.submissions import Point
from lantoa.reporting.queries.targets.progress import Course
from lantoa.ui.charts import Bar, Chart, Part, Stack, stacked_bars, vertical_bars


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


def target_chart(target: Target, rows: Sequence[Course]) -> Chart | None:
    """Each year as a bar: what is reached, what is lacking to the target or still allowed under it. None without figures."""
    if all(one.reached.value is None for one in rows):
        return None
    factor = 100 if target.is_share else 1
    at_most = target.direction == TargetDirection.AT_MOST
    parts = [
        Part(_("Đã đạt"), "green"),
        Part(_("Còn được phép") if at_most else _("Còn thiếu so với chỉ tiêu"), "empty"),
    ]
    stacks = []
    for one in rows:
        reached = one.reached.value if one.reached.value is not None else Decimal(0)
        lacking = max((one.value or Decimal(0)) - reached, Decimal(0))
        stacks.append(Stack(str(one.year), [_tidy(reached * factor), _tidy(lacking * factor)]))
    return stacked_bars(
        "chi-tieu",
        _("Đã đạt so với chỉ tiêu, %(unit)s") % {"unit": target.unit_of_measure},
        parts,
        stacks,
        width=380,
    )


def _tidy(value: Decimal) -> Decimal | int:
    rounded = round(value, 1)
    return int(rounded) if rounded == rounded.to_integral_value() else rounded
