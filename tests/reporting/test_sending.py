"""What stops a sending: broken relations, unlikely jumps and their reasons; told where it is, nothing lost."""

import re
import uuid
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Refused
from lantoa.reporting.choices import Operator, SubmissionState
from lantoa.reporting.design import RelationSpec
from lantoa.reporting.models import Collection, Submission
from lantoa.reporting.queries.entry.making import report_view
from lantoa.reporting.queries.submissions import get_report
from lantoa.reporting.services.amendments import start_amendment
from lantoa.reporting.services.entry import Entries, save_values
from lantoa.reporting.services.sheets import publish_sheet
from lantoa.reporting.services.submissions import hand_over, submit
from tests.cast import Cast
from tests.reporting.test_views import REPORT, as_, form_of
from tests.reporting.world import (
    FOUND,
    MEMBERS,
    QUARTERLY,
    SESSIONS,
    STUDIED,
    accepted,
    draft,
    opened,
    row,
)

JUMPED = "Gấp 10 lần quý IV/2020. Nếu đúng, ghi lý do."
FEWER = "Lớn hơn đảng viên được quán triệt (8). Mỗi lớp thường có hơn một đảng viên. Nếu đúng, ghi lý do."
WHOLE = {MEMBERS: "10", STUDIED: "8", SESSIONS: "2", FOUND: "0"}
SHEET = replace(
    QUARTERLY,
    relations=[
        *QUARTERLY.relations,
        RelationSpec(
            "T01", Operator.AT_MOST, "T03", hard=False, sentence="Mỗi lớp thường có hơn một đảng viên."
        ),
    ],
)


@pytest.fixture
def collection(cast: Cast) -> Collection:
    """The quarter after one in which the office had 2 sessions; more sessions than people is doubted."""
    version = publish_sheet(actor=SYSTEM, sheet=SHEET)
    accepted(opened(version, cast.bloc, cast.units(), "2020Q4"), row(cast.office, 60, 60, 2))
    return opened(version, cast.bloc, cast.units())


def typed(cast: Cast, collection: Collection, figures: dict[int, str], notes: dict[int, str]) -> Submission:
    """The office's report with these figures beside those of WHOLE, handed to the head."""
    submission = save_values(
        actor=cast.unit_reporter,
        submission=draft(collection, cast.office),
        entries=Entries(WHOLE | figures, notes),
    ).submission
    return hand_over(actor=cast.unit_reporter, submission=submission)


MANY = {MEMBERS: "60", STUDIED: "50", SESSIONS: "20"}
CASES = [
    (MANY, {}, {f"n-{SESSIONS}": JUMPED}),
    (MANY, {SESSIONS: "…"}, {f"n-{SESSIONS}": JUMPED}),
    (MANY, {SESSIONS: " Không. "}, {f"n-{SESSIONS}": JUMPED}),
    (MANY, {SESSIONS: "Học nghị quyết mới."}, {}),
    ({SESSIONS: "9"}, {}, {f"n-{SESSIONS}": FEWER}),
    ({SESSIONS: "9"}, {SESSIONS: "Dự cùng đơn vị bạn."}, {}),
    # A relation comes before a jump; what is wrong before what is doubted, in the order of the sheet.
    ({SESSIONS: "20"}, {}, {f"n-{SESSIONS}": FEWER}),
    (
        {STUDIED: "12", SESSIONS: "20"},
        {},
        {
            f"v-{STUDIED}": "Lớn hơn tổng số đảng viên (10). Sửa số này, hoặc sửa số đảng viên.",
            f"n-{SESSIONS}": FEWER.replace("(8)", "(12)"),
        },
    ),
    (
        {MEMBERS: "", SESSIONS: "9"},
        {},
        {f"v-{MEMBERS}": "Chưa nhập. Không có thì ghi 0.", f"n-{SESSIONS}": FEWER},
    ),
    ({}, {}, {}),
]


@pytest.mark.parametrize(("figures", "notes", "stops"), CASES)
def test_sending_stops_at_exactly_the_lines_that_the_page_names(
    cast: Cast,
    collection: Collection,
    figures: dict[int, str],
    notes: dict[int, str],
    stops: dict[str, str],
) -> None:
    submission = typed(cast, collection, figures, notes)
    report = get_report(cast.unit_head, collection.code, "VPTU")
    on_page = {cell.line.position: cell.sentence for cell in report_view(report, editing=True).stops}
    found: dict[str, str] = {}
    try:
        submit(actor=cast.unit_head, submission=submission, key=uuid.uuid4())
    except Refused as refused:
        found = dict(refused.fields)
    assert found == stops
    assert on_page == {int(name[2:]): sentence for name, sentence in stops.items()}
    submission.refresh_from_db()
    assert (submission.state == SubmissionState.SUBMITTED) == (not stops)


def test_amendment_is_held_to_the_same_rule(cast: Cast, collection: Collection) -> None:
    [first] = accepted(collection, row(cast.office, 60, 50, 2))
    amended = start_amendment(actor=cast.unit_head, submission=first, reason="Sót các lớp của chi bộ")
    entries = Entries({SESSIONS: "20"})
    amended = save_values(actor=cast.unit_reporter, submission=amended, entries=entries).submission
    with pytest.raises(Refused) as refused:
        submit(actor=cast.unit_head, submission=amended, key=uuid.uuid4())
    assert refused.value.fields == {f"n-{SESSIONS}": JUMPED}


