"""Others' signed pledges, for the direct superior and for who is named: each opening is noted before anything is shown."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.commitments.choices import Capacity, Half, Page
from lantoa.commitments.forms import NameReaderForm, RemarkForm
from lantoa.commitments.queries import counts, own, reading
from lantoa.commitments.services import naming as naming_services
from lantoa.commitments.services import reviewing
from lantoa.commitments.views.own import tabs, trail
from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.organisation.access import SignedInRequest, acts, require
from lantoa.ui.forms import show_refusal
from lantoa.ui.steps import INVALID


@acts("commitment.read")
def others(request: SignedInRequest) -> HttpResponse:
    """/cam-ket/cua-nguoi-khac/: ?nam= whose pledges one may read. No text stands here."""
    typed = request.GET.get("nam", "")
    year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else clock.today().year
    shown = {
        "rows": [(one, one.capacity.label) for one in reading.others(request.user, year)],
        "year": year,
        "years": reading.years_of_others(request.user),
        "tabs": tabs(request.user, "others"),
    }
    return render(request, "commitments/others.html", shown)


@acts("commitment.read")
def pledge(request: SignedInRequest, code: str) -> HttpResponse:
    """/cam-ket/<mã>/: another's signed pledge; opening it is shown to its owner."""
    found = reading.get_readable(request.user, code)
    reviewing.note_read(actor=request.user, readable=found, page=Page.PLEDGE)
    return _page(request, found, None, 200)


def _page(
    request: SignedInRequest, found: reading.Readable, bound: RemarkForm | None, status: int
) -> HttpResponse:
    commitment, items = found.commitment, own.items_of(found.commitment)
    remarks = list(own.remarks_of(commitment))
    remarked = {one.half for one in remarks}
    is_superior = found.capacity == Capacity.SUPERIOR
    awaiting = [half for half in Half if half in own.told_halves(commitment) and half not in remarked]
    form = bound
    if form is None and is_superior and awaiting:
        form = RemarkForm(initial={"half": awaiting[0]})
    shown = {
        "commitment": commitment,
        "items": items,
        "halves": [half for half in Half if any(half in one.told for one in items)],  # type: ignore[attr-defined]
        "remarks": [(one, one.author.user_id == request.user.pk) for one in remarks],
        "capacity": found.capacity.label,
        "form": form,
        "remark_half": Half(awaiting[0]).label if awaiting else "",
        "is_superior": is_superior,
        "trail": trail((_("Tôi được xem"), reverse("commitments:others")), (commitment.code, "")),
    }
    return render(request, "commitments/pledge.html", shown, status=status)


@acts(post="commitment.remark")
def remark(request: SignedInRequest, code: str) -> HttpResponse:
    found = reading.get_readable(request.user, code)
    require(
        found.capacity == Capacity.SUPERIOR,
        _("Chỉ cấp trên trực tiếp của người viết được ghi nhận xét."),
    )
    form = RemarkForm(request.POST)
    if form.is_valid():
        try:
            half = Half(form.cleaned_data["half"])
            reviewing.give_remark(
                actor=request.user, commitment=found.commitment, half=half, words=form.cleaned_data["words"]
            )
        except ValueError:
            form.add_error(None, _("Chọn lại phần cần nhận xét."))
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã ghi nhận xét. Người viết đọc được từ bây giờ."))
            return redirect("commitments:pledge", code)
    reviewing.note_read(actor=request.user, readable=found, page=Page.REMARK)
    return _page(request, found, form, INVALID)


@acts(post="commitment.remark", takes=("half",))
def remark_withdraw(request: SignedInRequest, code: str) -> HttpResponse:
    found = reading.get_readable(request.user, code)
    require(
        found.capacity == Capacity.SUPERIOR,
        _("Chỉ cấp trên trực tiếp của người viết được rút nhận xét."),
    )
    half = next((one for one in Half if one == request.POST.get("half")), None)
    if half is None:
        raise Refused(_("Chọn lại phần cần rút nhận xét."))
    reviewing.withdraw_remark(actor=request.user, commitment=found.commitment, half=half)
    messages.success(request, _("Đã rút nhận xét. Có thể ghi lại."))
    return redirect("commitments:pledge", code)


@acts("commitment.name_reader", post="commitment.name_reader")
def readers(request: SignedInRequest) -> HttpResponse:
    """/cam-ket/nguoi-duoc-xem/: who is named to read, for which unit, since when and why."""
    user, status = request.user, 200
    choices: dict[str, Any] = {
        "people": reading.officers_to_name(user),
        "units": list(counts.units_to_name_for(user)),
    }
    form = NameReaderForm(**choices)
    if request.method == "POST":
        form, status = NameReaderForm(request.POST, **choices), INVALID
        if form.is_valid():
            data = form.cleaned_data
            unit, person = (
                counts.get_unit_to_read(user, data["unit"]),
                reading.get_officer(user, data["person"]),
            )
            try:
                naming_services.name_reader(actor=user, unit=unit, person=person, reason=data["reason"])
            except Refused as refused:
                show_refusal(form, refused)
            else:
                messages.success(
                    request, _("Đã cử. Mỗi lần người này mở bản nào, người viết bản đó đều thấy.")
                )
                return redirect("commitments:readers")
    shown = {"form": form, "rows": reading.namings(user), "tabs": tabs(user, "readers")}
    return render(request, "commitments/readers.html", shown, status=status)


@acts(post="commitment.name_reader", takes=())
def reader_end(request: SignedInRequest, naming: uuid.UUID) -> HttpResponse:
    found = reading.get_naming(request.user, naming)
    naming_services.end_naming(actor=request.user, naming=found)
    messages.success(request, _("Đã thôi cử. Người này không đọc được nữa."))
    return redirect("commitments:readers")
