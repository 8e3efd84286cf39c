"""How far a directive has come: the leader's picture, the units with what they lack, and reminding them in one act."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound, Refused
from lantoa.core.vi_dates import FIRST_YEAR, LAST_YEAR, format_moment
from lantoa.core.vi_numbers import format_count
from lantoa.desk.printouts import units_workbook
from lantoa.desk.progress_picture import bars
from lantoa.desk.queries import progress as pictures
from lantoa.directives.following import Step
from lantoa.directives.models import Directive
from lantoa.directives.queries.directives import get_directive
from lantoa.directives.queries.following.picture import (
    ANY,
    NOTHING,
    SORTS,
    FollowedRows,
    FollowFilter,
    Following,
    Sums,
)
from lantoa.directives.queries.following.scope import askers, chased_units, followed_units, steps_seen
from lantoa.directives.queries.plans import years_with_plans
from lantoa.directives.queries.serving import has_ended
from lantoa.directives.services.chasing import chase
from lantoa.organisation.access import SignedInRequest, acts, holds_somewhere, require
from lantoa.organisation.models import Unit
from lantoa.ui.lists import LONGEST_SEARCH, PER_PAGE, Counter, file_answer, narrowed_address

MOST_EXPORTED = 20_000
MOST_TICKED = 200


def _year(request: HttpRequest) -> int:
    typed = request.GET.get("nam", "")
    year = int(typed) if len(typed) == 4 and typed.isascii() and typed.isdigit() else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else clock.today().year


def _opened(request: SignedInRequest, code: str) -> tuple[Directive, int]:
    """The directive of the address, for who may follow it, and the year."""
    found = get_directive(request.user, code)
    require(holds_somewhere(request.user, "directive.follow"))
    return found, _year(request)


def _trail(directive: Directive, year: int, *more: tuple[str, str]) -> list[tuple[str, str]]:
    own = f"{reverse('desk:progress', args=[directive.code])}?nam={year}"
    return [
        (_("Văn bản"), reverse("directives:directives")),
        (directive.short_label, reverse("directives:directive", args=[directive.code])),
        (_("Đã làm đến đâu"), own if more else ""),
        *more,
    ]


@acts("directive.follow")
def progress(request: SignedInRequest, code: str) -> HttpResponse:
    """/van-ban/<code>/theo-doi/: ?nam= the picture."""
    user = request.user
    directive, year = _opened(request, code)
    picture = pictures.picture_of(user, directive, year)
    years = sorted({*years_with_plans(user), year}, reverse=True)
    base = reverse("desk:progress", args=[code])
    shown = {
        "directive": directive,
        "year": year,
        "years": [(each, f"{base}?nam={each}", each == year) for each in years],
        "picture": picture,
        "rows": [(row, bars(row.parts)) for row in picture.rows],
        "units_url": pictures.units_address(directive, year),
        "lacking_url": pictures.units_address(directive, year, thieu=ANY),
        "chase_url": _chase_address(directive, year) if _may_chase(user, directive) else "",
        "now": clock.now(),
        "trail": _trail(directive, year),
    }
    return render(request, "desk/progress.html", shown)


def _chase_address(directive: Directive, year: int, **narrowed: str) -> str:
    said = {"nam": str(year)} | {name: value for name, value in narrowed.items() if value}
    return f"{reverse('desk:progress_chase', args=[directive.code])}?{urlencode(said)}"


def _wanted(request: HttpRequest, asked: list[Step]) -> FollowFilter:
    """The filter in the address; what it cannot mean is left out rather than refused."""
    get = request.GET
    lacking, state, sort = get.get("thieu", ""), get.get("tinh-trang", ""), get.get("sort", "")
    states = {f"{step.key}.{one.key}" for step in asked for one in step.all_states}
    return FollowFilter(
        text=get.get("q", "")[:LONGEST_SEARCH].strip(),
        lacking=lacking if lacking in {ANY, NOTHING, *(step.key for step in asked)} else "",
        state=state if state in states else "",
        kind=get.get("loai", "")[:60],
        unit=get.get("don-vi", "")[:40],
        sort=sort if sort.removeprefix("-") in SORTS else "unit",
    )


def _strip(request: HttpRequest, wanted: FollowFilter, sums: Sums, asked: list[Step]) -> list[Counter]:
    """All units, those that lack something, then what they lack; each narrows the list."""

    def address(lacking: str) -> str:
        """Choosing what is missing gives up a state that was chosen."""
        query = request.GET.copy()
        for gone in ("page", "thieu", "tinh-trang"):
            query.pop(gone, None)
        if lacking:
            query["thieu"] = lacking
        return f"?{query.urlencode()}"

    whole = sums.whole
    strip = [
        Counter(_("Tất cả"), whole.units, address(""), not wanted.lacking and not wanted.state),
        Counter(
            _("Còn thiếu việc"), whole.lacking, address(ANY), wanted.lacking == ANY, "warning", "waiting"
        ),
    ]
    strip += [
        Counter(
            _("Thiếu: %(step)s") % {"step": str(step.label).lower()},
            whole.lacks(step),
            address(step.key),
            wanted.lacking == step.key,
            step.icon,
        )
        for step in asked
    ]
    strip.append(
        Counter(
            _("Đủ cả"),
            whole.units - whole.lacking,
            address(NOTHING),
            wanted.lacking == NOTHING,
            "done",
            "accepted",
        )
    )
    return strip


def _said(wanted: FollowFilter, year: int, asked: list[Step], sums: Sums) -> list[str]:
    """The filters in force, in words."""
    words = {ANY: _("còn thiếu việc"), NOTHING: _("đủ mọi việc")}
    words |= {step.key: _("thiếu: %(step)s") % {"step": str(step.label).lower()} for step in asked}
    states = {
        f"{step.key}.{one.key}": f"{step.label}: {str(one.label).lower()}"
        for step in asked
        for one in step.all_states
    }
    kinds = {one.code: one.name for one in sums.kinds}
    said = [
        _("năm %(year)d") % {"year": year},
        f"«{wanted.text}»" if wanted.text else "",
        kinds.get(wanted.kind, wanted.kind),
        _("đơn vị %(code)s") % {"code": wanted.unit} if wanted.unit else "",
        words.get(wanted.lacking, ""),
        states.get(wanted.state, ""),
    ]
    return [one for one in said if one]


@acts("directive.follow")
def progress_units(request: SignedInRequest, code: str) -> HttpResponse:
    """/van-ban/<code>/theo-doi/don-vi/: ?nam= ?thieu= ?tinh-trang=step.state ?loai= ?don-vi= ?q= words."""
    user = request.user
    directive, year = _opened(request, code)
    asked = steps_seen(user)
    wanted = _wanted(request, asked)
    following = Following(followed_units(user, directive), directive, year, asked, wanted)
    sums = following.sums()
    total = sums.count(wanted, asked)
    rows: Any = FollowedRows(following, total)
    page: Page[Any] = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    filters = {name: value for name, value in request.GET.items() if name not in ("page", "chon", "tat-ca")}
    shown = {
        "directive": directive,
        "year": year,
        "asked": asked,
        "wanted": wanted,
        "page": page,
        "counters": _strip(request, wanted, sums, asked),
        "kinds": sums.kinds,
        "state_words": _said(FollowFilter(state=wanted.state), year, asked, sums)[1:],
        "state_off_url": narrowed_address(request, "tinh-trang", ""),
        "is_narrowed": bool(wanted.text or wanted.lacking or wanted.state or wanted.kind or wanted.unit),
        "filters": {"nam": str(year), **filters},
        "may_chase": _may_chase(user, directive),
        "all_url": pictures.units_address(directive, year),
        "export_url": f"{reverse('desk:progress_export', args=[code])}?{request.GET.urlencode()}",
        "trail": _trail(directive, year, (_("Từng đơn vị"), "")),
    }
    return render(request, "desk/progress_units.html", shown)


@acts("directive.follow")
def progress_export(request: SignedInRequest, code: str) -> HttpResponse:
    """The list as it is seen, all pages, as a workbook."""
    user = request.user
    directive, year = _opened(request, code)
    asked = steps_seen(user)
    wanted = _wanted(request, asked)
    following = Following(followed_units(user, directive), directive, year, asked, wanted)
    sums = following.sums()
    if sums.count(wanted, asked) > MOST_EXPORTED:
        raise Refused(_("Danh sách dài quá 20.000 đơn vị. Hãy lọc theo một đơn vị cấp dưới rồi xuất lại."))
    said = [directive.short_label, *_said(wanted, year, asked, sums)]
    content = units_workbook(following.rows(), asked, said, format_moment(clock.now()))
    return file_answer(content, f"theo-doi-{code}-{year}-{clock.today():%Y-%m-%d}.xlsx")


@acts("directive.chase", post="directive.chase", takes=("buoc",))
def progress_chase(request: SignedInRequest, code: str) -> HttpResponse:
    """/van-ban/<code>/theo-doi/nhac/: whom a reminder would reach about what, and the reminder. The units are those ticked
    (?chon= several), else all of the list as narrowed; ?cho= the unit in whose name."""
    user = request.user
    directive, year = _opened(request, code)
    require(holds_somewhere(user, "directive.chase"))
    asker = _asker(user, directive, request.GET.get("cho", "")[:40])
    asked = steps_seen(user)
    wanted = _chosen(request, _wanted(request, asked))
    following = Following(chased_units(asker, directive), directive, year, asked, wanted)
    if request.method == "POST":
        ticked = request.POST.getlist("buoc")
        try:
            done = chase(actor=user, asker=asker, following=following, only=ticked)
        except Refused as refused:
            shown = _preview(user, asker, following) | {"refusal": refused.sentence}
            for one in shown["told"]:
                one["chosen"] = bool(one["count"]) and one["step"].key in ticked
            return render(request, "desk/progress_chase.html", shown, status=refused.status)
        words = ngettext(
            "Đã nhắc %(count)s đơn vị. Lời nhắc hiện ở trang việc của đơn vị.",
            "Đã nhắc %(count)s đơn vị. Lời nhắc hiện ở trang việc của đơn vị.",
            done.units,
        )
        messages.success(request, words % {"count": format_count(done.units)})
        return redirect(pictures.units_address(directive, year, thieu=ANY))
    return render(request, "desk/progress_chase.html", _preview(user, asker, following))


def _chosen(request: HttpRequest, wanted: FollowFilter) -> FollowFilter:
    """The units ticked, whatever the list was narrowed to; without any, or with «tat-ca», the list as narrowed."""
    ticked = tuple(one[:40] for one in request.GET.getlist("chon")[:MOST_TICKED])
    if ticked and not request.GET.get("tat-ca"):
        return FollowFilter(codes=ticked, lacking=ANY)
    return wanted if wanted.lacking or wanted.state else replace(wanted, lacking=ANY)


def _preview(user: User, asker: Unit, following: Following) -> dict[str, Any]:
    """For each step how many would be reminded, or why the asker may not; and the first units, each with what it lacks."""
    directive, year, wanted = following.directive, following.year, following.wanted
    barred = {step.key: step.barred(user, asker, directive, year) for step in following.asked}
    reach = following.reach([key for key, why in barred.items() if why])
    about = wanted.lacking or wanted.state.partition(".")[0]
    told: list[dict[str, Any]] = []
    for step in following.asked:
        count = reach.steps.get(step.key, 0)
        told.append(
            {
                "step": step,
                "count": count,
                "barred": barred[step.key],
                "chosen": bool(count) and about in (ANY, step.key),
            }
        )
    open_steps = {one["step"].key for one in told if one["count"]}
    rows = following.rows(0, PER_PAGE)
    return {
        "directive": directive,
        "year": year,
        "asker": asker,
        "told": told,
        "units": reach.units,
        "rows": [(one, _what(one, open_steps)) for one in rows],
        "more": max(reach.whole - PER_PAGE, 0),
        "back": pictures.units_address(directive, year, thieu=ANY),
        "trail": _trail(directive, year, (_("Nhắc đơn vị"), "")),
    }


def _what(unit: Any, open_steps: set[str]) -> dict[str, Any]:
    """Of one unit: what it would be reminded of, and what it was reminded of within the last day."""
    return {
        "reminded": [one for one in unit.lacking if one.may_be_reminded and one.step.key in open_steps],
        "waits": [one for one in unit.lacking if not one.may_be_reminded],
    }


def _asker(user: User, directive: Directive, code: str) -> Any:
    units = askers(user, directive)
    found = units.filter(code=code).first() if code else units.first()
    if found is None:
        raise NotFound()
    return found


def _may_chase(user: User, directive: Directive) -> bool:
    """There is somebody below whom one may remind, and the directive still asks something of them."""
    found = askers(user, directive).first()
    return found is not None and found.has_below and not has_ended(directive)
