"""Themes and limits of the situation by theme: read by all who read it, set by who keeps them for the installation."""

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
from lantoa.organisation.access import SignedInRequest, acts, holds_somewhere
from lantoa.reporting.forms.situation_rules import LimitsForm
from lantoa.reporting.models import SituationRule
from lantoa.reporting.queries.situations import rules as queries
from lantoa.reporting.queries.situations.own import READ
from lantoa.reporting.queries.situations.rules import SET
from lantoa.reporting.services.situations import rules as services
from lantoa.reporting.views.situations import trail
from lantoa.ui.dated import DatedList, DatedRow, EndDayForm, WithdrawForm
from lantoa.ui.forms import ViForm
from lantoa.ui.steps import take_step
from lantoa.ui.themes import ThemeForm, theme_row


def _rule_row(rule: SituationRule, may_set: bool) -> DatedRow:
    numbers = (rule.most_lines, rule.longest, rule.least_people, rule.kept_quarters)
    coming = standing(rule.valid, clock.today()) == COMING
    return DatedRow(
        _("Mức từ %(day)s") % {"day": format_day(rule.valid.lower)},
        [format_count(one) for one in numbers],
        rule.valid,
        rule.basis,
        end_url=reverse("reporting:situation_limits_withdraw", args=[rule.pk]) if coming and may_set else "",
        end_words=_("Rút mức"),
    )


def _themes(may_set: bool) -> DatedList:
    return DatedList(
        id="themes",
        title=_("Chủ đề"),
        name_head=_("Chủ đề"),
        heads=(),
        rows=[
            theme_row(
                one,
                may_set=may_set,
                end_route="reporting:situation_theme_end",
                keep_route="reporting:situation_theme_keep",
            )
            for one in queries.all_themes()
        ],
        empty_title=_("Chưa có chủ đề nào"),
        empty_words=_("Thêm chủ đề để các đơn vị ghi được tình hình."),
        words=_(
            "Đơn vị chọn một chủ đề cho mỗi dòng. Quý nào kết thúc từ ngày thôi dùng trở đi thì không ghi theo chủ đề ấy nữa."
        ),
        add_url=reverse("reporting:situation_theme_add") if may_set else "",
        add_words=_("Thêm chủ đề"),
    )


def _limits(may_set: bool) -> DatedList:
    heads = (_("Số dòng một quý"), _("Ký tự một dòng"), _("Số người ít nhất"), _("Giữ (quý)"))
    return DatedList(
        id="limits",
        title=_("Mức"),
        name_head=_("Mức"),
        heads=heads,
        rows=[_rule_row(one, may_set) for one in queries.all_rules()],
        empty_title=_("Chưa có mức nào"),
        empty_words=_("Không ghi được tình hình cho đến khi có mức."),
        words=_("Nội dung của quý đã qua được giữ chừng này quý rồi xóa hẳn."),
        add_url=reverse("reporting:situation_limits") if may_set else "",
        add_words=_("Đặt mức khác"),
    )


@acts(READ)
def situation_rules(request: SignedInRequest) -> HttpResponse:
    """/bao-cao/tinh-hinh/quy-dinh/: what lines are written under, and within which limits."""
    may_set = holds_somewhere(request.user, SET)
    shown = {
        "lists": [_limits(may_set), _themes(may_set)],
        "trail": trail((_("Chủ đề và mức của phần tình hình"), "")),
    }
    return render(request, "reporting/situations/rules.html", shown)


def _step_page(
    request: SignedInRequest, form: ViForm, step: Callable[[dict[str, Any]], str], title: str, **shown: object
) -> HttpResponse:
    done, status = take_step(request, form, step)
    address = reverse("reporting:situation_rules")
    if done:
        return redirect(address)
    whole = {
        "form": form,
        "title": title,
        "act": title,
        "back": address,
        "trail": trail((_("Chủ đề và mức của phần tình hình"), address), (title, "")),
        **shown,
    }
    return render(request, "ui/form_page.html", whole, status=status)


