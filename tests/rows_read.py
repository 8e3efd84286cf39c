"""How many rows the database reads for a page: each statement is asked for again with EXPLAIN (ANALYZE), and what its scans have
looked at is added up, what a filter threw away included."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

# Of bitmaps what went into them counts: two may be gone through for few rows that stand in both.
SCANS = ("Seq Scan", "Index Scan", "Index Only Scan", "Bitmap Index Scan", "Tid Scan")


@dataclass
class Read:
    """The statements of a page in their order, and of each how many rows its scans read."""

    statements: list[str] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.rows)


def rows_of(plan: dict[str, Any]) -> int:
    """Rows read by the scans of one plan, with all their loops."""
    own = 0
    if plan["Node Type"] in SCANS:
        removed = plan.get("Rows Removed by Filter", 0) + plan.get("Rows Removed by Index Recheck", 0)
        own = round((plan["Actual Rows"] + removed) * plan["Actual Loops"])
    return own + sum(rows_of(below) for below in plan.get("Plans", []))


@contextmanager
def rows_read() -> Iterator[Read]:
    """Every SELECT within the block is explained right after it was asked; what writes is left out."""
    found = Read()

    def explain(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        answer = execute(sql, params, many, context)
        if sql.lstrip().upper().startswith(("SELECT", "WITH")) and "FOR UPDATE" not in sql.upper():
            with connection.connection.cursor() as plain:  # beside the wrapper
                plain.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
                told = plain.fetchone()[0]
            plan = json.loads(told) if isinstance(told, str) else told
            found.statements.append(sql)
            found.rows.append(rows_of(plan[0]["Plan"]))
        return answer

    with connection.execute_wrapper(explain):
        yield found
