"""Sending, returning, accepting: who, when, once."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Forbidden, Refused
from lantoa.organisation.access import roles_of
from lantoa.organisation.models import UnitKind
from lantoa.organisation.services.units import NewUnit, establish_units
from lantoa.reporting import permissions, sources
from lantoa.reporting.choices import SubmissionState
from lantoa.reporting.models import DirtyNode, Submission
from lantoa.reporting.queries.sheets import latest_version, shape_of
from lantoa.reporting.services.amendments import start_amendment
from lantoa.reporting.services.collections import close_collection
from lantoa.reporting.services.entry import Entries, save_values
from lantoa.reporting.services.obligations import agree_late
from lantoa.reporting.services.submissions import (
    accept,
    accept_many,
    hand_over,
    save_and_submit,
    send_back,
    submit,
)
from tests.cast import DECISION, Cast
from tests.reporting import world
from tests.reporting.world import (
    FOUND,
    MEMBERS,
    SESSIONS,
    STUDIED,
    accepted,
    draft,
    opened,
    published,
    row,
    story,
    waiting,
)

WHOLE = {MEMBERS: "10", STUDIED: "8", SESSIONS: "2", FOUND: "0"}


@pytest.fixture
def filled(cast: Cast) -> Submission:
    """The office's report, filled in by its reporter."""
    submission = draft(story(cast), cast.office)
    return save_values(actor=cast.unit_reporter, submission=submission, entries=Entries(WHOLE)).submission


def test_head_sends_what_the_reporter_filled_in(cast: Cast, filled: Submission) -> None:
    hand_over(actor=cast.unit_reporter, submission=filled)
    sent = submit(actor=cast.unit_head, submission=filled, key=uuid.uuid4())
    assert (sent.state, sent.submitted_by) == (SubmissionState.SUBMITTED, cast.unit_head)


def test_reporter_cannot_send(cast: Cast, filled: Submission) -> None:
    with pytest.raises(Forbidden):
        submit(actor=cast.unit_reporter, submission=filled, key=uuid.uuid4())


def test_head_who_typed_alone_cannot_send_where_there_is_a_reporter(cast: Cast) -> None:
    submission = draft(story(cast), cast.office)
    save_values(actor=cast.unit_head, submission=submission, entries=Entries(WHOLE))
    with pytest.raises(Forbidden, match="do một mình anh/chị nhập"):
        submit(actor=cast.unit_head, submission=submission, key=uuid.uuid4())
    hand_over(actor=cast.unit_reporter, submission=submission)
    assert submit(actor=cast.unit_head, submission=submission, key=uuid.uuid4()).state == "submitted"


def test_empty_report_is_refused(cast: Cast) -> None:
    submission = draft(story(cast), cast.office)
    for act in (hand_over, submit):
        with pytest.raises(Refused, match="Báo cáo chưa có số liệu nào"):
            act(
                actor=cast.unit_head,
                submission=submission,
                **({"key": uuid.uuid4()} if act is submit else {}),
            )


def test_missing_lines_are_listed_with_their_cells(cast: Cast) -> None:
    submission = draft(story(cast), cast.office)
    save_values(actor=cast.unit_reporter, submission=submission, entries=Entries({MEMBERS: "10"}))
    with pytest.raises(Refused) as refused:
        submit(actor=cast.unit_head, submission=submission, key=uuid.uuid4())
    assert refused.value.fields == {
        f"v-{STUDIED}": "Chưa nhập. Không có thì ghi 0.",
        f"v-{SESSIONS}": "Chưa nhập. Không có thì ghi 0.",
        f"f-{FOUND}": "Sổ có 0. Xác nhận, hoặc nhập số khác và ghi lý do.",
    }


def test_broken_hard_relation_stops_the_sending_with_both_figures(cast: Cast, filled: Submission) -> None:
    save_values(actor=cast.unit_reporter, submission=filled, entries=Entries({STUDIED: "12"}))
    with pytest.raises(Refused) as refused:
        submit(actor=cast.unit_head, submission=filled, key=uuid.uuid4())
    assert refused.value.fields == {
        f"v-{STUDIED}": "Lớn hơn tổng số đảng viên (10). Sửa số này, hoặc sửa số đảng viên."
    }


def test_figure_other_than_the_register_needs_a_reason(cast: Cast, filled: Submission) -> None:
    world.REGISTER[cast.office.pk] = sources.SourceCount(3)
    save_values(actor=cast.unit_reporter, submission=filled, entries=Entries({FOUND: "5"}))
    with pytest.raises(Refused, match="Mô hình đăng ký mới"):
        submit(actor=cast.unit_head, submission=filled, key=uuid.uuid4())
    save_values(
        actor=cast.unit_reporter,
        submission=filled,
        entries=Entries(notes={FOUND: "Hai mô hình chưa vào sổ."}),
    )
    sent = submit(actor=cast.unit_head, submission=filled, key=uuid.uuid4())
    assert (sent.values[FOUND], sent.source_values[FOUND]) == (5, 3)


