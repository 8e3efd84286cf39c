"""Notices of a country's people put into mails, part by part, against two loops that go through them one by one.

Three matters are told to each of 30,000 people (LANTOA_BENCH_PEOPLE): one at once, two for the digest. Some people have read one
before it leaves, some have no address, some want the week's digest only, so that not all of the 90,000 are due. The first loop
puts them into one mail for each person, as we do; the second makes a mail of each notice, as outboxes do that are handed finished
mails. Both have their rows found for them and run in one transaction, which is in their favour. Each side is counted before its
time is told: every notice that is due is in exactly one mail of its own reader, and nothing else is in any.
"""

import os
import statistics
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from bench.measuring import cpu_seconds, milliseconds, table
from lantoa.accounts.models import User
from lantoa.config import database, mail
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.reference import Reference
from lantoa.notifications.models import Mail, MailHabit, Notice
from lantoa.notifications.services import mails, notify
from lantoa.sample.story import STORY_DAY
from tests import sample_database

PEOPLE = int(os.environ.get("LANTOA_BENCH_PEOPLE", "30000"))
TOLD = ("report_returned", "report_accepted", "report_sent")  # at once, then for the digest
READ, UNREACHED, WEEKLY = (
    10,
    50,
    25,
)  # of so many people one has read the first, has no address, wants the week's digest
RUNS = 3 if PEOPLE <= 10_000 else 1  # a loop takes minutes then, and is slower by far
MORNING = clock.instant(STORY_DAY + timedelta(days=1), 9)
NOWHERE = mail.server("smtp://127.0.0.1:9")  # a server is set; nothing is sent here

# As the product finds them, but told apart from it: by the day's digest, in the morning of a working day.
DUE = """
SELECT notice.id, notice.receiver_id FROM notifications_notice notice
LEFT JOIN notifications_mailhabit habit ON habit.owner_id = notice.receiver_id
WHERE notice.mail_id IS NULL AND notice.read_at IS NULL AND notice.way <> 'app'
    AND (notice.way = 'once' OR NOT COALESCE(habit.weekly, false))
ORDER BY notice.made_at, notice.id
"""
# Due and in no mail or another's; in a mail though not due; mails without a notice; people with two mails.
WRONG = f"""
WITH due AS ({DUE.replace("notice.mail_id IS NULL AND ", "")})
SELECT
    (SELECT count(*) FROM due JOIN notifications_notice n USING (id) LEFT JOIN notifications_mail m ON m.id = n.mail_id
        WHERE m.receiver_id IS DISTINCT FROM n.receiver_id),
    (SELECT count(*) FROM notifications_notice n WHERE n.mail_id IS NOT NULL AND n.id NOT IN (SELECT id FROM due)),
    (SELECT count(*) FROM notifications_mail m WHERE NOT EXISTS (SELECT FROM notifications_notice n WHERE n.mail_id = m.id)),
    (SELECT count(*) - count(DISTINCT receiver_id) FROM notifications_mail),
    (SELECT count(*) FROM due), (SELECT count(*) FROM notifications_mail)
"""


@dataclass(frozen=True)
class Once:
    """One run of a side: seconds of wall and of CPU here, how many mails came of it."""

    wall: float
    cpu: float
    mails: int


def measure() -> str:
    with (
        sample_database.copy_of(sample_database.made_sample_template(), "mails") as name,
        sample_database.connected_to(name),
        override_settings(SMTP=NOWHERE),
    ):
        due = _tell(name)
        parts: list[float] = []
        statements = _statements()
        _forget(name)
        sides: list[tuple[Callable[[], object], bool]] = [
            (lambda: _ours(parts), True),
            (lambda: _loop(each=False), True),
            (lambda: _loop(each=True), False),
        ]
        taken: list[list[Once]] = [[] for _ in sides]
        for _turn in range(RUNS):
            for place, (work, one_each) in enumerate(sides):
                taken[place].append(_once(work, due, one_each=one_each))
                _forget(name)
    return _said(due, taken, parts, statements)


