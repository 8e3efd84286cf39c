import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document

from lantoa.accounts.models import User
from lantoa.practices.choices import CallState
from lantoa.practices.models import Appraisal, Call, CallEntry
from lantoa.practices.queries.appraisals import work_of
from lantoa.practices.services import calls
from lantoa.practices.views import selection
from tests.practices.call_world import (
    FAIR,
    GOOD,
    appraised_call,
    effective,
    hand,
    open_call,
    panel,
    selecting_call,
    work,
)
from tests.practices.world import World

ROOM = "/mo-hinh/dot-xet/"


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def statements(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as said:
        assert client.get(address).status_code == 200
    return len(said)


FORM = {
    "title": "Đợt xét năm 2020",
    "purpose": "recognition",
    "year": "2020",
    "opens_on": "01/4/2021",
    "closes_on": "20/4/2021",
    "appraise_by": "05/5/2021",
    "per_entry": "3",
    "quota": "2",
    "w0": "20",
    "w1": "30",
    "w2": "15",
    "w3": "15",
    "w4": "20",
}


def test_officer_makes_a_call_and_opens_it(world: World) -> None:
    client = client_of(world.cast.propaganda_officer)
    form = FORM | {"directive": str(world.directive.pk)}
    assert client.post(f"{ROOM}lap/", form).status_code == 302
    call = Call.objects.get()
    assert (call.unit, call.quota, call.state) == (world.cast.bloc, 2, CallState.DRAFT)
    client.post(f"{ROOM}{call.code}/chuyen/", {"toi": "open"})
    assert Call.objects.get().state == CallState.OPEN
    assert client.get(f"{ROOM}{call.code}/sua/").status_code == 422


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"w0": "21"}, "cộng lại đúng 100"),
        ({"closes_on": "01/3/2021"}, "Hạn nhận sớm hơn ngày bắt đầu nhận."),
        ({"per_entry": "0"}, "ô này nhận từ 1 trở lên"),
        ({"title": " "}, "Mục này chưa có nội dung"),
        ({"year": "2022"}, "Chưa tới năm này."),
        ({"fields_taken": ["khong-co"]}, "Lựa chọn này không còn trong danh sách"),
    ],
    ids=["weights", "days", "nobody", "no title", "future", "field"],
)
def test_bad_call_is_refused_and_keeps_what_was_typed(
    world: World, changes: dict[str, object], sentence: str
) -> None:
    form = FORM | {"directive": str(world.directive.pk)} | changes
    page = client_of(world.cast.propaganda_officer).post(f"{ROOM}lap/", form)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert 'value="2020"' in page.content.decode() or "year" in changes
    assert not Call.objects.exists()


def test_head_puts_in_and_takes_out(world: World) -> None:
    call = open_call(world)
    practice = effective(world, world.cast.office, "Một cửa")
    client = client_of(world.cast.unit_head)
    here = f"{ROOM}{call.code}/"
    assert "Đủ điều kiện" in client.get(here).content.decode()
    client.post(f"{here}{practice.code}/trinh/")
    assert CallEntry.objects.count() == 1
    client.post(f"{here}{practice.code}/rut/")
    assert not CallEntry.objects.exists()


def test_unit_sees_why_it_cannot_put_in(world: World) -> None:
    call = open_call(world)
    world.practice(world.cast.office, "Đã công nhận")
    page = client_of(world.cast.unit_head).get(f"{ROOM}{call.code}/").content.decode()
    assert "Mô hình đang ở bước «Được công nhận»; đợt này nhận mô hình ở bước «Có hiệu quả»." in page


def test_officer_appoints_and_assigns_after_a_preview(world: World) -> None:
    call = open_call(world)
    for user, unit in ((world.cast.unit_head, world.cast.office),):
        practice = effective(world, unit, "Một cửa")
        calls.enter_in_call(actor=user, call=call, row=practice.years.get())
    client = client_of(world.cast.propaganda_officer)
    here = f"{ROOM}{call.code}/"
    assert client.post(f"{here}to/", {}).status_code == 422
    client.post(f"{here}to/", {"nguoi": [str(one.person.pk) for one in panel(world)]})  # type: ignore[attr-defined]
    client.post(f"{here}chuyen/", {"toi": "appraising"})
    page = client.get(f"{here}phan-cong/")
    assert "Giao mới 3 lượt" in page.content.decode()
    assert client.post(f"{here}phan-cong/", {"mark": "cu"}).status_code == 422
    client.post(f"{here}phan-cong/", {"mark": page.context["shared"].mark})
    assert [work_of(user).count() for user in panel(world)] == [1, 1, 1]


