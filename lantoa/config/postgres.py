"""The embedded database server: Debian's PostgreSQL as our own child, private to this installation.

    socket_directory() -> Path            the same whether the server runs or not; HOST of the connections
    data_directory() -> Path
    running_server(fast_unsafe=False)     context manager; does nothing when DATABASE_URL is set
    restart_server()                      inside it: start the server again after it has died
    PostgresUnavailable                   the one error, with a Vietnamese sentence for a person

Roles and databases are made by `lantoa.config.database` (ensure_database, clone_database, drop_database).

Commands share one server: the first starts it, the last one out stops it. A process that holds it has
LANTOA_PG_HELD set to the home of the server, so nested use and child processes only pass through. Two lock
files carry this: `pg.lock` (held while somebody starts or stops) and `pg.users` (held shared by every
command; who can hold it alone is the last). The kernel releases both when a process is killed, so a killed
command leaves at worst a running server that the next one uses.

There is no TCP port: whoever can enter the socket directory (mode 0700) is let in. As root the server runs
as `postgres`, which cannot enter root's folders, so data lie under /var/lib and the socket under /run.
Needs Linux (/proc). No Django here.
"""

import contextlib
import fcntl
import hashlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lantoa.config import env

SUPERUSER = "lantoa_admin"
PORT = 5432  # part of the socket's file name only
NEWEST, OLDEST = 18, 15
INSTALLED_UNDER = Path("/usr/lib/postgresql")
PATIENCE = 60.0  # seconds for a start (with crash recovery) or a stop (with a checkpoint)
SOCKET_LIMIT = 107 - len(f"/.s.PGSQL.{PORT}")  # unix(7): a socket's path has at most 107 bytes
LOG_LIMIT = 5_000_000  # bytes; a longer log is begun anew at the next start
HELD = "LANTOA_PG_HELD"

# A forgotten child would be reported as a leak; the server may outlive the command that started it.
_children: dict[int, subprocess.Popen[bytes]] = {}


class PostgresUnavailable(RuntimeError):
    """The embedded server cannot run; the message is one Vietnamese sentence that says what to do."""


@dataclass(frozen=True)
class Places:
    """Where one installation's server lives. `user` is the account that runs it, None for one's own."""

    home: Path
    sockets: Path
    user: str | None

    @property
    def data(self) -> Path:
        return self.home / "pg"

    @property
    def log(self) -> Path:
        return self.home / "pg.log"


def places() -> Places:
    """Follow from LANTOA_STATE and the current user alone, so that every process finds the same server."""
    state = env.state_directory().resolve()
    mark = hashlib.sha256(os.fsencode(state)).hexdigest()[:12]
    if os.geteuid() == 0:
        return Places(Path("/var/lib/lantoa") / mark, Path(f"/run/lantoa-{mark}"), "postgres")
    near = state / "run"
    short = len(os.fsencode(near)) <= SOCKET_LIMIT
    return Places(state, near if short else Path(f"/tmp/lantoa-{os.geteuid()}-{mark}"), None)  # noqa: S108 - owner checked


def socket_directory() -> Path:
    return places().sockets


def data_directory() -> Path:
    return places().data


@contextlib.contextmanager
def running_server(fast_unsafe: bool = False) -> Iterator[None]:
    """Keep the embedded server running for the block.

    `fast_unsafe` gives up safety against a crash of the machine: for throw-away data only, with a
    LANTOA_STATE of its own. Raises PostgresUnavailable.
    """
    here = places()
    if env.env_str("DATABASE_URL") or os.environ.get(HELD) == str(here.home):
        yield
        return
    before = os.environ.get(HELD)
    try:
        _make_home(here)
        users = (here.home / "pg.users").open("a")
    except OSError as error:
        raise PostgresUnavailable(f"Không ghi được vào {error.filename}: {error.strerror}.") from error
    with users:
        with _starting_or_stopping(here):
            fcntl.flock(users, fcntl.LOCK_SH)
            _bring_up(here, fast_unsafe)
        os.environ[HELD] = str(here.home)
        try:
            yield
        finally:
            os.environ.pop(HELD)
            if before is not None:
                os.environ[HELD] = before
            _leave(here, users.fileno())


