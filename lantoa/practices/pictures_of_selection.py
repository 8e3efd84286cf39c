"""Each entry's points on one axis, as places in pixels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lantoa.practices.models import Call
from lantoa.practices.queries.selection import Meeting, Placed

WIDTH, EDGE = 200, 8
TOP = 100


@dataclass(frozen=True)
class Drawn:
    """`dots` and `middle` are distances from the left; `marks` those of the call's two marks."""

    one: Placed
    dots: Sequence[float]
    middle: float | None
    marks: Sequence[float]
    width: int = WIDTH

    @property
    def left(self) -> float:
        return self.dots[0]

    @property
    def right(self) -> float:
        return self.dots[-1]


def axis_of(meeting: Meeting) -> tuple[int, int]:
    """From the ten below the lowest points (at most 50) to 100."""
    lowest = min((one.totals[0] for one in meeting.rows if one.totals), default=50)
    return min(50, lowest // 10 * 10), TOP


def drawn(call: Call, meeting: Meeting, rows: Iterable[Placed]) -> list[Drawn]:
    """Some rows of the meeting, on the axis of all."""
    first, last = axis_of(meeting)

    def at(points: float) -> float:
        return round(EDGE + (WIDTH - 2 * EDGE) * (points - first) / (last - first), 1)

    marks = (at(call.standard.recognise_from), at(call.standard.choose_from))
    return [
        Drawn(
            one,
            tuple(at(total) for total in one.totals),
            None if one.middle is None else at(one.middle),
            marks,
        )
        for one in rows
    ]
