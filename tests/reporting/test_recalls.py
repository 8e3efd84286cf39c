"""Taking back what was sent: by the head, with a reason, while nobody has decided and the collection takes reports."""

import uuid
from datetime import timedelta

import pytest

from lantoa.audit.models import Entry
from lantoa.core import clock
from lantoa.core.errors import Forbidden, Refused
from lantoa.reporting.choices import SubmissionState
from lantoa.reporting.models import Collection, Obligation, Submission
from lantoa.reporting.queries.submissions import get_report
from lantoa.reporting.services.amendments import start_amendment
from lantoa.reporting.services.collections import close_collection
from lantoa.reporting.services.entry import Entries, save_values
from lantoa.reporting.services.obligations import agree_late
from lantoa.reporting.services.recalls import recall
from lantoa.reporting.services.submissions import accept, hand_over, send_back, submit
from tests.cast import Cast
from tests.reporting.test_views import REPORT, TOTALS, as_
from tests.reporting.world import FOUND, MEMBERS, SESSIONS, STUDIED, accepted, draft, row, story

WHOLE = {MEMBERS: "10", STUDIED: "8", SESSIONS: "2", FOUND: "0"}
WHY = "Nhầm số lớp của chi bộ."


@pytest.fixture
def collection(cast: Cast) -> Collection:
    return story(cast)


@pytest.fixture
def sent(cast: Cast, collection: Collection) -> Submission:
    return _sent(cast, draft(collection, cast.office), "2")


def _sent(cast: Cast, submission: Submission, sessions: str) -> Submission:
    entries = Entries(WHOLE | {SESSIONS: sessions})
    submission = save_values(actor=cast.unit_reporter, submission=submission, entries=entries).submission
    submission = hand_over(actor=cast.unit_reporter, submission=submission)
    return submit(actor=cast.unit_head, submission=submission, key=uuid.uuid4())


def first_sent(cast: Cast, collection: Collection) -> object:
    return Obligation.objects.get(collection=collection, unit=cast.office).first_sent_at


def test_head_takes_a_waiting_report_back_and_sends_it_again(
    cast: Cast, collection: Collection, sent: Submission
) -> None:
    back = recall(actor=cast.unit_head, submission=sent, reason=f"  {WHY}\u200b ")
    assert (back.state, back.recall_reason, first_sent(cast, collection)) == ("draft", WHY, None)
    entry = Entry.objects.get(act="submission.recalled")
    assert (entry.after, entry.actor_id) == ({"reason": WHY}, cast.unit_head.pk)
    with pytest.raises(Forbidden, match=f"Đơn vị đã thu hồi báo cáo này lúc .* để sửa: {WHY}"):
        get_report(cast.propaganda_officer, collection.code, "VPTU")
    again = _sent(cast, back, "3")
    assert (again.state, again.recalled_at, again.recall_reason) == ("submitted", None, "")
    assert first_sent(cast, collection) == again.submitted_at


def test_sending_before_the_one_that_was_taken_back_still_counts_as_the_first(
    cast: Cast, collection: Collection, sent: Submission
) -> None:
    began = first_sent(cast, collection)
    back = send_back(actor=cast.propaganda_officer, submission=sent, reason="Xem lại số lớp")
    with clock.set_to(clock.now() + timedelta(days=1)):
        recall(actor=cast.unit_head, submission=_sent(cast, back, "4"), reason=WHY)
    assert first_sent(cast, collection) == began


@pytest.mark.parametrize("name", ["unit_reporter", "propaganda_officer", "province_lead", "hospital_head"])
def test_nobody_but_the_head_takes_it_back(cast: Cast, sent: Submission, name: str) -> None:
    with pytest.raises(Forbidden):
        recall(actor=getattr(cast, name), submission=sent, reason=WHY)


def test_report_that_was_decided_on_is_not_taken_back(cast: Cast, sent: Submission) -> None:
    returned = send_back(actor=cast.propaganda_officer, submission=sent, reason="Xem lại")
    with pytest.raises(Refused, match="không còn chờ duyệt"):
        recall(actor=cast.unit_head, submission=returned, reason=WHY)
    accept(actor=cast.propaganda_officer, submission=_sent(cast, returned, "2"))
    with pytest.raises(Refused, match="đã được duyệt, không thu hồi được nữa"):
        recall(actor=cast.unit_head, submission=returned, reason=WHY)


