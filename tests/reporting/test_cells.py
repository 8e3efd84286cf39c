"""Cells that say more than a number: words of figures, what does not apply, two people at one cell, what is echoed."""

from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from lantoa.core import clock
from lantoa.core.vi_numbers import NumberError, format_count
from lantoa.core.word_changes import Piece, word_changes
from lantoa.reporting import sources
from lantoa.reporting.choices import LineKind, Qualifier, SubmissionState
from lantoa.reporting.entries import Entries, Saved
from lantoa.reporting.filling import send_faults
from lantoa.reporting.models import Collection, Line, Submission
from lantoa.reporting.queries.makeups import what_makes
from lantoa.reporting.queries.sheets import shape_of
from lantoa.reporting.queries.submissions import history_of_line
from lantoa.reporting.queries.totals import total
from lantoa.reporting.reading import Reading, echo, read_cell, shown_cell
from lantoa.reporting.services.entry import save_values
from tests.cast import Cast
from tests.reporting import world
from tests.reporting.test_views import REPORT, as_, form_of
from tests.reporting.world import (
    FOUND,
    MEMBERS,
    SESSIONS,
    SHARE,
    STUDIED,
    accepted,
    draft,
    row,
    story,
)

COUNT = Line(kind=LineKind.COUNT, label="Mô hình", position=0)
DECIMAL = Line(kind=LineKind.DECIMAL, label="Giờ", position=0)
AMOUNT = Line(kind=LineKind.AMOUNT, label="Kinh phí", position=0)


@pytest.fixture
def collection(cast: Cast) -> Collection:
    return story(cast)


@pytest.fixture
def mine(cast: Cast, collection: Collection) -> Submission:
    return draft(collection, cast.office)


def save(cast: Cast, submission: Submission, values: dict[int, str] | None = None, **more: object) -> Saved:
    return save_values(
        actor=cast.unit_reporter,
        submission=submission,
        entries=Entries(values or {}, **more),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("typed", "value", "qualifier"),
    [
        ("hơn 1.200", 1200, "more_than"),
        ("Hơn 1200", 1200, "more_than"),
        ("hon 1.200", 1200, "more_than"),
        ("hơn 5", 5, "more_than"),
        ("trên 500", 500, "over"),
        ("gần 97", 97, "nearly"),
        ("khoảng  30", 30, "about"),
        ("ước 35", 35, "estimated"),
        ("ước đạt 35", 35, "estimated"),
        ("ước35", 35, "estimated"),
    ],
)
def test_word_before_a_figure_is_read(typed: str, value: int, qualifier: str) -> None:
    assert read_cell(COUNT, typed) == Reading(Decimal(value), qualifier)


@pytest.mark.parametrize("typed", ["không áp dụng", "Không áp dụng", " khong ap dung ", "kad", "KAD"])
def test_not_applicable_is_read(typed: str) -> None:
    assert read_cell(COUNT, typed) == Reading(applies=False)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("hơn", "Sau «hơn» phải có một số."),
        ("ước ", "Sau «ước» phải có một số."),
        ("hơn 1.5", "«1.5» là 1,5 hay 15? Ô này chỉ nhận số nguyên."),
        ("hơn 10,000", "«10,000»: nếu là mười nghìn, hãy nhập 10.000 hoặc 10000."),
        ("hơn -5", "Số lượng không được âm."),
        ("nhiều 5", "Chỉ nhập chữ số 0–9."),
        ("hơn gần 5", "Chỉ nhập chữ số 0–9."),
        ("hơn hơn 5", "Chỉ nhập chữ số 0–9."),
        ("5 hơn", "Chỉ nhập chữ số 0–9."),
    ],
)
def test_other_words_are_refused(typed: str, sentence: str) -> None:
    with pytest.raises(NumberError) as refused:
        read_cell(COUNT, typed)
    assert refused.value.sentence == sentence


@given(value=st.integers(0, 999_999_999), qualifier=st.sampled_from(["", *Qualifier.values]))
def test_what_stands_in_a_cell_is_read_back_as_it_was(value: int, qualifier: str) -> None:
    reading = Reading(Decimal(value), qualifier)
    assert read_cell(COUNT, shown_cell(COUNT, reading)) == reading


@given(typed=st.text(max_size=40))
def test_whatever_is_typed_is_understood_or_refused_with_a_sentence(typed: str) -> None:
    try:
        reading = read_cell(DECIMAL, typed)
    except NumberError as refused:
        assert refused.sentence
        return
    assert read_cell(DECIMAL, shown_cell(DECIMAL, reading)) == reading


