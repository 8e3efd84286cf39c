"""Documents and links of a topic."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.attachments.answers import download
from lantoa.core.errors import NotFound, Refused
from lantoa.directives.forms.materials import MaterialChangeForm, MaterialForm
from lantoa.directives.models import StudyTopic
from lantoa.directives.permissions import study as permissions
from lantoa.directives.queries import materials, study
from lantoa.directives.services.materials import (
    add_material,
    change_material,
    move_material,
    remove_material,
    restore_material,
)
from lantoa.directives.views.topics import topic_trail
from lantoa.organisation.access import SignedInRequest, acts, require
from lantoa.ui.forms import ViForm, show_refusal
from lantoa.ui.steps import INVALID


def _back(code: str) -> HttpResponse:
    return redirect(f"{reverse('directives:topic', args=[code])}#tai-lieu")


@acts("topic.set", post="topic.set")
def material_new(request: SignedInRequest, code: str) -> HttpResponse:
    """/hoc-tap/chuyen-de/<mã>/tai-lieu/moi/"""
    user, topic = request.user, study.get_topic(request.user, code)
    require(permissions.can_change_topic(user, topic))
    form = MaterialForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            add_material(
                actor=user, topic=topic, title=data["title"], link=data["link"], accepted=data["file"]
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã thêm tài liệu. Các đơn vị bên dưới thấy ngay."))
            return _back(code)
    return _page(request, topic, form, _("Thêm tài liệu"), _("Thêm tài liệu"))


@acts("topic.set", post="topic.set")
def material_edit(request: SignedInRequest, code: str, material: uuid.UUID) -> HttpResponse:
    user, found = request.user, materials.get_material(request.user, code, material)
    require(permissions.can_change_topic(user, found.topic))
    form = MaterialChangeForm(request.POST or None, material=found)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            change_material(actor=user, material=found, title=data["title"], link=data.get("link", ""))
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã lưu."))
            return _back(code)
    return _page(request, found.topic, form, _("Sửa tài liệu"), _("Lưu"))


@acts("topic.read")
def material_file(request: SignedInRequest, code: str, material: uuid.UUID) -> HttpResponse:
    """/hoc-tap/chuyen-de/<mã>/tai-lieu/<id>/tep/: the file itself."""
    found = materials.get_material(request.user, code, material)
    if found.file is None:
        raise NotFound()
    return download(found.file, found.name)


@acts(post="topic.set", takes=("huong",))
def material_move(request: SignedInRequest, code: str, material: uuid.UUID) -> HttpResponse:
    """huong=len one place up, else down."""
    found = materials.get_material(request.user, code, material)
    require(permissions.can_change_topic(request.user, found.topic))
    move_material(actor=request.user, material=found, up=request.POST.get("huong") == "len")
    return _back(code)


@acts(post="topic.set", takes=())
def material_remove(request: SignedInRequest, code: str, material: uuid.UUID) -> HttpResponse:
    found = materials.get_material(request.user, code, material)
    require(permissions.can_change_topic(request.user, found.topic))
    remove_material(actor=request.user, material=found)
    # The page offers to put it back, and says what it was.
    return redirect(f"{reverse('directives:topic', args=[code])}?hoan-tac={found.pk}#tai-lieu")


@acts(post="topic.set", takes=())
def material_restore(request: SignedInRequest, code: str, material: uuid.UUID) -> HttpResponse:
    found = materials.get_material(request.user, code, material, removed=True)
    require(permissions.can_change_topic(request.user, found.topic))
    restore_material(actor=request.user, material=found)
    messages.success(request, _("Đã khôi phục tài liệu."))
    return _back(code)


def _page(request: SignedInRequest, topic: StudyTopic, form: ViForm, title: str, verb: str) -> HttpResponse:
    address = reverse("directives:topic", args=[topic.code])
    shown: dict[str, Any] = {
        "topic": topic,
        "form": form,
        "title": title,
        "verb": verb,
        "trail": topic_trail(request.user, (topic.code, address), (title, "")),
    }
    return render(
        request, "directives/topics/material_form.html", shown, status=INVALID if form.errors else 200
    )
