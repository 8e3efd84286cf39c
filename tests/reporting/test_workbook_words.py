"""What a workbook says beside a figure: words of what is not exact, that a line does not apply, why; there and back."""

import io
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lantoa.attachments.parcels import admit_parcel
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.reporting.choices import LineKind, Qualifier
from lantoa.reporting.design import LineSpec
from lantoa.reporting.models import Collection, Submission, SubmissionText
from lantoa.reporting.queries.sheets import latest_version
from lantoa.reporting.queries.submissions import get_report
from lantoa.reporting.queries.workbooks import fillings, judged, named
from lantoa.reporting.services import workbooks as services
from lantoa.reporting.services.entry import Entries, save_values
from lantoa.reporting.services.sheets import publish_sheet
from lantoa.reporting.workbook_files import report_workbook
from tests.cast import Cast
from tests.reporting import workbooks as books
from tests.reporting.test_views import REPORT, as_
from tests.reporting.world import (
    MEMBERS,
    MOST,
    QUARTERLY,
    SESSIONS,
    STUDIED,
    accepted,
    draft,
    opened,
    published,
    row,
    story,
)

WORDS = [one.word for one in Qualifier]
NA = "không áp dụng"


@pytest.fixture
def collection(cast: Cast) -> Collection:
    return story(cast)


@pytest.fixture
def filled(cast: Cast, collection: Collection) -> Submission:
    return save(cast, draft(collection, cast.office), {MEMBERS: "1.234", STUDIED: "8"})


def save(
    cast: Cast, submission: Submission, values: dict[int, str], notes: dict[int, str] | None = None
) -> Submission:
    entries = Entries(values=values, notes=notes or {})
    return save_values(actor=cast.unit_reporter, submission=submission, entries=entries).submission


def page_of(raw: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(raw))["Số liệu"]


def beside(raw: bytes, code: str, column: str) -> Any:
    page = page_of(raw)
    return page[books.place(page, code, column)].value


def sent_and_applied(cast: Cast, raw: bytes, *changes: Callable[[Any], object]) -> Any:
    client = as_(cast.unit_reporter)
    address = books.sent(client, books.changed(raw, lambda book: [change(book) for change in changes]))
    assert books.apply(client, address).status_code == 302
    return Submission.objects.get(unit=cast.office, is_latest=True)


@pytest.mark.parametrize("word", WORDS)
def test_word_goes_out_and_comes_back(cast: Cast, filled: Submission, word: str) -> None:
    save(cast, filled, {MEMBERS: f"{word} 1.234"})
    raw = books.download(as_(cast.unit_reporter))
    assert (beside(raw, "U03", "lantoa:figure"), beside(raw, "U03", "lantoa:word")) == (1234, word)
    fresh = sent_and_applied(
        cast, raw, books.put("T03", word, "lantoa:word"), books.put("U03", None, "lantoa:word")
    )
    assert {place: Qualifier(one).word for place, one in fresh.qualifiers.items()} == {str(STUDIED): word}
    assert (fresh.values[MEMBERS], fresh.values[STUDIED]) == (1234, 8)


def test_not_applicable_goes_out_with_its_reason_and_comes_back(cast: Cast, filled: Submission) -> None:
    save(cast, filled, {MOST: NA}, {MOST: "Đơn vị không tổ chức."})
    raw = books.download(as_(cast.unit_reporter))
    page = page_of(raw)
    assert beside(raw, "X99", "lantoa:figure") is None
    assert (beside(raw, "X99", "lantoa:word"), beside(raw, "X99", "lantoa:note")) == (
        NA,
        "Đơn vị không tổ chức.",
    )
    assert not page[books.place(page, "X99")].protection.locked
    fresh = sent_and_applied(
        cast,
        raw,
        books.put("X99", None, "lantoa:word"),
        books.put("X99", 7),
        books.put("T01", NA, "lantoa:word"),
        books.put("T01", "Không mở lớp riêng.", "lantoa:note"),
    )
    assert (fresh.values[MOST], fresh.said_not_applicable) == (7, [SESSIONS])
    assert fresh.notes[str(SESSIONS)] == "Không mở lớp riêng."


