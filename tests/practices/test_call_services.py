from datetime import date

import pytest

from lantoa.audit.queries import history_of
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Conflict, Forbidden, Refused
from lantoa.organisation.choices import Role
from lantoa.organisation.models import RoleAssignment
from lantoa.practices.choices import CallState, SelectionException, YearState
from lantoa.practices.models import Appraisal, Assignment, Call, CallEntry, DeclaredConflict
from lantoa.practices.queries.appraisals import get_assignment, next_after, share_out, work_of
from lantoa.practices.queries.calls import candidates_of, standard_on
from lantoa.practices.queries.selection import meeting_of
from lantoa.practices.services import appraisals, calls, selection
from lantoa.practices.services.appraisals import Given
from lantoa.practices.services.calls import NewStandard
from lantoa.practices.services.selection import Concluded
from tests.practices.call_world import (
    FAIR,
    GOOD,
    appraised_call,
    call_text,
    effective,
    enter,
    hand,
    open_call,
    selecting_call,
    work,
)
from tests.practices.world import World

TOLD = Concluded(date(2021, 4, 6), 11, 9, refusal="Chưa đủ điểm công nhận.")


def refusal(error: pytest.ExceptionInfo[Refused]) -> tuple[str, dict[str, str]]:
    return error.value.sentence, error.value.fields


def test_call_begins_with_the_criteria_in_force(world: World) -> None:
    call = open_call(world)
    assert call.code == "DX-2020-01"
    assert [(one.name, one.most) for one in call.criteria.all()] == [
        ("Tính thiết thực", 20),
        ("Hiệu quả đo được", 30),
        ("Tính mới, sáng tạo", 15),
        ("Tính bền vững", 15),
        ("Khả năng nhân rộng", 20),
    ]
    assert (call.comment_under, call.comment_over) == (50, 90)


def test_later_criteria_leave_earlier_calls_as_they_were(world: World) -> None:
    before = open_call(world)
    calls.enter_standard(
        actor=SYSTEM,
        standard=NewStandard(
            "Mới", date(2021, 4, 6), [("Có ích", "Cho ai?", 100)], [(0, "Chưa")], 60, 80, 40, 95, 20
        ),
    )
    after = open_call(world)
    assert (before.criteria.count(), after.criteria.count()) == (5, 1)
    assert (after.comment_under, after.comment_over) == (40, 95)
    found = standard_on(date(2021, 4, 5))
    assert found is not None and found.name == "Bộ tiêu chí chung"


def test_criteria_that_do_not_make_100_are_refused(world: World) -> None:
    with pytest.raises(Refused) as error:
        open_call(world, weights=[20, 30, 15, 15, 21])
    assert refusal(error)[0] == (
        "Điểm tối đa của các tiêu chí phải cộng lại đúng 100, mỗi tiêu chí ít nhất 1; đang là 101."
    )


def test_days_out_of_order_are_refused_at_their_fields(world: World) -> None:
    with pytest.raises(Refused) as error:
        open_call(world, closes_on=date(2021, 3, 1), appraise_by=date(2021, 2, 1))
    assert set(refusal(error)[1]) == {"closes_on", "appraise_by"}


def test_call_of_a_strange_unit_is_forbidden(world: World) -> None:
    with pytest.raises(Forbidden):
        calls.draft_call(actor=world.cast.unit_head, unit=world.cast.bloc, text=call_text(world))


def test_opened_call_is_not_edited(world: World) -> None:
    call = open_call(world)
    with pytest.raises(Refused):
        calls.edit_call(
            actor=world.cast.propaganda_officer,
            call=call,
            text=call_text(world),
            row_version=call.row_version,
        )


def test_stale_edit_is_a_conflict(world: World) -> None:
    officer = world.cast.propaganda_officer
    call = calls.draft_call(actor=officer, unit=world.cast.bloc, text=call_text(world))
    calls.edit_call(actor=officer, call=call, text=call_text(world, title="Tên khác"), row_version=1)
    with pytest.raises(Conflict):
        calls.edit_call(actor=officer, call=call, text=call_text(world), row_version=1)
    assert Call.objects.get().title == "Tên khác"


def test_every_reason_against_an_entry_is_said(world: World) -> None:
    call = open_call(world, fields=[world.fields["giao_duc"]], year=2021)
    practice = effective(world, world.cast.office, "Một")
    world_practice = world.practice(world.cast.office, "Hai", ((2021, "new", YearState.REGISTERED),))  # type: ignore[arg-type]
    found = candidates_of(world.cast.unit_head, call)
    assert [list(one.objections) for one in found] == [
        [
            "Mô hình đang ở bước «Đã đăng ký»; đợt này nhận mô hình ở bước «Có hiệu quả».",
            "Lĩnh vực «Y tế» không thuộc đợt này.",
        ]
    ]
    assert found[0].row.practice == world_practice
    with pytest.raises(Refused) as error:
        calls.enter_in_call(actor=world.cast.unit_head, call=call, row=practice.years.get())
    assert refusal(error)[0] == "Đợt này chỉ nhận mô hình của năm 2021. Lĩnh vực «Y tế» không thuộc đợt này."


