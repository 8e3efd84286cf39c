"""Booklets: the list, the book as it is put together and read, its files, its publication and further editions."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.attachments.answers import download
from lantoa.core.errors import Conflict, NotFound, Refused
from lantoa.organisation.access import acts, holds_somewhere, person, require
from lantoa.organisation.models import Unit
from lantoa.practices import permissions
from lantoa.practices.choices import BookletState, PrintKind, PrintState
from lantoa.practices.forms.booklets import BookletForm, ChapterForm, booklet_initial
from lantoa.practices.models import Booklet, BookletEntry
from lantoa.practices.printouts.booklets import file_name
from lantoa.practices.queries import booklets as queries
from lantoa.practices.queries.practices import years_with_practices
from lantoa.practices.services import booklet_files as files
from lantoa.practices.services import booklets as services
from lantoa.practices.views.editing import Side
from lantoa.ui.forms import show_refusal
from lantoa.ui.lists import counters_over, page_of
from lantoa.ui.steps import INVALID


@acts("booklet.read")
def list_view(request: HttpRequest) -> HttpResponse:
    user = person(request)
    wanted = request.GET.get("trangthai", "")
    wanted = wanted if wanted in BookletState.values else ""
    everything = list(queries.booklets_listed(user))
    labels = {"": _("Tất cả")} | {one.value: str(one.label) for one in BookletState}
    context = {
        "page": page_of(queries.booklets_listed(user, wanted), request),
        "counters": counters_over(
            request,
            everything,
            labels,
            {one.value: lambda row, one=one: row.state == one for one in BookletState},  # type: ignore[misc]
            wanted,
        ),
        "can_create": holds_somewhere(user, "booklet.edit"),
        "is_narrowed": bool(wanted),
        "trail": _trail((_("Tập mô hình"), "")),
    }
    return render(request, "practices/booklets/list.html", context)


@acts("booklet.edit", post="booklet.edit")
def create_view(request: HttpRequest) -> HttpResponse:
    """Begin a booklet in the name of one's committee; with several, `?don-vi=` says which."""
    user = person(request)
    units = list(queries.own_committees(user))
    unit = _chosen_unit(units, request.GET.get("don-vi", ""))
    years = years_with_practices(user)
    offered: dict[str, Any] = {"years": years, "signers": list(queries.signers_of(unit.pk))}
    form = BookletForm(initial={"year": years[0] if years else None, "note": _(_note())}, **offered)
    if request.method == "POST":
        form = BookletForm(request.POST, **offered)
        if form.is_valid():
            try:
                booklet = services.begin_booklet(actor=user, unit=unit, told=form.told())
            except Refused as refused:
                show_refusal(form, refused)
            else:
                messages.success(
                    request, _("Đã lập tập %(code)s. Chọn mô hình vào tập.") % {"code": booklet.code}
                )
                return redirect("practices:booklet_pick", booklet.code)
    context = {"form": form, "unit": unit, "units": units, "trail": _trail(_room(), (_("Lập tập mới"), ""))}
    return _form_page(request, context, form)


def _note() -> str:
    note: str = Booklet._meta.get_field("note").get_default()
    return note


def _chosen_unit(units: list[Unit], code: str) -> Unit:
    found = next((one for one in units if one.code == code), None) if code else next(iter(units), None)
    if found is None:
        raise NotFound()
    return found


@acts("booklet.edit", post="booklet.edit")
def edit_view(request: HttpRequest, code: str) -> HttpResponse:
    """Title, years, preface, who signs."""
    user = person(request)
    booklet = editable(user, code)
    offered: dict[str, Any] = {
        "years": years_with_practices(user),
        "signers": list(queries.signers_of(booklet.unit_id)),
        "booklet": booklet,
    }
    context: dict[str, Any] = {
        "booklet": booklet,
        "unit": booklet.unit,
        "trail": trail_of(booklet, (_("Thông tin tập"), "")),
    }
    if request.method != "POST":
        return _form_page(request, context, BookletForm(initial=booklet_initial(booklet), **offered))
    form = BookletForm(request.POST, **offered)
    if form.is_valid():
        try:
            version = form.cleaned_data["row_version"] or 0
            services.describe_booklet(actor=user, booklet=booklet, told=form.told(), row_version=version)
        except Conflict as conflict:
            return _stale(request, form, code, conflict, context, offered)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã lưu thông tin tập."))
            return redirect("practices:booklet", code)
    return _form_page(request, context, form)


