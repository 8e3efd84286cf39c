"""An officer's old list: read as people keep it, held against the registry, entered whole, taken out again."""

import unicodedata
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lantoa.attachments.reading import read_workbook
from lantoa.audit.models import Entry
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Conflict, Forbidden, Refused
from lantoa.organisation.models import UnitKind
from lantoa.organisation.services.decisions import Decision
from lantoa.organisation.services.events import merge_units
from lantoa.organisation.services.units import NewUnit, rename_unit
from lantoa.practices.choices import ImportState, Origin, RowDecision, RowVerdict, YearState
from lantoa.practices.models import Practice, PracticeImport, PracticeImportRow, PracticeYear, RememberedWord
from lantoa.practices.old_lists.columns import proposed
from lantoa.practices.old_lists.rows import Columns
from lantoa.practices.old_lists.tables import best_sheet, laid_out
from lantoa.practices.queries.imports import came_from, counts_before_and_after, plan_of, sheets_of
from lantoa.practices.services.imports import checking
from lantoa.practices.services.imports.checking import check_import
from lantoa.practices.services.imports.entering import ask_to_enter, enter_import, undo_import
from lantoa.practices.services.imports.taking import (
    check_again,
    choose_columns,
    decide_kind,
    decide_rows,
    discard_import,
    take_list,
    understand_words,
)
from lantoa.practices.services.mergers import merge_practices
from tests.practices.list_files import HEAD, Cells, accepted, row, workbook
from tests.practices.world import World

pytestmark = pytest.mark.usefixtures("story_day")
DEFAULTS = {"state": "recognised", "field": "y_te"}


def taken(world: World, rows: Cells, *, merged: tuple[str, ...] = ()) -> PracticeImport:
    content = workbook(("2019", rows), merged=merged)
    return take_list(actor=world.cast.propaganda_officer, unit=world.cast.bloc, accepted=accepted(content))


def checked(world: World, rows: Cells, *, merged: tuple[str, ...] = (), **how: Any) -> PracticeImport:
    """The list after its dry run, with the columns that are proposed."""
    made = taken(world, rows, merged=merged)
    sheet = sheets_of(made)[0]
    head = sheet.head
    assert head is not None
    line = sheet.line(head)
    assert line is not None
    columns = Columns(
        head, proposed(line.cells, {}), how.get("defaults", DEFAULTS), how.get("fills_down", False)
    )
    return choose_columns(
        actor=world.cast.propaganda_officer,
        practice_import=made,
        sheet=0,
        columns=columns,
        row_version=made.row_version,
    )


def entered(world: World, made: PracticeImport) -> PracticeImport:
    return ask_to_enter(
        actor=world.cast.propaganda_officer, practice_import=made, row_version=made.row_version
    )


def verdicts(made: PracticeImport) -> dict[int, str]:
    return dict(made.rows.values_list("number", "verdict"))


def faults(made: PracticeImport) -> list[str]:
    """Addresses of the cells at fault, in order."""
    return [cell for one in made.rows.order_by("number") for cell, _sentence in one.faults]


TITLED = [
    ["DANH SÁCH MÔ HÌNH HAY, CÁCH LÀM HIỆU QUẢ NĂM 2019"],
    [],
    HEAD,
    ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)"],
    ["I", "KHỐI ĐẢNG"],
    row("Hộp thư góp ý mỗi tuần", number=1),
    row("Một ngày không giấy", "", number=2),
    [],
    ["II", "KHỐI SỰ NGHIỆP"],
    row("Bữa sáng cho người bệnh nghèo", "Bệnh viện tỉnh", "Năm 2020", subject="Cá nhân"),
    ["Tổng cộng", "", "", "", "", "", 3],
]