def test_quota_of_a_unit_is_kept(world: World) -> None:
    call = open_call(world, quota=1)
    enter(world, call, effective(world, world.cast.office, "Một"))
    with pytest.raises(Refused) as error:
        enter(world, call, effective(world, world.cast.office, "Hai"))
    assert refusal(error)[0] == "Đơn vị đã trình đủ 1 mô hình được giao."
    enter(world, call, effective(world, world.cast.hospital, "Ba"))
    assert call.entries.count() == 2


def test_entry_after_the_last_day_is_refused(world: World) -> None:
    call = open_call(world)
    practice = effective(world, world.cast.office, "Một")
    with clock.set_to(date(2021, 4, 21)), pytest.raises(Refused) as error:
        enter(world, call, practice)
    assert refusal(error)[0] == "Đã hết hạn nhận mô hình."


def test_withdrawn_entry_may_be_put_in_again(world: World) -> None:
    call = open_call(world, quota=1)
    practice = effective(world, world.cast.office, "Một")
    enter(world, call, practice)
    calls.withdraw_from_call(actor=world.cast.unit_head, call=call, row=practice.years.get())
    enter(world, call, practice)
    assert [entry.act for entry in history_of("practices.practice", practice.pk)][:3] == [
        "call.entered",
        "call.withdrawn",
        "call.entered",
    ]


def test_reporter_and_strangers_put_nothing_in(world: World) -> None:
    call = open_call(world)
    row = effective(world, world.cast.office, "Một").years.get()
    for user in (world.cast.unit_reporter, world.cast.hospital_head, world.cast.propaganda_officer):
        with pytest.raises(Forbidden):
            calls.enter_in_call(actor=user, call=call, row=row)


def test_call_without_entries_is_not_appraised(world: World) -> None:
    call = open_call(world)
    with pytest.raises(Refused):
        calls.move_call(actor=world.cast.propaganda_officer, call=call, to=CallState.APPRAISING)


def test_appraisal_of_ones_own_unit_is_given_to_others(world: World) -> None:
    """The inspector also reports for the hospital: its entries go past them."""
    RoleAssignment.objects.create(
        person=world.cast.inspector.person,  # type: ignore[attr-defined]
        role=Role.REPORTER,
        unit=world.cast.hospital,
        valid=(date(2020, 1, 1), None),
    )
    call = appraised_call(world, number=4, per_entry=2)
    given = Assignment.objects.filter(member__person__user=world.cast.inspector)
    assert {one.entry.practice_year.practice.unit for one in given} == {world.cast.office}
    loads = sorted(member.assignments.count() for member in call.panel.all())
    assert loads == [2, 3, 3]


def test_why_it_fell_to_somebody_is_kept(world: World) -> None:
    call = appraised_call(world)
    assert {(one.candidates, one.load) for one in Assignment.objects.filter(entry__call=call)} == {(3, 2)}


def test_declared_conflict_gives_the_entry_to_nobody_twice(world: World) -> None:
    call = appraised_call(world, per_entry=2)
    officer = world.cast.propaganda_officer
    [first] = list(work_of(officer))[:1]
    appraisals.declare_conflict(actor=officer, assignment=first)
    shared = share_out(call)
    assert (first.entry, first.member) not in shared.given
    assert not shared.lacking
    appraisals.assign_appraisals(actor=officer, call=call, seen=shared.mark)
    assert not Assignment.objects.filter(entry=first.entry, member=first.member).exists()
    assert DeclaredConflict.objects.count() == 1


def test_what_nobody_can_appraise_is_said(world: World) -> None:
    call = appraised_call(world)
    lead = world.cast.province_lead
    assignment = work(lead, call)
    appraisals.declare_conflict(actor=lead, assignment=assignment)
    [(entry, short, candidates)] = share_out(call).lacking
    assert (entry, short, candidates) == (assignment.entry, 1, 2)


def test_assignment_seen_before_a_change_is_a_conflict(world: World) -> None:
    call = appraised_call(world, per_entry=2)
    seen = share_out(call).mark
    lead = world.cast.province_lead
    appraisals.declare_conflict(actor=lead, assignment=work(lead, call))
    with pytest.raises(Conflict):
        appraisals.assign_appraisals(actor=world.cast.propaganda_officer, call=call, seen=seen)


