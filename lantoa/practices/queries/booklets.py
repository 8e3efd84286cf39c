"""Booklets: which a person sees, what stands in them, what may still come in, what changed."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, When
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core.errors import NotFound
from lantoa.core.text import looks_empty, text_mark
from lantoa.organisation import access
from lantoa.organisation.models import Position, Unit
from lantoa.organisation.queries.units import named_on, short_name_on, subtree_of
from lantoa.practices.choices import YearState
from lantoa.practices.comparing import Piece, compared
from lantoa.practices.models import (
    Booklet,
    BookletChapter,
    BookletEntry,
    BookletFile,
    BookletPhoto,
    Practice,
    PracticeYear,
)
from lantoa.practices.queries.practices import PracticeFilter, listed

# --- which


def booklets_visible_to(user: User) -> QuerySet[Booklet]:
    """Those published in one's tree, and those that one's own committee is putting together."""
    return Booklet.objects.filter(
        Q(published_at__isnull=False, unit__in=access.units_in_scope(user, "booklet.read"))
        | Q(unit__in=access.units_in_scope(user, "booklet.edit"))
    )


def get_booklet(user: User, code: str) -> Booklet:
    """One booklet with `unit_name`; NotFound outside one's sight."""
    found = (
        booklets_visible_to(user)
        .filter(code=code)
        .select_related("unit", "follows", "signing_post__person")
        .annotate(unit_name=short_name_on("unit"))
        .first()
    )
    if found is None:
        raise NotFound()
    return found


def booklets_listed(user: User, state: str = "") -> QuerySet[Any]:
    """The booklets a person sees, drafts first, then the newest: with `unit_name` and `practices` (how many)."""
    rows = booklets_visible_to(user).annotate(
        unit_name=short_name_on("unit"), practices=Count("entries", distinct=True)
    )
    if state:
        rows = rows.filter(published_at__isnull=state == "draft")
    return rows.order_by("-published_at", "-year", "-edition", "code")


def own_committees(user: User) -> QuerySet[Unit]:
    """The units in whose name the person puts booklets together, named, in official order."""
    return named_on(access.units_in_scope(user, "booklet.edit"))


def signers_of(unit_id: uuid.UUID) -> QuerySet[Position]:
    """Every post, past or present, that signs for the unit; newest term first."""
    return (
        Position.objects.filter(unit=unit_id)
        .exclude(authority="")
        .select_related("person")
        .order_by("-valid")
    )


def booklet_of(unit_id: uuid.UUID, year: int) -> Booklet | None:
    """The newest booklet that a unit has published for a single year."""
    found = Booklet.objects.filter(unit=unit_id, year=year, first_year=None, published_at__isnull=False)
    return found.order_by("-published_at").first()


# --- what stands in one


def entries_of(booklet: Booklet) -> QuerySet[BookletEntry]:
    """Entries in order, with their practices (unit_name, field), chapters and pictures.

    A practice that was merged into another of the same booklet stays where it was printed.
    """
    practices = Practice.originals.select_related("field").annotate(unit_name=short_name_on("unit"))
    photos = BookletPhoto.objects.select_related("file").order_by("position")
    return (
        BookletEntry.objects.filter(booklet=booklet)
        .select_related("chapter")
        .prefetch_related(Prefetch("practice", practices), Prefetch("photos", photos))
        .order_by("position")
    )


@dataclass(frozen=True)
class ChapterTold:
    """A chapter with its entries in the order of the book. `chapter` None: booklets of before chapters, by field."""

    chapter: BookletChapter | None
    title: str
    entries: Sequence[BookletEntry]


def chapters_of(booklet: Booklet, entries: Iterable[BookletEntry] | None = None) -> list[ChapterTold]:
    """The book as it is read: chapters in order, empty ones too while it is a draft."""
    rows = list(entries_of(booklet) if entries is None else entries)
    told = [
        ChapterTold(one, one.title, [row for row in rows if row.chapter_id == one.pk])
        for one in booklet.chapters.all()
    ]
    loose = sorted(
        (row for row in rows if row.chapter_id is None),
        key=lambda row: (row.practice.field.position, row.position),
    )
    by_field: dict[str, list[BookletEntry]] = {}
    for row in loose:
        by_field.setdefault(row.practice.field.name, []).append(row)
    return [*told, *(ChapterTold(None, name, found) for name, found in by_field.items())]


def get_entry(booklet: Booklet, practice_code: str) -> BookletEntry:
    """NotFound where the booklet does not tell the practice."""
    found = entries_of(booklet).filter(practice__code=practice_code).first()
    if found is None:
        raise NotFound()
    return found


