"""The `lantoa` command: every subcommand works with the database running, whoever started it.

Commands of this file need no Django. Others come from the modules named in COMMAND_MODULES: each has
`commands(subparsers)`, which adds parsers and sets `run=` to a callable that takes the parsed arguments
and returns an exit code or None. They are imported after `django.setup()`, so they may import models.

What a person can cause ends in one Vietnamese sentence on stderr and exit code 2.
"""

import argparse
import contextlib
import importlib
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from lantoa.config import env
from lantoa.config.postgres import PostgresUnavailable, running_server

COMMAND_MODULES: tuple[str, ...] = (
    "lantoa.attachments.commands",
    "lantoa.accounts.commands",
    "lantoa.conferences.commands",
    "lantoa.organisation.commands",
    "lantoa.duties.commands",
    "lantoa.practices.commands",
    "lantoa.reporting.commands",
    "lantoa.audit.commands",
    "lantoa.sample.commands",
)

Function = Callable[[argparse.Namespace], int | None]

# The library's refusals, as it words them in Python 3.11 to 3.13, and ours.
SAID_BY_ARGPARSE = (
    (r"the following arguments are required: (.*)", r"thiếu \1"),
    (r"unrecognized arguments: (.*)", r"không có tham số \1"),
    (r"argument ([^:]*): expected one argument", r"\1 cần một giá trị"),
    (r"argument ([^:]*): invalid choice: '([^']*)'.*", r"\1 không nhận «\2»"),
    (r"argument ([^:]*): invalid \w+ value: '([^']*)'", r"\1 không nhận «\2»"),
)


