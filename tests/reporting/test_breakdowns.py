import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from lantoa.accounts.models import User
from lantoa.core.actor import SYSTEM
from lantoa.organisation.choices import TreeView
from lantoa.organisation.models import Unit, UnitKind
from lantoa.organisation.services.units import NewUnit, establish_units
from lantoa.reporting.models import Collection
from lantoa.reporting.queries import totals
from lantoa.reporting.queries.breakdowns import Breakdown, by_line, by_period, collections_until, over_periods
from lantoa.reporting.queries.sheets import shape_of
from lantoa.reporting.services.rollups import roll_up
from tests.cast import DECISION, Cast
from tests.reporting.world import MEMBERS, MOST, SESSIONS, SHARE, accepted, opened, published, row, story

REPORTED = TreeView.AS_REPORTED


@pytest.fixture
def collection(cast: Cast) -> Collection:
    made = story(cast)
    accepted(made, row(cast.office, 10, 8, 2, values={"X99": Decimal("7.5")}), row(cast.hospital, 90, 45, 0))
    return made


def values(found: Breakdown, place: int) -> dict[str, object]:
    return {one.unit.code if one.unit else "": one.cells[place].value for one in found.rows}


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def deeper(cast: Cast, count: int = 2) -> list[Unit]:
    """Cells below the office."""
    kind = UnitKind.objects.get(code="grassroots_cell")
    return establish_units(
        actor=SYSTEM,
        decision=DECISION,
        units=[NewUnit(f"N-{n}", f"Chi bộ {n}", f"Chi bộ {n}", kind, "VPTU", n) for n in range(count)],
    )


def test_each_unit_below_the_node_has_its_figures_and_the_whole_is_that_of_the_totals(
    cast: Cast, collection: Collection
) -> None:
    found = by_line(collection, cast.bloc, REPORTED)
    assert values(found, SESSIONS) == {"VPTU": 2, "BENHVIEN": 0}
    assert values(found, SHARE) == {"VPTU": Decimal("0.8"), "BENHVIEN": Decimal("0.5")}
    assert values(found, MOST) == {"VPTU": Decimal("7.5"), "BENHVIEN": None}
    assert found.whole.cells == [line.accepted for line in totals.total(collection, cast.bloc).lines]
    assert found.whole.cells[SHARE].value == Decimal("0.53")
    assert found.whole.cells[MOST].missing == 1


def test_units_further_down_count_in_the_one_directly_below_the_node(cast: Cast) -> None:
    cells = deeper(cast)
    collection = opened(published(), cast.bloc, [cast.office, cast.hospital, *cells])
    own = row(cast.office, 0, 0, 4)
    for code in ("U03", "T03", "M04"):
        own.values.pop(code)  # type: ignore[attr-defined]
    accepted(collection, own, row(cells[0], 10, 8, 2), row(cells[1], 20, 8, 3))
    above = by_line(collection, cast.bloc, REPORTED)
    assert values(above, SESSIONS) == {"VPTU": 9}
    assert [(one.reports, one.opens) for one in above.rows] == [(3, True)]
    inside = by_line(collection, cast.office, REPORTED)
    assert values(inside, SESSIONS) == {"N-0": 2, "N-1": 3, "": 4}
    assert values(inside, MEMBERS) == {"N-0": 10, "N-1": 20, "": None}
    assert [one.opens for one in inside.rows] == [False, False, False]


