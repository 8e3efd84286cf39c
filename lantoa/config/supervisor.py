"""`lantoa run`: prepares what is missing, then keeps web and worker running until told to stop.

    run(dev: bool = False) -> int             exit code
    web_command(port), worker_command()       the programs, for those who run them one by one
    CannotRun                                 something a person can mend; the message is Vietnamese

Children run in sessions of their own, so that Ctrl-C reaches only this process and the order of stopping is
ours: web, worker, database. If this process is killed, the kernel ends them (PR_SET_PDEATHSIG); what escapes
that (the reloader of `--dev`) is found by pid and start time at the next run. No Django here.
"""

import contextlib
import ctypes
import fcntl
import functools
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from lantoa.config import database, env
from lantoa.config.postgres import data_directory, running_server

DEMO, DEV = "lantoa.config.settings.demo", "lantoa.config.settings.dev"
WEB_PATIENCE = 60.0  # seconds until the first page
STOP_PATIENCE = 15.0  # seconds for a child to end its work
_PR_SET_PDEATHSIG = 1  # prctl(2)
_libc = ctypes.CDLL(None, use_errno=True)


class CannotRun(RuntimeError):
    """The installation cannot run as it is; the message is one Vietnamese sentence."""


class _Told(BaseException):
    """Ctrl-C or SIGTERM came."""


@dataclass
class _Child:
    name: str
    process: subprocess.Popen[bytes]


def say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


def port() -> int:
    """PORT, 8000 by default."""
    text = env.env_str("PORT") or "8000"
    if not (text.isascii() and text.isdecimal()) or not 0 < int(text) < 65536:
        raise CannotRun(f"PORT phải là số từ 1 đến 65535, không phải “{text}”.")
    return int(text)


def web_command(number: int) -> list[str]:
    options = [
        "--worker-class",
        "gthread",
        "--workers",
        "2",
        "--threads",
        "4",
        "--bind",
        f"127.0.0.1:{number}",
    ]
    options += [
        "--timeout",
        "60",
        "--graceful-timeout",
        "10",
        "--log-level",
        "warning",
        "--no-control-socket",
        "--limit-request-line",
        "8190",  # marks of a list stand in its address
    ]
    return [sys.executable, "-m", "gunicorn", *options, "lantoa.config.wsgi"]


def worker_command() -> list[str]:
    """A worker that lost the database stops; it must not wait for a job that will never end."""
    return [sys.executable, "-m", "django", "procrastinate", "worker", "--shutdown-graceful-timeout", "30"]


def run(dev: bool = False) -> int:
    """Prepare and serve until Ctrl-C or SIGTERM (0), or until a child ends by itself (1).

    Raises CannotRun, PostgresUnavailable.
    """
    number = port()
    os.environ["DJANGO_RUNSERVER_HIDE_WARNING"] = "true"
    os.environ["DJANGO_SETTINGS_MODULE"] = os.environ.get("LANTOA_SETTINGS") or (DEV if dev else DEMO)
    for told in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(told, _tell)
    children: list[_Child] = []
    try:
        with _only_one():
            _end_stale_children()
            check_port(number)
            with running_server():
                try:
                    prepare(static=not dev)
                    _start_all(children, number, dev)
                    return _watch(children)
                finally:
                    _stop_all(children)
    except _Told:
        return 0


def _tell(number: int, frame: FrameType | None) -> None:
    raise _Told


# --- before anything slow -------------------------------------------------------------------------


@contextlib.contextmanager
def _only_one() -> Iterator[None]:
    """Two supervisors on one state directory would end each other's children."""
    path = env.state_directory() / "run.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotRun(
                "Lan Tỏa đang chạy từ thư mục này rồi: hãy dừng lần chạy kia trước (Ctrl-C)."
            ) from error
        yield


def check_port(number: int) -> None:
    """Raises CannotRun when another program listens there."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except OSError as error:
            raise CannotRun(
                f"Cổng {number} đang bị chương trình khác dùng: hãy dừng chương trình đó"
                f" hoặc chọn cổng khác, ví dụ “make run PORT={number + 1 if number < 65535 else 8000}”."
            ) from error


def _record() -> Path:
    return env.state_directory() / "run.children"


def _started_at(pid: int) -> str | None:
    """Start time in clock ticks since boot (field 22 of proc(5) stat): with the pid it names one process."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] == "Z" else fields[19]


