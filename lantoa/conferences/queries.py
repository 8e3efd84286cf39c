"""Conferences, their editions and packs, as each person may see them."""

import json
from typing import Any

from django.db.models import QuerySet

from lantoa.accounts.models import User
from lantoa.conferences.figures import Figure
from lantoa.conferences.models import Conference, Edition, Pack, PackItem
from lantoa.core.errors import NotFound
from lantoa.organisation import access
from lantoa.organisation.queries.units import short_name_on


def conferences_visible_to(user: User, act: str = "conference.read") -> QuerySet[Conference]:
    return (
        Conference.objects.filter(unit__in=access.units_in_scope(user, act))
        .select_related("unit", "directive", "report__type")
        .annotate(unit_name=short_name_on("unit"))
        .order_by("-held_on")
    )


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
    """The conference held last; NotFound in a database without any."""
    found = (
        Conference.objects.select_related("unit", "directive", "report__type").order_by("-held_on").first()
    )
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
