"""The list of tasks with rights by subtree, 833 and 8,330 of them, beside Redmine of Debian's package holding the same.

833 is what one province counted in half a year, 181 of them late. Both are served as they are in production (gunicorn and puma,
two processes of four threads, over one PostgreSQL server) and asked in turn over HTTP by the same two persons: the officer of the
whole tree and the head of a part of it. Before anything is timed, each pair of pages must name the same tasks in the same order.
"""

import json
import os
import random
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import national
from bench.measuring import milliseconds, table
from bench.served import Visitor, cpu_of, memory_of, served
from lantoa.accounts.models import User
from lantoa.config import database, env, supervisor
from lantoa.config.postgres import PORT, SUPERUSER, socket_directory
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Ancestry, RoleAssignment, Unit
from lantoa.organisation.queries.units import named_on
from lantoa.sample.story import PASSWORD, STORY_DAY
from lantoa.tasks.choices import TaskState
from lantoa.tasks.models import Task
from lantoa.tasks.queries import tasks_visible_to
from lantoa.tasks.services import NewTask, give_tasks
from lantoa.ui.lists import PER_PAGE
from tests import sample_database
from tests.journeys.server import free_port

SIZES: Final = tuple(int(one) for one in os.environ.get("LANTOA_BENCH_TASKS", "833,8330").split(","))
LEVELS: Final = (14, 140)  # beside the sample's 98: committees with ten units each
ROOT, PART = national.ROOT, "L1-1"
OFFICER, HEAD = "chuyenvien", "bithu.benhvien"
GIVEN_ON: Final = date(2021, 1, 4)
# Of a hundred tasks, by number: late, then open and due later, then waiting, then done; as the province counted them.
BOUNDS: Final = (
    (22, TaskState.DOING),
    (52, TaskState.NOT_BEGUN),
    (60, TaskState.WAITING),
    (100, TaskState.DONE),
)
ALIKE: Final = 8  # tasks of one day's giving
RUNS, WARM_UP = 21, 3
SEED: Final = 833
REDMINE: Final = Path("/usr/share/redmine/config/environment.rb")
PEER: Final = Path(__file__).with_name("redmine_peer.rb")
PEER_DATABASE: Final = "lantoa_bench_redmine"
NEEDED: Final = ("ruby", "puma")
MISSING: Final = "Redmine is not there: docs/how-to/bench.md says which packages of Debian hold it."


@dataclass(frozen=True)
class Page:
    """A page of the list: who opens it, and its address on either side."""

    name: str
    login: str
    ours: str
    theirs: str


def measure() -> str:
    told = [_of_size(size) for size in SIZES]
    return f"List of tasks by HTTP, {PER_PAGE} of a page; median (95 %) of {RUNS}\n" + "\n\n".join(told)


def _of_size(size: int) -> str:
    with (
        sample_database.copy_of(sample_database.made_sample_template(), "tasks") as name,
        sample_database.connected_to(name),
    ):
        national.grow(name, LEVELS)
        _appoint()
        _give(size)
        with database.connect_as_superuser(name) as server:
            server.execute("VACUUM ANALYZE")
        pages = _pages()
        statements = {page: _statements(page) for page in pages}
        with _ours(name) as (address, pid):
            visitors = {login: Visitor(address) for login in (OFFICER, HEAD)}
            for login, visitor in visitors.items():
                visitor.sign_in("/dang-nhap/", {"login": login, "password": PASSWORD})
            if not (REDMINE.exists() and all(map(shutil.which, NEEDED))):
                return _alone(size, pages, statements, visitors, pid)
            with _redmine() as (their_address, their_pid):
                theirs = {login: Visitor(their_address) for login in (OFFICER, HEAD)}
                for login, visitor in theirs.items():
                    visitor.sign_in("/login", {"username": login, "password": PASSWORD})
                return _beside(size, pages, statements, (visitors, pid), (theirs, their_pid))


