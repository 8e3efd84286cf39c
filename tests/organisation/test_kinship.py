from datetime import date, timedelta

from lantoa.core.actor import SYSTEM
from lantoa.desk.queries.unit import unit_page
from lantoa.organisation.models import UnitEvent, UnitKind
from lantoa.organisation.queries.kinship import kinship_of
from lantoa.organisation.services import events
from lantoa.organisation.services.undoing import undo_events
from lantoa.organisation.services.units import Decision, NewUnit
from tests.cast import Cast


def decision(day: date) -> Decision:
    return Decision(f"{day.month}-QĐ/TU", day - timedelta(days=5), day, "Tỉnh ủy")


def new(code: str) -> NewUnit:
    return NewUnit(code, f"Đảng bộ {code}", code, UnitKind.objects.get(code="grassroots_cell"), "KHOI")


def links(cast_unit: object) -> list[tuple[str, str, int]]:
    return [(one.older.code, one.younger.code, one.level) for one in kinship_of(cast_unit.pk)]  # type: ignore[attr-defined]


def test_kinship_goes_both_ways_and_never_turns(cast: Cast) -> None:
    made = events.merge_units(
        actor=SYSTEM,
        decision=decision(date(2019, 1, 1)),
        sources=[cast.office, cast.hospital],
        target=new("MOI"),
    )
    parts = events.split_unit(
        actor=SYSTEM,
        decision=decision(date(2020, 2, 1)),
        source=made,
        parts=[new("A"), new("B")],
        children={},
    )
    events.absorb_units(
        actor=SYSTEM, decision=decision(date(2021, 3, 1)), sources=[parts[0]], into=cast.department
    )
    assert links(made) == [
        ("VPTU", "MOI", -1),
        ("BENHVIEN", "MOI", -1),
        ("MOI", "A", 1),
        ("MOI", "B", 1),
        ("A", "SONV", 2),
    ]
    assert links(cast.office) == [("VPTU", "MOI", 1), ("MOI", "A", 2), ("MOI", "B", 2), ("A", "SONV", 3)]
    assert links(parts[1]) == [("VPTU", "MOI", -2), ("BENHVIEN", "MOI", -2), ("MOI", "B", -1)]
    page = unit_page(cast.propaganda_officer, "MOI")
    assert page.kinship is not None
    assert page.kinship.rows[0] == ("Văn phòng Tỉnh ủy", "MOI", "1-QĐ/TU, 01/01/2019")


def test_undone_decisions_make_no_kin(cast: Cast) -> None:
    events.absorb_units(
        actor=SYSTEM, decision=decision(date(2019, 1, 1)), sources=[cast.office], into=cast.hospital
    )
    assert links(cast.hospital) == [("VPTU", "BENHVIEN", -1)]
    undo_events(actor=SYSTEM, events=[UnitEvent.objects.order_by("-sequence")[0]], reason="Nhập nhầm")
    assert links(cast.hospital) == []
    assert unit_page(cast.propaganda_officer, "BENHVIEN").kinship is None
