"""The booklet of good models (kỷ yếu): what is in it. `booklet_printing` draws it as PDF, `booklet_word` as
DOCX."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lantoa.core.text import sort_key
from lantoa.printing.document import Signature

A5_MM = (148.0, 210.0)
A4_MM = (210.0, 297.0)


@dataclass(frozen=True, slots=True)
class Photo:
    """A JPEG with its caption; the gate has taken its metadata, `pictures.for_print` made it no larger than paper shows."""

    content: bytes
    caption: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class KeyResult:
    """One measured result, as printed: "Thời gian chờ khám", "45", "5", "phút"."""

    measure: str
    before: str
    after: str
    unit: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One model. Each of the four sections is a tuple of paragraphs; an empty one is left out.

    `field` is where the index by field lists it (nowhere without one); `tag` says what is new in this edition.
    """

    code: str
    title: str
    unit: str
    period: str
    context: tuple[str, ...] = ()
    method: tuple[str, ...] = ()
    result: tuple[str, ...] = ()
    lessons: tuple[str, ...] = ()
    key_result: KeyResult | None = None
    address: str = ""
    field: str = ""
    tag: str = ""
    photos: tuple[Photo, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """The models of one field."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class OtherModel:
    """A row of the list of models that are not told at length."""

    code: str
    title: str
    unit: str
    field: str


@dataclass(frozen=True, slots=True)
class Booklet:
    """The whole book. `cover_lines` are the bodies in whose name it appears, the last one bold.

    `issued_on` dates the file; `note` is small print at the foot of the cover ("Tài liệu lưu hành nội bộ");
    `imprint` are the lines of the last page (who answers for the content, editors); `marks` stand at the
    foot of every page. `edition` stands under the year ("In lần thứ 2"), `changes` are the lines of the list of what
    a further edition says otherwise.
    """

    cover_lines: tuple[str, ...]
    title: str
    year: str
    issued_on: date
    chapters: tuple[Chapter, ...]
    subtitle: str = ""
    note: str = ""
    preface: tuple[str, ...] = ()
    preface_place_date: str = ""
    preface_signature: Signature | None = None
    others: tuple[OtherModel, ...] = ()
    imprint: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    edition: str = ""
    changes: tuple[str, ...] = ()

    @property
    def entries(self) -> Iterator[Entry]:
        """Every model told at length, in order."""
        return (entry for chapter in self.chapters for entry in chapter.entries)


def sections(entry: Entry) -> list[tuple[str, tuple[str, ...]]]:
    """The four parts with their headings, those that say something."""
    parts = [
        ("Bối cảnh", entry.context),
        ("Cách làm", entry.method),
        ("Kết quả", entry.result),
        ("Bài học", entry.lessons),
    ]
    return [(heading, paragraphs) for heading, paragraphs in parts if paragraphs]


def units_index(booklet: Booklet) -> list[tuple[str, list[Entry]]]:
    """Units in Vietnamese alphabetical order, each with its models in the order of the book."""
    found: dict[str, list[Entry]] = {}
    for entry in booklet.entries:
        found.setdefault(entry.unit, []).append(entry)
    return sorted(found.items(), key=lambda pair: sort_key(pair[0]))


def fields_index(booklet: Booklet) -> list[tuple[str, list[Entry]]]:
    """Fields in the order in which the book first names them, each with its models in the order of the book."""
    found: dict[str, list[Entry]] = {}
    for entry in booklet.entries:
        if entry.field:
            found.setdefault(entry.field, []).append(entry)
    return list(found.items())
