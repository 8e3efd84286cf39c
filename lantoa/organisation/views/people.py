"""People, their roles and accounts: who holds what on a day, invite, give and end roles, hand out links, close accounts."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.accounts.forms import MailAddressForm
from lantoa.accounts.services import IssuedLink
from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.organisation.access import SignedInRequest, acts, holds, holds_somewhere, require
from lantoa.organisation.choices import Role
from lantoa.organisation.forms.people import (
    CloseForm,
    EndForm,
    InviteForm,
    PeopleForm,
    RenameForm,
    RoleForm,
    from_today,
)
from lantoa.organisation.models import Person
from lantoa.organisation.permissions import can_give_to, can_manage_account
from lantoa.organisation.printouts.people import people_workbook, qr_picture
from lantoa.organisation.queries import roles as queries
from lantoa.organisation.queries.units import get_unit
from lantoa.organisation.services import invitations, people, roles
from lantoa.ui.forms import show_refusal
from lantoa.ui.lists import file_answer, is_fragment, page_of
from lantoa.ui.steps import INVALID, take_step


@acts("user.list")
def people_list(request: SignedInRequest) -> HttpResponse:
    """/to-chuc/nguoi-dung/: who holds which role on a day."""
    form = PeopleForm(request.GET)
    wanted = form.filter()
    counts = queries.counts_by_role(request.user, wanted)
    shown = {
        "form": form,
        "wanted": wanted,
        "page": page_of(queries.roles_visible_to(request.user, wanted), request),
        "counts": counts,
        "total": sum(count for _role, _label, count in counts),
        "account_states": queries.ACCOUNT_STATES,
        "today": clock.today(),
        "narrowed": bool(wanted.text or wanted.role or wanted.account),
        "may_invite": holds_somewhere(request.user, "user.manage"),
    }
    template = (
        "organisation/people/parts/rows.html" if is_fragment(request) else "organisation/people/list.html"
    )
    return render(request, template, shown, status=INVALID if form.errors else 200)


@acts("user.list")
def people_export(request: SignedInRequest) -> HttpResponse:
    """/to-chuc/nguoi-dung/xuat/: the list as seen, as a workbook."""
    wanted = PeopleForm(request.GET).filter()
    day = wanted.day or clock.today()
    rows = queries.roles_visible_to(request.user, wanted)
    return file_answer(people_workbook(rows, day), f"nguoi-dung-{day:%Y-%m-%d}.xlsx")


@acts("user.manage")
def invite_where(request: SignedInRequest) -> HttpResponse:
    """/to-chuc/nguoi-dung/moi/: into which unit; goes on by itself where only one is possible."""
    units = queries.units_to_appoint(request.user, "user.manage")
    asked = request.GET.get("don-vi", "")
    chosen = asked if asked in dict(units) else units[0][0] if len(units) == 1 else ""
    if chosen:
        return redirect("organisation:invite", chosen)
    shown = {"units": units, "trail": _trail((_("Mời người dùng"), ""))}
    return render(request, "organisation/people/invite_where.html", shown)


@acts("user.manage", post="user.manage")
def invite(request: SignedInRequest, code: str) -> HttpResponse:
    """/to-chuc/don-vi/<mã>/moi-nguoi/: a name, an account, a first role; the answer shows the link, this once."""
    unit = get_unit(request.user, code)
    require(holds(request.user, "user.manage", unit), _("Anh/chị không mời được người vào đơn vị này."))
    offered = queries.roles_to_give(request.user, unit)
    if request.method == "POST":
        form = InviteForm(request.POST, roles=offered)
        if form.is_valid():
            given = form.cleaned_data
            try:
                made = invitations.invite_person(
                    actor=request.user,
                    full_name=given["full_name"],
                    unit=unit,
                    role=Role(given["role"]),
                    since=given["since"],
                    until=form.until(),
                    username=given["username"],
                    email=given["email"],
                )
            except Refused as refused:
                show_refusal(form, refused)
            else:
                return _link_page(request, made.person, made.link)
    else:
        form = InviteForm(initial=from_today(), roles=offered)
    shown = {"form": form, "unit": unit, "trail": _trail((_("Mời người dùng"), ""))}
    return render(request, "organisation/people/invite.html", shown, status=INVALID if form.errors else 200)


@acts("user.list")
def person(request: SignedInRequest, person_id: uuid.UUID) -> HttpResponse:
    """/to-chuc/nguoi-dung/<người>/: roles and posts in the reader's sight, and the account for who looks after it."""
    return _person_page(request, queries.get_person(request.user, person_id))


