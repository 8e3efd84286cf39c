"""Time something several times, and say it in a table."""

import resource
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


class Missed(Exception):
    """A figure that is not what it has to be; its words are printed as those of any other, and the run ends with 1."""


@dataclass(frozen=True)
class Timing:
    """Medians of several runs, in seconds. `cpu` is user and system time, children included."""

    wall: float
    cpu: float
    runs: int


def median_of(*works: Callable[[], object], runs: int = 5, warm_up: int = 1) -> list[Timing]:
    """Time several works side by side: in turn, so that a busy machine is busy for all of them."""
    taken: list[list[tuple[float, float]]] = [[] for _ in works]
    for turn in range(warm_up + runs):
        for place, work in enumerate(works):
            wall, cpu = time.perf_counter(), cpu_seconds()
            work()
            spent = time.perf_counter() - wall, cpu_seconds() - cpu
            if turn >= warm_up:
                taken[place].append(spent)
    return [
        Timing(statistics.median(wall for wall, _ in one), statistics.median(cpu for _, cpu in one), runs)
        for one in taken
    ]


def run(command: Sequence[str], cwd: Path) -> None:
    """A process of its own, to its end."""
    subprocess.run(command, cwd=cwd, check=True, capture_output=True, timeout=300)


def table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their widest cell; the first is left-aligned, numbers are right-aligned."""
    lines = [list(heading), *[list(row) for row in rows]]
    widths = [max(len(line[place]) for line in lines) for place in range(len(heading))]

    def shown(line: list[str]) -> str:
        first, *others = zip(line, widths, strict=True)
        return "  ".join([first[0].ljust(first[1]), *[cell.rjust(width) for cell, width in others]])

    return "\n".join([shown(lines[0]), "  ".join("-" * width for width in widths), *map(shown, lines[1:])])


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:,.1f} ms"


def cpu_seconds() -> float:
    spent = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)
