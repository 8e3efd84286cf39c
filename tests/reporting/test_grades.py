"""How many reports of each grade stand under a node, where points are lost, and the reports behind the numbers."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.organisation.choices import TreeView
from lantoa.organisation.models import Unit
from lantoa.reporting.models import Collection
from lantoa.reporting.queries.grades import (
    graded_reports,
    grades_over_time,
    grades_under,
    losses_under,
)
from lantoa.reporting.queries.sheets import shape_of
from lantoa.reporting.scoring import Scale
from lantoa.reporting.services.loading import ReportRow, load_accepted
from lantoa.reporting.services.scores import ScoreEntries, save_scores
from lantoa.reporting.services.sheets import publish_sheet
from lantoa.reporting.services.submissions import accept
from tests.cast import Cast
from tests.reporting import world
from tests.reporting.scored_world import CONTENT, LENGTH, SCORED, THEME, scored, story
from tests.reporting.test_views import as_
from tests.reporting.world import opened

GRADES = "/bao-cao/CLSH-2021M04/xep-loai/"
THEN = TreeView.AS_REPORTED


def scale_of(collection: Collection) -> Scale:
    scale = shape_of(collection.sheet_version_id).scale
    assert scale is not None
    return scale


def accepted(collection: Collection, unit: Unit, length: int, content: str, theme: int = 5) -> None:
    values: dict[str, Decimal | int | None] = {
        "K1": length,
        "K2": Decimal(content),
        "K3": theme,
        "K4": 0,
        "K5": 30,
    }
    now = clock.now()
    row = ReportRow(unit.pk, values, submitted_at=now, decided_at=now)
    load_accepted(actor=SYSTEM, collection=collection, rows=[row])


@pytest.fixture
def collection(cast: Cast, story_day: date) -> Collection:
    """Office: 82,5 of 95 by itself, 75 of 95 by the level above (Khá); hospital 95 (Tốt); department 49,99 (Kém)."""
    made = story(cast)
    sent = scored(cast, made)
    entries = ScoreEntries({CONTENT: "70"}, {CONTENT: "Biên bản thiếu ý kiến."})
    save_scores(actor=cast.propaganda_officer, submission=sent, entries=entries)
    accept(actor=cast.propaganda_officer, submission=sent)
    accepted(made, cast.hospital, 5, "85")
    accepted(made, cast.department, 4, "40.99")
    return made


def test_each_grade_is_counted_by_what_was_decided(cast: Cast, collection: Collection) -> None:
    found = grades_under(collection, cast.bloc, shape_of(collection.sheet_version_id), THEN)
    assert found is not None
    assert [(row.name, row.counts) for row in found.rows] == [
        ("Văn phòng Tỉnh ủy", (0, 1, 0, 0, 0)),
        ("Bệnh viện tỉnh", (1, 0, 0, 0, 0)),
        ("Sở Nội vụ", (0, 0, 0, 1, 0)),
    ]
    assert found.whole.counts == (1, 1, 0, 1, 0)


def test_nodes_above_and_at_the_unit_count_the_same_reports(cast: Cast, collection: Collection) -> None:
    shape = shape_of(collection.sheet_version_id)
    above = grades_under(collection, cast.province, shape, THEN)
    own = grades_under(collection, cast.office, shape, THEN)
    today = grades_under(collection, cast.bloc, shape, TreeView.RESTATED)
    assert above is not None and own is not None and today is not None
    assert [(row.name, row.counts, row.opens) for row in above.rows] == [
        ("Đảng ủy Khối", (1, 1, 0, 1, 0), True)
    ]
    assert [(row.unit, row.counts) for row in own.rows] == [(None, (0, 1, 0, 0, 0))]
    assert today.whole.counts == (1, 1, 0, 1, 0)


def test_lost_points_leave_out_where_a_criterion_does_not_apply(cast: Cast, collection: Collection) -> None:
    losses = losses_under(collection, cast.bloc, shape_of(collection.sheet_version_id), THEN)
    assert [
        (one.line.indicator.code, one.units, one.lost, int(one.possible), one.left_out, one.losing)
        for one in losses
    ] == [
        ("K2", 3, Decimal("74.01"), 270, 0, 3),
        ("K1", 3, 1, 15, 0, 1),
        ("K3", 2, 0, 10, 1, 0),
    ]


def test_reports_behind_a_number_stand_in_official_order(cast: Cast, collection: Collection) -> None:
    line = shape_of(collection.sheet_version_id).lines[CONTENT]
    found = graded_reports(collection, cast.bloc, THEN, losing=line)
    assert [one.submission.unit.code for one in found] == ["VPTU", "BENHVIEN", "SONV"]
    length = shape_of(collection.sheet_version_id).lines[LENGTH]
    assert [
        one.submission.unit.code for one in graded_reports(collection, cast.bloc, THEN, losing=length)
    ] == ["SONV"]
    assert [one.total for one in graded_reports(collection, cast.bloc, THEN, band=1)] == [Decimal("78.95")]
    assert [
        one.submission.unit.code for one in graded_reports(collection, cast.bloc, THEN, search="benh vien")
    ] == ["BENHVIEN"]
    theme = shape_of(collection.sheet_version_id).lines[THEME]
    assert graded_reports(collection, cast.bloc, THEN, losing=theme) == []


@pytest.fixture
def officer(cast: Cast, collection: Collection) -> Client:
    return as_(cast.propaganda_officer)


def test_page_of_grades_leads_to_the_reports(officer: Client) -> None:
    page = officer.get(GRADES).content.decode()
    assert "từ 70 đến dưới 90" in page
    assert "74,01 trong 270" in page
    assert "1 báo cáo không tính" in page
    listed = officer.get(f"{GRADES}?don-vi=KHOI&muc=2").content.decode()
    assert "78,95 Khá" in listed
    assert "86,84 Khá" in listed
    assert "Sở Nội vụ" not in listed
    lost = officer.get(f"{GRADES}?don-vi=KHOI&tieu-chi=K1").content.decode()
    assert "4 trong 5" in lost
    assert "Không có đơn vị nào" in officer.get(f"{GRADES}?don-vi=KHOI&muc=3").content.decode()


def test_periods_stand_beside_each_other_while_the_scale_is_the_same(
    cast: Cast, collection: Collection, officer: Client
) -> None:
    version = collection.sheet_version
    earlier = opened(version, cast.bloc, cast.units(), "2021M03")
    accepted(earlier, cast.office, 5, "85")
    accepted(earlier, cast.hospital, 5, "80")
    found = grades_over_time(collection, cast.bloc, scale_of(collection), THEN)
    assert [(one.collection.period_code, one.counts) for one in found] == [
        ("2021M03", (2, 0, 0, 0, 0)),
        ("2021M04", (1, 1, 0, 1, 0)),
    ]
    page = officer.get(GRADES).content.decode()
    assert "Qua các kỳ" in page
    assert "/bao-cao/CLSH-2021M03/xep-loai/?don-vi=KHOI" in page
    stricter = replace(scale_of(collection), maximum=Decimal(200))
    assert [one.counts for one in grades_over_time(collection, cast.bloc, stricter, THEN)] == [None, None]


@pytest.mark.parametrize("wrong", ["muc=0", "muc=5", "muc=x", "tieu-chi=K5", "tieu-chi=KHONG"])
def test_what_the_sheet_does_not_have_is_absent(officer: Client, wrong: str) -> None:
    assert officer.get(f"{GRADES}?{wrong}").status_code == 404


def test_totals_of_a_sheet_of_criteria_alone_lead_to_its_grades(cast: Cast, story_day: date) -> None:
    criteria = replace(SCORED, sections=SCORED.sections[:1])
    collection = opened(publish_sheet(actor=SYSTEM, sheet=criteria), cast.bloc, cast.units(), "2021M04")
    client = Client()
    client.force_login(cast.propaganda_officer)
    page = client.get(f"/bao-cao/{collection.code}/").content.decode()
    assert ("Biểu này chỉ chấm điểm" in page, "<table" in page) == (True, False)
    assert f'href="/bao-cao/{collection.code}/xep-loai/' in page


def test_grades_of_a_sheet_that_scores_nothing_are_absent(cast: Cast, story_day: date) -> None:
    world.story(cast)
    assert as_(cast.propaganda_officer).get("/bao-cao/BCQ-2021Q1/xep-loai/").status_code == 404
    assert "Xếp loại" not in as_(cast.propaganda_officer).get("/bao-cao/BCQ-2021Q1/").content.decode()


def test_workbooks_say_what_the_pages_say(officer: Client) -> None:
    book = load_workbook(io.BytesIO(officer.get(f"{GRADES}xuat/").content))
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert ["BENHVIEN", "Bệnh viện tỉnh", 1, 1, 0, 0, 0] in rows
    assert ["", "Cộng", 3, 1, 1, 0, 1] in [
        [value or "" if at == 0 else value for at, value in enumerate(row)] for row in rows
    ]
    lost = [[cell.value for cell in row] for row in book.worksheets[1].iter_rows()]
    assert ["K2", "Nội dung", 90, 3, 3, 270, 74.01, 0.274111] in lost
    book = load_workbook(io.BytesIO(officer.get(f"{GRADES}xuat/?muc=2").content))
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert ["VPTU", "Văn phòng Tỉnh ủy", 86.84, "Khá", 78.95, "Khá"] in rows


def test_page_of_grades_takes_as_many_statements_for_one_report_as_for_three(
    cast: Cast, story_day: date
) -> None:
    made = story(cast)
    accepted(made, cast.hospital, 5, "85")
    client = as_(cast.propaganda_officer)
    client.get(GRADES)

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(GRADES).status_code == 200
        return len(asked)

    one = statements()
    accepted(made, cast.office, 5, "70")
    accepted(made, cast.department, 4, "60")
    assert (one, statements()) == (28, 28)
