"""«Lan tỏa đến đâu»: one screen for a leader, the records behind each mark, the tables, and the workbook."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.core import clock
from lantoa.core.text import folding_key
from lantoa.organisation.access import acts, person
from lantoa.practices import pictures
from lantoa.practices.choices import STANDINGS
from lantoa.practices.printouts import spread as printouts
from lantoa.practices.queries import spread as queries
from lantoa.practices.queries.spread import ALL_YEARS, Place, Spread, SpreadFilter
from lantoa.practices.ring import MOST_NODES, PAPER_INK, STATES, Ring, RingNode, RingThread, draw, grouped
from lantoa.practices.spreading import STANDINGS_OF, Turn, fate
from lantoa.ui.lists import LONGEST_SEARCH, PER_PAGE, Counter, file_answer, narrowed_address

SHOWN_CURVES = 8
PDF = "application/pdf"
ROLE_WORDS = {
    "taking": gettext_lazy("Đã nhận ít nhất một mô hình"),
    "both": gettext_lazy("Vừa cho vừa nhận"),
    "sends": gettext_lazy("Chỉ cho, không nhận"),
    "takes": gettext_lazy("Chỉ nhận, không cho"),
    "neither": gettext_lazy("Không cho, không nhận"),
}
TURN_WORDS = {
    "taken": gettext_lazy("Đã nhận"),
    "in_use": gettext_lazy("Đang áp dụng"),
    **{
        standing: badge.label
        for standing, badge in STANDINGS.items()
        if standing not in ("silent", "originator")
    },
}
FATE_WORDS = {
    "alive": gettext_lazy("còn làm"),
    "ended": gettext_lazy("đã dừng"),
    "silent": gettext_lazy("chưa trả lời"),
}


def _wanted(request: HttpRequest) -> SpreadFilter:
    """The filter in the address; what it cannot mean is left out. `nam` empty is the latest year, «tat-ca» all."""
    get = request.GET
    said = get.get("nam", "")
    year = int(said) if len(said) == 4 and said.isascii() and said.isdigit() else None
    return SpreadFilter(0 if said == ALL_YEARS else year, get.get("linh-vuc", ""), get.get("khoi", ""))


def _base(wanted: SpreadFilter) -> dict[str, str]:
    """The filter as parameters of an address, to be carried on by every mark."""
    year = "" if wanted.year is None else ALL_YEARS if wanted.year == 0 else str(wanted.year)
    said = {"nam": year, "linh-vuc": wanted.field, "khoi": wanted.sector}
    return {name: value for name, value in said.items() if value}


def _address(name: str, wanted: SpreadFilter, **more: str) -> str:
    query = urlencode(_base(wanted) | {key.replace("_", "-"): value for key, value in more.items()})
    return reverse(f"practices:{name}") + (f"?{query}" if query else "")


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
        url = _address("spread_turns", wanted, don_vi=place.code, trang_thai="taken") if wanted else ""
        if wanted and not beads.get(place.id) and sent.get(place.id):
            url = _address("spread_turns", wanted, tu=place.code, trang_thai="taken")
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
            _address(
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
            url = _address("spread_units", narrowed, vai="taking")
            lines.append({"name": name, "taking": taking, "asked": len(own), "url": url})
    return lines


def _curves(spread: Spread, wanted: SpreadFilter, most: int | None) -> list[dict[str, object]]:
    practices = spread.figures.practices[:most]
    top = max((step.in_use for one in spread.figures.practices for step in one.curve), default=1)
    since, today = spread.since or clock.today(), clock.today()
    return [
        {
            "one": one,
            "url": _address("spread_turns", wanted, mo_hinh=one.given.code, trang_thai="in_use"),
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
            "taken_url": _address("spread_turns", wanted, mo_hinh=one.given.code, trang_thai="taken"),
            "verified_url": _address("spread_turns", wanted, mo_hinh=one.given.code, trang_thai="verified"),
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
            "url": _address("spread_units", wanted, vai=role),
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
                    _address("spread_turns", wanted, hoi=f"{one.months}-{name}"),
                )
                for name in FATE_WORDS
            ],
        }
        for one in figures.survival
    ]
    died = [
        (one, _address("spread_turns", wanted, mo_hinh=one.given.code, trang_thai="in_use"))
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
            "taking": _address("spread_units", wanted, vai="taking"),
            "units": _address("spread_units", wanted),
            "turns": _address("spread_turns", wanted, trang_thai="taken"),
            "planned": _address("spread_turns", wanted, trang_thai="planned"),
            "applied": _address("spread_turns", wanted, trang_thai="applied"),
            "in_use": _address("spread_turns", wanted, trang_thai="in_use"),
            "verified": _address("spread_turns", wanted, trang_thai="verified"),
            "tables": _address("spread_tables", wanted),
            "export": _address("spread_export", wanted),
            "pdf": _address("spread_pdf", wanted),
            "screen": _address("spread", wanted),
        },
    }


def request_year(wanted: SpreadFilter, spread: Spread) -> str:
    return ALL_YEARS if spread.year == 0 else str(spread.year)


@acts("practice.read")
def spread_view(request: HttpRequest) -> HttpResponse:
    wanted = _wanted(request)
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
    wanted = _wanted(request)
    spread = queries.spread_for(person(request), wanted)
    flows = [
        {
            "origin": spread.places[origin],
            "unit": spread.places[unit],
            "states": states,
            "total": sum(states.values()),
            "url": _address(
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
            (_("Lan tỏa đến đâu"), _address("spread", wanted)),
            (_("Bảng số liệu"), ""),
        ],
    }
    return render(request, "practices/spread_tables.html", context)


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
    wanted, standing = _wanted(request), _standing(request)
    spread = queries.spread_for(person(request), wanted)
    rows, said = _turn_rows(request, spread)
    strip = [Counter(_("Tất cả"), len(rows), narrowed_address(request, "trang-thai", ""), not standing)]
    for name, words in TURN_WORDS.items():
        count = sum(row.turn.standing in STANDINGS_OF[name] for row in rows)
        if count or name == standing:
            address = narrowed_address(request, "trang-thai", name)
            strip.append(Counter(str(words), count, address, name == standing))
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
        "all_url": _address("spread_turns", wanted),
        "trail": _below(wanted, _("Các lượt nhận")),
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


def _below(wanted: SpreadFilter, title: str) -> list[tuple[str, str]]:
    return [
        (_("Mô hình"), reverse("practices:list")),
        (_("Lan tỏa đến đâu"), _address("spread", wanted)),
        (title, ""),
    ]


@acts("practice.read")
def spread_turns_export_view(request: HttpRequest) -> HttpResponse:
    """The turns as they are seen, all pages."""
    spread, standing = queries.spread_for(person(request), _wanted(request)), _standing(request)
    rows, said = _turn_rows(request, spread)
    chosen = [row for row in rows if not standing or row.turn.standing in STANDINGS_OF[standing]]
    said += [str(TURN_WORDS[standing])] if standing else []
    sheet = printouts.turns_sheet(
        [(row.turn, row.title, row.origin.name, row.unit.name) for row in chosen], said
    )
    content = printouts.spread_workbook([sheet], _("Các lượt nhận"))
    return file_answer(content, f"luot-nhan-{clock.today():%Y-%m-%d}.xlsx")


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
    wanted = _wanted(request)
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
        "base": urlencode(_base(wanted)),
        "kept": [(key, value) for key, value in request.GET.items() if key not in ("q", "page") and value],
        "text": request.GET.get("q", "")[:LONGEST_SEARCH],
        "export_url": _address("spread_export", wanted),
        "trail": _below(wanted, _("Đơn vị cho và nhận")),
    }
    return render(request, "practices/spread_units.html", context)


@acts("practice.read")
def spread_export_view(request: HttpRequest) -> HttpResponse:
    """Every table of the screen, one sheet each."""
    wanted = _wanted(request)
    spread = queries.spread_for(person(request), wanted)
    units = [
        (row.place.name, row.words, row.sent, row.learned_by, row.planned, row.applied, row.verified)
        for row in unit_rows(spread)
    ]
    content = printouts.spread_workbook(
        printouts.spread_sheets(spread, units, _said(spread, wanted)), _("Lan tỏa đến đâu")
    )
    return file_answer(content, f"lan-toa-{clock.today():%Y-%m-%d}.xlsx")


@acts("practice.read")
def spread_pdf_view(request: HttpRequest) -> HttpResponse:
    """One page for the meeting: A4 on its side, every unit named."""
    wanted = _wanted(request)
    spread = queries.spread_for(person(request), wanted)
    picture = ring_of(spread, None, ink=PAPER_INK, names_all=True, font="Be Vietnam Pro").svg
    acting_for = getattr(request, "acting_for", None)
    content = printouts.spread_pdf(
        spread,
        picture,
        str(getattr(acting_for, "unit_name", "") or ""),
        _said(spread, wanted),
        is_sample=queries.is_sample(spread),
    )
    return file_answer(content, f"lan-toa-{clock.today():%Y-%m-%d}.pdf", PDF, inline=True)


def _said(spread: Spread, wanted: SpreadFilter) -> str:
    said = [_("mọi năm") if spread.year == 0 else _("tập năm %(year)s") % {"year": spread.year}]
    said += [spread.fields[wanted.field]] if wanted.field in spread.fields else []
    said += [spread.sectors[wanted.sector]] if wanted.sector in spread.sectors else []
    return ", ".join(said)
