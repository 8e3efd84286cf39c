"""A Party document as one structured object; Word and PDF are two drawings of the same object.

`wording` adds what the layout rules put into words and walks the object.
"""

import dataclasses
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, TypeVar, cast

from lantoa.core.text import nfc
from lantoa.printing.profiles import FormatProfile

T = TypeVar("T")
Align = Literal["left", "center", "right", "justify"]


@dataclass(frozen=True, slots=True)
class Text:
    """A stretch of text in one style."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A number printed in the text that keeps the key it was computed under."""

    key: str
    text: str
    bold: bool = False
    italic: bool = False


Run = Text | Figure
Cell = str | Text | Figure | tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. Level 0 is a part (centred), 1 a section `I- …`, 2 `1. …`, 3 `a) …`; `number` may be
    empty."""

    level: Literal[0, 1, 2, 3]
    text: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body; `indent` is the first-line indent."""

    runs: tuple[Run, ...]
    align: Align = "justify"
    indent: bool = True


@dataclass(frozen=True, slots=True)
class List:
    """Lines that begin with `marker` ("-" or "+"), or with 1. 2. 3. when `numbered`."""

    items: tuple[tuple[Run, ...], ...]
    marker: str = "-"
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. Widths are shares: the table is scaled to the width of the text."""

    title: str
    width: float
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """A cell of a header that has several rows."""

    text: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under columns. Without `header` the column titles are the one header row.

    The last `total_rows` rows are bold.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    header: tuple[tuple[HeaderCell, ...], ...] = ()
    total_rows: int = 0

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"A row has {len(row)} cells under {len(self.columns)} columns.")


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The next block starts a page."""


Block = Heading | Paragraph | List | Table | PageBreak


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex: its own section, on its side when `landscape`."""

    title: str
    blocks: tuple[Block, ...]
    number: int | None = None
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class Header:
    """The left head. `number` None leaves room to write it in; `symbol` is type and body, as "BC/ĐUK"; a paper with
    neither takes no number."""

    superior_lines: tuple[str, ...]
    issuer_lines: tuple[str, ...]
    symbol: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: `T/M BAN THƯỜNG VỤ`, `BÍ THƯ`, the name without titles. `authority` is empty for a head of
    department."""

    authority: str
    post: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What file properties say."""

    title: str
    author: str = ""
    subject: str = ""
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. An empty `kind_name` makes it an official letter (công văn): its abstract goes
    under the number.

    `issuer_name` is the body in running text for the line of an annex: "Ban Thường vụ Đảng ủy Khối …".
    `marks` are small labels at the foot of every page, `draft_label` stands top left in italics.
    """

    profile: FormatProfile
    header: Header
    place: str
    issued_on: date
    kind_name: str
    abstract_lines: tuple[str, ...]
    blocks: tuple[Block, ...]
    signature: Signature
    metadata: Metadata
    recipients: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    issuer_name: str = ""
    marks: tuple[str, ...] = ()
    draft_label: str = ""
    address_word: str = "Kính gửi"
    addressed_to: tuple[str, ...] = ()
    left_signature: Signature | None = field(default=None)
    # Who signs below the two, in the middle: the witness of minutes between two parties.
    witness: Signature | None = field(default=None)


def paragraph(*parts: str | Run, align: Align = "justify", indent: bool = True) -> Paragraph:
    """A paragraph from strings and runs: `paragraph("Toàn Đảng bộ có ", Figure("units", "98"), " đơn
    vị.")`."""
    return Paragraph(tuple(_run(part) for part in parts), align, indent)


def item(*parts: str | Run) -> tuple[Run, ...]:
    """One line of a `List`."""
    return tuple(_run(part) for part in parts)


def cell_runs(cell: Cell) -> tuple[Run, ...]:
    """The runs of a table cell, however it was given."""
    if isinstance(cell, tuple):
        return cell
    return (_run(cell),)


def in_nfc(value: T) -> T:
    """The same dataclass, tuple or string with every text in Unicode NFC, as TCVN 6909:2001 asks."""
    if isinstance(value, str):
        return cast(T, nfc(value))
    if isinstance(value, tuple):
        return cast(T, tuple(in_nfc(part) for part in value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changes: dict[str, Any] = {f.name: in_nfc(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return cast(T, dataclasses.replace(value, **changes))
    return value


def _run(part: str | Run) -> Run:
    return Text(part) if isinstance(part, str) else part
