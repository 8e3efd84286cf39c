"""What is kept of duties: one row for what is alike, by branch, in the transaction of whatever changed."""

import threading
from argparse import Namespace
from datetime import date, datetime, time

import pytest
from django.db import connection, transaction

from lantoa.cli import COMMAND_MODULES
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.directives.models import Issuing, Receipt
from lantoa.duties.commands import check_duties
from lantoa.duties.models import Counted, DutyCount
from lantoa.duties.queries import differences
from lantoa.organisation.models import Unit, UnitVersion
from lantoa.organisation.services.events import move_units
from lantoa.organisation.services.units import Decision, NewUnit, establish_units
from lantoa.reporting.choices import ObligationState
from lantoa.reporting.models import Collection, Obligation
from lantoa.tasks.choices import TaskState
from lantoa.tasks.models import Task
from lantoa.tasks.services import cancel_task, confirm_done, reopen_task, send_back
from tests.cast import DECISION, TODAY, Cast, make_cast
from tests.directives.issuing_world import directive_of, issued
from tests.reporting import world as reports
from tests.tasks.world import DUE, given, reported
from tests.two_connections import PATIENCE, Run, database_apart

END = datetime.combine(DUE, time.max, clock.VIETNAM)


def kept(kind: str) -> list[tuple[str, str, int]]:
    """(branch, standing, n) of a kind."""
    codes = dict(Unit.objects.values_list("pk", "code"))
    rows = Counted.objects.filter(kind=kind).values_list("branch", "standing", "n")
    return sorted((codes[branch], standing, n) for branch, standing, n in rows)


def below(cast: Cast, parent: Unit, *codes: str) -> list[Unit]:
    kind = UnitVersion.objects.get(unit=cast.department).kind
    new = [NewUnit(code, f"Chi bộ {code}", f"Chi bộ {code}", kind, parent.code) for code in codes]
    return establish_units(actor=SYSTEM, decision=DECISION, units=new)


def test_tasks_given_together_are_one_row_a_branch_whatever_their_number(cast: Cast) -> None:
    cells = below(cast, cast.hospital, *[f"CB{n}" for n in range(30)])
    tasks = given(cast, [cast.office, *cells])
    assert [(row.n, row.due_at) for row in DutyCount.objects.order_by("n")] == [(1, END), (30, END)]
    assert kept("task") == [("BENHVIEN", "open", 30), ("VPTU", "open", 1)]
    assert {row.subject for row in Counted.objects.all()} == {tasks[0].batch}


def test_each_step_of_a_task_moves_one_from_standing_to_standing(cast: Cast) -> None:
    task = reported(cast, given(cast)[0])
    assert kept("task") == [("VPTU", "waiting", 1)]
    officer = cast.propaganda_officer
    task = send_back(actor=officer, task=task, reason="Thiếu ảnh", row_version=task.row_version)
    assert kept("task") == [("VPTU", "open", 1)]
    task = confirm_done(
        actor=officer, task=reported(cast, task), row_version=Task.objects.get(pk=task.pk).row_version
    )
    assert kept("task") == [("VPTU", "settled", 1)]
    task = reopen_task(actor=officer, task=task, row_version=task.row_version)
    assert kept("task") == [("VPTU", "waiting", 1)]
    task = cancel_task(actor=officer, task=task, reason="Không cần nữa", row_version=task.row_version)
    assert kept("task") == []
    assert DutyCount.objects.count() == 0


def test_bulk_change_of_rows_is_counted_as_services_are(cast: Cast) -> None:
    given(cast, cast.units())
    Task.objects.filter(unit__in=[cast.office, cast.hospital]).update(due_on=date(2021, 5, 1))
    counted = Counted.objects.order_by("due_at").values_list("due_at", "n")
    later = datetime.combine(date(2021, 5, 1), time.max, clock.VIETNAM)
    assert list(counted) == [(END, 1), (later, 1), (later, 1)]
    Task.objects.all().delete()
    assert DutyCount.objects.count() == 0


def test_undone_transaction_leaves_the_counts_as_they_were(cast: Cast) -> None:
    given(cast)
    with transaction.atomic():
        Task.objects.update(state=TaskState.CANCELLED)
        assert kept("task") == []
        transaction.set_rollback(True)
    assert kept("task") == [("VPTU", "open", 1)]


