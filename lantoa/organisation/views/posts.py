"""The posts of a unit with their terms: signer and head of any day come from here."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.organisation.access import SignedInRequest, acts, require
from lantoa.organisation.forms.people import EndForm, PostForm, from_today
from lantoa.organisation.models import Unit
from lantoa.organisation.permissions import can_fill_posts
from lantoa.organisation.queries import posts as queries
from lantoa.organisation.queries.units import get_unit
from lantoa.organisation.services import posts as services
from lantoa.ui.forms import show_refusal
from lantoa.ui.steps import INVALID


@acts("user.list", post="post.fill")
def posts(request: SignedInRequest, code: str) -> HttpResponse:
    """/to-chuc/don-vi/<mã>/chuc-vu/: who held which post when; one more term by the form below."""
    unit = get_unit(request.user, code)
    if request.method != "POST":
        require(
            queries.may_see_people(request.user, unit),
            _("Vai trò của anh/chị không xem tên người ở đơn vị này."),
        )
        return _page(request, unit, _form(unit))
    require(can_fill_posts(request.user, unit), _("Vai trò của anh/chị không ghi chức vụ ở đơn vị này."))
    form = PostForm(request.POST, people=queries.people_of(unit))
    if form.is_valid():
        given = form.cleaned_data
        person = queries.person_of(unit, given["person"]) if given["person"] else given["new_name"]
        names = ("title", "since", "is_head", "authority", "signing_post")
        try:
            services.fill_post(
                actor=request.user,
                unit=unit,
                person=person,
                until=form.until(),
                **{name: given[name] for name in names},
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã ghi chức vụ."))
            return redirect("organisation:posts", code)
    return _page(request, unit, form)


@acts(post="post.fill")
def post_end(request: SignedInRequest, code: str, term: uuid.UUID) -> HttpResponse:
    unit = get_unit(request.user, code)
    require(can_fill_posts(request.user, unit), _("Vai trò của anh/chị không ghi chức vụ ở đơn vị này."))
    position = queries.get_term(unit, term)
    form = EndForm(request.POST)
    if form.is_valid():
        try:
            services.end_post(actor=request.user, position=position, on=form.on())
        except Refused as refused:
            form.add_error("last_day", refused.sentence)
        else:
            messages.success(request, _("Đã ghi ngày thôi giữ chức vụ."))
            return redirect("organisation:posts", code)
    return _page(request, unit, _form(unit), end_form=form, ending=position.pk)


def _form(unit: Unit) -> PostForm:
    return PostForm(initial=from_today(), people=queries.people_of(unit))


def _page(request: SignedInRequest, unit: Unit, form: PostForm, **more: object) -> HttpResponse:
    current, over = queries.terms_of(request.user, unit)
    name = str(unit.short_name)  # type: ignore[attr-defined]
    shown = {
        "unit": unit,
        "current": current,
        "over": over,
        "form": form,
        "may_fill": can_fill_posts(request.user, unit),
        "end_form": EndForm(initial={"last_day": clock.today()}),
        "trail": [
            (_("Tổ chức"), reverse("organisation:tree")),
            (name, reverse("desk:unit", args=[unit.code])),
            (_("Chức vụ"), ""),
        ],
    } | more
    return render(
        request, "organisation/people/posts.html", shown, status=INVALID if form.errors or more else 200
    )
