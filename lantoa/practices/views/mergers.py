"""Two practices that are one: find the one that stays, see what moves, merge; read the original; part them again."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core.errors import Conflict, Refused
from lantoa.organisation.access import acts, person, require
from lantoa.practices import permissions
from lantoa.practices.forms.mergers import MergerForm, practice_to_keep
from lantoa.practices.forms.practices import ReasonForm
from lantoa.practices.models import Practice
from lantoa.practices.queries import evidence, practices
from lantoa.practices.queries.likeness import Alike, nearest
from lantoa.practices.queries.mergers import candidates, get_original, plan_of
from lantoa.practices.services.mergers import merge_practices, part_practices
from lantoa.practices.views.details import history_lines, story_of
from lantoa.ui.forms import show_refusal
from lantoa.ui.steps import INVALID

LONGEST = 200


def _trail(practice: Practice, here: str) -> list[tuple[str, str]]:
    return [
        (_("Mô hình"), reverse("practices:list")),
        (practice.code, reverse("practices:detail", args=[practice.code])),
        (here, ""),
    ]


@acts("practice.merge", post="practice.merge")
def merge_view(request: HttpRequest, code: str) -> HttpResponse:
    """/mo-hinh/<mã>/gop/: `?q=` looks for the practice that stays, `?vao=` shows what merging into it changes."""
    user = person(request)
    practice = practices.get_practice(user, code)
    require(permissions.can_merge(user, practice))
    if request.method == "POST":
        return _merged(request, practice)
    wanted = request.GET.get("vao", "").strip()
    said = ""
    if wanted:
        try:
            return _preview(request, practice, practice_to_keep(user, wanted), None)
        except ValidationError as refused:
            said = refused.messages[0]
    text = request.GET.get("q", "")[:LONGEST]
    alike = _mergeable(user, nearest(user, title=practice.title, text=practice.told, besides=practice.pk))
    context = {
        "practice": practice,
        "trail": _trail(practice, _("Gộp")),
        "text": text,
        "said": said,
        "found": candidates(user, practice, text),
        "alike": alike,
        "merges": True,
    }
    return render(request, "practices/merge.html", context, status=INVALID if said else 200)


def _mergeable(user: User, alike: list[Alike]) -> list[Alike]:
    """Of those found to be like it: of units on which the person decides too, and still there."""
    return [
        one
        for one in alike
        if one.practice.merged_into_id is None and permissions.can_merge(user, one.practice)
    ]


def _preview(
    request: HttpRequest, practice: Practice, kept: Practice, form: MergerForm | None
) -> HttpResponse:
    """What moves and what both have, with the question; a refused form keeps what was typed."""
    if practice.pk == kept.pk:
        raise ValidationError(_("Mô hình không gộp vào chính nó được. Chọn mô hình khác để giữ lại."))
    initial = {"vao": kept.code, "version": practice.row_version, "kept_version": kept.row_version}
    bound = form or MergerForm(user=person(request), initial=initial)
    context: dict[str, Any] = {
        "practice": practice,
        "kept": kept,
        "plan": plan_of(practice, kept),
        "form": bound,
        "trail": _trail(practice, _("Gộp")),
    }
    status = INVALID if bound.errors else 200
    return render(request, "practices/merge_preview.html", context, status=status)


def _merged(request: HttpRequest, practice: Practice) -> HttpResponse:
    user = person(request)
    form = MergerForm(request.POST, user=user)
    valid = form.is_valid()
    kept = form.cleaned_data.get("vao")
    if kept is None:
        said = form.errors.get("vao", [_("Chọn mô hình giữ lại.")])[0]
        context = {
            "practice": practice,
            "trail": _trail(practice, _("Gộp")),
            "text": "",
            "said": said,
            "found": [],
            "alike": [],
            "merges": True,
        }
        return render(request, "practices/merge.html", context, status=INVALID)
    if valid:
        data = form.cleaned_data
        try:
            merge_practices(
                actor=user,
                practice=practice,
                kept=kept,
                reason=data["reason"],
                versions=(data["version"], data["kept_version"]),
            )
        except Conflict as conflict:
            now = request.POST.copy()
            now["version"], now["kept_version"] = str(practice.row_version), str(kept.row_version)
            form = MergerForm(now, user=user)
            form.add_error(None, conflict.sentence)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            words = {"code": practice.code, "kept": kept.code}
            messages.success(
                request,
                _("Đã gộp %(code)s vào %(kept)s. Cần thì mở bản gốc của %(code)s để tách lại.") % words,
            )
            return redirect("practices:detail", kept.code)
    try:
        return _preview(request, practice, kept, form)
    except ValidationError as refused:
        raise Refused(refused.messages[0]) from refused


@acts("practice.learn")
def original_view(request: HttpRequest, code: str) -> HttpResponse:
    """/mo-hinh/<mã>/ban-goc/: what a practice said before it was merged, and what became of its years."""
    user = person(request)
    found = get_original(user, code)
    practice = found.practice
    aside = [row for row in found.years if row.pk in found.aside]
    reads = permissions.can_read_history(user, practice)
    context = story_of(practice) | {
        "trail": [(_("Mô hình"), reverse("practices:list")), (practice.code, "")],
        "original": found,
        "kept": found.kept,
        "reads": reads,
        "years": [(row, row.pk in found.aside) for row in reversed(found.years)],
        "proofs": evidence.evidence_of_years(aside),
        "history": history_lines(practice) if reads else [],
        "may_part": permissions.can_merge(user, practice) and permissions.can_merge(user, found.merger.kept),
    }
    return render(request, "practices/original.html", context)


@acts("practice.merge", post="practice.merge")
def part_view(request: HttpRequest, code: str) -> HttpResponse:
    """/mo-hinh/<mã>/tach-lai/: take a merger back, with the reason."""
    user = person(request)
    found = get_original(user, code)
    practice, kept = found.practice, found.merger.kept
    require(permissions.can_merge(user, practice))
    require(permissions.can_merge(user, kept))
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            part_practices(actor=user, practice=practice, reason=form.cleaned_data["reason"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            words = {"code": practice.code, "kept": kept.code}
            messages.success(request, _("Đã tách %(code)s khỏi %(kept)s.") % words)
            return redirect("practices:detail", practice.code)
    context = {
        "form": form,
        "practice": practice,
        "kept": kept,
        "trail": [
            (_("Mô hình"), reverse("practices:list")),
            (practice.code, reverse("practices:original", args=[practice.code])),
            (_("Tách lại"), ""),
        ],
    }
    return render(request, "practices/part.html", context, status=INVALID if form.errors else 200)
