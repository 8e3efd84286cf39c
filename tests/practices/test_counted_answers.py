"""How many answers each unit owes on an order, kept by the database, and what the committee's home page tells from it."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from lantoa.core import clock
from lantoa.desk.queries.practices import silent_units
from lantoa.duties.models import Counted
from lantoa.duties.queries import differences
from lantoa.practices.models import Adoption, ReplicationOrder
from lantoa.practices.services.orders import extend_order
from tests.cast import Cast
from tests.practices.test_mergers import merge, part
from tests.practices.world import World, declined, planned


def owed(order: ReplicationOrder) -> dict[str, tuple[int, int]]:
    """Unit → asked and answered; the kept numbers agree with a recount."""
    assert differences(["answer"]) == []
    rows = order.recipients.values_list("unit__code", "asked", "answered")
    return {code: (asked, answered) for code, asked, answered in rows}


def kept() -> dict[str, int]:
    rows = Counted.objects.filter(kind="answer")
    return {
        standing: sum(n for s, n in rows.values_list("standing", "n") if s == standing)
        for standing in rows.values_list("standing", flat=True)
    }


@pytest.fixture
def order(world: World) -> ReplicationOrder:
    """Two practices, one of the hospital, one of the office, given to both and to the department's."""
    cast = world.cast
    practices = [world.practice(cast.hospital, "Một"), world.practice(cast.office, "Hai")]
    return world.order(practices, [cast.office, cast.hospital, cast.department])


def test_each_answer_moves_a_unit_from_silent_to_begun_to_done(world: World, order: ReplicationOrder) -> None:
    cast = world.cast
    first, second = (entry.practice for entry in order.entries.order_by("practice__code"))
    assert owed(order) == {"VPTU": (1, 0), "BENHVIEN": (1, 0), "SONV": (2, 0)}
    assert kept() == {"open": 3}
    world.answers(order, planned(first, cast.department), declined(first, cast.office))
    assert owed(order) == {"VPTU": (1, 1), "BENHVIEN": (1, 0), "SONV": (2, 1)}
    assert kept() == {"settled": 1, "begun": 1, "open": 1}
    world.answers(order, planned(second, cast.department))
    assert kept() == {"settled": 2, "open": 1}
    Adoption.objects.filter(practice=second).update(set_aside=True)
    assert kept() == {"settled": 1, "begun": 1, "open": 1}
    Adoption.with_set_aside.all().delete()
    assert (owed(order)["SONV"], kept()) == ((2, 0), {"open": 3})


def test_more_units_and_other_practices_are_counted(world: World, order: ReplicationOrder) -> None:
    third = world.cast.units()[-1]
    given = set(order.recipients.values_list("unit", flat=True))
    if third.pk not in given:
        extend_order(actor=world.cast.propaganda_officer, order=order, units=[third])
    gone = order.entries.order_by("practice__code").last()
    assert gone is not None
    order.entries.remove(gone)
    assert owed(order)["SONV"] == (1, 0)
    order.entries.add(gone)
    assert owed(order)["SONV"] == (2, 0)


def test_merger_and_its_undoing_leave_what_is_owed_as_a_recount_has_it(
    world: World, order: ReplicationOrder
) -> None:
    first, second = (entry.practice for entry in order.entries.order_by("practice__code"))
    before = owed(order)
    merge(world, second, first)
    owed(order)
    part(world, second)
    assert owed(order) == before


def test_home_page_tells_from_kept_numbers_who_is_silent(
    world: World, order: ReplicationOrder, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cast: Cast = world.cast
    first = order.entries.order_by("practice__code")[0].practice
    world.answers(order, planned(first, cast.department), declined(first, cast.office))
    officer = cast.propaganda_officer
    assert list(silent_units(officer, clock.instant(date(2021, 2, 15)))) == []  # its day is not over
    with django_assert_num_queries(2):
        [matter] = silent_units(officer, clock.instant(date(2021, 2, 16)))
    assert (matter.late, matter.asked, matter.done, matter.since) == (2, 3, 1, date(2021, 2, 15))
    assert matter.second == "1 đơn vị chưa trả lời mô hình nào, 1 đơn vị mới trả lời một phần."
    assert list(silent_units(cast.unit_reporter, clock.now())) == []
