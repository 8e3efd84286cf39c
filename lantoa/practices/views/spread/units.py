"""Units that only send, only take, both, neither."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lantoa.core.text import folding_key
from lantoa.organisation.access import acts, person
from lantoa.practices.queries import spread as queries
from lantoa.practices.queries.spread import Place, Spread
from lantoa.practices.ring import STATES
from lantoa.practices.views.spread.addresses import (
    ROLE_WORDS,
    address,
    base_of,
    trail_below,
    wanted_by,
)
from lantoa.ui.lists import LONGEST_SEARCH, PER_PAGE, Counter, narrowed_address


@dataclass(frozen=True)
class UnitRow:
    """One unit as the list shows it: what it sends and what it takes."""

    place: Place
    role: str
    sent: int
    learned_by: int
    planned: int
    applied: int
    verified: int

    @property
    def words(self) -> str:
        return str(ROLE_WORDS[self.role])


def unit_rows(spread: Spread) -> list[UnitRow]:
    """Every unit asked, and every origin, in official order by the ring."""
    rows = []
    for unit, place in spread.places.items():
        role = spread.figures.roles.get(unit)
        if role is None:
            continue
        taken = dict.fromkeys(STATES, 0)
        learned_by = set()
        for (origin, taker), states in spread.figures.flows.items():
            if taker == unit:
                for state, count in states.items():
                    taken[state] += count
            if origin == unit:
                learned_by.add(taker)
        sent = sum(one.origin == unit for one in spread.given.values())
        rows.append(UnitRow(place, role, sent, len(learned_by), **taken))
    return rows


def _is_in_role(row: UnitRow, role: str, spread: Spread) -> bool:
    return row.place.id in spread.figures.units_taking if role == "taking" else row.role == role


@acts("practice.read")
def spread_units_view(request: HttpRequest) -> HttpResponse:
    """Units that only send, only take, both, neither."""
    wanted = wanted_by(request)
    spread = queries.spread_for(person(request), wanted)
    role = request.GET.get("vai", "")
    role = role if role in ROLE_WORDS else ""
    words = folding_key(request.GET.get("q", "")[:LONGEST_SEARCH]).split()
    rows = [
        row
        for row in unit_rows(spread)
        if all(word in folding_key(f"{row.place.name} {row.place.code}") for word in words)
    ]
    strip = [Counter(_("Tất cả"), len(rows), narrowed_address(request, "vai", ""), not role)]
    for name, label in ROLE_WORDS.items():
        count = sum(_is_in_role(row, name, spread) for row in rows)
        strip.append(Counter(str(label), count, narrowed_address(request, "vai", name), name == role))
    chosen = [row for row in rows if not role or _is_in_role(row, role, spread)]
    context = {
        "page": Paginator(chosen, PER_PAGE).get_page(request.GET.get("page")),
        "counters": strip,
        "wanted": wanted,
        "base": urlencode(base_of(wanted)),
        "kept": [(key, value) for key, value in request.GET.items() if key not in ("q", "page") and value],
        "text": request.GET.get("q", "")[:LONGEST_SEARCH],
        "export_url": address("spread_export", wanted),
        "trail": trail_below(wanted, _("Đơn vị cho và nhận")),
    }
    return render(request, "practices/spread_units.html", context)