def neighbours(booklet: Booklet, entry: BookletEntry) -> tuple[str, str]:
    """Codes of the practices told before and behind an entry, in the order of the book; empty at its ends. One statement."""
    loose = Case(When(chapter=None, then=F("practice__field__position")))
    order = booklet.entries.order_by(F("chapter__position").asc(nulls_last=True), loose, "position")
    codes = list(order.values_list("practice__code", flat=True))
    at = codes.index(entry.practice.code)
    return (codes[at - 1] if at else "", codes[at + 1] if at + 1 < len(codes) else "")


def get_chapter(booklet: Booklet, chapter_id: uuid.UUID) -> BookletChapter:
    found = booklet.chapters.filter(pk=chapter_id).first()
    if found is None:
        raise NotFound()
    return found


def get_photo(booklet: Booklet, photo_id: uuid.UUID) -> BookletPhoto:
    found = (
        BookletPhoto.objects.filter(entry__booklet=booklet, pk=photo_id)
        .select_related("file", "entry__practice")
        .first()
    )
    if found is None:
        raise NotFound()
    return found


def files_of(booklet: Booklet) -> dict[str, BookletFile]:
    """What was printed of it, by kind."""
    return {one.kind: one for one in booklet.files.select_related("file")}


def get_file(booklet: Booklet, kind: str) -> BookletFile:
    """A file that is there to be had; NotFound otherwise."""
    found = booklet.files.select_related("file").filter(kind=kind, file__isnull=False).first()
    if found is None:
        raise NotFound()
    return found


# --- the originals


def original_texts(practice: Practice) -> dict[str, str]:
    """What the registry says of a practice, under the names of an entry's texts."""
    return {
        "background": "\n".join(part for part in (practice.problem, practice.goal) if part),
        "method": practice.method,
        "result": practice.result,
        "lesson": practice.lesson,
        "replication_hint": "",
    }


@dataclass(frozen=True)
class TextBeside:
    """A text of an entry beside its original. `pieces`: how the original changed since the editor took note of it."""

    name: str
    label: str
    told: str
    original: str
    differs: bool
    pieces: Sequence[Piece]

    @property
    def original_changed(self) -> bool:
        return bool(self.pieces)


def texts_beside(entry: BookletEntry) -> list[TextBeside]:
    now = original_texts(entry.practice)
    found = []
    for name in BookletEntry.TEXTS:
        told, taken = getattr(entry, name), entry.taken.get(name)
        moved = taken is not None and taken != now[name]
        found.append(
            TextBeside(
                name,
                text_label(name),
                told,
                now[name],
                told != now[name],
                compared(taken, now[name]) if moved else (),
            )
        )
    return found


def text_label(name: str) -> str:
    labels = {
        "background": _("Bối cảnh"),
        "method": _("Cách làm"),
        "result": _("Kết quả"),
        "lesson": _("Bài học"),
        "replication_hint": _("Khi nhân rộng"),
        "title": _("Tên in trong tập"),
    }
    return labels[name]


def original_changed(entry: BookletEntry) -> bool:
    """Whether the registry says something else by now than the editor took note of."""
    now = original_texts(entry.practice)
    return any(entry.taken.get(name, now[name]) != now[name] for name in BookletEntry.TEXTS)


# --- what keeps it from being published


def publication_mark(booklet: Booklet) -> str:
    return str(booklet.revision)


def lacking_for_publication(booklet: Booklet) -> list[str]:
    """What keeps a draft from being published, in sentences."""
    entries = [row for chapter in chapters_of(booklet) for row in chapter.entries]
    if not entries:
        return [_("Tập mô hình chưa có mô hình nào. Chọn ít nhất một mô hình.")]
    found = []
    strangers = not_recognised(booklet, [row.practice_id for row in entries])
    if strangers:
        found.append(not_recognised_sentence(booklet, strangers))
    merged = [row.practice.code for row in entries if row.practice.merged_into_id is not None]
    if merged:
        words = _("Đã gộp vào mô hình khác cũng có trong tập, nên bỏ khỏi tập: %(codes)s.")
        found.append(words % {"codes": ", ".join(merged)})
    empty = [
        row.practice.code
        for row in entries
        if any(looks_empty(getattr(row, name)) for name in ("background", "method", "result"))
    ]
    if empty:
        words = _("Chưa đủ bối cảnh, cách làm, kết quả: %(codes)s.")
        found.append(words % {"codes": ", ".join(empty)})
    return found


def not_recognised(booklet: Booklet, practices: Sequence[Any]) -> list[str]:
    """Codes of the practices that are not recognised in the booklet's years."""
    recognised = PracticeYear.objects.filter(
        practice__in=practices, year__in=list(booklet.years), state=YearState.RECOGNISED
    ).values("practice")
    rows = Practice.objects.filter(pk__in=practices).exclude(pk__in=recognised)
    return list(rows.order_by("code").values_list("code", flat=True))


