from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lantoa.core import clock, periods
from lantoa.core.actor import SYSTEM
from lantoa.practices import sources
from lantoa.practices.choices import Origin, YearState
from lantoa.reporting.choices import PeriodLength, SubmissionState, TimeRule, TreeRule
from lantoa.reporting.design import LineSpec, SectionSpec, SheetSpec
from lantoa.reporting.queries.distinct import counted
from lantoa.reporting.queries.rollups import check_distinct
from lantoa.reporting.queries.totals import total
from lantoa.reporting.services.loading import ReportRow, load_reports
from lantoa.reporting.services.sheets import publish_sheet
from lantoa.reporting.sources import SOURCES, SourceCount, counts_for
from tests.practices.world import World, applied, planned, verified
from tests.reporting.world import opened

QUARTER = periods.quarter(2021, 1)


def on(day: date, world: World, state: YearState, origin: Origin = Origin.NEW) -> None:
    with clock.set_to(day):
        world.practice(world.cast.office, f"Mô hình {day} {state}", [(day.year, origin, state)])


@pytest.mark.parametrize(
    ("state", "registered", "recognised"),
    [
        (YearState.DRAFT, 0, 0),
        (YearState.RETURNED, 0, 0),
        (YearState.REGISTERED, 1, 0),
        (YearState.RECOGNISED, 1, 1),
    ],
)
def test_states_count_where_they_belong(
    world: World, state: YearState, registered: int, recognised: int
) -> None:
    on(date(2021, 3, 31), world, state)
    units = [world.cast.office.pk]
    assert counts_for("practices.registered", units, QUARTER)[units[0]].value == registered
    assert counts_for("practices.recognised", units, QUARTER)[units[0]].value == recognised
    assert counts_for("practices.maintained", units, QUARTER)[units[0]].value == 0


@pytest.mark.parametrize(
    ("day", "expected"), [(date(2020, 12, 31), 0), (date(2021, 1, 1), 1), (date(2021, 4, 1), 0)]
)
def test_registered_keeps_to_the_bounds(world: World, day: date, expected: int) -> None:
    on(day, world, YearState.REGISTERED)
    found = counts_for("practices.registered", [world.cast.office.pk], QUARTER)
    assert found[world.cast.office.pk].value == expected


def test_maintained_is_not_registered_anew(world: World) -> None:
    on(date(2021, 2, 1), world, YearState.REGISTERED, Origin.MAINTAINED)
    units = [world.cast.office.pk]
    assert counts_for("practices.registered", units, QUARTER)[units[0]].value == 0
    assert counts_for("practices.maintained", units, QUARTER)[units[0]].codes == ("MH-2021-001",)


@pytest.mark.parametrize(
    ("origin", "state", "expected"),
    [
        (Origin.NEW, YearState.REGISTERED, 1),
        (Origin.NEW, YearState.DRAFT, 0),
        (Origin.LEARNED, YearState.REGISTERED, 0),
        (Origin.MAINTAINED, YearState.REGISTERED, 0),
    ],
)
def test_new_is_neither_kept_up_nor_learned(
    world: World, origin: Origin, state: YearState, expected: int
) -> None:
    on(date(2021, 2, 1), world, state, origin)
    unit = world.cast.office.pk
    assert counts_for("practices.begun", [unit], QUARTER)[unit].value == expected


def test_adopted_counts_for_the_adopting_unit(world: World) -> None:
    practice = world.practice(world.cast.hospital)
    order = world.order([practice], world.cast.units())
    world.answers(order, applied(practice, world.cast.office), planned(practice, world.cast.department))
    units = [unit.pk for unit in world.cast.units()]
    assert sources.adopted(units, QUARTER) == {
        world.cast.office.pk: SourceCount(1, ("MH-2020-001/VPTU",), {"MH-2020-001/VPTU": practice.title})
    }
    assert sources.adoption_address("MH-2020-001/VPTU") == "/mo-hinh/MH-2020-001/don-vi/VPTU/"
    assert sources.practice_address("MH-2020-001") == "/mo-hinh/MH-2020-001/"


YEARS = periods.span(2016, 2020)
FROM_YEARS = ("kept", "effective", "stopped")


@pytest.mark.parametrize(
    ("state", "counted"),
    [
        (YearState.DRAFT, set()),
        (YearState.RETURNED, set()),
        (YearState.REGISTERED, {"kept"}),
        (YearState.EFFECTIVE, {"kept", "effective"}),
        (YearState.RECOGNISED, {"kept", "effective"}),
        (YearState.STOPPED, {"kept", "stopped"}),
        (YearState.NOT_RECOGNISED, {"kept"}),
    ],
)
def test_state_of_a_year_says_which_registers_count_it(
    world: World, state: YearState, counted: set[str]
) -> None:
    on(date(2020, 3, 1), world, state)
    found = {name: getattr(sources, name)([world.cast.office.pk], YEARS) for name in FROM_YEARS}
    assert {name for name, one in found.items() if one} == counted
    later = {name: getattr(sources, name)([world.cast.office.pk], QUARTER) for name in FROM_YEARS}
    assert later == {name: {} for name in FROM_YEARS}


