"""Conferences: the review as it will be printed, every number opening to its records, and the files of the pack."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from lantoa.attachments.queries import content_of
from lantoa.conferences.choices import FILE_NAMES, MEDIA_TYPES, ConferenceKind, ItemKind, PackState
from lantoa.conferences.figures import Figure, figure_of, figures_of
from lantoa.conferences.models import Conference, Edition
from lantoa.conferences.panels import open_figure
from lantoa.conferences.permissions import can_freeze, can_make_pack
from lantoa.conferences.printouts.report import review_report
from lantoa.conferences.printouts.screen import paper_of
from lantoa.conferences.printouts.sources import sources_of
from lantoa.conferences.queries import reviews as queries
from lantoa.conferences.queries.conclusions import listed_conferences
from lantoa.conferences.services import editions as services
from lantoa.conferences.views.frame import badge_of, head_of
from lantoa.conferences.views.quarters import quarter_page
from lantoa.core.errors import NotFound
from lantoa.organisation.access import SignedInRequest, acts, holds_somewhere, require
from lantoa.ui.lists import file_answer, narrowed_address

OPENED_FIRST = "practices.recognised"


@acts("conclusion.read")
def conference_list(request: SignedInRequest) -> HttpResponse:
    """/hoi-nghi/: ?van-ban= code of a directive that they carry out; ?loai= their kind. Units see those that have concluded."""
    get = request.GET
    code, kind = get.get("van-ban", "")[:20], get.get("loai", "")
    rows: QuerySet[Any] = listed_conferences(
        request.user, directive=code, kind=kind if kind in ConferenceKind.values else ""
    )
    shown = {
        "rows": [(one, badge_of(one), one.whole) for one in rows],
        "directive": code,
        "kinds": [
            (str(label), narrowed_address(request, "loai", value), value == kind) for value, label in _kinds()
        ],
        "is_narrowed": bool(code or kind),
        "may_plan": holds_somewhere(request.user, "conference.plan"),
    }
    return render(request, "conferences/list.html", shown)


def _kinds() -> list[tuple[str, str]]:
    """As the switch names them: short enough for a phone."""
    short = {ConferenceKind.QUARTERLY.value: _("Theo quý")}
    return [("", _("Tất cả")), *((one.value, short.get(one.value, str(one.label))) for one in ConferenceKind)]


@acts("conference.read")
def conference_page(request: SignedInRequest, code: str) -> HttpResponse:
    """The newest edition (or the live figures where nothing is frozen yet) as it will be printed; else the quarter's review."""
    conference = queries.get_conference(request.user, code)
    if not conference.reviews_years:
        return quarter_page(request, conference)
    edition = queries.edition_of(conference)
    with translation.override("vi"):
        live = figures_of(conference)
        figures = queries.frozen_figures(edition) if edition else live
        paper = paper_of(review_report(sources_of(conference, figures)))
        opened = figures.get(OPENED_FIRST)
        both = queries.views_of(request.user, conference, opened) if opened else None
    changed = queries.differences(edition, live) if edition else {}
    standing = not conference.is_cancelled
    return render(
        request,
        "conferences/detail.html",
        {
            **head_of(request.user, conference, "detail"),
            "edition": edition,
            "paper": paper,
            "changed": changed,
            "agreeing": len(figures) - len(changed),
            "figures": figures,
            "panel": _panel(request, conference, figures, OPENED_FIRST),
            "views": both,
            "may_freeze": standing and can_freeze(request.user, conference),
            **_pack_context(request, conference, edition),
        },
    )


def _review(request: SignedInRequest, code: str, act: str = "conference.read") -> Conference:
    """Of those that have figures and papers."""
    conference = queries.get_conference(request.user, code, act)
    if not conference.reviews_years:
        raise NotFound()
    return conference


@acts("figure.open")
def figure_panel(request: SignedInRequest, code: str, key: str) -> HttpResponse:
    """What a number is made of: a fragment beside the paper, or a page of its own without scripts."""
    conference = _review(request, code, "figure.open")
    edition = queries.edition_of(conference)
    figures = queries.frozen_figures(edition) if edition else figures_of(conference)
    if key not in figures:
        raise NotFound()
    with translation.override("vi"):
        both = queries.views_of(request.user, conference, figures[key])
    restated = both.restated if request.GET.get("cay") == "hien-nay" else None
    shown = figures if restated is None else {**figures, key: restated}
    context = {
        "conference": conference,
        "edition": edition,
        "views": both,
        "is_restated": restated is not None,
        "panel": _panel(request, conference, shown, key),
    }
    if edition and restated is None:
        with translation.override("vi"):
            live = figure_of(conference, key)
        context["changed"] = queries.differences(edition, {key: live} if live else {}).get(key)
    template = "conferences/_panel.html" if request.htmx else "conferences/figure.html"
    return render(request, template, context)


def _panel(request: SignedInRequest, conference: Conference, figures: dict[str, Figure], key: str) -> object:
    figure = figures[key]
    last = str(conference.last_year)
    default = last if any(part.label == last for part in figure.parts) else ""
    return open_figure(request.user, figure, request.GET.get("phan", default), node=conference.unit_id)


@acts(post="edition.freeze", takes=())
def freeze(request: SignedInRequest, code: str) -> HttpResponse:
    conference = _review(request, code)
    require(can_freeze(request.user, conference))
    before = queries.edition_of(conference)
    edition = services.freeze_edition(actor=request.user, conference=conference)
    if before is not None and before.pk == edition.pk:
        messages.info(
            request, _("Số liệu không đổi so với bản chốt lần %(number)s.") % {"number": edition.number}
        )
    else:
        messages.success(request, _("Đã chốt số liệu lần %(number)s.") % {"number": edition.number})
    return redirect("conferences:detail", code=conference.code)


@acts(post="pack.make", takes=())
def ask_for_pack(request: SignedInRequest, code: str) -> HttpResponse:
    conference = _review(request, code)
    require(can_make_pack(request.user, conference))
    services.ask_for_pack(actor=request.user, conference=conference)
    if request.htmx:
        return render(request, "conferences/_pack.html", _pack_context(request, conference, None))
    return redirect("conferences:detail", code=conference.code)


@acts("conference.read")
def pack_progress(request: SignedInRequest, code: str) -> HttpResponse:
    conference = _review(request, code)
    return render(request, "conferences/_pack.html", _pack_context(request, conference, None))


def _pack_context(
    request: SignedInRequest, conference: Conference, edition: Edition | None
) -> dict[str, object]:
    edition = edition or queries.edition_of(conference)
    pack = queries.latest_pack(edition) if edition else None
    items = {item.kind: item for item in pack.items.all()} if pack else {}
    return {
        "conference": conference,
        "pack": pack,
        "pack_running": pack is not None and pack.state in {PackState.QUEUED, PackState.MAKING},
        "pack_failed": pack is not None and pack.state == PackState.FAILED,
        "files": [
            {"kind": kind, "label": kind.label, "name": FILE_NAMES[kind], "item": items.get(kind)}
            for kind in ItemKind
        ],
        "may_make": can_make_pack(request.user, conference) and not conference.is_cancelled,
    }


@acts("pack.download")
def download(request: SignedInRequest, code: str, kind: str) -> HttpResponse:
    item = queries.get_item(request.user, code, kind)
    return file_answer(content_of(item.file), FILE_NAMES[item.kind], MEDIA_TYPES[item.kind])
