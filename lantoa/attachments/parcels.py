"""Many workbooks sent at once, as files or in archives: all read by a few capped children instead of two for each."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from lantoa.attachments import signatures
from lantoa.attachments.choices import Kind
from lantoa.attachments.gate import Upload, refuse_by_sight, refuse_secret
from lantoa.attachments.limits import limits, megabytes
from lantoa.attachments.names import clean_name, split
from lantoa.attachments.reading import Table, table_of
from lantoa.attachments.sandbox import UnreadableFile, ask
from lantoa.attachments.sentences import not_of_kind, sentence_of
from lantoa.core.errors import Refused
from lantoa.core.secrecy import Form, secret_marks
from lantoa.core.vi_numbers import format_count

MOST: Final = 1_000  # workbooks in one sending
AT_ONCE: Final = 100  # read by one child


@dataclass(frozen=True)
class Book:
    """One workbook: its sheets, or the sentence that says why it is refused. `uncomputed`: sheet → places («E7») of formulas
    without a value, or with an error for one."""

    name: str
    tables: tuple[Table, ...] = ()
    refusal: str = ""
    uncomputed: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Parcel:
    """What was sent, in order, and the names of what lay beside in an archive and is no workbook."""

    books: tuple[Book, ...]
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unread:
    """A sending that is too long for one request: `books` were read, `count` is of all.

    `rest` is packed as `read_on` takes it; of its books those before `first` are among the read ones.
    """

    books: tuple[Book, ...]
    rest: bytes
    first: int
    count: int
    skipped: tuple[str, ...] = ()


def admit_or_begin(uploads: Sequence[Upload]) -> Parcel | Unread:
    """As `admit_parcel` for up to `AT_ONCE` books; of more, the first are held to the rules and read, the others wait."""
    refused, readable = _sorted_by_sight(uploads)
    if not readable:
        return Parcel(refused)
    packed = _packed(readable)
    told = _window(packed, 0)
    books = (*refused, *map(_book, told["books"]))
    skipped = _named(told["skipped"])
    if len(told["books"]) >= told["count"]:
        return Parcel(books, skipped)
    return Unread(books, packed, len(told["books"]), len(refused) + told["count"], skipped)


def read_on(packed: bytes, first: int) -> list[Book]:
    """The next `AT_ONCE` books of a sending, from the one at `first` on; none where all are read. Raises as `admit_parcel`."""
    return [_book(one) for one in _window(packed, first)["books"]]


def admit_parcel(uploads: Sequence[Upload]) -> Parcel:
    """Every workbook of the uploads (XLSX, or zip archives of such), held to the rules of the gate.

    What is wrong with one book stands at that book. Raises `Refused` where nothing can be read or too much was sent, and
    `SecretFile` where any of it bears the mark of a secret paper: then nothing of the sending is kept.
    """
    begun = admit_or_begin(uploads)
    if isinstance(begun, Parcel):
        return begun
    books, first = list(begun.books), begun.first
    while read := read_on(begun.rest, first):
        books += read
        first += len(read)
    return Parcel(tuple(books), begun.skipped)


def _sorted_by_sight(uploads: Sequence[Upload]) -> tuple[tuple[Book, ...], list[tuple[str, bytes]]]:
    """What needs no reading to be refused, and the rest."""
    contents = [(upload.name or "", _bytes_of(upload)) for upload in uploads]
    if sum(len(content) for _name, content in contents) > limits().file:
        raise Refused(
            _("Các tệp cộng lại vượt quá %(limit)s. Hãy gửi làm nhiều lần.")
            % {"limit": megabytes(limits().file)}
        )
    refused: list[Book] = []
    readable: list[tuple[str, bytes]] = []
    for name, content in contents:
        refusal = _refused_by_sight(name, content)
        if refusal:
            refused.append(Book(clean_name(name, Kind.XLSX), refusal=refusal))
        else:
            readable.append((name, content))
    return tuple(refused), readable


def _bytes_of(upload: Upload) -> bytes:
    upload.seek(0)
    return upload.read()


def _refused_by_sight(name: str, content: bytes) -> str:
    """The sentence for what needs no child to be refused."""
    if not content:
        return sentence_of("empty", {})
    seen = signatures.seen_as(content)
    try:
        refuse_by_sight(seen, name, [Kind.XLSX])
    except Refused as refusal:
        return refusal.sentence
    return ""


def _window(packed: bytes, first: int) -> dict[str, Any]:
    told = _ask(packed, first, AT_ONCE)
    if told["count"] > MOST:
        sentence = _(
            "Một lần gửi nhận tối đa %(most)s bảng tính, lần này có %(count)s. Hãy gửi làm nhiều lần."
        )
        raise Refused(sentence % {"most": format_count(MOST), "count": format_count(told["count"])})
    return told


def _named(skipped: Sequence[str]) -> tuple[str, ...]:
    return tuple("".join(split(one))[:100] for one in skipped)


def _ask(packed: bytes, first: int, most: int) -> dict[str, Any]:
    """One window of the books. Too heavy together, they are read one by one, so that the one at fault is named."""
    try:
        return ask("parcel", packed, "zip", first=first, most=most, parcel_parts=MOST + 200)
    except UnreadableFile as error:
        if error.code != "heavy":
            raise
        if most == 1:
            listed = ask("parcel", packed, "zip", first=first, most=0, parcel_parts=MOST + 200)
            fault = {
                "name": _("bảng tính thứ %(place)s") % {"place": format_count(first + 1)},
                "fault": "heavy",
            }
            return {**listed, "books": [{**fault, "where": {}}]}
    return _ask(packed, first, 1)


def _packed(files: Sequence[tuple[str, bytes]]) -> bytes:
    """The files one after the other, as the child takes them; numbered, for two may have one name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for number, (name, content) in enumerate(files):
            archive.writestr(f"{number}/{clean_name(name, Kind.XLSX)}", content)
    return out.getvalue()


def _book(told: Mapping[str, Any]) -> Book:
    name = clean_name(str(told["name"]), Kind.XLSX)
    if told.get("fault") == "other_kind":
        return Book(name, refusal=not_of_kind([Kind.XLSX]))
    if "fault" in told:
        return Book(name, refusal=sentence_of(told["fault"], told["where"]))
    if secret_marks([split(name)[0]]):
        raise refuse_secret(Kind.XLSX, "name", Form.STAMP)
    if told["secret"]:
        raise refuse_secret(Kind.XLSX, str(told["secret"]["place"]), Form(told["secret"]["form"]))
    uncomputed = {sheet["name"]: frozenset(sheet["uncomputed"]) for sheet in told["sheets"]}
    return Book(name, tuple(map(table_of, told["sheets"])), uncomputed=uncomputed)
