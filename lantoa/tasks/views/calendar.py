"""Due days: the month as a table of days, and the private address for calendar programs."""

from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from lantoa.core import clock, periods
from lantoa.core.errors import NotFound
from lantoa.core.icalendar import MEDIA_TYPE, DayEntry, calendar_bytes
from lantoa.organisation.access import SignedInRequest, acts
from lantoa.tasks import permissions, queries, services
from lantoa.tasks.choices import OriginKind, TaskState
from lantoa.tasks.models import digest_of_token
from lantoa.tasks.views.lists import filters_said, tabs_of, trail, wanted_of
from lantoa.ui.lists import narrowed_address
from lantoa.ui.months import month_said, weekdays, weeks_of

REFRESH = timedelta(hours=4)
MOST_READINGS = 60  # of one feed in one hour; programs read a few times a day
HOUR = 3600


@acts("task.read")
def task_month(request: SignedInRequest) -> HttpResponse:
    """/nhiem-vu/lich/?thang=2021-04: what is due, with the ways of looking and the filters of the list."""
    user, wanted = request.user, wanted_of(request)
    first = month_said(request.GET.get("thang", ""))
    after = periods.months_later(first, 1)
    found = queries.due_in_month(user, wanted, first, after)
    weeks = weeks_of(first, found)

    def month(day: date) -> str:
        return narrowed_address(request, "thang", f"{day:%Y-%m}")

    kept = {name: request.GET[name] for name in ("thang", "xem") if name in request.GET}
    shown = {
        "wanted": wanted,
        "said": "; ".join(filters_said(replace(wanted, view="", soon=False))),
        "unfiltered_url": f"?{urlencode(kept)}",
        "first": first,
        "title": periods.month(first.year, first.month).label_title,
        "weeks": weeks,
        "agenda": [one for week in weeks for one in week if one.rows],
        "count": sum(row.count for _day, row in found),
        "before": month(periods.months_later(first, -1)),
        "after": month(after),
        "this_month": month(clock.today().replace(day=1)),
        "today": clock.today(),
        "tabs": tabs_of(request, user, wanted),
        "origins": OriginKind.choices,
        "may_subscribe": permissions.can_subscribe(user),
        "weekdays": weekdays(),
        "trail": trail((_("Lịch"), "")),
    }
    return render(request, "tasks/month.html", shown)


@acts("task.subscribe", post="task.subscribe", takes=("viec",))
def feed_page(request: SignedInRequest) -> HttpResponse:
    """/nhiem-vu/lich/dia-chi/: make the address of one's calendar (shown this once), change it, stop it."""
    user, address = request.user, ""
    if request.method == "POST":
        if request.POST.get("viec") == "ngung":
            services.stop_feed(actor=user)
            messages.success(request, _("Đã ngừng. Địa chỉ cũ không mở được nữa."))
            return redirect("tasks:feed_page")
        token = services.make_feed(actor=user)
        address = settings.SITE_ADDRESS.rstrip("/") + reverse("tasks:feed", args=[token])
    shown = {
        "feed": queries.feed_of(user),
        "address": address,
        "trail": trail((_("Lịch"), reverse("tasks:month")), (_("Địa chỉ lịch riêng"), "")),
    }
    return render(request, "tasks/feed.html", shown)


@acts("task.feed")
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """/nhiem-vu/lich/<mã riêng>.ics: what the owner may see now; one answer for unknown, stopped, closed and without a role."""
    owner = queries.feed_owner(token)
    if owner is None:
        raise NotFound()
    if not _may_read(token):
        late = HttpResponse(status=429, content_type="text/plain; charset=utf-8")
        late["Retry-After"] = str(HOUR)
        return late
    host = urlsplit(settings.SITE_ADDRESS).hostname or "localhost"
    with override("vi"):
        entries = [_entry(one, host) for one in queries.told_in_feed(owner)]
        content = calendar_bytes(_("Hạn nhiệm vụ Lan Tỏa"), entries, refresh=REFRESH)
    answer = HttpResponse(content, content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = 'inline; filename="nhiem-vu.ics"'
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _entry(told: queries.Told, host: str) -> DayEntry:
    title = _("Đã giao: %(title)s") % {"title": told.title} if told.asked else told.title
    if told.state == TaskState.DONE:
        title = _("Xong: %(title)s") % {"title": title}
    return DayEntry(
        uid=f"{told.key}@{host}",
        day=told.due_on,
        title=title,
        sequence=told.version,
        changed_at=told.changed_at,
        is_cancelled=told.state == TaskState.CANCELLED,
    )


def _may_read(token: str) -> bool:
    """Against programs that ask without end, so not exact: two that ask at one moment may count as one."""
    key = f"tasks.feed:{digest_of_token(token)}:{int(clock.now().timestamp()) // HOUR}"
    read = int(cache.get(key, 0))
    cache.set(key, read + 1, HOUR)
    return read < MOST_READINGS
