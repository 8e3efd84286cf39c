"""Files applied to the tree: all or nothing, under one decision."""

from datetime import date

import pytest

from lantoa.attachments.services import store
from lantoa.audit.models import Entry
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Conflict, Forbidden, Refused
from lantoa.organisation.choices import EventKind, ImportState
from lantoa.organisation.models import TreeImport, Unit, UnitEvent, UnitVersion
from lantoa.organisation.queries.consistency import disagreements
from lantoa.organisation.queries.standing_trees import standing_branch
from lantoa.organisation.queries.tree_differences import Change, compared, counted
from lantoa.organisation.queries.tree_files import COLUMNS, Cell
from lantoa.organisation.services.decisions import Decision
from lantoa.organisation.services.imports import (
    apply_rows,
    apply_tree_import,
    discard_tree_import,
    judge_tree_file,
)
from lantoa.organisation.services.reference import NewKind, NewLevel, enter_kinds, enter_levels
from lantoa.organisation.services.units import rename_unit
from tests.cast import DECISION, TODAY, Cast
from tests.organisation.provinces import KINDS, ROOT, tree_rows

ON = date(2021, 4, 1)
PAPER = Decision("20-QĐ/TU", date(2021, 3, 20), ON, "Tỉnh ủy")
HEAD: list[Cell] = [str(one.title) for one in COLUMNS]


def row(code: str, parent: str = "KHOI", name: str = "", kind: str = "Chi bộ cơ sở") -> list[Cell]:
    return [code, name or f"Chi bộ {code}", "", kind, parent, "", None]


def standing(cast: Cast, unit: Unit) -> list[Cell]:
    version = UnitVersion.objects.select_related("kind", "parent").get(unit=unit, valid__contains=ON)
    return [
        unit.code,
        version.name,
        version.short_name,
        version.kind.name,
        version.parent.code,
        "",
        unit.position,
    ]


def brought(cast: Cast, *rows: list[Cell], ends_missing: bool = False) -> TreeImport:
    return judge_tree_file(
        actor=cast.propaganda_officer,
        unit=cast.bloc,
        decision=PAPER,
        cells=[HEAD, *rows],
        file=store(b"tree", "text/csv"),
        file_name="cay.csv",
        ends_missing=ends_missing,
    )


def parents_on(day: date) -> dict[str, str]:
    rows = UnitVersion.objects.filter(valid__contains=day, parent__isnull=False)
    return dict(rows.values_list("unit__code", "parent__code"))


def test_dry_run_changes_nothing_and_keeps_every_change(cast: Cast) -> None:
    before = list(UnitVersion.objects.order_by("pk").values())
    made = brought(cast, row("MOI"), row("VPTU", name="Chi bộ Văn phòng mới"))
    assert made.state == ImportState.CHECKED
    assert [(one["what"], one["code"]) for one in made.changes][:2] == [("new", "MOI"), ("name", "VPTU")]
    assert list(UnitVersion.objects.order_by("pk").values()) == before


def test_faults_are_kept_and_nothing_can_be_applied(cast: Cast) -> None:
    made = brought(cast, row("MOI", "KHONGCO"), row("MOI"))
    assert made.state == ImportState.FAULTY
    assert [one["line"] for one in made.faults] == [2, 3]
    with pytest.raises(Refused):
        apply_tree_import(actor=cast.propaganda_officer, tree_import=made)
    assert not Unit.objects.filter(code="MOI").exists()


def test_apply_establishes_moves_renames_and_ends_under_one_decision(cast: Cast) -> None:
    hospital = standing(cast, cast.hospital)
    hospital[1], hospital[4] = "Đảng bộ Bệnh viện mới", "MOI"
    made = brought(cast, row("MOI"), standing(cast, cast.office), hospital, ends_missing=True)
    assert counted_by_kind(made) == {"new": 1, "name": 1, "parent": 1, "ended": 1}
    applied = apply_tree_import(actor=cast.propaganda_officer, tree_import=made)
    assert applied.state == ImportState.APPLIED
    assert parents_on(ON) == {"KHOI": "TINH", "MOI": "KHOI", "VPTU": "KHOI", "BENHVIEN": "MOI"}
    assert parents_on(date(2021, 3, 31)) == {
        "KHOI": "TINH",
        "VPTU": "KHOI",
        "BENHVIEN": "KHOI",
        "SONV": "KHOI",
    }
    kinds = set(UnitEvent.objects.filter(decision_number=PAPER.number).values_list("kind", flat=True))
    assert kinds == {EventKind.ESTABLISH, EventKind.MOVE, EventKind.RENAME, EventKind.DISSOLVE}
    assert disagreements() == []
    assert Entry.objects.filter(act="tree_import.applied").count() == 1


def counted_by_kind(made: TreeImport) -> dict[str, int]:

    return {what: n for what, n in counted(Change(**one) for one in made.changes).items() if n}


