"""A version goes down once to each unit, is read, asked again after a revision, chased."""

from datetime import date, datetime
from typing import Any

import pytest

from lantoa.attachments.choices import Kind
from lantoa.attachments.gate import AcceptedFile
from lantoa.audit.models import Entry
from lantoa.core import clock
from lantoa.core.errors import Conflict, Forbidden, Refused
from lantoa.directives import held
from lantoa.directives.choices import IssuingState, ReadAgain, ReceiptWay, StatusKind
from lantoa.directives.duty_texts import DutyText
from lantoa.directives.models import DirectivePart, Issuing, Receipt, ReceiptSheet
from lantoa.directives.queries.issuings import recipients_of
from lantoa.directives.queries.receipts import (
    counts_of,
    dropped_parts,
    ladder_of,
    owed_by_mine,
    parts_to_read,
)
from lantoa.directives.services import issuings as issuing_services
from lantoa.directives.services.duties import put_duty
from lantoa.directives.services.going_down import carry_on
from lantoa.directives.services.issuings import drop_issuing, issue
from lantoa.directives.services.receipts import (
    acknowledge,
    enter_sheet,
    escalate,
    remind,
    remove_sheet,
    take_back,
)
from lantoa.directives.services.statuses import enter_status
from lantoa.tasks.models import Task
from tests.cast import Cast
from tests.directives.issuing_world import (
    DUE,
    SENTENCE,
    directive_of,
    drafted,
    issued,
    read,
    receipt_of,
    revise,
    text,
    with_duty,
)

SCAN = AcceptedFile(Kind.PDF, "ky-nhan.pdf", b"%PDF-1.4 mot to ky nhan")


def test_issuing_gives_each_unit_one_receipt_and_one_task(cast: Cast, story_day: None) -> None:
    directive = directive_of(cast)
    made = drafted(cast, directive)
    duty = with_duty(cast, made)
    made = issue(actor=cast.province_lead, issuing=made, row_version=made.row_version, counted=3)
    assert (made.state, made.total, made.done) == (IssuingState.ISSUED, 3, 3)
    assert sorted(Receipt.objects.values_list("unit__code", flat=True)) == ["BENHVIEN", "SONV", "VPTU"]
    tasks = Task.objects.order_by("unit__code")
    assert [one.unit.code for one in tasks] == ["BENHVIEN", "SONV", "VPTU"]
    assert {one.sentence for one in tasks} == {SENTENCE}
    assert {one.origin_label for one in tasks} == {"Chỉ thị 12-CT/ĐUK, II"}
    assert {(one.origin_subject_kind, one.origin_subject_id) for one in tasks} == {
        ("directives.duty", duty.pk)
    }
    assert sorted(one.code for one in tasks) == ["NV-2021-00001", "NV-2021-00002", "NV-2021-00003"]
    acts = Entry.objects.filter(chain=str(cast.bloc.pk), act__startswith="issuing.")
    assert list(acts.order_by("sequence").values_list("act", flat=True)) == [
        "issuing.drafted",
        "issuing.duty_put",
        "issuing.issued",
        "issuing.finished",
    ]


def test_issuing_killed_in_the_middle_goes_on_and_gives_nobody_twice(cast: Cast, story_day: None) -> None:
    made = drafted(cast, directive_of(cast))
    with_duty(cast, made)
    Issuing.objects.filter(pk=made.pk).update(
        state=IssuingState.RUNNING, issued_at=clock.now(), chosen_on=clock.today(), total=3
    )
    assert carry_on(issuing=made, step=1) is False
    made.refresh_from_db()
    assert (made.done, made.state) == (1, IssuingState.RUNNING)
    # A worker that lost its cursor but not what it had written: the next one passes the unit over.
    Issuing.objects.filter(pk=made.pk).update(cursor=None)
    with clock.set_to(date(2021, 5, 1)):  # taken up after the duty's day
        while not carry_on(issuing=made, step=1):
            pass
        assert carry_on(issuing=made, step=1) is True
    made.refresh_from_db()
    assert (made.done, made.state) == (3, IssuingState.ISSUED)
    assert Receipt.objects.count() == 3
    assert Task.objects.count() == 3
    assert len(set(Task.objects.values_list("unit", flat=True))) == 3


