import unicodedata
from io import BytesIO

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from lantoa.printing.document import Header, Signature
from lantoa.printing.docx_rendering import to_docx
from lantoa.printing.wording import figures, paragraphs
from tests.printing.samples import report


@pytest.fixture(scope="module")
def made():
    return docx.Document(BytesIO(to_docx(report())))


def lines(made):
    """The text of every paragraph of the body, tables included, in the order of the file."""
    found = []
    for element in made.element.body.iter(qn("w:p")):
        text = "".join(part.text or "" for part in element.iter(qn("w:t")))
        if text:
            found.append(text)
    return found


def millimetres(*lengths):
    return [round(length.mm, 1) for length in lengths]


def test_paragraphs_equal_the_documents(made):
    assert lines(made) == paragraphs(report())


def test_bookmarked_numbers_equal_the_figures(made):
    body = made.element.body
    found = []
    for start in body.iter(qn("w:bookmarkStart")):
        run = start.getnext()
        found.append((start.get(qn("w:name")).split("_", 2)[2], "".join(t.text for t in run.iter(qn("w:t")))))
    assert found == [(figure.key.replace(".", "_"), figure.text) for figure in figures(report())]


def test_first_section_is_a4_with_the_margins_of_the_profile(made):
    page = made.sections[0]
    assert millimetres(page.page_width, page.page_height) == [210, 297]
    assert millimetres(page.top_margin, page.bottom_margin, page.left_margin, page.right_margin) == [
        20,
        20,
        30,
        15,
    ]


def test_page_number_stands_in_the_top_margin_from_page_two(made):
    page = made.sections[0]
    assert page.different_first_page_header_footer is True
    assert [p.text for p in page.first_page_header.paragraphs] == [""]
    field = [e.text.strip() for e in page.header._element.iter(qn("w:instrText"))]
    assert field == ["PAGE"]
    assert page.header.paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert millimetres(page.header_distance) == [10]


def test_annex_sections_turn_and_keep_their_first_page_number(made):
    shapes = [(s.orientation, s.different_first_page_header_footer) for s in made.sections]
    assert shapes == [
        (WD_ORIENT.PORTRAIT, True),
        (WD_ORIENT.LANDSCAPE, False),
        (WD_ORIENT.PORTRAIT, False),
    ]
    assert millimetres(made.sections[1].page_width, made.sections[1].page_height) == [297, 210]


def test_every_run_names_times_new_roman_for_every_script(made):
    fonts = {
        tuple(run.find(qn("w:rPr")).find(qn("w:rFonts")).get(qn(f"w:{script}")) for script in SCRIPTS)
        for run in made.element.body.iter(qn("w:r"))
        if run.find(qn("w:t")) is not None
    }
    assert fonts == {("Times New Roman",) * 4}


SCRIPTS = ("ascii", "hAnsi", "eastAsia", "cs")


def test_head_prints_asterisk_number_and_weights(made):
    left, right = made.tables[0].rows[0].cells
    assert [(p.text, p.runs[0].font.size.pt, bool(p.runs[0].bold)) for p in left.paragraphs] == [
        ("ĐẢNG BỘ TỈNH SÔNG LAM", 14, False),
        ("ĐẢNG ỦY KHỐI CÁC CƠ QUAN", 14, True),
        ("VÀ DOANH NGHIỆP TỈNH", 14, True),
        ("*", 14, False),
        ("Số 05-BC/ĐUK", 14, False),
    ]
    party, place = right.paragraphs
    assert (party.text, party.runs[0].font.size.pt, party.runs[0].bold) == (
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        15,
        True,
    )
    assert (place.text, place.runs[0].italic) == ("Vị Thanh, ngày 07 tháng 4 năm 2021", True)


def test_rule_under_the_partys_name_is_a_border_as_long_as_the_text(made):
    party = made.tables[0].rows[0].cells[1].paragraphs[0]
    border = party._p.pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
    indents = party.paragraph_format
    length = 88 - indents.left_indent.mm - indents.right_indent.mm
    assert border.get(qn("w:val")) == "single"
    assert round(length) == 73
    assert [line for line in lines(made) if "_" in line] == []


