"""The frame of a certificate, drawn by formula: interlaced sine waves between red rules, a rosette in each
corner."""

import functools
import math
from collections.abc import Iterator

RED = "#9B1B1E"
GOLD = "#B98F2B"
PALE_GOLD = "#CDA955"

# The cubic curve nearest to a quarter of a sine wave, in radians and amplitudes.
QUARTER = ((0.5122866, 0.5122866), (1.0023137, 1.0), (math.pi / 2, 1.0))
STRANDS = 4
PERIOD_MM = 6.2
AMPLITUDE_MM = 2.75
PETALS = 18


@functools.lru_cache(maxsize=8)
def frame_svg(width_mm: float, height_mm: float, edge_mm: float = 6.8, band_mm: float = 11.5) -> str:
    """The frame for a sheet of this size: `edge_mm` of paper outside it, `band_mm` of ornament."""
    left, top, right, bottom = edge_mm, edge_mm, width_mm - edge_mm, height_mm - edge_mm
    parts = [
        _background(width_mm, height_mm),
        _rectangle(left, top, right, bottom, RED, 0.75),
        _rectangle(left + 1.6, top + 1.6, right - 1.6, bottom - 1.6, PALE_GOLD, 0.32),
        _rectangle(
            left + band_mm - 1.0,
            top + band_mm - 1.0,
            right - band_mm + 1.0,
            bottom - band_mm + 1.0,
            GOLD,
            0.5,
        ),
        _rectangle(left + band_mm, top + band_mm, right - band_mm, bottom - band_mm, RED, 0.28),
        *_bands(left, top, right, bottom, band_mm),
        *_corners(left, top, right, bottom, band_mm),
    ]
    size = f'width="{width_mm}mm" height="{height_mm}mm" viewBox="0 0 {width_mm} {height_mm}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'


def _background(width: float, height: float) -> str:
    return (
        '<defs><radialGradient id="paper" cx="50%" cy="50%" r="72%">'
        '<stop offset="0.45" stop-color="#FFFEF8"/><stop offset="1" stop-color="#FDF3DF"/>'
        "</radialGradient></defs>"
        f'<rect width="{width}" height="{height}" fill="url(#paper)"/>'
    )


def _rectangle(left: float, top: float, right: float, bottom: float, colour: str, stroke: float) -> str:
    place = f'x="{left:.3f}" y="{top:.3f}" width="{right - left:.3f}" height="{bottom - top:.3f}"'
    return f'<rect {place} fill="none" stroke="{colour}" stroke-width="{stroke}"/>'


def _bands(left: float, top: float, right: float, bottom: float, band: float) -> Iterator[str]:
    middle = band / 2 + 0.3
    across, down = right - left - 2 * band, bottom - top - 2 * band
    for y in (top + middle, bottom - middle):
        yield from _waves(across, f"translate({left + band:.3f} {y:.3f})")
    for x in (left + middle, right - middle):
        yield from _waves(down, f"translate({x:.3f} {top + band:.3f}) rotate(90)")


def _waves(length: float, transform: str) -> Iterator[str]:
    """Strands along `length`, each a part of a period behind the last, a whole number of periods long."""
    periods = round(length / PERIOD_MM)
    step = length / periods
    for strand in range(STRANDS):
        colour = GOLD if strand % 2 else "#C9A24A"
        path = _sine(step, periods, quarter=strand * 4 // STRANDS)
        yield f'<path d="{path}" transform="{transform}" fill="none" stroke="{colour}" stroke-width="0.24"/>'


def _sine(period: float, periods: int, quarter: int) -> str:
    """`periods` waves as cubic curves, begun at this quarter of the wave."""
    scale = period / (2 * math.pi)
    x = 0.0
    start = math.sin(quarter * math.pi / 2)
    parts = [f"M0 {-start * AMPLITUDE_MM:.3f}"]
    for place in range(quarter, quarter + 4 * periods):
        parts.append(_quarter(x, place % 4, scale))
        x += period / 4
    return "".join(parts)


def _quarter(x: float, place: int, scale: float) -> str:
    sign = 1 if place < 2 else -1
    if place % 2 == 0:
        points = QUARTER
    else:  # the falling quarter is the rising one read backwards
        end = math.pi / 2
        points = ((end - QUARTER[1][0], 1.0), (end - QUARTER[0][0], QUARTER[0][1]), (end, 0.0))
    shown = (f"{x + px * scale:.3f} {-sign * py * AMPLITUDE_MM:.3f}" for px, py in points)
    return "C" + " ".join(shown)


def _corners(left: float, top: float, right: float, bottom: float, band: float) -> Iterator[str]:
    for x, y in ((left, top), (right - band, top), (left, bottom - band), (right - band, bottom - band)):
        yield f'<rect x="{x:.3f}" y="{y:.3f}" width="{band}" height="{band}" fill="#FFFEF8"/>'
        yield _rectangle(x, y, x + band, y + band, RED, 0.4)
        yield from _rosette(x + band / 2, y + band / 2, inner=2.0, outer=4.5)


def _rosette(x: float, y: float, inner: float, outer: float) -> Iterator[str]:
    """Petals about a ring; each overlaps its neighbours."""
    middle, reach = (inner + outer) / 2, (outer - inner) / 2
    half = middle * math.pi / PETALS * 1.35
    for petal in range(PETALS):
        turn = f"translate({x:.3f} {y:.3f}) rotate({petal * 360 / PETALS:.3f})"
        yield (
            f'<ellipse cx="0" cy="{-middle:.3f}" rx="{half:.3f}" ry="{reach:.3f}" transform="{turn}" '
            f'fill="none" stroke="{RED}" stroke-width="0.24"/>'
        )
    yield (
        f'<circle cx="{x:.3f}" cy="{y:.3f}" r="{inner - 0.15:.3f}" '
        f'fill="none" stroke="{RED}" stroke-width="0.3"/>'
    )
