"""Two people at once, on two connections of their own: one outcome, and a clear sentence for who came second."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from lantoa.audit.models import Entry
from lantoa.practices.choices import CallState, Capacity
from lantoa.practices.models import (
    Abbreviation,
    Adoption,
    AdoptionCheck,
    Appraisal,
    Call,
    PracticeYear,
    ReplicationOrder,
)
from lantoa.practices.services import calls, selection
from lantoa.practices.services.abbreviations import add_abbreviation
from lantoa.practices.services.adoptions import report_applied
from lantoa.practices.services.appraisals import Given, HandedIn, hand_in
from lantoa.practices.services.mergers import merge_practices
from lantoa.practices.services.orders import give_order
from lantoa.practices.services.verification import send_back_adoption, verify_adoption
from tests.cast import make_cast
from tests.practices.call_world import FAIR, GOOD, appraised_call, hand, panel, selecting_call, work
from tests.practices.world import World, applied, make_world, planned, verified
from tests.two_connections import at_once, database_apart

TODAY = date(2021, 4, 6)


@pytest.fixture
def apart(django_db_setup: None, django_db_blocker: Any, story_day: None) -> Iterator[World]:
    with database_apart(django_db_blocker):
        yield make_world(make_cast())


def adoption_of(world: World) -> Adoption:
    practice = world.practice(world.cast.hospital)
    order = world.order([practice], world.cast.units())
    proof = {"result_value": Decimal(12), "evidence": "Sổ đo."}
    world.answers(order, applied(practice, world.cast.office, **proof))
    return Adoption.objects.get()


def test_two_who_verify_at_once_verify_once(apart: World) -> None:
    adoption, cast = adoption_of(apart), apart.cast
    first, second = at_once(
        lambda: verify_adoption(actor=cast.hospital_head, adoption=adoption, verified_on=TODAY),
        lambda: verify_adoption(actor=cast.propaganda_officer, adoption=adoption, verified_on=TODAY),
    )
    assert (first.refused, getattr(second.refused, "sentence", "")) == (
        None,
        "Kết quả này vừa được người khác kiểm chứng. Tải lại trang để xem.",
    )
    adoption.refresh_from_db()
    assert (adoption.verified_as, adoption.verified_by) == (Capacity.ORIGIN, cast.hospital_head)
    assert (AdoptionCheck.objects.count(), Entry.objects.filter(act="adoption.verified").count()) == (2, 1)


def test_one_verifies_while_another_sends_back(apart: World) -> None:
    adoption, cast = adoption_of(apart), apart.cast
    first, second = at_once(
        lambda: send_back_adoption(actor=cast.inspector, adoption=adoption, reason="Thiếu số đo tháng 3."),
        lambda: verify_adoption(actor=cast.propaganda_officer, adoption=adoption, verified_on=TODAY),
    )
    assert (first.refused, getattr(second.refused, "sentence", "")) == (
        None,
        "Kết quả này vừa được trả lại để đơn vị bổ sung. Tải lại trang để xem.",
    )
    adoption.refresh_from_db()
    assert (adoption.state, adoption.returned_as) == ("applied", Capacity.INSPECTOR)
    assert AdoptionCheck.objects.count() == 0


def test_a_unit_that_reports_while_the_practice_is_merged_away_is_told_where_it_goes(apart: World) -> None:
    cast = apart.cast
    goes, kept = apart.practice(cast.office), apart.practice(cast.department)
    order = apart.order([goes, kept], [cast.hospital])
    apart.answers(order, planned(goes, cast.hospital), verified(kept, cast.hospital))
    adoption = Adoption.objects.get(practice=goes)
    versions = (goes.row_version, kept.row_version)
    first, second = at_once(
        lambda: merge_practices(
            actor=cast.propaganda_officer,
            practice=goes,
            kept=kept,
            reason="Cùng một việc.",
            versions=versions,
        ),
        lambda: report_applied(
            actor=cast.hospital_head,
            adoption=adoption,
            applied_on=TODAY,
            baseline=None,
            result_value=Decimal(3),
            evidence="Sổ đo.",
        ),
    )
    assert (first.refused, getattr(second.refused, "sentence", "")) == (
        None,
        "Mô hình này vừa được gộp, nên kết quả ghi ở mô hình nhận gộp. Tải lại trang để xem.",
    )
    assert Adoption.with_set_aside.filter(set_aside=True).get().applied_on is None


def test_two_who_add_one_abbreviation_add_it_once(apart: World) -> None:
    act = lambda: add_abbreviation(  # noqa: E731
        actor=apart.cast.propaganda_officer, short="TVBC", meaning="trả việc bằng chữ", since=TODAY
    )
    first, second = at_once(act, act)
    assert (first.refused, getattr(second.refused, "sentence", "")) == (
        None,
        "«TVBC» với nghĩa này đã có từ ngày ấy.",
    )
    assert Abbreviation.objects.filter(short="TVBC").count() == 1


def test_two_appraisers_of_one_practice_both_count(apart: World) -> None:
    call = appraised_call(apart)
    officer, lead, _inspector = panel(apart)
    first, second = at_once(
        lambda: hand(officer, work(officer, call), GOOD),
        lambda: hand(lead, work(lead, call), FAIR),
    )
    assert (first.refused, second.refused) == (None, None)
    handed = Appraisal.objects.filter(handed_at__isnull=False).order_by("assignment__member__person__user")
    assert sorted(sum(point or 0 for point in one.points) for one in handed) == [68, 85]


def test_one_appraiser_in_two_windows_hands_in_once(apart: World) -> None:
    call = appraised_call(apart)
    officer = panel(apart)[0]
    mine = work(officer, call)
    first, second = at_once(lambda: hand(officer, mine, GOOD), lambda: hand(officer, mine, FAIR))
    assert (first.refused, getattr(second.refused, "sentence", "")) == (
        None,
        "Phần chấm này đã nộp, không sửa được nữa.",
    )
    assert [sum(point or 0 for point in one.points) for one in Appraisal.objects.all()] == [85]


def test_appraisal_that_arrives_while_the_phase_closes_is_kept_as_a_draft(apart: World) -> None:
    call = appraised_call(apart)
    officer, lead, _inspector = panel(apart)
    hand(lead, work(lead, call), GOOD)
    first, second = at_once(
        lambda: calls.move_call(actor=officer, call=call, to=CallState.SELECTING),
        lambda: hand_in(actor=officer, assignment=work(officer, call), given=Given(FAIR, ""), row_version=0),
    )
    assert (first.refused, second.refused) == (None, None)
    given: HandedIn = second.result
    assert (given.late, given.appraisal.handed_at) == (True, None)
    assert Appraisal.objects.filter(handed_at__isnull=False).count() == 1


def concluded(call: Call) -> selection.Concluded:
    return selection.Concluded(
        met_on=TODAY, summoned=15, present=15, field_reason="Lấy theo chất lượng.", refusal="Chưa đủ số đo."
    )


def test_appraisal_that_arrives_while_the_meeting_concludes_is_refused(apart: World) -> None:
    """An appraiser with an open draft presses the button at the moment of the conclusion: the list stays what the meeting saw."""
    call = appraised_call(apart)
    officer, lead, _inspector = panel(apart)
    for place in (0, 1):
        hand(lead, work(lead, call, place), GOOD)
    call = calls.move_call(actor=officer, call=call, to=CallState.SELECTING)
    call = selection.move_line(actor=officer, call=call, cut=1, row_version=call.row_version)
    first, second = at_once(
        lambda: selection.conclude_selection(
            actor=officer, call=call, told=concluded(call), row_version=call.row_version
        ),
        lambda: hand(officer, work(officer, call), FAIR),
    )
    assert (first.refused, getattr(second.refused, "sentence", "")) == (
        None,
        "Đợt xét đã chốt, không ghi thêm được.",
    )
    assert Appraisal.objects.count() == 2
    states = PracticeYear.objects.order_by("state").values_list("state", flat=True)
    assert list(states) == ["not_recognised", "recognised"]


def test_two_who_conclude_at_once_conclude_once(apart: World) -> None:
    call = selecting_call(apart)
    officer = apart.cast.propaganda_officer
    call = selection.move_line(actor=officer, call=call, cut=1, row_version=call.row_version)
    act = lambda: selection.conclude_selection(  # noqa: E731
        actor=officer, call=call, told=concluded(call), row_version=call.row_version
    )
    first, second = at_once(act, act)
    assert (first.refused, second.refused is not None) == (None, True)
    assert Entry.objects.filter(act="selection.concluded").count() == 1


def test_two_officers_who_give_orders_at_once_take_two_codes(apart: World) -> None:
    practice = apart.practice(apart.cast.hospital)
    booklet = apart.order([practice], [apart.cast.office]).booklet
    officer = apart.cast.propaganda_officer
    act = lambda: give_order(  # noqa: E731
        actor=officer,
        booklet=booklet,
        unit=apart.cast.bloc,
        units=[apart.cast.department],
        entries=booklet.entries.all(),
        answer_by=date(2021, 5, 1),
    )
    first, second = at_once(act, act)
    assert (first.refused, second.refused) == (None, None)
    assert sorted(ReplicationOrder.objects.values_list("code", flat=True)) == [
        "NR-2021-01",
        "NR-2021-02",
        "NR-2021-03",
    ]
