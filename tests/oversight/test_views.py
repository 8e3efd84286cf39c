"""The pages: a whole story by clicks, what each side reads, what a form keeps, and how many statements a page takes."""

import zipfile
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.directives.services.directives import NewDirective, enter_directive
from lantoa.oversight.choices import FindingKind, InspectionKind, TeamPart
from lantoa.oversight.models import Finding, Inspection, Programme, Remedy
from lantoa.oversight.queries.findings import earlier_of, findings_of
from lantoa.oversight.queries.hints import candidates
from lantoa.oversight.services import preparing, programmes, working
from lantoa.tasks import services as tasks
from lantoa.tasks.models import Task
from tests.cast import TODAY, Cast
from tests.directives.world import directive
from tests.oversight.world import (
    ENDS,
    REQUEST,
    begun,
    concluded,
    found,
    fresh,
    offices,
    opened,
    picture,
    presented,
    shortcoming,
    text,
    tie,
)
from tests.tasks.world import given

HOME = "/kiem-tra-giam-sat/"
LIST, FINDINGS, REMEDIES, PAGE = 10, 10, 10, 14


@pytest.fixture
def house(cast: Cast) -> Cast:
    offices(cast)
    return cast


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def sent(client: Client, address: str, form: dict[str, object]) -> str:
    """Sends the form with the state that its page shows; gives the page to which it leads."""
    answer = client.post(address, form)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("bang.png", picture().content, "image/png")


def version(code: str) -> str:
    return str(Inspection.objects.get(code=code).row_version)


