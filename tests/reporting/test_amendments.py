"""Amending an accepted report: begun by the head with a reason, counted once accepted, given up without a trace in the totals."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lantoa.core.errors import Forbidden, Refused
from lantoa.reporting.models import Collection, Submission
from lantoa.reporting.queries.collections import counters, owed_by
from lantoa.reporting.queries.totals import total
from lantoa.reporting.services.amendments import start_amendment, withdraw_amendment
from lantoa.reporting.services.collections import close_collection
from lantoa.reporting.services.entry import Entries, save_values
from lantoa.reporting.services.submissions import accept, hand_over, send_back, submit
from tests.cast import Cast
from tests.reporting.test_views import as_
from tests.reporting.world import SESSIONS, accepted, row, story

REPORT = "/bao-cao/BCQ-2021Q1/VPTU/"
WHY = "Sót hai lớp của quý"


@pytest.fixture
def collection(cast: Cast) -> Collection:
    made = story(cast)
    accepted(made, row(cast.office, 10, 8, 2))
    return made


def begun(cast: Cast, collection: Collection) -> Submission:
    [first] = Submission.objects.filter(unit=cast.office, state="accepted", superseded_at=None)
    return start_amendment(actor=cast.unit_head, submission=first, reason=WHY)


def sent(cast: Cast, amended: Submission, sessions: str = "5") -> Submission:
    save_values(actor=cast.unit_reporter, submission=amended, entries=Entries({SESSIONS: sessions}))
    hand_over(actor=cast.unit_reporter, submission=amended)
    return submit(actor=cast.unit_head, submission=amended, key=uuid.uuid4())


def in_total(cast: Cast, collection: Collection) -> object:
    [line] = [one for one in total(collection, cast.bloc).lines if one.line.position == SESSIONS]
    return line.accepted.value


def test_accepted_version_goes_on_counting_until_the_next_is_accepted(
    cast: Cast, collection: Collection
) -> None:
    amended = begun(cast, collection)
    assert counters(collection, cast.bloc).accepted == 1
    sent(cast, amended)
    assert in_total(cast, collection) == 2
    accept(actor=cast.propaganda_officer, submission=amended)
    assert in_total(cast, collection) == 5


def test_unit_with_an_amendment_is_not_overdue_and_finds_it_first(cast: Cast, collection: Collection) -> None:
    begun(cast, collection)
    first = owed_by(cast.unit_head)[0]
    assert (first.report_state, first.latest_state, first.amending, first.is_late) == (
        "accepted",
        "draft",
        True,
        False,
    )
    assert "Đang lập bản bổ sung" in as_(cast.unit_head).get("/bao-cao/").content.decode()


def test_amendment_is_taken_after_the_collection_has_closed(cast: Cast, collection: Collection) -> None:
    close_collection(actor=cast.propaganda_officer, collection=collection)
    amended = sent(cast, begun(cast, collection))
    accept(actor=cast.propaganda_officer, submission=amended)
    assert in_total(cast, collection) == 5


def test_only_the_head_amends_with_a_reason_and_one_at_a_time(cast: Cast, collection: Collection) -> None:
    [first] = Submission.objects.filter(collection=collection, unit=cast.office)
    with pytest.raises(Forbidden):
        start_amendment(actor=cast.unit_reporter, submission=first, reason=WHY)
    with pytest.raises(Refused, match="Ghi lý do"):
        start_amendment(actor=cast.unit_head, submission=first, reason=" ")
    begun(cast, collection)
    with pytest.raises(Refused, match="bản mới nhất"):
        start_amendment(actor=cast.unit_head, submission=first, reason=WHY)


def test_amendment_given_up_is_kept_and_the_next_one_has_a_number_of_its_own(
    cast: Cast, collection: Collection
) -> None:
    standing = withdraw_amendment(actor=cast.unit_head, submission=begun(cast, collection))
    assert (standing.version_number, standing.is_latest) == (1, True)
    assert begun(cast, collection).version_number == 3
    states = (
        Submission.objects.filter(unit=cast.office).order_by("version_number").values_list("state", flat=True)
    )
    assert list(states) == ["accepted", "withdrawn", "draft"]
    assert in_total(cast, collection) == 2


def test_what_was_sent_or_was_never_accepted_is_not_given_up(cast: Cast, collection: Collection) -> None:
    amended = sent(cast, begun(cast, collection))
    with pytest.raises(Refused, match="đang ở đơn vị"):
        withdraw_amendment(actor=cast.unit_head, submission=amended)
    send_back(actor=cast.propaganda_officer, submission=amended, reason="Xem lại")
    with pytest.raises(Forbidden):
        withdraw_amendment(actor=cast.unit_reporter, submission=amended)
    assert withdraw_amendment(actor=cast.unit_head, submission=amended).version_number == 1
    draft = Submission.objects.get(collection=collection, unit=cast.hospital)
    with pytest.raises(Refused):
        withdraw_amendment(actor=cast.hospital_head, submission=draft)


def test_superiors_read_the_accepted_version_while_the_amendment_is_with_the_unit(
    cast: Cast, collection: Collection
) -> None:
    amended = begun(cast, collection)
    officer = as_(cast.propaganda_officer)
    page = officer.get(REPORT)
    assert (page.context["submission"].version_number, WHY in page.content.decode()) == (1, False)
    assert officer.get(f"{REPORT}cac-ban/").context["compared"] is None
    assert officer.get(f"{REPORT}cac-ban/?tu=1&den=2").context["compared"] is None
    sent(cast, amended)
    page = officer.get(REPORT)
    assert (page.context["submission"].version_number, WHY in page.content.decode()) == (2, True)


def test_versions_stand_side_by_side_with_what_differs_marked(cast: Cast, collection: Collection) -> None:
    accept(actor=cast.propaganda_officer, submission=sent(cast, begun(cast, collection)))
    page = as_(cast.propaganda_officer).get(f"{REPORT}cac-ban/")
    compared = page.context["compared"]
    differing = [
        (one.line.position, one.before, one.after)
        for part in compared.sections
        for one in part.lines
        if one.differs
    ]
    assert (differing, compared.changes) == ([(SESSIONS, "2", "5")], 1)
    assert "<del>2</del>" in page.content.decode()
    assert [(one.number, one.counts) for one in page.context["rows"]] == [(2, True), (1, False)]


@pytest.mark.parametrize("query", ["?tu=1&den=3", "?tu=2&den=1", "?den=1", "?tu=9"])
def test_versions_that_do_not_exist_are_not_found(cast: Cast, collection: Collection, query: str) -> None:
    accept(actor=cast.propaganda_officer, submission=sent(cast, begun(cast, collection)))
    assert as_(cast.propaganda_officer).get(f"{REPORT}cac-ban/{query}").status_code == 404


def test_head_amends_and_gives_up_on_screen(cast: Cast, collection: Collection) -> None:
    head = as_(cast.unit_head)
    assert "Lập bản bổ sung" in head.get(REPORT).content.decode()
    assert "Lập bản bổ sung" not in as_(cast.unit_reporter).get(REPORT).content.decode()
    refused = head.post(f"{REPORT}bo-sung/", {"reason": "x" * 501})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["reason"])
    assert refused.context["form"]["reason"].value() == "x" * 501
    assert head.post(f"{REPORT}bo-sung/", {"reason": WHY}).headers["Location"] == REPORT
    page = head.get(REPORT).content.decode()
    assert WHY in page
    assert "Rút bản bổ sung" in page
    assert head.post(f"{REPORT}bo-sung/", {"reason": WHY}).status_code == 422
    head.post(f"{REPORT}bo-sung/rut/")
    assert "Lập bản bổ sung" in head.get(REPORT).content.decode()
    assert head.post(f"{REPORT}bo-sung/rut/").status_code == 422


def test_reasons_typed_at_lines_stay_when_the_return_is_refused(cast: Cast, collection: Collection) -> None:
    sent(cast, begun(cast, collection))
    officer = as_(cast.propaganda_officer)
    page = officer.post(f"{REPORT}tra-lai/", {"reason": "", f"l-{SESSIONS}": "Đếm lại lớp"})
    assert page.status_code == 422
    assert 'value="Đếm lại lớp"' in page.content.decode()
    officer.post(f"{REPORT}tra-lai/", {"reason": "Chưa khớp", f"l-{SESSIONS}": "Đếm lại lớp"})
    unit = as_(cast.unit_reporter).get(REPORT).content.decode()
    assert "Đếm lại lớp" in unit


@pytest.mark.parametrize(
    "sent_along", [{"reason": "x" * 2001}, {"reason": "Sai", "l-3": "x" * 301}, {"reason": "a\x07b"}]
)
def test_reasons_that_cannot_be_kept_are_refused(
    cast: Cast, collection: Collection, sent_along: dict[str, str]
) -> None:
    sent(cast, begun(cast, collection))
    page = as_(cast.propaganda_officer).post(f"{REPORT}tra-lai/", sent_along)
    assert page.status_code == 422
    assert Submission.objects.filter(state="returned").count() == 0


def test_report_page_takes_as_many_statements_for_one_version_as_for_three(
    cast: Cast, collection: Collection
) -> None:
    head = as_(cast.propaganda_officer)
    counts = [_statements(head)]
    for sessions in ("5", "6"):
        accept(actor=cast.propaganda_officer, submission=sent(cast, begun(cast, collection), sessions))
        counts.append(_statements(head))
    assert counts == counts[:1] * 3


def _statements(client: Client) -> int:
    client.get(REPORT)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(REPORT).status_code == 200
    return len(seen)
