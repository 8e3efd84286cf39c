"""Write the draft of a version part by part, and publish it: from then on its wording stays."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.core.vi_dates import format_day
from lantoa.directives.models import Directive, DirectivePart, DirectiveVersion
from lantoa.directives.permissions.directives import can_change_directive, can_publish
from lantoa.organisation.access import require

MOST_PARTS = 300


@dataclass(frozen=True)
class PartText:
    """`thread` of the part in an earlier version, None where it is new or to be found by its label."""

    label: str
    heading: str
    text: str
    thread: uuid.UUID | None = None


@transaction.atomic
def save_draft(
    *,
    actor: Actor,
    directive: Directive,
    adopted_on: date,
    note: str,
    parts: Sequence[PartText],
    row_version: int = 0,
) -> DirectiveVersion:
    """Write the draft of the next version, made anew where there is none (row_version 0 then).

    A part keeps the thread of the part it comes from; one without takes that of the same label in the last version.

    Raises Forbidden, Conflict (somebody saved it meanwhile), Refused: too many parts, a label twice, a day before the paper's.
    """
    directive = Directive.objects.select_for_update().get(pk=directive.pk)
    if isinstance(actor, User):
        require(can_change_directive(actor, directive))
    _check(directive, adopted_on, parts)
    draft = directive.versions.filter(published_at=None).first()
    last = directive.versions.filter(published_at__isnull=False).order_by("-number").first()
    if (draft.row_version if draft else 0) != row_version:
        raise Conflict(
            _(
                "Bản nháp vừa được người khác lưu. Xem bản đang lưu; lưu lần nữa thì lời anh/chị ghi thay bản ấy."
            )
        )
    if draft is None:
        draft = DirectiveVersion(directive=directive, number=(last.number if last else 0) + 1, row_version=0)
    draft.adopted_on, draft.note = adopted_on, note
    draft.row_version += 1
    draft.save()
    draft.parts.all().delete()
    threads = _threads(parts, last)
    DirectivePart.objects.bulk_create(
        DirectivePart(
            version=draft, position=place, thread=thread, label=one.label, heading=one.heading, text=one.text
        )
        for place, (one, thread) in enumerate(zip(parts, threads, strict=True), 1)
    )
    record(
        actor,
        "directive.version_saved",
        draft,
        chain=directive.unit_id,
        label=directive.code,
        after={"number": draft.number, "parts": len(parts)},
    )
    return draft


@transaction.atomic
def publish_version(*, actor: Actor, version: DirectiveVersion, row_version: int) -> DirectiveVersion:
    """Publish a draft; the directive counts from now on. Raises Forbidden, Conflict, Refused: published already, or without text
    and file."""
    directive = Directive.objects.select_for_update().get(pk=version.directive_id)
    version = DirectiveVersion.objects.select_for_update().get(pk=version.pk)
    if isinstance(actor, User):
        require(can_publish(actor, directive))
    if version.published_at is not None:
        raise Refused(_("Phiên bản này đã công bố."))
    if version.row_version != row_version:
        raise Conflict(_("Bản nháp vừa được người khác lưu. Tải lại trang, xem lại rồi công bố."))
    if not version.parts.exists() and directive.file_id is None:
        raise Refused(_("Chưa có nội dung. Ghi các phần của văn bản hoặc đính kèm tệp, rồi mới công bố."))
    version.published_at = clock.now()
    version.row_version += 1
    version.save()
    if directive.is_draft:
        directive.is_draft = False
        directive.save(update_fields=["is_draft"])
    record(
        actor,
        "directive.version_published",
        version,
        chain=directive.unit_id,
        label=directive.code,
        after={"number": version.number, "adopted_on": version.adopted_on, "note": version.note},
    )
    return version


@transaction.atomic
def discard_draft(*, actor: User, directive: Directive, row_version: int) -> bool:
    """Throw the draft of a version away. A directive of which nothing was ever published goes with it, with its links (True);
    a published one stays as it is. Final: the record keeps the words. `row_version` is the draft's.

    Raises Forbidden, Conflict (somebody saved it meanwhile), Refused: nothing is being drafted, or something hangs on it.
    """
    directive = Directive.objects.select_for_update().get(pk=directive.pk)
    require(can_change_directive(actor, directive))
    draft = directive.versions.select_for_update().filter(published_at=None).first()
    if draft is None:
        raise Refused(_("Không có bản nháp nào để bỏ."))
    if draft.row_version != row_version:
        raise Conflict(_("Bản nháp vừa được người khác lưu. Tải lại trang, xem lại rồi mới bỏ."))
    parts = [f"{one.label} {one.heading}\n{one.text}".strip() for one in draft.parts.all()]
    chain, label = directive.unit_id, directive.code
    before = {"number": draft.number, "note": draft.note, "parts": parts}
    if not directive.is_draft:
        record(actor, "directive.draft_discarded", draft, chain=chain, label=label, before=before)
        draft.delete()
        return False
    words = {name: str(getattr(directive, name)) for name in ("reference", "type_name", "issuer", "subject")}
    words |= {"issued_on": str(directive.issued_on), "file": directive.file_name}
    links = [str(one) for one in directive.links.select_related("source", "target")]
    record(
        actor,
        "directive.discarded",
        directive,
        chain=chain,
        label=label,
        before={**words, **before, "links": links},
    )
    try:
        with transaction.atomic():
            draft.delete()
            directive.links.all().delete()
            directive.delete()
    except ProtectedError as error:
        raise Refused(_("Đã có việc gắn với văn bản này nên không bỏ được.")) from error
    return True


def _check(directive: Directive, adopted_on: date, parts: Sequence[PartText]) -> None:
    if adopted_on < directive.issued_on:
        sentence = _("Ngày của phiên bản không thể trước ngày ban hành %(day)s.")
        raise Refused.at("adopted_on", sentence % {"day": format_day(directive.issued_on)})
    if adopted_on > clock.today():
        raise Refused.at("adopted_on", _("Ngày của phiên bản không thể sau hôm nay."))
    if len(parts) > MOST_PARTS:
        raise Refused(_("Tối đa %(most)d phần. Gộp bớt các phần nhỏ.") % {"most": MOST_PARTS})
    labels = [one.label for one in parts if one.label]
    twice = next((one for one in labels if labels.count(one) > 1), None)
    if twice:
        raise Refused(_("Có hai phần cùng đánh số %(label)s. Sửa số của một phần.") % {"label": twice})


def _threads(parts: Sequence[PartText], last: DirectiveVersion | None) -> list[uuid.UUID]:
    known = {one.thread: one.label for one in last.parts.all()} if last else {}
    by_label = {label: thread for thread, label in known.items() if label}
    given = [one.thread if one.thread in known else None for one in parts]
    taken = {one for one in given if one}
    found = []
    for one, thread in zip(parts, given, strict=True):
        if thread is None:
            same = by_label.get(one.label)
            thread = same if same and same not in taken else uuid.uuid4()
            taken.add(thread)
        found.append(thread)
    if len(set(found)) < len(found):
        raise Refused(_("Hai phần trỏ về cùng một phần của phiên bản trước. Tải lại trang rồi sửa lại."))
    return found
