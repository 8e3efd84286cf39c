"""What a file seems to be by its first bytes: the only look that the web process itself takes into it."""

import re
from typing import Final

from lantoa.attachments.choices import Kind

OFFICE: Final = "office"  # a zip archive: Word, Excel or neither, which its directory says
OLD_OFFICE: Final = "old_office"
LOCKED: Final = "locked"
PICTURE: Final = "picture"  # of a kind that no field takes
OTHER: Final = "other"

_COMPOUND_FILE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_FIRST_BYTES: Final[tuple[tuple[bytes, str], ...]] = (
    (b"%PDF-", Kind.PDF),
    (b"PK\x03\x04", OFFICE),
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"GIF8", PICTURE),
    (b"BM", PICTURE),
    (b"II*\0", PICTURE),
    (b"MM\0*", PICTURE),
    (b"MZ", OTHER),
    (b"\x7fELF", OTHER),
    (b"#!", OTHER),
    (b"PK", OTHER),
    (b"Rar!", OTHER),
    (b"7z\xbc\xaf\x27\x1c", OTHER),
    (b"\x1f\x8b", OTHER),
    (b"BZh", OTHER),
    (b"\xfd7zXZ", OTHER),
    (b"{\\rtf", OTHER),
)
_BLANKS: Final = b" \t\r\n\xef\xbb\xbf"
_JSON: Final = re.compile(rb'(?:\[\s*)?\{\s*["}]|\[\s*\]')  # an object, or a list of them
_PICTURE_TAGS: Final = (b"<svg", b"<!doctype svg")


def seen_as(content: bytes) -> str:
    """A `Kind`, or one of the words above. Text that does not begin as JSON does is taken for CSV, and read as such
    later.
    """
    for start, found in _FIRST_BYTES:
        if content.startswith(start) and not (start == b"BM" and content.isascii()):
            return found
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return Kind.WEBP
    if content[4:8] == b"ftyp":
        return PICTURE if content[8:12] in (b"heic", b"heix", b"mif1", b"avif", b"msf1") else OTHER
    if content.startswith(_COMPOUND_FILE):
        return LOCKED if _ENCRYPTED in content else OLD_OFFICE
    return _text(content[:4096])


def _text(start: bytes) -> str:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Kind.CSV
    if b"\0" in start:
        return OTHER
    written = start.lstrip(_BLANKS).lower()
    if written.startswith(b"<"):
        return PICTURE if any(tag in written for tag in _PICTURE_TAGS) else OTHER
    if _JSON.match(written):
        return Kind.JSON
    return Kind.CSV