def _appoint() -> None:
    """The head of a unit of the sample leads a committee with ten units as well: one person, two roles, as after a merger."""
    RoleAssignment.objects.create(
        person=User.objects.get(username=HEAD).person,
        role=Role.HEAD,
        unit=Unit.objects.get(code=PART),
        valid=DateRange(GIVEN_ON, None),
    )


def _give(size: int) -> None:
    """By the service, until the officer sees `size` tasks, those of the sample among them; states and days by number."""
    chance = random.Random(SEED)
    officer = User.objects.get(username=OFFICER)
    root = Unit.objects.get(code=ROOT)
    below = Ancestry.objects.filter(ancestor=root, depth__gt=0, valid__contains=STORY_DAY)
    units = list(Unit.objects.filter(pk__in=below.values("descendant")).order_by("code"))
    missing = size - tasks_visible_to(officer).count()
    given: list[Task] = []
    with clock.set_to(GIVEN_ON):
        while len(given) < missing:
            count = min(ALIKE, missing - len(given))
            given += give_tasks(
                actor=SYSTEM,
                asker=root,
                units=chance.sample(units, count),
                task=NewTask(
                    title=f"Rà soát, báo cáo kết quả phần việc {len(given):,} theo kết luận của Ban Thường vụ",
                    due_on=GIVEN_ON + timedelta(days=chance.randint(10, 300)),
                ),
            )
    now = clock.now()
    for number, task in enumerate(given):
        share = number % 100
        task.state = next(state for bound, state in BOUNDS if share < bound)
        late = share < BOUNDS[0][0]
        task.due_on = STORY_DAY + timedelta(days=-chance.randint(1, 120) if late else chance.randint(0, 180))
        if task.state in (TaskState.WAITING, TaskState.DONE):
            task.reported_at = now
        if task.state == TaskState.DONE:
            task.confirmed_at = now
    Task.objects.bulk_update(given, ["state", "due_on", "reported_at", "confirmed_at"], batch_size=1000)


def _pages() -> list[Page]:
    officer, head = (User.objects.get(username=login) for login in (OFFICER, HEAD))
    far = {user.username: -(-tasks_visible_to(user).count() // PER_PAGE) for user in (officer, head)}
    late = {
        "f[]": ["status_id", "due_date"],
        "op[status_id]": "=",
        "v[status_id][]": ["{not_begun}", "{doing}"],
    }
    late |= {"op[due_date]": "<=", "v[due_date][]": str(STORY_DAY - timedelta(days=1))}
    pages = []
    for login, who in ((OFFICER, "officer of all"), (HEAD, "head of a part")):
        pages += [
            Page(f"{who}, first page", login, "?sort=due", _issues({})),
            Page(f"{who}, late", login, "?sort=due&trang-thai=qua-han", _issues(late)),
        ]
        if far[login] > 1:
            last = far[login]
            pages.append(
                Page(f"{who}, page {last}", login, f"?sort=due&page={last}", _issues({"page": str(last)}))
            )
    return pages


def _issues(narrowed: dict[str, Any]) -> str:
    """Redmine's list of issues over all projects with the columns that ours has, by the day that it is due."""
    from urllib.parse import urlencode

    said = {"set_filter": "1", "sort": "due_date,id", "per_page": str(PER_PAGE), "f[]": [""]} | narrowed
    said["c[]"] = ["project", "status", "subject", "author", "due_date"]
    return "/issues?" + urlencode(said, doseq=True, safe="{}")


def _statements(page: Page) -> int:
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username=page.login))
    client.get("/nhiem-vu/" + page.ours)
    with CaptureQueriesContext(connection) as captured:
        client.get("/nhiem-vu/" + page.ours)
        return len(captured)


@dataclass(frozen=True)
class Side:
    """How a side answers: walls and mean CPU of a request in seconds, by page, and the tasks named in order."""

    walls: dict[Page, list[float]]
    cpu: dict[Page, float]


