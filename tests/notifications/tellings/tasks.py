from datetime import timedelta

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.notifications.services.ladder import climb
from lantoa.tasks.models import Task
from lantoa.tasks.services import (
    answer_more_time,
    ask_more_time,
    cancel_task,
    confirm_done,
    put_off,
    reopen_task,
    report_done,
    send_back,
)
from lantoa.tasks.services.chasing import chase_late
from tests.notifications.tellings import Scene, Telling, so_far_nothing, tells
from tests.tasks.world import DUE, given, reported


def _given(scene: Scene) -> Task:
    [task] = given(scene.cast)
    so_far_nothing()
    return task


def _askers(scene: Scene) -> list[User]:
    return [scene.cast.propaganda_officer, scene.colleague, scene.cast.province_lead]


@tells("task_given")
def _(scene: Scene) -> Telling:
    given(scene.cast)
    return Telling(scene.cast.propaganda_officer, scene.team)


@tells("task_due")
def _(scene: Scene) -> Telling:
    _given(scene)
    with clock.set_to(DUE - timedelta(days=1)):
        climb(actor=SYSTEM)
    return Telling(None, scene.team)


@tells("task_late")
def _(scene: Scene) -> Telling:
    _given(scene)
    with clock.set_to(DUE + timedelta(days=1)):
        climb(actor=SYSTEM)
    return Telling(None, scene.team)


@tells("tasks_late_below")
def _(scene: Scene) -> Telling:
    _given(scene)
    with clock.set_to(DUE + timedelta(days=7)):
        climb(actor=SYSTEM)
    return Telling(None, _askers(scene))


@tells("task_reported")
def _(scene: Scene) -> Telling:
    reported(scene.cast, _given(scene))
    return Telling(scene.cast.unit_reporter, _askers(scene))


@tells("task_sent_back")
def _(scene: Scene) -> Telling:
    task = reported(scene.cast, _given(scene))
    officer = scene.cast.propaganda_officer
    send_back(actor=officer, task=task, reason="Thiếu ảnh.", row_version=task.row_version)
    return Telling(officer, scene.team)


@tells("task_confirmed")
def _(scene: Scene) -> Telling:
    task = reported(scene.cast, _given(scene))
    confirm_done(actor=scene.cast.propaganda_officer, task=task, row_version=task.row_version)
    return Telling(scene.cast.propaganda_officer, scene.team)


def _more_time(scene: Scene) -> Task:
    task = _given(scene)
    ask_more_time(
        actor=scene.cast.unit_reporter,
        task=task,
        wanted_on=DUE + timedelta(days=5),
        reason="Chờ kinh phí",
        row_version=task.row_version,
    )
    task.refresh_from_db()
    return task


@tells("task_time_asked")
def _(scene: Scene) -> Telling:
    _more_time(scene)
    return Telling(scene.cast.unit_reporter, _askers(scene))


@tells("task_time_answered")
def _(scene: Scene) -> Telling:
    task = _more_time(scene)
    officer = scene.cast.propaganda_officer
    answer_more_time(actor=officer, task=task, granted=True, answer="", row_version=task.row_version)
    return Telling(officer, scene.team)


@tells("task_cancelled")
def _(scene: Scene) -> Telling:
    task = _given(scene)
    officer = scene.cast.propaganda_officer
    cancel_task(actor=officer, task=task, reason="Không cần nữa", row_version=task.row_version)
    return Telling(officer, scene.team)


@tells("task_brought_back")
def _(scene: Scene) -> Telling:
    task = _given(scene)
    officer = scene.cast.propaganda_officer
    task = cancel_task(actor=officer, task=task, reason="Không cần nữa", row_version=task.row_version)
    so_far_nothing()
    reopen_task(actor=officer, task=task, row_version=task.row_version)
    return Telling(officer, scene.team)


@tells("task_put_off")
def _(scene: Scene) -> Telling:
    task = _given(scene)
    officer = scene.cast.propaganda_officer
    later = DUE + timedelta(days=10)
    put_off(actor=officer, task=task, due_on=later, reason="Mưa bão", row_version=task.row_version)
    return Telling(officer, scene.team)


@tells("task_chased")
def _(scene: Scene) -> Telling:
    """Of one batch the unit that is late; who has reported it done is left in peace."""
    done, late = given(scene.cast, [scene.cast.hospital, scene.cast.office])
    report_done(
        actor=scene.cast.hospital_head, task=done, result="Đã niêm yết.", row_version=done.row_version
    )
    with clock.set_to(DUE + timedelta(days=3)):
        chase_late(actor=scene.cast.province_lead, task=late)
    return Telling(scene.cast.province_lead, scene.team)