def test_units_that_change_places_pass_through_no_cycle(cast: Cast) -> None:
    apply_tree_import(actor=cast.propaganda_officer, tree_import=brought(cast, row("CHA"), row("CON", "CHA")))
    later = Decision("21-QĐ/TU", TODAY, TODAY, "Tỉnh ủy")
    swapped = [row("CON"), row("CHA", "CON")]
    reading, changes = compared(cast.bloc, TODAY, [HEAD, *swapped], ends_missing=False)
    apply_rows(actor=cast.propaganda_officer, decision=later, rows=reading.rows, changes=changes)
    found = parents_on(TODAY)
    assert (found["CON"], found["CHA"]) == ("KHOI", "CON")
    assert disagreements() == []


def test_apply_twice_is_refused(cast: Cast) -> None:
    made = brought(cast, row("MOI"))
    apply_tree_import(actor=cast.propaganda_officer, tree_import=made)
    with pytest.raises(Refused) as refused:
        apply_tree_import(actor=cast.propaganda_officer, tree_import=made)
    assert refused.value.sentence == "Tệp này đã được áp dụng rồi."
    assert Unit.objects.filter(code="MOI").count() == 1


def test_apply_to_a_tree_that_changed_meanwhile_is_a_conflict(cast: Cast) -> None:
    made = brought(cast, row("MOI"))
    rename_unit(actor=SYSTEM, unit=cast.office, decision=PAPER, name="Chi bộ khác", short_name="Khác")
    with pytest.raises(Conflict):
        apply_tree_import(actor=cast.propaganda_officer, tree_import=made)
    assert not Unit.objects.filter(code="MOI").exists()


def test_refusal_in_the_middle_leaves_nothing(cast: Cast) -> None:
    """A later decision on one unit stands in the way of its end: the new unit of the same file is not there either."""
    later = Decision("30-QĐ/TU", TODAY, TODAY, "Tỉnh ủy")
    rename_unit(actor=SYSTEM, unit=cast.department, decision=later, name="Sở mới", short_name="Sở")
    made = brought(cast, row("MOI"), ends_missing=True)
    with pytest.raises(Refused):
        apply_tree_import(actor=cast.propaganda_officer, tree_import=made)
    assert not Unit.objects.filter(code="MOI").exists()
    assert TreeImport.objects.get(pk=made.pk).state == ImportState.CHECKED


def test_head_of_a_unit_brings_no_file(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        judge_tree_file(
            actor=cast.unit_head,
            unit=cast.office,
            decision=PAPER,
            cells=[HEAD, row("MOI", "VPTU")],
            file=store(b"tree", "text/csv"),
            file_name="cay.csv",
        )
    assert not TreeImport.objects.exists()


def test_file_equal_to_the_tree_has_nothing_to_apply(cast: Cast) -> None:
    made = brought(cast, *(standing(cast, unit) for unit in cast.units()))
    assert made.changes == []
    with pytest.raises(Refused):
        apply_tree_import(actor=cast.propaganda_officer, tree_import=made)


def test_discarded_file_is_not_applied(cast: Cast) -> None:
    made = discard_tree_import(actor=cast.propaganda_officer, tree_import=brought(cast, row("MOI")))
    assert made.state == ImportState.DISCARDED
    with pytest.raises(Refused):
        apply_tree_import(actor=cast.propaganda_officer, tree_import=made)
    with pytest.raises(Refused):
        discard_tree_import(actor=cast.propaganda_officer, tree_import=made)


def test_the_whole_country_comes_in_and_goes_out_in_the_same_shape(db: None, story_day: None) -> None:
    """34 provinces and 3,321 communes: dry run, apply, export, and a second dry run that finds nothing to change."""
    enter_levels(actor=SYSTEM, levels=[NewLevel("all", "Mọi cấp", 1, date(2015, 10, 1))])
    enter_kinds(actor=SYSTEM, kinds=[NewKind(code, name, "all") for code, name in KINDS])
    root: list[Cell] = [ROOT, "Đảng bộ cả nước", "Cả nước", "Cả nước", "", "", 0]
    apply_all([HEAD, root], None)
    country = Unit.objects.get(code=ROOT)
    rows = tree_rows()
    apply_all(rows, country)
    assert len(standing_branch(country, ON)) == len(rows) - 1 == 34 + 3_321
    assert disagreements() == []
    _reading, changes = compared(country, ON, rows, ends_missing=True)
    assert changes == []


DECISION_2021 = Decision(DECISION.number, DECISION.decided_on, ON, DECISION.issuer)


def apply_all(cells: list[list[Cell]], unit: Unit | None) -> None:
    reading, changes = compared(unit, ON, cells, ends_missing=False)
    assert reading.faults == []
    apply_rows(actor=SYSTEM, decision=DECISION_2021, rows=reading.rows, changes=changes)