def test_word_may_stand_before_the_figure_in_its_cell(cast: Cast, filled: Submission) -> None:
    raw = books.download(as_(cast.unit_reporter))
    fresh = sent_and_applied(
        cast,
        raw,
        books.put("U03", "hơn 1.200"),
        books.put("T03", "Ước đạt 1.000"),
        books.put("T01", "Không áp dụng"),
    )
    assert fresh.qualifiers == {str(MEMBERS): "more_than", str(STUDIED): "estimated"}
    assert (fresh.values[MEMBERS], fresh.values[STUDIED], fresh.said_not_applicable) == (
        1200,
        1000,
        [SESSIONS],
    )


def test_workbook_typed_by_hand_has_words_and_reasons(cast: Cast, filled: Submission) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for line in (
        ["Mã đợt", "BCQ-2021Q1"],
        ["Mã đơn vị", "VPTU"],
        ["Mã dòng", "Số kỳ này", "Số này là", "Ghi chú"],
        ["U03", 1300, "Khoảng", None],
        ["T01", None, "không áp dụng", "Không mở lớp riêng."],
    ):
        page.append(line)
    out = io.BytesIO()
    book.save(out)
    fresh = sent_and_applied(cast, out.getvalue())
    assert (fresh.values[MEMBERS], fresh.qualifiers) == (1300, {str(MEMBERS): "about"})
    assert (fresh.said_not_applicable, fresh.notes) == ([SESSIONS], {str(SESSIONS): "Không mở lớp riêng."})


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            [("U03", NA, "lantoa:word")],
            "Dòng này ghi «không áp dụng» mà ô số vẫn có 1.234. Xóa một trong hai.",
        ),
        ([("T01", "hơn", "lantoa:word")], "Dòng này ghi «hơn» mà ô số còn trống. Nhập số, hoặc xóa chữ ấy."),
        ([("M04", NA)], "Dòng này lấy từ sổ; sổ không có thì số là 0."),
        (
            [("U03", "gần 1.200"), ("U03", "ước", "lantoa:word")],
            "Ô số ghi «gần», cột «Số này là» ghi «ước». Chỉ ghi một nơi.",
        ),
        ([("U03", "hơn")], "Sau «hơn» phải có một số."),
        ([("U03", "=1+1", "lantoa:word")], "Ô có công thức chưa tính hoặc báo lỗi."),
        ([("U03", "chừng", "lantoa:word")], "Cột «Số này là» chỉ nhận «hơn», «trên», «gần»"),
    ],
)
def test_figure_and_word_that_cannot_both_be_meant_are_told(
    cast: Cast, filled: Submission, changes: list[tuple[Any, ...]], sentence: str
) -> None:
    client = as_(cast.unit_reporter)
    raw = books.changed(books.download(client), lambda book: [books.put(*one)(book) for one in changes])
    shown = books.words(client.get(books.sent(client, raw)))
    assert (sentence in shown, "Ghi vào báo cáo" in shown) == (True, False)


def test_words_survive_libreoffice(cast: Cast, filled: Submission, tmp_path: Path) -> None:
    save(cast, filled, {MEMBERS: "gần 1.234", MOST: NA}, {MOST: "Đơn vị không tổ chức."})
    client = as_(cast.unit_reporter)
    raw = books.changed(books.download(client), books.put("T03", "trên", "lantoa:word"))
    address = books.sent(client, books.saved_by_office(raw, tmp_path))
    shown = client.get(address).content.decode()
    assert "1 ô của 1 báo cáo khác số đang lưu" in shown
    books.apply(client, address)
    fresh = Submission.objects.get(pk=filled.pk)
    assert fresh.qualifiers == {str(MEMBERS): "nearly", str(STUDIED): "over"}
    assert fresh.said_not_applicable == [MOST]


