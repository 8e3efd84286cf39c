"""The running page of a collection: who stands where, with the acts on single units."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.core.vi_numbers import format_count
from lantoa.organisation import access
from lantoa.organisation.access import SignedInRequest, acts, second_person_needed
from lantoa.organisation.models import Unit
from lantoa.organisation.queries import choosing
from lantoa.reporting.choices import ObligationState, Standing, SubmissionState
from lantoa.reporting.forms.obligations import AddUnitsForm, ReopenNoteForm, SettleForm
from lantoa.reporting.models import Collection
from lantoa.reporting.printouts.obligations import board_workbook
from lantoa.reporting.queries import obligations as queries
from lantoa.reporting.queries import openings, tallies
from lantoa.reporting.queries.collection_history import history
from lantoa.reporting.queries.reopenings import waiting_reopening
from lantoa.reporting.raised import raised
from lantoa.reporting.services import obligations as services
from lantoa.ui.forms import show_refusal
from lantoa.ui.lists import LONGEST_SEARCH, Counter, file_answer, narrowed_address, page_of
from lantoa.ui.steps import INVALID

ACT = "collection.open"
FOUND_AT_ONCE = 60
BEFORE_LAST = 3  # steps of the history that stand open


@acts(ACT)
def running(request: SignedInRequest, code: str) -> HttpResponse:
    """/bao-cao/<đợt>/dieu-hanh/: ?trangthai= a standing, ?nhanh= a direct unit, ?q= words, ?sort=."""
    collection = queries.get_running(request.user, code)
    return board_page(request, collection)


def board_page(
    request: SignedInRequest,
    collection: Collection,
    *,
    note_form: ReopenNoteForm | None = None,
    status: int = 200,
) -> HttpResponse:
    wanted = wanted_of(request.GET)
    branches = tallies.branches_of(collection)
    tally = tallies.total_of(branches)
    page = page_of(_rows(collection, wanted), request)
    own = {one.unit_id for one in access.roles_of(request.user) if one.role in {"reporter", "head"}}
    for row in page.object_list:
        row.badge = Standing(row.standing).badge
        row.agreed = row.state == ObligationState.LATE_AGREED
        row.is_handed = row.latest_state == SubmissionState.HANDED
        row.readable = row.standing in (Standing.SENT, Standing.ACCEPTED) or row.unit_id in own
    steps = history(collection)
    waiting = waiting_reopening(collection)
    decides = access.holds(request.user, "collection.reopen", collection.owner_id)
    is_own = waiting is not None and waiting.proposed_by_id == request.user.pk
    shown = {
        "collection": collection,
        "owner": collection.owner,
        "tally": tally,
        "strip": _strip(request, tally, wanted),
        "rates": _rates(tally),
        "branches": branches if _is_layered(branches) else [],
        "branch": next((one for one in branches if one.unit and one.unit.code == wanted.branch), None),
        "page": page,
        "wanted": wanted,
        "steps": steps[:BEFORE_LAST],
        "earlier": steps[BEFORE_LAST:],
        "handed": queries.handed_over(collection),
        "waiting": waiting,
        "may_confirm": waiting is not None
        and decides
        and not (is_own and second_person_needed("collection.reopen")),
        "is_own_proposal": is_own,
        "decides": decides,
        "note_form": note_form or ReopenNoteForm(),
        "now": clock.now(),
        "raised": raised(request.user, collection),
        "trail": trail(collection),
    }
    return render(request, "reporting/running/board.html", shown, status=status)


def wanted_of(get: QueryDict) -> queries.Wanted:
    """What the address asks for; what it cannot mean is left out rather than refused."""
    standing, sort = get.get("trangthai", ""), get.get("sort", "")
    known = standing in Standing.values or standing in queries.FILTERS
    return queries.Wanted(
        standing if known else "",
        get.get("nhanh", "")[:40],
        get.get("q", "")[:LONGEST_SEARCH].strip(),
        sort if sort.removeprefix("-") in queries.SORTS else "",
    )


def _rows(collection: Collection, wanted: queries.Wanted) -> QuerySet[Any]:
    return queries.narrowed(queries.standings(collection), wanted)


def _is_layered(branches: list[tallies.Branch]) -> bool:
    """Whether adding up by direct unit says more than the list itself."""
    return any(one.tally.asked > 1 for one in branches) and len(branches) > 1


def _rates(tally: tallies.Tally) -> list[tuple[str, int, int, Any, str]]:
    """(name, met, owed, share, kind)."""
    return [
        (_("Đã gửi"), tally.met, tally.owed, tally.completeness, "blue"),
        (_("Gửi đúng hạn"), tally.timely, tally.owed, tally.timeliness, "blue"),
        (_("Đã duyệt"), tally.accepted, tally.owed, tally.acceptance, "gold"),
    ]


def _strip(request: SignedInRequest, tally: tallies.Tally, wanted: queries.Wanted) -> list[Counter]:
    agreed = _("%(count)s được gia hạn") % {"count": format_count(tally.agreed)} if tally.agreed else ""
    late = _("%(count)s gửi trễ") % {"count": format_count(tally.sent_late)} if tally.sent_late else ""
    rows = [
        ("", _("Phải báo cáo"), tally.owed, "", "", agreed),
        (Standing.NOT_BEGUN, Standing.NOT_BEGUN.label, tally.not_begun, "dashed", "unsent", ""),
        (Standing.DRAFT, Standing.DRAFT.label, tally.draft, "edit", "unsent", ""),
        (Standing.SENT, Standing.SENT.label, tally.sent, "waiting", "waiting", ""),
        (Standing.RETURNED, Standing.RETURNED.label, tally.returned, "returned", "returned", ""),
        (Standing.ACCEPTED, Standing.ACCEPTED.label, tally.accepted, "done", "accepted", ""),
        ("qua-han", _("Quá hạn chưa gửi"), tally.overdue, "clock", "returned", late),
        (Standing.EXEMPT, Standing.EXEMPT.label, tally.exempt, "minus", "unsent", ""),
    ]
    for standing, count in ((Standing.HANDED_OVER, tally.handed_over), (Standing.ENDED, tally.ended)):
        if count:
            rows.append((standing, standing.label, count, standing.badge.icon, "unsent", ""))
    return [
        Counter(
            str(label),
            value,
            narrowed_address(request, "trangthai", str(name)),
            wanted.standing == name,
            icon,
            tone,
            note,
        )
        for name, label, value, icon, tone, note in rows
    ]


@acts(ACT)
def running_export(request: SignedInRequest, code: str) -> HttpResponse:
    """/bao-cao/<đợt>/dieu-hanh/xuat/: the board as it is narrowed and sorted."""
    collection = queries.get_running(request.user, code)
    rows = list(_rows(collection, wanted_of(request.GET)))
    branches = tallies.branches_of(collection)
    content = board_workbook(
        collection, rows, branches, tallies.total_of(branches), author=request.user.actor_label
    )
    return file_answer(content, f"{collection.code}-tien-do.xlsx")


@acts(ACT, post=ACT)
def settle(request: SignedInRequest, code: str) -> HttpResponse:
    """/bao-cao/<đợt>/dieu-hanh/xu-ly/?chon=HG-001&chon=…: exempt units, give them more time, or undo either."""
    collection = queries.get_running(request.user, code)
    posted = request.method == "POST"
    codes = (request.POST if posted else request.GET).getlist("chon")[:2000]
    rows = queries.of_units(collection, codes)
    if not rows:
        messages.warning(request, _("Đánh dấu ít nhất một đơn vị rồi chọn việc cần làm."))
        return redirect("reporting:running", code)
    for row in rows:
        row.badge = Standing(row.standing).badge
    form = SettleForm(request.POST if posted else None, initial={"viec": _likely(rows)})
    if posted and form.is_valid():
        try:
            done = _settled(request, collection, [row.unit for row in rows], form)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, done)
            return redirect("reporting:running", code)
    shown = {
        "collection": collection,
        "rows": rows,
        "form": form,
        "trail": trail(collection, _("Miễn, gia hạn")),
    }
    status = INVALID if posted else 200
    return render(request, "reporting/running/settle.html", shown, status=status)


def _likely(rows: list[Any]) -> str:
    return "doi-lai" if all(row.state != ObligationState.OWED for row in rows) else "gia-han"


def _settled(request: SignedInRequest, collection: Collection, units: list[Unit], form: SettleForm) -> str:
    reason, doing = form.cleaned_data["reason"], form.cleaned_data["viec"]
    asked: dict[str, Any] = {
        "actor": request.user,
        "collection": collection,
        "units": units,
        "reason": reason,
    }
    count = {"count": format_count(len(units))}
    if doing == "mien":
        services.exempt_units(**asked)
        return ngettext("Đã miễn %(count)s đơn vị.", "Đã miễn %(count)s đơn vị.", len(units)) % count
    if doing == "gia-han":
        services.agree_late(**asked, until=form.until)
        return (
            ngettext("Đã gia hạn cho %(count)s đơn vị.", "Đã gia hạn cho %(count)s đơn vị.", len(units))
            % count
        )
    services.ask_again(**asked)
    sentence = ngettext(
        "%(count)s đơn vị lại phải báo cáo theo hạn chung.",
        "%(count)s đơn vị lại phải báo cáo theo hạn chung.",
        len(units),
    )
    return sentence % count


@acts(ACT, post=ACT)
def add_units(request: SignedInRequest, code: str) -> HttpResponse:
    """/bao-cao/<đợt>/dieu-hanh/them/: units that were forgotten, found by search or pasted by code."""
    collection = queries.get_running(request.user, code)
    day = collection.tree_day
    if request.method != "POST":
        return _add_page(request, collection, AddUnitsForm(), request.GET.get("q", ""))
    form = AddUnitsForm(request.POST)
    text = request.POST.get("q", "")
    if form.is_valid() and request.POST.get("viec") != "tim":
        codes = [*request.POST.getlist("chon"), *form.cleaned_data["codes"]]
        found = choosing.units_of(collection.owner, day, choosing.Scope("hand", codes=codes))
        if found.unknown:
            sentence = _("Không có đơn vị bên dưới mang mã: %(codes)s. Sửa hoặc bỏ các mã này.")
            form.add_error("codes", sentence % {"codes": ", ".join(found.unknown[:20])})
        else:
            try:
                made = services.add_units(
                    actor=request.user, collection=collection, units=found.units.plain()
                )
            except Refused as refused:
                show_refusal(form, refused)
            else:
                sentence = ngettext(
                    "Đã thêm %(count)s đơn vị phải báo cáo.",
                    "Đã thêm %(count)s đơn vị phải báo cáo.",
                    len(made),
                )
                messages.success(request, sentence % {"count": format_count(len(made))})
                return redirect("reporting:running", code)
    searching = request.POST.get("viec") == "tim" and not form.errors
    return _add_page(request, collection, form, text, 200 if searching else INVALID)


def _add_page(
    request: SignedInRequest, collection: Collection, form: AddUnitsForm, text: str, status: int = 200
) -> HttpResponse:
    text = text[:LONGEST_SEARCH]
    hits = openings.search_below(
        collection.owner, collection.tree_day, text, FOUND_AT_ONCE + 1, not_in=collection
    )
    shown = {
        "collection": collection,
        "form": form,
        "q": text,
        "hits": hits[:FOUND_AT_ONCE],
        "is_cut": len(hits) > FOUND_AT_ONCE,
        "limit": FOUND_AT_ONCE,
        "marked": request.POST.getlist("chon"),
        "trail": trail(collection, _("Thêm đơn vị")),
    }
    return render(request, "reporting/running/add.html", shown, status=status)


def trail(collection: Collection, *more: str) -> list[tuple[str, str]]:
    here = reverse("reporting:running", args=[collection.code]) if more else ""
    return [
        (_("Báo cáo"), reverse("reporting:collections")),
        (collection.title, reverse("reporting:totals", args=[collection.code])),
        (_("Điều hành"), here),
        *((one, "") for one in more),
    ]
