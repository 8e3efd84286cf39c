"""The pages of narratives: read, mark, write points, take the draft away."""

import re
from io import BytesIO

import docx
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lantoa.core.periods import from_code
from lantoa.reporting.models import Collection, NarrativePoint, TextMark
from lantoa.reporting.queries.narratives.points import SourceRow, points_of
from lantoa.reporting.services import narratives as compiling
from tests.cast import Cast
from tests.reporting import narratives_world as told
from tests.reporting import world
from tests.reporting.narratives_world import ADDRESS

pytestmark = pytest.mark.usefixtures("story_day")
LIST = "/bao-cao/BCQ-2021Q1/loi-van/"
LONG = "Một số chi bộ sinh hoạt còn hình thức, việc học tập chuyên đề chưa đều và ít kiểm tra."


@pytest.fixture
def officer(client: Client, cast: Cast) -> Client:
    client.force_login(cast.propaganda_officer)
    return client


@pytest.fixture
def collection(cast: Cast) -> Collection:
    return told.written(cast)


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def units_of(page: str) -> list[str]:
    return re.findall(r'<article class="card said" id="dv-([A-Z]+)"', page)


def test_totals_offer_the_page_to_who_compiles_only(
    officer: Client, collection: Collection, cast: Cast
) -> None:
    assert f'href="{LIST}"' in text(officer, "/bao-cao/BCQ-2021Q1/")
    officer.force_login(cast.unit_head)
    assert f'href="{LIST}"' not in text(officer, "/bao-cao/BCQ-2021Q1/")
    assert [officer.get(one).status_code for one in (LIST, ADDRESS, f"{LIST}du-thao/")] == [403] * 3


def test_list_counts_texts_by_what_became_of_them(
    officer: Client, collection: Collection, cast: Cast
) -> None:
    compiling.quote(actor=cast.propaganda_officer, text=told.text_of(collection, cast.office))
    page = text(officer, LIST)
    found = re.findall(r'data-label="([^"]+)">(?:<a[^>]*>)?(?:<b>)?(\d+)', page)
    assert found == [
        ("Đơn vị đã viết", "3"),
        ("Chờ duyệt", "1"),
        ("Chưa xem xét", "2"),
        ("Trích nguyên văn", "1"),
        ("Gộp ý", "0"),
        ("Không dùng", "0"),
        ("Ý trong dự thảo", "1"),
    ]


def test_reading_shows_units_in_official_order_and_says_what_waits(
    officer: Client, collection: Collection
) -> None:
    page = text(officer, ADDRESS)
    assert units_of(page) == ["VPTU", "BENHVIEN", "SONV"]
    assert page.count("Báo cáo chờ duyệt: đánh dấu được.") == 1
    assert page.count('value="trich"') == 3
    assert 'href="/bao-cao/BCQ-2021Q1/VPTU/"' in page


@pytest.mark.parametrize(
    ("query", "units"),
    [
        ("tim=truc+ca", ["BENHVIEN"]),
        ("tim=so+noi+vu", ["SONV"]),
        ("tim=khong+ai", []),
        ("danh-dau=chua-xem", ["BENHVIEN", "SONV"]),
        ("danh-dau=trich", ["VPTU"]),
        ("danh-dau=cho-duyet", ["SONV"]),
        ("danh-dau=khong-co", ["VPTU", "BENHVIEN", "SONV"]),
        ("nhanh=k-government", ["VPTU", "SONV"]),
        ("nhanh=k-khong-co", []),
        ("nhanh=k-government&danh-dau=trich&tim=hinh+thuc", ["VPTU"]),
    ],
)
def test_reading_narrows_by_mark_branch_and_words_without_accents(
    officer: Client, collection: Collection, cast: Cast, query: str, units: list[str]
) -> None:
    compiling.quote(actor=cast.propaganda_officer, text=told.text_of(collection, cast.office))
    assert units_of(text(officer, f"{ADDRESS}?{query}")) == units