def test_assignment_that_lacks_people_says_where(world: World) -> None:
    call = appraised_call(world, per_entry=3)
    client = client_of(world.cast.inspector)
    code = work(world.cast.inspector, call).entry.practice_year.practice.code
    client.post(f"{ROOM}{call.code}/{code}/lien-quan/")
    page = client_of(world.cast.propaganda_officer).get(f"{ROOM}{call.code}/phan-cong/").content.decode()
    assert "Chưa đủ người chấm" in page
    assert code in page


def test_handing_in_leads_to_the_next(world: World) -> None:
    call = appraised_call(world)
    user = world.cast.inspector
    first, second = (one.entry.practice_year.practice.code for one in work_of(user))
    client = client_of(user)
    form = {f"p{place}": str(point) for place, point in enumerate(GOOD)} | {"row_version": "0"}
    page = client.post(f"{ROOM}{call.code}/{first}/cham/", form | {"viec": "nop"})
    assert (page.status_code, page["Location"]) == (302, f"{ROOM}{call.code}/{second}/cham/")
    page = client.post(f"{ROOM}{call.code}/{second}/cham/", form | {"viec": "nop"})
    assert page["Location"] == f"{ROOM}viec-cham/"


def test_draft_may_lack_points(world: World) -> None:
    call = appraised_call(world)
    user = world.cast.inspector
    code = work(user, call).entry.practice_year.practice.code
    here = f"{ROOM}{call.code}/{code}/cham/"
    client = client_of(user)
    assert client.post(here, {"p0": "18", "row_version": "0", "viec": "luu"}).status_code == 302
    assert Appraisal.objects.get().points == [18, None, None, None, None]
    assert 'value="18"' in client.get(here).content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"p0": "21"}, "21"),
        ({"p0": "-1"}, "p0"),
        ({"p0": "mười"}, "mười"),
        ({"p0": "", "viec": "nop"}, "Chưa cho điểm."),
        ({"p1": "0", "p4": "0", "viec": "nop"}, "phải ghi nhận xét"),
        ({"row_version": "7"}, "vừa được lưu ở cửa sổ khác"),
    ],
    ids=["too many", "negative", "words", "missing", "low without a word", "stale"],
)
def test_bad_points_are_refused_and_stay(world: World, changes: dict[str, str], sentence: str) -> None:
    call = appraised_call(world)
    user = world.cast.inspector
    code = work(user, call).entry.practice_year.practice.code
    form = {f"p{place}": str(point) for place, point in enumerate(GOOD)} | {"row_version": "0"} | changes
    page = client_of(user).post(f"{ROOM}{call.code}/{code}/cham/", form)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert 'value="12"' in page.content.decode()
    assert not Appraisal.objects.exists()


def test_drafts_and_points_are_nobody_elses_before_the_end(world: World) -> None:
    call = appraised_call(world)
    user = world.cast.inspector
    assignment = work(user, call)
    hand(user, assignment, GOOD, "Nhận xét riêng")
    code = assignment.entry.practice_year.practice.code
    officer = client_of(world.cast.propaganda_officer)
    assert "Nhận xét riêng" not in officer.get(f"{ROOM}{call.code}/{code}/cham/").content.decode()
    assert officer.get(f"{ROOM}{call.code}/tuyen-chon/").status_code == 403
    assert officer.get(f"{ROOM}{call.code}/bien-ban/docx/").status_code == 403


def test_late_appraisal_is_told_and_kept(world: World) -> None:
    call = appraised_call(world)
    lead, user = world.cast.province_lead, world.cast.inspector
    hand(lead, work(lead, call), GOOD)
    code = work(user, call).entry.practice_year.practice.code
    calls.move_call(actor=world.cast.propaganda_officer, call=call, to=CallState.SELECTING)
    form = {f"p{place}": str(point) for place, point in enumerate(FAIR)} | {"row_version": "0", "viec": "nop"}
    page = client_of(user).post(f"{ROOM}{call.code}/{code}/cham/", form, follow=True)
    assert "chưa được tính" in page.content.decode()
    assert Appraisal.objects.get(assignment__member__person__user=user).points == FAIR


def test_meeting_moves_the_line_and_goes_against_the_order(world: World) -> None:
    call = selecting_call(world)
    client = client_of(world.cast.propaganda_officer)
    here = f"{ROOM}{call.code}/tuyen-chon/"
    version = call.row_version
    client.post(here, {"viec": "vach", "vach": "1", "row_version": str(version)})
    page = client.get(here)
    assert "Lấy đến đây: 1 mô hình" in page.content.decode()
    below = page.context["meeting"].rows[1].entry.practice_year.practice.code
    against = {"viec": "lay-them", "mo_hinh": below, "row_version": str(version + 1)}
    assert client.post(here, against | {"ly_do": ""}).status_code == 422
    client.post(here, against | {"ly_do": "Lĩnh vực còn thiếu."})
    assert "Chốt 2 mô hình" in client.get(here).content.decode()