def test_story_from_programme_to_checked_remedy_by_clicks(house: Cast) -> None:
    inspector, leader, staff = (
        as_(one) for one in (house.inspector, house.province_lead, house.propaganda_officer)
    )
    head, reporter = as_(house.unit_head), as_(house.unit_reporter)
    programme = sent(inspector, HOME + "chuong-trinh/lap/", {"unit": "KHOI", "year": "2021"})
    choosing = page(inspector, programme + "chon/")
    assert choosing.count("Chưa có cuộc kiểm tra, giám sát nào đã kết luận.") == 3
    chosen = {
        "chon": "VPTU",
        "kind": "inspection",
        "theme": "lam-theo",
        "quarter": "2",
        "reason": "Chưa từng kiểm tra.",
        "row_version": "1",
    }
    assert sent(inspector, programme + "them/", chosen) == programme
    assert "oversight" not in page(inspector, programme)
    sent(leader, programme + "ban-hanh/", {"issued_on": "06/4/2021", "row_version": "2"})
    assert "01-CTr/ĐUK" in page(leader, programme)
    assert "Đơn vị anh/chị trong chương trình" in page(head, HOME)
    item = Programme.objects.get().items.get()
    opened = sent(
        inspector,
        f"{HOME}dong/{item.pk}/mo/",
        {
            "title": "Kiểm tra việc làm theo năm 2020",
            "kind": "inspection",
            "theme": "lam-theo",
            "period_from": "01/01/2020",
            "period_until": "31/12/2020",
            "outline": "1. Việc làm theo.",
        },
    )
    code = "KT-2021-001"
    assert opened == f"{HOME}cuoc/{code}/"
    for user, part in ((house.inspector, "head"), (house.propaganda_officer, "member")):
        person = str(user.person.pk)  # type: ignore[attr-defined]
        sent(staff, opened + "doan/", {"person": person, "part": part, "row_version": version(code)})
    assert head.get(opened).status_code == 404
    assert "Đơn vị anh/chị trong chương trình" in page(head, HOME)  # still: that one is prepared is not told
    sent(
        leader,
        opened + "quyet-dinh/",
        {
            "issued_on": "06/4/2021",
            "begins_on": "06/4/2021",
            "ends_on": "20/4/2021",
            "self_report_due_on": "10/4/2021",
            "row_version": version(code),
        },
    )
    assert "Gửi báo cáo tự kiểm tra theo đề cương" in page(head, "/")
    sent(head, opened + "tu-kiem-tra/", {"text": "1. Đã làm.", "row_version": version(code)})
    assert "đã gửi báo cáo tự kiểm tra" in page(inspector, "/")
    minutes = {"held_on": "06/4/2021", "place": "Phòng họp", "present": "Bí thư", "minutes": "Xem sổ."}
    sent(inspector, opened + "bien-ban/", {**minutes, "row_version": version(code)})
    finding = {
        "kind": "shortcoming",
        "theme": "lam-theo",
        "text": "Chưa công khai thời gian trả hồ sơ.",
        "cause": "Chưa phân công.",
        "request": REQUEST,
        "post": "Bí thư chi bộ",
        "proof_wanted": "Ảnh bảng",
        "due_on": "31/5/2021",
    }
    sent(inspector, opened + "nhan-xet/", {**finding, "row_version": version(code)})
    assert "Chưa công khai" in page(inspector, opened)
    assert "Chưa công khai" not in page(head, opened)
    # Nor how much is being found and by whom: the record of the page is read by those who read findings.
    assert ["Ghi nhận xét" in page(one, opened) for one in (inspector, head)] == [True, False]
    sent(inspector, opened + "trinh/", {"row_version": version(code)})
    assert "Chưa công khai" in page(head, opened)
    sent(head, opened + "y-kien/", {"y-1": "Đơn vị đồng ý.", "row_version": version(code)})
    assert inspector.get(opened + "ket-luan/").status_code == 403
    conclusion = {"conclusion": "Thực hiện tốt.", "issued_on": "06/4/2021", "row_version": version(code)}
    assert leader.post(opened + "ket-luan/", conclusion).status_code == 422  # of how many members
    sent(leader, opened + "ket-luan/", conclusion | {"members": "2"})
    assert Inspection.objects.get().members == 2
    task = Task.objects.get()
    assert "01-TB/ĐUK" in page(head, opened)
    sent(
        reporter,
        f"/nhiem-vu/{task.code}/bao-xong/",
        {"result": "Đã đặt bảng.", "row_version": "1", "file": upload(), "no_secrets": "on"},
    )
    opened_task, settle = (
        page(leader, f"/nhiem-vu/{task.code}/"),
        leader.get(f"/nhiem-vu/{task.code}/xac-nhan/"),
    )
    assert "trang Khắc phục" in opened_task
    assert "/xac-nhan/" not in opened_task
    assert (settle.status_code, "trang Khắc phục" in settle.content.decode()) == (422, True)
    assert "đơn vị báo xong" not in page(leader, "/")  # the desk says it once, as a remedy to check
    remedy = f"{HOME}khac-phuc/{task.code}/"
    assert staff.get(f"{remedy}tep/{task.proofs.get().pk}/").status_code == 200
    assert "kiem-tra-lai" not in page(inspector, remedy)
    assert "kiem-tra-lai" in page(staff, remedy)
    checked = {"words": "Đã xem ảnh ba bảng.", "viec": "dat", "row_version": "2"}
    unclear = staff.post(remedy + "kiem-tra-lai/", checked | {"viec": ""})
    assert (unclear.status_code, "Chưa rõ đạt hay chưa" in unclear.content.decode()) == (422, True)
    sent(staff, remedy + "kiem-tra-lai/", checked)
    assert "Đã khắc phục, đã kiểm tra lại." in page(head, remedy)
    assert "Đã khắc phục xong." in page(inspector, opened)


def test_notice_says_findings_and_requests_under_its_number(house: Cast) -> None:
    made = concluded(house)
    answer = as_(house.unit_head).get(f"{HOME}cuoc/{made.code}/thong-bao/")
    with zipfile.ZipFile(BytesIO(answer.content)) as archive:
        words = archive.read("word/document.xml").decode()
    for said in (
        "THÔNG BÁO",
        "TB/ĐUK",
        "một cửa chưa công khai",
        REQUEST,
        "31/5/2021",
        "còn một việc phải sửa",
    ):
        assert said in words
    assert as_(house.outsider).get(f"{HOME}cuoc/{made.code}/thong-bao/").status_code == 404