def test_same_key_and_body_again_gives_the_same_answer(cast: Cast, filled: Submission) -> None:
    key, entries = uuid.uuid4(), Entries({SESSIONS: "3"}, bases={SESSIONS: "2"})
    first, _saved = save_and_submit(actor=cast.unit_head, submission=filled, entries=entries, key=key)
    again, saved = save_and_submit(actor=cast.unit_head, submission=filled, entries=entries, key=key)
    assert (again.pk, again.submitted_at, saved) == (first.pk, first.submitted_at, None)


def test_same_key_with_another_body_is_refused(cast: Cast, filled: Submission) -> None:
    key = uuid.uuid4()
    save_and_submit(actor=cast.unit_head, submission=filled, entries=Entries({SESSIONS: "3"}), key=key)
    with pytest.raises(Refused, match="trùng mã"):
        save_and_submit(actor=cast.unit_head, submission=filled, entries=Entries({SESSIONS: "4"}), key=key)


def test_refused_sending_keeps_what_was_saved(cast: Cast, filled: Submission) -> None:
    with pytest.raises(Refused):
        save_and_submit(
            actor=cast.unit_head, submission=filled, entries=Entries({STUDIED: "12"}), key=uuid.uuid4()
        )
    filled.refresh_from_db()
    assert (filled.values[STUDIED], filled.state) == (12, SubmissionState.DRAFT)


def test_closed_collection_is_refused_unless_late_was_agreed(cast: Cast, filled: Submission) -> None:
    close_collection(actor=cast.propaganda_officer, collection=filled.collection)
    with pytest.raises(Refused, match="Kỳ báo cáo đã đóng"):
        submit(actor=cast.unit_head, submission=filled, key=uuid.uuid4())
    agree_late(
        actor=cast.propaganda_officer,
        collection=filled.collection,
        units=[cast.office],
        until=clock.now() + timedelta(days=2),
        reason="Bão số 3",
    )
    assert submit(actor=cast.unit_head, submission=filled, key=uuid.uuid4()).state == "submitted"


def test_accepted_report_counts_and_marks_everything_above(cast: Cast) -> None:
    submission = waiting(story(cast), cast.office, cast.unit_head)
    accept(actor=cast.propaganda_officer, submission=submission)
    submission.refresh_from_db()
    assert (submission.state, submission.decided_by) == ("accepted", cast.propaganda_officer)
    marked = set(DirtyNode.objects.values_list("unit__code", flat=True))
    assert marked == {"VPTU", "KHOI", "TINH"}


def test_accepted_report_cannot_be_changed_returned_or_accepted_again(cast: Cast) -> None:
    [submission] = accepted(story(cast), row(cast.office, 10, 8, 2))
    with pytest.raises(Forbidden):
        save_values(actor=cast.unit_reporter, submission=submission, entries=Entries({MEMBERS: "11"}))
    with pytest.raises(Refused):
        send_back(actor=cast.propaganda_officer, submission=submission, reason="Sai")
    with pytest.raises(Refused):
        accept(actor=cast.propaganda_officer, submission=submission)


def test_return_needs_a_reason_and_gives_the_report_back(cast: Cast) -> None:
    submission = waiting(story(cast), cast.office, cast.unit_head)
    with pytest.raises(Refused) as refused:
        send_back(actor=cast.propaganda_officer, submission=submission, reason="  ")
    assert list(refused.value.fields) == ["reason"]
    back = send_back(
        actor=cast.propaganda_officer,
        submission=submission,
        reason="Thiếu lớp quý I",
        lines={SESSIONS: "Xem lại"},
    )
    assert (back.state, back.return_lines) == ("returned", {str(SESSIONS): "Xem lại"})
    assert permissions.can_edit(cast.unit_reporter, back)


def test_amendment_counts_only_once_accepted(cast: Cast) -> None:
    [first] = accepted(story(cast), row(cast.office, 10, 8, 2))
    second = start_amendment(actor=cast.unit_head, submission=first, reason="Sót một lớp")
    save_values(actor=cast.unit_reporter, submission=second, entries=Entries({SESSIONS: "5"}))
    first.refresh_from_db()
    assert (first.superseded_at, first.is_latest, second.version_number) == (None, False, 2)
    submit(actor=cast.unit_head, submission=second, key=uuid.uuid4())
    accept(actor=cast.propaganda_officer, submission=second)
    counted = Submission.objects.filter(state="accepted", superseded_at=None)
    assert [(one.version_number, one.values[SESSIONS]) for one in counted] == [(2, 5)]


