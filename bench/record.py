"""What the record costs: one entry beside the sending of a report, and verifying beside reading the rows.

Both in the same run over the sample; sending and writing are taken back each time. An entry is written as the service writes it:
head locked, entry and contents inserted, head moved on.
"""

import uuid
from collections.abc import Callable

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from bench.measuring import median_of, milliseconds, table
from lantoa.accounts.models import User
from lantoa.audit import verify_audit
from lantoa.audit.services import record
from lantoa.core.errors import HouseError
from lantoa.organisation.choices import Role
from lantoa.organisation.models import RoleAssignment
from lantoa.reporting.choices import SubmissionState
from lantoa.reporting.models import Submission
from lantoa.reporting.services.submissions import submit


def measure() -> str:
    return f"{_append()}\n\n{_verify()}"


def _append() -> str:
    submission, head = _ready_to_send()
    client = Client()
    client.defaults["SERVER_NAME"] = "localhost"  # outside of tests no other name is answered
    client.force_login(head)
    address = reverse("reporting:send", args=[submission.collection.code, submission.unit.code])

    def send() -> None:
        submit(actor=head, submission=submission, key=uuid.uuid4())

    def request() -> None:
        answer = client.post(address, {"key": str(uuid.uuid4())})
        if answer.status_code >= 400:
            raise RuntimeError(f"the report was not sent: {answer.status_code}")

    figures = {f"P{number:02d}": number for number in range(30)}

    def write() -> None:
        record(head, "submission.submitted", submission, chain=submission.unit_id, after=figures)

    sent, asked, written = median_of(_undone(send), _undone(request), _undone(write), runs=15, warm_up=3)
    rows = [
        ["one entry (head, entry, contents, head)", milliseconds(written.wall), ""],
        ["sending a report, the service", milliseconds(sent.wall), f"{written.wall / sent.wall:.1%}"],
        ["sending a report, the whole request", milliseconds(asked.wall), f"{written.wall / asked.wall:.1%}"],
    ]
    return f"One entry beside the sending of a report; median of {sent.runs}\n" + table(
        ["", "wall", "the entry's part"], rows
    )


def _undone(work: Callable[[], None]) -> Callable[[], None]:
    def done_and_undone() -> None:
        with transaction.atomic():
            work()
            transaction.set_rollback(True)

    return done_and_undone


def _ready_to_send() -> tuple[Submission, User]:
    """A report of the sample that its head may send as it is."""
    drafts = Submission.objects.filter(
        is_latest=True, state__in=[SubmissionState.DRAFT, SubmissionState.HANDED, SubmissionState.RETURNED]
    ).select_related("collection", "unit")
    for submission in drafts:
        for held in RoleAssignment.objects.filter(
            unit=submission.unit_id, role=Role.HEAD, person__user__isnull=False
        ):
            head = User.objects.get(pk=held.person.user_id)
            try:
                _undone(lambda: submit(actor=head, submission=submission, key=uuid.uuid4()) and None)()  # noqa: B023
            except HouseError:
                continue
            return submission, head
    raise RuntimeError("the sample holds no report that could be sent")


def _verify() -> str:
    def rows() -> int:
        with transaction.atomic():
            return sum(1 for _row in verify_audit.rows_of(connection.connection))

    def read() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(verify_audit.ROWS)
            cursor.fetchall()

    def verify() -> None:
        with transaction.atomic():
            if verify_audit.verify(
                verify_audit.rows_of(connection.connection), verify_audit.ends_of(connection.connection)
            ):
                raise RuntimeError("the sample's record does not hold")

    count = rows()
    verified, parsed, plain = median_of(verify, rows, read, runs=7)
    told = [
        ["verify: digests, commitments, links", verified.wall],
        ["read and parse the same rows", parsed.wall],
        ["read the same rows, nothing else", plain.wall],
    ]
    lines = [
        [
            str(name),
            milliseconds(float(wall)),
            f"{count / float(wall):,.0f}",
            f"{float(wall) / plain.wall:.1f}",
        ]
        for name, wall in told
    ]
    return f"Verifying {count:,} entries; median of {verified.runs}\n" + table(
        ["", "wall", "rows/s", "ratio"], lines
    )
