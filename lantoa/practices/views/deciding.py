"""Move a practice through its year: register, return, confirm, recognise or not, carry on."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core.errors import Refused
from lantoa.organisation.access import acts, person, require
from lantoa.practices import permissions
from lantoa.practices.forms.practices import ReasonForm
from lantoa.practices.models import Practice
from lantoa.practices.queries import practices
from lantoa.practices.services import practices as services
from lantoa.ui.forms import show_refusal
from lantoa.ui.steps import INVALID

Move = Callable[..., object]


@acts(post="practice.register", takes=())
def register_view(request: HttpRequest, code: str, year: int) -> HttpResponse:
    practice = practices.get_practice(person(request), code)
    require(permissions.can_register(person(request), practice), _(services.SENTENCE_HEAD_REGISTERS))
    return _done(request, practice, year, services.register_practice, _("Đã đăng ký %(code)s với cấp trên."))


@acts(post="practice.edit", takes=())
def continue_view(request: HttpRequest, code: str, year: int) -> HttpResponse:
    practice = practices.get_practice(person(request), code)
    require(permissions.can_continue(person(request), practice))
    said = _("Đã lập bản nháp duy trì %(code)s. Người đứng đầu đơn vị đăng ký với cấp trên.")
    return _done(request, practice, year, services.continue_practice, said)


@acts(post="practice.decide", takes=())
def effective_view(request: HttpRequest, code: str, year: int) -> HttpResponse:
    practice = practices.get_practice(person(request), code)
    require(permissions.can_decide(person(request), practice))
    return _done(request, practice, year, services.confirm_effective, _("Đã xác nhận %(code)s có hiệu quả."))


@acts(post="practice.decide", takes=())
def recognise_view(request: HttpRequest, code: str, year: int) -> HttpResponse:
    practice = practices.get_practice(person(request), code)
    require(permissions.can_decide(person(request), practice))
    return _done(request, practice, year, services.recognise_practice, _("Đã công nhận %(code)s."))


@acts("practice.decide", post="practice.decide")
def send_back_view(request: HttpRequest, code: str, year: int) -> HttpResponse:
    words = (_("Trả lại kèm lý do"), _("Trả lại cho đơn vị"), _("Đã trả lại %(code)s."))
    return _with_reason(request, code, year, services.send_back_practice, words)


@acts("practice.decide", post="practice.decide")
def refuse_view(request: HttpRequest, code: str, year: int) -> HttpResponse:
    words = (_("Không công nhận mô hình"), _("Không công nhận"), _("Đã ghi: không công nhận %(code)s."))
    return _with_reason(request, code, year, services.refuse_recognition, words)


def _done(request: HttpRequest, practice: Practice, year: int, move: Move, said: str) -> HttpResponse:
    """Do it at once and go back to the practice; a refusal is told there."""
    try:
        move(actor=person(request), practice=practice, year=year)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, said % {"code": practice.code})
    return redirect("practices:detail", practice.code)


def _with_reason(
    request: HttpRequest, code: str, year: int, move: Move, words: tuple[str, str, str]
) -> HttpResponse:
    """Ask for the reason on a page of its own, then do it."""
    practice = practices.get_practice(person(request), code)
    require(permissions.can_decide(person(request), practice))
    title, verb, said = words
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            move(actor=person(request), practice=practice, year=year, reason=form.cleaned_data["reason"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, said % {"code": practice.code})
            return redirect("practices:detail", practice.code)
    context = {
        "form": form,
        "title": title,
        "verb": verb,
        "second": f"{practice.code}, {practice.title}",
        "back": reverse("practices:detail", args=[practice.code]),
    }
    return render(request, "practices/reason.html", context, status=INVALID if form.errors else 200)
