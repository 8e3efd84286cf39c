"""The pages of outreach: what each person sees, what a form keeps, how many statements a list takes."""

import re
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.directives.choices import OutreachKind, OutreachState, ReachMeasure
from lantoa.directives.models import Board35Count, OutreachActivity
from lantoa.directives.services.outreach import NewActivity, cancel_activity, enter_activities
from lantoa.directives.views.outreach_lists import MOST_SHOWN
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Person, RoleAssignment
from tests.cast import Cast
from tests.directives.test_outreach import entered, text
from tests.directives.world import directive

LIST, NEW, MONTH = "/tuyen-truyen/", "/tuyen-truyen/moi/", "/tuyen-truyen/lich/"
IMPORT, BOARD = "/tuyen-truyen/nhap-danh-sach/", "/tuyen-truyen/bcd-35/"
TABLE = (
    "Ngày\tTên tin, bài\tHình thức\tKết quả\tĐếm bằng\n"
    "02/3/2021\tGương sáng\tTin\t\t\n"
    "05/3/2021\tHội thi kể chuyện\tHội thi\t120\tngười dự"
)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def first_step(**change: str) -> dict[str, str]:
    given = {
        "kind": "article",
        "title": "Gương sáng",
        "held_on": "15/3/2021",
        "state": "held",
        "buoc": "tiep",
    }
    return given | change


def whole(**change: object) -> dict[str, object]:
    given: dict[str, object] = first_step() | {
        "channel": "website",
        "audience": "both",
        "directives": [str(directive().pk)],
        "buoc": "luu",
    }
    return given | change


