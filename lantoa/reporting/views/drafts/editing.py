"""The whole of a draft on one page: its heading, its rows in words, and what must be mended before it can be published."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.organisation.access import SignedInRequest, acts
from lantoa.reporting import scoring
from lantoa.reporting.choices import LineKind, PeriodLength, SkipRule
from lantoa.reporting.divided_designs import undividable
from lantoa.reporting.forms.drafts import HeadingForm
from lantoa.reporting.models import SheetDraft
from lantoa.reporting.queries.designs import comparison, registry, shapes
from lantoa.reporting.services.drafts import headings
from lantoa.reporting.views.sheets import trail

ACT = "sheet.edit"


@acts(ACT, post=ACT)
def draft(request: SignedInRequest, code: str) -> HttpResponse:
    """/bao-cao/bieu-mau/BCQ/soan/: the whole draft with its faults; the heading is saved here."""
    found = registry.get_draft(request.user, code)
    form = HeadingForm(request.POST or None, initial={"name": found.name, "period_kind": found.period_kind})
    if request.method == "POST" and form.is_valid():
        headings.edit_heading(
            actor=request.user,
            draft=found,
            name=form.cleaned_data["name"],
            period_kind=PeriodLength(form.cleaned_data["period_kind"]),
        )
        messages.success(request, _("Đã lưu tên và kỳ của biểu."))
        return redirect("reporting:draft", code=code)
    return _editor(request, found, form, 422 if request.method == "POST" else 200)


def _editor(request: SignedInRequest, found: SheetDraft, form: HeadingForm, status: int) -> HttpResponse:
    shape = shapes.shape_of_draft(found)
    parts = [
        (
            part.section,
            shape.said.get(part.section.pk, []),
            [
                (line, shape.said.get(line.pk, []), _line_marks(line), not undividable(line))
                for line in part.lines
            ],
            [(one, shape.said.get(one.pk, [])) for one in part.questions],
        )
        for part in shape.parts
    ]
    relations = [
        (one, comparison.relation_words(one), comparison.hardness(one), shape.said.get(one.pk, []))
        for one in shape.relations
    ]
    shown = {
        "draft": found,
        "form": form,
        "shape": shape,
        "parts": parts,
        "relations": relations,
        "scale": shape.spec.scale,
        "criteria": shape.spec.criteria,
        "places": [(fault.sentence, _anchor(shape, fault.kind, fault.place)) for fault in shape.faults],
        "trail": trail((found.code, reverse("reporting:sheet", args=[found.code])), (_("Soạn"), "")),
    }
    return render(request, "reporting/sheets/draft.html", shown, status=status)


def _line_marks(line: Any) -> str:
    """Kind and the two axes in one line of words."""
    words = [line.get_kind_display(), line.get_tree_rule_display(), line.get_time_rule_display()]
    if line.numerator or line.denominator:
        words[0] += f" {line.numerator or '…'} / {line.denominator or '…'}"
    if line.source:
        words.append(_("lấy từ sổ"))
    if line.kind == LineKind.SCORE:
        words = [*_score_marks(line)]
    if not line.required:
        words.append(_("không bắt buộc"))
    if line.part_of:
        return _("một phần của %(total)s") % {"total": line.part_of}
    if line.dimension:
        words.append(_("chia theo: %(name)s") % {"name": line.dimension_name})
        words.append(line.get_division_display())
    return " · ".join(str(word) for word in words)


def _score_marks(line: Any) -> list[str]:
    """How a criterion is scored, in words."""
    if line.most is None:
        return [_("chưa có điểm tối đa")]
    words = [_("tối đa %(most)s điểm") % {"most": scoring.shown(line.most)}]
    if line.bonus:
        words = [_("điểm thưởng, %(most)s") % {"most": words[0]}]
    if line.options:
        words.append(_("%(count)d mức") % {"count": len(line.options)})
    if line.skip_rule:
        words.append(_("không áp dụng: %(rule)s") % {"rule": str(SkipRule(line.skip_rule).label).lower()})
    return words


def _anchor(shape: shapes.DraftShape, kind: str, place: int) -> str:
    rows: Mapping[str, list[Any]] = {
        "section": [part.section for part in shape.parts],
        "line": shape.lines,
        "question": [one for part in shape.parts for one in part.questions],
        "relation": shape.relations,
    }
    return f"r-{rows[kind][place].pk}" if kind in rows else "scale" if kind == "scale" else ""
