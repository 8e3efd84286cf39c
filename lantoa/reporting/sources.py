"""Registers that fill lines. Higher rooms register what they can count; reporting knows none of them."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from lantoa.core.periods import Period


@dataclass(frozen=True)
class SourceCount:
    """What a register holds for one unit and period: the figure, the codes of the records, and their
    titles.
    """

    value: Decimal | int
    codes: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)


Count = Callable[[Sequence[uuid.UUID], Period], Mapping[uuid.UUID, SourceCount]]


@dataclass(frozen=True)
class Source:
    """`label` may be lazy; `count` gives units → counts (a unit left out has 0); `link` gives a record's
    address. `records`: the same by other SQL, for `check-rollups`: a SELECT of (unit_id, code) with %(since)s and %(until)s
    (instants, the latter not included), %(first)s, %(end)s (days, likewise).
    """

    code: str
    label: Any
    count: Count
    link: Callable[[str], str]
    records: str = ""
    unknown: bool = False  # a unit of which the register says nothing has no figure, instead of 0


SOURCES: dict[str, Source] = {}


def register(
    code: str,
    label: Any,
    count: Count,
    link: Callable[[str], str],
    records: str = "",
    *,
    unknown: bool = False,
) -> None:
    """Offer a register to the lines of sheets. ValueError when the code is taken by another."""
    if code in SOURCES:
        raise ValueError(f"{code} is registered twice")
    SOURCES[code] = Source(code, label, count, link, records, unknown)


def known(code: str) -> bool:
    return code in SOURCES


def counts_for(code: str, unit_ids: Sequence[uuid.UUID], period: Period) -> dict[uuid.UUID, SourceCount]:
    """The register's counts for every unit asked about; empty when the register is not there (its room is not installed).
    A register that may not know leaves out the units of which it says nothing.
    """
    source = SOURCES.get(code)
    if source is None:
        return {}
    found = source.count(unit_ids, period)
    if source.unknown:
        return {unit_id: found[unit_id] for unit_id in unit_ids if unit_id in found}
    return {unit_id: found.get(unit_id, SourceCount(0)) for unit_id in unit_ids}
