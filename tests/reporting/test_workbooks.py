"""Reports through Excel: what stands in a workbook, and what comes of it when it is sent back."""

import io
import zipfile
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lantoa.audit.models import Entry
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Refused
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Person
from lantoa.organisation.services.roles import give_role
from lantoa.reporting import sources
from lantoa.reporting.models import Collection, Submission, SubmissionText, WorkbookIntake
from lantoa.reporting.queries.workbooks import judged
from lantoa.reporting.services import workbooks as services
from lantoa.reporting.services.entry import Entries, save_values
from tests.cast import Cast
from tests.reporting import workbooks as books
from tests.reporting import world
from tests.reporting.test_views import as_
from tests.reporting.world import FOUND, MEMBERS, MOST, SESSIONS, STUDIED, draft, story, waiting

# The key holds the second of its signing, and the facts above the table the minute.
KEYED = ("xl/sharedStrings.xml", "xl/worksheets/sheet3.xml")
TEXT = "Còn hạn chế.\n=Không phải công thức\n- một gạch đầu dòng"


@pytest.fixture
def collection(cast: Cast) -> Collection:
    return story(cast)


@pytest.fixture
def filled(cast: Cast, collection: Collection) -> Submission:
    world.REGISTER[cast.office.pk] = sources.SourceCount(3, ("MH-1",))
    save_values(
        actor=cast.unit_reporter,
        submission=draft(collection, cast.office),
        entries=Entries(
            values={MEMBERS: "1.234", STUDIED: "0", MOST: "12,5"},
            notes={STUDIED: "=1+1 là lý do"},
            estimates={MEMBERS: True},
            texts={0: TEXT},
        ),
    )
    return draft(collection, cast.office)


def state_of(submission: Submission) -> dict[str, Any]:
    fresh = Submission.objects.get(pk=submission.pk)
    texts = list(
        SubmissionText.objects.filter(submission=submission).values_list("narrative__position", "text")
    )
    return {
        "values": fresh.values,
        "notes": fresh.notes,
        "estimates": fresh.estimates,
        "overruled": fresh.overruled,
        "texts": texts,
    }


# --- what stands in it ----------------------------------------------------------------------------------------------
def test_workbook_holds_the_report_and_no_formula(cast: Cast, filled: Submission) -> None:
    raw = books.download(as_(cast.unit_reporter))
    book = openpyxl.load_workbook(io.BytesIO(raw))
    assert book.sheetnames == ["Số liệu", "Lời văn", "lantoa"]
    page = book["Số liệu"]
    shown = {code: page[books.place(page, code)].value for code in world.CODES}
    assert shown == {"U03": 1234, "T03": 0, "T04": None, "T01": None, "M04": 3, "X99": 12.5}
    assert page[books.place(page, "U03", "lantoa:word")].value == "ước"
    assert page[books.place(page, "T03", "lantoa:note")].value == "=1+1 là lý do"
    assert [
        cell.coordinate for one in book for row in one.iter_rows() for cell in row if cell.data_type == "f"
    ] == []
    assert book["lantoa"].sheet_state == "veryHidden"


def test_only_what_is_asked_is_unlocked(cast: Cast, filled: Submission) -> None:
    page = openpyxl.load_workbook(io.BytesIO(books.download(as_(cast.unit_reporter))))["Số liệu"]
    assert page.protection.sheet
    open_cells = {cell.coordinate for row in page.iter_rows() for cell in row if not cell.protection.locked}
    columns = ("lantoa:figure", "lantoa:word", "lantoa:note")
    asked = [code for code in world.CODES if code != "T04"]
    assert open_cells == {books.place(page, code, column) for code in asked for column in columns}
    ruled = {str(rule.sqref): rule.type for rule in page.data_validations.dataValidation}
    assert sorted(ruled.values()) == ["decimal", "list", "textLength", "whole"]


def test_two_downloads_are_the_same_bytes_but_for_the_key(cast: Cast, filled: Submission) -> None:
    def parts() -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(books.download(as_(cast.unit_reporter)))) as archive:
            return {name: archive.read(name) for name in archive.namelist() if name not in KEYED}

    assert parts() == parts()


