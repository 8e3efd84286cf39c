"""Texts of reports that wait for acceptance: marked too, kept as they were read, and told when the unit says something else."""

from io import BytesIO

import docx
import pytest
from django.test import Client
from openpyxl import load_workbook

from lantoa.accounts.models import User
from lantoa.core.errors import Conflict, Refused
from lantoa.core.text import text_mark
from lantoa.reporting.models import Collection, NarrativePoint, Submission, SubmissionText
from lantoa.reporting.queries.narratives.drafts import draft_of
from lantoa.reporting.queries.narratives.points import PointRow, points_of
from lantoa.reporting.services import narratives as compiling
from lantoa.reporting.services.submissions import accept, send_back
from tests.cast import Cast
from tests.reporting import narratives_world as told
from tests.reporting.narratives_world import ADDRESS, DEPARTMENT

AGAIN = "Sở đã kiểm tra việc làm theo ở các phòng."


@pytest.fixture
def collection(cast: Cast) -> Collection:
    return told.written(cast)


@pytest.fixture
def officer(client: Client, cast: Cast) -> Client:
    client.force_login(cast.propaganda_officer)
    return client


def waiting(cast: Cast, collection: Collection) -> SubmissionText:
    return told.text_of(collection, cast.department)


def report(collection: Collection, cast: Cast) -> Submission:
    return Submission.objects.select_related("unit", "collection__owner").get(
        collection=collection, unit=cast.department
    )


def returned(cast: Cast, collection: Collection) -> None:
    send_back(actor=cast.propaganda_officer, submission=report(collection, cast), reason="Viết rõ hơn.")


def sent_again(collection: Collection, cast: Cast, text: str) -> None:
    """The unit writes other words and sends them."""
    SubmissionText.objects.filter(submission__unit=cast.department, submission__collection=collection).update(
        text=text
    )
    Submission.objects.filter(collection=collection, unit=cast.department).update(state="submitted")


def point(collection: Collection) -> PointRow:
    (found,) = points_of(collection)[told.question(collection).pk]
    return found


def changes(row: PointRow) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text.strip()) for piece in row.sources[0].changes if piece.kind != "same"]


def test_waiting_text_is_quoted_and_the_point_says_that_it_waits(cast: Cast, collection: Collection) -> None:
    compiling.quote(actor=cast.propaganda_officer, text=waiting(cast, collection))
    row = point(collection)
    assert (row.passages, row.sources[0].is_waiting, row.sources[0].changed) == ([DEPARTMENT], True, False)
    (source,) = draft_of(collection).sources
    assert (source.is_waiting, source.is_changed) == (True, False)


def test_acceptance_with_the_same_words_settles_the_point(cast: Cast, collection: Collection) -> None:
    compiling.quote(actor=cast.propaganda_officer, text=waiting(cast, collection))
    accept(actor=cast.propaganda_officer, submission=report(collection, cast))
    source = point(collection).sources[0]
    assert (source.is_waiting, source.changed, source.renewable) == (False, False, False)


def test_returned_report_keeps_the_words_that_were_read_and_shows_no_draft(
    cast: Cast, collection: Collection
) -> None:
    compiling.quote(actor=cast.propaganda_officer, text=waiting(cast, collection))
    returned(cast, collection)
    SubmissionText.objects.filter(submission__unit=cast.department).update(text="Nháp riêng của Sở.")
    row = point(collection)
    assert (row.passages, row.sources[0].is_with_unit, row.sources[0].now) == ([DEPARTMENT], True, None)
    assert changes(row) == []


def test_report_sent_again_with_other_words_says_which(cast: Cast, collection: Collection) -> None:
    compiling.quote(actor=cast.propaganda_officer, text=waiting(cast, collection))
    returned(cast, collection)
    sent_again(collection, cast, AGAIN)
    row = point(collection)
    assert row.passages == [DEPARTMENT]
    assert changes(row) == [("gone", "chưa"), ("new", "đã")]
    assert draft_of(collection).sources[0].is_changed


def test_point_takes_the_new_words_where_its_passages_are_still_there(
    cast: Cast, collection: Collection
) -> None:
    merged = compiling.merge(
        actor=cast.propaganda_officer, text=waiting(cast, collection), wording="Các sở kiểm tra chưa đều."
    )
    sent_again(collection, cast, AGAIN)
    compiling.renew_source(actor=cast.propaganda_officer, point=merged, source_id=merged.sources.get().pk)
    source = point(collection).sources[0]
    assert (source.changed, source.source.words) == (False, AGAIN)


def test_quote_that_is_gone_from_the_new_words_is_refused_and_stays(
    cast: Cast, collection: Collection
) -> None:
    quoted = compiling.quote(actor=cast.propaganda_officer, text=waiting(cast, collection))
    sent_again(collection, cast, AGAIN)
    with pytest.raises(Refused, match="Bản mới không còn nguyên văn đoạn đã trích"):
        compiling.renew_source(actor=cast.propaganda_officer, point=quoted, source_id=quoted.sources.get().pk)
    assert point(collection).passages == [DEPARTMENT]


def test_source_that_is_with_its_unit_is_not_renewed(cast: Cast, collection: Collection) -> None:
    merged = compiling.merge(
        actor=cast.propaganda_officer, text=waiting(cast, collection), wording="Kiểm tra chưa đều."
    )
    returned(cast, collection)
    with pytest.raises(Refused, match="đang ở đơn vị"):
        compiling.renew_source(actor=cast.propaganda_officer, point=merged, source_id=merged.sources.get().pk)


