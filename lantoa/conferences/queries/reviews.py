"""Conferences, their editions and packs, as each person may see them."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from lantoa.accounts.models import User
from lantoa.conferences.choices import ConferenceKind
from lantoa.conferences.figures import Figure, can_restate, restated_figure
from lantoa.conferences.models import Conference, Edition, Pack, PackItem
from lantoa.core.errors import NotFound
from lantoa.organisation import access
from lantoa.organisation.models import Unit, UnitVersion
from lantoa.organisation.queries.lineage import (
    PlacementKind,
    has_moved_since,
    past_units_in_scope,
    placements,
)
from lantoa.organisation.queries.units import named_on


def conferences_visible_to(user: User, act: str = "conference.read") -> QuerySet[Conference]:
    """Of one's units, and of those whose past one has received; `unit_name` is the one of the day it was held."""
    rows = Conference.objects.filter(unit__in=past_units_in_scope(user, act).values("pk"))
    return with_unit_name(rows).order_by("-held_on", "-code")


def with_unit_name(rows: QuerySet[Conference]) -> QuerySet[Conference]:
    """`unit_name` as of the day it is held; with unit, directive and report at hand."""
    then = UnitVersion.objects.filter(unit=OuterRef("unit"), valid__contains=OuterRef("held_on"))
    return rows.select_related("unit", "directive", "report__type", "conclusion").annotate(
        unit_name=Subquery(then.values("short_name")[:1])
    )


def reviewing_years(rows: QuerySet[Conference]) -> QuerySet[Conference]:
    """Those that have frozen figures and papers: reviews of a directive that were not called off."""
    return rows.exclude(kind=ConferenceKind.QUARTERLY).filter(cancelled_at=None)


def get_conference(user: User, code: str, act: str = "conference.read") -> Conference:
    found = conferences_visible_to(user, act).filter(code=code).first()
    if found is None:
        raise NotFound()
    return found


def conference_by_code(code: str) -> Conference:
    """For jobs and the command line; NotFound if there is none."""
    found = Conference.objects.select_related("unit", "directive", "report__type").filter(code=code).first()
    if found is None:
        raise NotFound()
    return found


def latest_conference() -> Conference:
    """The review of a directive held last; NotFound in a database without any."""
    rows = Conference.objects.select_related("unit", "directive", "report__type")
    found = reviewing_years(rows).order_by("-held_on").first()
    if found is None:
        raise NotFound()
    return found


def editions_of(conference: Conference) -> QuerySet[Edition]:
    """Newest first."""
    return Edition.objects.filter(conference=conference).order_by("-number")


def edition_of(conference: Conference, number: int | None = None) -> Edition | None:
    """The edition of that number, or the newest; None where nothing was frozen yet."""
    editions = editions_of(conference)
    return (editions if number is None else editions.filter(number=number)).first()


def frozen_figures(edition: Edition) -> dict[str, Figure]:
    """The figures of an edition by key, in printed order."""
    return {stored["key"]: Figure.from_dict(stored) for stored in edition.figures}


def latest_pack(edition: Edition) -> Pack | None:
    return Pack.objects.filter(edition=edition).prefetch_related("items__file").order_by("-asked_at").first()


def get_item(user: User, code: str, kind: str) -> PackItem:
    """The newest finished file of that kind of a conference; NotFound if there is none or it is out of sight."""
    conference = get_conference(user, code, "pack.download")
    found = (
        PackItem.objects.filter(pack__edition__conference=conference, kind=kind)
        .select_related("file")
        .order_by("-pack__asked_at")
        .first()
    )
    if found is None:
        raise NotFound()
    return found


def figures_json(figures: list[dict[str, Any]]) -> bytes:
    """figures.json: the same figures give the same bytes; no clock, path or random key is in it."""
    return (json.dumps(figures, ensure_ascii=False, indent=1) + "\n").encode()


def differences(edition: Edition, live: dict[str, Figure]) -> dict[str, tuple[Figure, Figure]]:
    """Figures whose value has changed since the edition was frozen: key → (frozen, live)."""
    frozen = frozen_figures(edition)
    return {
        key: (figure, live[key])
        for key, figure in frozen.items()
        if key in live and (live[key].text != figure.text or live[key].codes != figure.codes)
    }


@dataclass(frozen=True)
class FigureViews:
    """A figure in its two views. `restated` None where it has none: not added up over the tree, or nothing has happened since.

    `node` is the unit of today's tree at which the past is read, named; `ended` says that it is not the conference's unit itself.
    """

    reported: Figure
    restated: Figure | None = None
    node: Unit | None = None
    ended: bool = False

    @property
    def agree(self) -> bool:
        """Both views count the same records and give the same value."""
        other = self.restated
        return other is not None and (other.value, other.codes) == (self.reported.value, self.reported.codes)


def views_of(user: User, conference: Conference, figure: Figure) -> FigureViews:
    """The figure of the review beside its restated twin, as far as the person may read that on today's tree."""
    if not can_restate(figure) or not has_moved_since(date(conference.first_year, 1, 1)):
        return FigureViews(figure)
    placement = placements([conference.unit_id])[conference.unit_id]
    if placement.unit_id is None:
        return FigureViews(figure)
    scope = access.units_in_scope(user, "figure.open")
    node = named_on(scope.filter(pk=placement.unit_id)).first()
    if node is None:
        return FigureViews(figure)
    ended = placement.kind != PlacementKind.SAME
    return FigureViews(figure, restated_figure(conference, figure.key, node), node, ended)
