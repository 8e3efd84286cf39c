"""Worker and mail server killed at the worst moment: each mail at least once under one Message-ID, each notice once."""

from collections.abc import Iterator
from typing import Any

import pytest

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.notifications.choices import MailState
from lantoa.notifications.models import Mail, Notice
from lantoa.notifications.services.mails import LEASE, gather_mails, send_mails
from tests.notifications.mail_server import MailServer
from tests.notifications.world import Worker, lease_ends, report_apart, tell


@pytest.fixture
def apart(django_db_setup: None, django_db_blocker: Any, server: MailServer) -> Iterator[Mail]:
    """One mail that waits, in a database that other processes share."""
    with report_apart(django_db_blocker) as report:
        tell(report, "report_returned", list(User.objects.filter(email="bithu@example.org")))
        gather_mails()
        yield Mail.objects.get()


def test_worker_killed_between_accepted_and_noted_sends_again_under_the_same_name(
    apart: Mail, server: MailServer
) -> None:
    server.start("slow")
    killed = Worker()
    server.wait_for(1)
    killed.kill()
    apart.refresh_from_db()
    assert (apart.state, apart.tries) == (MailState.WAITING, 1)
    assert clock.now() < apart.next_try_at <= clock.now() + LEASE
    server.tell("up")
    assert Worker().wait() == 0  # the lease is not over: nobody else sends it meanwhile
    assert len(server.taken) == 1
    lease_ends()
    assert Worker().wait() == 0
    apart.refresh_from_db()
    names = [message["Message-ID"] for message in server.taken]
    assert (apart.state, names) == (MailState.SENT, [f"<{apart.pk}@localhost>"] * 2)
    assert server.taken[0].as_bytes() == server.taken[1].as_bytes()
    assert Notice.objects.count() == 1


def test_mail_server_killed_after_it_took_the_mail_gets_it_again_under_the_same_name(
    apart: Mail, server: MailServer
) -> None:
    server.start("slow")
    sending = Worker()
    server.wait_for(1)
    server.kill()
    assert sending.wait() == 0
    apart.refresh_from_db()
    assert (apart.state, apart.tries) == (MailState.WAITING, 1)
    server.start()
    lease_ends()
    assert Worker().wait() == 0
    names = [message["Message-ID"] for message in server.taken]
    apart.refresh_from_db()
    assert (apart.state, names) == (MailState.SENT, [f"<{apart.pk}@localhost>"] * 2)


def test_two_workers_at_once_send_each_mail_once(apart: Mail, server: MailServer) -> None:
    server.start()
    both = [Worker(), Worker()]
    assert [one.wait() for one in both] == [0, 0]
    assert len(server.taken) == 1


def test_slow_server_does_not_hold_the_job_beyond_its_patience(apart: Mail, server: MailServer) -> None:
    server.start("slow")
    assert send_mails() == 0
    apart.refresh_from_db()
    assert (apart.state, apart.answer_code) == (MailState.WAITING, None)
