"""Choose units for a programme by what is known of them: narrowed, in pages, with what was marked kept, and taken in together."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.core.vi_numbers import format_count
from lantoa.organisation.access import SignedInRequest, acts, require
from lantoa.oversight import permissions
from lantoa.oversight.choices import InspectionKind, ProgrammeState
from lantoa.oversight.forms.programmes import ItemsForm
from lantoa.oversight.queries import choosing as queries
from lantoa.oversight.queries import hints
from lantoa.oversight.queries.choosing import ChoiceFilter
from lantoa.oversight.queries.programmes import get_programme
from lantoa.oversight.queries.rules import themes
from lantoa.oversight.services import programmes as services
from lantoa.oversight.services.programmes import MOST_CHOSEN
from lantoa.oversight.views.programmes import programme_trail
from lantoa.oversight.views.steps import form_page
from lantoa.ui.lists import LONGEST_SEARCH, PER_PAGE

HINTS = {
    "never": "chua-tung",
    "late": "bao-cao-tre",
    "repeated": "lap-lai",
    "remedies": "khac-phuc-tre",
    "tasks": "nhiem-vu-tre",
}
MARKED = "danh-dau"


def _hint_words() -> dict[str, str]:
    return {
        "never": _("Chưa từng kiểm tra"),
        "late": _("Báo cáo trễ"),
        "repeated": _("Hạn chế lặp lại"),
        "remedies": _("Khắc phục quá hạn"),
        "tasks": _("Nhiệm vụ quá hạn"),
    }


def _marks(request: HttpRequest, everybody: list[hints.Candidate], name: str = "chon") -> list[str]:
    """The codes that are marked, in the order of the list; what is no unit of it is left out."""
    sent = request.POST if request.method == "POST" else request.GET
    asked = set(sent.getlist(name))
    return [one.unit.code for one in everybody if one.unit.code in asked]


@acts("programme.plan")
def candidates(request: SignedInRequest, code: str) -> HttpResponse:
    """/kiem-tra-giam-sat/chuong-trinh/<mã>/chon/: units below with the facts that speak for a visit.

    ?q= words ?goi-y= kind ?nhanh= code of a branch ?khoi= of a sector ?xem=danh-dau only what is marked ?chon= the marks, on
    whichever page ?page=. Everything is a button of one form, so that a mark is kept wherever one goes, also without scripts.
    """
    found = get_programme(request.user, code)
    require(permissions.can_plan(request.user, found))
    get = request.GET
    everybody = hints.candidates(found)
    branches = queries.branches_of(found, everybody)
    marked = _marks(request, everybody)
    only = get.get("xem") == MARKED
    wanted = ChoiceFilter(
        text=get.get("q", "")[:LONGEST_SEARCH].strip(),
        hint={slug: kind for kind, slug in HINTS.items()}.get(get.get("goi-y", ""), ""),
        branch=get.get("nhanh", "")[:40],
        sector=get.get("khoi", "")[:40],
        marked=frozenset(marked) if only else None,
    )
    rows = queries.narrowed(everybody, branches, wanted)
    page = Paginator(rows, PER_PAGE).get_page(get.get("page"))
    shown_codes = {one.unit.code for one in page}
    offered = queries.offered(everybody, branches)
    words = _hint_words()
    shown = {
        "programme": found,
        "page": page,
        "numbers": [one if isinstance(one, int) else 0 for one in _numbers(page)],
        "everybody": len(everybody),
        "offered": offered,
        "hint_choices": [(HINTS[kind], words[kind], count) for kind, count in offered.hints],
        "wanted": wanted,
        "wanted_hint": HINTS.get(wanted.hint, ""),
        "only": only,
        "narrowed": bool(wanted.text or wanted.hint or wanted.branch or wanted.sector or only),
        "marked": marked,
        "elsewhere": [one for one in marked if one not in shown_codes],
        "too_many": _too_many() if len(marked) > MOST_CHOSEN else "",
        "trail": programme_trail(found, (_("Chọn đơn vị"), "")),
    }
    for one in page:
        head = branches[one.unit.pk]
        one.branch = head.short_name if head.pk != one.unit.pk else ""
    return render(request, "oversight/candidates.html", shown)


def _numbers(page: Any) -> Any:
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


def _too_many() -> str:
    return _(
        "Mỗi lần đưa vào tối đa %(most)s đơn vị: đưa vào xong, các đơn vị còn lại hiện ra để ghi tiếp."
    ) % {"most": format_count(MOST_CHOSEN)}


@acts("programme.plan", post="programme.plan")
def item_add(request: SignedInRequest, code: str) -> HttpResponse:
    """/kiem-tra-giam-sat/chuong-trinh/<mã>/them/: the marked units (?chon=), what is known of each, what holds for all.

    Of more than MOST_CHOSEN the first come in; the others wait (`cho`), and the page opens again with them.
    """
    user, found = request.user, get_programme(request.user, code)
    require(permissions.can_plan(user, found))
    everybody = hints.candidates(found)
    marked = _marks(request, everybody)
    if request.method == "POST":
        waiting = _marks(request, everybody, "cho")
    else:
        marked, waiting = marked[:MOST_CHOSEN], marked[MOST_CHOSEN:]
    asked = set(marked)
    asked |= {name.removeprefix("why-") for name in request.POST if name.startswith("why-")}
    rows = [one for one in everybody if one.unit.code in asked][: MOST_CHOSEN * 2]
    form = ItemsForm(
        request.POST or None,
        themes=themes(),
        units=[one.unit for one in rows],
        initial={"row_version": found.row_version, "quarter": _quarter_to_propose(found.year)},
    )

    def step(data: dict[str, Any]) -> str:
        choices = form.choices_of(marked)
        if not choices:
            raise Refused(_("Chưa đánh dấu đơn vị bên dưới nào. Về trang chọn đơn vị để đánh dấu."))
        made = services.add_items(
            actor=user,
            programme=found,
            choices=choices,
            kind=InspectionKind(data["kind"]),
            theme=data["theme"],
            quarter=int(data["quarter"]),
            row_version=data["row_version"],
        )
        if len(made) == 1 and not waiting:
            return _("Đã đưa %(code)s vào chương trình.") % {"code": made[0].subject.code}
        said = _("Đã đưa %(count)s đơn vị vào chương trình.") % {"count": format_count(len(made))}
        left = _("Còn %(count)s đơn vị đã đánh dấu, ghi tiếp ở đây.") % {"count": format_count(len(waiting))}
        return f"{said} {left}" if waiting else said

    announced = found.state == ProgrammeState.ANNOUNCED
    choosing = reverse("oversight:candidates", args=[code])
    one = rows[0].unit.short_name if len(rows) == 1 else ""
    return form_page(
        request,
        form,
        step,
        title=_("Đưa %(unit)s vào chương trình") % {"unit": one} if one else _("Đưa đơn vị vào chương trình"),
        second=_("Chương trình đã ban hành: đây là bổ sung, đơn vị được báo ngay.") if announced else "",
        back=_with_marks(choosing, [*marked, *waiting]),
        done=lambda: (
            _with_marks(reverse("oversight:item_add", args=[code]), waiting)
            if waiting
            else reverse("oversight:programme", args=[code])
        ),
        button=_("Đưa vào chương trình"),
        page="oversight/item.html",
        rows=[(row, row.unit.code in marked, form.own(row.unit.code)) for row in rows],
        waiting=waiting,
        too_many=_too_many() if waiting else "",
        trail=programme_trail(found, (_("Chọn đơn vị"), choosing), (_("Đưa vào"), "")),
    )


def _quarter_to_propose(year: int) -> str:
    """The one that goes on, in the year that goes on."""
    today = clock.today()
    return str((today.month + 2) // 3) if today.year == year else "1"


def _with_marks(address: str, marked: list[str]) -> str:
    return f"{address}?{urlencode([('chon', one) for one in marked])}" if marked else address
