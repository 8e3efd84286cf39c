"""Decisions that rearrange the tree, and whether the closure follows exactly."""

from datetime import date, timedelta

import pytest

from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Refused
from lantoa.organisation import access
from lantoa.organisation.choices import EventKind
from lantoa.organisation.models import Ancestry, Unit, UnitKind
from lantoa.organisation.queries.consistency import disagreements
from lantoa.organisation.queries.units import (
    children_of,
    events_of,
    named_on,
    path_of,
    search_units,
    version_on,
)
from lantoa.organisation.services import events
from lantoa.organisation.services.units import Decision, NewUnit, rename_unit
from tests.cast import Cast

DAY = date(2021, 2, 1)


def decision(day: date = DAY) -> Decision:
    return Decision("12-QĐ/TU", day - timedelta(days=5), day, "Tỉnh ủy")


def kind() -> UnitKind:
    return UnitKind.objects.get(code="grassroots_party_organization")


def new(code: str, parent: str = "KHOI") -> NewUnit:
    return NewUnit(code, f"Đảng bộ cơ sở {code}", code, kind(), parent)


def codes(units: object) -> list[str]:
    return [unit.code for unit in units]  # type: ignore[attr-defined]


def test_move_holds_from_its_day_and_not_before(cast: Cast) -> None:
    events.move_units(actor=SYSTEM, decision=decision(), units=[cast.department], parent=cast.office)

    assert codes(path_of(cast.department.pk, DAY - timedelta(days=1))) == ["TINH", "KHOI", "SONV"]
    assert codes(path_of(cast.department.pk, DAY)) == ["TINH", "KHOI", "VPTU", "SONV"]
    assert disagreements() == []


def test_move_under_itself_is_refused_and_changes_nothing(cast: Cast) -> None:
    before = list(Ancestry.objects.order_by("id").values_list())
    with pytest.raises(Refused, match="trực thuộc chính mình"):
        events.move_units(actor=SYSTEM, decision=decision(), units=[cast.bloc], parent=cast.office)

    assert list(Ancestry.objects.order_by("id").values_list()) == before


def test_merge_ends_the_sources_and_takes_their_children(cast: Cast) -> None:
    events.move_units(actor=SYSTEM, decision=decision(), units=[cast.department], parent=cast.office)
    day = DAY + timedelta(days=30)
    made = events.merge_units(
        actor=SYSTEM, decision=decision(day), sources=[cast.office, cast.hospital], target=new("MOI")
    )

    assert codes(children_of(cast.bloc.pk, day)) == ["MOI"]
    assert codes(children_of(made.pk, day)) == ["SONV"]
    assert codes(children_of(cast.bloc.pk, day - timedelta(days=1))) == ["VPTU", "BENHVIEN"]
    assert [event.kind for event in events_of(made.pk)] == [EventKind.MERGE]
    assert disagreements() == []


def test_roles_end_with_their_unit(cast: Cast) -> None:
    events.absorb_units(actor=SYSTEM, decision=decision(), sources=[cast.office], into=cast.hospital)

    assert access.roles_of(cast.unit_head, DAY - timedelta(days=1)) != []
    assert access.roles_of(cast.unit_head, DAY) == []


def test_split_wants_a_receiver_for_every_child(cast: Cast) -> None:
    with pytest.raises(Refused, match="BENHVIEN, SONV"):
        events.split_unit(
            actor=SYSTEM,
            decision=decision(),
            source=cast.bloc,
            parts=[new("A", "TINH"), new("B", "TINH")],
            children={"VPTU": "A"},
        )
    parts = events.split_unit(
        actor=SYSTEM,
        decision=decision(),
        source=cast.bloc,
        parts=[new("A", "TINH"), new("B", "TINH")],
        children={"VPTU": "A", "BENHVIEN": "B", "SONV": "B"},
    )

    assert [codes(children_of(part.pk, DAY)) for part in parts] == [["VPTU"], ["BENHVIEN", "SONV"]]
    assert codes(children_of(cast.bloc.pk, DAY - timedelta(days=1))) == ["VPTU", "BENHVIEN", "SONV"]
    assert disagreements() == []


def test_dissolve_names_what_still_stands_below(cast: Cast) -> None:
    with pytest.raises(Refused, match="BENHVIEN, SONV, VPTU"):
        events.dissolve_units(actor=SYSTEM, decision=decision(), units=[cast.bloc])


def test_two_decisions_of_one_day_end_in_one_version(cast: Cast) -> None:
    rename_unit(
        actor=SYSTEM, unit=cast.department, decision=decision(), name="Chi bộ Nội vụ", short_name="Nội vụ"
    )
    events.move_units(actor=SYSTEM, decision=decision(), units=[cast.department], parent=cast.office)

    version = version_on(cast.department.pk, DAY)
    assert (version.short_name, version.parent_id, version.valid.lower) == ("Nội vụ", cast.office.pk, DAY)
    assert codes(search_units(named_on(Unit.objects.all(), DAY), "so noi vu")) == ["SONV"]


def test_receiver_below_what_it_absorbs_takes_its_place(cast: Cast) -> None:
    events.move_units(actor=SYSTEM, decision=decision(), units=[cast.department], parent=cast.office)
    day = DAY + timedelta(days=9)
    events.absorb_units(actor=SYSTEM, decision=decision(day), sources=[cast.office], into=cast.department)

    assert codes(path_of(cast.department.pk, day)) == ["TINH", "KHOI", "SONV"]
    assert disagreements() == []


def test_new_unit_cannot_stand_under_one_that_ends(cast: Cast) -> None:
    with pytest.raises(Refused, match="kết thúc cùng ngày"):
        events.merge_units(
            actor=SYSTEM, decision=decision(), sources=[cast.office, cast.hospital], target=new("MOI", "VPTU")
        )
