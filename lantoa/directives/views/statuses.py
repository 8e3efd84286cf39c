"""How a published directive stands: say it, and take back what was entered by mistake."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.errors import Conflict, Refused
from lantoa.directives.choices import StatusKind
from lantoa.directives.forms.directives import StatusForm
from lantoa.directives.permissions import directives as permissions
from lantoa.directives.queries import directives as register
from lantoa.directives.services.statuses import enter_status, take_back_status
from lantoa.directives.views.directives import form_page, trail
from lantoa.organisation.access import SignedInRequest, acts, require
from lantoa.ui.forms import now_seen, show_refusal


@acts("directive.publish", post="directive.publish")
def status(request: SignedInRequest, code: str) -> HttpResponse:
    """/van-ban/<mã>/tinh-trang/: withdrawn, ended, resting or in force again from a day on."""
    user, found = request.user, register.get_directive(request.user, code)
    require(permissions.can_publish(user, found))
    if found.is_draft:
        raise Refused(_("Văn bản còn là bản nháp, chưa có hiệu lực. Không dùng nữa thì bỏ bản nháp."))
    initial = {"kind": StatusKind.WITHDRAWN, "since": clock.today(), "row_version": found.row_version}
    form = StatusForm(request.POST or None, initial=initial)
    answer, conflict = 0, ""
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = enter_status(
                actor=user,
                directive=found,
                kind=StatusKind(told["kind"]),
                since=told["since"],
                reason=told["reason"],
                basis=told["basis"],
                row_version=told["row_version"] or 0,
            )
        except Conflict as error:
            answer, conflict = error.status, error.sentence
            now_seen(form, register.get_directive(user, code).row_version)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã ghi: %(status)s.") % {"status": str(made)})
            return redirect("directives:directive", code)
    address = reverse("directives:directive", args=[code])
    shown = {
        "directive": found,
        "form": form,
        "conflict": conflict,
        "statuses": list(register.statuses_of(found)),
        "trail": trail((code, address), (_("Tình trạng hiệu lực"), "")),
    }
    return form_page(request, "directives/status_form.html", shown, form, answer)


@acts(post="directive.publish", takes=())
def take_back(request: SignedInRequest, code: str, status: uuid.UUID) -> HttpResponse:
    """/van-ban/<mã>/tinh-trang/<id>/bo/"""
    user, found = request.user, register.get_directive(request.user, code)
    require(permissions.can_publish(user, found))
    held = register.get_status(found, status)
    words = str(held)
    take_back_status(actor=user, status=held)
    messages.success(request, _("Đã bỏ dòng ghi nhầm: %(status)s.") % {"status": words})
    return redirect("directives:directive", code)