def _beside(
    size: int,
    pages: list[Page],
    statements: dict[Page, int],
    ours: tuple[dict[str, Visitor], int],
    theirs: tuple[dict[str, Visitor], int],
) -> str:
    (visitors, pid), (others, their_pid) = ours, theirs
    statuses = json.loads((_folder() / "statuses.json").read_text())
    rows = []
    for page in pages:
        both = (
            (visitors[page.login], "/nhiem-vu/" + page.ours, pid),
            (others[page.login], page.theirs.format(**statuses), their_pid),
        )
        named = [visitor.get(address).codes for visitor, address, _ in both]
        if named[0] != named[1] or not named[0]:
            raise RuntimeError(f"{page.name}: the sides name other tasks: {named[0][:5]} and {named[1][:5]}")
        walls: list[list[float]] = [[], []]
        cpu = [0.0, 0.0]
        for turn in range(WARM_UP + RUNS):
            for side, (visitor, address, process) in enumerate(both):
                before = cpu_of(process)
                answer = visitor.get(address)
                if turn >= WARM_UP:
                    walls[side].append(answer.wall)
                    cpu[side] += (cpu_of(process) - before) / RUNS
        told = others[page.login].get(both[1][1], {"X-Count": "1"}).headers["X-Statements"]
        rows.append(
            [
                page.name,
                str(len(named[0])),
                *(f"{milliseconds(statistics.median(one))} ({_high(one) * 1000:,.0f})" for one in walls),
                f"{statistics.median(walls[1]) / statistics.median(walls[0]):.1f}",
                f"{cpu[0] * 1000:,.0f} / {cpu[1] * 1000:,.0f}",
                f"{statements[page]} / {told}",
            ]
        )
    heading = [f"{size:,} tasks", "rows", "Lan Tỏa", "Redmine 5.0", "ratio", "CPU, ms", "statements"]
    memory = f"Memory of the web processes: {memory_of(pid):,.0f} MB / {memory_of(their_pid):,.0f} MB"
    return table(heading, rows) + "\n" + memory


def _alone(
    size: int, pages: list[Page], statements: dict[Page, int], visitors: dict[str, Visitor], pid: int
) -> str:
    rows = []
    for page in pages:
        answers = [visitors[page.login].get("/nhiem-vu/" + page.ours) for _ in range(WARM_UP + RUNS)]
        walls = [one.wall for one in answers[WARM_UP:]]
        shown = f"{milliseconds(statistics.median(walls))} ({_high(walls) * 1000:,.0f})"
        rows.append([page.name, str(len(answers[0].codes)), shown, str(statements[page])])
    heading = [f"{size:,} tasks", "rows", "Lan Tỏa", "statements"]
    return table(heading, rows) + f"\nMemory of the web processes: {memory_of(pid):,.0f} MB\n{MISSING}"


def _high(walls: list[float]) -> float:
    return statistics.quantiles(walls, n=20, method="inclusive")[-1]


