"""The pictures of this room: practices by year and field, answers as one bar, a measured series, the line of learning."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from textwrap import wrap

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lantoa.core import periods
from lantoa.core.vi_numbers import format_count, roman
from lantoa.practices.models import Measurement, Practice
from lantoa.practices.queries.adoptions import Answers
from lantoa.practices.spreading import Step
from lantoa.ui.charts import Chart, Part, Point, Stack, line_with_target, stacked_bars

# Fields beyond the greatest stand together, so that every segment stays wide enough to be read and pressed.
FIELD_TONES = ("dark", "blue", "applied", "blue-soft", "planned")
OTHER_TONE = "plain"


def plain(value: Decimal) -> Decimal | int:
    """A stored decimal without the zeros it does not need: 34.000 is 34, 8.500 is 8.5."""
    return int(value) if value == value.to_integral_value() else value.normalize()


def series_of(practice: Practice, measurements: Sequence[Measurement]) -> Chart | None:
    """The measured series with the target; None where nothing was measured."""
    if not measurements:
        return None
    points = [Point(_quarter_label(row.period), plain(row.value)) for row in measurements]
    falling = (
        practice.target is not None and practice.baseline is not None and practice.target < practice.baseline
    )
    return line_with_target(
        f"ket-qua-{practice.code.lower()}",
        practice.measure,
        points,
        target=None if practice.target is None else plain(practice.target),
        lower_is_better=falling,
        width=470,
        unit=practice.measure_unit,
        note=_("%(measure)s (%(unit)s), theo quý.")
        % {"measure": practice.measure, "unit": practice.measure_unit},
    )


def _quarter_label(code: str) -> str:
    """2019Q4 → IV/19; other periods keep their code."""
    period = periods.from_code(code)
    if period.kind != periods.PeriodKind.QUARTER:
        return period.code
    return f"{roman(period.number)}/{period.start.year % 100:02d}"


@dataclass(frozen=True)
class AnswerPart:
    """One part of the bar: `standing` is what its list of units is filtered by."""

    standing: str
    label: str
    tone: str
    count: int


def answer_parts(answers: Answers) -> list[AnswerPart]:
    """The answers in the order of proof; with the originator they make all the units asked."""
    parts = [
        AnswerPart("verified", _("Đã kiểm chứng"), "verified", answers.verified),
        AnswerPart("applied", _("Đã áp dụng"), "applied", answers.applied),
        AnswerPart("planned", _("Có kế hoạch"), "planned", answers.planned),
        AnswerPart("already_have", _("Đã có cách tương tự"), "plain", answers.already_have),
        AnswerPart("decline", _("Không áp dụng"), "hatch", answers.declined),
        AnswerPart("silent", _("Chưa trả lời"), "empty", answers.silent),
    ]
    if answers.dropped:
        parts.insert(5, AnswerPart("dropped", _("Thôi áp dụng"), "amber", answers.dropped))
    if answers.originator:
        parts.append(AnswerPart("originator", _("Nơi khởi xướng"), "red", answers.originator))
    return parts


def answers_bar(practice: Practice, parts: Sequence[AnswerPart]) -> Chart:
    """All the answers as one bar."""
    return stacked_bars(
        f"tra-loi-{practice.code.lower()}",
        _("Các đơn vị trả lời thế nào"),
        [Part(part.label, part.tone) for part in parts],
        [Stack("", [part.count for part in parts])],
        width=436,
    )


@dataclass(frozen=True)
class LinkedCell:
    """A number of the table twin and where it leads; 0 leads nowhere."""

    value: int
    url: str


@dataclass(frozen=True)
class LinkedRow:
    label: str
    cells: tuple[LinkedCell, ...]
    total: LinkedCell


@dataclass(frozen=True)
class YearsChart:
    """Recognised practices by year and field: the picture at two widths, and the same numbers as links."""

    name: str
    title: str
    wide: SafeString
    narrow: SafeString
    legend: tuple[Part, ...]
    rows: tuple[LinkedRow, ...]
    totals: LinkedRow

    @property
    def is_empty(self) -> bool:
        return not self.totals.total.value


def by_year_and_field(
    table: Mapping[int, Mapping[str, int]], names: Mapping[str, str], address: Callable[[int, str], str]
) -> YearsChart:
    """Stacked bars, one a year, one part a field; `address(year, field codes)` leads to the list."""
    sums = {code: sum(row.get(code, 0) for row in table.values()) for code in names}
    used = [code for code in names if sums[code]]
    if len(used) <= len(FIELD_TONES) + 1:
        shown, rest = used, []
    else:
        shown = sorted(used, key=lambda code: -sums[code])[: len(FIELD_TONES)]
        rest = [code for code in used if code not in shown]
    tones = [*FIELD_TONES, OTHER_TONE]
    parts = [Part(names[code], tone) for code, tone in zip(shown, tones, strict=False)]
    keys: list[str] = list(shown)
    if rest:
        parts.append(Part(_("Các lĩnh vực khác"), OTHER_TONE))
        keys.append(",".join(rest))

    def linked(year: int | None, row: Mapping[str, int]) -> LinkedRow:
        """A year's numbers lead to their practices; a total over years counts practices once a year and leads nowhere."""
        values = [sum(row.get(code, 0) for code in key.split(",")) for key in keys]
        cells = [
            LinkedCell(value, address(year, key) if year else "")
            for key, value in zip(keys, values, strict=True)
        ]
        total = LinkedCell(sum(values), address(year, "") if year else "")
        return LinkedRow(str(year) if year else _("Cộng"), tuple(cells), total)

    rows = tuple(linked(year, row) for year, row in table.items())
    title = _("Mô hình được công nhận theo năm và lĩnh vực")

    def picture(identity: str, width: int) -> SafeString:
        lines = _linked_lines(parts, rows, width)
        context = {"identity": identity, "title": title, "width": width, "lines": lines, "bar": BAR}
        context["height"] = max(len(rows) * ROW, 1)
        return SafeString(render_to_string("practices/parts/years.svg", context).strip())

    name = "mo-hinh-theo-nam"
    pictures = picture(name, WIDE), picture(f"{name}-narrow", NARROW)
    return YearsChart(name, title, *pictures, tuple(parts), rows, linked(None, sums))


