"""Zip archives (Office files), read without unpacking to disk: the directory first, then every part while it streams.

The directory is the sender's word only. Sizes are counted again while inflating, by zlib itself, so that a part that
says 1 KB and holds 10 GB is stopped after 1 KB and a half.
"""

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from lantoa.attachments.confined.faults import Fault

CHUNK = 64 * 1024
LOCAL_HEADER = struct.Struct("<4s5H3I2H")
END = b"PK\x05\x06"
STORED, DEFLATED = 0, 8
ENCRYPTED_FLAGS = 0x1 | 0x40  # traditional and strong encryption
COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DECLARATIONS = [
    word.encode(coding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for coding in ("utf-8", "utf-16-le", "utf-16-be")
]
LONGEST_DECLARATION = max(map(len, DECLARATIONS))
XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
READABLE_ENCODINGS = {b"utf-8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"}


@dataclass(frozen=True)
class Archive:
    """An archive whose every part was read once and found sound. `names` in the order of the directory."""

    raw: bytes
    entries: dict[str, zipfile.ZipInfo] = field(default_factory=dict)
    unpacked: int = 0

    @property
    def names(self) -> list[str]:
        return list(self.entries)

    def read(self, name: str) -> bytes:
        """A part by its exact name; KeyError if there is none."""
        return b"".join(_inflate(self.raw, self.entries[name]))


def open_archive(raw: bytes, *, unpacked: int, ratio: int, parts: int, parcel: bool = False) -> Archive:
    """Raises `Fault`: broken, too_many_parts, unsafe, locked, unpacked, nested.

    A `parcel` may hold archives, which are opened by the same rules in their turn.
    """
    entries = _directory(raw, parts)
    _refuse_places(raw, entries)
    declared = sum(entry.file_size for entry in entries)
    if declared > unpacked or declared > ratio * len(raw):
        raise Fault("unpacked", limit=unpacked)
    archive = Archive(raw, {entry.filename: entry for entry in entries}, declared)
    if len(archive.entries) != len(entries):
        raise Fault("unsafe")  # one name twice: two readers would see two files
    total = 0
    for entry in entries:
        total += _watch(raw, entry, parcel=parcel)
        if total > unpacked:
            raise Fault("unpacked", limit=unpacked)
    return archive


def _directory(raw: bytes, parts: int) -> list[zipfile.ZipInfo]:
    end = raw.rfind(END, max(0, len(raw) - 65_557))
    if end < 0 or len(raw) < end + 22:
        raise Fault("broken")
    _sig, disk, start_disk, here, count, size, offset, comment = struct.unpack(
        "<4s4H2IH", raw[end : end + 22]
    )
    if count > parts or here > parts:
        raise Fault("too_many_parts", limit=parts)
    if disk or start_disk or here != count or offset + size != end or end + 22 + comment != len(raw):
        raise Fault("broken")  # several disks, zip64 (of no use below 4 GB), or bytes before or behind
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as directory:
            found = directory.infolist()
    except (zipfile.BadZipFile, ValueError, RuntimeError, struct.error) as error:
        raise Fault("broken") from error
    if len(found) != count:
        raise Fault("broken")
    if not found:
        raise Fault("empty")
    return found


def _refuse_places(raw: bytes, entries: list[zipfile.ZipInfo]) -> None:
    """Names that lead out, links, encryption, unknown methods, and parts that lie over one another."""
    taken_up_to = 0
    if min(entry.header_offset for entry in entries):
        raise Fault("unsafe")  # something else stands before the archive
    for entry in sorted(entries, key=lambda one: one.header_offset):
        if entry.flag_bits & ENCRYPTED_FLAGS:
            raise Fault("locked")
        if leads_out(entry.orig_filename) or _is_link(entry):
            raise Fault("unsafe")
        if entry.compress_type not in (STORED, DEFLATED):
            raise Fault("unsafe")
        if entry.header_offset < taken_up_to:
            raise Fault("unsafe")
        start = _data_start(raw, entry)
        taken_up_to = start + entry.compress_size


def leads_out(name: str) -> bool:
    """Absolute, with a drive, a backslash, a step up, or a control character."""
    steps = name.split("/")
    return (
        name.startswith("/")
        or "\\" in name
        or ":" in steps[0]
        or ".." in steps
        or any(ord(letter) < 32 for letter in name)
        or not name
    )


def _is_link(entry: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(entry.external_attr >> 16)


def _data_start(raw: bytes, entry: zipfile.ZipInfo) -> int:
    header = raw[entry.header_offset : entry.header_offset + LOCAL_HEADER.size]
    if len(header) < LOCAL_HEADER.size or header[:4] != b"PK\x03\x04":
        raise Fault("broken")
    fields = LOCAL_HEADER.unpack(header)
    name_length, extra_length = fields[9], fields[10]
    start: int = entry.header_offset + LOCAL_HEADER.size + name_length + extra_length
    name = raw[entry.header_offset + LOCAL_HEADER.size :][:name_length]
    if name != entry.orig_filename.encode("utf-8" if entry.flag_bits & 0x800 else "cp437", "replace"):
        raise Fault("unsafe")  # the directory calls it otherwise than the part itself
    if start + entry.compress_size > len(raw):
        raise Fault("cut")
    return start


def _inflate(raw: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part in chunks; never one byte more than it declared."""
    start = _data_start(raw, entry)
    packed = memoryview(raw)[start : start + entry.compress_size]
    if entry.compress_type == STORED:
        if entry.compress_size != entry.file_size:
            raise Fault("unsafe")
        yield bytes(packed)
        return
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    left = entry.file_size
    position = 0
    pending = b""
    while not inflater.eof:
        if not pending:
            pending = bytes(packed[position : position + CHUNK])
            position += CHUNK
            if not pending:
                raise Fault("cut")
        try:
            piece = inflater.decompress(pending, CHUNK)
        except zlib.error as error:
            raise Fault("broken") from error
        pending = inflater.unconsumed_tail
        left -= len(piece)
        if left < 0:
            raise Fault("unsafe")  # holds more than it said
        if piece:
            yield piece
    if left:
        raise Fault("broken")


def _watch(raw: bytes, entry: zipfile.ZipInfo, *, parcel: bool) -> int:
    """Read a part once, looking for what no part may hold; returns its true size."""
    size = crc = 0
    tail = b""
    for piece in _inflate(raw, entry):
        if not size and not parcel:
            _refuse_start(piece, entry.filename)
        size += len(piece)
        crc = zlib.crc32(piece, crc)
        seen = tail + piece
        if not parcel and any(word in seen for word in DECLARATIONS):
            raise Fault("unsafe")
        tail = seen[-LONGEST_DECLARATION:]
    if crc != entry.CRC:
        raise Fault("broken")
    return size


def _refuse_start(piece: bytes, name: str) -> None:
    if piece.startswith((b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf")):
        raise Fault("nested")
    if piece.startswith(COMPOUND_FILE):
        raise Fault("macro" if name.lower().endswith("vbaproject.bin") else "embedded")
    encoding = XML_ENCODING.match(piece[:300].removeprefix(b"\xef\xbb\xbf"))
    if encoding and encoding[1].lower() not in READABLE_ENCODINGS:
        raise Fault("unsafe")  # in another encoding a declaration would pass unseen
