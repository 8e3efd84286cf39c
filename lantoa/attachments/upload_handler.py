"""Uploads stay in memory from the first byte to the gate's word: Django's own handler writes what exceeds 2.5 MB to a disk.

A file that is refused because it is marked secret must never have lain on durable storage, and a deleted file still lies
there. With the caps below one request holds 22 MB twice for as long as it is read; eight threads at once 350 MB at most.
"""

import io
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils.translation import gettext as _

from lantoa.attachments.limits import limits
from lantoa.attachments.sentences import sentence_of

PIECE = 256 * 1024
# A body a little too large is read to its end and thrown away, so that the browser hears the answer instead of a broken line.
DRAINED = 5


class CutShort(MultiPartParserError):
    """Fewer bytes came than were announced, or the last boundary is missing."""

    def __init__(self) -> None:
        super().__init__("upload cut short")
        self.sentence = sentence_of("cut", {})


class InMemoryOnly(MemoryFileUploadHandler):
    """Reads the whole body first, so that half a file is never taken for a file."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],  # noqa: N803  (Django's name)
        content_length: int,
        boundary: Any,  # bytes, whatever the stubs say
        encoding: str | None = None,
    ) -> tuple[Any, Any]:
        most = limits().file + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if content_length > most:
            _drain(input_data, min(content_length, most * DRAINED))
            raise RequestDataTooBig(_("Tệp quá lớn."))
        body = _read(input_data, content_length)
        if len(body) < content_length or b"--" + boundary + b"--" not in body[-1024:]:
            raise CutShort
        parser = MultiPartParser(META, io.BytesIO(body), [_Activated(self.request)], encoding)
        return parser.parse()


class _Activated(MemoryFileUploadHandler):
    """The handler of the whole body, whatever a single part weighs."""

    def handle_raw_input(self, *_arguments: Any, **_named: Any) -> None:
        self.activated = True


def _read(stream: Any, length: int) -> bytes:
    pieces = []
    left = length
    while left > 0:
        piece = stream.read(min(left, PIECE))
        if not piece:
            break
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def _drain(stream: Any, length: int) -> None:
    while length > 0:
        piece = stream.read(min(length, PIECE))
        if not piece:
            return
        length -= len(piece)
