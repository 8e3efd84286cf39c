"""The bars of the leader's picture: one row of states, placed by arithmetic. Pure; the same input gives the same bytes."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from lantoa.core.vi_numbers import format_count
from lantoa.desk.queries.progress import Part

WIDTH, HEIGHT = 1000, 30
LEAST = 8.0  # width of the smallest number that is not 0, so that a finger still finds it
GAP = 2.0


@dataclass(frozen=True)
class Bar:
    x: str
    width: str
    tone: str
    words: str
    url: str


def bars(parts: Sequence[Part]) -> SafeString:
    """The row as SVG, each state as wide as its share; empty where there is nothing."""
    shown = [part for part in parts if part.count]
    whole = sum(part.count for part in shown)
    if not whole:
        return SafeString("")
    room = WIDTH - GAP * (len(shown) - 1)
    widths = [max(LEAST, room * part.count / whole) for part in shown]
    too_much = sum(widths) - room
    widest = widths.index(max(widths))
    widths[widest] -= too_much  # what the smallest got more comes from the widest
    drawn, x = [], 0.0
    for part, width in zip(shown, widths, strict=True):
        words = f"{part.label}: {format_count(part.count)}"
        drawn.append(Bar(f"{x:.1f}", f"{width:.1f}", part.tone, words, part.url))
        x += width + GAP
    context = {"bars": drawn, "width": str(WIDTH), "height": str(HEIGHT)}
    return SafeString(render_to_string("desk/parts/progress_bars.svg", context))
