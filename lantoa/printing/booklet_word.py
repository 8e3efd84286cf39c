"""The booklet as DOCX for the editor: real headings, contents that read right before any field is updated."""

from io import BytesIO
from typing import Any

from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from lantoa.printing import word
from lantoa.printing.archives import frozen
from lantoa.printing.booklet import A5_MM, Booklet, Chapter, Entry, Photo, fields_index, sections, units_index
from lantoa.printing.booklet_printing import booklet_pages
from lantoa.printing.document import in_nfc
from lantoa.printing.qr import qr_png
from lantoa.printing.wording import signature_lines
from lantoa.printing.wrapping import wrap_by_meaning

FONT = "Times New Roman"
BODY_PT = 11.0
RED = RGBColor(0x9B, 0x1B, 0x1E)
SOFT = RGBColor(0x67, 0x5F, 0x57)
INSIDE_MM, OUTSIDE_MM, TOP_MM, BOTTOM_MM = 19, 15, 18, 18
HEADING_PT = {1: 16, 2: 14, 3: 11}
QR_MM = 18
ALONE, AMONG_OTHERS = 0.36, 0.25  # how high a picture may be, of the page: two and the code share one


def booklet_docx(booklet: Booklet, page_mm: tuple[float, float] = A5_MM) -> bytes:
    """The book as DOCX; the same book gives the same bytes.

    Page numbers in the contents and the index are fields that show the pages of the PDF until Word updates
    them. Raises as `typesetting.set_pdf`.
    """
    return _Writer(in_nfc(booklet), page_mm).write()


