"""The pages of tasks: what each person is offered, what a form keeps, and how many statements a list takes."""

from datetime import date, datetime, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.tasks import services
from lantoa.tasks.choices import TaskState
from lantoa.tasks.models import Task
from tests.cast import Cast
from tests.tasks.world import DUE, RESULT, given, new, reported

LIST, GIVE = "/nhiem-vu/", "/nhiem-vu/giao/"
LIST_STATEMENTS = 8


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def form(**change: str) -> dict[str, str]:
    typed = {
        "title": "Niêm yết thời gian trả hồ sơ",
        "due_on": "20/4/2021",
        "proof_wanted": "Ảnh bảng niêm yết",
        "origin_kind": "conclusion",
        "origin_label": "Kết luận hội nghị sơ kết",
        "sentence": "Các đơn vị niêm yết thời gian trả hồ sơ trong quý II.",
        "scope": "direct",
        "viec": "xem",
    }
    return typed | change


def test_task_is_looked_over_and_given_to_each_unit(cast: Cast) -> None:
    client = as_(cast.propaganda_officer)
    preview = client.post(GIVE, form())
    assert "Giao cho 3 đơn vị" in preview.content.decode()
    assert "Văn phòng Tỉnh ủy" in preview.content.decode()
    assert not Task.objects.exists()
    done = client.post(GIVE, form(viec="giao", counted=preview.context["mark"]), follow=True)
    assert [row.unit.code for row in Task.objects.order_by("code")] == ["VPTU", "BENHVIEN", "SONV"]
    page = done.content.decode()
    assert "Đã giao cho 3 đơn vị." in page
    assert page.count("Niêm yết thời gian trả hồ sơ") == 3


def test_going_back_keeps_what_was_typed_and_other_units_are_told(cast: Cast) -> None:
    client = as_(cast.propaganda_officer)
    assert 'value="Ảnh bảng niêm yết"' in client.post(GIVE, form(viec="sua")).content.decode()
    seen = client.post(GIVE, form(scope="hand", codes="VPTU, SONV")).context["mark"]
    # As many as were seen, but not those.
    changed = client.post(GIVE, form(scope="hand", codes="VPTU, BENHVIEN", viec="giao", counted=seen))
    assert "nên danh sách đơn vị khác lúc anh/chị xem" in changed.content.decode()
    assert not Task.objects.exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": ""}, "Mục này chưa có nội dung. Hãy nhập rồi lưu lại."),
        ({"title": "x" * 301}, "tối đa 300"),
        ({"title": "Mật\u202eviệc"}, "ký tự"),
        ({"due_on": "31/02/2021"}, "Tháng 2/2021 chỉ có 28 ngày."),
        ({"due_on": "05/4/2021"}, "Hạn 05/4/2021 đã qua. Chọn từ hôm nay trở đi."),
        ({"origin_label": ""}, "Ghi câu này ở văn bản hay kết luận nào."),
        ({"origin_kind": "rumour"}, "Lựa chọn này không còn trong danh sách. Hãy chọn lại."),
        ({"scope": "hand"}, "Chọn hoặc dán mã ít nhất một đơn vị."),
        ({"scope": "hand", "codes": "VPTU KHONGCO"}, "Không có đơn vị bên dưới mang mã: KHONGCO."),
        ({"scope": "kinds"}, "Đánh dấu ít nhất một loại hình."),
    ],
)
def test_wrong_task_is_told_and_what_was_typed_stays(
    cast: Cast, change: dict[str, str], sentence: str
) -> None:
    client = as_(cast.propaganda_officer)
    seen = client.post(GIVE, form()).context["mark"]
    refused = client.post(GIVE, form(viec="giao", counted=seen) | change)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert sentence in page
    assert "Các đơn vị niêm yết thời gian trả hồ sơ trong quý II." in page
    assert not Task.objects.exists()


