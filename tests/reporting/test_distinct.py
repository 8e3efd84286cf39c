"""Lines that count every record of a register once: over the tree, over time, with the sum of the units beside."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as some

from lantoa.core.actor import SYSTEM
from lantoa.core.periods import Period, from_code
from lantoa.organisation.choices import TreeView
from lantoa.organisation.models import Unit
from lantoa.reporting import sources
from lantoa.reporting.choices import SubmissionState, TimeRule, TreeRule
from lantoa.reporting.design import LineSpec, SheetSpec, design_faults
from lantoa.reporting.models import Collection
from lantoa.reporting.queries import breakdowns, makeups, totals
from lantoa.reporting.queries.distinct import distinct
from lantoa.reporting.queries.over_time import period_total, series
from lantoa.reporting.queries.rollups import check_distinct
from lantoa.reporting.queries.sheets import shape_of
from lantoa.reporting.services.loading import ReportRow, load_reports
from lantoa.reporting.services.rollups import roll_up
from lantoa.reporting.services.sheets import publish_sheet
from lantoa.reporting.sources import SourceCount
from tests.cast import Cast
from tests.reporting.world import QUARTERLY, opened

# Period code → unit → its records; a longer period has the records of all that lie in it.
KEPT: dict[str, dict[UUID, tuple[str, ...]]] = {}


def _count(unit_ids: Sequence[UUID], period: Period) -> Mapping[UUID, SourceCount]:
    found: dict[UUID, set[str]] = {}
    for code, units in KEPT.items():
        one = from_code(code)
        if period.start <= one.start and one.end <= period.end:
            for unit, records in units.items():
                found.setdefault(unit, set()).update(records)
    return {unit: SourceCount(len(codes), tuple(sorted(codes))) for unit, codes in found.items()}


if not sources.known("tests.kept"):
    sources.register("tests.kept", "Sổ có mã", _count, lambda code: f"/mo-hinh/{code}/")

ONCE: dict[str, Any] = {"source": "tests.kept", "tree_rule": TreeRule.DISTINCT}


def sheet(time_rule: TimeRule = TimeRule.DISTINCT) -> SheetSpec:
    lines = [
        LineSpec("M08", "Mô hình được nhân rộng", "mô hình", time_rule=time_rule, **ONCE),
        LineSpec("T01", "Hội nghị", "cuộc"),
    ]
    return replace(QUARTERLY, sections=[replace(QUARTERLY.sections[0], lines=lines)], relations=[])


@pytest.fixture(autouse=True)
def _empty() -> None:
    KEPT.clear()


@pytest.fixture
def collection(cast: Cast) -> Collection:
    return opened(publish_sheet(actor=SYSTEM, sheet=sheet()), cast.bloc, cast.units())


def plain(*figures: Decimal | int | None) -> list[int | None]:
    return [None if one is None else int(one) for one in figures]


def keeps(code: str, *pairs: tuple[Unit, str]) -> None:
    KEPT[code] = {unit.pk: tuple(records.split()) for unit, records in pairs}


def accepted(collection: Collection, *units: Unit, **more: Any) -> None:
    rows = [ReportRow(unit.pk, {"T01": 1}, state=SubmissionState.ACCEPTED, **more) for unit in units]
    load_reports(actor=SYSTEM, collection=collection, rows=rows)


def test_record_of_two_units_counts_once_and_the_sum_stands_beside(
    cast: Cast, collection: Collection
) -> None:
    keeps("2021Q1", (cast.office, "A B"), (cast.hospital, "B C"), (cast.department, "D"))
    accepted(collection, cast.office, cast.hospital)
    [line, _sessions] = totals.total(collection, cast.bloc).lines
    assert plain(line.accepted.value, line.accepted.summed, line.differs) == [3, 4, None]
    made = makeups.what_makes(collection, line.line, cast.bloc)
    assert plain(made.accepted.value, made.repeated, made.apart) == [3, 1, 0]
    assert [record.code for part in made.parts for record in part.records] == ["A", "B", "B", "C"]


def test_unit_that_reports_another_figure_is_told_apart(cast: Cast, collection: Collection) -> None:
    keeps("2021Q1", (cast.office, "A B"), (cast.hospital, "B C"))
    rows = [
        ReportRow(cast.office.pk, {"T01": 1}, state=SubmissionState.ACCEPTED),
        ReportRow(
            cast.hospital.pk,
            {"T01": 1, "M08": 5},
            state=SubmissionState.ACCEPTED,
            overruled=("M08",),
            notes={"M08": "Còn ba mô hình chưa vào sổ"},
        ),
    ]
    load_reports(actor=SYSTEM, collection=collection, rows=rows)
    line = shape_of(collection.sheet_version_id).lines[0]
    made = makeups.what_makes(collection, line, cast.bloc)
    assert plain(made.accepted.value, made.accepted.summed, made.repeated, made.apart) == [3, 7, 1, 3]


def test_nobody_accepted_is_no_zero(cast: Cast, collection: Collection) -> None:
    keeps("2021Q1", (cast.office, "A"))
    assert totals.total(collection, cast.bloc).lines[0].accepted.value is None


def test_table_of_units_and_the_whole_count_each_for_itself(cast: Cast, collection: Collection) -> None:
    keeps("2021Q1", (cast.office, "A B"), (cast.hospital, "B C"))
    accepted(collection, cast.office, cast.hospital)
    table = breakdowns.by_line(collection, cast.bloc, TreeView.AS_REPORTED)
    assert [row.cells[0].value for row in table.rows] == [2, 2]
    assert table.whole.cells[0].value == 3
    restated = breakdowns.by_line(collection, cast.bloc, TreeView.RESTATED)
    assert restated.whole.cells[0].value == 3


def test_record_of_two_quarters_counts_once_in_the_year(cast: Cast, collection: Collection) -> None:
    keeps("2021Q1", (cast.office, "A B"))
    keeps("2021Q2", (cast.office, "B C"), (cast.hospital, "C"))
    second = opened(collection.sheet_version, cast.bloc, cast.units(), "2021Q2")
    accepted(collection, cast.office)
    accepted(second, cast.office, cast.hospital)
    year = period_total("M08", cast.bloc, from_code("2021"))
    assert plain(year.value, year.units, len(year.collections)) == [3, 2, 2]
    assert [point.value for point in series("M08", cast.bloc, from_code("2021"))] == [2, 2]
    line = shape_of(second.sheet_version_id).lines[0]
    table = breakdowns.by_period([collection, second], cast.bloc, line, TreeView.AS_REPORTED)
    assert [cell.value for cell in table.whole.cells] == [2, 2]
    over = breakdowns.over_periods(
        [collection, second], cast.bloc, shape_of(second.sheet_version_id), TreeView.AS_REPORTED
    )
    assert [cell.value for cell in over.rows[0].cells] == [2, 2]


def test_last_of_the_periods_counts_alone_where_the_line_says_so(cast: Cast) -> None:
    version = publish_sheet(actor=SYSTEM, sheet=sheet(TimeRule.LAST))
    first = opened(version, cast.bloc, cast.units())
    second = opened(version, cast.bloc, cast.units(), "2021Q2")
    keeps("2021Q1", (cast.office, "A B C"))
    keeps("2021Q2", (cast.office, "B"), (cast.hospital, "B"))
    accepted(first, cast.office)
    accepted(second, cast.office, cast.hospital)
    assert period_total("M08", cast.bloc, from_code("2021")).value == 1


def test_comparison_with_last_year_counts_once_in_both(cast: Cast) -> None:
    version = publish_sheet(actor=SYSTEM, sheet=sheet())
    before = opened(version, cast.bloc, cast.units(), "2020Q1")
    now = opened(version, cast.bloc, cast.units())
    keeps("2020Q1", (cast.office, "A"), (cast.hospital, "A"))
    keeps("2021Q1", (cast.office, "A B"), (cast.hospital, "B"), (cast.department, "Z"))
    accepted(before, cast.office, cast.hospital)
    accepted(now, cast.office, cast.hospital, cast.department)
    line = totals.total(now, cast.bloc).lines[0]
    found = (line.accepted.value, line.same_units.value, line.last_year.value, line.change)
    assert plain(*found) == [3, 2, 1, 1]


@pytest.mark.parametrize("units", [1, 3])
def test_totals_take_as_many_statements_for_many_units(
    cast: Cast, collection: Collection, units: int, django_assert_num_queries: Any
) -> None:
    keeps("2021Q1", (cast.office, "A B"), (cast.hospital, "B C"))
    accepted(collection, *cast.units()[:units])
    with django_assert_num_queries(12):
        totals.total(collection, cast.bloc)


def test_pages_say_both_numbers_and_why(client: Client, cast: Cast, collection: Collection) -> None:
    keeps("2021Q1", (cast.office, "A B"), (cast.hospital, "B C"))
    accepted(collection, cast.office, cast.hospital)
    client.force_login(cast.propaganda_officer)
    page = client.get(f"/bao-cao/{collection.code}/?chi-tieu=M08").content.decode()
    assert "cộng các đơn vị 4" in page
    assert "Các đơn vị cộng lại 4, bản ghi khác nhau 3" in page
    assert "1 lượt là bản ghi đã đếm ở đơn vị khác." in page
    for table in ("chi-tieu", "ky", "nhieu-ky"):
        assert client.get(f"/bao-cao/{collection.code}/bang/?bang={table}").status_code == 200


@pytest.mark.parametrize(
    ("line", "count"),
    [
        (LineSpec("A", "A", tree_rule=TreeRule.DISTINCT, time_rule=TimeRule.DISTINCT), 1),
        (LineSpec("A", "A", time_rule=TimeRule.DISTINCT, source="tests.kept"), 1),
        (LineSpec("A", "A", time_rule=TimeRule.ADD, **ONCE), 1),
        (LineSpec("A", "A", time_rule=TimeRule.LAST, **ONCE), 0),
        (LineSpec("A", "A", time_rule=TimeRule.DISTINCT, **ONCE), 0),
    ],
)
def test_lines_that_cannot_count_once_are_told(line: LineSpec, count: int) -> None:
    design = replace(
        QUARTERLY, sections=[replace(QUARTERLY.sections[0], lines=[line], questions=[])], relations=[]
    )
    assert len(design_faults(design)) == count


def test_register_without_other_sql_is_left_out_of_the_check(cast: Cast, collection: Collection) -> None:
    accepted(collection, cast.office)
    assert list(check_distinct(collection)) == []


@given(some.lists(some.frozensets(some.sampled_from("ABCDEFG")), max_size=8))
def test_different_records_are_the_union_however_units_are_grouped(units: list[frozenset[str]]) -> None:
    counts = [SourceCount(len(one), tuple(sorted(one))) for one in units]
    union = set().union(*units)
    assert distinct(counts) == len(union)
    assert max((len(one) for one in units), default=0) <= len(union) <= sum(map(len, units))


def test_records_without_codes_are_summed() -> None:
    assert distinct([SourceCount(Decimal(3)), SourceCount(2), SourceCount(1, ("A",))]) == 6


def test_kept_totals_of_a_wide_collection_say_the_same(
    cast: Cast, collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeps("2021Q1", (cast.office, "A B"), (cast.hospital, "B C"))
    accepted(collection, cast.office, cast.hospital)
    roll_up(collection=collection)
    monkeypatch.setattr(totals, "LARGEST_DIRECT", 0)
    found = totals.total(collection, cast.bloc)
    assert (found.direct, *plain(found.lines[0].accepted.value, found.lines[0].accepted.summed)) == (
        False,
        3,
        4,
    )
    table = breakdowns.by_line(collection, cast.bloc, TreeView.AS_REPORTED)
    assert [row.cells[0].value for row in table.rows] == [2, 2]
    assert table.whole.cells[0].value == 3
