"""The pages of published figures: tried before it is kept, shown with both numbers, exported as seen."""

import html
import json
import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from lantoa.reporting.models import Publication
from lantoa.reporting.published.files.reading import read_reviews
from lantoa.reporting.services.publications import enter_reviews
from lantoa.reporting.views.publications import EXAMPLE
from tests.cast import Cast
from tests.reporting import world
from tests.reporting.test_published_checks import DATA, DENOMINATORS, REAL
from tests.reporting.test_published_files import file_of

BASE = "/bao-cao/so-da-cong-bo/"
REVIEWS = (DATA / "published_reviews.json").read_text(encoding="utf-8")


@pytest.fixture
def officer(client: Client, cast: Cast) -> Client:
    client.force_login(cast.propaganda_officer)
    return client


@pytest.fixture
def publications(cast: Cast) -> list[Publication]:
    reviews = [*REAL.values(), DENOMINATORS["can-tho-2015"]]
    done = enter_reviews(actor=cast.propaganda_officer, owner=cast.bloc, reviews=reviews)
    return [one.publication for one in done]


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def rows_of(page: str) -> list[str]:
    """The names in the first column of the page's table."""
    found = re.findall(r'<th scope="row">\s*<a [^>]*>([^<]*)</a>', page)
    return [one.strip() for one in found]


def upload(content: bytes, name: str = "bai.json", **more: str) -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, content), "no_secrets": "on", "viec": "thu", **more}


def test_uploaded_list_is_tried_and_its_text_stands_ready_to_be_entered(officer: Client) -> None:
    tried = officer.post(f"{BASE}nap/", upload(b"\xef\xbb\xbf" + REVIEWS.encode()))
    page = tried.content.decode()
    assert (tried.status_code, Publication.objects.count(), page.count("Bài mới")) == (200, 0, 22)
    stands = html.unescape(page.split("<textarea", 1)[1].split(">", 1)[1].split("</textarea>", 1)[0])
    assert officer.post(f"{BASE}nap/", {"text": stands, "viec": "nap"}).status_code == 302
    assert Publication.objects.count() == 22


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"%PDF-1.7", "bai.json"),
        (b"a,b\n1,2", "bai.json"),
        (b'[{"id": "\xff"}]', "bai.json"),
        (b'[{"note": "T\\u1ed0I M\\u1eacT"}]', "bai.json"),
        (b'[{"id": ', "bai.json"),
        (b"[]", "bai.json"),
    ],
)
def test_file_that_is_none_of_these_is_refused_and_keeps_nothing(
    officer: Client, content: bytes, name: str
) -> None:
    answer = officer.post(f"{BASE}nap/", upload(content, name, viec="nap"))
    assert (answer.status_code, Publication.objects.count()) == (422, 0)


def test_form_without_file_and_text_says_what_to_do(officer: Client) -> None:
    answer = officer.post(f"{BASE}nap/", {"text": "", "viec": "thu"})
    assert answer.status_code == 422
    assert "Chọn một tệp, hoặc dán nội dung tệp vào ô dưới." in answer.content.decode()


def test_officer_tries_a_file_then_enters_it(officer: Client) -> None:
    tried = officer.post(f"{BASE}nap/", {"text": REVIEWS, "viec": "thu"})
    page = tried.content.decode()
    assert (tried.status_code, Publication.objects.count()) == (200, 0)
    assert page.count("Bài mới") == 22
    assert "Nêu 4.320 tập thể; các phần cộng lại 4.788 (615 + 1.565 + 2.608), nhiều hơn 468." in page
    done = officer.post(f"{BASE}nap/", {"text": REVIEWS, "viec": "nap"})
    assert (done.status_code, done["Location"]) == (302, f"{BASE}cho-lech/")
    assert Publication.objects.count() == 22
    assert "Đã nạp 22 bài." in text(officer, f"{BASE}cho-lech/")
    again = officer.post(f"{BASE}nap/", {"text": REVIEWS, "viec": "thu"}).content.decode()
    assert again.count("Đã có, không đổi") == 22