def test_head_and_signature_tables_have_no_lines(made):
    for table in (made.tables[0], made.tables[2]):
        borders = table._tbl.tblPr.find(qn("w:tblBorders"))
        assert {side.get(qn("w:val")) for side in borders} == {"nil"}


def test_body_paragraph_has_the_measures_of_the_profile(made):
    body = next(p for p in made.paragraphs if p.text.startswith("Toàn Đảng bộ"))
    form = body.paragraph_format
    assert body.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert (form.line_spacing, form.space_before) == (Pt(19), Pt(6))
    assert abs(form.first_line_indent - Mm(10)) < 400
    assert {run.font.size for run in body.runs} == {Pt(14)}


def test_signature_says_t_m_with_a_plain_post_and_room_to_sign(made):
    right = made.tables[2].rows[0].cells[1]
    assert [p.text for p in right.paragraphs] == [
        "T/M BAN THƯỜNG VỤ",
        "BÍ THƯ",
        "",
        "",
        "",
        "",
        "Nguyễn Văn Mẫu",
    ]
    assert [bool(p.runs[0].bold) for p in right.paragraphs if p.text] == [True, False, True]


def test_recipients_title_is_underlined_and_the_list_smaller(made):
    left = made.tables[2].rows[0].cells[0]
    title, *listed = [p for p in left.paragraphs if p.text]
    assert (title.text, title.runs[-1].underline, title.runs[-1].font.size.pt) == ("Nơi nhận:", True, 14)
    assert [(p.text, p.runs[0].font.size.pt) for p in listed] == [
        ("- Như trên;", 12),
        ("- Lưu Văn phòng.", 12),
    ]


def test_signature_stays_with_the_last_paragraph(made):
    last = next(p for p in made.paragraphs if p.text.startswith("Nhận xét"))
    row = made.tables[2].rows[0]._tr
    assert last.paragraph_format.keep_with_next is True
    assert row.trPr.find(qn("w:cantSplit")) is not None


def test_table_header_repeats_and_rows_stay_whole(made):
    rows = [row._tr.trPr for row in made.tables[3].rows]
    assert [pr.find(qn("w:tblHeader")) is not None for pr in rows] == [True, True, False]
    assert [pr.find(qn("w:cantSplit")) is not None for pr in rows] == [True, True, True]


def test_language_of_the_text_is_vietnamese(made):
    languages = [e.get(qn("w:val")) for e in made.styles.element.iter(qn("w:lang"))]
    assert set(languages) == {"vi-VN"}


def test_text_of_the_file_is_nfc():
    decomposed = report(place=unicodedata.normalize("NFD", "Vị Thanh"))
    found = lines(docx.Document(BytesIO(to_docx(decomposed))))
    assert found == [unicodedata.normalize("NFC", line) for line in found]
    assert found == paragraphs(report())


def test_letter_puts_its_abstract_under_the_number():
    letter = report(kind_name="", abstract_lines=("V/v gửi báo cáo",), annexes=())
    left = docx.Document(BytesIO(to_docx(letter))).tables[0].rows[0].cells[0]
    abstract = left.paragraphs[-1]
    assert (abstract.text, abstract.runs[0].italic, abstract.runs[0].font.size.pt) == (
        "V/v gửi báo cáo",
        True,
        12,
    )


def test_minutes_have_two_signatures():
    minutes = report(
        header=Header((), ("CHI BỘ MỘT",), "BB/CB", 3),
        left_signature=Signature("", "NGƯỜI GHI BIÊN BẢN", "A"),
        signature=Signature("", "CHỦ TRÌ HỘI NGHỊ", "B"),
        annexes=(),
    )
    cells = docx.Document(BytesIO(to_docx(minutes))).tables[2].rows[0].cells
    assert [[p.text for p in cell.paragraphs if p.text] for cell in cells] == [
        ["NGƯỜI GHI BIÊN BẢN", "A"],
        ["CHỦ TRÌ HỘI NGHỊ", "B"],
    ]


def test_same_document_gives_the_same_bytes():
    assert to_docx(report()) == to_docx(report())
