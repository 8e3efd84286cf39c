"""Themes and limits of the situation by theme: read by all who read it, set by who keeps them for the installation."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.core import clock
from lantoa.core.vi_dates import format_day
from lantoa.organisation.access import SignedInRequest, acts, holds_somewhere
from lantoa.printing.dated import dated_workbook
from lantoa.reporting.forms.situation_rules import LimitsForm
from lantoa.reporting.models import SituationRule
from lantoa.reporting.queries.situations import rules as queries
from lantoa.reporting.queries.situations.own import READ
from lantoa.reporting.queries.situations.rules import SET
from lantoa.reporting.services.situations import rules as services
from lantoa.reporting.views.situations import trail
from lantoa.ui import themes
from lantoa.ui.dated import DatedList, DatedRow, RulesPage, rule_row
from lantoa.ui.lists import file_answer

PAGE = RulesPage("reporting:situation_rules", gettext_lazy("Chủ đề và mức của phần tình hình"), trail)
THEMES = themes.ThemeRoutes(
    "reporting:situation_theme_add", "reporting:situation_theme_end", "reporting:situation_theme_keep"
)


def _rule_row(rule: SituationRule, may_set: bool) -> DatedRow:
    numbers = (rule.most_lines, rule.longest, rule.least_people, rule.kept_quarters)
    address = reverse("reporting:situation_limits_withdraw", args=[rule.pk]) if may_set else ""
    return rule_row(rule, numbers, withdraw_url=address)


def _themes(may_set: bool) -> DatedList:
    return themes.theme_list(
        queries.all_themes(),
        THEMES,
        may_set=may_set,
        words=_(
            "Đơn vị chọn một chủ đề cho mỗi dòng. Quý nào kết thúc từ ngày thôi dùng trở đi thì không ghi theo chủ đề ấy nữa."
        ),
        empty_words=_("Thêm chủ đề để các đơn vị ghi được tình hình."),
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
    shown = {"lists": [_limits(may_set), _themes(may_set)], "trail": trail((str(PAGE.title), ""))}
    return render(request, "reporting/situations/rules.html", shown)


@acts(READ)
def situation_rules_export(request: SignedInRequest) -> HttpResponse:
    """The page as a workbook."""
    lists = [_limits(may_set=False), _themes(may_set=False)]
    content = dated_workbook(str(PAGE.title), lists, author=request.user.actor_label)
    return file_answer(content, f"chu-de-va-muc-{clock.today():%Y-%m-%d}.xlsx")


@acts(SET, post=SET)
def situation_theme_add(request: SignedInRequest) -> HttpResponse:
    """/bao-cao/tinh-hinh/quy-dinh/chu-de/them/"""
    return themes.add_page(
        request,
        PAGE,
        queries.all_themes(),
        lambda new, since: services.add_theme(actor=request.user, new=new, since=since),
        words=_("Dùng cho những quý kết thúc vào ngày này hoặc sau đó."),
    )


@acts(SET, post=SET)
def situation_theme_end(request: SignedInRequest, theme: uuid.UUID) -> HttpResponse:
    """/bao-cao/tinh-hinh/quy-dinh/chu-de/<id>/thoi/: one that has not begun is taken back."""
    found = queries.get_theme(request.user, theme)
    return themes.end_page(
        request,
        PAGE,
        found,
        lambda on, reason: services.end_theme(actor=request.user, theme=found, on=on, reason=reason),
        note=_(
            "Quý nào kết thúc từ ngày ấy trở đi thì không ghi theo chủ đề này nữa; "
            "dòng của quý trước vẫn còn cho đến khi hết thời hạn giữ."
        ),
    )


@acts(post=SET, takes=())
def situation_theme_keep(request: SignedInRequest, theme: uuid.UUID) -> HttpResponse:
    """Drop an end that is still to come."""
    found = services.keep_theme(actor=request.user, theme=queries.get_theme(request.user, theme))
    return themes.kept(request, PAGE, found)


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
    return PAGE.step(request, form, step, _("Đặt mức của phần tình hình"), words=words)


@acts(SET, post=SET)
def situation_limits_withdraw(request: SignedInRequest, rule: uuid.UUID) -> HttpResponse:
    """/bao-cao/tinh-hinh/quy-dinh/muc/<id>/rut/: take back what was set and has not begun."""
    found = queries.get_rule(request.user, rule)
    return PAGE.withdraw(
        request,
        found,
        lambda reason: services.withdraw_limits(actor=request.user, rule=found, reason=reason),
    )
