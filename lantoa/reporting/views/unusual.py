"""Figures of a collection to look at again."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core.errors import Refused
from lantoa.organisation.access import SignedInRequest, acts
from lantoa.organisation.queries.lineage import past_units_in_scope
from lantoa.reporting.models import Collection
from lantoa.reporting.printouts.unusual import unusual_workbook
from lantoa.reporting.queries import collections as queries
from lantoa.reporting.queries.unusual import PAST, PEERS, UnusualFigure, is_too_wide, unusual_figures
from lantoa.reporting.views.tree_views import Seen, seen_by
from lantoa.ui.lists import LONGEST_SEARCH, PER_PAGE, file_answer


def _found(request: SignedInRequest, collection: Collection, seen: Seen) -> list[UnusualFigure]:
    against = request.GET.get("so-voi", "")
    return unusual_figures(
        collection,
        seen.node,
        search=request.GET.get("tim", "")[:LONGEST_SEARCH],
        against=against if against in (PAST, PEERS) else "",
    )


@acts("rollup.read")
def unusual(request: SignedInRequest, code: str) -> HttpResponse:
    """/bao-cao/<đợt>/so-can-xem-lai/: figures far from the unit's past or from units of its kind."""
    collection = queries.get_collection(request.user, code)
    seen = seen_by(request, request.user, collection)
    too_wide = is_too_wide(collection, seen.node)
    found = [] if too_wide else _found(request, collection, seen)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    readable = past_units_in_scope(request.user, "submission.read", collection.tree_day)
    shown = {one.unit_id for one in page.object_list}
    return render(
        request,
        "reporting/unusual.html",
        {
            "collection": collection,
            "node": seen.node,
            "page": page,
            "too_wide": too_wide,
            "readable": set(readable.filter(pk__in=shown).values_list("pk", flat=True)),
            "search": request.GET.get("tim", "")[:LONGEST_SEARCH],
            "against": request.GET.get("so-voi", ""),
            "kinds": [(PAST, _("Các kỳ trước của đơn vị")), (PEERS, _("Đơn vị cùng loại hình"))],
            "is_narrowed": bool(request.GET.get("tim") or request.GET.get("so-voi")),
            "trail": [
                (_("Báo cáo"), reverse("reporting:collections")),
                (collection.title, reverse("reporting:totals", args=[collection.code])),
                (_("Số cần xem lại"), ""),
            ],
        },
    )


@acts("rollup.read")
def unusual_export(request: SignedInRequest, code: str) -> HttpResponse:
    """/bao-cao/<đợt>/so-can-xem-lai/xuat/: the same as a workbook."""
    collection = queries.get_collection(request.user, code)
    seen = seen_by(request, request.user, collection)
    if is_too_wide(collection, seen.node):
        raise Refused(_("Phạm vi này có hơn 5.000 đơn vị báo cáo. Chọn một đơn vị cấp dưới rồi xem lại."))
    content = unusual_workbook(collection, _found(request, collection, seen), author=request.user.actor_label)
    return file_answer(content, f"{collection.code}-so-can-xem-lai.xlsx")
