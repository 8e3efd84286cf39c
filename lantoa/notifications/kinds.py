"""Which kinds of notices there are. Each room registers its own, in its `apps.py`, in `ready()`:

    kinds.register(
        Kind("report_returned", _("Báo cáo"), _("Báo cáo bị trả lại"), _("Một báo cáo của đơn vị anh/chị bị trả lại để sửa."),
             roles=(Role.REPORTER, Role.HEAD), way=Way.ONCE, icon="returned", tone="returned"),
    )

The sentence goes out of the house by mail: it names no unit, no person, no title. Which thing it is, the mail says by its number
and by a link that asks for sign-in; whether the person may still open it is asked of the room each time (`openable`).
"""

import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from lantoa.audit import registry
from lantoa.audit.registry import Label, Openable
from lantoa.notifications.choices import Way
from lantoa.organisation.choices import Role

Titles = Callable[[Collection[uuid.UUID]], Mapping[uuid.UUID, str]]


@dataclass(frozen=True)
class Kind:
    """`room`: under which head it is chosen; `name`: what it is called there; `sentence`: what it says, on the page and in mail.

    `roles`: who of a unit is told; `way`: how, until a person chooses otherwise. `openable`: as `audit.registry` has it, where
    another page than that of the record is meant. `titles`: what things are called, shown on the page only and only of what the
    person may open; one statement for many.
    """

    code: str
    room: Label
    name: Label
    sentence: Label
    roles: tuple[Role, ...] = ()
    way: Way = Way.DIGEST
    icon: str = "bell"
    tone: str = "blue"
    openable: Openable | None = None
    titles: Titles | None = None


KINDS: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Raises ValueError where a kind is registered already."""
    for kind in kinds:
        if kind.code in KINDS:
            raise ValueError(f"{kind.code} is registered twice")
        KINDS[kind.code] = kind


def addresses(user: Any, wanted: Collection[tuple[str, str, uuid.UUID]]) -> dict[tuple[str, uuid.UUID], str]:
    """(kind of notice, kind of thing, identity) in; (kind of notice, identity) → address out, of what this person may open now.

    One question to each room for all its things.
    """
    asked: dict[Openable, set[uuid.UUID]] = {}
    by: dict[tuple[str, str], Openable] = {}
    for code, subject_kind, identity in wanted:
        kind = KINDS.get(code)
        openable = kind.openable if kind and kind.openable else _of_the_record(subject_kind)
        if kind is None or openable is None:
            continue
        by[code, subject_kind] = openable
        asked.setdefault(openable, set()).add(identity)
    found = {openable: openable(user, identities) for openable, identities in asked.items()}
    return {
        (code, identity): found[by[code, subject_kind]][identity]
        for code, subject_kind, identity in wanted
        if (code, subject_kind) in by and identity in found[by[code, subject_kind]]
    }


def _of_the_record(subject_kind: str) -> Openable | None:
    return registry.KINDS[subject_kind].openable if subject_kind in registry.KINDS else None


def titles(wanted: Collection[tuple[str, uuid.UUID]]) -> dict[tuple[str, uuid.UUID], str]:
    """What things are called, for those alone that the caller has asked `addresses` about."""
    asked: dict[Titles, set[uuid.UUID]] = {}
    for code, identity in wanted:
        of = KINDS[code].titles
        if of is not None:
            asked.setdefault(of, set()).add(identity)
    found = {of: of(identities) for of, identities in asked.items()}
    named = {}
    for code, identity in wanted:
        of = KINDS[code].titles
        if of is not None and identity in found[of]:
            named[code, identity] = found[of][identity]
    return named
