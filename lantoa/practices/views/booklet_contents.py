"""What stands in a draft of a booklet: choose practices, order them in chapters, edit their texts and pictures."""

import re
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.attachments.answers import download
from lantoa.core.errors import Refused
from lantoa.core.text import text_mark
from lantoa.organisation.access import acts, person
from lantoa.practices.choices import Consent
from lantoa.practices.forms.booklets import ChapterForm, EntryForm, PhotoForm
from lantoa.practices.models import Booklet, BookletEntry
from lantoa.practices.permissions import can_edit_booklets
from lantoa.practices.queries import booklets as queries
from lantoa.practices.queries.booklet_facts import entry_facts
from lantoa.practices.queries.evidence import pictures_of
from lantoa.practices.services import booklet_contents as services
from lantoa.practices.views.booklets import book_page, editable, trail_of
from lantoa.practices.views.editing import Side
from lantoa.practices.views.lists import choices_for, wanted_by
from lantoa.ui.forms import show_refusal
from lantoa.ui.lists import page_of
from lantoa.ui.steps import INVALID

SEEN = "seen_"


def _book(code: str, fragment: str = "") -> str:
    return reverse("practices:booklet", args=[code]) + fragment


def _entry_address(code: str, practice: str, fragment: str = "") -> str:
    return reverse("practices:booklet_entry", args=[code, practice]) + fragment


# --- which practices


@acts("booklet.edit", post="booklet.edit", takes=("practice",))
def pick_view(request: HttpRequest, code: str) -> HttpResponse:
    """Recognised practices of the booklet's years that do not stand in it yet; add those that are marked."""
    user = person(request)
    booklet = editable(user, code)
    sentence, status = "", 200
    if request.method == "POST":
        try:
            added = services.add_practices(
                actor=user, booklet=booklet, codes=request.POST.getlist("practice")
            )
        except Refused as refused:
            sentence, status = refused.sentence, refused.status
        else:
            messages.success(request, _("Đã thêm %(count)s mô hình vào tập.") % {"count": added})
            return redirect(request.get_full_path())
    wanted = wanted_by(request)
    context = {
        "booklet": booklet,
        "wanted": wanted,
        "offered": choices_for(user),
        "page": page_of(queries.pickable(user, booklet, wanted), request),
        "marked": set(request.POST.getlist("practice")),
        "there": booklet.entries.count(),
        "is_narrowed": any((wanted.text, wanted.field, wanted.unit, wanted.sector, wanted.year)),
        "sentence": sentence,
        "trail": trail_of(booklet, (_("Chọn mô hình"), "")),
    }
    return render(request, "practices/booklets/pick.html", context, status=status)


@acts(post="booklet.edit", takes=())
def remove_view(request: HttpRequest, code: str, practice: str) -> HttpResponse:
    booklet = editable(person(request), code)
    queries.get_entry(booklet, practice)
    try:
        services.remove_practice(actor=person(request), booklet=booklet, practice_code=practice)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("Đã bỏ %(code)s khỏi tập. Sổ mô hình không đổi.") % {"code": practice})
    return redirect(_book(code))


@acts(post="booklet.edit", takes=("where",))
def move_view(request: HttpRequest, code: str, practice: str) -> HttpResponse:
    booklet = editable(person(request), code)
    queries.get_entry(booklet, practice)
    where = request.POST.get("where", "")
    try:
        services.move_practice(actor=person(request), booklet=booklet, practice_code=practice, where=where)
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect(_book(code, f"#bai-{practice}"))


# --- chapters


