"""What python-docx has no word for: fonts of every script, borders, fields, bookmarks, page numbers,
sections."""

import copy
from datetime import UTC, date, datetime, time
from functools import lru_cache
from hashlib import sha256
from typing import Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.image.image import Image
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.shape import CT_Inline
from docx.parts.image import ImagePart
from docx.shared import Mm, Pt
from docx.text.font import Font
from docx.text.paragraph import Paragraph
from docx.text.parfmt import ParagraphFormat

ALIGNMENTS = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


def new_document(font: str, size_pt: float) -> Any:
    """An empty document whose default text is Vietnamese in `font`, for every script Word tells apart."""
    document = docx.Document()
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            del package.rels[key]
    for style in document.styles:
        if style.type == 1 and (style.name == "Normal" or style.name.startswith("Heading")):
            set_fonts(style.element.get_or_add_rPr(), font)
    normal = document.styles["Normal"]
    normal.font.size = Pt(size_pt)
    normal.paragraph_format.space_after = Pt(0)
    language = element("w:lang", val="vi-VN", eastAsia="vi-VN", bidi="vi-VN")
    normal.element.get_or_add_rPr().append(language)
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    set_fonts(defaults, font)
    defaults.append(copy.copy(language))
    return document


def element(tag: str, **attributes: str) -> Any:
    """A WordprocessingML element with `w:` attributes."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def set_fonts(properties: Any, font: str) -> None:
    """Name `font` for Latin, East Asian and complex scripts: Word picks by letter and would fall back
    otherwise."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = element("w:rFonts")
        properties.insert(0, fonts)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), font)


def add_run(paragraph: Any, text: str, font: str, size_pt: float, **style: bool) -> Any:
    """A run in `font` at `size_pt`; styles are bold, italic, underline."""
    run = paragraph.add_run(text)
    wanted = tuple(name for name, value in style.items() if value)
    run._r.insert(0, copy.copy(_look(font, size_pt, wanted)))
    return run


@lru_cache(maxsize=256)
def _look(font: str, size_pt: float, styles: tuple[str, ...]) -> Any:
    """Properties of a run, to be copied: making them element by element took most of the time of a long document."""
    run: Any = OxmlElement("w:r")
    look = Font(run)
    look.size = Pt(size_pt)
    properties = run.get_or_add_rPr()
    set_fonts(properties, font)
    for name in styles:
        setattr(look, name, True)
    if "bold" in styles:
        look.cs_bold = True
    return properties


def add_paragraph(document: Any) -> Any:
    """A paragraph at the end of the body. python-docx would look for that end through all paragraphs, for each one anew."""
    made = OxmlElement("w:p")
    document.element.body[-1].addprevious(made)  # the section's properties are last
    return Paragraph(made, document._body)


class Pictures:
    """Puts the pictures of one document into lines, each file once. python-docx would weigh all earlier files and number all
    earlier pictures for each one anew; the document is the same."""

    def __init__(self, document: Any) -> None:
        self.part = document.part
        self.kept: dict[bytes, tuple[str, Image]] = {}
        self.placed = 0

    def add(self, paragraph: Any, content: bytes, width_mm: float) -> None:
        key, image = self._kept(content)
        across, high = image.scaled_dimensions(Mm(width_mm), None)
        self.placed += 1
        drawing = CT_Inline.new_pic_inline(self.placed, key, image.filename, across, high)
        paragraph.add_run()._r.add_drawing(drawing)

    def _kept(self, content: bytes) -> tuple[str, Image]:
        mark = sha256(content).digest()
        if mark not in self.kept:
            image = Image.from_blob(content)
            name = PackURI(f"/word/media/image{len(self.kept) + 1}.{image.ext}")
            key = self.part.relate_to(ImagePart.from_image(image, name), RELATIONSHIP_TYPE.IMAGE)
            self.kept[mark] = (key, image)
        return self.kept[mark]


def shape(
    paragraph: Any,
    align: str = "left",
    *,
    before_pt: float = 0,
    after_pt: float = 0,
    line_pt: float | None = None,
    first_line_mm: float = 0,
    keep_with_next: bool = False,
) -> Any:
    """Set the measures of a paragraph; `line_pt` is an exact line height."""
    measures = (align, before_pt, after_pt, line_pt, first_line_mm, keep_with_next)
    if paragraph._p.pPr is None:
        paragraph._p.insert(0, copy.copy(_measures(*measures)))
    else:
        _set_measures(paragraph.paragraph_format, *measures)
    return paragraph


