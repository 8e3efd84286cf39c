"""The pages of issuing and receipt: from the choice of units to a reader's word, and how many statements the list takes."""

from datetime import datetime, time
from io import BytesIO

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.directives.choices import ReadAgain
from lantoa.directives.models import Duty, Issuing, Receipt
from lantoa.directives.services.receipts import escalate, remind
from tests.cast import Cast
from tests.directives.issuing_world import SENTENCE, directive_of, issued, read, revise, text

LIST_STATEMENTS = 13
ISSUING = "/tiep-nhan/dot/PD-2021-001/"


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def form(**change: str) -> dict[str, str]:
    return {"scope": "direct", "due_on": "20/4/2021", "message": "Đọc trong chi bộ.", **change}


def duty(**change: str) -> dict[str, str]:
    given = {
        "part": "2",
        "sentence": SENTENCE,
        "title": "Xây dựng kế hoạch",
        "due_on": "20/4/2021",
        "proof_wanted": "Số, ngày kế hoạch",
        "becomes": "task",
        "row_version": "1",
        "viec": "luu",
    }
    return given | change


def test_version_goes_down_from_choice_to_acknowledgement(cast: Cast) -> None:
    directive = directive_of(cast)
    staff = as_(cast.propaganda_officer)
    saved = staff.post(f"/van-ban/{directive.code}/phat-dong/", form(), follow=True)
    page = saved.content.decode()
    assert "đơn vị sẽ nhận văn bản này" in page
    assert "Phát động đến 3 đơn vị" in page
    marked = staff.get(f"{ISSUING}viec/").content.decode()
    assert 'data-duty-part="2"' in marked
    assert staff.post(f"{ISSUING}viec/", duty()).headers["Location"] == ISSUING
    done = as_(cast.province_lead).post(
        f"{ISSUING}phat-dong/", {"row_version": "2", "counted": "3"}, follow=True
    )
    assert "Đã phát động đến 3 đơn vị." in done.content.decode()
    reader, address = as_(cast.unit_reporter), f"/tiep-nhan/{directive.code}/VPTU/"
    assert SENTENCE in reader.get(address).content.decode()
    assert address in reader.get("/tiep-nhan/").content.decode()
    told = reader.post(address, {"version": "1", "post": "Chánh Văn phòng"}, follow=True).content.decode()
    assert "Đã xác nhận tiếp nhận văn bản." in told
    assert "Rút xác nhận" in told
    back = reader.post(f"{address}rut/", follow=True).content.decode()
    assert "Đã đọc, tiếp nhận phiên bản 1" in back


def test_bad_input_stays_in_the_forms(cast: Cast) -> None:
    directive = directive_of(cast)
    staff, new = as_(cast.propaganda_officer), f"/van-ban/{directive.code}/phat-dong/"
    for change, said in (
        ({"due_on": "05/4/2021"}, "Hạn 05/4/2021 đã qua"),
        ({"due_on": "31/2/2021"}, "31/2/2021"),
        ({"scope": "hand", "codes": "HG-9"}, "Không có đơn vị bên dưới mang mã: HG-9."),
        ({"scope": "before"}, "Giao cho"),
        ({"scope": "kinds"}, "Đánh dấu ít nhất một loại hình."),
    ):
        answer = staff.post(new, form(**change))
        assert (answer.status_code, said in answer.content.decode()) == (422, True), change
    assert Issuing.objects.count() == 0
    staff.post(new, form())
    for change, said in (
        ({"title": ""}, "Xây dựng"),
        ({"sentence": "Không ai viết."}, "không có nguyên văn"),
        ({"part": "9"}, "9"),
        ({"row_version": "8"}, "Người khác vừa sửa"),
    ):
        answer = staff.post(f"{ISSUING}viec/", duty(**change))
        assert answer.status_code == 422, change
        if change != {"title": ""}:
            assert said in answer.content.decode(), change
    assert Duty.objects.count() == 0


def test_duty_is_changed_and_taken_out(cast: Cast) -> None:
    directive = directive_of(cast)
    staff = as_(cast.propaganda_officer)
    staff.post(f"/van-ban/{directive.code}/phat-dong/", form())
    again = staff.post(f"{ISSUING}viec/", duty(viec="them-nua"))
    assert again.headers["Location"] == f"{ISSUING}viec/"
    staff.post(f"{ISSUING}viec/1/", duty(title="Nộp kế hoạch", row_version="2"))
    assert Duty.objects.get().title == "Nộp kế hoạch"
    staff.post(f"{ISSUING}viec/1/", {"row_version": "3", "viec": "xoa"})
    assert Duty.objects.count() == 0
    changed = staff.post(f"{ISSUING}sua/", form(scope="hand", codes="VPTU", row_version="4"))
    assert changed.headers["Location"] == ISSUING
    assert "Phát động đến 1 đơn vị" in staff.get(ISSUING).content.decode()
    staff.post(f"{ISSUING}bo/", {"row_version": "5"})
    assert Issuing.objects.count() == 0


