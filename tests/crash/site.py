"""The product on a state of its own, with a database that really waits for the disk: parts of it are killed and started again."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path

from lantoa.config import database, env, postgres, supervisor

PATIENCE = 60.0  # seconds until the first page


class Part(StrEnum):
    DATABASE = "cơ sở dữ liệu"
    WEB = "trang web"
    WORKER = "việc nền"


class Site:
    """Use inside `running_site`."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.address = f"http://localhost:{self.port}"
        self._log = (folder / "site.log").open("ab")
        self._processes: dict[Part, subprocess.Popen[bytes]] = {}

    def start(self, part: Part) -> None:
        if part is Part.DATABASE:
            postgres.restart_server()
            return
        command = supervisor.web_command(self.port) if part is Part.WEB else supervisor.worker_command()
        self._processes[part] = subprocess.Popen(
            command,
            cwd=env.PROJECT,
            env=os.environ | {"LANTOA_ADDRESS": self.address},
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )

    def kill(self, part: Part) -> None:
        """SIGKILL for every process of the part at once."""
        if part is Part.DATABASE:
            _kill_tree(postgres.running_pid(postgres.places()))
            return
        process = self._processes.pop(part)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def keep_alive(self) -> None:
        """Start again what ended by itself: a worker without its database does."""
        for part, process in list(self._processes.items()):
            if process.poll() is not None:
                self.start(part)

    def wait_until_it_answers(self) -> float:
        """Seconds until a page comes that needs the database."""
        began = time.monotonic()
        while time.monotonic() - began < PATIENCE:
            self.keep_alive()
            try:
                with urllib.request.urlopen(f"{self.address}/dang-nhap/", timeout=5):
                    return time.monotonic() - began
            except (OSError, urllib.error.HTTPError):
                time.sleep(0.05)
        raise RuntimeError(f"the site did not answer within {PATIENCE:.0f} seconds")

    def stop(self) -> None:
        for process in self._processes.values():
            process.terminate()
        for part, process in self._processes.items():
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                self.kill(part)
                break
        self._log.close()


def _kill_tree(pid: int | None) -> None:
    """The process first, so that it starts nothing new, then its children."""
    if pid is None:
        return
    children = [
        int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal() and _parent(path) == pid
    ]
    for one in (pid, *children):
        with suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)


def _parent(process: Path) -> int | None:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None


@contextmanager
def running_site(folder: Path) -> Iterator[Site]:
    """A loaded sample with server, web and worker; everything is gone afterwards. LANTOA_STATE points into `folder`."""
    try:
        with postgres.running_server():
            supervisor.prepare(static=True)
            site = Site(folder)
            try:
                site.start(Part.WEB)
                site.start(Part.WORKER)
                site.wait_until_it_answers()
                yield site
            finally:
                site.stop()
    finally:
        shutil.rmtree(postgres.places().home, ignore_errors=True)


def sabotage() -> None:
    """Acknowledge before the disk has it, and let the disk wait: what a checker that has teeth must notice."""
    with database.connect_as_superuser() as server:
        server.execute("ALTER SYSTEM SET synchronous_commit = off")
        server.execute("ALTER SYSTEM SET wal_writer_delay = '2s'")
        server.execute("SELECT pg_reload_conf()")


def lantoa(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The product's own command line on the same state."""
    command = [sys.executable, "-m", "lantoa.cli", *arguments]
    return subprocess.run(command, cwd=env.PROJECT, capture_output=True, text=True, check=False)
