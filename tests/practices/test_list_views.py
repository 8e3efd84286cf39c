from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from lantoa.accounts.models import User
from lantoa.core.actor import SYSTEM
from lantoa.practices.choices import Origin, YearState
from lantoa.practices.services.entering import NewPractice, enter_practices
from tests.practices.conftest import signed_in
from tests.practices.world import YEARS, World


def shown(user: User, address: str) -> list[str]:
    return [row.title for row in signed_in(user).get(address).context["page"]]


def enter_many(world: World, count: int) -> None:
    enter_practices(
        actor=SYSTEM,
        practices=[NewPractice(world.cast.office, world.text(f"Mô hình {n}"), YEARS) for n in range(count)],
    )


def statements(user: User, address: str) -> int:
    client = signed_in(user)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


@pytest.mark.parametrize(
    "address", ["/mo-hinh/", "/mo-hinh/xuat/", "/mo-hinh/bieu-do/", "/mo-hinh/?q=mo+hinh&nam=2020"]
)
def test_statements_are_as_many_for_300_rows_as_for_one(world: World, address: str) -> None:
    enter_many(world, 1)
    one = statements(world.cast.propaganda_officer, address)
    world.cast.propaganda_officer.__dict__.pop("_roles_by_day", None)
    enter_practices(
        actor=SYSTEM,
        practices=[NewPractice(world.cast.hospital, world.text(f"Thêm {n}"), YEARS) for n in range(299)],
    )
    assert statements(world.cast.propaganda_officer, address) == one


def test_first_page_holds_fifty(world: World) -> None:
    enter_many(world, 51)
    assert len(shown(world.cast.outsider, "/mo-hinh/")) == 50
    assert len(shown(world.cast.outsider, "/mo-hinh/?page=2")) == 1
    assert len(shown(world.cast.outsider, "/mo-hinh/?page=cuoi")) == 50


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=nam+phut", ["Năm phút"]),
        ("nam=2019", ["Năm phút"]),
        ("nam=hai", ["Hẹn giờ", "Năm phút"]),
        ("nam=2019²", ["Hẹn giờ", "Năm phút"]),
        ("trang-thai=effective", ["Hẹn giờ"]),
        ("trang-thai=la", ["Hẹn giờ", "Năm phút"]),
        ("don-vi=BENHVIEN", ["Năm phút"]),
        ("khoi=government", ["Hẹn giờ"]),
        ("linh-vuc=giao_duc", []),
        ("tap=1", []),
    ],
)
def test_filters_of_the_address(world: World, query: str, expected: list[str]) -> None:
    world.practice(world.cast.hospital, "Năm phút", [(2019, Origin.NEW, YearState.RECOGNISED)])
    world.practice(world.cast.office, "Hẹn giờ", [(2020, Origin.NEW, YearState.EFFECTIVE)])
    assert sorted(shown(world.cast.province_lead, f"/mo-hinh/?{query}")) == expected


def test_chips_lead_to_the_list_without_their_filter(world: World) -> None:
    response = signed_in(world.cast.outsider).get("/mo-hinh/?nam=2020&linh-vuc=y_te&page=3")
    assert response.context["chips"] == [("Năm 2020", "?linh-vuc=y_te"), ("Y tế", "?nam=2020")]


def test_counters_keep_the_other_filters(world: World) -> None:
    world.practice(world.cast.office)
    response = signed_in(world.cast.outsider).get("/mo-hinh/?nam=2020&trang-thai=recognised")
    found = [(one["label"], one["value"], one["url"], one["current"]) for one in response.context["counters"]]
    assert found == [
        ("Tất cả", 1, "?nam=2020", False),
        ("Được công nhận", 1, "?nam=2020&trang-thai=recognised", True),
    ]


@pytest.mark.parametrize(
    ("role", "expected"),
    [("unit_reporter", True), ("unit_head", True), ("propaganda_officer", False), ("province_lead", False)],
)
def test_new_practice_is_offered_to_who_may(world: World, role: str, expected: bool) -> None:
    page = signed_in(getattr(world.cast, role)).get("/mo-hinh/").content.decode()
    assert ("Đăng ký mô hình mới" in page) is expected


