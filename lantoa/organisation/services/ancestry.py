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


def spans_of(versions: Iterable[UnitVersion]) -> dict[uuid.UUID, list[tuple[Span, uuid.UUID | None]]]:
    """Per unit: its ranges and the parent during each, in order of time."""
    found: dict[uuid.UUID, list[tuple[Span, uuid.UUID | None]]] = defaultdict(list)
    for version in versions:
        found[version.unit_id].append((Span(version.valid.lower, version.valid.upper), version.parent_id))
    for rows in found.values():
        rows.sort(key=lambda row: row[0].start or date.min)
    return found


def closure(spans: dict[uuid.UUID, list[tuple[Span, uuid.UUID | None]]]) -> dict[uuid.UUID, dict[Link, list[Span]]]:
    """For each unit, when each ancestor stood how far above it. Refuses a cycle on any day."""
    done: dict[uuid.UUID, dict[Link, list[Span]]] = {}
    active: set[uuid.UUID] = set()

    def links(unit: uuid.UUID) -> dict[Link, list[Span]]:
        if unit in done:
            return done[unit]
        if unit in active:
            raise Refused(_("Đơn vị không thể trực thuộc chính mình hoặc đơn vị cấp dưới của mình."))
        active.add(unit)
        found: dict[Link, list[Span]] = defaultdict(list)
        for span, parent in spans.get(unit, []):
            found[(unit, 0)].append(span)
            if parent is None:
                continue
            for (ancestor, depth), above in links(parent).items():
                met = (span.meet(one) for one in above)
                found[(ancestor, depth + 1)].extend(one for one in met if one is not None)
        active.discard(unit)
        done[unit] = {link: _joined(rows) for link, rows in found.items()}
        return done[unit]

    for unit in spans:
        links(unit)
    return done


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
    """Recompute the closure of these units and of everything that ever stood below them, in place."""
    touched = set(unit_ids)
    touched |= set(Ancestry.objects.filter(ancestor__in=touched).values_list("descendant", flat=True))
    grown = -1
    while grown != len(touched):  # units newly hung below, which have no closure rows yet
        grown = len(touched)
        touched |= set(UnitVersion.objects.filter(parent__in=touched).values_list("unit", flat=True))
    above = set(UnitVersion.objects.filter(unit__in=touched).exclude(parent=None).values_list("parent", flat=True)) - touched
    needed = touched | above
    while above:
        above = set(UnitVersion.objects.filter(unit__in=above).exclude(parent=None).values_list("parent", flat=True)) - needed
        needed |= above
    links = closure(spans_of(UnitVersion.objects.filter(unit__in=needed)))
    Ancestry.objects.filter(descendant__in=touched).delete()
    Ancestry.objects.bulk_create(
        [
            Ancestry(ancestor_id=ancestor, descendant_id=unit, depth=depth, valid=DateRange(span.start, span.end))
            for unit in touched
            for (ancestor, depth), spans in links.get(unit, {}).items()
            for span in spans
        ],
        batch_size=5000,
    )
