"""Pages of reporting at the root of a country beside the same pages at 98 units: statements, time, and the ratio of both."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import national
from bench.measuring import Timing, median_of, milliseconds, table
from lantoa.accounts.models import User

OFFICER, REPORTER = "chuyenvien", "tonghop.hg.001"
CODE = f"BENCH-{national.NOW}"
OPENING = {"bieu": "BENCH/1", "chu": national.ROOT, "ky": "2021Q2"}
SMALL = 98
RUNS = 3
# What the page is → who opens it, address.
PAGES = {
    "list of reports": (OFFICER, "/bao-cao/"),
    "what I owe": (REPORTER, "/bao-cao/"),
    "totals": (OFFICER, f"/bao-cao/{CODE}/"),
    "units, all": (OFFICER, f"/bao-cao/{CODE}/?trang-thai=tat-ca"),
    "units, waiting": (OFFICER, f"/bao-cao/{CODE}/?trang-thai=cho-duyet"),
    "units, overdue": (OFFICER, f"/bao-cao/{CODE}/?trang-thai=qua-han"),
    "board": (OFFICER, f"/bao-cao/{CODE}/dieu-hanh/"),
    "board, not begun": (OFFICER, f"/bao-cao/{CODE}/dieu-hanh/?trangthai=chua-lam"),
    "board, by name": (OFFICER, f"/bao-cao/{CODE}/dieu-hanh/?sort=ten"),
    "units x lines": (OFFICER, f"/bao-cao/{CODE}/bang/"),
    "units x periods": (OFFICER, f"/bao-cao/{CODE}/bang/?bang=ky"),
    "lines x periods": (OFFICER, f"/bao-cao/{CODE}/bang/?bang=nhieu-ky"),
    "figures to look at again": (OFFICER, f"/bao-cao/{CODE}/so-can-xem-lai/"),
    "what makes a total": (OFFICER, f"/bao-cao/{CODE}/so-lieu/BENCH00/"),
    "narratives": (OFFICER, f"/bao-cao/{CODE}/loi-van/"),
    "next to decide": (OFFICER, f"/bao-cao/{CODE}/duyet-tiep/"),
    "opening, the form": (OFFICER, "/bao-cao/mo-dot/?bieu=BENCH/1&chu=HG-DUK&ky=2021Q2"),
}


@dataclass(frozen=True)
class Measured:
    timing: Timing
    statements: int


def measure(units: int = national.UNITS, *, keep: bool = False, only: str = "") -> str:
    found = []
    for size in (SMALL, units):
        with national.nation(size, keep=keep):
            found.append(_all(only))
    few, many = found
    rows = [
        [
            name,
            milliseconds(few[name].timing.wall),
            milliseconds(many[name].timing.wall),
            f"{many[name].timing.wall / few[name].timing.wall:.1f}",
            str(few[name].statements),
            str(many[name].statements),
        ]
        for name in few
    ]
    heading = f"Pages of reporting at the root; median of {RUNS}\n"
    columns = ["", f"{SMALL} units", f"{units:,} units", "ratio", "statements", "statements"]
    return heading + table(columns, rows)


def _all(only: str) -> dict[str, Measured]:
    clients = {name: _client(name) for name in (OFFICER, REPORTER)}
    asked: dict[str, Callable[[], object]] = {
        name: lambda who=who, address=address: _get(clients[who], address)  # type: ignore[misc]
        for name, (who, address) in PAGES.items()
        if re.search(only, name)
    }
    if re.search(only, "opening, the live count"):
        asked["opening, the live count"] = _counting(clients[OFFICER])
    found = {}
    for name, work in asked.items():
        with CaptureQueriesContext(connection) as captured:
            work()
            statements = len(captured)  # read at once: the next request empties the list
        [timing] = median_of(work, runs=RUNS, warm_up=0)
        found[name] = Measured(timing, statements)
    return found


def _client(username: str) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username=username))
    return client


def _get(client: Client, address: str) -> None:
    answer = client.get(address)
    if answer.status_code not in (200, 302):
        raise RuntimeError(f"{address} answers {answer.status_code}")


def _counting(client: Client) -> Callable[[], None]:
    """What a change in the form asks for while somebody chooses all units."""
    said = {
        "version": OPENING["bieu"],
        "owner": OPENING["chu"],
        "period": OPENING["ky"],
        "title": "BENCH",
        "scope": "all",
        "due_on": "10/07/2021",
        "due_hour": "17",
        "closes_on": "20/07/2021",
        "viec": "dem",
    }

    def count() -> None:
        answer = client.post("/bao-cao/mo-dot/", said, headers={"HX-Request": "true"})
        if answer.status_code != 200:
            raise RuntimeError(f"the live count answers {answer.status_code}")

    return count
