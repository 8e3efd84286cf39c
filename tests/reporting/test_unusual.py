"""Figures to look at again: far from the unit's past or from its kind, in neutral order."""

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from lantoa.core.actor import SYSTEM
from lantoa.organisation.models import Unit, UnitKind
from lantoa.organisation.services.units import NewUnit, establish_units
from lantoa.reporting.models import Collection, SheetVersion
from lantoa.reporting.queries.unusual import PAST, PEERS, unusual_figures
from lantoa.reporting.unusual import Peers, Usual, far_from_past
from tests.cast import DECISION, Cast
from tests.reporting import world

PERIODS = ("2020Q1", "2020Q2", "2020Q3", "2020Q4")


def decimals(*values: int) -> list[Decimal]:
    return [Decimal(one) for one in values]


@pytest.mark.parametrize(
    ("value", "past", "is_far"),
    [
        (45, (8, 9, 10, 12), True),
        (45, (8, 9, 10), False),  # a habit of three periods is none
        (19, (8, 9, 10, 12), False),  # less than ten more
        (30, (20, 20, 20, 20), False),  # less than two and a half times
        (60, (20, 20, 20, 20), True),  # the past was steady
        (0, (20, 20, 20, 20), True),
        (60, (2, 20, 55, 90), False),  # it has always gone up and down
        (1000, (8, 9, 10, 900), True),  # one mistake of the past does not hide a greater one
        (100, (0, 0, 0, 100), False),  # it has been so before
        (120, (0, 0, 0, 100), True),
    ],
)
def test_figure_is_far_from_its_past(value: int, past: Sequence[int], is_far: bool) -> None:
    assert (far_from_past(Decimal(value), decimals(*past)) is not None) is is_far


def test_figure_is_told_beside_what_was_usual() -> None:
    assert far_from_past(Decimal(45), decimals(12, 8, 10, 9)) == Usual(
        Decimal("9.5"), Decimal(8), Decimal(12), 4
    )


def test_figure_is_far_from_units_of_its_kind() -> None:
    usual = decimals(20, 22, 25, 30, 31, 35, 40, 44)
    assert Peers([*usual, Decimal(3000)]).far(Decimal(3000)) == Usual(
        Decimal(31), Decimal(20), Decimal(44), 8
    )
    # Twice or thrice as large is a larger unit, nothing more.
    assert Peers([*usual, Decimal(100)]).far(Decimal(100)) is None
    # Who has nothing is no measure for who has something, and is not asked why.
    assert Peers([*decimals(*[0] * 30), *usual]).far(Decimal(44)) is None
    assert Peers([*usual, Decimal(0)]).far(Decimal(0)) is None
    assert Peers(decimals(0, 0, 0)).far(Decimal(0)) is None
    # Seven others are too few.
    assert Peers([*usual[1:], Decimal(3000)]).far(Decimal(3000)) is None


@pytest.fixture
def version(cast: Cast) -> SheetVersion:
    return world.published()


def with_past(cast: Cast, version: SheetVersion, now: int, **more: object) -> Collection:
    """Quarter I/2021 of the office with `now` sessions, after four quarters of 2 to 4 and members that stay."""
    for at, period in enumerate(PERIODS):
        earlier = world.opened(version, cast.bloc, [cast.office], period)
        world.accepted(earlier, world.row(cast.office, 90, 80, 2 + at % 3))
    collection = world.opened(version, cast.bloc, [cast.office, cast.hospital])
    world.accepted(collection, world.row(cast.office, 90, 80, now, **more))
    return collection


def test_figure_far_from_the_units_own_past_is_found_with_the_units_reason(
    cast: Cast, version: SheetVersion
) -> None:
    collection = with_past(cast, version, 45, notes={"T01": "Học bù chuyên đề"})
    (one,) = unusual_figures(collection, cast.bloc)
    assert (one.unit_code, one.line.indicator.code, one.value, one.against) == ("VPTU", "T01", 45, PAST)
    assert (one.usual.least, one.usual.greatest, one.usual.count) == (2, 4, 4)
    assert (one.note, one.is_accepted) == ("Học bù chuyên đề", True)


def test_figure_near_its_past_is_not_found(cast: Cast, version: SheetVersion) -> None:
    assert unusual_figures(with_past(cast, version, 5), cast.bloc) == []


def test_unit_elsewhere_is_not_compared(cast: Cast, version: SheetVersion) -> None:
    collection = with_past(cast, version, 45)
    assert unusual_figures(collection, cast.hospital) == []
    assert len(unusual_figures(collection, cast.office)) == 1


