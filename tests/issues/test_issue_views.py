"""The pages of matters: what each person is offered and told, what a form keeps, and how many statements a page takes."""

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.desk.queries.tasks import tasks_of
from lantoa.issues import services
from lantoa.issues.choices import IssueState
from lantoa.issues.models import IssueFile, PressingIssue
from lantoa.ui.forms import NOT_A_CHOICE
from tests.cast import TODAY, Cast
from tests.issues.world import RESULT, TITLE, everybody_is_many, give_people, proposed, raised, taken_up, text

LIST, RAISE, BOARD = "/buc-xuc/", "/buc-xuc/neu/", "/buc-xuc/theo-doi/"
LIST_STATEMENTS = 14
BOARD_STATEMENTS = 11


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def form(**change: str) -> dict[str, str]:
    typed = {
        "theme": "thu-tuc",
        "title": "Hồ sơ trả trễ hẹn",
        "text": "Trễ 12 ngày ở bộ phận một cửa.",
        "wanted": "Trả đúng hẹn",
        "whose": "own",
    }
    return typed | change


def page(user: User, address: str) -> str:
    return as_(user).get(address).content.decode()


def test_matter_is_raised_on_the_page(cast: Cast) -> None:
    done = as_(cast.outsider).post(RAISE, form(whose="above"), follow=True)
    issue = PressingIssue.objects.get()
    assert (issue.unit, issue.owner) == (cast.hospital, cast.bloc)
    assert "Đã nêu vấn đề BX-2021-00001." in done.content.decode()


def test_person_is_refused_at_the_field_and_what_was_typed_stays(cast: Cast) -> None:
    answer = as_(cast.outsider).post(RAISE, form(text="Ông Trần Văn Tám ở ấp 7 chờ ba tháng."))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "«Ông Trần Văn Tám» (tên người)" in shown
    assert "ở ấp 7 chờ ba tháng." in shown
    assert 'value="Trả đúng hẹn"' in shown
    assert not PressingIssue.objects.exists()


def test_who_escalates_is_told_by_name_who_has_it_now(cast: Cast) -> None:
    issue = taken_up(cast)
    typed = {
        "reason": "Cần thêm kinh phí, đơn vị không tự quyết được.",
        "row_version": str(issue.row_version),
    }
    answer = as_(cast.hospital_head).post(f"{LIST}{issue.code}/chuyen-cap-tren/", typed, follow=True)
    assert "Đã chuyển lên Đảng ủy Khối." in answer.content.decode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": ""}, "Mục này chưa có nội dung. Hãy nhập rồi lưu lại."),
        ({"title": "x" * 201}, "tối đa 200"),
        ({"text": "…"}, "Mục này"),
        ({"text": "Mật\u202eviệc"}, "ký tự"),
        ({"theme": "khong-co"}, str(NOT_A_CHOICE)),
    ],
)
def test_form_says_what_is_wrong(cast: Cast, change: dict[str, str], sentence: str) -> None:
    answer = as_(cast.outsider).post(RAISE, form(**change))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_reader_above_sees_voice_and_week_and_the_unit_sees_the_day(cast: Cast) -> None:
    give_people({cast.bloc: 20, cast.hospital: 8, cast.department: 9, cast.office: 3})
    issue = raised(cast, above=True)
    address = f"{LIST}{issue.code}/"
    above, own = page(cast.propaganda_officer, address), page(cast.hospital_head, address)
    for shown in (above, page(cast.propaganda_officer, LIST)):
        assert "Các đơn vị nhỏ thuộc Đảng ủy Khối" in shown
        assert "tuần từ 05/4/2021" in shown
        assert "Bệnh viện" not in shown
        assert "06/4/2021" not in shown
        assert cast.outsider.username not in shown
    assert "Bệnh viện tỉnh" in own
    assert "06/4/2021" in own


