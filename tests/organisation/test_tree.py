from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from lantoa.core.actor import SYSTEM
from lantoa.organisation.models import UnitGroup, UnitKind, UnitVersion
from lantoa.organisation.queries.tree import Tree, TreeFilter, tree_on
from lantoa.organisation.services import ancestry
from lantoa.organisation.services.units import Decision, NewUnit, establish_units, rename_unit
from tests.cast import DECISION, SINCE, Cast


@pytest.fixture
def reader(cast: Cast, client: Client) -> Client:
    client.force_login(cast.unit_reporter)
    return client


def rows(tree: Tree) -> list[tuple[str, str, str]]:
    return [(branch.unit.code, group.code, unit.code) for branch, group, unit in tree.rows()]


def counts(tree: Tree) -> dict[str, int]:
    return {one.code: one.count for one in tree.counters}


def add_units(number: int) -> None:
    kind, group = UnitKind.objects.get(code="grassroots_cell"), UnitGroup.objects.get(code="government")
    units = [
        NewUnit(
            f"THEM-{place:03d}",
            f"Chi bộ số {place}",
            f"Số {place}",
            kind,
            "KHOI",
            100 + place,
            groups=[group],
        )
        for place in range(number)
    ]
    establish_units(actor=SYSTEM, decision=DECISION, units=units)


def test_tree_groups_units_by_sector_below_their_parent(cast: Cast) -> None:
    tree = tree_on(cast.unit_reporter, TreeFilter())
    assert [(branch.unit.code, branch.level, branch.count) for branch in tree.branches] == [
        ("TINH", 0, 3),
        ("KHOI", 1, 3),
    ]
    assert rows(tree) == [
        ("KHOI", "government", "VPTU"),
        ("KHOI", "government", "SONV"),
        ("KHOI", "public_service", "BENHVIEN"),
    ]
    assert counts(tree) == {"": 3, "government": 2, "public_service": 1}


def test_sector_narrows_the_rows_and_not_the_counters(cast: Cast) -> None:
    tree = tree_on(cast.unit_reporter, TreeFilter(sector="public_service"))
    assert rows(tree) == [("KHOI", "public_service", "BENHVIEN")]
    assert counts(tree) == {"": 3, "government": 2, "public_service": 1}


def test_kind_narrows_rows_and_counters(cast: Cast) -> None:
    tree = tree_on(cast.unit_reporter, TreeFilter(kind="grassroots_cell"))
    assert rows(tree) == [("KHOI", "government", "SONV")]
    assert counts(tree) == {"": 1, "government": 1, "public_service": 0}


def test_search_by_an_old_name_says_the_old_name(cast: Cast) -> None:
    rename_unit(
        actor=SYSTEM,
        unit=cast.hospital,
        decision=Decision("2", date(2020, 1, 1), date(2020, 1, 1), "Tỉnh ủy"),
        name="Đảng bộ cơ sở Trung tâm y tế",
        short_name="Trung tâm y tế",
    )
    tree = tree_on(cast.unit_reporter, TreeFilter(text="benh vien tinh"))
    assert [(unit.name, unit.other_names) for _branch, _group, unit in tree.rows()] == [
        ("Đảng bộ cơ sở Trung tâm y tế", ("Đảng bộ cơ sở Bệnh viện tỉnh",))
    ]
    today = tree_on(cast.unit_reporter, TreeFilter(text="trung tam"))
    assert [unit.other_names for _branch, _group, unit in today.rows()] == [()]


def test_search_for_a_branch_keeps_the_branch_alone(cast: Cast) -> None:
    tree = tree_on(cast.unit_reporter, TreeFilter(text="tinh thu nghiem"))
    assert [(branch.unit.code, branch.count) for branch in tree.branches] == [("TINH", 0)]
    assert tree.total == 0


def test_tree_of_a_past_day_has_the_units_and_names_of_that_day(cast: Cast) -> None:
    version = UnitVersion.objects.get(unit=cast.department)
    version.valid = DateRange(SINCE, date(2020, 1, 1))
    version.save()
    ancestry.rebuild([cast.department.pk])
    before = tree_on(cast.unit_reporter, TreeFilter(day=date(2019, 12, 31)))
    after = tree_on(cast.unit_reporter, TreeFilter(day=date(2020, 1, 1)))
    assert [code for _branch, _group, code in rows(before)] == ["VPTU", "SONV", "BENHVIEN"]
    assert [code for _branch, _group, code in rows(after)] == ["VPTU", "BENHVIEN"]


