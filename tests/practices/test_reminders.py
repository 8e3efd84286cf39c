"""Who runs a call reminds those who have not handed all in; the desk says what one owes to calls."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from lantoa.audit.models import Entry
from lantoa.core import clock
from lantoa.core.errors import Forbidden, Refused
from lantoa.desk.queries.calls import appraisals_to_give, calls_to_answer
from lantoa.practices.choices import CallState
from lantoa.practices.models import PanelMember
from lantoa.practices.services.appraisals import remind_appraisers
from lantoa.practices.services.calls import move_call
from tests.practices.call_world import (
    GOOD,
    appraised_call,
    effective,
    enter,
    hand,
    open_call,
    panel,
    selecting_call,
    work,
)
from tests.practices.conftest import signed_in
from tests.practices.world import World

TODAY = date(2021, 4, 6)


def reminded(call: object) -> list[date | None]:
    return list(PanelMember.objects.order_by("person__full_name").values_list("reminded_on", flat=True))


def test_only_those_who_owe_something_are_reminded_and_once_a_day(world: World) -> None:
    call, officer = appraised_call(world, number=1), world.cast.propaganda_officer
    first = panel(world)[0]
    hand(first, work(first, call), GOOD)
    assert remind_appraisers(actor=officer, call=call) == 2
    assert sorted(map(str, reminded(call))) == ["2021-04-06", "2021-04-06", "None"]
    assert Entry.objects.get(act="call.reminded").after == {"reminded": 2}
    with pytest.raises(Refused, match="Hôm nay đã nhắc"):
        remind_appraisers(actor=officer, call=call)
    with clock.set_to(clock.instant(date(2021, 4, 7))):
        assert remind_appraisers(actor=officer, call=call) == 2


def test_nobody_is_reminded_where_all_is_handed_in_or_the_phase_is_over(world: World) -> None:
    call, officer = appraised_call(world, number=1), world.cast.propaganda_officer
    for user in panel(world):
        hand(user, work(user, call), GOOD)
    with pytest.raises(Refused, match="đã nộp đủ"):
        remind_appraisers(actor=officer, call=call)
    move_call(actor=officer, call=call, to=CallState.SELECTING)
    with pytest.raises(Refused):
        remind_appraisers(actor=officer, call=call)


def test_only_who_runs_the_call_reminds(world: World) -> None:
    call = appraised_call(world, number=1)
    for who in (world.cast.unit_head, world.cast.province_lead, world.cast.inspector):
        with pytest.raises(Forbidden):
            remind_appraisers(actor=who, call=call)


def test_desk_of_an_appraiser_says_how_many_are_left_and_when_one_was_reminded(world: World) -> None:
    call = appraised_call(world, number=2)
    user = world.cast.inspector
    [task] = appraisals_to_give(user, TODAY)
    assert task.title == f"Chấm 2 mô hình: {call.title}"
    assert (task.done, task.total, task.due_on, task.second) == (0, 2, call.appraise_by, "")
    hand(user, work(user, call), GOOD)
    signed_in(world.cast.propaganda_officer).post(f"/mo-hinh/dot-xet/{call.code}/nhac/")
    [task] = appraisals_to_give(user, TODAY)
    assert (task.done, task.total, task.second) == (1, 2, "Được nhắc ngày 06/4/2021.")
    hand(user, work(user, call, 1), GOOD)
    assert list(appraisals_to_give(user, TODAY)) == []


def test_late_appraisal_is_late_on_the_desk(world: World) -> None:
    call = appraised_call(world, number=1)
    [task] = appraisals_to_give(world.cast.inspector, date(2021, 5, 6))
    assert task.is_late
    assert task.due_on == call.appraise_by


def test_desk_of_a_head_names_open_calls_that_still_take_what_the_unit_has(world: World) -> None:
    practice = effective(world, world.cast.office, "Họp không giấy")
    call = open_call(world)
    head = world.cast.unit_head
    [task] = calls_to_answer(head, TODAY)
    assert (task.title, task.due_on) == (f"Trình mô hình vào đợt: {call.title}", call.closes_on)
    assert list(calls_to_answer(world.cast.hospital_head, TODAY)) == []  # has nothing of that year
    assert list(calls_to_answer(head, date(2021, 4, 21))) == []  # closed
    enter(world, call, practice)
    assert list(calls_to_answer(head, TODAY)) == []


def test_call_that_is_over_asks_for_nothing(world: World) -> None:
    selecting_call(world)
    assert list(appraisals_to_give(world.cast.inspector, TODAY)) == []
    assert list(calls_to_answer(world.cast.unit_head, TODAY)) == []


def test_progress_goes_into_excel_with_who_owes_most_first(world: World) -> None:
    call, officer = appraised_call(world), world.cast.propaganda_officer
    for place in (0, 1):
        hand(officer, work(officer, call, place), GOOD)
    address = f"/mo-hinh/dot-xet/{call.code}/tien-do/xuat/"
    assert address in signed_in(officer).get(f"/mo-hinh/dot-xet/{call.code}/").content.decode()
    book = load_workbook(BytesIO(signed_in(officer).get(address).content))
    rows = [row for row in book.active.values if row[1] == 2]  # type: ignore[union-attr]
    assert [(row[3], row[4]) for row in rows] == [(0, 2), (0, 2), (2, 0)]
    assert signed_in(world.cast.unit_head).get(address).status_code == 403
