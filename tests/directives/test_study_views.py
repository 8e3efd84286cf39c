"""The pages of study: what each person sees, what a form keeps, and how many statements a list takes."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client

from lantoa.accounts.models import User
from lantoa.directives.choices import SessionKind, SessionState
from lantoa.directives.models import StudySession
from lantoa.directives.services.sessions import NewSession, SessionTold, cancel_session, enter_sessions
from tests.cast import Cast
from tests.directives.world import HELD, directive, held, plan, planned, topic

LIST, NEW = "/hoc-tap/", "/hoc-tap/moi/"


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def form(**change: str) -> dict[str, str]:
    given = {
        "kind": "thematic",
        "title": "Học tập chuyên đề",
        "held_on": "15/3/2021",
        "directive": str(directive().pk),
    }
    return given | change


def told(**change: str) -> dict[str, str]:
    given = {
        "minutes": "90",
        "members_called": "20",
        "members_present": "18",
        "members_excused": "1",
        "others_present": "",
        "deeds": "Trả kết quả trước hẹn.\n\nHọp ngắn hơn.",
        "row_version": "1",
    }
    return given | change


def test_session_that_is_over_is_entered_and_its_result_told(cast: Cast) -> None:
    client = as_(cast.unit_reporter)
    entered = client.post(NEW, form())
    session = StudySession.objects.get()
    assert entered.headers["Location"] == f"/hoc-tap/{session.code}/ket-qua/"
    saved = client.post(entered.headers["Location"], told(), follow=True)
    session.refresh_from_db()
    assert (session.state, session.attendances, session.unexcused) == (SessionState.HELD, 18, 1)
    assert [one.text for one in session.deeds.all()] == ["Trả kết quả trước hẹn.", "Họp ngắn hơn."]
    page = saved.content.decode()
    assert "Đã ghi kết quả. Buổi học được tính vào báo cáo của kỳ." in page
    assert "Sửa kết quả" in page
    sheet = client.get(f"/hoc-tap/{session.code}/in/").content.decode()
    assert "Trả kết quả trước hẹn." in sheet
    signers = sheet[sheet.index('class="paper__signers"') :]
    assert (signers.count("(Ký, ghi rõ họ tên)"), "Người chủ trì" in signers) == (2, True)


def test_plan_for_a_day_to_come_waits_for_it(cast: Cast) -> None:
    client = as_(cast.unit_head)
    entered = client.post(NEW, form(held_on="20/4/2021"))
    address = entered.headers["Location"]
    page = client.get(address).content.decode()
    assert "Chưa tổ chức. Kết quả ghi sau ngày học." in page
    assert "ket-qua" not in page
    early = client.get(f"{address}ket-qua/")
    assert early.status_code == 422
    assert "Buổi học chưa tới ngày. Học xong mới ghi kết quả được" in early.content.decode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": ""}, "Mục này chưa có nội dung. Hãy nhập rồi lưu lại."),
        ({"title": "…"}, "Ghi nội dung buổi học."),
        ({"held_on": "31/02/2021"}, "Tháng 2/2021 chỉ có 28 ngày."),
        ({"held_on": "hôm nay"}, "ngày"),
        ({"held_on": "01/01/2014"}, "Ngày 01/01/2014 đơn vị chưa có hoặc đã kết thúc. Xem lại ngày."),
        ({"kind": "party"}, "Lựa chọn này không còn trong danh sách. Hãy chọn lại."),
        ({"topic": "CD-2099-001"}, "Lựa chọn này không còn trong danh sách. Hãy chọn lại."),
        ({"place": "x" * 201}, "tối đa 200"),
    ],
)
def test_wrong_plan_is_told_and_what_was_typed_stays(
    cast: Cast, change: dict[str, str], sentence: str
) -> None:
    page = as_(cast.unit_reporter).post(NEW, form(place="Hội trường A") | change)
    said = page.content.decode()
    assert (page.status_code, StudySession.objects.count()) == (422, 0)
    assert sentence in said
    assert ("Hội trường A" in said) or "place" in change


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"members_present": "hai mươi"}, "Chỉ nhập chữ số 0–9."),
        ({"members_present": "-1"}, "Số lượng không được âm."),
        ({"members_present": "17,5"}, "Ô này chỉ nhận số nguyên, không có phần thập phân."),
        ({"members_called": "99999999999"}, "1.000.000"),
        ({"members_called": ""}, "Mục này chưa có nội dung. Hãy nhập rồi lưu lại."),
        ({"members_present": "21"}, "Có mặt 21 cộng vắng có lý do 1 nhiều hơn số triệu tập 20."),
        ({"minutes": "0"}, "Số nhỏ quá: ô này nhận từ 1 trở lên."),
        ({"deeds": "x" * 301}, "Việc thứ 1 dài quá 300 ký tự."),
    ],
)
def test_wrong_result_is_told_and_what_was_typed_stays(
    cast: Cast, change: dict[str, str], sentence: str
) -> None:
    session = planned(cast)
    page = as_(cast.unit_reporter).post(
        f"/hoc-tap/{session.code}/ket-qua/", told(others_present="7") | change
    )
    said = page.content.decode()
    session.refresh_from_db()
    assert (page.status_code, session.state) == (422, SessionState.PLANNED)
    assert sentence in said
    assert 'value="7"' in said


def test_second_saver_sees_both(cast: Cast) -> None:
    session = held(cast)
    page = as_(cast.unit_head).post(
        f"/hoc-tap/{session.code}/ket-qua/", told(row_version="1", members_present="15")
    )
    said = page.content.decode()
    assert page.status_code == 409
    assert "Buổi học vừa được người khác sửa." in said
    assert 'value="15"' in said
    assert "<dt>Đảng viên có mặt</dt><dd>17</dd>" in said
    seen = str(page.context["form"]["row_version"].value())
    as_(cast.unit_head).post(
        f"/hoc-tap/{session.code}/ket-qua/", told(row_version=seen, members_present="15")
    )
    session.refresh_from_db()
    assert session.members_present == 15


def test_list_is_narrowed_by_what_the_address_says(cast: Cast) -> None:
    year = topic(cast)
    held(cast, plan(of=year, title="Học chuyên đề"))
    held(cast, plan(date(2020, 5, 1), SessionKind.STORY, title="Kể chuyện"), SessionTold(30, 9, 9))
    planned(cast, plan(title="Chưa học"))
    client = as_(cast.propaganda_officer)

    def titles(query: str) -> list[str]:
        return [row.title for row in client.get(LIST + query).context["page"]]

    assert titles("") == ["Chưa học", "Học chuyên đề", "Kể chuyện"]
    assert titles("?nam=2020") == ["Kể chuyện"]
    assert titles(f"?chuyen-de={year.code}") == ["Học chuyên đề"]
    assert titles("?hinh-thuc=story") == ["Kể chuyện"]
    assert titles("?trang-thai=planned") == ["Chưa học"]
    assert titles("?viec=co") == ["Học chuyên đề"]
    assert titles("?viec=khong") == ["Kể chuyện"]
    assert titles("?q=hoc chuyen de") == ["Học chuyên đề"]
    assert titles("?don-vi=KHOI") == ["Chưa học", "Học chuyên đề", "Kể chuyện"]
    assert titles("?don-vi=BENHVIEN") == []
    assert titles("?sort=title") == ["Chưa học", "Học chuyên đề", "Kể chuyện"]
    assert titles("?sort=-present") == ["Học chuyên đề", "Kể chuyện", "Chưa học"]
    assert titles("?nam=abc&trang-thai=x&sort=zz&hinh-thuc=1") == ["Chưa học", "Học chuyên đề", "Kể chuyện"]
    page = client.get(LIST)
    assert [(one.label, one.value) for one in page.context["counters"]] == [
        ("Tất cả", 3),
        ("Có kế hoạch", 1),
        ("Đã tổ chức", 2),
    ]
    sums = page.context["sums"]
    assert (sums.held, sums.attendances, sums.with_deeds, sums.share) == (2, 31, 1, 50)


def test_workbook_is_the_list_as_it_is_seen(cast: Cast) -> None:
    held(cast)
    planned(cast, plan(title="=1+1"))
    client = as_(cast.propaganda_officer)
    answer = client.get("/hoc-tap/xuat/?sort=title")
    rows = list(openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    told_rows = [row for row in rows if row[0] and str(row[0]).startswith("HT-")]
    assert [type(row[1]) for row in told_rows] == [datetime, datetime]
    assert [(row[4], row[8], row[9], row[12]) for row in told_rows] == [
        ("=1+1", None, None, 0),
        ("Học tập chuyên đề năm", 20, 17, 1),
    ]


def test_topic_page_says_who_has_studied(cast: Cast) -> None:
    year = topic(cast)
    held(cast, plan(of=year))
    hospital = NewSession(cast.hospital, plan(of=year), HELD)
    gone = enter_sessions(actor=cast.outsider, sessions=[hospital])[0]
    cancel_session(actor=cast.outsider, session=gone, reason="Nhập nhầm.", row_version=1)
    client = as_(cast.propaganda_officer)

    def units(query: str) -> list[tuple[str, int, int]]:
        rows = client.get(f"/hoc-tap/chuyen-de/{year.code}/{query}").context["rows"]
        return [(row.unit.code, row.held, row.attendances) for row, _address in rows]

    assert units("") == [("VPTU", 1, 22), ("BENHVIEN", 0, 0), ("SONV", 0, 0)]
    assert units("?don-vi=da-hoc") == [("VPTU", 1, 22)]
    assert units("?don-vi=chua-hoc") == [("BENHVIEN", 0, 0), ("SONV", 0, 0)]
    own = as_(cast.unit_reporter).get(f"/hoc-tap/chuyen-de/{year.code}/").context["rows"]
    assert [row.unit.code for row, _address in own] == ["VPTU"]


def test_topic_is_set_on_its_form(cast: Cast) -> None:
    client = as_(cast.propaganda_officer)
    given = {"title": "Chuyên đề", "span": "year", "first_year": "2021", "directive": str(directive().pk)}
    wrong = client.post("/hoc-tap/chuyen-de/moi/", given | {"first_year": "2.021", "guidance": "Học kỹ."})
    said = wrong.content.decode()
    assert wrong.status_code == 422
    assert "Ghi năm bằng bốn chữ số, ví dụ 2021." in said
    assert "Học kỹ." in said
    made = client.post("/hoc-tap/chuyen-de/moi/", given, follow=True)
    assert "Đã đặt chuyên đề CD-2021-001." in made.content.decode()
    two = client.post("/hoc-tap/chuyen-de/moi/", given | {"last_year": "2022", "title": "Khác"})
    assert "Chuyên đề năm chỉ học trong một năm." in two.content.decode()


def test_empty_pages_say_what_comes_here(cast: Cast) -> None:
    assert "Ghi buổi học đầu tiên" in as_(cast.unit_reporter).get(LIST).content.decode()
    assert (
        "Đặt chuyên đề đầu tiên" in as_(cast.propaganda_officer).get("/hoc-tap/chuyen-de/").content.decode()
    )
    held(cast)
    assert "Không có buổi học nào khớp" in as_(cast.unit_reporter).get(f"{LIST}?nam=2019").content.decode()


@pytest.mark.parametrize(
    "path", [LIST, "/hoc-tap/xuat/", "/hoc-tap/chuyen-de/", "/hoc-tap/chuyen-de/CD-2021-001/"]
)
def test_page_takes_as_many_statements_for_many_sessions(
    cast: Cast, path: str, django_assert_num_queries: Any
) -> None:
    year = topic(cast)
    client = as_(cast.propaganda_officer)
    held(cast, plan(of=year))
    expected = STATEMENTS[path]
    with django_assert_num_queries(expected):
        client.get(path)
    many = [NewSession(unit, plan(of=year), HELD) for unit in cast.units() for _n in range(5)]
    enter_sessions(actor=cast.unit_reporter, sessions=many)
    with django_assert_num_queries(expected):
        client.get(path)


STATEMENTS = {LIST: 13, "/hoc-tap/xuat/": 4, "/hoc-tap/chuyen-de/": 8, "/hoc-tap/chuyen-de/CD-2021-001/": 14}
