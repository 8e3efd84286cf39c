"""What a Word or Excel file may hold: one main part of the right kind, and nothing that acts or reaches out."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from lantoa.attachments.confined.archives import Archive, open_archive
from lantoa.attachments.confined.faults import Fault

DOCX, XLSX = "docx", "xlsx"
CONTENT_TYPES = "[Content_Types].xml"
MAIN = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": DOCX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": XLSX,
}
MACRO = re.compile(r"macroenabled|vbaproject|\.ms-excel\.sheet\.binary|intlmacrosheet", re.IGNORECASE)
MACRO_PARTS = re.compile(r"(^|/)(vbaproject|vbadata|macrosheets/|dialogsheets/)", re.IGNORECASE)
EMBEDDED_PARTS = re.compile(
    r"(^|/)(embeddings|activex|ctrlprops|afchunk[^/]*|webextensions)(/|$|\.)", re.IGNORECASE
)
EMBEDDED_LINKS = ("/oleObject", "/package", "/control", "/aFChunk", "/attachedToolbars", "/webextension")
# A link that is followed only when somebody presses it, to an address that says where it leads.
PRESSED = re.compile(r"(https?://|mailto:|#|[^:/\\]*$)", re.IGNORECASE)
ACTING_FIELDS = re.compile(r"^\s*(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|IMPORT|RD|LINK)\b", re.IGNORECASE)
LOCKED_DOCUMENT = "encryptedpackage"


def open_office(raw: bytes, limits: dict[str, int]) -> tuple[Archive, str]:
    """A Word or Excel file that passed every rule, with its kind (`docx`, `xlsx`); `Fault` otherwise."""
    archive = open_archive(
        raw,
        unpacked=max(limits["document_unpacked"], limits["workbook_unpacked"]),
        ratio=limits["archive_ratio"],
        parts=limits["archive_parts"],
    )
    if any(LOCKED_DOCUMENT in name.lower() for name in archive.names):
        raise Fault("locked")
    kind = _kind_of(archive)
    if not kind:
        raise Fault("other_kind")
    most = limits["document_unpacked" if kind == DOCX else "workbook_unpacked"]
    if archive.unpacked > most:
        raise Fault("unpacked", limit=most)
    _refuse_parts(archive)
    for name in archive.names:
        if name.endswith(".rels"):
            _refuse_links(archive, name)
    return archive, kind


def _kind_of(archive: Archive) -> str:
    """docx, xlsx, or "" for what is neither; macros are told apart from the rest."""
    if CONTENT_TYPES not in archive.entries:
        return ""
    kinds = {element.get("ContentType", "") for element in parsed(archive, CONTENT_TYPES)}
    if any(MACRO.search(kind) for kind in kinds):
        raise Fault("macro")
    mains = {MAIN[kind] for kind in kinds if kind in MAIN}
    return mains.pop() if len(mains) == 1 else ""


def _refuse_parts(archive: Archive) -> None:
    for name in archive.names:
        if MACRO_PARTS.search(name):
            raise Fault("macro")
        if EMBEDDED_PARTS.search(name):
            raise Fault("embedded")


def _refuse_links(archive: Archive, name: str) -> None:
    for link in parsed(archive, name):
        kind, target = link.get("Type", ""), link.get("Target", "")
        if kind.endswith("/vbaProject"):
            raise Fault("macro")
        if kind.endswith(EMBEDDED_LINKS):
            raise Fault("embedded")
        if kind.endswith(("/externalLink", "/externalLinkPath", "/connections")):
            raise Fault("external")
        if link.get("TargetMode", "").lower() == "external" and not (
            kind.endswith("/hyperlink") and PRESSED.match(target)
        ):
            raise Fault("external")


def refuse_acting_fields(instructions: list[str]) -> None:
    """Word fields that start a program or fetch another file when the document opens."""
    if any(ACTING_FIELDS.match(one) for one in instructions):
        raise Fault("external")


def parsed(archive: Archive, name: str) -> ElementTree.Element:
    """The root of a part. The archive was searched for declarations before: there is no entity to expand."""
    try:
        return ElementTree.fromstring(archive.read(name))  # noqa: S314
    except ElementTree.ParseError as error:
        raise Fault("broken") from error


# --- words --------------------------------------------------------------------------------------------------------
TEXT = {"t", "delText"}
PARAGRAPHS = {"p", "si", "is"}
BREAKS = {"tab": "\t", "br": "\n", "cr": "\n"}
WORDLESS = re.compile(
    r"(^|/)(styles|theme\d*|settings|websettings|fonttable|numbering|stylesWithEffects|calcchain|metadata"
    r"|sheet\d+|worksheet\d*|sharedstrings)\.xml$|(^|/)(_rels|worksheets|theme)/|^\[content_types\]",
    re.IGNORECASE,
)
PROPERTIES = re.compile(r"^docProps/", re.IGNORECASE)


class _Words:
    """Collects paragraphs: a text box inside a paragraph is a paragraph of its own."""

    def __init__(self) -> None:
        self.open: list[list[str]] = []
        self.done: list[str] = []
        self.instructions: list[str] = [""]
        self.taking: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if name in PARAGRAPHS:
            self.open.append([])
        elif name in TEXT:
            self.taking = self.open[-1] if self.open else []
        elif name == "instrText":
            self.taking = self.instructions
        elif name in BREAKS and self.open:
            self.open[-1].append(BREAKS[name])
        elif name == "fldSimple":
            self.instructions.append(_attribute(attributes, "instr"))
        elif name == "fldChar":
            self.instructions.append("\0")
        elif name == "textpath" and attributes.get("string"):
            self.done.append(attributes["string"])  # a watermark drawn as a shape

    def data(self, text: str) -> None:
        if self.taking is not None:
            self.taking.append(text)

    def end(self, tag: str) -> None:
        name = tag.rpartition("}")[2]
        if name in PARAGRAPHS and self.open:
            self.done += "".join(self.open.pop()).split("\n")
        elif name in TEXT or name == "instrText":
            self.taking = None

    def close(self) -> "_Words":
        return self


def _attribute(attributes: dict[str, str], name: str) -> str:
    return next((value for key, value in attributes.items() if key.rpartition("}")[2] == name), "")


def words_of_part(archive: Archive, name: str) -> list[str]:
    """The paragraphs of a part, text boxes, watermarks and deleted words included."""
    target = _Words()
    parser = ElementTree.XMLParser(target=target)  # noqa: S314  (see `parsed`)
    try:
        parser.feed(archive.read(name))
        parser.close()
    except ElementTree.ParseError as error:
        raise Fault("broken") from error
    refuse_acting_fields("".join(target.instructions).split("\0"))
    return [line for line in target.done if line.strip()]


def words_of_archive(archive: Archive) -> Iterator[tuple[str, list[str]]]:
    """(part, paragraphs) for each part that holds words; cells of a workbook and properties are read elsewhere."""
    for name in archive.names:
        if name.endswith(".xml") and not WORDLESS.search(name) and not PROPERTIES.search(name):
            lines = words_of_part(archive, name)
            if lines:
                yield name, lines


def properties_of(archive: Archive) -> list[tuple[str, str]]:
    """Title, subject, keywords, category, status, custom properties: (name, value)."""
    found = []
    for part in archive.names:
        if PROPERTIES.search(part) and part.endswith(".xml"):
            for element in parsed(archive, part).iter():
                value = (element.text or "").strip()
                if value:
                    found.append((element.tag.rpartition("}")[2], value))
    return found


# --- tables of a Word file ----------------------------------------------------------------------------------------
MAIN_PART = "word/document.xml"


def tables_of_document(archive: Archive, limits: dict[str, int]) -> list[list[list[str]]]:
    """Rows of cells of each table that stands in the text, in order; a table inside a cell is words of that cell.

    A cell that spans columns or rows says the same in each of them. Words struck by a tracked change are left out. `Fault`
    where a table has more rows or columns than `limits` allow.
    """
    if MAIN_PART not in archive.entries:
        raise Fault("broken")
    root = parsed(archive, MAIN_PART)
    return [_grid(table, number, limits) for number, table in enumerate(_outermost(root), start=1)]


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _outermost(element: ElementTree.Element, name: str = "tbl") -> Iterator[ElementTree.Element]:
    """The elements of that name below, none inside another; no deeper than Python goes, for a hostile file."""
    waiting = list(reversed(element))
    while waiting:
        one = waiting.pop()
        if _local(one) == name:
            yield one
        elif _local(one) != "tbl":
            waiting += reversed(one)


def _grid(table: ElementTree.Element, number: int, limits: dict[str, int]) -> list[list[str]]:
    rows: list[list[str]] = []
    for line in _outermost(table, "tr"):
        row: list[str] = []
        for cell in _outermost(line, "tc"):
            span, goes_on = _spans(cell)
            if len(rows) >= limits["rows"] or len(row) + span > limits["columns"]:
                raise Fault("outside", sheet=f"Bảng {number}", cell=f"R{len(rows) + 1}C{len(row) + span}")
            above = rows[-1][len(row)] if goes_on and rows and len(row) < len(rows[-1]) else None
            row += [_words_of_cell(cell) if above is None else above] * span
        rows.append(row)
    return rows


def _spans(cell: ElementTree.Element) -> tuple[int, bool]:
    """How many columns, and whether it goes on from the row above."""
    span, goes_on = 1, False
    for properties in (one for one in cell if _local(one) == "tcPr"):
        for one in properties:
            if _local(one) == "gridSpan":
                said = _attribute(dict(one.attrib), "val")
                span = max(int(said), 1) if said.isascii() and said.isdigit() and len(said) < 6 else 1
            elif _local(one) == "vMerge":
                goes_on = _attribute(dict(one.attrib), "val") in ("", "continue")
    return span, goes_on


def _words_of_cell(cell: ElementTree.Element) -> str:
    paragraphs: list[str] = [""]
    for one in cell.iter():
        name = _local(one)
        if name == "p" and paragraphs[-1]:
            paragraphs.append("")
        elif name == "t":
            paragraphs[-1] += one.text or ""
        elif name in BREAKS:
            paragraphs[-1] += BREAKS[name].replace("\t", " ")
    return "\n".join(one.strip() for one in paragraphs if one.strip())
