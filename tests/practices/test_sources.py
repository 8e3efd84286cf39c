from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lantoa.core import clock, periods
from lantoa.practices import sources
from lantoa.practices.choices import Origin, YearState
from lantoa.reporting.sources import SourceCount, counts_for
from tests.practices.world import World, applied, planned

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


@pytest.mark.parametrize("source", ["registered", "recognised", "maintained", "adopted"])
def test_one_statement_for_many_units(world: World, source: str) -> None:
    units = [unit.pk for unit in world.cast.units()]
    with CaptureQueriesContext(connection) as statements:
        getattr(sources, source)(units, QUARTER)
    assert len(statements) == 1