def test_waiting_report_is_looked_at_before_it_is_accepted_and_a_draft_is_not(
    cast: Cast, version: SheetVersion
) -> None:
    for period in PERIODS:
        earlier = world.opened(version, cast.bloc, [cast.office], period)
        world.accepted(earlier, world.row(cast.office, 100, 80, 2))
    collection = world.opened(version, cast.bloc, [cast.office])
    assert unusual_figures(collection, cast.bloc) == []
    world.waiting(collection, cast.office, cast.unit_head)  # 10 members, 8 reached
    found = unusual_figures(collection, cast.bloc)
    assert [(one.line.indicator.code, one.is_accepted) for one in found] == [("U03", False), ("T03", False)]


def cells(cast: Cast, count: int) -> list[Unit]:
    kind = UnitKind.objects.get(code="grassroots_cell")
    made = [NewUnit(f"N-{n}", f"Chi bộ {n}", f"Chi bộ {n}", kind, "KHOI", n) for n in range(count)]
    return establish_units(actor=SYSTEM, decision=DECISION, units=made)


def test_figure_far_from_its_kind_is_found_and_order_is_that_of_the_units(
    cast: Cast, version: SheetVersion
) -> None:
    units = cells(cast, 12)
    collection = world.opened(version, cast.bloc, units)
    counts = [3000, *range(30, 40), 9000]
    rows = [world.row(unit, count, 20) for unit, count in zip(units, counts, strict=True)]
    world.accepted(collection, *rows)
    found = unusual_figures(collection, cast.bloc)
    assert [(one.unit_code, one.value, one.against, one.kind) for one in found] == [
        ("N-0", 3000, PEERS, "Chi bộ cơ sở"),
        ("N-11", 9000, PEERS, "Chi bộ cơ sở"),
    ]
    assert [one.unit_code for one in unusual_figures(collection, cast.bloc, search="chi bo 11")] == ["N-11"]
    assert unusual_figures(collection, cast.bloc, against=PAST) == []


def test_line_that_is_not_asked_of_a_unit_is_not_looked_at(cast: Cast, version: SheetVersion) -> None:
    collection = world.opened(version, cast.bloc, [cast.bloc, cast.office])
    world.accepted(collection, world.row(cast.bloc, 9000, 0), world.row(cast.office, 90, 80))
    assert unusual_figures(collection, cast.bloc) == []


def _statements(collection: Collection, node: Unit) -> int:
    with CaptureQueriesContext(connection) as seen:
        unusual_figures(collection, node)
    return len(seen)


def test_finder_needs_the_same_statements_for_one_unit_and_for_many(
    cast: Cast, version: SheetVersion
) -> None:
    few = _statements(with_past(cast, version, 45), cast.bloc)
    units = cells(cast, 40)
    many = world.opened(version, cast.province, units)
    world.accepted(many, *[world.row(unit, 30, 20) for unit in units])
    past = world.opened(version, cast.province, units, "2020Q4")
    world.accepted(past, *[world.row(unit, 30, 20) for unit in units])
    assert (few, _statements(many, cast.province)) == (9, 9)


def test_page_shows_the_figure_its_past_and_the_reason_and_exports_it(
    client: Client, cast: Cast, version: SheetVersion
) -> None:
    collection = with_past(cast, version, 45, notes={"T01": "Học bù <b>chuyên đề</b>"})
    client.force_login(cast.propaganda_officer)
    address = f"/bao-cao/{collection.code}/so-can-xem-lai/"
    page = client.get(address).content.decode()
    assert "4 kỳ trước của đơn vị: từ 2 đến 4" in page
    assert "Học bù &lt;b&gt;chuyên đề&lt;/b&gt;" in page
    assert "Không có số nào khớp" in client.get(f"{address}?tim=khong-co").content.decode()
    assert "Không có số nào khớp" in client.get(f"{address}?so-voi={PEERS}").content.decode()
    assert client.get(f"{address}?so-voi=xa-la&page=xa-la").status_code == 200
    book = load_workbook(BytesIO(client.get(f"{address}xuat/").content))
    last = [cell.value for cell in list(book["Số cần xem lại"].iter_rows())[-1]]
    assert last[:4] == ["Hội nghị, lớp quán triệt", "VPTU", "Văn phòng Tỉnh ủy", "45"]
    assert f'href="{address}?don-vi=KHOI"' in client.get(f"/bao-cao/{collection.code}/").content.decode()


def test_page_without_anything_to_look_at_says_so(client: Client, cast: Cast, version: SheetVersion) -> None:
    collection = with_past(cast, version, 3)
    client.force_login(cast.propaganda_officer)
    page = client.get(f"/bao-cao/{collection.code}/so-can-xem-lai/").content.decode()
    assert "Không có số nào cần xem lại" in page
