"""Lines divided into parts: designed, filled in, added up, compared over versions."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as some

from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Forbidden, Refused
from lantoa.organisation.choices import TreeView
from lantoa.reporting.choices import (
    Division,
    LineKind,
    Operator,
    PeriodLength,
    SubmissionState,
    TimeRule,
    TreeRule,
)
from lantoa.reporting.design import LineSpec, RelationSpec, SectionSpec, SheetSpec, design_faults
from lantoa.reporting.dimensions import OptionSpec, read_options, ready_dimensions, written_options
from lantoa.reporting.divided import with_sums
from lantoa.reporting.entries import Entries
from lantoa.reporting.models import Collection, Line, SheetDraft, Submission
from lantoa.reporting.queries.breakdowns import collections_until, over_periods
from lantoa.reporting.queries.designs.dimensions import spec_of
from lantoa.reporting.queries.designs.registry import design_home
from lantoa.reporting.queries.designs.shapes import shape_of_draft, spec_of_version
from lantoa.reporting.queries.differences import stated_beside_totals
from lantoa.reporting.queries.entry.making import report_view
from lantoa.reporting.queries.sheets import shape_of
from lantoa.reporting.queries.submissions import get_report
from lantoa.reporting.queries.totals import total
from lantoa.reporting.services.dimensions import add_dimension, edit_dimension, remove_dimension
from lantoa.reporting.services.divisions import divide_line
from lantoa.reporting.services.drafts.headings import start_next_version
from lantoa.reporting.services.drafts.publishing import publish_draft, same_design
from lantoa.reporting.services.drafts.rows import move_row, remove_row, save_row
from lantoa.reporting.services.entry import save_values
from lantoa.reporting.services.loading import ReportRow, load_reports
from lantoa.reporting.services.sheets import publish_sheet
from lantoa.reporting.services.submissions import refuse_faults
from lantoa.reporting.sheet_files import read_sheet, written_sheet
from tests.cast import Cast
from tests.reporting import workbooks as books
from tests.reporting.test_designs import SMALL, order, small
from tests.reporting.world import draft, opened

LEVELS: dict[str, Any] = {"dimension": "CAP", "dimension_name": "Cấp", "division": Division.SUM}
AMONG: dict[str, Any] = {
    "dimension": "DV",
    "dimension_name": "Đảng viên, quần chúng",
    "division": Division.WITHIN,
}
AWARDS = SheetSpec(
    "KTH",
    "Khen thưởng",
    PeriodLength.QUARTER,
    [
        SectionSpec(
            "I",
            "Khen",
            [
                LineSpec("A01", "Tập thể được khen", "tập thể", **LEVELS),
                LineSpec("A01.CS", "Cấp cơ sở", "tập thể", part_of="A01", option="CS"),
                LineSpec("A01.T", "Cấp tỉnh", "tập thể", part_of="A01", option="T"),
                LineSpec("A02", "Cá nhân được khen", "cá nhân", **AMONG),
                LineSpec("A02.DV", "Đảng viên", "cá nhân", part_of="A02", option="DV"),
                LineSpec("T01", "Hội nghị", "cuộc"),
            ],
        )
    ],
    [RelationSpec("A01", Operator.AT_MOST, "T01")],
)
TOTAL, BASE, PROVINCE, PERSONS, MEMBERS, SESSIONS = range(6)


@pytest.fixture
def collection(cast: Cast) -> Collection:
    return opened(publish_sheet(actor=SYSTEM, sheet=AWARDS), cast.bloc, cast.units())


@pytest.fixture
def mine(cast: Cast, collection: Collection) -> Submission:
    return draft(collection, cast.office)


def save(cast: Cast, submission: Submission, values: dict[int, str]) -> Submission:
    saved = save_values(actor=cast.unit_reporter, submission=submission, entries=Entries(values=values))
    assert saved.clean
    return saved.submission


def cells(cast: Cast, collection: Collection) -> list[Any]:
    found = get_report(cast.unit_reporter, collection.code, cast.office.code)
    return report_view(found, editing=True).cells


# --- designing ----------------------------------------------------------------------------------------------------


def divided(
    cast: Cast, code: str = "A", *, options: tuple[str, ...] = ("TT", "CN"), **more: Any
) -> SheetDraft:
    made = small(cast)
    divide(cast, made, code, options=options, **more)
    return made


def divide(
    cast: Cast,
    made: SheetDraft,
    code: str,
    dimension: str | None = "DT",
    options: tuple[str, ...] = ("TT", "CN"),
    division: Division = Division.SUM,
) -> None:
    divide_line(
        actor=cast.propaganda_officer,
        draft=made,
        row=made.lines.get(code=code),
        dimension=ready_dimensions()[dimension] if dimension else None,
        options=options,
        division=division,
    )


def test_divided_line_gets_its_parts_directly_below(cast: Cast) -> None:
    made = divided(cast)
    assert order(made) == [("I", ["A", "A.TT", "A.CN", "B"]), ("II", ["C"])]
    assert shape_of_draft(made).faults == []
    assert made.lines.get(code="A.TT").label == "Tập thể"


def test_dividing_again_keeps_what_was_written_at_a_part(cast: Cast) -> None:
    made = divided(cast)
    part = made.lines.get(code="A.TT")
    save_row(
        actor=cast.propaganda_officer,
        draft=made,
        kind="line",
        values={"label": "Tập thể, chi bộ"},
        row=part,
        row_version=1,
    )
    divide(cast, made, "A", options=("TT",), division=Division.WITHIN)
    assert order(made)[0][1] == ["A", "A.TT", "B"]
    assert made.lines.get(code="A.TT").label == "Tập thể, chi bộ"


def test_division_taken_back_leaves_one_line(cast: Cast) -> None:
    made = divided(cast)
    divide(cast, made, "A", None)
    assert same_design(shape_of_draft(made).spec, SMALL)


def test_parts_follow_their_total_when_it_changes_moves_and_goes(cast: Cast) -> None:
    officer, made = cast.propaganda_officer, divided(cast)
    total_row = made.lines.get(code="A")
    values = {"code": "X1", "unit_of_measure": "tập thể", "time_rule": "last"}
    save_row(
        actor=officer,
        draft=made,
        kind="line",
        values=values,
        row=total_row,
        row_version=total_row.row_version,
    )
    assert [
        (one.code, one.part_of, one.unit_of_measure, one.time_rule) for one in made.lines.filter(option="TT")
    ] == [("X1.TT", "X1", "tập thể", "last")]
    move_row(actor=officer, draft=made, kind="line", row=total_row, up=False)
    assert order(made)[0][1] == ["B", "X1", "X1.TT", "X1.CN"]
    move_row(actor=officer, draft=made, kind="line", row=total_row, up=False)
    assert order(made) == [("I", ["B"]), ("II", ["X1", "X1.TT", "X1.CN", "C"])]
    assert shape_of_draft(made).faults == []  # the relation speaks of X1 now
    remove_row(actor=officer, draft=made, kind="line", row=total_row)
    assert order(made) == [("I", ["B"]), ("II", ["C"])]


def test_part_moves_among_parts_only(cast: Cast) -> None:
    officer, made = cast.propaganda_officer, divided(cast)
    first = made.lines.get(code="A.TT")
    move_row(actor=officer, draft=made, kind="line", row=first, up=True)
    assert order(made)[0][1] == ["A", "A.TT", "A.CN", "B"]
    move_row(actor=officer, draft=made, kind="line", row=first, up=False)
    assert order(made)[0][1] == ["A", "A.CN", "A.TT", "B"]
    move_row(actor=officer, draft=made, kind="line", row=first, up=False)
    assert order(made)[0][1] == ["A", "A.CN", "A.TT", "B"]


def test_part_of_a_sum_is_not_removed_alone_and_the_last_of_others_ends_the_division(cast: Cast) -> None:
    officer, made = cast.propaganda_officer, divided(cast)
    with pytest.raises(Refused):
        remove_row(actor=officer, draft=made, kind="line", row=made.lines.get(code="A.TT"))
    divide(cast, made, "A", options=("TT",), division=Division.WITHIN)
    remove_row(actor=officer, draft=made, kind="line", row=made.lines.get(code="A.TT"))
    assert same_design(shape_of_draft(made).spec, SMALL)


@pytest.mark.parametrize(
    ("dimension", "options", "division"),
    [
        ("DT", ("TT",), Division.SUM),  # not all of it
        ("KENH", ("BAO", "DAI", "TRANG", "MXH"), Division.SUM),  # says not everything
        ("DT", (), Division.WITHIN),
        ("DT", ("TT", "XX"), Division.WITHIN),
    ],
)
def test_division_that_cannot_be_is_refused(
    cast: Cast, dimension: str, options: tuple[str, ...], division: Division
) -> None:
    made = small(cast)
    with pytest.raises(Refused):
        divide(cast, made, "A", dimension, options, division)
    assert same_design(shape_of_draft(made).spec, SMALL)


def test_ended_option_is_not_offered_and_the_sum_does_without_it() -> None:
    districts = ready_dimensions()["CQ"]
    assert [one.code for one in districts.options_on(date(2025, 6, 30))] == ["X", "H", "T", "TW"]
    assert [one.code for one in districts.options_on(date(2025, 7, 1))] == ["X", "T", "TW"]


def test_only_staff_divide(cast: Cast) -> None:
    made = small(cast)
    with pytest.raises(Forbidden):
        divide_line(
            actor=cast.unit_reporter,
            draft=made,
            row=made.lines.get(code="A"),
            dimension=ready_dimensions()["DT"],
            options=["TT", "CN"],
        )


def _changed(place: int, **more: Any) -> SheetSpec:
    lines = list(AWARDS.sections[0].lines)
    lines[place] = replace(lines[place], **more)
    return replace(AWARDS, sections=[replace(AWARDS.sections[0], lines=lines)])


@pytest.mark.parametrize(
    ("design", "faulty"),
    [
        (_changed(TOTAL, dimension_name=""), [TOTAL]),
        (_changed(TOTAL, dimension="", dimension_name="", division=""), [TOTAL]),
        (_changed(TOTAL, source="practices.registered"), [TOTAL]),
        (_changed(TOTAL, time_rule=TimeRule.MAX), [TOTAL, BASE, PROVINCE]),
        (_changed(BASE, code="A01.X"), [BASE]),
        (_changed(BASE, option="T"), [BASE, PROVINCE]),
        (_changed(BASE, part_of="A02"), [TOTAL, BASE, PROVINCE]),
        (_changed(BASE, kind=LineKind.DECIMAL), [BASE]),
        (_changed(BASE, tree_rule=TreeRule.NONE), [BASE]),
        (_changed(MEMBERS, source="practices.registered"), []),
        (_changed(SESSIONS, dimension="DT", dimension_name="x", division=Division.WITHIN), [SESSIONS]),
    ],
)
def test_faults_of_division_are_told_at_their_lines(design: SheetSpec, faulty: list[int]) -> None:
    assert sorted({one.place for one in design_faults(design) if one.kind == "line"}) == faulty


def test_relation_that_makes_a_total_part_of_its_part_is_found() -> None:
    design = replace(AWARDS, relations=[RelationSpec("A01", Operator.AT_MOST, "A01.CS")])
    assert [one.kind for one in design_faults(design)] == ["relation"]


def test_divided_sheet_is_published_filed_and_read_back_the_same(db: None) -> None:
    version = publish_sheet(actor=SYSTEM, sheet=AWARDS)
    assert same_design(spec_of_version(version.pk), AWARDS)
    read = read_sheet(written_sheet(AWARDS))
    assert read.design is not None
    assert same_design(read.design, AWARDS)


def test_indicator_of_a_part_is_named_with_its_total(db: None) -> None:
    publish_sheet(actor=SYSTEM, sheet=AWARDS)
    assert Line.objects.get(indicator__code="A01.CS").indicator.name == "Tập thể được khen: Cấp cơ sở"


def test_option_added_later_keeps_the_identity_of_the_others(cast: Cast) -> None:
    officer = cast.propaganda_officer
    first = publish_sheet(actor=SYSTEM, sheet=AWARDS)
    made = start_next_version(actor=officer, sheet=first.sheet, owner=design_home(officer))
    divide(cast, made, "A01", "CAP", ("CS", "TCS", "T", "TW"))
    second = publish_draft(actor=officer, draft=made)
    kept = {line.indicator_id for line in first.lines.all()}
    new = [line.indicator.code for line in second.lines.all() if line.indicator_id not in kept]
    assert new == ["A01.TCS", "A01.TW"]


# --- dimensions of officers ---------------------------------------------------------------------------------------


def test_options_are_read_as_they_are_written() -> None:
    options, faults = read_options(
        "cs: Cấp cơ sở\n\nH: Cấp huyện (từ 01/01/2000 đến 30/06/2025)\nK: Khác (nếu có)"
    )
    assert faults == []
    with override("en"):
        assert read_options(written_options(options))[0] == options
    assert read_options("H: Cấp huyện (tu 01/01/2000 den 30/06/2025)")[0] == options[1:2]
    assert read_options(written_options(options))[0] == options
    assert [(one.code, one.name) for one in options] == [
        ("CS", "Cấp cơ sở"),
        ("H", "Cấp huyện"),
        ("K", "Khác (nếu có)"),
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("CS Cấp cơ sở\nĐ: Đảng\nAB: ", 3),
        ("A: Một", 1),
        ("", 1),
        ("A: Một\nA: Hai", 1),
        ("A: Một\nB: mot", 1),
        ("A: Một (từ 31/02/2021)\nB: Hai", 1),
        ("A: Một (từ 02/01/2021 đến 01/01/2021)\nB: Hai", 1),
        ("A: M\u202eột\nB: Hai", 1),
        ("\n".join(f"A{n}: Phần {n}" for n in range(21)), 1),
        ("ABCDEFGHIJK: Dài\nB: Hai", 1),
    ],
)
def test_faulty_options_are_told_all_at_once(text: str, count: int) -> None:
    assert len(read_options(text)[1]) == count


def test_dimension_of_an_officer_divides_a_line_and_then_loses_no_option(cast: Cast) -> None:
    officer = cast.propaganda_officer
    made = add_dimension(
        actor=officer,
        owner=design_home(officer),
        code="NGANH",
        name="Ngành",
        exhaustive=True,
        options=[OptionSpec("YT", "Y tế"), OptionSpec("GD", "Giáo dục")],
    )
    sheet = small(cast)
    divide_line(
        actor=officer,
        draft=sheet,
        row=sheet.lines.get(code="A"),
        dimension=spec_of(made),
        options=["YT", "GD"],
    )
    assert order(sheet)[0][1] == ["A", "A.YT", "A.GD", "B"]
    with pytest.raises(Refused) as refused:
        edit_dimension(
            actor=officer,
            dimension=made,
            name="Ngành",
            exhaustive=True,
            options=[OptionSpec("YT", "Y tế"), OptionSpec("NN", "Nông nghiệp")],
            basis="",
            row_version=1,
        )
    assert list(refused.value.fields) == ["options"]
    with pytest.raises(Refused):
        remove_dimension(actor=officer, dimension=made)


def test_code_of_a_ready_dimension_is_taken(cast: Cast) -> None:
    officer = cast.propaganda_officer
    with pytest.raises(Refused) as refused:
        add_dimension(
            actor=officer,
            owner=design_home(officer),
            code="CAP",
            name="Cấp",
            exhaustive=True,
            options=[OptionSpec("A", "Một"), OptionSpec("B", "Hai")],
        )
    assert list(refused.value.fields) == ["code"]


# --- filling in ---------------------------------------------------------------------------------------------------


def test_total_is_the_sum_of_its_parts_and_missing_while_one_is(cast: Cast, mine: Submission) -> None:
    after = save(cast, mine, {BASE: "12"})
    assert after.values[TOTAL] is None
    after = save(cast, after, {PROVINCE: "0"})
    assert after.values[TOTAL] == 12
    assert save(cast, after, {PROVINCE: ""}).values[TOTAL] is None


def test_total_of_parts_is_nobodys_to_type(cast: Cast, mine: Submission) -> None:
    saved = save_values(actor=cast.unit_reporter, submission=mine, entries=Entries(values={TOTAL: "7"}))
    assert list(saved.refused) == [TOTAL]


def test_part_that_does_not_apply_adds_nothing_and_none_makes_the_total_not_apply(
    cast: Cast, mine: Submission
) -> None:
    after = save(cast, mine, {BASE: "5", PROVINCE: "không áp dụng"})
    assert (after.values[TOTAL], TOTAL in after.said_not_applicable) == (Decimal(5), False)
    after = save(cast, after, {BASE: "không áp dụng"})
    assert (after.values[TOTAL], TOTAL in after.said_not_applicable) == (None, True)
    after = save(cast, after, {BASE: "3"})
    assert (after.values[TOTAL], TOTAL in after.not_applicable) == (Decimal(3), False)


def test_word_of_inexact_parts_goes_to_their_sum(cast: Cast, mine: Submission) -> None:
    after = save(cast, mine, {BASE: "ước 10", PROVINCE: "2"})
    assert after.qualifiers == {str(BASE): "estimated", str(TOTAL): "estimated"}
    after = save(cast, after, {PROVINCE: "hơn 2"})
    assert after.qualifiers[str(TOTAL)] == "about"
    after = save(cast, after, {BASE: "10", PROVINCE: "2"})
    assert after.qualifiers == {}


def test_parts_among_a_total_may_not_exceed_it(cast: Cast, collection: Collection, mine: Submission) -> None:
    save(cast, mine, {BASE: "1", PROVINCE: "1", SESSIONS: "5", PERSONS: "10", MEMBERS: "11"})
    wrong = [cell for cell in cells(cast, collection) if cell.state == "wrong"]
    assert [cell.line.position for cell in wrong] == [PERSONS]
    assert "cộng lại là 11" in wrong[0].sentence
    fresh = draft(collection, cast.office)
    with pytest.raises(Refused) as refused:
        refuse_faults(shape_of(collection.sheet_version_id), fresh)
    assert list(refused.value.fields) == [f"v-{PERSONS}"]


def test_relation_is_checked_against_the_sum(cast: Cast, collection: Collection, mine: Submission) -> None:
    save(cast, mine, {BASE: "4", PROVINCE: "3", SESSIONS: "6"})
    cell = cells(cast, collection)[TOTAL]
    assert (cell.state, cell.locked) == ("wrong", True)


def test_grid_says_what_the_total_lacks(cast: Cast, collection: Collection, mine: Submission) -> None:
    save(cast, mine, {BASE: "4"})
    found = cells(cast, collection)
    assert (found[TOTAL].state, found[TOTAL].sentence) == ("locked", "Chưa cộng được, còn thiếu: Cấp tỉnh.")
    assert [cell.is_part for cell in found] == [False, True, True, False, True, False]


def test_saved_part_brings_the_row_of_its_total(
    client: Client, cast: Cast, collection: Collection, mine: Submission
) -> None:
    client.force_login(cast.unit_reporter)
    save(cast, mine, {BASE: "4"})
    answer = client.post(
        f"/bao-cao/{collection.code}/{cast.office.code}/luu/",
        {f"v-{PROVINCE}": "3"},
        headers={"HX-Request": "true", "HX-Trigger-Name": f"v-{PROVINCE}"},
    )
    words = answer.content.decode()
    assert f'id="line-{TOTAL}" hx-swap-oob="true"' in words
    assert 'value="7" readonly' in words


def test_page_of_the_unit_and_the_paper_show_parts_under_their_total(
    client: Client, cast: Cast, collection: Collection
) -> None:
    client.force_login(cast.unit_reporter)
    page = client.get(f"/bao-cao/{collection.code}/{cast.office.code}/").content.decode()
    assert page.count('class="table__part"') == 3
    assert (
        client.get(f"/bao-cao/{collection.code}/in-mau/").content.decode().count('class="table__part"') == 3
    )


# --- totals -------------------------------------------------------------------------------------------------------


def loaded(cast: Cast, collection: Collection, *figures: dict[str, int | None]) -> None:
    rows = [
        ReportRow(unit.pk, {"T01": 99, "A02": 5, "A02.DV": 1, **one}, state=SubmissionState.ACCEPTED)
        for unit, one in zip(cast.units(), figures, strict=False)
    ]
    load_reports(actor=SYSTEM, collection=collection, rows=rows)


def test_parts_and_total_roll_up_alike(cast: Cast, collection: Collection) -> None:
    loaded(cast, collection, {"A01.CS": 3, "A01.T": 1}, {"A01.CS": 4, "A01.T": 0})
    found = [one.accepted.value for one in total(collection, cast.bloc).lines]
    assert found[:3] == [8, 7, 1]


def test_stated_total_that_is_not_its_parts_stays_and_the_difference_is_shown(
    client: Client, cast: Cast, collection: Collection
) -> None:
    loaded(cast, collection, {"A01": 10, "A01.CS": 3, "A01.T": 1}, {"A01.CS": 4, "A01.T": 0})
    found = stated_beside_totals(cast.propaganda_officer, total(collection, cast.bloc))
    assert [(one.line.indicator.code, one.stated, one.found, one.difference) for one in found] == [
        ("A01", Decimal(14), Decimal(8), Decimal(6))
    ]
    client.force_login(cast.propaganda_officer)
    assert "các phần cộng lại 8: chênh +6" in client.get(f"/bao-cao/{collection.code}/").content.decode()
    assert client.get(f"/bao-cao/{collection.code}/xuat/").status_code == 200
    report = client.get(f"/bao-cao/{collection.code}/{cast.office.code}/").content.decode()
    assert "Các phần cộng lại là 4, khác số này." in report


def test_older_version_without_the_part_has_no_figure_there_and_the_series_goes_on(
    client: Client, cast: Cast, collection: Collection
) -> None:
    loaded(cast, collection, {"A01.CS": 3, "A01.T": 1})
    Collection.objects.filter(pk=collection.pk).update(closed_at=clock.now())
    lines = list(AWARDS.sections[0].lines)
    lines.insert(2, LineSpec("A01.TCS", "Cấp trên cơ sở", "tập thể", part_of="A01", option="TCS"))
    wider = replace(AWARDS, sections=[replace(AWARDS.sections[0], lines=lines)])
    newer = opened(publish_sheet(actor=SYSTEM, sheet=wider), cast.bloc, cast.units(), code="2021Q2")
    loaded(cast, newer, {"A01.CS": 5, "A01.TCS": 2, "A01.T": 1})
    client.force_login(cast.propaganda_officer)
    page = client.get(f"/bao-cao/{newer.code}/bang/?bang=nhieu-ky").content.decode()
    assert page.count('<small class="soft">chưa hỏi</small>') == 1
    table = over_periods(
        collections_until(newer, 8), cast.bloc, shape_of(newer.sheet_version_id), TreeView.AS_REPORTED
    )
    figures = {
        line.indicator.code: [cell.value for cell in row.cells]
        for line, row in zip(table.lines, table.rows, strict=True)
    }
    assert figures["A01"] == [4, 8]
    assert figures["A01.CS"] == [3, 5]
    assert figures["A01.TCS"] == [None, 2]


@given(some.lists(some.tuples(*[some.none() | some.integers(0, 10**6)] * 3), min_size=1, max_size=20))
def test_sum_of_totals_is_the_sum_of_parts_where_all_are_there(rows: list[tuple[int | None, ...]]) -> None:
    shape = _Shape()
    sums = [with_sums(shape, [None, *map(_decimal, row)], ()) for row in rows]  # type: ignore[arg-type]
    for row, found in zip(rows, sums, strict=True):
        assert found[0] == (None if None in row else sum(one or 0 for one in row))
        assert found[1:] == list(map(_decimal, row))


def _decimal(one: int | None) -> Decimal | None:
    return None if one is None else Decimal(one)


class _Shape:
    """A total with three parts, in memory."""

    lines = [Line(position=place, division=Division.SUM if place == 0 else "") for place in range(4)]
    divided = {0: lines[1:]}


# --- by workbook --------------------------------------------------------------------------------------------------


def test_parts_go_through_a_workbook_and_the_total_follows(
    client: Client, cast: Cast, collection: Collection, mine: Submission
) -> None:
    client.force_login(cast.unit_reporter)
    raw = books.download(client, f"/bao-cao/{collection.code}/{cast.office.code}/bang-tinh/")
    page = openpyxl.load_workbook(io.BytesIO(raw))["Số liệu"]
    assert page[books.place(page, "A01.CS", "lantoa:label")].value == "– Cấp cơ sở"
    assert page[books.place(page, "A01")].protection.locked
    assert not page[books.place(page, "A01.CS")].protection.locked

    def parts(book: openpyxl.Workbook) -> None:
        books.put("A01.CS", 4)(book)
        books.put("A01.T", 2)(book)
        books.put("A02", 3)(book)
        books.put("A02.DV", 5)(book)

    address = books.sent(client, books.changed(raw, parts))
    shown = books.words(client.get(address))
    assert "Tập thể được khen: Cấp cơ sở" in shown
    assert "Các phần cộng lại là 5, lớn hơn số này." in shown
    books.apply(client, address)
    assert draft(collection, cast.office).values[:5] == [6, 4, 2, 3, 5]


def test_total_typed_into_a_workbook_is_a_fault(
    client: Client, cast: Cast, collection: Collection, mine: Submission
) -> None:
    client.force_login(cast.unit_reporter)
    raw = books.download(client, f"/bao-cao/{collection.code}/{cast.office.code}/bang-tinh/")
    address = books.sent(client, books.changed(raw, books.put("A01", 9)))
    assert "Dòng này bằng các phần cộng lại, không nhập trực tiếp." in books.words(client.get(address))
