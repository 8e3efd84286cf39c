"""Charts drawn by the server as SVG: classes only, the value written on every mark, a table twin for each.

The same input gives the same bytes. Sizes are CSS pixels. Each chart is drawn twice, at the width asked for
and at that of a phone, so that letters keep their size and labels wrap to the room there is.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lantoa.core import vi_numbers

Number = int | Decimal
Rows = tuple[tuple[str, ...], ...]
Drawing = tuple[dict[str, object], float]  # what the template draws, and its height
TONES = frozenset(
    {"plain", "dark", "blue", "blue-soft", "amber", "red", "green"}
    | {"planned", "applied", "applied-pale", "verified", "hatch", "empty"}
)
LETTER = 7.6  # mean width of a letter of Be Vietnam Pro at 14 px
DIGIT = 9.0
LEADING = 18.0
NARROW = 340


@dataclass(frozen=True)
class Bar:
    """One bar: `text` replaces the written value, `tone` is one of TONES."""

    label: str
    value: Number
    text: str = ""
    tone: str = "plain"


@dataclass(frozen=True)
class Part:
    """One category of stacked bars."""

    label: str
    tone: str


@dataclass(frozen=True)
class Stack:
    """One stacked bar: a value for each category, in their order."""

    label: str
    values: Sequence[Number]


@dataclass(frozen=True)
class Point:
    """One point of a line; a value that is not known breaks the line."""

    label: str
    value: Number | None


@dataclass(frozen=True)
class Node:
    """One box of `generations`; `key` names it in the links, `is_self` sets off whom the picture is about."""

    key: str
    label: str
    is_self: bool = False


@dataclass(frozen=True)
class Chart:
    """What the tag `{% chart %}` shows: the picture at two widths, its legend, and its table twin."""

    name: str  # unique on the page; also the name of the saved picture
    title: str
    wide: SafeString
    narrow: SafeString
    head: tuple[str, ...]
    rows: Rows
    legend: tuple[Part, ...] = ()
    note: str = ""


def horizontal_bars(
    name: str, title: str, bars: Sequence[Bar], *, width: int = 420, unit: str = "", note: str = ""
) -> Chart:
    """Bars from left to right, one row each: labels at the left, wrapped; values at the right end."""
    _require_tones(bar.tone for bar in bars)
    head, rows = (_("Mục"), unit or _("Số liệu")), _bar_rows(bars)
    return _chart(name, title, "bars", width, lambda room: _draw_across(bars, room), head, rows, note=note)


def _draw_across(bars: Sequence[Bar], width: float) -> Drawing:
    top = max((bar.value for bar in bars), default=0)
    label_width = _label_width([bar.label for bar in bars], width * 0.42)
    room = width - label_width - _figure_width([_text_of(bar) for bar in bars])
    marks, y = [], 0.0
    for bar in bars:
        lines = _wrapped(bar.label, label_width)
        height = max(34.0, LEADING * len(lines) + 12)
        middle = y + height / 2
        mark = _mark(bar, x=label_width, y=middle - 8, width=_length(bar.value, top, room), height=16)
        mark |= {"lines": _lines(lines, middle), "value_x": _unit(width), "value_y": _unit(middle + 5)}
        marks.append(mark | {"anchor": "end", "label_anchor": "start"})
        y += height
    return {"marks": marks}, y


def vertical_bars(
    name: str,
    title: str,
    bars: Sequence[Bar],
    *,
    width: int = 420,
    height: int = 200,
    unit: str = "",
    note: str = "",
) -> Chart:
    """Bars from the ground up, labels under them, values above them: a series in time."""
    _require_tones(bar.tone for bar in bars)
    head, rows = (_("Kỳ"), unit or _("Số liệu")), _bar_rows(bars)
    return _chart(
        name, title, "bars", width, lambda room: _draw_up(bars, room, height), head, rows, note=note
    )


def _draw_up(bars: Sequence[Bar], width: float, height: float) -> Drawing:
    top = max((bar.value for bar in bars), default=0)
    step = width / max(len(bars), 1)
    bar_width = min(step * 0.72, 56)
    ground = _ground([bar.label for bar in bars], step, height)
    marks = []
    for at, bar in enumerate(bars):
        centre, tall = step * (at + 0.5), _length(bar.value, top, ground - 24)
        mark = _mark(bar, x=centre - bar_width / 2, y=ground - tall, width=bar_width, height=tall)
        mark |= {"lines": _under(bar.label, step, centre, ground)}
        mark |= {"value_x": _unit(centre), "value_y": _unit(ground - tall - 7)}
        marks.append(mark | {"anchor": "middle", "label_anchor": "middle"})
    return {"marks": marks, "ground": _unit(ground)}, height


def stacked_bars(
    name: str, title: str, parts: Sequence[Part], stacks: Sequence[Stack], *, width: int = 420, note: str = ""
) -> Chart:
    """Bars whose parts add up, one row each; a single stack without a label takes the whole width.

    A part too narrow for its figure is told by the table twin and by hovering.
    """
    _require_tones(part.tone for part in parts)
    head = (_("Mục"), *(part.label for part in parts), _("Cộng"))
    rows = tuple(
        (stack.label or title, *(written(value) for value in stack.values), written(_total(stack)))
        for stack in stacks
    )
    drawn = partial(_draw_stacks, parts, stacks)
    return _chart(name, title, "stacks", width, drawn, head, rows, legend=tuple(parts), note=note)


def _draw_stacks(parts: Sequence[Part], stacks: Sequence[Stack], width: float) -> Drawing:
    top = max((_total(stack) for stack in stacks), default=0)
    single = len(stacks) == 1 and not stacks[0].label
    label_width = 0.0 if single else _label_width([stack.label for stack in stacks], width * 0.36)
    figure_width = 0.0 if single else _figure_width([written(_total(stack)) for stack in stacks])
    room = width - label_width - figure_width
    drawn, y = [], 0.0
    for stack in stacks:
        lines = _wrapped(stack.label, label_width)
        height = max(40.0, LEADING * len(lines) + 12)
        middle = y + height / 2
        row: dict[str, object] = {"lines": _lines(lines, middle)}
        row["segments"] = _segments(parts, stack, x=label_width, y=middle - 12, top=top, room=room)
        row |= {"total": "" if single else written(_total(stack)), "total_x": _unit(width)}
        drawn.append(row | {"total_y": _unit(middle + 5)})
        y += height
    return {"rows": drawn}, y


def _segments(
    parts: Sequence[Part], stack: Stack, *, x: float, y: float, top: Number, room: float
) -> list[dict[str, str]]:
    segments = []
    for part, value in zip(parts, stack.values, strict=True):
        long = _length(value, top, room)
        fits = bool(value) and long >= _figure_width([written(value)]) - 6
        segments.append(
            {
                **_box(x, y, max(long - 1, 0), 24),
                "tone": part.tone,
                "title": f"{part.label}: {written(value)}",
                "value": written(value) if fits else "",
                "value_x": _unit(x + (long - 1) / 2),
                "value_y": _unit(y + 17),
            }
        )
        x += long
    return segments


def line_with_target(
    name: str,
    title: str,
    points: Sequence[Point],
    *,
    target: Number | None = None,
    lower_is_better: bool = False,
    width: int = 420,
    height: int = 200,
    unit: str = "",
    note: str = "",
) -> Chart:
    """A line in time, the value at each point; what meets the dashed target is green."""
    rows = tuple((point.label, "–" if point.value is None else written(point.value)) for point in points)
    head = (_("Kỳ"), unit or _("Số liệu"))
    drawn = partial(_draw_line, points, target, lower_is_better, height)
    return _chart(name, title, "line", width, drawn, head, rows, note=note)


def _draw_line(
    points: Sequence[Point], target: Number | None, lower_is_better: bool, height: float, width: float
) -> Drawing:
    top = max((value for value in [target, *(p.value for p in points)] if value is not None), default=0)
    step = width / max(len(points), 1)
    ground = _ground([point.label for point in points], step, height)

    def level(value: Number) -> float:
        return ground - 6 - _length(value, top, ground - 34)

    dots, path, joined = [], "", False
    for at, point in enumerate(points):
        x = step * (at + 0.5)
        dot: dict[str, object] = {"x": _unit(x), "lines": _under(point.label, step, x, ground)}
        if point.value is not None:
            y = level(point.value)
            path += f"{'L' if joined else 'M'}{_unit(x)} {_unit(y)}"
            dot |= {"y": _unit(y), "value": written(point.value), "value_y": _unit(y - 12)}
            dot["met"] = _meets(point.value, target, lower_is_better)
        joined = point.value is not None
        dots.append(dot)
    drawing: dict[str, object] = {"dots": dots, "path": path, "ground": _unit(ground)}
    if target is not None:
        drawing |= {"target": written(target), "target_y": _unit(level(target))}
        # Said here: the catalogue does not read what stands in pictures.
        drawing["target_label"] = _("mục tiêu %(target)s") % {"target": written(target)}
        drawing["target_label_y"] = _unit(level(target) - 7)
    return drawing, height


def generations(
    name: str,
    title: str,
    columns: Sequence[Sequence[Node]],
    links: Iterable[tuple[str, str]],
    head: tuple[str, ...],
    rows: Rows,
    *,
    width: int = 640,
    note: str = "",
) -> Chart:
    """Boxes in columns from left to right, joined by `links` of keys; a key may stand in several columns, joined to the next."""
    pairs = list(links)
    return _chart(
        name,
        title,
        "generations",
        width,
        lambda room: _draw_generations(columns, pairs, room),
        head,
        rows,
        note=note,
    )


def _draw_generations(
    columns: Sequence[Sequence[Node]], links: Sequence[tuple[str, str]], width: float
) -> Drawing:
    gap = min(48.0, width / (len(columns) * 4))
    box_width = (width - gap * (len(columns) - 1)) / max(len(columns), 1)
    heights = [
        [LEADING * len(_wrapped(node.label, box_width - 16)) + 16 for node in column] for column in columns
    ]
    tall = max((sum(column) + 12 * (len(column) - 1) for column in heights if column), default=0)
    boxes, places = [], []
    for at, column in enumerate(columns):
        left = at * (box_width + gap)
        top = (tall - sum(heights[at]) - 12 * (len(column) - 1)) / 2
        found: dict[str, float] = {}
        for node, height in zip(column, heights[at], strict=True):
            lines = _wrapped(node.label, box_width - 16)
            words = [
                {"x": _unit(left + 8), "y": _unit(top + 8 + LEADING * (line + 0.78)), "text": text}
                for line, text in enumerate(lines)
            ]
            boxes.append({**_box(left, top, box_width, height), "lines": words, "is_self": node.is_self})
            found[node.key] = top + height / 2
            top += height + 12
        places.append(found)
    drawn = [
        {
            "x1": _unit(at * (box_width + gap) + box_width),
            "y1": _unit(places[at][older]),
            "x2": _unit((at + 1) * (box_width + gap)),
            "y2": _unit(places[at + 1][younger]),
        }
        for at in range(len(columns) - 1)
        for older, younger in links
        if older in places[at] and younger in places[at + 1]
    ]
    return {"boxes": boxes, "links": drawn}, tall


def _meets(value: Number, target: Number | None, lower_is_better: bool) -> bool:
    if target is None:
        return False
    return value <= target if lower_is_better else value >= target


def written(value: Number) -> str:
    """The figure as offices write it, with the decimals it has."""
    if isinstance(value, int):
        return vi_numbers.format_count(value)
    exponent = value.as_tuple().exponent
    return vi_numbers.format_decimal(value, -exponent if isinstance(exponent, int) and exponent < 0 else 0)


def _chart(
    name: str,
    title: str,
    kind: str,
    width: int,
    draw: Callable[[float], Drawing],
    head: tuple[str, ...],
    rows: Rows,
    *,
    legend: tuple[Part, ...] = (),
    note: str = "",
) -> Chart:
    said = "; ".join(f"{row[0]}: {', '.join(row[1:])}" for row in rows)

    def picture(identity: str, room: int) -> SafeString:
        drawing, height = draw(room)
        frame: dict[str, object] = {
            "name": identity,
            "title": title,
            "description": said,
            "width": _unit(room),
        }
        frame |= {"height": _unit(max(height, 1)), "hatched": any(part.tone == "hatch" for part in legend)}
        return SafeString(render_to_string(f"ui/charts/{kind}.svg", frame | drawing).strip())

    narrow = picture(f"{name}-narrow", NARROW)
    return Chart(name, title, picture(name, width), narrow, head, rows, legend=legend, note=note)


def _bar_rows(bars: Sequence[Bar]) -> Rows:
    return tuple((bar.label, _text_of(bar)) for bar in bars)


def _text_of(bar: Bar) -> str:
    return bar.text or written(bar.value)


def _total(stack: Stack) -> Number:
    total = sum((Decimal(value) for value in stack.values), start=Decimal(0))
    return int(total) if total == total.to_integral_value() else total


def _mark(bar: Bar, *, x: float, y: float, width: float, height: float) -> dict[str, object]:
    return {**_box(x, y, width, height), "tone": bar.tone, "value": _text_of(bar)}


def _box(x: float, y: float, width: float, height: float) -> dict[str, str]:
    return {"x": _unit(x), "y": _unit(y), "width": _unit(width), "height": _unit(height)}


def _length(value: Number, top: Number, room: float) -> float:
    return float(value) / float(top) * room if top else 0.0


def _unit(value: float) -> str:
    """Two decimals at most, a dot whatever the language, no trailing zeros: stable bytes."""
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


def _label_width(labels: Sequence[str], limit: float) -> float:
    return min(limit, max((len(label) for label in labels), default=0) * LETTER + 12)


def _figure_width(figures: Sequence[str]) -> float:
    return max((len(figure) for figure in figures), default=1) * DIGIT + 14


def _ground(labels: Sequence[str], step: float, height: float) -> float:
    return height - 8 - LEADING * max((len(_wrapped(label, step)) for label in labels), default=1)


def _wrapped(label: str, width: float) -> list[str]:
    """Break a label between words so that each line keeps within `width`; never squeezed, never cut."""
    room = max(int(width / LETTER), 4)
    lines: list[str] = []
    for word in label.split():
        if lines and len(lines[-1]) + 1 + len(word) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _lines(lines: Sequence[str], middle: float) -> list[dict[str, str]]:
    first = middle + 5 - LEADING / 2 * (len(lines) - 1)
    return [{"x": "0", "y": _unit(first + LEADING * at), "text": words} for at, words in enumerate(lines)]


def _under(label: str, step: float, centre: float, ground: float) -> list[dict[str, str]]:
    return [
        {"x": _unit(centre), "y": _unit(ground + LEADING * (at + 1)), "text": words}
        for at, words in enumerate(_wrapped(label, step))
    ]


def _require_tones(tones: Iterable[str]) -> None:
    unknown = sorted(set(tones) - TONES)
    if unknown:
        raise ValueError(f"unknown tones: {', '.join(unknown)}")
