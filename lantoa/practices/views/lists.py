"""The registry as a list, its workbook, and the picture by year and field."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.organisation.access import acts, holds_somewhere, person
from lantoa.organisation.queries.units import sector_names
from lantoa.practices import pictures
from lantoa.practices.choices import YearState
from lantoa.practices.models import Practice
from lantoa.practices.printouts.practices import practices_workbook
from lantoa.practices.queries import adoptions, practices
from lantoa.practices.queries.practices import PracticeFilter
from lantoa.ui.lists import LONGEST_SEARCH, file_answer, page_of

STATES = (
    YearState.DRAFT,
    YearState.REGISTERED,
    YearState.RETURNED,
    YearState.EFFECTIVE,
    YearState.RECOGNISED,
    YearState.NOT_RECOGNISED,
    YearState.STOPPED,
)


@dataclass(frozen=True)
class Choices:
    """What the filters offer this person."""

    years: list[int]
    fields: dict[str, str]
    units: dict[str, str]
    sectors: dict[str, str]
    directives: dict[str, str]


def choices_for(user: User) -> Choices:
    units = practices.units_with_practices(user)
    return Choices(
        years=practices.years_with_practices(user),
        fields={one.code: one.name for one in practices.fields()},
        units={unit.code: unit.short_name for unit in units},  # type: ignore[attr-defined]
        sectors=sector_names(),
        directives={one.code: one.short_label for one in practices.directives_served(user)},
    )


def wanted_by(request: HttpRequest) -> PracticeFilter:
    """The filter in the address; what it cannot mean is left out rather than refused."""
    return wanted_in(request.GET)


def wanted_in(get: QueryDict) -> PracticeFilter:
    """The same of the parameters of an address that is not the present one."""
    year, state = get.get("nam", ""), get.get("trang-thai", "")
    return PracticeFilter(
        text=get.get("q", "")[:LONGEST_SEARCH].strip(),
        year=int(year) if len(year) == 4 and year.isascii() and year.isdigit() else None,
        field=get.get("linh-vuc", ""),
        unit=get.get("don-vi", ""),
        sector=get.get("khoi", ""),
        state=state if state in YearState.values else "",
        booklet=get.get("tap") == "1",
        spread=get.get("lan") == "1",
        beside=get.get("phu") == "1",
        directive=get.get("van-ban", "")[:20],
        sort=get.get("sort") or "-code",
    )


def address_with(**parameters: object) -> str:
    """The list's address with these parameters of the address; empty ones are left out."""
    said = {name.replace("_", "-"): value for name, value in parameters.items() if value}
    return reverse("practices:list") + (f"?{urlencode(said)}" if said else "")


def without(request: HttpRequest, name: str) -> str:
    """The present address without one filter, back on the first page."""
    query = request.GET.copy()
    for gone in (name, "page"):
        query.pop(gone, None)
    return f"?{query.urlencode()}" if query else reverse("practices:list")


def chips(request: HttpRequest, wanted: PracticeFilter, offered: Choices) -> list[tuple[str, str]]:
    """The filters in force, as (words, address without it)."""
    return [(words, without(request, name)) for name, words in _in_words(wanted, offered)]


def filters_in_words(wanted: PracticeFilter, offered: Choices) -> list[str]:
    """The filters in force, as a person says them."""
    return [words for _name, words in _in_words(wanted, offered)]


def _in_words(wanted: PracticeFilter, offered: Choices) -> list[tuple[str, str]]:
    """(name in the address, words) of the filters in force."""
    said = [
        ("q", f"«{wanted.text}»" if wanted.text else ""),
        ("nam", _("Năm %(year)s") % {"year": wanted.year} if wanted.year else ""),
        ("linh-vuc", ", ".join(offered.fields.get(code, code) for code in wanted.field.split(","))),
        ("don-vi", offered.units.get(wanted.unit, wanted.unit)),
        ("khoi", offered.sectors.get(wanted.sector, wanted.sector)),
        ("trang-thai", YearState(wanted.state).label if wanted.state else ""),
        ("tap", _("Đã in tập") if wanted.booklet else ""),
        ("van-ban", offered.directives.get(wanted.directive, wanted.directive)),
        ("lan", _("Đã lan tỏa sang đơn vị khác") if wanted.spread else ""),
        ("phu", _("Kể cả lĩnh vực khác của mô hình") if wanted.beside else ""),
    ]
    return [(name, str(words)) for name, words in said if words]


def counters(request: HttpRequest, user: User, wanted: PracticeFilter) -> list[dict[str, object]]:
    """The strip: all, then each state that occurs or is chosen; the numbers of the states make the first."""
    counts = practices.state_counts(user, wanted)
    strip: list[dict[str, object]] = [
        {
            "label": _("Tất cả"),
            "value": counts[""],
            "url": without(request, "trang-thai"),
            "current": not wanted.state,
        }
    ]
    for state in STATES:
        if not counts.get(state) and wanted.state != state:
            continue
        query = request.GET.copy()
        query["trang-thai"] = state.value
        query.pop("page", None)
        strip.append(
            {
                "label": state.label,
                "value": counts.get(state, 0),
                "url": f"?{query.urlencode()}",
                "current": wanted.state == state,
                "icon": state.badge.icon,
                "tone": state.badge.tone,
            }
        )
    return strip


@acts("practice.learn")
def list_view(request: HttpRequest) -> HttpResponse:
    user, wanted = person(request), wanted_by(request)
    offered = choices_for(user)
    rows: Page[Practice] = page_of(practices.listed(user, wanted), request)
    in_force = chips(request, wanted, offered)
    context = {
        "wanted": wanted,
        "offered": offered,
        "page": rows,
        "chips": in_force,
        "counters": counters(request, user, wanted),
        "export_url": f"{reverse('practices:export')}?{request.GET.urlencode()}",
        "can_read": holds_somewhere(user, "practice.read"),
        "can_create": holds_somewhere(user, "practice.edit"),
        "orders": list(adoptions.open_orders_for(user)),
        "is_narrowed": bool(in_force),
    }
    template = "practices/parts/list_body.html" if request.htmx else "practices/list.html"  # type: ignore[attr-defined]
    return render(request, template, context)


@acts("practice.learn")
def export_view(request: HttpRequest) -> HttpResponse:
    """The list as it is seen, all pages, as a workbook."""
    user, wanted = person(request), wanted_by(request)
    said = [words for words, _url in chips(request, wanted, choices_for(user))]
    content = practices_workbook(practices.listed(user, wanted), said)
    return file_answer(content, f"mo-hinh-{clock.today():%Y-%m-%d}.xlsx")


def years_chart(user: User, last: int = 5) -> pictures.YearsChart:
    """Recognised practices the person sees by year and field, for the latest `last` years: a block for any page."""
    table = practices.recognised_visible_by_year_and_field(user, last)
    names = {one.code: one.name for one in practices.fields()}

    def address(year: int, field: str) -> str:
        return address_with(nam=year, linh_vuc=field, trang_thai=YearState.RECOGNISED.value)

    return pictures.by_year_and_field(table, names, address)


@acts("practice.learn")
def chart_view(request: HttpRequest) -> HttpResponse:
    return render(request, "practices/chart.html", {"years": years_chart(person(request), last=10)})