def test_workbook_is_vietnamese_whatever_language_the_screen_speaks(cast: Cast, filled: Submission) -> None:
    client = as_(cast.unit_reporter)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = openpyxl.load_workbook(io.BytesIO(books.download(client)))["Số liệu"]
    assert {"Mã đơn vị", "Mã đợt"} <= {cell.value for cell in page["A"]} | {cell.value for cell in page["B"]}


def test_archive_holds_what_one_may_read(cast: Cast, filled: Submission) -> None:
    def names(user: Any) -> list[str]:
        raw = books.download(as_(user), "/bao-cao/BCQ-2021Q1/bang-tinh/")
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return archive.namelist()

    assert names(cast.unit_reporter) == ["BCQ-2021Q1-VPTU.xlsx", "DANH-SACH.txt"]
    assert names(cast.outsider) == ["BCQ-2021Q1-BENHVIEN.xlsx", "DANH-SACH.txt"]
    assert names(cast.propaganda_officer) == ["DANH-SACH.txt"]
    waiting(filled.collection, cast.department, cast.hospital_head)
    assert names(cast.propaganda_officer) == ["BCQ-2021Q1-SONV.xlsx", "DANH-SACH.txt"]


# --- the round trip -------------------------------------------------------------------------------------------------
def test_a_workbook_sent_back_as_it_was_changes_nothing(cast: Cast, filled: Submission) -> None:
    client = as_(cast.unit_reporter)
    page = client.get(books.sent(client, books.download(client)))
    assert "Bảng tính giống hệt số đang lưu." in books.words(page)
    [book] = judged(cast.unit_reporter, WorkbookIntake.objects.get()).books
    assert (book.found.faults, book.found.hints, book.found.changes, book.found.same) == ([], [], [], 16)


def test_libreoffice_saves_a_workbook_that_changes_nothing(
    cast: Cast, filled: Submission, tmp_path: Path
) -> None:
    client = as_(cast.unit_reporter)
    again = books.saved_by_office(books.download(client), tmp_path)
    books.sent(client, again)
    [book] = judged(cast.unit_reporter, WorkbookIntake.objects.get()).books
    assert (book.found.faults, book.found.changes, book.found.same) == ([], [], 16)


def test_libreoffice_computes_formulas_that_were_typed(
    cast: Cast, filled: Submission, tmp_path: Path
) -> None:
    client = as_(cast.unit_reporter)
    raw = books.changed(books.download(client), books.put("T03", "=600+617"))
    address = books.sent(client, raw)
    assert "Ô có công thức chưa tính hoặc báo lỗi." in books.words(client.get(address))
    address = books.sent(client, books.saved_by_office(raw, tmp_path))
    assert books.apply(client, address).status_code == 302
    assert Submission.objects.get(pk=filled.pk).values[STUDIED] == 1217


def test_what_was_changed_is_shown_and_then_written(cast: Cast, filled: Submission) -> None:
    client = as_(cast.unit_reporter)

    def change(book: openpyxl.Workbook) -> None:
        for one in (
            books.put("T03", "1.200"),
            books.put("T03", None, "lantoa:note"),
            books.put("U03", None, "lantoa:word"),
            books.put("T01", 4),
            books.put("X99", None),
            books.put("LV1", "Không còn hạn chế.", "lantoa:text"),
        ):
            one(book)

    address = books.sent(client, books.changed(books.download(client), change))
    before = state_of(filled)
    shown = books.words(client.get(address))
    assert state_of(filled) == before
    assert "6 ô của 1 báo cáo khác số đang lưu." in shown
    answer = books.apply(client, address)
    assert answer["Location"] == "/bao-cao/BCQ-2021Q1/VPTU/"
    assert state_of(filled) == {
        "values": [1234, 1200, None, 4, 3, None],
        "notes": {},
        "estimates": [],
        "overruled": [],
        "texts": [(0, "Không còn hạn chế.")],
    }
    entry = Entry.objects.get(act="submission.saved", subject_id=filled.pk, content__after__has_key="T01")
    assert entry.before["X99"] == "12.5000"
    assert Entry.objects.filter(act="workbook.applied", subject_id=filled.pk).count() == 1


