"""Themes and clocks of matters: read by all who read matters, set by who keeps them for the installation."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.core import clock
from lantoa.core.vi_dates import format_day
from lantoa.core.vi_numbers import format_count
from lantoa.issues import services
from lantoa.issues.forms import ClocksForm
from lantoa.issues.models import IssueRule
from lantoa.issues.permissions import SET
from lantoa.issues.queries import rules as queries
from lantoa.issues.views.lists import trail
from lantoa.organisation.access import SignedInRequest, acts, holds_somewhere
from lantoa.printing.dated import dated_workbook
from lantoa.ui import themes
from lantoa.ui.dated import DatedList, DatedRow, RulesPage, rule_row
from lantoa.ui.lists import file_answer

PAGE = RulesPage("issues:rules", gettext_lazy("Chủ đề và hạn giải quyết"), trail)
THEMES = themes.ThemeRoutes("issues:theme_add", "issues:theme_end", "issues:theme_keep")


def _rule_row(rule: IssueRule, may_set: bool) -> DatedRow:
    days = (rule.own_days, rule.above_days, rule.higher_days, rule.near_days, rule.silence_days)
    early = _("%(units)s nơi trong %(days)s ngày") % {
        "units": format_count(rule.early_units),
        "days": format_count(rule.early_days),
    }
    cells = (*days, early, rule.least_people)
    return rule_row(
        rule, cells, withdraw_url=reverse("issues:clocks_withdraw", args=[rule.pk]) if may_set else ""
    )


def _themes(may_set: bool) -> DatedList:
    return themes.theme_list(
        queries.all_themes(),
        THEMES,
        may_set=may_set,
        words=_("Đơn vị chọn một chủ đề khi nêu vấn đề. Thôi dùng thì việc đã nêu vẫn giải quyết tiếp."),
        empty_words=_("Thêm chủ đề để các đơn vị nêu được vấn đề."),
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
    shown = {"lists": [_clocks(may_set), _themes(may_set)], "trail": trail((str(PAGE.title), ""))}
    return render(request, "issues/rules.html", shown)


@acts("issue.read")
def issue_rules_export(request: SignedInRequest) -> HttpResponse:
    """The page as a workbook."""
    lists = [_clocks(may_set=False), _themes(may_set=False)]
    content = dated_workbook(str(PAGE.title), lists, author=request.user.actor_label)
    return file_answer(content, f"chu-de-va-han-{clock.today():%Y-%m-%d}.xlsx")


@acts(SET, post=SET)
def theme_add(request: SignedInRequest) -> HttpResponse:
    """/buc-xuc/quy-dinh/chu-de/them/"""
    return themes.add_page(
        request,
        PAGE,
        queries.all_themes(),
        lambda new, since: services.add_theme(actor=request.user, new=new, since=since),
        words=_("Đơn vị chọn chủ đề khi nêu vấn đề; số liệu theo dõi cũng xếp theo chủ đề."),
    )


@acts(SET, post=SET)
def theme_end(request: SignedInRequest, theme: uuid.UUID) -> HttpResponse:
    """/buc-xuc/quy-dinh/chu-de/<id>/thoi/: one that has not begun is taken back."""
    found = queries.get_theme(request.user, theme)
    return themes.end_page(
        request,
        PAGE,
        found,
        lambda on, reason: services.end_theme(actor=request.user, theme=found, on=on, reason=reason),
        note=_("Từ ngày ấy không nêu vấn đề mới theo chủ đề này; vấn đề đã nêu vẫn giải quyết tiếp."),
    )


@acts(post=SET, takes=())
def theme_keep(request: SignedInRequest, theme: uuid.UUID) -> HttpResponse:
    """Drop an end that is still to come."""
    found = services.keep_theme(actor=request.user, theme=queries.get_theme(request.user, theme))
    return themes.kept(request, PAGE, found)


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
    return PAGE.step(request, form, step, _("Đặt hạn giải quyết"), words=words)


@acts(SET, post=SET)
def clocks_withdraw(request: SignedInRequest, rule: uuid.UUID) -> HttpResponse:
    """/buc-xuc/quy-dinh/muc/<id>/rut/: take back what was set and has not begun."""
    found = queries.get_rule(request.user, rule)
    return PAGE.withdraw(
        request,
        found,
        lambda reason: services.withdraw_clocks(actor=request.user, rule=found, reason=reason),
    )
