"""«Mốc hỏi lại»: after how many months adoptions are asked about again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core.errors import Refused
from lantoa.core.vi_dates import format_day
from lantoa.organisation.access import SignedInRequest, acts, holds_somewhere
from lantoa.practices.forms.check_terms import TermsForm
from lantoa.practices.queries.check_terms import term_sets
from lantoa.practices.services.check_terms import set_terms
from lantoa.ui.forms import show_refusal
from lantoa.ui.steps import INVALID


def _trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        (_("Mô hình"), reverse("practices:list")),
        (_("Hỏi lại sau áp dụng"), reverse("practices:checks")),
        (_("Mốc hỏi lại"), reverse("practices:check_terms") if more else ""),
        *more,
    ]


@acts("practice.read")
def terms_view(request: SignedInRequest) -> HttpResponse:
    """/mo-hinh/hoi-lai/moc/: the terms of now, before and to come."""
    shown = {
        "sets": term_sets(),
        "may_set": holds_somewhere(request.user, "check_term.set"),
        "trail": _trail(),
    }
    return render(request, "practices/check_terms.html", shown)


@acts("check_term.set", post="check_term.set")
def terms_set_view(request: SignedInRequest) -> HttpResponse:
    """/mo-hinh/hoi-lai/moc/dat/: other terms from a day on."""
    form = TermsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            set_terms(actor=request.user, months=data["months"], since=data["since"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(
                request, _("Đã đặt mốc hỏi lại từ ngày %(day)s.") % {"day": format_day(data["since"])}
            )
            return redirect("practices:check_terms")
    shown = {"form": form, "trail": _trail((_("Đặt mốc mới"), ""))}
    return render(request, "practices/check_terms_set.html", shown, status=INVALID if form.errors else 200)