def test_begun_work_stays_when_assigned_again(world: World) -> None:
    call = appraised_call(world, number=4, per_entry=1)
    lead = world.cast.province_lead
    kept = [one.pk for one in work_of(lead)]
    for pk in kept:
        assignment = Assignment.objects.get(pk=pk)
        appraisals.save_appraisal(actor=lead, assignment=assignment, given=Given([None] * 5), row_version=0)
    shared = share_out(call)
    appraisals.assign_appraisals(actor=world.cast.propaganda_officer, call=call, seen=shared.mark)
    assert sorted(one.pk for one in work_of(lead)) == sorted(kept)


def test_member_who_began_is_not_dismissed(world: World) -> None:
    call = appraised_call(world)
    lead = world.cast.province_lead
    assignment = work(lead, call)
    appraisals.save_appraisal(
        actor=lead, assignment=assignment, given=Given([1, None, None, None, None]), row_version=0
    )
    with pytest.raises(Refused):
        appraisals.dismiss(actor=world.cast.propaganda_officer, call=call, member=assignment.member)


def test_panel_takes_only_who_may_appraise_here(world: World) -> None:
    call = open_call(world)
    with pytest.raises(Refused):
        appraisals.appoint(
            actor=world.cast.propaganda_officer,
            call=call,
            persons=[world.cast.hospital_head.person],  # type: ignore[attr-defined]
        )


@pytest.mark.parametrize(
    ("points", "comment", "fields"),
    [
        ([18, 26, 12, 12, None], "", {"p4"}),
        ([21, 26, 12, 12, 17], "", {"p0"}),
        ([5, 5, 5, 5, 5], "", {"comment"}),
        ([20, 30, 15, 15, 20], "  ", {"comment"}),
    ],
    ids=["missing", "too many points", "low without a word", "high without a word"],
)
def test_incomplete_appraisal_is_refused(
    world: World, points: list[int], comment: str, fields: set[str]
) -> None:
    call = appraised_call(world)
    user = world.cast.inspector
    with pytest.raises(Refused) as error:
        hand(user, work(user, call), points, comment)
    assert set(refusal(error)[1]) == fields
    assert not Appraisal.objects.exists()


def test_comment_is_not_asked_at_the_marks_themselves(world: World) -> None:
    call = appraised_call(world)
    user = world.cast.inspector
    hand(user, work(user, call), [10, 15, 5, 10, 10])
    hand(user, work(user, call, 1), [18, 27, 14, 13, 18])
    assert Appraisal.objects.filter(handed_at__isnull=False).count() == 2


def test_handed_in_stays(world: World) -> None:
    call = appraised_call(world)
    user = world.cast.inspector
    hand(user, work(user, call), GOOD)
    with pytest.raises(Refused):
        appraisals.save_appraisal(actor=user, assignment=work(user, call), given=Given(FAIR), row_version=1)
    assert Appraisal.objects.get().points == GOOD


def test_second_window_is_a_conflict(world: World) -> None:
    call = appraised_call(world)
    user = world.cast.inspector
    appraisals.save_appraisal(actor=user, assignment=work(user, call), given=Given(FAIR), row_version=0)
    with pytest.raises(Conflict):
        appraisals.save_appraisal(actor=user, assignment=work(user, call), given=Given(GOOD), row_version=0)
    assert Appraisal.objects.get().points == FAIR


def test_nobody_saves_for_another(world: World) -> None:
    call = appraised_call(world)
    with pytest.raises(Forbidden):
        appraisals.save_appraisal(
            actor=world.cast.province_lead,
            assignment=work(world.cast.inspector, call),
            given=Given(GOOD),
            row_version=0,
        )


def test_next_goes_round(world: World) -> None:
    call = appraised_call(world, number=3)
    user = world.cast.inspector
    codes = [one.entry.practice_year.practice.code for one in work_of(user)]
    last = get_assignment(user, call.code, codes[-1])
    found = next_after(user, last)
    assert found is not None and found.entry.practice_year.practice.code == codes[0]
    hand(user, found, GOOD)
    found = next_after(user, last)
    assert found is not None and found.entry.practice_year.practice.code == codes[1]


def test_order_is_by_median_and_says_where_they_disagree(world: World) -> None:
    call = selecting_call(world)
    rows = meeting_of(call).rows
    assert [(one.middle, one.spread, one.disagrees) for one in rows] == [(85, 0, False), (68, 17, False)]
    assert [one.totals for one in rows] == [(85, 85, 85), (68, 68, 85)]


def test_appraisal_that_arrives_during_the_selection_is_kept_as_a_draft(world: World) -> None:
    call = appraised_call(world)
    lead, inspector = world.cast.province_lead, world.cast.inspector
    late = work(inspector, call)
    hand(lead, work(lead, call), GOOD)
    calls.move_call(actor=world.cast.propaganda_officer, call=call, to=CallState.SELECTING)
    answer = appraisals.hand_in(actor=inspector, assignment=late, given=Given(FAIR), row_version=0)
    assert (answer.late, answer.appraisal.points, answer.appraisal.handed_at) == (True, FAIR, None)
    calls.move_call(actor=world.cast.propaganda_officer, call=call, to=CallState.APPRAISING)
    answer = appraisals.hand_in(actor=inspector, assignment=late, given=Given(FAIR), row_version=1)
    assert not answer.late


