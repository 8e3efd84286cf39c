"""Programs that are measured from outside: started, asked over HTTP by somebody signed in, and read in /proc. Linux only."""

import html
import http.client
import os
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

PATIENCE = 120.0  # seconds until the first page
TOKENS = ("csrfmiddlewaretoken", "authenticity_token")
TICK = os.sysconf("SC_CLK_TCK")
CODE = re.compile(r"NV-\d{4}-\d+")


@dataclass(frozen=True)
class Answer:
    """What came, and after how many seconds the last byte did. `codes`: of the tasks in its last table, in their order."""

    wall: float
    body: str
    headers: Mapping[str, str]

    @property
    def codes(self) -> list[str]:
        rows = self.body.rpartition("<tbody")[2].partition("</tbody>")[0]
        links = re.findall(r'<a [^>]*href="/(?:nhiem-vu|issues)/[^"]*"[^>]*>.*?</a>', rows, re.DOTALL)
        return list(dict.fromkeys(code for link in links for code in CODE.findall(link)))


class Visitor:
    """Somebody with cookies and one connection that stays open."""

    def __init__(self, address: str) -> None:
        self._connection = http.client.HTTPConnection(address, timeout=60)
        self._cookies: dict[str, str] = {}

    def sign_in(self, page: str, said: dict[str, str]) -> None:
        form = self.get(page).body
        fields = {
            name: html.unescape(found[1])
            for name in TOKENS
            if (found := re.search(rf'name="{name}" value="([^"]*)"', form))
        }
        answer = self._ask("POST", page, urlencode(fields | said))
        if answer.status not in (302, 303):
            raise RuntimeError(f"{page} does not let {next(iter(said.values()))} in: {answer.status}")

    def get(self, address: str, headers: Mapping[str, str] | None = None) -> Answer:
        began = time.perf_counter()
        found = self._ask("GET", address, headers=headers)
        wall = time.perf_counter() - began
        if found.status != 200:
            raise RuntimeError(f"{address} answers {found.status}")
        return Answer(wall, found.body.decode(), found.headers)

    def _ask(
        self, method: str, address: str, body: str | None = None, headers: Mapping[str, str] | None = None
    ) -> "_Found":
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self._connection.request(method, address, body, sent | dict(headers or {}))
            answer = self._connection.getresponse()
        except ConnectionError:  # closed after some seconds without a request
            self._connection.close()
            self._connection.request(method, address, body, sent | dict(headers or {}))
            answer = self._connection.getresponse()
        content = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return _Found(answer.status, content, dict(answer.headers))


@dataclass(frozen=True)
class _Found:
    status: int
    body: bytes
    headers: Mapping[str, str]


@contextmanager
def served(
    command: Sequence[str], environment: Mapping[str, str], port: int, page: str, cwd: Path | None = None
) -> Iterator[int]:
    """A web server on that port of loopback, once `page` is answered: the pid of its master. All end with the block."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, env=dict(environment), cwd=cwd, stdout=said, stderr=said, start_new_session=True
        )
        try:
            until = time.monotonic() + PATIENCE
            while not _answers(port, page):
                if process.poll() is not None or time.monotonic() > until:
                    said.seek(0)
                    told = said.read()[-2000:].decode(errors="replace")
                    raise RuntimeError(f"{command[0]} does not answer: {told}")
                time.sleep(0.3)
            yield process.pid
        finally:
            process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _answers(port: int, page: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", page, headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def cpu_of(master: int) -> float:
    """Seconds of user and system time of a process and all below it that still live."""
    spent = 0
    for pid in _family(master):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        spent += int(fields[11]) + int(fields[12])
    return spent / TICK


def memory_of(master: int) -> float:
    """Megabytes that they take, what they share counted once."""
    kept = 0
    for pid in _family(master):
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        kept += int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1])  # type: ignore[index]
    return kept / 1024


def _family(master: int) -> list[int]:
    found = [master]
    for pid in found:
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            found += [int(child) for child in children.read_text().split()]
    return found
