"""What the last check found, as pages show it, and whether it still holds."""

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy

from lantoa.organisation.choices import EDITABLE
from lantoa.organisation.models import (
    Reorganisation,
    UnitVersion,
)
from lantoa.ui.badges import Badge

# How the preview says what happens to a unit: word, icon and colour.
MARKS: Mapping[str, Badge] = {
    "added": Badge(gettext_lazy("Thành lập mới"), "add", "accepted"),
    "ended": Badge(gettext_lazy("Kết thúc"), "close", "returned"),
    "renamed": Badge(gettext_lazy("Đổi tên"), "edit", "blue"),
    "moved": Badge(gettext_lazy("Chuyển"), "arrow-right", "waiting"),
    "kind": Badge(gettext_lazy("Đổi loại hình"), "sort", "outline"),
    "code": Badge(gettext_lazy("Đổi mã số"), "list", "outline"),
}

SHOWN_OPEN = 30  # units below one that the page shows without being asked
SHOWN_BELOW = 300  # and at most


def changed_since(reorganisation: Reorganisation) -> bool:
    """Whether the steps were edited since the last check."""
    return (reorganisation.preview or {}).get("row_version") != reorganisation.row_version


def tree_fingerprint(unit_ids: Iterable[uuid.UUID | str]) -> str:
    """A hash of all that is true of these units and of what stands directly below them: the same as long as nothing changed."""
    units = [uuid.UUID(str(one)) for one in unit_ids]
    rows = (
        UnitVersion.objects.filter(Q(unit__in=units) | Q(parent__in=units))
        .order_by("id")
        .values_list("id", "valid", "parent", "name", "short_name", "kind", "official_code")
    )
    told = "\n".join("|".join(map(str, [key, valid.lower, valid.upper, *rest])) for key, valid, *rest in rows)
    return hashlib.sha256(told.encode()).hexdigest()


@dataclass(frozen=True)
class PreviewUnit:
    """A unit of one side of the preview."""

    code: str
    name: str
    short_name: str
    kind_name: str
    marks: tuple[Badge, ...]
    note: str  # what it was called, where it came from


@dataclass(frozen=True)
class PreviewBranch:
    """A unit with what is shown below it. `untouched`: how many more stand directly below, unchanged; `hidden`: how many more
    change there than a page can show (the workbook has them all)."""

    unit: PreviewUnit
    below: tuple["PreviewBranch", ...]
    untouched: int
    hidden: int = 0

    @property
    def count(self) -> int:
        return len(self.below) + self.hidden

    @property
    def is_short(self) -> bool:
        """Whether the page shows what is below without being asked."""
        return len(self.below) <= SHOWN_OPEN


@dataclass(frozen=True)
class UnitHoldings:
    """What hangs on a unit that ends: labels with counts; `receivers` are the short names of those that come after it."""

    code: str
    name: str
    receivers: tuple[str, ...]
    kinds: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Side:
    """Counts of one side and its branches."""

    total: int
    branches: tuple[PreviewBranch, ...]


@dataclass(frozen=True)
class PreviewShown:
    """A saved check. `is_stale`: steps or tree changed since, so it cannot be applied."""

    before: Side
    after: Side
    counts: tuple[tuple[Badge, int], ...]
    faults: tuple[tuple[int, str], ...]
    blockers: tuple[Mapping[str, Any], ...]
    warnings: tuple[str, ...]
    holdings: tuple[UnitHoldings, ...]
    mapping: tuple[tuple[str, ...], ...]
    is_stale: bool

    @property
    def is_clean(self) -> bool:
        return not self.faults and not self.blockers


def is_stale(reorganisation: Reorganisation) -> bool:
    """Whether steps or tree changed since the last check. One statement; applied ones are never stale."""
    if reorganisation.preview is None or changed_since(reorganisation):
        return True
    if reorganisation.state not in EDITABLE:
        return False
    preview = reorganisation.preview
    return bool(tree_fingerprint(preview["involved"]) != preview["fingerprint"])


def preview_of(reorganisation: Reorganisation) -> PreviewShown | None:
    """The saved check as pages show it, or None before the first one."""
    kept = reorganisation.preview
    if kept is None:
        return None
    return PreviewShown(
        _side(kept, "before"),
        _side(kept, "after"),
        tuple((MARKS[mark], count) for mark, count in kept["counts"].items()),
        tuple((fault["step"], fault["sentence"]) for fault in kept["faults"]),
        tuple(kept["blockers"]),
        tuple(kept["warnings"]),
        tuple(
            UnitHoldings(
                one["code"], one["name"], tuple(one["to"]), tuple((label, n) for label, n in one["kinds"])
            )
            for one in kept["holdings"]
        ),
        tuple(tuple(row) for row in kept["mapping"]),
        is_stale(reorganisation),
    )


def _side(kept: Mapping[str, Any], side: str) -> Side:
    rows = kept[side]
    shown = {row["code"] for row in rows}
    below: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        below[row["parent"] if row["parent"] in shown else ""].append(row)
    untouched = kept["untouched"][side]

    def branch(row: dict[str, Any]) -> PreviewBranch:
        unit = PreviewUnit(
            row["code"],
            row["name"],
            row["short_name"],
            row["kind_name"],
            tuple(MARKS[mark] for mark in row["marks"]),
            row["note"],
        )
        children = below[row["code"]]
        return PreviewBranch(
            unit,
            tuple(branch(one) for one in children[:SHOWN_BELOW]),
            untouched.get(row["code"], 0),
            max(len(children) - SHOWN_BELOW, 0),
        )

    return Side(kept["totals"][side], tuple(branch(row) for row in below[""]))
