"""The pages: who gets in, what a fragment answers, nothing lost on a refusal, nothing written by reading."""

import io
import re
import uuid
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.organisation.models import UnitKind
from lantoa.organisation.services.units import NewUnit, establish_units
from lantoa.reporting import sources
from lantoa.reporting.choices import SubmissionState
from lantoa.reporting.models import Collection
from tests.cast import DECISION, Cast
from tests.reporting import world
from tests.reporting.world import (
    FOUND,
    MEMBERS,
    SESSIONS,
    STUDIED,
    accepted,
    draft,
    opened,
    published,
    row,
    story,
    waiting,
)

REPORT = "/bao-cao/BCQ-2021Q1/VPTU/"
TOTALS = "/bao-cao/BCQ-2021Q1/"


@pytest.fixture
def collection(cast: Cast) -> Collection:
    return story(cast)


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def form_of(client: Client) -> dict[str, str]:
    """The hidden and visible fields of the entry form, as a browser would send them."""
    page = client.get(REPORT).content.decode()
    forms = re.findall(r"<form[^>]*>.*?</form>", page, re.DOTALL)
    entry = next(one for one in forms if f'name="v-{MEMBERS}"' in one)
    fields = {}
    for tag in re.findall(r"<input[^>]*>", entry):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        unticked = 'type="checkbox"' in tag and " checked" not in tag
        if name and name[1] != "csrfmiddlewaretoken" and not unticked:
            fields[name[1]] = value[1] if value else ""
    return fields


def test_list_shows_the_unit_what_it_owes(cast: Cast, collection: Collection) -> None:
    page = as_(cast.unit_reporter).get("/bao-cao/")
    assert page.status_code == 200
    assert REPORT in page.content.decode()
    assert "/bao-cao/BCQ-2021Q1/BENHVIEN/" not in page.content.decode()


def test_list_shows_the_officer_the_collection(cast: Cast, collection: Collection) -> None:
    page = as_(cast.propaganda_officer).get("/bao-cao/")
    assert f'href="{TOTALS}"' in page.content.decode()


def test_list_without_anything_has_an_empty_state(cast: Cast) -> None:
    page = as_(cast.unit_reporter).get("/bao-cao/")
    assert "Chưa có báo cáo nào" in page.content.decode()


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("unit_reporter", 200),
        ("unit_head", 200),
        ("propaganda_officer", 403),
        ("province_lead", 403),
        ("outsider", 404),
        ("auditor", 404),
        ("administrator", 404),
        ("inspector", 404),
    ],
)
def test_draft_is_seen_by_its_unit_alone(cast: Cast, collection: Collection, name: str, status: int) -> None:
    assert as_(getattr(cast, name)).get(REPORT).status_code == status


def test_entry_page_shows_past_figures_and_register(cast: Cast) -> None:
    world.REGISTER[cast.office.pk] = sources.SourceCount(3, ("MH-1", "MH-2", "MH-3"))
    version = published()
    accepted(opened(version, cast.bloc, cast.units(), "2020Q4"), row(cast.office, 174, 171, 3))
    opened(version, cast.bloc, cast.units())
    page = as_(cast.unit_reporter).get(REPORT).content.decode()
    assert "Quý IV/2020" in page
    assert "171" in page
    assert "Lấy từ sổ, 3 bản ghi" in page


def test_reading_writes_nothing(cast: Cast, collection: Collection) -> None:
    client = as_(cast.unit_reporter)
    with CaptureQueriesContext(connection) as seen:
        client.get(REPORT)
        client.get(f"{REPORT}dong/{SESSIONS}/", headers={"HX-Request": "true"})
        client.get("/bao-cao/")
    written = [
        one["sql"]
        for one in seen
        if re.match(r"(INSERT|UPDATE|DELETE)", one["sql"]) and "reporting_" in one["sql"]
    ]
    assert written == []


def test_whole_form_without_scripts_saves_and_comes_back(cast: Cast, collection: Collection) -> None:
    client = as_(cast.unit_reporter)
    data = {**form_of(client), f"v-{MEMBERS}": "1.234", f"v-{STUDIED}": "8"}
    assert client.post(f"{REPORT}luu/", data).status_code == 302
    saved = draft(collection, cast.office)
    assert (saved.values[MEMBERS], saved.values[STUDIED], saved.values[SESSIONS]) == (1234, 8, None)