def test_report_that_is_with_its_unit_is_never_shown(officer: Client, cast: Cast) -> None:
    collection = world.story(cast)
    world.accepted(collection, world.row(cast.office, 10, 8, texts={0: told.OFFICE}))
    asked = told.question(collection)
    world.draft(collection, cast.hospital).texts.create(narrative=asked, text="Bản nháp riêng")
    page = text(officer, ADDRESS)
    assert (units_of(page), "Bản nháp riêng" in page) == (["VPTU"], False)
    answer = officer.post(f"{ADDRESS}BENHVIEN/", {"viec": "trich", "row_version": "0"})
    assert answer.status_code == 404


def test_officer_marks_texts_by_forms_and_comes_back_to_the_same_place(
    officer: Client, collection: Collection
) -> None:
    done = officer.post(
        f"{ADDRESS}VPTU/?danh-dau=chua-xem", {"viec": "trich", "cau": ["0"], "row_version": "0"}
    )
    assert (done.status_code, done["Location"]) == (302, f"{ADDRESS}?danh-dau=chua-xem#dv-VPTU")
    merged = {"viec": "gop", "y": "", "loi": "Khó tập trung.", "row_version": "0"}
    assert officer.post(f"{ADDRESS}BENHVIEN/", merged).status_code == 302
    point = NarrativePoint.objects.get(kind="worded")
    more = {"viec": "gop", "y": str(point.pk), "row_version": "1"}
    assert officer.post(f"{ADDRESS}VPTU/", more).status_code == 302
    page = text(officer, ADDRESS)
    assert "“Một số chi bộ sinh hoạt còn hình thức.”" in page
    assert (page.count("Đã trích"), page.count("Đã gộp")) == (1, 2)
    undone = officer.post(f"{ADDRESS}VPTU/", {"viec": "bo", "row_version": "2"})
    assert undone.status_code == 302
    assert [one.unit_code for one in _sources()] == ["BENHVIEN"]


def _sources() -> list[SourceRow]:
    (collection,) = Collection.objects.all()
    return [one for rows in points_of(collection).values() for row in rows for one in row.sources]


@pytest.mark.parametrize(
    ("form", "status", "words"),
    [
        ({}, 422, "Chưa chọn mục nào."),
        ({"viec": "xep-hang"}, 422, "Lựa chọn này không còn trong danh sách."),
        ({"viec": "trich", "cau": "9"}, 422, "không còn"),
        ({"viec": "trich", "cau": "a"}, 422, "không còn"),
        ({"viec": "gop"}, 422, "Chọn một ý đã có, hoặc viết ý mới."),
        ({"viec": "gop", "y": "khong-phai"}, 422, "không còn"),
        ({"viec": "gop", "loi": "x" * 4001}, 422, "Nội dung dài 4.001 ký tự"),
        ({"viec": "gop", "loi": "a\u202eb"}, 422, "ký tự điều khiển"),
        ({"viec": "khong-dung", "ly_do": "x" * 301}, 422, "Nội dung dài 301 ký tự"),
        ({"viec": "trich", "row_version": "5"}, 409, "vừa được người khác đánh dấu"),
        ({"viec": "trich", "row_version": "x"}, 422, "Việc này không có trên trang"),
        ({"viec": "trich", "row_version": "99999999999999"}, 422, ""),
        ({"viec": "trich", "diem": "10"}, 400, ""),
    ],
)
def test_bad_mark_is_refused_at_its_text_and_changes_nothing(
    officer: Client, collection: Collection, form: dict[str, str], status: int, words: str
) -> None:
    answer = officer.post(f"{ADDRESS}VPTU/", {"row_version": "0", **form})
    page = answer.content.decode()
    assert (answer.status_code, words in page) == (status, True)
    assert (NarrativePoint.objects.count(), TextMark.objects.filter(row_version__gt=0).count()) == (0, 0)


def test_refused_merge_keeps_what_was_typed(officer: Client, collection: Collection) -> None:
    officer.post(f"{ADDRESS}VPTU/", {"viec": "khong-dung", "row_version": "0"})
    typed = {"viec": "gop", "loi": "Ý đang viết <b>dở</b>", "row_version": "0"}
    answer = officer.post(f"{ADDRESS}VPTU/", typed)
    assert answer.status_code == 409
    assert "Ý đang viết &lt;b&gt;dở&lt;/b&gt;</textarea>" in answer.content.decode()