def test_a_word_before_a_figure_stays_when_a_workbook_changes_the_figure(
    cast: Cast, filled: Submission
) -> None:
    _save(cast, filled, Entries(values={STUDIED: "hơn 1.100"}))
    client = as_(cast.unit_reporter)

    def change(book: openpyxl.Workbook) -> None:
        books.put("T03", "1.200")(book)
        books.put("U03", "1.300")(book)

    books.apply(client, books.sent(client, books.changed(books.download(client), change)))
    fresh = Submission.objects.get(pk=filled.pk)
    assert (fresh.values[STUDIED], fresh.values[MEMBERS]) == (1200, 1300)
    assert fresh.qualifiers == {str(MEMBERS): "estimated", str(STUDIED): "more_than"}


def test_applied_twice_is_applied_once(cast: Cast, filled: Submission) -> None:
    client = as_(cast.unit_reporter)
    address = books.sent(client, books.changed(books.download(client), books.put("T01", 4)))
    mark = books.mark_of(client.get(address).content.decode())
    for _time in range(2):
        assert client.post(f"{address}ghi/", {"mark": mark}).status_code == 302
    assert Entry.objects.filter(act="workbook.applied").count() == 1
    assert "Đã ghi lúc" in books.words(client.get(address))
    assert client.post(f"{address}bo/").status_code == 422


def test_a_register_is_overruled_by_a_workbook_as_by_a_page(cast: Cast, filled: Submission) -> None:
    client = as_(cast.unit_reporter)
    address = books.sent(client, books.changed(books.download(client), books.put("M04", 5)))
    books.apply(client, address)
    fresh = Submission.objects.get(pk=filled.pk)
    assert (fresh.values[FOUND], fresh.source_values[FOUND]) == (Decimal(5), Decimal(3))
    assert fresh.overruled == [FOUND]


# --- two at once ----------------------------------------------------------------------------------------------------
def _save(cast: Cast, submission: Submission, entries: Entries) -> None:
    save_values(actor=cast.unit_head, submission=submission, entries=entries)


def test_what_the_workbook_did_not_touch_stays_as_others_left_it(cast: Cast, filled: Submission) -> None:
    client = as_(cast.unit_reporter)
    raw = books.changed(books.download(client), books.put("T01", 4))
    _save(cast, filled, Entries(values={STUDIED: "1.100"}, texts={0: "Bản của Bí thư."}))
    address = books.sent(client, raw)
    assert "1 ô của 1 báo cáo" in books.words(client.get(address))
    books.apply(client, address)
    assert state_of(filled)["values"] == [1234, 1100, None, 4, 3, Decimal("12.5")]
    assert state_of(filled)["texts"] == [(0, "Bản của Bí thư.")]


@pytest.mark.parametrize("taken", [False, True])
def test_a_cell_that_both_changed_is_decided_by_a_person(cast: Cast, filled: Submission, taken: bool) -> None:
    client = as_(cast.unit_reporter)
    raw = books.changed(books.download(client), books.put("T03", 1200))
    _save(cast, filled, Entries(values={STUDIED: "1.100"}))
    address = books.sent(client, raw)
    shown = books.words(client.get(address))
    assert "1 ô hai nơi cùng sửa" in shown
    assert "(khi tải về là 0)" in shown
    books.apply(client, address, *([f"lay-0-figure-{STUDIED}"] if taken else []))
    assert state_of(filled)["values"][STUDIED] == (1200 if taken else 1100)


def test_a_report_saved_after_the_preview_stops_the_writing(cast: Cast, filled: Submission) -> None:
    client = as_(cast.unit_reporter)
    address = books.sent(client, books.changed(books.download(client), books.put("T01", 4)))
    mark = books.mark_of(client.get(address).content.decode())
    _save(cast, filled, Entries(values={SESSIONS: "9"}))
    before = state_of(filled)
    answer = client.post(f"{address}ghi/", {"mark": mark})
    assert answer.status_code == 409
    assert "Chưa ghi gì cả" in books.words(answer)
    assert "1 ô hai nơi cùng sửa" in books.words(answer)
    assert state_of(filled) == before


