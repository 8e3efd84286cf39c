"""More workbooks than one request reads: a job goes on, a page tells how far it is, and it may be stopped."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from lantoa.attachments.parcels import AT_ONCE
from lantoa.audit.models import Entry
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.sealing import Unreadable, seal, unseal
from lantoa.reporting.jobs import read_workbooks
from lantoa.reporting.models import Collection, Submission, UnreadWorkbooks, WorkbookIntake
from lantoa.reporting.services.workbooks import KEPT_FOR, forget_old_workbooks, read_on_workbooks
from tests.cast import Cast
from tests.reporting import workbooks as books
from tests.reporting.test_views import as_
from tests.reporting.world import MEMBERS, draft, story

MANY = 2 * AT_ONCE + 5


@pytest.fixture
def collection(cast: Cast) -> Collection:
    return story(cast)


def archive(*, last: bytes | None = None, count: int = MANY) -> bytes:
    """One workbook that is right, and others of units that are not one's own."""
    strange = books.typed(("U03", 1), unit="KHONG-CO")
    files = {f"{number:03d}.xlsx": strange for number in range(count - 1)}
    return books.zipped(files | {"999.xlsx": last or books.typed(("U03", 1234))})


def test_many_workbooks_are_read_by_a_job_and_then_decided_on(cast: Cast, collection: Collection) -> None:
    client = as_(cast.unit_reporter)
    address = books.sent(client, archive(), names=("tat-ca.zip",))
    intake = WorkbookIntake.objects.get()
    job = ProcrastinateJob.objects.get(task_name="reporting.read_workbooks")
    assert (intake.state, len(intake.books), intake.count) == ("reading", AT_ONCE, MANY)
    assert job.args == {"intake_id": str(intake.pk)}
    shown = books.words(client.get(address))
    assert f"Đã đọc {AT_ONCE} trong {MANY} bảng tính." in shown
    assert client.post(f"{address}ghi/", {"mark": ""}).status_code == 422
    assert read_on_workbooks(actor=SYSTEM, intake_id=intake.pk)
    assert f"Đã đọc {2 * AT_ONCE} trong {MANY} bảng tính." in books.words(client.get(address))
    read_workbooks(str(intake.pk))
    intake.refresh_from_db()
    assert (intake.state, len(intake.books), UnreadWorkbooks.objects.count()) == ("open", MANY, 0)
    assert "1 ô của 1 báo cáo khác số đang lưu." in books.words(client.get(address))
    assert books.apply(client, address).status_code == 302
    assert draft(collection, cast.office).values[MEMBERS] == 1234


def test_few_workbooks_are_read_at_once(cast: Cast, collection: Collection) -> None:
    books.sent(as_(cast.unit_reporter), archive(count=AT_ONCE), names=("tat-ca.zip",))
    assert (WorkbookIntake.objects.get().state, UnreadWorkbooks.objects.count()) == ("open", 0)


def test_what_waits_to_be_read_is_not_to_be_read_in_the_database(cast: Cast, collection: Collection) -> None:
    raw = archive()
    books.sent(as_(cast.unit_reporter), raw, names=("tat-ca.zip",))
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM reporting_unreadworkbooks")
        sealed = bytes(cursor.fetchone()[0])
    assert raw[40:200] not in sealed and b"PK\x03\x04" not in sealed


def test_secret_workbook_in_the_rest_is_deleted_with_all_and_noted(
    cast: Cast, collection: Collection
) -> None:
    client = as_(cast.unit_reporter)
    secret = books.changed(books.typed(("U03", 1)), lambda book: book.worksheets[0].append(["TỐI MẬT"]))
    address = books.sent(client, archive(last=secret), names=("tat-ca.zip",))
    intake = WorkbookIntake.objects.get()
    read_workbooks(str(intake.pk))
    intake.refresh_from_db()
    assert (intake.state, intake.books, UnreadWorkbooks.objects.count()) == ("failed", [], 0)
    entry = Entry.objects.get(act="attachment.secret_refused")
    assert (entry.actor_id, entry.after["what"]) == (cast.unit_reporter.pk, "xlsx")
    assert "Không đưa tài liệu, thông tin bí mật nhà nước vào hệ thống này." in books.words(
        client.get(address)
    )


def test_reading_is_stopped_by_its_sender_alone(cast: Cast, collection: Collection) -> None:
    address = books.sent(as_(cast.unit_reporter), archive(), names=("tat-ca.zip",))
    intake = WorkbookIntake.objects.get()
    assert as_(cast.unit_head).get(address).status_code == 404
    assert as_(cast.unit_head).post(f"{address}bo/").status_code == 404
    assert as_(cast.unit_reporter).post(f"{address}bo/").status_code == 302
    assert (WorkbookIntake.objects.count(), UnreadWorkbooks.objects.count()) == (0, 0)
    assert not read_on_workbooks(actor=SYSTEM, intake_id=intake.pk)
    read_workbooks(str(uuid.uuid4()))
    assert draft(collection, cast.office).row_version == 1


def test_workbooks_none_of_which_can_be_read_are_told(cast: Cast, collection: Collection) -> None:
    files = {f"{number:03d}.xlsx": b"PK nothing" for number in range(AT_ONCE + 1)}
    client = as_(cast.unit_reporter)
    address = books.sent(client, books.zipped(files), names=("tat-ca.zip",))
    read_workbooks(str(WorkbookIntake.objects.get().pk))
    assert WorkbookIntake.objects.get().state == "failed"
    assert "Không đọc được các bảng tính này" in books.words(client.get(address))


def test_a_key_that_was_changed_ends_the_reading(cast: Cast, collection: Collection) -> None:
    books.sent(as_(cast.unit_reporter), archive(), names=("tat-ca.zip",))
    UnreadWorkbooks.objects.update(sealed=seal(b"x", purpose="something else"))
    read_workbooks(str(WorkbookIntake.objects.get().pk))
    intake = WorkbookIntake.objects.get()
    assert (intake.state, intake.refusal) == ("failed", "Không mở lại được những gì đã gửi. Hãy gửi lại.")
    with pytest.raises(Unreadable):
        unseal(seal(b"x", purpose="one"), purpose="other")
    assert unseal(seal(b"x", purpose="one"), purpose="one") == b"x"


def test_sending_that_was_never_read_is_forgotten_in_time(cast: Cast, collection: Collection) -> None:
    books.sent(as_(cast.unit_reporter), archive(), names=("tat-ca.zip",))
    with clock.set_to(clock.now() + KEPT_FOR + timedelta(minutes=1)):
        assert forget_old_workbooks(actor=SYSTEM) == 1
    assert (UnreadWorkbooks.objects.count(), Submission.objects.filter(row_version__gt=1).count()) == (0, 0)