def test_workbook_tells_no_more_than_the_page(cast: Cast) -> None:
    give_people({cast.bloc: 20, cast.hospital: 8, cast.department: 9, cast.office: 3})
    raised(cast, above=True)
    content = as_(cast.propaganda_officer).get(f"{LIST}xuat/?don-vi=KHOI%2B").content
    cells = [str(cell.value) for row in openpyxl.load_workbook(BytesIO(content)).active for cell in row]  # type: ignore[union-attr]
    assert TITLE in cells
    assert "Các đơn vị nhỏ thuộc Đảng ủy Khối" in cells
    assert "Lọc theo: nơi nêu: Các đơn vị nhỏ thuộc Đảng ủy Khối" in cells
    assert not any("Bệnh viện" in cell for cell in cells)


def test_each_side_is_offered_its_own_step(cast: Cast) -> None:
    everybody_is_many(cast)
    issue = proposed(cast, above=True)
    address = f"{LIST}{issue.code}/"
    assert "tra-loi/" in page(cast.hospital_head, address)
    assert "tra-loi/" not in page(cast.outsider, address)
    assert "rut-buoc/" in page(cast.propaganda_officer, address)
    answer = as_(cast.hospital_head).post(
        f"{address}tra-loi/", {"viec": "lam-tiep", "reason": "", "row_version": str(issue.row_version)}
    )
    assert answer.status_code == 422
    assert "Ghi còn thiếu gì" in answer.content.decode()
    as_(cast.hospital_head).post(
        f"{address}tra-loi/", {"viec": "xac-nhan", "row_version": str(issue.row_version)}
    )
    issue.refresh_from_db()
    assert issue.state == IssueState.CLOSED


def test_silence_stands_on_the_page(cast: Cast) -> None:
    issue = proposed(cast, above=True)
    with clock.set_to(TODAY + timedelta(days=15)):
        assert "chưa trả lời sau" not in page(cast.propaganda_officer, f"{LIST}{issue.code}/")
    with clock.set_to(TODAY + timedelta(days=16)):
        shown = page(cast.propaganda_officer, f"{LIST}{issue.code}/")
    assert "Nơi nêu chưa trả lời sau 16 ngày." in shown
    assert "Chưa trả lời không phải là đồng ý" in shown


def _photo(name: str = "IMG_20210402_101500.jpg") -> SimpleUploadedFile:
    exif = Image.Exif()
    exif[0x010F] = "MayAnhCuaNguoiChup"
    content = BytesIO()
    Image.new("RGB", (40, 30), "white").save(content, "JPEG", exif=exif)
    return SimpleUploadedFile(name, content.getvalue())


def test_photo_loses_its_metadata_and_its_name(cast: Cast) -> None:
    issue = raised(cast)
    client, address = as_(cast.outsider), f"{LIST}{issue.code}/tep/"
    sent = {"caption": "Phòng trực chật.", "file": _photo(), "no_secrets": "on"}
    named = client.post(address, sent | {"file": _photo("Nguyen Van A bi nga.jpg")})
    assert (named.status_code, IssueFile.objects.count()) == (422, 0)
    assert "không đọc được chữ và hình bên trong tệp" in named.content.decode()
    assert client.post(address, sent).status_code == 302
    file = IssueFile.objects.get()
    assert file.name == f"{issue.code}-1.jpg"
    content = client.get(f"{address}{file.pk}/").content
    assert b"MayAnhCuaNguoiChup" not in content
    shown = client.post(f"{address}{file.pk}/bo/", follow=True).content.decode()
    assert "Đã bỏ tệp." in shown
    assert client.get(f"{address}{file.pk}/").status_code == 404
    client.post(f"{address}{file.pk}/khoi-phuc/")
    assert client.get(f"{address}{file.pk}/").status_code == 200


def test_caption_with_a_person_is_refused(cast: Cast) -> None:
    issue = raised(cast)
    sent = {"caption": "Ảnh chị Hoa tổ may", "file": _photo(), "no_secrets": "on"}
    answer = as_(cast.outsider).post(f"{LIST}{issue.code}/tep/", sent)
    assert answer.status_code == 422
    assert not IssueFile.objects.exists()


def test_address_that_undoes_nothing_is_harmless(cast: Cast) -> None:
    issue = raised(cast)
    assert as_(cast.outsider).get(f"{LIST}{issue.code}/?hoan-tac=abc").status_code == 200


def _many(cast: Cast, count: int) -> None:
    for _number in range(count):
        services.raise_issue(actor=SYSTEM, unit=cast.hospital, text=text())


