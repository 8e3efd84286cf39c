"""How many people benefit and what was saved or raised: told with results, shown, and counted for reports."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from lantoa.core import periods
from lantoa.practices import sources
from lantoa.practices.choices import Origin, YearState
from lantoa.practices.models import Adoption, Practice, PracticeYear
from lantoa.reporting.sources import SOURCES, SourceCount, counts_for
from tests.practices.conftest import signed_in
from tests.practices.world import World, applied, planned

YEAR = periods.from_code("2020")
REGISTERED = ((2021, Origin.NEW, YearState.REGISTERED),)


def told(world: World, title: str, people: int | None, money: int | None, *years: int) -> Practice:
    practice = world.practice(
        world.cast.office, title, [(year, Origin.NEW, YearState.RECOGNISED) for year in years or (2020,)]
    )
    practice.years.update(beneficiaries=people, money=money)
    return practice


def test_unknown_is_left_out_and_nought_is_nought(world: World) -> None:
    office, hospital = world.cast.office.pk, world.cast.hospital.pk
    told(world, "Chưa biết", None, None)
    assert counts_for("practices.beneficiaries", [office, hospital], YEAR) == {}
    told(world, "Không ai", 0, 0)
    assert counts_for("practices.beneficiaries", [office, hospital], YEAR) == {
        office: SourceCount(0, ("MH-2020-002",), {"MH-2020-002": "Không ai: 0"})
    }
    assert counts_for("practices.money", [office], YEAR)[office].titles == {"MH-2020-002": "Không ai: 0 đồng"}


def test_years_and_adoptions_are_summed(world: World) -> None:
    told(world, "Một", 1200, 5_000_000)
    told(world, "Hai", 300, None)
    other = world.practice(world.cast.hospital, "Ba")
    world.answers(world.order([other], world.cast.units()), applied(other, world.cast.office))
    Adoption.objects.update(applied_on=date(2020, 11, 1), beneficiaries=50, money=1_000_000)
    office = world.cast.office.pk
    people = counts_for("practices.beneficiaries", [office], YEAR)[office]
    assert (people.value, people.codes) == (1550, ("MH-2020-001", "MH-2020-002", "MH-2020-003/VPTU"))
    assert people.titles["MH-2020-001"] == "Một: 1.200"
    assert counts_for("practices.money", [office], YEAR)[office].value == 6_000_000
    assert sources.told_address("MH-2020-003/VPTU") == "/mo-hinh/MH-2020-003/don-vi/VPTU/"
    assert sources.told_address("MH-2020-001") == "/mo-hinh/MH-2020-001/"


def test_of_two_orders_on_one_practice_the_later_says_what_came_of_it(world: World) -> None:
    other = world.practice(world.cast.hospital, "Ba")
    for number, people in ((1, 10), (2, 40)):
        order = world.order([other], world.cast.units(), number)
        world.answers(order, applied(other, world.cast.office))
        order.adoptions.update(beneficiaries=people)
        type(order).objects.filter(pk=order.pk).update(issued_on=date(2021, 1, number))
    office = world.cast.office.pk
    found = counts_for("practices.beneficiaries", [office], periods.from_code("2021"))
    assert found[office].value == 40


@pytest.mark.parametrize(
    ("period", "expected"),
    [("2020", 7), ("2020Q3", None), ("2020Q4", 7), ("2021", None), ("2019", None)],
)
def test_year_counts_once_in_the_period_in_which_it_ends(
    world: World, period: str, expected: int | None
) -> None:
    told(world, "Một", 7, None)
    office = world.cast.office.pk
    found = counts_for("practices.beneficiaries", [office], periods.from_code(period)).get(office)
    assert (found and found.value) == expected


def test_draft_years_do_not_count(world: World) -> None:
    told(world, "Một", 7, 7)
    PracticeYear.objects.update(state=YearState.DRAFT)
    assert counts_for("practices.money", [world.cast.office.pk], YEAR) == {}


def test_result_tells_them_and_the_page_shows_them(world: World) -> None:
    practice = world.practice(world.cast.office, "Một", REGISTERED)
    client = signed_in(world.cast.unit_head)
    here = f"/mo-hinh/{practice.code}/"
    sent = {
        "result": "Chờ 8 phút.",
        "result_value": "8",
        "beneficiaries": "1.250",
        "money": "35.000.000 đồng",
        "row_version": "1",
    }
    assert client.post(f"{here}ket-qua/", sent).status_code == 302
    year = practice.years.get()
    assert (year.beneficiaries, year.money) == (1250, 35_000_000)
    page = client.get(here).content.decode()
    assert "1.250 người hưởng lợi; tiết kiệm, huy động 35.000.000 đồng" in page
    form = client.get(f"{here}ket-qua/").context["form"]
    assert (form["beneficiaries"].value(), form["money"].value()) == ("1.250", "35.000.000")
    assert client.post(f"{here}ket-qua/", sent | {"money": "", "row_version": "2"}).status_code == 302
    assert practice.years.get().money is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("beneficiaries", "-5"),
        ("beneficiaries", "nhiều"),
        ("beneficiaries", "12,5"),
        ("beneficiaries", "100.000.001"),
        ("money", "35 triệu"),
        ("money", "-1"),
        ("money", "9.999.999.999.999.999"),
    ],
)
def test_bad_figures_are_told_at_their_field(world: World, field: str, value: str) -> None:
    practice = world.practice(world.cast.office, "Một", REGISTERED)
    sent = {"result": "Chờ 8 phút.", "row_version": "1", field: value}
    reply = signed_in(world.cast.unit_head).post(f"/mo-hinh/{practice.code}/ket-qua/", sent)
    assert (reply.status_code, list(reply.context["form"].errors)) == (422, [field])
    assert practice.years.get().beneficiaries is None


def test_adoption_tells_them_too(world: World) -> None:
    practice = world.practice(world.cast.hospital)
    world.answers(world.order([practice], world.cast.units()), planned(practice, world.cast.office))
    here = f"/mo-hinh/{practice.code}/don-vi/VPTU/"
    client = signed_in(world.cast.unit_reporter)
    sent = {"applied_on": "01/4/2021", "result_value": "12", "beneficiaries": "80", "money": "0"}
    assert client.post(f"{here}ap-dung/", sent).status_code == 302
    adoption = Adoption.objects.get()
    assert (adoption.result_value, adoption.beneficiaries, adoption.money) == (Decimal(12), 80, 0)
    page = client.get(here).content.decode()
    assert ("Số người hưởng lợi" in page, "0 đồng" in page) == (True, True)


def test_list_takes_them_into_excel(world: World) -> None:
    told(world, "Một", 7, None, 2020)
    file = signed_in(world.cast.unit_head).get("/mo-hinh/xuat/")
    rows = list(load_workbook(BytesIO(file.content)).active.values)  # type: ignore[union-attr]
    head = next(row for row in rows if "Người hưởng lợi trong năm" in row)
    line = next(row for row in rows if row[0] == "MH-2020-001")
    found = dict(zip(head, line, strict=True))
    assert (found["Người hưởng lợi trong năm"], found["Tiết kiệm, huy động (đồng)"]) == (7, None)


def test_each_line_of_the_ready_sheet_about_practices_has_a_register() -> None:

    wanted = (
        "registered effective recognised begun maintained stopped printed replicated adopted adopters kept"
    )
    assert {f"practices.{one}" for one in (*wanted.split(), "beneficiaries", "money")} <= set(SOURCES)
