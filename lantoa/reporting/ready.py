"""The ready sheets that come with the house, as files of `content/`: an officer takes one as a draft."""

from dataclasses import dataclass
from functools import cache
from importlib import resources

from lantoa.reporting.design import SheetSpec
from lantoa.reporting.dimensions import READY_DIMENSIONS
from lantoa.reporting.sheet_files import read_sheet


@dataclass(frozen=True)
class ReadySheet:
    """A design and where it comes from."""

    design: SheetSpec
    note: str


@cache
def ready_sheets() -> dict[str, ReadySheet]:
    """By code, in the order of the files' names. ValueError names a file that cannot be read: the house is built wrongly."""
    found = {}
    folder = resources.files("lantoa.reporting") / "content"
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name == READY_DIMENSIONS:
            continue
        read = read_sheet(file.read_text(encoding="utf-8"))
        if read.design is None:
            raise ValueError(f"{file.name}: {read.faults}")
        found[read.design.code] = ReadySheet(read.design, read.note)
    return found