def test_titles_groups_totals_and_merged_units_are_read_as_people_lay_them_out(world: World) -> None:
    made = checked(world, TITLED, merged=("A1:I1", "C6:C7", "B5:I5"))
    rows = list(made.rows.order_by("number"))
    assert [(one.number, one.title, one.unit_id, one.years) for one in rows] == [
        (6, "Hộp thư góp ý mỗi tuần", world.cast.office.pk, [2019]),
        (7, "Một ngày không giấy", world.cast.office.pk, [2019]),
        (10, "Bữa sáng cho người bệnh nghèo", world.cast.hospital.pk, [2020]),
    ]
    assert [one.subject for one in rows] == ["collective", "collective", "individual"]
    assert set(verdicts(made).values()) == {RowVerdict.NEW}
    assert made.left_out == 4
    assert not Practice.objects.exists()


def test_columns_are_found_by_the_heads_that_offices_write() -> None:
    heads = [
        "TT",
        "Ghi chú",
        "Tên mô hình, cách làm hay",
        "Cơ quan, đơn vị",
        "Năm thực hiện",
        "Kết quả đạt được",
    ]
    assert proposed(heads, {}) == {"note": 1, "title": 2, "unit": 3, "year": 4, "result": 5}
    nfd = [unicodedata.normalize("NFD", one) for one in heads]
    assert proposed(nfd, {}) == proposed(heads, {})
    assert proposed(["Mô tả việc", "Tên mô hình"], {"mo ta viec": "content"}) == {"content": 0, "title": 1}


def test_the_sheet_that_looks_like_a_list_is_proposed() -> None:
    content = workbook(("Bìa", [["Báo cáo"]]), ("Số liệu", [HEAD, row("A"), row("B")]))
    sheets = [laid_out(one) for one in read_workbook(accepted(content))]
    assert best_sheet(sheets) == 1
    assert [one.head for one in sheets] == [None, 1]


@pytest.mark.parametrize(
    ("cell", "years"),
    [
        (2019, [2019]),
        ("2019", [2019]),
        (" năm 2019 ", [2019]),
        ("2018-2020", [2018, 2019, 2020]),
        ("2018, 2020", [2018, 2020]),
        (date(2019, 3, 1), [2019]),
        (43525, [2019]),
    ],
)
def test_years_are_read_however_they_are_written(world: World, cell: object, years: list[int]) -> None:
    made = checked(world, [HEAD, row("Hộp thư góp ý", year=cell)])
    assert made.rows.get().years == years


def test_every_fault_is_named_by_its_cell(world: World) -> None:
    made = checked(
        world,
        [
            HEAD,
            row(""),
            row("Tên đúng", year="hai nghìn"),
            row("Tên khác", unit="Phòng Không Có"),
            row("Năm sau", year=2031),
            row("Dài" * 80),
            row("Lĩnh vực lạ", field="Thiên văn"),
            row("Của ai", subject="Dòng họ"),
        ],
    )
    assert faults(made) == ["B2", "D3", "C4", "D5", "B6", "E7", "F8"]
    assert set(verdicts(made).values()) == {RowVerdict.FAULT}
    assert [(one["kind"], one["said"], one["cell"]) for one in made.words] == [
        ("unit", "Phòng Không Có", "C4"),
        ("field", "Thiên văn", "E7"),
        ("subject", "Dòng họ", "F8"),
    ]
    with pytest.raises(Refused):
        entered(world, made)


def test_formula_without_a_value_is_a_fault_of_its_cell(world: World) -> None:
    made = checked(world, [HEAD, row('=CONCATENATE("A","B")')])
    assert faults(made) == ["B2"]


def test_old_fonts_are_read(world: World) -> None:
    made = checked(world, [HEAD, row("Ngµy thø B¶y t×nh nguyÖn gióp d©n", "V¨n phßng TØnh ñy")])
    one = made.rows.get()
    assert (one.title, one.unit_id) == ("Ngày thứ Bảy tình nguyện giúp dân", world.cast.office.pk)


