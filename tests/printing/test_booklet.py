import dataclasses
from io import BytesIO

import docx
import pypdf
from docx.oxml.ns import qn
from PIL import Image

from lantoa.printing.booklet import Booklet, fields_index, sections, units_index
from lantoa.printing.booklet_printing import booklet_pages, booklet_pdf
from lantoa.printing.booklet_word import booklet_docx
from lantoa.printing.pictures import for_print
from tests.printing.samples import booklet, pdf_pages


def test_pages_are_a5_or_the_size_asked_for():
    for made, size in [
        (booklet_pdf(booklet()), (148, 210)),
        (booklet_pdf(booklet(), (210, 297)), (210, 297)),
    ]:
        box = pypdf.PdfReader(BytesIO(made)).pages[0].mediabox
        assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == size


def test_parts_stand_on_the_pages_the_book_says():
    pages, places = pdf_pages(booklet_pdf(booklet())), booklet_pages(booklet())
    for entry in booklet().entries:
        assert entry.title in pages[places[entry.code] - 1]
    assert "Xây dựng Đảng" in pages[places["chapter-1"] - 1]
    assert "Tiết kiệm điện" in pages[places["others"] - 1]
    assert "Ban Dân tộc" in pages[places["index"] - 1]


def test_contents_and_index_print_those_pages():
    places = booklet_pages(booklet())
    pages = pdf_pages(booklet_pdf(booklet()))
    text = " ".join(pages[2].split())
    for entry in booklet().entries:
        assert f" {places[entry.code]} " in text[text.index(entry.title) :] + " "
    index = " ".join(pages[places["index"] - 1].split())
    assert index.index("Ban Dân tộc") < index.index("Đài Phát thanh") < index.index("Sở Y tế")


def test_units_index_is_in_vietnamese_order_with_models_in_book_order():
    found = [(unit, [entry.code for entry in entries]) for unit, entries in units_index(booklet())]
    assert found == [
        ("Ban Dân tộc", ["MH-2020-004"]),
        ("Đài Phát thanh", ["MH-2020-002"]),
        ("Sở Y tế", ["MH-2020-001", "MH-2020-003"]),
    ]


def test_sections_keep_their_order_and_drop_empty_ones():
    entry = next(booklet().entries)
    assert [heading for heading, _texts in sections(entry)] == ["Bối cảnh", "Cách làm", "Kết quả", "Bài học"]


def test_every_page_after_the_cover_has_its_number_but_chapter_openings():
    pages, places = pdf_pages(booklet_pdf(booklet())), booklet_pages(booklet())
    without = [n for n, page in enumerate(pages, start=1) if str(n) not in page.split()]
    assert without == [1, places["chapter-1"], places["chapter-2"]]


def test_short_chapters_begin_on_the_page_of_their_first_model():
    made = booklet()
    short = dataclasses.replace(
        made,
        chapters=tuple(
            dataclasses.replace(chapter, entries=chapter.entries[:1]) for chapter in made.chapters
        ),
    )
    pages, places = pdf_pages(booklet_pdf(short)), booklet_pages(short)
    assert places["chapter-1"] == places["MH-2020-001"]
    assert "Phần 1. Xây dựng Đảng" in pages[places["chapter-1"] - 1]


def test_docx_has_real_headings():
    made = docx.Document(BytesIO(booklet_docx(booklet())))
    found = [(p.style.name, p.text) for p in made.paragraphs if p.style.name in ("Heading 1", "Heading 2")]
    assert found == [
        ("Heading 1", "Lời giới thiệu"),
        ("Heading 1", "1. Xây dựng Đảng"),
        ("Heading 2", "Mô hình số 1"),
        ("Heading 2", "Mô hình số 2"),
        ("Heading 1", "2. Cải cách hành chính"),
        ("Heading 2", "Mô hình số 3"),
        ("Heading 2", "Mô hình số 4"),
        ("Heading 1", "Danh sách mô hình khác"),
        ("Heading 1", "Tra cứu theo đơn vị"),
    ]


def test_docx_contents_point_to_bookmarks_that_exist():
    body = docx.Document(BytesIO(booklet_docx(booklet()))).element.body
    marks = {e.get(qn("w:name")) for e in body.iter(qn("w:bookmarkStart"))}
    asked = [e.text.split()[1] for e in body.iter(qn("w:instrText")) if "PAGEREF" in e.text]
    assert set(asked) == marks
    assert len(asked) == 1 + 2 + 4 + 1 + 1 + 4


