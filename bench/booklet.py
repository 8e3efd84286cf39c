"""A booklet of the 22 and of the 387 practices of the sample: our PDF beside LibreOffice drawing it from its Word file.

Ours is set in a running worker, as the job does it, each time with other words, because what was set before is remembered;
LibreOffice is started for it, as for any Word file. What writing the Word file takes is told apart.
"""

import dataclasses
import itertools
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from bench.measuring import median_of, milliseconds, table
from lantoa.accounts.models import User
from lantoa.practices.choices import YearState
from lantoa.practices.models import Booklet, Practice
from lantoa.practices.printouts.booklets import book_of
from lantoa.practices.services.booklet_contents import add_practices
from lantoa.practices.services.booklets import BookletTold, begin_booklet
from lantoa.printing import booklet as book
from lantoa.printing.booklet import A5_MM
from lantoa.printing.booklet_printing import booklet_pdf
from lantoa.printing.booklet_word import booklet_docx

RUNS: Final = 3


def measure() -> str:
    with transaction.atomic():
        books = [book_of(Booklet.objects.get(code="TAP-2020")), book_of(_of_all())]
        told = [_beside(one) for one in books]
        transaction.set_rollback(True)
    return f"A booklet as PDF; medians of {RUNS}\n" + "\n".join(told)


def _of_all() -> Booklet:
    """A draft of every recognised practice of all years, as the registry tells it."""
    officer = User.objects.get(username="chuyenvien")
    unit = Booklet.objects.get(code="TAP-2020").unit
    recognised = Practice.objects.filter(years__state=YearState.RECOGNISED)
    told = BookletTold(title="Những mô hình được công nhận", year=2020, first_year=2016)
    booklet = begin_booklet(actor=officer, unit=unit, told=told)
    codes = list(recognised.order_by("code").distinct().values_list("code", flat=True))
    add_practices(actor=officer, booklet=booklet, codes=codes)
    return booklet


def _beside(one: book.Booklet) -> str:
    import pypdf

    count = sum(len(chapter.entries) for chapter in one.chapters)
    with tempfile.TemporaryDirectory(prefix="lantoa-bench-") as name:
        folder = Path(name)
        begun, worked = time.perf_counter(), time.process_time()
        (folder / "book.docx").write_bytes(booklet_docx(one))
        written, worked = time.perf_counter() - begun, time.process_time() - worked
        turns = itertools.count()
        mine, theirs = median_of(
            lambda: (folder / "ours.pdf").write_bytes(booklet_pdf(_changed(one, next(turns)), A5_MM)),
            lambda: _libreoffice(folder),
            runs=RUNS,
        )
        pages = [len(pypdf.PdfReader(folder / file).pages) for file in ("ours.pdf", "book.pdf")]
    rows = [
        ["Lan Tỏa (typst)", str(pages[0]), milliseconds(mine.wall), milliseconds(mine.cpu), "1.0"],
        [
            "LibreOffice, the same book as DOCX",
            str(pages[1]),
            milliseconds(theirs.wall),
            milliseconds(theirs.cpu),
            f"{theirs.wall / mine.wall:.1f}",
        ],
    ]
    heading = [f"{count} practices", "pages", "wall", "CPU", "ratio"]
    word = f"The Word file itself is written in {milliseconds(written)}, {milliseconds(worked)} of CPU."
    return table(heading, rows) + "\n" + word


def _changed(one: book.Booklet, turn: int) -> book.Booklet:
    """The same book with a number behind each paragraph."""

    def told(texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(f"{text} ({turn})" for text in texts)

    def entry(row: book.Entry) -> book.Entry:
        parts: dict[str, Any] = {
            name: told(getattr(row, name)) for name in ("context", "method", "result", "lessons")
        }
        return dataclasses.replace(row, **parts)

    chapters = [dataclasses.replace(part, entries=tuple(map(entry, part.entries))) for part in one.chapters]
    return dataclasses.replace(one, chapters=tuple(chapters))


def _libreoffice(folder: Path) -> None:
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), "book.docx"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=300)