def test_refused_sending_puts_the_cursor_where_the_reason_goes_and_keeps_what_was_typed(
    cast: Cast, collection: Collection
) -> None:
    typed(cast, collection, MANY, {})
    head = as_(cast.unit_head)
    form = form_of(head) | {f"v-{SESSIONS}": "21", "t-0": "Chưa đều."}
    answer = head.post(f"{REPORT}gui/", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Chưa gửi được." in page
    assert f'href="/bao-cao/BCQ-2021Q1/VPTU/dong/{SESSIONS}/#note-{SESSIONS}"' in page
    cursor = re.findall(r"<[^>]*\bautofocus\b[^>]*>", page)
    assert [re.search(r'id="([^"]*)"', one)[1] for one in cursor] == [f"note-{SESSIONS}"]  # type: ignore[index]
    assert ('value="21"' in page, "Chưa đều." in page) == (True, True)
    again = form_of(head) | {f"n-{SESSIONS}": "Học nghị quyết mới.", f"w-{SESSIONS}": ""}
    assert head.post(f"{REPORT}gui/", again).status_code == 302
    sent = draft(collection, cast.office)
    assert (sent.state, sent.values[SESSIONS], sent.notes) == (
        "submitted",
        Decimal(21),
        {str(SESSIONS): "Học nghị quyết mới."},
    )


def test_b30_a_part_above_its_total_is_kept_told_with_both_figures_and_gets_the_cursor(
    cast: Cast, collection: Collection
) -> None:
    typed(cast, collection, {STUDIED: "12"}, {})
    head = as_(cast.unit_head)
    page = head.post(f"{REPORT}gui/", form_of(head)).content.decode()
    assert "Lớn hơn tổng số đảng viên (10). Sửa số này, hoặc sửa số đảng viên." in page
    assert re.search(rf'id="v-{STUDIED}"[^>]* value="12"', page)
    cursor = re.findall(r"<[^>]*\bautofocus\b[^>]*>", page)
    assert [re.search(r'id="([^"]*)"', one)[1] for one in cursor] == [f"v-{STUDIED}"]  # type: ignore[index]


def test_saved_reason_takes_its_line_off_the_list(cast: Cast, collection: Collection) -> None:
    typed(cast, collection, MANY, {})
    stopped = as_(cast.unit_head).post(f"{REPORT}gui/", form_of(as_(cast.unit_head))).content.decode()
    assert re.search(rf'<tr id="line-{SESSIONS}"[^>]* data-stops>', stopped)
    assert f'data-stop="line-{SESSIONS}"' in stopped
    headers = {"HX-Request": "true", "HX-Trigger-Name": f"n-{SESSIONS}"}
    fields = {f"n-{SESSIONS}": "Học nghị quyết mới.", f"w-{SESSIONS}": ""}
    answer = as_(cast.unit_head).post(f"{REPORT}luu/", fields, headers=headers)
    row = re.search(rf'<tr id="line-{SESSIONS}"[^>]*>', answer.content.decode())
    assert row is not None and "data-stops" not in row[0]


def test_officer_reads_the_reason_beside_the_figure(cast: Cast, collection: Collection) -> None:
    submission = typed(cast, collection, MANY, {SESSIONS: "Học nghị quyết mới."})
    submit(actor=cast.unit_head, submission=submission, key=uuid.uuid4())
    page = as_(cast.propaganda_officer).get(REPORT).content.decode()
    assert ("Gấp 10 lần quý IV/2020." in page, "Học nghị quyết mới." in page) == (True, True)


def test_report_of_words_that_say_nothing_is_empty(cast: Cast, collection: Collection) -> None:
    submission = draft(collection, cast.office)
    save_values(actor=cast.unit_reporter, submission=submission, entries=Entries(texts={0: "…"}))
    for text in ("Không", "\u200b \u2060", " – "):
        save_values(actor=cast.unit_reporter, submission=submission, entries=Entries(texts={0: text}))
        with pytest.raises(Refused, match="Báo cáo chưa có số liệu nào"):
            hand_over(actor=cast.unit_reporter, submission=submission)


def test_past_figures_are_asked_for_once_when_sending(cast: Cast, collection: Collection) -> None:
    submission = typed(cast, collection, MANY, {SESSIONS: "Học nghị quyết mới."})
    with CaptureQueriesContext(connection) as seen:
        submit(actor=cast.unit_head, submission=submission, key=uuid.uuid4())
    asked = [one for one in seen if '"reporting_collection"."period_code" IN' in one["sql"]]
    assert len(asked) == 1


def test_collection_that_is_not_open_yet_takes_nothing(cast: Cast, collection: Collection) -> None:
    later = opened(collection.sheet_version, cast.bloc, cast.units(), "2021Q3")
    before = draft(later, cast.office)
    with pytest.raises(Refused, match="Đợt báo cáo này chưa mở"):
        save_values(actor=cast.unit_reporter, submission=before, entries=Entries(WHOLE))
    with pytest.raises(Refused, match="Đợt báo cáo này chưa mở"):
        submit(actor=cast.unit_head, submission=before, key=uuid.uuid4())


def test_key_that_another_has_used_is_refused(cast: Cast, collection: Collection) -> None:
    key = uuid.uuid4()
    submit(actor=cast.unit_head, submission=typed(cast, collection, {}, {}), key=key)
    other = draft(collection, cast.hospital)
    with pytest.raises(Refused, match="trùng mã"):
        submit(actor=cast.hospital_head, submission=other, key=key)
    other.refresh_from_db()
    assert (other.state, other.idempotency_key) == ("draft", None)
