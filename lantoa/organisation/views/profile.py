"""A unit's profile: figures and functions with their days and papers."""

import re
import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.organisation.access import SignedInRequest, acts, require
from lantoa.organisation.forms.profile import CorrectionForm, ValueForm
from lantoa.organisation.models import ProfileField, Unit
from lantoa.organisation.permissions import can_edit_profile
from lantoa.organisation.queries import profile as queries
from lantoa.organisation.queries.units import get_unit
from lantoa.organisation.services import profile as services
from lantoa.ui.forms import show_refusal
from lantoa.ui.steps import INVALID

EDIT = "unit.edit_profile"
# The field that is written, and its form, whose names begin with the field's code.
NAMES = ("muc", re.compile("[-a-zA-Z0-9_]{1,60}-(value|since|source)"))


@acts("unit.read_profile", post=EDIT, takes=NAMES)
def profile(request: SignedInRequest, code: str) -> HttpResponse:
    """/to-chuc/don-vi/HG-048/ho-so/: what holds, what held before; one more value by the form of its field."""
    unit = get_unit(request.user, code)
    if request.method != "POST":
        require(
            queries.reads_profile(request.user, code),
            _("Vai trò của anh/chị không xem hồ sơ của đơn vị này."),
        )
        return _page(request, unit)
    _require_editing(request, unit)
    field = queries.get_field(request.POST.get("muc", ""))
    form = ValueForm(request.POST, field=field)
    if form.is_valid():
        try:
            services.enter_value(actor=request.user, unit=unit, field=field, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã ghi hồ sơ đơn vị."))
            return redirect("organisation:profile", code)
    return _page(request, unit, field, form)


@acts(EDIT, post=EDIT)
def correct(request: SignedInRequest, code: str, entry: uuid.UUID) -> HttpResponse:
    """Mend what was entered by mistake."""
    unit = get_unit(request.user, code)
    _require_editing(request, unit)
    found = queries.get_entry(unit, entry)
    initial = {"value": queries.value_of(found), "source": found.source}
    form = CorrectionForm(
        request.POST if request.method == "POST" else None, field=found.field, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.correct_value(actor=request.user, entry=found, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã sửa. Nhật ký còn giữ nội dung cũ."))
            return redirect("organisation:profile", code)
    shown = {
        "unit": unit,
        "entry": found,
        "form": form,
        "trail": _trail(unit, (_("Sửa chỗ ghi nhầm"), "")),
    }
    return render(request, "organisation/profile/correct.html", shown, status=INVALID if form.errors else 200)


def _require_editing(request: SignedInRequest, unit: Unit) -> None:
    require(can_edit_profile(request.user, unit), _("Vai trò của anh/chị không ghi hồ sơ của đơn vị này."))


def _trail(unit: Unit, *more: tuple[str, str]) -> list[tuple[str, str]]:
    own = reverse("organisation:profile", args=[unit.code]) if more else ""
    return [
        (_("Tổ chức"), reverse("organisation:tree")),
        (str(unit.short_name), reverse("desk:unit", args=[unit.code])),  # type: ignore[attr-defined]
        (_("Hồ sơ"), own),
        *more,
    ]


def _page(
    request: SignedInRequest, unit: Unit, sent: ProfileField | None = None, form: ValueForm | None = None
) -> HttpResponse:
    today = clock.today()
    may = can_edit_profile(request.user, unit)
    rows = [
        (told, _form_of(told, sent, form) if may and told.is_asked else None)
        for told in queries.profile_of(unit, today)
    ]
    shown = {"unit": unit, "rows": rows, "sent": sent, "may_edit": may, "today": today, "trail": _trail(unit)}
    return render(request, "organisation/profile/profile.html", shown, status=INVALID if form else 200)


def _form_of(told: queries.ToldField, sent: ProfileField | None, form: ValueForm | None) -> ValueForm:
    if form is not None and sent is not None and sent.pk == told.field.pk:
        return form
    return ValueForm(field=told.field, initial={"since": clock.today()})