@acts(post="booklet.edit")
def chapter_add_view(request: HttpRequest, code: str) -> HttpResponse:
    booklet = editable(person(request), code)
    form = ChapterForm(request.POST)
    if form.is_valid():
        try:
            services.add_chapter(actor=person(request), booklet=booklet, title=form.cleaned_data["title"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return redirect(_book(code, "#phan-moi"))
    return book_page(request, booklet, form)


@acts("booklet.edit", post="booklet.edit")
def chapter_view(request: HttpRequest, code: str, chapter: uuid.UUID) -> HttpResponse:
    """Another name for a chapter."""
    booklet = editable(person(request), code)
    found = queries.get_chapter(booklet, chapter)
    form = ChapterForm(initial={"title": found.title})
    if request.method == "POST":
        form = ChapterForm(request.POST)
        if form.is_valid():
            try:
                services.rename_chapter(
                    actor=person(request),
                    booklet=booklet,
                    chapter_id=str(chapter),
                    title=form.cleaned_data["title"],
                )
            except Refused as refused:
                show_refusal(form, refused)
            else:
                return redirect(_book(code, f"#phan-{chapter}"))
    context = {
        "booklet": booklet,
        "chapter": found,
        "form": form,
        "trail": trail_of(booklet, (_("Đổi tên phần"), "")),
    }
    return render(request, "practices/booklets/chapter.html", context, status=INVALID if form.errors else 200)


@acts(post="booklet.edit", takes=("where",))
def chapter_move_view(request: HttpRequest, code: str, chapter: uuid.UUID) -> HttpResponse:
    booklet = editable(person(request), code)
    queries.get_chapter(booklet, chapter)
    where = services.UP if request.POST.get("where") == services.UP else services.DOWN
    try:
        services.move_chapter(actor=person(request), booklet=booklet, chapter_id=str(chapter), where=where)
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect(_book(code, f"#phan-{chapter}"))


@acts(post="booklet.edit", takes=())
def chapter_remove_view(request: HttpRequest, code: str, chapter: uuid.UUID) -> HttpResponse:
    booklet = editable(person(request), code)
    queries.get_chapter(booklet, chapter)
    try:
        services.remove_chapter(actor=person(request), booklet=booklet, chapter_id=str(chapter))
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect(_book(code))


# --- texts


@acts("booklet.read")
def read_view(request: HttpRequest, code: str, practice: str) -> HttpResponse:
    """One practice as the booklet prints it, to be read on a screen; of a draft by its editors."""
    user = person(request)
    booklet = queries.get_booklet(user, code)
    entry = queries.get_entry(booklet, practice)
    facts = entry.printed or entry_facts(entry)
    before, after = queries.neighbours(booklet, entry)
    context = {
        "booklet": booklet,
        "entry": entry,
        "practice": entry.practice,
        "facts": facts,
        "key": facts["key"],
        "texts": [(queries.text_label(name), getattr(entry, name)) for name in BookletEntry.TEXTS],
        "photos": list(entry.photos.all()),
        "chapter": entry.chapter.title if entry.chapter else entry.practice.field.name,
        "previous": before,
        "next": after,
        "editing": booklet.is_draft and can_edit_booklets(user, booklet.unit_id),
        "trail": trail_of(booklet, (entry.practice.code, "")),
    }
    return render(request, "practices/booklets/read.html", context)


@acts("booklet.edit", post="booklet.edit")
def entry_view(request: HttpRequest, code: str, practice: str) -> HttpResponse:
    """The texts of one practice beside those of the registry."""
    booklet = editable(person(request), code)
    entry = queries.get_entry(booklet, practice)
    form = EntryForm(entry=entry)
    if request.method == "POST":
        form = EntryForm(request.POST, entry=entry)
        if form.is_valid():
            try:
                services.tell_entry(
                    actor=person(request),
                    booklet=booklet,
                    practice_code=practice,
                    texts=form.cleaned_data,
                    opened=form.opened(),
                )
            except services.TextClash as clash:
                return _clash(request, booklet, entry, form, clash)
            except Refused as refused:
                show_refusal(form, refused)
            else:
                messages.success(request, _("Đã lưu bài %(code)s.") % {"code": practice})
                return redirect(_entry_address(code, practice))
    return entry_page(request, booklet, entry, form, PhotoForm())


def _clash(
    request: HttpRequest, booklet: Booklet, entry: BookletEntry, form: EntryForm, clash: services.TextClash
) -> HttpResponse:
    """What the other saved beside what was typed; saving once more keeps what was typed."""
    sides = [
        Side(queries.text_label(name), kept, str(form.data.get(name, "")))
        for name, kept in clash.kept.items()
    ]
    data = request.POST.copy()
    for name, kept in clash.kept.items():
        data[f"opened_{name}"] = text_mark(kept)
    form.data = data
    form.add_error(None, clash.sentence)
    return entry_page(request, booklet, entry, form, PhotoForm(), sides=sides, status=clash.status)


def entry_page(
    request: HttpRequest,
    booklet: Booklet,
    entry: BookletEntry,
    form: EntryForm,
    photo_form: PhotoForm,
    *,
    sides: list[Side] | None = None,
    status: int = 200,
) -> HttpResponse:
    chapters = queries.chapters_of(booklet)
    order = [row.practice.code for one in chapters for row in one.entries]
    at = order.index(entry.practice.code)
    originals = queries.original_texts(entry.practice)
    context: dict[str, Any] = {
        "booklet": booklet,
        "entry": entry,
        "practice": entry.practice,
        "form": form,
        "texts": [(one, form[one.name]) for one in queries.texts_beside(entry)],
        "original_changed": queries.original_changed(entry),
        "seen": [(f"{SEEN}{name}", text_mark(text)) for name, text in originals.items()],
        "photos": list(entry.photos.all()),
        "photo_form": photo_form,
        "offered_photos": [
            one
            for one in pictures_of(person(request), entry.practice)
            if one.file_id not in {photo.file_id for photo in entry.photos.all()}
        ],
        "most_photos": services.MOST_PHOTOS,
        "chapters": [one.chapter for one in chapters if one.chapter is not None],
        "place": at + 1,
        "total": len(order),
        "previous": order[at - 1] if at else "",
        "next": order[at + 1] if at + 1 < len(order) else "",
        "sides": sides or [],
        "trail": trail_of(booklet, (entry.practice.code, "")),
    }
    if status == 200 and (form.errors or photo_form.errors):
        status = INVALID
    return render(request, "practices/booklets/entry.html", context, status=status)


@acts(post="booklet.edit", takes=(re.compile(f"{SEEN}[a-z_]+"), "take"))
def original_view(request: HttpRequest, code: str, practice: str) -> HttpResponse:
    """The editor has seen how the original changed: keep one's own texts, or take the new ones."""
    booklet = editable(person(request), code)
    queries.get_entry(booklet, practice)
    seen = {name: request.POST.get(f"{SEEN}{name}", "") for name in BookletEntry.TEXTS}
    take = request.POST.get("take") == "1"
    try:
        services.note_original(
            actor=person(request), booklet=booklet, practice_code=practice, seen=seen, take=take
        )
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(
            request,
            _("Đã lấy chữ mới của bản gốc vào tập.") if take else _("Đã ghi nhận; chữ trong tập giữ nguyên."),
        )
    return redirect(_entry_address(code, practice))


# --- pictures


@acts(post="booklet.edit")
def photo_add_view(request: HttpRequest, code: str, practice: str) -> HttpResponse:
    booklet = editable(person(request), code)
    entry = queries.get_entry(booklet, practice)
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            services.add_photo(
                actor=person(request),
                booklet=booklet,
                practice_code=practice,
                picture=form.cleaned_data["picture"],
                caption=form.cleaned_data["caption"],
                consent=Consent(form.cleaned_data["consent"]),
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã thêm ảnh."))
            return redirect(_entry_address(code, practice, "#anh"))
    return entry_page(request, booklet, entry, EntryForm(entry=entry), form)


@acts(post="booklet.edit", takes=())
def photo_take_view(request: HttpRequest, code: str, practice: str, evidence: uuid.UUID) -> HttpResponse:
    """A picture that stands as evidence of the practice comes into its entry."""
    user = person(request)
    booklet = editable(user, code)
    queries.get_entry(booklet, practice)
    try:
        services.take_photo(actor=user, booklet=booklet, practice_code=practice, evidence_id=evidence)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("Đã đưa ảnh vào bài."))
    return redirect(_entry_address(code, practice, "#anh"))


@acts("booklet.read")
def photo_view(request: HttpRequest, code: str, photo: uuid.UUID) -> HttpResponse:
    booklet = queries.get_booklet(person(request), code)
    found = queries.get_photo(booklet, photo)
    return download(found.file, found.name)


@acts(post="booklet.edit", takes=())
def photo_remove_view(request: HttpRequest, code: str, photo: uuid.UUID) -> HttpResponse:
    booklet = editable(person(request), code)
    found = queries.get_photo(booklet, photo)
    services.remove_photo(actor=person(request), booklet=booklet, photo=found)
    messages.success(request, _("Đã bỏ ảnh."))
    return redirect(_entry_address(code, found.entry.practice.code, "#anh"))