@pytest.mark.parametrize("role", ["auditor", "administrator"])
@pytest.mark.parametrize("address", ["/mo-hinh/", "/mo-hinh/xuat/", "/mo-hinh/bieu-do/", "/mo-hinh/dang-ky/"])
def test_technical_roles_are_refused(world: World, role: str, address: str) -> None:
    assert signed_in(getattr(world.cast, role)).get(address).status_code == 403


def test_fragment_is_the_list_alone(world: World) -> None:
    response = signed_in(world.cast.outsider).get("/mo-hinh/", headers={"HX-Request": "true"})
    assert response.templates[0].name == "practices/parts/list_body.html"


def test_empty_registry_says_what_comes_here(world: World) -> None:
    page = signed_in(world.cast.unit_reporter).get("/mo-hinh/").content.decode()
    assert "Đăng ký mô hình đầu tiên" in page


def exported(user: User, query: str = "") -> list[tuple[object, ...]]:
    response = signed_in(user).get(f"/mo-hinh/xuat/{query}")
    book = load_workbook(BytesIO(response.content))
    return [tuple(cell.value for cell in row) for row in book.active.iter_rows()]


def test_workbook_holds_what_is_seen(world: World) -> None:
    practice = world.practice(world.cast.hospital, "Năm phút", [(2019, Origin.NEW, YearState.RECOGNISED)])
    world.practice(world.cast.office, "Hẹn giờ")
    rows = exported(world.cast.outsider, "?nam=2019")
    assert rows[1][0] == "Lọc theo: Năm 2019"
    assert rows[5] == (
        practice.code,
        "Năm phút",
        "Bệnh viện tỉnh",
        "Y tế",
        "Tập thể",
        "2019",
        "Được công nhận",
        None,
        0,
        0,
        None,
        None,
    )
    assert len([row for row in rows if str(row[0]).startswith("MH-")]) == 1


@pytest.mark.parametrize("title", ["=1+1", "+84 giờ vàng", "@tất cả", "-5 phút"])
def test_workbook_keeps_text_that_looks_like_a_formula(world: World, title: str) -> None:
    world.practice(world.cast.office, title)
    response = signed_in(world.cast.outsider).get("/mo-hinh/xuat/")
    cell = load_workbook(BytesIO(response.content)).active["B6"]
    assert (cell.value, cell.data_type) == (title, "s")


def test_chart_numbers_lead_to_their_practices(world: World) -> None:
    world.practice(world.cast.office, "Một")
    world.practice(world.cast.hospital, "Hai", field=world.fields["giao_duc"])
    years = signed_in(world.cast.outsider).get("/mo-hinh/bieu-do/").context["years"]
    assert [part.label for part in years.legend] == ["Y tế", "Giáo dục"]
    row = years.rows[0]
    assert (row.label, [cell.value for cell in row.cells], row.total.value) == ("2020", [1, 1], 2)
    for cell in (*row.cells, row.total):
        assert len(shown(world.cast.outsider, cell.url)) == cell.value
    assert years.totals.total.url == ""


def test_chart_puts_the_smallest_fields_together(world: World) -> None:
    from lantoa.practices.services.reference import enter_fields

    more = enter_fields(actor=SYSTEM, fields=[(f"f{n}", f"Lĩnh vực {n}") for n in range(6)])
    for code, field in more.items():
        world.practice(world.cast.office, f"{code} một", field=field)
        world.practice(world.cast.office, f"{code} hai", field=field)
    world.practice(world.cast.office, "lẻ")
    years = signed_in(world.cast.outsider).get("/mo-hinh/bieu-do/").context["years"]
    assert [part.label for part in years.legend][-1] == "Các lĩnh vực khác"
    last = years.rows[0].cells[-1]
    assert (last.value, len(shown(world.cast.outsider, last.url))) == (3, 3)
