"""Carry unfinished tasks over to a conference: choose among many, look it over, give the new day.

The filter and the pages are buttons of one form: what is ticked on another page or left out by the filter stays ticked, and the
page says how many those are. Before anything changes all that is chosen is shown.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.conferences import permissions
from lantoa.conferences.forms import CarryForm
from lantoa.conferences.models import Conference
from lantoa.conferences.queries import carrying as queries
from lantoa.conferences.queries.carrying import CarryFilter
from lantoa.conferences.services.raising import carry_over, require_later
from lantoa.conferences.views.frame import INVALID, trail
from lantoa.conferences.views.quarters import reviewing
from lantoa.core.errors import Refused
from lantoa.core.vi_numbers import format_count
from lantoa.organisation.access import SignedInRequest, acts, require
from lantoa.tasks.queries import MOST_UNITS
from lantoa.ui.forms import show_refusal
from lantoa.ui.lists import LONGEST_SEARCH

MOST = 500  # carried over at once
PER_PAGE = 25  # with the fields of the new day under them, within reach of a thumb
CODE = re.compile(r"NV-[0-9]{4}-[0-9]{5,8}")
PAGE = re.compile(r"trang-([0-9]{1,6})")


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
    """What is offered, what is left by the filter, and the codes that are ticked."""

    request: SignedInRequest
    conference: Conference
    wanted: CarryFilter = field(init=False)
    doing: str = field(init=False)

    def __post_init__(self) -> None:
        request = self.request
        self.doing = request.POST.get("viec", "")
        self.wanted = _wanted(request.POST if request.method == "POST" else request.GET)
        self.rows = queries.to_carry_over(request.user, self.conference)
        self.left = queries.narrowed_to(request.user, self.rows, self.wanted)
        typed = {one for one in request.POST.getlist("chon") if CODE.fullmatch(one)}
        self.typed = typed
        if request.method != "POST":
            self.chosen = queries.late_codes(self.left)
        elif self.doing == "bo-het":
            self.chosen = set()
        elif self.doing == "chon-het":
            self.chosen = queries.codes_among(self.rows, typed) | queries.all_codes(self.left)
        else:
            self.chosen = queries.codes_among(self.rows, typed)

    @property
    def tasks(self) -> list[Any]:
        return list(self.rows.filter(code__in=self.chosen))

    def page(self) -> Page[Any]:
        found = PAGE.fullmatch(self.doing)
        number = found.group(1) if found else self.request.GET.get("page")
        return Paginator(self.left, PER_PAGE).get_page(number)

    def require_some(self) -> None:
        if self.typed - self.chosen:
            raise Refused(
                _(
                    "Có nhiệm vụ vừa xong, vừa đổi hoặc đã chuyển tiếp nên được bỏ đánh dấu. Xem lại danh sách."
                )
            )
        if not self.chosen:
            raise Refused(_("Chưa chọn nhiệm vụ nào. Đánh dấu ít nhất một nhiệm vụ."))
        if len(self.chosen) > MOST:
            words = {"most": format_count(MOST), "count": format_count(len(self.chosen))}
            raise Refused(_("Đang chọn %(count)s nhiệm vụ; mỗi lần chuyển tiếp nhiều nhất %(most)s.") % words)


@acts("conclusion.write", post="conclusion.write")
def quarter_carry(request: SignedInRequest, code: str) -> HttpResponse:
    """/hoi-nghi/<mã>/quy/chuyen-tiep/: ?q= ?don-vi= ?tinh-trang= ?cau=; at first what is late of the list is ticked."""
    user, conference = request.user, reviewing(request, code)
    require(permissions.can_write(user, conference))
    if conference.is_cancelled:
        raise Refused(_("Hội nghị đã hủy nên không chuyển việc sang được."))
    choice = _Choice(request, conference)
    acting = choice.doing in ("xem", "chuyen")
    launched = conference.launched
    form = CarryForm(
        request.POST if acting else None,
        initial={
            "due_on": request.POST.get("due_on") or (launched.last_day if launched else None),
            "reason": request.POST.get("reason", ""),
        },
    )
    if acting and form.is_valid():
        data = form.cleaned_data
        try:
            choice.require_some()
            tasks = choice.tasks
            if choice.doing == "chuyen" and request.POST.get("counted") == str(len(tasks)):
                made = carry_over(
                    actor=user,
                    conference=conference,
                    tasks=tasks,
                    due_on=data["due_on"],
                    reason=data["reason"],
                )
                words = {"count": format_count(len(made))}
                messages.success(
                    request, _("Đã chuyển tiếp %(count)s nhiệm vụ; các đơn vị được báo hạn mới.") % words
                )
                return redirect("conferences:quarter", code)
            for task in tasks:
                require_later(task, data["due_on"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return render(request, "conferences/carry_preview.html", _looked_over(choice, data, tasks))
    shown = _shown(choice) | {"form": form}
    return render(request, "conferences/carry.html", shown, status=INVALID if form.errors else 200)


def _frame(conference: Conference) -> dict[str, Any]:
    address = reverse("conferences:quarter", args=[conference.code])
    return {
        "conference": conference,
        "cancel_url": address,
        "trail": trail((conference.code, address), (_("Chuyển tiếp việc chưa xong"), "")),
    }


def _shown(choice: _Choice) -> dict[str, Any]:
    page, offered = choice.page(), queries.offered_in(choice.rows)
    here = [row.code for row in page.object_list]
    elsewhere = sorted(choice.chosen.difference(here))
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
    }


def _looked_over(choice: _Choice, data: dict[str, Any], tasks: list[Any]) -> dict[str, Any]:
    kept = [
        (name, value)
        for name in ("due_on", "reason", "q", "don-vi", "tinh-trang", "cau")
        if (value := choice.request.POST.get(name, ""))
    ]
    kept += [("chon", row.code) for row in tasks]
    return {**_frame(choice.conference), "rows": tasks, "what": data, "kept": kept}