def test_wrong_cell_answers_422_with_the_sentence_and_what_was_typed(
    cast: Cast, collection: Collection
) -> None:
    client = as_(cast.unit_reporter)
    data = {**form_of(client), f"v-{MEMBERS}": "10", f"v-{SESSIONS}": "1.5"}
    answer = client.post(f"{REPORT}luu/", data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="1.5"' in page
    assert "«1.5» là 1,5 hay 15? Ô này chỉ nhận số nguyên." in page
    assert draft(collection, cast.office).values[MEMBERS] == 10


def test_one_cell_saves_itself_and_answers_its_row(cast: Cast, collection: Collection) -> None:
    client = as_(cast.unit_reporter)
    data = {"row_version": "1", f"v-{MEMBERS}": "10", f"b-{MEMBERS}": ""}
    headers = {"HX-Request": "true", "HX-Trigger-Name": f"v-{MEMBERS}"}
    answer = client.post(f"{REPORT}luu/", data, headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.strip().startswith(f'<tr id="line-{MEMBERS}"')
    assert f'id="line-{STUDIED}" hx-swap-oob="true"' in page
    assert 'name="row_version" value="2"' in page
    assert "<html" not in page


def test_wrong_single_cell_answers_422_with_its_row(cast: Cast, collection: Collection) -> None:
    data = {"row_version": "1", f"v-{MEMBERS}": "abc", f"b-{MEMBERS}": ""}
    headers = {"HX-Request": "true", "HX-Trigger-Name": f"v-{MEMBERS}"}
    answer = as_(cast.unit_reporter).post(f"{REPORT}luu/", data, headers=headers)
    assert answer.status_code == 422
    assert 'value="abc"' in answer.content.decode()
    assert "Chỉ nhập chữ số 0–9." in answer.content.decode()


def test_refused_words_answer_with_what_is_stored(cast: Cast, collection: Collection) -> None:
    client, headers = as_(cast.unit_reporter), {"HX-Request": "true", "HX-Trigger-Name": "t-0"}
    fields = form_of(client)
    first = client.post(f"{REPORT}luu/", {"t-0": "Một.", "c-0": fields["c-0"]}, headers=headers)
    second = client.post(f"{REPORT}luu/", {"t-0": "Hai.", "c-0": fields["c-0"]}, headers=headers)
    assert (first.status_code, second.status_code) == (200, 422)
    said = second.content.decode()
    assert 'id="t-0-said" hx-swap-oob="true"' in said
    assert "Anh/chị đã lưu mục này trong một trang khác." in said
    assert "Một." in said


def test_typing_after_handing_over_brings_the_button_back(cast: Cast, collection: Collection) -> None:
    client, headers = as_(cast.unit_reporter), {"HX-Request": "true", "HX-Trigger-Name": f"v-{MEMBERS}"}
    client.post(f"{REPORT}chuyen/", {**form_of(client), f"v-{MEMBERS}": "10"})
    fields = form_of(client)
    cell = {f"v-{MEMBERS}": "11", f"b-{MEMBERS}": "10", "row_version": fields["row_version"]}
    taken_back = client.post(f"{REPORT}luu/", cell, headers=headers).content.decode()
    again = {f"v-{MEMBERS}": "12", f"b-{MEMBERS}": "11"}
    still_draft = client.post(f"{REPORT}luu/", again, headers=headers).content.decode()
    assert (taken_back.count("Chuyển Bí thư xem"), still_draft.count("Chuyển Bí thư xem")) == (1, 0)


def test_fragment_of_an_ended_session_leaves_the_page_alone(cast: Cast, collection: Collection) -> None:
    answer = Client().post(f"{REPORT}luu/", {f"v-{MEMBERS}": "10"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content, "HX-Redirect" in answer.headers) == (401, b"", False)


def test_handing_over_gaps_says_how_many_are_left(cast: Cast, collection: Collection) -> None:
    client = as_(cast.unit_reporter)
    client.post(f"{REPORT}chuyen/", {**form_of(client), f"v-{MEMBERS}": "10"})
    assert (
        "dòng trống, sai hoặc thiếu lý do; xong các dòng này Bí thư mới gửi được."
        in client.get("/bao-cao/").content.decode()
    )


def test_typed_markup_is_escaped(cast: Cast, collection: Collection) -> None:
    data = {"row_version": "1", f"v-{MEMBERS}": '"><script>', f"b-{MEMBERS}": ""}
    headers = {"HX-Request": "true", "HX-Trigger-Name": f"v-{MEMBERS}"}
    answer = as_(cast.unit_reporter).post(f"{REPORT}luu/", data, headers=headers)
    assert "<script>" not in answer.content.decode()


def test_the_way_of_a_report_from_typing_to_the_total(cast: Cast, collection: Collection) -> None:
    reporter, head, officer = as_(cast.unit_reporter), as_(cast.unit_head), as_(cast.propaganda_officer)
    figures = {f"v-{MEMBERS}": "10", f"v-{STUDIED}": "8", f"v-{SESSIONS}": "2"}
    assert reporter.post(f"{REPORT}chuyen/", {**form_of(reporter), **figures}).status_code == 302
    assert reporter.post(f"{REPORT}gui/", form_of(reporter)).status_code == 403
    form = form_of(head)
    assert head.post(f"{REPORT}gui/", form).status_code == 422  # nobody has confirmed the register's figure
    form = {**form_of(head), f"f-{FOUND}": "0"}
    assert head.post(f"{REPORT}gui/", form).status_code == 302
    assert head.post(f"{REPORT}gui/", form).status_code == 302
    assert officer.get(f"{TOTALS}duyet-tiep/").headers["Location"] == REPORT
    assert "Duyệt báo cáo" in officer.get(REPORT).content.decode()
    refused = officer.post(f"{REPORT}tra-lai/", {"reason": "", f"l-{SESSIONS}": "Thiếu"})
    assert refused.status_code == 422
    assert officer.post(f"{REPORT}duyet/", {"next": "1"}).status_code == 302
    assert draft(collection, cast.office).state == SubmissionState.ACCEPTED
    page = officer.get(TOTALS).content.decode()
    assert "cộng từ 1 báo cáo đã duyệt" in page


def test_send_with_gaps_shows_them_and_keeps_the_figures(cast: Cast, collection: Collection) -> None:
    reporter, head = as_(cast.unit_reporter), as_(cast.unit_head)
    reporter.post(f"{REPORT}luu/", {**form_of(reporter), f"v-{MEMBERS}": "10"})
    answer = head.post(f"{REPORT}gui/", form_of(head))
    assert answer.status_code == 422
    assert (
        "Chưa gửi được. Sửa, xác nhận, trả lời hoặc ghi lý do ở các chỗ sau rồi gửi lại"
        in answer.content.decode()
    )
    assert 'value="10"' in answer.content.decode()


def test_form_without_a_key_is_refused(cast: Cast, collection: Collection) -> None:
    reporter, head = as_(cast.unit_reporter), as_(cast.unit_head)
    reporter.post(f"{REPORT}luu/", {**form_of(reporter), f"v-{MEMBERS}": "10"})
    assert head.post(f"{REPORT}gui/", {**form_of(head), "key": ""}).status_code == 422


def test_stale_page_does_not_overwrite(cast: Cast, collection: Collection) -> None:
    reporter, head = as_(cast.unit_reporter), as_(cast.unit_head)
    stale = form_of(head)
    reporter.post(f"{REPORT}luu/", {**form_of(reporter), f"v-{MEMBERS}": "10"})
    answer = head.post(f"{REPORT}luu/", {**stale, f"v-{MEMBERS}": "11"})
    assert answer.status_code == 422
    assert "đã lưu 10 ở ô này" in answer.content.decode()
    assert draft(collection, cast.office).values[MEMBERS] == 10


def test_closed_collection_answers_with_the_sentence(cast: Cast, collection: Collection) -> None:
    client = as_(cast.unit_reporter)
    data = form_of(client)
    with clock.set_to(date(2021, 4, 21)):
        client.force_login(cast.unit_reporter)  # two weeks later the session is over
        answer = client.post(f"{REPORT}luu/", {**data, f"v-{MEMBERS}": "10"})
    assert answer.status_code == 422
    assert "Kỳ báo cáo đã đóng" in answer.content.decode()


def test_outsider_cannot_post_anywhere(cast: Cast, collection: Collection) -> None:
    client = as_(cast.outsider)
    for act in ("luu", "chuyen", "gui", "duyet", "tra-lai"):
        sent = {"key": str(uuid.uuid4())} if act == "gui" else {}
        assert client.post(f"{REPORT}{act}/", sent).status_code == 404


def test_counters_add_up_and_filter(cast: Cast, collection: Collection) -> None:
    waiting(collection, cast.office, cast.unit_head)
    accepted(collection, row(cast.hospital, 90, 45, 3))
    officer = as_(cast.propaganda_officer)
    listed = officer.get(f"{TOTALS}?trang-thai=cho-duyet").content.decode()
    assert "Văn phòng Tỉnh ủy" in listed
    assert "Bệnh viện tỉnh" not in listed
    found = officer.get(f"{TOTALS}?tim=benh vien").content.decode()
    assert "Bệnh viện tỉnh" in found
    assert "Sở Nội vụ" not in found


def test_overdue_is_told_after_the_due_time_only(cast: Cast, collection: Collection) -> None:
    officer = as_(cast.propaganda_officer)
    assert "Quá hạn" not in officer.get(TOTALS).content.decode()
    with clock.set_to(date(2021, 4, 12)):
        officer.force_login(cast.propaganda_officer)
        assert "Quá hạn 3" in officer.get(TOTALS).content.decode()


def test_number_opens_what_it_is_made_of(cast: Cast, collection: Collection) -> None:
    world.REGISTER[cast.office.pk] = sources.SourceCount(2, ("MH-2021-011", "MH-2021-019"), {})
    accepted(collection, row(cast.office, 10, 8, 2))
    officer = as_(cast.propaganda_officer)
    address = f"{TOTALS}so-lieu/M04/"
    fragment = officer.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "/mo-hinh/MH-2021-011/" in fragment
    assert "<html" not in fragment
    assert "<html" in officer.get(address).content.decode()


def test_reporter_sees_only_own_totals(cast: Cast, collection: Collection) -> None:
    accepted(collection, row(cast.office, 10, 8, 2), row(cast.hospital, 90, 45, 3))
    client = as_(cast.unit_reporter)
    page = client.get(TOTALS).content.decode()
    assert "cộng từ 1 báo cáo đã duyệt" in page
    assert client.get(f"{TOTALS}?don-vi=KHOI").status_code == 404
    assert client.get(f"{TOTALS}so-lieu/T01/?don-vi=BENHVIEN").status_code == 404


def test_workbook_holds_what_the_page_shows(cast: Cast, collection: Collection) -> None:
    accepted(collection, row(cast.office, 10, 8, 2), row(cast.hospital, 90, 45, 3))
    answer = as_(cast.propaganda_officer).get(f"{TOTALS}xuat/")
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = {line[0]: line[2] for line in sheet.iter_rows(values_only=True)}
    assert rows["Hội nghị, lớp quán triệt"] == 5
    assert rows["Tỷ lệ được quán triệt (53 / 100)"] == "53,0%"


def test_blank_sheet_prints_every_line(cast: Cast, collection: Collection) -> None:
    page = as_(cast.unit_reporter).get(f"{TOTALS}in-mau/").content.decode()
    assert [
        label in page for label in ("Tổng số đảng viên", "Mô hình đăng ký mới", "Hạn chế, nguyên nhân")
    ] == [True] * 3


def _queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_lists_need_the_same_statements_for_one_unit_and_for_three_hundred(cast: Cast) -> None:
    version = published()
    one = opened(version, cast.bloc, [cast.office])
    accepted(one, row(cast.office, 10, 8, 2))
    kind = UnitKind.objects.get(code="grassroots_cell")
    units = establish_units(
        actor=SYSTEM,
        decision=DECISION,
        units=[NewUnit(f"N-{n}", f"Chi bộ {n}", f"Chi bộ {n}", kind, "KHOI", n) for n in range(300)],
    )
    many = opened(version, cast.bloc, units, "2020Q4")
    accepted(many, *[row(unit, 10, 8, 2) for unit in units])
    officer = as_(cast.propaganda_officer)
    for tail in ("", "?trang-thai=tat-ca", "so-lieu/T01/"):
        few = _queries(officer, f"/bao-cao/{one.code}/{tail}")
        assert _queries(officer, f"/bao-cao/{many.code}/{tail}") == few


def test_register_line_can_be_overruled_on_the_page(cast: Cast, collection: Collection) -> None:
    world.REGISTER[cast.office.pk] = sources.SourceCount(3)
    client = as_(cast.unit_reporter)
    client.post(f"{REPORT}luu/", {**form_of(client), f"v-{FOUND}": "5"})
    page = client.get(REPORT).content.decode()
    assert "Sổ có 3." in page
    assert "Ghi lý do, hoặc xóa để lấy số trong sổ." in page
