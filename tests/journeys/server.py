"""The product as it really runs: web server and worker as processes of their own, on a copy of the sample."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from lantoa.config import env, supervisor
from lantoa.sample.story import STORY_DAY
from tests import sample_database

PATIENCE = 60.0  # seconds until the first page


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_site(
    name: str, *, port: int | None = None, day: date = STORY_DAY, **variables: str
) -> Iterator[str]:
    """The address of the product on the database `name` on a day, with more environment; both processes have ended afterwards."""
    port = port or free_port()
    address = f"http://localhost:{port}"
    environment = os.environ | {
        "LANTOA_DB_NAME": name,
        "DJANGO_SETTINGS_MODULE": sample_database.DEMO,
        "LANTOA_ADDRESS": address,
        **variables,
    }
    sample_database.set_sample_clock(day)
    collect = [sys.executable, "-m", "django", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(collect, env=environment, cwd=env.PROJECT, check=True)
    commands = [supervisor.web_command(port), supervisor.worker_command()]
    processes = [subprocess.Popen(command, env=environment, cwd=env.PROJECT) for command in commands]
    try:
        _wait_for(f"{address}/dang-nhap/", processes)
        yield address
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(page: str, processes: list[subprocess.Popen[bytes]]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if any(process.poll() is not None for process in processes):
            raise AssertionError("a process of the site ended by itself")
        try:
            with urllib.request.urlopen(page, timeout=10):
                return
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{page} answers {error.code}") from error
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{page} did not answer within {PATIENCE:.0f} seconds")
