"""What is hashed of an entry, as it is written. No Django here.

Form 2, the present one: an entry hashes its own plain fields and four commitments. A commitment is SHA-256 over a random salt and
the canonical value; salt and value stand in a row of their own and may be erased, and the chain holds all the same. Form 1, of
version 0.1.0, hashed the values themselves; such entries keep their form. The verifier (`verify_audit.py`) computes the same by
code of its own.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

FORM = 2
SALT_BYTES = 16
# What may be personal or free text, in the order of the commitments.
PARTS = ("actor_label", "subject_label", "before", "after")
PLAIN = ("chain", "sequence", "at", "actor_id", "act", "subject_kind", "subject_id", "request_id")
FORM_1 = (
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


def packed(value: Any) -> bytes:
    """The one way in which a value becomes bytes: JSON with sorted keys and no blanks, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def new_salts() -> list[str]:
    drawn = secrets.token_hex(SALT_BYTES * len(PARTS))
    size = SALT_BYTES * 2
    return [drawn[start : start + size] for start in range(0, len(drawn), size)]


def commitment(salt: str, value: Any) -> str:
    return hashlib.sha256(bytes.fromhex(salt) + packed(value)).hexdigest()


def plain(fields: tuple[str, ...], values: Mapping[str, Any]) -> list[Any]:
    """The fields in their order, instants in UTC, identities as text."""
    ordered: list[Any] = []
    for name in fields:
        value = values[name]
        if isinstance(value, datetime):
            value = value.astimezone(UTC).isoformat(timespec="microseconds")
        elif name in ("actor_id", "subject_id") and value is not None:
            value = str(value)
        ordered.append(value)
    return ordered


def digest(previous: str, values: Mapping[str, Any], commitments: list[str]) -> str:
    """The digest of an entry of the present form that follows the one whose digest is `previous`."""
    said = packed([FORM, *plain(PLAIN, values), commitments])
    return hashlib.sha256(previous.encode() + b"\n" + said).hexdigest()


def digest_of_form_1(previous: str, values: Mapping[str, Any]) -> str:
    return hashlib.sha256(previous.encode() + b"\n" + packed(plain(FORM_1, values))).hexdigest()


def seal(values: Mapping[str, Any]) -> str:
    """What the record of an erasure keeps of an entry of form 1, whose own digest can then no longer be recomputed."""
    return hashlib.sha256(packed(plain(PLAIN, values))).hexdigest()