def test_points_are_written_edited_moved_and_removed_by_forms(
    officer: Client, collection: Collection
) -> None:
    assert officer.post(f"{ADDRESS}y-moi/", {"loi": "Ý một"}).status_code == 302
    assert officer.post(f"{ADDRESS}y-moi/", {"loi": "Ý hai"}).status_code == 302
    assert officer.post(f"{ADDRESS}y-moi/", {"loi": "  "}).status_code == 422
    page = text(officer, ADDRESS)
    assert page.count("Do người tổng hợp viết, không có nguồn.") == 2
    one, two = NarrativePoint.objects.order_by("position")
    edited = {"viec": "luu", "loi": "Ý một, sửa", "row_version": "1"}
    assert officer.post(f"{ADDRESS}y/{one.pk}/", edited).status_code == 302
    assert officer.post(f"{ADDRESS}y/{one.pk}/", edited).status_code == 409
    assert officer.post(f"{ADDRESS}y/{two.pk}/", {"viec": "len", "row_version": "1"}).status_code == 302
    assert officer.post(f"{ADDRESS}y/{one.pk}/", {"row_version": "2"}).status_code == 422
    assert [row.wording for row in NarrativePoint.objects.order_by("position")] == ["Ý hai", "Ý một, sửa"]
    assert officer.post(f"{ADDRESS}y/{two.pk}/", {"viec": "xoa", "row_version": "1"}).status_code == 302
    assert officer.post(f"{ADDRESS}y/{two.pk}/", {"viec": "xoa", "row_version": "1"}).status_code == 404
    assert [row.wording for row in NarrativePoint.objects.all()] == ["Ý một, sửa"]


def test_point_with_an_amended_source_says_so_and_takes_the_amendment(
    officer: Client, collection: Collection, cast: Cast
) -> None:
    point = compiling.merge(
        actor=cast.propaganda_officer, text=told.text_of(collection, cast.office), wording="Ý chung"
    )
    told.amended(collection, cast.office, cast.unit_head, "Lời đã đổi hẳn.")
    page = text(officer, ADDRESS)
    assert "nguồn đã có bản bổ sung, lời văn đã đổi" in page
    assert "Bản trước của báo cáo này đã vào dự thảo." in page
    source = point.sources.get()
    done = officer.post(f"{ADDRESS}y/{point.pk}/", {"doi_nguon": str(source.pk), "row_version": "1"})
    assert done.status_code == 302
    assert "nguồn đã có bản bổ sung" not in text(officer, ADDRESS)
    taken = officer.post(f"{ADDRESS}y/{point.pk}/", {"bo_nguon": str(source.pk), "row_version": "2"})
    assert (taken.status_code, point.sources.count()) == (302, 0)


def test_like_texts_are_told_neutrally_with_unit_and_period(officer: Client, cast: Cast) -> None:
    version = world.published()
    before = world.opened(version, cast.bloc, cast.units(), "2020Q4")
    world.accepted(before, world.row(cast.office, 10, 8, texts={0: LONG}))
    collection = world.opened(version, cast.bloc, cast.units())
    world.accepted(
        collection,
        world.row(cast.office, 10, 8, texts={0: LONG.upper()}),
        world.row(cast.hospital, 10, 8, texts={0: LONG}),
        world.row(cast.department, 10, 8, texts={0: "Không có"}),
    )
    page = text(officer, ADDRESS)
    assert "Giống lời văn của Bệnh viện tỉnh." in page
    assert "Giống lời văn của Văn phòng Tỉnh ủy." in page
    label = from_code("2020Q4").label
    assert page.count(f"Giống lời văn của chính đơn vị ở {label}.") == 1


