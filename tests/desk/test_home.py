"""The page after sign-in, for each role."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lantoa.accounts.models import User
from lantoa.commendation.services import propose_revocation
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.desk.queries import issues as desk_issues
from lantoa.desk.queries import spreading, waiting
from lantoa.desk.queries.commendation import to_revoke
from lantoa.desk.queries.home import home_of
from lantoa.desk.queries.practices import to_verify
from lantoa.desk.queries.spreading import Spreading
from lantoa.organisation.models import RoleAssignment, UnitKind
from lantoa.organisation.services.units import NewUnit, establish_units
from lantoa.practices.choices import Origin, YearState
from lantoa.practices.queries.verification import waiting_for
from lantoa.reporting.models import Collection, Submission
from lantoa.reporting.services.obligations import exempt_units
from lantoa.reporting.services.submissions import send_back
from tests.cast import DECISION, TODAY, Cast
from tests.commendation import world as commendation
from tests.issues import world as issues
from tests.practices.world import World, applied, declined, planned, verified
from tests.reporting import world as reports


def shown(user: User, *, whole_unit: bool = False) -> list[tuple[str, str, str]]:
    """(urgency, title, verb) of every task on the home page, in order."""
    desk = home_of(User.objects.get(pk=user.pk), whole_unit=whole_unit).desk
    assert desk is not None
    return [(group.key, str(task.title), str(task.act)) for group in desk.groups for task in group.tasks]


def page_of(user: User, query: str = "") -> tuple[int, str, Any]:
    client = Client()
    client.force_login(user)
    response = client.get(f"/{query}")
    return response.status_code, response.content.decode(), response.context


def test_anonymous_is_led_to_sign_in(db: None, client: Client) -> None:
    response = client.get("/")
    assert (response.status_code, response["Location"]) == (302, "/dang-nhap/?next=/")


@pytest.mark.parametrize(
    "role", ["unit_reporter", "unit_head", "propaganda_officer", "inspector", "province_lead"]
)
def test_home_with_nothing_to_do_says_what_comes_here(cast: Cast, role: str) -> None:
    status, page, context = page_of(getattr(cast, role))
    assert (status, context["home"].desk.groups) == (200, ())
    assert page.count("Không còn việc nào phải làm") == 1


@pytest.mark.parametrize("role", ["administrator", "auditor"])
def test_home_of_roles_without_content_says_so(cast: Cast, quarter: Collection, role: str) -> None:
    status, page, context = page_of(getattr(cast, role))
    assert (status, context["home"].desk) == (200, None)
    assert page.count("Vai trò này không có việc về nội dung") == 1
    assert quarter.title not in page


@pytest.mark.parametrize(
    ("role", "doors"),
    [
        ("administrator", ["/thong-bao/gui-thu/", "/to-chuc/nguoi-dung/", "/to-chuc/"]),
        ("auditor", ["/nhat-ky/", "/to-chuc/"]),
    ],
)
def test_home_of_roles_without_content_leads_to_their_pages(cast: Cast, role: str, doors: list[str]) -> None:
    client = Client()
    client.force_login(getattr(cast, role))
    page = client.get("/")
    assert [one.url for one in page.context["home"].doors] == doors
    assert [client.get(url).status_code for url in doors] == [200] * len(doors)
    assert [
        page.content.decode().count(f'<a class="button button--primary" href="{url}"') for url in doors
    ] == [1, *[0] * (len(doors) - 1)]


def test_home_without_a_role_says_whom_it_takes(cast: Cast) -> None:
    RoleAssignment.objects.filter(person__user=cast.unit_reporter).update(
        valid=DateRange(date(2020, 1, 1), TODAY)
    )
    status, page, _context = page_of(cast.unit_reporter)
    assert status == 200
    assert page.count("Tài khoản chưa có vai trò") == 1


def test_reporter_owes_the_open_report_of_ones_own_unit(cast: Cast, quarter: Collection) -> None:
    assert shown(cast.unit_reporter) == [("soon", quarter.title, "Nhập báo cáo")]
    task = home_of(cast.unit_reporter).desk.groups[0].tasks[0]  # type: ignore[union-attr]
    assert (task.url, task.due_on, task.done, task.total) == (
        f"/bao-cao/{quarter.code}/VPTU/",
        date(2021, 4, 10),
        1,
        5,
    )
    assert task.second == "1 trong 5 dòng đã lấy từ sổ đăng ký; còn 4 dòng."


def test_report_turns_late_with_its_hour(cast: Cast, quarter: Collection) -> None:
    with clock.set_to(clock.instant(date(2021, 4, 10), 16, 59)):
        assert shown(cast.unit_reporter) == [("soon", quarter.title, "Nhập báo cáo")]
    with clock.set_to(clock.instant(date(2021, 4, 10), 17, 1)):
        assert shown(cast.unit_reporter) == [("late", quarter.title, "Nhập báo cáo")]


def test_report_of_a_closed_collection_is_no_task(cast: Cast, quarter: Collection) -> None:
    with clock.set_to(date(2021, 4, 21)):
        assert shown(cast.unit_reporter) == []


def test_exempt_unit_owes_nothing(cast: Cast, quarter: Collection) -> None:
    exempt_units(actor=SYSTEM, collection=quarter, units=[cast.office], reason="Mới thành lập.")
    assert shown(cast.unit_reporter) == []


def test_report_that_came_back_says_why(cast: Cast, quarter: Collection) -> None:
    sent = reports.waiting(quarter, cast.office, cast.unit_head)
    assert shown(cast.unit_reporter) == []
    send_back(actor=cast.propaganda_officer, submission=sent, reason="Thiếu số đảng viên.")
    assert shown(cast.unit_reporter) == [("soon", quarter.title, "Sửa và gửi lại")]
    task = home_of(cast.unit_reporter).desk.groups[0].tasks[0]  # type: ignore[union-attr]
    assert task.second == "Trả lại ngày 06/4/2021: “Thiếu số đảng viên.”"


def test_handed_report_is_the_heads_to_send(cast: Cast, quarter: Collection) -> None:
    Submission.objects.filter(unit=cast.office).update(state="handed")
    assert shown(cast.unit_head) == [("soon", quarter.title, "Gửi báo cáo")]
    assert shown(cast.unit_reporter) == []
    assert shown(cast.unit_reporter, whole_unit=True) == [("soon", quarter.title, "Xem báo cáo")]


def test_draft_is_the_reporters_until_it_is_late(cast: Cast, quarter: Collection) -> None:
    assert shown(cast.unit_head) == []
    assert shown(cast.unit_head, whole_unit=True) == [("soon", quarter.title, "Nhập báo cáo")]
    Submission.objects.filter(unit=cast.office).update(saved_at=clock.now())
    with clock.set_to(date(2021, 4, 12)):
        assert shown(cast.unit_head) == [("late", quarter.title, "Nhập tiếp")]


def test_answers_still_missing_are_counted(cast: Cast, practices: World) -> None:
    own = practices.practice(cast.office, "Của mình")
    others = [practices.practice(cast.hospital, title) for title in ("Một", "Hai", "Ba")]
    order = practices.order([own, *others], cast.units())
    practices.answers(order, declined(others[0], cast.office))
    assert shown(cast.unit_reporter) == [("late", "Trả lời về 3 mô hình trong tập năm 2020", "Trả lời tiếp")]
    task = home_of(cast.unit_reporter).desk.groups[0].tasks[0]  # type: ignore[union-attr]
    assert (task.second, task.done, task.total) == (
        "Đã trả lời 1 mô hình, còn 2. Mỗi mô hình một lựa chọn.",
        1,
        3,
    )
    assert task.url == f"/mo-hinh/nhan-rong/{order.code}/"


def test_planned_adoption_asks_for_its_result(cast: Cast, practices: World) -> None:
    one = practices.practice(cast.hospital, "Một")
    practices.answers(practices.order([one], [cast.office]), planned(one, cast.office))
    assert shown(cast.unit_reporter) == [("later", "Báo kết quả áp dụng “Một”", "Báo kết quả")]


def test_practice_that_came_back_is_a_task_of_its_unit_alone(cast: Cast, practices: World) -> None:
    made = practices.practice(cast.office, "Trả lại", [(2021, Origin.NEW, YearState.RETURNED)])
    made.years.update(reason="Chưa rõ số đo.")
    assert shown(cast.unit_reporter) == [("waiting", "Trả lại", "Sửa và gửi lại")]
    assert shown(cast.outsider) == []
    assert shown(cast.propaganda_officer) == []


def test_draft_practice_waits_for_the_head_alone(cast: Cast, practices: World) -> None:
    practices.practice(cast.office, "Bản nháp", [(2021, Origin.NEW, YearState.DRAFT)])
    assert shown(cast.unit_head) == [("waiting", "Bản nháp", "Xem và đăng ký")]
    assert shown(cast.unit_reporter) == []
    assert shown(cast.propaganda_officer) == []
    assert shown(cast.hospital_head) == []


def test_adoption_with_a_measure_and_evidence_is_to_be_verified(cast: Cast, practices: World) -> None:
    one, other = practices.practice(cast.hospital, "Một"), practices.practice(cast.hospital, "Hai")
    order = practices.order([one, other], cast.units())
    proof = {"result_value": Decimal(12), "evidence": "Sổ đo hằng tuần."}
    practices.answers(order, applied(one, cast.office, **proof), applied(other, cast.office))
    task = next(task for task in to_verify(cast.propaganda_officer, TODAY))
    assert (task.title, task.second) == (
        "Kiểm chứng 1 lượt áp dụng",
        "1 lượt khác chưa có số đo, minh chứng.",
    )
    assert [row.practice.title for row in waiting_for(cast.propaganda_officer)] == ["Một", "Hai"]


def test_more_than_is_named_is_said_and_never_left_out_in_silence(
    cast: Cast, practices: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "MOST", 4)
    monkeypatch.setattr(desk_issues, "MOST", 1)

    def told() -> tuple[list[str], list[str]]:
        waits = [line.title or line.one.title for line in home_of(cast.unit_reporter).waits]
        return waits, [task.title for task in desk_issues.to_solve(cast.hospital_head, TODAY)]

    issues.everybody_is_many(cast)
    issues.raised(cast)
    for number in range(4):
        practices.practice(cast.office, f"Mới {number}", [(2021, Origin.NEW, YearState.REGISTERED)])
    assert told() == (["4 mô hình chờ xét"], [issues.TITLE])
    issues.raised(cast)
    practices.practice(cast.office, "Mới 4", [(2021, Origin.NEW, YearState.REGISTERED)])
    assert told() == (
        ["4 mô hình chờ xét", "Còn mô hình khác chờ xét"],
        [issues.TITLE, "Còn vấn đề khác đơn vị phải giải quyết"],
    )


def test_staff_decide_verify_and_ask(cast: Cast, quarter: Collection, practices: World) -> None:
    one = practices.practice(cast.hospital, "Một")
    practices.practice(cast.department, "Mới", [(2021, Origin.NEW, YearState.REGISTERED)])
    order = practices.order([one], cast.units())
    practices.answers(order, applied(one, cast.office))
    reports.waiting(quarter, cast.hospital, cast.hospital_head)
    with clock.set_to(date(2021, 4, 12)):
        found = shown(cast.propaganda_officer)
        stuck = [(one.title, one.late) for one in home_of(cast.propaganda_officer).stuck]
    assert stuck == [("Trả lời về tập mô hình năm 2020", 1), (quarter.title, 2)]
    assert found == [
        ("waiting", f"Duyệt 1 báo cáo: {quarter.title}", "Duyệt báo cáo"),
        ("waiting", "1 lượt áp dụng chưa có số đo, minh chứng", "Xem đơn vị"),
        ("waiting", "Xét 1 mô hình đã đăng ký", "Xét mô hình"),
    ]


def test_proposed_revocation_waits_for_another_signature_than_the_proposers(cast: Cast) -> None:
    world = commendation.make_world(cast)
    world.enter(cast.office, "Nguyễn Văn An")
    world.decide()
    certificate = world.certificate("Nguyễn Văn An")
    propose_revocation(actor=cast.propaganda_officer, certificate=certificate, reason="Khen nhầm người.")
    title = "Đề nghị thu hồi giấy khen của Đồng chí Nguyễn Văn An"
    tasks = list(to_revoke(cast.province_lead, TODAY))
    assert [(task.title, task.second) for task in tasks] == [(title, "Lý do: “Khen nhầm người.”")]
    assert list(to_revoke(cast.propaganda_officer, TODAY)) == []


def test_leader_sees_what_is_stuck_and_nothing_of_the_registers_work(
    cast: Cast, quarter: Collection, practices: World
) -> None:
    practices.practice(cast.department, "Mới", [(2021, Origin.NEW, YearState.REGISTERED)])
    with clock.set_to(date(2021, 4, 12)):
        assert shown(cast.province_lead) == []
        [matter] = home_of(cast.province_lead).stuck
    assert (matter.title, matter.late, matter.asked, matter.since) == (quarter.title, 3, 3, date(2021, 4, 10))
    assert [(one.name, one.late) for one in matter.branches] == [
        ("Văn phòng Tỉnh ủy", 1),
        ("Bệnh viện tỉnh", 1),
        ("Sở Nội vụ", 1),
    ]


def test_head_of_the_page_leads_to_what_is_stuck(cast: Cast, quarter: Collection) -> None:
    link = '<a href="#stuck">1 việc quá hạn ở đơn vị khác</a>'
    for day, links in ((date(2021, 4, 8), 0), (date(2021, 4, 12), 1)):
        with clock.set_to(day):
            client = Client()
            client.force_login(cast.province_lead)
            page = client.get("/").content.decode()
            assert page.count(link) == links
            assert page.count("Không có việc nào đang chờ.") == 1


def test_side_column_shows_the_units_reports_and_whom_to_ask(cast: Cast, quarter: Collection) -> None:
    home = home_of(cast.unit_reporter)
    assert [(row.title, str(row.badge.label)) for row in home.reports] == [("Quý I/2021", "Chưa gửi")]
    assert home.above == "Đảng bộ Khối các cơ quan tỉnh"
    assert home_of(cast.propaganda_officer).above == ""


def test_spreading_practice_counts_each_unit_once(cast: Cast, practices: World) -> None:
    assert home_of(cast.outsider).spreading is None
    one = practices.practice(cast.hospital, "Một")
    order = practices.order([one], cast.units())
    practices.answers(order, verified(one, cast.office), planned(one, cast.department))
    again = practices.order([one], [cast.office], 2)
    practices.answers(again, planned(one, cast.office))
    found = home_of(cast.outsider).spreading
    assert found is not None
    assert (found.title, found.verified, found.applied, found.planned) == ("Một", 1, 0, 1)
    assert found.dots == [("verified", 7, 7), ("planned", 21, 7)]
    assert home_of(cast.unit_reporter).spreading is None


def test_of_many_units_a_dot_is_ten_and_answers_are_counted(
    cast: Cast, practices: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    few, many = (Spreading("Một", "", verified, 70, 30) for verified in (100, 101))
    assert (few.total, few.per_dot, len(few.dots), few.height) == (200, 1, 200, 140)
    assert (many.total, many.per_dot, len(many.dots)) == (201, 10, 11 + 7 + 3)
    one = practices.practice(cast.hospital, "Một")
    practices.answers(
        practices.order([one], cast.units()), verified(one, cast.office), planned(one, cast.department)
    )
    practices.answers(practices.order([one], [cast.office], 2), planned(one, cast.office))
    monkeypatch.setattr(spreading, "MOST_DOTS", 2)
    found = home_of(cast.outsider).spreading
    assert found is not None
    assert (found.verified, found.applied, found.planned, found.by_answers) == (1, 0, 2, True)
    assert '<b class="text-gold">3 lượt</b> nhận áp dụng' in page_of(cast.outsider)[1]


def test_only_the_first_task_has_the_red_button(cast: Cast, quarter: Collection, practices: World) -> None:
    one = practices.practice(cast.hospital, "Một")
    practices.order([one], [cast.office])
    _status, page, _context = page_of(cast.unit_reporter)
    assert page.count("button--primary") == 1
    assert page.index("button--primary") < page.index(quarter.title)


def test_tabs_stand_only_where_they_differ(cast: Cast, quarter: Collection) -> None:
    assert page_of(cast.unit_reporter)[1].count('class="segments"') == 0
    _status, page, context = page_of(cast.unit_head, "?phan=don-vi")
    assert page.count('class="segments"') == 1
    assert context["home"].whole_unit is True


def test_head_of_another_unit_is_shown_nothing_of_this_one(cast: Cast, practices: World) -> None:
    made = practices.practice(cast.office, "Bản nháp kín", [(2021, Origin.NEW, YearState.RETURNED)])
    for user in (cast.hospital_head, cast.outsider, cast.propaganda_officer, cast.province_lead):
        page = page_of(user)[1]
        assert (made.title in page, made.code in page) == (False, False)


@pytest.mark.parametrize("role", ["unit_reporter", "unit_head", "propaganda_officer", "province_lead"])
def test_statements_do_not_grow_with_the_rows(cast: Cast, practices: World, role: str) -> None:
    user = getattr(cast, role)
    version = reports.published()
    one = practices.practice(cast.hospital, "Số 0")
    practices.order([one], cast.units())
    reports.opened(version, cast.bloc, cast.units())
    with CaptureQueriesContext(connection) as few:
        page_of(user)
    kind = UnitKind.objects.get(code="grassroots_cell")
    new = [NewUnit(f"THEM-{n:03d}", f"Chi bộ số {n}", f"Số {n}", kind, "KHOI", n) for n in range(300)]
    more = establish_units(actor=SYSTEM, decision=DECISION, units=new)
    others = [practices.practice(cast.hospital, f"Số {n}") for n in range(1, 20)]
    order = practices.order(others, [*cast.units(), *more], 2)
    practices.answers(
        order, *[planned(others[n], cast.office) for n in range(15)], applied(others[16], cast.office)
    )
    reports.opened(version, cast.bloc, [*cast.units(), *more], "2020Q4")
    with CaptureQueriesContext(connection) as many:
        status, _page, _context = page_of(user)
    assert status == 200
    assert len(many) == len(few)


def test_late_units_are_those_the_list_behind_the_number_shows(cast: Cast, quarter: Collection) -> None:
    sent = reports.waiting(quarter, cast.office, cast.unit_head)
    send_back(actor=cast.propaganda_officer, submission=sent, reason="Thiếu số đảng viên.")
    with clock.set_to(date(2021, 4, 12)):
        [matter] = home_of(cast.propaganda_officer).stuck
        client = Client()
        client.force_login(cast.propaganda_officer)
        listed = client.get(matter.url)
    assert (matter.title, matter.late) == (quarter.title, 3)
    assert matter.second == "Trong đó 1 đơn vị bị trả lại, chưa gửi lại."
    assert listed.status_code == 200


@pytest.mark.parametrize("role", ["unit_reporter", "unit_head", "propaganda_officer", "province_lead"])
def test_every_task_leads_to_a_page_that_opens(
    cast: Cast, quarter: Collection, practices: World, role: str
) -> None:
    user = getattr(cast, role)
    one, two = practices.practice(cast.hospital, "Một"), practices.practice(cast.hospital, "Hai")
    practices.practice(cast.office, "Trả lại", [(2021, Origin.NEW, YearState.RETURNED)])
    practices.practice(cast.department, "Mới", [(2021, Origin.NEW, YearState.REGISTERED)])
    practices.answers(
        practices.order([one, two], cast.units()), planned(one, cast.office), applied(one, cast.department)
    )
    reports.waiting(quarter, cast.hospital, cast.hospital_head)
    client = Client()
    client.force_login(user)
    desk = home_of(user, whole_unit=True).desk
    assert desk is not None
    addresses = [task.url for group in desk.groups for task in group.tasks]
    assert len(addresses) >= 1
    assert {client.get(url, follow=True).status_code for url in addresses} == {200}


def test_page_of_what_waits_for_verification_lists_it(cast: Cast, practices: World) -> None:
    one = practices.practice(cast.hospital, "Một")
    practices.answers(
        practices.order([one], cast.units()), applied(one, cast.office), verified(one, cast.department)
    )
    client = Client()
    client.force_login(cast.propaganda_officer)
    response = client.get("/viec/kiem-chung/")
    assert [(row.practice.title, row.unit_name) for row in response.context["page"]] == [
        ("Một", "Văn phòng Tỉnh ủy")
    ]
    client.force_login(cast.unit_reporter)
    assert client.get("/viec/kiem-chung/").status_code == 403
