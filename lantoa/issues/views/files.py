"""Files that show a matter."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.attachments.answers import download
from lantoa.core.errors import Refused
from lantoa.issues import permissions, services
from lantoa.issues.forms import FileForm
from lantoa.issues.queries import issues as listing
from lantoa.issues.views.steps import form_step
from lantoa.organisation.access import SignedInRequest, acts, require

PLACE = "#tep"


def _attached_to(request: SignedInRequest, code: str) -> Any:
    found = listing.get_issue(request.user, code)
    require(permissions.is_of_raiser(request.user, found), _("Chỉ đơn vị đã nêu vấn đề thêm, bỏ tệp được."))
    if not permissions.can_attach(request.user, found):
        raise Refused(_("Vấn đề đã đóng hoặc đã rút nên không thêm, bỏ tệp được nữa."))
    return found


@acts("issue.raise", post="issue.raise")
def file_add(request: SignedInRequest, code: str) -> HttpResponse:
    """/buc-xuc/<mã>/tep/: one more file."""
    found = _attached_to(request, code)
    form = FileForm(request.POST or None, request.FILES or None)

    def step(data: dict[str, Any]) -> str:
        services.add_file(actor=request.user, issue=found, accepted=data["file"], caption=data["caption"])
        return _("Đã thêm tệp.")

    return form_step(request, found, form, "issues/file_add.html", _("Thêm tệp"), step, after=PLACE)


@acts("issue.read")
def file_get(request: SignedInRequest, code: str, file: uuid.UUID) -> HttpResponse:
    """/buc-xuc/<mã>/tep/<id>/: the file itself, for who reads the matter."""
    found = listing.get_file(listing.get_issue(request.user, code), file)
    return download(found.file, found.name)


@acts(post="issue.raise", takes=())
def file_remove(request: SignedInRequest, code: str, file: uuid.UUID) -> HttpResponse:
    found = listing.get_file(listing.get_issue(request.user, code), file)
    services.remove_file(actor=request.user, file=found)
    return redirect(f"{reverse('issues:issue', args=[code])}?hoan-tac={found.pk}{PLACE}")


@acts(post="issue.raise", takes=())
def file_restore(request: SignedInRequest, code: str, file: uuid.UUID) -> HttpResponse:
    """Put back what was taken away."""
    found = listing.get_file(listing.get_issue(request.user, code), file, removed=True)
    services.restore_file(actor=request.user, file=found)
    messages.success(request, _("Đã khôi phục tệp."))
    return redirect(f"{reverse('issues:issue', args=[code])}{PLACE}")
