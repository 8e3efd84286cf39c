"""Files that prove what was done."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.attachments.answers import download
from lantoa.organisation.access import SignedInRequest, acts
from lantoa.tasks import queries, services
from lantoa.tasks.forms import ProofForm
from lantoa.tasks.views.steps import form_step, require_work

PLACE = "#minh-chung"


@acts("task.do", post="task.do")
def proof_add(request: SignedInRequest, code: str) -> HttpResponse:
    """/nhiem-vu/<mã>/minh-chung/: one more file."""
    user, found = request.user, queries.get_task(request.user, code)
    require_work(user, found)
    form = ProofForm(request.POST or None, request.FILES or None)

    def step(data: dict[str, Any]) -> str:
        services.add_proof(actor=user, task=found, accepted=data["file"], caption=data["caption"])
        return _("Đã thêm tệp minh chứng.")

    return form_step(
        request, found, form, "tasks/proof_add.html", _("Thêm tệp minh chứng"), step, after=PLACE
    )


@acts("task.read")
def proof_file(request: SignedInRequest, code: str, proof: uuid.UUID) -> HttpResponse:
    """/nhiem-vu/<mã>/minh-chung/<id>/tep/: the file itself, for who reads the task."""
    found = queries.get_proof(queries.get_task(request.user, code), proof)
    return download(found.file, found.name)


@acts(post="task.do", takes=())
def proof_remove(request: SignedInRequest, code: str, proof: uuid.UUID) -> HttpResponse:
    task = queries.get_task(request.user, code)
    found = queries.get_proof(task, proof)
    require_work(request.user, task)
    services.remove_proof(actor=request.user, proof=found)
    # The page offers to put it back, and says what it was.
    return redirect(f"{reverse('tasks:task', args=[code])}?hoan-tac={found.pk}{PLACE}")


@acts(post="task.do", takes=())
def proof_restore(request: SignedInRequest, code: str, proof: uuid.UUID) -> HttpResponse:
    """Put back what was taken away."""
    task = queries.get_task(request.user, code)
    found = queries.get_proof(task, proof, removed=True)
    require_work(request.user, task)
    services.restore_proof(actor=request.user, proof=found)
    messages.success(request, _("Đã khôi phục tệp minh chứng."))
    return redirect(f"{reverse('tasks:task', args=[code])}{PLACE}")
