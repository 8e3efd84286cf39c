"""A decision entered after a report was accepted, with effect before its tree day: end to end."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.periods import from_code
from lantoa.organisation.choices import TreeView
from lantoa.organisation.services.decisions import Decision
from lantoa.organisation.services.events import dissolve_units, move_units
from lantoa.organisation.services.units import NewUnit, establish_units, rename_unit
from lantoa.reporting.models import Collection, Rollup, Submission
from lantoa.reporting.queries.collections import counters
from lantoa.reporting.queries.late_decisions import late_for, late_under
from lantoa.reporting.queries.makeups import what_makes
from lantoa.reporting.queries.over_time import period_total
from lantoa.reporting.queries.rollups import check_rollups
from lantoa.reporting.queries.totals import total
from lantoa.reporting.services.amendments import start_amendment
from lantoa.reporting.services.rollups import roll_up
from lantoa.reporting.services.submissions import accept
from tests.cast import DECISION, Cast
from tests.reporting.world import SESSIONS, accepted, opened, published, row

AFTERWARDS = date(2021, 4, 8)
LATE = Decision("77-QĐ/ĐUK", date(2021, 2, 1), date(2021, 2, 15), "Đảng ủy Khối")


@pytest.fixture
def quarter(cast: Cast) -> Iterator[Collection]:
    """Quarter I/2021, accepted from two units on 06/4; the clock goes on to 08/4."""
    collection = opened(published(), cast.bloc, cast.units())
    accepted(collection, row(cast.office, 10, 8, 2), row(cast.hospital, 90, 45, 3))
    with clock.set_to(AFTERWARDS):
        yield collection


def sums(collection: Collection, *nodes: object) -> list[tuple[object, object]]:
    """Sessions as reported and restated."""
    return [
        tuple(total(collection, node, view=view).lines[SESSIONS].accepted.value for view in TreeView)  # type: ignore
        for node in nodes
    ]


def test_a_late_move_changes_no_total_as_reported_and_the_restated_one_follows(
    cast: Cast, quarter: Collection
) -> None:
    roll_up(collection=quarter)
    kept = list(Rollup.objects.order_by("path").values_list("path", "sums"))
    move_units(actor=SYSTEM, decision=LATE, units=[cast.hospital], parent=cast.office)
    assert sums(quarter, cast.bloc, cast.office, cast.hospital) == [(5, 5), (2, 5), (3, 3)]
    assert counters(quarter, cast.office).accepted == 1
    assert counters(quarter, cast.office, TreeView.RESTATED).accepted == 2
    assert period_total("U03", cast.office, from_code("2021Q1")).value == 10
    assert list(Rollup.objects.order_by("path").values_list("path", "sums")) == kept
    assert list(check_rollups(quarter)) == []
    [told] = late_under(quarter, cast.bloc)
    assert (told.unit_code, told.parent_then, told.parent_now) == (
        "BENHVIEN",
        "Đảng ủy Khối",
        "Văn phòng Tỉnh ủy",
    )
    assert [one.decision_number for one in told.decisions] == ["77-QĐ/ĐUK"]


def test_a_late_name_does_not_reach_the_report(cast: Cast, quarter: Collection) -> None:
    rename_unit(
        actor=SYSTEM, unit=cast.hospital, decision=LATE, name="Đảng bộ Bệnh viện Đa khoa", short_name="BVĐK"
    )
    line = total(quarter, cast.bloc).lines[SESSIONS].line
    assert [part.name for part in what_makes(quarter, line, cast.bloc).parts] == [
        "Bệnh viện tỉnh",
        "Văn phòng Tỉnh ủy",
    ]
    report = Submission.objects.get(collection=quarter, unit=cast.hospital)
    told = late_for(report)
    assert told is not None
    assert (report.name_then, told.name_now, told.is_renamed, told.has_moved) == (
        "Đảng bộ cơ sở Bệnh viện tỉnh",
        "BVĐK",
        True,
        False,
    )


def test_a_unit_that_late_entry_ends_keeps_its_accepted_report(cast: Cast, quarter: Collection) -> None:
    dissolve_units(actor=SYSTEM, decision=LATE, units=[cast.hospital])
    assert sums(quarter, cast.bloc) == [(5, 5)]
    [told] = late_under(quarter, cast.bloc)
    assert (told.has_ended, len(told.decisions)) == (True, 1)
    assert period_total("U03", cast.bloc, from_code("2021Q1")).value == 100


def test_what_takes_effect_after_the_period_is_no_late_decision(cast: Cast, quarter: Collection) -> None:
    paper = Decision("78-QĐ/ĐUK", date(2021, 4, 1), date(2021, 4, 1), "Đảng ủy Khối")
    move_units(actor=SYSTEM, decision=paper, units=[cast.hospital], parent=cast.office)
    assert late_under(quarter, cast.bloc) == []


def test_an_amendment_is_placed_anew_and_both_nodes_are_recomputed(cast: Cast, quarter: Collection) -> None:
    roll_up(collection=quarter)
    move_units(actor=SYSTEM, decision=LATE, units=[cast.hospital], parent=cast.office)
    amended = start_amendment(
        actor=cast.hospital_head,
        submission=Submission.objects.get(collection=quarter, unit=cast.hospital, is_latest=True),
        reason="Chuyển cấp trên",
    )
    Submission.objects.filter(pk=amended.pk).update(
        state="submitted", submitted_by=cast.hospital_head, submitted_at=clock.now()
    )
    accept(actor=cast.propaganda_officer, submission=Submission.objects.get(pk=amended.pk))
    while roll_up(collection=quarter):
        pass
    assert sums(quarter, cast.bloc, cast.office) == [(5, 5), (5, 5)]
    assert list(check_rollups(quarter)) == []
    assert late_under(quarter, cast.bloc) == []
    assert list(Rollup.objects.filter(unit=cast.hospital).values_list("parent__code", flat=True)) == ["VPTU"]


def test_one_unit_in_two_places_is_two_nodes_and_one_total(cast: Cast) -> None:
    kind = cast.department.versions.get().kind
    [cell] = establish_units(
        actor=SYSTEM, decision=DECISION, units=[NewUnit("TO", "Chi bộ tổ", "Tổ", kind, "BENHVIEN")]
    )
    collection = opened(published(), cast.bloc, [cell, cast.hospital])
    accepted(collection, row(cell, 5, 5, 4))
    with clock.set_to(AFTERWARDS):
        move_units(actor=SYSTEM, decision=LATE, units=[cast.hospital], parent=cast.office)
        late = row(cast.hospital, 0, 0, 3)
        for code in ("U03", "T03", "M04"):
            late.values.pop(code)  # type: ignore[attr-defined]
        accepted(collection, late)
        while roll_up(collection=collection):
            pass
        assert Rollup.objects.filter(unit=cast.hospital).count() == 2
        assert list(check_rollups(collection)) == []
        assert sums(collection, cast.bloc, cast.office, cast.hospital) == [(7, 7), (3, 7), (7, 7)]


def test_late_decisions_need_the_same_statements_for_one_report_and_for_many(
    cast: Cast, quarter: Collection
) -> None:
    counts = []
    for units in ([cast.hospital], [cast.office]):
        move_units(actor=SYSTEM, decision=LATE, units=units, parent=cast.province)
        with CaptureQueriesContext(connection) as seen:
            late_under(quarter, cast.province)
        counts.append(len(seen))
    assert counts == [3, 3]


def test_report_and_totals_say_what_was_entered_late(cast: Cast, quarter: Collection, client: Client) -> None:
    move_units(actor=SYSTEM, decision=LATE, units=[cast.hospital], parent=cast.province)
    client.force_login(cast.propaganda_officer)
    page = client.get("/bao-cao/BCQ-2021Q1/").content.decode()
    assert "Quyết định nhập sau khi duyệt" in page
    assert "Quyết định 77-QĐ/ĐUK, ngày 01/02/2021, hiệu lực 15/02/2021, nhập lúc 08:00, 08/4/2021." in page
    client.force_login(cast.hospital_head)
    report = client.get("/bao-cao/BCQ-2021Q1/BENHVIEN/").content.decode()
    assert "Thuộc Tỉnh ủy, khi duyệt ghi thuộc Đảng ủy Khối." in report
