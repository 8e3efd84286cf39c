"""A page with one form about a thing of this room, and a button without a form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.organisation.access import SignedInRequest
from lantoa.ui.forms import ViForm
from lantoa.ui.steps import take_step

FORM = "oversight/form.html"


def trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Kiểm tra"), reverse("oversight:inspections") if more else ""), *more]


def form_page(
    request: SignedInRequest,
    form: ViForm,
    step: Callable[[dict[str, Any]], str],
    *,
    title: str,
    back: str,
    done: Callable[[], str] | None = None,
    second: str = "",
    button: str,
    page: str = FORM,
    **more: object,
) -> HttpResponse:
    """`step` does it with what was typed and gives the sentence that says so; then to `done`, or back to `back`."""
    taken, status = take_step(request, form, step)
    if taken:
        return redirect(done() if done else back)
    shown = {
        "form": form,
        "title": title,
        "second": second,
        "button": button,
        "cancel_url": back,
        **more,
    }
    return render(request, page, shown, status=status)


def pressed(request: HttpRequest) -> int:
    """The state that the page of a button showed; 0, which nothing has, where it says none."""
    typed = request.POST.get("row_version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def after_button(request: SignedInRequest, step: Callable[[], object], said: str, code: str) -> HttpResponse:
    step()
    messages.success(request, said)
    return redirect("oversight:inspection", code)
