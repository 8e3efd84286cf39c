"""The child that opens strangers' files: what holds it, and what becomes of one that does not come back."""

import json
import os
import pwd
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from lantoa.attachments import sandbox
from lantoa.attachments.choices import Kind
from lantoa.attachments.gate import admit_bytes
from lantoa.attachments.limits import limits
from lantoa.attachments.sandbox import UnreadableFile, ask
from tests.badinput import files

PROJECT = Path(__file__).resolve().parents[2]
# Runs a line of Python under the caps and prints what came of it.
TRY = """
import sys
sys.path.insert(0, {project!r})
import ctypes, os, socket, subprocess, threading
from lantoa.attachments.confined.confinement import confine
in_force = confine(cpu=5, memory=512 * 1024 * 1024)
try:
    {line}
except BaseException as error:
    print(",".join(in_force), type(error).__name__)
else:
    print(",".join(in_force), "done")
"""


PLAIN_USER = """
import socket
print(",".join(confine(cpu=5, memory=512 * 1024 * 1024)))
try:
    socket.socket()
except OSError as error:
    print(type(error).__name__)
"""


def attempt(line: str, **options: Any) -> tuple[set[str], str, int]:
    """(caps in force, what came of it, exit code)"""
    code = TRY.format(project=str(PROJECT), line=line)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, **options
    )
    caps, _space, outcome = done.stdout.strip().partition(" ")
    return set(caps.split(",")), outcome, done.returncode


def test_all_caps_are_in_force_here() -> None:
    assert ask("caps", b"", "pdf")["caps"] == ["limits", "files", "calls"]


@pytest.mark.parametrize(
    "line",
    [
        "socket.socket(socket.AF_INET, socket.SOCK_STREAM)",
        "socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)",
        "socket.socketpair()",
        "os.fork()",
        "subprocess.run(['/bin/true'])",
        "os.execv('/bin/true', ['true'])",
        "os.kill(os.getppid(), 0)",
        "open('/etc/passwd').read()",
        "os.listdir('/tmp')",
        "open('/tmp/lantoa-child', 'w')",
        "os.mkdir('/tmp/lantoa-child')",
        "os.unlink('/etc/hostname')",
        "os.rename('/etc/hostname', '/etc/hostname2')",
        "os.symlink('/etc/passwd', '/tmp/lantoa-child')",
        "os.chmod('/etc/hostname', 0o777)",
    ],
)
def test_child_reaches_nothing(line: str) -> None:
    _caps, outcome, _code = attempt(line)
    assert outcome in {"PermissionError", "OSError"}


def test_child_starts_no_thread() -> None:
    assert attempt("threading.Thread(target=print).start()")[1] == "RuntimeError"


def test_child_takes_no_more_memory() -> None:
    assert attempt("bytearray(600 * 1024 * 1024)")[1] == "MemoryError"


def test_caps_hold_for_a_plain_user(tmp_path: Path) -> None:
    """As nobody, from a copy of the package that nobody can read; in a chroot the same calls are made."""
    if os.getuid():
        assert attempt("socket.socket()")[1] == "PermissionError"
        return
    nobody = pwd.getpwnam("nobody").pw_uid
    code = (PROJECT / "lantoa/attachments/confined/confinement.py").read_text()
    script = f"{code}\n{PLAIN_USER}"
    done = subprocess.run(
        ["/usr/bin/python3", "-c", script], user=nobody, cwd="/", capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["limits,files,calls", "PermissionError"], done.stderr


def test_child_knows_no_secret_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, str]] = []
    real = subprocess.Popen

    class Watched(real):  # type: ignore[type-arg]
        def __init__(self, *arguments: Any, **options: Any) -> None:
            seen.append(options["env"])
            super().__init__(*arguments, **options)

    monkeypatch.setenv("LANTOA_SECRET_KEY", "x" * 50)
    monkeypatch.setattr(sandbox.subprocess, "Popen", Watched)
    ask("caps", b"", "pdf")
    assert seen == [{"PATH": os.defpath, "LC_ALL": "C.UTF-8"}]


