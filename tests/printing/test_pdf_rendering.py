import unicodedata
from dataclasses import replace
from io import BytesIO

import pypdf
import pytest

from lantoa.printing.document import Annex, Column, Heading, List, PageBreak, Table, item, paragraph
from lantoa.printing.errors import FontsMissing, TypesettingFailed
from lantoa.printing.fonts import font_directories
from lantoa.printing.pdf_rendering import to_pdf
from lantoa.printing.profiles import HD36_2018
from lantoa.printing.typesetting import fail_on
from lantoa.printing.wording import paragraphs
from tests.printing.samples import numbers, pdf_pages, report, squeezed

MARK = "Dữ liệu minh họa"


def printed(made: bytes) -> str:
    """The text of all pages without page numbers and the marks at the foot."""
    text = ""
    for number, page in enumerate(pdf_pages(made), start=1):
        shown = page.replace(MARK, "").strip()
        if number > 1:
            assert shown.startswith(str(number))
            shown = shown[len(str(number)) :]
        text += shown + "\n"
    return text


def test_text_equals_the_documents_paragraphs():
    plain_annex = report(annexes=report().annexes[1:])
    assert squeezed(printed(to_pdf(plain_annex))) == squeezed("".join(paragraphs(plain_annex)))


def test_letters_under_a_two_row_header_are_all_printed():
    # A cell over two rows is drawn with the second, so its letters are compared without their order.
    assert sorted(squeezed(printed(to_pdf(report())))) == sorted(squeezed("".join(paragraphs(report()))))


def test_numbers_equal_the_documents_numbers():
    assert numbers(printed(to_pdf(report()))) == numbers("\n".join(paragraphs(report())))


def test_first_page_has_no_number_and_later_pages_have():
    pages = pdf_pages(to_pdf(report()))
    assert len(pages) == 3
    assert [page.strip().split()[0] for page in pages] == ["ĐẢNG", "2", "3"]


def test_landscape_annex_lies_on_its_side():
    boxes = [page.mediabox for page in pypdf.PdfReader(BytesIO(to_pdf(report()))).pages]
    assert [box.width > box.height for box in boxes] == [False, True, False]


def test_fonts_of_the_file_are_tinos_and_embedded():
    page = pypdf.PdfReader(BytesIO(to_pdf(report()))).pages[0]
    embedded = {
        str(font["/BaseFont"]).split("+")[-1]: "/FontFile2" in font["/DescendantFonts"][0]["/FontDescriptor"]
        for font in (reference.get_object() for reference in page["/Resources"]["/Font"].values())
    }
    assert embedded == {"Tinos-Regular": True, "Tinos-Bold": True, "Tinos-Italic": True}


def test_file_is_tagged_dated_by_issue_and_titled():
    reader = pypdf.PdfReader(BytesIO(to_pdf(report())))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"] == True  # noqa: E712
    assert reader.metadata.title == "Báo cáo sơ kết"
    assert reader.metadata.creation_date.date() == report().issued_on


def test_long_table_repeats_its_header():
    rows = tuple((str(n), f"Chi bộ {n}") for n in range(1, 90))
    long = report(blocks=(Table((Column("STT", 1), Column("Tên chi bộ", 5)), rows),), annexes=())
    pages = pdf_pages(to_pdf(long))
    assert len(pages) > 2
    assert [page.count("Tên chi bộ") for page in pages] == [1] * len(pages)


def test_signature_never_stands_alone_on_a_page():
    line = paragraph("Các cấp ủy tiếp tục đẩy mạnh việc học tập và làm theo Bác.")
    for count in range(20, 32):
        pages = pdf_pages(to_pdf(report(blocks=(line,) * count, annexes=())))
        assert "học tập và làm theo Bác" in next(page for page in pages if "T/M BAN THƯỜNG VỤ" in page)


def test_signs_of_the_typesetter_in_data_stay_text():
    sly = report(blocks=(paragraph("#sys.inputs $x$ *đậm* _nghiêng_ @ref <nhãn> \\ // hết"),), annexes=())
    assert "#sys.inputs $x$ *đậm* _nghiêng_ @ref <nhãn> \\ // hết" in " ".join(
        pdf_pages(to_pdf(sly))[0].split()
    )


def test_decomposed_text_is_set_composed():
    decomposed = report(place=unicodedata.normalize("NFD", "Vị Thanh"))
    assert to_pdf(decomposed) == to_pdf(report())


def test_every_kind_of_block_and_line_is_printed():
    whole = report(
        draft_label="Dự thảo lần 2",
        addressed_to=("Ban Thường vụ Tỉnh ủy", "Ban Tuyên giáo Tỉnh ủy"),
        blocks=(
            Heading(0, "Kết quả", "Phần thứ nhất"),
            PageBreak(),
            Heading(3, "Ưu điểm", "a"),
            paragraph("QUYẾT ĐỊNH:", align="center"),
            List((item("một"), item("hai")), numbered=True),
        ),
        annexes=(Annex("Số liệu", (paragraph("Trước."), PageBreak(), paragraph("Sau."))),),
    )
    made = to_pdf(whole)
    assert squeezed(printed(made)) == squeezed("".join(paragraphs(whole)))
    assert len(pdf_pages(made)) == 4


def test_document_without_body_is_printed():
    empty = report(blocks=(), annexes=())
    assert squeezed(printed(to_pdf(empty))) == squeezed("".join(paragraphs(empty)))


def test_same_document_gives_the_same_bytes():
    assert to_pdf(report()) == to_pdf(report())


def test_letter_no_font_has_is_refused():
    with pytest.raises(TypesettingFailed, match="中"):
        to_pdf(report(blocks=(paragraph("中"),)))


def test_font_family_that_is_not_there_is_refused():
    with pytest.raises(TypesettingFailed, match="unknown font family"):
        to_pdf(report(profile=replace(HD36_2018, pdf_font="Không Có")))


def test_warnings_become_one_error():
    with pytest.raises(TypesettingFailed, match=r"a\.typ: hai; một$"):
        fail_on("a.typ", ["một", "hai", "một"])


def test_folder_of_fonts_that_is_not_there_names_the_remedy(monkeypatch, tmp_path):
    monkeypatch.setenv("LANTOA_FONTS", str(tmp_path / "none"))
    with pytest.raises(FontsMissing, match="npm ci"):
        to_pdf(report())


def test_folder_without_the_families_names_the_remedy(monkeypatch, tmp_path):
    monkeypatch.setenv("LANTOA_FONTS", str(tmp_path))
    with pytest.raises(FontsMissing, match="No font Tinos, Be Vietnam Pro"):
        to_pdf(report())


def test_font_directories_are_the_packages_or_those_named(monkeypatch, tmp_path):
    monkeypatch.delenv("LANTOA_FONTS", raising=False)
    assert [folder.name for folder in font_directories()] == ["tinos", "be-vietnam-pro"]
    monkeypatch.setenv("LANTOA_FONTS", str(tmp_path))
    assert font_directories() == [tmp_path]