# Wide fills a page's column, narrow a phone's; the rest is the rhythm of one row, in units of the picture.
WIDE, NARROW, LABEL, TOTAL, ROW, BAR, LETTER = 1080, 330, 56, 44, 44, 28, 9


def _linked_lines(parts: Sequence[Part], rows: Sequence[LinkedRow], width: int) -> list[dict[str, object]]:
    """The stacked bars with every segment a link, which the shared picture does not offer."""
    top = max((row.total.value for row in rows), default=0)
    lines: list[dict[str, object]] = []
    for at, row in enumerate(rows):
        x, segments = float(LABEL), []
        for part, cell in zip(parts, row.cells, strict=True):
            long = cell.value / top * (width - LABEL - TOTAL) if top else 0.0
            if cell.value:
                segments.append(_segment(f"{row.label}, {part.label}", part.tone, cell, x, long))
            x += long
        lines.append({"y": at * ROW + 8, "text_y": at * ROW + 27, "row": row, "segments": segments})
    return lines


def _segment(label: str, tone: str, cell: LinkedCell, x: float, long: float) -> dict[str, str]:
    written = format_count(cell.value)
    return {
        "x": f"{x:.2f}",
        "width": f"{max(long - 1, 1):.2f}",
        "middle": f"{x + long / 2:.2f}",
        "tone": tone,
        "url": cell.url,
        "text": written if long >= len(written) * LETTER + 6 else "",
        "label": f"{label}: {written}",
    }


@dataclass(frozen=True)
class Box:
    """One practice or count of the line of learning."""

    title: str
    second: str
    url: str = ""


@dataclass(frozen=True)
class Lineage:
    """The line of learning as a picture, and its boxes for where there is no room for it."""

    picture: SafeString
    source: Box | None
    after: tuple[Box, ...]