def test_units_are_those_of_the_year(world: World) -> None:
    """The department is merged into the office in 2020: a row of 2019 is the department's, one of 2021 cannot be."""
    kind = UnitKind.objects.get(code="grassroots_party_organization")
    merge_units(
        actor=SYSTEM,
        decision=Decision("9-QĐ/TU", date(2020, 1, 10), date(2020, 2, 1), "Tỉnh ủy"),
        sources=[world.cast.department, world.cast.hospital],
        target=NewUnit("YTNV", "Đảng bộ Y tế và Nội vụ", "Y tế và Nội vụ", kind, "KHOI"),
    )
    made = checked(
        world,
        [
            HEAD,
            row("Một cửa", "Chi bộ Sở Nội vụ", 2019),
            row("Hai cửa", "SONV", 2021),
            row("Ba cửa", "Y tế và Nội vụ", 2021),
        ],
    )
    rows = list(made.rows.order_by("number"))
    assert rows[0].unit_id == world.cast.department.pk
    assert [one.verdict for one in rows] == ["new", "fault", "new"]
    assert faults(made) == ["C3"]


def test_a_unit_is_found_by_the_name_that_it_bore_before(world: World) -> None:
    rename_unit(
        actor=SYSTEM,
        unit=world.cast.department,
        decision=Decision("9-QĐ/TU", date(2020, 1, 10), date(2020, 2, 1), "Tỉnh ủy"),
        name="Chi bộ cơ sở Sở Việc làm",
        short_name="Sở Việc làm",
    )
    made = checked(world, [HEAD, row("Một cửa", "Sở Nội vụ", 2021), row("Hai cửa", "Sở Việc làm", 2018)])
    assert set(made.rows.values_list("unit", flat=True)) == {world.cast.department.pk}


def test_words_are_understood_once_and_remembered(world: World) -> None:
    made = checked(world, [HEAD, row("Một", unit="BV đa khoa"), row("Hai", unit="bv Đa khoa", field="SK")])
    assert [one["rows"] for one in made.words] == [2, 1]
    made = understand_words(
        actor=world.cast.propaganda_officer,
        practice_import=made,
        meanings={0: "BENHVIEN", 1: "y_te"},
        row_version=made.row_version,
    )
    assert set(verdicts(made).values()) == {RowVerdict.NEW}
    again = checked(world, [HEAD, row("Ba", unit="BV đa khoa", field="SK")])
    assert again.rows.get().unit_id == world.cast.hospital.pk
    assert RememberedWord.objects.filter(kind="unit").count() == 1


def test_rows_are_held_against_the_registry_and_one_another(world: World) -> None:
    known = world.practice(world.cast.office, "Năm phút tiếp đón")
    text = "Trực cửa theo ca, phiếu màu theo khoa, chờ lấy số ba mươi tư phút còn mười phút mỗi buổi sáng đông người bệnh."
    told = world.practice(world.cast.hospital, "Phiếu màu", method=text)
    made = checked(
        world,
        [
            HEAD,
            row("Nam phut TIẾP ĐÓN", year=2020),  # there already
            row("Năm phút tiếp đón", year=2021),
            row("Năm phút tiếp đón", year=2018),  # before it began
            row("Phiếu theo màu", content=text),  # of another unit
            row("Hộp thư", year=2018),
            row("Hộp  thư", year=2019),
            row("Hộp thư", year=2018),
        ],
    )
    assert verdicts(made) == {
        2: RowVerdict.SAME,
        3: RowVerdict.CONTINUES,
        4: RowVerdict.FAULT,
        5: RowVerdict.ALIKE,
        6: RowVerdict.NEW,
        7: RowVerdict.NEXT,
        8: RowVerdict.REPEATED,
    }
    rows = {one.number: one for one in made.rows.all()}
    assert (rows[3].match_id, rows[5].match_id, rows[5].may_continue) == (known.pk, told.pk, False)
    assert any(shared for new, _old in rows[5].passages for _piece, shared in new)
    assert (rows[7].first_row, rows[8].first_row) == (6, 6)


def test_a_draft_of_the_unit_is_not_shown_and_not_doubled(world: World) -> None:
    world.practice(world.cast.office, "Đang soạn", [(2021, Origin.NEW, YearState.DRAFT)])
    made = checked(world, [HEAD, row("Đang soạn", year=2019)])
    one = made.rows.get()
    assert (one.verdict, one.match_id) == (RowVerdict.FAULT, None)


