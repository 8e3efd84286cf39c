"""Tell a practice: draft it, change it, tell its result."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core import clock, periods
from lantoa.core.errors import Conflict, NotFound, Refused
from lantoa.organisation.access import acts, person, require, units_in_scope
from lantoa.organisation.models import Unit
from lantoa.organisation.queries.units import named_on
from lantoa.practices import permissions
from lantoa.practices.forms.practices import SERIES_QUARTERS, PracticeForm, ResultForm, practice_initial
from lantoa.practices.models import Practice
from lantoa.practices.queries import practices
from lantoa.practices.services.practices import (
    SENTENCE_NO_RESULT_NOW,
    SENTENCE_REGISTERED,
    draft_practice,
    edit_practice,
    tell_result,
)
from lantoa.ui.forms import show_refusal
from lantoa.ui.steps import INVALID


@acts("practice.edit", post="practice.edit")
def create_view(request: HttpRequest) -> HttpResponse:
    """Draft a practice for a unit of one's own; with several units, `?don-vi=` says which."""
    user = person(request)
    units = _own_units(user)
    unit = _chosen_unit(units, request.GET.get("don-vi", ""))
    year = clock.today().year
    if request.method == "POST":
        form = PracticeForm(request.POST, user=user, unit=unit)
        if form.is_valid():
            try:
                practice = draft_practice(actor=user, unit=unit, year=year, text=form.told())
            except Refused as refused:
                show_refusal(form, refused)
            else:
                messages.success(request, _("Đã lưu bản nháp %(code)s.") % {"code": practice.code})
                return redirect("practices:detail", practice.code)
    else:
        initial = {"subject": "collective", "learned_from": request.GET.get("hoc-tu", "")[:20]}
        form = PracticeForm(user=user, unit=unit, initial=initial)
    context = {"form": form, "unit": unit, "units": list(units), "year": year}
    trail = [(_("Mô hình"), reverse("practices:list")), (_("Đăng ký mô hình mới"), "")]
    return _form_page(request, "practices/edit.html", context | {"trail": trail}, form)


@acts("practice.edit", post="practice.edit")
def edit_view(request: HttpRequest, code: str) -> HttpResponse:
    user = person(request)
    practice = practices.get_practice(user, code)
    require(permissions.can_register_for(user, practice.holder_unit_id))
    require(permissions.can_edit(user, practice), _(SENTENCE_REGISTERED))
    initial = practice_initial(practice)
    context: dict[str, Any] = {
        "practice": practice,
        "unit": practice.unit,
        "trail": _trail(practice, _("Sửa")),
    }
    if request.method != "POST":
        form = PracticeForm(user=user, unit=practice.unit, practice=practice, initial=initial)
        return _form_page(request, "practices/edit.html", context | {"form": form}, form)
    form = PracticeForm(request.POST, user=user, unit=practice.unit, practice=practice, initial=initial)
    if form.is_valid():
        try:
            version = form.cleaned_data["row_version"] or 0
            edit_practice(actor=user, practice=practice, text=form.told(), row_version=version)
        except Conflict as conflict:
            return _stale(request, form, practice, conflict, context, "practices/edit.html")
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã lưu. Mô hình vẫn là bản nháp cho đến khi đăng ký."))
            return redirect("practices:detail", practice.code)
    return _form_page(request, "practices/edit.html", context | {"form": form}, form)


@acts("practice.edit", post="practice.edit")
def result_view(request: HttpRequest, code: str) -> HttpResponse:
    user = person(request)
    practice = practices.get_practice(user, code)
    require(permissions.can_register_for(user, practice.holder_unit_id))
    require(permissions.can_tell_result(user, practice), _(SENTENCE_NO_RESULT_NOW))
    quarters = _recent_quarters(practice)
    context: dict[str, Any] = {"practice": practice, "trail": _trail(practice, _("Kết quả"))}
    if request.method != "POST":
        form = ResultForm(practice=practice, quarters=quarters)
        return _form_page(request, "practices/result.html", context | {"form": form}, form)
    form = ResultForm(request.POST, practice=practice, quarters=quarters)
    if form.is_valid():
        try:
            version = form.cleaned_data["row_version"] or 0
            tell_result(actor=user, practice=practice, told=form.told(), row_version=version)
        except Conflict as conflict:
            return _stale(request, form, practice, conflict, context, "practices/result.html")
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã lưu kết quả."))
            return redirect("practices:detail", practice.code)
    return _form_page(request, "practices/result.html", context | {"form": form}, form)


def _own_units(user: User) -> QuerySet[Unit]:
    return named_on(units_in_scope(user, "practice.edit"))


def _chosen_unit(units: QuerySet[Unit], code: str) -> Unit:
    """The unit the address names, else the first; NotFound for one that is not the person's own."""
    found = units.filter(code=code).first() if code else units.first()
    if found is None:
        raise NotFound()
    return found


def _trail(practice: Practice, here: str) -> list[tuple[str, str]]:
    return [
        (_("Mô hình"), reverse("practices:list")),
        (practice.code, reverse("practices:detail", args=[practice.code])),
        (here, ""),
    ]


def _recent_quarters(practice: Practice) -> list[tuple[str, str]]:
    """Quarters a result may fill in: from the start of the practice, at most the last eight, oldest first."""
    quarter = periods.period_on(periods.PeriodKind.QUARTER, clock.today())
    found: list[tuple[str, str]] = []
    while len(found) < SERIES_QUARTERS and quarter.end > practice.started_on:
        found.append((quarter.code, quarter.label_title))
        quarter = quarter.previous
    return found[::-1]


def _form_page(
    request: HttpRequest, template: str, context: dict[str, Any], form: forms.Form
) -> HttpResponse:
    return render(request, template, context, status=INVALID if form.errors else 200)


@dataclass(frozen=True)
class Side:
    """One field of which two versions stand side by side."""

    label: str
    saved: str
    typed: str


def _stale(
    request: HttpRequest,
    form: forms.Form,
    practice: Practice,
    conflict: Conflict,
    context: dict[str, Any],
    template: str,
) -> HttpResponse:
    """Show what somebody else saved beside what was typed; saving once more keeps what was typed."""
    now = practices.get_practice(person(request), practice.code)
    saved: forms.Form
    if isinstance(form, ResultForm):
        saved = ResultForm(practice=now, quarters=[(code, "") for code in form.quarters])
    else:
        saved = PracticeForm(user=person(request), unit=now.unit, practice=now, initial=practice_initial(now))
    sides = []
    for bound in form:
        if bound.name == "row_version":
            continue
        typed, kept = _words(bound, bound.data), _words(bound, saved[bound.name].value())
        if typed != kept:
            sides.append(Side(str(bound.label), kept, typed))
    data = request.POST.copy()
    data["row_version"] = str(now.row_version)
    form.data = data
    form.add_error(None, conflict.sentence)
    return render(request, template, context | {"form": form, "sides": sides}, status=conflict.status)


def _words(bound: forms.BoundField, value: Any) -> str:
    """A value as a person reads it: the words of a choice or of several, the text as it stands in the box."""
    if isinstance(value, list):
        return ", ".join(_words(bound, one) for one in value)
    shown = "" if value is None else str(bound.field.prepare_value(value)).replace("\r\n", "\n").strip()
    choices = getattr(bound.field, "choices", None)
    if choices is None:
        return shown
    return str(dict(choices).get(shown, shown))