def values_of(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', page)
    return dict(found)


def test_two_steps_keep_what_was_typed_and_save_at_the_end(cast: Cast) -> None:
    client = as_(cast.unit_reporter)
    directive()
    second = client.post(NEW, first_step(pieces=""))
    assert second.status_code == 200
    assert not OutreachActivity.objects.exists()
    page = second.content.decode()
    assert "Bước 2 trong 2" in page
    kept = values_of(page)
    assert (kept["title"], kept["held_on"], kept["kind"]) == ("Gương sáng", "15/3/2021", "article")
    back = client.post(NEW, whole(buoc="lai", reach="12", measure="views", link="https://duk.example/bai"))
    kept = values_of(back.content.decode())
    assert "Bước 1 trong 2" in back.content.decode()
    assert (kept["reach"], kept["measure"], kept["link"]) == ("12", "views", "https://duk.example/bai")
    saved = client.post(NEW, whole(reach="12", measure="views", link="https://duk.example/bai"), follow=True)
    made = OutreachActivity.objects.get()
    assert (made.title, made.reach, made.link) == ("Gương sáng", 12, "https://duk.example/bai")
    assert "được tính vào báo cáo của kỳ" in saved.content.decode()


@pytest.mark.parametrize(
    ("change", "step", "said"),
    [
        ({"title": "", "buoc": "tiep"}, 1, "Bước 1 trong 2"),
        ({"held_on": "31/2/2021", "buoc": "tiep"}, 1, "31/2/2021"),
        ({"kind": "phim", "buoc": "tiep"}, 1, "Lựa chọn này không còn trong danh sách"),
        ({"held_on": "1/12/2021"}, 1, "chưa tới"),
        ({"directives": []}, 2, "Bước 2 trong 2"),
        ({"reach": "nhiều", "measure": "views"}, 2, "nhiều"),
        ({"reach": "5"}, 2, "Chọn cách đếm của con số"),
        ({"link": "javascript:alert(1)"}, 2, "phải bắt đầu bằng http://"),
        ({"channel": "x" * 500}, 2, "Lựa chọn này không còn trong danh sách"),
    ],
)
def test_bad_input_answers_422_at_its_step_and_keeps_the_rest(
    cast: Cast, change: dict[str, object], step: int, said: str
) -> None:
    answer = as_(cast.unit_reporter).post(NEW, whole(**change))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"Bước {step} trong 2" in page
    assert said in page
    if "title" not in change:
        assert "Gương sáng" in page
    assert not OutreachActivity.objects.exists()


def test_file_goes_through_the_gate_and_comes_back_as_an_attachment(cast: Cast) -> None:
    client = as_(cast.unit_reporter)
    made = entered(cast)
    address = f"{LIST}{made.code}/sua/"
    given = {name: value for name, value in whole().items() if name != "buoc"} | {"row_version": "1"}
    script = SimpleUploadedFile("anh.png", b"<script>alert(1)</script>")
    refused = client.post(address, given | {"file": script, "no_secrets": "on"})
    assert refused.status_code == 422
    book = openpyxl.Workbook()
    content = BytesIO()
    book.save(content)
    table = SimpleUploadedFile("bai.pdf", content.getvalue())
    assert client.post(address, given | {"file": table, "no_secrets": "on"}).status_code == 422
    made.refresh_from_db()
    assert made.file is None
    assert client.get(f"{LIST}{made.code}/tep/").status_code == 404


def test_planned_activity_whose_day_is_over_asks_for_its_result(cast: Cast, story_day: date) -> None:
    client = as_(cast.unit_reporter)
    made = entered(cast, replace(text(), state=OutreachState.PLANNED))
    page = client.get(f"{LIST}{made.code}/").content.decode()
    assert "Ngày thực hiện đã qua mà chưa ghi kết quả" in page
    form = client.get(f"{LIST}{made.code}/sua/?ket-qua=1").content.decode()
    assert re.search(r'name="state" value="held"[^>]*checked', form)


def test_cancelled_activity_offers_to_come_back_and_says_why(cast: Cast) -> None:
    client = as_(cast.unit_reporter)
    made = entered(cast)
    assert client.post(f"{LIST}{made.code}/huy/", {"reason": "", "row_version": "1"}).status_code == 422
    client.post(f"{LIST}{made.code}/huy/", {"reason": "Nhập trùng.", "row_version": "1"})
    page = client.get(f"{LIST}{made.code}/").content.decode()
    assert "Nhập trùng." in page
    client.post(f"{LIST}{made.code}/khoi-phuc/")
    made.refresh_from_db()
    assert made.state == OutreachState.HELD


def test_conflict_shows_what_is_kept_beside_what_was_typed(cast: Cast) -> None:
    client = as_(cast.unit_reporter)
    made = entered(cast)
    given = {name: value for name, value in whole(title="Tên của tôi").items() if name != "buoc"}
    client.post(f"{LIST}{made.code}/sua/", given | {"title": "Tên trước", "row_version": "1"})
    answer = client.post(f"{LIST}{made.code}/sua/", given | {"row_version": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Tên trước" in page
    assert "Tên của tôi" in page
    # What was typed is saved by pressing once more, and no dead end.
    seen = str(answer.context["form"]["row_version"].value())
    client.post(f"{LIST}{made.code}/sua/", given | {"row_version": seen})
    assert OutreachActivity.objects.get().title == "Tên của tôi"


def test_list_takes_as_many_statements_for_many_rows_as_for_one(cast: Cast) -> None:
    client = as_(cast.propaganda_officer)

    def statements() -> int:
        client.get(LIST)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(LIST).status_code == 200
        return len(seen)

    entered(cast)
    one = statements()
    rows = [NewActivity(cast.office, text(f"Bài {number}")) for number in range(30)]
    enter_activities(actor=cast.unit_reporter, activities=rows)
    assert statements() == one == 12


def test_list_shows_reach_by_measure_and_its_workbook_says_the_same(cast: Cast) -> None:
    entered(cast, replace(text("Một"), reach=1200, measure=ReachMeasure.VIEWS))
    entered(cast, replace(text("Hai"), reach=50, measure=ReachMeasure.COPIES))
    client = as_(cast.propaganda_officer)
    page = client.get(LIST).content.decode()
    assert "<b>50</b> bản in · <b>1.200</b> lượt xem trên mạng." in page
    book = openpyxl.load_workbook(BytesIO(client.get(f"{LIST}xuat/?q=hai").content))
    rows = [
        row
        for row in book.worksheets[0].iter_rows(values_only=True)
        if row[0] and str(row[0]).startswith("TT-")
    ]
    assert [(row[1], row[4], row[9], row[10]) for row in rows] == [
        (datetime(2021, 3, 15), "Hai", 50, "bản in")
    ]


def test_empty_list_says_what_to_do(cast: Cast) -> None:
    client = as_(cast.unit_reporter)
    assert "Ghi hoạt động đầu tiên" in client.get(LIST).content.decode()
    assert "Không có hoạt động nào khớp" in client.get(f"{LIST}?q=khong-co").content.decode()


def test_odd_addresses_of_lists_and_months_are_answered(cast: Cast) -> None:
    client = as_(cast.unit_reporter)
    for query in ("nam=xx&quy=9&hinh-thuc=x&sort=x&lan-nhap=abc", "nam=9999", "page=-4"):
        assert client.get(f"{LIST}?{query}").status_code == 200
    for month in ("2021-13", "0000-01", "9999-12", "x", "2021-02", "1990-01"):
        assert client.get(f"{MONTH}?thang={month}").status_code == 200


def test_month_shows_plans_and_leaves_out_what_is_cancelled(cast: Cast) -> None:
    entered(cast)
    gone = entered(cast, text("Đã hủy bài"))
    cancel_activity(actor=cast.unit_reporter, activity=gone, reason="Trùng.", row_version=1)
    page = as_(cast.unit_reporter).get(f"{MONTH}?thang=2021-03").content.decode()
    assert "Tháng 3/2021" in page or "tháng 3/2021" in page
    assert page.count(text().title) >= 2  # the grid and the agenda
    assert "Đã hủy bài" not in page


def test_pasted_list_is_looked_over_entered_and_undone(cast: Cast) -> None:
    client = as_(cast.unit_reporter)
    given = {"directives": [str(directive().pk)], "table": TABLE}
    looked = client.post(IMPORT, given | {"viec": "xem"})
    assert "2 hoạt động sẽ được nhập" in looked.content.decode()
    assert not OutreachActivity.objects.exists()
    entered_list = client.post(IMPORT, given | {"viec": "nhap", "counted": "2"})
    rows = OutreachActivity.objects.order_by("held_on").values_list("title", "kind", "reach", "measure")
    assert list(rows) == [
        ("Gương sáng", OutreachKind.ARTICLE, None, ""),
        ("Hội thi kể chuyện", OutreachKind.CONTEST, 120, ReachMeasure.PRESENT),
    ]
    again = client.post(IMPORT, given | {"viec": "nhap", "counted": "2"})
    assert again.status_code == 422
    assert "Mọi dòng đã có trong sổ" in again.content.decode()
    page = client.get(entered_list.headers["Location"]).content.decode()
    assert "Hoàn tác lần nhập này" in page
    batch = OutreachActivity.objects.values_list("batch", flat=True).first()
    client.post(f"{IMPORT}{batch}/hoan-tac/")
    assert {one.state for one in OutreachActivity.objects.all()} == {OutreachState.CANCELLED}


def _csv(table: str) -> tuple[str, bytes]:
    return "tin-bai.csv", "\n".join(line.replace("\t", ";") for line in table.splitlines()).encode()


def _book(table: str) -> tuple[str, bytes]:
    """Three sheets: a cover, the list, and an older list."""
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Danh sách của đơn vị"])
    for name, lines in (("Quý I", table), ("Năm trước", TABLE.replace("2021", "2020"))):
        sheet = book.create_sheet(name)
        for line in lines.splitlines():
            sheet.append(line.split("\t"))
    content = BytesIO()
    book.save(content)
    return "tin-bai.xlsx", content.getvalue()


@pytest.mark.parametrize(("made", "sheet"), [(_csv, ""), (_book, "Quý I")])
def test_file_is_looked_over_entered_and_undone(
    cast: Cast, made: Callable[[str], tuple[str, bytes]], sheet: str
) -> None:
    """Through the page as a person goes: the file fills the table, the table is sent, what was entered is taken back."""
    client = as_(cast.unit_reporter)
    given = {"directives": [str(directive().pk)], "table": "", "sheet": "", "no_secrets": "on", "viec": "xem"}
    looked = client.post(IMPORT, given | {"file": SimpleUploadedFile(*made(TABLE))})
    assert (looked.status_code, looked.context["count"], looked.context.get("sheet")) == (200, 2, sheet)
    assert not OutreachActivity.objects.exists()
    table = looked.context["form"].initial["table"]
    entered_list = client.post(IMPORT, given | {"table": table, "viec": "nhap", "counted": "2"})
    page = client.get(entered_list.headers["Location"])
    assert [one.title for one in page.context["page"]] == ["Hội thi kể chuyện", "Gương sáng"]
    again = client.post(IMPORT, given | {"file": SimpleUploadedFile(*made(TABLE))})
    assert (again.status_code, again.context["known"]) == (422, 2)
    batch = OutreachActivity.objects.values_list("batch", flat=True).first()
    client.post(f"{IMPORT}{batch}/hoan-tac/")
    assert {one.state for one in OutreachActivity.objects.all()} == {OutreachState.CANCELLED}


def test_list_entered_by_somebody_else_meanwhile_is_not_entered_twice(cast: Cast) -> None:
    rows = [NewActivity(cast.office, text())]
    enter_activities(actor=cast.unit_reporter, activities=rows, batch=uuid.uuid4())
    with pytest.raises(Refused):
        enter_activities(actor=cast.unit_reporter, activities=rows, batch=uuid.uuid4())
    assert OutreachActivity.objects.count() == 1


def test_list_speaks_for_every_unit_of_the_writer_and_for_no_other(cast: Cast) -> None:
    RoleAssignment.objects.create(
        person=Person.objects.get(user=cast.unit_reporter),
        unit=cast.department,
        role=Role.REPORTER,
        valid=DateRange(clock.today(), None),
    )
    client = as_(User.objects.get(pk=cast.unit_reporter.pk))
    head, *lines = TABLE.splitlines()
    given = {"directives": [str(directive().pk)], "viec": "nhap", "counted": "2"}

    def sent(second: str) -> int:
        table = "\n".join([f"{head}\tĐơn vị", f"{lines[0]}\t", f"{lines[1]}\t{second}"])
        return client.post(f"{IMPORT}?don-vi=VPTU", given | {"table": table}).status_code

    assert (sent("BENHVIEN"), OutreachActivity.objects.count()) == (422, 0)
    assert sent("SONV") == 302
    rows = OutreachActivity.objects.order_by("held_on").values_list("unit__code", flat=True)
    assert list(rows) == ["VPTU", "SONV"]


LONG = MOST_SHOWN + 50


def test_long_list_is_entered_whole_and_shows_its_first_lines(cast: Cast) -> None:
    head = "\t".join(TABLE.splitlines()[0].split("\t")[:3])
    table = "\n".join([head, *(f"{n % 28 + 1:02}/3/2021\tBài số {n}\tTin" for n in range(LONG))])
    given = {"directives": [str(directive().pk)], "table": table, "viec": "nhap", "counted": str(LONG)}
    client = as_(cast.unit_reporter)
    looked = client.post(IMPORT, given | {"viec": "xem"})
    assert (looked.context["count"], len(looked.context["lines"])) == (LONG, MOST_SHOWN)
    with CaptureQueriesContext(connection) as said:
        assert client.post(IMPORT, given).status_code == 302
    assert (OutreachActivity.objects.count(), len(said) < 60) == (LONG, True)


def test_file_of_a_list_fills_the_table_and_faults_name_its_cells(cast: Cast) -> None:
    client = as_(cast.unit_reporter)
    book = openpyxl.Workbook()
    for row in (["Danh sách tin, bài"], [], ["Ngày", "Tên", "Hình thức"], ["32/3/2021", "Gương sáng", "Tin"]):
        book.worksheets[0].append(row)
    content = BytesIO()
    book.save(content)
    file = SimpleUploadedFile("tin-bai.xlsx", content.getvalue())
    given = {
        "directives": [str(directive().pk)],
        "table": "",
        "file": file,
        "no_secrets": "on",
        "viec": "xem",
    }
    answer = client.post(IMPORT, given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "A4: " in page
    assert "32/3/2021\tGương sáng\tTin" in page
    assert not OutreachActivity.objects.exists()


def test_list_with_one_fault_enters_nothing(cast: Cast) -> None:
    table = TABLE + "\n\tKhông ngày\tTin\t\t"
    given = {"directives": [str(directive().pk)], "table": table, "viec": "nhap", "counted": "3"}
    answer = as_(cast.unit_reporter).post(IMPORT, given)
    assert answer.status_code == 422
    assert "A4: " in answer.content.decode()
    assert not OutreachActivity.objects.exists()


def test_board35_page_takes_a_number_and_the_leader_sees_sums(cast: Cast) -> None:
    client = as_(cast.unit_reporter)
    client.post(BOARD, {"period": "2021Q1", "number": "7", "row_version": "0"})
    assert Board35Count.objects.get().number == 7
    assert client.post(BOARD, {"period": "2021Q1", "number": "-1", "row_version": "1"}).status_code == 422
    assert client.post(BOARD, {"period": "2035Q1", "number": "1", "row_version": "0"}).status_code == 422
    assert client.post(BOARD, {"period": "2021Q1", "number": "8", "row_version": "0"}).status_code == 409
    stale = client.post(BOARD, {"period": "2021Q1", "number": "8", "row_version": "0"})
    assert "Quý này đã ghi 7. Bấm Ghi số lần nữa" in stale.content.decode()
    seen = str(stale.context["form"]["row_version"].value())
    client.post(BOARD, {"period": "2021Q1", "number": "8", "row_version": seen})
    assert Board35Count.objects.get().number == 8
    page = as_(cast.province_lead).get(f"{BOARD}?nam=2021").content.decode()
    assert "Ghi số" not in page
    assert "Quý I/2021" in page
