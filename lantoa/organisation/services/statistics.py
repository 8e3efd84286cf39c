"""After many rows at once: tell the planner what is there."""

from django.db import connection


def refresh_statistics() -> None:
    """Run ANALYZE. Only a table's owner may, so the owner's function does it for the app role (migration 0002).

    Without statistics the planner takes fresh tables for empty and joins them row by row.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT refresh_statistics()")
