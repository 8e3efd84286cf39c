"""Hand-overs with what the rooms hold: planned from events, stated and confirmed by both sides, and what then changes hands."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from lantoa.accounts.models import User
from lantoa.audit.models import Entry
from lantoa.commendation.choices import NominationState
from lantoa.commendation.models import Nomination
from lantoa.commendation.services import submit_nomination
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Conflict, Forbidden, NotFound, Refused
from lantoa.core.periods import from_code
from lantoa.organisation.choices import HandOverState, Role
from lantoa.organisation.models import HandOver, RoleAssignment, Unit, UnitEvent
from lantoa.organisation.services import events
from lantoa.organisation.services.hand_overs import confirming, plans, preparing
from lantoa.organisation.services.people import NewPerson, NewRole, enrol_people
from lantoa.organisation.services.undoing import undo_events
from lantoa.practices.choices import AdoptionState, Answer, Origin, YearState
from lantoa.practices.models import Adoption, Practice
from lantoa.practices.queries.counting import recognised_in
from lantoa.practices.queries.practices import get_practice
from lantoa.practices.services.adoptions import answer_order, report_applied
from lantoa.practices.services.practices import ResultTold, confirm_effective, recognise_practice, tell_result
from lantoa.practices.services.verification import verify_adoption
from lantoa.reporting.choices import ObligationState, SubmissionState
from lantoa.reporting.models import Obligation, Submission, Succession
from lantoa.reporting.queries.submissions import get_report
from lantoa.reporting.services.collections import open_collection
from lantoa.reporting.services.loading import ReportRow, load_reports
from lantoa.reporting.services.sheets import publish_sheet
from tests.cast import Cast
from tests.desk.test_held import nominate
from tests.organisation.test_events import decision, new
from tests.permissions.world.reporting.sheets import SHEET
from tests.practices.world import World, make_world, planned

DAY = date(2021, 3, 1)


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


def quarter(cast: Cast, code: str, units: list[Unit]) -> None:
    period = from_code(code)
    open_collection(
        actor=SYSTEM,
        sheet_version=publish_sheet(actor=SYSTEM, sheet=SHEET),
        period=period,
        owner=cast.bloc,
        units=units,
        opens_at=clock.instant(period.start),
        due_at=clock.instant(date(2021, 7, 10)),
        closes_at=clock.instant(date(2021, 7, 20)),
        code=f"BCQ-{code}",
    )


def absorbed(cast: Cast) -> HandOver:
    """The office is taken in by the hospital, whose head confirms."""
    event = events.absorb_units(
        actor=SYSTEM, decision=decision(DAY), sources=[cast.office], into=cast.hospital
    )
    return plans.plan_hand_overs(actor=SYSTEM, events=[event])[0]


def figures(hand_over: HandOver, **others: int) -> dict[int, int]:
    """What the system counts, nothing on paper; `others` by position as c5=2, `members` the line «Đảng viên»."""
    counts = {line.position: line.counted or 0 for line in hand_over.lines.all()}
    if "members" in others:
        counts[members_place(hand_over)] = others.pop("members")
    return counts | {int(name[1:]): value for name, value in others.items()}


def members_place(hand_over: HandOver) -> int:
    """Where the line «Đảng viên» stands, below as many kinds as the rooms have."""
    return hand_over.lines.get(label="Đảng viên").position


def stated(cast: Cast, hand_over: HandOver, **others: int) -> HandOver:
    return preparing.state_counts(
        actor=cast.propaganda_officer,
        hand_over=hand_over,
        counts=figures(hand_over, **others),
        row_version=HandOver.objects.get(pk=hand_over.pk).row_version,
    )


def answered(cast: Cast, hand_over: HandOver, **others: int) -> HandOver:
    return confirming.confirm_hand_over(
        actor=cast.hospital_head,
        hand_over=hand_over,
        counts=figures(hand_over, **others),
        row_version=hand_over.row_version,
    )


def confirmed(cast: Cast) -> HandOver:
    return answered(cast, stated(cast, absorbed(cast)))


def counted(hand_over: HandOver) -> dict[str, int]:
    rows = hand_over.lines.exclude(counted=None).exclude(counted=0)
    return {line.kind: line.counted or 0 for line in rows}


def listed(hand_over: HandOver) -> list[str]:
    return [item.code or item.title for item in hand_over.items.order_by("position")]


# --- planning ----------------------------------------------------------------------------------------------------


def test_plan_lists_what_hangs_on_the_unit(world: World) -> None:
    cast = world.cast
    practice = world.practice(cast.office, "Một")
    lesson = world.practice(cast.hospital, "Hai")
    world.answers(world.order([lesson], [cast.office]), planned(lesson, cast.office))
    nominate(world, cast.office, "Tập thể Văn phòng", NominationState.DRAFT)
    hand_over = absorbed(cast)

    assert (hand_over.code, hand_over.giver, hand_over.receiver) == (
        "BG-2021-001",
        cast.office,
        cast.hospital,
    )
    assert listed(hand_over) == [practice.code, lesson.code, "KT-2021-01"]
    assert counted(hand_over) == {"practices": 1, "practices.adoptions": 1, "nominations": 1}
    assert HandOver.objects.get().state == HandOverState.PREPARING


def test_plan_twice_makes_nothing_new(cast: Cast) -> None:
    hand_over = absorbed(cast)
    assert plans.plan_hand_overs(actor=SYSTEM, events=[hand_over.event]) == []
    assert HandOver.objects.count() == 1
    assert Entry.objects.filter(act="hand_over.planned").count() == 1


def test_merge_gives_one_hand_over_for_each_source(cast: Cast) -> None:
    events.merge_units(
        actor=SYSTEM, decision=decision(DAY), sources=[cast.office, cast.hospital], target=new("MOI")
    )
    made = plans.plan_hand_overs(actor=SYSTEM, events=[UnitEvent.objects.get(kind="merge")])
    assert [(one.code, one.giver.code, one.receiver.code) for one in made] == [
        ("BG-2021-001", "VPTU", "MOI"),
        ("BG-2021-002", "BENHVIEN", "MOI"),
    ]


def test_dissolved_without_receiver_hands_over_to_nobody(cast: Cast) -> None:
    event = events.dissolve_units(actor=SYSTEM, decision=decision(DAY), units=[cast.office])
    assert plans.plan_hand_overs(actor=SYSTEM, events=[event]) == []


def test_transfer_is_between_the_old_and_the_new_parent(cast: Cast) -> None:
    event = events.move_units(
        actor=SYSTEM, decision=decision(DAY), units=[cast.department, cast.office], parent=cast.hospital
    )
    made = plans.plan_hand_overs(actor=SYSTEM, events=[event])
    assert [(one.giver.code, one.receiver.code, listed(one)) for one in made] == [
        ("KHOI", "BENHVIEN", ["VPTU", "SONV"])
    ]


def split(world: World) -> list[HandOver]:
    cast = world.cast
    events.move_units(
        actor=SYSTEM, decision=decision(date(2021, 1, 4)), units=[cast.department], parent=cast.office
    )
    for title in ("Một", "Hai", "Ba"):
        world.practice(cast.office, title)
    events.split_unit(
        actor=SYSTEM,
        decision=decision(DAY),
        source=cast.office,
        parts=[new("A"), new("B")],
        children={"SONV": "B"},
    )
    return plans.plan_hand_overs(actor=SYSTEM, events=[UnitEvent.objects.get(kind="split")])


def test_split_leaves_nothing_over(world: World) -> None:
    first, second = split(world)
    assert [listed(first), listed(second)] == [["MH-2020-001", "MH-2020-002", "MH-2020-003"], ["SONV"]]


def test_the_officer_assigns_things_to_the_parts(world: World) -> None:
    first, second = split(world)
    moved = preparing.assign_items(
        actor=world.cast.propaganda_officer,
        hand_over=first,
        positions=[2, 3],
        receiver=second,
        row_version=first.row_version,
    )
    assert moved == 2
    assert [listed(first), listed(second)] == [["MH-2020-001"], ["SONV", "MH-2020-002", "MH-2020-003"]]
    assert [counted(first), counted(second)] == [{"practices": 1}, {"units.below": 1, "practices": 2}]


def test_where_a_unit_below_goes_is_the_decisions_word(world: World) -> None:
    first, second = split(world)
    with pytest.raises(Refused, match="do quyết định nêu, không đổi ở đây: SONV"):
        preparing.assign_items(
            actor=world.cast.propaganda_officer,
            hand_over=second,
            positions=[1],
            receiver=first,
            row_version=second.row_version,
        )


def test_assigning_an_old_list_is_a_conflict(world: World) -> None:
    first, second = split(world)
    officer = world.cast.propaganda_officer
    given: dict[str, Any] = {
        "actor": officer,
        "hand_over": first,
        "receiver": second,
        "row_version": first.row_version,
    }
    preparing.assign_items(positions=[1], **given)
    with pytest.raises(Conflict):
        preparing.assign_items(positions=[2], **given)


# --- both sides --------------------------------------------------------------------------------------------------


def test_equal_counts_confirm_and_things_change_hands(world: World) -> None:
    cast = world.cast
    practice = world.practice(cast.office, "Một")
    hand_over = confirmed(cast)

    assert hand_over.state == HandOverState.CONFIRMED
    assert Practice.objects.get(pk=practice.pk).holder == cast.hospital
    chains = {str(cast.office.pk), str(cast.hospital.pk)}
    assert set(Entry.objects.filter(act="hand_over.confirmed").values_list("chain", flat=True)) == chains


def test_a_count_that_differs_stops_and_shows_both_figures(world: World) -> None:
    cast = world.cast
    practice = world.practice(cast.office, "Một")
    hand_over = stated(cast, absorbed(cast))
    last = max(figures(hand_over))
    hand_over = answered(cast, hand_over, **{f"c{last}": 3})

    line = hand_over.lines.get(position=last)
    assert (hand_over.state, line.stated, line.received, line.differs) == (HandOverState.DIFFERS, 0, 3, True)
    assert Practice.objects.get(pk=practice.pk).holder is None


def test_a_count_other_than_the_systems_differs_though_both_sides_agree(world: World) -> None:
    cast = world.cast
    world.practice(cast.office, "Một")
    hand_over = absorbed(cast)
    place = hand_over.lines.get(kind="practices").position
    hand_over = answered(cast, stated(cast, hand_over, **{f"c{place}": 2}), **{f"c{place}": 2})
    assert hand_over.state == HandOverState.DIFFERS


def test_the_giver_corrects_and_the_receiver_answers_again(cast: Cast) -> None:
    hand_over = stated(cast, absorbed(cast), members=4)
    hand_over = answered(cast, hand_over, members=5)
    hand_over = stated(cast, hand_over, members=5)
    assert hand_over.state == HandOverState.WAITING
    assert answered(cast, hand_over, members=5).state == HandOverState.CONFIRMED


def test_a_difference_is_closed_by_the_level_above_with_a_reason(world: World) -> None:
    cast = world.cast
    practice = world.practice(cast.office, "Một")
    hand_over = answered(cast, stated(cast, absorbed(cast), members=4), members=5)
    given: dict[str, Any] = {"hand_over": hand_over, "row_version": hand_over.row_version}
    with pytest.raises(Refused, match="Ghi lý do"):
        confirming.settle_difference(actor=cast.province_lead, reason=" ", **given)
    with pytest.raises(Forbidden, match="không phải người đã chốt"):
        confirming.settle_difference(actor=cast.propaganda_officer, reason="Thiếu một hồ sơ", **given)
    with pytest.raises(Forbidden):
        confirming.settle_difference(actor=cast.hospital_head, reason="Thiếu một hồ sơ", **given)
    settled = confirming.settle_difference(actor=cast.province_lead, reason="Thiếu một hồ sơ", **given)

    assert (settled.state, settled.reason) == (HandOverState.CONFIRMED, "Thiếu một hồ sơ")
    assert Practice.objects.get(pk=practice.pk).holder == cast.hospital


def test_confirming_twice_is_refused(cast: Cast) -> None:
    hand_over = confirmed(cast)
    with pytest.raises(Refused, match="đã xác nhận"):
        answered(cast, hand_over)


def test_figures_changed_after_they_were_read_are_a_conflict(cast: Cast) -> None:
    seen = stated(cast, absorbed(cast))
    stated(cast, seen, members=9)
    with pytest.raises(Conflict, match="vừa được người khác sửa"):
        answered(cast, seen)


def test_the_giver_must_state_first(cast: Cast) -> None:
    with pytest.raises(Refused, match="«Đang lập»"):
        answered(cast, absorbed(cast))


def test_every_line_wants_a_figure(cast: Cast) -> None:
    hand_over = absorbed(cast)
    counts = figures(hand_over)
    del counts[1]
    with pytest.raises(Refused, match="Còn 1 nội dung chưa có số") as refused:
        preparing.state_counts(
            actor=cast.propaganda_officer,
            hand_over=hand_over,
            counts=counts,
            row_version=hand_over.row_version,
        )
    assert list(refused.value.fields) == ["c-1"]


@pytest.mark.parametrize("wrong", [-1, 10_000_000])
def test_a_figure_out_of_bounds_is_refused(cast: Cast, wrong: int) -> None:
    with pytest.raises(Refused):
        stated(cast, absorbed(cast), c1=wrong)


def test_a_list_that_is_no_longer_true_is_refused_and_taken_up_again(world: World) -> None:
    cast = world.cast
    hand_over = absorbed(cast)
    world.practice(cast.office, "Nhập sau")
    with pytest.raises(Refused, match="1 mục mới, 0 mục không còn"):
        stated(cast, hand_over)
    assert preparing.refresh_items(actor=cast.propaganda_officer, hand_over=hand_over) == 1
    assert counted(hand_over) == {"practices": 1}
    assert answered(cast, stated(cast, hand_over)).state == HandOverState.CONFIRMED


def test_what_both_count_on_paper_may_be_added(cast: Cast) -> None:
    hand_over = absorbed(cast)
    officer = cast.propaganda_officer
    line = preparing.add_line(actor=officer, hand_over=hand_over, label="Thẻ đảng viên", measure="thẻ")
    assert line.position == max(figures(hand_over))
    with pytest.raises(Refused, match="đã có nội dung"):
        preparing.add_line(actor=officer, hand_over=hand_over, label="thẻ  đảng viên")
    with pytest.raises(Refused, match="Ghi tên"):
        preparing.add_line(actor=officer, hand_over=hand_over, label=" ")


def test_before_the_day_of_effect_it_can_be_stated_and_not_confirmed(cast: Cast) -> None:
    with clock.set_to(DAY - timedelta(days=3)):
        hand_over = stated(cast, absorbed(cast))
        with pytest.raises(Refused, match="có hiệu lực từ ngày 01/3/2021"):
            answered(cast, hand_over)


def test_reopening_voids_the_figures(cast: Cast) -> None:
    hand_over = answered(cast, stated(cast, absorbed(cast), members=4), members=5)
    hand_over = preparing.reopen_hand_over(
        actor=cast.propaganda_officer, hand_over=hand_over, row_version=hand_over.row_version
    )
    assert hand_over.state == HandOverState.PREPARING
    assert list(hand_over.lines.order_by().values_list("stated", "received").distinct()) == [(None, None)]


# --- who -----------------------------------------------------------------------------------------------------------


def test_only_the_committee_above_prepares_and_only_the_receivers_head_confirms(cast: Cast) -> None:
    hand_over = absorbed(cast)
    for actor in (cast.hospital_head, cast.outsider, cast.unit_head, cast.inspector):
        with pytest.raises(Forbidden):
            preparing.state_counts(actor=actor, hand_over=hand_over, counts={}, row_version=1)
    hand_over = stated(cast, hand_over)
    for actor in (cast.propaganda_officer, cast.outsider, cast.unit_head, cast.province_lead):
        with pytest.raises(Forbidden):
            confirming.confirm_hand_over(
                actor=actor, hand_over=hand_over, counts={}, row_version=hand_over.row_version
            )


def test_where_the_receiver_has_no_account_the_officer_confirms_in_its_stead(cast: Cast) -> None:
    event = events.absorb_units(
        actor=SYSTEM, decision=decision(DAY), sources=[cast.office], into=cast.department
    )
    hand_over = stated(cast, plans.plan_hand_overs(actor=SYSTEM, events=[event])[0])
    given: dict[str, Any] = {
        "actor": cast.propaganda_officer,
        "hand_over": hand_over,
        "counts": figures(hand_over),
        "row_version": hand_over.row_version,
    }
    head = enrol_people(
        actor=SYSTEM,
        people=[
            NewPerson(
                "Người mới",
                User.objects.create(username="moi"),
                (),
                (NewRole(cast.department, Role.HEAD, DAY),),
            )
        ],
    )[0]
    with pytest.raises(Forbidden):
        confirming.confirm_hand_over(**given)
    RoleAssignment.objects.filter(person=head).delete()
    done = confirming.confirm_hand_over(**given)

    assert (done.state, done.is_in_stead) == (HandOverState.CONFIRMED, True)


# --- what changes hands ------------------------------------------------------------------------------------------


def test_a_practice_keeps_its_origin_and_its_holder_answers_for_it(world: World) -> None:
    cast = world.cast
    years = ((2020, Origin.NEW, YearState.RECOGNISED), (2021, Origin.MAINTAINED, YearState.REGISTERED))
    code = world.practice(cast.office, "Một", years).code
    before = recognised_in(cast.bloc.pk, [2020], date(2020, 12, 31))
    confirmed(cast)
    practice = get_practice(cast.hospital_head, code)

    assert practice.unit == cast.office
    assert (practice.unit_name, practice.holder_name) == ("Văn phòng Tỉnh ủy", "Bệnh viện tỉnh")  # type: ignore[attr-defined]
    assert (practice.unit_ended_on, practice.held_since) == (DAY, DAY)  # type: ignore[attr-defined]
    told = ResultTold("Chờ 8 phút.", Decimal(8))
    tell_result(actor=cast.outsider, practice=practice, told=told, row_version=practice.row_version)

    confirm_effective(actor=cast.propaganda_officer, practice=practice, year=2021)
    recognise_practice(actor=cast.propaganda_officer, practice=practice, year=2021)
    assert recognised_in(cast.bloc.pk, [2020], date(2020, 12, 31)) == before
    with pytest.raises(Forbidden):
        tell_result(actor=cast.unit_head, practice=practice, told=told, row_version=1)


def test_an_adoption_goes_on_in_the_receivers_hands(world: World) -> None:
    cast = world.cast
    lesson = world.practice(cast.department, "Hai")
    world.answers(world.order([lesson], [cast.office, cast.hospital]), planned(lesson, cast.office))
    confirmed(cast)
    adoption = Adoption.objects.get()
    report_applied(
        actor=cast.hospital_head,
        adoption=adoption,
        applied_on=date(2021, 4, 1),
        baseline=Decimal(30),
        result_value=Decimal(12),
        evidence="Sổ đo.",
    )
    verify_adoption(actor=cast.propaganda_officer, adoption=adoption, verified_on=date(2021, 4, 5))

    adoption.refresh_from_db()
    assert (adoption.unit, adoption.holder, adoption.state) == (
        cast.office,
        cast.hospital,
        AdoptionState.VERIFIED,
    )


def test_an_unanswered_order_is_answered_by_the_receiver_for_the_unit_asked(world: World) -> None:
    cast = world.cast
    lesson = world.practice(cast.department, "Hai")
    order = world.order([lesson], [cast.office])
    confirmed(cast)
    answer = answer_order(
        actor=cast.hospital_head,
        order=order,
        practice=lesson,
        unit=cast.office,
        answer=Answer.ADOPT,
        planned_for=date(2021, 5, 1),
    )
    assert (answer.unit, answer.holder) == (cast.office, cast.hospital)
    with pytest.raises(Forbidden):
        answer_order(
            actor=cast.unit_head, order=order, practice=lesson, unit=cast.office, answer=Answer.ADOPT
        )


def test_a_draft_nomination_is_sent_by_the_receivers_head(world: World) -> None:
    cast = world.cast
    nominate(world, cast.office, "Tập thể Văn phòng", NominationState.DRAFT)
    confirmed(cast)
    sent = submit_nomination(actor=cast.hospital_head, nomination=Nomination.objects.get())
    assert (sent.unit, sent.holder, sent.state) == (cast.office, cast.hospital, NominationState.SUBMITTED)


def draft(cast: Cast, unit: Unit, members: int) -> None:
    collection = Obligation.objects.filter(unit=unit).select_related("collection").get().collection
    row = ReportRow(unit.pk, {"U03": members}, state=SubmissionState.DRAFT, texts={0: "Đang viết."})
    load_reports(actor=SYSTEM, collection=collection, rows=[row])


def duties(cast: Cast) -> dict[str, str]:
    return dict(Obligation.objects.order_by("unit__position").values_list("unit__code", "state"))


def test_the_duty_to_report_goes_over_with_its_draft(cast: Cast) -> None:
    quarter(cast, "2021Q1", [cast.office])
    draft(cast, cast.office, 12)
    confirmed(cast)

    assert duties(cast) == {"VPTU": ObligationState.EXEMPT, "BENHVIEN": ObligationState.OWED}
    mine = Submission.objects.get(unit=cast.hospital)
    assert (mine.values[0], mine.texts.get().text) == (Decimal(12), "Đang viết.")
    assert Succession.objects.get().carried
    assert Obligation.objects.get(unit=cast.office).reason == (
        "Đơn vị kết thúc ngày 01/3/2021; Đảng bộ cơ sở Bệnh viện tỉnh báo cáo thay từ kỳ này."
    )


def test_a_draft_is_never_added_to_figures_that_are_there(cast: Cast) -> None:
    """Both owe: one duty is left, and the receiver's own figures stay as typed."""
    quarter(cast, "2021Q1", [cast.office, cast.hospital])
    draft(cast, cast.office, 12)
    report = Obligation.objects.get(unit=cast.hospital)
    row = ReportRow(cast.hospital.pk, {"U03": 30}, state=SubmissionState.DRAFT)
    load_reports(actor=SYSTEM, collection=report.collection, rows=[row])
    confirmed(cast)

    assert duties(cast) == {"VPTU": ObligationState.EXEMPT, "BENHVIEN": ObligationState.OWED}
    assert Submission.objects.get(unit=cast.hospital).values[0] == Decimal(30)
    assert not Succession.objects.get().carried


