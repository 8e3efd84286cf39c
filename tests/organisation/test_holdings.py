import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import pytest

from lantoa.organisation import holdings
from lantoa.organisation.holdings import Blocker, Holding

DAY = date(2021, 4, 6)
ONE, OTHER = uuid.uuid4(), uuid.uuid4()


@pytest.fixture
def empty(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(holdings, "HOLDINGS", {})
    yield


def _count(units: Sequence[uuid.UUID], day: date) -> Mapping[uuid.UUID, int]:
    return {unit: 2 if unit == ONE else 0 for unit in units}


def _blocks(units: Sequence[uuid.UUID], day: date) -> list[Blocker]:
    return [Blocker(unit, "Còn 2 báo cáo chưa khép.") for unit in units if unit == ONE]


def test_kinds_come_in_the_order_of_lists(empty: None) -> None:
    holdings.register(Holding("late", "Sau", _count, lambda units, day: (), position=20))
    holdings.register(Holding("early", "Trước", _count, lambda units, day: (), position=10))
    assert [one.kind for one in holdings.kinds()] == ["early", "late"]


def test_a_kind_registered_twice_is_refused(empty: None) -> None:
    holdings.register(Holding("one", "Một", _count, lambda units, day: ()))
    with pytest.raises(ValueError, match="registered twice"):
        holdings.register(Holding("one", "Một", _count, lambda units, day: ()))


def test_counts_leave_out_units_that_hold_nothing(empty: None) -> None:
    holdings.register(Holding("one", "Một", _count, lambda units, day: ()))
    assert holdings.counts_of([ONE, OTHER], DAY) == {"one": {ONE: 2}}


def test_blockers_of_every_kind_are_told_at_once(empty: None) -> None:
    holdings.register(Holding("one", "Một", _count, lambda units, day: (), blocks=_blocks))
    holdings.register(Holding("two", "Hai", _count, lambda units, day: (), blocks=_blocks))
    assert [one.unit_id for one in holdings.blockers_of([ONE, OTHER], DAY)] == [ONE, ONE]
