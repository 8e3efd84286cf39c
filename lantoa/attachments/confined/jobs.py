"""What the child can be asked for. Each job takes the bytes, the kind and the limits, and returns what JSON can hold."""

import base64
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from lantoa.attachments.confined import office, papers, pictures, texts, workbooks
from lantoa.attachments.confined.archives import Archive, open_archive
from lantoa.attachments.confined.faults import Fault
from lantoa.core.secrecy import secret_marks, secret_property

Limits = dict[str, int]
Passage = tuple[str, list[str]]  # where it stands, its lines


def inspect(raw: bytes, kind: str, limits: Limits) -> dict[str, Any]:
    """Every rule of the gate; `kind` is `office` where the name cannot say which of the two it is.

    {"kind", "kept_as", "content": base64 of a picture written again or None,
    "secret": {"place", "form"} of the first mark or None}
    """
    if kind in pictures.FORMATS:
        kept_as, drawn = pictures.redrawn(raw, kind, limits)
        content = base64.b64encode(drawn).decode()
        return {"kind": kind, "kept_as": kept_as, "content": content, "secret": None}
    if kind == "pdf":
        reader = papers.open_paper(raw, limits)
        properties = papers.properties_of(reader)
        passages: Iterator[Passage] = (
            (f"page:{page}", lines)
            for page, lines in chain(papers.words_of_pages(reader), papers.columns_of_pages(reader))
        )
    elif kind == "csv":
        properties = []
        passages = _words_of_tables(workbooks.read_table(raw, limits), {})
    elif kind == "json":
        properties = []
        passages = iter([("text", texts.words_of_json(raw))])
    else:
        archive, kind = office.open_office(raw, limits)
        properties = office.properties_of(archive)
        passages = _words_of_office(archive, kind, limits)
    return {"kind": kind, "kept_as": kind, "content": None, "secret": _first_mark(properties, passages)}


def _first_mark(properties: list[tuple[str, str]], passages: Iterator[Passage]) -> dict[str, Any] | None:
    if any(secret_property(value) for _name, value in properties):
        return {"place": "properties", "form": "property"}
    for place, lines in passages:
        found = secret_marks(lines)
        if found:
            return {"place": place, "form": found[0].kind.value}
    return None


def _words_of_office(archive: Archive, kind: str, limits: Limits) -> Iterator[Passage]:
    if kind == "xlsx":
        headers = workbooks.bounded_sheets(archive, limits)
        yield from _words_of_tables(workbooks.read_sheets(archive), headers)
    yield from _words_of_parts(archive)


def _words_of_parts(archive: Archive) -> Iterator[Passage]:
    return ((f"part:{name}", lines) for name, lines in office.words_of_archive(archive))


def _words_of_tables(sheets: list[dict[str, Any]], headers: dict[str, list[str]]) -> Iterator[Passage]:
    for sheet in sheets:
        place = f"sheet:{sheet['name']}"
        yield place, headers.get(sheet["name"], [])
        rows = []
        for _number, cells in sheet["rows"]:
            texts = [[line for line in _shown(cell).splitlines() if line.strip()] for cell in cells]
            rows.append("\t".join(" ".join(lines) for lines in texts if lines))
            rows += [line for lines in texts if len(lines) > 1 for line in lines]
        yield place, [row for row in rows if row]


def _shown(cell: Any) -> str:
    if isinstance(cell, dict):
        return " ".join(map(str, cell.values()))
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def words(raw: bytes, kind: str, limits: Limits) -> dict[str, Any]:
    """{"passages": [[place, [lines]]]}; a file that yields no word is `wordless`, never an empty success."""
    found: list[Passage]
    if kind == "pdf":
        pages = papers.words_of_pages(papers.open_paper(raw, limits))
        found = [(f"page:{page}", lines) for page, lines in pages]
    elif kind == "csv":
        found = list(_words_of_tables(workbooks.read_table(raw, limits), {}))
    elif kind == "json":
        found = [("text", texts.words_of_json(raw))]
    else:
        found = list(_words_of_office(*office.open_office(raw, limits), limits))
    found = [passage for passage in found if passage[1]]
    if not found:
        raise Fault("wordless")
    return {"passages": found}


