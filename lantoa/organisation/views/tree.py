from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.organisation.access import acts, person
from lantoa.organisation.forms.tree import TreeForm
from lantoa.organisation.printouts.tree import tree_workbook
from lantoa.organisation.queries.tree import tree_on
from lantoa.ui.lists import file_answer


@acts("unit.read_name_code")
def tree(request: HttpRequest) -> HttpResponse:
    """/to-chuc/: the tree of a day, narrowed by the address."""
    form = TreeForm(request.GET)
    wanted = form.filter()
    shown = {
        "form": form,
        "wanted": wanted,
        "tree": tree_on(person(request), wanted),
        "today": clock.today(),
        "narrowed": bool(wanted.text or wanted.sector or wanted.kind or wanted.group),
    }
    return render(request, "organisation/tree.html", shown, status=422 if form.errors else 200)


@acts("unit.read_name_code")
def export(request: HttpRequest) -> HttpResponse:
    """/to-chuc/xuat/: the rows of the page as a workbook."""
    form = TreeForm(request.GET)
    wanted = form.filter()
    if form.errors:
        raise Refused(" ".join(str(error) for errors in form.errors.values() for error in errors))
    shown = tree_on(person(request), wanted)
    return file_answer(tree_workbook(shown), f"to-chuc-{shown.day:%Y-%m-%d}.xlsx")
