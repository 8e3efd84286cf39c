"""Remind the units whose report is late: whom it would reach, and the reminder."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lantoa.core.vi_numbers import format_count
from lantoa.organisation.access import SignedInRequest, acts, require
from lantoa.reporting.permissions import may
from lantoa.reporting.queries import late
from lantoa.reporting.queries.collections import get_collection
from lantoa.reporting.services.chasing import chase_late

SHOWN = 50


@acts("collection.open", post="collection.open", takes=())
def chase(request: SignedInRequest, code: str) -> HttpResponse:
    """/bao-cao/<code>/don-doc/: whose report is late; POST reminds them."""
    collection = get_collection(request.user, code)
    require(may(request.user, "collection.open", collection.owner))
    back = f"{reverse('reporting:totals', args=[code])}?trang-thai=qua-han"
    if request.method == "POST":
        count = chase_late(actor=request.user, collection=collection)
        words = ngettext(
            "Đã đôn đốc %(count)s đơn vị. Lời nhắc hiện ở thông báo của đơn vị.",
            "Đã đôn đốc %(count)s đơn vị. Lời nhắc hiện ở thông báo của đơn vị.",
            count,
        )
        messages.success(request, words % {"count": format_count(count)})
        return redirect(back)
    rows = late.late_in(collection).order_by("due_day", "unit__position", "unit__code")
    count = 0 if collection.has_closed else rows.count()
    shown = {
        "collection": collection,
        "rows": rows.select_related("unit")[:SHOWN] if count else [],
        "count": count,
        "more": max(count - SHOWN, 0),
        "chased": late.chased_today(collection),
        "back": back,
        "trail": [
            (_("Báo cáo"), reverse("reporting:collections")),
            (collection.title, reverse("reporting:totals", args=[code])),
            (_("Đôn đốc"), ""),
        ],
    }
    return render(request, "reporting/chase.html", shown)
