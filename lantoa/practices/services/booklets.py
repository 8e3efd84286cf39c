"""The life of a booklet: begun, described, published once and for all, carried on as a further edition, or put aside."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.core.reference import Reference
from lantoa.notifications.services import notify
from lantoa.organisation.access import require
from lantoa.organisation.models import Position, Unit
from lantoa.practices.models import (
    Booklet,
    BookletChapter,
    BookletEntry,
    BookletPhoto,
    Practice,
)
from lantoa.practices.permissions import can_edit_booklets, can_publish_booklets
from lantoa.practices.queries.booklet_facts import book_facts, entry_facts
from lantoa.practices.queries.booklets import (
    chapters_of,
    lacking_for_publication,
    not_recognised,
    not_recognised_sentence,
    original_texts,
    publication_mark,
)
from lantoa.practices.services.booklet_files import ask_for_all
from lantoa.practices.texts import lock_registry

EDITION_OF_CODE = re.compile(r"-L\d+$")
SENTENCE_PUBLISHED = gettext_noop(
    "Tập đã ban hành, không sửa được nữa. Muốn sửa thì lập lần in sau từ tập này."
)


@dataclass(frozen=True)
class NewEntry:
    """A practice as the booklet tells it; paragraphs are parted by an empty line."""

    practice: Practice
    background: str
    method: str
    result: str
    lesson: str
    replication_hint: str = ""


@dataclass(frozen=True)
class BookletTold:
    """What an editor says of a booklet as a whole. `signing_post` None: who signs for the unit on the day of publication."""

    title: str
    year: int
    first_year: int | None = None
    preface: str = ""
    note: str = ""
    signing_post: Position | None = None
    signed_on: date | None = None

    def values(self) -> dict[str, Any]:
        return dict(vars(self))


def locked_draft(booklet: Booklet) -> Booklet:
    """The row, held until the transaction ends. Raises Conflict where it was put aside, Refused where it is published."""
    found = Booklet.objects.select_for_update().filter(pk=booklet.pk).first()
    if found is None:
        raise Conflict(_("Tập này vừa bị xóa. Tải lại danh sách tập."))
    if not found.is_draft:
        raise Refused(_(SENTENCE_PUBLISHED))
    return found


def mark_changed(booklet: Booklet) -> None:
    """Proofs made before say what was, and nobody publishes what they have not seen."""
    booklet.revision += 1
    booklet.save(update_fields=["revision"])


@transaction.atomic
def begin_booklet(*, actor: User, unit: Unit, told: BookletTold) -> Booklet:
    """Begin a booklet of a committee; its code is that of the year and, after the first, a running number."""
    require(can_edit_booklets(actor, unit))
    _check(unit, told)
    lock_registry()
    booklet = Booklet.objects.create(code=_next_code(told.year), unit=unit, **told.values())
    record(actor, "booklet.begun", booklet, chain=unit.pk, after={"code": booklet.code, "title": told.title})
    return booklet


@transaction.atomic
def describe_booklet(*, actor: User, booklet: Booklet, told: BookletTold, row_version: int) -> Booklet:
    """Change title, years, preface or signing_post of a draft.

    Raises Conflict when somebody saved them since `row_version` was read, Refused when a practice in it is not recognised in the
    years that are now wanted.
    """
    require(can_edit_booklets(actor, booklet.unit_id))
    booklet = locked_draft(booklet)
    if booklet.row_version != row_version:
        raise Conflict(
            _("Có người vừa lưu tập này. Xem hai bản ở dưới rồi lưu lại nếu vẫn lấy bản anh/chị gõ.")
        )
    _check(booklet.unit, told)
    values = told.values()
    changed = [name for name, value in values.items() if getattr(booklet, name) != value]
    before = {name: str(getattr(booklet, name)) for name in changed}
    for name in changed:
        setattr(booklet, name, values[name])
    _refuse_strangers(booklet, booklet.entries.values_list("practice", flat=True))
    booklet.row_version += 1
    booklet.revision += 1
    booklet.save()
    after = {name: str(values[name]) for name in changed}
    record(actor, "booklet.described", booklet, chain=booklet.unit_id, before=before, after=after)
    return booklet


def _check(unit: Unit, told: BookletTold) -> None:
    if told.year > clock.today().year:
        sentence = _("Năm %(year)s chưa tới.") % {"year": told.year}
        raise Refused.at("year", sentence)
    if told.first_year is not None and told.first_year >= told.year:
        sentence = _("Năm đầu phải trước năm %(year)s. Tập của một năm thì để trống ô này.") % {
            "year": told.year
        }
        raise Refused.at("first_year", sentence)
    if told.signing_post is not None and told.signing_post.unit_id != unit.pk:
        sentence = _("Người ký không thuộc đơn vị ban hành.")
        raise Refused.at("signer", sentence)
    signs_outside = (
        told.signing_post is not None
        and told.signed_on is not None
        and not _holds_on(told.signing_post, told.signed_on)
    )
    if signs_outside:
        sentence = _("Vào ngày ký, người này không giữ chức vụ ấy. Chọn ngày khác hoặc người khác.")
        raise Refused.at("signed_on", sentence)


def _holds_on(position: Position, day: date) -> bool:
    valid = position.valid
    return (valid.lower is None or valid.lower <= day) and (valid.upper is None or day < valid.upper)


def _next_code(year: int) -> str:
    """TAP-2020, then TAP-2020-2; later editions of one booklet share its code before «-L»."""
    stem = f"TAP-{year}"
    taken = set(Booklet.objects.filter(code__startswith=stem).values_list("code", flat=True))
    if stem not in taken:
        return stem
    number = 2
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


@transaction.atomic
def publish_booklet(
    *, actor: Actor, unit: Unit, code: str, title: str, year: int, preface: str, entries: Sequence[NewEntry]
) -> Booklet:
    """Publish at once a booklet of practices recognised in `year`, in the given order, a chapter for each field.

    Raises Refused when it is empty, or names the practices that are not recognised in that year.
    """
    booklet = Booklet.objects.create(code=code, title=title, unit=unit, year=year, preface=preface)
    fields = {one.practice.field_id: one.practice.field for one in entries}
    chapters = {
        field.pk: BookletChapter(booklet=booklet, title=field.name, position=place)
        for place, field in enumerate(sorted(fields.values(), key=lambda one: one.position), start=1)
    }
    BookletChapter.objects.bulk_create(chapters.values())
    BookletEntry.objects.bulk_create(
        [
            BookletEntry(
                booklet=booklet,
                practice=entry.practice,
                chapter=chapters[entry.practice.field_id],
                position=position,
                background=entry.background,
                method=entry.method,
                result=entry.result,
                lesson=entry.lesson,
                replication_hint=entry.replication_hint,
                taken=original_texts(entry.practice),
            )
            for position, entry in enumerate(entries, start=1)
        ]
    )
    return _publish(actor, booklet)


@transaction.atomic
def publish_draft(*, actor: User, booklet: Booklet, seen: str) -> Booklet:
    """Publish a draft: from here on nothing of it changes, and its files are made and kept.

    `seen` is `publication_mark` of what the editor looked at. Raises Conflict where it was changed since,
    Refused where it is empty, a practice is not recognised in its years, or an entry lacks a text.
    """
    require(can_publish_booklets(actor, booklet.unit_id))
    booklet = locked_draft(booklet)
    if publication_mark(booklet) != seen:
        raise Conflict(_("Tập vừa được sửa sau khi anh/chị mở trang này. Xem lại rồi ban hành."))
    return _publish(actor, booklet)


def _publish(actor: Actor, booklet: Booklet) -> Booklet:
    lacking = lacking_for_publication(booklet)
    if lacking:
        raise Refused(lacking[0])
    booklet.chapters.filter(entries=None).delete()
    chapters = chapters_of(booklet)
    entries = [row for chapter in chapters for row in chapter.entries]
    booklet.published_at = clock.now()
    for row in entries:
        row.printed = entry_facts(row)
    booklet.printed = book_facts(booklet, clock.today())
    booklet.save()
    BookletEntry.objects.bulk_update(entries, ["printed"], batch_size=500)
    record(
        actor,
        "booklet.published",
        booklet,
        chain=booklet.unit_id,
        after={"edition": booklet.edition, "practices": [row.practice.code for row in entries]},
    )
    ask_for_all(booklet)
    holders = {row.practice.holder_unit_id for row in entries}
    notify(
        actor=actor,
        kind="practice_published",
        about=Reference("practices.booklet", booklet.pk),
        number=booklet.code,
        to_units=Unit.objects.filter(pk__in=holders),
    )
    return booklet


def _refuse_strangers(booklet: Booklet, practices: Sequence[Any] | Any) -> None:
    strangers = not_recognised(booklet, list(practices))
    if strangers:
        sentence = not_recognised_sentence(booklet, strangers)
        raise Refused.at("year", sentence)


@transaction.atomic
def begin_next_edition(*, actor: User, booklet: Booklet) -> Booklet:
    """A draft that follows a published booklet and begins as a copy of it; what is published stays as it is.

    Raises Refused while the booklet is a draft, or when an edition follows it already.
    """
    require(can_edit_booklets(actor, booklet.unit_id))
    before = Booklet.objects.select_for_update().get(pk=booklet.pk)
    if before.is_draft:
        raise Refused(_("Tập chưa ban hành: sửa thẳng vào tập, chưa cần lần in sau."))
    follower = Booklet.objects.filter(follows=before).first()
    if follower is not None:
        words = _("Đã có lần in sau của tập này: %(code)s. Mở lần in đó để sửa tiếp.")
        raise Refused(words % {"code": follower.code})
    edition = before.edition + 1
    after = Booklet.objects.create(
        code=f"{EDITION_OF_CODE.sub('', before.code)}-L{edition}",
        title=before.title,
        unit=before.unit,
        year=before.year,
        first_year=before.first_year,
        edition=edition,
        follows=before,
        preface=before.preface,
        note=before.note,
        signing_post=before.signing_post,
    )
    _copy_contents(before, after)
    record(actor, "booklet.edition_begun", after, chain=after.unit_id, after={"follows": before.code})
    return after


def _copy_contents(before: Booklet, after: Booklet) -> None:
    position = 0
    for place, told in enumerate(chapters_of(before), start=1):
        chapter = BookletChapter.objects.create(booklet=after, title=told.title, position=place)
        for row in told.entries:
            position += 1
            entry = BookletEntry.objects.create(
                booklet=after,
                practice=row.practice,
                chapter=chapter,
                position=position,
                title=row.title or row.printed.get("title", ""),
                taken=row.taken or original_texts(row.practice),
                since_edition=row.since_edition,
                **{name: getattr(row, name) for name in BookletEntry.TEXTS},
            )
            BookletPhoto.objects.bulk_create(
                [
                    BookletPhoto(
                        entry=entry,
                        file=one.file,
                        name=one.name,
                        caption=one.caption,
                        consent=one.consent,
                        position=one.position,
                    )
                    for one in row.photos.all()
                ]
            )


@transaction.atomic
def discard_booklet(*, actor: User, booklet: Booklet) -> None:
    """Put a draft aside with all that was written for it. A published booklet stays."""
    require(can_edit_booklets(actor, booklet.unit_id))
    booklet = locked_draft(booklet)
    before = {
        "title": booklet.title,
        "practices": list(booklet.entries.values_list("practice__code", flat=True)),
    }
    record(actor, "booklet.discarded", booklet, chain=booklet.unit_id, label=booklet.code, before=before)
    booklet.delete()