def test_unit_works_and_asker_confirms(cast: Cast) -> None:
    task = given(cast)[0]
    unit, asker = as_(cast.unit_reporter), as_(cast.propaganda_officer)
    here = f"{LIST}{task.code}/"
    page = unit.get(here).content.decode()
    assert "Bắt đầu làm" in page
    assert "Xin gia hạn" in page
    assert "Hủy nhiệm vụ" not in page
    unit.post(f"{here}bat-dau/", {"row_version": "1"})
    asked = unit.post(
        f"{here}gia-han/", {"wanted_on": "04/5/2021", "reason": "Chờ thiết bị.", "row_version": "2"}
    )
    assert asked.status_code == 302
    assert "Đang xin gia hạn" in asker.get(here).content.decode()
    asker.post(f"{here}tra-loi-gia-han/", {"viec": "dong-y", "row_version": "3"})
    assert "hạn lúc giao 20/4/2021" in unit.get(here).content.decode()
    unit.post(f"{here}bao-xong/", {"result": RESULT, "row_version": "4"})
    confirmed = asker.post(f"{here}xac-nhan/", {"viec": "xac-nhan", "row_version": "5"}, follow=True)
    page = confirmed.content.decode()
    assert "Đã xác nhận xong." in page
    assert RESULT in page
    assert "Bỏ xác nhận xong" in page


def test_what_waits_of_one_batch_is_settled_one_after_another(cast: Cast) -> None:
    first, second, third = (
        services.report_done(actor=SYSTEM, task=one, result=RESULT, row_version=one.row_version)
        for one in given(cast, cast.units())
    )
    asker = as_(cast.propaganda_officer)
    page = asker.get(f"{LIST}{second.code}/xac-nhan/").content.decode()
    assert "Còn 2 nhiệm vụ cùng đợt chờ xác nhận" in page
    for here, following in ((second, third), (third, first)):
        answer = asker.post(
            f"{LIST}{here.code}/xac-nhan/", {"viec": "xac-nhan", "row_version": here.row_version}
        )
        assert answer["Location"] == f"{LIST}{following.code}/xac-nhan/"
    last = asker.post(
        f"{LIST}{first.code}/xac-nhan/",
        {"viec": "tra-lai", "reason": "Thiếu ảnh.", "row_version": first.row_version},
    )
    assert last["Location"] == f"{LIST}{first.code}/"


def test_sending_back_wants_a_reason_and_shows_it_to_the_unit(cast: Cast) -> None:
    task = reported(cast, given(cast)[0])
    address = f"{LIST}{task.code}/xac-nhan/"
    asker = as_(cast.propaganda_officer)
    silent = asker.post(address, {"viec": "tra-lai", "reason": "", "row_version": "2"})
    assert silent.status_code == 422
    assert "Ghi còn thiếu gì, phải làm thêm gì." in silent.content.decode()
    asker.post(address, {"viec": "tra-lai", "reason": "Thiếu ảnh.", "row_version": "2"})
    page = as_(cast.unit_reporter).get(f"{LIST}{task.code}/").content.decode()
    assert "Bị trả lại để làm tiếp:" in page
    assert "Thiếu ảnh." in page


def test_older_page_is_told_and_what_was_typed_stays(cast: Cast) -> None:
    task = given(cast)[0]
    services.begin_task(actor=cast.unit_head, task=task, row_version=1)
    late = as_(cast.unit_reporter).post(
        f"{LIST}{task.code}/bao-xong/", {"result": RESULT, "row_version": "1"}
    )
    page = late.content.decode()
    assert late.status_code == 409
    assert "Nhiệm vụ vừa được người khác cập nhật." in page
    assert RESULT in page


@pytest.mark.parametrize("typed", [{}, {"row_version": "x"}, {"row_version": "²"}, {"row_version": "9" * 30}])
def test_button_without_a_version_does_nothing(cast: Cast, typed: dict[str, str]) -> None:
    task = given(cast)[0]
    pressed = as_(cast.unit_reporter).post(f"{LIST}{task.code}/bat-dau/", typed)
    task.refresh_from_db()
    assert (pressed.status_code, task.state) == (409, TaskState.NOT_BEGUN)


def test_overdue_is_seen_by_unit_and_asker(cast: Cast) -> None:
    task = given(cast)[0]
    with clock.set_to(date(2021, 4, 22)):
        for user in (cast.unit_reporter, cast.propaganda_officer):
            page = as_(user).get(f"{LIST}?trang-thai=qua-han").content.decode()
            assert "Quá hạn 2 ngày" in page
            assert task.code in page


def test_part_is_given_from_the_whole(cast: Cast) -> None:
    whole = given(cast)[0]
    head, address = as_(cast.unit_head), f"{LIST}{whole.code}/chia-nho/"
    page = head.get(address).content.decode()
    assert "VPTU" in page
    typed = form(title="Chụp ảnh", scope="hand", codes="VPTU", due_on="10/4/2021")
    mark = head.post(address, typed).context["mark"]
    done = head.post(address, typed | {"viec": "giao", "counted": mark}, follow=True).content.decode()
    assert "Các phần việc" in done
    assert "Còn 1 phần việc chưa xong" in done
    assert Task.objects.get(title="Chụp ảnh").parent == whole


