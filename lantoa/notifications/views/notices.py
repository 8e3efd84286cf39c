"""«Thông báo»: what a person has been told."""

import uuid
from datetime import date, datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.core.vi_dates import FIRST_YEAR, LAST_YEAR
from lantoa.core.vi_numbers import format_count
from lantoa.notifications import kinds
from lantoa.notifications.queries import groups
from lantoa.notifications.queries import notices as queries
from lantoa.notifications.queries.mails import mail_standing
from lantoa.notifications.services.notices import read_all, read_day, read_notice
from lantoa.organisation.access import SignedInRequest, acts, holds_somewhere
from lantoa.ui.lists import Counter, narrowed_address, page_of

UNREAD = "chua-doc"


@acts("notification.read")
def notice_list(request: SignedInRequest) -> HttpResponse:
    """/thong-bao/: unread first, one kind of one day in one line; ?loai= one kind, ?ngay= of one day and each by itself,
    ?xem=chua-doc the unread alone."""
    user = request.user
    wanted = request.GET.get("loai", "")
    kind = wanted if wanted in kinds.KINDS else ""
    day = _day(request.GET.get("ngay", "")) if kind else None
    only_unread = request.GET.get("xem") == UNREAD
    counts = queries.counts_of(user)
    shown = {
        "counters": [
            Counter(_("Tất cả"), counts.all, narrowed_address(request, "xem", ""), not only_unread),
            Counter(
                _("Chưa đọc"), counts.unread, narrowed_address(request, "xem", UNREAD), only_unread, "bell"
            ),
        ],
        "kinds": [(code, kinds.KINDS[code].name, n) for code, n in counts.kinds.items()],
        "kind": kind,
        "day": day,
        "only_unread": only_unread,
        "unread": counts.unread,
        "said": bool(kind or only_unread),
        "until": clock.now().isoformat(),
        "kept": _kept(request),
        "standing": mail_standing(user),
        "may_oversee": holds_somewhere(user, "mail.oversee"),
        "may_set": holds_somewhere(user, "reminder.set"),
    }
    if day:
        shown |= _of_day(request, kind, day, only_unread)
    else:
        page = page_of(groups.grouped(user, kind=kind, only_unread=only_unread), request)
        shown |= {"page": page, "groups": groups.groups_of(user, list(page))}
    return render(request, "notifications/list.html", shown)


def _of_day(request: SignedInRequest, kind: str, day: date, only_unread: bool) -> dict[str, object]:
    page = page_of(queries.of_day(request.user, kind, day, only_unread=only_unread), request)
    lines = queries.lines_of(request.user, list(page))
    back = narrowed_address(request, "ngay", "")
    return {"page": page, "lines": lines, "hidden": len(page) - len(lines), "back": back}


@acts("notification.read")
def notice_open(request: SignedInRequest, notice: uuid.UUID) -> HttpResponse:
    """/thong-bao/<id>/: to the thing itself; the notice is read thereby. Mails lead here."""
    found, address = queries.get_notice(request.user, notice)
    read_notice(actor=request.user, notice=found)
    return redirect(address)


@acts(post="notification.read", takes=("notice", "kind", "day", "until"))
def notice_read(request: SignedInRequest) -> HttpResponse:
    """One notice (`notice`); or those that stood on the page when it was opened (`until`): of one kind and day, or all."""
    one = request.POST.get("notice", "")
    if one:
        read_notice(actor=request.user, notice=queries.get_own(request.user, one))
        return _to_list(request)
    until, kind = _instant(request.POST.get("until", "")), request.POST.get("kind", "")
    if kind:
        day = _day(request.POST.get("day", ""))
        if day is None or kind not in kinds.KINDS:
            raise NotFound
        count = read_day(actor=request.user, kind=kind, day=day, until=until)
    else:
        count = read_all(actor=request.user, until=until)
    words = ngettext(
        "Đã đánh dấu %(count)s thông báo là đã đọc.", "Đã đánh dấu %(count)s thông báo là đã đọc.", count
    )
    messages.success(request, words % {"count": format_count(count)})
    return _to_list(request)


def _kept(request: HttpRequest) -> str:
    """How the list was narrowed, and which page of it: where marking something as read leads back to."""
    said = {name: request.GET[name] for name in ("loai", "ngay", "xem", "page") if request.GET.get(name)}
    return f"?{urlencode(said)}" if said else ""


def _to_list(request: HttpRequest) -> HttpResponse:
    return redirect(f"{reverse('notifications:list')}{_kept(request)}")


def _day(typed: str) -> date | None:
    """A day as our addresses and forms write it (2021-04-06); none where no notice can be of it."""
    try:
        found = parse_date(typed)
    except ValueError:
        return None
    return found if found and FIRST_YEAR <= found.year <= LAST_YEAR else None


def _instant(typed: str) -> datetime:
    """When the page was opened. Raises NotFound for what no page of ours sends."""
    try:
        found = parse_datetime(typed)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise NotFound
    return found
