"""Worker, mail server and database killed at the worst moment: each mail at least once under one Message-ID, each notice once."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.notifications.choices import MailState
from lantoa.notifications.models import Mail, Notice
from lantoa.notifications.services.mails import LEASE, gather_mails, send_mails
from tests.notifications.mail_server import MailServer
from tests.notifications.world import MORNING, Worker, a_report, crowd, lease_ends, report_apart, tell
from tests.own_server import server_apart


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


def test_slow_server_does_not_hold_the_job_beyond_its_patience(
    apart: Mail, server: MailServer, settings: Any
) -> None:
    settings.SMTP_PATIENCE = 1.0
    server.start("slow")
    assert send_mails() == 0
    apart.refresh_from_db()
    assert (apart.state, apart.answer_code) == (MailState.WAITING, None)


def test_database_killed_while_mails_leave_loses_none_and_shows_none_twice(
    django_db_setup: None, django_db_blocker: Any, server: MailServer, tmp_path: Path, settings: Any
) -> None:
    settings.SMTP_PATIENCE = 20.0
    state = tmp_path / "state"
    state.mkdir()
    told, kills = 0, 0
    with server_apart(django_db_blocker, state) as database, clock.set_to(MORNING):
        report = a_report()
        people = crowd(report.unit, 20)

        def killed(mode: str, more: int) -> None:
            """While mails leave, after `more` have been taken; comes back with a database that has recovered."""
            nonlocal kills
            server.tell(mode)
            before = len(server.deliveries)
            worker = Worker()
            server.wait_for(before + more)
            database.kill()
            kills += 1
            server.tell("steady")
            assert worker.wait() == 1, "the worker did not notice that its database was gone"
            database.restart()
            lease_ends()

        tell(report, "report_returned", people, "SO-1")
        told += len(people)
        server.start()
        for mode, more in (("steady", 0), ("held", 1), ("steady", 4)):
            killed(mode, more)
        # What is told after a recovery stands, and goes into a mail of its own.
        tell(report, "report_returned", people[:3], "SO-2")
        told += 3
        killed("held", 1)
        server.tell("up")
        assert Worker().wait() == 0
        mails = dict(Mail.objects.values_list("pk", "receiver__email"))
        assert (Notice.objects.count(), Notice.objects.filter(mail=None).count()) == (told, 0)
        assert (len(mails), set(Mail.objects.values_list("state", flat=True))) == (23, {"sent"})
    names = Counter((str(message["Message-ID"]), to) for message, [to] in server.deliveries)
    assert set(names) == {(f"<{pk}@localhost>", address) for pk, address in mails.items()}
    copies = {(str(message["Message-ID"]), message.as_bytes()) for message in server.taken}
    assert len(copies) == len(mails)  # what came twice is the same, byte by byte
    # Where the server had taken the mail and the database went before that was noted, it came again: nothing else can be known.
    assert 2 <= sum(names.values()) - len(mails) <= kills