def test_what_is_overdue_is_not_divided_and_the_page_says_what_to_do_first(cast: Cast) -> None:
    task = given(cast)[0]
    with clock.set_to(DUE + timedelta(days=1)):
        head = as_(cast.unit_head)
        assert "chia-nho/" not in head.get(f"{LIST}{task.code}/").content.decode()
        told = head.get(f"{LIST}{task.code}/chia-nho/")
    assert (told.status_code, "Xin gia hạn trước, rồi chia nhỏ." in told.content.decode()) == (422, True)


@pytest.mark.parametrize("pressed", ["xac-nhan", "", "dong-y"])
def test_words_typed_for_sending_back_are_not_lost_by_another_button(cast: Cast, pressed: str) -> None:
    task = reported(cast, given(cast)[0])
    sent = {"viec": pressed, "row_version": str(task.row_version), "reason": "Thiếu ảnh."}
    page = as_(cast.propaganda_officer).post(f"{LIST}{task.code}/xac-nhan/", sent)
    assert (page.status_code, ">Thiếu ảnh.</textarea>" in page.content.decode().replace("\n", "")) == (
        422,
        True,
    )
    task.refresh_from_db()
    assert task.state == "waiting"


def test_what_was_typed_is_sent_again_after_somebody_else_changed_the_task(cast: Cast) -> None:
    task = given(cast)[0]
    services.begin_task(actor=cast.unit_head, task=task, row_version=1)
    client, address = as_(cast.unit_reporter), f"{LIST}{task.code}/bao-xong/"
    told = client.post(address, {"result": RESULT, "row_version": "1"})
    assert (told.status_code, RESULT in told.content.decode()) == (409, True)
    shown = told.context["form"]["row_version"].value()
    assert client.post(address, {"result": RESULT, "row_version": shown}).status_code == 302


def test_workbook_holds_the_list_as_it_is_seen(cast: Cast) -> None:
    given(cast, cast.units())
    answer = as_(cast.propaganda_officer).get(f"{LIST}xuat/?don-vi=BENHVIEN")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    rows = [[cell for cell in row if cell] for row in sheet.iter_rows(values_only=True)]
    assert ["Lọc theo: đơn vị BENHVIEN"] in rows
    assert [type(row[4]) for row in rows if row and str(row[0]).startswith("NV-")] == [datetime]
    assert [row[0] for row in rows if row and str(row[0]).startswith("NV-")] == ["NV-2021-00002"]


def test_list_takes_the_same_statements_for_one_and_many(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_(cast.propaganda_officer)
    given(cast)
    client.get(LIST)
    with django_assert_num_queries(LIST_STATEMENTS):
        client.get(LIST)
    for number in range(9):
        given(cast, cast.units(), new(f"Việc {number}"))
    with django_assert_num_queries(LIST_STATEMENTS):
        client.get(LIST)


@pytest.mark.parametrize(
    "query", ["trang-thai=x", "han=x", "xem=x", "sort=x", "nguon=x", "page=x", "don-vi=x"]
)
def test_senseless_filter_opens_the_list(cast: Cast, query: str) -> None:
    given(cast)
    assert as_(cast.propaganda_officer).get(f"{LIST}?{query}").status_code == 200


def test_whole_tells_how_far_its_parts_have_come(cast: Cast) -> None:
    whole = given(cast)[0]
    for title in ("Chụp ảnh", "In bảng", "Treo bảng"):
        part = new(title, date(2021, 4, 10))
        services.give_tasks(
            actor=cast.unit_head, asker=cast.office, units=[cast.office], task=part, parent=whole
        )
    first, second, third = Task.objects.filter(parent=whole).order_by("code")
    services.confirm_done(actor=cast.unit_head, task=reported(cast, first), row_version=2)
    services.cancel_task(actor=cast.unit_head, task=second, reason="Không cần.", row_version=1)
    with clock.set_to(date(2021, 4, 12)):
        page = as_(cast.unit_head).get(f"{LIST}{whole.code}/").content.decode()
    assert "xong 1/2" in page
    assert "1 quá hạn" in page
    refused = as_(cast.unit_reporter).post(
        f"{LIST}{whole.code}/bao-xong/", {"result": RESULT, "row_version": "1"}
    )
    assert (refused.status_code, third.code in refused.content.decode()) == (422, True)
