"""How to give a task of the bloc to the office, and to take the steps of either side."""

from datetime import date

from lantoa.organisation.models import Unit
from lantoa.tasks.models import Task
from lantoa.tasks.services import NewTask, give_tasks, report_done
from tests.cast import Cast

DUE = date(2021, 4, 20)
RESULT = "Đã niêm yết ở ba bộ phận một cửa, ảnh kèm công văn 12."


def new(title: str = "Niêm yết thời gian trả hồ sơ", due_on: date = DUE) -> NewTask:
    return NewTask(title, due_on, proof_wanted="Ảnh bảng niêm yết")


def given(cast: Cast, units: list[Unit] | None = None, task: NewTask | None = None) -> list[Task]:
    return give_tasks(
        actor=cast.propaganda_officer, asker=cast.bloc, units=units or [cast.office], task=task or new()
    )


def reported(cast: Cast, task: Task) -> Task:
    return report_done(actor=cast.unit_reporter, task=task, result=RESULT, row_version=task.row_version)
