"""The order in which a directive came down, as a picture: a line for each unit, its days from left to right. Pure.

Everything is placed by arithmetic; the same input gives the same bytes. The table beside it says the same in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lantoa.core.vi_dates import format_day
from lantoa.directives.cascading import STEPS, Break, Steps

WIDTH, NAMES, RIGHT = 1080, 250, 48
ROW, TOP, BOTTOM = 24, 34, 12
LONGEST_NAME = 34  # letters that fit beside the lines
CLOSE = 13.0  # between the middles of two marks that stand side by side


@dataclass(frozen=True)
class Dot:
    """One mark: `step` names its shape, `words` says it in full."""

    step: str
    x: str
    y: str
    words: str
    url: str
    is_early: bool


@dataclass(frozen=True)
class Line:
    name: str
    y: str
    is_upper: bool
    dots: list[Dot]
    start: str
    end: str


def step_words() -> dict[str, str]:
    """What each step is called."""
    return {
        "plan": _("Kế hoạch"),
        "study": _("Học tập đầu tiên"),
        "pledge": _("Cam kết"),
        "outreach": _("Tuyên truyền ra ngoài đầu tiên"),
    }


def draw(upper: Steps | None, units: Sequence[Steps], breaks: Sequence[Break], label: str) -> SafeString:
    """The picture as SVG; empty where nothing has a day."""
    rows = [*([upper] if upper else []), *units]
    days = sorted(mark.day for row in rows for mark in row.marks.values())
    if not days:
        return SafeString("")
    first, last = days[0].replace(day=1), days[-1]
    span = max((last - first).days, 27)
    early = {(one.code, "outreach" if one.kind == "outside" else one.kind) for one in breaks}

    def x(day: date) -> float:
        return round(NAMES + (WIDTH - NAMES - RIGHT) * (day - first).days / span, 1)

    lines = []
    for place, row in enumerate(rows):
        y = TOP + ROW * place + ROW / 2
        dots, taken = [], -CLOSE
        for step in sorted(row.marks, key=lambda one: (row.marks[one].day, STEPS.index(one))):
            mark = row.marks[step]
            taken = max(x(mark.day), taken + CLOSE)  # marks of one day stand side by side
            words = f"{row.name}: {mark.told or step_words()[step]}, {format_day(mark.day)}"
            dots.append(Dot(step, f"{taken:g}", f"{y:g}", words, mark.url, (row.code, step) in early))
        name = row.name if len(row.name) <= LONGEST_NAME else f"{row.name[: LONGEST_NAME - 1]}…"
        places = [x(mark.day) for mark in row.marks.values()] or [0.0]
        lines.append(Line(name, f"{y:g}", row is upper, dots, f"{min(places):g}", f"{max(places):g}"))
    height = TOP + ROW * len(rows) + BOTTOM
    context = {
        "width": str(WIDTH),
        "height": str(height),
        "names": str(NAMES),
        "right": str(WIDTH - RIGHT),
        "label": label,
        "lines": lines,
        "months": [(f"{x(month):g}", _month(month)) for month in _months(first, last)],
        "top": str(TOP),
        "ground": str(height - BOTTOM),
    }
    return SafeString(render_to_string("directives/parts/cascade.svg", context))


def _month(month: date) -> str:
    return f"{month.month}/{month.year}"


def _months(first: date, last: date) -> list[date]:
    found, at = [], first
    while at <= last:
        found.append(at)
        at = date(at.year + at.month // 12, at.month % 12 + 1, 1)
    step = max(1, -(-len(found) // 14))
    return found[::step]
