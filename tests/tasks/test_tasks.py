"""What the steps of a task do, who may take them, and what they refuse."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lantoa.accounts.models import User
from lantoa.audit.models import Entry
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Conflict, Forbidden, NotFound, Refused
from lantoa.core.reference import Reference
from lantoa.organisation import holdings
from lantoa.organisation.queries.people import posts_of
from lantoa.tasks import services
from lantoa.tasks.choices import OriginKind, RequestState, TaskState
from lantoa.tasks.models import Task
from lantoa.tasks.queries import (
    TaskFilter,
    TaskRows,
    counts_of,
    get_task,
    listed,
    narrowed,
    origin_address,
    tasks_visible_to,
)
from lantoa.tasks.services import NewTask, give_tasks
from tests.cast import TODAY, Cast
from tests.tasks.world import DUE, RESULT, given, new, reported


def acts_of(task: Task) -> list[str]:
    return list(Entry.objects.filter(subject_id=task.pk).order_by("id").values_list("act", flat=True))


def test_each_unit_is_given_a_task_of_its_own_in_as_many_statements(cast: Cast) -> None:
    given(cast, cast.units(), new("Việc mở đầu"))  # each unit's chain of the record has begun
    with CaptureQueriesContext(connection) as few:
        two = given(cast, cast.units()[:2], new("Việc thứ nhất"))
    with CaptureQueriesContext(connection) as many:
        three = given(cast, cast.units(), new("Việc thứ hai"))
    assert len(many) == len(few)
    assert [row.code for row in two + three] == [f"NV-2021-{n:05d}" for n in range(4, 9)]
    assert [row.unit for row in three] == cast.units()
    assert len({row.batch for row in three}) == 1
    assert acts_of(three[2]) == ["task.given"]


def test_task_goes_from_giving_to_confirmation_and_the_record_keeps_each_step(cast: Cast) -> None:
    task = given(cast)[0]
    task = services.begin_task(actor=cast.unit_reporter, task=task, row_version=1)
    task = reported(cast, task)
    assert (task.state, task.result, task.reported_by) == (TaskState.WAITING, RESULT, cast.unit_reporter)
    task = services.send_back(
        actor=cast.propaganda_officer, task=task, reason="Thiếu ảnh.", row_version=task.row_version
    )
    assert (task.state, task.reason) == (TaskState.DOING, "Thiếu ảnh.")
    task = reported(cast, task)
    task = services.confirm_done(actor=cast.propaganda_officer, task=task, row_version=task.row_version)
    assert (task.state, task.reason, task.days_late) == (TaskState.DONE, "", 0)
    steps = ["given", "begun", "reported", "sent_back", "reported", "confirmed"]
    assert acts_of(task) == [f"task.{step}" for step in steps]


def test_own_last_step_is_taken_back(cast: Cast) -> None:
    task = services.begin_task(actor=cast.unit_reporter, task=given(cast)[0], row_version=1)
    services.ask_more_time(
        actor=cast.unit_reporter, task=task, wanted_on=date(2021, 5, 4), reason="Chờ thiết bị.", row_version=2
    )
    for version, state in ((3, TaskState.DOING), (4, TaskState.NOT_BEGUN)):
        task = services.take_back(actor=cast.unit_reporter, task=task, row_version=version)
        assert task.state == state
    assert task.requests.get().state == RequestState.WITHDRAWN
    with pytest.raises(Refused, match="Không có bước nào của đơn vị để rút lại"):
        services.take_back(actor=cast.unit_reporter, task=task, row_version=5)
    task = reported(cast, task)
    assert services.take_back(actor=cast.unit_reporter, task=task, row_version=6).state == TaskState.DOING


def test_confirmation_and_cancellation_are_taken_back_by_the_asker(cast: Cast) -> None:
    officer = cast.propaganda_officer
    task = services.confirm_done(actor=officer, task=reported(cast, given(cast)[0]), row_version=2)
    task = services.reopen_task(actor=officer, task=task, row_version=3)
    assert (task.state, task.confirmed_at) == (TaskState.WAITING, None)
    task = services.cancel_task(actor=officer, task=task, reason="Đã có việc khác thay.", row_version=4)
    assert (task.state, task.reason) == (TaskState.CANCELLED, "Đã có việc khác thay.")
    assert services.reopen_task(actor=officer, task=task, row_version=5).state == TaskState.DOING


def test_more_time_keeps_the_day_that_it_leaves(cast: Cast) -> None:
    task = given(cast)[0]
    services.ask_more_time(
        actor=cast.unit_reporter, task=task, wanted_on=date(2021, 5, 4), reason="Chờ thiết bị.", row_version=1
    )
    answered = services.answer_more_time(
        actor=cast.propaganda_officer, task=task, granted=True, answer="", row_version=2
    )
    task.refresh_from_db()
    assert (task.due_on, task.first_due_on) == (date(2021, 5, 4), DUE)
    assert (answered.old_due_on, answered.state) == (DUE, RequestState.GRANTED)


def test_refused_time_leaves_the_day_and_wants_a_reason(cast: Cast) -> None:
    task = given(cast)[0]
    services.ask_more_time(
        actor=cast.unit_reporter, task=task, wanted_on=date(2021, 5, 4), reason="Chờ thiết bị.", row_version=1
    )
    answer = services.answer_more_time
    with pytest.raises(Refused, match="Không đồng ý thì ghi lý do"):
        answer(actor=cast.propaganda_officer, task=task, granted=False, answer=" ", row_version=2)
    answer(actor=cast.propaganda_officer, task=task, granted=False, answer="Đủ thời gian.", row_version=2)
    task.refresh_from_db()
    assert (task.due_on, task.requests.get().answer) == (DUE, "Đủ thời gian.")


@pytest.mark.parametrize(
    ("wanted_on", "reason", "sentence"),
    [
        (DUE, "Chờ thiết bị.", "Ngày xin gia hạn phải sau hạn đang có, 20/4/2021."),
        (date(2027, 1, 1), "Chờ thiết bị.", "Hạn xa nhất là hết năm 2026."),
        (date(2021, 5, 4), "…", "Ghi lý do xin gia hạn."),
    ],
)
def test_request_for_more_time_that_says_nothing_is_refused(
    cast: Cast, wanted_on: date, reason: str, sentence: str
) -> None:
    task = given(cast)[0]
    with pytest.raises(Refused) as refused:
        services.ask_more_time(
            actor=cast.unit_reporter, task=task, wanted_on=wanted_on, reason=reason, row_version=1
        )
    assert refused.value.sentence == sentence


def test_whole_is_not_done_while_a_part_is_open(cast: Cast) -> None:
    whole = given(cast)[0]
    part = give_tasks(
        actor=cast.unit_head, asker=cast.office, units=[cast.office], task=new("Chụp ảnh"), parent=whole
    )[0]
    with pytest.raises(Refused, match="Còn phần việc chưa xong: NV-2021-00002"):
        reported(cast, whole)
    with pytest.raises(Refused, match="Hủy các phần việc trước"):
        services.cancel_task(actor=cast.propaganda_officer, task=whole, reason="Thôi.", row_version=1)
    services.cancel_task(actor=cast.unit_head, task=part, reason="Gộp vào việc chung.", row_version=1)
    assert reported(cast, whole).state == TaskState.WAITING
    with pytest.raises(Refused, match="Cả nhiệm vụ không còn đang làm"):
        services.reopen_task(actor=cast.unit_head, task=part, row_version=2)


def test_part_ends_within_the_day_of_the_whole_and_is_given_by_who_owes_it(cast: Cast) -> None:
    whole = given(cast)[0]
    late = new("Chụp ảnh", date(2021, 4, 21))
    with pytest.raises(Refused, match="trong hạn của cả nhiệm vụ, 20/4/2021"):
        give_tasks(actor=cast.unit_head, asker=cast.office, units=[cast.office], task=late, parent=whole)
    with pytest.raises(Refused, match="Chỉ đơn vị nhận nhiệm vụ mới chia nhỏ được"):
        give_tasks(
            actor=cast.propaganda_officer, asker=cast.bloc, units=[cast.office], task=new("A"), parent=whole
        )


@pytest.mark.parametrize(
    ("task", "sentence"),
    [
        (new("…"), "Ghi việc phải làm."),
        (new(due_on=date(2021, 4, 5)), "Hạn 05/4/2021 đã qua. Chọn từ hôm nay trở đi."),
        (new(due_on=date(2027, 1, 1)), "Hạn xa nhất là hết năm 2026."),
        (NewTask("Việc", DUE, sentence="Giao các đơn vị…"), "Ghi câu này ở văn bản hay kết luận nào."),
    ],
)
def test_task_without_sense_is_refused(cast: Cast, task: NewTask, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        given(cast, task=task)
    assert refused.value.sentence == sentence
    assert not Task.objects.exists()


def test_same_task_is_not_given_twice(cast: Cast) -> None:
    given(cast)
    with pytest.raises(Refused, match="đã giao cho 1 đơn vị trong số đã chọn: VPTU"):
        given(cast, cast.units())


def test_task_is_given_downwards_only(cast: Cast) -> None:
    with pytest.raises(Refused, match="Chỉ giao được cho chính đơn vị mình và các đơn vị bên dưới"):
        give_tasks(actor=cast.unit_head, asker=cast.office, units=[cast.hospital], task=new())
    with pytest.raises(Forbidden):
        give_tasks(actor=cast.unit_reporter, asker=cast.office, units=[cast.office], task=new())


Step = Callable[[User, Task], object]
DOING: dict[str, Step] = {
    "begin": lambda user, task: services.begin_task(actor=user, task=task, row_version=1),
    "report": lambda user, task: services.report_done(actor=user, task=task, result=RESULT, row_version=1),
    "take_back": lambda user, task: services.take_back(actor=user, task=task, row_version=1),
    "more_time": lambda user, task: services.ask_more_time(
        actor=user, task=task, wanted_on=date(2021, 5, 4), reason="Chờ.", row_version=1
    ),
    "post": lambda user, task: services.assign_post(actor=user, task=task, post=None, row_version=1),
}
ASKING: dict[str, Step] = {
    "confirm": lambda user, task: services.confirm_done(actor=user, task=task, row_version=1),
    "send_back": lambda user, task: services.send_back(actor=user, task=task, reason="Thiếu.", row_version=1),
    "answer": lambda user, task: services.answer_more_time(
        actor=user, task=task, granted=True, answer="", row_version=1
    ),
    "cancel": lambda user, task: services.cancel_task(actor=user, task=task, reason="Thôi.", row_version=1),
    "reopen": lambda user, task: services.reopen_task(actor=user, task=task, row_version=1),
}


@pytest.mark.parametrize("name", DOING)
def test_only_the_unit_that_owes_it_works_on_it(cast: Cast, name: str) -> None:
    for other in (cast.outsider, cast.propaganda_officer, cast.province_lead, cast.administrator):
        with pytest.raises(Forbidden):
            DOING[name](other, given_once(cast))


@pytest.mark.parametrize("name", ASKING)
def test_only_the_unit_that_asked_settles_it(cast: Cast, name: str) -> None:
    for other in (cast.unit_reporter, cast.unit_head, cast.hospital_head, cast.inspector):
        with pytest.raises(Forbidden):
            ASKING[name](other, given_once(cast))


def given_once(cast: Cast) -> Task:
    return Task.objects.first() or given(cast)[0]


@pytest.mark.parametrize("name", [*DOING, *ASKING])
def test_step_from_an_older_state_of_the_page_is_told(cast: Cast, name: str) -> None:
    task = given(cast)[0]
    Task.objects.update(row_version=2)
    step, user = (
        (DOING[name], cast.unit_reporter) if name in DOING else (ASKING[name], cast.propaganda_officer)
    )
    with pytest.raises(Conflict, match="Nhiệm vụ vừa được người khác cập nhật"):
        step(user, task)


def test_nobody_confirms_for_another_unit_what_they_reported(cast: Cast) -> None:
    task = reported(cast, given(cast)[0])
    Task.objects.update(reported_by=cast.propaganda_officer)
    with pytest.raises(Forbidden, match="người khác của nơi giao xác nhận"):
        services.confirm_done(actor=cast.propaganda_officer, task=task, row_version=2)


def test_head_confirms_alone_what_the_unit_gave_itself(cast: Cast) -> None:
    task = give_tasks(actor=cast.unit_head, asker=cast.office, units=[cast.office], task=new())[0]
    services.report_done(actor=cast.unit_head, task=task, result=RESULT, row_version=1)
    assert services.confirm_done(actor=cast.unit_head, task=task, row_version=2).state == TaskState.DONE


def test_post_of_the_unit_sees_to_it_and_no_other(cast: Cast) -> None:
    task = given(cast)[0]
    own, foreign = posts_of(cast.office.pk, TODAY).first(), posts_of(cast.hospital.pk, TODAY).first()
    with pytest.raises(Refused, match="Chức danh này không còn ở đơn vị"):
        services.assign_post(actor=cast.unit_head, task=task, post=foreign, row_version=1)
    assert services.assign_post(actor=cast.unit_head, task=task, post=own, row_version=1).post == own


def test_task_is_seen_by_who_owes_it_who_asked_and_who_is_above(cast: Cast) -> None:
    task = given(cast)[0]
    for sees in (cast.unit_reporter, cast.unit_head, cast.propaganda_officer, cast.province_lead):
        assert get_task(sees, task.code).pk == task.pk
    for blind in (cast.outsider, cast.hospital_head, cast.inspector, cast.auditor, cast.administrator):
        with pytest.raises(NotFound):
            get_task(blind, task.code)


def test_overdue_is_told_from_the_day(cast: Cast) -> None:
    task = given(cast)[0]
    assert counts_of(tasks_visible_to(cast.unit_reporter))["overdue"] == 0
    with clock.set_to(date(2021, 4, 21)):
        assert counts_of(tasks_visible_to(cast.unit_reporter))["overdue"] == 1
        late = reported(cast, task)
        assert (late.is_overdue, late.days_late) == (False, 1)
        assert list(listed(cast.unit_reporter, TaskFilter(state="overdue"))) == []


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        (TaskFilter(), ["Chụp ảnh", "Niêm yết thời gian trả hồ sơ", "Niêm yết thời gian trả hồ sơ"]),
        (TaskFilter(view="mine"), []),
        (TaskFilter(view="asked", unit="BENHVIEN"), ["Niêm yết thời gian trả hồ sơ"]),
        (TaskFilter(text="chup anh"), ["Chụp ảnh"]),
        (TaskFilter(text="benh vien"), ["Niêm yết thời gian trả hồ sơ"]),
        (TaskFilter(soon=True), ["Chụp ảnh"]),
        (TaskFilter(origin="conclusion"), []),
        (TaskFilter(batch="NV-2021-00002", sort="-unit"), ["Niêm yết thời gian trả hồ sơ"] * 2),
    ],
)
def test_list_is_narrowed(cast: Cast, wanted: TaskFilter, titles: list[str]) -> None:
    given(cast, [cast.office, cast.hospital])
    give_tasks(
        actor=cast.unit_head,
        asker=cast.office,
        units=[cast.office],
        task=new("Chụp ảnh", date(2021, 4, 10)),
    )
    found = narrowed(cast.propaganda_officer, wanted)
    rows, counts = listed(cast.propaganda_officer, wanted), counts_of(found)
    assert [row.title for row in rows] == titles
    assert counts[""] == len(titles)
    pages = TaskRows(found, wanted, counts)
    assert [row.pk for part in (slice(0, 1), slice(1, 9)) for row in pages[part]] == [row.pk for row in rows]


def test_origin_opens_for_who_may_open_it(cast: Cast) -> None:
    other = given(cast)[0]
    origin = Reference("tasks.task", other.pk)
    task = NewTask("Việc", DUE, origin_kind=OriginKind.CONCLUSION, origin_label="Kết luận", origin=origin)
    made = give_tasks(actor=SYSTEM, asker=cast.bloc, units=[cast.hospital], task=task)[0]
    assert origin_address(cast.propaganda_officer, made) == f"/nhiem-vu/{other.code}/"
    assert origin_address(cast.hospital_head, made) == ""


def test_unsettled_tasks_go_on_with_the_unit_that_receives(cast: Cast) -> None:
    task = given(cast)[0]
    done = services.confirm_done(
        actor=cast.propaganda_officer, task=reported(cast, given(cast, task=new("Việc cũ"))[0]), row_version=2
    )
    owed = holdings.HOLDINGS["tasks"]
    assert owed.count([cast.office.pk], TODAY) == {cast.office.pk: 1}
    assert [row.code for row in owed.listed([cast.office.pk], TODAY)] == [task.code]
    assert owed.hand_over is not None
    moved = owed.hand_over(
        actor=SYSTEM, source=cast.office.pk, target=cast.department.pk, ids=[task.pk, done.pk], day=TODAY
    )
    task.refresh_from_db()
    done.refresh_from_db()
    assert (moved, task.unit, done.unit) == (1, cast.department, cast.office)
    assert holdings.HOLDINGS["tasks.asked"].count([cast.bloc.pk], TODAY) == {cast.bloc.pk: 1}
