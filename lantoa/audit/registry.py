"""What the record's acts are called, and what its entries point at. The record knows no room above it; each room says its own.

In an app's `apps.py`, in `ready()`:

    registry.name_acts({"practice.recognised": _("Công nhận mô hình")})
    registry.name_kind("practices.practice", _("Mô hình"), openable)

`openable(user, identities)` answers for many things in a constant number of statements: identity → address, of those alone that
this person may open. Who may not open a thing sees neither what it is called nor what was written of it.
"""

import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

Openable = Callable[[Any, Collection[uuid.UUID]], Mapping[uuid.UUID, str]]
Label = str | Promise


@dataclass(frozen=True)
class Kind:
    """`label`: what such a thing is called; `openable`: None where such things have no page of their own."""

    label: Label
    openable: Openable | None


ACTS: dict[str, Label] = {}
KINDS: dict[str, Kind] = {}


def name_acts(labels: Mapping[str, Label]) -> None:
    """Say what acts are called. Raises ValueError where an act has a name already."""
    for act, label in labels.items():
        if act in ACTS:
            raise ValueError(f"{act} is named twice")
        ACTS[act] = label


def name_kind(kind: str, label: Label, openable: Openable | None = None) -> None:
    """Say what things of a model (`app.model`) are called, and which of them a person may open."""
    if kind in KINDS:
        raise ValueError(f"{kind} is named twice")
    KINDS[kind] = Kind(label, openable)


def act_label(act: str) -> str:
    """An act that no room names any more is shown as it was written."""
    return str(ACTS.get(act, act))


def kind_label(kind: str) -> str:
    return str(KINDS[kind].label) if kind in KINDS else (kind or _("Hệ thống"))


def addresses(user: Any, wanted: Mapping[str, Collection[uuid.UUID]]) -> dict[tuple[str, uuid.UUID], str]:
    """Kind → identities in, (kind, identity) → address out: only of what this person may open now."""
    found: dict[tuple[str, uuid.UUID], str] = {}
    for kind, identities in sorted(wanted.items()):
        openable = KINDS[kind].openable if kind in KINDS else None
        if openable is not None and identities:
            found |= {(kind, one): address for one, address in openable(user, identities).items()}
    return found
