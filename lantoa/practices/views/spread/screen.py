"""«Lan tỏa đến đâu»: one screen for a leader, and the same in tables."""

import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.organisation.access import acts, person
from lantoa.practices import pictures
from lantoa.practices.queries import spread as queries
from lantoa.practices.queries.spread import ALL_YEARS, Place, Spread, SpreadFilter
from lantoa.practices.ring import MOST_NODES, STATES, Ring, RingNode, RingThread, draw, grouped
from lantoa.practices.views.spread.addresses import (
    FATE_WORDS,
    ROLE_WORDS,
    address,
    wanted_by,
)

SHOWN_CURVES = 8


def ring_of(spread: Spread, wanted: SpreadFilter | None, **looks: Any) -> Ring:
    """The picture; without `wanted` nothing in it is a link. Units beyond what one ring holds stand under the one above them."""
    places, flows = spread.places, spread.figures.flows
    beads: dict[uuid.UUID, dict[str, int]] = {}
    for (_origin, unit), states in flows.items():
        for state, count in states.items():
            own = beads.setdefault(unit, {})
            own[state] = own.get(state, 0) + count
    sent: dict[uuid.UUID, int] = {}
    for one in spread.given.values():
        sent[one.origin] = sent.get(one.origin, 0) + 1

    def node(place: Place) -> RingNode:
        url = address("spread_turns", wanted, don_vi=place.code, trang_thai="taken") if wanted else ""
        if wanted and not beads.get(place.id) and sent.get(place.id):
            url = address("spread_turns", wanted, tu=place.code, trang_thai="taken")
        name = place.name
        return RingNode(
            str(place.id), name, place.sector, beads.get(place.id, {}), sent.get(place.id, 0), url
        )

    on_ring = [place for place in places.values() if place.id in spread.asked or place.id in sent]
    nodes = [node(place) for place in on_ring]
    threads = []
    for (origin, unit), states in flows.items():
        best = max(states, key=STATES.index)
        words = _("%(origin)s → %(unit)s: %(count)s mô hình") % {
            "origin": places[origin].name,
            "unit": places[unit].name,
            "count": sum(states.values()),
        }
        url = (
            address(
                "spread_turns", wanted, tu=places[origin].code, don_vi=places[unit].code, trang_thai="taken"
            )
            if wanted
            else ""
        )
        threads.append(RingThread(str(origin), str(unit), best, words, url))
    if len(nodes) > MOST_NODES:
        nodes, threads = grouped(nodes, threads, _above(spread))
    sectors = [*spread.sectors, queries.OTHER]
    return draw(nodes, threads, sectors, _("Các đơn vị đã học nhau thế nào"), **looks)


def _above(spread: Spread) -> Callable[[str], RingNode]:
    by_key = {str(place.id): place for place in spread.places.values()}

    def above(key: str) -> RingNode:
        place = by_key[key]
        parent = by_key.get(str(place.parent))
        if parent is not None:
            return RingNode(str(parent.id), parent.name, place.sector, {})
        sector = spread.sectors.get(place.sector, _("Khác"))
        return RingNode(f"{place.parent}-{place.sector}", sector, place.sector, {})

    return above


def _sector_lines(spread: Spread, wanted: SpreadFilter) -> list[dict[str, object]]:
    """Of each sector: how many of its units took something up."""
    lines = []
    for code, name in [*spread.sectors.items(), (queries.OTHER, _("Chưa xếp khối"))]:
        own = [unit for unit in spread.asked if spread.places[unit].sector == code]
        if own:
            taking = sum(unit in spread.figures.units_taking for unit in own)
            narrowed = SpreadFilter(wanted.year, wanted.field, code)
            url = address("spread_units", narrowed, vai="taking")
            lines.append({"name": name, "taking": taking, "asked": len(own), "url": url})
    return lines


def _curves(spread: Spread, wanted: SpreadFilter, most: int | None) -> list[dict[str, object]]:
    practices = spread.figures.practices[:most]
    top = max((step.in_use for one in spread.figures.practices for step in one.curve), default=1)
    since, today = spread.since or clock.today(), clock.today()
    return [
        {
            "one": one,
            "url": address("spread_turns", wanted, mo_hinh=one.given.code, trang_thai="in_use"),
            "picture": pictures.steps_picture(one.curve, since, today, top),
            "origin": spread.places[one.given.origin].name,
        }
        for one in practices
    ]


