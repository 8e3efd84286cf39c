"""PDF: at most so many pages, nothing locked, nothing that acts, nothing inside it but pages."""

import io
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from lantoa.attachments.confined.faults import Fault

ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition", "/GoToE", "/Movie", "/Sound"}
SUBTYPES = {"/RichMedia", "/Movie", "/Sound", "/3D", "/Screen", "/FileAttachment"}
ENCLOSED = ("/EF", "/EmbeddedFiles")
PAPER_TITLES = ("/Title", "/Subject", "/Keywords")
DEEPEST = 60
LABEL_LETTERS = re.compile("MẬT|MAT|MËT|MAÄT")  # Unicode, without diacritics, TCVN3, VNI
END = b"%%EOF"


def open_paper(raw: bytes, limits: dict[str, int]) -> PdfReader:
    """The reader of a PDF that passed every rule; `Fault` otherwise."""
    if END not in raw[-2048:]:
        raise Fault("cut")
    try:
        reader = PdfReader(io.BytesIO(raw), strict=False)
        if reader.is_encrypted:
            raise Fault("locked")
        pages = len(reader.pages)
        if pages > limits["pages"]:
            raise Fault("too_many_pages", pages=pages, limit=limits["pages"])
        if not pages:
            raise Fault("empty")
        for thing in _things(reader):
            _refuse_acts(thing, 0)
    except Fault:
        raise
    except MemoryError:
        raise
    except Exception as error:
        raise Fault("broken") from error
    return reader


def _things(reader: PdfReader) -> Iterator[Any]:
    """Every object of the file, those inside object streams included."""
    yield reader.trailer
    for generation, numbers in reader.xref.items():
        for number in list(numbers):
            yield reader.get_object(IndirectObject(number, generation, reader))
    for number in list(reader.xref_objStm):
        yield reader.get_object(IndirectObject(number, 0, reader))


def _refuse_acts(thing: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise Fault("broken")
    if isinstance(thing, DictionaryObject):
        if thing.get("/S") in ACTIONS or "/JS" in thing or "/XFA" in thing or "/JavaScript" in thing:
            raise Fault("acting")
        if thing.get("/Subtype") in SUBTYPES or any(name in thing for name in ENCLOSED):
            raise Fault("enclosed")
        values: list[Any] = [thing.raw_get(name) for name in thing]
    elif isinstance(thing, ArrayObject):
        values = list(list.__iter__(thing))
    else:
        return
    for value in values:
        if isinstance(value, DictionaryObject | ArrayObject):
            _refuse_acts(value, depth + 1)


def words_of_pages(reader: PdfReader) -> Iterator[tuple[int, list[str]]]:
    """(page, lines): the text layer, notes and stamps laid over it, and the fields of a form."""
    for number, page in enumerate(reader.pages, start=1):
        try:
            lines = page.extract_text().splitlines()
            lines += list(_words_over(page))
        except MemoryError:
            raise
        except Exception as error:
            raise Fault("broken") from error
        yield number, [line for line in lines if line.strip()]


def columns_of_pages(reader: PdfReader) -> Iterator[tuple[int, list[str]]]:
    """(page, lines) with the gaps between columns kept, so that a stamp beside other words stands apart.

    Only of pages on which the letters of a label stand at all: setting a page costs as much as reading it again.
    """
    for number, page in enumerate(reader.pages, start=1):
        try:
            letters = "".join(c for c in unicodedata.normalize("NFC", page.extract_text()) if c.isalnum())
            if not LABEL_LETTERS.search(letters):
                continue
            shown = page.extract_text(extraction_mode="layout", layout_mode_space_vertically=False)
        except MemoryError:
            raise
        except Exception as error:
            raise Fault("broken") from error
        yield number, shown.splitlines()


def _words_over(page: DictionaryObject) -> Iterator[str]:
    for link in page.get("/Annots", None) or ():
        note = link.get_object()
        if not isinstance(note, DictionaryObject):
            continue
        for name in ("/Contents", "/V", "/T", "/Subj"):
            value = note.get(name)
            if isinstance(value, str):
                yield from value.splitlines()
        if note.get("/Subtype") == "/Stamp" and note.get("/Name") == "/TopSecret":
            yield "TUYỆT MẬT"


def properties_of(reader: PdfReader) -> list[tuple[str, str]]:
    """Title, subject and keywords, from the document's table and from its XMP packet."""
    found = []
    try:
        about: dict[str, Any] = dict(reader.metadata or {})
        found = [(name.strip("/"), str(about[name])) for name in PAPER_TITLES if about.get(name)]
        packet = reader.xmp_metadata
        if packet is not None:
            found += [("title", str(value)) for value in (packet.dc_title or {}).values()]
            found += [("subject", str(value)) for value in packet.dc_subject or []]
            found += [("description", str(value)) for value in (packet.dc_description or {}).values()]
            if packet.pdf_keywords:
                found.append(("keywords", str(packet.pdf_keywords)))
    except MemoryError:
        raise
    except Exception as error:
        raise Fault("broken") from error
    return found