def test_own_practices_are_registered_but_not_recognised(world: World) -> None:
    made = checked(world, [HEAD, row("Của Khối", "KHOI"), row("Của Khối 2", "Đảng ủy Khối")])
    assert set(verdicts(made).values()) == {RowVerdict.FAULT}
    made = checked(world, [HEAD, row("Của Khối", "KHOI")], defaults={"state": "registered", "field": "y_te"})
    assert set(verdicts(made).values()) == {RowVerdict.NEW}


def test_empty_cells_say_what_stands_above_only_where_asked(world: World) -> None:
    rows = [HEAD, row("Một"), row("Hai", "", "")]
    assert faults(checked(world, rows)) == ["C3", "D3"]
    assert set(verdicts(checked(world, rows, fills_down=True)).values()) == {RowVerdict.NEW}


def test_list_is_entered_whole_and_says_where_it_came_from(world: World) -> None:
    officer = world.cast.propaganda_officer
    known = world.practice(world.cast.office, "Năm phút tiếp đón")
    made = checked(
        world,
        [
            HEAD,
            row(
                "Hộp thư",
                year="2017-2018",
                content="Mỗi tuần mở một lần.",
                result="Nhiều góp ý.",
                note="Theo sổ tay",
            ),
            row("Hộp thư", year=2019, result="Nhiều góp ý hơn."),
            row("Năm phút tiếp đón", year=2021),
            row("", year=2021),
        ],
    )
    [before] = [one for one in counts_before_and_after(made, plan_of(made)) if one.year == 2021]
    assert (before.before, before.after) == ((0, 0, 0), (1, 1, 1))
    made = entered(world, made)
    assert made.state == ImportState.ENTERED
    practice = Practice.objects.get(title="Hộp thư")
    assert practice.code == "MH-2017-001"
    assert list(practice.years.values_list("year", "origin", "state")) == [
        (2017, "new", "recognised"),
        (2018, "maintained", "recognised"),
        (2019, "maintained", "recognised"),
    ]
    assert (practice.method, practice.result) == ("Mỗi tuần mở một lần.", "Nhiều góp ý hơn.")
    assert list(known.years.values_list("year", flat=True)) == [2020, 2021]
    [first, second] = came_from(officer, practice)
    assert (first.file_name, first.sheet, first.row, first.years, first.note, first.who) == (
        "danh-sach.xlsx",
        "2019",
        2,
        [2017, 2018],
        "Theo sổ tay",
        "Lê Thị Chuyên Viên",
    )
    assert second.row == 3
    assert Entry.objects.filter(act="practice_import.entered").count() == 1


def test_the_same_list_twice_brings_nothing_twice(world: World) -> None:
    rows = [HEAD, row("Một"), row("Hai", "Bệnh viện tỉnh")]
    made = entered(world, checked(world, rows))
    enter_import(actor=world.cast.propaganda_officer, identity=made.pk)
    with pytest.raises(Conflict):
        ask_to_enter(
            actor=world.cast.propaganda_officer, practice_import=made, row_version=made.row_version - 1
        )
    again = checked(world, rows)
    assert set(verdicts(again).values()) == {RowVerdict.SAME}
    with pytest.raises(Refused):
        entered(world, again)
    assert Practice.objects.count() == 2


def test_two_lists_checked_at_once_do_not_both_enter(world: World) -> None:
    rows = [HEAD, row("Một"), row("Hai")]
    first, second = checked(world, rows), checked(world, rows)
    entered(world, first)
    second = entered(world, second)
    assert (second.state, bool(second.refusal)) == (ImportState.CHECKED, True)
    assert Practice.objects.count() == 2


