"""Reminders climb: the unit before the day, on it, after it; then its head; then who asked. Each step once."""

from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.notifications.models import LadderStep, Notice
from lantoa.notifications.services.ladder import climb
from lantoa.tasks.services import ask_more_time, report_done
from tests.cast import Cast
from tests.reporting.world import story, waiting
from tests.tasks.world import DUE, RESULT, given

Told = list[tuple[int, str, str]]


def climbed(due: date, since: int, until: int) -> Told:
    """(days from the due day, receiver, kind) of each notice that the job makes when it runs twice on each of these days."""
    told: Told = []
    for days in range(since, until + 1):
        seen = set(Notice.objects.values_list("pk", flat=True))
        with clock.set_to(due + timedelta(days=days)):
            climb(actor=SYSTEM)
            assert climb(actor=SYSTEM) == 0
        new = Notice.objects.exclude(pk__in=seen).values_list("receiver__username", "kind")
        told += sorted((days, name, kind) for name, kind in new)
    return told


def test_ladder_of_a_task(cast: Cast) -> None:
    given(cast)
    assert climbed(DUE, -3, 9) == [
        (-1, "unit.head", "task_due"),
        (-1, "unit.reporter", "task_due"),
        (0, "unit.head", "task_due"),
        (0, "unit.reporter", "task_due"),
        (1, "unit.head", "task_late"),
        (1, "unit.reporter", "task_late"),
        (3, "unit.head", "task_late"),
        (7, "propaganda.officer", "tasks_late_below"),
        (7, "province.lead", "tasks_late_below"),
    ]


def test_who_asked_is_told_once_of_what_was_given_to_many(cast: Cast) -> None:
    given(cast, cast.units())
    assert climbed(DUE, 7, 7) == [
        (7, "propaganda.officer", "tasks_late_below"),
        (7, "province.lead", "tasks_late_below"),
    ]


def test_ladder_stops_with_the_report_and_begins_anew_with_another_day(cast: Cast) -> None:
    [task] = given(cast)
    with clock.set_to(DUE - timedelta(days=1)):
        climb(actor=SYSTEM)
        task.refresh_from_db()
        ask_more_time(
            actor=cast.unit_reporter,
            task=task,
            wanted_on=DUE + timedelta(days=5),
            reason="Chờ kinh phí",
            row_version=task.row_version,
        )
    task.refresh_from_db()
    task.requests.update(state="granted")
    task.due_on = DUE + timedelta(days=5)
    task.save()
    due_again = [(-1, "unit.head", "task_due"), (-1, "unit.reporter", "task_due")]
    assert climbed(DUE + timedelta(days=5), -5, -1) == due_again
    report_done(actor=cast.unit_reporter, task=task, result=RESULT, row_version=task.row_version)
    assert climbed(DUE + timedelta(days=5), 0, 8) == []


def test_ladder_of_a_report(cast: Cast) -> None:
    collection = story(cast)
    waiting(collection, cast.hospital, cast.hospital_head)
    due = collection.due_at.astimezone(clock.VIETNAM).date()
    told = climbed(due, -1, 7)
    assert told == [
        (-1, "unit.head", "report_due"),
        (-1, "unit.reporter", "report_due"),
        (0, "unit.head", "report_due"),
        (0, "unit.reporter", "report_due"),
        (1, "unit.head", "report_late"),
        (1, "unit.reporter", "report_late"),
        (3, "unit.head", "report_late"),
        (7, "propaganda.officer", "reports_late_below"),
        (7, "province.lead", "reports_late_below"),
    ]
    notice = Notice.objects.filter(kind="reports_late_below").first()
    assert notice is not None
    assert (notice.number, notice.subject_id, notice.due_on) == ("BCQ-2021Q1", collection.pk, due)


def test_step_after_the_day_is_made_up_for_and_one_before_is_not(cast: Cast) -> None:
    given(cast)
    assert climbed(DUE, 0, 0)[0] == (0, "unit.head", "task_due")
    assert climbed(DUE, 6, 6) == [(6, "unit.head", "task_late")]


def test_steps_are_rows_with_dates(cast: Cast) -> None:
    given(cast)
    LadderStep.objects.filter(duty="task", days__lt=1).update(valid=(date(2016, 1, 1), date(2021, 1, 1)))
    assert climbed(DUE, -1, 0) == []


def test_much_that_is_owed_takes_as_many_statements_as_little(cast: Cast) -> None:
    def taken() -> int:
        with clock.set_to(DUE + timedelta(days=1)), CaptureQueriesContext(connection) as seen:
            climb(actor=SYSTEM)
        return len(seen)

    given(cast)
    few = taken()
    given(cast, [cast.hospital, cast.department])
    assert taken() == few
    assert Notice.objects.filter(kind="task_late").count() == 4