def test_tree_of_a_day_before_the_first_decision_is_empty(cast: Cast) -> None:
    assert tree_on(cast.unit_reporter, TreeFilter(day=date(2015, 9, 30))).branches == ()


def test_tree_page_shows_every_unit_once(reader: Client) -> None:
    response = reader.get("/to-chuc/")
    assert response.status_code == 200
    page = response.content.decode()
    assert [
        page.count(f'href="/don-vi/{code}/"') for code in ("TINH", "KHOI", "VPTU", "BENHVIEN", "SONV")
    ] == [1] * 5


def test_tree_page_reads_the_day_strictly(reader: Client) -> None:
    good = reader.get("/to-chuc/", {"ngay": "03/4/2019"})
    assert good.context["tree"].day == date(2019, 4, 3)
    bad = reader.get("/to-chuc/", {"ngay": "2019-04-03"})
    assert bad.status_code == 422
    assert bad.context["form"].errors["ngay"] == ["Hãy nhập ngày trước, năm sau cùng, ví dụ 07/4/2021."]
    assert 'value="2019-04-03"' in bad.content.decode()


def test_tree_page_without_a_match_offers_to_drop_the_filters(reader: Client) -> None:
    page = reader.get("/to-chuc/", {"q": "không có đơn vị này"}).content.decode()
    assert page.count("Không có đơn vị nào khớp") == 1
    assert page.count('<a class="button" href="/to-chuc/">Bỏ lọc</a>') == 1


@pytest.mark.parametrize("address", ["/to-chuc/", "/to-chuc/?q=chi+bo", "/to-chuc/xuat/"])
def test_tree_statements_do_not_grow_with_the_units(reader: Client, cast: Cast, address: str) -> None:
    with CaptureQueriesContext(connection) as few:
        reader.get(address)
    add_units(300)
    with CaptureQueriesContext(connection) as many:
        response = reader.get(address)
    assert response.status_code == 200
    assert len(many) == len(few)


def test_export_holds_the_rows_of_the_page_as_text(reader: Client, cast: Cast) -> None:
    kind = UnitKind.objects.get(code="grassroots_cell")
    establish_units(actor=SYSTEM, decision=DECISION, units=[NewUnit("CT", "=1+1", "=1+1", kind, "KHOI", 9)])
    response = reader.get("/to-chuc/xuat/", {"loai": "grassroots_cell", "ngay": "06/4/2021"})
    assert response["Content-Disposition"] == 'attachment; filename="to-chuc-2021-04-06.xlsx"'
    sheet = load_workbook(BytesIO(response.content)).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)] == [
        ["STT", "Mã", "Tên đơn vị", "Tên gọi tắt", "Loại hình", "Khối ngành", "Trực thuộc"],
        [1, "SONV", "Chi bộ cơ sở Sở Nội vụ", "Sở Nội vụ", "Chi bộ cơ sở", "Chính quyền", "Đảng ủy Khối"],
        [2, "CT", "=1+1", "=1+1", "Chi bộ cơ sở", None, "Đảng ủy Khối"],
    ]
    assert sheet["C5"].data_type == "s"


def test_export_of_an_unreadable_day_is_refused(reader: Client) -> None:
    assert reader.get("/to-chuc/xuat/", {"ngay": "31/2/2021"}).status_code == 422


def test_tree_for_the_anonymous_leads_to_sign_in(cast: Cast, client: Client) -> None:
    response = client.get("/to-chuc/?q=benh")
    assert (response.status_code, response["Location"]) == (302, "/dang-nhap/?next=/to-chuc/%3Fq%3Dbenh")


@pytest.mark.parametrize("address", ["/to-chuc/", "/to-chuc/xuat/"])
def test_tree_takes_no_post(reader: Client, address: str) -> None:
    assert reader.post(address).status_code == 405