def test_docx_begins_pages_with_their_first_lines():
    made = docx.Document(BytesIO(booklet_docx(booklet())))
    begun = [p.text for p in made.paragraphs if p.paragraph_format.page_break_before]
    assert begun == [
        "Lời giới thiệu",
        "Mục lục",
        "1. Xây dựng Đảng",
        "MH-2020-002",
        "2. Cải cách hành chính",
        "MH-2020-004",
        "Danh sách mô hình khác",
        "Tra cứu theo đơn vị",
    ]
    assert [e for e in made.element.body.iter(qn("w:br")) if e.get(qn("w:type")) == "page"] == []


def test_docx_page_is_a5():
    page = docx.Document(BytesIO(booklet_docx(booklet()))).sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (148, 210)


def test_same_booklet_gives_the_same_bytes():
    assert booklet_pdf(booklet()) == booklet_pdf(booklet())
    assert booklet_docx(booklet()) == booklet_docx(booklet())


def test_booklet_without_chapters_still_has_contents_and_index():
    bare = Booklet((), "Tên sách", "2020", booklet().issued_on, ())
    assert booklet_pages(bare) == {"index": 3}
    assert len(pdf_pages(booklet_pdf(bare))) == 3


def picture(width: int = 640, height: int = 480) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), "red").save(out, "JPEG")
    return out.getvalue()


def with_first_entry(**changes: object) -> Booklet:
    made = booklet()
    first, *others = made.chapters
    told, *rest = first.entries
    entry = dataclasses.replace(told, **changes)  # type: ignore[arg-type]
    return dataclasses.replace(made, chapters=(dataclasses.replace(first, entries=(entry, *rest)), *others))


def test_press_says_where_to_cut_and_how_far_colour_runs():
    page = pypdf.PdfReader(BytesIO(booklet_pdf(booklet(), press=True))).pages[0]
    boxes = [page.mediabox, page.trimbox, page.bleedbox]
    sizes = [(round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) for box in boxes]
    assert sizes == [(168, 230), (148, 210), (154, 216)]


def test_press_stands_on_the_same_pages():
    assert len(pdf_pages(booklet_pdf(booklet(), press=True))) == len(pdf_pages(booklet_pdf(booklet())))


def test_picture_is_printed_with_its_caption_and_no_larger_than_paper_shows():
    photo = for_print(picture(4000, 3000), "Trực cửa theo ca")
    assert (photo.width, photo.height) == (1600, 1200)
    made = with_first_entry(photos=(photo,))
    codes = [entry.code for entry in made.entries]
    pages, places = pdf_pages(booklet_pdf(made)), booklet_pages(made)
    own = pages[places[codes[0]] - 1 : places[codes[1]] - 1]
    assert sum("Trực cửa theo ca" in page for page in own) == 1
    document = docx.Document(BytesIO(booklet_docx(made)))
    assert len(document.inline_shapes) == 1 + sum(bool(entry.address) for entry in made.entries)


def test_picture_placed_twice_is_kept_once_in_word():
    photo = for_print(picture(), "Trực cửa theo ca")
    bare = with_first_entry(photos=(photo, photo))
    made = docx.Document(BytesIO(booklet_docx(bare)))
    kept = [part for part in made.part.package.image_parts if part.content_type == "image/jpeg"]
    assert [part.blob for part in kept] == [photo.content]
    shown = list(made.inline_shapes)
    assert [shape._inline.docPr.id for shape in shown] == list(range(1, len(shown) + 1))
    assert len(shown) == 2 + sum(bool(entry.address) for entry in bare.entries)


def test_word_longer_than_a_line_breaks():
    made = with_first_entry(title="a" * 200)
    code = next(made.entries).code
    page = pypdf.PdfReader(BytesIO(booklet_pdf(made))).pages[booklet_pages(made)[code] - 1]
    assert max(len(line) for line in page.extract_text().splitlines() if set(line.strip()) == {"a"}) < 60


def test_index_by_field_lists_what_has_a_field():
    made = with_first_entry(field="Y tế")
    assert [(field, len(entries)) for field, entries in fields_index(made)] == [("Y tế", 1)]
    page = pdf_pages(booklet_pdf(made))[booklet_pages(made)["fields"] - 1]
    assert "Tra cứu theo lĩnh vực" in page
    assert "Y tế" in page


def test_further_edition_says_which_it_is_and_what_changed():
    made = dataclasses.replace(
        with_first_entry(tag="Mới ở lần in 2"), edition="In lần thứ 2", changes=("Sửa lời giới thiệu.",)
    )
    pages, places = pdf_pages(booklet_pdf(made)), booklet_pages(made)
    assert "In lần thứ 2" in pages[0]
    assert "Mới ở lần in 2" in pages[places[next(made.entries).code] - 1]
    assert "Sửa lời giới thiệu." in pages[places["changes"] - 1]