def tables(raw: bytes, kind: str, limits: Limits) -> dict[str, Any]:
    """{"sheets": [{"name", "hidden", "rows": [[number, [cells]]]}]} of a workbook or a CSV; of a workbook also `merged`
    (`workbooks.read_sheets`) and `uncomputed`, the places of formulas that nobody computed. Tables of a Word file are called
    «Bảng 1», «Bảng 2»; empty rows are left out.
    """
    if kind == "csv":
        return {"sheets": workbooks.read_table(raw, limits)}
    archive, found = office.open_office(raw, limits)
    if found != kind:
        raise Fault("other_kind")
    if kind == office.DOCX:
        return {"sheets": _sheets_of_document(office.tables_of_document(archive, limits))}
    regions = workbooks.regions_of(archive, limits)
    return {"sheets": _with_uncomputed(workbooks.read_sheets(archive), regions)}


def _sheets_of_document(tables: list[list[list[str]]]) -> list[dict[str, Any]]:
    return [
        {
            "name": f"Bảng {place}",
            "hidden": False,
            "rows": [
                [number, [cell or None for cell in row]]
                for number, row in enumerate(rows, start=1)
                if any(row)
            ],
        }
        for place, rows in enumerate(tables, start=1)
    ]


def _with_uncomputed(
    sheets: list[dict[str, Any]], regions: dict[str, workbooks.Region]
) -> list[dict[str, Any]]:
    for sheet in sheets:
        sheet["uncomputed"] = regions[sheet["name"]].uncomputed if sheet["name"] in regions else []
    return sheets


def parcel(raw: bytes, kind: str, limits: Limits) -> dict[str, Any]:
    """Many workbooks at once: `raw` is an archive of what was sent, each of it a workbook or an archive of workbooks.

    {"count", "skipped": [names], "books": [{"name", "fault", "where"} | {"name", "sheets", "secret"}]} of the `most` books from
    `first` on. One book that is refused refuses no other; each is held to every rule of the gate. `sheets` as in `tables`,
    each with the places of formulas that nobody computed (`uncomputed`).
    """
    found, skipped = _books_of(raw, limits)
    window = found[limits["first"] : limits["first"] + limits["most"]]
    books = [{"name": name, **_book(content, limits)} for name, content in window]
    return {"count": len(found), "skipped": skipped, "books": books}


def _books_of(raw: bytes, limits: Limits) -> tuple[list[tuple[str, bytes | Fault]], list[str]]:
    found: list[tuple[str, bytes | Fault]] = []
    skipped: list[str] = []
    for name in (outer := _parcel(raw, limits)).names:
        content = outer.read(name)
        sent_as = name.partition("/")[2]
        try:
            inner = _parcel(content, limits)
        except Fault as fault:
            found.append((sent_as, fault))
            continue
        if office.CONTENT_TYPES in inner.entries or not any(map(_is_book, inner.names)):
            found.append((sent_as, content))
            continue
        for one in inner.names:
            if _is_book(one):
                found.append((one, inner.read(one)))
            elif not one.endswith("/"):
                skipped.append(one)
    return found, skipped


def _parcel(raw: bytes, limits: Limits) -> Archive:
    return open_archive(
        raw,
        unpacked=limits["workbook_unpacked"],
        ratio=limits["archive_ratio"],
        parts=limits["parcel_parts"],
        parcel=True,
    )


def _is_book(name: str) -> bool:
    """Not what a Mac puts beside each file."""
    last = name.rpartition("/")[2]
    return last.lower().endswith(".xlsx") and not last.startswith(("._", "~$"))


def _book(raw: bytes | Fault, limits: Limits) -> dict[str, Any]:
    if isinstance(raw, Fault):
        return {"fault": raw.code, "where": raw.where}
    try:
        archive, kind = office.open_office(raw, limits)
        if kind != office.XLSX:
            raise Fault("other_kind")
        regions = workbooks.regions_of(archive, limits)
        sheets = workbooks.read_sheets(archive)
        headers = {name: one.headers for name, one in regions.items()}
        passages = chain(_words_of_tables(sheets, headers), _words_of_parts(archive))
        secret = _first_mark(office.properties_of(archive), passages)
    except Fault as fault:
        return {"fault": fault.code, "where": fault.where}
    return {"sheets": [] if secret else _with_uncomputed(sheets, regions), "secret": secret}


def caps(raw: bytes, kind: str, limits: Limits) -> dict[str, Any]:
    """Nothing is read: the caps in force are told by the answer itself."""
    return {}


JOBS: dict[str, Callable[[bytes, str, Limits], dict[str, Any]]] = {
    "inspect": inspect,
    "words": words,
    "tables": tables,
    "parcel": parcel,
    "caps": caps,
}
