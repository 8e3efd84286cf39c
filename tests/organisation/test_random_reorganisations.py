"""Any decisions in any order of days, and their undoing: the tree is sound on every day, and goes back exactly."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Refused
from lantoa.organisation.models import (
    Ancestry,
    Position,
    RoleAssignment,
    Unit,
    UnitEvent,
    UnitGroupMembership,
    UnitKind,
    UnitVersion,
)
from lantoa.organisation.queries.consistency import disagreements, faults
from lantoa.organisation.services import events
from lantoa.organisation.services.undoing import undo_events
from lantoa.organisation.services.units import Decision, NewUnit, establish_units, rename_unit
from tests.cast import Cast

FIRST, LENGTH = date(2018, 1, 1), 60
KINDS = ["establish", "rename", "move", "move", "merge", "split", "absorb", "upgrade", "code", "dissolve"]


@dataclass(frozen=True)
class Step:
    """A decision drawn at random; the numbers choose among the units that stand on its day."""

    kind: str
    day: date
    one: int
    other: int


steps = st.builds(
    Step,
    kind=st.sampled_from(KINDS),
    day=st.integers(0, LENGTH).map(lambda number: FIRST + timedelta(days=number)),
    one=st.integers(0, 30),
    other=st.integers(0, 30),
)
by_database = settings(
    max_examples=12,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking would run the database for minutes
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def carry_out(step: Step, number: int) -> bool:
    """Whether the decision was taken; False where it is refused or has nothing to work on."""
    paper = Decision(f"{number}-QĐ/TU", date(2018, 1, 1), step.day, "Tỉnh ủy")
    standing = list(Unit.objects.filter(versions__valid__contains=step.day).order_by("code"))
    one, other = standing[step.one % len(standing)], standing[step.other % len(standing)]
    kinds = list(UnitKind.objects.order_by("code"))

    def new(suffix: str, parent: str | None = None) -> NewUnit:
        code = f"N{number}{suffix}"
        return NewUnit(code, f"Đảng bộ {code}", code, kinds[0], parent or "KHOI")

    def split() -> None:
        below = Unit.objects.filter(versions__parent=one, versions__valid__contains=step.day)
        children = {unit.code: f"N{number}{'ab'[place % 2]}" for place, unit in enumerate(below)}
        parts = [new("a", "TINH"), new("b", "TINH")]
        events.split_unit(actor=SYSTEM, decision=paper, source=one, parts=parts, children=children)

    acts: dict[str, Callable[[], Any]] = {
        "establish": lambda: establish_units(
            actor=SYSTEM, decision=paper, units=[new("a", one.code), new("b", f"N{number}a")]
        ),
        "rename": lambda: rename_unit(
            actor=SYSTEM, decision=paper, unit=one, name=f"Tên {step.other}", short_name=f"Tên {step.other}"
        ),
        "move": lambda: events.move_units(actor=SYSTEM, decision=paper, units=[one], parent=other),
        "merge": lambda: events.merge_units(
            actor=SYSTEM, decision=paper, sources=[one, other], target=new("m")
        ),
        "split": split,
        "absorb": lambda: events.absorb_units(actor=SYSTEM, decision=paper, sources=[one], into=other),
        "upgrade": lambda: events.change_kind(
            actor=SYSTEM,
            decision=paper,
            unit=one,
            kind=kinds[step.other % len(kinds)],
            name=f"Tên {step.other}",
            short_name=f"Tên {step.other}",
        ),
        "code": lambda: events.change_official_code(
            actor=SYSTEM, decision=paper, unit=one, official_code=str(step.other)
        ),
        "dissolve": lambda: events.dissolve_units(actor=SYSTEM, decision=paper, units=[one]),
    }
    try:
        acts[step.kind]()
    except Refused:
        return False
    event(step.kind)
    return True


def tables() -> dict[str, list[Any]]:
    """All that an event may change, row by row."""
    kept: dict[str, list[Any]] = {
        model.__name__: list(model.objects.order_by("pk").values())  # type: ignore[attr-defined]
        for model in (UnitVersion, UnitGroupMembership, RoleAssignment, Position)
    }
    links = Ancestry.objects.order_by("descendant", "depth", "ancestor", "valid")
    kept["Ancestry"] = list(links.values_list("descendant", "ancestor", "depth", "valid"))
    return kept


def require_sound() -> None:
    """Day by day and by hand: one version at most, a parent that stands, a way up that ends; the closure exact."""
    rows = list(UnitVersion.objects.all())
    days = {edge for row in rows for edge in (row.valid.lower, row.valid.upper) if edge}
    for day in sorted(days | {edge - timedelta(days=1) for edge in days}):
        current = [row for row in rows if day in row.valid]
        parents = {row.unit_id: row.parent_id for row in current}
        assert len(parents) == len(current)
        for unit, parent in parents.items():
            way = [unit]
            while parent is not None:
                assert parent in parents, f"{day}: stands under nobody"
                assert parent not in way, f"{day}: cycle"
                way.append(parent)
                parent = parents[parent]
    assert (faults(), disagreements()) == ([], [])


@by_database
@given(st.lists(steps, min_size=3, max_size=9))
def test_tree_stays_sound_and_goes_back_exactly(cast: Cast, drawn: list[Step]) -> None:
    with transaction.atomic():
        taken: list[tuple[UnitEvent, dict[str, list[Any]]]] = []
        for number, step in enumerate(drawn):
            before = tables()
            if carry_out(step, number):
                require_sound()
                taken.append((UnitEvent.objects.order_by("-sequence")[0], before))
            else:
                assert tables() == before
        for one, before in reversed(taken):
            undo_events(actor=SYSTEM, events=[one], reason="Nhập nhầm")
            assert tables() == before
        assert UnitEvent.objects.filter(undone_at=None).count() == 1
        transaction.set_rollback(True)


@by_database
@given(st.lists(steps, min_size=3, max_size=8), st.permutations(range(8)))
def test_undoing_in_any_order_leaves_a_sound_tree_or_changes_nothing(
    cast: Cast, drawn: list[Step], order: list[int]
) -> None:
    with transaction.atomic():
        for number, step in enumerate(drawn):
            carry_out(step, number)
        entered = list(UnitEvent.objects.order_by("sequence"))[1:]
        for place in order:
            if place >= len(entered):
                continue
            before = tables()
            try:
                undo_events(actor=SYSTEM, events=[entered[place]], reason="Nhập nhầm")
            except Refused:
                assert tables() == before
            else:
                event("undone out of order" if place + 1 < len(entered) else "undone")
                require_sound()
        transaction.set_rollback(True)


@by_database
@given(st.lists(steps, min_size=2, max_size=7))
def test_events_undone_together_go_back_at_once(cast: Cast, drawn: list[Step]) -> None:
    with transaction.atomic():
        before = tables()
        for number, step in enumerate(drawn):
            carry_out(step, number)
        entered = list(UnitEvent.objects.order_by("sequence"))[1:]
        if entered:
            undo_events(actor=SYSTEM, events=entered, reason="Nhập nhầm")
        assert tables() == before
        transaction.set_rollback(True)


@pytest.mark.long
@settings(by_database, max_examples=150)
@given(st.lists(steps, min_size=5, max_size=25))
def test_long_histories_stay_sound(cast: Cast, drawn: list[Step]) -> None:
    with transaction.atomic():
        for number, step in enumerate(drawn):
            carry_out(step, number)
        require_sound()
        transaction.set_rollback(True)
