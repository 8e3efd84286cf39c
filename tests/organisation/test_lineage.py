"""What became of units, one rule at a time; random reorganisations are in tests/reporting/test_two_views.py."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.organisation.models import Unit, UnitKind
from lantoa.organisation.queries.lineage import (
    Placement,
    PlacementKind,
    past_units_in_scope,
    placements,
    whereabouts,
)
from lantoa.organisation.services.decisions import Decision
from lantoa.organisation.services.events import (
    absorb_units,
    dissolve_units,
    merge_units,
    move_units,
    split_unit,
)
from lantoa.organisation.services.units import NewUnit, establish_units, rename_unit
from tests.cast import Cast

DAY = date(2025, 2, 1)
LATER = date(2025, 7, 1)
TODAY = date(2025, 8, 6)


@pytest.fixture(autouse=True)
def _in_2025(cast: Cast) -> object:
    with clock.set_to(TODAY):
        yield


def decision(day: date = DAY) -> Decision:
    return Decision("12-QĐ/TU", day, day, "Tỉnh ủy")


def new(code: str, parent: str | None = "KHOI") -> NewUnit:
    kind = UnitKind.objects.get(code="grassroots_cell")
    return NewUnit(code, f"Chi bộ {code}", f"Chi bộ {code}", kind, parent)


def placed(unit: Unit, day: date | None = None) -> tuple[str | None, str]:
    found = placements([unit.pk], day)[unit.pk]
    code = Unit.objects.get(pk=found.unit_id).code if found.unit_id else None
    return code, found.kind.value


def test_a_standing_unit_is_itself_whatever_it_is_called_and_wherever_it_stands(cast: Cast) -> None:
    move_units(actor=SYSTEM, decision=decision(), units=[cast.office], parent=cast.province)
    rename_unit(actor=SYSTEM, unit=cast.hospital, decision=decision(), name="Tên mới", short_name="Mới")
    assert [placed(one) for one in (cast.office, cast.hospital)] == [("VPTU", "same"), ("BENHVIEN", "same")]


def test_a_merged_unit_is_followed_to_the_receiver_and_on(cast: Cast) -> None:
    made = merge_units(
        actor=SYSTEM, decision=decision(), sources=[cast.office, cast.department], target=new("GOP")
    )
    absorb_units(actor=SYSTEM, decision=decision(LATER), sources=[made], into=cast.hospital)
    assert placed(cast.office) == ("BENHVIEN", "received")
    assert placed(cast.office, date(2025, 6, 30)) == ("GOP", "received")
    assert placed(cast.office, date(2025, 1, 31)) == ("VPTU", "same")


def test_a_split_unit_has_no_heir_and_counts_where_its_parts_meet(cast: Cast) -> None:
    split_unit(
        actor=SYSTEM,
        decision=decision(),
        source=cast.bloc,
        parts=[new("CQĐ", "TINH"), new("UBND", "TINH")],
        children={"VPTU": "CQĐ", "BENHVIEN": "UBND", "SONV": "UBND"},
    )
    assert placed(cast.bloc) == ("TINH", "split")
    assert placed(cast.office) == ("VPTU", "same")


def test_parts_that_come_together_again_hold_the_past_of_the_whole(cast: Cast) -> None:
    parts = split_unit(
        actor=SYSTEM, decision=decision(), source=cast.office, parts=[new("A"), new("B")], children={}
    )
    merge_units(actor=SYSTEM, decision=decision(LATER), sources=parts, target=new("AB"))
    assert placed(cast.office) == ("AB", "split")


def test_parts_of_which_one_stands_below_the_other_meet_in_the_upper_one(cast: Cast) -> None:
    upper, lower = split_unit(
        actor=SYSTEM, decision=decision(), source=cast.office, parts=[new("A"), new("B")], children={}
    )
    move_units(actor=SYSTEM, decision=decision(LATER), units=[lower], parent=upper)
    assert placed(cast.office) == ("A", "split")


def test_a_unit_that_nobody_received_stays_under_its_last_parent_followed_on(cast: Cast) -> None:
    dissolve_units(actor=SYSTEM, decision=decision(), units=[cast.department])
    assert placed(cast.department) == ("KHOI", "ended")
    split_unit(
        actor=SYSTEM,
        decision=decision(LATER),
        source=cast.bloc,
        parts=[new("CQĐ", "TINH"), new("UBND", "TINH")],
        children={"VPTU": "CQĐ", "BENHVIEN": "UBND"},
    )
    assert placed(cast.department) == ("TINH", "split")


def test_a_root_that_nobody_received_counts_nowhere(cast: Cast) -> None:
    [lone] = establish_units(actor=SYSTEM, decision=decision(), units=[new("LẺ", None)])
    dissolve_units(actor=SYSTEM, decision=decision(LATER), units=[lone])
    assert placements([lone.pk]) == {lone.pk: Placement(None, PlacementKind.ENDED)}


def test_parts_of_two_trees_meet_nowhere(cast: Cast) -> None:
    parts = [new("CÒN"), new("KHÁC", None)]
    split_unit(actor=SYSTEM, decision=decision(), source=cast.office, parts=parts, children={})
    assert placed(cast.office) == (None, "split")


def test_many_units_need_one_statement_and_their_names_one_more(cast: Cast) -> None:
    merge_units(actor=SYSTEM, decision=decision(), sources=[cast.office, cast.department], target=new("GOP"))
    everyone = [one.pk for one in Unit.objects.all()]
    counts = []
    for asked in (everyone[:1], everyone):
        with CaptureQueriesContext(connection) as seen:
            placements(asked)
            whereabouts(asked)
        counts.append(len(seen))
    assert counts == [3, 3]
    now = whereabouts([cast.office.pk])[cast.office.pk]
    assert (now.code, now.name, now.parent_name) == ("GOP", "Chi bộ GOP", "Đảng ủy Khối")


def test_who_receives_a_unit_reads_its_past_and_the_parent_keeps_it(cast: Cast) -> None:
    absorb_units(actor=SYSTEM, decision=decision(), sources=[cast.department], into=cast.office)
    dissolve_units(actor=SYSTEM, decision=decision(), units=[cast.hospital])

    def readable(user: object) -> list[str]:
        found = past_units_in_scope(user, "rollup.read")  # type: ignore[arg-type]
        return sorted(found.values_list("code", flat=True))

    assert readable(cast.unit_head) == ["SONV", "VPTU"]
    assert readable(cast.propaganda_officer) == ["BENHVIEN", "KHOI", "SONV", "VPTU"]
    assert readable(cast.hospital_head) == []