@lru_cache(maxsize=256)
def _measures(
    align: str,
    before_pt: float,
    after_pt: float,
    line_pt: float | None,
    first_line_mm: float,
    keep_with_next: bool,
) -> Any:
    """Properties of a paragraph, to be copied."""
    paragraph: Any = OxmlElement("w:p")
    _set_measures(
        ParagraphFormat(paragraph), align, before_pt, after_pt, line_pt, first_line_mm, keep_with_next
    )
    return paragraph.pPr


def _set_measures(
    form: ParagraphFormat,
    align: str,
    before_pt: float,
    after_pt: float,
    line_pt: float | None,
    first_line_mm: float,
    keep_with_next: bool,
) -> None:
    form.alignment = ALIGNMENTS[align]
    form.space_before, form.space_after = Pt(before_pt), Pt(after_pt)
    if line_pt:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line_pt)
    if first_line_mm:
        form.first_line_indent = Mm(first_line_mm)
    if keep_with_next:
        form.keep_with_next = True
    form.widow_control = True


def rule_below(paragraph: Any, column_mm: float, length_mm: float) -> None:
    """A solid line under a centred paragraph, `length_mm` long in a column of `column_mm`: indents carry
    the length."""
    side = Mm(max(0.0, (column_mm - length_mm) / 2))
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = side
    borders = element("w:pBdr")
    borders.append(element("w:bottom", val="single", sz="6", space="1", color="000000"))
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def add_table(
    parent: Any, rows: int, widths_mm: list[float], *, bordered: bool, cell_margin_mm: float = 0
) -> Any:
    """A table of fixed column widths, with thin lines or none at all."""
    table = (
        parent.add_table(rows, len(widths_mm))
        if not hasattr(parent, "sections")
        else _top_table(parent, rows, len(widths_mm))
    )
    table.autofit = False
    properties = table._tbl.tblPr
    for old in properties.findall(qn("w:tblStyle")):
        properties.remove(old)
    _set_borders(properties, bordered)
    _set_margins(properties, cell_margin_mm)
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return table


def _top_table(document: Any, rows: int, columns: int) -> Any:
    table = document.add_table(rows, columns)
    table.alignment = 1
    return table


def _set_borders(properties: Any, bordered: bool) -> None:
    borders = element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(
            element(f"w:{side}", val="single" if bordered else "nil", sz="4", space="0", color="000000")
        )
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")


def _set_margins(properties: Any, margin_mm: float) -> None:
    margins = element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", w=str(round(margin_mm * 1440 / 25.4)), type="dxa"))
    properties.insert_element_before(margins, "w:tblLook")


def repeat_row(row: Any) -> None:
    """Repeat this row at the top of every page the table runs over."""
    row._tr.get_or_add_trPr().append(element("w:tblHeader"))


def keep_row_whole(row: Any) -> None:
    """Do not break this row across pages."""
    row._tr.get_or_add_trPr().insert(0, element("w:cantSplit"))


def add_field(
    paragraph: Any, instruction: str, shown: str, font: str, size_pt: float, *, stale: bool = False
) -> None:
    """A field with its last result written out, so it reads at once; `stale` asks Word to update it."""
    for kind in ("begin", "separate", "end"):
        run = add_run(paragraph, "", font, size_pt)
        mark = element("w:fldChar", fldCharType=kind)
        run._r.append(mark)
        if kind == "begin":
            if stale:
                mark.set(qn("w:dirty"), "true")
            code = element("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = f" {instruction} "
            add_run(paragraph, "", font, size_pt)._r.append(code)
        elif kind == "separate":
            add_run(paragraph, shown, font, size_pt)


def bookmark(paragraph: Any, run: Any, number: int, name: str) -> None:
    """Wrap `run` in a bookmark; Word allows 40 letters, digits and underscores."""
    run._r.addprevious(element("w:bookmarkStart", id=str(number), name=name[:40]))
    run._r.addnext(element("w:bookmarkEnd", id=str(number)))


def add_section(document: Any, width_mm: float, height_mm: float) -> Any:
    """A new section from the next page, sized in millimetres; wider than high means on its side."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE if width_mm > height_mm else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width_mm), Mm(height_mm)
    return section


def set_properties(document: Any, *, title: str, author: str, subject: str, keywords: str, day: date) -> None:
    """File properties, with `day` in place of the clock so that the same paper gives the same bytes."""
    instant = datetime.combine(day, time(), UTC)
    properties = document.core_properties
    properties.title, properties.author, properties.subject = title, author, subject
    properties.keywords, properties.comments, properties.language = keywords, "", "vi-VN"
    properties.last_modified_by, properties.revision = author, 1
    properties.created = properties.modified = instant