def test_selection_fixes_what_stands_above_the_line(world: World) -> None:
    call = selecting_call(world)
    officer = world.cast.propaganda_officer
    call = selection.move_line(actor=officer, call=call, cut=1, row_version=call.row_version)
    call = selection.conclude_selection(actor=officer, call=call, told=TOLD, row_version=call.row_version)
    assert call.state == CallState.CONCLUDED
    rows = CallEntry.objects.order_by("practice_year__practice__code")
    assert [(one.chosen, one.practice_year.state, one.practice_year.reason) for one in rows] == [
        (True, "recognised", ""),
        (False, "not_recognised", "Chưa đủ điểm công nhận."),
    ]


def test_going_against_the_order_asks_for_a_reason(world: World) -> None:
    call = selecting_call(world)
    officer = world.cast.propaganda_officer
    call = selection.move_line(actor=officer, call=call, cut=1, row_version=call.row_version)
    below = meeting_of(call).rows[1].entry.practice_year.practice.code
    against = {"actor": officer, "call": call, "practice": below, "row_version": call.row_version}
    with pytest.raises(Refused) as error:
        selection.go_against(**against, exception=SelectionException.TAKEN_IN, reason=" ")  # type: ignore[arg-type]
    assert set(refusal(error)[1]) == {"reason"}
    with pytest.raises(Refused):
        selection.go_against(**against, exception=SelectionException.LEFT_OUT, reason="Trùng.")  # type: ignore[arg-type]
    call = selection.go_against(
        **against,  # type: ignore[arg-type]
        exception=SelectionException.TAKEN_IN,
        reason="Chưa có lĩnh vực này.",
    )
    assert [one.chosen for one in meeting_of(call).rows] == [True, True]


def test_two_who_move_the_line_meet_a_conflict(world: World) -> None:
    call = selecting_call(world)
    officer = world.cast.propaganda_officer
    selection.move_line(actor=officer, call=call, cut=1, row_version=call.row_version)
    with pytest.raises(Conflict):
        selection.move_line(actor=officer, call=call, cut=2, row_version=call.row_version)
    assert Call.objects.get().cut == 1


@pytest.mark.parametrize(
    ("told", "fields"),
    [
        (Concluded(date(2021, 4, 6), 11, 7, refusal="x"), {"present"}),
        (Concluded(date(2021, 4, 6), 11, 12, refusal="x"), {"present"}),
        (Concluded(date(2021, 4, 7), 11, 9, refusal="x"), {"met_on"}),
        (Concluded(date(2021, 4, 6), 11, 9), {"refusal"}),
    ],
    ids=["too few", "more than summoned", "tomorrow", "no word for the others"],
)
def test_conclusion_that_does_not_hold_is_refused(world: World, told: Concluded, fields: set[str]) -> None:
    call = selecting_call(world)
    officer = world.cast.propaganda_officer
    call = selection.move_line(actor=officer, call=call, cut=1, row_version=call.row_version)
    with pytest.raises(Refused) as error:
        selection.conclude_selection(actor=officer, call=call, told=told, row_version=call.row_version)
    assert set(refusal(error)[1]) == fields
    assert Call.objects.get().state == CallState.SELECTING


def test_field_beyond_its_limit_asks_for_a_reason(world: World) -> None:
    call = selecting_call(world, field_limit=1)
    officer = world.cast.propaganda_officer
    call = selection.move_line(actor=officer, call=call, cut=2, row_version=call.row_version)
    assert [(one.name, one.chosen, one.over) for one in meeting_of(call).fields] == [("Y tế", 2, True)]
    with pytest.raises(Refused) as error:
        selection.conclude_selection(actor=officer, call=call, told=TOLD, row_version=call.row_version)
    assert refusal(error)[1] == {"field_reason": "Ghi lý do lấy quá mức: Y tế."}


def test_record_decided_elsewhere_meanwhile_stops_the_conclusion(world: World) -> None:
    call = selecting_call(world)
    officer = world.cast.propaganda_officer
    call = selection.move_line(actor=officer, call=call, cut=2, row_version=call.row_version)
    row = CallEntry.objects.order_by("practice_year__practice__code")[0].practice_year
    row.state = YearState.RECOGNISED
    row.save()
    with pytest.raises(Refused) as error:
        selection.conclude_selection(actor=officer, call=call, told=TOLD, row_version=call.row_version)
    assert refusal(error)[0] == (
        "Đã được quyết định ở nơi khác từ lúc trình: MH-2020-001. Để lại các mô hình này rồi chốt."
    )
