"""The words a document is printed with: what the author gave and what the layout rules add to it.

The number line, the dashes of a list, the mark that ends the body: renderers and checks read them here.
"""

import dataclasses
from collections.abc import Iterator

from lantoa.core.vi_dates import format_day, format_long_day, format_month_number
from lantoa.printing.document import (
    Annex,
    Block,
    Document,
    Figure,
    HeaderCell,
    Heading,
    List,
    PageBreak,
    Paragraph,
    Run,
    Signature,
    Table,
    Text,
    cell_runs,
    in_nfc,
)

BLANK = "\u00a0" * 6  # room to write in by hand


def takes_number(document: Document) -> bool:
    return bool(document.header.symbol) or document.header.number is not None


def number_line(document: Document) -> str:
    """`Số 05-BC/ĐUK`: no colon, a leading zero below 10; blank room when the number is not given yet; nothing for
    a paper that takes none, as a person's own."""
    if not takes_number(document):
        return ""
    number = BLANK if document.header.number is None else f"{document.header.number:02d}"
    return f"{document.profile.number_word} {number}-{document.header.symbol}"


def place_date_line(document: Document) -> str:
    """`Vị Thanh, ngày 07 tháng 4 năm 2021`: zeros before days 1-9 and months 1-2; no day before a number is
    given."""
    issued = document.issued_on
    day = format_long_day(issued)
    if document.header.number is None and takes_number(document):
        day = f"ngày {BLANK} tháng {format_month_number(issued.month)} năm {issued.year}"
    return f"{document.place}, {day}"


def heading_line(heading: Heading) -> str:
    """The heading as printed; parts and sections are in capitals."""
    text = heading.text.upper() if heading.level < 2 else heading.text
    if not heading.number or heading.level == 0:
        return text
    return heading.number + {1: "- ", 2: ". ", 3: ") "}[heading.level] + text


def list_lines(block: List) -> list[tuple[Run, ...]]:
    """The runs of each line, marker included."""
    return [
        (Text(f"{place}. " if block.numbered else f"{block.marker} "), *runs)
        for place, runs in enumerate(block.items, start=1)
    ]


def table_header(table: Table) -> tuple[tuple[HeaderCell, ...], ...]:
    """The header rows of a table."""
    return table.header or (tuple(HeaderCell(column.title) for column in table.columns),)


def recipient_lines(document: Document) -> list[str]:
    """`- Như trên;` … the last line ends with a full stop. Marks that somebody typed with a name are not doubled."""
    lines = [f"- {name.strip(' ;.-–')}" for name in document.recipients]
    return [line + (";" if place < len(lines) else ".") for place, line in enumerate(lines, start=1)]


def address_lines(document: Document) -> list[str]:
    """`Kính gửi: …` on one line, or the word and then one dashed line for each of several addressees."""
    names = document.addressed_to
    if len(names) < 2:
        return [f"{document.address_word}: {name}" for name in names]
    return [f"{document.address_word}:", *(f"- {name}" for name in names)]


def annex_heading(document: Document, annex: Annex) -> str:
    """`PHỤ LỤC`, or `Phụ lục 1` when there are several."""
    if len(document.annexes) < 2 and annex.number is None:
        return "PHỤ LỤC"
    return f"Phụ lục {annex.number or document.annexes.index(annex) + 1}"


def annex_reference(document: Document) -> str:
    """`(Kèm theo Báo cáo số 15-BC/ĐUK, ngày 07/4/2021 của …)`."""
    kind = document.kind_name.capitalize() or "Công văn"
    issued = document.issued_on
    day = format_day(issued)
    if document.header.number is None:
        day = f"{BLANK}/{format_month_number(issued.month)}/{issued.year}"
    number = number_line(document).removeprefix(document.profile.number_word)
    issuer = document.issuer_name or " ".join(document.header.issuer_lines)
    return f"(Kèm theo {kind} số{number}, ngày {day} của {issuer})"


def body_blocks(document: Document) -> tuple[Block, ...]:
    """The blocks of the body, the last paragraph closed with the end mark of the profile."""
    if not document.blocks:
        return ()
    *before, last = document.blocks
    end = document.profile.end_of_body
    if isinstance(last, Paragraph) and last.runs:
        last = dataclasses.replace(last, runs=_closed(last.runs, end))
    elif isinstance(last, List) and last.items:
        last = dataclasses.replace(last, items=(*last.items[:-1], _closed(last.items[-1], end)))
    return (*before, last)


def _closed(runs: tuple[Run, ...], end: str) -> tuple[Run, ...]:
    *before, last = runs
    if isinstance(last, Figure):
        return (*runs, Text(end))
    return (*before, dataclasses.replace(last, text=last.text.rstrip(" ./;") + end))


# --- walking ------------------------------------------------------------------------------------------------


def paragraphs(document: Document) -> list[str]:
    """Every printed paragraph, line and cell in reading order, without page numbers and the marks at the
    foot."""
    document = in_nfc(document)
    lines = [*_head_lines(document)]
    lines += [plain(runs) for runs in _body_runs(body_blocks(document))]
    lines += _end_lines(document)
    for annex in document.annexes:
        lines += [annex_heading(document, annex), annex.title, annex_reference(document)]
        lines += [plain(runs) for runs in _body_runs(annex.blocks)]
    return [line for line in lines if line]


def figures(document: Document) -> list[Figure]:
    """Every figure in printed order, annexes last."""
    document = in_nfc(document)
    bodies = [body_blocks(document), *(annex.blocks for annex in document.annexes)]
    return [
        run for blocks in bodies for runs in _body_runs(blocks) for run in runs if isinstance(run, Figure)
    ]


def plain(runs: tuple[Run, ...]) -> str:
    """The text of runs without their styles."""
    return "".join(run.text for run in runs)


def _head_lines(document: Document) -> Iterator[str]:
    head = document.header
    yield document.draft_label
    yield from head.superior_lines
    yield from head.issuer_lines
    yield document.profile.separator
    yield number_line(document)
    if not document.kind_name:
        yield from document.abstract_lines
    yield document.profile.party_name
    yield place_date_line(document)
    if document.kind_name:
        yield document.kind_name
        yield from document.abstract_lines
        yield document.profile.abstract_dashes
    yield from address_lines(document)


def _body_runs(blocks: tuple[Block, ...]) -> Iterator[tuple[Run, ...]]:
    for block in blocks:
        match block:
            case Heading():
                if block.level == 0 and block.number:
                    yield (Text(block.number),)
                yield (Text(heading_line(block)),)
            case Paragraph():
                yield block.runs
            case List():
                yield from list_lines(block)
            case Table():
                yield from _table_runs(block)
            case PageBreak():
                pass


def _table_runs(table: Table) -> Iterator[tuple[Run, ...]]:
    yield (Text(table.caption),)
    for header_row in table_header(table):
        for head in header_row:
            yield (Text(head.text),)
    for row in table.rows:
        for cell in row:
            yield cell_runs(cell)


def _end_lines(document: Document) -> Iterator[str]:
    if document.left_signature:
        yield from signature_lines(document.left_signature)
    elif document.recipients:
        yield document.profile.recipients_word
        yield from recipient_lines(document)
    yield from signature_lines(document.signature)
    if document.witness:
        yield from signature_lines(document.witness)


def signature_lines(signature: Signature) -> list[str]:
    """Authority, post and name, those that are given."""
    return [line for line in (signature.authority, signature.post, signature.name) if line]
