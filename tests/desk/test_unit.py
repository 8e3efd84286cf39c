"""A unit's page: what each reader sees of it, and what it never shows."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.organisation.choices import Role
from lantoa.organisation.models import UnitKind, UnitVersion
from lantoa.organisation.services import ancestry
from lantoa.organisation.services.people import NewPerson, NewRole, enrol_people
from lantoa.organisation.services.units import Decision, NewUnit, establish_units, rename_unit
from lantoa.practices.choices import Origin, YearState
from lantoa.reporting.models import Collection
from tests.cast import DECISION, SINCE, Cast
from tests.practices.world import World, declined, planned, verified
from tests.reporting import world as reports
from tests.tasks.world import DUE, given, new, reported

SECTIONS = ("practices", "adoptions", "tasks", "reports", "awards", "people", "life")


def open_unit(user: User, code: str) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(f"/don-vi/{code}/")


def sections(user: User, code: str) -> set[str]:
    """The sections of the page, by what was put together and by what was written."""
    response = open_unit(user, code)
    assert response.status_code == 200
    page, text = response.context["page"], response.content.decode()
    found = {name for name in SECTIONS if getattr(page, name) is not None}
    assert found == {name for name in SECTIONS if f'aria-labelledby="{name}"' in text}
    return found


EVERYTHING = set(SECTIONS)


@pytest.mark.parametrize(
    ("role", "of_office", "of_hospital"),
    [
        ("unit_reporter", EVERYTHING, {"practices", "adoptions"}),
        ("unit_head", EVERYTHING, {"practices", "adoptions"}),
        ("propaganda_officer", EVERYTHING, EVERYTHING),
        ("province_lead", EVERYTHING, EVERYTHING),
        ("inspector", {"practices", "adoptions"}, {"practices", "adoptions"}),
        ("administrator", {"people", "life"}, {"people", "life"}),
        ("auditor", {"life"}, {"life"}),
    ],
)
def test_each_role_sees_its_sections(
    cast: Cast, role: str, of_office: set[str], of_hospital: set[str]
) -> None:
    user = getattr(cast, role)
    assert sections(user, "VPTU") == of_office
    assert sections(user, "BENHVIEN") == of_hospital


def test_tasks_are_told_with_those_below_as_the_list_counts_them(cast: Cast) -> None:
    late, _other = given(cast, [cast.office, cast.hospital])
    reported(cast, given(cast, [cast.office], new("Họp dân"))[0])
    with clock.set_to(DUE + timedelta(days=1)):
        told = {
            user: open_unit(user, "VPTU").context["page"].tasks
            for user in (cast.unit_head, cast.province_lead)
        }
        assert {(one.open, one.late, one.total) for one in told.values()} == {(1, 1, 2)}
        below = open_unit(cast.propaganda_officer, cast.bloc.code)
        assert below.context["page"].tasks.open == 2
        assert "2 nhiệm vụ chưa xong, 2 quá hạn, kể cả của đơn vị bên dưới." in below.content.decode()
        client = Client()
        client.force_login(cast.propaganda_officer)
        for one in below.context["page"].tasks.told:
            assert client.get(one.url).context["page"].paginator.count == one.count
        assert [one.count for one in below.context["page"].tasks.told] == [2, 2, 1]
    assert late.code not in open_unit(cast.outsider, "VPTU").content.decode()


def test_unit_outside_ones_tree_is_the_same_404_as_none(cast: Cast) -> None:
    kind = UnitKind.objects.get(code="upper_committee")
    establish_units(
        actor=SYSTEM, decision=DECISION, units=[NewUnit("KHAC", "Đảng bộ tỉnh khác", "Khác", kind)]
    )
    outside, absent = open_unit(cast.province_lead, "KHAC"), open_unit(cast.province_lead, "KHONGCO")
    assert (outside.status_code, absent.status_code) == (404, 404)
    assert outside.content == absent.content


def test_anonymous_is_led_to_sign_in(cast: Cast, client: Client) -> None:
    for code in ("VPTU", "KHONGCO"):
        response = client.get(f"/don-vi/{code}/")
        assert (response.status_code, response["Location"]) == (302, f"/dang-nhap/?next=/don-vi/{code}/")


def test_names_are_shown_without_a_way_to_reach_the_person(cast: Cast) -> None:
    User.objects.filter(pk=cast.unit_head.pk).update(email="bi.thu@example.org")
    response = open_unit(cast.propaganda_officer, "VPTU")
    assert [(person.name, person.what) for person in response.context["page"].people] == [
        ("Võ Văn Bí Thư", ("Bí thư", "Người đứng đầu đơn vị")),
        ("Phạm Thị Tổng Hợp", ("Cán bộ tổng hợp báo cáo",)),
    ]
    assert b"bi.thu@example.org" not in response.content
    assert cast.unit_head.username.encode() not in response.content


def test_roles_that_ended_or_are_to_come_are_not_shown(cast: Cast) -> None:
    enrol_people(
        actor=SYSTEM,
        people=[
            NewPerson("Người Cũ", roles=(NewRole(cast.department, Role.REPORTER, SINCE, date(2021, 4, 6)),)),
            NewPerson("Người Mới", roles=(NewRole(cast.department, Role.REPORTER, date(2021, 4, 7)),)),
        ],
    )
    assert open_unit(cast.propaganda_officer, "SONV").context["page"].people == ()


def test_names_of_people_of_another_unit_are_not_shown(cast: Cast) -> None:
    page = open_unit(cast.outsider, "VPTU").content.decode()
    assert ("Võ Văn Bí Thư" in page, "Phạm Thị Tổng Hợp" in page) == (False, False)


def test_life_line_tells_names_parents_and_papers(cast: Cast) -> None:
    rename_unit(
        actor=SYSTEM,
        unit=cast.office,
        decision=Decision("33-QĐ/TU", date(2019, 6, 20), date(2019, 7, 1), "Tỉnh ủy"),
        name="Đảng bộ cơ sở Văn phòng mới",
        short_name="Văn phòng mới",
    )
    page = open_unit(cast.unit_reporter, "VPTU").context["page"]
    assert [
        (
            stage.name,
            stage.since,
            stage.until,
            stage.parent,
            [event.decision_number for event in stage.events],
        )
        for stage in page.life
    ] == [
        (
            "Đảng bộ cơ sở Văn phòng mới",
            date(2019, 7, 1),
            None,
            "Đảng bộ Khối các cơ quan tỉnh",
            ["33-QĐ/TU"],
        ),
        (
            "Đảng bộ cơ sở Văn phòng Tỉnh ủy",
            SINCE,
            date(2019, 6, 30),
            "Đảng bộ Khối các cơ quan tỉnh",
            ["01-QĐ/TU"],
        ),
    ]


def test_ended_unit_says_so(cast: Cast) -> None:
    version = UnitVersion.objects.get(unit=cast.department)
    version.valid = DateRange(SINCE, date(2020, 1, 1))
    version.save()
    ancestry.rebuild([cast.department.pk])
    page = open_unit(cast.propaganda_officer, "SONV").context["page"]
    assert str(page.badge.label) == "Kết thúc hoạt động từ 01/01/2020"
    assert [code for _label, code in page.trail] == ["/don-vi/TINH/", "/don-vi/KHOI/", "/don-vi/SONV/"]


def test_practices_follow_the_registers_own_sight(cast: Cast, practices: World) -> None:
    practices.practice(cast.office, "Đã công nhận")
    practices.practice(cast.office, "Bản nháp", [(2021, Origin.NEW, YearState.DRAFT)])
    practices.practice(cast.office, "Đang đăng ký", [(2021, Origin.NEW, YearState.REGISTERED)])

    def titles(user: User) -> list[str]:
        return [row.title for row in open_unit(user, "VPTU").context["page"].practices.latest]

    assert titles(cast.unit_reporter) == ["Đang đăng ký", "Bản nháp", "Đã công nhận"]
    assert titles(cast.propaganda_officer) == ["Đang đăng ký", "Đã công nhận"]
    assert titles(cast.outsider) == ["Đã công nhận"]


def test_practices_are_counted_by_state_and_the_latest_five_named(cast: Cast, practices: World) -> None:
    for number in range(7):
        practices.practice(cast.office, f"Số {number}", [(2014 + number, Origin.NEW, YearState.RECOGNISED)])
    response = open_unit(cast.unit_reporter, "VPTU")
    found = response.context["page"].practices
    assert [(str(badge.label), count) for badge, count in found.counts] == [("Được công nhận", 7)]
    assert [row.year for row in found.latest] == [2020, 2019, 2018, 2017, 2016]
    assert response.content.decode().count('href="/mo-hinh/?don-vi=VPTU"') == 1


def test_refusals_of_a_unit_are_not_told_to_others(cast: Cast, practices: World) -> None:
    one, two = practices.practice(cast.hospital, "Một"), practices.practice(cast.hospital, "Hai")
    practices.answers(
        practices.order([one, two], [cast.office]), verified(one, cast.office), declined(two, cast.office)
    )

    def counts(user: User) -> list[tuple[str, int]]:
        return [
            (str(badge.label), n) for badge, n in open_unit(user, "VPTU").context["page"].adoptions.counts
        ]

    assert counts(cast.unit_reporter) == [("Đã kiểm chứng", 1), ("Không áp dụng", 1)]
    assert counts(cast.outsider) == [("Đã kiểm chứng", 1)]


def test_reports_show_states_only_to_whom_they_belong(cast: Cast, quarter: Collection) -> None:
    reports.waiting(quarter, cast.office, cast.unit_head)
    found = open_unit(cast.propaganda_officer, "VPTU").context["page"].reports
    assert [(row.title, str(row.badge.label), row.url) for row in found] == [
        (quarter.title, "Chờ duyệt", f"/bao-cao/{quarter.code}/VPTU/")
    ]
    assert quarter.title not in open_unit(cast.outsider, "VPTU").content.decode()


def test_page_can_be_printed(cast: Cast) -> None:
    assert open_unit(cast.unit_reporter, "VPTU").content.decode().count("data-print") == 1


def test_statements_do_not_grow_with_what_a_unit_has(cast: Cast, practices: World) -> None:
    version = reports.published()
    first = practices.practice(cast.office, "Số 0")
    one = practices.practice(cast.hospital, "Bệnh viện 0")
    practices.answers(practices.order([one], [cast.office]), planned(one, cast.office))
    reports.opened(version, cast.bloc, [cast.office])
    assert first.unit_id == cast.office.pk
    with CaptureQueriesContext(connection) as few:
        open_unit(cast.propaganda_officer, "VPTU")
    for number in range(1, 30):
        practices.practice(cast.office, f"Số {number}")
    others = [practices.practice(cast.hospital, f"Bệnh viện {number}") for number in range(1, 15)]
    practices.answers(
        practices.order(others, [cast.office], 2), *[planned(other, cast.office) for other in others]
    )
    for code in ("2020Q1", "2020Q2", "2020Q3", "2020Q4"):
        reports.opened(version, cast.bloc, [cast.office], code)
    kind = UnitKind.objects.get(code="grassroots_cell")
    new = [NewUnit(f"THEM-{n:03d}", f"Chi bộ số {n}", f"Số {n}", kind, "VPTU", n) for n in range(300)]
    establish_units(actor=SYSTEM, decision=DECISION, units=new)
    with CaptureQueriesContext(connection) as many:
        response = open_unit(cast.propaganda_officer, "VPTU")
    assert response.context["page"].below == 300
    assert len(many) == len(few)
