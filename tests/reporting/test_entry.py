"""Typing figures: what is read, what is refused, what two people at once may do."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from lantoa.core import clock
from lantoa.core.errors import Conflict, Forbidden, Refused
from lantoa.core.text import text_mark
from lantoa.reporting import sources
from lantoa.reporting.choices import SubmissionState
from lantoa.reporting.models import Submission, SubmissionText
from lantoa.reporting.services.entry import Entries, save_values
from lantoa.reporting.services.submissions import hand_over
from tests.cast import Cast
from tests.reporting import world
from tests.reporting.world import FOUND, MEMBERS, MOST, SESSIONS, SHARE, STUDIED, draft, story


@pytest.fixture
def mine(cast: Cast) -> Submission:
    return draft(story(cast), cast.office)


def typed(cast: Cast, submission: Submission, values: dict[int, str], **more: object) -> dict[int, str]:
    """Save; returns the sentences of the refused cells."""
    saved = save_values(actor=cast.unit_reporter, submission=submission, entries=Entries(values, **more))  # type: ignore[arg-type]
    return {place: cell.sentence for place, cell in saved.refused.items()}


@pytest.mark.parametrize(
    ("text", "value"),
    [("1234", 1234), ("1.234", 1234), ("1 234", 1234), ("0", 0), ("", None), ("  ", None)],
)
def test_count_cell_reads_vietnamese_numbers(
    cast: Cast, mine: Submission, text: str, value: int | None
) -> None:
    assert typed(cast, mine, {SESSIONS: text}) == {}
    mine.refresh_from_db()
    assert mine.values[SESSIONS] == value


@pytest.mark.parametrize(
    ("position", "text", "sentence"),
    [
        (SESSIONS, "1.5", "«1.5» là 1,5 hay 15? Ô này chỉ nhận số nguyên."),
        (SESSIONS, "1,5", "Ô này chỉ nhận số nguyên, không có phần thập phân."),
        (SESSIONS, "10,000", "«10,000»: nếu là mười nghìn, hãy nhập 10.000 hoặc 10000."),
        (SESSIONS, "-1", "Số lượng không được âm."),
        (SESSIONS, "−5", "Số lượng không được âm."),
        (SESSIONS, "NaN", "Chỉ nhập chữ số 0–9."),
        (SESSIONS, "1e5", "Chỉ nhập chữ số 0–9."),
        (SESSIONS, "٣", "Chỉ nhập chữ số 0–9."),
        (SESSIONS, "9999999999", "Số lớn quá: ô này nhận tối đa 999.999.999."),
        (
            SESSIONS,
            "không có",
            "«không có»: chưa báo cáo hay bằng 0? Nếu bằng 0, hãy nhập 0; nếu chưa có số liệu, hãy để trống.",
        ),
        (MOST, "1.5", "«1.5» là 1,5 hay 15? Hãy dùng dấu phẩy cho phần thập phân."),
        (MOST, "1,234.5", "Số «1,234.5» viết theo kiểu nước ngoài. Hãy nhập 1.234,5."),
        (SHARE, "97", "Dòng này được tính từ hai dòng khác, không nhập trực tiếp."),
    ],
)
def test_bad_cell_is_refused_with_its_sentence_and_changes_nothing(
    cast: Cast, mine: Submission, position: int, text: str, sentence: str
) -> None:
    assert typed(cast, mine, {position: text}) == {position: sentence}
    mine.refresh_from_db()
    assert mine.values[position] is None


def test_good_cells_are_saved_while_a_bad_one_keeps_what_was_typed(cast: Cast, mine: Submission) -> None:
    entries = Entries({MEMBERS: "10", SESSIONS: "1.5"})
    saved = save_values(actor=cast.unit_reporter, submission=mine, entries=entries)
    mine.refresh_from_db()
    assert (mine.values[MEMBERS], mine.values[SESSIONS]) == (Decimal(10), None)
    assert {place: cell.typed for place, cell in saved.refused.items()} == {SESSIONS: "1.5"}


def test_stale_form_without_its_bases_is_a_conflict(cast: Cast, mine: Submission) -> None:
    typed(cast, mine, {MEMBERS: "10"})
    with pytest.raises(Conflict, match=r"unit\.reporter đã lưu|unit_reporter đã lưu"):
        save_values(actor=cast.unit_head, submission=mine, entries=Entries({MEMBERS: "11"}), row_version=1)


def test_two_people_in_different_cells_both_keep_their_figures(cast: Cast, mine: Submission) -> None:
    typed(cast, mine, {MEMBERS: "10"})
    saved = save_values(
        actor=cast.unit_head,
        submission=mine,
        entries=Entries({STUDIED: "4"}, bases={STUDIED: ""}),
        row_version=1,
    )
    assert (saved.clean, saved.submission.values[MEMBERS], saved.submission.values[STUDIED]) == (True, 10, 4)


def test_two_people_in_one_cell_get_a_question(cast: Cast, mine: Submission) -> None:
    typed(cast, mine, {MEMBERS: "10"})
    saved = save_values(
        actor=cast.unit_head,
        submission=mine,
        entries=Entries({MEMBERS: "11"}, bases={MEMBERS: ""}),
        row_version=1,
    )
    assert saved.refused[MEMBERS].sentence == (
        f"{cast.unit_reporter.username} đã lưu 10 ở ô này. Chọn số giữ lại."
    )
    assert saved.submission.values[MEMBERS] == 10


def test_register_fills_its_line_until_overruled(cast: Cast, mine: Submission) -> None:
    world.REGISTER[cast.office.pk] = sources.SourceCount(3, ("A", "B", "C"))
    typed(cast, mine, {MEMBERS: "10"})
    mine.refresh_from_db()
    assert (mine.values[FOUND], mine.overruled) == (3, [])
    typed(cast, mine, {FOUND: "5"})
    mine.refresh_from_db()
    assert (mine.values[FOUND], mine.source_values[FOUND], mine.overruled) == (5, 3, [FOUND])
    typed(cast, mine, {FOUND: ""})
    mine.refresh_from_db()
    assert (mine.values[FOUND], mine.overruled) == (3, [])


def test_closed_collection_takes_nothing_and_says_so(cast: Cast, mine: Submission) -> None:
    with clock.set_to(date(2021, 4, 21)), pytest.raises(Refused, match="Kỳ báo cáo đã đóng"):
        typed(cast, mine, {MEMBERS: "10"})


def test_other_unit_and_superior_cannot_type(cast: Cast, mine: Submission) -> None:
    for user in (cast.outsider, cast.propaganda_officer, cast.province_lead, cast.auditor):
        with pytest.raises(Forbidden):
            save_values(actor=user, submission=mine, entries=Entries({MEMBERS: "10"}))


def test_words_are_kept_and_a_control_character_is_refused(cast: Cast, mine: Submission) -> None:
    typed(cast, mine, {}, texts={0: "Chưa đều.\r\nCòn chậm."})
    assert list(SubmissionText.objects.values_list("text", flat=True)) == ["Chưa đều.\nCòn chậm."]
    saved = save_values(actor=cast.unit_reporter, submission=mine, entries=Entries(texts={0: "a\x07"}))
    assert saved.refused_texts[0].typed == "a\x07"


def test_own_other_page_in_one_cell_gets_a_question(cast: Cast, mine: Submission) -> None:
    typed(cast, mine, {MEMBERS: "10"})
    stale = Entries({MEMBERS: "11"}, bases={MEMBERS: ""})
    saved = save_values(actor=cast.unit_reporter, submission=mine, entries=stale, row_version=1)
    assert saved.refused[MEMBERS].sentence == (
        "Anh/chị đã lưu 10 ở ô này trong một trang khác. Chọn số giữ lại."
    )


def test_words_saved_meanwhile_are_not_overwritten(cast: Cast, mine: Submission) -> None:
    typed(cast, mine, {}, texts={0: "Một."})
    stale = Entries(texts={0: "Hai."}, text_marks={0: text_mark("")})
    saved = save_values(actor=cast.unit_head, submission=mine, entries=stale)
    assert saved.refused_texts[0].sentence == (
        f"{cast.unit_reporter.username} đã lưu mục này sau khi anh/chị mở. "
        "Chọn bản giữ lại, hoặc ghép ý rồi giữ bản của mình."
    )
    assert list(SubmissionText.objects.values_list("text", flat=True)) == ["Một."]


def test_words_nobody_touched_leave_the_later_words(cast: Cast, mine: Submission) -> None:
    typed(cast, mine, {}, texts={0: "Một."})
    untouched = Entries({MEMBERS: "10"}, texts={0: ""}, text_marks={0: text_mark("")})
    assert save_values(actor=cast.unit_head, submission=mine, entries=untouched).clean
    assert list(SubmissionText.objects.values_list("text", flat=True)) == ["Một."]


def test_database_refuses_nan(cast: Cast, mine: Submission) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE reporting_submission SET values[1] = 'NaN' WHERE id = %s", [mine.pk])


def test_reporter_who_goes_on_typing_takes_the_report_back(cast: Cast, mine: Submission) -> None:
    typed(cast, mine, {MEMBERS: "10"})
    handed = hand_over(actor=cast.unit_reporter, submission=mine)
    assert handed.state == SubmissionState.HANDED
    typed(cast, mine, {MEMBERS: "11"})
    mine.refresh_from_db()
    assert mine.state == SubmissionState.DRAFT


def test_who_saves_without_typing_is_no_author(cast: Cast, mine: Submission) -> None:
    typed(cast, mine, {MEMBERS: "10"}, texts={0: "Có."})
    again = Entries({MEMBERS: "10"}, texts={0: "Có."}, bases={MEMBERS: "10"})
    saved = save_values(actor=cast.unit_head, submission=mine, entries=again)
    assert saved.submission.authors == [cast.unit_reporter.pk]
