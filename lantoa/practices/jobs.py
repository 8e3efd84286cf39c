"""Jobs of practices."""

import uuid

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from lantoa.accounts.queries.accounts import account_by_id
from lantoa.core.errors import Conflict
from lantoa.practices.queries.file_words import unread
from lantoa.practices.services import booklet_files, file_words, likeness
from lantoa.practices.services.imports import checking, entering

AT_ONCE = 50  # files that one run of catching up reads


@app.task(name="practices.count_marks")
def count_marks() -> None:
    """After practices were written: how common each pair of syllables is now."""
    likeness.count_marks()


@app.task(name="practices.make_booklet_file")
def make_booklet_file(file_id: str) -> None:
    """One file of a booklet: seconds for hundreds of practices, so that nobody waits for it with a page open."""
    booklet_files.make_file(file_id=uuid.UUID(file_id))


# Too many files are being read at this moment: in a quarter of a minute, a minute, and so on.
@app.task(
    name="practices.read_file",
    retry=RetryStrategy(max_attempts=6, exponential_wait=4, retry_exceptions={Conflict}),
)
def read_file(evidence_id: str) -> None:
    """After a file was added: what it says, for search."""
    file_words.read_file(evidence_id=uuid.UUID(evidence_id))


@app.periodic(cron="*/10 * * * *")
@app.task(name="practices.read_waiting_files", queueing_lock="practices.read_waiting_files")
def read_waiting_files(timestamp: int) -> None:
    """Files that were there before files were read, and those whose job was lost. One that is busy waits for the next run."""
    for identity in unread(AT_ONCE):
        try:
            file_words.read_file(evidence_id=identity)
        except Conflict:
            return


@app.task(name="practices.check_import")
def check_import(actor_id: str, import_id: str, row_version: int) -> None:
    """The dry run of a long list; taken up again after an interruption it begins anew."""
    actor = account_by_id(uuid.UUID(actor_id))
    checking.check_import(actor=actor, identity=uuid.UUID(import_id), row_version=row_version)


@app.task(name="practices.enter_import")
def enter_import(actor_id: str, import_id: str) -> None:
    """Enter a long list; given twice, it happens once."""
    entering.enter_import(actor=account_by_id(uuid.UUID(actor_id)), identity=uuid.UUID(import_id))
