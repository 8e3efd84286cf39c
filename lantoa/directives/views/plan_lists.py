"""Who has a plan and who has not: the list and its workbook, the tree, plans that copy one another, reminding who has none."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound, Refused
from lantoa.core.vi_numbers import format_count
from lantoa.directives.models import Directive
from lantoa.directives.plan_texts import FIRST_YEAR, FURTHEST
from lantoa.directives.printouts.plans import coverage_workbook
from lantoa.directives.queries import cascade, plans
from lantoa.directives.queries.copying import Copies, copies_below
from lantoa.directives.services.plans.reminding import remind_lacking
from lantoa.organisation import access
from lantoa.organisation.access import SignedInRequest, acts, holds_somewhere
from lantoa.organisation.models import Unit
from lantoa.organisation.queries.units import children_of, named_on
from lantoa.ui.lists import LONGEST_SEARCH, Counter, file_answer, narrowed_address, page_of
from lantoa.ui.steps import INVALID

MOST_OPENED = 50  # branches of the tree that an address may open
LOOKS = {"co": ("done", "accepted"), "soan": ("edit", "blue"), "chua": ("dashed", "unsent")}


def trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Kế hoạch"), reverse("directives:plans") if more else ""), *more]


def wanted_year(request: HttpRequest) -> int:
    """The one in the address where there may be plans for it, else the present one."""
    typed, today = request.GET.get("nam", ""), clock.today()
    year = int(typed) if len(typed) == 4 and typed.isascii() and typed.isdigit() else today.year
    return year if FIRST_YEAR <= year <= today.year + FURTHEST else today.year


def wanted_directive(request: HttpRequest, offered: list[Directive]) -> Directive | None:
    """The one in the address by its code, else the first: the one with most plans."""
    typed = request.GET.get("van-ban", "")
    return next((one for one in offered if one.code == typed), offered[0] if offered else None)


def state_words() -> dict[str, str]:
    return {"co": _("Đã ban hành"), "soan": _("Đang soạn"), "chua": _("Chưa có")}


def _wanted(request: HttpRequest, directive: Directive | None) -> plans.CoverageFilter:
    get = request.GET
    state, sort = get.get("trang-thai", ""), get.get("sort", "")
    return plans.CoverageFilter(
        year=wanted_year(request),
        directive=directive,
        text=get.get("q", "")[:LONGEST_SEARCH].strip(),
        unit=get.get("don-vi", "")[:40],
        state=state if state in plans.STATES else "",
        sort=sort if sort.removeprefix("-") in plans.SORTS else "unit",
    )


def _strip(request: HttpRequest, user: User, wanted: plans.CoverageFilter) -> list[Counter]:
    counts = plans.coverage_counts(user, wanted)
    strip = [Counter(_("Tất cả"), counts[""], narrowed_address(request, "trang-thai", ""), not wanted.state)]
    for state, words in state_words().items():
        icon, tone = LOOKS[state]
        address = narrowed_address(request, "trang-thai", state)
        strip.append(Counter(words, counts[state], address, wanted.state == state, icon, tone))
    return strip


def chosen(request: SignedInRequest) -> dict[str, Any]:
    """What every page of this kind is about: a year and a directive, and what else there is to choose."""
    user, year = request.user, wanted_year(request)
    offered = plans.directives_with_plans(user, year)
    return {
        "year": year,
        "directive": wanted_directive(request, offered),
        "directives": offered,
        "years": sorted({*plans.years_with_plans(user), year}, reverse=True),
    }


@acts("plan.read")
def plan_list(request: SignedInRequest) -> HttpResponse:
    """/ke-hoach/: ?nam= ?van-ban= ?don-vi= ?trang-thai=co|soan|chua ?q= words."""
    user, about = request.user, chosen(request)
    wanted = _wanted(request, about["directive"])
    shown = {
        **about,
        "wanted": wanted,
        "page": page_of(plans.coverage(user, wanted), request),
        "counters": _strip(request, user, wanted),
        "is_narrowed": bool(wanted.text or wanted.state or wanted.unit),
        "may_write": holds_somewhere(user, "plan.write"),
        "may_chase": holds_somewhere(user, "plan.chase"),
        "export_url": f"{reverse('directives:plans_export')}?{request.GET.urlencode()}",
    }
    return render(request, "directives/plans/list.html", shown)


@acts("plan.read")
def plans_export(request: SignedInRequest) -> HttpResponse:
    """The list as it is seen, all pages, as a workbook."""
    about = chosen(request)
    wanted = _wanted(request, about["directive"])
    said = [
        _("năm %(year)d") % {"year": wanted.year},
        wanted.directive.short_label if wanted.directive else "",
        f"«{wanted.text}»" if wanted.text else "",
        _("đơn vị %(code)s") % {"code": wanted.unit} if wanted.unit else "",
        state_words().get(wanted.state, ""),
    ]
    content = coverage_workbook(plans.coverage(request.user, wanted), [one for one in said if one])
    return file_answer(content, f"ke-hoach-{wanted.year}-{clock.today():%Y-%m-%d}.xlsx")


@acts("plan.read")
def plans_tree(request: SignedInRequest) -> HttpResponse:
    """/ke-hoach/cay/: ?nam= ?van-ban= ?mo= codes of the units that are open, parted by commas."""
    user, about = request.user, chosen(request)
    tops = cascade.tops_of(user)
    typed = request.GET.get("mo")
    opened = (
        [one for one in typed[:2000].split(",") if one][:MOST_OPENED]
        if typed is not None
        else [one.code for one in tops]
    )
    roots = (
        cascade.tree_of(user, tops, about["directive"], about["year"], opened) if about["directive"] else []
    )
    rows = _flat(roots, opened, request)
    return render(
        request,
        "directives/plans/tree.html",
        {**about, "rows": rows, "trail": trail((_("Cây kế hoạch"), ""))},
    )


def _flat(
    branches: list[cascade.Branch], opened: list[str], request: HttpRequest, level: int = 1
) -> list[dict[str, Any]]:
    """The tree line by line, each with the address that opens or closes it."""
    found: list[dict[str, Any]] = []
    for branch in branches:
        code = branch.unit.code
        left = [one for one in opened if one != code] if branch.is_open else [*opened, code]
        query = request.GET.copy()
        query["mo"] = ",".join(left)
        found.append({"branch": branch, "level": min(level, 6), "toggle": f"?{query.urlencode()}#{code}"})
        found += _flat(branch.children, opened, request, level + 1)
    return found


def committee(request: SignedInRequest) -> Any:
    """The unit whose direct units a page compares: ?don-vi=, else the first of one's own. NotFound outside one's reach."""
    typed = request.GET.get("don-vi", "")[:40]
    if typed:
        found = named_on(access.units_in_scope(request.user, "plan.read").filter(code=typed)).first()
    else:
        found = named_on(access.units_in_scope(request.user, "plan.read_above")).first()
    if found is None:
        raise NotFound()
    return found


@acts("plan.read")
def plans_alike(request: SignedInRequest) -> HttpResponse:
    """/ke-hoach/giong-nhau/: plans of units directly below one that copy one another. ?don-vi= ?nam= ?van-ban="""
    about, unit = chosen(request), committee(request)
    copies = Copies([], 0)
    if about["directive"] is not None:
        readable = access.units_in_scope(request.user, "plan.read")
        units = {one.pk: one for one in children_of(unit.pk).filter(pk__in=readable)}
        copies = copies_below(unit, about["directive"], about["year"], units)
    shown = {
        **about,
        "unit": unit,
        "copies": copies,
        "trail": trail((_("Kế hoạch giống nhau"), "")),
    }
    return render(request, "directives/plans/alike.html", shown)


@acts("plan.chase", post="plan.chase", takes=("nhac",))
def plans_chase(request: SignedInRequest) -> HttpResponse:
    """/ke-hoach/nhac/: whom a reminder would reach, and the reminder. ?nam= ?van-ban= ?don-vi="""
    user, about = request.user, chosen(request)
    asker = _asker(user, request.GET.get("don-vi", "")[:40])
    directive, year = about["directive"], about["year"]
    if directive is None:
        raise Refused(_("Chưa có văn bản chỉ đạo nào của năm này."))
    back = f"{reverse('directives:plans')}?nam={year}&van-ban={directive.code}&trang-thai=chua"
    refusal, ticked = "", request.POST.getlist("nhac")
    if request.method == "POST":
        try:
            reminded = remind_lacking(actor=user, asker=asker, directive=directive, year=year, codes=ticked)
        except Refused as refused:
            refusal = refused.sentence
        else:
            words = ngettext(
                "Đã nhắc %(count)s đơn vị. Lời nhắc hiện ở trang việc của đơn vị.",
                "Đã nhắc %(count)s đơn vị. Lời nhắc hiện ở trang việc của đơn vị.",
                len(reminded),
            )
            messages.success(request, words % {"count": format_count(len(reminded))})
            return redirect(back)
    lacking = list(plans.units_lacking(asker, directive, year))
    left = [one for one in lacking if one.reminded_on != clock.today()]
    shown = {
        **about,
        "asker": asker,
        "lacking": lacking,
        "left": left,
        "ticked": ticked if refusal else [one.code for one in left],
        "refusal": refusal,
        "back": back,
        "trail": trail((_("Nhắc lập kế hoạch"), "")),
    }
    return render(request, "directives/plans/chase.html", shown, status=INVALID if refusal else 200)


def _asker(user: User, code: str) -> Unit:
    units = plans.own_units(user, "plan.chase")
    found = units.filter(code=code).first() if code else units.first()
    if found is None:
        raise NotFound()
    return found  # type: ignore[no-any-return]
