"""Rows that every office sets up for itself: levels, kinds of unit, groups."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from lantoa.audit.services import Act, record_many
from lantoa.core.actor import Actor
from lantoa.organisation.models import UnitGroup, UnitKind, UnitLevel


@dataclass(frozen=True)
class NewLevel:
    code: str
    name: str
    rank: int
    since: date
    until: date | None = None


@dataclass(frozen=True)
class NewKind:
    code: str
    name: str
    level_code: str
    committee: str = ""


@transaction.atomic
def enter_levels(*, actor: Actor, levels: Iterable[NewLevel]) -> dict[str, UnitLevel]:
    """Enter levels of the organisation; returns them by code."""
    made = UnitLevel.objects.bulk_create(
        [
            UnitLevel(code=one.code, name=one.name, rank=one.rank, valid=DateRange(one.since, one.until))
            for one in levels
        ]
    )
    record_many(actor, [Act("level.entered", one) for one in made])
    return {one.code: one for one in made}


@transaction.atomic
def enter_kinds(*, actor: Actor, kinds: Iterable[NewKind]) -> dict[str, UnitKind]:
    """Enter kinds of unit; KeyError if a level does not exist. Returns them by code."""
    levels = {level.code: level for level in UnitLevel.objects.all()}
    made = UnitKind.objects.bulk_create(
        [
            UnitKind(code=one.code, name=one.name, level=levels[one.level_code], committee=one.committee)
            for one in kinds
        ]
    )
    record_many(actor, [Act("kind.entered", one) for one in made])
    return {one.code: one for one in made}


@transaction.atomic
def enter_groups(*, actor: Actor, scheme: str, groups: Iterable[tuple[str, str]]) -> dict[str, UnitGroup]:
    """Enter the groups of one scheme in order, as (code, name); returns them by code."""
    made = UnitGroup.objects.bulk_create(
        [
            UnitGroup(scheme=scheme, code=code, name=name, position=n)
            for n, (code, name) in enumerate(groups, start=1)
        ]
    )
    record_many(actor, [Act("group.entered", one) for one in made])
    return {one.code: one for one in made}
