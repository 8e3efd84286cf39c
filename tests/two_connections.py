"""Two people at once, each on a connection of their own, in a database of the test's own: what is committed there stays."""

import contextvars
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, connections, transaction

from lantoa.config import database
from lantoa.core.errors import Conflict, Refused
from tests.conftest import made_template

PATIENCE = 20.0  # seconds until a test that hangs gives up
WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@contextmanager
def database_apart(blocker: Any) -> Iterator[None]:
    """Two connections must see each other. `blocker`: the fixture `django_db_blocker`, after `django_db_setup`."""
    name = f"lantoa_two_{os.getpid()}"
    with blocker.unblock():
        kept = connection.settings_dict["NAME"]
        connection.close()
        database.drop_database(name)
        database.clone_database(made_template(), name)
        connection.settings_dict["NAME"] = name
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = kept
            database.drop_database(name)


@dataclass
class Run:
    """One person's act on a connection of its own."""

    act: Callable[[], Any]
    result: Any = None
    refused: Exception | None = None
    acted: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    def __call__(self) -> None:
        try:
            with transaction.atomic():
                self.result = self.act()
                self.acted.set()
                assert self.go_on.wait(PATIENCE)
        except (Refused, Conflict) as error:
            self.refused = error
        finally:
            self.acted.set()
            connections.close_all()


def at_once(first: Callable[[], Any], second: Callable[[], Any]) -> tuple[Run, Run]:
    """The first has acted and not committed when the second begins; the second waits for it (that it waits is asserted)."""
    one, other = Run(first), Run(second)
    threads = [
        threading.Thread(target=contextvars.copy_context().run, args=(run,), daemon=True)
        for run in (one, other)
    ]
    threads[0].start()
    assert one.acted.wait(PATIENCE)
    threads[1].start()
    until = time.monotonic() + PATIENCE
    while not _somebody_waits():
        assert not other.acted.is_set(), "the second did not wait for the first"
        assert time.monotonic() < until
        time.sleep(0.01)
    one.go_on.set()
    other.go_on.set()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()
    return one, other


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])
