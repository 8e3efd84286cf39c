"""One's own pledges: the list of years, one of them, on paper, and who has read them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.commitments.choices import CommitmentState, Half
from lantoa.commitments.permissions import belongs_to_committee, has_left
from lantoa.commitments.printouts import pledge_document
from lantoa.commitments.queries import own, reading
from lantoa.commitments.queries.seasons import calendar
from lantoa.core import clock
from lantoa.organisation.access import SignedInRequest, acts, holds_somewhere
from lantoa.printing.docx_rendering import to_docx
from lantoa.ui.lists import file_answer, page_of

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def tabs(user: User, here: str) -> list[tuple[str, str, bool]]:
    """(label, address, current) of the pages of this room that mean something to this person."""
    pages = (
        ("mine", _("Của tôi"), "commitment.keep"),
        ("seen", _("Ai đã xem"), "commitment.keep"),
        ("others", _("Tôi được xem"), "commitment.read"),
        ("public", _("Công khai"), "commitment.read_public"),
        ("counts", _("Số liệu"), "commitment.count"),
        ("readers", _("Người được cử xem"), "commitment.name_reader"),
    )
    return [
        (label, reverse(f"commitments:{name}"), name == here)
        for name, label, act in pages
        if holds_somewhere(user, act)
    ]


def trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Cam kết"), reverse("commitments:mine") if more else ""), *more]


@acts("commitment.keep")
def mine(request: SignedInRequest) -> HttpResponse:
    """/cam-ket/: one's pledges by year, and the year that can be begun."""
    user = request.user
    shown = {
        "pledges": [(one, one.badge) for one in own.pledges_of(user).order_by("-year")],
        "years": own.years_to_begin(user),
        "unit": own.own_unit(user),
        "may_begin_unit": holds_somewhere(user, "commitment.start_unit"),
        "tabs": tabs(user, "mine"),
    }
    return render(request, "commitments/mine.html", shown)


@acts("commitment.keep")
def seen(request: SignedInRequest) -> HttpResponse:
    """/cam-ket/ai-da-xem/: every time that somebody else opened one's pledge."""
    shown = {"page": page_of(reading.reads_of(request.user), request), "tabs": tabs(request.user, "seen")}
    return render(request, "commitments/seen.html", shown)


@acts("commitment.keep")
def year(request: SignedInRequest, year: int) -> HttpResponse:
    """/cam-ket/<năm>/: one's own pledge."""
    user, found = request.user, own.get_own(request.user, year)
    items = own.items_of(found)
    remarks = list(own.remarks_of(found))
    told, remarked = own.told_halves(found), {one.half for one in remarks}
    shown = {
        "commitment": found,
        "badge": found.badge,
        "items": items,
        "shown_count": sum(one.public_since is not None for one in items),
        "remarks": remarks,
        "halves": [(half, half.slug, half in told, half in remarked) for half in Half],
        "due_half": calendar().due_half(year, clock.today()),
        "reads": reading.reads_of(user).filter(commitment=found).count(),
        "may_withdraw": found.is_signed and not told and not remarked,
        "may_show": found.is_signed and belongs_to_committee(user),
        "has_left": has_left(user, found),
        "steps": _steps(found.state, bool(told), bool(remarked)),
        "trail": trail((str(year), "")),
    }
    return render(request, "commitments/year.html", shown)


def _steps(state: str, told: bool, remarked: bool) -> list[tuple[str, str]]:
    done = [state == CommitmentState.SIGNED, told, remarked]
    names = [_("Viết và ký"), _("Tự nhận xét"), _("Cấp trên nhận xét")]
    at = next((place for place, one in enumerate(done) if not one), len(done))
    return [
        (name, "done" if place < at else "now" if place == at else "later")
        for place, name in enumerate(names)
    ]


def _on_paper(request: SignedInRequest, year: int) -> tuple[Any, list[Any]]:
    found = own.get_own(request.user, year)
    return found, own.items_of(found)


@acts("commitment.keep")
def printed(request: SignedInRequest, year: int) -> HttpResponse:
    found, items = _on_paper(request, year)
    shown = {"commitment": found, "items": items, "back": reverse("commitments:year", args=[year])}
    return render(request, "commitments/print.html", shown)


@acts("commitment.keep")
def word(request: SignedInRequest, year: int) -> HttpResponse:
    found, items = _on_paper(request, year)
    paper = pledge_document(found, items, *own.paper_units(found))
    return file_answer(to_docx(paper), f"cam-ket-{year}.docx", WORD)
