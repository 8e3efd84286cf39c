"""Keep the dated closure of the tree equal to what the versions say."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from lantoa.core.errors import Refused
from lantoa.organisation.models import Ancestry, UnitVersion
from lantoa.organisation.services import pasts


class Span(NamedTuple):
    """A half-open range of days; None is open."""

    start: date | None
    end: date | None

    def meet(self, other: "Span") -> "Span | None":
        start = max(self.start or date.min, other.start or date.min)
        end = min(self.end or date.max, other.end or date.max)
        if start >= end:
            return None
        return Span(None if start == date.min else start, None if end == date.max else end)


Link = tuple[uuid.UUID, int]  # ancestor, depth
Spans = dict[
    uuid.UUID, list[tuple[Span, uuid.UUID | None]]
]  # per unit: its ranges and the parent during each


def spans_of(versions: Iterable[UnitVersion]) -> Spans:
    """The versions as plain ranges, in order of time."""
    found: Spans = defaultdict(list)
    for version in versions:
        found[version.unit_id].append((Span(version.valid.lower, version.valid.upper), version.parent_id))
    for rows in found.values():
        rows.sort(key=lambda row: row[0].start or date.min)
    return found


def closure(spans: Spans) -> dict[uuid.UUID, dict[Link, list[Span]]]:
    """For each unit, when each ancestor stood how far above it. Refuses a cycle on any day.

    Two units may stand one above the other and, on other days, the other way round: only the same day makes a cycle.
    """
    found: dict[uuid.UUID, dict[Link, list[Span]]] = {}
    for unit in spans:
        rows: dict[Link, list[Span]] = defaultdict(list)
        _climb(spans, (unit,), Span(None, None), rows)
        found[unit] = {link: _joined(one) for link, one in rows.items()}
    return found


def _climb(spans: Spans, path: tuple[uuid.UUID, ...], within: Span, found: dict[Link, list[Span]]) -> None:
    """Add what stood above the first of `path` by way of all of it, on the days of `within`."""
    for span, parent in spans.get(path[-1], []):
        met = span.meet(within)
        if met is None:
            continue
        found[(path[-1], len(path) - 1)].append(met)
        if parent is None:
            continue
        if parent in path:
            raise Refused(_("Đơn vị không thể trực thuộc chính mình hoặc đơn vị cấp dưới của mình."))
        _climb(spans, (*path, parent), met, found)


def _joined(spans: list[Span]) -> list[Span]:
    """Ranges that touch become one."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda one: one.start or date.min):
        if joined and joined[-1].end is not None and joined[-1].end == span.start:
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def rebuild(unit_ids: Iterable[uuid.UUID]) -> None:
    """Recompute the closure of these units and of everything that ever stood below them, in place, and who reads their past."""
    touched = set(unit_ids)
    pasts.rebuild(touched)
    touched |= set(Ancestry.objects.filter(ancestor__in=touched).values_list("descendant", flat=True))
    grown = -1
    while grown != len(touched):  # units newly hung below, which have no closure rows yet
        grown = len(touched)
        touched |= set(UnitVersion.objects.filter(parent__in=touched).values_list("unit", flat=True))
    above = (
        set(
            UnitVersion.objects.filter(unit__in=touched).exclude(parent=None).values_list("parent", flat=True)
        )
        - touched
    )
    needed = touched | above
    while above:
        above = (
            set(
                UnitVersion.objects.filter(unit__in=above)
                .exclude(parent=None)
                .values_list("parent", flat=True)
            )
            - needed
        )
        needed |= above
    links = closure(spans_of(UnitVersion.objects.filter(unit__in=needed)))
    Ancestry.objects.filter(descendant__in=touched).delete()
    Ancestry.objects.bulk_create(
        [
            Ancestry(
                ancestor_id=ancestor, descendant_id=unit, depth=depth, valid=DateRange(span.start, span.end)
            )
            for unit in touched
            for (ancestor, depth), spans in links.get(unit, {}).items()
            for span in spans
        ],
        batch_size=5000,
    )