def test_issuing_of_many_units_is_left_to_the_job(
    cast: Cast, story_day: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lantoa.directives.jobs import issue_down

    monkeypatch.setattr(issuing_services, "AT_ONCE", 2)
    made = issued(cast, directive_of(cast))
    assert (made.state, Receipt.objects.count()) == (IssuingState.RUNNING, 0)
    issue_down(str(made.pk))
    issue_down(str(made.pk))
    made.refresh_from_db()
    assert (made.state, Receipt.objects.count()) == (IssuingState.ISSUED, 3)


def test_issuing_by_hand_and_a_second_time_leaves_out_who_has_it(cast: Cast, story_day: None) -> None:
    directive = directive_of(cast)
    issued(cast, directive, text("hand", codes=["VPTU"]), count=1)
    second = drafted(cast, directive)
    assert [one.code for one in recipients_of(second).units] == ["BENHVIEN", "SONV"]


def test_issuing_refuses_a_count_that_changed_and_a_stale_page(cast: Cast, story_day: None) -> None:
    made = drafted(cast, directive_of(cast))
    with pytest.raises(Conflict, match="Số đơn vị nhận vừa thay đổi"):
        issue(actor=cast.propaganda_officer, issuing=made, row_version=made.row_version, counted=2)
    with pytest.raises(Conflict, match="Người khác vừa sửa"):
        issue(actor=cast.propaganda_officer, issuing=made, row_version=7, counted=3)
    with pytest.raises(Forbidden):
        issue(actor=cast.unit_head, issuing=made, row_version=made.row_version, counted=3)
    assert Receipt.objects.count() == 0


def test_draft_is_refused_twice_and_after_dropping_made_anew(cast: Cast, story_day: None) -> None:
    directive = directive_of(cast)
    made = drafted(cast, directive)
    with pytest.raises(Refused, match="Đang có đợt PD-2021-001"):
        drafted(cast, directive)
    drop_issuing(actor=cast.propaganda_officer, issuing=made, row_version=made.row_version)
    assert drafted(cast, directive).code == "PD-2021-001"


@pytest.mark.parametrize(
    ("sentence", "due", "said"),
    [
        ("Câu này không ai viết.", DUE, "không có nguyên văn"),
        (SENTENCE, date(2021, 4, 5), "đã qua"),
        (SENTENCE, date(2031, 4, 5), "Hạn xa nhất"),
    ],
)
def test_duty_is_refused(cast: Cast, story_day: None, sentence: str, due: date, said: str) -> None:
    made = drafted(cast, directive_of(cast))
    part = DirectivePart.objects.get(version=made.version, label="II")
    what = DutyText("Xây dựng kế hoạch", due, "", part, sentence)
    with pytest.raises(Refused, match=said):
        put_duty(actor=cast.propaganda_officer, issuing=made, text=what, row_version=made.row_version)


def test_duty_takes_a_sentence_marked_over_a_line_break(cast: Cast, story_day: None) -> None:
    made = drafted(cast, directive_of(cast))
    part = DirectivePart.objects.get(version=made.version, label="II")
    what = DutyText("Chỉ đạo", DUE, "", part, "Cấp ủy chỉ đạo.\r\nMỗi tổ chức đảng")
    duty = put_duty(actor=cast.propaganda_officer, issuing=made, text=what, row_version=made.row_version)
    assert duty.sentence == "Cấp ủy chỉ đạo. Mỗi tổ chức đảng"


def test_revision_asks_changed_parts_of_who_has_read_and_the_whole_of_who_has_not(
    cast: Cast, story_day: None
) -> None:
    directive = directive_of(cast)
    first = issued(cast, directive)
    old = read(cast, first)
    version = revise(directive)
    second = issued(cast, directive, text("before", ReadAgain.CHANGED))
    office, hospital = receipt_of(cast.office, second), receipt_of(cast.hospital, second)
    asked = parts_to_read(version, office.base)
    assert [(one.part.label, one.asked, one.is_new) for one in asked] == [
        ("I", False, False),
        ("II", True, False),
        ("IV", True, True),
    ]
    assert [one.label for one in dropped_parts(version, office.base)] == ["III"]
    assert hospital.base is None
    assert [one.asked for one in parts_to_read(version, None)] == [True, True, True]
    old.refresh_from_db()
    assert (old.post, old.acknowledged_at is not None) == ("Chánh Văn phòng", True)


def test_revision_may_keep_what_was_read_and_ask_the_others(cast: Cast, story_day: None) -> None:
    directive = directive_of(cast)
    read(cast, issued(cast, directive))
    revise(directive)
    second = issued(cast, directive, text("before", ReadAgain.KEEP))
    kept = dict(Receipt.objects.filter(issuing=second).values_list("unit__code", "kept"))
    assert kept == {"VPTU": True, "BENHVIEN": False, "SONV": False}
    with pytest.raises(Refused, match="giữ tiếp nhận"):
        read(cast, second)


def test_reading_again_is_refused_where_nothing_went_down_before(cast: Cast, story_day: None) -> None:
    with pytest.raises(Refused, match="Chưa đơn vị nào nhận phiên bản trước"):
        drafted(cast, directive_of(cast), text(again=ReadAgain.CHANGED))


def test_acknowledging_is_refused_when_a_newer_version_came_down(cast: Cast, story_day: None) -> None:
    directive = directive_of(cast)
    first = issued(cast, directive)
    revise(directive)
    second = issued(cast, directive)
    with pytest.raises(Conflict, match="đã có phiên bản 2"):
        read(cast, first)
    assert read(cast, second).way == ReceiptWay.SCREEN


def test_acknowledging_needs_a_post_and_the_unit(cast: Cast, story_day: None) -> None:
    made = issued(cast, directive_of(cast))
    receipt = receipt_of(cast.office, made)
    with pytest.raises(Refused, match="chức danh"):
        acknowledge(actor=cast.unit_reporter, receipt=receipt, number=1, post=" … ")
    with pytest.raises(Forbidden):
        acknowledge(actor=cast.outsider, receipt=receipt, number=1, post="Bí thư")
    read(cast, made)
    with pytest.raises(Refused, match="đã tiếp nhận"):
        read(cast, made)


def test_acknowledgement_is_taken_back_on_its_day_only(cast: Cast, story_day: None) -> None:
    receipt = read(cast, issued(cast, directive_of(cast)))
    with clock.set_to(date(2021, 4, 7)), pytest.raises(Refused, match="trong ngày hôm nay"):
        take_back(actor=cast.unit_reporter, receipt=receipt)
    assert take_back(actor=cast.unit_reporter, receipt=receipt).is_waiting


def test_reminder_comes_first_and_escalation_on_a_later_day(cast: Cast, story_day: None) -> None:
    made = issued(cast, directive_of(cast))
    read(cast, made)
    with pytest.raises(Refused, match="Nhắc trước"):
        escalate(actor=cast.propaganda_officer, issuing=made)
    for day in (22, 23):
        with clock.set_to(datetime(2021, 4, day, 8, tzinfo=clock.VIETNAM)):
            assert remind(actor=cast.propaganda_officer, issuing=made) == 2
            with pytest.raises(Refused, match="Nhắc trước"):
                escalate(actor=cast.propaganda_officer, issuing=made)
            with pytest.raises(Refused, match="Không còn đơn vị"):
                remind(actor=cast.propaganda_officer, issuing=made)
    with clock.set_to(date(2021, 4, 24)):
        assert counts_of(made)["to_escalate"] == 2
        assert escalate(actor=cast.province_lead, issuing=made) == 2
        assert [(one.what, one.day.day, one.units, one.waiting) for one in ladder_of(made)] == [
            ("asked", 6, 3, 2),
            ("reminded", 22, 2, 2),
            ("reminded_again", 23, 2, 2),
            ("escalated", 24, 2, 2),
        ]
    told = Entry.objects.filter(act__in=["receipt.reminded", "receipt.escalated"]).order_by("sequence")
    assert [(one.act, one.content.after) for one in told.select_related("content")] == [
        ("receipt.reminded", {"first": 2, "second": 0}),
        ("receipt.reminded", {"first": 0, "second": 2}),
        ("receipt.escalated", {"units": 2}),
    ]


def test_nobody_is_asked_or_reminded_of_what_was_withdrawn(cast: Cast, story_day: None) -> None:
    directive = directive_of(cast)
    issuing = issued(cast, directive)
    reader = cast.unit_reporter
    assert owed_by_mine(reader).count() == 1
    directive.refresh_from_db()
    enter_status(
        actor=cast.propaganda_officer,
        directive=directive,
        kind=StatusKind.WITHDRAWN,
        since=clock.today(),
        reason="Ban hành nhầm.",
        row_version=directive.row_version,
    )
    assert owed_by_mine(reader).count() == 0
    assert counts_of(issuing)["to_remind"] == 0
    for act in (remind, escalate):
        with pytest.raises(Refused, match="thu hồi"):
            act(actor=cast.propaganda_officer, issuing=issuing)
    assert acknowledge(actor=reader, receipt=receipt_of(cast.office, issuing), number=1, post="Bí thư")


def test_signed_sheet_answers_for_its_units_and_the_same_scan_is_known_again(
    cast: Cast, story_day: None
) -> None:
    made = issued(cast, directive_of(cast))
    sheet: dict[str, Any] = {
        "actor": cast.propaganda_officer,
        "issuing": made,
        "accepted": SCAN,
        "post": "Bí thư chi bộ",
    }
    today = clock.today()
    for codes, said in (([], "ít nhất một"), (["HG-9"], "không gửi đến đơn vị mang mã: HG-9")):
        with pytest.raises(Refused, match=said):
            enter_sheet(**sheet, codes=codes, signed_on=today)
    with pytest.raises(Refused, match="Ngày ký"):
        enter_sheet(**sheet, codes=["SONV"], signed_on=date(2021, 4, 1))
    made_sheet = enter_sheet(**sheet, codes=["sonv"], signed_on=today)
    receipt = receipt_of(cast.department, made)
    assert (receipt.way, receipt.sheet, receipt.post) == (ReceiptWay.PAPER, made_sheet, "Bí thư chi bộ")
    with pytest.raises(
        Refused, match=r"đã nhập ngày 06/4/2021 với tên «ky-nhan\.pdf» ở đợt PD-2021-001 cho 1 đơn vị"
    ):
        enter_sheet(**sheet, codes=["BENHVIEN"], signed_on=today)
    with pytest.raises(Forbidden):
        enter_sheet(**{**sheet, "actor": cast.unit_head}, codes=["BENHVIEN"], signed_on=today)
    assert remove_sheet(actor=cast.propaganda_officer, sheet=made_sheet) == 1
    assert receipt_of(cast.department, made).is_waiting
    assert ReceiptSheet.objects.count() == 0


def test_changed_words_are_marked_in_what_is_asked_again(cast: Cast, story_day: None) -> None:
    directive = directive_of(cast)
    read(cast, issued(cast, directive))
    revise(directive)
    part = DirectivePart.objects.get(version__directive=directive, version__number=2, label="I")
    DirectivePart.objects.filter(pk=part.pk).update(text="Học tập và làm theo hằng ngày.")
    second = issued(cast, directive, text("before", ReadAgain.CHANGED))
    asked = parts_to_read(second.version, receipt_of(cast.office, second).base)
    assert [(one.kind, one.text) for one in asked[0].pieces] == [
        ("same", "Học tập và làm theo "),
        ("gone", "thường xuyên."),
        ("new", "hằng ngày."),
    ]
    assert (asked[0].heading, asked[2].is_new, asked[2].pieces) == ((), True, ())


def test_slip_that_a_later_version_counts_on_is_mended_for_both(cast: Cast, story_day: None) -> None:
    """A sheet taken out makes the units read the whole of what came later; a word on the screen can no longer be taken back."""
    directive = directive_of(cast)
    first = issued(cast, directive)
    given = read(cast, first)
    sheet = enter_sheet(
        actor=cast.propaganda_officer,
        issuing=first,
        accepted=SCAN,
        codes=["SONV"],
        post="Bí thư",
        signed_on=clock.today(),
    )
    revise(directive)
    second = issued(cast, directive, text("before", ReadAgain.KEEP))
    assert receipt_of(cast.department, second).kept
    with pytest.raises(Refused, match="Phiên bản 2 đã gửi đến đơn vị"):
        take_back(actor=cast.unit_reporter, receipt=given)
    remove_sheet(actor=cast.propaganda_officer, sheet=sheet)
    again = receipt_of(cast.department, second)
    assert (again.kept, again.base, again.is_waiting) == (False, None, True)
    assert receipt_of(cast.office, second).kept


def test_what_is_not_read_hangs_on_the_unit_and_goes_on_with_who_receives(
    cast: Cast, story_day: None
) -> None:
    made = issued(cast, directive_of(cast), text("hand", codes=["VPTU", "SONV"]), count=2)
    today = clock.today()
    units = [cast.office.pk, cast.department.pk, cast.bloc.pk]
    assert held.count_receipts(units, today) == {cast.office.pk: 1, cast.department.pk: 1}
    assert held.count_issuings(units, today) == {cast.bloc.pk: 1}
    assert [one.code for one in held.list_issuings(units, today)] == ["PD-2021-001"]
    for source, target, left in (
        (cast.department, cast.hospital, ["BENHVIEN", "VPTU"]),
        (cast.hospital, cast.office, ["VPTU"]),
    ):
        ids = [one.id for one in held.list_receipts([source.pk], today)]
        given: dict[str, Any] = {"source": source.pk, "target": target.pk, "ids": ids, "day": today}
        assert held.give_receipts(actor=cast.propaganda_officer, **given) == 1
        codes = (
            Receipt.objects.filter(issuing=made).order_by("unit__code").values_list("unit__code", flat=True)
        )
        assert list(codes) == left
    given = {"source": cast.bloc.pk, "target": cast.province.pk, "ids": [made.pk], "day": today}
    assert held.give_issuings(actor=cast.propaganda_officer, **given) == 1
    made.refresh_from_db()
    assert made.unit == cast.province