def _little(spread: Spread, wanted: SpreadFilter) -> list[dict[str, object]]:
    rows = spread.figures.little_effect
    top = max((one.taken for one in rows), default=1)
    return [
        {
            "one": one,
            "taken_url": address("spread_turns", wanted, mo_hinh=one.given.code, trang_thai="taken"),
            "verified_url": address("spread_turns", wanted, mo_hinh=one.given.code, trang_thai="verified"),
            "width": round(one.taken / top * 200, 1),
            "proved": round(one.verified / top * 200, 1),
        }
        for one in rows
    ]


def _context(spread: Spread, wanted: SpreadFilter) -> dict[str, object]:
    figures = spread.figures
    roles = [
        {
            "label": words,
            "count": sum(role == own for own in figures.roles.values()),
            "url": address("spread_units", wanted, vai=role),
        }
        for role, words in ROLE_WORDS.items()
        if role != "taking"
    ]
    fates = [
        {
            "one": one,
            "marks": [
                (
                    FATE_WORDS[name],
                    getattr(one, name),
                    address("spread_turns", wanted, hoi=f"{one.months}-{name}"),
                )
                for name in FATE_WORDS
            ],
        }
        for one in figures.survival
    ]
    died = [
        (one, address("spread_turns", wanted, mo_hinh=one.given.code, trang_thai="in_use"))
        for one in figures.died_at_home
    ]
    fields = [
        (
            one,
            spread.fields.get(one.code, one.code),
            f"{reverse('practices:list')}?{urlencode({'linh-vuc': one.code})}",
        )
        for one in figures.fields
    ]
    return {
        "spread": spread,
        "figures": figures,
        "wanted": wanted,
        "year_said": request_year(wanted, spread),
        "planned": figures.counts.get("planned", 0),
        "applied": figures.counts.get("applied", 0),
        "verified": figures.counts.get("verified", 0),
        "none_taken": len(spread.asked - figures.units_taking),
        "sectors": _sector_lines(spread, wanted),
        "roles": roles,
        "fates": fates,
        "died": died,
        "fields": fields,
        "stuck": [row for row in fields if row[0].registered and not row[0].travelled],
        "taken_at": clock.now(),
        "urls": {
            "taking": address("spread_units", wanted, vai="taking"),
            "units": address("spread_units", wanted),
            "turns": address("spread_turns", wanted, trang_thai="taken"),
            "planned": address("spread_turns", wanted, trang_thai="planned"),
            "applied": address("spread_turns", wanted, trang_thai="applied"),
            "in_use": address("spread_turns", wanted, trang_thai="in_use"),
            "verified": address("spread_turns", wanted, trang_thai="verified"),
            "tables": address("spread_tables", wanted),
            "export": address("spread_export", wanted),
            "pdf": address("spread_pdf", wanted),
            "screen": address("spread", wanted),
        },
    }


def request_year(wanted: SpreadFilter, spread: Spread) -> str:
    return ALL_YEARS if spread.year == 0 else str(spread.year)


@acts("practice.read")
def spread_view(request: HttpRequest) -> HttpResponse:
    wanted = wanted_by(request)
    spread = queries.spread_for(person(request), wanted)
    context = _context(spread, wanted) | {
        "ring": ring_of(spread, wanted),
        "curves": _curves(spread, wanted, SHOWN_CURVES),
        "little": _little(spread, wanted),
        "trail": [(_("Mô hình"), reverse("practices:list")), (_("Lan tỏa đến đâu"), "")],
    }
    return render(request, "practices/spread.html", context)


@acts("practice.read")
def spread_tables_view(request: HttpRequest) -> HttpResponse:
    """The same in tables: what the pictures show, to be read and sorted out by number."""
    wanted = wanted_by(request)
    spread = queries.spread_for(person(request), wanted)
    flows = [
        {
            "origin": spread.places[origin],
            "unit": spread.places[unit],
            "states": states,
            "total": sum(states.values()),
            "url": address(
                "spread_turns",
                wanted,
                tu=spread.places[origin].code,
                don_vi=spread.places[unit].code,
                trang_thai="taken",
            ),
        }
        for (origin, unit), states in spread.figures.flows.items()
    ]
    flows.sort(key=lambda row: -row["total"])  # type: ignore[operator]
    context = _context(spread, wanted) | {
        "curves": _curves(spread, wanted, None),
        "flows": flows,
        "trail": [
            (_("Mô hình"), reverse("practices:list")),
            (_("Lan tỏa đến đâu"), address("spread", wanted)),
            (_("Bảng số liệu"), ""),
        ],
    }
    return render(request, "practices/spread_tables.html", context)
