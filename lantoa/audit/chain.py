"""The canonical form of an entry and its digest. No Django here: a verifier needs only this and the rows."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

FIELDS = (
    "chain",
    "sequence",
    "at",
    "actor_id",
    "actor_label",
    "act",
    "subject_kind",
    "subject_id",
    "subject_label",
    "before",
    "after",
    "request_id",
)


def canonical(values: dict[str, Any]) -> bytes:
    """The bytes that are hashed: the fields in a fixed order, JSON with sorted keys, instants in UTC."""
    ordered: list[Any] = []
    for field in FIELDS:
        value = values[field]
        if isinstance(value, datetime):
            value = value.astimezone(UTC).isoformat(timespec="microseconds")
        elif field.endswith("_id") and field != "request_id":
            value = None if value is None else str(value)
        ordered.append(value)
    return json.dumps(ordered, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(previous: str, values: dict[str, Any]) -> str:
    return hashlib.sha256(previous.encode() + b"\n" + canonical(values)).hexdigest()
