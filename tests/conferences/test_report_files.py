"""The report on paper: Word and PDF carry the document object, and the document carries the frozen figures."""

import json
import re
from collections import Counter
from io import BytesIO

import docx
import pypdf
import pytest
from docx.oxml.ns import qn

from lantoa.conferences.models import Conference
from lantoa.conferences.printouts.report import review_report
from lantoa.conferences.printouts.sources import sources_of
from lantoa.conferences.queries.reviews import edition_of, frozen_figures
from lantoa.printing import wording
from lantoa.printing.document import Document
from tests.conferences.conftest import Made
from tests.printing.samples import numbers, pdf_pages, squeezed

MARK = "Dữ liệu minh họa"


@pytest.fixture
def document(conference: Conference) -> Document:
    edition = edition_of(conference)
    assert edition is not None
    return review_report(sources_of(conference, frozen_figures(edition)))


@pytest.fixture(scope="module")
def word(made: Made) -> "docx.document.Document":
    return docx.Document(BytesIO(made.file("report_docx").read_bytes()))


def word_lines(word: "docx.document.Document") -> list[str]:
    texts = (
        "".join(part.text or "" for part in element.iter(qn("w:t")))
        for element in word.element.body.iter(qn("w:p"))
    )
    return [text for text in texts if text]


def pdf_text(made: Made) -> str:
    """All pages without page numbers and the mark at the foot."""
    kept = []
    for number, page in enumerate(pdf_pages(made.file("report_pdf").read_bytes()), start=1):
        shown = page.replace(MARK, "").strip()
        if number > 1:
            assert shown.startswith(str(number))
            shown = shown[len(str(number)) :]
        kept.append(shown)
    return "\n".join(kept)


def test_word_file_has_the_documents_paragraphs(made: Made, word: object, document: Document) -> None:
    assert word_lines(word) == wording.paragraphs(document)  # type: ignore[arg-type]


def test_word_file_bookmarks_every_figure_with_its_text(
    word: "docx.document.Document", document: Document
) -> None:
    found = []
    for start in word.element.body.iter(qn("w:bookmarkStart")):
        name = start.get(qn("w:name")).split("_", 2)[2]
        found.append((name, "".join(part.text for part in start.getnext().iter(qn("w:t")))))
    assert found == [(re.sub(r"\W", "_", figure.key), figure.text) for figure in wording.figures(document)]


def test_pdf_has_the_documents_lines_in_their_order(made: Made, document: Document) -> None:
    text, place = squeezed(pdf_text(made)), 0
    for line in wording.paragraphs(document):
        found = text.find(squeezed(line), place)
        assert (line, found >= 0) == (line, True)
        place = found + len(squeezed(line))


def test_pdf_has_exactly_the_documents_numbers(made: Made, document: Document) -> None:
    printed, meant = pdf_text(made), "\n".join(wording.paragraphs(document))
    assert Counter(numbers(printed)) == Counter(numbers(meant))


def test_every_figure_printed_is_in_figures_json_with_the_same_text(made: Made, document: Document) -> None:
    kept = {row["key"]: row["text"] for row in json.loads(made.file("figures").read_text(encoding="utf-8"))}
    printed = wording.figures(document)
    assert len(printed) > 30
    assert [(one.key, one.text) for one in printed if kept.get(one.key) != one.text] == []


def test_report_prints_the_seven_public_figures_in_its_sentences(document: Document) -> None:
    text = "\n".join(wording.paragraphs(document))
    for sentence in (
        "có 98 chi bộ, đảng bộ trực thuộc.",
        "387 mô hình hay, cách làm hiệu quả được công nhận.",
        "Riêng năm 2020 có 86 mô hình, trong đó 22 mô hình được đóng thành tập và triển khai nhân rộng đến 98 chi bộ",
        "20 tập thể và 100 cá nhân có thành tích xuất sắc",
        "Có 6 lượt là mô hình được công nhận lại ở năm sau, trong tổng số chỉ đếm một lần.",
    ):
        assert (sentence, sentence in text) == (sentence, True)


def test_word_head_follows_the_layout_rule(word: "docx.document.Document") -> None:
    left, right = word.tables[0].rows[0].cells
    assert [paragraph.text for paragraph in left.paragraphs] == [
        "ĐẢNG BỘ TỈNH HẬU GIANG",
        "ĐẢNG ỦY KHỐI CÁC CƠ QUAN",
        "VÀ DOANH NGHIỆP TỈNH",
        "*",
        "Số 15-BC/ĐUK",
    ]
    assert [paragraph.text for paragraph in right.paragraphs] == [
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Vị Thanh, ngày 07 tháng 4 năm 2021",
    ]


def test_word_signature_and_recipients_follow_the_layout_rule(word: "docx.document.Document") -> None:
    left, right = word.tables[1].rows[0].cells
    assert [paragraph.text for paragraph in left.paragraphs if paragraph.text] == [
        "Nơi nhận:",
        "- Tỉnh ủy Hậu Giang;",
        "- Các chi bộ, đảng bộ trực thuộc;",
        "- Lưu Văn phòng.",
    ]
    assert [paragraph.text for paragraph in right.paragraphs if paragraph.text][:2] == [
        "T/M BAN THƯỜNG VỤ",
        "BÍ THƯ",
    ]


def test_word_margins_and_page_numbers_follow_the_layout_rule(word: "docx.document.Document") -> None:
    first = word.sections[0]
    margins = (first.top_margin, first.bottom_margin, first.left_margin, first.right_margin)
    assert [round(margin.mm) for margin in margins if margin is not None] == [20, 20, 30, 15]
    assert first.different_first_page_header_footer is True
    assert [paragraph.text for paragraph in first.first_page_header.paragraphs] == [""]
    assert [e.text.strip() for e in first.header._element.iter(qn("w:instrText"))] == ["PAGE"]


def test_pdf_is_numbered_from_page_two_and_marked_as_sample(made: Made) -> None:
    pages = pdf_pages(made.file("report_pdf").read_bytes())
    assert [page.split()[0] for page in pages] == ["ĐẢNG", *[str(n) for n in range(2, len(pages) + 1)]]
    assert [MARK in page for page in pages] == [True] * len(pages)
    assert len(pages) == 10


def test_office_program_opens_the_word_file_with_as_many_pages(made: Made) -> None:
    opened = pdf_pages(made.recalculated("report_docx", "pdf").read_bytes())
    own = len(pypdf.PdfReader(made.file("report_pdf")).pages)
    assert abs(len(opened) - own) <= 1
    assert re.search(r"Số\s+15-BC/ĐUK", opened[0])