def _stale(
    request: HttpRequest,
    form: BookletForm,
    code: str,
    conflict: Conflict,
    context: dict[str, Any],
    offered: dict[str, Any],
) -> HttpResponse:
    """What somebody else saved beside what was typed; saving once more keeps what was typed."""
    now = editable(person(request), code)
    saved = BookletForm(initial=booklet_initial(now), **offered)
    sides = []
    for bound in form:
        kept = saved[bound.name].value()
        shown = "" if kept is None else str(bound.field.prepare_value(kept))
        typed = str(bound.data or "").replace("\r\n", "\n").strip()
        if bound.name != "row_version" and typed != shown:
            names = dict(getattr(bound.field, "choices", ()))
            sides.append(Side(str(bound.label), str(names.get(kept, shown)), str(names.get(typed, typed))))
    data = request.POST.copy()
    data["row_version"] = str(now.row_version)
    form.data = data
    form.add_error(None, conflict.sentence)
    shown_now = context | {"form": form, "sides": sides}
    return render(request, "practices/booklets/form.html", shown_now, status=conflict.status)


def _form_page(request: HttpRequest, context: dict[str, Any], form: BookletForm) -> HttpResponse:
    status = INVALID if form.errors else 200
    return render(request, "practices/booklets/form.html", context | {"form": form}, status=status)


# --- the book


@acts("booklet.read")
def booklet_view(request: HttpRequest, code: str) -> HttpResponse:
    """A draft as its editors put it together; a published booklet as everybody reads it."""
    return book_page(request, queries.get_booklet(person(request), code))


def book_page(
    request: HttpRequest, booklet: Booklet, chapter_form: ChapterForm | None = None
) -> HttpResponse:
    user = person(request)
    may_edit = permissions.can_edit_booklets(user, booklet.unit_id)
    chapters = queries.chapters_of(booklet)
    entries = [row for chapter in chapters for row in chapter.entries]
    printed = queries.files_of(booklet)
    follower = _follower(booklet, user)
    context = {
        "booklet": booklet,
        "chapters": [(told, [_row(row, booklet) for row in told.entries]) for told in chapters],
        "total": len(entries),
        "may_edit": may_edit,
        "editing": may_edit and booklet.is_draft,
        "chapter_form": chapter_form or ChapterForm(),
        "files": [_print(booklet, kind, printed.get(kind)) for kind in PrintKind],
        "making": sum(one.state == PrintState.MAKING for one in printed.values()),
        "made": sum(one.state == PrintState.DONE for one in printed.values()),
        "asked": len(printed),
        "follower": follower,
        "can_begin_next": may_edit and not booklet.is_draft and not hasattr(booklet, "next_edition"),
        "changes": booklet.printed.get("changes", []),
        "originals_changed": sum(queries.original_changed(row) for row in entries) if booklet.is_draft else 0,
        "trail": trail_of(booklet),
    }
    status = INVALID if chapter_form is not None and chapter_form.errors else 200
    return render(request, "practices/booklets/booklet.html", context, status=status)


def _follower(booklet: Booklet, user: User) -> Booklet | None:
    return queries.booklets_visible_to(user).filter(follows=booklet).first()


def _row(entry: BookletEntry, booklet: Booklet) -> dict[str, Any]:
    originals = queries.original_texts(entry.practice)
    told = sum(len(getattr(entry, name)) for name in BookletEntry.TEXTS)
    return {
        "entry": entry,
        "practice": entry.practice,
        "title": entry.printed.get("title") or entry.told_title,
        "unit": entry.printed.get("unit") or entry.practice.unit_name,  # type: ignore[attr-defined]
        "length": told,
        "original_length": sum(map(len, originals.values())),
        "original_changed": booklet.is_draft and queries.original_changed(entry),
        "lacks": not (entry.background and entry.method and entry.result),
        "photos": len(entry.photos.all()),
        "is_new": booklet.edition > 1 and entry.since_edition == booklet.edition,
    }


def _print(booklet: Booklet, kind: PrintKind, there: Any) -> dict[str, Any]:
    """A kind of file: whether it is being made, there, or older than the draft."""
    return {
        "kind": kind,
        "making": there is not None and there.state == PrintState.MAKING,
        "failed": there is not None and there.state == PrintState.FAILED,
        "there": there is not None and there.file_id is not None and there.state == PrintState.DONE,
        "size": there.file.size if there is not None and there.file_id else 0,
        "made_at": there.made_at if there is not None else None,
        "is_old": there is not None and there.made_at is not None and there.revision < booklet.revision,
    }


# --- files


