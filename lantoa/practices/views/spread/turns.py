"""The turns of taking up behind a mark of the screen, and their workbook."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.text import folding_key
from lantoa.organisation.access import acts, person
from lantoa.practices.printouts import spread as printouts
from lantoa.practices.queries import spread as queries
from lantoa.practices.queries.spread import Place, Spread
from lantoa.practices.spreading import STANDINGS_OF, Turn, fate
from lantoa.practices.views.spread.addresses import (
    FATE_WORDS,
    TURN_WORDS,
    address,
    trail_below,
    wanted_by,
)
from lantoa.ui.lists import LONGEST_SEARCH, PER_PAGE, Counter, file_answer, narrowed_address


@dataclass(frozen=True)
class TurnRow:
    """One turn as the list shows it."""

    turn: Turn
    title: str
    origin: Place
    unit: Place


def _turn_rows(request: HttpRequest, spread: Spread) -> tuple[list[TurnRow], list[str]]:
    """The turns that the address wants, in official order, and its filters in words."""
    get = request.GET
    practice, unit, origin = get.get("mo-hinh", ""), get.get("don-vi", ""), get.get("tu", "")
    words = folding_key(get.get("q", "")[:LONGEST_SEARCH]).split()
    months, _dash, wanted_fate = get.get("hoi", "").partition("-")
    today = clock.today()
    rows = []
    for turn in spread.turns:
        given = spread.given[turn.practice]
        row = TurnRow(turn, given.title, spread.places[given.origin], spread.places[turn.unit])
        if (
            practice not in ("", turn.practice)
            or unit not in ("", row.unit.code)
            or origin not in ("", row.origin.code)
        ):
            continue
        if wanted_fate and not any(
            str(one.months) == months and one.due_on <= today and fate(turn, one) == wanted_fate
            for one in turn.checks
        ):
            continue
        told = folding_key(f"{turn.practice} {row.title} {row.unit.name} {row.unit.code} {row.origin.name}")
        if all(word in told for word in words):
            rows.append(row)
    said = []
    if practice in spread.given:
        said.append(spread.given[practice].title)
    names = {place.code: place.name for place in spread.places.values()}
    said += [_("Đơn vị nhận: %(unit)s") % {"unit": names[unit]}] if unit in names else []
    said += [_("Đơn vị khởi xướng: %(unit)s") % {"unit": names[origin]}] if origin in names else []
    if wanted_fate in FATE_WORDS:
        said.append(
            _("Sau %(months)s tháng: %(words)s") % {"months": months, "words": FATE_WORDS[wanted_fate]}
        )
    said += [f"«{get['q']}»"] if words else []
    return rows, said


def _standing(request: HttpRequest) -> str:
    said = request.GET.get("trang-thai", "")
    return said if said in STANDINGS_OF and said in TURN_WORDS else ""


@acts("practice.read")
def spread_turns_view(request: HttpRequest) -> HttpResponse:
    """The turns behind a mark, narrowed by the address."""
    wanted, standing = wanted_by(request), _standing(request)
    spread = queries.spread_for(person(request), wanted)
    rows, said = _turn_rows(request, spread)
    strip = [Counter(_("Tất cả"), len(rows), narrowed_address(request, "trang-thai", ""), not standing)]
    for name, words in TURN_WORDS.items():
        count = sum(row.turn.standing in STANDINGS_OF[name] for row in rows)
        if count or name == standing:
            where = narrowed_address(request, "trang-thai", name)
            strip.append(Counter(str(words), count, where, name == standing))
    chosen = [row for row in rows if not standing or row.turn.standing in STANDINGS_OF[standing]]
    context = {
        "page": Paginator(_in_order(chosen, request.GET.get("sort", "")), PER_PAGE).get_page(
            request.GET.get("page")
        ),
        "counters": strip,
        "said": said,
        "wanted": wanted,
        "kept": [(key, value) for key, value in request.GET.items() if key not in ("q", "page") and value],
        "text": request.GET.get("q", "")[:LONGEST_SEARCH],
        "export_url": f"{reverse('practices:spread_turns_export')}?{request.GET.urlencode()}",
        "all_url": address("spread_turns", wanted),
        "trail": trail_below(wanted, _("Các lượt nhận")),
    }
    return render(request, "practices/spread_turns.html", context)


def _in_order(rows: list[TurnRow], sort: str) -> list[TurnRow]:
    keys: dict[str, Callable[[TurnRow], Any]] = {
        "unit": lambda row: folding_key(row.unit.name),
        "practice": lambda row: row.turn.practice,
        "origin": lambda row: folding_key(row.origin.name),
        "applied": lambda row: (row.turn.applied_on is None, row.turn.applied_on or clock.today()),
        "days": lambda row: (row.turn.days_to_apply is None, row.turn.days_to_apply or 0),
    }
    key = keys.get(sort.lstrip("-"))
    return sorted(rows, key=key, reverse=sort.startswith("-")) if key else rows


@acts("practice.read")
def spread_turns_export_view(request: HttpRequest) -> HttpResponse:
    """The turns as they are seen, all pages."""
    spread, standing = queries.spread_for(person(request), wanted_by(request)), _standing(request)
    rows, said = _turn_rows(request, spread)
    chosen = [row for row in rows if not standing or row.turn.standing in STANDINGS_OF[standing]]
    said += [str(TURN_WORDS[standing])] if standing else []
    sheet = printouts.turns_sheet(
        [(row.turn, row.title, row.origin.name, row.unit.name) for row in chosen], said
    )
    content = printouts.spread_workbook([sheet], _("Các lượt nhận"))
    return file_answer(content, f"luot-nhan-{clock.today():%Y-%m-%d}.xlsx")
