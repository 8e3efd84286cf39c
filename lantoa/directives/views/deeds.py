"""What carries out a deed of a session."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core.errors import Refused
from lantoa.directives.forms.deeds import DeedLinkForm, link_initial
from lantoa.directives.permissions import study as permissions
from lantoa.directives.queries import deeds, study
from lantoa.directives.services.deeds import link_deed
from lantoa.directives.views.sessions import trail
from lantoa.organisation.access import SignedInRequest, acts, require
from lantoa.ui.forms import show_refusal
from lantoa.ui.steps import INVALID


@acts("session.record", post="session.record")
def deed_link(request: SignedInRequest, code: str, position: int) -> HttpResponse:
    """/hoc-tap/<mã>/viec/<n>/: by which task or practice the n-th deed (from 1) is carried out."""
    user, found = request.user, study.get_session(request.user, code)
    deed = deeds.get_deed(found, position - 1)
    require(permissions.can_record_for(user, found.unit_id))
    if not permissions.can_change_session(user, found):
        raise Refused(_("Buổi học đã hủy. Khôi phục trước, rồi mới sửa được."))
    offered = deeds.offered_for(user, found)
    form = DeedLinkForm(request.POST or None, offered=offered, initial=link_initial(deed))
    if request.method == "POST" and form.is_valid():
        kind, chosen = form.chosen()
        try:
            link_deed(actor=user, deed=deed, kind=kind, code=chosen)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã gắn việc.") if kind else _("Đã bỏ gắn việc."))
            return redirect("directives:session", code)
    shown = {
        "session": found,
        "deed": deed,
        "form": form,
        "trail": trail((code, reverse("directives:session", args=[code])), (_("Gắn việc"), "")),
    }
    return render(request, "directives/deed_link.html", shown, status=INVALID if form.errors else 200)