def test_repeated_shortcoming_is_shown_and_speaks_for_a_visit(house: Cast) -> None:
    concluded(house)
    given(house, [house.hospital])
    with clock.set_to(TODAY.replace(month=9)):
        later = begun_again(house)
        again = found(house, later, shortcoming(due_on=TODAY.replace(month=12)))
        rows = list(findings_of(later))
        assert [(one.number, one.repeats) for one in rows] == [(again.number, True)]
        programme = programmes.lay_out_programme(actor=SYSTEM, unit=house.bloc, year=2022)
        known = {row.unit.code: [hint.kind for hint in row.hints] for row in candidates(programme)}
        first = Inspection.objects.select_related("notice").get(code="KT-2021-001")
        Inspection.objects.filter(pk=later.pk).update(
            state="concluded", concluded_at=clock.now(), notice=first.notice
        )
        told = (
            Finding.objects.select_related("inspection").filter(theme__code="lam-theo").order_by("written_at")
        )
        assert [earlier_of(one) for one in told] == [[], ["KT-2021-001"]]
    # A remedy that is late is told as a remedy, and not once more as a task.
    assert known == {"VPTU": ["remedies"], "BENHVIEN": ["never", "tasks"], "SONV": ["never"]}


def begun_again(house: Cast) -> Inspection:
    made = preparing.open_inspection(actor=SYSTEM, unit=house.bloc, subject=house.office, text=text())
    preparing.add_member(
        actor=SYSTEM,
        inspection=made,
        person=house.inspector.person,  # type: ignore[attr-defined]
        part=TeamPart.HEAD,
        row_version=1,
    )
    today = clock.today()
    return preparing.decide_inspection(
        actor=SYSTEM,
        inspection=made,
        issued_on=today,
        begins_on=today,
        ends_on=today,
        self_report_due_on=today,
        row_version=2,
    )


def test_form_offers_papers_in_ones_sight_and_keeps_the_one_it_has(house: Cast) -> None:
    known = directive()
    new = NewDirective("12-KH/TW", "Kế hoạch", "Bộ Chính trị", TODAY, "kiểm tra", "Kế hoạch 12", "kiểm tra")
    draft = enter_directive(actor=house.propaganda_officer, unit=house.bloc, new=new)
    made = opened(house, directive=draft)
    client = as_(house.inspector)
    asked = page(client, f"{HOME}mo/")
    assert (f'value="{known.pk}"' in asked, str(draft.pk) in asked) == (True, False)
    # What stands in it is not lost by saving the form, though nobody could choose it anew.
    assert f'value="{draft.pk}" selected' in page(client, f"{HOME}cuoc/{made.code}/sua/")


def test_form_that_is_refused_keeps_what_was_typed(house: Cast) -> None:
    made = begun(house)
    typed = {
        "kind": "shortcoming",
        "theme": "lam-theo",
        "text": "Ông Trần Tám chậm.",
        "request": "Làm ngay",
        "proof_wanted": "Ảnh",
        "due_on": "31/5/2021",
        "row_version": str(made.row_version),
    }
    answer = as_(house.inspector).post(f"{HOME}cuoc/{made.code}/nhan-xet/", typed)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Trần Tám» (tên người)" in shown
    assert "Ông Trần Tám chậm." in shown
    assert 'value="Ảnh"' in shown
    stale = as_(house.inspector).post(
        f"{HOME}cuoc/{made.code}/nhan-xet/", {**typed, "text": "Chậm.", "row_version": "1"}
    )
    assert stale.status_code == 409


