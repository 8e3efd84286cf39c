"""The register of directives and the page of one."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.attachments.answers import download
from lantoa.core import clock
from lantoa.core.errors import Conflict, NotFound, Refused
from lantoa.core.vi_dates import format_day
from lantoa.directives import under
from lantoa.directives.choices import DirectiveState, LinkKind
from lantoa.directives.following import State, Step
from lantoa.directives.forms.directives import DirectiveForm, LinkForm, directive_initial
from lantoa.directives.models import Directive
from lantoa.directives.numbering import issuer_kind_name, issuer_kinds
from lantoa.directives.permissions import directives as permissions
from lantoa.directives.printouts.directives import directives_workbook
from lantoa.directives.queries import directives as register
from lantoa.directives.queries import versions
from lantoa.directives.queries.following.due import due_of
from lantoa.directives.services.directives import (
    ReferenceTaken,
    change_directive,
    enter_directive,
    link_directives,
    unlink_directives,
)
from lantoa.organisation.access import SignedInRequest, acts, holds_somewhere, require, units_in_scope
from lantoa.organisation.queries.units import named_on
from lantoa.ui.forms import ViForm, now_seen, show_refusal
from lantoa.ui.lists import LONGEST_SEARCH, Counter, file_answer, narrowed_address, page_of
from lantoa.ui.steps import INVALID


def trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Văn bản"), reverse("directives:directives") if more else ""), *more]


def _wanted(request: HttpRequest) -> register.DirectiveFilter:
    """The filter in the address; what it cannot mean is left out rather than refused."""
    get = request.GET
    year, state, kind = get.get("nam", ""), get.get("trang-thai", ""), get.get("noi-ban-hanh", "")
    sort = get.get("sort", "")
    return register.DirectiveFilter(
        text=get.get("q", "")[:LONGEST_SEARCH].strip(),
        kind=kind if kind in dict(issuer_kinds()) else "",
        type_name=get.get("loai", "")[:60],
        state=state if state in DirectiveState.values else "",
        year=int(year) if len(year) == 4 and year.isascii() and year.isdigit() else None,
        sort=sort if sort.removeprefix("-") in register.SORTS else "-day",
    )


def _strip(request: HttpRequest, user: User, wanted: register.DirectiveFilter) -> list[Counter]:
    counts = register.state_counts(user, wanted)
    strip = [Counter(_("Tất cả"), counts[""], narrowed_address(request, "trang-thai", ""), not wanted.state)]
    for state in DirectiveState:
        if counts.get(state) or wanted.state == state:
            address, badge = narrowed_address(request, "trang-thai", state), state.badge
            number, current = counts.get(state, 0), wanted.state == state
            strip.append(Counter(str(state.label), number, address, current, badge.icon, badge.tone))
    return strip


def _said(wanted: register.DirectiveFilter) -> list[str]:
    """The filters in force, in words."""
    said = [
        f"«{wanted.text}»" if wanted.text else "",
        issuer_kind_name(wanted.kind) if wanted.kind else "",
        wanted.type_name,
        _("năm %(year)d") % {"year": wanted.year} if wanted.year else "",
        str(DirectiveState(wanted.state).label) if wanted.state else "",
    ]
    return [words for words in said if words]


@acts("directive.read")
def directive_list(request: SignedInRequest) -> HttpResponse:
    """/van-ban/: ?noi-ban-hanh= ?loai= ?trang-thai= ?nam= ?q= words."""
    user, wanted = request.user, _wanted(request)
    years, types = register.years_and_types(user)
    shown = {
        "wanted": wanted,
        "page": page_of(register.listed(user, wanted), request),
        "counters": _strip(request, user, wanted),
        "kinds": issuer_kinds(),
        "years": years,
        "types": types,
        "is_narrowed": bool(_said(wanted)),
        "may_enter": holds_somewhere(user, "directive.enter"),
        "export_url": f"{reverse('directives:directives_export')}?{request.GET.urlencode()}",
    }
    return render(request, "directives/directives.html", shown)


@acts("directive.read")
def directives_export(request: SignedInRequest) -> HttpResponse:
    """The list as it is seen, all pages, as a workbook."""
    wanted = _wanted(request)
    content = directives_workbook(register.listed(request.user, wanted), _said(wanted))
    return file_answer(content, f"van-ban-{clock.today():%Y-%m-%d}.xlsx")


@acts("directive.read")
def directive(request: SignedInRequest, code: str) -> HttpResponse:
    found = register.get_directive(request.user, code)
    return _page(request, found)


def _page(request: SignedInRequest, found: Directive, form: LinkForm | None = None) -> HttpResponse:
    """The page of a directive, with what is wrong about a link that was asked for."""
    user = request.user
    family = register.family_of(user, found)
    told = list(versions.published_versions(found))
    may_change = permissions.can_change_directive(user, found)
    draft = versions.draft_of(found) if may_change else None
    if form is None and may_change:
        form = LinkForm(directives=register.linkable(user, found))
    may_follow = holds_somewhere(user, "directive.follow") and not found.is_draft
    shown = {
        "directive": found,
        "badge": DirectiveState(found.state).badge,  # type: ignore[attr-defined]
        "facts": facts_of(found),
        "statuses": list(register.statuses_of(found)) if not found.is_draft else [],
        "versions": told,
        "version": told[0] if told else None,
        "draft": draft,
        "family": family,
        "work": _work(user, family),
        "form": form,
        "may_change": may_change,
        "may_say": not found.is_draft and permissions.can_publish(user, found),
        "may_follow": may_follow,
        "due": _due(user, found) if may_follow else [],
        "may_publish": draft is not None and permissions.can_publish(user, found),
        "trail": trail((found.code, "")),
    }
    invalid = form is not None and form.is_bound and bool(form.errors)
    return render(request, "directives/directive.html", shown, status=INVALID if invalid else 200)


def _due(user: User, found: Directive) -> list[tuple[Step, list[tuple[State, int, str]]]]:
    """Each step with the states in which units stand, how many, and the list of them; steps that ask nothing of any unit are left
    out."""
    year = clock.today().year
    asked, sums = due_of(user, found, year)
    base = f"{reverse('desk:progress_units', args=[found.code])}?nam={year}&tinh-trang="
    rows = []
    for step in asked:
        each = [
            (state, count, f"{base}{step.key}.{state.key}")
            for state in step.all_states
            if state.tone != "unasked" and (count := sums.whole.in_state(step, state))
        ]
        if each:
            rows.append((step, each))
    return rows


def _work(user: User, family: register.Family) -> list[tuple[object, str, list[tuple[Any, Any]]]]:
    """Label, icon and for each of the family what was done under it; rooms where nothing was done at all are left out."""
    rows = []
    for holder, found in under.work_under(user, family.ids):
        if found:
            each = [(one, found.get(one.directive.pk)) for one in family.members]
            rows.append((holder.label, holder.icon, each))
    return rows


def facts_of(found: Directive) -> list[tuple[str, str]]:
    last = register.day_before(found.in_force.upper)
    return [
        (_("Mã"), found.code),
        (_("Số, ký hiệu"), found.reference),
        (_("Loại văn bản"), found.type_name),
        (_("Cơ quan ban hành"), found.issuer),
        (_("Nơi ban hành thuộc"), issuer_kind_name(found.issuer_kind)),
        (_("Ngày ban hành"), format_day(found.issued_on)),
        (_("Hiệu lực từ"), format_day(found.in_force.lower)),
        (_("Đến hết ngày"), format_day(last) if last else _("chưa định")),
        (_("Cụm từ chỉ việc thực hiện"), found.verb_phrase or "–"),
        (_("Đơn vị giữ sổ"), found.unit_name),  # type: ignore[attr-defined]
    ]


@acts("directive.enter", post="directive.enter")
def directive_new(request: SignedInRequest) -> HttpResponse:
    """/van-ban/moi/: into the register of the committee one works for; ?don-vi= says which of several."""
    user = request.user
    units = named_on(units_in_scope(user, "directive.enter")).order_by("position", "code")
    code = request.GET.get("don-vi", "")
    unit = units.filter(code=code).first() if code else units.first()
    if unit is None:
        raise NotFound()
    form = DirectiveForm(request.POST or None, request.FILES or None)
    same: Directive | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = enter_directive(actor=user, unit=unit, new=form.new(), file=form.cleaned_data["file"])
        except Refused as refused:
            show_refusal(form, refused)
            same = _same(user, refused)
        else:
            messages.success(
                request,
                _("Đã nhập %(code)s vào sổ. Ghi tiếp nội dung, xem lại rồi công bố.") % {"code": made.code},
            )
            return redirect("directives:directive_draft", made.code)
    shown = {
        "form": form,
        "unit": unit,
        "same": same,
        "units": list(units),
        "title": _("Nhập văn bản"),
        "cancel_url": reverse("directives:directives"),
        "trail": trail((_("Nhập văn bản"), "")),
    }
    return form_page(request, "directives/directive_form.html", shown, form)


@acts("directive.enter", post="directive.enter")
def directive_edit(request: SignedInRequest, code: str) -> HttpResponse:
    user, found = request.user, register.get_directive(request.user, code)
    require(permissions.can_change_directive(user, found))
    form = DirectiveForm(request.POST or None, request.FILES or None, initial=directive_initial(found))
    status, same, taken = 0, None, ""
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["row_version"] or 0
        try:
            change_directive(
                actor=user,
                directive=found,
                new=form.new(),
                row_version=version,
                file=form.cleaned_data["file"],
            )
        except Conflict as conflict:
            status, taken = conflict.status, conflict.sentence
            found = register.get_directive(user, code)
            now_seen(form, found.row_version)
        except Refused as refused:
            show_refusal(form, refused)
            same = _same(user, refused)
        else:
            messages.success(request, _("Đã lưu."))
            return redirect("directives:directive", code)
    address = reverse("directives:directive", args=[code])
    shown = {
        "form": form,
        "directive": found,
        "same": same,
        "conflict": taken,
        "stored": [*facts_of(found), (_("Trích yếu"), found.subject)],
        "unit": found.unit,
        "title": _("Sửa văn bản"),
        "cancel_url": address,
        "trail": trail((code, address), (_("Sửa"), "")),
    }
    return form_page(request, "directives/directive_form.html", shown, form, status)


def _same(user: User, refused: Refused) -> Directive | None:
    """The paper that bears the number already, where the person may open it."""
    if not isinstance(refused, ReferenceTaken):
        return None
    try:
        return register.get_directive(user, refused.code)
    except NotFound:
        return None


@acts("directive.read")
def directive_file(request: SignedInRequest, code: str) -> HttpResponse:
    found = register.get_directive(request.user, code)
    if found.file is None:
        raise NotFound()
    return download(found.file, found.file_name)


@acts(post="directive.enter")
def directive_link(request: SignedInRequest, code: str) -> HttpResponse:
    user, found = request.user, register.get_directive(request.user, code)
    require(permissions.can_change_directive(user, found))
    form = LinkForm(request.POST, directives=register.linkable(user, found))
    if form.is_valid():
        try:
            link = link_directives(
                actor=user, source=found, target=form.chosen, kind=LinkKind(form.cleaned_data["kind"])
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã nối: %(link)s.") % {"link": str(link)})
            return redirect("directives:directive", code)
    return _page(request, found, form)


@acts(post="directive.enter", takes=())
def directive_unlink(request: SignedInRequest, code: str, link: uuid.UUID) -> HttpResponse:
    user, found = request.user, register.get_directive(request.user, code)
    require(permissions.can_change_directive(user, found))
    held = register.get_link(user, found, link)
    words = str(held)
    unlink_directives(actor=user, link=held)
    messages.success(request, _("Đã bỏ nối: %(link)s. Nối lại được ở cuối trang này.") % {"link": words})
    return redirect("directives:directive", code)


def form_page(
    request: HttpRequest, template: str, shown: dict[str, Any], form: ViForm, status: int = 0
) -> HttpResponse:
    return render(request, template, shown, status=status or (INVALID if form.errors else 200))
