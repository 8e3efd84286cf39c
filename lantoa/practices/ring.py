"""Who learned from whom, as a picture: units on a ring by sector, threads from where a practice began to who took it up.

Everything is placed by arithmetic from the order of the units; nothing by hand. The same input gives the same bytes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, radians, sin

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

SIZE = 880.0
RADIUS = 228.0
GAP = 9.0  # degrees between two sectors
BUNDLING = 0.86
BEAD, BEAD_STEP = 4.2, 6.0
MOST_BEADS = 16  # a longer row ends in its number
MOST_NODES = 150  # beyond, units are drawn together under the one above them
LETTER_OF_ORIGIN, LETTER = 7.4, 5.7  # mean widths at 13 and 10.5 px

SCREEN_INK = {
    "ink": "var(--ink)",
    "second": "var(--second)",
    "surface": "var(--surface)",
    "origin": "var(--red-fill)",
    "planned": "var(--planned)",
    "applied": "var(--applied)",
    "verified": "var(--verified)",
    "line": "var(--control-line)",
}
PAPER_INK = {
    "ink": "#211c18",
    "second": "#4c453e",
    "surface": "#ffffff",
    "origin": "#9b1b1e",
    "planned": "#948b80",
    "applied": "#d9a93f",
    "verified": "#9c6c06",
    "line": "#8a8178",
}
STATES = ("planned", "applied", "verified")


@dataclass(frozen=True)
class RingNode:
    """One unit: `beads` is how many practices it took up by state; `sent` how many of its own were given out."""

    key: str
    name: str
    sector: str
    beads: Mapping[str, int]
    sent: int = 0
    url: str = ""


@dataclass(frozen=True)
class RingThread:
    """From an origin to a unit that took something up; `state` is the best of what it took, `words` says it in full."""

    start: str
    end: str
    state: str
    words: str
    url: str = ""


@dataclass(frozen=True)
class Ring:
    """The picture, and the name, count and corner of each sector for the words around it."""

    svg: SafeString
    is_empty: bool


def draw(
    nodes: Sequence[RingNode],
    threads: Sequence[RingThread],
    sectors: Sequence[str],
    label: str,
    *,
    ink: Mapping[str, str] = SCREEN_INK,
    names_all: bool = False,
    font: str = "",
) -> Ring:
    """The ring as SVG. `names_all` writes every unit's name (for paper), else only those of origins."""
    angles, arcs = _angles(nodes, sectors)
    middle = {sector: angle for sector, _start, _end, angle in arcs}
    at = {node.key: node for node in nodes}
    drawn = sorted(
        (one for one in threads if one.start in angles and one.end in angles and one.start != one.end),
        key=lambda one: STATES.index(one.state),
    )
    context = {
        "size": f"{SIZE:g}",
        "label": label,
        "ink": ink,
        "font": font,
        "threads": [_thread(one, at, angles, middle) for one in drawn],
        "arcs": [_arc(start, end) for _sector, start, end, _angle in arcs],
        "nodes": [_node(node, angles[node.key], names_all) for node in nodes],
    }
    return Ring(SafeString(render_to_string("practices/parts/ring.svg", context)), not drawn)


def _angles(
    nodes: Sequence[RingNode], sectors: Sequence[str]
) -> tuple[dict[str, float], list[tuple[str, float, float, float]]]:
    """The place of each unit in degrees clockwise from the top, and of each sector its first, last and middle."""
    present = [one for one in sectors if any(node.sector == one for node in nodes)]
    gap = GAP if len(present) > 1 else 0.0
    step = (360.0 - gap * len(present)) / max(len(nodes), 1)
    places: dict[str, float] = {}
    arcs = []
    turn = gap / 2 + 4
    for sector in present:
        own = [node for node in nodes if node.sector == sector]
        start = turn
        for node in own:
            places[node.key] = turn + step / 2
            turn += step
        arcs.append((sector, start, turn, (start + turn) / 2))
        turn += gap
    return places, arcs


def _point(angle: float, radius: float) -> tuple[float, float]:
    turned = radians(angle) - pi / 2
    return SIZE / 2 + radius * cos(turned), SIZE / 2 + radius * sin(turned)


