"""Zip containers (DOCX, XLSX) that come out the same, byte for byte, for the same content."""

import zipfile
from collections.abc import Callable
from io import BytesIO

EPOCH = (1980, 1, 1, 0, 0, 0)  # the first instant a zip entry can carry


def unchanged(_name: str, content: bytes) -> bytes:
    """An entry as it is."""
    return content


def frozen(archive: bytes, change: Callable[[str, bytes], bytes] = unchanged) -> bytes:
    """The same zip, each entry passed through `change(name, content)`, stamped with one instant and packed
    one way."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(archive)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target,
    ):
        for entry in source.infolist():
            stamped = zipfile.ZipInfo(entry.filename, EPOCH)
            stamped.compress_type = zipfile.ZIP_DEFLATED
            stamped.external_attr = 0o600 << 16
            target.writestr(stamped, change(entry.filename, source.read(entry)))
    return out.getvalue()