def _tell(name: str) -> int:
    """How many notices are due afterwards."""
    with clock.set_to(MORNING - timedelta(hours=20)):
        people = User.objects.bulk_create(
            User(
                username=f"bench.{n:06}",
                email=f"bench.{n:06}@example.org" if n % UNREACHED else "",
                password="!",
            )
            for n in range(PEOPLE)
        )
        Notice.objects.all().delete()  # the sample's own
        Mail.objects.all().delete()
        MailHabit.objects.bulk_create(MailHabit(owner=one, weekly=True) for one in people[1::WEEKLY])
        for kind in TOLD:
            about = Reference("reporting.submission", uuid.uuid4())
            notify(actor=SYSTEM, kind=kind, about=about, number="BENCH", to_people=people)
        read = Notice.objects.filter(kind=TOLD[0], receiver__in=people[3::READ])
        read.update(read_at=clock.now())
    with database.connect_as_superuser(name) as server:
        server.execute("VACUUM ANALYZE")
    with connection.cursor() as cursor:
        cursor.execute(DUE)
        return len(cursor.fetchall())


def _ours(parts: list[float]) -> None:
    while True:
        began = time.perf_counter()
        gathered = mails.gather_mails()
        if not gathered:
            return
        parts.append(time.perf_counter() - began)


def _loop(*, each: bool) -> None:
    """Notice by notice, saved by itself; with `each` a mail of its own, else the mail of its reader."""
    now = clock.now()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(DUE)
            due = cursor.fetchall()
        for notice, reader in due:
            if each:
                made = Mail.objects.create(receiver_id=reader, made_at=now, next_try_at=now)
            else:
                made, _new = Mail.objects.get_or_create(
                    receiver_id=reader, state="waiting", defaults={"made_at": now, "next_try_at": now}
                )
            Notice.objects.filter(pk=notice).update(mail=made)


def _statements() -> int:
    """Of one full part."""
    with clock.set_to(MORNING), CaptureQueriesContext(connection) as captured:
        mails.gather_mails()
        return len(captured)


def _once(work: Callable[[], object], due: int, *, one_each: bool) -> Once:
    with clock.set_to(MORNING):
        began, spent = time.perf_counter(), cpu_seconds()
        work()
        wall, spent = time.perf_counter() - began, cpu_seconds() - spent
    with connection.cursor() as cursor:
        cursor.execute(WRONG)
        lost, undue, empty, twice, counted, made = cursor.fetchone()
    if lost or undue or empty or counted != due or (twice if one_each else made != due):
        raise RuntimeError(
            f"of {due} due: {lost} in no mail of their reader, {undue} mailed though not due,"
            f" {empty} mails without a notice, {twice} mails more than people, {made} mails"
        )
    return Once(wall, spent, made)


def _forget(name: str) -> None:
    with database.connect_as_superuser(name) as server:
        server.execute("UPDATE notifications_notice SET mail_id = NULL WHERE mail_id IS NOT NULL")
        server.execute("DELETE FROM notifications_mail")
        server.execute("DELETE FROM procrastinate_jobs")
        server.execute("VACUUM ANALYZE")


def _said(due: int, taken: list[list[Once]], parts: list[float], statements: int) -> str:
    names = (
        "parts, one mail a person",
        "a loop, one mail a person",
        "a loop, a mail a notice",
    )
    ours = statistics.median(one.wall for one in taken[0])
    rows = []
    for what, runs in zip(names, taken, strict=True):
        wall = statistics.median(one.wall for one in runs)
        rows.append(
            [
                what,
                f"{runs[0].mails:,}",
                f"{wall:,.2f} s",
                f"{statistics.median(one.cpu for one in runs):,.2f} s",
                f"{wall / due * 1000:,.3f} ms",
                f"{wall / ours:.1f}",
            ]
        )
    heading = f"{len(TOLD) * PEOPLE:,} notices to {PEOPLE:,} people, {due:,} of them due; median of {RUNS}\n"
    low, high = statistics.median(parts), max(parts)
    return (
        heading
        + table(["", "mails", "wall", "CPU here", "wall, each notice", "ratio"], rows)
        + f"\n{len(parts) // RUNS} parts of at most {mails.PART} people, {statements} statements each;"
        f" a part takes {milliseconds(low)}, the longest {milliseconds(high)}: so long others wait.\n"
        "Counted after each run: every notice that is due is in one mail of its reader, no other is in any."
    )
