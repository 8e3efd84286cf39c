"""What heads and members of committees choose to show of their own pledges, and where everybody of the tree reads it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.commitments.forms import ChosenItemsForm
from lantoa.commitments.permissions import belongs_to_committee
from lantoa.commitments.queries import own
from lantoa.commitments.queries.public import get_shown, items_shown, shown_in_tree
from lantoa.commitments.services.writing import show_items
from lantoa.commitments.views.own import tabs, trail
from lantoa.core.errors import Refused
from lantoa.organisation.access import SignedInRequest, acts, require
from lantoa.ui.forms import show_refusal
from lantoa.ui.lists import page_of


@acts("commitment.keep", post="commitment.keep")
def show(request: SignedInRequest, year: int) -> HttpResponse:
    """/cam-ket/<năm>/cong-khai/: choose which items are shown; none chosen, nothing is."""
    found = own.get_own(request.user, year)
    require(
        belongs_to_committee(request.user),
        _("Chỉ người đứng đầu và cấp ủy viên công khai cam kết của mình."),
    )
    if not found.is_signed:
        raise Refused(_("Ký bản cam kết trước, rồi chọn việc công khai."))
    items = own.items_of(found)
    status = 200
    if request.method == "POST":
        form = ChosenItemsForm(request.POST, items=items)
        status = 422
        if form.is_valid():
            try:
                show_items(actor=request.user, commitment=found, items=form.identities())
            except Refused as refused:
                show_refusal(form, refused)
            else:
                chosen = bool(form.cleaned_data["chosen"])
                said = _("Đã công khai việc đã chọn.") if chosen else _("Đã thôi công khai.")
                messages.success(request, said)
                return redirect("commitments:year", year)
    else:
        chosen_now = [str(one.position) for one in items if one.public_since is not None]
        form = ChosenItemsForm(items=items, initial={"chosen": chosen_now})
    address = reverse("commitments:year", args=[year])
    shown = {
        "commitment": found,
        "form": form,
        "cancel_url": address,
        "trail": trail((str(year), address), (_("Công khai"), "")),
    }
    return render(request, "commitments/show.html", shown, status=status)


@acts("commitment.read_public")
def public(request: SignedInRequest) -> HttpResponse:
    """/cam-ket/cong-khai/: ?nam= who shows something; what, stands on each one's own page."""
    year, rows = request.GET.get("nam", ""), shown_in_tree(request.user)
    if len(year) == 4 and year.isascii() and year.isdigit():
        rows = rows.filter(year=int(year))
    shown = {"page": page_of(rows, request), "tabs": tabs(request.user, "public")}
    return render(request, "commitments/public.html", shown)


@acts("commitment.read_public")
def public_pledge(request: SignedInRequest, code: str) -> HttpResponse:
    found = get_shown(request.user, code)
    title = found.person.full_name
    shown = {
        "commitment": found,
        "items": items_shown(found),
        "trail": trail((_("Công khai"), reverse("commitments:public")), (title, "")),
    }
    return render(request, "commitments/public_pledge.html", shown)
