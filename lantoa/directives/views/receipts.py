"""Who has read and who has not; read and acknowledge; remind; signed sheets."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.attachments.answers import download
from lantoa.core import clock
from lantoa.core.errors import Conflict, Refused
from lantoa.core.vi_numbers import format_count
from lantoa.directives.choices import IssuingState
from lantoa.directives.forms.receipts import AcknowledgeForm, SheetForm
from lantoa.directives.models import Issuing
from lantoa.directives.permissions import receipts as permissions
from lantoa.directives.printouts.receipts import receipts_workbook
from lantoa.directives.queries import duties, issuings
from lantoa.directives.queries import receipts as queries
from lantoa.directives.services import receipts as services
from lantoa.directives.views.issuings import draft_page, step_trail, trail
from lantoa.organisation.access import SignedInRequest, acts, holds_somewhere, require
from lantoa.ui.forms import show_refusal
from lantoa.ui.lists import LONGEST_SEARCH, Counter, file_answer, narrowed_address, page_of
from lantoa.ui.steps import INVALID

STATES = {
    "chua": queries.WAITING,
    "qua-han": queries.LATE,
    "nhac-mot": queries.REMINDED,
    "nhac-hai": queries.REMINDED_AGAIN,
    "bao-len": queries.ESCALATED,
    "da-doc": queries.READ,
    "giu": queries.KEPT,
}
NAME = "trang-thai"


def _labels() -> dict[str, tuple[str, str, str]]:
    """State in the address → words, icon, tone."""
    return {
        "chua": (_("Chưa tiếp nhận"), "waiting", "waiting"),
        "qua-han": (_("Quá hạn"), "clock", "returned"),
        "nhac-mot": (_("Đã nhắc lần một"), "bell", "waiting"),
        "nhac-hai": (_("Đã nhắc lần hai"), "bell", "returned"),
        "bao-len": (_("Đã báo lên"), "warning", "returned"),
        "da-doc": (_("Đã tiếp nhận"), "done", "accepted"),
        "giu": (_("Giữ tiếp nhận cũ"), "done", "outline"),
    }


def _rung_words(what: str) -> str:
    return {
        queries.ASKED: _("Gửi xuống"),
        queries.REMINDED: _("Nhắc lần một"),
        queries.REMINDED_AGAIN: _("Nhắc lần hai"),
        queries.ESCALATED: _("Báo lên người đứng đầu và cấp ủy cấp trên"),
    }[what]


def _next_rung(counts: dict[str, int]) -> str:
    """What can be done next, or from when; "" where all have read it."""
    if counts["to_escalate"]:
        return _("%(count)s đơn vị quá hạn, đã nhắc hai lần: có thể báo lên.") % {
            "count": format_count(counts["to_escalate"])
        }
    if counts["to_remind_again"]:
        return _("%(count)s đơn vị đã nhắc một lần mà chưa tiếp nhận: có thể nhắc lần hai.") % {
            "count": format_count(counts["to_remind_again"])
        }
    if counts[queries.REMINDED]:
        return _("Nhắc lần hai được từ ngày hôm sau; báo lên được khi đã quá hạn và đã nhắc hai lần.")
    return ""


def _strip(request: HttpRequest, counts: dict[str, int], current: str) -> list[Counter]:
    strip = [Counter(_("Tất cả"), counts[""], narrowed_address(request, NAME, ""), not current)]
    for key, (label, icon, tone) in _labels().items():
        count = counts[STATES[key]]
        if count or current == STATES[key] or key in ("chua", "da-doc"):
            address = narrowed_address(request, NAME, key)
            strip.append(Counter(label, count, address, current == STATES[key], icon, tone))
    return strip


def _wanted(request: HttpRequest) -> queries.ReceiptFilter:
    get = request.GET
    sort = get.get("sort", "")
    return queries.ReceiptFilter(
        STATES.get(get.get(NAME, ""), ""),
        get.get("q", "")[:LONGEST_SEARCH].strip(),
        sort if sort.removeprefix("-") in queries.SORTS else "unit",
    )


def _said(wanted: queries.ReceiptFilter) -> list[str]:
    words = {STATES[key]: label for key, (label, _icon, _tone) in _labels().items()}
    said = [words.get(wanted.state, ""), f"«{wanted.text}»" if wanted.text else ""]
    return [one for one in said if one]


@acts("receipt.read")
def receipt_list(request: SignedInRequest) -> HttpResponse:
    """/tiep-nhan/: what one's units were asked to read, and the issuings that one may follow."""
    user = request.user
    state = STATES.get(request.GET.get(NAME, ""), "")
    reads = holds_somewhere(user, "receipt.acknowledge")
    shown: dict[str, Any] = {
        "reads": reads,
        "trail": trail(),
        "issuings": page_of(issuings.issuings_listed(user), request),
    }
    if reads:
        shown |= {
            "counters": _strip(request, queries.mine_counts(user), state),
            "rows": queries.mine(user, state)[:200],
            "state": state,
        }
    return render(request, "directives/receipts.html", shown)