def test_workbook_asks_for_the_reason_of_a_jump_before_and_after(cast: Cast) -> None:
    version = published()
    accepted(opened(version, cast.bloc, cast.units(), "2020Q4"), row(cast.office, 60, 50, 2))
    now = draft(opened(version, cast.bloc, cast.units()), cast.office)
    save(cast, now, {MEMBERS: "60", STUDIED: "50", SESSIONS: "20"})
    client = as_(cast.unit_reporter)
    raw = books.download(client)
    jumped = "Gấp 10 lần quý IV/2020. Nếu đúng, ghi lý do."
    assert jumped in [cell.value for line in page_of(raw).iter_rows() for cell in line]
    more = books.changed(raw, books.put("T01", 40))
    assert "Gấp 20 lần quý IV/2020. Nếu đúng, ghi lý do." in books.words(client.get(books.sent(client, more)))
    reasoned = books.put("T01", "Học nghị quyết mới.", "lantoa:note")
    address = books.sent(client, books.changed(more, reasoned))
    assert "Nếu đúng, ghi lý do." not in books.words(client.get(address))
    books.apply(client, address)
    assert "Học nghị quyết mới." in client.get(REPORT).content.decode()


# --- an older version of the sheet -----------------------------------------------------------------------------------
def _newer(cast: Cast, **changed: Any) -> bytes:
    """A workbook of the first version, whose collection then asks for a second one in which lines are otherwise."""
    first = opened(published(), cast.bloc, cast.units())
    save(cast, draft(first, cast.office), {MEMBERS: "hơn 1.200", STUDIED: "8"})
    raw = books.download(as_(cast.unit_reporter))
    section = QUARTERLY.sections[0]
    lines = [
        changed.get(line.code, line)
        for line in (section.lines[3], *section.lines[:3])
        if changed.get(line.code, line)
    ]
    spec = replace(
        QUARTERLY,
        sections=[
            replace(section, lines=[*lines, LineSpec("N01", "Dòng mới", "việc")]),
            QUARTERLY.sections[1],
        ],
    )
    rows = Collection.objects.filter(pk=first.pk)
    rows.update(closed_at=clock.now())  # a sheet with an open collection gets no further version
    second = publish_sheet(actor=SYSTEM, sheet=spec)
    width = second.lines.count()
    Submission.objects.filter(collection=first).update(
        values=[None] * width, source_values=[None] * width, qualifiers={}, notes={}
    )
    SubmissionText.objects.filter(submission__collection=first).delete()
    rows.update(sheet_version=latest_version("BCQ"), closed_at=None)
    return raw


def test_older_version_is_mapped_where_lines_keep_their_code(cast: Cast) -> None:
    raw = _newer(cast)
    client = as_(cast.unit_reporter)
    # From its key the workbook is untouched: only what was changed in it is taken over.
    address = books.sent(
        client, books.changed(raw, lambda book: [books.put("T03", 9)(book), books.put("T01", 3)(book)])
    )
    shown = books.words(client.get(address))
    assert "Biểu mẫu là bản cũ (1); bản hiện hành (2): các dòng cùng mã đã được chuyển sang." in shown
    assert "Bản hiện hành có thêm dòng N01" in shown
    boxes = [f"lay-0-figure-{place}" for place in (2,)]
    books.apply(client, address, *boxes)
    fresh: Any = Submission.objects.get(unit=cast.office, is_latest=True)
    assert (fresh.values[2], fresh.values[0]) == (9, 3)  # T03 and T01 at their new places


def test_older_version_is_refused_at_lines_that_mean_something_else(cast: Cast) -> None:
    hours = LineSpec("T01", "Hội nghị, lớp quán triệt", "giờ", LineKind.DECIMAL)
    raw = _newer(cast, T01=hours)
    client = as_(cast.unit_reporter)
    shown = books.words(client.get(books.sent(client, books.changed(raw, books.put("T01", 3)))))
    assert (
        "Dòng T01 ở bản cũ tính bằng «cuộc», bản hiện hành bằng «giờ». Nhập số này trên bảng tính mới."
        in shown
    )
    assert Submission.objects.get(unit=cast.office, is_latest=True).values[0] is None