# --- typed by hand --------------------------------------------------------------------------------------------------
def _moved(book: openpyxl.Workbook) -> None:
    page = book["Số liệu"]
    page.protection.sheet = False
    for merged in list(page.merged_cells.ranges):
        page.unmerge_cells(str(merged))
    page.insert_cols(3)
    page.insert_rows(2, 3)
    page["C2"] = "ghi thêm"
    books.put("T01", "4")(book)


def test_moved_rows_and_columns_are_known_by_their_keys(cast: Cast, filled: Submission) -> None:
    client = as_(cast.unit_reporter)
    address = books.sent(client, books.changed(books.download(client), _moved))
    books.apply(client, address)
    assert state_of(filled)["values"][SESSIONS] == 4


def test_without_its_key_a_workbook_is_known_by_the_codes_on_it(cast: Cast, filled: Submission) -> None:
    client = as_(cast.unit_reporter)

    def bare(book: openpyxl.Workbook) -> None:
        books.put("T01", 4)(book)
        del book["lantoa"]
        page = book["Số liệu"]
        page.delete_rows(next(row[0].row for row in page.iter_rows() if row[0].value == "lantoa:code"))

    address = books.sent(client, books.changed(books.download(client), bare))
    shown = books.words(client.get(address))
    assert "Tệp không còn khóa" in shown
    assert "1 ô của 1 báo cáo khác số đang lưu." in shown
    books.apply(client, address)
    assert state_of(filled)["values"][SESSIONS] == 4


def test_a_workbook_typed_from_nothing_is_taken(cast: Cast, filled: Submission) -> None:
    client = as_(cast.unit_reporter)
    raw = books.typed(("U03", "1.300"), ("T03", 1200), ("T01", "2"))
    address = books.sent(client, raw)
    assert "Tệp không có dòng M04, X99" in books.words(client.get(address))
    books.apply(client, address)
    assert state_of(filled)["values"] == [1300, 1200, None, 2, 3, Decimal("12.5")]


# --- many -----------------------------------------------------------------------------------------------------------
@pytest.fixture
def both(cast: Cast, filled: Submission) -> dict[str, bytes]:
    """The reporter enters for the hospital, too."""
    give_role(
        actor=cast.administrator,
        person=Person.objects.get(user=cast.unit_reporter),
        unit=cast.hospital,
        role=Role.REPORTER,
        since=clock.today(),
    )
    raw = books.download(as_(cast.unit_reporter), "/bao-cao/BCQ-2021Q1/bang-tinh/")
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _with(both: dict[str, bytes], **changes: Any) -> dict[str, bytes]:
    return {
        name: books.changed(raw, changes[name[11:-5]]) if name[11:-5] in changes else raw
        for name, raw in both.items()
    }


def test_an_archive_is_taken_as_a_whole(cast: Cast, both: dict[str, bytes]) -> None:
    client = as_(cast.unit_reporter)
    files = _with(both, VPTU=books.put("T01", 4), BENHVIEN=books.put("T01", 6))
    address = books.sent(client, books.zipped(files), names=("tất cả.zip",))
    assert "2 ô của 2 báo cáo khác số đang lưu." in books.words(client.get(address))
    assert "DANH-SACH" not in books.words(client.get(address))
    books.apply(client, address)
    values = {one.unit.code: one.values[SESSIONS] for one in Submission.objects.select_related("unit")}
    assert values == {"VPTU": 4, "BENHVIEN": 6, "SONV": None}


