"""Whether the present secret keys open what lies sealed in the database."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection
from psycopg import sql

from lantoa.core.sealed_text import SealedTextField
from lantoa.core.sealing import Unreadable, unseal


@dataclass(frozen=True)
class Seals:
    """Of one kind of sealed things: where they lie, how many were tried, how many of these did not open."""

    place: str
    tried: int
    unopened: int


def sealed_columns(most: int | None = None) -> list[Seals]:
    """Each sealed column that has values, as table.column; at most so many values of each are tried.

    One statement a column. A table that is not there yet (an installation that is being restored) is passed over.
    """
    there = set(connection.introspection.table_names())
    found = []
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        for field in model._meta.local_fields:
            if isinstance(field, SealedTextField) and table in there:
                opened = [_opens(value, field.purpose) for value in _values(table, str(field.column), most)]
                found.append(Seals(f"{table}.{field.column}", len(opened), opened.count(False)))
    return [one for one in found if one.tried]


def _values(table: str, column: str, most: int | None) -> Iterator[bytes]:
    query = sql.SQL("SELECT {column} FROM {table} WHERE {column} IS NOT NULL LIMIT {most}").format(
        column=sql.Identifier(column), table=sql.Identifier(table), most=sql.Literal(most)
    )
    with connection.chunked_cursor() as cursor:
        cursor.execute(query)
        for (value,) in cursor:
            yield bytes(value)


def _opens(value: bytes, purpose: str) -> bool:
    try:
        unseal(value, purpose=purpose)
    except Unreadable:
        return False
    return True
