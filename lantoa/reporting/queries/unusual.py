"""Figures of a collection that somebody should look at again: far from the unit's own past, or from units of its kind.

They may all be right. They stand in the order of the sheet and of the units, and nothing counts or ranks who has how many.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from lantoa.core.periods import Period
from lantoa.core.text import folding_key
from lantoa.organisation.models import Ancestry, Unit, UnitVersion
from lantoa.organisation.queries.units import short_name_on
from lantoa.reporting.choices import LineKind, SubmissionState
from lantoa.reporting.models import Collection, Line, Submission
from lantoa.reporting.queries.collections import obligations_under
from lantoa.reporting.queries.sheets import Shape, shape_of
from lantoa.reporting.queries.submissions import counted
from lantoa.reporting.unusual import Peers, Usual, far_from_past

LARGEST_COMPARED = 5000  # reporting units whose figures are compared in one request
PERIODS_BACK = 8
PAST, PEERS = "ky-truoc", "cung-loai"


@dataclass(frozen=True)
class UnusualFigure:
    """One figure, what it was compared with (`against` is PAST or PEERS), and the reason the unit gave, if any."""

    unit_id: uuid.UUID
    unit_code: str
    name: str
    line: Line
    value: Decimal
    against: str
    usual: Usual
    kind: str  # the name of the units it was compared with
    note: str
    is_accepted: bool


@dataclass(frozen=True)
class _Sent:
    unit_id: uuid.UUID
    unit_code: str
    name: str
    kind_id: uuid.UUID | None
    kind: str
    values: list[Decimal | None]
    notes: dict[str, str]
    skipped: list[int]
    is_accepted: bool


def is_too_wide(collection: Collection, node: Unit) -> bool:
    """Whether more units report under the node than are compared in one request."""
    return obligations_under(collection, node).exclude(state="exempt").count() > LARGEST_COMPARED


def unusual_figures(
    collection: Collection, node: Unit, *, search: str = "", against: str = ""
) -> list[UnusualFigure]:
    """In accepted and waiting reports under a node. Nine statements, for any number of units."""
    shape = shape_of(collection.sheet_version_id)
    sent = _sent(collection, node)
    past = _past(collection, shape, [one.unit_id for one in sent])
    found = []
    for line in shape.lines:
        if line.kind != LineKind.RATIO and not line.scored:
            found += list(_beside_past(line, sent, past))
            found += list(_beside_peers(line, sent))
    words = folding_key(search).split()
    return [
        one
        for one in found
        if (not against or one.against == against)
        and all(word in folding_key(f"{one.name} {one.unit_code} {one.line.label}") for word in words)
    ]


def _sent(collection: Collection, node: Unit) -> list[_Sent]:
    below = Ancestry.objects.filter(ancestor=node.pk, valid__contains=collection.tree_day)
    waiting = Q(state=SubmissionState.SUBMITTED, is_latest=True, unit__in=below.values("descendant"))
    rows = list(
        Submission.objects.filter(
            counted() & Q(tree_path__contains=[node.pk]) | waiting, collection=collection
        )
        .annotate(name=short_name_on("unit", collection.tree_day))
        .order_by("unit__position", "unit__code", "-version_number")
        .values_list("unit", "unit__code", "name", "values", "notes", "not_applicable", "state")
    )
    kinds = {
        unit: (kind, name)
        for unit, kind, name in UnitVersion.objects.filter(
            unit__in=[row[0] for row in rows], valid__contains=collection.tree_day
        ).values_list("unit", "kind", "kind__name")
    }
    found: dict[uuid.UUID, _Sent] = {}
    for unit, code, name, values, notes, skipped, state in rows:
        kind_id, kind = kinds.get(unit, (None, ""))
        # An amendment that waits stands before the accepted report it would replace.
        found.setdefault(
            unit,
            _Sent(
                unit,
                code,
                name or code,
                kind_id,
                kind,
                values,
                notes,
                skipped,
                state == SubmissionState.ACCEPTED,
            ),
        )
    return list(found.values())


def _past(
    collection: Collection, shape: Shape, units: list[uuid.UUID]
) -> dict[tuple[uuid.UUID, str], list[Decimal]]:
    """(unit, indicator) → accepted figures of the periods before, of the same sheet in any version."""
    rows = list(
        Submission.objects.filter(
            counted(),
            unit__in=units,
            collection__owner=collection.owner_id,
            collection__sheet_version__sheet=shape.version.sheet_id,
            collection__period_code__in=[one.code for one in _periods_before(collection.period)],
        ).values_list("unit", "collection__sheet_version", "values")
    )
    places: dict[uuid.UUID, dict[int, str]] = defaultdict(dict)
    asked = Line.objects.filter(version__in={version for _unit, version, _values in rows})
    for version, position, code in asked.values_list("version", "position", "indicator__code"):
        places[version][position] = code
    found: dict[tuple[uuid.UUID, str], list[Decimal]] = defaultdict(list)
    for unit, version, values in rows:
        for position, value in enumerate(values):
            if value is not None and position in places[version]:
                found[unit, places[version][position]].append(value)
    return found


def _periods_before(period: Period) -> list[Period]:
    found: list[Period] = []
    at = period
    while len(found) < PERIODS_BACK:
        try:
            at = at.previous
        except ValueError:  # before the first year that the house knows
            break
        found.append(at)
    return found


def _beside_past(
    line: Line, sent: list[_Sent], past: dict[tuple[uuid.UUID, str], list[Decimal]]
) -> Iterator[UnusualFigure]:
    for one in sent:
        value = _given(one, line)
        before = past.get((one.unit_id, line.indicator.code), [])
        usual = far_from_past(value, before) if value is not None else None
        if value is not None and usual is not None:
            yield _figure(one, line, value, PAST, usual)


def _beside_peers(line: Line, sent: list[_Sent]) -> Iterator[UnusualFigure]:
    by_kind: dict[uuid.UUID | None, list[tuple[_Sent, Decimal]]] = defaultdict(list)
    for one in sent:
        value = _given(one, line)
        if value is not None and one.kind_id is not None:
            by_kind[one.kind_id].append((one, value))
    for rows in by_kind.values():
        peers = Peers([value for _one, value in rows])
        for one, value in rows:
            usual = peers.far(value)
            if usual is not None:
                yield _figure(one, line, value, PEERS, usual)


def _given(one: _Sent, line: Line) -> Decimal | None:
    return None if line.position in one.skipped else one.values[line.position]


def _figure(one: _Sent, line: Line, value: Decimal, against: str, usual: Usual) -> UnusualFigure:
    return UnusualFigure(
        one.unit_id,
        one.unit_code,
        one.name,
        line,
        value,
        against,
        usual,
        one.kind if against == PEERS else "",
        one.notes.get(str(line.position), ""),
        one.is_accepted,
    )
