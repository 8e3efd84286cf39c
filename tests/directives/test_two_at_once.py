"""Reading while a newer version comes down, on two connections; and a worker that is killed in the middle of going down."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from lantoa.core import clock
from lantoa.directives.choices import IssuingState, ReadAgain
from lantoa.directives.jobs import issue_down
from lantoa.directives.models import Issuing, Receipt
from lantoa.directives.services.going_down import carry_on
from lantoa.directives.services.issuings import issue
from lantoa.tasks.models import Task
from tests.cast import Cast, make_cast
from tests.conftest import PROJECT
from tests.directives.issuing_world import (
    directive_of,
    drafted,
    issued,
    read,
    receipt_of,
    revise,
    text,
    with_duty,
)
from tests.two_connections import PATIENCE, WAITING, at_once, database_apart

WORKER = """
import sys, django
django.setup()
from lantoa.directives.jobs import issue_down
issue_down(sys.argv[1])
"""
CODES = "SELECT pg_advisory_xact_lock(hashtext('tasks.codes'))"


@pytest.fixture
def apart(django_db_setup: None, django_db_blocker: Any, story_day: None) -> Iterator[Cast]:
    with database_apart(django_db_blocker):
        yield make_cast()


def revised(cast: Cast) -> tuple[Issuing, Issuing]:
    """The first version issued and not read; the second ready to be issued, only its changes to be read."""
    directive = directive_of(cast)
    first = issued(cast, directive)
    revise(directive)
    return first, drafted(cast, directive, text("before", ReadAgain.CHANGED))


def goes_down(cast: Cast, made: Issuing) -> Issuing:
    return issue(actor=cast.propaganda_officer, issuing=made, row_version=made.row_version, counted=3)


def test_reading_at_the_moment_of_a_newer_version_counts_for_the_version_that_was_seen(apart: Cast) -> None:
    first, second = revised(apart)
    one, other = at_once(lambda: read(apart, first), lambda: goes_down(apart, second))
    assert (one.refused, other.refused) == (None, None)
    old, new = receipt_of(apart.office, first), receipt_of(apart.office, second)
    assert (old.is_waiting, new.is_waiting) == (False, True)
    assert new.base == first.version  # the new version asks only for what differs from what was just read


def test_reading_what_is_no_longer_the_newest_is_answered_with_a_sentence(apart: Cast) -> None:
    first, second = revised(apart)
    one, other = at_once(lambda: goes_down(apart, second), lambda: read(apart, first))
    assert one.refused is None
    assert "Văn bản đã có phiên bản 2 trong lúc anh/chị đang đọc." in str(other.refused)
    assert Receipt.objects.filter(unit=apart.office, acknowledged_at__isnull=False).count() == 0


def test_two_who_read_for_one_unit_at_once_read_once(apart: Cast) -> None:
    made = issued(apart, directive_of(apart))
    one, other = at_once(lambda: read(apart, made), lambda: read(apart, made))
    assert (one.refused, str(other.refused)) == (None, "Đơn vị đã tiếp nhận phiên bản này.")


def test_worker_killed_in_the_middle_of_a_step_leaves_nothing_half_made(apart: Cast) -> None:
    """The worker has written the receipts of its step and waits for the codes of the tasks when it is killed."""
    made = drafted(apart, directive_of(apart), text("direct"))
    with_duty(apart, made)
    Issuing.objects.filter(pk=made.pk).update(
        state=IssuingState.RUNNING, issued_at=clock.now(), chosen_on=clock.today(), total=3
    )
    assert carry_on(issuing=made, step=1) is False
    environment = os.environ | {"LANTOA_DB_NAME": connection.settings_dict["NAME"]}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CODES)
        worker = subprocess.Popen([sys.executable, "-c", WORKER, str(made.pk)], cwd=PROJECT, env=environment)
        try:
            until = time.monotonic() + PATIENCE
            while not _waits(cursor):
                assert worker.poll() is None
                assert time.monotonic() < until
                time.sleep(0.05)
        finally:
            worker.kill()
            ended = worker.wait()
        assert ended == -signal.SIGKILL
    assert (Receipt.objects.count(), Task.objects.count()) == (1, 1)
    issue_down(str(made.pk))
    issue_down(str(made.pk))
    made.refresh_from_db()
    assert (made.state, made.done, made.total) == (IssuingState.ISSUED, 3, 3)
    units = ["BENHVIEN", "SONV", "VPTU"]
    assert sorted(Receipt.objects.values_list("unit__code", flat=True)) == units
    assert sorted(Task.objects.values_list("unit__code", flat=True)) == units


def _waits(cursor: Any) -> bool:
    cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction is shown one state of the server else
    cursor.execute(WAITING)
    return bool(cursor.fetchone()[0])
