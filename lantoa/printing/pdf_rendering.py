"""The PDF drawing of a document: the same object as the Word file, set by typst."""

from typing import Any

from lantoa.printing import wording
from lantoa.printing.document import (
    Annex,
    Block,
    Document,
    Heading,
    List,
    PageBreak,
    Paragraph,
    Run,
    Signature,
    Table,
    cell_runs,
)
from lantoa.printing.typesetting import set_pdf

TEMPLATE = "document.typ"


def to_pdf(document: Document) -> bytes:
    """The document as a tagged PDF/A-2b; the same document gives the same bytes. Raises as
    `typesetting.set_pdf`."""
    return set_pdf(TEMPLATE, _data(document), created_on=document.issued_on)


def _data(document: Document) -> dict[str, Any]:
    meta = document.metadata
    return {
        "form": document.profile.as_data(),
        "meta": {"title": meta.title, "author": meta.author, "keywords": list(meta.keywords)},
        "subject": meta.subject,
        "draft": document.draft_label,
        "superior": list(document.header.superior_lines),
        "issuer": list(document.header.issuer_lines),
        "number": wording.number_line(document),
        "place_date": wording.place_date_line(document),
        "kind": document.kind_name,
        "abstract": list(document.abstract_lines),
        "address": wording.address_lines(document),
        "blocks": [_block(block) for block in wording.body_blocks(document)],
        "signature": _signature(document.signature),
        "left_signature": _signature(document.left_signature) if document.left_signature else None,
        "witness": _signature(document.witness) if document.witness else None,
        "recipients": wording.recipient_lines(document),
        "annexes": [_annex(document, annex) for annex in document.annexes],
        "marks": " · ".join(document.marks),
    }


def _signature(signature: Signature) -> dict[str, str]:
    return {"authority": signature.authority, "post": signature.post, "name": signature.name}


def _annex(document: Document, annex: Annex) -> dict[str, Any]:
    return {
        "heading": wording.annex_heading(document, annex),
        "title": annex.title,
        "reference": wording.annex_reference(document),
        "landscape": annex.landscape,
        "blocks": [_block(block) for block in annex.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            above = block.number if block.level == 0 else ""
            return {
                "kind": "heading",
                "level": block.level,
                "above": above,
                "text": wording.heading_line(block),
            }
        case Paragraph():
            return {
                "kind": "paragraph",
                "runs": _runs(block.runs),
                "align": block.align,
                "indent": block.indent,
            }
        case List():
            return {"kind": "list", "lines": [_runs(runs) for runs in wording.list_lines(block)]}
        case Table():
            return _table(block)
        case PageBreak():
            return {"kind": "break"}


def _table(table: Table) -> dict[str, Any]:
    return {
        "kind": "table",
        "caption": table.caption,
        "widths": [column.width for column in table.columns],
        "aligns": [column.align for column in table.columns],
        "header": [
            [{"text": head.text, "columns": head.columns, "rows": head.rows} for head in row]
            for row in wording.table_header(table)
        ],
        "rows": [[_runs(cell_runs(cell)) for cell in row] for row in table.rows],
        "bold_from": len(table.rows) - table.total_rows,
    }


def _runs(runs: tuple[Run, ...]) -> list[dict[str, Any]]:
    return [{"text": run.text, "bold": run.bold, "italic": run.italic} for run in runs]
