"""What happened to real bodies in 2025, as the tree must bear it."""

from datetime import date, timedelta
from itertools import pairwise

from lantoa.core.actor import SYSTEM
from lantoa.organisation.models import Ancestry, Unit, UnitEvent, UnitEventChange, UnitKind, UnitVersion
from lantoa.organisation.queries.consistency import disagreements
from lantoa.organisation.queries.units import children_of, path_of
from lantoa.organisation.services import events
from lantoa.organisation.services.undoing import undo_events
from lantoa.organisation.services.units import Decision, NewUnit, establish_units, rename_unit
from tests.cast import Cast

REFORM = date(2021, 2, 1)


def decision(day: date, number: str = "12-QĐ/TU") -> Decision:
    return Decision(number, min(day, date(2021, 4, 1)), day, "Tỉnh ủy")


def new(code: str, parent: str | None = "KHOI", kind: str = "grassroots_party_organization") -> NewUnit:
    return NewUnit(code, f"Đảng bộ {code}", code, UnitKind.objects.get(code=kind), parent)


def test_bloc_of_98_ends_and_its_units_go_to_two_parents_on_one_day(cast: Cast) -> None:
    more = [new(f"DV{number:02d}") for number in range(95)]
    establish_units(actor=SYSTEM, decision=decision(date(2018, 1, 1)), units=more)
    below = [unit.code for unit in children_of(cast.bloc.pk, REFORM - timedelta(days=1))]
    first, second = events.split_unit(
        actor=SYSTEM,
        decision=decision(REFORM),
        source=cast.bloc,
        parts=[new("CQD", "TINH", "upper_committee"), new("UBND", "TINH", "upper_committee")],
        children={code: ("CQD", "UBND")[place % 2] for place, code in enumerate(below)},
    )
    assert len(below) == 98
    counts = [children_of(unit.pk, REFORM).count() for unit in (first, second, cast.bloc)]
    assert counts == [49, 49, 0]
    assert children_of(cast.bloc.pk, REFORM - timedelta(days=1)).count() == 98
    assert disagreements() == []
    event = UnitEvent.objects.get(kind="split")
    assert UnitEventChange.objects.filter(event=event, table="version").count() == 1 + 2 + 2 * 98
    undo_events(actor=SYSTEM, events=[event], reason="Hoãn")
    assert children_of(cast.bloc.pk, REFORM).count() == 98
    assert disagreements() == []


def test_three_provinces_become_one_new_root(cast: Cast) -> None:
    others = [
        new("TINHB", None, "upper_committee"),
        new("TINHC", None, "upper_committee"),
        new("XAB", "TINHB"),
    ]
    made = establish_units(actor=SYSTEM, decision=decision(date(2016, 1, 1)), units=others)
    day = date(2021, 7, 1)
    merged = events.merge_units(
        actor=SYSTEM,
        decision=decision(day, "328-QĐ/TW"),
        sources=[cast.province, *made[:2]],
        target=new("TINHMOI", None, "upper_committee"),
    )
    assert [unit.code for unit in children_of(merged.pk, day)] == ["KHOI", "XAB"]
    assert [unit.code for unit in path_of(cast.office.pk, day)] == ["TINHMOI", "KHOI", "VPTU"]
    assert [unit.code for unit in path_of(made[2].pk, day - timedelta(days=1))] == ["TINHB", "XAB"]
    assert disagreements() == []


def test_unit_renamed_twice_in_one_quarter(cast: Cast) -> None:
    for day, name in ((date(2021, 1, 10), "Tên một"), (date(2021, 3, 20), "Tên hai")):
        rename_unit(actor=SYSTEM, unit=cast.hospital, decision=decision(day), name=name, short_name=name)
    rows = list(UnitVersion.objects.filter(unit=cast.hospital).order_by("valid"))
    assert [row.name for row in rows] == ["Đảng bộ cơ sở Bệnh viện tỉnh", "Tên một", "Tên hai"]
    assert [row.valid.upper for row in rows[:-1]] == [row.valid.lower for row in rows[1:]]
    assert Ancestry.objects.filter(descendant=cast.hospital, depth=1).count() == 1


def test_cell_becomes_a_party_organisation_under_the_same_identity(cast: Cast) -> None:
    version = events.change_kind(
        actor=SYSTEM,
        decision=decision(REFORM),
        unit=cast.department,
        kind=UnitKind.objects.get(code="grassroots_party_organization"),
        name="Đảng bộ cơ sở Sở Nội vụ",
        short_name="Sở Nội vụ",
    )
    rows = UnitVersion.objects.filter(unit=cast.department).order_by("valid")
    told = [(row.kind.code, row.name) for row in rows.select_related("kind")]
    assert told == [
        ("grassroots_cell", "Chi bộ cơ sở Sở Nội vụ"),
        ("grassroots_party_organization", "Đảng bộ cơ sở Sở Nội vụ"),
    ]
    assert version.valid.lower == REFORM
    assert all(earlier.valid.upper == later.valid.lower for earlier, later in pairwise(rows))
    assert Unit.objects.filter(code="SONV").count() == 1