def test_practice_of_many_years_is_kept_once(world: World) -> None:
    years = [(2018, Origin.NEW, YearState.RECOGNISED), (2019, Origin.MAINTAINED, YearState.REGISTERED)]
    practice = world.practice(world.cast.office, "Chạy nhiều năm", years)
    unit = world.cast.office.pk
    assert sources.kept([unit], YEARS) == {
        unit: SourceCount(1, (practice.code,), {practice.code: practice.title})
    }


def test_printed_and_replicated_count_for_the_unit_that_began(world: World) -> None:
    practice = world.practice(world.cast.hospital)
    order = world.order([practice], world.cast.units())
    unit = world.cast.hospital.pk
    assert sources.replicated([unit], QUARTER) == {}
    world.answers(order, applied(practice, world.cast.office), applied(practice, world.cast.department))
    expected = {unit: SourceCount(1, (practice.code,), {practice.code: practice.title})}
    assert sources.replicated([unit], QUARTER) == expected
    assert sources.replicated([world.cast.office.pk], QUARTER) == {}
    published = order.booklet.published_at
    assert published is not None
    assert sources.printed([unit], periods.year(published.year)) == expected
    assert sources.printed([unit], periods.year(published.year + 1)) == {}


EVERY = [
    *("registered", "recognised", "maintained", "adopted", *FROM_YEARS, "printed", "replicated"),
    *("adopted_once", "adopters", "begun"),
]


@pytest.mark.parametrize("source", EVERY)
def test_one_statement_for_many_units(world: World, source: str) -> None:
    units = [unit.pk for unit in world.cast.units()]
    with CaptureQueriesContext(connection) as statements:
        getattr(sources, source)(units, QUARTER)
    assert len(statements) == 1


def test_one_practice_of_two_units_is_one_practice_and_two_adoptions(world: World) -> None:
    practice = world.practice(world.cast.hospital)
    other = world.practice(world.cast.hospital, "Một cửa")
    order = world.order([practice, other], world.cast.units())
    office, department = world.cast.office, world.cast.department
    world.answers(order, applied(practice, office), applied(practice, department), applied(other, department))
    units = {"all": [unit.pk for unit in world.cast.units()]}
    told = {
        code: counted(code, units, QUARTER)["all"]
        for code in ("practices.adopted", "practices.adopted_once", "practices.adopters")
    }
    assert told == {"practices.adopted": 3, "practices.adopted_once": 2, "practices.adopters": 2}


ONCE = {"tree_rule": TreeRule.DISTINCT, "time_rule": TimeRule.DISTINCT}
REGISTERS = SheetSpec(
    "SO",
    "Các sổ",
    PeriodLength.QUARTER,
    [
        SectionSpec(
            "I",
            "Sổ",
            [
                LineSpec(f"S{place}", code, source=f"practices.{code}", **ONCE)  # type: ignore[arg-type]
                for place, code in enumerate(EVERY)
            ],
        )
    ],
)


def test_every_register_agrees_with_its_other_sql_and_the_check_tells_where_not(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day, state, origin in (
        (date(2021, 3, 31), YearState.RECOGNISED, Origin.NEW),
        (date(2021, 2, 1), YearState.REGISTERED, Origin.MAINTAINED),
        (date(2020, 12, 31), YearState.REGISTERED, Origin.NEW),
        (date(2021, 3, 1), YearState.DRAFT, Origin.NEW),
    ):
        on(day, world, state, origin)
    practice = world.practice(world.cast.hospital, "Khám lưu động")
    order = world.order([practice], world.cast.units())
    world.answers(order, applied(practice, world.cast.office), verified(practice, world.cast.department))
    collection = opened(publish_sheet(actor=SYSTEM, sheet=REGISTERS), world.cast.bloc, world.cast.units())
    rows = [ReportRow(unit.pk, {}, state=SubmissionState.ACCEPTED) for unit in world.cast.units()]
    load_reports(actor=SYSTEM, collection=collection, rows=rows)
    assert list(check_distinct(collection)) == []
    told = [one.accepted.value for one in total(collection, world.cast.bloc).lines]
    assert told == [1, 1, 1, 2, 2, 1, 0, 0, 1, 1, 2, 1]
    wrong = replace(SOURCES["practices.adopted_once"], records=sources.ADOPTERS)
    monkeypatch.setitem(SOURCES, "practices.adopted_once", wrong)
    assert [(one.unit_code, one.told, one.counted) for one in check_distinct(collection)] == [
        ("KHOI", 1, 2),
        ("TINH", 1, 2),
    ]
