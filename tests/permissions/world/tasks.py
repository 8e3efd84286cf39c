"""Tasks of each unit, and the calendar of somebody outside."""

from datetime import date

from lantoa.attachments.services import store
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.tasks.choices import RequestState, TaskState
from lantoa.tasks.models import Task, TaskProof, TimeRequest
from lantoa.tasks.services import NewTask, give_tasks, make_feed
from tests.permissions.world.places import PLACES, canary
from tests.permissions.world.things import World


def make_tasks(world: World) -> None:
    """Of each unit, given by itself: in each state, and one for which more time is asked. The services of the later states want a
    person of the unit, who is there only later."""
    for place in PLACES:
        unit = world.units[place]
        for state in (*TaskState, "asking"):
            word = canary("task", state, place)
            new = NewTask(
                f"Việc {word}",
                date(2021, 4, 20),
                f"Nói thêm {word}",
                sentence=f"Câu {word}",
                origin_label=word,
            )
            made = give_tasks(actor=SYSTEM, asker=unit, units=[unit], task=new)[0]
            _set_task(made, state, word)
            world.tasks[place, state] = made
            world.task_proofs[place, state] = [
                TaskProof.objects.create(
                    task=made,
                    file=store(f"{word} {number}".encode(), "text/csv"),
                    name=f"{number}.csv",
                    caption=f"Ảnh {word}",
                    removed_at=clock.now() if number else None,
                )
                for number in range(2)
            ]


def _set_task(made: Task, state: str, word: str) -> None:
    if state == TaskState.NOT_BEGUN:
        return
    made.state = TaskState.DOING if state == "asking" else TaskState(state)
    made.begun_at = clock.now()
    if state in (TaskState.WAITING, TaskState.DONE):
        made.result, made.reported_at = f"Đã làm {word}", clock.now()
    if state == TaskState.DONE:
        made.confirmed_at = clock.now()
    if state == TaskState.CANCELLED:
        made.reason = f"Không còn cần {word}"
    if state == "asking":
        made.time_asked_at = clock.now()
    made.save()
    if state == "asking":
        TimeRequest.objects.create(
            task=made,
            old_due_on=made.due_on,
            wanted_on=date(2021, 5, 4),
            reason=f"Chờ thiết bị {word}",
            state=RequestState.ASKED,
        )


def make_calendar_feed(world: World) -> None:
    world.feed_token = make_feed(actor=world.subscriber)