def test_mark_on_words_that_were_sent_again_meanwhile_is_a_conflict(
    cast: Cast, collection: Collection
) -> None:
    text = waiting(cast, collection)
    seen = text_mark(text.text)
    sent_again(collection, cast, AGAIN)
    with pytest.raises(Conflict, match="Đơn vị đã gửi lại lời văn này"):
        compiling.quote(actor=cast.propaganda_officer, text=text, sentences=[0], seen=seen)
    assert not NarrativePoint.objects.exists()


def test_text_that_is_with_its_unit_is_not_marked(cast: Cast, collection: Collection) -> None:
    text = waiting(cast, collection)
    returned(cast, collection)
    for mark in (compiling.quote, compiling.leave_out):
        with pytest.raises(Refused, match="đang ở đơn vị"):
            mark(actor=cast.propaganda_officer, text=text)


def test_left_out_text_is_unread_again_once_its_words_are_others(
    officer: Client, cast: Cast, collection: Collection
) -> None:
    compiling.leave_out(actor=cast.propaganda_officer, text=waiting(cast, collection), reason="Chung chung")
    address = f"{ADDRESS}?danh-dau=khong-dung"
    assert 'id="dv-SONV"' in officer.get(address).content.decode()
    returned(cast, collection)
    sent_again(collection, cast, AGAIN)
    assert 'id="dv-SONV"' not in officer.get(address).content.decode()
    page = officer.get(f"{ADDRESS}?danh-dau=chua-xem").content.decode()
    assert "đơn vị gửi lại với lời khác" in page
    assert "<del>chưa </del><ins>đã </ins>" in page


def test_point_on_the_page_shows_the_words_that_changed(
    officer: Client, cast: Cast, collection: Collection
) -> None:
    compiling.quote(actor=cast.propaganda_officer, text=waiting(cast, collection))
    assert "báo cáo chờ duyệt" in officer.get(ADDRESS).content.decode()
    returned(cast, collection)
    assert "báo cáo đã trả lại, đang ở đơn vị" in officer.get(ADDRESS).content.decode()
    sent_again(collection, cast, AGAIN)
    page = officer.get(ADDRESS).content.decode()
    assert "đơn vị đã gửi lại, lời văn đã đổi" in page
    assert "Dùng bản gửi lại" in page
    assert "<del>chưa </del><ins>đã </ins>" in page


def test_form_carries_the_mark_of_what_was_read(officer: Client, cast: Cast, collection: Collection) -> None:
    given = {"viec": "trich", "row_version": "0", "da_doc": text_mark(DEPARTMENT)}
    sent_again(collection, cast, AGAIN)
    answer = officer.post(f"{ADDRESS}SONV/", given)
    assert (answer.status_code, NarrativePoint.objects.count()) == (409, 0)
    assert "Đơn vị đã gửi lại lời văn này" in answer.content.decode()
    given["da_doc"] = text_mark(AGAIN)
    assert officer.post(f"{ADDRESS}SONV/", given).status_code == 302


def test_waiting_amendment_leaves_the_accepted_words_to_be_used(cast: Cast, collection: Collection) -> None:
    told.amended(collection, cast.office, cast.unit_head, "Lời bổ sung.")
    second = told.text_of(collection, cast.office, 2)
    Submission.objects.filter(pk=second.submission_id).update(state="submitted")
    with pytest.raises(Refused, match="Bản bổ sung này chờ duyệt"):
        compiling.quote(actor=cast.propaganda_officer, text=told.text_of(collection, cast.office, 2))


# --- the list as a file ---------------------------------------------------------------------------------------------


def opened(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_list_is_taken_as_a_workbook_as_it_is_narrowed(
    officer: Client, cast: Cast, collection: Collection
) -> None:
    compiling.quote(actor=cast.propaganda_officer, text=told.text_of(collection, cast.office), sentences=[0])
    answer = officer.get(f"{ADDRESS}tep/")
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0] in ("VPTU", "BENHVIEN", "SONV")]
    assert [(row[0], row[3]) for row in rows] == [
        ("VPTU", "Đã trích"),
        ("BENHVIEN", "Chưa xem xét"),
        ("SONV", "Chờ duyệt; Chưa xem xét"),
    ]
    assert rows[0][4] == told.OFFICE
    narrowed = officer.get(f"{ADDRESS}tep/?danh-dau=trich")
    sheet = load_workbook(BytesIO(narrowed.content)).active
    assert sheet is not None
    values = [str(value) for row in sheet.iter_rows(values_only=True) for value in row if value]
    assert "Chỉ gồm: đánh dấu: trích nguyên văn." in values
    assert [value for value in values if value in ("VPTU", "BENHVIEN", "SONV")] == ["VPTU"]


def test_list_is_taken_as_a_word_file_letter_by_letter(
    officer: Client, cast: Cast, collection: Collection
) -> None:
    answer = officer.get(f"{ADDRESS}tep/?dang=docx&tim=truc+ca")
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    paragraphs = [one.text for one in docx.Document(BytesIO(answer.content)).paragraphs]
    assert told.HOSPITAL in paragraphs
    assert not any(DEPARTMENT in one for one in paragraphs)
    assert any("có chữ «truc ca»" in one for one in paragraphs)


def test_list_as_a_file_is_for_who_compiles(cast: Cast, collection: Collection) -> None:
    assert opened(cast.unit_head).get(f"{ADDRESS}tep/").status_code in (403, 404)