@pytest.mark.parametrize(
    ("line", "typed", "said"),
    [
        (COUNT, "1.234", "Hiểu là 1.234: một nghìn hai trăm ba mươi tư."),
        (DECIMAL, "1.234", "Hiểu là 1.234: một nghìn hai trăm ba mươi tư."),
        (COUNT, "hơn 1.200", "Hiểu là hơn 1.200: hơn một nghìn hai trăm."),
        (COUNT, "1234", ""),
        (COUNT, "1.234.567", ""),
        (COUNT, "hơn 12", ""),
        (COUNT, "hon 12", "Hiểu là: hơn 12."),
        (COUNT, "kad", "Hiểu là: không áp dụng."),
        (COUNT, "không áp dụng", ""),
        (COUNT, "", ""),
        (AMOUNT, "15000000", "Hiểu là 15.000.000: mười lăm triệu."),
        (DECIMAL, "1,5", ""),
    ],
)
def test_entry_that_could_be_read_otherwise_is_echoed(line: Line, typed: str, said: str) -> None:
    assert echo(line, typed, read_cell(line, typed)) == said


def test_word_of_a_figure_is_kept_and_goes_with_the_next_plain_figure(cast: Cast, mine: Submission) -> None:
    save(cast, mine, {MEMBERS: "hơn 1.200"})
    mine.refresh_from_db()
    assert (mine.values[MEMBERS], mine.qualifiers) == (1200, {str(MEMBERS): "more_than"})
    save(cast, mine, {MEMBERS: "1.200"})
    mine.refresh_from_db()
    assert (mine.values[MEMBERS], mine.qualifiers) == (1200, {})
    changes = [(one.before, one.after) for one in history_of_line(mine, "U03")]
    assert [after for _before, after in changes] == ["1.200", "hơn 1.200"]


def test_word_is_chosen_for_a_figure_that_stands(cast: Cast, mine: Submission) -> None:
    save(cast, mine, {MEMBERS: "10"})
    saved = save(cast, mine, qualifiers={MEMBERS: "about", SESSIONS: "about"})
    assert saved.submission.qualifiers == {str(MEMBERS): "about"}
    assert {place: cell.sentence for place, cell in saved.refused.items()} == {
        SESSIONS: "Nhập số trước, rồi mới chọn «khoảng»."
    }
    assert save(cast, mine, qualifiers={MEMBERS: ""}).submission.qualifiers == {}


def test_estimate_marks_of_a_file_are_the_word_uoc(cast: Cast, mine: Submission) -> None:
    saved = save(cast, mine, {MEMBERS: "10"}, estimates={MEMBERS: True})
    assert saved.submission.qualifiers == {str(MEMBERS): "estimated"}


def test_not_applicable_is_neither_missing_nor_zero_and_wants_a_reason(cast: Cast, mine: Submission) -> None:
    saved = save(cast, mine, {MEMBERS: "kad", STUDIED: "5"})
    one = saved.submission
    assert (one.values[MEMBERS], one.said_not_applicable) == (None, [MEMBERS, SHARE])
    shape = shape_of(one.collection.sheet_version_id)
    assert send_faults(shape, one)[f"v-{MEMBERS}"] == "Không áp dụng cho đơn vị: ghi lý do."
    save(cast, mine, notes={MEMBERS: "Đơn vị không có tổ chức đảng."})
    mine.refresh_from_db()
    assert f"v-{MEMBERS}" not in send_faults(shape, mine)
    save(cast, mine, {MEMBERS: "9"})
    mine.refresh_from_db()
    assert (mine.values[MEMBERS], mine.not_applicable, mine.said_not_applicable) == (9, [], [])


def test_line_of_a_register_is_never_not_applicable(cast: Cast, mine: Submission) -> None:
    world.REGISTER[cast.office.pk] = sources.SourceCount(3, ("A", "B", "C"))
    saved = save(cast, mine, {FOUND: "kad"})
    assert saved.refused[FOUND].sentence == "Dòng này lấy từ sổ; sổ không có thì số là 0."


def test_clash_names_both_figures_who_and_when_and_stays_until_one_is_chosen(
    cast: Cast, mine: Submission
) -> None:
    save(cast, mine, {MEMBERS: "ước 10"})
    head = {"actor": cast.unit_head, "submission": mine}
    clash = save_values(**head, entries=Entries({MEMBERS: "11"}, bases={MEMBERS: ""})).refused[MEMBERS].clash
    assert clash is not None
    assert (clash.base, clash.stored, clash.seen, clash.who, clash.own_page) == (
        "",
        "ước 10",
        "ước 10",
        cast.unit_reporter.username,
        False,
    )
    assert clash.at == clock.now()
    again = save_values(**head, entries=Entries({MEMBERS: "11"}, bases={MEMBERS: clash.base}))
    assert again.submission.values[MEMBERS] == 10
    kept = save_values(
        **head, entries=Entries({MEMBERS: "11"}, bases={MEMBERS: ""}, own_kept={MEMBERS: "ước 10"})
    )
    assert (kept.clean, kept.submission.values[MEMBERS]) == (True, 11)