def lineage(source: Box | None, this: Box, after: Sequence[Box]) -> Lineage:
    """Learned from → this → learned by, left to right; at most three boxes at the right."""
    column = [_drawn(box, LEARNERS_X, 132) for box in after[:3]]
    own = _drawn(this, LINEAGE_MIDDLE_X if source else 2, 140, own=True)
    left = _drawn(source, 2, 118) if source else None
    gap = 10
    tall = sum(box.height for box in column) + gap * max(len(column) - 1, 0)
    height = max(tall, own.height, left.height if left else 0) + 4
    y = (height - tall) / 2
    shift = 0 if source else LINEAGE_MIDDLE_X - 2
    placed = []
    for box in column:
        placed.append(box.at(box.x - shift, y))
        y += box.height + gap
    middle = height / 2
    own = own.at(own.x, middle - own.height / 2)
    paths = []
    if left:
        left = left.at(left.x, middle - left.height / 2)
        paths.append(f"M{left.x + left.width:g} {middle:g}H{own.x:g}")
    start = own.x + own.width
    for box in placed:
        end, target = box.x, box.y + box.height / 2
        bend = (start + end) / 2
        paths.append(f"M{start:g} {middle:g}C{bend:g} {middle:g} {bend:g} {target:g} {end:g} {target:g}")
    boxes = [box.as_context() for box in ([left] if left else []) + [own, *placed]]
    right = max(box.x + box.width for box in [own, *placed]) + 2
    context = {"boxes": boxes, "paths": paths, "height": f"{height:g}", "width": f"{right:g}"}
    context["label"] = _("Học từ đâu, ai học theo")  # here, as the catalogue does not read pictures
    picture = SafeString(render_to_string("practices/parts/lineage.svg", context).strip())
    return Lineage(picture, source, tuple(after))


LINEAGE_MIDDLE_X, LEARNERS_X = 152, 326


@dataclass(frozen=True)
class _Drawn:
    """A box with its place; the second line is wrapped between words, never cut."""

    box: Box
    lines: tuple[str, ...]
    x: float
    y: float
    width: float
    own: bool

    @property
    def height(self) -> float:
        return 34 + 18 * len(self.lines)

    def at(self, x: float, y: float) -> "_Drawn":
        return replace(self, x=x, y=y)

    def as_context(self) -> dict[str, object]:
        lines = [{"y": f"{self.y + 40 + 18 * n:g}", "text": words} for n, words in enumerate(self.lines)]
        return {
            "box": self.box,
            "own": self.own,
            "x": f"{self.x:g}",
            "y": f"{self.y:g}",
            "width": f"{self.width:g}",
            "height": f"{self.height:g}",
            "text_x": f"{self.x + 11:g}",
            "title_y": f"{self.y + 22:g}",
            "lines": lines,
        }


def _drawn(box: Box, x: float, width: float, own: bool = False) -> _Drawn:
    room = int((width - 20) / 6.9)
    return _Drawn(box, tuple(wrap(box.second, room, break_long_words=False)), x, 0, width, own)


STEPS_WIDTH, STEPS_HEIGHT = 112, 52


def steps_picture(steps: Sequence[Step], since: date, until: date, top: int) -> SafeString:
    """Units in use and, in front, verified, as areas with steps from `since` to `until`; `top` is the scale's greatest value, one
    for all pictures of a page.
    """
    days = max((until - since).days, 1)
    ground = STEPS_HEIGHT - 1

    def area(value_of: Callable[[Step], int]) -> str:
        parts = [f"M0 {ground}"]
        for step in steps:
            x = max((step.day - since).days, 0) / days * STEPS_WIDTH
            parts.append(f"H{x:.1f}V{ground - value_of(step) / max(top, 1) * (ground - 2):.1f}")
        return "".join([*parts, f"H{STEPS_WIDTH}V{ground}Z"])

    context = {
        "width": STEPS_WIDTH,
        "height": STEPS_HEIGHT,
        "ground": ground,
        "in_use": area(lambda step: step.in_use),
        "verified": area(lambda step: step.verified),
    }
    return SafeString(render_to_string("practices/parts/steps.svg", context))
