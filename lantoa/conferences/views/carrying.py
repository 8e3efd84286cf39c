"""Carry unfinished tasks over to a conference: choose among many, look over all that is chosen, give the new day.

The filter, the pages and the ticks stand in the address: it can be kept and sent on, and what is ticked on another page or left
out by the filter stays ticked. The page says how many those are.
"""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.conferences import permissions
from lantoa.conferences.forms import CarryForm
from lantoa.conferences.marks import CODE, Broken, packed, unpacked
from lantoa.conferences.models import Conference
from lantoa.conferences.queries import carrying as queries
from lantoa.conferences.queries.carrying import CarryFilter
from lantoa.conferences.services.raising import carry_over
from lantoa.conferences.views.frame import trail
from lantoa.conferences.views.quarters import reviewing
from lantoa.core.errors import Refused
from lantoa.core.vi_numbers import format_count
from lantoa.organisation.access import SignedInRequest, acts, require
from lantoa.tasks.queries import MOST_UNITS
from lantoa.ui.forms import show_refusal
from lantoa.ui.lists import LONGEST_SEARCH
from lantoa.ui.steps import INVALID

MOST = 500  # carried over at once
PER_PAGE = 25  # with the way on under them, within reach of a thumb
FILTERS = ("q", "don-vi", "tinh-trang", "cau")


def _wanted(said: QueryDict) -> CarryFilter:
    """What it cannot mean is left out rather than refused."""
    state = said.get("tinh-trang", "")
    return CarryFilter(
        text=said.get("q", "")[:LONGEST_SEARCH].strip(),
        unit=said.get("don-vi", "")[:40],
        state=state if state in (queries.LATE, queries.IN_TIME) else "",
        sentence=said.get("cau", "")[:60],
    )


@dataclass
class _Choice:
    """What is offered, what is left by the filter, and the codes that are ticked; `sentence`: what is wrong with these."""

    request: SignedInRequest
    conference: Conference
    wanted: CarryFilter = field(init=False)
    chosen: set[str] = field(init=False)
    sentence: str = ""
    broken: bool = False

    def __post_init__(self) -> None:
        request, said = self.request, self.request.GET
        self.wanted = _wanted(said)
        self.rows = queries.to_carry_over(request.user, self.conference)
        self.left = queries.narrowed_to(request.user, self.rows, self.wanted)
        doing = said.get("viec", "")
        if request.method == "POST":
            self._take({one for one in request.POST.getlist("chon") if CODE.fullmatch(one)})
        elif "dau" not in said:  # an address that says nothing of ticks: what is late of the list
            self.chosen = queries.late_codes(self.left)
        elif doing == "bo-het":
            self.chosen = set()
        else:
            self._take(self._ticked(said))
            if doing == "chon-het" and not self.broken:
                self.chosen |= queries.all_codes(self.left)
        self._cap()
        if self.broken:
            self.sentence = _(
                "Địa chỉ bị cắt hoặc đã đổi nên không đọc được những việc đã đánh dấu. Chưa việc nào được chọn; đánh dấu lại."
            )

    def _ticked(self, said: QueryDict) -> set[str]:
        """Those of the page, and those that it keeps of other pages. Of an address that does not come to its end (`het`), or
        whose ticks are not what was sent, nothing is taken: what is left of it may name other tasks."""
        typed = said.getlist("chon")
        try:
            kept = unpacked(said.get("giu", ""))
        except Broken:
            self.broken = True
        else:
            self.broken = said.get("het") != "1" or not all(CODE.fullmatch(one) for one in typed)
        return set() if self.broken else kept.union(typed)

    def _take(self, typed: set[str]) -> None:
        self.chosen = queries.codes_among(self.rows, typed)
        if typed - self.chosen:
            self.sentence = _(
                "Có nhiệm vụ vừa xong, vừa đổi hoặc đã chuyển tiếp nên được bỏ đánh dấu. Xem lại danh sách."
            )

    def _cap(self) -> None:
        if len(self.chosen) > MOST:
            words = {"most": format_count(MOST), "count": format_count(len(self.chosen))}
            self.sentence = (
                _(
                    "Đã đánh dấu %(most)s nhiệm vụ đầu trong %(count)s: mỗi lần chuyển tiếp nhiều nhất chừng ấy. "
                    "Chuyển xong rồi chọn tiếp, hoặc lọc bớt."
                )
                % words
            )
            self.chosen = queries.first_codes(self.rows.filter(code__in=self.chosen), MOST)

    @property
    def tasks(self) -> list[Any]:
        return list(self.rows.filter(code__in=self.chosen))

    def page(self) -> Page[Any]:
        return Paginator(self.left, PER_PAGE).get_page(self.request.GET.get("page"))

    @property
    def back(self) -> str:
        """The list as it is narrowed and ticked."""
        kept = {name: value for name in FILTERS if (value := self.request.GET.get(name, ""))}
        return f"?{urlencode({**kept, 'dau': '1', 'giu': packed(self.chosen), 'het': '1'})}"


