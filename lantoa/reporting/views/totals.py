"""A collection from above: who stands where, and what the figures add up to."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.organisation import access
from lantoa.organisation.access import acts, person
from lantoa.organisation.queries.lineage import past_units_in_scope
from lantoa.reporting.choices import READABLE_ABOVE, ObligationState, SubmissionState
from lantoa.reporting.permissions import OWN_TEAM
from lantoa.reporting.printouts.totals import totals_workbook, units_workbook
from lantoa.reporting.queries import collections as queries
from lantoa.reporting.queries.differences import stated_beside_totals
from lantoa.reporting.queries.late_decisions import late_under
from lantoa.reporting.queries.makeups import what_makes
from lantoa.reporting.queries.narratives.questions import compiles
from lantoa.reporting.queries.sheets import shape_of
from lantoa.reporting.queries.submissions import waiting_count
from lantoa.reporting.queries.totals import NodeTotals, total
from lantoa.reporting.raised import raised
from lantoa.reporting.views.tree_views import Seen, seen_by
from lantoa.ui.lists import PER_PAGE, Counter, file_answer, is_fragment, page_of
from lantoa.ui.templatetags.ui import state_badge

FIRST_PARTS = 12
FIRST_LATE = 8


@acts("rollup.read")
def collection_totals(request: HttpRequest, code: str) -> HttpResponse:
    """/bao-cao/<đợt>/: counters; the totals, or the units of one state (?trang-thai=), searched (?tim=).

    ?cay=hien-nay restates all of it on today's tree.
    """
    user = person(request)
    collection = queries.get_collection(user, code)
    seen = seen_by(request, user, collection)
    node = seen.node
    state, search = request.GET.get("trang-thai", ""), request.GET.get("tim", "")
    shown: dict[str, object] = {
        "collection": collection,
        "node": node,
        "seen": seen,
        **head_of(user, seen, state),
        "search": search,
        "now": clock.now(),
        "is_owner": node.pk == collection.owner_id,
    }
    if state or search:
        page = page_of(
            queries.list_owed(collection, node, state=state, search=search, view=seen.view), request
        )
        own = {held.unit_id for held in access.roles_of(user) if held.role in OWN_TEAM}
        for row in page.object_list:
            row.badge = SubmissionState(row.report_state).badge
            row.agreed = row.state == ObligationState.LATE_AGREED
            row.readable = row.report_state in READABLE_ABOVE or row.unit_id in own
        return render(request, "reporting/units.html", {**shown, "page": page})
    found = total(collection, node, view=seen.view)
    chosen = request.GET.get("chi-tieu", "")
    if chosen:
        shown["beside"] = True
        shown["makeup"] = _makeup(user, seen, chosen, per_page=FIRST_PARTS)
    late = [] if seen.restated else late_under(collection, node)
    more = {
        "totals": found,
        "has_figures": any(not one.line.scored for one in found.lines),
        "chosen": chosen,
        "stated": stated_beside_totals(user, found),
        "late": late[:FIRST_LATE],
        "more_late": len(late[FIRST_LATE:]),
        "raised": raised(user, collection),
    }
    return render(request, "reporting/totals.html", {**shown, **more})


def head_of(user: User, seen: Seen, state: str = "") -> dict[str, object]:
    """What stands above every view of a collection: the counter strip, whose numbers open the lists of their units."""
    found = queries.counters(seen.collection, seen.node, seen.view)
    overdue = ""
    if found.overdue:
        overdue = state_badge("overdue", _("Quá hạn %(count)d") % {"count": found.overdue})
    agreed = _("gia hạn %(count)d") % {"count": found.agreed} if found.agreed else ""
    rows = [
        ("tat-ca", _("Tất cả"), found.owed, "", "", "", ""),
        ("chua-gui", _("Chưa gửi"), found.unsent, "dashed", "unsent", agreed, overdue),
        ("cho-duyet", _("Chờ duyệt"), found.waiting, "waiting", "waiting", "", ""),
        ("tra-lai", _("Trả lại"), found.returned, "returned", "returned", "", ""),
        ("da-duyet", _("Đã duyệt"), found.accepted, "done", "accepted", "", ""),
    ]
    strip = [
        Counter(label, value, seen.query(**{"trang-thai": name}), state == name, icon, tone, note, badge)
        for name, label, value, icon, tone, note, badge in rows
    ]
    late = [
        Counter(
            _("Quá hạn"),
            found.overdue,
            seen.query(**{"trang-thai": "qua-han"}),
            state == "qua-han",
            "clock",
            "returned",
        )
    ]
    if found.overdue:
        strip += late
    decides = access.holds_somewhere(user, "submission.accept")
    may_run = access.holds(user, "collection.open", seen.collection.owner_id)
    return {
        "state": state,
        "waiting": waiting_count(user, seen.collection) if decides else 0,
        "may_run": may_run,
        "may_chase": may_run and bool(found.overdue) and not seen.collection.has_closed,
        "compiles_narratives": compiles(user, seen.collection),
        "is_scored": bool(seen.collection.sheet_version.scale),
        "counters": found,
        "strip": strip,
        "totals_url": seen.query(),
        "units_url": seen.query(**{"trang-thai": "tat-ca"}),
        "breakdown_url": reverse("reporting:breakdown", args=[seen.collection.code]) + seen.query(),
    }


def _makeup(
    user: User, seen: Seen, indicator: str, *, per_page: int, number: str | int | None = 1
) -> dict[str, object]:
    shape = shape_of(seen.collection.sheet_version_id)
    line = shape.by_code.get(indicator)
    if line is None:
        raise NotFound()
    found = what_makes(seen.collection, line, seen.node, shape, seen.view, number=number, per_page=per_page)
    greatest = found.greatest or Decimal(0)
    readable = past_units_in_scope(user, "submission.read", seen.collection.tree_day)
    return {
        "readable": set(
            readable.filter(pk__in=[part.unit.pk for part in found.parts]).values_list("pk", flat=True)
        ),
        "made": found,
        "line": line,
        "parts": [
            (part, int(part.value / greatest * 100) if part.value and greatest else 0) for part in found.parts
        ],
        "more": found.page.paginator.count - len(found.parts),
        "given": found.page.paginator.count,
        "zeros": found.accepted.zeros,
    }


@acts("rollup.read")
def makeup(request: HttpRequest, code: str, indicator: str) -> HttpResponse:
    """/bao-cao/<đợt>/so-lieu/<chỉ tiêu>/: what one total is made of: its first units beside the table,
    all of them on pages of its own (?page=).
    """
    user = person(request)
    collection = queries.get_collection(user, code)
    seen = seen_by(request, user, collection)
    beside = is_fragment(request)
    shown = {
        "beside": beside,
        "collection": collection,
        "node": seen.node,
        "seen": seen,
        "makeup": _makeup(
            user,
            seen,
            indicator,
            per_page=FIRST_PARTS if beside else PER_PAGE,
            number=1 if beside else request.GET.get("page"),
        ),
    }
    name = "reporting/parts/makeup.html" if beside else "reporting/makeup.html"
    return render(request, name, shown)


@acts("rollup.read")
def export(request: HttpRequest, code: str) -> HttpResponse:
    """/bao-cao/<đợt>/xuat/: what the page shows, as a workbook: the totals, or the units of one state."""
    user = person(request)
    collection = queries.get_collection(user, code)
    seen = seen_by(request, user, collection)
    state, search = request.GET.get("trang-thai", ""), request.GET.get("tim", "")
    restated = "-cay-hien-nay" if seen.restated else ""
    if state or search:
        rows = list(queries.list_owed(collection, seen.node, state=state, search=search, view=seen.view))
        content = units_workbook(collection, rows, author=user.actor_label, view=seen.view)
        name = f"{collection.code}-don-vi{restated}.xlsx"
    else:
        found: NodeTotals = total(collection, seen.node, view=seen.view)
        stated = stated_beside_totals(user, found)
        content = totals_workbook(found, author=user.actor_label, stated=stated)
        name = f"{collection.code}-tong-hop{restated}.xlsx"
    return file_answer(content, name)
