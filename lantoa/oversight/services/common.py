"""What every change of this room asks first."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.core.name_screen import find_persons, sentence_of
from lantoa.organisation.access import require
from lantoa.oversight.models import Inspection
from lantoa.oversight.queries.names import people_named


def locked(inspection: Inspection, row_version: int) -> Inspection:
    """The row, locked. Raises Conflict where the page is older than it."""
    found = (
        Inspection.objects.select_for_update(of=("self",))
        .select_related("unit", "subject", "theme")
        .get(pk=inspection.pk)
    )
    if found.row_version != row_version:
        raise Conflict(
            _(
                "Cuộc này đã được lưu ở một trang khác. Mở lại trang để xem, rồi chép phần vừa viết sang nếu còn cần."
            )
        )
    return found


def require_person(actor: Actor, allowed: Any, *things: Any, reason: str = "") -> None:
    """Asks the predicate of a person; the system itself may."""
    if isinstance(actor, User):
        require(allowed(actor, *things), reason)


def changed(actor: Actor, inspection: Inspection, act: str, **after: object) -> Inspection:
    """Saved and recorded; the record never holds a word of what was found."""
    inspection.row_version += 1
    inspection.save()
    record(actor, act, inspection, chain=inspection.unit_id, label=inspection.code, after=after)
    return inspection


def refuse_names(texts: Mapping[str, str], *subjects: uuid.UUID) -> None:
    """Raises Refused at every field that names a person, or gives a number by which one is found. At most one statement."""
    texts = {field: text for field, text in texts.items() if text}
    if not texts:
        return
    passages = {field: find_persons(text) for field, text in texts.items()}
    sentences = {field: sentence_of(texts[field], found) for field, found in passages.items() if found}
    for field, named in people_named(texts, subjects).items():
        words = _("Có tên người: %(names)s. Ghi chức danh thay cho tên, ví dụ «Bí thư chi bộ».")
        sentences.setdefault(field, words % {"names": ", ".join(named[:3])})
    if sentences:
        raise Refused(next(iter(sentences.values())), fields=sentences)