def test_report_that_was_taken_back_is_not_decided_on(cast: Cast, sent: Submission) -> None:
    recall(actor=cast.unit_head, submission=sent, reason=WHY)
    with pytest.raises(Refused, match="không còn chờ duyệt"):
        accept(actor=cast.propaganda_officer, submission=sent)
    with pytest.raises(Refused, match="không còn chờ duyệt"):
        send_back(actor=cast.propaganda_officer, submission=sent, reason="Sai")


def test_handed_over_report_was_not_sent(cast: Cast, collection: Collection) -> None:
    submission = draft(collection, cast.office)
    save_values(actor=cast.unit_reporter, submission=submission, entries=Entries(WHOLE))
    handed = hand_over(actor=cast.unit_reporter, submission=submission)
    with pytest.raises(Refused, match="không còn chờ duyệt"):
        recall(actor=cast.unit_head, submission=handed, reason=WHY)


def test_closed_collection_keeps_what_was_sent_unless_more_time_was_agreed(
    cast: Cast, collection: Collection, sent: Submission
) -> None:
    close_collection(actor=cast.propaganda_officer, collection=collection)
    with pytest.raises(Refused, match="Kỳ báo cáo đã đóng"):
        recall(actor=cast.unit_head, submission=sent, reason=WHY)
    assert "Chỉ thu hồi được báo cáo đã gửi" in as_(cast.unit_head).get(f"{REPORT}thu-hoi/").content.decode()
    agree_late(
        actor=cast.propaganda_officer,
        collection=collection,
        units=[cast.office],
        until=clock.now() + timedelta(days=2),
        reason="Bão số 3",
    )
    assert recall(actor=cast.unit_head, submission=sent, reason=WHY).state == SubmissionState.DRAFT


def test_amendment_that_waits_is_taken_back_and_the_accepted_version_counts(
    cast: Cast, collection: Collection
) -> None:
    [first] = accepted(collection, row(cast.office, 10, 8, 2))
    amended = start_amendment(actor=cast.unit_head, submission=first, reason="Sót một lớp")
    back = recall(actor=cast.unit_head, submission=_sent(cast, amended, "3"), reason=WHY)
    first.refresh_from_db()
    assert (back.state, first.state, first.superseded_at) == ("draft", "accepted", None)
    assert get_report(cast.propaganda_officer, collection.code, "VPTU").submission == first


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("", "Ô này chưa có nội dung"),
        ("\u200b \u2060", ""),
        ("…", "Mục này chưa có nội dung."),
        ("Không", "Mục này chưa có nội dung."),
        ("dài " * 130, ""),
        ("a\x00b", ""),
    ],
)
def test_reason_that_says_nothing_is_refused_and_kept(
    cast: Cast, collection: Collection, sent: Submission, reason: str, sentence: str
) -> None:
    answer = as_(cast.unit_head).post(f"{REPORT}thu-hoi/", {"reason": reason})
    assert 400 <= answer.status_code < 500
    assert not sentence or sentence in answer.content.decode() or reason == ""
    assert draft(collection, cast.office).state == SubmissionState.SUBMITTED


def test_the_way_over_the_pages(cast: Cast, collection: Collection, sent: Submission) -> None:
    head, officer = as_(cast.unit_head), as_(cast.propaganda_officer)
    assert f'href="{REPORT}thu-hoi/"' in head.get(REPORT).content.decode()
    assert f'href="{REPORT}thu-hoi/"' not in officer.get(REPORT).content.decode()
    assert head.post(f"{REPORT}thu-hoi/", {"reason": WHY})["Location"] == REPORT
    assert WHY in head.get(REPORT).content.decode()
    board = officer.get(f"{TOTALS}dieu-hanh/").content.decode()
    assert ("Thu hồi lúc" in board, WHY in board) == (True, True)
    refused = officer.get(REPORT)
    assert (refused.status_code, WHY.rstrip(".") in refused.content.decode()) == (403, True)
