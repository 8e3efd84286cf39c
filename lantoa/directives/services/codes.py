"""Codes of what this room keeps: letters, year, running number."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models.functions import Length


def one_at_a_time(what: str) -> None:
    """Nobody else who names the same passes here until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"directives.{what}"])


def next_codes(prefix: str, model: type[Any], years: Sequence[int], digits: int) -> list[str]:
    """A fresh code per entry, running on from the last of its year."""
    one_at_a_time(prefix)
    last: dict[int, int] = {}
    for year in sorted(set(years)):
        taken = model.objects.filter(code__startswith=f"{prefix}-{year}-")
        newest = taken.order_by(Length("code").desc(), "-code").values_list("code", flat=True).first()
        last[year] = int(newest.rpartition("-")[2]) if newest else 0
    codes = []
    for year in years:
        last[year] += 1
        codes.append(f"{prefix}-{year}-{last[year]:0{digits}d}")
    return codes
