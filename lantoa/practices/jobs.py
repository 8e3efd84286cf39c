"""Jobs of practices."""

import uuid

from procrastinate.contrib.django import app

from lantoa.practices.services import booklet_files, likeness


@app.task(name="practices.count_marks")
def count_marks() -> None:
    """After practices were written: how common each pair of syllables is now."""
    likeness.count_marks()


@app.task(name="practices.make_booklet_file")
def make_booklet_file(file_id: str) -> None:
    """One file of a booklet: seconds for hundreds of practices, so that nobody waits for it with a page open."""
    booklet_files.make_file(file_id=uuid.UUID(file_id))