def test_faulty_file_is_answered_with_every_place_and_what_was_typed(officer: Client) -> None:
    wrong = file_of({"value": "10,000", "metric": "a b"}, org="")
    answer = officer.post(f"{BASE}nap/", {"text": wrong, "viec": "nap"})
    page = answer.content.decode()
    assert (answer.status_code, Publication.objects.count()) == (422, 0)
    assert [place in page for place in ("[0].org", "[0].facts[0].metric", "[0].facts[0].value")] == [True] * 3
    assert "nếu là mười nghìn, hãy nhập 10.000 hoặc 10000" in page
    assert "10,000" in page.split("<textarea")[1]


@pytest.mark.parametrize("typed", ["", "   ", "{", "5", "x" * (512 * 1024 + 1)])
def test_text_that_is_no_file_is_422(officer: Client, typed: str) -> None:
    assert officer.post(f"{BASE}nap/", {"text": typed, "viec": "nap"}).status_code == 422


def test_text_of_the_file_is_never_markup(officer: Client) -> None:
    hostile = "<script>alert(1)</script>"
    file = file_of({"vi": hostile, "note": hostile}, org=hostile, url=f"javascript:{hostile}", note=hostile)
    assert officer.post(f"{BASE}nap/", {"text": file, "viec": "nap"}).status_code == 302
    for address in (BASE, f"{BASE}cho-lech/", f"{BASE}A/"):
        page = text(officer, address)
        assert (hostile in page, 'href="javascript:' in page) == (False, False)


def test_example_on_the_page_can_be_entered_as_it_stands(officer: Client) -> None:
    read = read_reviews(EXAMPLE)
    assert (read.faults, read.notices) == ([], [])
    assert officer.post(f"{BASE}nap/", {"text": EXAMPLE, "viec": "nap"}).status_code == 302


@pytest.mark.usefixtures("publications")
def test_differences_page_shows_both_numbers_the_gap_the_words_and_the_source(officer: Client) -> None:
    page = text(officer, f"{BASE}cho-lech/")
    assert rows_of(page) == ["Tỉnh ủy Yên Bái", "Tỉnh ủy Yên Bái", "Thành ủy Cần Thơ"]
    shown = ["4.320 tập thể", "4.788", "−468", "tập thể đăng ký", "62,62%", "61,92%", "+0,70 điểm"]
    assert [one for one in shown if one not in page] == []
    assert "https://dangcongsan.org.vn/tinhuyyenbai/" in page
    assert 'href="https://dangcongsan' not in page


@pytest.mark.usefixtures("publications")
def test_differences_are_filtered_and_exported_as_seen(officer: Client) -> None:
    assert rows_of(text(officer, f"{BASE}cho-lech/?loai=share")) == ["Thành ủy Cần Thơ"]
    assert rows_of(text(officer, f"{BASE}cho-lech/?q=can+tho")) == ["Thành ủy Cần Thơ"]
    assert "Không có bài nào khớp" in text(officer, f"{BASE}cho-lech/?q=khong-co")
    assert len(rows_of(text(officer, f"{BASE}cho-lech/?loai=xa-la&trangthai=xa-la&sort=xa-la"))) == 3
    book = load_workbook(BytesIO(officer.get(f"{BASE}cho-lech/xuat/?loai=share").content))
    values = [cell.value for row in book["Chỗ lệch"].iter_rows() for cell in row]
    assert ("62,62%" in values, "61,92%" in values, "0,70 điểm" in values, "4.788" in values) == (
        True,
        True,
        True,
        False,
    )


@pytest.mark.usefixtures("publications")
def test_list_counts_searches_and_sorts(officer: Client) -> None:
    page = text(officer, BASE)
    assert len(rows_of(page)) == 23
    assert rows_of(text(officer, f"{BASE}?trangthai=co-lech")) == ["Tỉnh ủy Yên Bái", "Thành ủy Cần Thơ"]
    assert rows_of(text(officer, f"{BASE}?q=yen+bai&sort=ngay")) == [
        "Đảng ủy Khối cơ quan và doanh nghiệp tỉnh Yên Bái",
        "Huyện ủy Lục Yên (Yên Bái)",
        "Tỉnh ủy Yên Bái",
    ]
    assert rows_of(text(officer, f"{BASE}?sort=-lech"))[0] == "Tỉnh ủy Yên Bái"
    book = load_workbook(BytesIO(officer.get(f"{BASE}xuat/?trangthai=co-lech").content))
    assert [sheet.title for sheet in book] == ["Các bài", "Số liệu"]
    assert [
        row[0].value for row in book["Các bài"].iter_rows() if row[0].value in ("CASE-09", "CASE-16")
    ] == ["CASE-09"]