@pytest.mark.parametrize("count", [1, 30])
def test_list_and_board_take_as_many_statements_for_one_row_and_thirty(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    everybody_is_many(cast)
    _many(cast, count)
    client = as_(cast.propaganda_officer)
    client.get(LIST)
    with django_assert_num_queries(LIST_STATEMENTS):
        client.get(LIST)
    with django_assert_num_queries(BOARD_STATEMENTS):
        client.get(BOARD)


def test_board_counts_by_level_age_and_quarter_and_points_out_a_theme_of_many_units(cast: Cast) -> None:
    everybody_is_many(cast)
    with clock.set_to(date(2021, 1, 12)):
        for unit in cast.units():
            services.raise_issue(actor=SYSTEM, unit=unit, text=text(code="thu-tuc"))
    raised(cast, above=True)
    shown = page(cast.propaganda_officer, BOARD)
    assert "Nhiều nơi cùng nêu trong 90 ngày qua" in shown
    narrowed = page(cast.propaganda_officer, f"{BOARD}?cap=don-vi&don-vi=BENHVIEN")
    assert f'href="{LIST}?trang-thai=qua-han&amp;cap=don-vi&amp;don-vi=BENHVIEN"' in narrowed
    book = openpyxl.load_workbook(BytesIO(as_(cast.propaganda_officer).get(f"{BOARD}xuat/").content))
    levels = {row[0]: row[1:] for row in book.worksheets[0].iter_rows(values_only=True)}
    assert levels["Đơn vị nêu tự giải quyết"][-1] == 3
    assert levels["Cấp trên trực tiếp"][-1] == 1
    themes = {row[0]: row[1:] for row in book.worksheets[1].iter_rows(values_only=True)}
    assert themes["Thủ tục hành chính"] == (3, 3, 0, 0, 0, 0, 0, 0, 0, 3, 0)


def test_board_leaves_out_who_is_few_and_says_so(cast: Cast) -> None:
    give_people({cast.bloc: 20, cast.hospital: 5})
    raised(cast, above=True)
    shown = page(cast.propaganda_officer, BOARD)
    assert "không tính vào bảng nào ở đây" in shown
    assert "Chưa có số liệu" in shown
    assert "Đơn vị có ít người" in page(cast.propaganda_officer, LIST)


def test_desk_tells_each_side_what_is_its_own(cast: Cast) -> None:
    issue = taken_up(cast, above=True)

    def told(user: User, day: date) -> list[str]:
        return [one.url for one in tasks_of(user, day) if "/buc-xuc/" in one.url]

    address = f"{LIST}{issue.code}/"
    assert told(cast.propaganda_officer, TODAY) == [address]
    assert told(cast.hospital_head, TODAY) == []
    assert told(cast.hospital_head, date(2021, 6, 1)) == [f"{address}de-nghi-cap-tren/"]
    services.propose_solved(actor=SYSTEM, issue=issue, result=RESULT, row_version=issue.row_version)
    assert told(cast.hospital_head, TODAY) == [f"{address}tra-loi/"]
    assert told(cast.propaganda_officer, TODAY) == []


def test_who_comes_second_reads_what_was_done_and_goes_on_with_what_was_typed(cast: Cast) -> None:
    everybody_is_many(cast)
    issue = taken_up(cast, above=True)
    typed = {"row_version": str(issue.row_version), "result": RESULT}
    services.add_to_issue(
        actor=cast.outsider, issue=issue, words="Nay thêm khoa Nhi.", row_version=issue.row_version
    )
    officer, address = as_(cast.propaganda_officer), f"{LIST}{issue.code}/bao-da-giai-quyet/"
    answer = officer.post(address, typed)
    shown = answer.content.decode()
    assert (answer.status_code, RESULT in shown) == (409, True)
    assert "Bổ sung, Bệnh viện tỉnh. Nay thêm khoa Nhi." in shown and "Tiếp nhận, " not in shown
    again = str(issue.row_version + 1)
    assert f'name="row_version" value="{again}"' in shown
    assert officer.post(address, typed | {"row_version": again}).status_code == 302
    issue.refresh_from_db()
    assert (issue.state, issue.result) == (IssueState.PROPOSED, RESULT)
