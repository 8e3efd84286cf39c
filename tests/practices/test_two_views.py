"""Counts of the registry at a node: where the unit stood in each year, and where its past counts today."""

from datetime import date

from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.organisation.choices import TreeView
from lantoa.organisation.models import Unit
from lantoa.organisation.services.decisions import Decision
from lantoa.organisation.services.events import absorb_units, move_units
from lantoa.practices.choices import Origin, YearState
from lantoa.practices.queries import counting
from tests.cast import TODAY
from tests.practices.world import World

DAY = date(2021, 5, 4)
PAPER = Decision("9-QĐ/TU", DAY, DAY, "Tỉnh ủy")


def recognised(node: Unit) -> list[int]:
    """As reported, and restated."""
    return [counting.recognised_in(node.pk, range(2016, 2021), TODAY, view).value for view in TreeView]


def test_a_year_counts_where_the_unit_stood_on_its_last_day(world: World) -> None:
    cast = world.cast
    world.practice(cast.office, years=[(2020, Origin.NEW, YearState.RECOGNISED)])
    world.practice(cast.hospital, years=[(2019, Origin.NEW, YearState.RECOGNISED)])
    with clock.set_to(DAY):
        move_units(actor=SYSTEM, decision=PAPER, units=[cast.hospital], parent=cast.province)
        assert [recognised(node) for node in (cast.bloc, cast.province)] == [[2, 1], [2, 2]]


def test_a_merged_unit_brings_its_practices_to_the_receiver(world: World) -> None:
    cast = world.cast
    world.practice(cast.office, years=[(2020, Origin.NEW, YearState.RECOGNISED)])
    world.practice(cast.department, years=[(2019, Origin.NEW, YearState.RECOGNISED)])
    with clock.set_to(DAY):
        absorb_units(actor=SYSTEM, decision=PAPER, sources=[cast.department], into=cast.office)
        assert [recognised(node) for node in (cast.office, cast.bloc)] == [[1, 2], [2, 2]]
        found = counting.recognitions(cast.office.pk, [2019, 2020], TODAY, TreeView.RESTATED)
        assert [one.year for one in found] == [2019, 2020]