def test_choice_made_before_a_third_change_is_asked_again(cast: Cast, mine: Submission) -> None:
    save(cast, mine, {MEMBERS: "10"})
    save(cast, mine, {MEMBERS: "12"})
    stale = Entries({MEMBERS: "11"}, bases={MEMBERS: ""}, own_kept={MEMBERS: "10"})
    saved = save_values(actor=cast.unit_head, submission=mine, entries=stale)
    assert saved.refused[MEMBERS].sentence.startswith(f"{cast.unit_reporter.username} đã lưu 12 ở ô này.")


def test_both_figures_stand_on_the_page_and_one_press_without_scripts_keeps_either(
    cast: Cast, collection: Collection, mine: Submission
) -> None:
    stale = form_of(as_(cast.unit_head)) | {f"v-{MEMBERS}": "11"}
    save(cast, mine, {MEMBERS: "10"})
    head = as_(cast.unit_head)
    page = head.post(f"{REPORT}luu/", stale)
    shown = page.content.decode()
    assert page.status_code == 422
    assert f'name="k-{MEMBERS}" value="10"' in shown and f'name="d-{MEMBERS}"' in shown
    assert f'name="b-{MEMBERS}" value=""' in shown  # pressing «Lưu» again decides nothing
    assert head.post(f"{REPORT}luu/", stale).status_code == 422
    assert head.post(f"{REPORT}luu/", stale | {f"d-{MEMBERS}": "1"}).status_code == 302
    mine.refresh_from_db()
    assert mine.values[MEMBERS] == 10
    assert head.post(f"{REPORT}luu/", stale | {f"k-{MEMBERS}": "10"}).status_code == 302
    mine.refresh_from_db()
    assert mine.values[MEMBERS] == 11


def test_both_texts_stand_on_the_page_with_the_words_that_differ(
    cast: Cast, collection: Collection, mine: Submission
) -> None:
    save(cast, mine, texts={0: "Còn chậm ở hai nơi."})
    stale = form_of(as_(cast.unit_head)) | {"t-0": "Còn chậm ở bốn nơi."}
    save(cast, mine, texts={0: "Còn chậm ở ba nơi."})
    head = as_(cast.unit_head)
    page = head.post(f"{REPORT}luu/", stale).content.decode()
    assert "<del>ba </del>" in page and "<ins>bốn </ins>" in page
    seen = page.split('name="m-0" value="')[1].split('"')[0]
    assert head.post(f"{REPORT}luu/", stale | {"o-0": "1"}).status_code == 302
    assert mine.texts.get().text == "Còn chậm ở ba nơi."
    assert head.post(f"{REPORT}luu/", stale | {"m-0": seen}).status_code == 302
    assert mine.texts.get().text == "Còn chậm ở bốn nơi."


def test_reason_nobody_touched_leaves_the_later_reason(
    cast: Cast, collection: Collection, mine: Submission
) -> None:
    save(cast, mine, notes={MEMBERS: "Một."})
    stale = {f"n-{MEMBERS}": "Một.", f"w-{MEMBERS}": "Một."}
    save(cast, mine, notes={MEMBERS: "Hai."})
    as_(cast.unit_head).post(f"{REPORT}luu/", stale)
    mine.refresh_from_db()
    assert mine.notes == {str(MEMBERS): "Hai."}


def fragment(client: Client, fields: dict[str, str], name: str) -> str:
    headers = {"HX-Request": "true", "HX-Trigger-Name": name}
    return client.post(f"{REPORT}luu/", fields, headers=headers).content.decode()


def test_saved_cell_says_how_it_was_understood_and_what_its_figure_is(
    cast: Cast, collection: Collection
) -> None:
    sent = {f"v-{MEMBERS}": "hơn 1.200", f"b-{MEMBERS}": ""}
    row = fragment(as_(cast.unit_reporter), sent, f"v-{MEMBERS}")
    assert "Hiểu là hơn 1.200: hơn một nghìn hai trăm." in row
    assert 'value="hơn 1.200"' in row and f'name="x-{MEMBERS}" value="more_than"' in row


