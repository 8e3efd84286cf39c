import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.periods import from_code
from lantoa.organisation import access
from lantoa.organisation.access import acts, person
from lantoa.reporting.choices import ObligationState, SubmissionState
from lantoa.reporting.queries import collections as queries
from lantoa.reporting.queries.sheets import shape_of
from lantoa.reporting.views.sheets import blank_parts
from lantoa.ui.lists import page_of


@acts("collection.read")
def collection_list(request: HttpRequest) -> HttpResponse:
    """/bao-cao/: what one's units owe first, then the collections one gathers or follows."""
    user = person(request)
    period, state = request.GET.get("ky", ""), request.GET.get("trang-thai", "")
    enters = access.holds_somewhere(user, "submission.edit")
    collects = access.holds_somewhere(user, "collection.open")
    owed = page_of(queries.owed_by(user, period=period, state=state), request) if enters else None
    followed = None
    if collects or not enters:
        followed = page_of(queries.followed_by(user, period=period), request)
    for row in owed.object_list if owed else []:
        row.badge = SubmissionState(row.report_state).badge
        row.exempt = row.state == ObligationState.EXEMPT
    shown = {
        "owed": owed,
        "followed": followed,
        "periods": [from_code(code) for code in queries.periods_visible_to(user)],
        "period": period,
        "state": state,
        "states": _states(),
        "now": clock.now(),
        "collects": collects,
        "runs": _run_by(user, [row.owner_id for row in followed.object_list])
        if followed and collects
        else set(),
    }
    return render(request, "reporting/list.html", shown)


def _run_by(user: User, owners: list[uuid.UUID]) -> set[uuid.UUID]:
    scope = access.units_in_scope(user, "collection.open").filter(pk__in=owners)
    return set(scope.values_list("pk", flat=True))


def _states() -> list[tuple[str, str]]:
    return [
        ("", _("Mọi tình trạng")),
        ("chua-gui", _("Chưa gửi")),
        ("qua-han", _("Quá hạn")),
        ("cho-duyet", _("Chờ duyệt")),
        ("tra-lai", _("Trả lại")),
        ("da-duyet", _("Đã duyệt")),
    ]


@acts("sheet.read")
def blank(request: HttpRequest, code: str) -> HttpResponse:
    """/bao-cao/<đợt>/in-mau/: the empty sheet on paper."""
    collection = queries.get_collection(person(request), code)
    shape = shape_of(collection.sheet_version_id)
    sections = [
        (
            section,
            [line for line in shape.lines if line.section_id == section.pk],
            [one for one in shape.narratives if one.section_id == section.pk],
        )
        for section in shape.sections
    ]
    parts = blank_parts(sections, shape.scale)
    shown = {"collection": collection, "back": reverse("reporting:collections"), **parts}
    return render(request, "reporting/blank.html", shown)