@contextmanager
def _ours(name: str) -> Iterator[tuple[str, int]]:
    """The web processes of `make run` on that database: address and the pid of their master."""
    port = free_port()
    environment = os.environ | {
        "LANTOA_DB_NAME": name,
        "DJANGO_SETTINGS_MODULE": sample_database.DEMO,
        "LANTOA_ADDRESS": f"http://localhost:{port}",
    }
    sample_database.set_sample_clock()
    collect = [sys.executable, "-m", "django", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(collect, env=environment, cwd=env.PROJECT, check=True)
    with served(supervisor.web_command(port), environment, port, "/dang-nhap/") as pid:
        yield f"localhost:{port}", pid


def _folder() -> Path:
    return env.state_directory() / "bench-redmine"


@contextmanager
def _redmine() -> Iterator[tuple[str, int]]:
    """Redmine with the same units, persons and tasks, from a folder and a database of its own; both are gone afterwards."""
    folder, port = _folder(), free_port()
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "config").mkdir(parents=True)
    for part in ("tmp/cache", "log", "files"):
        (folder / part).mkdir(parents=True)
    rows = folder / "rows.json"
    rows.write_text(json.dumps(_rows(), ensure_ascii=False), encoding="utf-8")
    (folder / "config" / "database.yml").write_text(
        json.dumps(
            {
                "production": {
                    "adapter": "postgresql",
                    "database": PEER_DATABASE,
                    "host": str(socket_directory()),
                    "port": PORT,
                    "username": SUPERUSER,
                    "encoding": "utf8",
                    "pool": 8,
                }
            }
        )  # JSON is YAML
    )
    (folder / "config" / "secret_key.txt").write_text(random.Random(SEED).randbytes(32).hex())
    (folder / "Gemfile").write_text(
        'eval_gemfile "/usr/share/redmine/Gemfile"\ngem "pg" unless dependencies.any? { |one| one.name == "pg" }\ngem "puma"\n'
    )
    shutil.copy(PEER, folder / "config.ru")
    database.drop_database(PEER_DATABASE)
    with database.connect_as_superuser() as server:
        server.execute(f"CREATE DATABASE {PEER_DATABASE}")
    environment = os.environ | {
        "RAILS_ENV": "production",
        "REDMINE_INSTANCE": os.path.relpath(folder, "/a/b/c/d"),  # read below /usr/share/redmine/instances
        "BUNDLE_GEMFILE": str(folder / "Gemfile"),
        "LANG": "C.UTF-8",
    }
    try:
        _ruby([], folder, environment)
        held = _ruby([str(rows)], folder, environment)
        told = json.loads(held.splitlines()[-1])
        (folder / "statuses.json").write_text(json.dumps(told["statuses"]))
        command = ["puma", "-q", "-e", "production", "-w", "2", "-t", "4:4", "-b", f"tcp://127.0.0.1:{port}"]
        with served([*command, "config.ru"], environment, port, "/login", folder) as pid:
            yield f"localhost:{port}", pid
    finally:
        database.drop_database(PEER_DATABASE)
        shutil.rmtree(folder, ignore_errors=True)


def _ruby(words: list[str], folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        ["ruby", "-W0", PEER, *words],
        env=environment,
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"Redmine did not take the rows: {done.stderr[:2000]}")
    return done.stdout


def _rows() -> dict[str, Any]:
    """Units from the top down, who sees what, and every task of the tree in the order of its code."""
    named: list[Any] = list(named_on(Unit.objects.all()))
    codes = {unit.pk: unit.code for unit in named}
    depth = dict(
        Ancestry.objects.filter(ancestor__code=ROOT, valid__contains=STORY_DAY).values_list(
            "descendant", "depth"
        )
    )
    named = sorted((unit for unit in named if unit.pk in depth), key=lambda unit: (depth[unit.pk], unit.code))
    home = {
        unit.code
        for unit in named
        if RoleAssignment.objects.filter(
            unit=unit,
            role=Role.HEAD,
            person=User.objects.get(username=HEAD).person,
            valid__contains=STORY_DAY,
        ).exists()
    }
    tasks = Task.objects.filter(unit__in=depth).select_related("unit").order_by("code")
    return {
        "per_page": PER_PAGE,
        "units": [
            {
                "code": unit.code,
                "name": unit.name,
                "parent": codes[unit.parent_id] if depth[unit.pk] else None,
            }
            for unit in named
        ],
        "people": [
            {"login": OFFICER, "password": PASSWORD, "units": [ROOT]},
            {"login": HEAD, "password": PASSWORD, "units": sorted(home)},
        ],
        "tasks": [
            {
                "code": task.code,
                "title": task.title,
                "detail": task.detail,
                "unit": task.unit.code,
                "state": task.state,
                "due_on": str(task.due_on),
                "given_on": str(task.given_at.date()),
            }
            for task in tasks
        ],
    }
