"""Raise a matter, change its words, withdraw it, bring it back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.issues import origins, permissions, services
from lantoa.issues.forms import AdditionForm, ChangeForm, RaiseForm, ReasonForm
from lantoa.issues.queries import issues as listing
from lantoa.issues.queries.rules import parent_of, rule_on, themes_on
from lantoa.issues.views.lists import trail
from lantoa.issues.views.steps import form_step, seen
from lantoa.organisation.access import SignedInRequest, acts, require
from lantoa.ui.forms import show_refusal
from lantoa.ui.steps import INVALID


@acts("issue.raise", post="issue.raise")
def issue_raise(request: SignedInRequest) -> HttpResponse:
    """/buc-xuc/neu/: ?don-vi=<mã> where one raises for several units."""
    user = request.user
    unit: Any = listing.get_raising_unit(user, request.GET.get("don-vi", ""))
    form = RaiseForm(
        request.POST or None,
        themes=themes_on(),
        directives=listing.directives_to_choose(unit),
        origins=origins.offered(user),
        initial={"origin": request.GET.get("van-ban", "")[:20]},
    )
    status = 200
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            try:
                made = services.raise_issue(
                    actor=user,
                    unit=unit,
                    text=form.typed(),
                    ask_above=form.cleaned_data["whose"] == "above",
                )
            except Refused as refused:
                show_refusal(form, refused)
            else:
                messages.success(request, _("Đã nêu vấn đề %(code)s.") % {"code": made.code})
                return redirect("issues:issue", made.code)
    shown = {
        "form": form,
        "unit": unit,
        "units": listing.raising_units(user),
        "above": parent_of(unit.pk, clock.today()),
        "rule": rule_on(),
        "cancel_url": reverse("issues:list"),
        "trail": trail((_("Nêu vấn đề"), "")),
    }
    return render(request, "issues/raise.html", shown, status=status)


@acts("issue.raise", post="issue.raise")
def issue_change(request: SignedInRequest, code: str) -> HttpResponse:
    """/buc-xuc/<mã>/sua/: until somebody has taken it up."""
    user, found = request.user, listing.get_issue(request.user, code)
    require(permissions.is_of_raiser(user, found))
    if not permissions.can_change(user, found):
        raise Refused(str(services.raising.TAKEN_OVER))
    initial = {
        "origin": found.directive.code if found.directive else str(found.origin_id or ""),
        "theme": found.theme.code,
        "title": found.title,
        "text": found.text,
        "wanted": found.wanted,
        "row_version": found.row_version,
    }
    papers, kept = listing.directives_to_choose(found.unit), origins.offered(user)
    if found.directive and found.directive not in papers:
        papers.append(found.directive)
    if found.origin and found.origin not in kept:  # what one may not open stays what it came from
        named = origins.opened(user, found.origin)
        kept[found.origin] = named.label if named else _("Giữ nguyên điều đã ghi (anh/chị không mở được)")
    form = ChangeForm(
        request.POST or None, themes=themes_on(), directives=papers, origins=kept, initial=initial
    )

    def step(data: dict[str, Any]) -> str:
        services.change_issue(actor=user, issue=found, text=form.typed(), row_version=data["row_version"])
        return _("Đã lưu nội dung mới.")

    return form_step(request, found, form, "issues/change.html", _("Sửa nội dung"), step)


@acts("issue.raise", post="issue.raise")
def issue_add(request: SignedInRequest, code: str) -> HttpResponse:
    """/buc-xuc/<mã>/bo-sung/: once others act on it, words are added instead of changed."""
    user, found = request.user, listing.get_issue(request.user, code)
    require(permissions.is_of_raiser(user, found))
    if not permissions.can_add(user, found):
        raise Refused(_("Chỉ bổ sung khi nơi khác đã làm theo vấn đề này và vấn đề chưa đóng."))
    form = AdditionForm(request.POST or None, initial={"row_version": found.row_version})

    def step(data: dict[str, Any]) -> str:
        services.add_to_issue(actor=user, issue=found, words=data["words"], row_version=data["row_version"])
        return _("Đã bổ sung; nơi giải quyết được báo.")

    return form_step(
        request, found, form, "issues/words.html", _("Bổ sung"), step,
        act=_("Bổ sung"), explained=_("Nội dung đã nêu giữ nguyên; điều bổ sung hiện ngay dưới, kèm thời điểm."),
    )  # fmt: skip


@acts("issue.raise", post="issue.raise")
def issue_withdraw(request: SignedInRequest, code: str) -> HttpResponse:
    """/buc-xuc/<mã>/rut/: until it is reported as solved; once others act on it, by the head alone."""
    user, found = request.user, listing.get_issue(request.user, code)
    require(
        permissions.decides_withdrawal(user, found),
        _("Nơi khác đã làm theo vấn đề này: chỉ người đứng đầu đơn vị đã nêu rút được.")
        if found.acted_on and permissions.is_of_raiser(user, found)
        else "",
    )
    if not permissions.can_withdraw(user, found):
        raise Refused(_("Nơi giải quyết đã báo kết quả: xác nhận hoặc đề nghị làm tiếp, không rút."))
    explained = (
        _(
            "Nơi đang giải quyết được báo và đọc lý do này; nhiệm vụ đã giao thì nơi ấy quyết định làm tiếp hay hủy. "
            "Khôi phục được bất cứ lúc nào."
        )
        if found.acted_on
        else _("Vấn đề đã rút chỉ đơn vị mình còn thấy, và khôi phục được bất cứ lúc nào.")
    )
    form = ReasonForm(request.POST or None, initial={"row_version": found.row_version})

    def step(data: dict[str, Any]) -> str:
        services.withdraw_issue(
            actor=user, issue=found, reason=data["reason"], row_version=data["row_version"]
        )
        return _("Đã rút vấn đề. Khôi phục được trên trang này.")

    return form_step(
        request, found, form, "issues/reason.html", _("Rút vấn đề"), step,
        act=_("Rút vấn đề"), danger=True,
        explained=explained,
    )  # fmt: skip


@acts(post="issue.raise", takes=("row_version",))
def issue_restore(request: SignedInRequest, code: str) -> HttpResponse:
    found = listing.get_issue(request.user, code)
    services.restore_issue(actor=request.user, issue=found, row_version=seen(request))
    messages.success(request, _("Đã khôi phục vấn đề; hạn tính lại từ tuần sau."))
    return redirect("issues:issue", code)