class _Writer:
    def __init__(self, booklet: Booklet, page_mm: tuple[float, float]) -> None:
        self.booklet = booklet
        self.page_mm = page_mm
        self.pages = booklet_pages(booklet, page_mm)
        self.marks = {key: f"muc_{place}" for place, key in enumerate(self.pages, start=1)}
        self.word = word.new_document(FONT, BODY_PT)
        self.text_mm = page_mm[0] - INSIDE_MM - OUTSIDE_MM
        # By name they would be looked for among all styles, for each heading anew.
        self.heading_styles = {level: self.word.styles[f"Heading {level}"].style_id for level in HEADING_PT}
        self.pictures = word.Pictures(self.word)
        self.on_new_page = False

    def write(self) -> bytes:
        self._sheet()
        self._headings()
        self._cover()
        self._preface()
        self._contents()
        for number, chapter in enumerate(self.booklet.chapters, start=1):
            self._chapter(number, chapter)
        self._others()
        self._changes()
        self._fields()
        self._index()
        book = self.booklet
        word.set_properties(
            self.word,
            title=book.title,
            author=" ".join(book.cover_lines),
            subject=book.subtitle,
            keywords="",
            day=book.issued_on,
        )
        out = BytesIO()
        self.word.save(out)
        return frozen(out.getvalue())

    def _sheet(self) -> None:
        section = self.word.sections[0]
        section.page_width, section.page_height = Mm(self.page_mm[0]), Mm(self.page_mm[1])
        section.left_margin, section.right_margin = Mm(INSIDE_MM), Mm(OUTSIDE_MM)
        section.top_margin, section.bottom_margin = Mm(TOP_MM), Mm(BOTTOM_MM)
        section.header_distance = section.footer_distance = Mm(9)
        section.different_first_page_header_footer = True
        settings = self.word.settings.element
        settings.insert(0, word.element("w:mirrorMargins"))
        head = word.shape(section.header.paragraphs[0], "center")
        self._run(head, self.booklet.title, 8.5, SOFT)
        foot = word.shape(section.footer.paragraphs[0], "center")
        word.add_field(foot, "PAGE", "2", FONT, 9)
        marks = " · ".join(self.booklet.marks)
        if marks:
            self._run(word.shape(section.footer.add_paragraph(), "center"), marks, 8, SOFT)

    def _headings(self) -> None:
        for level, size in HEADING_PT.items():
            style = self.word.styles[f"Heading {level}"]
            style.font.size, style.font.bold, style.font.italic = Pt(size), True, False
            style.font.color.rgb = RED
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(8), Pt(4)

    # --- parts

    def _cover(self) -> None:
        book = self.booklet
        *above, issuer = book.cover_lines or ("",)
        for line in above:
            self._line(line, 11, align="center")
        self._line(issuer, 11, align="center", bold=True)
        scale = self.page_mm[0] / A5_MM[0]
        for place, line in enumerate(wrap_by_meaning(book.title, round(26 * scale))):
            self._line(line, 22, align="center", colour=RED, bold=True, before_pt=0 if place else 80)
        for place, line in enumerate(
            wrap_by_meaning(book.subtitle, round(50 * scale)) if book.subtitle else []
        ):
            self._line(line, 13, align="center", italic=True, before_pt=0 if place else 10)
        if book.year:
            self._line(book.year, 14, align="center", bold=True, before_pt=24)
        if book.edition:
            self._line(book.edition, 11, align="center", colour=SOFT, before_pt=4)
        for place, line in enumerate((book.note, *book.marks)):
            if line:
                self._line(line, 9, align="center", colour=SOFT, before_pt=0 if place else 90)
        self._new_page()

    def _preface(self) -> None:
        book = self.booklet
        if not book.preface:
            return
        self._heading("Lời giới thiệu", 1, "preface")
        for line in book.preface:
            self._body(line)
        self._right_line(book.preface_place_date, italic=True)
        if book.preface_signature:
            lines = signature_lines(book.preface_signature)
            for line in lines:
                named = line == book.preface_signature.name
                self._right_line(line, bold=line != book.preface_signature.post, before_pt=44 if named else 0)
        self._new_page()

    def _contents(self) -> None:
        book = self.booklet
        self._line("Mục lục", HEADING_PT[1], colour=RED, bold=True, after_pt=6)
        if book.preface:
            self._reference("Lời giới thiệu", "preface", bold=True)
        for number, chapter in enumerate(book.chapters, start=1):
            self._reference(f"{number}. {chapter.title}", f"chapter-{number}", bold=True)
            for entry in chapter.entries:
                self._reference(entry.title, entry.code, indent_mm=5)
        if book.others:
            self._reference("Danh sách mô hình khác", "others", bold=True)
        if book.changes:
            self._reference("Thay đổi so với lần in trước", "changes", bold=True)
        if fields_index(book):
            self._reference("Tra cứu theo lĩnh vực", "fields", bold=True)
        self._reference("Tra cứu theo đơn vị", "index", bold=True)

    def _chapter(self, number: int, chapter: Chapter) -> None:
        self._new_page()
        self._heading(f"{number}. {chapter.title}", 1, f"chapter-{number}")
        for place, entry in enumerate(chapter.entries):
            if place:
                self._new_page()
            self._entry(entry)

    def _entry(self, entry: Entry) -> None:
        told = f"{entry.code} · {entry.tag}" if entry.tag else entry.code
        self._line(told, 9, colour=SOFT, bold=True, keep_with_next=True)
        self._heading(entry.title, 2, entry.code)
        about = " · ".join(part for part in (entry.unit, entry.period) if part)
        self._line(about, 10, bold=True, after_pt=4, keep_with_next=True)
        key = entry.key_result
        if key:
            said = f"{key.measure}: trước {key.before} {key.unit}, sau {key.after} {key.unit}."
            self._line(said, BODY_PT, colour=RED, bold=True, before_pt=4, after_pt=4)
        for heading, texts in sections(entry):
            self._heading(heading, 3, "")
            for text in texts:
                self._body(text)
        for photo in entry.photos:
            self._photo(photo, ALONE if len(entry.photos) == 1 else AMONG_OTHERS)
        if entry.address:
            code = word.shape(self._paragraph(), before_pt=6, keep_with_next=True)
            self.pictures.add(code, qr_png(entry.address), QR_MM)
            self._line(entry.address, 9, colour=SOFT)

    def _photo(self, photo: Photo, share: float) -> None:
        """Across the page, no higher than its share of it, with its caption below."""
        across = min(self.text_mm, self.page_mm[1] * share * photo.width / photo.height)
        holder = word.shape(self._paragraph(), "center", before_pt=6, keep_with_next=True)
        self.pictures.add(holder, photo.content, across)
        self._line(photo.caption, 9, align="center", colour=SOFT, italic=True, after_pt=4)

    def _others(self) -> None:
        if not self.booklet.others:
            return
        self._new_page()
        self._heading("Danh sách mô hình khác", 1, "others")
        titles = ["STT", "Mã", "Tên mô hình", "Đơn vị", "Lĩnh vực"]
        shares = [9, 25, 33, 28, 19]
        widths = [share * self.text_mm / sum(shares) for share in shares]
        rows = [
            [str(n), m.code, m.title, m.unit, m.field] for n, m in enumerate(self.booklet.others, start=1)
        ]
        table = word.add_table(self.word, len(rows) + 1, widths, bordered=True, cell_margin_mm=1)
        word.repeat_row(table.rows[0])
        made = table._tbl.tr_lst
        for row, cells in zip(made, [titles, *rows], strict=True):
            for cell, text in zip(row.tc_lst, cells, strict=True):
                paragraph = Paragraph(cell.p_lst[0], table)
                word.add_run(paragraph, text, FONT, 9, bold=row is made[0])
        for row in table.rows:
            word.keep_row_whole(row)

    def _changes(self) -> None:
        if not self.booklet.changes:
            return
        self._new_page()
        self._heading("Thay đổi so với lần in trước", 1, "changes")
        for line in self.booklet.changes:
            self._line(f"– {line}", BODY_PT, after_pt=3)

    def _fields(self) -> None:
        found = fields_index(self.booklet)
        if found:
            self._new_page()
            self._heading("Tra cứu theo lĩnh vực", 1, "fields")
            self._index_lines(found)

    def _index_lines(self, found: list[tuple[str, list[Entry]]]) -> None:
        for head, entries in found:
            self._line(head, BODY_PT, bold=True, before_pt=6, keep_with_next=True)
            for entry in entries:
                self._reference(entry.title, entry.code, indent_mm=5)

    def _index(self) -> None:
        self._new_page()
        self._heading("Tra cứu theo đơn vị", 1, "index")
        self._index_lines(units_index(self.booklet))
        for place, line in enumerate(self.booklet.imprint):
            self._line(line, 9, align="center", colour=SOFT, before_pt=0 if place else 24)

    # --- lines

    def _heading(self, text: str, level: int, key: str) -> None:
        paragraph = self._paragraph()
        paragraph._p.style = self.heading_styles[level]
        run = paragraph.add_run(text)
        if key:
            place = int(self.marks[key].removeprefix("muc_"))
            word.bookmark(paragraph, run, place, self.marks[key])

    def _reference(self, text: str, key: str, *, bold: bool = False, indent_mm: float = 0) -> None:
        """A line of the contents: title, dots, and a field with the page of the bookmark."""
        paragraph = word.shape(self._paragraph(), before_pt=3 if bold else 1)
        form = paragraph.paragraph_format
        form.left_indent, form.right_indent = Mm(indent_mm), Mm(8)
        form.tab_stops.add_tab_stop(Mm(self.text_mm), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
        word.add_run(paragraph, text, FONT, BODY_PT, bold=bold)
        word.add_run(paragraph, "\t", FONT, BODY_PT)
        word.add_field(
            paragraph, f"PAGEREF {self.marks[key]} \\h", str(self.pages[key]), FONT, BODY_PT, stale=True
        )

    def _body(self, text: str) -> None:
        paragraph = word.shape(self._paragraph(), "justify", after_pt=4, first_line_mm=7)
        self._run(paragraph, text, BODY_PT)

    def _right_line(
        self, text: str, *, before_pt: float = 0, bold: bool = False, italic: bool = False
    ) -> None:
        if text:
            paragraph = self._line(
                text,
                BODY_PT,
                align="center",
                before_pt=before_pt,
                keep_with_next=True,
                bold=bold,
                italic=italic,
            )
            paragraph.paragraph_format.left_indent = Mm(self.text_mm * 0.45)

    def _line(
        self,
        text: str,
        size_pt: float,
        *,
        align: str = "left",
        colour: RGBColor | None = None,
        before_pt: float = 0,
        after_pt: float = 0,
        keep_with_next: bool = False,
        **style: bool,
    ) -> Any:
        paragraph = word.shape(
            self._paragraph(),
            align,
            before_pt=before_pt,
            after_pt=after_pt,
            keep_with_next=keep_with_next,
        )
        self._run(paragraph, text, size_pt, colour, **style)
        return paragraph

    def _run(
        self, paragraph: Any, text: str, size_pt: float, colour: RGBColor | None = None, **style: bool
    ) -> None:
        run = word.add_run(paragraph, text, FONT, size_pt, **style)
        if colour is not None:
            run.font.color.rgb = colour

    def _paragraph(self) -> Any:
        paragraph = word.add_paragraph(self.word)
        if self.on_new_page:
            paragraph.paragraph_format.page_break_before = True
            self.on_new_page = False
        return paragraph

    def _new_page(self) -> None:
        """The next paragraph begins a page. A break in a paragraph of its own would leave an empty page behind a full one."""
        self.on_new_page = True
