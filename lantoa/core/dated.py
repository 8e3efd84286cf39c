"""Rows that hold from a day to a day (`valid`, the last day not included): one after another, never two at once."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.errors import Refused

NOW, COMING, ENDED = "now", "coming", "ended"


def standing(valid: DateRange, today: date) -> str:
    """NOW, COMING or ENDED."""
    if valid.lower is not None and valid.lower > today:
        return COMING
    return ENDED if valid.upper is not None and valid.upper <= today else NOW


@dataclass(frozen=True)
class Place:
    """Where a new row goes among those of its kind: its days, and the row that it follows at once and whose end it sets."""

    valid: DateRange
    before: Any = None


def place_from(rows: QuerySet[Any], since: date) -> Place | None:
    """A row from `since` on, until the next one begins or the one that it cuts would have ended. None: one begins that very day.

    `rows`: those of which only one holds at a time. Two statements.
    """
    if rows.filter(valid__startswith=since).exists():
        return None
    found = rows.filter(Q(valid__contains=since) | Q(valid__startswith__gt=since)).order_by("valid").first()
    if found is None:
        return Place(DateRange(since, None))
    if found.valid.lower is None or found.valid.lower < since:
        return Place(DateRange(since, found.valid.upper), found)
    return Place(DateRange(since, found.valid.lower))


def ends_where_begins(rows: QuerySet[Any], row: Any) -> Any:
    """The row that ended because `row` began, or None: it holds again where that is taken back."""
    return rows.filter(valid__endswith=row.valid.lower).exclude(pk=row.pk).first()


def still_to_come(rows: QuerySet[Any], row: Any) -> Any:
    """The row, locked, where it may be taken back. Raises Refused: taken back already, or begun."""
    found = rows.select_for_update().filter(pk=row.pk).first()
    if found is None:
        raise Refused(_("Mức này vừa được rút. Tải lại trang để xem."))
    if found.valid.lower <= clock.today():
        raise Refused(_("Mức này đã dùng nên không rút được. Đặt mức khác từ một ngày sau hôm nay."))
    return found


def take_back(rows: QuerySet[Any], row: Any) -> None:
    """Delete what has not begun; what it was to replace holds on for as long as both would have."""
    before, upper = ends_where_begins(rows.select_for_update(), row), row.valid.upper
    row.delete()
    if before is not None:
        before.valid = DateRange(before.valid.lower, upper)
        before.save(update_fields=["valid"])
