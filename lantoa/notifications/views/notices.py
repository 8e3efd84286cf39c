"""«Thông báo»: what a person has been told."""

import uuid
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.notifications import kinds
from lantoa.notifications.queries import notices as queries
from lantoa.notifications.queries.mails import mail_standing
from lantoa.notifications.services.notices import read_all, read_notice
from lantoa.organisation.access import SignedInRequest, acts, holds_somewhere
from lantoa.ui.lists import Counter, narrowed_address, page_of

UNREAD = "chua-doc"


@acts("notification.read")
def notice_list(request: SignedInRequest) -> HttpResponse:
    """/thong-bao/: unread first; ?loai= one kind, ?xem=chua-doc the unread alone."""
    user = request.user
    wanted = request.GET.get("loai", "")
    kind = wanted if wanted in kinds.KINDS else ""
    only_unread = request.GET.get("xem") == UNREAD
    counts = queries.counts_of(user)
    page = page_of(queries.listed(user, kind=kind, only_unread=only_unread), request)
    lines = queries.lines_of(user, list(page))
    shown = {
        "page": page,
        "lines": lines,
        "hidden": len(page) - len(lines),
        "counters": [
            Counter(_("Tất cả"), counts.all, narrowed_address(request, "xem", ""), not only_unread),
            Counter(
                _("Chưa đọc"), counts.unread, narrowed_address(request, "xem", UNREAD), only_unread, "bell"
            ),
        ],
        "kinds": [(code, kinds.KINDS[code].name, n) for code, n in counts.kinds.items()],
        "kind": kind,
        "only_unread": only_unread,
        "unread": counts.unread,
        "said": bool(kind or only_unread),
        "until": clock.now().isoformat(),
        "standing": mail_standing(user),
        "may_oversee": holds_somewhere(user, "mail.oversee"),
    }
    return render(request, "notifications/list.html", shown)


@acts("notification.read")
def notice_open(request: SignedInRequest, notice: uuid.UUID) -> HttpResponse:
    """/thong-bao/<id>/: to the thing itself; the notice is read thereby. Mails lead here."""
    found, address = queries.get_notice(request.user, notice)
    read_notice(actor=request.user, notice=found)
    return redirect(address)


@acts(post="notification.read", takes=("notice", "until"))
def notice_read(request: SignedInRequest) -> HttpResponse:
    """One notice (`notice`), or all that stood on the page when it was opened (`until`)."""
    one = request.POST.get("notice", "")
    if one:
        read_notice(actor=request.user, notice=queries.get_own(request.user, one))
        return redirect("notifications:list")
    count = read_all(actor=request.user, until=_instant(request.POST.get("until", "")))
    words = ngettext(
        "Đã đánh dấu %(count)d thông báo là đã đọc.", "Đã đánh dấu %(count)d thông báo là đã đọc.", count
    )
    messages.success(request, words % {"count": count})
    return redirect("notifications:list")


def _instant(typed: str) -> datetime:
    """When the page was opened. Raises NotFound for what no page of ours sends."""
    try:
        found = parse_datetime(typed)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise NotFound
    return found
