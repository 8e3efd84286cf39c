"""Asked again after an adoption: the list of who owes an answer, the answer, and visits between the two units."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.organisation.access import acts, person, require
from lantoa.practices import permissions
from lantoa.practices.choices import CheckFound
from lantoa.practices.forms.checks import CheckForm, VisitForm
from lantoa.practices.models import AdoptionCheck
from lantoa.practices.printouts.checks import checks_workbook
from lantoa.practices.queries import adoptions, checks, practices
from lantoa.practices.services import checks as services
from lantoa.practices.views.adoptions import small_form
from lantoa.ui.forms import show_refusal
from lantoa.ui.lists import LONGEST_SEARCH, Counter, file_answer, narrowed_address, page_of

STATE_WORDS = {
    "overdue": gettext_lazy("Quá hạn"),
    "soon": gettext_lazy("Đến hạn trong 30 ngày"),
    "later": gettext_lazy("Chưa đến hạn"),
    **dict(CheckFound.choices),
    "off": gettext_lazy("Đã thôi trước hạn"),
}
STATE_LOOKS = {"overdue": ("alert", "late"), "soon": ("waiting", "waiting")}


def _wanted(request: HttpRequest) -> checks.CheckFilter:
    """The filter in the address; what it cannot mean is left out."""
    get = request.GET
    state, months = get.get("trang-thai", ""), get.get("thang", "")
    return checks.CheckFilter(
        text=get.get("q", "")[:LONGEST_SEARCH].strip(),
        state=state if state in checks.STATES else "",
        unit=get.get("don-vi", ""),
        practice=get.get("mo-hinh", ""),
        months=int(months) if months.isascii() and months.isdigit() and len(months) < 4 else None,
        sort=get.get("sort") or "due",
    )


def _counters(request: HttpRequest, counts: dict[str, int], current: str) -> list[Counter]:
    strip = [Counter(_("Tất cả"), counts[""], narrowed_address(request, "trang-thai", ""), not current)]
    for state, words in STATE_WORDS.items():
        if counts[state] or state == current:
            icon, tone = STATE_LOOKS.get(state, ("", ""))
            address = narrowed_address(request, "trang-thai", state)
            strip.append(Counter(str(words), counts[state], address, state == current, icon, tone))
    return strip


def with_standing(rows: list[AdoptionCheck]) -> list[AdoptionCheck]:
    """Rows with `standing` (one of the states) and `days_late` as of today."""
    today = clock.today()
    for row in rows:
        row.standing = checks.state_of(row.found, row.due_on, row.adoption.state, today)  # type: ignore[attr-defined]
        row.days_late = max((today - row.due_on).days, 0)  # type: ignore[attr-defined]
    return rows


@acts("practice.read")
def checks_view(request: HttpRequest) -> HttpResponse:
    """Who is asked again about what, and who still owes the answer."""
    user, wanted = person(request), _wanted(request)
    page = page_of(checks.listed(user, wanted), request)
    page.object_list = with_standing(list(page.object_list))
    context = {
        "wanted": wanted,
        "page": page,
        "counters": _counters(request, checks.counts_by_state(user, wanted), wanted.state),
        "is_narrowed": any((wanted.text, wanted.state, wanted.unit, wanted.practice, wanted.months)),
        "export_url": f"{reverse('practices:checks_export')}?{request.GET.urlencode()}",
        "trail": [(_("Mô hình"), reverse("practices:list")), (_("Hỏi lại sau áp dụng"), "")],
    }
    return render(request, "practices/checks.html", context)


@acts("practice.read")
def checks_export_view(request: HttpRequest) -> HttpResponse:
    user, wanted = person(request), _wanted(request)
    rows = with_standing(list(checks.listed(user, wanted)))
    said = [f"«{wanted.text}»"] if wanted.text else []
    said += [str(STATE_WORDS[wanted.state])] if wanted.state else []
    content = checks_workbook(rows, said, STATE_WORDS)
    return file_answer(content, f"hoi-lai-{clock.today():%Y-%m-%d}.xlsx")


@acts("adoption.answer", post="adoption.answer")
def check_view(request: HttpRequest, code: str, unit: str, months: int) -> HttpResponse:
    """The unit answers one question: still so, changed, ended."""
    user = person(request)
    adoption = adoptions.get_adoption(user, code, unit)
    require(permissions.can_answer_order(user, adoption.holder_unit_id))
    check = checks.get_check(adoption, months)
    form = CheckForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.answer_check(
                actor=user,
                check=check,
                found=CheckFound(data["found"]),
                note=data["note"],
                value=data["value"],
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã lưu trả lời về %(code)s.") % {"code": code})
            return redirect("practices:adoption", code, unit)
    title = _("Sau %(months)s tháng áp dụng") % {"months": months}
    return small_form(request, form, adoption, title, _("Lưu trả lời"), shows_result=True)


@acts("adoption.answer", post="adoption.answer")
def visit_view(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """The unit notes a visit to, or from, the unit where the practice began."""
    user = person(request)
    adoption = adoptions.get_adoption(user, code, unit)
    require(permissions.can_answer_order(user, adoption.holder_unit_id))
    hosts = {one.code: one for one in practices.named_units((adoption.practice.unit_id, adoption.unit_id))}
    offered = [(one.code, str(getattr(one, "short_name", one.code))) for one in hosts.values()]
    form = VisitForm(request.POST if request.method == "POST" else None, hosts=offered)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.note_visit(
                actor=user,
                adoption=adoption,
                held_on=data["held_on"],
                host=hosts[data["host"]],
                visitors=data["visitors"],
                outcome=data["outcome"],
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã ghi buổi trao đổi."))
            return redirect("practices:adoption", code, unit)
    return small_form(request, form, adoption, _("Ghi buổi trao đổi kinh nghiệm"), _("Ghi buổi trao đổi"))
