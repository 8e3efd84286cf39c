"""The trees of two days side by side."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.organisation.access import acts, person
from lantoa.organisation.forms.decisions import ComparisonForm
from lantoa.organisation.printouts.decisions import comparison_workbook, difference_words
from lantoa.organisation.queries.comparison import Comparison, Difference
from lantoa.organisation.queries.comparison import comparison as compared
from lantoa.ui.lists import file_answer


def _asked(request: HttpRequest) -> ComparisonForm:
    """The days of the address; without any, today against a year ago."""
    today = clock.today()
    days = {"tu": f"{today - timedelta(days=365):%d/%m/%Y}", "den": f"{today:%d/%m/%Y}"}
    return ComparisonForm(days | {name: value for name, value in request.GET.items() if value})


def _shown(request: HttpRequest, form: ComparisonForm) -> tuple[Comparison, str]:
    first: date = form.cleaned_data["tu"]
    second: date = form.cleaned_data["den"]
    kind = form.cleaned_data["loai"]
    return compared(person(request), first, second), kind if kind in set(Difference) else ""


@acts("unit.read_name_code")
def comparison(request: HttpRequest) -> HttpResponse:
    """/to-chuc/so-sanh/?tu=…&den=…: what differs between two days, with the decision of each."""
    form = _asked(request)
    shown = {
        "form": form,
        "trail": [(_("Tổ chức"), reverse("organisation:tree")), (_("So sánh hai ngày"), "")],
    }
    if form.is_valid():
        found, kind = _shown(request, form)
        shown |= {
            "compared": found,
            "rows": [row for row in found.rows if not kind or kind in row.kinds],
            "kind": kind,
            "counters": [
                {"code": code, "label": words, "value": value, "current": code == kind}
                for code, words, value in _counted(found)
            ],
        }
    return render(request, "organisation/comparison.html", shown, status=422 if form.errors else 200)


@acts("unit.read_name_code")
def export(request: HttpRequest) -> HttpResponse:
    """/to-chuc/so-sanh/xuat/: the rows of the page as a workbook."""
    form = _asked(request)
    if not form.is_valid():
        raise Refused(" ".join(str(error) for errors in form.errors.values() for error in errors))
    found, kind = _shown(request, form)
    name = f"so-sanh-{found.first:%Y-%m-%d}-{found.second:%Y-%m-%d}.xlsx"
    return file_answer(comparison_workbook(found, kind), name)


def _counted(found: Comparison) -> list[tuple[str, str, int]]:
    words = difference_words()
    return [
        ("", _("Mọi thay đổi"), len(found.rows)),
        *((kind.value, words[kind], found.counts[kind]) for kind in Difference),
    ]
