"""The sample organisation for tests: loaded once into a template database, then copied.

The template is named after everything that decides what the sample holds, so a change of it loads it anew. Loading runs in a
process of its own, as the app role and with the settings of `make run`, exactly as a person's first start does.
"""

import functools
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from django.db import connection

from lantoa.config import database
from lantoa.core import clock
from lantoa.sample.story import STORY_DAY
from tests.conftest import PROJECT, STATE, made_template, postgres_lock

__all__ = ["STATE", "made_template"]  # the empty one, for tests that copy it

DEMO = "lantoa.config.settings.demo"
# Screens and papers do not decide what the sample holds.
NOT_DECIDING = {
    "ui",
    "portal",
    "desk",
    "printing",
    "views",
    "templates",
    "templatetags",
    "printouts",
    "config",
}


@functools.cache
def sample_template_name() -> str:
    package = PROJECT / "lantoa"
    digest = hashlib.sha256()
    for path in sorted([*package.rglob("*.py"), *(package / "sample" / "content").iterdir()]):
        inside = path.relative_to(package)
        if path.is_file() and not NOT_DECIDING.intersection((*inside.parts, inside.stem)):
            digest.update(f"{inside}\0".encode() + path.read_bytes())
    return f"lantoa_sample_{digest.hexdigest()[:12]}"


def made_sample_template() -> str:
    """The loaded template, made once by whichever process comes first."""
    name = sample_template_name()
    with postgres_lock("sample"):
        marker = STATE / name
        if not (marker.exists() and _exists(name)):
            _drop_older_templates()
            migrated_database(name)
            run_lantoa("load-sample", name=name)
            marker.touch()
    return name


def migrated_database(name: str) -> None:
    """An empty database of that name with all tables: a copy of the migrated one, since migrating takes most of a minute."""
    template = made_template()
    with postgres_lock("template"):
        database.clone_database(template, name)


def run_lantoa(
    *arguments: str, name: str, check: bool = True, cwd: Path = PROJECT
) -> subprocess.CompletedProcess[str]:
    """The `lantoa` command on one database of the test server."""
    environment = os.environ | {"LANTOA_DB_NAME": name, "DJANGO_SETTINGS_MODULE": DEMO}
    done = subprocess.run(
        [sys.executable, "-m", "lantoa.cli", *arguments],
        env=environment | {"PYTHONPATH": str(PROJECT)},
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    if check and done.returncode:
        raise AssertionError(f"lantoa {' '.join(arguments)} ended with {done.returncode}\n{done.stderr}")
    return done


@contextmanager
def copy_of(template: str, purpose: str) -> Iterator[str]:
    """A database of one's own, gone afterwards; two runs at a time do not meet."""
    name = own_name(purpose)
    with postgres_lock("sample"):  # a template may not be copied twice at a time
        _drop_orphans()
        database.clone_database(template, name)
    try:
        yield name
    finally:
        database.drop_database(name)


def own_name(purpose: str) -> str:
    """The name of a database that belongs to this process."""
    return f"lantoa_{purpose}_p{os.getpid()}"


def _drop_orphans() -> None:
    """Databases of processes that were killed before they could drop them."""
    with database.connect_as_superuser() as server:
        names = [str(name) for (name,) in server.execute("SELECT datname FROM pg_database").fetchall()]
    for name in names:
        owner = re.fullmatch(r"lantoa_\w+_p(\d+)", name)
        if owner and not Path(f"/proc/{owner[1]}").exists():
            database.drop_database(name)


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Let Django's connection of this process speak to another database for a while."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def set_sample_clock(day: date = STORY_DAY) -> None:
    """Servers started from now on begin at eight in the morning of the story's day, or of another."""
    offset = clock.instant(day) - datetime.now(UTC)
    (STATE / "sample_clock").write_text(str(offset.total_seconds()))


def _exists(name: str) -> bool:
    with database.connect_as_superuser() as server:
        return server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _drop_older_templates() -> None:
    for marker in STATE.glob("lantoa_sample_*"):
        database.drop_database(marker.name)
        marker.unlink()