@acts(SET, post=SET)
def situation_theme_add(request: SignedInRequest) -> HttpResponse:
    """/bao-cao/tinh-hinh/quy-dinh/chu-de/them/"""
    last = max((one.position for one in queries.all_themes()), default=0)
    form = ThemeForm(request.POST or None, initial={"since": clock.today(), "position": last + 1})

    def step(typed: dict[str, Any]) -> str:
        since = typed["since"]
        made = services.add_theme(actor=request.user, new=form.new, since=since)
        words = _("Đã thêm chủ đề «%(name)s», dùng từ %(day)s.")
        return words % {"name": made.name, "day": format_day(since)}

    words = _("Dùng cho những quý kết thúc vào ngày này hoặc sau đó.")
    return _step_page(request, form, step, _("Thêm chủ đề"), words=words)


@acts(SET, post=SET)
def situation_theme_end(request: SignedInRequest, theme: uuid.UUID) -> HttpResponse:
    """/bao-cao/tinh-hinh/quy-dinh/chu-de/<id>/thoi/: one that has not begun is taken back."""
    found = queries.get_theme(request.user, theme)
    coming = found.since > clock.today()
    form = EndDayForm(request.POST or None, initial={"on": clock.today()})

    def step(typed: dict[str, Any]) -> str:
        left = services.end_theme(actor=request.user, theme=found, **typed)
        words = _("Đã ghi thôi dùng chủ đề «%(name)s».") if left else _("Đã rút chủ đề «%(name)s».")
        return words % {"name": found.name}

    title = _("Rút chủ đề chưa dùng") if coming else _("Thôi dùng chủ đề")
    note = _(
        "Quý nào kết thúc từ ngày ấy trở đi thì không ghi theo chủ đề này nữa; "
        "dòng của quý trước vẫn còn cho đến khi hết thời hạn giữ."
    )
    return _step_page(request, form, step, title, words=found.name, note=note, is_danger=coming)


@acts(post=SET, takes=())
def situation_theme_keep(request: SignedInRequest, theme: uuid.UUID) -> HttpResponse:
    """Drop an end that is still to come."""
    found = services.keep_theme(actor=request.user, theme=queries.get_theme(request.user, theme))
    messages.success(request, _("Chủ đề «%(name)s» được dùng tiếp.") % {"name": found.name})
    return redirect("reporting:situation_rules")


@acts(SET, post=SET)
def situation_limits(request: SignedInRequest) -> HttpResponse:
    """/bao-cao/tinh-hinh/quy-dinh/muc/dat/: other limits from a day on."""
    rule = queries.rule_on()
    initial = {name: getattr(rule, name) for name in services.Limits.__dataclass_fields__}
    form = LimitsForm(request.POST or None, initial=initial)

    def step(typed: dict[str, Any]) -> str:
        since = typed["since"]
        services.set_limits(actor=request.user, limits=form.limits, since=since)
        words = _("Đã đặt mức của phần tình hình, dùng từ %(day)s.")
        return words % {"day": format_day(since)}

    words = _("Từ một ngày sau hôm nay. Rút lại được khi chưa đến ngày.")
    return _step_page(request, form, step, _("Đặt mức của phần tình hình"), words=words)


@acts(SET, post=SET)
def situation_limits_withdraw(request: SignedInRequest, rule: uuid.UUID) -> HttpResponse:
    """/bao-cao/tinh-hinh/quy-dinh/muc/<id>/rut/: take back what was set and has not begun."""
    found = queries.get_rule(request.user, rule)
    form = WithdrawForm(request.POST or None)

    def step(typed: dict[str, Any]) -> str:
        services.withdraw_limits(actor=request.user, rule=found, reason=typed["reason"])
        return _("Đã rút. Mức đang dùng tiếp tục có hiệu lực.")

    words = _("Mức đặt từ %(day)s; mức trước đó tiếp tục có hiệu lực.") % {
        "day": format_day(found.valid.lower)
    }
    return _step_page(request, form, step, _("Rút mức chưa dùng"), words=words, is_danger=True)