@pytest.mark.usefixtures("publications")
def test_publication_shows_every_figure_as_printed_and_every_comparison(officer: Client) -> None:
    page = text(officer, f"{BASE}CASE-11/")
    assert "trên 320" in page and "gần 594.000" in page
    assert "Bằng tổng các phần (362 + 181)." in page
    assert "chỗ lệch" not in page
    wrong = text(officer, f"{BASE}CASE-09/")
    assert "2 chỗ lệch" in wrong and wrong.count('class="difference"') == 2


@pytest.mark.usefixtures("publications")
def test_publication_is_downloaded_as_a_file_that_reads_back(officer: Client) -> None:
    answer = officer.get(f"{BASE}CASE-34/tep/")
    assert read_reviews(answer.content.decode()).reviews == [REAL["case-34"]]
    assert json.loads(answer.content)["format"] == "lantoa-published-figures"


@pytest.mark.usefixtures("publications")
def test_officer_takes_an_entry_back(officer: Client) -> None:
    assert officer.post(f"{BASE}CASE-09/bo/")["Location"] == BASE
    assert rows_of(text(officer, f"{BASE}cho-lech/")) == ["Thành ủy Cần Thơ"]
    page = text(officer, f"{BASE}CASE-09/")
    assert "Bản này đã bỏ hoặc được thay" in page and "Bỏ bài này" not in page


def test_nothing_entered_yet_says_what_to_do(officer: Client, client: Client, cast: Cast) -> None:
    for tail in ("", "cho-lech/"):
        assert "Chưa có số liệu đã công bố nào" in text(officer, BASE + tail)
    assert load_workbook(BytesIO(officer.get(f"{BASE}cho-lech/xuat/").content)).active is not None
    enter_reviews(actor=cast.propaganda_officer, owner=cast.bloc, reviews=[REAL["case-16"]])
    assert "Không có chỗ lệch nào" in text(officer, f"{BASE}cho-lech/")


@pytest.mark.usefixtures("publications")
def test_reader_sees_and_does_not_enter(client: Client, cast: Cast) -> None:
    client.force_login(cast.unit_reporter)
    page = text(client, f"{BASE}cho-lech/")
    assert (len(rows_of(page)), "Nạp tệp" in page) == (3, False)
    assert client.get(f"{BASE}nap/").status_code == 403
    assert client.post(f"{BASE}CASE-09/bo/").status_code == 403
    assert Publication.objects.filter(replaced_at=None).count() == 23


def _statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        text(client, address)
    return len(seen)


def test_pages_need_the_same_statements_for_one_and_for_many(officer: Client, cast: Cast) -> None:
    enter_reviews(actor=cast.propaganda_officer, owner=cast.bloc, reviews=[REAL["case-09"]])
    few = [_statements(officer, BASE + tail) for tail in ("", "", "cho-lech/")]
    enter_reviews(actor=cast.propaganda_officer, owner=cast.bloc, reviews=list(REAL.values()))
    assert [_statements(officer, BASE + tail) for tail in ("", "", "cho-lech/")] == few


def test_totals_page_shows_a_published_total_that_differs(officer: Client, cast: Cast) -> None:
    collection = world.story(cast)
    world.accepted(collection, world.row(cast.office, 90, 80), world.row(cast.hospital, 60, 40))
    address = f"/bao-cao/{collection.code}/"
    assert "Chênh lệch với tổng đã nêu" not in text(officer, address)
    fact = {"vi": "đảng viên", "unit": "đảng viên", "indicator": "U03", "value": "5.356"}
    reviews = read_reviews(file_of(fact, unit="KHOI", period="quý I/2021")).reviews
    enter_reviews(actor=cast.propaganda_officer, owner=cast.bloc, reviews=reviews)
    page = text(officer, address)
    assert "Đã công bố 5.356 đảng viên, cộng từ báo cáo đã duyệt 150: chênh +5.206." in page
    assert f'href="{BASE}A/"' in page
    book = load_workbook(BytesIO(officer.get(f"{address}xuat/").content))
    assert [sheet.title for sheet in book] == ["Tổng hợp", "Chênh lệch"]
    assert [cell.value for cell in list(book["Chênh lệch"].iter_rows())[-1]][:4] == [
        "Tổng số đảng viên",
        "5.356 đảng viên",
        "150",
        "+5.206",
    ]
