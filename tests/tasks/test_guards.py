"""What the room that raised a task refuses and is told, and what has come of the tasks that things raised."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from lantoa.audit.models import Entry
from lantoa.core import clock
from lantoa.core.actor import SYSTEM, Actor
from lantoa.core.errors import Refused
from lantoa.core.reference import Reference
from lantoa.notifications.models import Notice
from lantoa.organisation import holdings
from lantoa.tasks import guards, services
from lantoa.tasks.choices import TaskState
from lantoa.tasks.guards import Guard, Step
from lantoa.tasks.models import Task
from lantoa.tasks.queries import Raised, raised_by, raised_tasks
from lantoa.tasks.services import give_tasks
from tests.cast import TODAY, Cast
from tests.tasks.test_task_views import LIST, as_
from tests.tasks.world import DUE, RESULT, given, new, reported

KIND = "tests.finding"
WHY = "Chưa có người kiểm tra độc lập. Mở phát hiện, cử người kiểm tra trước."
Seen = list[tuple[Step, str]]


@pytest.fixture
def guard_with() -> Iterator[Callable[[Guard], None]]:
    """Registers a guard of a room that raised a task, for one test."""
    yield lambda guard: guards.register(KIND, guard)
    guards._GUARDS.pop(KIND, None)


def raised(cast: Cast, origin: Reference | None = None, title: str = "Khắc phục") -> Task:
    task = replace(new(title), origin=origin or Reference(KIND, uuid.uuid4()))
    return given(cast, task=task)[0]


def refusing(*refused: Step) -> Guard:
    return Guard(refuses=lambda actor, task, step: WHY if step in refused else "")


STEPS: list[tuple[Step, Callable[[Cast, Task], object]]] = [
    (
        Step.REPORTED,
        lambda cast, task: services.report_done(
            actor=cast.unit_reporter, task=task, result=RESULT, row_version=task.row_version
        ),
    ),
    (
        Step.CONFIRMED,
        lambda cast, task: services.confirm_done(
            actor=cast.propaganda_officer, task=reported(cast, task), row_version=2
        ),
    ),
    (
        Step.SENT_BACK,
        lambda cast, task: services.send_back(
            actor=cast.propaganda_officer, task=reported(cast, task), reason="Thiếu ảnh.", row_version=2
        ),
    ),
    (
        Step.CANCELLED,
        lambda cast, task: services.cancel_task(
            actor=cast.propaganda_officer, task=task, reason="Không cần nữa.", row_version=1
        ),
    ),
    (
        Step.TIME_ASKED,
        lambda cast, task: services.ask_more_time(
            actor=cast.unit_reporter,
            task=task,
            wanted_on=date(2021, 5, 4),
            reason="Chờ thiết bị.",
            row_version=1,
        ),
    ),
]


@pytest.mark.parametrize(("step", "take"), STEPS)
def test_step_refused_by_the_room_that_raised_it_changes_nothing(
    cast: Cast,
    guard_with: Callable[[Guard], None],
    step: Step,
    take: Callable[[Cast, Task], object],
) -> None:
    guard_with(refusing(step))
    task = raised(cast)
    with pytest.raises(Refused) as refused:
        take(cast, task)
    assert refused.value.sentence == WHY
    assert not Entry.objects.filter(subject_id=task.pk, act=step.value).exists()
    assert not task.requests.exists()


@pytest.mark.parametrize(("step", "take"), STEPS)
def test_other_rooms_tasks_go_on(
    cast: Cast,
    guard_with: Callable[[Guard], None],
    step: Step,
    take: Callable[[Cast, Task], object],
) -> None:
    guard_with(refusing(*guards.REFUSABLE))
    task = raised(cast, Reference("tests.other", uuid.uuid4()))
    take(cast, task)
    assert Entry.objects.filter(subject_id=task.pk, act=step.value).exists()


def test_confirmation_and_cancellation_are_not_taken_back_where_refused(
    cast: Cast, guard_with: Callable[[Guard], None]
) -> None:
    guard_with(refusing(Step.REOPENED, Step.BROUGHT_BACK, Step.TIME_GRANTED))
    officer = cast.propaganda_officer
    done = services.confirm_done(actor=officer, task=reported(cast, raised(cast)), row_version=2)
    gone = services.cancel_task(actor=officer, task=raised(cast), reason="Trùng việc.", row_version=1)
    for task in (done, gone):
        with pytest.raises(Refused, match="Chưa có người kiểm tra độc lập"):
            services.reopen_task(actor=officer, task=task, row_version=task.row_version)
    late = raised(cast, title="Việc khác")
    services.ask_more_time(
        actor=cast.unit_reporter, task=late, wanted_on=date(2021, 5, 4), reason="Chờ.", row_version=1
    )
    with pytest.raises(Refused, match="Chưa có người kiểm tra độc lập"):
        services.answer_more_time(actor=officer, task=late, granted=True, answer="", row_version=2)
    late.refresh_from_db()
    assert late.due_on == DUE


def test_room_is_told_of_each_step_with_the_task_as_it_is_then(
    cast: Cast, guard_with: Callable[[Guard], None]
) -> None:
    seen: Seen = []

    def told(actor: Actor, task: Task, step: Step) -> None:
        seen.append((step, Task.objects.get(pk=task.pk).state))

    guard_with(Guard(told=told))
    task = services.begin_task(actor=cast.unit_reporter, task=raised(cast), row_version=1)
    task = reported(cast, task)
    task = services.send_back(actor=cast.propaganda_officer, task=task, reason="Thiếu ảnh.", row_version=3)
    task = services.confirm_done(actor=cast.propaganda_officer, task=reported(cast, task), row_version=5)
    assert seen == [
        (Step.BEGUN, TaskState.DOING),
        (Step.REPORTED, TaskState.WAITING),
        (Step.SENT_BACK, TaskState.DOING),
        (Step.REPORTED, TaskState.WAITING),
        (Step.CONFIRMED, TaskState.DONE),
    ]


def test_room_is_told_when_another_unit_takes_over(cast: Cast, guard_with: Callable[[Guard], None]) -> None:
    seen: Seen = []
    guard_with(Guard(told=lambda actor, task, step: seen.append((step, task.unit.code))))
    task = raised(cast)
    hand_over = holdings.HOLDINGS["tasks"].hand_over
    assert hand_over is not None
    hand_over(actor=SYSTEM, source=cast.office.pk, target=cast.department.pk, ids=[task.pk], day=TODAY)
    assert seen == [(Step.HANDED_OVER, cast.department.code)]


def test_what_the_room_raises_undoes_the_step(cast: Cast, guard_with: Callable[[Guard], None]) -> None:
    def told(actor: Actor, task: Task, step: Step) -> None:
        raise Refused("Phát hiện này đã đóng.")

    guard_with(Guard(told=told))
    task = raised(cast)
    with pytest.raises(Refused, match="đã đóng"):
        reported(cast, task)
    task.refresh_from_db()
    assert (task.state, task.row_version) == (TaskState.NOT_BEGUN, 1)
    assert not Notice.objects.filter(kind="task_reported").exists()


def test_page_tells_why_and_offers_no_step_that_is_refused(
    cast: Cast, guard_with: Callable[[Guard], None]
) -> None:
    task = raised(cast)
    unit, here = as_(cast.unit_reporter), f"{LIST}{task.code}/"
    assert "bao-xong" in unit.get(here).content.decode()
    guard_with(refusing(Step.REPORTED))
    page = unit.get(here).content.decode()
    assert WHY in page
    assert "bao-xong" not in page
    assert "gia-han" in page
    assert WHY in unit.get(f"{here}bao-xong/").content.decode()


def test_raised_tasks_are_counted_in_one_statement(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    one, two, none = (Reference(KIND, uuid.uuid4()) for _each in range(3))
    first = raised(cast, one, "Việc một")
    raised(cast, one, "Việc hai")
    dropped = raised(cast, one, "Việc ba")
    services.cancel_task(actor=SYSTEM, task=dropped, reason="Trùng việc.", row_version=1)
    reported(cast, first)
    done = reported(cast, raised(cast, two, "Việc bốn"))
    services.confirm_done(actor=SYSTEM, task=done, row_version=2)
    with clock.set_to(date(2021, 4, 22)), django_assert_num_queries(1):
        found = raised_by([one, two, none, Reference("tests.other", one.id)])
    assert found == {
        one: Raised(2, 0, 1, 1, 1, DUE, "NV-2021-00001"),
        two: Raised(1, 1, 0, 0, 0, None, "NV-2021-00004"),
    }
    assert [found[one].is_settled, found[two].is_settled] == [False, True]


def test_raised_tasks_are_listed_to_who_may_read_them(cast: Cast) -> None:
    origin = Reference(KIND, uuid.uuid4())
    give_tasks(actor=SYSTEM, asker=cast.bloc, units=cast.units(), task=replace(new(), origin=origin))
    assert raised_tasks(cast.propaganda_officer, origin).count() == 3
    assert [row.unit_code for row in raised_tasks(cast.unit_reporter, origin)] == [cast.office.code]
    assert not raised_tasks(cast.unit_reporter, Reference(KIND, uuid.uuid4())).exists()