class Parser(argparse.ArgumentParser):
    """argparse speaks English by itself; its headings and refusals are replaced here."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**(options | {"add_help": False, "allow_abbrev": False}))
        self.add_argument_group("Tùy chọn").add_argument(
            "-h", "--help", action="help", help="in hướng dẫn này rồi thoát"
        )

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", "Cách dùng: ", 1)

    def error(self, message: str) -> NoReturn:
        for english, vietnamese in SAID_BY_ARGPARSE:
            message = re.sub(english, vietnamese, message)
        self.exit(2, f"Tham số không đúng: {message}. Xem “{self.prog} --help”.\n")


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and leave the process with its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lantoa.config.settings.demo")
    try:
        code = _perform(words)
    except KeyboardInterrupt:
        code = 130
    except Exception as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        print(sentence, file=sys.stderr)
        code = 2
    sys.exit(code)


def _perform(words: list[str]) -> int:
    parser, subparsers = _parser()
    if words and words[0] in subparsers.choices:
        given = parser.parse_args(words)
        # `run` looks first whether it can run at all, before it starts a database for it.
        with contextlib.nullcontext() if words[0] == "run" else running_server():
            return given.run(given) or 0
    if words and not words[0].startswith("-"):
        with running_server():
            _add_commands(subparsers)
            if words[0] not in subparsers.choices:
                print(f"Không có lệnh “{words[0]}”; xem “lantoa --help”.", file=sys.stderr)
                return 2
            given = parser.parse_args(words)
            return given.run(given) or 0
    _add_commands(subparsers)
    parser.parse_args(words)
    parser.print_help()
    return 2


def _parser() -> "tuple[Parser, argparse._SubParsersAction[Parser]]":
    parser = Parser(
        prog="lantoa", description="Lan Tỏa: chỉ đạo, số liệu thật và mô hình hay lan tỏa trong toàn Đảng bộ."
    )
    subparsers = parser.add_subparsers(title="Lệnh", metavar="LỆNH")
    own: tuple[tuple[str, Function, str], ...] = (
        ("run", _run, "chạy toàn bộ trên máy này: cơ sở dữ liệu, trang web, việc nền"),
        ("migrate", _migrate, "cập nhật cấu trúc cơ sở dữ liệu (bằng quyền chủ sở hữu)"),
        ("prepare", _prepare, "chuẩn bị cơ sở dữ liệu và tổ chức mẫu nếu chưa có"),
        ("setup-database", _setup_database, "tạo quyền và phần mở rộng của cơ sở dữ liệu"),
        ("check", _check, "cho biết điều gì chưa được bảo vệ"),
        ("serve", _serve, "chỉ chạy trang web"),
        ("work", _work, "chỉ chạy việc nền"),
        ("manage", _manage, "lệnh quản trị của Django"),
    )
    for name, function, purpose in own:
        command = subparsers.add_parser(name, help=purpose, description=purpose)
        command.set_defaults(run=function)
        if name == "run":
            command.add_argument(
                "--dev", action="store_true", help="tự nạp lại khi sửa mã, hiện lỗi chi tiết"
            )
        if name == "manage":
            command.add_argument("words", nargs=argparse.REMAINDER, metavar="…", help="lệnh và tham số")
    return parser, subparsers


def _add_commands(subparsers: "argparse._SubParsersAction[Parser]") -> None:
    import django

    django.setup()
    for name in COMMAND_MODULES:
        importlib.import_module(name).commands(subparsers)


def _sentence(error: Exception) -> str | None:
    """What to tell a person about something foreseeable; None for a defect, which keeps its traceback."""
    import psycopg
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError, ProgrammingError

    from lantoa.config.supervisor import CannotRun
    from lantoa.core.errors import HouseError

    match error:
        case PostgresUnavailable() | CannotRun() | HouseError():
            return str(error)
        case ImproperlyConfigured():
            return f"Cấu hình chưa đúng: {error}"
        case psycopg.OperationalError() | OperationalError():
            if "does not exist" in str(error):
                return "Chưa có cơ sở dữ liệu. Chạy “lantoa prepare” (hoặc make run) trước."
            return f"Không kết nối được cơ sở dữ liệu: {str(error).strip().splitlines()[0]}."
        case ProgrammingError() if 'relation "' in str(error):
            return "Cơ sở dữ liệu chưa có bảng. Chạy “lantoa prepare” (hoặc make run) trước."
    return None


# --- commands -------------------------------------------------------------------------------------


def _prepare(given: argparse.Namespace) -> int:
    from lantoa.config import supervisor

    with running_server():
        supervisor.prepare(static=False)
    return 0


def _run(given: argparse.Namespace) -> int:
    from lantoa.config import supervisor

    return supervisor.run(dev=given.dev)


def _migrate(given: argparse.Namespace) -> int:
    """As owner, in a process of its own: the role of a process is fixed when its settings are read."""
    from lantoa.config import database

    if not env.env_str("DATABASE_URL"):
        database.ensure_database(database.database_name())
    command = [sys.executable, "-m", "django", "migrate", "--no-input", "--verbosity", "1"]
    return subprocess.run(
        command, cwd=env.PROJECT, env=os.environ | {"LANTOA_DB_ROLE": "owner"}, check=False
    ).returncode


def _setup_database(given: argparse.Namespace) -> int:
    from lantoa.config import database

    url = env.env_str("DATABASE_URL")
    if url:
        problems = database.prepare_foreign_database(env.env_str("DATABASE_OWNER_URL") or url, url)
    else:
        database.ensure_database(database.database_name())
        problems = []
    for problem in problems:
        print(problem, file=sys.stderr)
    print("Đã chuẩn bị cơ sở dữ liệu." if not problems else "Cơ sở dữ liệu chưa chuẩn bị xong.")
    return 1 if problems else 0


def _check(given: argparse.Namespace) -> int:
    from lantoa.config import database

    with database.connect() as connection:
        found = database.unprotected(connection)
    for sentence in found:
        print(sentence)
    if not found:
        print("Cơ sở dữ liệu: ứng dụng không tạo bảng, không sở hữu bảng.")
    missing = _missing_caps()
    if missing:
        print(
            f"Tiến trình đọc tệp thiếu lớp bảo vệ: {', '.join(missing)} (cần Linux 5.13 trở lên, x86-64 hoặc ARM 64)."
        )
    else:
        print(
            "Tiến trình đọc tệp: đủ giới hạn, không mạng, không đọc tệp khác, không chạy chương trình khác."
        )
    return 1 if found or missing else 0


def _missing_caps() -> list[str]:
    """What the child that opens strangers' files lacks on this machine."""
    import django

    django.setup()
    from lantoa.attachments.sandbox import ask

    in_force = ask("caps", b"", "pdf")["caps"]
    words = {"limits": "giới hạn tài nguyên", "files": "Landlock", "calls": "seccomp"}
    return [word for cap, word in words.items() if cap not in in_force]


def _serve(given: argparse.Namespace) -> int:
    from lantoa.config import supervisor

    supervisor.check_keys()
    return _become(supervisor.web_command(supervisor.port()))


def _work(given: argparse.Namespace) -> int:
    from lantoa.config import supervisor

    supervisor.check_keys()
    return _become(supervisor.worker_command())


def _manage(given: argparse.Namespace) -> int:
    return _become([sys.executable, "-m", "django", *given.words])


def _become(command: list[str]) -> int:
    """Run a program in the foreground. It gets the terminal's Ctrl-C itself; SIGTERM is passed on."""
    import signal

    with subprocess.Popen(command, cwd=env.PROJECT) as child:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(
                number, lambda number, _: child.send_signal(number) if number == signal.SIGTERM else None
            )
        return child.wait()


if __name__ == "__main__":
    main()
