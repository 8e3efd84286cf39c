"""The report on the screen: the same blocks as on paper, in a shape that a template can walk."""

from dataclasses import dataclass, field
from typing import Any

from lantoa.printing import document as doc
from lantoa.printing import wording


@dataclass(frozen=True)
class Shown:
    """One block. `kind` is heading, paragraph, list, table or break; runs carry `key` where they are figures."""

    kind: str
    level: int = 0
    runs: tuple[doc.Run, ...] = ()
    lines: list[tuple[doc.Run, ...]] = field(default_factory=list)
    columns: tuple[doc.Column, ...] = ()
    rows: list[list[tuple[doc.Run, ...]]] = field(default_factory=list)
    caption: str = ""


@dataclass(frozen=True)
class Paper:
    """A document as the screen shows it; `annexes` are pairs of title and blocks."""

    document: doc.Document
    number_line: str
    place_date_line: str
    blocks: list[Shown]
    annexes: list[dict[str, Any]]
    recipients: list[str]


def paper_of(document: doc.Document) -> Paper:
    return Paper(
        document=document,
        number_line=wording.number_line(document),
        place_date_line=wording.place_date_line(document),
        blocks=[_shown(block) for block in wording.body_blocks(document)],
        annexes=[
            {
                "heading": wording.annex_heading(document, annex),
                "title": annex.title,
                "blocks": [_shown(one) for one in annex.blocks],
            }
            for annex in document.annexes
        ],
        recipients=wording.recipient_lines(document),
    )


def _shown(block: doc.Block) -> Shown:
    match block:
        case doc.Heading():
            return Shown("heading", level=block.level, runs=(doc.Text(wording.heading_line(block)),))
        case doc.Paragraph():
            return Shown("paragraph", runs=block.runs)
        case doc.List():
            return Shown("list", lines=wording.list_lines(block))
        case doc.Table():
            rows = [[doc.cell_runs(cell) for cell in row] for row in block.rows]
            return Shown("table", columns=block.columns, rows=rows, caption=block.caption)
        case doc.PageBreak():
            return Shown("break")