def test_supervision_offers_no_breach(house: Cast) -> None:
    made = begun(house, InspectionKind.SUPERVISION)
    shown = page(as_(house.inspector), f"{HOME}cuoc/{made.code}/nhan-xet/")
    assert FindingKind.BREACH.value not in shown
    assert "han-che" not in shown


def test_lists_go_into_workbooks_as_they_are_seen(house: Cast) -> None:
    concluded(house)
    for name, cells in (("", "KT-2021-001"), ("nhan-xet/", "KT-2021-001"), ("khac-phuc/", REQUEST)):
        for user, seen in (
            (house.province_lead, True),
            (house.unit_head, True),
            (house.hospital_head, False),
        ):
            answer = as_(user).get(f"{HOME}{name}xuat/")
            sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
            words = {str(cell.value) for row in sheet.iter_rows() for cell in row}
            assert (cells in words) == seen, (name, user)


def test_filters_narrow_and_an_unknown_one_is_left_out(house: Cast) -> None:
    concluded(house)
    client = as_(house.inspector)
    assert "KT-2021-001" in page(client, HOME + "?trang-thai=ket-luan&hinh-thuc=kiem-tra&q=chi+thi&nam=2021")
    assert "KT-2021-001" not in page(client, HOME + "?trang-thai=tien-hanh")
    for year in ("abc", "9999"):
        assert "KT-2021-001" in page(client, HOME + f"?trang-thai=khong-co&sort=khong-co&nam={year}")
    assert "KT-2021-001" in page(client, HOME + "nhan-xet/?loai=han-che&noi-dung=lam-theo&don-vi=VPTU")
    assert "KT-2021-001" not in page(client, HOME + "nhan-xet/?lap-lai=1")
    assert REQUEST in page(client, HOME + "khac-phuc/?trang-thai=dang-lam")
    assert REQUEST not in page(client, HOME + "khac-phuc/?trang-thai=xong")
    # What narrows the other list alone is not said of this one.
    for address in ("khac-phuc/xuat/?loai=vi-pham&lap-lai=1", "nhan-xet/xuat/?trang-thai=xong"):
        sheet = openpyxl.load_workbook(BytesIO(client.get(HOME + address).content)).active
        assert "Tất cả những gì được xem" in {str(cell.value) for row in sheet.iter_rows() for cell in row}


def test_extension_is_offered_while_a_day_is_left_for_it(house: Cast) -> None:
    made = begun(house)
    address = f"{HOME}cuoc/{made.code}/"
    for days, offered in ((6, True), (7, False)):
        with clock.set_to(ENDS + timedelta(days=days)):
            client = as_(house.province_lead)
            assert (f"{address}gia-han/" in page(client, address)) == offered
            answer = client.get(f"{address}gia-han/")
            assert ("đến 01/5/2021 là muộn nhất" in answer.content.decode()) != offered


def copies(house: Cast, count: int) -> None:
    """More of the same, without the services' time."""
    first = concluded(house)
    finding, remedy = first.findings.get(asks=True), Remedy.objects.select_related("task").get()
    for number in range(count):
        Inspection.objects.filter(pk=first.pk).update(item=None)
        one = fresh(first)
        one.pk, one.code = None, f"KT-2021-{900 + number}"
        one.id = Inspection().id
        one._state.adding = True
        one.save()
        copy = Finding.objects.get(pk=finding.pk)
        copy.pk = Finding().id
        copy._state.adding, copy.inspection = True, one
        copy.save()
        task = Task.objects.get(pk=remedy.task_id)
        task.pk, task.code = Task().id, f"NV-2021-9{number:04d}"
        task._state.adding = True
        task.save()
        Remedy.objects.create(finding=copy, task=task)


