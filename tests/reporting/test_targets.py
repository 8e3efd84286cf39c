"""Targets are issued, changed, divided and ended; nothing of it is overwritten."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from lantoa.audit.models import Entry
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Conflict, Forbidden, NotFound, Refused
from lantoa.organisation.models import Unit, UnitKind
from lantoa.organisation.services.events import merge_units, move_units
from lantoa.organisation.services.units import Decision, NewUnit
from lantoa.reporting.choices import TargetDirection, TargetMethod, TargetStanding
from lantoa.reporting.models import Target
from lantoa.reporting.queries.over_time import Catalogue
from lantoa.reporting.queries.targets import below, divisions, overview, progress, registry
from lantoa.reporting.services.targets import (
    NewTarget,
    change_target,
    divide_target,
    end_target,
    issue_target,
)
from tests.cast import TODAY, Cast
from tests.reporting import world
from tests.reporting.test_target_figures import year_of_reports

AT_LEAST = TargetDirection.AT_LEAST


def issued(
    cast: Cast,
    code: str = "T01",
    values: Mapping[int, str] | None = None,
    direction: TargetDirection = AT_LEAST,
    owner: Unit | None = None,
    **more: Any,
) -> Target:
    new = NewTarget(
        line=Catalogue().newest_line(code),
        name=more.pop("name", "Mỗi năm ít nhất 20 hội nghị quán triệt"),
        direction=direction,
        paper_number=more.pop("paper_number", "05-NQ/ĐUK"),
        paper_day=more.pop("paper_day", date(2021, 1, 15)),
        paper_issuer="Đảng ủy Khối",
        values={year: Decimal(value) for year, value in (values or {2020: "20", 2021: "24"}).items()},
        **more,
    )
    return issue_target(actor=SYSTEM, owner=owner or cast.bloc, new=new)


def divided(
    cast: Cast,
    target: Target,
    year: int = 2021,
    method: TargetMethod = TargetMethod.EQUAL,
    basis: str = "",
    actor: Any = SYSTEM,
) -> dict[str, Decimal | None]:
    """Divided as proposed; code → part."""
    target.refresh_from_db()
    made = divisions.propose(target, cast.bloc, year, method, basis, Catalogue())
    divide_target(
        actor=actor,
        target=target,
        unit=cast.bloc,
        values={year: {one.unit.pk: one.proposed for one in made.parts}},
        method=method,
        basis=made.basis,
        decided_on=clock.today(),
        row_version=target.row_version,
    )
    return {one.unit.code: one.proposed for one in made.parts}


def holds(target: Target, unit: Unit) -> dict[int, Decimal]:
    return divisions.whole_of(target, unit)


@pytest.fixture(autouse=True)
def _sheet(cast: Cast) -> None:
    world.published()


def test_issued_targets_stand_with_their_paper_and_are_recorded(cast: Cast) -> None:
    with clock.set_to(TODAY):
        first, second = issued(cast), issued(cast, "U03", {2021: "40"})
    assert (first.code, second.code) == ("CT-2021-001", "CT-2021-002")
    assert holds(first, cast.bloc) == {2020: Decimal(20), 2021: Decimal(24)}
    entries = Entry.objects.filter(act="target.issued", chain=str(cast.bloc.pk)).order_by("sequence")
    assert list(entries.values_list("subject_id", flat=True)) == [first.pk, second.pk]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": " "}, "name"),
        ({"paper_number": ""}, "paper_number"),
        ({"paper_day": date(2021, 4, 7)}, "paper_day"),
        ({"values": {2021: "1", 2023: "2"}}, ""),
        ({"values": {2021: "1.5"}}, ""),
        ({"values": {2021: "-1"}}, ""),
        ({"values": {2021: "NaN"}}, ""),
        ({"values": {2021: "1000000000000000"}}, ""),
        ({"values": dict.fromkeys(range(2021, 2040), "1")}, ""),
    ],
)
def test_issuing_what_cannot_be_is_refused(cast: Cast, more: dict[str, Any], field: str) -> None:
    with clock.set_to(TODAY), pytest.raises(Refused) as refused:
        issued(cast, **more)
    assert list(refused.value.fields) == ([field] if field else [])
    assert Target.objects.count() == 0


def test_only_who_collects_may_issue(cast: Cast) -> None:
    new = NewTarget(
        Catalogue().newest_line("T01"), "Tên", AT_LEAST, "1", date(2021, 1, 1), "Nơi", {2021: Decimal(1)}
    )
    issue_target(actor=cast.propaganda_officer, owner=cast.bloc, new=new)
    for actor in (cast.unit_head, cast.unit_reporter, cast.auditor):
        with pytest.raises(Forbidden):
            issue_target(actor=actor, owner=cast.office, new=new)


def test_a_change_keeps_the_old_value_with_its_reason(cast: Cast) -> None:
    target = issued(cast)
    made = change_target(
        actor=cast.propaganda_officer,
        target=target,
        values={2020: Decimal(20), 2021: Decimal(30)},
        reason="Nghị quyết mới",
        decided_on=clock.today(),
        row_version=1,
    )
    assert holds(target, cast.bloc) == {2020: Decimal(20), 2021: Decimal(30)}
    old = target.values.get(replaced_by=made)
    assert (old.year, old.value, made.reason) == (2021, Decimal(24), "Nghị quyết mới")
    with pytest.raises(Conflict):
        change_target(
            actor=SYSTEM,
            target=target,
            values={2021: Decimal(31)},
            reason="Khác",
            decided_on=clock.today(),
            row_version=1,
        )


@pytest.mark.parametrize(
    ("values", "reason"),
    [({2021: "30"}, " "), ({2021: "24"}, "Lý do"), ({2030: "1"}, "Lý do"), ({2021: "2.5"}, "Lý do")],
)
def test_a_change_without_reason_or_content_is_refused(
    cast: Cast, values: dict[int, str], reason: str
) -> None:
    target = issued(cast)
    with pytest.raises(Refused):
        change_target(
            actor=SYSTEM,
            target=target,
            values={year: Decimal(value) for year, value in values.items()},
            reason=reason,
            decided_on=clock.today(),
            row_version=1,
        )
    assert target.decisions.count() == 1


def test_equal_shares_add_up(cast: Cast) -> None:
    target = issued(cast, values={2021: "20"})
    assert divided(cast, target) == {"VPTU": Decimal(7), "BENHVIEN": Decimal(7), "SONV": Decimal(6)}
    assert holds(target, cast.department) == {2021: Decimal(6)}


def test_shares_follow_the_last_accepted_figures(cast: Cast) -> None:
    year_of_reports(cast, lacking=True)  # members at the end: 14, 20, 5
    target = issued(cast, values={2021: "20"})
    with clock.set_to(TODAY):
        found = divisions.propose(target, cast.bloc, 2021, TargetMethod.SHARE, "U03", Catalogue())
    assert [(one.unit.code, one.weight, one.proposed) for one in found.parts] == [
        ("VPTU", Decimal(14), Decimal(7)),
        ("BENHVIEN", Decimal(20), Decimal(10)),
        ("SONV", Decimal(5), Decimal(3)),
    ]
    assert "«Tổng số đảng viên (đảng viên)», số đã duyệt gần nhất (năm 2020)" in found.basis


def test_units_without_a_figure_are_left_blank_and_named(cast: Cast) -> None:
    collection = world.opened(world.published(), cast.bloc, cast.units(), "2020Q4")
    world.accepted(collection, world.row(cast.office, 10, 5), world.row(cast.hospital, 30, 5))
    target = issued(cast, values={2021: "20"})
    with clock.set_to(TODAY):
        found = divisions.propose(target, cast.bloc, 2021, TargetMethod.SHARE, "U03", Catalogue())
    assert [one.proposed for one in found.parts] == [Decimal(5), Decimal(15), None]
    assert found.basis.endswith("1 đơn vị chưa có số liệu làm căn cứ nên để trống.")


def test_shares_without_any_figure_are_refused(cast: Cast) -> None:
    target = issued(cast, values={2021: "20"})
    found = divisions.propose(target, cast.bloc, 2021, TargetMethod.SHARE, "U03", Catalogue())
    assert "Chưa đơn vị nào có số liệu" in found.refusal
    assert [one.proposed for one in found.parts] == [None, None, None]


@pytest.mark.parametrize(
    ("code", "direction"), [("T04", AT_LEAST), ("T01", TargetDirection.AT_MOST), ("X99", AT_LEAST)]
)
def test_shares_limits_and_maxima_are_given_to_each_alike(
    cast: Cast, code: str, direction: TargetDirection
) -> None:
    target = issued(cast, code, {2021: "0.9" if code == "T04" else "5"}, direction)
    assert divisions.methods_for(target, Catalogue()) == [TargetMethod.SAME, TargetMethod.HAND]
    given = divided(cast, target, method=TargetMethod.SAME)
    assert set(given.values()) == set(holds(target, cast.bloc).values())


def test_a_part_is_changed_with_a_reason_only(cast: Cast) -> None:
    target = issued(cast, values={2021: "20"})
    divided(cast, target)
    given: dict[str, Any] = {
        "actor": cast.propaganda_officer,
        "target": target,
        "unit": cast.bloc,
        "values": {2021: {cast.office.pk: Decimal(9), cast.department.pk: None}},
        "method": TargetMethod.HAND,
        "decided_on": clock.today(),
        "row_version": 2,
    }
    with pytest.raises(Refused) as refused:
        divide_target(**given)
    assert list(refused.value.fields) == ["reason"]
    divide_target(**given, reason="Đơn vị giảm biên chế")
    assert (holds(target, cast.office), holds(target, cast.department)) == ({2021: Decimal(9)}, {})
    assert [one.value for one in target.values.filter(unit=cast.office).order_by("decision__number")] == [
        Decimal(7),
        Decimal(9),
    ]


def test_parts_go_to_direct_units_only(cast: Cast) -> None:
    target = issued(cast, values={2021: "20"}, owner=cast.province)
    with pytest.raises(Refused):
        divide_target(
            actor=SYSTEM,
            target=target,
            unit=cast.province,
            values={2021: {cast.office.pk: Decimal(1)}},
            method=TargetMethod.HAND,
            decided_on=clock.today(),
            row_version=1,
        )


def test_a_head_divides_in_its_own_subtree(cast: Cast) -> None:
    target = issued(cast)
    nothing: dict[str, Any] = {
        "target": target,
        "values": {2021: {}},
        "method": TargetMethod.HAND,
        "decided_on": clock.today(),
        "row_version": 1,
    }
    with pytest.raises(Refused):  # allowed, with nothing to give
        divide_target(actor=cast.unit_head, unit=cast.office, **nothing)
    for actor in (cast.unit_head, cast.unit_reporter):
        with pytest.raises(Forbidden):
            divide_target(actor=actor, unit=cast.bloc, **nothing)


def test_an_ended_target_stays_and_is_changed_no_more(cast: Cast) -> None:
    target = issued(cast)
    with pytest.raises(Refused):
        end_target(actor=SYSTEM, target=target, reason=" ", row_version=1)
    end_target(actor=cast.propaganda_officer, target=target, reason="Giao nhầm", row_version=1)
    target.refresh_from_db()
    assert (target.end_reason, holds(target, cast.bloc)[2021]) == ("Giao nhầm", Decimal(24))
    with pytest.raises(Refused):
        end_target(actor=SYSTEM, target=target, reason="Lại", row_version=2)
    with clock.set_to(TODAY):
        assert [row.state for row in overview.target_rows(cast.propaganda_officer, 2021)] == ["thoi"]


def course_of(cast: Cast, target: Target, unit: Unit, year: int) -> progress.Course:
    values = registry.values_of([target.pk])
    found = progress.courses([progress.Place(target, unit.pk, [year])], values, Catalogue())
    return found[target.pk, unit.pk, year]


def test_progress_counts_what_was_reported_and_names_what_is_missing(cast: Cast) -> None:
    year_of_reports(cast, lacking=True)
    target = issued(cast)  # 3 + 4 + 5 + 2 of 20
    with clock.set_to(TODAY):
        course = course_of(cast, target, cast.bloc, 2020)
    assert (course.reached.value, course.value, str(course.share)) == (Decimal(14), Decimal(20), "7/10")
    assert (course.reported, course.owed, course.standing) == (11, 12, TargetStanding.OPEN)
    assert course.coverage == "11 trong 12 báo cáo của 4 kỳ đã có số liệu"


def test_zero_is_a_figure_and_no_report_is_none(cast: Cast) -> None:
    year_of_reports(cast)
    target = issued(cast, values={2020: "20", 2021: "20"})
    with clock.set_to(TODAY):
        divided(cast, target, 2020)
        there = course_of(cast, target, cast.hospital, 2020)
        later = course_of(cast, target, cast.hospital, 2021)
    assert (there.reached.value, there.standing) == (Decimal(0), TargetStanding.MISSED)
    assert (later.reached.value, later.standing) == (None, None)


def test_a_ratio_is_reached_from_sums_and_never_by_a_mean(cast: Cast) -> None:
    year_of_reports(cast)  # studied 4 of 14, 14 of 20, 5 of 5 at the end
    target = issued(cast, "T04", {2020: "0.59"})
    with clock.set_to(TODAY):
        course = course_of(cast, target, cast.bloc, 2020)
    assert (course.reached.numerator, course.reached.denominator) == (Decimal(23), Decimal(39))
    assert (course.reached.value, course.standing) == (Decimal(23) / Decimal(39), TargetStanding.MISSED)
    span = progress.span_of([course], Catalogue())
    assert (span.adds, span.reached) == (False, course.reached.value)


def test_span_adds_what_adds_up_over_time(cast: Cast) -> None:
    year_of_reports(cast)
    target = issued(cast)
    values = registry.values_of([target.pk])
    with clock.set_to(TODAY):
        found = progress.courses(
            [progress.Place(target, cast.bloc.pk, list(target.years))], values, Catalogue()
        )
    span = progress.span_of([found[target.pk, cast.bloc.pk, year] for year in target.years], Catalogue())
    assert (span.adds, span.value, span.reached) == (True, Decimal(44), Decimal(18))


def test_forecast_of_a_running_year_stands_beside_it(cast: Cast) -> None:
    year_of_reports(cast)
    collection = world.opened(world.published(), cast.bloc, cast.units(), "2021Q1")
    world.accepted(collection, *(world.row(unit, 10, 5, 2) for unit in cast.units()))
    target = issued(cast)
    with clock.set_to(date(2021, 4, 30)):
        course = course_of(cast, target, cast.bloc, 2021)
    assert course.forecast is not None
    assert (course.forecast.value, course.standing) == (Decimal(24), TargetStanding.LIKELY)


def test_the_units_below_stand_in_official_order_with_the_difference(cast: Cast) -> None:
    year_of_reports(cast)
    target = issued(cast, values={2020: "20", 2021: "20"})
    divided(cast, target, 2020)
    target.refresh_from_db()
    divide_target(
        actor=SYSTEM,
        target=target,
        unit=cast.bloc,
        values={2020: {cast.office.pk: Decimal(10)}},
        method=TargetMethod.HAND,
        reason="Đăng ký thêm",
        decided_on=clock.today(),
        row_version=2,
    )
    with clock.set_to(TODAY):
        rows = below.units_below(target, cast.bloc, 2020, Catalogue())
        by_share = below.units_below(target, cast.bloc, 2020, Catalogue(), "-tien-do")
    assert [row.code for row in rows] == ["VPTU", "BENHVIEN", "SONV"]
    assert [row.code for row in by_share] == ["SONV", "VPTU", "BENHVIEN"]
    assert below.difference(rows, Decimal(20)) == Decimal(3)


def test_a_unit_that_moves_away_keeps_its_target_and_the_page_says_so(cast: Cast) -> None:
    target = issued(cast, values={2021: "20"})
    divided(cast, target)
    moved = date(2021, 4, 1)
    move_units(
        actor=SYSTEM,
        decision=Decision("9-QĐ/TU", date(2021, 3, 20), moved, "Tỉnh ủy"),
        units=[cast.office],
        parent=cast.province,
    )
    with clock.set_to(TODAY):
        rows = below.units_below(target, cast.bloc, 2021, Catalogue())
    assert [(row.code, row.is_below) for row in rows] == [
        ("BENHVIEN", True),
        ("SONV", True),
        ("VPTU", False),
    ]
    assert rows[-1].note == "Từ ngày 01/4/2021 trực thuộc Tỉnh ủy; chỉ tiêu đã giao vẫn ghi ở đây."
    assert below.difference(rows, Decimal(20)) == 0


def test_a_unit_that_is_merged_keeps_its_target_and_the_page_says_where_it_went(cast: Cast) -> None:
    target = issued(cast, values={2021: "20"})
    divided(cast, target)
    merge_units(
        actor=SYSTEM,
        decision=Decision("10-QĐ/TU", date(2021, 3, 20), date(2021, 4, 1), "Tỉnh ủy"),
        sources=[cast.office, cast.department],
        target=NewUnit(
            "MOI",
            "Đảng bộ cơ sở Cơ quan mới",
            "Cơ quan mới",
            UnitKind.objects.get(code="grassroots_party_organization"),
            "KHOI",
            4,
        ),
    )
    with clock.set_to(TODAY):
        rows = below.units_below(target, cast.bloc, 2021, Catalogue())
    assert [(row.code, row.is_below, row.course.value) for row in rows] == [
        ("BENHVIEN", True, Decimal(7)),
        ("MOI", True, None),
        ("VPTU", False, Decimal(7)),
        ("SONV", False, Decimal(6)),
    ]
    assert rows[-1].note == (
        "Kết thúc hoạt động từ ngày 01/4/2021, nay thuộc Cơ quan mới. "
        "Chỉ tiêu và số đạt được đến khi ấy vẫn ghi ở đơn vị này."
    )
    assert below.difference(rows, Decimal(20)) == 0


def test_who_has_a_part_meets_the_target_there_and_nowhere_else(cast: Cast) -> None:
    target = issued(cast, values={2021: "20"})
    with pytest.raises(NotFound):
        registry.get_target(cast.unit_reporter, target.code)
    divided(cast, target)
    with clock.set_to(TODAY):
        assert registry.get_target(cast.unit_reporter, target.code) == target
        assert registry.get_place(cast.unit_reporter, target, "", 2021).code == "VPTU"
        for code in ("KHOI", "BENHVIEN"):
            with pytest.raises(NotFound):
                registry.get_place(cast.unit_reporter, target, code, 2021)
        assert registry.places_of(cast.propaganda_officer, [target]) == {target.pk: cast.bloc.pk}
        [row] = overview.target_rows(cast.unit_reporter, 2021)
        assert (row.unit.code, row.course and row.course.value) == ("VPTU", Decimal(7))


@pytest.mark.parametrize("count", [1, 6])
def test_lists_take_the_same_statements_for_any_number(
    cast: Cast, count: int, django_assert_num_queries: Any
) -> None:
    year_of_reports(cast)
    for number in range(count):
        code = ("T01", "U03", "T04")[number % 3]
        target = issued(cast, code, {2021: "0.9" if code == "T04" else "20"})
        divided(cast, target, method=TargetMethod.SAME if code == "T04" else TargetMethod.EQUAL)
    with clock.set_to(TODAY):
        overview.target_rows(cast.propaganda_officer, 2021)  # roles are read once a request
        with django_assert_num_queries(9):
            rows = overview.target_rows(cast.propaganda_officer, 2021)
        assert len(rows) == count
        with django_assert_num_queries(8):
            overview.rows_of_unit(cast.office, 2021)


def test_year_targets_take_one_statement(cast: Cast, django_assert_num_queries: Any) -> None:
    target = issued(cast, values={2021: "20"})
    divided(cast, target)
    with django_assert_num_queries(1):
        found = registry.year_targets(cast.office.pk, 2021, {target.indicator_id: 3})
    assert {place: [one.value for one in rows] for place, rows in found.items()} == {3: [Decimal(7)]}
