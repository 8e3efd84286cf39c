"""The store: bytes once, safely; what nobody points to is found and taken out; what is lost is said."""

import argparse
import hashlib
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from lantoa.attachments import queries, services
from lantoa.attachments.answers import download
from lantoa.attachments.choices import Kind
from lantoa.attachments.commands import sweep_files
from lantoa.attachments.gate import AcceptedFile
from lantoa.attachments.models import StoredFile
from lantoa.audit.models import Entry
from lantoa.core import clock
from lantoa.core.actor import System
from lantoa.core.secret_refusals import SecretRefusal

DAY = timedelta(days=1)
ACTOR = System("thử")

pytestmark = pytest.mark.django_db


def on_disk(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def aged(file: StoredFile) -> StoredFile:
    StoredFile.objects.filter(pk=file.pk).update(stored_at=clock.now() - 3 * DAY)
    file.refresh_from_db()
    return file


def stray(content: bytes, *, old: bool) -> str:
    digest = hashlib.sha256(content).hexdigest()
    path = f"{digest[:2]}/{digest}"
    default_storage.save(path, ContentFile(content))
    if old:
        past = (clock.now() - 3 * DAY).timestamp()
        os.utime(default_storage.path(path), (past, past))
    return path


def test_accepted_file_is_kept_once_under_its_hash(store_folder: Path) -> None:
    accepted = AcceptedFile(Kind.PDF, "a.pdf", b"noi dung")
    first, second = services.keep(accepted), services.keep(AcceptedFile(Kind.PDF, "b.pdf", b"noi dung"))
    assert first == second
    assert (first.sha256, first.size, first.media_type) == (accepted.sha256, 8, "application/pdf")
    assert on_disk(store_folder) == [first.path]
    assert queries.content_of(first) == b"noi dung"


def test_a_write_that_fails_leaves_neither_row_nor_half_a_file(
    store_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("lantoa.attachments.storage.os.fsync", full)
    with pytest.raises(OSError, match="No space"), transaction.atomic():
        services.store(b"x", "text/csv")
    assert on_disk(store_folder) == []
    assert StoredFile.objects.count() == 0


def test_every_pointer_of_the_house_is_known() -> None:
    assert ("PackItem", "file") in {(model.__name__, name) for model, name in queries.pointers()}


def test_only_old_files_that_nothing_points_to_are_found(store_folder: Path) -> None:
    fresh, old = services.store(b"moi", "text/csv"), aged(services.store(b"cu", "text/csv"))
    assert list(queries.unreferenced(clock.now() - DAY)) == [old]
    assert fresh.sha256 != old.sha256


def test_sweep_lists_and_deletes_only_when_told(
    store_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = aged(services.store(b"cu", "text/csv"))
    lone, young = stray(b"lac", old=True), stray(b"dang ghi", old=False)
    before = on_disk(store_folder)
    assert sweep_files(argparse.Namespace(apply=False)) == 0
    listed = capsys.readouterr().out
    assert old.sha256 in listed and lone in listed and young not in listed
    assert on_disk(store_folder) == before
    assert sweep_files(argparse.Namespace(apply=True)) == 0
    assert "Đã xóa 2 tệp." in capsys.readouterr().out
    assert on_disk(store_folder) == [young]
    assert StoredFile.objects.count() == 0
    assert Entry.objects.filter(act="attachment.swept").count() == 2


def test_sweep_says_which_files_have_lost_their_bytes(
    store_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = services.store(b"mat", "text/csv")
    default_storage.delete(file.path)
    assert sweep_files(argparse.Namespace(apply=True)) == 1
    assert f"MẤT NỘI DUNG        {file.sha256}" in capsys.readouterr().out
    assert StoredFile.objects.filter(pk=file.pk).exists()


def test_a_file_stored_again_meanwhile_is_left(store_folder: Path) -> None:
    listed = aged(services.store(b"cu", "text/csv"))
    services.store(b"cu", "text/csv")
    assert services.discard(actor=ACTOR, file=listed, older_than=DAY) is False
    assert queries.content_of(listed) == b"cu"


def test_bytes_that_got_a_row_meanwhile_are_left(store_folder: Path) -> None:
    path = stray(b"lac", old=True)
    file = services.store(b"lac", "text/csv")
    assert services.discard_stray(actor=ACTOR, path=path) is False
    assert queries.content_of(file) == b"lac"


def test_a_file_swept_and_stored_again_has_its_bytes(store_folder: Path) -> None:
    services.discard(actor=ACTOR, file=aged(services.store(b"cu", "text/csv")), older_than=DAY)
    assert queries.content_of(services.store(b"cu", "text/csv")) == b"cu"


def test_download_is_an_attachment_that_nothing_can_run_in(store_folder: Path) -> None:
    response = download(services.store(b"%PDF-", "application/pdf"), "Quyết định.pdf")
    assert response.content == b"%PDF-"
    assert dict(response.headers) == {
        "Content-Type": "application/pdf",
        "Content-Disposition": "attachment; filename*=utf-8''Quy%E1%BA%BFt%20%C4%91%E1%BB%8Bnh.pdf",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def test_a_secret_refusal_is_recorded_without_what_was_written() -> None:
    services.record_secret_refusals(
        actor=ACTOR, refusals=[SecretRefusal("pdf", "page", "stamp")], route="practices:create"
    )
    entry = Entry.objects.get(act="attachment.secret_refused")
    assert entry.after == {"what": "pdf", "place": "page", "form": "stamp", "route": "practices:create"}
    assert (entry.before, entry.subject_label) == ({}, "")


def test_sweep_of_a_store_that_was_never_used_finds_nothing(
    store_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sweep_files(argparse.Namespace(apply=True)) == 0
    assert capsys.readouterr().out == "Đã xóa 0 tệp.\n"


def test_sweep_takes_what_a_killed_writer_set_aside(store_folder: Path) -> None:
    left = store_folder / "incoming" / ("a" * 32)
    left.parent.mkdir(parents=True)
    left.write_bytes(b"x")
    past = (clock.now() - 3 * DAY).timestamp()
    os.utime(left, (past, past))
    assert sweep_files(argparse.Namespace(apply=True)) == 0
    assert on_disk(store_folder) == []