def test_kept_totals_give_the_same_table_as_the_reports(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = deeper(cast)
    collection = opened(published(), cast.bloc, [cast.office, cast.hospital, *cells])
    own = row(cast.office, 0, 0, 4)
    for code in ("U03", "T03", "M04"):
        own.values.pop(code)  # type: ignore[attr-defined]
    accepted(collection, own, row(cells[0], 10, 8, 2), row(cast.hospital, 20, 8, 3))
    while roll_up(collection=collection):
        pass
    direct = [by_line(collection, node, REPORTED) for node in (cast.bloc, cast.office)]
    monkeypatch.setattr(totals, "LARGEST_DIRECT", 1)
    kept = [by_line(collection, node, REPORTED) for node in (cast.bloc, cast.office)]
    assert totals.from_reports_themselves(collection, cast.bloc, REPORTED) is False
    assert [[(one.unit, one.reports, one.cells) for one in table.rows] for table in kept] == [
        [(one.unit, one.reports, one.cells) for one in table.rows] for table in direct
    ]
    assert [table.whole.cells for table in kept] == [table.whole.cells for table in direct]


def test_periods_stand_oldest_first_and_a_unit_without_report_has_none(cast: Cast) -> None:
    version = published()
    old = opened(version, cast.bloc, cast.units(), "2020Q4")
    new = opened(version, cast.bloc, cast.units(), "2021Q1")
    accepted(old, row(cast.office, 10, 8, 2))
    accepted(new, row(cast.office, 12, 6, 3), row(cast.hospital, 8, 4, 1))
    assert collections_until(new, 8) == [old, new]
    assert collections_until(new, 1) == [new]
    assert collections_until(old, 8) == [old]
    shape = shape_of(version.pk)
    found = by_period([old, new], cast.bloc, shape.lines[SESSIONS], REPORTED)
    assert {one.unit.code: [cell.value for cell in one.cells] for one in found.rows if one.unit} == {
        "VPTU": [2, 3],
        "BENHVIEN": [None, 1],
    }
    assert [cell.value for cell in found.whole.cells] == [2, 4]
    shares = by_period([old, new], cast.bloc, shape.lines[SHARE], REPORTED)
    assert [cell.value for cell in shares.whole.cells] == [Decimal("0.8"), Decimal("0.5")]
    lines = over_periods([old, new], cast.bloc, shape, REPORTED)
    assert [cell.value for cell in lines.rows[SHARE].cells] == [Decimal("0.8"), Decimal("0.5")]
    assert [cell.value for cell in lines.rows[MEMBERS].cells] == [10, 20]


def test_node_without_reports_has_no_rows(cast: Cast) -> None:
    collection = story(cast)
    found = by_line(collection, cast.bloc, REPORTED)
    assert (found.rows, found.whole.reports) == ([], 0)
    assert {cell.value for cell in found.whole.cells} == {None}


# --- the page -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["chi-tieu", "ky", "nhieu-ky"])
def test_page_shows_each_table(cast: Cast, collection: Collection, table: str) -> None:
    page = as_(cast.propaganda_officer).get(f"/bao-cao/{collection.code}/bang/?bang={table}")
    text = page.content.decode()
    assert page.status_code == 200
    assert ("Văn phòng" in text, "Hội nghị, lớp quán triệt" in text) == (table != "nhieu-ky", table != "x")
    assert "thiếu 1" in text if table != "ky" else "Quý I/2021" in text


@pytest.mark.parametrize(
    "address",
    [
        "?bang=gi-do",
        "?sort=99",
        "?sort=-x",
        "?phan=99",
        "?so-ky=0",
        "?so-ky=abc",
        "?bang=ky&chi-tieu=KHONG-CO",
        "?sort=²",
    ],
)
def test_what_the_address_cannot_mean_is_left_out(cast: Cast, collection: Collection, address: str) -> None:
    assert as_(cast.propaganda_officer).get(f"/bao-cao/{collection.code}/bang/{address}").status_code == 200


def test_table_is_sorted_by_a_column_with_the_empty_at_the_end(cast: Cast, collection: Collection) -> None:
    officer = as_(cast.propaganda_officer)

    def order(sort: str) -> list[str]:
        page = officer.get(f"/bao-cao/{collection.code}/bang/?sort={sort}").content.decode()
        return sorted(("Văn phòng", "Bệnh viện"), key=page.index)

    assert order(f"{SESSIONS}") == ["Bệnh viện", "Văn phòng"]
    assert order(f"-{SESSIONS}") == ["Văn phòng", "Bệnh viện"]
    assert order(f"{MOST}") == ["Văn phòng", "Bệnh viện"]
    assert order(f"-{MOST}") == ["Văn phòng", "Bệnh viện"]


def test_node_outside_ones_scope_is_not_there(cast: Cast, collection: Collection) -> None:
    address = f"/bao-cao/{collection.code}/bang/"
    client = as_(cast.unit_reporter)
    assert "Bệnh viện" not in client.get(address).content.decode()
    for tail in ("", "xuat/"):
        assert client.get(f"{address}{tail}?don-vi=KHOI").status_code == 404
        assert client.get(f"{address}{tail}?don-vi=BENHVIEN").status_code == 404


def test_workbook_holds_the_table_as_it_is_sorted(cast: Cast, collection: Collection) -> None:
    address = f"/bao-cao/{collection.code}/bang/xuat/?sort={SESSIONS}"
    answer = as_(cast.propaganda_officer).get(address)
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = [[cell for cell in line if cell is not None] for line in sheet.iter_rows(values_only=True)]
    assert [line[1:6] for line in rows[-3:]] == [
        [1, 90, 45, "50,0%", 0],
        [1, 10, 8, "80,0%", 2],
        [2, 100, 53, "53,0%", 2],
    ]
    assert [line[0].partition(" ")[0] for line in rows[-3:]] == ["Bệnh", "Văn", "Cộng"]


@pytest.mark.parametrize("table", ["chi-tieu", "ky", "nhieu-ky"])
def test_page_needs_the_same_statements_for_one_unit_and_for_many(cast: Cast, table: str) -> None:
    version = published()
    one = opened(version, cast.bloc, [cast.office], "2020Q3")
    accepted(one, row(cast.office, 10, 8, 2))
    cells = deeper(cast, 60)
    many = opened(version, cast.bloc, [cast.hospital, *cells], "2020Q4")
    accepted(many, *(row(unit, 10, 8, 2) for unit in (cast.hospital, *cells)))
    officer = as_(cast.propaganda_officer)

    def statements(made: Collection) -> int:
        address = f"/bao-cao/{made.code}/bang/?bang={table}"
        officer.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert officer.get(address).status_code == 200
        return len(seen)

    assert statements(one) == statements(many)
