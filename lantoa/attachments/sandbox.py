"""Ask the capped child one question about one file. The only place that starts it.

The bytes go over in memory (`memfd`), never by a path: nothing of a file that may yet be refused touches a disk. The
child knows no setting, no secret of the environment and no database. It is killed with all it started when it takes too
long or says too much.
"""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from typing import Any, Final

from lantoa.attachments.limits import Limits, limits
from lantoa.attachments.sentences import sentence_of
from lantoa.core.errors import Refused
from lantoa.core.text import nfc

# `-I`: neither the current folder nor variables of the environment decide what the child imports.
_START: Final = (
    "import sys; sys.path[:0] = {path!r}; from lantoa.attachments.confined.__main__ import main; main()"
)
_PIECE: Final = 256 * 1024


class UnreadableFile(Refused):
    """The child refused the file, or did not come back. `code` and `where` are those of `confined.faults.Fault`."""

    def __init__(self, code: str, where: dict[str, Any] | None = None) -> None:
        self.code, self.where = code, where or {}
        super().__init__(sentence_of(code, self.where))


class _Slots:
    """How many children one process runs at once: memory is what a rush of files would exhaust first."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._taken = 0

    def take(self, most: int, wait: float) -> bool:
        with self._changed:
            if not self._changed.wait_for(lambda: self._taken < most, timeout=wait):
                return False
            self._taken += 1
            return True

    def give_back(self) -> None:
        with self._changed:
            self._taken -= 1
            self._changed.notify()


_slots = _Slots()


def ask(job: str, content: bytes, kind: str, **narrower: int) -> dict[str, Any]:
    """The answer of `confined.jobs.JOBS[job]`. `narrower` lowers single limits (rows, columns).

    Raises `UnreadableFile`.
    """
    now = limits()
    asked = {"job": job, "kind": kind, "limits": now.for_parser() | narrower}
    if not _slots.take(now.parsers_at_once, now.parser_wait):
        raise UnreadableFile("busy")
    try:
        told = _talk(json.dumps(asked), content, now)
    finally:
        _slots.give_back()
    try:
        answer = json.loads(told)
    except ValueError as error:
        raise UnreadableFile("heavy") from error  # died before or while it spoke
    if not isinstance(answer, dict):
        raise UnreadableFile("heavy")
    if "fault" in answer:
        raise UnreadableFile(answer["fault"], {key: _plain(value) for key, value in answer["where"].items()})
    return answer


def _plain(value: Any) -> Any:
    """Names of sheets are the sender's words: one clean line."""
    return nfc("".join(c for c in value if c.isprintable()))[:100] if isinstance(value, str) else value


def _talk(asked: str, content: bytes, now: Limits) -> bytes:
    """What the child wrote; empty if it was killed."""
    start = _START.format(path=[folder for folder in sys.path if folder])
    command = [sys.executable, "-I", "-X", "utf8", "-c", start, asked]
    handed_over = os.memfd_create("upload")
    try:
        _write_all(handed_over, content)
        os.lseek(handed_over, 0, os.SEEK_SET)
        child = subprocess.Popen(
            command,
            stdin=handed_over,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            cwd="/",
            start_new_session=True,
        )
    finally:
        os.close(handed_over)
    try:
        return _listen(child, now)
    finally:
        _end(child)


def _write_all(descriptor: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(descriptor, left) :]


def _listen(child: "subprocess.Popen[bytes]", now: Limits) -> bytes:
    assert child.stdout is not None  # noqa: S101
    until = time.monotonic() + now.parser_wait
    told = bytearray()
    while (left := until - time.monotonic()) > 0:
        ready, _, _ = select.select([child.stdout], [], [], left)
        if not ready:
            break
        piece = os.read(child.stdout.fileno(), _PIECE)
        if not piece:
            return bytes(told)
        told += piece
        if len(told) > now.parser_answer:
            break
    return b""


def _end(child: "subprocess.Popen[bytes]") -> None:
    """Nothing of the child's session is left; its number is not another's, for it is waited for only here."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    if child.stdout is not None:
        child.stdout.close()