def test_page_says_what_was_filled_by_registers(cast: Cast, collection: Collection) -> None:
    world.REGISTER[cast.office.pk] = sources.SourceCount(3, ("A", "B", "C"))
    page = as_(cast.unit_reporter).get(REPORT).content.decode()
    assert "<b>1</b> trong 5 dòng được điền từ sổ." in page


@given(first=st.text("ab .\n", max_size=40), second=st.text("ab .\n", max_size=40))
def test_pieces_make_up_both_texts(first: str, second: str) -> None:
    pieces = word_changes(first, second)
    assert "".join(one.text for one in pieces if one.kind != "new") == first
    assert "".join(one.text for one in pieces if one.kind != "gone") == second


def test_pieces_of_long_texts_are_whole_sentences() -> None:
    first = "Câu này giữ nguyên. " * 400
    assert word_changes(first + "Cũ.", first + "Mới.")[-2:] == [Piece("gone", "Cũ."), Piece("new", "Mới.")]


@given(value=st.integers(1000, 999_999))
def test_every_figure_with_one_dot_is_read_as_thousands_and_said_in_words(value: int) -> None:
    typed = format_count(value)
    assert echo(COUNT, typed, read_cell(COUNT, typed)).startswith(f"Hiểu là {typed}: ")


def test_panel_of_a_line_offers_what_its_figure_can_be(
    cast: Cast, collection: Collection, mine: Submission
) -> None:
    save(cast, mine, {MEMBERS: "ước 10"}, notes={MEMBERS: "Chờ số chính thức."})
    panel = (
        as_(cast.unit_reporter)
        .get(f"{REPORT}dong/{MEMBERS}/", headers={"HX-Request": "true"})
        .content.decode()
    )
    assert '<option value="estimated" selected>ước</option>' in panel
    assert "Chờ số chính thức.</textarea>" in panel
    assert "ước 10" in panel


def test_total_says_which_units_gave_a_figure_that_is_not_exact(cast: Cast, collection: Collection) -> None:
    accepted(collection, row(cast.office, 1200, 5), row(cast.hospital, 35, 5), row(cast.department, 7, 5))
    words = {cast.office: "more_than", cast.hospital: "estimated"}
    for unit, word in words.items():
        Submission.objects.filter(collection=collection, unit=unit).update(qualifiers={str(MEMBERS): word})
    found = total(collection, cast.bloc)
    said = {one.line.position: one.inexact.words for one in found.lines if one.inexact}
    assert said == {MEMBERS: "trong đó 2 số gần đúng", SHARE: "trong đó 2 số gần đúng"}
    made = what_makes(collection, found.lines[MEMBERS].line, cast.bloc)
    assert [(part.word, part.value) for part in made.parts] == [("hơn", 1200), ("ước", 35), ("", 7)]
    assert [one.split(":")[0] for one in made.inexact] == ["hơn", "ước"]
    Submission.objects.filter(collection=collection, unit=cast.office).update(qualifiers={})
    assert {one.inexact.words for one in total(collection, cast.bloc).lines if one.inexact} == {
        "trong đó 1 số ước"
    }


def test_line_that_does_not_apply_is_neither_missing_nor_in_the_rate(
    cast: Cast, collection: Collection
) -> None:
    accepted(collection, row(cast.office, 10, 5), row(cast.hospital, 10, 10))
    one = Submission.objects.get(collection=collection, unit=cast.hospital)
    one.values[STUDIED] = None
    one.not_applicable = one.said_not_applicable = [STUDIED, SHARE]
    one.save()
    lines = total(collection, cast.bloc).lines
    studied, share = lines[STUDIED].accepted, lines[SHARE].accepted
    assert (studied.value, studied.reported, studied.missing, studied.not_asked) == (5, 1, 0, 1)
    assert (share.value, share.reported, share.missing, share.not_asked) == (Decimal("0.5"), 1, 0, 1)


def test_officer_sees_both_figures_where_a_register_was_overruled(cast: Cast, collection: Collection) -> None:
    world.REGISTER[cast.office.pk] = sources.SourceCount(3, ("A", "B", "C"))
    overruled = row(
        cast.office,
        10,
        5,
        values={"M04": 5},
        overruled=["M04"],
        notes={"M04": "Hai mô hình chưa vào sổ."},
        state=SubmissionState.SUBMITTED,
        submitted_at=clock.now(),
        submitted_by=cast.unit_head,
    )
    accepted(collection, overruled)
    page = as_(cast.propaganda_officer).get(REPORT).content.decode()
    assert "đơn vị báo <b>5</b>, sổ có <b>3</b>." in page
    assert "Lý do: Hai mô hình chưa vào sổ." in page
    assert "<b>1</b> dòng báo khác số trong sổ." in page