def test_one_faulty_workbook_keeps_no_other_back_and_is_not_half_written(
    cast: Cast, both: dict[str, bytes]
) -> None:
    client = as_(cast.unit_reporter)

    def wrong(book: openpyxl.Workbook) -> None:
        books.put("T01", 6)(book)
        books.put("U03", "hai mươi")(book)

    files = _with(both, VPTU=books.put("T01", 4), BENHVIEN=wrong)
    address = books.sent(client, *(raw for name, raw in files.items() if name.endswith(".xlsx")))
    assert "1 tệp có lỗi (1 lỗi)" in books.words(client.get(address))
    books.apply(client, address)
    values = {one.unit.code: one.values[SESSIONS] for one in Submission.objects.select_related("unit")}
    assert values == {"VPTU": 4, "BENHVIEN": None, "SONV": None}


def test_one_stopped_writing_stops_all(
    cast: Cast, both: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_(cast.unit_reporter)
    files = _with(both, VPTU=books.put("T01", 4), BENHVIEN=books.put("T01", 6))
    address = books.sent(client, books.zipped(files), names=("a.zip",))
    mark = books.mark_of(client.get(address).content.decode())
    calls = []

    def second_fails(**given: Any) -> Any:
        calls.append(given)
        if len(calls) == 2:
            raise Refused("Đợt báo cáo vừa khóa.")
        return save_values(**given)

    monkeypatch.setattr(services, "save_values", second_fails)
    assert client.post(f"{address}ghi/", {"mark": mark}).status_code == 422
    assert {one.values[SESSIONS] for one in Submission.objects.all()} == {None}
    assert WorkbookIntake.objects.get().state == "open"


def test_reading_and_judging_take_as_many_statements_for_two_as_for_one(
    cast: Cast, both: dict[str, bytes]
) -> None:
    def statements(*raws: bytes) -> int:
        client = as_(cast.unit_reporter)
        address = books.sent(client, *raws)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    one = statements(both["BCQ-2021Q1-VPTU.xlsx"])
    assert statements(both["BCQ-2021Q1-VPTU.xlsx"], both["BCQ-2021Q1-BENHVIEN.xlsx"]) == one == 15


def test_an_archive_takes_as_many_statements_for_two_as_for_one(cast: Cast, both: dict[str, bytes]) -> None:
    def statements(user: Any) -> int:
        client = as_(user)
        with CaptureQueriesContext(connection) as captured:
            client.get("/bao-cao/BCQ-2021Q1/bang-tinh/")
        return len(captured)

    assert statements(cast.unit_reporter) == statements(cast.outsider) == 12


# --- whose it is ----------------------------------------------------------------------------------------------------
def test_a_sending_is_its_senders_alone(cast: Cast, filled: Submission) -> None:
    client = as_(cast.unit_reporter)
    address = books.sent(client, books.changed(books.download(client), books.put("T01", 4)))
    for other in (cast.unit_head, cast.outsider, cast.province_lead):
        assert as_(other).get(address).status_code == 404
        assert as_(other).post(f"{address}ghi/", {"mark": "0"}).status_code == 404


def test_a_collection_that_closed_meanwhile_takes_nothing(cast: Cast, filled: Submission) -> None:
    client = as_(cast.unit_reporter)
    books.sent(client, books.changed(books.download(client), books.put("T01", 4)))
    with clock.set_to(clock.today() + timedelta(days=30)):
        [book] = judged(cast.unit_reporter, WorkbookIntake.objects.get()).books
    assert [one.sentence[:19] for one in book.found.faults] == ["Kỳ báo cáo đã đóng."]


def test_old_sendings_are_forgotten(cast: Cast, filled: Submission) -> None:
    client = as_(cast.unit_reporter)
    books.sent(client, books.download(client))
    assert services.forget_old_workbooks(actor=SYSTEM) == 0
    with clock.set_to(clock.today() + timedelta(days=8)):
        assert services.forget_old_workbooks(actor=SYSTEM) == 1
    assert not WorkbookIntake.objects.exists()


def test_a_sending_put_aside_is_gone(cast: Cast, filled: Submission) -> None:
    client = as_(cast.unit_reporter)
    address = books.sent(client, books.download(client))
    assert client.post(f"{address}bo/").status_code == 302
    assert client.get(address).status_code == 404
