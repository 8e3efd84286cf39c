"""Designing sheets and opening collections; the command that compares kept totals."""

import argparse
from datetime import date

import pytest

from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Forbidden, Refused
from lantoa.core.periods import from_code
from lantoa.organisation.models import UnitKind
from lantoa.organisation.services.units import NewUnit, establish_units
from lantoa.reporting.choices import (
    LineKind,
    ObligationState,
    PeriodLength,
    SubmissionState,
    TimeRule,
    TreeRule,
)
from lantoa.reporting.commands import commands
from lantoa.reporting.design import LineSpec, SectionSpec, SheetSpec
from lantoa.reporting.models import Obligation, Rollup, Submission
from lantoa.reporting.queries.collections import counters
from lantoa.reporting.services.collections import open_collection
from lantoa.reporting.services.obligations import exempt_units
from lantoa.reporting.services.rollups import roll_up
from lantoa.reporting.services.sheets import publish_sheet
from tests.cast import DECISION, Cast
from tests.reporting.world import (
    MEMBERS,
    QUARTERLY,
    STUDIED,
    accepted,
    draft,
    opened,
    published,
    row,
    story,
    waiting,
)


def sheet_of(*lines: LineSpec) -> SheetSpec:
    return SheetSpec("THU", "Biểu thử", PeriodLength.QUARTER, [SectionSpec("I", "Mục", lines)])


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            LineSpec("R", "Tỷ lệ", "%", LineKind.RATIO, TreeRule.RATIO, TimeRule.RATIO),
            "Tỷ lệ R cần một dòng tử số và một dòng mẫu số trong biểu.",
        ),
        (
            LineSpec("X", "Đơn vị có", tree_rule=TreeRule.UNITS),
            "Chỉ dòng lấy từ sổ mới đếm được số đơn vị: xem lại X.",
        ),
        (LineSpec("X", "Từ sổ", source="khong.co"), "Không có sổ mang mã khong.co cho X."),
        (LineSpec("X", "Số", tree_rule=TreeRule.RATIO), "Chỉ dòng tỷ lệ mới tổng hợp theo tỷ lệ: xem lại X."),
    ],
)
def test_faulty_design_is_refused_with_its_sentence(cast: Cast, line: LineSpec, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        publish_sheet(actor=SYSTEM, sheet=sheet_of(line))
    assert refused.value.sentence == sentence


def test_indicator_lasts_over_versions(cast: Cast) -> None:
    first = published()
    second = publish_sheet(actor=cast.propaganda_officer, sheet=QUARTERLY)
    assert (first.number, second.number) == (1, 2)
    assert first.lines.get(position=0).indicator == second.lines.get(position=0).indicator


def test_new_version_is_refused_while_a_collection_is_open(cast: Cast) -> None:
    story(cast)
    with pytest.raises(Refused, match="đợt thu chưa đóng"):
        published()


def test_reporter_cannot_design_or_open(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        publish_sheet(actor=cast.unit_reporter, sheet=QUARTERLY)
    version = published()
    day = clock.instant(date(2021, 4, 10))
    with pytest.raises(Forbidden):
        open_collection(
            actor=cast.unit_head,
            sheet_version=version,
            period=from_code("2021Q1"),
            owner=cast.bloc,
            units=cast.units(),
            due_at=day,
            closes_at=day,
        )


@pytest.mark.parametrize(
    ("owner", "units", "sentence"), [("office", "hospital", "BENHVIEN"), ("bloc", "", "ít nhất một")]
)
def test_collection_of_wrong_units_is_refused(cast: Cast, owner: str, units: str, sentence: str) -> None:
    asked = [getattr(cast, units)] if units else []
    with pytest.raises(Refused, match=sentence):
        opened(published(), getattr(cast, owner), asked)


def test_same_period_twice_is_refused_for_one_owner_only(cast: Cast) -> None:
    version = published()
    assert opened(version, cast.bloc, cast.units()).code == "BCQ-2021Q1"
    assert opened(version, cast.province, cast.units()).code == "BCQ-2021Q1-TINH"
    with pytest.raises(Refused, match="đã có"):
        opened(version, cast.province, cast.units())


def test_exempt_unit_drops_out_of_the_count_with_its_reason(cast: Cast) -> None:
    collection = story(cast)
    exempt_units(
        actor=cast.propaganda_officer, collection=collection, units=[cast.hospital], reason="Mới thành lập"
    )
    found = counters(collection, cast.bloc)
    assert (found.owed, found.unsent, found.exempt) == (2, 2, 1)
    assert Obligation.objects.get(unit=cast.hospital).state == ObligationState.EXEMPT


def test_unit_that_has_sent_cannot_be_exempted(cast: Cast) -> None:
    collection = story(cast)
    waiting(collection, cast.office, cast.unit_head)
    with pytest.raises(Refused):
        exempt_units(actor=cast.propaganda_officer, collection=collection, units=[cast.office], reason="x")


def test_unit_with_reporting_units_below_is_not_asked_for_sums(cast: Cast) -> None:
    kind = UnitKind.objects.get(code="grassroots_cell")
    [cell] = establish_units(
        actor=SYSTEM, decision=DECISION, units=[NewUnit("CB-1", "Chi bộ 1", "Chi bộ 1", kind, "VPTU")]
    )
    collection = opened(published(), cast.bloc, [cast.office, cell])
    assert set(draft(collection, cast.office).not_applicable) >= {MEMBERS, STUDIED}
    assert draft(collection, cell).not_applicable == []


def test_counters_add_up_to_the_owed(cast: Cast) -> None:
    collection = story(cast)
    waiting(collection, cast.office, cast.unit_head)
    accepted(collection, row(cast.hospital, 9, 4))
    found = counters(collection, cast.bloc)
    assert (found.owed, found.unsent, found.waiting, found.returned, found.accepted) == (3, 1, 1, 0, 1)
    assert Submission.objects.filter(state=SubmissionState.DRAFT).count() == 1


def test_check_rollups_command_answers_by_its_exit_code(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    collection = story(cast)
    accepted(collection, row(cast.office, 10, 8, 2))
    roll_up(collection=collection)
    parser = argparse.ArgumentParser()
    commands(parser.add_subparsers())
    arguments = parser.parse_args(["check-rollups", collection.code])
    assert arguments.run(arguments) == 0
    Rollup.objects.filter(unit=cast.bloc).update(counts=[0] * 6)
    assert arguments.run(arguments) == 1
    assert "KHOI dòng 0: lưu 10.0000 (0 đơn vị), cộng lại 10.0000 (1 đơn vị)." in capsys.readouterr().out
