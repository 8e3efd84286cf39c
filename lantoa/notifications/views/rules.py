"""Days off, steps of reminders and hours of mail: read and set by who keeps them for the installation."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.core.vi_dates import FIRST_YEAR, LAST_YEAR, format_day, weekday_name
from lantoa.notifications.choices import Duty, Rung
from lantoa.notifications.forms import (
    EndStepForm,
    HolidayForm,
    HolidaysForm,
    HoursForm,
    ReasonForm,
    StepForm,
)
from lantoa.notifications.printouts import holidays_workbook
from lantoa.notifications.queries import rules as queries
from lantoa.notifications.queries.calendar import rule_on
from lantoa.notifications.services import rules as services
from lantoa.organisation.access import SignedInRequest, acts
from lantoa.ui.forms import ViForm, show_refusal
from lantoa.ui.lists import file_answer
from lantoa.ui.steps import INVALID

REMINDERS, HOURS = services.SET_REMINDERS, services.SET_HOURS


def _trail(name: str, title: str, *more: tuple[str, str]) -> list[tuple[str, str]]:
    here = reverse(f"notifications:{name}") if more else ""
    return [(_("Thông báo"), reverse("notifications:list")), (title, here), *more]


def _year(request: HttpRequest) -> int:
    typed = request.GET.get("nam", "")
    year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else clock.today().year


def _page(
    request: SignedInRequest, form: ViForm, trail: list[tuple[str, str]], **shown: object
) -> HttpResponse:
    """A form of its own: title, words, button and the way back are `shown`."""
    whole = {"form": form, "trail": trail} | shown
    return render(request, "notifications/rule_form.html", whole, status=INVALID if form.errors else 200)


@acts(REMINDERS)
def holidays(request: SignedInRequest) -> HttpResponse:
    """/thong-bao/ngay-nghi/: ?nam= days off of a year, each with the paper that says so."""
    year = _year(request)
    rows = queries.holidays_of(year)
    shown = {
        "rows": [(one, weekday_name(one.day)) for one in rows],
        "year": year,
        "years": queries.years_of_holidays(),
        "export_url": f"{reverse('notifications:holidays_export')}?nam={year}",
        "trail": _trail("holidays", _("Ngày nghỉ lễ")),
    }
    return render(request, "notifications/holidays.html", shown)


@acts(REMINDERS)
def holidays_export(request: SignedInRequest) -> HttpResponse:
    year = _year(request)
    return file_answer(holidays_workbook(queries.holidays_of(year), year), f"ngay-nghi-{year}.xlsx")


@acts(REMINDERS, post=REMINDERS)
def holidays_enter(request: SignedInRequest) -> HttpResponse:
    """/thong-bao/ngay-nghi/ghi/: one day or a whole year, a line each."""
    form = HolidaysForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        days = form.cleaned_data["days"]
        try:
            entered = services.enter_holidays(
                actor=request.user, days=days, source=form.cleaned_data["source"]
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            words = ngettext("Đã ghi %(made)d ngày nghỉ.", "Đã ghi %(made)d ngày nghỉ.", entered.made)
            if entered.same:
                words += " " + ngettext(
                    "%(same)d ngày đã có từ trước.", "%(same)d ngày đã có từ trước.", entered.same
                )
            messages.success(request, words % {"made": entered.made, "same": entered.same})
            return redirect(f"{reverse('notifications:holidays')}?nam={days[0].day.year}")
    return _page(
        request,
        form,
        _trail("holidays", _("Ngày nghỉ lễ"), (_("Ghi ngày nghỉ"), "")),
        title=_("Ghi ngày nghỉ"),
        words=_("Ngày nghỉ không có thư báo, và không tính là ngày làm việc của bản tin."),
        act=_("Ghi các ngày này"),
        back=reverse("notifications:holidays"),
    )


@acts(REMINDERS, post=REMINDERS)
def holiday(request: SignedInRequest, holiday: uuid.UUID) -> HttpResponse:
    """/thong-bao/ngay-nghi/<id>/: put one right."""
    found = queries.get_holiday(request.user, holiday)
    told = {"day": found.day, "name": found.name, "source": found.source}
    form = HolidayForm(request.POST if request.method == "POST" else None, initial=told)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.correct_holiday(actor=request.user, holiday=found, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã sửa ngày nghỉ %(day)s.") % {"day": format_day(made.day)})
            return redirect(f"{reverse('notifications:holidays')}?nam={made.day.year}")
    title = _("Sửa ngày nghỉ %(day)s") % {"day": format_day(found.day)}
    return _page(
        request,
        form,
        _trail("holidays", _("Ngày nghỉ lễ"), (title, "")),
        title=title,
        words="",
        act=_("Lưu ngày nghỉ"),
        back=f"{reverse('notifications:holidays')}?nam={found.day.year}",
    )


@acts(REMINDERS, post=REMINDERS)
def holiday_remove(request: SignedInRequest, holiday: uuid.UUID) -> HttpResponse:
    """/thong-bao/ngay-nghi/<id>/bo/"""
    found = queries.get_holiday(request.user, holiday)
    back = f"{reverse('notifications:holidays')}?nam={found.day.year}"
    form = ReasonForm(request.POST if request.method == "POST" else None)
    title = _("Bỏ ngày nghỉ %(day)s") % {"day": format_day(found.day)}
    if request.method == "POST" and form.is_valid():
        try:
            services.remove_holiday(actor=request.user, holiday=found, reason=form.cleaned_data["reason"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã bỏ ngày nghỉ %(day)s.") % {"day": format_day(found.day)})
            return redirect(back)
    return _page(
        request,
        form,
        _trail("holidays", _("Ngày nghỉ lễ"), (title, "")),
        title=title,
        words=_("«%(name)s» thành ngày thường: thư báo và bản tin đi như mọi ngày.") % {"name": found.name},
        act=_("Bỏ ngày nghỉ này"),
        back=back,
    )


@acts(REMINDERS)
def ladder(request: SignedInRequest) -> HttpResponse:
    """/thong-bao/nhac-viec/: who is reminded how many days before and after a due day."""
    shown = {"steps": queries.steps(), "trail": _trail("ladder", _("Mốc nhắc việc"))}
    return render(request, "notifications/ladder.html", shown)


@acts(REMINDERS, post=REMINDERS)
def step_add(request: SignedInRequest) -> HttpResponse:
    """/thong-bao/nhac-viec/them/"""
    form = StepForm(
        request.POST if request.method == "POST" else None, initial={"since": clock.today(), "side": "after"}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = services.add_step(
                actor=request.user,
                duty=Duty(data["duty"]),
                days=form.days,
                rung=Rung(data["rung"]),
                since=data["since"],
                reason=data["reason"],
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            words = _("Đã thêm mốc nhắc «%(when)s», dùng từ %(day)s.")
            messages.success(request, words % {"when": made.when, "day": format_day(data["since"])})
            return redirect("notifications:ladder")
    return _page(
        request,
        form,
        _trail("ladder", _("Mốc nhắc việc"), (_("Thêm mốc"), "")),
        title=_("Thêm mốc nhắc việc"),
        words=_("Mỗi mốc nhắc một lần cho mỗi hạn. Thư không đi ban đêm và ngày nghỉ."),
        act=_("Thêm mốc nhắc"),
        back=reverse("notifications:ladder"),
    )


@acts(REMINDERS, post=REMINDERS)
def step_end(request: SignedInRequest, step: uuid.UUID) -> HttpResponse:
    """/thong-bao/nhac-viec/<id>/thoi/"""
    found = queries.get_step(request.user, step)
    form = EndStepForm(request.POST if request.method == "POST" else None, initial={"on": clock.today()})
    named = {"duty": found.get_duty_display(), "when": found.when, "rung": found.get_rung_display()}
    if request.method == "POST" and form.is_valid():
        try:
            services.end_step(actor=request.user, step=found, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã ghi thôi mốc nhắc «%(duty)s: %(when)s».") % named)
            return redirect("notifications:ladder")
    return _page(
        request,
        form,
        _trail("ladder", _("Mốc nhắc việc"), (_("Thôi mốc nhắc"), "")),
        title=_("Thôi mốc nhắc"),
        words=_("%(duty)s: %(when)s, nhắc %(rung)s.") % named,
        act=_("Thôi mốc nhắc này"),
        back=reverse("notifications:ladder"),
    )


@acts(HOURS)
def hours(request: SignedInRequest) -> HttpResponse:
    """/thong-bao/gio-gui/: the hours of now, before and to come."""
    shown = {"rules": queries.rules(), "today": clock.today(), "trail": _trail("hours", _("Giờ gửi thư"))}
    return render(request, "notifications/hours.html", shown)


@acts(HOURS, post=HOURS)
def hours_set(request: SignedInRequest) -> HttpResponse:
    """/thong-bao/gio-gui/dat/: other hours from a day on."""
    rule = rule_on()
    initial = {name: getattr(rule, name) for name in services.NewHours.__dataclass_fields__}
    form = HoursForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = services.set_hours(
                actor=request.user, hours=form.hours, since=data["since"], reason=data["reason"]
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            words = _("Đã đặt giờ gửi thư, dùng từ %(day)s.")
            if made.pk == rule.pk:
                words = _("Đã bỏ giờ đặt cho về sau; giờ đang dùng giữ nguyên.")
            messages.success(request, words % {"day": format_day(data["since"])})
            return redirect("notifications:hours")
    return _page(
        request,
        form,
        _trail("hours", _("Giờ gửi thư"), (_("Đặt giờ khác"), "")),
        title=_("Đặt giờ gửi thư"),
        words=_(
            "Giờ đang dùng còn hiệu lực đến hết ngày trước ngày này. Giờ đã đặt mà chưa dùng thì bị thay; "
            "muốn bỏ giờ ấy thì lưu lại đúng giờ đang dùng."
        ),
        act=_("Đặt giờ gửi thư"),
        back=reverse("notifications:hours"),
    )