def test_a_year_that_came_meanwhile_stops_the_whole_list(world: World) -> None:
    known = world.practice(world.cast.office, "Năm phút tiếp đón")
    made = checked(world, [HEAD, row("Mới"), row("Năm phút tiếp đón", year=2021)])
    PracticeYear.objects.create(practice=known, year=2021, origin=Origin.MAINTAINED)
    made = entered(world, made)
    assert (made.state, bool(made.refusal)) == (ImportState.CHECKED, True)
    assert Practice.objects.count() == 1


def test_interrupted_entering_leaves_nothing_half_written(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = checked(world, [HEAD, row("Một")])
    PracticeImport.objects.filter(pk=made.pk).update(state=ImportState.ENTERING, entered_by=made.made_by)

    def dies(*_args: object, **_named: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patched, pytest.raises(ConnectionError):
        patched.setattr("lantoa.practices.services.imports.entering.record", dies)
        enter_import(actor=world.cast.propaganda_officer, identity=made.pk)
    assert not Practice.objects.exists()
    enter_import(actor=world.cast.propaganda_officer, identity=made.pk)
    assert Practice.objects.count() == 1


def test_decisions_row_by_row_and_for_a_kind(world: World) -> None:
    officer = world.cast.propaganda_officer
    text = "Trực cửa theo ca, phiếu màu theo khoa, chờ lấy số ba mươi tư phút còn mười phút mỗi buổi sáng đông người bệnh."
    told = world.practice(world.cast.office, "Phiếu màu", method=text)
    made = checked(
        world,
        [
            HEAD,
            row("Phiếu theo màu", year=2021, content=text),
            row("Phiếu tô màu", "Bệnh viện tỉnh", content=text),
            row("Khác hẳn"),
        ],
    )
    assert plan_of(made).rows == 1
    with pytest.raises(Refused):
        decide_rows(
            actor=officer,
            practice_import=made,
            decisions={3: RowDecision.CONTINUE},
            row_version=made.row_version,
        )
    kind = decide_kind(
        actor=officer,
        practice_import=made,
        verdict=RowVerdict.ALIKE,
        decision=RowDecision.CONTINUE,
        row_version=made.row_version,
    )
    made.refresh_from_db()
    rows = decide_rows(
        actor=officer,
        practice_import=made,
        decisions={3: RowDecision.LEARN, 4: RowDecision.SKIP},
        row_version=made.row_version,
    )
    assert (kind, rows) == (1, 2)
    with pytest.raises(Conflict):
        decide_rows(actor=officer, practice_import=made, decisions={4: ""}, row_version=made.row_version)
    made.refresh_from_db()
    made = check_again(actor=officer, practice_import=made, row_version=made.row_version)
    assert dict(made.rows.values_list("number", "decision")) == {2: "continue", 3: "learn", 4: "skip"}
    entered(world, made)
    learned = Practice.objects.get(title="Phiếu tô màu")
    assert (learned.learned_from_id, learned.years.get().origin) == (told.pk, Origin.LEARNED)
    assert list(told.years.values_list("year", flat=True)) == [2020, 2021]
    assert not Practice.objects.filter(title="Khác hẳn").exists()


def test_undo_takes_out_what_came_and_nothing_else(world: World) -> None:
    officer = world.cast.propaganda_officer
    known = world.practice(world.cast.office, "Năm phút tiếp đón")
    made = entered(world, checked(world, [HEAD, row("Một"), row("Năm phút tiếp đón", year=2021)]))
    made = undo_import(actor=officer, practice_import=made, row_version=made.row_version)
    assert made.state == ImportState.UNDONE
    assert list(Practice.objects.all()) == [known]
    assert list(known.years.values_list("year", flat=True)) == [2020]
    with pytest.raises(Refused):
        undo_import(actor=officer, practice_import=made, row_version=made.row_version)


def test_undo_is_refused_once_something_was_built_on_it(world: World) -> None:
    officer = world.cast.propaganda_officer
    made = entered(world, checked(world, [HEAD, row("Một"), row("Hai"), row("Ba")]))
    one, two, three = Practice.objects.order_by("title")
    world.practice(world.cast.hospital, "Học theo", learned_from=one)
    PracticeYear.objects.create(practice=two, year=2020, origin=Origin.MAINTAINED)
    with pytest.raises(Refused) as refused:
        undo_import(actor=officer, practice_import=made, row_version=made.row_version)
    assert one.code in refused.value.sentence and two.code in refused.value.sentence
    assert three.code not in refused.value.sentence
    assert Practice.objects.count() == 4


def test_nobody_else_may(world: World) -> None:
    made = checked(world, [HEAD, row("Một")])
    for user in (world.cast.unit_head, world.cast.province_lead, world.cast.inspector):
        with pytest.raises(Forbidden):
            ask_to_enter(actor=user, practice_import=made, row_version=made.row_version)
        with pytest.raises(Forbidden):
            discard_import(actor=user, practice_import=made)


def test_a_list_put_aside_while_it_is_looked_at_stays_aside(world: World) -> None:
    made = checked(world, [HEAD, row("Một")])
    PracticeImport.objects.filter(pk=made.pk).update(state=ImportState.CHECKING)
    discard_import(actor=world.cast.propaganda_officer, practice_import=made)
    check_import(actor=world.cast.propaganda_officer, identity=made.pk, row_version=made.row_version)
    made.refresh_from_db()
    assert (made.state, made.sheets, made.rows.count()) == (ImportState.DISCARDED, [], 0)


def test_dry_run_asks_the_same_of_few_rows_and_many(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch takes so many statements, however many rows are in it."""
    world.practice(world.cast.office, "Năm phút tiếp đón")

    def statements(count: int) -> int:
        made = checked(world, [HEAD, *(row(f"Mô hình thứ {n} về tiếp dân", year=2019) for n in range(count))])
        PracticeImport.objects.filter(pk=made.pk).update(state=ImportState.CHECKING)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            check_import(actor=world.cast.propaganda_officer, identity=made.pk, row_version=made.row_version)
        assert PracticeImportRow.objects.filter(source=made).count() == count
        return len(asked)

    assert statements(1) == statements(150)


@pytest.mark.parametrize("rows", [[["Chỉ một ô"]], [HEAD]])
def test_a_sheet_without_rows_below_its_head_is_refused(world: World, rows: Cells) -> None:
    made = taken(world, rows)
    with pytest.raises(Refused):
        choose_columns(
            actor=world.cast.propaganda_officer,
            practice_import=made,
            sheet=0,
            columns=Columns(1, {"title": 0}),
            row_version=made.row_version,
        )


def test_an_empty_file_is_refused(world: World) -> None:
    with pytest.raises(Refused):
        taken(world, [])


def test_what_is_long_becomes_a_job(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "AT_ONCE", 1)
    made = checked(world, [HEAD, row("Một"), row("Hai")])
    assert (made.state, made.total, made.rows.count()) == (ImportState.CHECKING, 2, 0)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name, args->>'import_id' FROM procrastinate_jobs WHERE task_name = 'practices.check_import'"
        )
        assert cursor.fetchall() == [("practices.check_import", str(made.pk))]
    check_import(actor=world.cast.propaganda_officer, identity=made.pk, row_version=made.row_version)
    made.refresh_from_db()
    assert (made.state, made.done) == (ImportState.CHECKED, 2)


def test_a_row_of_a_practice_that_was_merged_goes_on_with_the_one_that_stays(world: World) -> None:
    officer = world.cast.propaganda_officer
    gone = world.practice(world.cast.office, "Hộp thư góp ý")
    kept = world.practice(world.cast.office, "Thùng ý kiến", [(2018, Origin.NEW, YearState.RECOGNISED)])
    merge_practices(actor=officer, practice=gone, kept=kept, reason="Cùng một việc.", versions=(1, 1))
    made = checked(world, [HEAD, row("Hộp thư góp ý", year=2021)])
    one = made.rows.get()
    assert (one.verdict, one.match_id) == (RowVerdict.CONTINUES, kept.pk)
    made = entered(world, made)
    assert made.state == ImportState.ENTERED
    assert kept.years.filter(year=2021).exists()