@acts("reporter.appoint", post="reporter.appoint")
def role_give(request: SignedInRequest, person_id: uuid.UUID) -> HttpResponse:
    """/to-chuc/nguoi-dung/<người>/giao-vai-tro/: one more role, or standing in for a colleague."""
    found = queries.get_person(request.user, person_id)
    require(can_give_to(request.user, found), _("Anh/chị không giao được vai trò cho người này."))
    if request.method == "POST":
        form = _role_form(request, found, data=request.POST)
        if form.is_valid():
            given = form.cleaned_data
            try:
                roles.give_role(
                    actor=request.user,
                    person=found,
                    role=Role(given["role"]),
                    unit=get_unit(request.user, given["unit"], "reporter.appoint"),
                    since=given["since"],
                    until=form.until(),
                    stands_in_for=queries.get_colleague(request.user, found, given["stands_in_for"]),
                )
            except Refused as refused:
                show_refusal(form, refused)
            else:
                messages.success(
                    request, _("Đã giao vai trò. Có hiệu lực từ lần bấm tiếp theo của người đó.")
                )
                return redirect("organisation:person", found.pk)
    else:
        form = _role_form(request, found, initial=from_today())
    shown = {"form": form, "person": found, "trail": _person_trail(found, _("Giao vai trò"))}
    return render(request, "organisation/people/role.html", shown, status=INVALID if form.errors else 200)


@acts(post="reporter.appoint")
def role_end(request: SignedInRequest, person_id: uuid.UUID, assignment: uuid.UUID) -> HttpResponse:
    found = queries.get_person(request.user, person_id)
    held = queries.get_assignment(request.user, found, assignment)
    form = EndForm(request.POST)
    if not form.is_valid():
        return _person_page(request, found, end_form=form, ending=held.pk)
    try:
        roles.end_role(actor=request.user, assignment=held, on=form.on())
    except Refused as refused:
        form.add_error("last_day", refused.sentence)
        return _person_page(request, found, end_form=form, ending=held.pk)
    messages.success(request, _("Đã ghi ngày thôi giữ vai trò."))
    return redirect("organisation:person", found.pk)


@acts(post="user.manage", takes=())
def link(request: SignedInRequest, person_id: uuid.UUID) -> HttpResponse:
    """A fresh one-time link; shown in the answer and nowhere else."""
    found = queries.get_person(request.user, person_id)
    return _link_page(request, found, invitations.hand_out_link(actor=request.user, person=found))


@acts(post="user.manage")
def account_close(request: SignedInRequest, person_id: uuid.UUID) -> HttpResponse:
    found = queries.get_person(request.user, person_id)
    require(can_manage_account(request.user, found), str(invitations.NOT_THEIRS))
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _person_page(request, found, close_form=form)
    invitations.close_account(actor=request.user, person=found, reason=form.cleaned_data["reason"])
    messages.success(request, _("Đã khóa tài khoản. Người đó ra khỏi hệ thống ở lần bấm tiếp theo."))
    return redirect("organisation:person", found.pk)


@acts(post="user.manage", takes=())
def account_reopen(request: SignedInRequest, person_id: uuid.UUID) -> HttpResponse:
    found = queries.get_person(request.user, person_id)
    invitations.reopen_account(actor=request.user, person=found)
    messages.success(request, _("Đã mở lại tài khoản, mật khẩu như trước."))
    return redirect("organisation:person", found.pk)


