"""One throw-away PostgreSQL server for the run, one migrated template database, one clone per worker.

Tests speak to the database in the app role, as the product does; only the template is migrated as owner.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from hypothesis import settings

from lantoa.config import database, env, postgres

# How long one example takes says how busy the machine is, not whether the product is right.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

PROJECT = env.PROJECT
STATE = env.state_directory()  # settings.test has pointed it to a folder of the tests' own


def pytest_configure(config: pytest.Config) -> None:
    """The server lives as long as the main process; workers of xdist inherit it."""
    STATE.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not hasattr(config, "workerinput"):
        holder = postgres.running_server(fast_unsafe=True)
        holder.__enter__()
        config.add_cleanup(lambda: holder.__exit__(None, None, None))


def template_name() -> str:
    """Named after the migrations, so that the template is made anew when one changes."""
    digest = hashlib.sha256()
    for path in sorted((PROJECT / "lantoa").glob("*/migrations/*.py")):
        digest.update(path.read_bytes())
    return f"lantoa_template_{digest.hexdigest()[:12]}"


def manage(*arguments: str, name: str, role: str = "app") -> None:
    environment = os.environ | {"LANTOA_DB_NAME": name, "LANTOA_DB_ROLE": role}
    subprocess.run(
        [sys.executable, str(PROJECT / "manage.py"), *arguments], env=environment, check=True, cwd=PROJECT
    )


def _exists(name: str) -> bool:
    with database.connect_as_superuser() as server:
        return server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def made_template() -> str:
    """The migrated template, made once by whichever worker comes first."""
    name = template_name()
    with postgres_lock("template"):
        marker = STATE / name
        if not (marker.exists() and _exists(name)):
            database.drop_database(name)
            database.ensure_database(name)
            manage("migrate", "--skip-checks", "--verbosity", "0", name=name, role="owner")
            marker.touch()
    return name


class postgres_lock:  # noqa: N801
    """An exclusive lock between the workers of one run."""

    def __init__(self, name: str) -> None:
        self.path = STATE / f"{name}.lock"

    def __enter__(self) -> None:
        import fcntl

        self.file = self.path.open("w")
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self.file.close()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest, worker_id: str) -> Iterator[None]:
    """Replace pytest-django's own set-up, which would need the right to create databases."""
    from django.db import connection

    name = f"lantoa_test_{worker_id}_{os.getpid()}"  # two runs at once do not meet
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        database.drop_database(name)
        database.clone_database(made_template(), name)
        connection.close()
        connection.settings_dict["NAME"] = name
        yield
        connection.close()
        database.drop_database(name)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests reach this machine only."""
    import socket

    real = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and str(address[0]) not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"a test tried to reach {address!r}")
        real(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture
def story_day() -> Iterator[None]:
    """The clock stands at eight in the morning of 06/4/2021."""
    from lantoa.core import clock
    from tests.cast import TODAY

    with clock.set_to(TODAY):
        yield


@pytest.fixture
def cast(db: None, story_day: None) -> "object":
    """The small tree and its people (tests.cast.Cast)."""
    from tests.cast import make_cast

    return make_cast()