def _thread(
    one: RingThread,
    at: Mapping[str, RingNode],
    angles: Mapping[str, float],
    middle: Mapping[str, float],
) -> dict[str, str]:
    """A curve bundled through the middle of both sectors."""
    start, end = _point(angles[one.start], RADIUS - 8), _point(angles[one.end], RADIUS - 8)
    depth = RADIUS * (1 - BUNDLING) * 2.4
    hold = [
        _pulled(angles[key], _point(middle[at[key].sector], depth), RADIUS * 0.62)
        for key in (one.start, one.end)
    ]
    path = " ".join(f"{x:.1f} {y:.1f}" for x, y in (hold[0], hold[1], end))
    return {
        "path": f"M{start[0]:.1f} {start[1]:.1f}C{path}",
        "state": one.state,
        "words": one.words,
        "url": one.url,
    }


def _pulled(angle: float, towards: tuple[float, float], radius: float) -> tuple[float, float]:
    """From a unit's own ray most of the way to its sector's middle."""
    own = _point(angle, radius)
    return (
        own[0] + (towards[0] - own[0]) * BUNDLING,
        own[1] + (towards[1] - own[1]) * BUNDLING,
    )


def _arc(start: float, end: float) -> str:
    first, last = _point(start, RADIUS + 6), _point(end, RADIUS + 6)
    great = int(end - start > 180)
    if end - start >= 359.9:  # a whole round is drawn as two halves
        far = _point(start + 180, RADIUS + 6)
        half = f"A{RADIUS + 6:g} {RADIUS + 6:g} 0 1 1"
        return f"M{first[0]:.1f} {first[1]:.1f}{half} {far[0]:.1f} {far[1]:.1f}{half} {first[0]:.1f} {first[1]:.1f}"
    return f"M{first[0]:.1f} {first[1]:.1f}A{RADIUS + 6:g} {RADIUS + 6:g} 0 {great} 1 {last[0]:.1f} {last[1]:.1f}"


def _node(node: RingNode, angle: float, names_all: bool) -> dict[str, object]:
    x, y = _point(angle, RADIUS)
    row = [state for state in reversed(STATES) for _ in range(node.beads.get(state, 0))]
    beads = row[:MOST_BEADS]
    outer = RADIUS + 14 + BEAD_STEP * len(beads)
    upright = angle % 360 <= 180
    text_x, text_y = _point(angle, outer + 4)
    best = row[0] if row else ""
    times = f" ×{node.sent}" if node.sent > 1 else ""
    room = int((SIZE / 2 - outer - 8) / (LETTER_OF_ORIGIN if node.sent else LETTER)) - len(times)
    name = node.name if len(node.name) <= room else f"{node.name[: max(room - 1, 0)].rstrip()}…"
    return {
        "x": f"{x:.1f}",
        "y": f"{y:.1f}",
        "url": node.url,
        "name": node.name,
        "taken": len(row),
        "is_origin": node.sent > 0,
        "best": best,
        "beads": [_bead(angle, place, state) for place, state in enumerate(beads)],
        "label": name + times if names_all or node.sent else "",
        "text_x": f"{text_x:.1f}",
        "text_y": f"{text_y:.1f}",
        "turn": f"{(angle - 90) if upright else (angle + 90):.1f}",
        "anchor": "start" if upright else "end",
    }


def _bead(angle: float, place: int, state: str) -> dict[str, str]:
    near = _point(angle, RADIUS + 12 + BEAD_STEP * place)
    far = _point(angle, RADIUS + 12 + BEAD_STEP * place + BEAD)
    return {
        "path": f"M{near[0]:.1f} {near[1]:.1f}L{far[0]:.1f} {far[1]:.1f}",
        "state": state,
    }


def grouped(
    nodes: Sequence[RingNode],
    threads: Sequence[RingThread],
    above: Callable[[str], RingNode],
) -> tuple[list[RingNode], list[RingThread]]:
    """The same with units drawn together under `above(key)`, for trees that are too great for one ring."""
    merged: dict[str, RingNode] = {}
    home = {}
    for node in nodes:
        one = above(node.key)
        home[node.key] = one.key
        before = merged.get(one.key, one)
        beads = {state: before.beads.get(state, 0) + node.beads.get(state, 0) for state in STATES}
        merged[one.key] = RingNode(one.key, one.name, one.sector, beads, before.sent + node.sent, one.url)
    best: dict[tuple[str, str], RingThread] = {}
    for thread in threads:
        pair = home[thread.start], home[thread.end]
        before_thread = best.get(pair)
        if before_thread is None or STATES.index(thread.state) > STATES.index(before_thread.state):
            best[pair] = RingThread(*pair, thread.state, thread.words, "")
    return list(merged.values()), list(best.values())