@acts(post="user.manage", takes=())
def factor_reset(request: SignedInRequest, person_id: uuid.UUID) -> HttpResponse:
    found = queries.get_person(request.user, person_id)
    invitations.take_off_second_factor(actor=request.user, person=found)
    messages.success(
        request, _("Đã gỡ xác minh hai bước. Cấp liên kết mới để người đó đăng nhập và bật lại.")
    )
    return redirect("organisation:person", found.pk)


@acts("user.manage", post="user.manage")
def rename(request: SignedInRequest, person_id: uuid.UUID) -> HttpResponse:
    found = queries.get_person(request.user, person_id)
    require(can_manage_account(request.user, found), str(invitations.NOT_THEIRS))
    form = (
        RenameForm(request.POST)
        if request.method == "POST"
        else RenameForm(initial={"full_name": found.full_name})
    )
    if request.method == "POST" and form.is_valid():
        try:
            people.rename_person(actor=request.user, person=found, full_name=form.cleaned_data["full_name"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã sửa tên."))
            return redirect("organisation:person", found.pk)
    shown = {"form": form, "person": found, "trail": _person_trail(found, _("Sửa tên"))}
    return render(request, "organisation/people/rename.html", shown, status=INVALID if form.errors else 200)


@acts("user.manage", post="user.manage")
def mail_address(request: SignedInRequest, person_id: uuid.UUID) -> HttpResponse:
    """/to-chuc/nguoi-dung/<id>/thu/: where mail to the account goes; what stands there is not shown to its manager."""
    found = queries.get_person(request.user, person_id)
    require(can_manage_account(request.user, found), str(invitations.NOT_THEIRS))
    form = MailAddressForm(request.POST if request.method == "POST" else None, required=True)

    def step(typed: dict[str, Any]) -> str:
        invitations.set_mail_address_of(actor=request.user, person=found, address=typed["email"])
        return _("Đã đặt địa chỉ nhận thư.")

    taken, status = take_step(request, form, step)
    if taken:
        return redirect("organisation:person", found.pk)
    shown = {
        "form": form,
        "back": reverse("organisation:person", args=[found.pk]),
        "trail": _person_trail(found, _("Địa chỉ nhận thư")),
    }
    return render(request, "accounts/mail_address.html", shown, status=status)


def _role_form(request: SignedInRequest, found: Person, **given: Any) -> RoleForm:
    return RoleForm(
        units=queries.units_to_appoint(request.user),
        roles=queries.roles_to_give(request.user),
        colleagues=queries.colleagues_of(request.user, found),
        here=queries.unit_of(request.user, found),
        **given,
    )


def _person_page(request: SignedInRequest, found: Person, **forms: object) -> HttpResponse:
    shown = {
        "page": queries.person_page(request.user, found),
        "may_give": can_give_to(request.user, found),
        "may_manage": can_manage_account(request.user, found),
        "is_oneself": found.user_id == request.user.pk,
        "end_form": EndForm(initial={"last_day": clock.today()}),
        "close_form": CloseForm(),
        "trail": _trail((found.full_name, "")),
    } | forms
    return render(request, "organisation/people/person.html", shown, status=INVALID if forms else 200)


def _link_page(request: SignedInRequest, found: Person, issued: IssuedLink) -> HttpResponse:
    shown = {
        "person": found,
        "issued": issued,
        "qr": qr_picture(issued.address),
        "trail": _person_trail(found, _("Liên kết đăng nhập")),
    }
    return render(request, "organisation/people/link.html", shown)


def _trail(*last: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        (_("Tổ chức"), reverse("organisation:tree")),
        (_("Người dùng và vai trò"), reverse("organisation:people")),
        *last,
    ]


def _person_trail(found: Person, last: str) -> list[tuple[str, str]]:
    return _trail((found.full_name, reverse("organisation:person", args=[found.pk])), (last, ""))
