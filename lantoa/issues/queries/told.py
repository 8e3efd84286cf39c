"""What stands beside matters wherever they are listed: what they came from, what was added to them, and those of one origin."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.reference import Reference
from lantoa.directives.queries.directives import directives_visible_to
from lantoa.issues.choices import OPEN, IssueState, StepKind
from lantoa.issues.models import IssueStep, PressingIssue
from lantoa.issues.origins import Origin, opened_each
from lantoa.issues.queries.issues import IssueFilter, is_overdue, issues_visible_to, listed
from lantoa.issues.wording import who_label
from lantoa.organisation.access import holds_somewhere
from lantoa.ui.badges import Badge

MOST_SHOWN = 10


def origins_of(user: User, rows: Sequence[PressingIssue]) -> Mapping[uuid.UUID, Origin]:
    """Matter → what it came from, where this reader may open that. One statement for directives and one for each kind of origin,
    however many rows; none of a kind that no row has."""
    directives = {row.directive_id for row in rows if row.directive_id is not None}
    named = {
        one.pk: Origin(one.short_label, reverse("directives:directive", args=[one.code]))
        for one in (directives_visible_to(user).filter(pk__in=directives) if directives else ())
    }
    others = opened_each(user, {row.origin for row in rows if row.origin is not None})
    found: dict[uuid.UUID, Origin] = {}
    for row in rows:
        if row.directive_id in named:
            found[row.pk] = named[row.directive_id]
        elif row.origin in others:
            found[row.pk] = others[row.origin]
    return found


def additions_of(issues: Collection[uuid.UUID]) -> Mapping[uuid.UUID, list[IssueStep]]:
    """Matter → what was added to its words, in their order. One statement."""
    found: dict[uuid.UUID, list[IssueStep]] = {}
    for step in IssueStep.objects.filter(issue__in=issues, kind=StepKind.ADDED).order_by("number"):
        found.setdefault(step.issue_id, []).append(step)
    return found


@dataclass(frozen=True)
class TiedIssue:
    """One matter as a page of another room tells it."""

    code: str
    title: str
    theme: str
    who: str
    due_on: date | None
    badge: Badge
    is_overdue: bool


@dataclass(frozen=True)
class Tied:
    """The matters that came from one thing, as this reader may see them: the first of them, and how many of all are open, of
    these late, and solved. `url`: the whole list."""

    rows: Sequence[TiedIssue]
    count: int
    open: int
    overdue: int
    closed: int
    url: str

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


def tied_to(user: User, origin: Reference) -> Tied | None:
    """None for who reads no matters. Two statements."""
    if not holds_somewhere(user, "issue.read"):
        return None
    counts: dict[str, Any] = (
        issues_visible_to(user)
        .filter(origin_kind=origin.kind, origin_id=origin.id)
        .order_by()
        .aggregate(
            count=Count("pk"),
            open=Count("pk", filter=Q(state__in=OPEN)),
            overdue=Count("pk", filter=is_overdue(clock.today())),
            closed=Count("pk", filter=Q(state=IssueState.CLOSED)),
        )
    )
    rows = [
        TiedIssue(
            row.code,
            row.title,
            row.theme_name,
            who_label(row),
            row.due_on if row.is_with_owner else None,
            IssueState(row.state).badge,
            row.is_overdue,
        )
        for row in listed(user, IssueFilter(origin=origin))[:MOST_SHOWN]
    ]
    return Tied(rows, url=f"{reverse('issues:list')}?{urlencode({'nguon': origin.id})}", **counts)