@acts("conclusion.write", post="conclusion.write")
def quarter_carry(request: SignedInRequest, code: str) -> HttpResponse:
    """/hoi-nghi/<mã>/quy/chuyen-tiep/: ?q= ?don-vi= ?tinh-trang= ?cau= narrow the list, ?dau=1 ?chon= ?giu= are its ticks (at
    first what is late), ?het=1 is its end, ?viec=xem is what is ticked, with the new day."""
    user, conference = request.user, reviewing(request, code)
    require(permissions.can_write(user, conference))
    if conference.is_cancelled:
        raise Refused(_("Hội nghị đã hủy nên không chuyển việc sang được."))
    choice = _Choice(request, conference)
    if request.method != "POST" and request.GET.get("viec") != "xem":
        return render(request, "conferences/carry.html", _shown(choice))
    if request.method != "POST" and (choice.sentence or not choice.chosen):
        choice.sentence = choice.sentence or _("Chưa chọn nhiệm vụ nào. Đánh dấu ít nhất một nhiệm vụ.")
        return render(request, "conferences/carry.html", _shown(choice), status=INVALID)
    launched, tasks = conference.launched, choice.tasks
    form = CarryForm(request.POST or None, initial={"due_on": launched.last_day if launched else None})
    if form.is_valid():
        try:
            if choice.sentence or not tasks:
                raise Refused(choice.sentence or _("Chưa chọn nhiệm vụ nào. Đánh dấu ít nhất một nhiệm vụ."))
            made = carry_over(
                actor=user,
                conference=conference,
                tasks=tasks,
                due_on=form.cleaned_data["due_on"],
                reason=form.cleaned_data["reason"],
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            words = {"count": format_count(len(made))}
            said = _("Đã chuyển tiếp %(count)s nhiệm vụ; các đơn vị được báo hạn mới.") % words
            messages.success(request, said)
            return redirect("conferences:quarter", code)
    shown = {**_frame(conference), "rows": tasks, "form": form, "back": choice.back}
    return render(request, "conferences/carry_preview.html", shown, status=INVALID if form.errors else 200)


def _frame(conference: Conference) -> dict[str, Any]:
    address = reverse("conferences:quarter", args=[conference.code])
    return {
        "conference": conference,
        "cancel_url": address,
        "trail": trail((conference.code, address), (_("Chuyển tiếp việc chưa xong"), "")),
    }


def _shown(choice: _Choice) -> dict[str, Any]:
    page, offered = choice.page(), queries.offered_in(choice.rows)
    elsewhere = choice.chosen.difference(row.code for row in page.object_list)
    several = len({conference for _value, conference, _number, _text in offered.sentences}) > 1
    return {
        **_frame(choice.conference),
        "wanted": choice.wanted,
        "offered": offered,
        "units": offered.units if len(offered.units) <= MOST_UNITS else [],
        "many_units": len(offered.units) > MOST_UNITS,
        "several": several,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "chosen": choice.chosen,
        "elsewhere": elsewhere,
        "kept": packed(elsewhere),
        "sentence": choice.sentence,
    }
