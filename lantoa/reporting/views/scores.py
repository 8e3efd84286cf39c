"""The second scorer's side of a scored report: points beside the unit's own, each saved by itself."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.organisation.access import SignedInRequest, acts, require
from lantoa.reporting.forms.scores import SCORE_BOXES, read_scores
from lantoa.reporting.permissions import can_assess
from lantoa.reporting.queries.entry.cells import Cell
from lantoa.reporting.queries.entry.making import report_view
from lantoa.reporting.queries.entry.pages import ReportView, SectionView
from lantoa.reporting.queries.scores import UpperScore, get_scored_report
from lantoa.reporting.queries.submissions import Report
from lantoa.reporting.services.scores import RefusedScore, ScoresSaved, save_scores
from lantoa.ui.lists import is_fragment

NOTHING = UpperScore("", "", differs=False, difference=None)


@dataclass(frozen=True)
class ScoreRow:
    """One criterion on the page: the unit's cell, what stands in the two fields, and what the save said of them."""

    cell: Cell
    upper: UpperScore
    point: RefusedScore | None = None
    reason: RefusedScore | None = None

    @property
    def typed(self) -> str:
        return self.point.typed if self.point else self.upper.given

    @property
    def base(self) -> str:
        return self.point.base if self.point else self.upper.given

    @property
    def typed_reason(self) -> str:
        return self.reason.typed if self.reason else self.upper.reason

    @property
    def reason_base(self) -> str:
        return self.reason.base if self.reason else self.upper.reason

    @property
    def given_level(self) -> str:
        """The words of the level that was given."""
        return dict(self.cell.options).get(self.upper.given, "") if self.upper.differs else ""

    @property
    def is_level(self) -> bool:
        return not self.typed or self.typed in dict(self.cell.options)


@acts("submission.assess", post="submission.assess", takes=SCORE_BOXES)
def score(request: SignedInRequest, code: str, unit: str) -> HttpResponse:
    """/bao-cao/<đợt>/<đơn vị>/cap-tren-cham/: the whole form, or one field of it when asked by a fragment."""
    found = get_scored_report(request.user, code, unit)
    require(can_assess(request.user, found.submission), _("Báo cáo này không chờ anh/chị chấm điểm."))
    if request.method != "POST":
        return _page(request, found)
    saved = save_scores(actor=request.user, submission=found.submission, entries=read_scores(request.POST))
    status = 200 if saved.clean else 422
    if is_fragment(request):
        return _fragment(request, found, saved, status)
    if not saved.clean:
        return _page(request, found, saved, status)
    messages.success(request, _("Đã lưu điểm chấm."))
    return redirect("reporting:report", code, unit)


def _page(
    request: SignedInRequest, found: Report, saved: ScoresSaved | None = None, status: int = 200
) -> HttpResponse:
    view = report_view(found, judging=True)
    address = [found.collection.code, found.unit.code]
    shown = {
        "view": view,
        "report": found,
        "collection": found.collection,
        "address": address,
        "parts": [(part, _rows(part, saved)) for part in view.sections if part.criteria],
        "refused": saved is not None,
        "trail": [
            (_("Báo cáo"), reverse("reporting:collections")),
            (found.unit_name, reverse("reporting:report", args=address)),
            (_("Chấm điểm"), ""),
        ],
    }
    return render(request, "reporting/scores/score.html", shown, status=status)


def _rows(part: SectionView, saved: ScoresSaved | None) -> list[ScoreRow]:
    return [_row(cell, saved) for cell in part.criteria]


def _row(cell: Cell, saved: ScoresSaved | None) -> ScoreRow:
    place = cell.line.position
    if saved is None:
        return ScoreRow(cell, cell.upper or NOTHING)
    return ScoreRow(cell, cell.upper or NOTHING, saved.points.get(place), saved.reasons.get(place))


def _fragment(request: SignedInRequest, found: Report, saved: ScoresSaved, status: int) -> HttpResponse:
    """The field that was saved; beside it the difference of its criterion and what all points come to."""
    view: ReportView = report_view(found, judging=True)
    name = request.headers.get("HX-Trigger-Name", "")
    place = int(name[2:]) if name[:2] in ("u-", "r-") and name[2:].isdecimal() else -1
    cells = [cell for cell in view.cells if cell.line.scored and cell.line.position == place]
    shown = {
        "view": view,
        "address": [found.collection.code, found.unit.code],
        "rows": [_row(cell, saved) for cell in cells],
        "is_reason": name[:2] == "r-",
    }
    return render(request, "reporting/scores/parts/saved.html", shown, status=status)