@acts(post="booklet.edit", takes=())
def print_view(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Have a file made: a proof of a draft, or once more what could not be made."""
    user = person(request)
    booklet = queries.get_booklet(user, code)
    require(permissions.can_edit_booklets(user, booklet.unit_id))
    try:
        files.ask_for_file(actor=user, booklet=booklet, kind=_kind(kind))
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect(reverse("practices:booklet", args=[code]) + "#tep")


@acts("booklet.read")
def file_view(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    booklet = queries.get_booklet(person(request), code)
    found = queries.get_file(booklet, _kind(kind))
    if found.file is None:
        raise NotFound()
    return download(found.file, file_name(booklet, _kind(kind)))


def _kind(word: str) -> PrintKind:
    if word not in PrintKind.values:
        raise NotFound()
    return PrintKind(word)


# --- publication


@acts("booklet.publish", post="booklet.publish", takes=("mark",))
def publish_view(request: HttpRequest, code: str) -> HttpResponse:
    """Look once more at what is published, then publish it."""
    user = person(request)
    booklet = queries.get_booklet(user, code)
    require(permissions.can_publish_booklets(user, booklet.unit_id))
    require(booklet.is_draft, _(services.SENTENCE_PUBLISHED))
    sentence, status = "", 200
    if request.method == "POST":
        try:
            services.publish_draft(actor=user, booklet=booklet, seen=request.POST.get("mark", ""))
        except Refused as refused:
            sentence, status = refused.sentence, refused.status
            booklet = queries.get_booklet(user, code)
        else:
            messages.success(request, _("Đã ban hành tập %(code)s. Các tệp đang được làm.") % {"code": code})
            return redirect("practices:booklet", code)
    chapters = [one for one in queries.chapters_of(booklet) if one.entries]
    rows = [row for one in chapters for row in one.entries]
    context = {
        "booklet": booklet,
        "mark": queries.publication_mark(booklet),
        "sentence": sentence,
        "chapters": [(one.title, len(one.entries)) for one in chapters],
        "total": len(rows),
        "photos": sum(len(row.photos.all()) for row in rows),
        "lacking": queries.lacking_for_publication(booklet),
        "originals_changed": [row.practice.code for row in rows if queries.original_changed(row)],
        "changes": queries.changes_between(booklet.follows, booklet) if booklet.follows else None,
        "trail": trail_of(booklet, (_("Ban hành"), "")),
    }
    return render(request, "practices/booklets/publish.html", context, status=status)


@acts(post="booklet.edit", takes=())
def next_edition_view(request: HttpRequest, code: str) -> HttpResponse:
    user = person(request)
    booklet = queries.get_booklet(user, code)
    require(permissions.can_edit_booklets(user, booklet.unit_id))
    try:
        after = services.begin_next_edition(actor=user, booklet=booklet)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("practices:booklet", code)
    words = _("Đã lập lần in %(edition)s từ %(code)s. Tập đã ban hành giữ nguyên.")
    messages.success(request, words % {"edition": after.edition, "code": code})
    return redirect("practices:booklet", after.code)


@acts("booklet.read")
def changes_view(request: HttpRequest, code: str) -> HttpResponse:
    """What this edition says otherwise than the one before, word by word."""
    booklet = queries.get_booklet(person(request), code)
    if booklet.follows is None:
        raise NotFound()
    context = {
        "booklet": booklet,
        "before": booklet.follows,
        "changes": queries.changes_between(booklet.follows, booklet),
        "trail": trail_of(booklet, (_("Thay đổi so với lần in trước"), "")),
    }
    return render(request, "practices/booklets/changes.html", context)


@acts("booklet.edit", post="booklet.edit", takes=())
def discard_view(request: HttpRequest, code: str) -> HttpResponse:
    """Ask, then delete a draft with all that was written for it."""
    user = person(request)
    booklet = editable(user, code)
    if request.method != "POST":
        context = {
            "booklet": booklet,
            "total": booklet.entries.count(),
            "trail": trail_of(booklet, (_("Xóa"), "")),
        }
        return render(request, "practices/booklets/discard.html", context)
    try:
        services.discard_booklet(actor=user, booklet=booklet)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("practices:booklet", code)
    messages.success(request, _("Đã xóa bản thảo %(code)s.") % {"code": code})
    return redirect("practices:booklets")


# --- shared


def editable(user: User, code: str) -> Booklet:
    """A draft that the person may edit; refused within one's sight, with the reason."""
    booklet = queries.get_booklet(user, code)
    require(permissions.can_edit_booklets(user, booklet.unit_id))
    require(booklet.is_draft, _(services.SENTENCE_PUBLISHED))
    return booklet


def _room() -> tuple[str, str]:
    return (_("Tập mô hình"), reverse("practices:booklets"))


def _trail(*parts: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Mô hình"), reverse("practices:list")), *parts]


def trail_of(booklet: Booklet, *parts: tuple[str, str]) -> list[tuple[str, str]]:
    return _trail(_room(), (booklet.code, reverse("practices:booklet", args=[booklet.code])), *parts)
