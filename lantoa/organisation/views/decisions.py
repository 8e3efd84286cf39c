"""The register of decisions on the tree, one decision, its paper, and its undoing."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.attachments.queries import content_of
from lantoa.core import clock
from lantoa.core.errors import Forbidden, NotFound, Refused
from lantoa.organisation.access import acts, person
from lantoa.organisation.choices import EventKind
from lantoa.organisation.forms.decisions import UndoForm
from lantoa.organisation.permissions import can_undo, may_prepare
from lantoa.organisation.printouts.decisions import decisions_workbook
from lantoa.organisation.queries import decisions as register
from lantoa.organisation.queries.decisions import DecisionFilter
from lantoa.organisation.services.undoing import undo_events
from lantoa.ui.lists import LONGEST_SEARCH, file_answer, is_fragment, page_of


def wanted_by(request: HttpRequest) -> DecisionFilter:
    """The filter in the address; what it cannot mean is left out rather than refused."""
    get = request.GET
    kind, state, year = get.get("loai", ""), get.get("muc", ""), get.get("nam", "")
    sort = get.get("sort", "")
    return DecisionFilter(
        text=get.get("q", "")[:LONGEST_SEARCH].strip(),
        kind=kind if kind in EventKind.values else "",
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        unit=get.get("don-vi", "")[:LONGEST_SEARCH].strip(),
        issuer=get.get("co-quan", "")[:LONGEST_SEARCH],
        state=state if state in register.STATES else "",
        sort=sort if sort.removeprefix("-") in register.SORTS else DecisionFilter.sort,
    )


@acts("unit.read_name_code")
def decisions(request: HttpRequest) -> HttpResponse:
    """/to-chuc/quyet-dinh/: every decision on the tree one may read, narrowed by the address."""
    user, wanted = person(request), wanted_by(request)
    page = page_of(register.decisions(user, wanted).select_related("reorganisation"), request)
    page.object_list = register.with_units(user, page.object_list)
    counted = register.counts(user, wanted)
    shown = {
        "wanted": wanted,
        "page": page,
        "counters": [
            {"code": code, "label": label, "value": counted[code], "current": code == wanted.state}
            for code, label in _counters().items()
        ],
        "narrowed": wanted != DecisionFilter(sort=wanted.sort),
        "today": clock.today(),
    }
    if is_fragment(request):
        return render(request, "organisation/parts/decisions.html", shown)
    years, issuers = register.years_and_issuers(user)
    shown |= {"years": years, "issuers": issuers, "kinds": EventKind.choices}
    return render(request, "organisation/decisions.html", shown)


@acts("unit.read_name_code")
def export(request: HttpRequest) -> HttpResponse:
    """/to-chuc/quyet-dinh/xuat/: the register as narrowed, as a workbook."""
    rows = register.with_units(person(request), register.decisions(person(request), wanted_by(request)))
    today = clock.today()
    return file_answer(decisions_workbook(rows, today), f"quyet-dinh-to-chuc-{today:%Y-%m-%d}.xlsx")


@acts("unit.read_name_code")
def decision(request: HttpRequest, code: str) -> HttpResponse:
    """/to-chuc/quyet-dinh/<code>/: a decision, what held before it and after."""
    user = person(request)
    event = register.get_decision(user, code)
    whole = event.reorganisation
    shown = {
        "told": register.told(user, event),
        "event": event,
        "may_undo": whole is None and can_undo(user, event),
        "may_open_whole": whole is not None and may_prepare(user, whole),
    }
    return render(
        request, "organisation/decision.html", shown | {"trail": _trail(code), "today": clock.today()}
    )


@acts("unit.read_name_code")
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """/to-chuc/quyet-dinh/<code>/tep/: the scanned decision, with the rights of its page."""
    event = register.get_decision(person(request), code)
    if event.paper is None:
        raise NotFound()
    return file_answer(content_of(event.paper), event.paper_name, event.paper.media_type)


@acts("unit.reorganise", post="unit.reorganise")
def undo(request: HttpRequest, code: str) -> HttpResponse:
    """/to-chuc/quyet-dinh/<code>/huy-bo/: take a decision back, with a reason."""
    user = person(request)
    event = register.get_decision(user, code)
    if not can_undo(user, event):
        raise Forbidden(
            _("Quyết định này đã được hủy bỏ.")
            if event.undone_at
            else _("Anh/chị không được hủy bỏ quyết định này. Việc này thuộc cấp ủy cấp trên.")
        )
    if event.reorganisation is not None:
        raise Refused(
            _(
                "Quyết định này là một bước của phương án %(code)s. Hoàn tác cả phương án ở trang của phương án đó."
            )
            % {"code": event.reorganisation.code}
        )
    form = UndoForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            undo_events(actor=user, events=[event], reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(
                request,
                _("Đã hủy bỏ quyết định %(number)s. Cây tổ chức trở lại như trước.")
                % {"number": event.decision_number},
            )
            return redirect("organisation:decision", code=code)
    shown = {
        "form": form,
        "event": event,
        "told": register.told(user, event),
        "trail": _trail(code, _("Hủy bỏ")),
    }
    return render(request, "organisation/undo.html", shown, status=422 if form.errors else 200)


def _counters() -> Mapping[str, str]:
    return {
        "": _("Tất cả"),
        register.STANDING: _("Đang có hiệu lực"),
        register.COMING: _("Sắp có hiệu lực"),
        register.LATE: _("Nhập muộn"),
        register.UNDONE: _("Đã hủy bỏ"),
    }


def _trail(code: str, last: str = "") -> list[tuple[str, str]]:
    trail = [
        (_("Tổ chức"), reverse("organisation:tree")),
        (_("Quyết định"), reverse("organisation:decisions")),
        (code, reverse("organisation:decision", args=[code])),
    ]
    return [*trail, (last, "")] if last else trail
