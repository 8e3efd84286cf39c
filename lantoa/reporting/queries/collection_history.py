"""What was done to a collection itself."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lantoa.audit.queries import history_of
from lantoa.audit.registry import act_label
from lantoa.core.vi_dates import format_moment
from lantoa.reporting.models import Collection

LONGEST_HISTORY = 30


@dataclass(frozen=True)
class Step:
    """One line of the collection's history, as the component of history takes it."""

    at: datetime
    what: str
    who: str
    reason: str = ""
    parts: dict[str, Any] = field(default_factory=dict)


def history(collection: Collection) -> list[Step]:
    """What was done to the collection itself, newest first. One statement."""
    rows = history_of("reporting.collection", collection.pk)[:LONGEST_HISTORY]
    return [
        Step(row.at, act_label(row.act), row.actor_label or "", _said(row.before, row.after)) for row in rows
    ]


def _said(before: dict[str, Any], after: dict[str, Any]) -> str:
    words = [str(after[name]) for name in ("reason", "note") if after.get(name)]
    words += [
        f"{_moment(before[name])} → {_moment(after[name])}"
        for name in ("due_at", "closes_at")
        if before.get(name) and after.get(name) and before[name] != after[name]
    ]
    return " · ".join(words)


def _moment(written: Any) -> str:
    try:
        return format_moment(datetime.fromisoformat(str(written)))
    except ValueError:
        return str(written)
