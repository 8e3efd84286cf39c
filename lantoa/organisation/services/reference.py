"""Rows that every office sets up for itself: levels, kinds of unit, groups, fields of the profile."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy

from lantoa.audit.services import Act, record_many
from lantoa.core.actor import Actor
from lantoa.organisation.choices import ProfileKind
from lantoa.organisation.models import SECTOR, GroupScheme, ProfileField, UnitGroup, UnitKind, UnitLevel


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


@dataclass(frozen=True)
class NewProfileField:
    """`measure` is the unit of measure of a number: "người"."""

    code: str
    name: str
    kind: ProfileKind
    since: date
    measure: str = ""
    until: date | None = None


SCHEME_NAMES = {SECTOR: gettext_lazy("Khối ngành")}


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
def enter_groups(
    *, actor: Actor, scheme: str, groups: Iterable[tuple[str, str]], named: str = "", exclusive: bool = True
) -> dict[str, UnitGroup]:
    """Enter the groups of one scheme in order, as (code, name); returns them by code.

    A scheme that is not there yet is opened: `named`, or as its code says.
    """
    of, is_new = GroupScheme.objects.get_or_create(
        code=scheme,
        defaults={
            "name": named or str(SCHEME_NAMES.get(scheme, scheme)),
            "exclusive": exclusive,
            "position": GroupScheme.objects.count() + 1,
        },
    )
    made = UnitGroup.objects.bulk_create(
        [
            UnitGroup(scheme=of, code=code, name=name, position=n)
            for n, (code, name) in enumerate(groups, start=1)
        ]
    )
    opened = [Act("group.scheme_opened", of, label=of.name)] if is_new else []
    record_many(actor, [*opened, *(Act("group.entered", one) for one in made)])
    return {one.code: one for one in made}


@transaction.atomic
def enter_profile_fields(*, actor: Actor, fields: Iterable[NewProfileField]) -> dict[str, ProfileField]:
    """Enter what is told of every unit, in order; returns the fields by code."""
    made = ProfileField.objects.bulk_create(
        [
            ProfileField(
                code=one.code,
                name=one.name,
                kind=one.kind,
                measure=one.measure,
                position=n,
                valid=DateRange(one.since, one.until),
            )
            for n, one in enumerate(fields, start=1)
        ]
    )
    record_many(actor, [Act("profile.field_entered", one, label=one.name) for one in made])
    return {one.code: one for one in made}
