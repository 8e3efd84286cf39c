"""The rows by which units owe a report: who may be asked, who adds up whom, and the drafts that stand from the first day."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext as _

from lantoa.core.errors import Refused
from lantoa.organisation.models import Ancestry, Unit
from lantoa.reporting.choices import TreeRule
from lantoa.reporting.models import Collection, Line, Obligation, Submission

AT_ONCE = 20_000  # rows that one statement writes
NAMED = 10  # units that a refusal names


def check_units(collection: Collection, units: Sequence[Unit]) -> None:
    """Refused unless every unit stands under the collecting one on the period's last day. One statement."""
    below = set(
        Ancestry.objects.filter(ancestor=collection.owner, valid__contains=collection.tree_day).values_list(
            "descendant", flat=True
        )
    )
    outside = sorted(unit.code for unit in units if unit.pk not in below)
    if outside:
        sentence = _("Không trực thuộc đơn vị thu báo cáo trong kỳ này: %(codes)s.")
        raise Refused(sentence % {"codes": some(outside)})


def some(codes: Sequence[str]) -> str:
    """The first few codes, for a sentence."""
    return ", ".join(codes[:NAMED]) + (" …" if len(codes) > NAMED else "")


# Who is asked, with the reasons of the exempt; `adding` have others of them below, in the tree of the period.
ASKED = """
    WITH asked AS MATERIALIZED (SELECT unnest(%(units)s::uuid[]) AS id),
    free AS (SELECT * FROM unnest(%(exempt)s::uuid[], %(reasons)s::text[]) AS told(id, reason)),
    adding AS MATERIALIZED (
        SELECT DISTINCT a.ancestor_id AS id FROM asked JOIN organisation_ancestry a ON a.descendant_id = asked.id
        WHERE a.depth > 0 AND a.valid @> %(day)s::date)
"""


def oblige(collection: Collection, units: Sequence[Unit], exempt: Mapping[uuid.UUID, str]) -> None:
    """The rows of units that owe from now on, with drafts for those who are not exempt. Three statements, which make the rows in
    the database: a collection may ask a whole country.
    """
    ids = [unit.pk for unit in units]
    _insert_like(
        Obligation(collection=collection),
        {
            "unit_id": "asked.id",
            "state": "CASE WHEN free.id IS NULL THEN 'owed' ELSE 'exempt' END",
            "reason": "coalesce(free.reason, '')",
            "collects": "adding.id IS NOT NULL",
        },
        "FROM asked LEFT JOIN free ON free.id = asked.id LEFT JOIN adding ON adding.id = asked.id",
        {
            "units": ids,
            "exempt": list(exempt),
            "reasons": list(exempt.values()),
            "day": collection.tree_day,
        },
        first=ASKED,
    )
    make_drafts(collection, [one for one in ids if one not in exempt])


def _insert_like(
    prototype: Model, told: Mapping[str, str], rows: str, values: Mapping[str, Any], *, first: str = ""
) -> None:
    """One row for each of `rows`, like the prototype but for an id of its own and the columns `told` in SQL."""
    names, expressions, bound = [], [], dict(values)
    for field in prototype._meta.concrete_fields:
        column = str(field.column)
        names.append(f'"{column}"')
        if field.primary_key:
            expressions.append("gen_random_uuid()")
        elif column in told:
            expressions.append(told[column])
        else:
            bound[f"own_{column}"] = field.get_db_prep_save(getattr(prototype, field.attname), connection)
            expressions.append(f"CAST(%(own_{column})s AS {field.db_type(connection)})")
    with connection.cursor() as cursor:
        cursor.execute(
            f"{first} INSERT INTO {prototype._meta.db_table} ({', '.join(names)}) SELECT {', '.join(expressions)} {rows}",
            bound,
        )


def collecting_of(
    collection: Collection, above: Iterable[uuid.UUID], below: Iterable[uuid.UUID]
) -> set[uuid.UUID]:
    """Those of `above` that have one of `below` under them in the tree of the period."""
    return set(
        Ancestry.objects.filter(
            ancestor__in=list(above),
            descendant__in=list(below),
            depth__gt=0,
            valid__contains=collection.tree_day,
        ).values_list("ancestor", flat=True)
    )


def make_drafts(collection: Collection, units: Sequence[uuid.UUID]) -> None:
    """Drafts for duties of these units stand from the first day, so that reading a page never writes. Two statements."""
    lines = list(Line.objects.filter(version_id=collection.sheet_version_id))
    added_up = [line.position for line in lines if line.tree_rule == TreeRule.SUM]
    nothing: list[Decimal | None] = [None] * len(lines)
    _insert_like(
        Submission(collection=collection, values=nothing, source_values=nothing),
        {
            "unit_id": "o.unit_id",
            "not_applicable": "CASE WHEN o.collects THEN CAST(%(added_up)s AS smallint[]) ELSE '{}' END",
        },
        "FROM reporting_obligation o WHERE o.collection_id = %(asking)s AND o.unit_id = ANY(%(units)s::uuid[])",
        {"asking": collection.pk, "units": list(units), "added_up": added_up},
    )


def settled(row: Obligation) -> dict[str, object]:
    """How a duty stands, for the record."""
    return {"state": str(row.state), "reason": row.reason, "until": row.agreed_until}