def _has_ended(pid: int) -> bool:
    return _started_at(pid) is None


def _end_stale_children() -> None:
    """End what an earlier run left when it was killed: only processes that it recorded itself."""
    if not _record().exists():
        return
    for line in _record().read_text().splitlines():
        pid, _, started = line.partition(" ")
        if pid.isdecimal() and _started_at(int(pid)) == started:
            say("Đang dừng phần còn lại của lần chạy trước…")
            _end_group(int(pid), functools.partial(_has_ended, int(pid)))
    _record().unlink()


# --- preparing ------------------------------------------------------------------------------------


def prepare(*, static: bool) -> None:
    """Database, tables and sample, each only where it is missing; the collected static files too when `static`.

    Needs a running server around it. Raises CannotRun.
    """
    if not env.env_str("DATABASE_URL"):
        database.ensure_database(database.database_name())
    with _stamp("migrated", _migrations_mark()) as stale:
        if stale:
            say("Đang cập nhật cấu trúc cơ sở dữ liệu…")
            migrate = [sys.executable, "-m", "lantoa.cli", "migrate"]
            _step(migrate, "cập nhật cấu trúc cơ sở dữ liệu", quiet=True)
    if static:
        with _stamp("collected", _static_mark(), (env.state_directory() / "static").is_dir()) as stale:
            if stale:
                say("Đang chuẩn bị giao diện…")
                collect = [sys.executable, "-m", "django", "collectstatic", "--no-input", "--clear"]
                _step(collect, "chuẩn bị giao diện", quiet=True)
    if _is_empty():
        say("Đang tạo tổ chức mẫu…")
        _step([sys.executable, "-m", "lantoa.cli", "load-sample"], "tạo tổ chức mẫu")
    check_keys()


def check_keys() -> None:
    """Whether the secret key is the one under which this database was sealed; asked at every start, of one value in each place.

    Under another key every page that shows something sealed would fail, and what is written meanwhile would lie under two keys.
    Needs a running server around it. Raises CannotRun.
    """
    command = [sys.executable, "-m", "lantoa.cli", "check-keys", "--first"]
    done = subprocess.run(command, cwd=env.PROJECT, capture_output=True, text=True, check=False)
    if done.returncode == 1 and done.stdout:
        raise CannotRun(done.stdout.strip() + _beginning_anew())
    if done.returncode:  # it could not be asked: nothing is known of the key
        raise CannotRun(done.stderr.strip())


def _beginning_anew() -> str:
    """For who only tries the sample: where the old data lie that the new key does not fit."""
    if env.env_str("DATABASE_URL") or os.environ["DJANGO_SETTINGS_MODULE"] not in {DEMO, DEV}:
        return ""
    return f" Chỉ dùng thử, không cần dữ liệu cũ: xóa thư mục {data_directory()} rồi chạy lại."


@contextlib.contextmanager
def _stamp(name: str, mark: str, there: bool = True) -> Iterator[bool]:
    """Whether the work must be done: its mark changed, or its result is not `there`.

    The mark is kept when the block ends well. An empty mark is never kept.
    """
    path = env.state_directory() / "stamps" / name
    stale = not there or not mark or not path.exists() or path.read_text() != mark
    yield stale
    if stale and mark:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(mark)


def _migrations_mark() -> str:
    """What the tables follow from, and which database it is. A foreign database is always asked."""
    if env.env_str("DATABASE_URL"):
        return ""
    files = sorted((env.PROJECT / "lantoa").glob("*/migrations/**/*.py"))
    seen = hashlib.sha256()
    for path in [*files, env.PROJECT / "requirements" / "runtime.txt"]:
        seen.update(f"{path.relative_to(env.PROJECT)}\0".encode() + path.read_bytes())
    with database.connect() as connection:
        row = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
    made = (data_directory() / "PG_VERSION").stat().st_mtime_ns
    return f"{seen.hexdigest()} {made} {row}"