@acts("issuing.read")
def issuing(request: SignedInRequest, code: str) -> HttpResponse:
    """/tiep-nhan/dot/<mã>/: a draft to look over; once issued, who has read it and who has not."""
    user, found = request.user, issuings.get_issuing(request.user, code)
    if found.state == IssuingState.DRAFT:
        return draft_page(request, found)
    wanted = _wanted(request)
    counts = queries.counts_of(found)
    issued = found.state == IssuingState.ISSUED
    may_chase = issued and permissions.can_chase(user, found.unit_id)
    shown = {
        "issuing": found,
        "badge": IssuingState(found.state).badge,
        "wanted": wanted,
        "page": page_of(queries.receipts_of(found, wanted), request),
        "counters": _strip(request, queries.counts_of(found, wanted), wanted.state),
        "counts": counts,
        "read": counts[queries.READ] + counts[queries.KEPT],
        "duties": duties.duties_shown(user, found),
        "ladder": [(_rung_words(one.what), one) for one in queries.ladder_of(found)],
        "next_rung": _next_rung(counts),
        "sheets": queries.sheets_of(found),
        "may_chase": may_chase and counts["to_remind"],
        "may_escalate": may_chase and counts["to_escalate"],
        "may_enter": issued and permissions.can_enter_sheet(user, found.unit_id) and counts[queries.WAITING],
        "may_remove": permissions.can_enter_sheet(user, found.unit_id),
        "trail": trail((found.code, "")),
        "query": request.GET.urlencode(),
    }
    return render(request, "directives/issuing.html", shown)


@acts("issuing.read")
def issuing_export(request: SignedInRequest, code: str) -> HttpResponse:
    """The list as it is seen, all pages, as a workbook."""
    found, wanted = _issued(request, code), _wanted(request)
    content = receipts_workbook(found, queries.receipts_of(found, wanted), _said(wanted))
    return file_answer(content, f"tiep-nhan-{code}-{clock.today():%Y-%m-%d}.xlsx")


@acts("issuing.read")
def issuing_print(request: SignedInRequest, code: str) -> HttpResponse:
    """Evidence on paper: who has read which version, when, by which post, on the screen or on a sheet; who has not."""
    found, wanted = _issued(request, code), _wanted(request)
    shown = {
        "issuing": found,
        "rows": queries.receipts_of(found, wanted),
        "counts": queries.counts_of(found),
        "said": _said(wanted),
        "now": clock.now(),
        "back": reverse("directives:issuing", args=[code]),
    }
    return render(request, "directives/issuing_print.html", shown)


@acts(post="receipt.chase", takes=())
def issuing_remind(request: SignedInRequest, code: str) -> HttpResponse:
    count = services.remind(actor=request.user, issuing=_issued(request, code))
    messages.success(request, _("Đã nhắc %(count)s đơn vị.") % {"count": format_count(count)})
    return redirect("directives:issuing", code)


@acts(post="receipt.chase", takes=())
def issuing_escalate(request: SignedInRequest, code: str) -> HttpResponse:
    count = services.escalate(actor=request.user, issuing=_issued(request, code))
    words = _("Đã báo lên người đứng đầu và cấp ủy cấp trên trực tiếp của %(count)s đơn vị.")
    messages.success(request, words % {"count": format_count(count)})
    return redirect("directives:issuing", code)