Predicate = Callable[[User, Submission], bool]
EVERYONE = ["unit_reporter", "unit_head", "outsider", "hospital_head", "propaganda_officer", "province_lead"]
EVERYONE += ["inspector", "auditor", "administrator"]


@pytest.mark.parametrize(
    ("predicate", "state", "allowed"),
    [
        (permissions.can_edit, "draft", {"unit_reporter", "unit_head"}),
        (permissions.can_edit, "returned", {"unit_reporter", "unit_head"}),
        (permissions.can_edit, "submitted", set()),
        (permissions.can_edit, "accepted", set()),
        (permissions.can_hand_over, "draft", {"unit_reporter", "unit_head"}),
        (permissions.can_hand_over, "submitted", set()),
        (permissions.can_submit, "draft", {"unit_head"}),
        (permissions.can_submit, "handed", {"unit_head"}),
        (permissions.can_submit, "accepted", set()),
        (permissions.can_accept, "submitted", {"propaganda_officer", "province_lead"}),
        (permissions.can_accept, "draft", set()),
        (permissions.can_accept, "accepted", set()),
        (permissions.can_send_back, "submitted", {"propaganda_officer", "province_lead"}),
    ],
)
def test_predicate_allows_exactly_these(
    cast: Cast, predicate: Predicate, state: str, allowed: set[str]
) -> None:
    submission = draft(story(cast), cast.office)
    submission.state = state
    assert {name for name in EVERYONE if predicate(getattr(cast, name), submission)} == allowed


def test_head_decides_for_direct_units_only(cast: Cast) -> None:
    kind = UnitKind.objects.get(code="grassroots_cell")
    near, far = establish_units(
        actor=SYSTEM,
        decision=DECISION,
        units=[
            NewUnit("CB-1", "Chi bộ 1", "Chi bộ 1", kind, "VPTU"),
            NewUnit("CB-1-1", "Chi bộ 1.1", "Chi bộ 1.1", kind, "CB-1"),
        ],
    )
    collection = opened(published(), cast.bloc, [near, far])
    direct = waiting(collection, near, cast.outsider)
    distant = Submission(collection=collection, unit=far, state="submitted")
    assert permissions.can_accept(cast.unit_head, direct)
    assert not permissions.can_accept(cast.unit_head, distant)


def test_nobody_accepts_what_he_sent(cast: Cast) -> None:
    submission = waiting(story(cast), cast.office, cast.propaganda_officer)
    assert not permissions.can_accept(cast.propaganda_officer, submission)


def _waiting_units(cast: Cast, count: int, code: str) -> list[Submission]:
    kind = UnitKind.objects.get(code="grassroots_cell")
    units = establish_units(
        actor=SYSTEM,
        decision=DECISION,
        units=[NewUnit(f"{code}-{n}", f"Chi bộ {n}", f"Chi bộ {n}", kind, "KHOI", n) for n in range(count)],
    )
    version = published() if code == "A" else latest_version("BCQ")
    collection = opened(version, cast.bloc, units, "2021Q1" if code == "A" else "2020Q4")
    return world.accepted(
        collection, *[row(unit, 10, 8, 2, state=SubmissionState.SUBMITTED) for unit in units]
    )


def test_accept_many_needs_the_same_statements_for_one_and_for_three_hundred(cast: Cast) -> None:
    counts = []
    roles_of(cast.propaganda_officer)  # read once per request, so not counted
    for code, number in [("A", 1), ("B", 300)]:
        rows = _waiting_units(cast, number, code)
        with CaptureQueriesContext(connection) as seen:
            assert accept_many(actor=cast.propaganda_officer, submissions=rows) == number
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_statements_of_loading_do_not_grow_with_the_reports(cast: Cast) -> None:
    kind = UnitKind.objects.get(code="grassroots_cell")
    units = establish_units(
        actor=SYSTEM,
        decision=DECISION,
        units=[NewUnit(f"M-{n}", f"Chi bộ {n}", f"Chi bộ {n}", kind, "KHOI", n) for n in range(90)],
    )
    version = published()
    counts = []
    for code, some in (("2016Q1", units[:1]), ("2016Q2", units[:10]), ("2016Q3", units)):
        collection = opened(version, cast.bloc, some, code)
        with CaptureQueriesContext(connection) as captured:
            accepted(collection, *[row(unit, 10, 8, 2) for unit in some])
        counts.append(len(captured))
    assert Submission.objects.filter(state="accepted").count() == 101
    assert counts[1] == counts[2]  # the first one has none before it to look at


def test_loading_refuses_a_fault_and_loads_nothing(cast: Cast) -> None:
    collection = story(cast)
    with pytest.raises(Refused, match="Lớn hơn tổng số đảng viên"):
        accepted(collection, row(cast.office, 10, 8), row(cast.hospital, 10, 12))
    assert not Submission.objects.filter(state="accepted").exists()
    assert shape_of(collection.sheet_version_id).width == 6
