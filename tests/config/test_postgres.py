"""The embedded server, each test with a state directory and a server of its own.

Commands are real processes. Run as root, every story is told a second time as a plain user: `nobody`, with
the system's Python and a copy of the two modules, because root's folders are closed to it.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lantoa.config import env, postgres

HOLD = """
import sys
from lantoa.config import postgres
with postgres.running_server(fast_unsafe=True):
    print(postgres.running_pid(postgres.places()), flush=True)
    sys.stdin.readline()
"""
PATIENCE = 60.0


@dataclass
class Holder:
    """A command that keeps the server until told to end. `server` is the server's process id."""

    process: subprocess.Popen[str]
    server: int

    def end(self) -> int:
        self.process.communicate("\n", timeout=PATIENCE)
        return self.process.returncode

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=PATIENCE)


@dataclass
class House:
    """One installation: a state directory, and who works with it (None: whoever runs the tests)."""

    folder: Path
    user: str | None
    python: str

    def environment(self) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if name not in {postgres.HELD, "DATABASE_URL"}
        }
        return kept | {"LANTOA_STATE": str(self.folder / "state"), "PYTHONPATH": str(self.folder / "code")}

    def start(self, code: str, **more: str) -> subprocess.Popen[str]:
        group = pwd.getpwnam(self.user).pw_gid if self.user else None
        return subprocess.Popen(
            [self.python, "-c", code],
            env=self.environment() | more,
            cwd="/",
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            user=self.user,
            group=group,
            extra_groups=[] if self.user else None,
        )

    def say(self, code: str, **more: str) -> tuple[int, str, str]:
        """Exit code, output and last line of errors of a short command."""
        with self.start(f"from lantoa.config import postgres\n{code}", **more) as command:
            output, errors = command.communicate(timeout=PATIENCE)
            return command.returncode, output.strip(), (errors.strip().splitlines() or [""])[-1]

    def hold(self) -> Holder:
        process = self.start(HOLD)
        assert process.stdout
        line = process.stdout.readline()
        assert line, process.communicate(timeout=PATIENCE)
        return Holder(process, int(line))

    def places(self) -> postgres.Places:
        if self.user is None:
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("LANTOA_STATE", str(self.folder / "state"))
                return postgres.places()
        state = (self.folder / "state").resolve()
        return postgres.Places(state, state / "run", None)

    def server(self) -> int | None:
        return postgres.running_pid(self.places())


@pytest.fixture(params=["self", "plain user"])
def house(request: pytest.FixtureRequest) -> Iterator[House]:
    """Under /tmp by name: pytest's folder is closed to other users, its path too long for a socket."""
    if request.param == "plain user" and os.geteuid() != 0:
        pytest.skip("not root: the other run is the plain user's")
    folder = Path(tempfile.mkdtemp(prefix="lantoa-", dir="/tmp"))
    folder.chmod(0o755)
    code = folder / "code" / "lantoa" / "config"
    code.mkdir(parents=True)
    for name in ("__init__.py", "config/__init__.py", "config/env.py", "config/postgres.py"):
        shutil.copyfile(env.PROJECT / "lantoa" / name, code.parent / name)
    plain = request.param == "plain user"
    house = House(folder, "nobody" if plain else None, "/usr/bin/python3" if plain else sys.executable)
    (folder / "state").mkdir()
    if plain:
        shutil.chown(folder / "state", "nobody")
    yield house
    left = house.server()
    if left is not None:
        os.kill(left, signal.SIGQUIT)
        wait_until(lambda: house.server() is None)
    for place in {house.places().home, house.places().sockets, folder}:
        shutil.rmtree(place, ignore_errors=True)


def wait_until(condition: "object") -> None:
    assert callable(condition)
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_server_runs_for_the_block_and_stops_after_it(house: House) -> None:
    holder = house.hold()
    assert house.server() == holder.server
    assert holder.end() == 0
    assert house.server() is None


def test_second_command_uses_the_server_of_the_first_and_the_last_one_stops_it(house: House) -> None:
    first = house.hold()
    second = house.hold()
    assert second.server == first.server
    assert first.end() == 0
    assert house.server() == second.server
    assert second.end() == 0
    assert house.server() is None


def test_two_commands_started_at_once_share_one_new_server(house: House) -> None:
    both = [house.start(HOLD) for _ in range(2)]
    told = [process.stdout.readline() for process in both if process.stdout]
    assert told[0] == told[1] != ""
    for process in both:
        process.communicate("\n", timeout=PATIENCE)
    assert ([process.returncode for process in both], house.server()) == ([0, 0], None)


