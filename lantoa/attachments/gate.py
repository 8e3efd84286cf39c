"""The gate: every file of a person passes here before anything else is done with it. Type by content, never by name."""

import base64
import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext as _

from lantoa.attachments import signatures
from lantoa.attachments.choices import Kind
from lantoa.attachments.limits import limits, megabytes
from lantoa.attachments.names import clean_name, split
from lantoa.attachments.sandbox import UnreadableFile, ask
from lantoa.attachments.sentences import not_of_kind, sentence_of
from lantoa.core import secret_refusals
from lantoa.core.errors import Refused
from lantoa.core.secrecy import Form, secret_marks
from lantoa.core.secret_refusals import SecretRefusal


class Upload(Protocol):
    """What Django gives for a file of a form, and `django.core.files.base.File`."""

    name: str | None
    size: int

    def read(self) -> bytes: ...

    def seek(self, offset: int) -> Any: ...


@dataclass(frozen=True)
class AcceptedFile:
    """A file that passed. `content` is what to keep: of a picture, the one written again without its metadata."""

    kind: Kind
    name: str
    content: bytes

    @property
    def media_type(self) -> str:
        return self.kind.media_type

    @property
    def size(self) -> int:
        return len(self.content)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


class SecretFile(Refused):
    """The file bears the mark of a secret paper. It was in memory only, and is gone with the request."""


def admit(upload: Upload, *, allowed: Collection[Kind], name: str | None = None) -> AcceptedFile:
    """Let a file in, or raise `Refused` with what is wrong, where, and what to do.

    `allowed` are the kinds that the field takes. The bytes stay in memory: nothing is written, here or by the child that
    takes the file apart (`sandbox`). Raises `SecretFile` for one that is marked secret, after leaving a note for the record.
    """
    given_name = upload.name or "" if name is None else name
    most = limits().file
    if upload.size > most:
        raise Refused(
            _("Tệp vượt quá %(limit)s. Hãy giảm dung lượng hoặc chia nhỏ tệp rồi tải lại.")
            % {"limit": megabytes(most)}
        )
    upload.seek(0)
    content = upload.read()
    if not content:
        raise Refused(sentence_of("empty", {}))
    if len(content) != upload.size:
        raise Refused(sentence_of("cut", {}))
    return admit_bytes(content, given_name, allowed=allowed)


def admit_bytes(content: bytes, name: str, *, allowed: Collection[Kind]) -> AcceptedFile:
    """`admit` for bytes that did not come with a form (a command, a job)."""
    kinds = [kind for kind in Kind if kind in allowed]
    seen = signatures.seen_as(content)
    refuse_by_sight(seen, name, kinds)
    answer = ask("inspect", content, seen)
    try:
        kind, kept_as, secret = Kind(answer["kind"]), Kind(answer["kept_as"]), answer["secret"]
        kept = base64.b64decode(answer["content"], validate=True) if answer["content"] else content
        mark = (str(secret["place"]), Form(secret["form"])) if secret else None
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableFile("heavy") from error  # no child of ours speaks so: it was taken over, or broke
    if kind not in kinds:
        raise Refused(_not_of_kind(name, kinds))
    _refuse_name_of_another_kind(name, kind)
    if mark:
        raise refuse_secret(kind, *mark)
    if secret_marks([split(name)[0]]):
        raise refuse_secret(kind, "name", Form.STAMP)
    stem, suffix = split(name)
    return AcceptedFile(kept_as, clean_name(name if suffix in kept_as.suffixes else stem, kept_as), kept)


def refuse_by_sight(seen: str, name: str, kinds: list[Kind]) -> None:
    """What needs no child: files of kinds that this field, or no field, takes."""
    if seen == signatures.LOCKED:
        raise Refused(sentence_of("locked", {}))
    if seen == signatures.OLD_OFFICE and {Kind.DOCX, Kind.XLSX} & set(kinds):
        raise Refused(
            _("Không nhận tệp Word, Excel kiểu cũ (.doc, .xls). Hãy lưu thành .docx hoặc .xlsx rồi tải lại.")
        )
    if seen == signatures.OFFICE:
        if not {Kind.DOCX, Kind.XLSX} & set(kinds):
            raise Refused(_not_of_kind(name, kinds))
    elif seen not in kinds:
        raise Refused(_not_of_kind(name, kinds))


def _not_of_kind(name: str, kinds: list[Kind]) -> str:
    """Held against what the name says, where this field takes that; against all that the field takes otherwise."""
    suffix = split(name)[1]
    return not_of_kind([kind for kind in kinds if suffix in kind.suffixes] or kinds)


def _refuse_name_of_another_kind(name: str, kind: Kind) -> None:
    suffix = split(name)[1]
    if suffix and suffix not in kind.suffixes:
        sentence = _(
            "Tên tệp có đuôi %(suffix)s nhưng nội dung là %(kind)s. Hãy chọn lại tệp, hoặc sửa đuôi tên tệp cho đúng."
        )
        raise Refused(sentence % {"suffix": suffix, "kind": kind.label})


def refuse_secret(kind: Kind, place: str, form: Form) -> SecretFile:
    where, _colon, which = place.partition(":")
    secret_refusals.note(SecretRefusal(kind.value, where, form.value))
    sentence = _(
        "Không đưa tài liệu, thông tin bí mật nhà nước vào hệ thống này. Tệp có dấu chỉ độ mật ở %(place)s nên không được lưu. "
        "Hãy giao, gửi tài liệu này qua văn thư theo chế độ mật của cơ quan."
    )
    return SecretFile(sentence % {"place": _place_words(where, which)})


def _place_words(where: str, which: str) -> str:
    if where == "page":
        return _("trang %(number)s") % {"number": which}
    if where == "sheet" and which:
        return _("trang tính «%(name)s»") % {"name": which[:60]}
    if where == "part" and "header" in which:
        return _("đầu trang")
    if where == "part" and "footer" in which:
        return _("chân trang")
    if where == "properties":
        return _("thuộc tính của tệp")
    if where == "name":
        return _("tên tệp")
    return _("nội dung")