def not_recognised_sentence(booklet: Booklet, codes: Sequence[str]) -> str:
    said = {"year": booklet.year, "first": booklet.first_year, "codes": ", ".join(codes)}
    if booklet.first_year is None:
        return _("Chưa được công nhận năm %(year)s nên không in vào tập: %(codes)s.") % said
    return (
        _("Chưa được công nhận trong các năm %(first)s đến %(year)s nên không in vào tập: %(codes)s.") % said
    )


def text_marks(entry: BookletEntry) -> dict[str, str]:
    """By which a form later tells which texts are still those it was opened with."""
    return {name: text_mark(getattr(entry, name)) for name in ("title", *BookletEntry.TEXTS)}


# --- what may come in


def recognised_for(booklet: Booklet) -> Exists:
    """Of a practice: recognised in one of the booklet's years."""
    return Exists(
        PracticeYear.objects.filter(
            practice=OuterRef("pk"), year__in=list(booklet.years), state=YearState.RECOGNISED
        )
    )


def pickable(user: User, booklet: Booklet, wanted: PracticeFilter) -> QuerySet[Practice]:
    """Recognised practices below the publisher that do not stand in the booklet, as `practices.listed` narrows them."""
    within = Practice.objects.filter(recognised_for(booklet), unit__in=subtree_of(booklet.unit_id)).exclude(
        booklet_entries__booklet=booklet
    )
    return listed(user, wanted).filter(pk__in=within.values("pk"))


def other_recognised(booklet: Booklet) -> QuerySet[Practice]:
    """Practices recognised in the booklet's years below its publisher that did not come into it."""
    return (
        Practice.objects.filter(recognised_for(booklet), unit__in=subtree_of(booklet.unit_id))
        .exclude(booklet_entries__booklet=booklet)
        .select_related("field")
        .annotate(unit_name=short_name_on("unit"))
        .order_by("unit__position", "code")
    )


# --- what changed between two editions


@dataclass(frozen=True)
class Change:
    """One thing that an edition says otherwise than the one before. `sentence` stands in the printed list as well."""

    sentence: str
    code: str = ""  # the practice, where it is one's
    pieces: Sequence[Piece] = ()


def changes_between(before: Booklet, after: Booklet) -> list[Change]:
    """In the order of the book: the book itself, what is new, gone, moved, and each text that reads otherwise."""
    found = _book_changes(before, after)
    old = {row.practice_id: row for row in entries_of(before)}
    chapters = chapters_of(after)
    new = {row.practice_id: row for chapter in chapters for row in chapter.entries}
    for practice_id, row in old.items():
        if practice_id not in new:
            words = _("Bỏ mô hình %(code)s «%(title)s».")
            said = {"code": row.practice.code, "title": row.told_title}
            found.append(Change(words % said, row.practice.code))
    for chapter in chapters:
        for row in chapter.entries:
            found += _entry_changes(old.get(row.practice_id), row, chapter.title)
    return found


def _book_changes(before: Booklet, after: Booklet) -> list[Change]:
    found = []
    if before.title != after.title:
        found.append(Change(_("Đổi tên tập."), pieces=compared(before.title, after.title)))
    if before.preface != after.preface:
        found.append(Change(_("Sửa lời giới thiệu."), pieces=compared(before.preface, after.preface)))
    return found


def _entry_changes(old: BookletEntry | None, new: BookletEntry, chapter: str) -> list[Change]:
    said = {"code": new.practice.code, "title": new.told_title, "chapter": chapter}
    if old is None:
        return [Change(_("Thêm mô hình %(code)s «%(title)s».") % said, new.practice.code)]
    found = []
    was = old.chapter.title if old.chapter else old.practice.field.name
    if was != chapter:
        found.append(
            Change(_("Chuyển %(code)s «%(title)s» sang phần «%(chapter)s».") % said, new.practice.code)
        )
    for name in ("title", *BookletEntry.TEXTS):
        before = old.told_title if name == "title" else getattr(old, name)
        after = new.told_title if name == "title" else getattr(new, name)
        if before != after:
            words = _("Sửa %(code)s «%(title)s»: %(part)s.") % (said | {"part": text_label(name).lower()})
            found.append(Change(words, new.practice.code, compared(before, after)))
    pictures = [[(one.file_id, one.caption) for one in row.photos.all()] for row in (old, new)]
    if pictures[0] != pictures[1]:
        found.append(Change(_("Sửa %(code)s «%(title)s»: ảnh.") % said, new.practice.code))
    return found
