"""A collection from above: who stands where, and what the figures add up to."""

from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.organisation import access
from lantoa.organisation.access import acts, person
from lantoa.organisation.models import Unit
from lantoa.organisation.queries.units import get_unit
from lantoa.reporting.choices import READABLE_ABOVE, ObligationState, SubmissionState
from lantoa.reporting.models import Collection
from lantoa.reporting.permissions import OWN_TEAM
from lantoa.reporting.printouts import totals_workbook, units_workbook
from lantoa.reporting.queries import collections as queries
from lantoa.reporting.queries.sheets import shape_of
from lantoa.reporting.queries.submissions import waiting_count
from lantoa.reporting.queries.totals import NodeTotals, total, what_makes
from lantoa.ui.lists import file_answer, is_fragment, page_of
from lantoa.ui.templatetags.ui import state_badge

FIRST_PARTS = 12


def _node(user: User, collection: Collection, code: str) -> Unit:
    """The node asked for; without one the collecting unit, or the reader's own unit below it. NotFound
    outside scope.
    """
    if code:
        return get_unit(user, code, "rollup.read", collection.tree_day)
    scope = access.units_in_scope(user, "rollup.read")
    if access.holds(user, "rollup.read", collection.owner):
        return get_unit(user, collection.owner.code, "rollup.read", collection.tree_day)
    own = queries.obligations_under(collection, collection.owner).filter(unit__in=scope.values("pk"))
    first = own.select_related("unit").order_by("unit__position", "unit__code").first()
    if first is None:
        raise NotFound()
    return get_unit(user, first.unit.code, "rollup.read", collection.tree_day)


@acts("rollup.read")
def collection_totals(request: HttpRequest, code: str) -> HttpResponse:
    """/bao-cao/<đợt>/: counters; the totals, or the units of one state (?trang-thai=), searched (?tim=)."""
    user = person(request)
    collection = queries.get_collection(user, code)
    node = _node(user, collection, request.GET.get("don-vi", ""))
    state, search = request.GET.get("trang-thai", ""), request.GET.get("tim", "")
    shown: dict[str, object] = {
        "collection": collection,
        "node": node,
        **_head(collection, node, state),
        "state": state,
        "search": search,
        "now": clock.now(),
        "waiting": waiting_count(user, collection)
        if access.holds_somewhere(user, "submission.accept")
        else 0,
        "is_owner": node.pk == collection.owner_id,
    }
    if state or search:
        page = page_of(queries.list_owed(collection, node, state=state, search=search), request)
        own = {held.unit_id for held in access.roles_of(user) if held.role in OWN_TEAM}
        for row in page.object_list:
            row.badge = SubmissionState(row.report_state).badge
            row.agreed = row.state == ObligationState.LATE_AGREED
            row.readable = row.report_state in READABLE_ABOVE or row.unit_id in own
        return render(request, "reporting/units.html", {**shown, "page": page})
    found = total(collection, node)
    chosen = request.GET.get("chi-tieu", "")
    if chosen:
        shown["makeup"] = _makeup(collection, node, chosen, everything=False)
    return render(request, "reporting/totals.html", {**shown, "totals": found, "chosen": chosen})


@dataclass(frozen=True)
class Counter:
    label: str
    value: int
    url: str
    current: bool
    icon: str = ""
    tone: str = ""
    note: str = ""
    badge: str = ""


def _head(collection: Collection, node: Unit, state: str) -> dict[str, object]:
    """The counter strip: each number opens the list of its units."""
    found = queries.counters(collection, node)
    tail = "" if node.pk == collection.owner_id else f"&don-vi={node.code}"
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
        Counter(label, value, f"?trang-thai={name}{tail}", state == name, icon, tone, note, badge)
        for name, label, value, icon, tone, note, badge in rows
    ]
    late = [
        Counter(
            _("Quá hạn"), found.overdue, f"?trang-thai=qua-han{tail}", state == "qua-han", "clock", "returned"
        )
    ]
    if found.overdue:
        strip += late
    return {
        "counters": found,
        "strip": strip,
        "totals_url": f"?don-vi={node.code}",
        "units_url": f"?trang-thai=tat-ca{tail}",
    }


def _makeup(collection: Collection, node: Unit, indicator: str, *, everything: bool) -> dict[str, object]:
    shape = shape_of(collection.sheet_version_id)
    line = shape.by_code.get(indicator)
    if line is None:
        raise NotFound()
    found = what_makes(collection, line, node, shape)
    greatest = found.greatest or Decimal(0)
    given = [part for part in found.parts if part.value]
    shown = given if everything else given[:FIRST_PARTS]
    return {
        "made": found,
        "line": line,
        "parts": [
            (part, int(part.value / greatest * 100) if part.value and greatest else 0) for part in shown
        ],
        "more": len(given) - len(shown),
        "given": len(given),
        "zeros": found.accepted.zeros,
    }


@acts("rollup.read")
def makeup(request: HttpRequest, code: str, indicator: str) -> HttpResponse:
    """/bao-cao/<đợt>/so-lieu/<chỉ tiêu>/: what one total is made of, beside the table or as a page of its
    own.
    """
    user = person(request)
    collection = queries.get_collection(user, code)
    node = _node(user, collection, request.GET.get("don-vi", ""))
    everything = "het" in request.GET or not is_fragment(request)
    shown = {
        "collection": collection,
        "node": node,
        "makeup": _makeup(collection, node, indicator, everything=everything),
    }
    name = "reporting/parts/makeup.html" if is_fragment(request) else "reporting/makeup.html"
    return render(request, name, shown)


@acts("rollup.read")
def export(request: HttpRequest, code: str) -> HttpResponse:
    """/bao-cao/<đợt>/xuat/: what the page shows, as a workbook: the totals, or the units of one state."""
    user = person(request)
    collection = queries.get_collection(user, code)
    node = _node(user, collection, request.GET.get("don-vi", ""))
    state, search = request.GET.get("trang-thai", ""), request.GET.get("tim", "")
    if state or search:
        rows = list(queries.list_owed(collection, node, state=state, search=search))
        content = units_workbook(collection, rows, author=user.actor_label)
        name = f"{collection.code}-don-vi.xlsx"
    else:
        found: NodeTotals = total(collection, node)
        content = totals_workbook(found, author=user.actor_label)
        name = f"{collection.code}-tong-hop.xlsx"
    return file_answer(content, name)