def _static_mark() -> str:
    """Names, sizes, times of every static file of ours, and the versions of the packages with theirs."""
    seen = hashlib.sha256((env.PROJECT / "requirements" / "runtime.txt").read_bytes())
    for path in sorted((env.PROJECT / "lantoa").glob("*/static/**/*")):
        if path.is_file():
            facts = path.stat()
            seen.update(f"{path.relative_to(env.PROJECT)} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def _is_empty() -> bool:
    """Whether there is no unit at all: nothing can be done without one."""
    with database.connect() as connection:
        row = connection.execute("SELECT to_regclass('organisation_unit') IS NOT NULL").fetchone()
        if row != (True,):
            raise CannotRun("Cơ sở dữ liệu không có bảng đơn vị: hãy chạy “.venv/bin/lantoa migrate”.")
        return connection.execute("SELECT NOT EXISTS (SELECT FROM organisation_unit)").fetchone() == (True,)


def _step(command: list[str], purpose: str, quiet: bool = False) -> None:
    """Run to the end; Raises CannotRun when it fails. A quiet step is heard only when it fails."""
    output = subprocess.PIPE if quiet else None
    with subprocess.Popen(
        command,
        cwd=env.PROJECT,
        start_new_session=True,
        stdout=output,
        stderr=subprocess.STDOUT if quiet else None,
    ) as child:
        try:
            told, _ = child.communicate()
        except BaseException:
            _end_group(child.pid, lambda: child.poll() is not None)
            raise
    if child.returncode:
        if told:
            sys.stderr.write(told.decode(errors="replace"))
        raise CannotRun(f"Không {purpose} được (mã {child.returncode}); xem thông báo ở trên.")


# --- running --------------------------------------------------------------------------------------


def _start_all(children: list[_Child], number: int, dev: bool) -> None:
    reloading = [sys.executable, "-m", "django", "runserver", "--skip-checks", f"127.0.0.1:{number}"]
    web = reloading if dev else web_command(number)
    # The reloader would leave its own child behind if the kernel ended it alone: it is left to the record.
    children.append(_start("trang web", web, dies_with_us=not dev))
    children.append(_start("việc nền", worker_command(), dies_with_us=True))
    _record().write_text("".join(f"{c.process.pid} {_started_at(c.process.pid)}\n" for c in children))
    until = time.monotonic() + WEB_PATIENCE
    while not _answers(number):
        if time.monotonic() > until:
            raise CannotRun(f"Trang web không trả lời sau {WEB_PATIENCE:.0f} giây; xem thông báo ở trên.")
        if any(child.process.poll() is not None for child in children):
            return  # told by _watch
        time.sleep(0.1)
    say(f"\nLan Tỏa đang chạy: http://localhost:{number}   (dừng: Ctrl-C)\n")
    if os.environ["DJANGO_SETTINGS_MODULE"] in {DEMO, DEV}:
        _step([sys.executable, "-m", "lantoa.cli", "sign-ins"], "in bảng tài khoản mẫu")


def _start(name: str, command: list[str], dies_with_us: bool) -> _Child:
    parent = os.getpid()

    def die_with_parent() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it was killed before the line above
            os._exit(1)

    process = subprocess.Popen(
        command,
        cwd=env.PROJECT,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        preexec_fn=die_with_parent if dies_with_us else None,
    )
    return _Child(name, process)


def _answers(number: int) -> bool:
    """Whether the first page comes without a server error."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{number}/", timeout=10):
            return True
    except urllib.error.HTTPError as error:
        error.close()
        return error.code < 500
    except OSError:
        return False


def _watch(children: list[_Child]) -> int:
    """Wait for a child that ends by itself; being told to stop comes as an exception."""
    while True:
        for child in children:
            code = child.process.poll()
            if code is not None:
                sys.stderr.write(
                    f"Phần {child.name} tự dừng (mã {code}): dừng tất cả, xem thông báo ở trên.\n"
                )
                return 1
        time.sleep(0.2)


def _stop_all(children: list[_Child]) -> None:
    """In the order of starting: web, then worker; the caller's `running_server` follows."""
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    for child in children:
        _stop(child)
    _record().unlink(missing_ok=True)
    say("Đang dừng cơ sở dữ liệu…")


def _stop(child: _Child) -> None:
    if child.process.poll() is None:
        say(f"Đang dừng {child.name}…")
    _end_group(child.process.pid, lambda: child.process.poll() is not None)


def _end_group(leader: int, ended: Callable[[], bool]) -> None:
    """SIGTERM to the leader, then SIGKILL to what is left of its session."""
    if not ended():
        with contextlib.suppress(ProcessLookupError):
            os.kill(leader, signal.SIGTERM)
    until = time.monotonic() + STOP_PATIENCE
    while not ended() and time.monotonic() < until:
        time.sleep(0.05)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)