@pytest.fixture
def narrow(settings: LazySettings) -> Iterator[dict[str, int]]:
    settings.UPLOAD_LIMITS = dict(settings.UPLOAD_LIMITS)
    yield settings.UPLOAD_LIMITS


HEAVY = r"^Tệp quá phức tạp, không đọc được trong giới hạn cho phép\."


def test_a_child_that_runs_out_of_memory_is_told(narrow: dict[str, int]) -> None:
    narrow["parser_memory"] = 8 * 1024 * 1024
    with pytest.raises(UnreadableFile, match=HEAVY):
        ask("inspect", files.docx(), "office")


def test_a_child_that_takes_too_long_is_killed_with_its_group(
    narrow: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    narrow["parser_wait"] = 1
    monkeypatch.setattr(sandbox, "_START", "import time; time.sleep(600) # {path}")
    started = time.monotonic()
    with pytest.raises(UnreadableFile, match=HEAVY):
        ask("caps", b"", "pdf")
    assert time.monotonic() - started < 30  # not the 600 seconds that it wanted
    assert _children() == []


def test_a_child_that_says_too_much_is_killed(
    narrow: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    narrow["parser_answer"] = 1000
    monkeypatch.setattr(sandbox, "_START", "import sys\nwhile True: sys.stdout.write('x' * 4096) # {path}")
    with pytest.raises(UnreadableFile, match=HEAVY):
        ask("caps", b"", "pdf")
    assert _children() == []


@pytest.mark.parametrize("told", ["", "not json", "null", "[]", "nothing"])
def test_a_child_that_says_nothing_sensible_is_a_refusal(monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    monkeypatch.setattr(sandbox, "_START", f"print({told!r}) # {{path}}")
    with pytest.raises(UnreadableFile):
        ask("caps", b"", "pdf")


def test_too_many_at_once_wait_and_are_told(narrow: dict[str, int]) -> None:
    narrow["parser_wait"] = 0
    taken = [sandbox._slots.take(limits().parsers_at_once, 0) for _n in range(limits().parsers_at_once)]
    assert all(taken)
    try:
        with pytest.raises(UnreadableFile, match=r"^Hệ thống đang đọc nhiều tệp khác"):
            ask("caps", b"", "pdf")
    finally:
        for _one in taken:
            sandbox._slots.give_back()


def _children() -> list[str]:
    """Children of this process that run Python with our start line."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat, command = (folder / "stat").read_text(), (folder / "cmdline").read_text()
        except (OSError, UnicodeDecodeError):
            continue
        if stat.rpartition(")")[2].split()[1] == str(os.getpid()) and "\0-I\0" in command:
            found.append(command)
    return found


def test_faults_are_json_that_quotes_no_content() -> None:
    with pytest.raises(UnreadableFile) as refusal:
        ask("inspect", b"%PDF-1.7 hoamai-noi-dung %%EOF", "pdf")
    assert "hoamai" not in json.dumps(refusal.value.where) + refusal.value.sentence


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"kind": "exe", "kept_as": "pdf", "content": None, "secret": None},
        {"kind": "pdf", "kept_as": "pdf", "content": "%%%", "secret": None},
        {"kind": "pdf", "kept_as": "pdf", "content": None, "secret": {"place": "page:1", "form": "<b>"}},
        {"kind": "pdf", "kept_as": "pdf", "content": None, "secret": "yes"},
    ],
)
def test_an_answer_that_no_child_of_ours_gives_is_a_refusal(
    monkeypatch: pytest.MonkeyPatch, told: dict[str, Any]
) -> None:
    said = json.dumps(told).replace("{", "{{").replace("}", "}}")  # the line is a format
    monkeypatch.setattr(sandbox, "_START", f"print({said!r}) # {{path}}")
    with pytest.raises(UnreadableFile, match=HEAVY):
        admit_bytes(files.pdf(), "a.pdf", allowed=[Kind.PDF])