@pytest.mark.parametrize("count", [0, 30])
def test_lists_take_the_same_statements_for_one_and_for_many(
    house: Cast, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    copies(house, count)
    client = as_(house.inspector)
    for address, statements in (
        (HOME, LIST),
        (HOME + "nhan-xet/", FINDINGS),
        (HOME + "khac-phuc/", REMEDIES),
    ):
        with django_assert_num_queries(statements):
            client.get(address)


def test_page_of_one_takes_the_same_statements_however_much_was_found(
    house: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = begun(house)
    found(house, made)
    client, address = as_(house.inspector), f"{HOME}cuoc/{made.code}/"
    with django_assert_num_queries(PAGE):
        client.get(address)
    for _number in range(12):
        found(house, made)
    with django_assert_num_queries(PAGE):
        client.get(address)


def test_choosing_takes_the_same_statements_for_three_units_and_more(
    house: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    programme = programmes.lay_out_programme(actor=SYSTEM, unit=house.bloc, year=2021)
    above = programmes.lay_out_programme(actor=SYSTEM, unit=house.province, year=2021)
    assert (len(candidates(programme)), len(candidates(above))) == (3, 4)
    for one in (programme, above):
        with django_assert_num_queries(7):
            candidates(one)


def test_self_report_comes_with_a_file_that_its_readers_open(house: Cast) -> None:
    made = begun(house)
    form = {"text": "Đã làm.", "file": upload(), "no_secrets": "on", "row_version": str(made.row_version)}
    sent(as_(house.unit_head), f"{HOME}cuoc/{made.code}/tu-kiem-tra/", form)
    file = made.files.get()
    address = f"{HOME}cuoc/{made.code}/tep/{file.pk}/"
    told = [
        as_(one).get(address).status_code for one in (house.inspector, house.unit_head, house.hospital_head)
    ]
    assert told == [200, 200, 404]
    # A file that was sent by mistake goes away with the next sending.
    anew = {"text": "Đã làm.", "drop": str(file.pk), "row_version": version(made.code)}
    assert f'value="{file.pk}"' in page(as_(house.unit_head), f"{HOME}cuoc/{made.code}/tu-kiem-tra/")
    sent(as_(house.unit_head), f"{HOME}cuoc/{made.code}/tu-kiem-tra/", anew)
    assert not made.files.exists()
    # A page that still stands open with the file is told apart, and keeps what was typed.
    stale = as_(house.unit_head).post(f"{HOME}cuoc/{made.code}/tu-kiem-tra/", anew | {"text": "Đã làm xong."})
    assert (stale.status_code, "Đã làm xong." in stale.content.decode()) == (409, True)


def test_desk_asks_for_the_word_of_the_unit_and_for_the_check(house: Cast) -> None:
    made = presented(house)
    assert f"/kiem-tra-giam-sat/cuoc/{made.code}/y-kien/" in page(as_(house.unit_head), "/")
    working.respond(actor=house.unit_head, inspection=made, words={}, row_version=fresh(made).row_version)
    assert "Xem, kết luận" in page(as_(house.province_lead), "/")
    tie(house.province_lead, house.office)
    assert "Xem, kết luận" not in page(as_(house.province_lead), "/")


def test_desk_carries_nothing_on_with_who_came_to_belong_to_the_unit(house: Cast) -> None:
    begun(house)
    assert "Làm tiếp" in page(as_(house.inspector), "/")
    tie(house.inspector, house.office)
    assert "Làm tiếp" not in page(as_(house.inspector), "/")


def test_unit_that_has_reported_waits_for_a_check_on_the_desk_of_others(house: Cast) -> None:
    concluded(house)
    task = Task.objects.get()
    tasks.report_done(
        actor=house.unit_reporter, task=task, result="Đã làm.", row_version=task.row_version, proof=picture()
    )
    assert f"/kiem-tra-giam-sat/khac-phuc/{task.code}/kiem-tra-lai/" in page(
        as_(house.propaganda_officer), "/"
    )
    assert f"/kiem-tra-giam-sat/khac-phuc/{task.code}/kiem-tra-lai/" not in page(as_(house.inspector), "/")
