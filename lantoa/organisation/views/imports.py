"""A tree from a file: upload, what it would change, apply or put aside; and the standing tree in the same shape."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.organisation.access import SignedInRequest, acts
from lantoa.organisation.choices import ImportState
from lantoa.organisation.forms.imports import ImportForm
from lantoa.organisation.printouts.tree import import_workbook, tree_csv, tree_file
from lantoa.organisation.queries import imports as queries
from lantoa.organisation.queries.standing_trees import kind_names, standing_branch
from lantoa.organisation.queries.tree_differences import WHAT_WORDS
from lantoa.organisation.queries.units import get_unit
from lantoa.organisation.services import imports as services
from lantoa.ui.forms import show_refusal
from lantoa.ui.lists import file_answer, page_of
from lantoa.ui.steps import INVALID

CSV = "text/csv; charset=utf-8"


@acts("unit.import")
def import_list(request: SignedInRequest) -> HttpResponse:
    """/to-chuc/nhap-cay/: every file that was brought, by state."""
    state = request.GET.get("state", "")
    counts = queries.counts_by_state(request.user)
    shown = {
        "page": page_of(queries.imports_visible_to(request.user, state), request),
        "counts": counts,
        "total": sum(count for _state, _label, count in counts),
        "state": state if state in ImportState.values else "",
    }
    return render(request, "organisation/imports/list.html", shown)


@acts("unit.import", post="unit.import")
def import_new(request: SignedInRequest) -> HttpResponse:
    """/to-chuc/nhap-cay/moi/: bring a file; it is judged at once and changes nothing yet."""
    units = queries.units_that_take_files(request.user)
    if request.method == "POST":
        form = ImportForm(request.POST, request.FILES, units=units)
        if form.is_valid():
            try:
                made = services.take_tree_file(
                    actor=request.user,
                    unit=get_unit(request.user, form.cleaned_data["unit"], "unit.import"),
                    decision=form.decision(),
                    accepted=form.cleaned_data["file"],
                    ends_missing=form.cleaned_data["ends_missing"],
                )
            except Refused as refused:
                show_refusal(form, refused)
            else:
                return redirect("organisation:import", made.code)
    else:
        asked = request.GET.get("don-vi", "")
        form = ImportForm(units=units, initial=ImportForm.today(clock.today(), asked))
    shown = {"form": form, "trail": _trail(_("Nhập tệp"))}
    return render(request, "organisation/imports/new.html", shown, status=INVALID if form.errors else 200)


@acts("unit.import")
def import_detail(request: SignedInRequest, code: str) -> HttpResponse:
    """/to-chuc/nhap-cay/<mã>/: what is wrong, or what would change, or what was changed."""
    what = request.GET.get("change", "")
    page = queries.import_page(queries.get_import(request.user, code), what)
    shown = {
        "page": page,
        "import": page.tree_import,
        "what": what if what in WHAT_WORDS else "",
        "words": WHAT_WORDS,
        "trail": _trail(code),
    }
    return render(request, "organisation/imports/detail.html", shown)


@acts("unit.import")
def import_export(request: SignedInRequest, code: str) -> HttpResponse:
    """/to-chuc/nhap-cay/<mã>/xuat/: every fault, hint and change as a workbook."""
    found = queries.get_import(request.user, code)
    return file_answer(import_workbook(found), f"{found.code}.xlsx")


@acts(post="unit.import", takes=())
def import_apply(request: SignedInRequest, code: str) -> HttpResponse:
    found = queries.get_import(request.user, code)
    applied = services.apply_tree_import(actor=request.user, tree_import=found)
    messages.success(
        request,
        _("Đã áp dụng %(count)s thay đổi vào cây tổ chức.") % {"count": len(applied.changes)},
    )
    return redirect("organisation:import", code)


@acts(post="unit.import", takes=())
def import_discard(request: SignedInRequest, code: str) -> HttpResponse:
    services.discard_tree_import(actor=request.user, tree_import=queries.get_import(request.user, code))
    messages.info(request, _("Đã bỏ tệp này. Cây tổ chức không thay đổi."))
    return redirect("organisation:imports")


@acts("unit.import")
def tree_as_file(request: SignedInRequest) -> HttpResponse:
    """/to-chuc/nhap-cay/tep-mau/?don-vi=…: the branch below a unit, in the shape that an import takes back."""
    asked = request.GET.get("don-vi") or queries.units_that_take_files(request.user)[0][0]
    unit = get_unit(request.user, asked, "unit.import")
    today = clock.today()
    branch = standing_branch(unit, today)
    name = f"cay-{unit.code}-{today:%Y-%m-%d}"
    if request.GET.get("dang") == "csv":
        return file_answer(tree_csv(branch, kind_names()), f"{name}.csv", CSV)
    title = _("Đơn vị bên dưới %(unit)s") % {"unit": unit.short_name}  # type: ignore[attr-defined]
    return file_answer(tree_file(branch, kind_names(), title, today), f"{name}.xlsx")


def _trail(last: str) -> list[tuple[str, str]]:
    return [
        (_("Tổ chức"), reverse("organisation:tree")),
        (_("Nhập cây từ tệp"), reverse("organisation:imports")),
        (last, ""),
    ]
