"""Groups of units beside the tree: schemes, groups, and which units stand in them on a day."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.core.vi_numbers import format_count
from lantoa.organisation.access import SignedInRequest, acts, holds_somewhere, require
from lantoa.organisation.forms.groups import DayForm, GroupForm, PutForm, RetireForm, SchemeForm, TakeOutForm
from lantoa.organisation.models import GroupScheme, UnitGroup
from lantoa.organisation.printouts.groups import group_workbook, schemes_workbook
from lantoa.organisation.queries import groups as queries
from lantoa.organisation.services import groups as services
from lantoa.ui.forms import ViForm, show_refusal
from lantoa.ui.lists import LONGEST_SEARCH, file_answer
from lantoa.ui.steps import INVALID

ACT = "group.edit"
READ = "unit.read_name_code"


@acts(READ)
def schemes(request: SignedInRequest) -> HttpResponse:
    """/to-chuc/nhom/: every scheme with its groups, counted on a day."""
    form = DayForm(request.GET)
    shown = {
        "form": form,
        "schemes": queries.schemes_on(request.user, form.day()),
        "today": clock.today(),
        "may_edit": holds_somewhere(request.user, ACT),
        "trail": _trail(),
    }
    return render(request, "organisation/groups/list.html", shown, status=INVALID if form.errors else 200)


@acts(READ)
def export(request: SignedInRequest) -> HttpResponse:
    """/to-chuc/nhom/xuat/: units and their groups, one column for each scheme."""
    day = _day_of(request)
    found, rows = queries.grouped_rows(request.user, day)
    return file_answer(schemes_workbook(found, rows, day), f"nhom-don-vi-{day:%Y-%m-%d}.xlsx")


@acts(ACT, post=ACT)
def scheme_open(request: SignedInRequest) -> HttpResponse:
    """/to-chuc/nhom/mo/: one more way of grouping."""
    form = SchemeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.open_scheme(actor=request.user, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã mở cách phân nhóm. Tiếp theo, thêm nhóm vào đó."))
            return redirect("organisation:groups")
    words = (_("Mở cách phân nhóm"), _("Một cách xếp đơn vị bên cạnh cây tổ chức, ví dụ theo quy mô."))
    return _form_page(request, form, words, _("Mở cách phân nhóm"))


@acts(ACT, post=ACT)
def scheme_edit(request: SignedInRequest, scheme: str) -> HttpResponse:
    found = _scheme(request, scheme)
    initial = {"name": found.name, "exclusive": found.exclusive}
    form = SchemeForm(request.POST) if request.method == "POST" else SchemeForm(initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_scheme(actor=request.user, scheme=found, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã lưu cách phân nhóm."))
            return redirect("organisation:groups")
    return _form_page(request, form, (_("Sửa cách phân nhóm"), found.name), _("Lưu"))


@acts(ACT, post=ACT)
def group_add(request: SignedInRequest, scheme: str) -> HttpResponse:
    found = _scheme(request, scheme)
    form = GroupForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_group(actor=request.user, scheme=found, name=form.cleaned_data["name"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã thêm nhóm. Chọn đơn vị để xếp vào."))
            return redirect("organisation:group_put", found.code, made.code)
    return _form_page(request, form, (_("Thêm nhóm"), found.name), _("Thêm nhóm"))


@acts(READ)
def group(request: SignedInRequest, scheme: str, group: str) -> HttpResponse:
    """/to-chuc/nhom/quy-mo/lon/: its units on a day, and who has left it."""
    found = queries.get_group(scheme, group)
    return _group_page(request, found, DayForm(request.GET))


@acts(READ)
def group_export(request: SignedInRequest, scheme: str, group: str) -> HttpResponse:
    found = queries.get_group(scheme, group)
    day = _day_of(request)
    text = request.GET.get("q", "")[:LONGEST_SEARCH]
    members = queries.members_on(request.user, found, day, text)
    return file_answer(group_workbook(found, members, day), f"nhom-{found.code}-{day:%Y-%m-%d}.xlsx")


@acts(ACT, post=ACT)
def group_edit(request: SignedInRequest, scheme: str, group: str) -> HttpResponse:
    """Another name; or no more of it from a day on, by the second form."""
    found = _group(request, scheme, group)
    form = GroupForm(request.POST) if request.method == "POST" else GroupForm(initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        try:
            services.rename_group(actor=request.user, group=found, name=form.cleaned_data["name"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã đổi tên nhóm."))
            return redirect("organisation:group", scheme, group)
    return _edit_page(request, found, form, RetireForm(initial={"on": clock.today()}))


@acts(post=ACT)
def group_retire(request: SignedInRequest, scheme: str, group: str) -> HttpResponse:
    found = _group(request, scheme, group)
    form = RetireForm(request.POST)
    if form.is_valid():
        try:
            services.retire_group(actor=request.user, group=found, on=form.cleaned_data["on"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã ghi ngày thôi dùng nhóm."))
            return redirect("organisation:group", scheme, group)
    return _edit_page(request, found, GroupForm(initial={"name": found.name}), form)


@acts(ACT, post=ACT)
def group_put(request: SignedInRequest, scheme: str, group: str) -> HttpResponse:
    """Choose units by search or paste their codes, and the day from which they stand in the group."""
    found = _group(request, scheme, group)
    if request.method != "POST":
        return _put_page(request, found, PutForm(initial={"since": clock.today()}))
    form = PutForm(request.POST)
    if form.is_valid():
        marked = request.POST.getlist("chon")
        units, unknown = queries.units_by_code(request.user, [*marked, *form.cleaned_data["codes"]])
        if unknown:
            sentence = _("Không có đơn vị mang mã: %(codes)s. Sửa hoặc bỏ các mã này.")
            form.add_error("codes", sentence % {"codes": ", ".join(unknown[:20])})
        else:
            try:
                made = services.put_units(
                    actor=request.user, group=found, units=units, since=form.cleaned_data["since"]
                )
            except Refused as refused:
                form.add_error(None, refused.sentence)
            else:
                sentence = ngettext("Đã xếp %(count)s đơn vị.", "Đã xếp %(count)s đơn vị.", len(made))
                messages.success(request, sentence % {"count": format_count(len(made))})
                return redirect("organisation:group", scheme, group)
    return _put_page(request, found, form)


@acts(post=ACT)
def group_take_out(request: SignedInRequest, scheme: str, group: str) -> HttpResponse:
    found = _group(request, scheme, group)
    form = TakeOutForm(request.POST)
    marked = request.POST.getlist("chon")
    if form.is_valid():
        units, _unknown = queries.units_by_code(request.user, marked)
        try:
            gone = services.take_out(actor=request.user, group=found, units=units, on=form.cleaned_data["on"])
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            sentence = ngettext("Đã đưa %(count)s đơn vị ra.", "Đã đưa %(count)s đơn vị ra.", len(gone))
            messages.success(request, sentence % {"count": format_count(len(gone))})
            return redirect("organisation:group", scheme, group)
    return _group_page(request, found, DayForm({}), form, marked)


def _scheme(request: SignedInRequest, code: str) -> GroupScheme:
    found = queries.get_scheme(code)
    _require_editing(request)
    return found


def _group(request: SignedInRequest, scheme: str, code: str) -> UnitGroup:
    found = queries.get_group(scheme, code)
    _require_editing(request)
    return found


def _require_editing(request: SignedInRequest) -> None:
    require(holds_somewhere(request.user, ACT), _("Vai trò của anh/chị xem được nhóm nhưng không sửa."))


def _day_of(request: SignedInRequest) -> date:
    """The day of a workbook; one that cannot be understood is refused, never replaced by today."""
    form = DayForm(request.GET)
    day = form.day()
    if form.errors:
        raise Refused(" ".join(str(error) for errors in form.errors.values() for error in errors))
    return day


def _trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    groups = reverse("organisation:groups") if more else ""
    return [(_("Tổ chức"), reverse("organisation:tree")), (_("Nhóm"), groups), *more]


def _form_page(request: SignedInRequest, form: ViForm, words: tuple[str, str], act: str) -> HttpResponse:
    title, second = words
    shown = {"form": form, "title": title, "second": second, "act": act, "trail": _trail((title, ""))}
    return render(request, "organisation/groups/form.html", shown, status=INVALID if form.errors else 200)


def _edit_page(
    request: SignedInRequest, found: UnitGroup, form: GroupForm, retire: RetireForm
) -> HttpResponse:
    shown = {
        "group": found,
        "form": form,
        "retire_form": retire,
        "trail": _trail((found.name, _address(found)), (_("Sửa nhóm"), "")),
    }
    status = INVALID if form.errors or retire.errors else 200
    return render(request, "organisation/groups/edit.html", shown, status=status)


def _group_page(
    request: SignedInRequest,
    found: UnitGroup,
    form: DayForm,
    take_form: TakeOutForm | None = None,
    marked: list[str] | None = None,
) -> HttpResponse:
    day = form.day()
    shown = {
        "group": found,
        "form": form,
        "day": day,
        "today": clock.today(),
        "members": queries.members_on(request.user, found, day, form.text()),
        "before": queries.stays_before(request.user, found, day),
        "is_retired": queries.is_retired(found, day),
        "may_edit": holds_somewhere(request.user, ACT),
        "take_form": take_form or TakeOutForm(initial={"on": clock.today()}),
        "marked": marked or [],
        "trail": _trail((found.scheme.name, ""), (found.name, "")),
    }
    status = INVALID if form.errors or take_form else 200
    return render(request, "organisation/groups/group.html", shown, status=status)


def _put_page(request: SignedInRequest, found: UnitGroup, form: PutForm) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    text = asked.get("q", "")[:LONGEST_SEARCH].strip()
    marked = request.POST.getlist("chon")
    units = queries.units_to_put(request.user, found, clock.today(), text)
    shown = {
        "group": found,
        "form": form,
        "text": text,
        "units": units[: queries.FOUND_AT_ONCE],
        "is_cut": len(units) > queries.FOUND_AT_ONCE,
        "limit": queries.FOUND_AT_ONCE,
        "marked": marked,
        "trail": _trail((found.name, _address(found)), (_("Xếp đơn vị vào nhóm"), "")),
    }
    return render(request, "organisation/groups/put.html", shown, status=INVALID if form.errors else 200)


def _address(found: UnitGroup) -> str:
    return reverse("organisation:group", args=[found.scheme.code, found.code])
