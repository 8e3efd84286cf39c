"""A booklet of the registry as the book that is printed, and the workbooks beside it."""

import re
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.urls import reverse

from lantoa.attachments.choices import Kind
from lantoa.attachments.queries import content_of
from lantoa.core import clock
from lantoa.practices.choices import PrintKind
from lantoa.practices.models import Booklet, BookletEntry
from lantoa.practices.queries.booklet_facts import book_facts, entry_facts
from lantoa.practices.queries.booklets import chapters_of
from lantoa.printing import booklet as book
from lantoa.printing.booklet import A4_MM, A5_MM
from lantoa.printing.booklet_printing import booklet_pdf
from lantoa.printing.booklet_word import booklet_docx
from lantoa.printing.document import Signature
from lantoa.printing.pictures import for_print

DRAFT_MARK: Final = "BẢN THẢO"
MEDIA_TYPES: Final = {
    PrintKind.A5: Kind.PDF.media_type,
    PrintKind.A5_PRESS: Kind.PDF.media_type,
    PrintKind.A4: Kind.PDF.media_type,
    PrintKind.WORD: Kind.DOCX.media_type,
}
ENDINGS: Final = {
    PrintKind.A5: "-A5.pdf",
    PrintKind.A5_PRESS: "-A5-nha-in.pdf",
    PrintKind.A4: "-A4.pdf",
    PrintKind.WORD: ".docx",
}


def file_name(booklet: Booklet, kind: PrintKind) -> str:
    """Named after the code, so that files of two editions lie side by side."""
    draft = "-ban-thao" if booklet.is_draft else ""
    return f"{booklet.code}{draft}{ENDINGS[kind]}"


def drawn(booklet: Booklet, kind: PrintKind) -> bytes:
    """The booklet as it stands, as a file of one kind. Raises `TypesettingFailed` for letters that no font has."""
    made = book_of(booklet)
    if kind == PrintKind.WORD:
        return booklet_docx(made)
    return booklet_pdf(made, A4_MM if kind == PrintKind.A4 else A5_MM, press=kind == PrintKind.A5_PRESS)


def book_of(booklet: Booklet) -> book.Booklet:
    """What is printed: of a published booklet, as the registry stood on that day; of a draft, as it stands today."""
    facts = booklet.printed or book_facts(booklet, clock.today())
    signature = facts["signature"]
    marks = [*([DRAFT_MARK] if booklet.is_draft else []), *facts["marks"]]
    return book.Booklet(
        cover_lines=tuple(facts["cover"]),
        title=booklet.title,
        year=_years(booklet),
        issued_on=date.fromisoformat(facts["issued_on"]),
        chapters=tuple(
            book.Chapter(told.title, tuple(_entry(booklet, row) for row in told.entries))
            for told in chapters_of(booklet)
            if told.entries
        ),
        note=booklet.note,
        preface=paragraphs(booklet.preface),
        preface_place_date=facts["place_date"],
        preface_signature=Signature(*signature) if signature else None,
        others=tuple(book.OtherModel(*row) for row in facts["others"]),
        imprint=("Chịu trách nhiệm nội dung", facts["issuer"]),
        marks=tuple(marks),
        edition=f"In lần thứ {booklet.edition}" if booklet.edition > 1 else "",
        changes=tuple(facts["changes"]),
    )


def _years(booklet: Booklet) -> str:
    """Nothing where the title says it already."""
    if booklet.first_year is not None:
        said = f"{booklet.first_year} – {booklet.year}"
        there = str(booklet.first_year) in booklet.title and str(booklet.year) in booklet.title
    else:
        said, there = str(booklet.year), str(booklet.year) in booklet.title
    return "" if there else said


def _entry(booklet: Booklet, entry: BookletEntry) -> book.Entry:
    facts: dict[str, Any] = entry.printed or entry_facts(entry)
    lessons = paragraphs(entry.lesson)
    if entry.replication_hint:
        lessons = (*lessons, *paragraphs(entry.replication_hint))
    new = booklet.edition > 1 and entry.since_edition == booklet.edition
    return book.Entry(
        code=entry.practice.code,
        title=facts["title"],
        unit=facts["unit"],
        period=facts["period"],
        context=paragraphs(entry.background),
        method=paragraphs(entry.method),
        result=paragraphs(entry.result),
        lessons=lessons,
        key_result=book.KeyResult(*facts["key"]) if facts["key"] else None,
        address=settings.SITE_ADDRESS + reverse("practices:detail", args=[entry.practice.code]),
        field=facts["field"],
        tag=f"Mới ở lần in {booklet.edition}" if new else "",
        photos=tuple(for_print(content_of(one.file), one.caption) for one in entry.photos.all()),
    )


def paragraphs(text: str) -> tuple[str, ...]:
    """Each line is a paragraph; the registry tells a way of working as one thing a line."""
    return tuple(part.strip() for part in re.split(r"\n+", text) if part.strip())