# --- any report, there and back ----------------------------------------------------------------------------------------
COUNT = st.one_of(st.just(0), st.integers(0, 5_000), st.integers(0, 999_999_999))
EXACT = st.decimals(0, 10**6, places=2, allow_nan=False, allow_infinity=False)
SAFE = st.text(
    st.characters(
        codec="utf-8",
        exclude_categories=["C", "Zl", "Zp"],
        exclude_characters="\u200b\u2060\ufeff\u200e\u200f\u061c\ufffd",
    ),
    max_size=40,
)


def cells(decimal: bool) -> st.SearchStrategy[tuple[Decimal | None, str]]:
    """(figure, word): missing, zero, exact, not exact, not applicable."""
    figure = EXACT if decimal else COUNT.map(Decimal)
    return st.one_of(
        st.just((None, "")),
        st.just((None, NA)),
        figure.map(lambda value: (value, "")),
        st.tuples(figure, st.sampled_from(WORDS)),
    )


PLACES = (MEMBERS, STUDIED, SESSIONS, MOST)
REPORTS = st.fixed_dictionaries(
    {
        "cells": st.tuples(*(cells(place == MOST) for place in PLACES)),
        "notes": st.dictionaries(st.sampled_from(PLACES), SAFE, max_size=3),
        "text": st.one_of(st.just(""), SAFE, st.just("=1+1\n- hai\n@ba"), st.just("'=nháy trước")),
    }
)


def _kept(submission: Submission) -> dict[str, Any]:
    fresh = Submission.objects.get(pk=submission.pk)
    texts = SubmissionText.objects.filter(submission=submission).exclude(text="")
    return {
        "values": fresh.values,
        "words": fresh.qualifiers,
        "skipped": fresh.said_not_applicable,
        "notes": fresh.notes,
        "texts": list(texts.values_list("narrative__position", "text")),
    }


def _blank(submission: Submission) -> None:
    SubmissionText.objects.filter(submission=submission).delete()
    Submission.objects.filter(pk=submission.pk).update(
        values=[None] * len(submission.values),
        not_applicable=[],
        said_not_applicable=[],
        qualifiers={},
        notes={},
        overruled=[],
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(report=REPORTS)
def test_any_report_comes_back_as_it_went_out(
    cast: Cast, collection: Collection, report: dict[str, Any]
) -> None:
    submission = draft(collection, cast.office)
    _blank(submission)
    typed = {
        place: NA if word == NA else "" if value is None else f"{word} {str(value).replace('.', ',')}".strip()
        for place, (value, word) in zip(PLACES, report["cells"], strict=True)
    }
    saved = save_values(
        actor=cast.unit_reporter,
        submission=submission,
        entries=Entries(values=typed, notes=report["notes"], texts={0: report["text"]}),
    )
    assert saved.clean, (saved.refused, saved.refused_notes, saved.refused_texts)
    before = _kept(submission)
    [filling] = fillings([named(get_report(cast.unit_reporter, collection.code, "VPTU"))])
    raw = report_workbook(filling, author="Thử")
    whole = services.take_workbooks(actor=cast.unit_reporter, parcel=_parcel(raw))
    [book] = judged(cast.unit_reporter, whole).books
    assert (book.found.faults, book.found.changes) == ([], [])
    # Without its key, into a report in which nothing stands: all of it has to be in the cells.
    _blank(submission)
    keyless = books.changed(raw, lambda one: one.remove(one["lantoa"]))
    intake = services.take_workbooks(actor=cast.unit_reporter, parcel=_parcel(keyless))
    judgement = judged(cast.unit_reporter, intake)
    assert judgement.faulty == []
    if judgement.applicable:
        services.apply_workbooks(actor=cast.unit_reporter, intake=intake, mark=judgement.mark)
    assert _kept(submission) == before


def _parcel(raw: bytes) -> Any:
    upload: Any = SimpleUploadedFile("bang.xlsx", raw)
    return admit_parcel([upload])
