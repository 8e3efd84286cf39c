"""What stands in a draft of a booklet: chapters, practices and their order, texts, pictures."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.attachments.gate import AcceptedFile
from lantoa.attachments.models import StoredFile
from lantoa.attachments.services import keep
from lantoa.audit.services import record
from lantoa.core.errors import Conflict, NotFound, Refused
from lantoa.core.text import folding_key, text_mark
from lantoa.organisation.access import require
from lantoa.practices.choices import Consent
from lantoa.practices.models import Booklet, BookletChapter, BookletEntry, BookletPhoto, Practice
from lantoa.practices.permissions import can_edit_booklets
from lantoa.practices.queries.booklets import chapters_of, get_entry, original_texts, pickable, text_marks
from lantoa.practices.queries.evidence import get_evidence
from lantoa.practices.queries.practices import PracticeFilter
from lantoa.practices.services.booklets import locked_draft, mark_changed

MOST_PHOTOS = 4  # of one practice; more do not fit on its pages
UP, DOWN, FIRST, LAST = "up", "down", "first", "last"


class TextClash(Conflict):
    """Texts of one entry that somebody else saved meanwhile: name → what is kept now."""

    def __init__(self, sentence: str, kept: Mapping[str, str]) -> None:
        super().__init__(sentence)
        self.kept = dict(kept)


def _draft(actor: User, booklet: Booklet) -> Booklet:
    require(can_edit_booklets(actor, booklet.unit_id))
    return locked_draft(booklet)


# --- practices


@transaction.atomic
def add_practices(*, actor: User, booklet: Booklet, codes: Sequence[str]) -> int:
    """Add recognised practices, each at the end of the chapter of its field, with the registry's texts to begin with.

    What stands in the booklet already is left as it is, so that a form sent twice adds once. Raises Refused where nothing is
    chosen, or where something is not to be chosen by this person for this booklet.
    """
    booklet = _draft(actor, booklet)
    wanted = list(dict.fromkeys(codes))
    if not wanted:
        raise Refused(_("Chưa chọn mô hình nào. Đánh dấu mô hình rồi bấm «Thêm vào tập»."))
    there = set(booklet.entries.filter(practice__code__in=wanted).values_list("practice__code", flat=True))
    found = {row.code: row for row in pickable(actor, booklet, PracticeFilter()).filter(code__in=wanted)}
    strangers = [code for code in wanted if code not in found and code not in there]
    if strangers:
        words = _(
            "Không chọn được, vì chưa được công nhận trong năm của tập hoặc không thuộc đơn vị: %(codes)s."
        )
        raise Refused(words % {"codes": ", ".join(strangers)[:300]})
    rows = Practice.objects.filter(pk__in=[row.pk for row in found.values()]).select_related("field")
    new = sorted(rows, key=lambda one: wanted.index(one.code))
    chapters = _chapters_for(booklet, new)
    position = booklet.entries.aggregate(last=Max("position"))["last"] or 0
    entries = []
    for practice in new:
        position += 1
        texts = original_texts(practice)
        entries.append(
            BookletEntry(
                booklet=booklet,
                practice=practice,
                chapter=chapters[practice.field_id],
                position=position,
                taken=texts,
                since_edition=booklet.edition,
                **texts,
            )
        )
    BookletEntry.objects.bulk_create(entries, batch_size=500)
    if entries:
        mark_changed(booklet)
        after = {"practices": [one.code for one in new]}
        record(actor, "booklet.practices_added", booklet, chain=booklet.unit_id, after=after)
    return len(entries)


def _chapters_for(booklet: Booklet, practices: Sequence[Practice]) -> dict[Any, BookletChapter]:
    """Field → the chapter that has its name or holds a practice of it; made at the end where there is none."""
    chapters = list(booklet.chapters.all())
    by_name = {folding_key(one.title): one for one in chapters}
    holding: dict[Any, Any] = dict(
        booklet.entries.order_by("-position").values_list("practice__field", "chapter")
    )
    by_id: dict[Any, BookletChapter] = {one.pk: one for one in chapters}
    found: dict[Any, BookletChapter] = {}
    last = max((one.position for one in chapters), default=0)
    for field in sorted({one.field for one in practices}, key=lambda one: one.position):
        chapter = by_name.get(folding_key(field.name)) or by_id.get(holding.get(field.pk))
        if chapter is None:
            last += 1
            chapter = BookletChapter.objects.create(booklet=booklet, title=field.name, position=last)
        found[field.pk] = chapter
    return found


@transaction.atomic
def remove_practice(*, actor: User, booklet: Booklet, practice_code: str) -> None:
    """Take a practice out of a draft, with what was written for it; the registry keeps its own."""
    booklet = _draft(actor, booklet)
    entry = get_entry(booklet, practice_code)
    before = {"practice": practice_code, **{name: getattr(entry, name) for name in BookletEntry.TEXTS}}
    entry.delete()
    mark_changed(booklet)
    record(actor, "booklet.practice_removed", booklet, chain=booklet.unit_id, before=before)


@transaction.atomic
def move_practice(*, actor: User, booklet: Booklet, practice_code: str, where: str) -> None:
    """Move a practice `up` or `down` by one in its chapter, to its `first` or `last` place, or to the end of another chapter
    (its id). At an end already, nothing changes."""
    booklet = _draft(actor, booklet)
    chapters = chapters_of(booklet)
    home = next(
        (one for one in chapters if any(row.practice.code == practice_code for row in one.entries)), None
    )
    if home is None:
        raise Conflict(_("Mô hình này vừa được bỏ khỏi tập. Tải lại trang."))
    rows = list(home.entries)
    at = next(place for place, row in enumerate(rows) if row.practice.code == practice_code)
    entry = rows[at]
    if where in (UP, DOWN, FIRST, LAST):
        to = {UP: max(at - 1, 0), DOWN: min(at + 1, len(rows) - 1), FIRST: 0, LAST: len(rows) - 1}[where]
        if to == at:
            return
        places = sorted(row.position for row in rows)
        rows.insert(to, rows.pop(at))
        for row, place in zip(rows, places, strict=True):
            row.position = place
        BookletEntry.objects.bulk_update(rows, ["position"], batch_size=500)
    else:
        chapter = _chapter(booklet, where)
        if chapter.pk == entry.chapter_id:
            return
        entry.chapter = chapter
        entry.position = (booklet.entries.aggregate(last=Max("position"))["last"] or 0) + 1
        entry.save(update_fields=["chapter", "position"])
    mark_changed(booklet)
    after = {"practice": practice_code, "where": entry.chapter.title if entry.chapter else where}
    record(actor, "booklet.practice_moved", booklet, chain=booklet.unit_id, after=after)


# --- chapters


def _chapter(booklet: Booklet, identity: str) -> BookletChapter:
    try:
        found = booklet.chapters.filter(pk=uuid.UUID(identity)).first()
    except ValueError:
        found = None
    if found is None:
        raise Conflict(_("Phần này vừa được bỏ khỏi tập. Tải lại trang."))
    return found


@transaction.atomic
def add_chapter(*, actor: User, booklet: Booklet, title: str) -> BookletChapter:
    """An empty chapter at the end. Raises Refused where one of that name is there."""
    booklet = _draft(actor, booklet)
    _refuse_same_title(booklet, title)
    last = booklet.chapters.aggregate(last=Max("position"))["last"] or 0
    chapter = BookletChapter.objects.create(booklet=booklet, title=title, position=last + 1)
    mark_changed(booklet)
    record(actor, "booklet.chapter_added", booklet, chain=booklet.unit_id, after={"title": title})
    return chapter


@transaction.atomic
def rename_chapter(*, actor: User, booklet: Booklet, chapter_id: str, title: str) -> None:
    booklet = _draft(actor, booklet)
    chapter = _chapter(booklet, chapter_id)
    if chapter.title == title:
        return
    _refuse_same_title(booklet, title, besides=chapter)
    before = chapter.title
    chapter.title = title
    chapter.save(update_fields=["title"])
    mark_changed(booklet)
    record(
        actor,
        "booklet.chapter_renamed",
        booklet,
        chain=booklet.unit_id,
        before={"title": before},
        after={"title": title},
    )


@transaction.atomic
def move_chapter(*, actor: User, booklet: Booklet, chapter_id: str, where: str) -> None:
    """Change places with the chapter before (`up`) or behind (`down`). At an end already, nothing changes."""
    booklet = _draft(actor, booklet)
    chapter = _chapter(booklet, chapter_id)
    near = booklet.chapters.filter(position__lt=chapter.position).order_by("-position")
    if where == DOWN:
        near = booklet.chapters.filter(position__gt=chapter.position).order_by("position")
    other = near.first()
    if other is None:
        return
    chapter.position, other.position = other.position, chapter.position
    BookletChapter.objects.bulk_update([chapter, other], ["position"])
    mark_changed(booklet)
    after = {"title": chapter.title, "before" if where == UP else "behind": other.title}
    record(actor, "booklet.chapter_moved", booklet, chain=booklet.unit_id, after=after)


@transaction.atomic
def remove_chapter(*, actor: User, booklet: Booklet, chapter_id: str) -> None:
    """Only an empty one: its practices are moved first, so that none falls out of the book unseen."""
    booklet = _draft(actor, booklet)
    chapter = _chapter(booklet, chapter_id)
    if chapter.entries.exists():
        raise Refused(_("Phần còn mô hình. Chuyển hết mô hình sang phần khác rồi mới bỏ phần này."))
    record(actor, "booklet.chapter_removed", booklet, chain=booklet.unit_id, before={"title": chapter.title})
    chapter.delete()
    mark_changed(booklet)


def _refuse_same_title(booklet: Booklet, title: str, besides: BookletChapter | None = None) -> None:
    key = folding_key(title)
    if any(folding_key(one.title) == key for one in booklet.chapters.all() if one != besides):
        sentence = _("Tập đã có phần «%(title)s». Đặt tên khác.") % {"title": title}
        raise Refused.at("title", sentence)


# --- texts


@transaction.atomic
def tell_entry(
    *, actor: User, booklet: Booklet, practice_code: str, texts: Mapping[str, str], opened: Mapping[str, str]
) -> BookletEntry:
    """Save the texts of an entry as typed; of two editors at once each keeps the texts that only they changed.

    `opened` are `text_marks` of what the form was opened with. Raises TextClash, and saves nothing, where both changed one text.
    """
    booklet = _draft(actor, booklet)
    entry = get_entry(booklet, practice_code)
    now = text_marks(entry)
    typed = {name: text for name, text in texts.items() if text_mark(text) != opened.get(name, now[name])}
    changed = {name: text for name, text in typed.items() if text != getattr(entry, name)}
    clashes = {name: getattr(entry, name) for name in changed if now[name] != opened.get(name, now[name])}
    if clashes:
        raise TextClash(
            _("Có người vừa lưu cùng một mục của mô hình này. Xem hai bản ở dưới, chọn chữ rồi lưu lại."),
            clashes,
        )
    if not changed:
        return entry
    before = {name: getattr(entry, name) for name in changed}
    for name, text in changed.items():
        setattr(entry, name, text)
    entry.save(update_fields=list(changed))
    mark_changed(booklet)
    record(
        actor,
        "booklet.entry_told",
        booklet,
        chain=booklet.unit_id,
        before={"practice": practice_code, **before},
        after={"practice": practice_code, **changed},
    )
    return entry


@transaction.atomic
def note_original(
    *, actor: User, booklet: Booklet, practice_code: str, seen: Mapping[str, str], take: bool = False
) -> None:
    """The editor has seen how the original changed; with `take` its new texts replace the booklet's, those that changed.

    `seen` are marks of the original's texts as they were shown. Raises Conflict where it changed once more meanwhile.
    """
    booklet = _draft(actor, booklet)
    entry = get_entry(booklet, practice_code)
    now = original_texts(entry.practice)
    if {name: text_mark(text) for name, text in now.items()} != dict(seen):
        raise Conflict(_("Bản gốc vừa thay đổi thêm. Xem lại chỗ thay đổi rồi chọn."))
    moved = [name for name in BookletEntry.TEXTS if entry.taken.get(name, now[name]) != now[name]]
    if not moved:
        return
    before = {name: getattr(entry, name) for name in moved} if take else {}
    if take:
        for name in moved:
            setattr(entry, name, now[name])
    entry.taken = now
    entry.save()
    mark_changed(booklet)
    record(
        actor,
        "booklet.original_taken" if take else "booklet.original_seen",
        booklet,
        chain=booklet.unit_id,
        before={"practice": practice_code, **before},
        after={"practice": practice_code, "texts": moved},
    )


# --- pictures


@transaction.atomic
def add_photo(
    *,
    actor: User,
    booklet: Booklet,
    practice_code: str,
    picture: AcceptedFile,
    caption: str,
    consent: Consent,
) -> BookletPhoto:
    """Keep a picture (without its metadata, as the gate leaves it) with its caption and what was said of the people in it.

    Raises Refused for the same picture twice, and beyond `MOST_PHOTOS`.
    """
    booklet = _draft(actor, booklet)
    entry = get_entry(booklet, practice_code)
    return _put_in(actor, booklet, entry, keep(picture), picture.name, caption, consent)


@transaction.atomic
def take_photo(*, actor: User, booklet: Booklet, practice_code: str, evidence_id: uuid.UUID) -> BookletPhoto:
    """Print a picture that stands as evidence of the practice, with its caption and what was said of the people in it.

    Raises NotFound for what is no picture of this practice that the editor may see, Refused as `add_photo`.
    """
    booklet = _draft(actor, booklet)
    entry = get_entry(booklet, practice_code)
    evidence = get_evidence(actor, practice_code, evidence_id)
    if not evidence.is_picture:
        raise NotFound()
    consent = Consent.CONSENTED if evidence.shows_people else Consent.NOBODY
    return _put_in(actor, booklet, entry, evidence.file, evidence.name, evidence.caption, consent)


def _put_in(
    actor: User,
    booklet: Booklet,
    entry: BookletEntry,
    file: StoredFile,
    name: str,
    caption: str,
    consent: Consent,
) -> BookletPhoto:
    photos = list(entry.photos.select_related("file"))
    if any(one.file.sha256 == file.sha256 for one in photos):
        sentence = _("Ảnh này đã có ở mô hình này. Không cần thêm lại.")
        raise Refused.at("picture", sentence)
    if len(photos) >= MOST_PHOTOS:
        words = _("Mỗi mô hình in tối đa %(most)s ảnh. Bỏ bớt một ảnh rồi thêm.")
        raise Refused(words % {"most": MOST_PHOTOS})
    photo = BookletPhoto.objects.create(
        entry=entry,
        file=file,
        name=name[:200],
        caption=caption,
        consent=consent,
        position=(photos[-1].position if photos else 0) + 1,
    )
    mark_changed(booklet)
    after = {"practice": entry.practice.code, "caption": caption, "consent": consent.value}
    record(actor, "booklet.photo_added", booklet, chain=booklet.unit_id, after=after)
    return photo


@transaction.atomic
def remove_photo(*, actor: User, booklet: Booklet, photo: BookletPhoto) -> None:
    booklet = _draft(actor, booklet)
    before = {"practice": photo.entry.practice.code, "caption": photo.caption}
    photo.delete()
    mark_changed(booklet)
    record(actor, "booklet.photo_removed", booklet, chain=booklet.unit_id, before=before)
