"""The Word drawing of a document. Measures come from its format profile; wording from `document`."""

from io import BytesIO
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.shared import Mm, Pt, RGBColor

from lantoa.core.text import slug
from lantoa.printing import word, wording
from lantoa.printing.archives import frozen
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
    cell_runs,
    in_nfc,
)

# Width of "ĐẢNG CỘNG SẢN VIỆT NAM" in bold letters of Times New Roman at 15 points: the rule below is as
# long.
PARTY_NAME_MM_AT_15_PT = 72.7


def to_docx(document: Document) -> bytes:
    """The document as DOCX; the same document gives the same bytes."""
    return _Writer(in_nfc(document)).write()


class _Writer:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.profile = document.profile
        self.word = word.new_document(self.profile.word_font, self.profile.body_pt)
        self.figures = 0

    def write(self) -> bytes:
        self._first_section()
        self._head()
        self._title()
        blocks = wording.body_blocks(self.document)
        self._blocks(self.word, blocks, self.profile.text_width_mm)
        self._keep_end_together(blocks)
        self._signatures()
        for annex in self.document.annexes:
            self._annex(annex)
        meta = self.document.metadata
        word.set_properties(
            self.word,
            title=meta.title,
            author=meta.author,
            subject=meta.subject,
            keywords=", ".join(meta.keywords),
            day=self.document.issued_on,
        )
        out = BytesIO()
        self.word.save(out)
        return frozen(out.getvalue())

    # --- sheet

    def _first_section(self) -> None:
        section = self.word.sections[0]
        section.page_width, section.page_height = (
            Mm(self.profile.page_width_mm),
            Mm(self.profile.page_height_mm),
        )
        self._margins(section, landscape=False)
        section.different_first_page_header_footer = True
        self._page_number(section.header.paragraphs[0])
        for footer in (section.footer, section.first_page_footer):
            self._marks(footer.paragraphs[0])

    def _margins(self, section: Any, *, landscape: bool) -> None:
        form = self.profile
        if landscape:
            section.left_margin = section.right_margin = Mm(form.landscape_margin_mm)
        else:
            section.left_margin, section.right_margin = Mm(form.margin_left_mm), Mm(form.margin_right_mm)
        section.top_margin, section.bottom_margin = Mm(form.margin_top_mm), Mm(form.margin_bottom_mm)
        section.header_distance = section.footer_distance = Mm(form.page_number_from_edge_mm)
        section.gutter = 0

    def _page_number(self, paragraph: Any) -> None:
        word.shape(paragraph, "center")
        word.add_field(paragraph, "PAGE", "2", self.profile.word_font, self.profile.page_number_pt)

    def _marks(self, paragraph: Any) -> None:
        word.shape(paragraph, "center")
        self._text(paragraph, " · ".join(self.document.marks), 10, italic=True)

    # --- head and title

    def _head(self) -> None:
        form, head = self.profile, self.document.header
        if self.document.draft_label:
            self._line(self.word, self.document.draft_label, form.body_pt, align="left", italic=True)
        table = word.add_table(self.word, 1, [form.header_left_mm, form.header_right_mm], bordered=False)
        left, right = table.rows[0].cells
        for line in head.superior_lines:
            self._line(left, line, form.superior_pt)
        for line in head.issuer_lines:
            self._line(left, line, form.issuer_pt, bold=True)
        self._line(left, form.separator, form.issuer_pt)
        if wording.takes_number(self.document):
            self._line(left, wording.number_line(self.document), form.number_pt)
        if not self.document.kind_name:
            for line in self.document.abstract_lines:
                self._line(left, line, form.letter_abstract_pt, italic=True)
        party = self._line(right, form.party_name, form.party_name_pt, bold=True)
        length = PARTY_NAME_MM_AT_15_PT * form.party_name_pt / 15 + 0.6
        word.rule_below(party, form.header_right_mm, length)
        self._line(
            right, wording.place_date_line(self.document), form.place_date_pt, italic=True, before_pt=8
        )

    def _title(self) -> None:
        form = self.profile
        if self.document.kind_name:
            self._line(self.word, self.document.kind_name, form.kind_pt, bold=True, before_pt=18)
            for line in self.document.abstract_lines:
                self._line(self.word, line, form.abstract_pt, bold=True)
            self._line(self.word, form.abstract_dashes, form.abstract_pt, after_pt=6)
        several = len(self.document.addressed_to) > 1
        for place, line in enumerate(wording.address_lines(self.document)):
            align = "left" if several else "center"
            paragraph = self._line(self.word, line, form.body_pt, align=align, before_pt=0 if place else 6)
            if several:
                paragraph.paragraph_format.left_indent = Mm(40 if place else 20)

    # --- body

    def _blocks(self, parent: Any, blocks: tuple[Block, ...], width_mm: float) -> None:
        for block in blocks:
            match block:
                case Heading():
                    self._heading(parent, block)
                case Paragraph():
                    self._body(parent, block.runs, align=block.align, indent=block.indent)
                case List():
                    for runs in wording.list_lines(block):
                        self._body(parent, runs)
                case Table():
                    self._table(parent, block, width_mm)
                case PageBreak():
                    parent.add_page_break()

    def _heading(self, parent: Any, heading: Heading) -> None:
        form = self.profile
        centred = heading.level == 0
        if centred and heading.number:
            self._line(parent, heading.number, form.body_pt, bold=True, before_pt=12, keep_with_next=True)
        paragraph = parent.add_paragraph(style=f"Heading {heading.level + 1}")
        _plain_heading(paragraph)
        word.shape(
            paragraph,
            "center" if centred else "justify",
            before_pt=form.paragraph_before_pt,
            line_pt=form.body_line_pt,
            first_line_mm=0 if centred else form.first_line_indent_mm,
            keep_with_next=True,
        )
        self._text(
            paragraph, wording.heading_line(heading), form.body_pt, bold=True, italic=heading.level == 3
        )

    def _body(
        self, parent: Any, runs: tuple[Run, ...], *, align: str = "justify", indent: bool = True
    ) -> None:
        form = self.profile
        paragraph = word.shape(
            parent.add_paragraph(),
            align,
            before_pt=form.paragraph_before_pt,
            line_pt=form.body_line_pt,
            first_line_mm=form.first_line_indent_mm if indent and align != "center" else 0,
        )
        self._runs(paragraph, runs, form.body_pt)

    def _runs(self, paragraph: Any, runs: tuple[Run, ...], size_pt: float, *, bold: bool = False) -> None:
        for run in runs:
            made = self._text(paragraph, run.text, size_pt, bold=run.bold or bold, italic=run.italic)
            if isinstance(run, Figure):
                self.figures += 1
                word.bookmark(paragraph, made, self.figures, f"so_{self.figures}_{_latin(run.key)}")

    def _table(self, parent: Any, table: Table, width_mm: float) -> None:
        form = self.profile
        if table.caption:
            self._line(
                parent, table.caption, form.body_pt, bold=True, before_pt=8, after_pt=4, keep_with_next=True
            )
        whole = sum(column.width for column in table.columns)
        widths = [column.width * width_mm / whole for column in table.columns]
        header = wording.table_header(table)
        made = word.add_table(
            parent, len(header) + len(table.rows), widths, bordered=True, cell_margin_mm=1.5
        )
        self._table_header(made, header)
        for place, row in enumerate(table.rows, start=len(header)):
            word.keep_row_whole(made.rows[place])
            bold = place >= len(header) + len(table.rows) - table.total_rows
            for cell, column, content in zip(made.rows[place].cells, table.columns, row, strict=True):
                cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
                paragraph = word.shape(cell.paragraphs[0], column.align, before_pt=2, after_pt=2)
                self._runs(paragraph, cell_runs(content), form.table_pt, bold=bold)
        word.shape(parent.add_paragraph(), line_pt=4)

    def _table_header(self, made: Any, header: tuple[tuple[HeaderCell, ...], ...]) -> None:
        taken: set[tuple[int, int]] = set()
        for y, cells in enumerate(header):
            word.keep_row_whole(made.rows[y])
            word.repeat_row(made.rows[y])
            x = 0
            for head in cells:
                while (y, x) in taken:
                    x += 1
                taken |= {(y + dy, x + dx) for dy in range(head.rows) for dx in range(head.columns)}
                cell = made.cell(y, x).merge(made.cell(y + head.rows - 1, x + head.columns - 1))
                cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
                paragraph = word.shape(
                    cell.paragraphs[0], "center", before_pt=2, after_pt=2, keep_with_next=True
                )
                self._text(paragraph, head.text, self.profile.table_pt, bold=True)

    # --- end

    def _keep_end_together(self, blocks: tuple[Block, ...]) -> None:
        # The signature must not stand alone on a page: the last paragraph goes with it, and not fewer than
        # two lines.
        if blocks and isinstance(blocks[-1], Paragraph | List):
            last = self.word.paragraphs[-1].paragraph_format
            last.keep_with_next = last.widow_control = True

    def _signatures(self) -> None:
        form = self.profile
        gap = word.shape(self.word.add_paragraph(), line_pt=8, keep_with_next=True)
        gap.paragraph_format.space_before = Pt(4)
        table = word.add_table(self.word, 1, [form.header_left_mm, form.header_right_mm], bordered=False)
        word.keep_row_whole(table.rows[0])
        left, right = table.rows[0].cells
        if self.document.left_signature:
            self._signature(left, self.document.left_signature)
        else:
            self._recipients(left)
        self._signature(right, self.document.signature)
        for cell in (left, right):
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True
        if self.document.witness:
            width = form.header_left_mm + form.header_right_mm
            between = word.shape(self.word.add_paragraph(), line_pt=8, keep_with_next=True)
            between.paragraph_format.space_before = Pt(14)
            below = word.add_table(self.word, 1, [width], bordered=False)
            word.keep_row_whole(below.rows[0])
            self._signature(below.rows[0].cells[0], self.document.witness)

    def _recipients(self, cell: Any) -> None:
        form = self.profile
        if not self.document.recipients:
            return
        paragraph = self._line(cell, "", form.recipients_title_pt, align="left")
        self._text(paragraph, form.recipients_word, form.recipients_title_pt, underline=True)
        for line in wording.recipient_lines(self.document):
            self._line(cell, line, form.recipients_pt, align="left")

    def _signature(self, cell: Any, signature: Signature) -> None:
        form = self.profile
        if signature.authority:
            self._line(cell, signature.authority, form.authority_pt, bold=True)
        self._line(cell, signature.post, form.post_pt, bold=form.post_bold or not signature.authority)
        for _blank in range(form.signature_room_lines):
            self._line(cell, "", form.name_pt)
        if signature.name:
            self._line(cell, signature.name, form.name_pt, bold=True)

    def _annex(self, annex: Annex) -> None:
        form = self.profile
        width, height = form.page_width_mm, form.page_height_mm
        if annex.landscape:
            width, height = height, width
        section = word.add_section(self.word, width, height)
        self._margins(section, landscape=annex.landscape)
        section.different_first_page_header_footer = False
        self._line(self.word, wording.annex_heading(self.document, annex), form.body_pt, bold=True)
        self._line(self.word, annex.title, form.body_pt, bold=True)
        self._line(self.word, wording.annex_reference(self.document), form.body_pt, italic=True, after_pt=6)
        text_width = form.landscape_text_width_mm if annex.landscape else form.text_width_mm
        self._blocks(self.word, annex.blocks, text_width)

    # --- lines

    def _line(
        self,
        parent: Any,
        text: str,
        size_pt: float,
        *,
        align: str = "center",
        before_pt: float = 0,
        after_pt: float = 0,
        keep_with_next: bool = False,
        **style: bool,
    ) -> Any:
        """A paragraph of one run; the empty paragraph every new cell comes with is used first."""
        first = parent.paragraphs[0] if _is_empty_cell(parent) else parent.add_paragraph()
        paragraph = word.shape(
            first, align, before_pt=before_pt, after_pt=after_pt, keep_with_next=keep_with_next
        )
        self._text(paragraph, text, size_pt, **style)
        return paragraph

    def _text(self, paragraph: Any, text: str, size_pt: float, **style: bool) -> Any:
        return word.add_run(paragraph, text, self.profile.word_font, size_pt, **style)


def _is_empty_cell(parent: Any) -> bool:
    return (
        hasattr(parent, "vertical_alignment")
        and len(parent.paragraphs) == 1
        and not parent.paragraphs[0].runs
    )


def _plain_heading(paragraph: Any) -> None:
    """Keep the outline level of Word's heading style and drop its colour and slant."""
    font = paragraph.style.font
    font.color.rgb, font.italic = RGBColor(0, 0, 0), False


def _latin(key: str) -> str:
    """A key as letters, digits and underscores."""
    return slug(key).replace("-", "_")
