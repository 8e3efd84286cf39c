"""Very many notices, part by part: no mail lost or doubled by a kill, no other job and no single person's matter kept waiting."""

import os
import signal
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from lantoa.core import clock, queue
from lantoa.notifications.choices import Turn
from lantoa.notifications.models import Mail, Notice
from lantoa.notifications.services import mails
from lantoa.notifications.services.mails import gather_mails, send_mails
from lantoa.reporting.models import Submission
from tests.notifications.mail_server import MailServer
from tests.notifications.world import MORNING, Worker, crowd, report_apart, tell, work_off

PEOPLE = 35


@pytest.fixture
def report(
    django_db_setup: None, django_db_blocker: Any, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Submission]:
    """Ten people are a part, and more than five are many."""
    monkeypatch.setattr(mails, "PART", 10)
    monkeypatch.setattr(mails, "FEW", 5)
    with report_apart(django_db_blocker) as found:
        yield found


def queued() -> list[str]:
    """Names of the jobs that wait, in the order in which they will begin."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name FROM procrastinate_jobs WHERE status = 'todo' ORDER BY priority DESC, id"
        )
        return [name for (name,) in cursor.fetchall()]


def begun() -> list[str]:
    """Names of the jobs that a worker has begun, in their order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name FROM procrastinate_events event JOIN procrastinate_jobs job ON job.id = event.job_id"
            " WHERE event.type = 'started' ORDER BY event.id"
        )
        return [name for (name,) in cursor.fetchall()]


def forget_jobs() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_worker_killed_between_two_parts_leaves_no_mail_lost_and_none_doubled(
    report: Submission, server: MailServer
) -> None:
    people = crowd(report.unit, PEOPLE)
    for number in ("SO-1", "SO-2"):
        tell(report, "report_accepted", people, number)
    forget_jobs()
    server.start()
    with clock.set_to(MORNING + timedelta(days=1)):  # after the digest

        def one_part_then_die() -> None:
            gather_mails()
            die()

        assert Worker(one_part_then_die).wait() == -signal.SIGKILL
        assert (Mail.objects.count(), queued()) == (
            10,
            ["notifications.gather_more", "notifications.send_more"],
        )
        queue.defer("notifications.send", timestamp=0)
        assert Worker(work_off).wait() == 0
    # One mail each, both notices in it.
    assert queued() == []
    assert sorted(to for _mail, [to] in server.deliveries) == [user.email for user in people]
    assert len({message["Message-ID"] for message in server.taken}) == PEOPLE
    assert {message["Subject"] for message in server.taken} == {"Lan Tỏa: 2 thông báo mới"}
    assert Mail.objects.filter(state="sent").count() == PEOPLE
    assert set(Mail.objects.values_list("turn", flat=True)) == {Turn.DIGEST}


def test_worker_killed_within_a_part_leaves_nothing_of_it(report: Submission) -> None:
    tell(report, "report_returned", crowd(report.unit, PEOPLE))
    forget_jobs()

    def die_before_the_end() -> None:
        with transaction.atomic():
            gather_mails()
            die()

    assert Worker(die_before_the_end).wait() == -signal.SIGKILL
    assert (Mail.objects.count(), queued()) == (0, [])
    assert Notice.objects.exclude(mail=None).count() == 0
    assert gather_mails() == 10  # its lock has gone with it


def test_parts_let_other_jobs_pass(
    report: Submission, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mails, "RUN", 0.0)  # each part sends one mail
    people = crowd(report.unit, 12)
    tell(report, "report_returned", people)
    forget_jobs()
    server.start()
    queue.defer("notifications.send", timestamp=0)
    queue.defer("reporting.catch_up", timestamp=0)
    assert Worker(work_off).wait() == 0
    names = begun()
    assert names[:3] == ["notifications.send", "reporting.catch_up", "notifications.gather_more"]
    assert names[3:] == ["notifications.send_more"] * 12  # the last finds nothing
    assert len(server.deliveries) == 12


def test_matter_of_one_leaves_before_what_goes_to_many_and_before_the_digest(
    report: Submission, server: MailServer
) -> None:
    *many, late, single, both = crowd(report.unit, 9)
    tell(report, "report_accepted", [late, both])
    with clock.set_to(MORNING + timedelta(days=1)):
        tell(report, "report_returned", many)
        tell(report, "report_returned", [single, both])
        while gather_mails():
            pass
        server.start()
        assert send_mails() == 9
    order = [to for _mail, [to] in server.deliveries]
    assert set(order[:2]) == {single.email, both.email}
    assert (set(order[2:8]), order[8]) == ({user.email for user in many}, late.email)
    # Who gets a mail at once gets in it what was due anyway.
    assert Notice.objects.filter(mail__receiver=both).count() == 2


def test_server_that_takes_nothing_is_not_asked_again_before_the_minute(
    report: Submission, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mails, "RUN", 0.0)
    tell(report, "report_returned", crowd(report.unit, 3))
    gather_mails()
    forget_jobs()
    assert (send_mails(), queued()) == (0, [])  # not there
    server.start("nothing")
    with clock.set_to(MORNING + timedelta(minutes=2)):
        assert (send_mails(), queued()) == (0, [])
    server.tell("up")
    with clock.set_to(MORNING + timedelta(minutes=3)):
        assert (send_mails(), queued()) == (1, ["notifications.send_more"])