def test_command_killed_leaves_a_server_that_the_next_one_uses_and_stops(house: House) -> None:
    first = house.hold()
    first.kill()
    assert house.server() == first.server
    second = house.hold()
    assert second.server == first.server
    assert second.end() == 0
    assert house.server() is None


def test_server_killed_is_started_anew_with_its_data(house: House) -> None:
    first = house.hold()
    made = (house.places().data / "PG_VERSION").stat().st_mtime_ns
    os.kill(first.server, signal.SIGKILL)
    first.end()
    second = house.hold()
    assert second.server != first.server
    assert (house.places().data / "PG_VERSION").stat().st_mtime_ns == made
    assert second.end() == 0


def test_server_killed_under_a_living_command_is_started_by_the_next(house: House) -> None:
    """The dead server is a zombie of the first command meanwhile: its pid still answers to a signal."""
    first = house.hold()
    os.kill(first.server, signal.SIGKILL)
    second = house.hold()
    assert second.server != first.server
    assert (first.end(), house.server()) == (0, second.server)
    assert (second.end(), house.server()) == (0, None)


@pytest.mark.parametrize("content", ["{stranger}\n", "nonsense\n", "", "2147483000\n"])
def test_stale_pid_file_does_not_hinder_a_start(house: House, content: str) -> None:
    """A living process that is not the server, no number, an unfinished file, a process that is gone."""
    house.hold().end()
    stale = house.places().data / "postmaster.pid"
    stale.write_text(content.format(stranger=os.getpid()))
    shutil.chown(stale, house.places().data.stat().st_uid, house.places().data.stat().st_gid)
    holder = house.hold()
    assert (house.server(), holder.end()) == (holder.server, 0)


def test_interrupted_first_start_is_made_anew(house: House) -> None:
    house.places().home.mkdir(parents=True, exist_ok=True)
    half = house.places().home / "pg.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("15\n")
    if house.user:
        for path in (half, half / "PG_VERSION"):
            shutil.chown(path, house.user)
    holder = house.hold()
    assert (holder.end(), half.exists()) == (0, False)


def test_nested_use_and_child_processes_pass_through(house: House) -> None:
    code = """
import os, subprocess, sys
outer = os.environ.get(postgres.HELD)
with postgres.running_server(fast_unsafe=True):
    with postgres.running_server():
        pass
    inner = "from lantoa.config import postgres\\nwith postgres.running_server(): print('child')"
    subprocess.run([sys.executable, "-c", inner], check=True)
    print(postgres.running_pid(postgres.places()) is not None)
print(outer, os.environ.get(postgres.HELD), postgres.running_pid(postgres.places()))
"""
    assert house.say(code) == (0, "child\nTrue\nNone None None", "")


def test_a_database_of_ones_own_starts_nothing(house: House) -> None:
    code = "with postgres.running_server(): print(postgres.data_directory().exists())"
    assert house.say(code, DATABASE_URL="postgresql://a@db/c") == (0, "False", "")


def test_socket_is_closed_to_others_and_there_is_no_tcp_port(house: House) -> None:
    holder = house.hold()
    sockets = house.places().sockets
    listening = Path(f"/proc/{holder.server}/cmdline").read_bytes().split(b"\0")
    assert (sockets.stat().st_mode & 0o777, b"listen_addresses=" in listening) == (0o700, True)
    assert sorted(path.name for path in sockets.iterdir()) == [".s.PGSQL.5432", ".s.PGSQL.5432.lock"]
    assert holder.end() == 0


def test_missing_programs_name_the_packages_to_install(house: House) -> None:
    code = """
from pathlib import Path
postgres.INSTALLED_UNDER = Path("/nonexistent")
with postgres.running_server(): pass
"""
    assert house.say(code) == (
        1,
        "",
        "lantoa.config.postgres.PostgresUnavailable: Máy này chưa có máy chủ PostgreSQL (bản 15 đến 18):"
        " hãy cài bằng lệnh “apt-get install postgresql postgresql-contrib”,"
        " hoặc đặt DATABASE_URL tới máy chủ có sẵn.",
    )


def test_data_of_a_version_that_is_not_installed_name_its_package(house: House) -> None:
    house.hold().end()
    (house.places().data / "PG_VERSION").write_text("14\n")
    code, _, sentence = house.say("with postgres.running_server(): pass")
    assert (code, sentence.rpartition(": ")[2]) == (1, "hãy cài gói postgresql-14.")


def test_long_path_of_the_state_moves_the_socket_to_tmp(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LANTOA_STATE", str(tmp_path / ("d" * 90)))
    monkeypatch.setattr(os, "geteuid", lambda: 4321)
    place = postgres.socket_directory()
    assert (place.parent, place.name.startswith("lantoa-4321-")) == (Path("/tmp"), True)
    assert place == postgres.socket_directory()
