"""Themes and clocks of matters: read by all who read matters, set by who keeps them for the installation."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.dated import COMING, standing
from lantoa.core.vi_dates import format_day
from lantoa.core.vi_numbers import format_count
from lantoa.issues import services
from lantoa.issues.forms import ClocksForm
from lantoa.issues.models import IssueRule
from lantoa.issues.permissions import SET
from lantoa.issues.queries import rules as queries
from lantoa.issues.views.lists import trail
from lantoa.organisation.access import SignedInRequest, acts, holds_somewhere
from lantoa.ui.dated import DatedList, DatedRow, EndDayForm, WithdrawForm
from lantoa.ui.forms import ViForm
from lantoa.ui.steps import take_step
from lantoa.ui.themes import ThemeForm, theme_row


def _rule_row(rule: IssueRule, may_set: bool) -> DatedRow:
    days = (rule.own_days, rule.above_days, rule.higher_days, rule.near_days, rule.silence_days)
    coming = standing(rule.valid, clock.today()) == COMING
    early = _("%(units)s nơi trong %(days)s ngày") % {
        "units": format_count(rule.early_units),
        "days": format_count(rule.early_days),
    }
    return DatedRow(
        _("Mức từ %(day)s") % {"day": format_day(rule.valid.lower)},
        (*(format_count(one) for one in days), early, format_count(rule.least_people)),
        rule.valid,
        rule.basis,
        end_url=reverse("issues:clocks_withdraw", args=[rule.pk]) if coming and may_set else "",
        end_words=_("Rút mức"),
    )


def _themes(may_set: bool) -> DatedList:
    return DatedList(
        id="themes",
        title=_("Chủ đề"),
        name_head=_("Chủ đề"),
        heads=(),
        rows=[
            theme_row(one, may_set=may_set, end_route="issues:theme_end", keep_route="issues:theme_keep")
            for one in queries.all_themes()
        ],
        empty_title=_("Chưa có chủ đề nào"),
        empty_words=_("Thêm chủ đề để các đơn vị nêu được vấn đề."),
        words=_("Đơn vị chọn một chủ đề khi nêu vấn đề. Thôi dùng thì việc đã nêu vẫn giải quyết tiếp."),
        add_url=reverse("issues:theme_add") if may_set else "",
        add_words=_("Thêm chủ đề"),
    )


def _clocks(may_set: bool) -> DatedList:
    heads = (
        _("Đơn vị nêu (ngày)"),
        _("Cấp trên (ngày)"),
        _("Cấp trên nữa (ngày)"),
        _("Sắp hết hạn (ngày)"),
        _("Chưa trả lời (ngày)"),
        _("Cảnh báo khi cùng nêu"),
        _("Số người ít nhất"),
    )
    return DatedList(
        id="clocks",
        title=_("Hạn của từng cấp"),
        name_head=_("Mức"),
        heads=heads,
        rows=[_rule_row(one, may_set) for one in queries.all_rules()],
        empty_title=_("Chưa có mức nào"),
        empty_words=_("Không nêu được vấn đề cho đến khi có hạn của từng cấp."),
        words=_(
            "Hạn tính từ thứ Hai tuần sau tuần nhận. Vấn đề đã nêu giữ hạn của ngày nêu, ở cấp nào cũng vậy."
        ),
        add_url=reverse("issues:clocks_set") if may_set else "",
        add_words=_("Đặt mức khác"),
    )


@acts("issue.read")
def issue_rules(request: SignedInRequest) -> HttpResponse:
    """/buc-xuc/quy-dinh/: what may be raised, and how long each level has."""
    may_set = holds_somewhere(request.user, SET)
    shown = {
        "lists": [_clocks(may_set), _themes(may_set)],
        "trail": trail((_("Chủ đề và hạn giải quyết"), "")),
    }
    return render(request, "issues/rules.html", shown)


def _step_page(
    request: SignedInRequest, form: ViForm, step: Callable[[dict[str, Any]], str], title: str, **shown: object
) -> HttpResponse:
    done, status = take_step(request, form, step)
    address = reverse("issues:rules")
    if done:
        return redirect(address)
    whole = {
        "form": form,
        "title": title,
        "act": title,
        "back": address,
        "trail": trail((_("Chủ đề và hạn giải quyết"), address), (title, "")),
        **shown,
    }
    return render(request, "ui/form_page.html", whole, status=status)


@acts(SET, post=SET)
def theme_add(request: SignedInRequest) -> HttpResponse:
    """/buc-xuc/quy-dinh/chu-de/them/"""
    last = max((one.position for one in queries.all_themes()), default=0)
    form = ThemeForm(request.POST or None, initial={"since": clock.today(), "position": last + 1})

    def step(typed: dict[str, Any]) -> str:
        since = typed["since"]
        made = services.add_theme(actor=request.user, new=form.new, since=since)
        words = _("Đã thêm chủ đề «%(name)s», dùng từ %(day)s.")
        return words % {"name": made.name, "day": format_day(since)}

    words = _("Đơn vị chọn chủ đề khi nêu vấn đề; số liệu theo dõi cũng xếp theo chủ đề.")
    return _step_page(request, form, step, _("Thêm chủ đề"), words=words)


@acts(SET, post=SET)
def theme_end(request: SignedInRequest, theme: uuid.UUID) -> HttpResponse:
    """/buc-xuc/quy-dinh/chu-de/<id>/thoi/: one that has not begun is taken back."""
    found = queries.get_theme(request.user, theme)
    coming = found.since > clock.today()
    form = EndDayForm(request.POST or None, initial={"on": clock.today()})

    def step(typed: dict[str, Any]) -> str:
        left = services.end_theme(actor=request.user, theme=found, **typed)
        words = _("Đã ghi thôi dùng chủ đề «%(name)s».") if left else _("Đã rút chủ đề «%(name)s».")
        return words % {"name": found.name}

    title = _("Rút chủ đề chưa dùng") if coming else _("Thôi dùng chủ đề")
    note = _("Từ ngày ấy không nêu vấn đề mới theo chủ đề này; vấn đề đã nêu vẫn giải quyết tiếp.")
    return _step_page(request, form, step, title, words=found.name, note=note, is_danger=coming)


@acts(post=SET, takes=())
def theme_keep(request: SignedInRequest, theme: uuid.UUID) -> HttpResponse:
    """Drop an end that is still to come."""
    found = services.keep_theme(actor=request.user, theme=queries.get_theme(request.user, theme))
    messages.success(request, _("Chủ đề «%(name)s» được dùng tiếp.") % {"name": found.name})
    return redirect("issues:rules")


@acts(SET, post=SET)
def clocks_set(request: SignedInRequest) -> HttpResponse:
    """/buc-xuc/quy-dinh/muc/dat/: other days and numbers from a day on."""
    rule = queries.rule_on()
    initial = {name: getattr(rule, name) for name in services.Clocks.__dataclass_fields__}
    form = ClocksForm(request.POST or None, initial=initial)

    def step(typed: dict[str, Any]) -> str:
        since = typed["since"]
        services.set_clocks(actor=request.user, clocks=form.clocks, since=since)
        words = _("Đã đặt hạn giải quyết, dùng từ %(day)s.")
        return words % {"day": format_day(since)}

    words = _("Từ một ngày sau hôm nay. Vấn đề nêu trước ngày ấy giữ hạn cũ. Rút lại được khi chưa đến ngày.")
    return _step_page(request, form, step, _("Đặt hạn giải quyết"), words=words)


@acts(SET, post=SET)
def clocks_withdraw(request: SignedInRequest, rule: uuid.UUID) -> HttpResponse:
    """/buc-xuc/quy-dinh/muc/<id>/rut/: take back what was set and has not begun."""
    found = queries.get_rule(request.user, rule)
    form = WithdrawForm(request.POST or None)

    def step(typed: dict[str, Any]) -> str:
        services.withdraw_clocks(actor=request.user, rule=found, reason=typed["reason"])
        return _("Đã rút. Mức đang dùng tiếp tục có hiệu lực.")

    words = _("Mức đặt từ %(day)s; mức trước đó tiếp tục có hiệu lực.") % {
        "day": format_day(found.valid.lower)
    }
    return _step_page(request, form, step, _("Rút mức chưa dùng"), words=words, is_danger=True)