def test_pages_take_as_many_statements_for_one_unit_as_for_many(officer: Client, cast: Cast) -> None:
    collection = world.story(cast)
    texts = {0: LONG}
    world.accepted(collection, world.row(cast.office, 10, 8, texts=texts))
    addresses = (LIST, ADDRESS, f"{LIST}du-thao/")
    compiling.quote(actor=cast.propaganda_officer, text=told.text_of(collection, cast.office), sentences=[0])

    def counts() -> list[int]:
        found = []
        for address in addresses:
            with CaptureQueriesContext(
                connection,
            ) as said:
                text(officer, address)
            found.append(len(said))
        return found

    one = counts()
    world.accepted(
        collection,
        world.row(cast.hospital, 10, 8, texts=texts),
        world.row(cast.department, 10, 8, texts=texts),
    )
    for unit in (cast.hospital, cast.department):
        point = compiling.quote(actor=cast.propaganda_officer, text=told.text_of(collection, unit))
        compiling.reword_quote(actor=cast.propaganda_officer, point=point)
    assert (one, counts()) == ([10, 14, 11], one)


# --- the draft ---------------------------------------------------------------------------------------------
def _compiled(cast: Cast, collection: Collection) -> None:
    officer = cast.propaganda_officer
    office, hospital = (told.text_of(collection, unit) for unit in (cast.office, cast.hospital))
    compiling.quote(actor=officer, text=office, sentences=[0, 2])
    point = compiling.merge(actor=officer, text=hospital, wording="Khó tập trung học tập.")
    compiling.merge(actor=officer, text=office, point=point)
    compiling.write_point(
        actor=officer,
        collection=collection,
        narrative=told.question(collection),
        wording="Nhìn chung có tiến bộ.",
    )


def _paragraphs(client: Client, query: str = "") -> tuple[list[str], str]:
    answer = client.get(f"{LIST}du-thao/tep/{query}")
    assert answer.status_code == 200
    document = docx.Document(BytesIO(answer.content))
    tables = "\n".join(cell.text for one in document.tables for row in one.rows for cell in row.cells)
    return [one.text for one in document.paragraphs], tables


def test_word_file_holds_every_quote_letter_by_letter_with_its_source(
    officer: Client, collection: Collection, cast: Cast
) -> None:
    _compiled(cast, collection)
    paragraphs, tables = _paragraphs(officer)
    assert "“Một số chi bộ sinh hoạt còn hình thức.” (…) “- Nguyên nhân: thiếu hướng dẫn.” [1]" in paragraphs
    assert "Khó tập trung học tập. [1, 2]" in paragraphs
    assert any(one.startswith("Nhìn chung có tiến bộ.") and "[" not in one for one in paragraphs)
    assert [name in tables for name in ("Văn phòng Tỉnh ủy", "Bệnh viện tỉnh", "Sở Nội vụ")] == [
        True,
        True,
        False,
    ]


def test_word_file_without_sources_has_neither_marks_nor_annex(
    officer: Client, collection: Collection, cast: Cast
) -> None:
    _compiled(cast, collection)
    paragraphs, tables = _paragraphs(officer, "?nguon=khong")
    assert "Khó tập trung học tập." in paragraphs
    assert ("[1" in "\n".join(paragraphs), "Bệnh viện tỉnh" in tables) == (False, False)


def test_draft_page_shows_points_with_marks_and_offers_both_files(
    officer: Client, collection: Collection, cast: Cast
) -> None:
    _compiled(cast, collection)
    page = text(officer, f"{LIST}du-thao/")
    assert "3 ý, từ lời văn của 2 đơn vị." in page
    assert "(do người tổng hợp viết)" in page
    assert '<span class="nowrap">[1, 2]</span>' in page
    assert "Nguồn của các ý</h2>" not in text(officer, f"{LIST}du-thao/?nguon=khong")
    pdf = officer.get(f"{LIST}du-thao/tep/?dang=pdf")
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")


def test_empty_draft_says_so_on_page_and_paper(officer: Client, collection: Collection) -> None:
    assert "Chưa có nội dung." in text(officer, f"{LIST}du-thao/")
    assert any(one.startswith("(Chưa có nội dung)") for one in _paragraphs(officer)[0])


def test_addresses_that_name_nothing_are_not_found(officer: Client, collection: Collection) -> None:
    missing = ["/bao-cao/KHONG/loi-van/", f"{LIST}9/", "/bao-cao/KHONG/loi-van/du-thao/tep/"]
    assert [officer.get(one).status_code for one in missing] == [404] * 3