def test_reader_of_a_stale_page_is_shown_the_new_version(cast: Cast) -> None:
    directive = directive_of(cast)
    read(cast, issued(cast, directive))
    revise(directive)
    issued(cast, directive, text("before", ReadAgain.CHANGED))
    reader, address = as_(cast.unit_reporter), f"/tiep-nhan/{directive.code}/VPTU/"
    answer = reader.post(address, {"version": "1", "post": "Chánh Văn phòng"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Văn bản đã có phiên bản 2 trong lúc anh/chị đang đọc." in page
    assert 'name="version" value="2"' in page
    assert "khác với phiên bản 1 mà đơn vị đã tiếp nhận" in page
    assert reader.post(address, {"version": "2", "post": "Chánh Văn phòng"}).status_code == 302


def test_list_is_narrowed_exported_and_printed(cast: Cast) -> None:
    made = issued(cast, directive_of(cast))
    read(cast, made)
    staff = as_(cast.propaganda_officer)
    waiting = staff.get(ISSUING, {"trang-thai": "chua"}).content.decode()
    assert ("Bệnh viện tỉnh" in waiting, "VPTU" in waiting) == (True, False)
    found = staff.get(ISSUING, {"q": "benh vien"}).content.decode()
    assert ("BENHVIEN" in found, "SONV" in found) == (True, False)
    book = openpyxl.load_workbook(BytesIO(staff.get(f"{ISSUING}xuat/", {"trang-thai": "da-doc"}).content))
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert [row[:3] for row in rows if row[0] in ("VPTU", "BENHVIEN", "SONV")] == [
        ["VPTU", "Văn phòng Tỉnh ủy", "Đã tiếp nhận"]
    ]
    assert [row[3] for row in rows if row[0] == "VPTU"] == [datetime.combine(made.due_on, time())]
    printed = staff.get(f"{ISSUING}in/").content.decode()
    assert "gửi 3 đơn vị; đã tiếp nhận 1" in printed


def test_reminding_and_a_signed_sheet_on_the_page(cast: Cast) -> None:
    issued(cast, directive_of(cast))
    staff = as_(cast.propaganda_officer)
    assert "Đã nhắc 3 đơn vị." in staff.post(f"{ISSUING}nhac/", follow=True).content.decode()
    early = staff.post(f"{ISSUING}bao-len/")
    assert (early.status_code, "Nhắc trước" in early.content.decode()) == (422, True)
    assert "SONV" in staff.get(f"{ISSUING}ban-ky/").content.decode()
    scan = SimpleUploadedFile("ky.pdf", b"not a pdf")
    sent = {"codes": "SONV", "post": "Bí thư", "signed_on": "06/4/2021", "no_secrets": "on", "file": scan}
    assert staff.post(f"{ISSUING}ban-ky/", sent).status_code == 422
    assert Receipt.objects.filter(acknowledged_at__isnull=False).count() == 0


def test_list_takes_the_same_statements_for_one_unit_and_for_three(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    directive = directive_of(cast)
    issued(cast, directive, text("hand", codes=["VPTU"]), count=1)
    staff = as_(cast.propaganda_officer)
    staff.get(ISSUING)
    with django_assert_num_queries(LIST_STATEMENTS):
        staff.get(ISSUING)
    issued(cast, directive, count=2)
    with django_assert_num_queries(LIST_STATEMENTS):
        staff.get("/tiep-nhan/dot/PD-2021-002/")


def test_desk_tells_who_owes_and_whom_the_issuer_waits_for(cast: Cast) -> None:
    made = issued(cast, directive_of(cast))
    assert "Tiếp nhận Chỉ thị 12" in as_(cast.unit_reporter).get("/").content.decode()
    remind(actor=cast.propaganda_officer, issuing=made)
    Receipt.objects.update(
        due_on="2021-04-01",
        reminded_at="2021-04-02T08:00:00+07:00",
        reminded_again_at="2021-04-03T08:00:00+07:00",
    )
    waiting = as_(cast.propaganda_officer).get("/").content.decode()
    assert "3 đơn vị quá hạn</b>" in waiting
    escalate(actor=cast.propaganda_officer, issuing=made)
    assert "đã báo lên người đứng đầu" in as_(cast.unit_head).get("/").content.decode()


def test_desk_dates_a_reminder_by_the_day_in_viet_nam(cast: Cast) -> None:
    issued(cast, directive_of(cast))
    Receipt.objects.update(reminded_at="2021-04-05T06:30:00+07:00")
    assert "Được nhắc ngày 05/4/2021" in as_(cast.unit_head).get("/").content.decode()
    Receipt.objects.update(escalated_at="2021-04-06T06:30:00+07:00")
    assert "Ngày 06/4/2021 đã báo lên" in as_(cast.unit_head).get("/").content.decode()


def test_issuing_that_all_have_read_leaves_the_desk_and_stays_in_the_list(cast: Cast) -> None:
    issued(cast, directive_of(cast))
    staff = as_(cast.propaganda_officer)
    assert "3 đơn vị chưa xong" in staff.get("/").content.decode()
    first = Receipt.objects.order_by("pk")[0]
    Receipt.objects.filter(pk=first.pk).update(acknowledged_at=clock.now(), way="screen", post="Bí thư")
    assert "2 đơn vị chưa xong" in staff.get("/").content.decode()
    assert "1/3" in staff.get("/tiep-nhan/").content.decode()
    Receipt.objects.update(acknowledged_at=clock.now(), way="screen", post="Bí thư")
    assert "đơn vị chưa xong" not in staff.get("/").content.decode()
    assert "3/3" in staff.get("/tiep-nhan/").content.decode()
