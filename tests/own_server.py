"""A database server of the test's own, which waits for the disk as the product's does: it may be killed and started again."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.db import connection

from lantoa.config import database, postgres
from tests.conftest import made_template

NAME = "lantoa_apart"


class Server:
    """Use inside `server_apart`."""

    def kill(self) -> None:
        """SIGKILL for the server and each of its processes."""
        pid = postgres.running_pid(postgres.places())
        assert pid is not None
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for one in (pid, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        postgres._children.pop(pid).wait()
        connection.close()

    def restart(self) -> None:
        postgres.restart_server()


@contextmanager
def server_apart(blocker: Any, state: Path) -> Iterator[Server]:
    """Django's connection of this process speaks to it, in the role of the app, on a copy of the empty template. `state`: an
    empty folder; `blocker`: the fixture `django_db_blocker`, after `django_db_setup`."""
    kept = {name: connection.settings_dict[name] for name in ("NAME", "HOST")}
    dump = state / "template.dump"
    _run("pg_dump", "--format=custom", f"--file={dump}", made_template())
    before = os.environ["LANTOA_STATE"]
    os.environ["LANTOA_STATE"] = str(state)
    try:
        with blocker.unblock(), postgres.running_server():
            with database.connect_as_superuser() as server:
                # After a kill one call in place of one for each file of the folder: the machine itself has not gone down.
                server.execute("ALTER SYSTEM SET recovery_init_sync_method = 'syncfs'")
            database.ensure_database(NAME)
            _run("pg_restore", "--single-transaction", f"--dbname={NAME}", str(dump))
            connection.close()
            connection.settings_dict.update(NAME=NAME, HOST=str(postgres.socket_directory()))
            try:
                yield Server()
            finally:
                connection.close()
                connection.settings_dict.update(kept)
    finally:
        shutil.rmtree(postgres.places().home, ignore_errors=True)
        os.environ["LANTOA_STATE"] = before


def _run(program: str, *arguments: str) -> None:
    where = [
        f"--host={postgres.socket_directory()}",
        f"--port={postgres.PORT}",
        f"--username={postgres.SUPERUSER}",
    ]
    subprocess.run([postgres.binaries() / program, *where, *arguments], check=True)
