"""The review on a leader's desk: key figures as they were last frozen, each with the page that opens it."""

from dataclasses import dataclass

from lantoa.accounts.models import User
from lantoa.conferences.figures import Figure
from lantoa.conferences.models import Conference, Edition
from lantoa.conferences.queries.reviews import (
    conferences_visible_to,
    edition_of,
    frozen_figures,
    reviewing_years,
)
from lantoa.desk.addresses import address
from lantoa.organisation import access

KEY_FIGURES = (
    "units.direct",
    "practices.recognised",
    "practices.recognised.last_year",
    "practices.in_booklet",
    "replication.units_taking_up",
    "replication.units_silent",
)


@dataclass(frozen=True)
class KeyFigure:
    figure: Figure
    url: str


@dataclass(frozen=True)
class Review:
    """The conference held last or next, and its figures; `edition` None and no figures while nothing is frozen."""

    conference: Conference
    url: str
    edition: Edition | None
    figures: tuple[KeyFigure, ...]


def review_of(user: User) -> Review | None:
    """The newest review of a directive the person may read; None without one, or without the right. Two statements."""
    if not access.holds_somewhere(user, "conference.read"):
        return None
    conference = reviewing_years(conferences_visible_to(user)).first()
    if conference is None:
        return None
    edition = edition_of(conference)
    found = frozen_figures(edition) if edition else {}
    figures = tuple(
        KeyFigure(found[key], address("conferences:figure", conference.code, key))
        for key in KEY_FIGURES
        if key in found
    )
    return Review(conference, address("conferences:detail", conference.code), edition, figures)