@acts("issuing.draft", post="issuing.draft")
def sheet_new(request: SignedInRequest, code: str) -> HttpResponse:
    """…/ban-ky/: a sheet signed on paper by units without an account, scanned."""
    found = _issued(request, code)
    require(permissions.can_enter_sheet(request.user, found.unit_id))
    initial = {"codes": ", ".join(queries.units_without_accounts(found)), "signed_on": clock.today()}
    form = SheetForm(request.POST or None, request.FILES or None, initial=initial)
    shown = {"form": form, "issuing": found, "trail": step_trail(found, _("Nhập bản ký nhận"))}
    if request.method != "POST":
        return render(request, "directives/sheet_form.html", shown)
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.enter_sheet(
                actor=request.user,
                issuing=found,
                accepted=data["file"],
                codes=data["codes"],
                post=data["post"],
                signed_on=data["signed_on"],
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            words = _("Đã ghi tiếp nhận của %(count)s đơn vị theo bản ký.")
            messages.success(request, words % {"count": format_count(len(data["codes"]))})
            return redirect("directives:issuing", code)
    return render(request, "directives/sheet_form.html", shown, status=INVALID)


@acts("issuing.read")
def sheet_file(request: SignedInRequest, code: str, sheet_id: uuid.UUID) -> HttpResponse:
    sheet = queries.get_sheet(_issued(request, code), sheet_id)
    return download(sheet.file, sheet.name)


@acts(post="issuing.draft", takes=())
def sheet_remove(request: SignedInRequest, code: str, sheet_id: uuid.UUID) -> HttpResponse:
    found = _issued(request, code)
    require(permissions.can_enter_sheet(request.user, found.unit_id))
    count = services.remove_sheet(actor=request.user, sheet=queries.get_sheet(found, sheet_id))
    words = _("Đã bỏ bản ký; %(count)s đơn vị lại chờ tiếp nhận.")
    messages.success(request, words % {"count": format_count(count)})
    return redirect("directives:issuing", code)


@acts("receipt.read", post="receipt.acknowledge")
def receipt(request: SignedInRequest, code: str, unit: str) -> HttpResponse:
    """/tiep-nhan/<văn bản>/<đơn vị>/: what the unit is asked to read, and its word that it has."""
    user, found = request.user, queries.get_receipt(request.user, code, unit)
    if request.method != "POST":
        return _receipt_page(request, found, AcknowledgeForm(initial=_initial(request, found)))
    require(permissions.can_acknowledge_for(user, found.unit_id))
    form = AcknowledgeForm(request.POST)
    if form.is_valid():
        try:
            services.acknowledge(
                actor=user,
                receipt=found,
                number=form.cleaned_data["version"],
                post=form.cleaned_data["post"],
            )
        except Conflict as conflict:
            found = queries.get_receipt(user, code, unit)
            again = AcknowledgeForm({"version": found.version.number, "post": form.cleaned_data["post"]})
            again.is_valid()
            again.add_error(None, conflict.sentence)
            return _receipt_page(request, found, again, conflict.status)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã xác nhận tiếp nhận văn bản."))
            return redirect("directives:receipt", code, unit)
    return _receipt_page(request, found, form, INVALID)


@acts(post="receipt.acknowledge", takes=())
def receipt_take_back(request: SignedInRequest, code: str, unit: str) -> HttpResponse:
    found = queries.get_receipt(request.user, code, unit)
    services.take_back(actor=request.user, receipt=found)
    messages.success(request, _("Đã rút xác nhận tiếp nhận."))
    return redirect("directives:receipt", code, unit)


def _initial(request: SignedInRequest, found: Any) -> dict[str, Any]:
    return {"version": found.version.number, "post": queries.post_of(request.user, found.unit_id)}


def _receipt_page(
    request: SignedInRequest, found: Any, form: AcknowledgeForm, status: int = 200
) -> HttpResponse:
    may = permissions.can_acknowledge_for(request.user, found.unit_id)
    parts = queries.parts_to_read(found.version, found.base)
    shown = {
        "receipt": found,
        "version": found.version,
        "directive": found.version.directive,
        "form": form,
        "asked": [one for one in parts if one.asked],
        "same": [one for one in parts if not one.asked],
        "dropped": queries.dropped_parts(found.version, found.base),
        "earlier": queries.earlier_of(found),
        "duties": duties.duties_of_unit(request.user, found.issuing, found.unit_id),
        "may_acknowledge": may and found.is_waiting,
        "may_take_back": may and queries.may_take_back(found),
        "trail": trail((found.version.directive.short_label, "")),
    }
    return render(request, "directives/receipt.html", shown, status=status)


def _issued(request: SignedInRequest, code: str) -> Issuing:
    found: Issuing = issuings.get_issuing(request.user, code)
    if found.state == IssuingState.DRAFT:
        raise Refused(_("Đợt này chưa phát động nên chưa có danh sách tiếp nhận."))
    return found