def test_a_report_of_a_period_that_was_over_must_be_settled_first(cast: Cast) -> None:
    """The tree of that period knows no successor: nobody else could answer in it."""
    quarter(cast, "2020Q4", [cast.office])
    with pytest.raises(Refused, match="Còn 1 báo cáo chưa khép: BCQ-2020Q4 thuộc kỳ đã qua"):
        absorbed(cast)


# --- reading the past, and undoing -------------------------------------------------------------------------------


def accepted_report(cast: Cast) -> None:
    quarter(cast, "2020Q4", [cast.office])
    collection = Obligation.objects.get().collection
    row = ReportRow(
        cast.office.pk,
        {"U03": 10, "T03": 8},
        state=SubmissionState.ACCEPTED,
        submitted_at=clock.now(),
        submitted_by=cast.unit_head,
        decided_at=clock.now(),
        decided_by=cast.propaganda_officer,
    )
    load_reports(actor=SYSTEM, collection=collection, rows=[row])


def test_the_receivers_head_reads_the_old_units_accepted_reports_and_practices(world: World) -> None:
    """From the day of effect: what is not read cannot be checked, so the reading comes before the confirmation."""
    cast = world.cast
    accepted_report(cast)
    code = world.practice(cast.office, "Một", ((2021, Origin.NEW, YearState.REGISTERED),)).code
    with pytest.raises(NotFound):
        get_report(cast.hospital_head, "BCQ-2020Q4", "VPTU")
    with pytest.raises(NotFound):
        get_practice(cast.hospital_head, code)
    absorbed(cast)

    assert get_report(cast.hospital_head, "BCQ-2020Q4", "VPTU").submission.values[0] == 10
    assert get_practice(cast.hospital_head, code).code == code
    assert get_report(cast.propaganda_officer, "BCQ-2020Q4", "VPTU").unit_name == "Văn phòng Tỉnh ủy"


def test_an_unrelated_head_reads_nothing_of_it(world: World) -> None:
    cast = world.cast
    accepted_report(cast)
    code = world.practice(cast.office, "Một", ((2021, Origin.NEW, YearState.REGISTERED),)).code
    events.absorb_units(actor=SYSTEM, decision=decision(DAY), sources=[cast.office], into=cast.department)
    with pytest.raises(NotFound):
        get_report(cast.hospital_head, "BCQ-2020Q4", "VPTU")
    with pytest.raises(NotFound):
        get_practice(cast.hospital_head, code)


def test_undoing_drops_what_is_not_confirmed(cast: Cast) -> None:
    hand_over = stated(cast, absorbed(cast))
    undo_events(actor=SYSTEM, events=[hand_over.event], reason="Nhập nhầm")
    assert HandOver.objects.count() == 0


def test_what_is_confirmed_is_not_undone(cast: Cast) -> None:
    hand_over = confirmed(cast)
    with pytest.raises(Refused, match="Đã bàn giao xong theo biên bản BG-2021-001"):
        undo_events(actor=SYSTEM, events=[hand_over.event], reason="Nhập nhầm")
    assert HandOver.objects.count() == 1