def test_long_meeting_opens_at_the_page_of_its_line(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "RANKS_A_PAGE", 1)
    call = selecting_call(world)
    client = client_of(world.cast.propaganda_officer)
    here = f"{ROOM}{call.code}/tuyen-chon/"
    client.post(here, {"viec": "vach", "vach": "2", "row_version": str(call.row_version)})
    page = client.get(here)
    assert [row.one.place for row in page.context["rows"]] == [2]
    assert "Lấy đến đây: 2 mô hình" in page.content.decode()
    first = client.get(here, {"page": "1"})
    assert [row.one.place for row in first.context["rows"]] == [1]
    assert "Lấy đến đây" not in first.content.decode()
    code = first.context["rows"][0].one.entry.practice_year.practice.code
    left = {
        "viec": "de-lai",
        "mo_hinh": code,
        "ly_do": "Còn phải kiểm tra.",
        "row_version": str(call.row_version + 1),
    }
    assert client.post(f"{here}?page=1", left).headers["Location"] == f"{here}?page=1#vach"


@pytest.mark.parametrize("cut", ["3", "-1", "hai", ""], ids=["beyond", "negative", "words", "empty"])
def test_line_beyond_the_list_is_refused(world: World, cut: str) -> None:
    call = selecting_call(world)
    here = f"{ROOM}{call.code}/tuyen-chon/"
    form = {"viec": "vach", "vach": cut, "row_version": str(call.row_version)}
    assert client_of(world.cast.propaganda_officer).post(here, form).status_code == 422


def test_list_changed_meanwhile_is_told(world: World) -> None:
    call = selecting_call(world)
    here = f"{ROOM}{call.code}/tuyen-chon/"
    form = {"viec": "vach", "vach": "1", "row_version": "1"}
    page = client_of(world.cast.propaganda_officer).post(here, form)
    assert page.status_code == 422
    assert "Người khác vừa thay đổi đợt xét này." in page.content.decode()


def test_conclusion_and_its_minutes(world: World) -> None:
    call = selecting_call(world)
    client = client_of(world.cast.propaganda_officer)
    here = f"{ROOM}{call.code}/"
    client.post(f"{here}tuyen-chon/", {"viec": "vach", "vach": "1", "row_version": str(call.row_version)})
    draft = Document(io.BytesIO(client.get(f"{here}bien-ban/docx/").content))
    assert "DỰ THẢO" in "\n".join(one.text for one in draft.paragraphs)
    form = {
        "met_on": "06/4/2021",
        "summoned": "11",
        "present": "9",
        "refusal": "Chưa đủ điểm.",
        "row_version": str(call.row_version + 1),
    }
    assert client.post(f"{here}tuyen-chon/chot/", form | {"present": "7"}).status_code == 422
    assert client.post(f"{here}tuyen-chon/chot/", form).status_code == 302
    paper = Document(io.BytesIO(client.get(f"{here}bien-ban/docx/").content))
    said = "\n".join(one.text for one in paper.paragraphs)
    assert "Có mặt 9 trong 11 ủy viên được triệu tập" in said
    assert "DỰ THẢO" not in said
    assert client.get(f"{here}bien-ban/pdf/").content.startswith(b"%PDF")
    assert client.get(f"{here}tuyen-chon/chot/").status_code == 403


def test_workbook_is_the_list_as_seen(world: World) -> None:
    call = selecting_call(world)
    content = client_of(world.cast.province_lead).get(f"{ROOM}{call.code}/tuyen-chon/xuat/").content
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert [row[5] for row in rows if isinstance(row[0], int)] == ["85", "68"]


def test_number_of_statements_does_not_grow(world: World) -> None:
    small = selecting_call(world)
    officer = client_of(world.cast.propaganda_officer)
    pages = {"": 0, "tuyen-chon/": 0}
    for page in pages:
        pages[page] = statements(officer, f"{ROOM}{small.code}/{page}")
    few = statements(officer, ROOM)
    Call.objects.all().update(state=CallState.CONCLUDED)
    large = appraised_call_of_many(world)
    for page, number in pages.items():
        assert statements(officer, f"{ROOM}{large.code}/{page}") == number
    assert statements(officer, ROOM) == few


def appraised_call_of_many(world: World) -> Call:
    call = open_call(world, year=2019)
    rows = [
        world.practice(world.cast.hospital, f"Nhiều {place}", ((2019, "new", "effective"),)).years.get()  # type: ignore[arg-type]
        for place in range(12)
    ]
    calls.load_entries(actor=world.cast.propaganda_officer, call=call, rows=rows)
    Call.objects.filter(pk=call.pk).update(state=CallState.SELECTING)
    return Call.objects.get(pk=call.pk)
