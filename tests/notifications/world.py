"""Many receivers, and workers as processes of their own that can be killed, in a database in which what is committed stays."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.periodic import PeriodicRegistry

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.reference import Reference
from lantoa.notifications.choices import MailState
from lantoa.notifications.models import Mail, Notice
from lantoa.notifications.services import notify
from lantoa.notifications.services.mails import gather_mails, send_mails
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Person, RoleAssignment, Unit
from lantoa.reporting.models import Submission
from tests.cast import SINCE, make_cast
from tests.reporting.world import story, waiting
from tests.two_connections import database_apart

MORNING = clock.instant(datetime(2021, 4, 6), 8)  # the story's day, a Tuesday


def crowd(unit: Unit, count: int) -> list[User]:
    """So many reporters of one unit, each with an address."""
    users = User.objects.bulk_create(
        User(username=f"crowd.{n:04}", email=f"crowd.{n:04}@example.org", password="!") for n in range(count)
    )
    people = Person.objects.bulk_create(
        Person(full_name=f"Người Nhận {n}", user=user) for n, user in enumerate(users)
    )
    RoleAssignment.objects.bulk_create(
        RoleAssignment(person=one, role=Role.REPORTER, unit=unit, valid=(SINCE, None)) for one in people
    )
    return users


def a_report() -> Submission:
    """Sent by the office of the cast; nobody has been told of it."""
    cast = make_cast()
    User.objects.filter(pk=cast.unit_head.pk).update(email="bithu@example.org")
    found = waiting(story(cast), cast.office, cast.unit_head)
    Notice.objects.all().delete()
    return found


def tell(report: Submission, kind: str, people: list[User], number: str = "") -> None:
    """On one occasion."""
    about = Reference("reporting.submission", report.pk)
    notify(actor=SYSTEM, kind=kind, about=about, number=number, to_people=people)


@contextmanager
def report_apart(blocker: Any) -> Iterator[Submission]:
    """A report in a database of the test's own, the clock at MORNING; queues are empty."""
    with database_apart(blocker), clock.set_to(MORNING):
        yield a_report()


def lease_ends() -> None:
    Mail.objects.filter(state=MailState.WAITING).update(next_try_at=clock.now())


def one_minute() -> None:
    """What the job does each minute, where all of it is one part."""
    gather_mails()
    send_mails()


def work_off() -> None:
    """The queue, by the worker that the product runs, until nothing waits. In a process of its own: without the jobs of each
    minute, which would come in between."""
    with app.replace_connector(app.connector.get_worker_connector()) as own:  # type: ignore[attr-defined]
        own.periodic_registry = PeriodicRegistry()
        own.run_worker(wait=False, install_signal_handlers=False)


class Worker:
    """Does something in a process of its own that can be killed."""

    def __init__(self, act: Callable[[], object] = one_minute) -> None:
        self.process = os.fork()
        if self.process == 0:
            # The parent's line to the database is left alone: this process opens its own.
            connection.connection = None
            code = 1
            try:
                act()
                code = 0
            finally:
                os._exit(code)

    def kill(self) -> None:
        os.kill(self.process, signal.SIGKILL)
        self.wait()

    def wait(self) -> int:
        return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])
