"""What was refused in this request because it bore the mark of a secret paper.

The one who refuses (a text box, the gate of files) works far from the person and inside a transaction that will be taken
back. It leaves a note here; the edge writes the notes to the record once the answer is made. A note says where and by
what form the mark was found, never what was written.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class SecretRefusal:
    """`what`: "text" or the kind of file; `place`: properties, page, sheet, part or line; `form`: `secrecy.Form`."""

    what: str
    place: str
    form: str


_notes: ContextVar[list[SecretRefusal] | None] = ContextVar("secret_refusals", default=None)


def note(refusal: SecretRefusal) -> None:
    """Leave a note, once; outside a request nobody gathers them, and the caller has the error itself."""
    notes = _notes.get()
    if notes is not None and refusal not in notes:
        notes.append(refusal)


@contextmanager
def gathered() -> Iterator[list[SecretRefusal]]:
    """The notes left inside the block."""
    notes: list[SecretRefusal] = []
    token = _notes.set(notes)
    try:
        yield notes
    finally:
        _notes.reset(token)
