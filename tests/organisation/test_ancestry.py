"""The dated closure against the plainest computation there is: the tree of each single day, climbed by hand."""

import uuid
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Refused
from lantoa.organisation.models import Ancestry, UnitKind, UnitVersion
from lantoa.organisation.services.ancestry import Span, closure, spans_of
from lantoa.organisation.services.units import Decision, NewUnit, establish_units
from tests.cast import Cast

UNITS = [uuid.UUID(int=number) for number in range(1, 6)]
FIRST, LENGTH = date(2020, 1, 1), 12
Spans = dict[uuid.UUID, list[tuple[Span, uuid.UUID | None]]]


def day_at(number: int) -> date:
    return FIRST + timedelta(days=number)


@st.composite
def histories(draw: st.DrawFn) -> Spans:
    """Up to five units, each with versions that do not overlap, may leave gaps, and move freely (also into cycles)."""
    found: Spans = {}
    for unit in UNITS[: draw(st.integers(1, len(UNITS)))]:
        marks = sorted(draw(st.sets(st.integers(0, LENGTH), min_size=2, max_size=5)))
        rows = []
        for start, end in pairwise(marks):
            if draw(st.booleans()) or not rows:
                parent = draw(st.sampled_from([None, *(one for one in UNITS if one != unit)]))
                last = end == marks[-1] and draw(st.booleans())
                rows.append((Span(day_at(start), None if last else day_at(end)), parent))
        found[unit] = rows
    return found


def parents_on(spans: Spans, day: date) -> dict[uuid.UUID, uuid.UUID | None]:
    """The units that exist on a day, each with its parent."""
    return {
        unit: parent
        for unit, rows in spans.items()
        for span, parent in rows
        if (span.start or date.min) <= day < (span.end or date.max)
    }


def links_on(spans: Spans, day: date) -> set[tuple[uuid.UUID, uuid.UUID, int]] | None:
    """(unit, ancestor, depth) of one day, or None where the day has a cycle."""
    parents = parents_on(spans, day)
    found = set()
    for unit in parents:
        above: uuid.UUID | None = unit
        depth = 0
        while above is not None and above in parents:
            if depth > len(parents):
                return None
            found.add((unit, above, depth))
            above, depth = parents[above], depth + 1
    return found


@given(histories())
def test_closure_equals_the_tree_of_every_day(spans: Spans) -> None:
    days = [day_at(number) for number in range(-1, LENGTH + 3)]
    expected = {day: links_on(spans, day) for day in days}
    if None in expected.values():
        with pytest.raises(Refused):
            closure(spans)
        return
    found = closure(spans)
    for day in days:
        linked = {
            (unit, ancestor, depth)
            for unit, links in found.items()
            for (ancestor, depth), rows in links.items()
            for span in rows
            if (span.start or date.min) <= day < (span.end or date.max)
        }
        assert linked == expected[day]


@given(histories())
def test_closure_ranges_never_touch_or_overlap(spans: Spans) -> None:
    try:
        found = closure(spans)
    except Refused:
        return
    for links in found.values():
        for rows in links.values():
            for earlier, later in pairwise(rows):
                assert earlier.end is not None
                assert later.start is not None
                assert earlier.end < later.start


def test_closure_refuses_a_cycle_of_one_day() -> None:
    first, second = UNITS[:2]
    meets = Span(day_at(3), day_at(4))
    with pytest.raises(Refused):
        closure({first: [(meets, second)], second: [(Span(day_at(0), None), first)]})


def test_closure_accepts_two_units_that_change_places() -> None:
    first, second = UNITS[:2]
    before, after = Span(day_at(0), day_at(5)), Span(day_at(5), None)
    found = closure({first: [(before, None), (after, second)], second: [(before, first), (after, None)]})
    assert found[second] == {(second, 0): [Span(day_at(0), None)], (first, 1): [before]}
    assert found[first] == {(first, 0): [Span(day_at(0), None)], (second, 1): [after]}


def test_rebuild_keeps_the_stored_closure_equal_to_the_computed_one(cast: Cast) -> None:
    establish_units(
        actor=SYSTEM,
        decision=Decision("07-QĐ/TU", date(2019, 3, 1), date(2019, 4, 1), "Tỉnh ủy"),
        units=[
            NewUnit(
                "KHOA",
                "Chi bộ Khoa Nội",
                "Khoa Nội",
                UnitKind.objects.get(code="grassroots_cell"),
                "BENHVIEN",
            )
        ],
    )
    stored = {
        (row.descendant_id, row.ancestor_id, row.depth, row.valid.lower, row.valid.upper)
        for row in Ancestry.objects.all()
    }
    computed = {
        (unit, ancestor, depth, span.start, span.end)
        for unit, links in closure(spans_of(UnitVersion.objects.all())).items()
        for (ancestor, depth), rows in links.items()
        for span in rows
    }
    assert stored == computed
    ward = UnitVersion.objects.get(unit__code="KHOA").unit_id
    assert {(row.ancestor.code, row.depth) for row in Ancestry.objects.filter(descendant=ward)} == {
        ("KHOA", 0),
        ("BENHVIEN", 1),
        ("KHOI", 2),
        ("TINH", 3),
    }