def restart_server() -> None:
    """Bring the server up again after it was killed, for who holds it (`running_server`). Raises PostgresUnavailable."""
    here = places()
    with _starting_or_stopping(here):
        _bring_up(here, fast_unsafe=False)


@contextlib.contextmanager
def _starting_or_stopping(here: Places) -> Iterator[None]:
    with (here.home / "pg.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _leave(here: Places, users: int) -> None:
    """Stop the server if nobody else holds the users file. Under the lock, so nobody can arrive meanwhile."""
    with _starting_or_stopping(here):
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        pid = running_pid(here)
        if pid is None:
            return
        os.kill(pid, signal.SIGINT)  # "fast shutdown": sessions are ended, data written
        child = _children.pop(pid, None)
        until = time.monotonic() + PATIENCE
        while _is_postgres(pid, here) and time.monotonic() < until:
            if child is not None and child.poll() is not None:
                break
            time.sleep(0.02)
        if child is not None:
            child.poll()


# --- finding --------------------------------------------------------------------------------------


def binaries(data: Path | None = None) -> Path:
    """The folder of server programs: the version that made `data`, else the newest one that is installed."""
    made_by = (data / "PG_VERSION").read_text().strip() if data and (data / "PG_VERSION").exists() else None
    wanted = [made_by] if made_by else [str(version) for version in range(NEWEST, OLDEST - 1, -1)]
    for version in wanted:
        folder = INSTALLED_UNDER / version / "bin"
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    if made_by:
        raise PostgresUnavailable(
            f"Dữ liệu ở {data} do PostgreSQL {made_by} tạo ra nhưng máy này không có bản đó:"
            f" hãy cài gói postgresql-{made_by}."
        )
    raise PostgresUnavailable(
        "Máy này chưa có máy chủ PostgreSQL (bản 15 đến 18): hãy cài bằng lệnh"
        " “apt-get install postgresql postgresql-contrib”, hoặc đặt DATABASE_URL tới máy chủ có sẵn."
    )


def running_pid(here: Places) -> int | None:
    """The server's process, or None when the pid file is absent or stale."""
    try:
        pid = int((here.data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    return pid if _is_postgres(pid, here) else None


def _is_postgres(pid: int, here: Places) -> bool:
    """Whether this is our server, alive: kill(pid, 0) succeeds for zombies and strangers too."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")  # empty for a zombie
    except OSError:
        return False
    return os.fsencode(here.data) in words


def _ready(here: Places, programs: Path) -> bool:
    asked = [f"{programs}/pg_isready", "-q", "-h", f"{here.sockets}", "-p", f"{PORT}", "-U", SUPERUSER]
    return subprocess.run([*asked, "-d", "postgres"], env=_environment(), check=False).returncode == 0


# --- starting -------------------------------------------------------------------------------------


def _bring_up(here: Places, fast_unsafe: bool) -> None:
    """Wait for the server that runs, or start one."""
    programs = binaries(here.data)
    _make_socket_directory(here)
    if not (here.data / "PG_VERSION").exists():
        _initialise(here, programs, fast_unsafe)
    until = time.monotonic() + PATIENCE
    starts = 0
    while time.monotonic() < until:
        if running_pid(here) is None:
            # After kill -9 of the server its own children need a moment to go: a refused start is repeated.
            if starts == 5:
                raise PostgresUnavailable(
                    f"PostgreSQL không khởi động được: {_last_words(here)} (xem {here.log})."
                )
            time.sleep(0.5 if starts else 0)
            starts += 1
            _start(here, programs, fast_unsafe)
        elif _ready(here, programs):
            return
        time.sleep(0.02)
    raise PostgresUnavailable(f"PostgreSQL không sẵn sàng sau {PATIENCE:.0f} giây: hãy xem {here.log}.")


def _start(here: Places, programs: Path, fast_unsafe: bool) -> None:
    """Start the server and wait until it has written its pid file or ended."""
    (here.data / "postmaster.pid").unlink(missing_ok=True)
    (here.sockets / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)
    command = [f"{programs}/postgres", "-D", f"{here.data}", "-p", f"{PORT}"]
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": f'"{here.sockets}"',
        "unix_socket_permissions": "0700",
    }
    if fast_unsafe:
        settings |= {
            "fsync": "off",
            "full_page_writes": "off",
            "synchronous_commit": "off",
            "max_connections": "200",
        }
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    new = not here.log.exists() or here.log.stat().st_size > LOG_LIMIT
    with here.log.open("w" if new else "a") as log:
        child: subprocess.Popen[bytes] = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **_as_server(here),
        )
    _children[child.pid] = child
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and child.poll() is None and running_pid(here) is None:
        time.sleep(0.01)
    if child.returncode is not None:
        del _children[child.pid]


def _initialise(here: Places, programs: Path, fast_unsafe: bool) -> None:
    """Make the cluster beside its place and move it there whole: an interruption leaves nothing half-made."""
    fresh = here.home / "pg.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    _give(fresh, here)
    command = [f"{programs}/initdb", "-D", f"{fresh}", "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8"]
    command += ["--locale=C.UTF-8", "--data-checksums", *(["--no-sync"] if fast_unsafe else [])]
    made = subprocess.run(command, capture_output=True, text=True, check=False, **_as_server(here))
    if made.returncode:
        shutil.rmtree(fresh, ignore_errors=True)
        reason = " ".join(made.stderr.strip().splitlines()[-1:])
        raise PostgresUnavailable(f"Không tạo được cơ sở dữ liệu ở {here.data}: {reason}.")
    fresh.rename(here.data)


def _make_home(here: Places) -> None:
    here.home.mkdir(parents=True, exist_ok=True)
    if here.user:  # the server's account must be able to pass through, whatever the umask
        here.home.parent.chmod(0o755)
        here.home.chmod(0o755)


def _make_socket_directory(here: Places) -> None:
    here.sockets.mkdir(mode=0o700, exist_ok=True)
    if here.user:
        _give(here.sockets, here)
    if here.sockets.is_symlink() or here.sockets.stat().st_uid != (_server_uid(here)):
        raise PostgresUnavailable(f"Thư mục {here.sockets} thuộc người dùng khác: hãy xoá nó rồi chạy lại.")
    here.sockets.chmod(0o700)


def _server_uid(here: Places) -> int:
    if not here.user:
        return os.geteuid()
    try:
        return pwd.getpwnam(here.user).pw_uid
    except KeyError as error:
        raise PostgresUnavailable(
            f"Máy này không có người dùng {here.user}: hãy cài gói postgresql."
        ) from error


def _give(folder: Path, here: Places) -> None:
    if here.user:
        os.chown(folder, _server_uid(here), pwd.getpwnam(here.user).pw_gid, follow_symlinks=False)


def _as_server(here: Places) -> dict[str, Any]:
    """Popen's arguments for the server's account; its programs want a current folder that they may enter."""
    common: dict[str, Any] = {"cwd": "/", "env": _environment()}
    if here.user:
        _server_uid(here)
        common |= {"user": here.user, "group": pwd.getpwnam(here.user).pw_gid, "extra_groups": []}
    return common


def _environment() -> dict[str, str]:
    """Nothing of the caller's PGHOST, PGPORT or PGDATA may lead the server's programs astray."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}


def _last_words(here: Places) -> str:
    try:
        lines = here.log.read_text(errors="replace").splitlines()[-20:]
    except OSError:
        return "không có nhật ký"
    told = [line for line in lines if re.search(r"\b(FATAL|PANIC|ERROR)\b", line)]
    return (told or lines or ["không có nhật ký"])[-1]
