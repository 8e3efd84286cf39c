"""What the pages of a reorganisation share: the act, the head of the page, the way there, the version that was looked at."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.organisation.access import SignedInRequest, second_person_needed
from lantoa.organisation.choices import ReorganisationState
from lantoa.organisation.forms.reorganisations.drafts import RowVersionForm
from lantoa.organisation.models import Reorganisation
from lantoa.organisation.permissions import may_approve
from lantoa.organisation.queries.reorganisations import lists

ACT = "reorganisation.prepare"


def common(request: SignedInRequest, made: Reorganisation) -> dict[str, Any]:
    """What every page of a reorganisation shows at its head."""
    names = lists.names_of_users(
        [made.drafted_by_id, made.approved_by_id, made.applied_by_id, made.undone_by_id, *made.editors]
    )
    two = second_person_needed("unit.reorganise")
    return {
        "made": made,
        "people": {
            "drafted": names.get(made.drafted_by_id, ""),
            "approved": names.get(made.approved_by_id) if made.approved_by_id else "",
            "applied": names.get(made.applied_by_id) if made.applied_by_id else "",
            "undone": names.get(made.undone_by_id) if made.undone_by_id else "",
        },
        "second_person": two,
        "may_approve": may_approve(request.user, made),
        "path": _path(made, two),
        "trail": trail((made.code, "")),
    }


def _path(made: Reorganisation, two: bool) -> list[tuple[str, str]]:
    order = [ReorganisationState.DRAFT, ReorganisationState.CHECKED]
    if two or made.approved_at:
        order.append(ReorganisationState.APPROVED)
    order.append(ReorganisationState.APPLIED)
    labels = {
        ReorganisationState.DRAFT: _("Soạn các bước"),
        ReorganisationState.CHECKED: pgettext("a plan", "Kiểm tra"),
        ReorganisationState.APPROVED: _("Phê duyệt"),
        ReorganisationState.APPLIED: pgettext("tree", "Áp dụng"),
    }
    state = ReorganisationState(made.state)
    at = {
        ReorganisationState.DRAFT: 0,
        ReorganisationState.CHECKED: 2,
        ReorganisationState.APPROVED: len(order) - 1,
        ReorganisationState.APPLYING: len(order) - 1,
    }.get(state, len(order))
    return [
        (labels[one], "done" if place < at else "now" if place == at else "later")
        for place, one in enumerate(order)
    ]


def trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        (_("Tổ chức"), reverse("organisation:tree")),
        (_("Sắp xếp đơn vị"), reverse("organisation:reorganisations")),
        *more,
    ]


def saved(request: SignedInRequest, row_version: int) -> HttpResponse:
    """The mark that a change was saved as one went on, with the version for the next one."""
    shown = {"at": clock.now(), "row_version": row_version}
    answer = render(request, "organisation/reorganisations/parts/saved.html", shown)
    answer["HX-Trigger"] = "lantoa:saved"
    return answer


def row_version_of(request: SignedInRequest) -> int:
    """Which version the person looked at; a button without it saw nothing."""
    form = RowVersionForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Trang này đã cũ. Mở lại phương án rồi làm tiếp."))
    version: int = form.cleaned_data["row_version"]
    return version
