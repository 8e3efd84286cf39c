"""Limits and themes: what holds, held and will hold, and the pages on which who may sets them."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.dated import COMING, ENDED, standing
from lantoa.core.vi_dates import format_day
from lantoa.organisation.access import SignedInRequest, acts, holds_somewhere
from lantoa.oversight.choices import LimitKind
from lantoa.oversight.forms.rules import LimitForm, ThemeForm
from lantoa.oversight.models import InspectionLimit, InspectionTheme
from lantoa.oversight.queries import rules as queries
from lantoa.oversight.services import rules as services
from lantoa.oversight.views.steps import form_page, trail
from lantoa.printing.dated import dated_workbook
from lantoa.ui.dated import DatedList, DatedRow, EndDayForm
from lantoa.ui.lists import file_answer

SET = services.SET_RULES


def _trail(here: str) -> list[tuple[str, str]]:
    return trail((_("Thời hạn, nội dung"), reverse("oversight:limits")), (here, ""))


def _measure(row: InspectionLimit) -> str:
    if row.kind == LimitKind.LENGTH:
        return _("%(number)d ngày") % {"number": row.value}
    if row.kind == LimitKind.PERIOD:
        return _("%(number)d năm") % {"number": row.value}
    part = f"{row.value}/{row.per}" if row.per > 1 else str(row.value)
    return _("%(part)s thời gian của cuộc") % {"part": part}


def _level(row: InspectionLimit, names: dict[str, str]) -> str:
    if not row.level:
        return _("Mọi cấp")
    return names.get(row.level) or _("Cấp «%(code)s», chưa có trong danh mục cấp") % {"code": row.level}


def _end_url(may: bool, route: str, row: InspectionLimit | InspectionTheme) -> str:
    if not may or standing(row.valid, clock.today()) == ENDED:
        return ""
    return reverse(route, args=[row.pk])


def _limits(may: bool) -> DatedList:
    names = queries.level_names()
    rows = [
        DatedRow(
            str(LimitKind(row.kind).label),
            (_level(row, names), _measure(row)),
            row.valid,
            row.source,
            _end_url(may, "oversight:limit_end", row),
        )
        for row in sorted(queries.all_limits(), key=lambda one: LimitKind.values.index(one.kind))
    ]
    return DatedList(
        "thoi-han",
        _("Thời hạn"),
        _("Thời hạn gì"),
        (_("Cấp của nơi kiểm tra"), _("Mức")),
        rows,
        _("Chưa khai thời hạn nào"),
        _("Chưa khai thì phần mềm không giới hạn ngày."),
        words=_(
            "Theo văn bản có hiệu lực vào ngày bắt đầu cuộc. Ngày tính là ngày liền nhau, kể cả ngày nghỉ."
        ),
        add_url=reverse("oversight:limit_add") if may else "",
        add_words=_("Thêm thời hạn"),
    )


def _themes(may: bool) -> DatedList:
    rows = [
        DatedRow(row.name, (), row.valid, row.source, _end_url(may, "oversight:theme_end", row))
        for row in queries.all_themes()
    ]
    return DatedList(
        "noi-dung",
        _("Nội dung kiểm tra, giám sát"),
        _("Nội dung"),
        (),
        rows,
        _("Chưa có nội dung nào"),
        _("Chưa có nội dung thì chưa lập được chương trình và chưa mở được cuộc nào."),
        words=_("Nhận xét cùng nội dung ở cùng đơn vị được coi là lặp lại. Cuộc đã mở giữ nội dung đã chọn."),
        add_url=reverse("oversight:theme_add") if may else "",
        add_words=_("Thêm nội dung"),
    )


@acts("inspection.see")
def limits(request: SignedInRequest) -> HttpResponse:
    """/kiem-tra-giam-sat/thoi-han/: every limit and theme that was entered, with its paper and its days."""
    may = holds_somewhere(request.user, SET)
    return render(request, "oversight/limits.html", {"lists": [_limits(may), _themes(may)]})


@acts("inspection.see")
def limits_export(request: SignedInRequest) -> HttpResponse:
    """The page as a workbook."""
    title = _("Thời hạn, nội dung kiểm tra, giám sát")
    lists = [_limits(may=False), _themes(may=False)]
    content = dated_workbook(title, lists, author=request.user.actor_label)
    return file_answer(content, f"thoi-han-kiem-tra-{clock.today():%Y-%m-%d}.xlsx")


@acts(SET, post=SET)
def limit_add(request: SignedInRequest) -> HttpResponse:
    """/kiem-tra-giam-sat/thoi-han/them/"""
    form = LimitForm(request.POST or None, levels=queries.level_names(), initial={"since": clock.today()})

    def step(data: dict[str, Any]) -> str:
        made = services.enter_limit(
            actor=request.user,
            kind=LimitKind(data["kind"]),
            level=data["level"],
            value=data["value"],
            per=data["per"] or 1,
            since=data["since"],
            source=data["source"],
        )
        words = _("Đã ghi %(measure)s, dùng từ %(day)s.")
        return words % {"measure": _measure(made), "day": format_day(made.valid.lower)}

    return form_page(
        request,
        form,
        step,
        title=_("Thêm thời hạn"),
        second=_(
            "Mức đang dùng của cùng cấp thôi vào ngày mức này bắt đầu. Cuộc đã quyết định giữ mức của ngày bắt đầu cuộc."
        ),
        back=reverse("oversight:limits"),
        button=_("Thêm thời hạn"),
        trail=_trail(_("Thêm thời hạn")),
    )


@acts(SET, post=SET)
def limit_end(request: SignedInRequest, limit: uuid.UUID) -> HttpResponse:
    """/kiem-tra-giam-sat/thoi-han/<id>/thoi/"""
    found = queries.get_limit(request.user, limit)
    form = EndDayForm(request.POST or None, initial={"on": _first_end(found)})

    def step(data: dict[str, Any]) -> str:
        kept = services.end_limit(actor=request.user, limit=found, **data)
        return _ended(kept, data)

    title = _("Thôi dùng thời hạn")
    named = {"kind": LimitKind(found.kind).label, "measure": _measure(found)}
    named["level"] = _level(found, queries.level_names())
    return form_page(
        request,
        form,
        step,
        title=title,
        second=_("%(kind)s, %(level)s: %(measure)s.") % named
        + " "
        + _(
            "Không có mức nào sau đó thì phần mềm không giới hạn. Thôi từ ngày bắt đầu hoặc trước đó là bỏ hẳn mức này; mức "
            "liền trước lại được dùng."
        ),
        back=reverse("oversight:limits"),
        button=_("Thôi dùng mức này"),
        trail=_trail(title),
    )


@acts(SET, post=SET)
def theme_add(request: SignedInRequest) -> HttpResponse:
    """/kiem-tra-giam-sat/noi-dung/them/"""
    form = ThemeForm(request.POST or None, initial={"since": clock.today()})

    def step(data: dict[str, Any]) -> str:
        made = services.enter_theme(actor=request.user, **data)
        words = _("Đã thêm nội dung «%(name)s», chọn được từ %(day)s.")
        return words % {"name": made.name, "day": format_day(made.valid.lower)}

    return form_page(
        request,
        form,
        step,
        title=_("Thêm nội dung"),
        second=_("Dùng chung cho mọi nơi kiểm tra. Đổi tên một nội dung: thôi dùng tên cũ, thêm tên mới."),
        back=reverse("oversight:limits"),
        button=_("Thêm nội dung"),
        trail=_trail(_("Thêm nội dung")),
    )


@acts(SET, post=SET)
def theme_end(request: SignedInRequest, theme: uuid.UUID) -> HttpResponse:
    """/kiem-tra-giam-sat/noi-dung/<id>/thoi/"""
    found = queries.get_theme(request.user, theme)
    form = EndDayForm(request.POST or None, initial={"on": _first_end(found)})

    def step(data: dict[str, Any]) -> str:
        return _ended(services.end_theme(actor=request.user, theme=found, **data), data)

    title = _("Thôi dùng nội dung")
    return form_page(
        request,
        form,
        step,
        title=title,
        second=_("«%(name)s» không chọn được nữa từ ngày này; cuộc và nhận xét đã có vẫn giữ.")
        % {"name": found.name},
        back=reverse("oversight:limits"),
        button=_("Thôi dùng nội dung này"),
        trail=_trail(title),
    )


def _first_end(row: InspectionLimit | InspectionTheme) -> Any:
    """The day that the form proposes: today, or the first day of what has not begun."""
    today = clock.today()
    return row.valid.lower if standing(row.valid, today) == COMING else today


def _ended(kept: object, data: dict[str, Any]) -> str:
    if kept is None:
        return _("Đã bỏ hẳn dòng này.")
    return _("Đã ghi thôi dùng từ %(day)s.") % {"day": format_day(data["on"])}