def test_what_is_changed_without_weight_writes_nothing(cast: Cast) -> None:
    given(cast)
    before = list(DutyCount.objects.values_list("pk", "n"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text FROM duties_dutycount")
        written = cursor.fetchall()
        Task.objects.update(detail="Thêm một câu")
        cursor.execute("SELECT xmin::text FROM duties_dutycount")
        assert cursor.fetchall() == written
    assert list(DutyCount.objects.values_list("pk", "n")) == before


def test_own_task_counts_at_the_unit_itself(cast: Cast) -> None:
    given(cast, [cast.bloc])
    assert kept("task") == [("KHOI", "open", 1)]


def test_receipts_are_counted_and_pass_to_who_takes_over_the_issuing(cast: Cast) -> None:
    issuing = issued(cast, directive_of(cast))
    Receipt.objects.filter(unit=cast.office).update(acknowledged_at=clock.now(), post="Bí thư", way="screen")
    assert kept("receipt") == [
        ("BENHVIEN", "open", 1),
        ("SONV", "open", 1),
        ("VPTU", "settled", 1),
    ]
    Issuing.objects.filter(pk=issuing.pk).update(unit=cast.province)
    assert kept("receipt") == [("KHOI", "open", 2), ("KHOI", "settled", 1)]
    assert differences() == []


def test_reports_are_counted_by_how_they_stand_and_exempt_units_are_not(cast: Cast) -> None:
    quarter = reports.story(cast)
    reports.waiting(quarter, cast.hospital, cast.hospital_head)
    Obligation.objects.filter(unit=cast.department).update(state=ObligationState.EXEMPT, reason="Mới lập")
    assert kept("report") == [("BENHVIEN", "waiting", 1), ("VPTU", "open", 1)]
    assert set(Counted.objects.values_list("due_at", flat=True)) == {None}
    Collection.objects.filter(pk=quarter.pk).update(owner=cast.province)
    assert kept("report") == [("KHOI", "open", 1), ("KHOI", "waiting", 1)]
    assert differences() == []


def test_moved_unit_takes_what_it_and_those_below_owe_to_its_new_branch(cast: Cast) -> None:
    first, second = below(cast, cast.hospital, "CB1", "CB2")
    below(cast, first, "TO1")
    given(cast, [first, second, Unit.objects.get(code="TO1"), cast.office])
    assert kept("task") == [("BENHVIEN", "open", 3), ("VPTU", "open", 1)]
    move_units(
        actor=SYSTEM,
        decision=Decision("02-QĐ/TU", date(2021, 3, 1), date(2021, 4, 1), "Tỉnh ủy"),
        units=[first],
        parent=cast.office,
    )
    assert kept("task") == [("BENHVIEN", "open", 1), ("VPTU", "open", 3)]
    assert differences() == []


def test_two_writers_of_one_key_do_not_wait_for_each_other_and_both_count(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> None:
    with database_apart(django_db_blocker), clock.set_to(TODAY):
        cast = make_cast()
        first, second, third = given(cast, below(cast, cast.hospital, "CB1", "CB2", "CB3"))
        one = Run(lambda: Task.objects.filter(pk=first.pk).update(state=TaskState.CANCELLED))
        other = Run(lambda: Task.objects.filter(pk=second.pk).update(state=TaskState.CANCELLED))
        threads = [threading.Thread(target=run, daemon=True) for run in (one, other)]
        for thread, run in zip(threads, (one, other), strict=True):
            thread.start()
            # The second acts while the first has not committed: it would stand here if it waited for the row of the first.
            assert run.acted.wait(PATIENCE)
        assert (one.result, other.result) == (1, 1)
        for thread, run in zip(threads, (one, other), strict=True):
            run.go_on.set()
            thread.join(PATIENCE)
        assert sorted(DutyCount.objects.values_list("n", flat=True)) == [-1, 2]
        assert kept("task") == [("BENHVIEN", "open", 1)]
        assert differences() == []
        Task.objects.filter(pk=third.pk).update(due_on=date(2021, 5, 1))
        assert list(DutyCount.objects.values_list("n", flat=True)) == [
            1
        ]  # whoever comes next makes one of the rows


def test_command_tells_where_the_kept_number_differs(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    given(cast)
    assert "lantoa.duties.commands" in COMMAND_MODULES
    assert check_duties(Namespace(kinds=[])) == 0
    assert capsys.readouterr().out == "9 loại việc, 0 chỗ lệch.\n"
    DutyCount.objects.update(n=7)
    assert check_duties(Namespace(kinds=["task"])) == 1
    told = capsys.readouterr().out
    assert "Chưa làm xong, hạn 20/4/2021: giữ 7, đếm lại 1." in told
    assert check_duties(Namespace(kinds=["report"])) == 0
    assert check_duties(Namespace(kinds=["không có"])) == 2
