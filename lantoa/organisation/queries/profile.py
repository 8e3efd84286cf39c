"""A unit's profile as it stands on a day, with what stood before, field by field."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from lantoa.accounts.models import User
from lantoa.core.errors import NotFound
from lantoa.organisation.choices import ProfileKind
from lantoa.organisation.models import ProfileEntry, ProfileField, Unit
from lantoa.organisation.queries.units import get_unit


@dataclass(frozen=True)
class Told:
    """A value with its days; `number` is an int for a count, a Decimal for an amount, None for words."""

    id: uuid.UUID
    number: Decimal | int | None
    text: str
    since: date
    last_day: date | None
    source: str


@dataclass(frozen=True)
class ToldField:
    """A field of the profile: what holds on the day, what is yet to come, what held before (the latest first)."""

    field: ProfileField
    now: Told | None
    coming: tuple[Told, ...]
    before: tuple[Told, ...]
    is_asked: bool  # on the day

    @property
    def every(self) -> tuple[Told, ...]:
        return (*self.coming, *((self.now,) if self.now else ()), *self.before)


def reads_profile(user: User, code: str) -> bool:
    """As of the day nearest: what has ended keeps its past, and its readers."""
    try:
        get_unit(user, code, "unit.read_profile")
    except NotFound:
        return False
    return True


def profile_of(unit: Unit, day: date) -> list[ToldField]:
    """Every field that is asked for on the day or was ever filled in, in order. Two statements."""
    entries: dict[uuid.UUID, list[ProfileEntry]] = defaultdict(list)
    for one in ProfileEntry.objects.filter(unit=unit).order_by("-valid"):
        entries[one.field_id].append(one)
    found = []
    for field in ProfileField.objects.all():
        told = [_told(field, one) for one in entries[field.pk]]
        if day not in field.valid and not told:
            continue
        found.append(
            ToldField(
                field,
                next((one for one in told if _holds(one, day)), None),
                tuple(one for one in told if one.since > day),
                tuple(one for one in told if one.last_day is not None and one.last_day < day),
                day in field.valid,
            )
        )
    return found


def get_field(code: str) -> ProfileField:
    found = ProfileField.objects.filter(code=code).first()
    if found is None:
        raise NotFound()
    return found


def get_entry(unit: Unit, entry_id: uuid.UUID) -> ProfileEntry:
    found = ProfileEntry.objects.select_related("unit", "field").filter(unit=unit, pk=entry_id).first()
    if found is None:
        raise NotFound()
    return found


def value_of(entry: ProfileEntry) -> Decimal | int | str:
    """What a form shows of an entry."""
    number = _number(entry.field, entry)
    return entry.text if number is None else number


def _number(field: ProfileField, entry: ProfileEntry) -> Decimal | int | None:
    if entry.number is None:
        return None
    return int(entry.number) if field.kind == ProfileKind.COUNT else entry.number


def _told(field: ProfileField, entry: ProfileEntry) -> Told:
    until = entry.valid.upper
    return Told(
        entry.pk,
        _number(field, entry),
        entry.text,
        entry.valid.lower,
        until - timedelta(days=1) if until else None,
        entry.source,
    )


def _holds(told: Told, day: date) -> bool:
    return told.since <= day and (told.last_day is None or day <= told.last_day)
