"""Rows that hold from a day to a day (`valid`, the last day not included): one after another, never two at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.core.text import looks_empty
from lantoa.core.vi_dates import format_day

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


@dataclass(frozen=True)
class Followed:
    """A rule that was set, and what the one that it follows said (the fields that were set, by name)."""

    row: Any
    before: dict[str, Any]


def follow(
    rows: QuerySet[Any], wanted: Mapping[str, Any], since: date, *, promised: Callable[[Any], None]
) -> Followed:
    """From `since` on the fields of `wanted` say this, and the others what they said: a new row, before which the old one ends.

    `rows`: rules of which one holds on any day, each with its `basis`. `promised` gets the rule that holds on `since` and
    raises Refused where `wanted` breaks what it promised to somebody. Raises Refused too, at its field: no paper, a day that is
    not after today, a change set for the day or later already; nothing changed, no rule on that day.
    """
    if looks_empty(wanted["basis"]):
        raise Refused.at("source", _("Ghi văn bản, quy chế đặt ra các mức này."))
    if since <= clock.today():
        raise Refused.at("since", _("Chọn một ngày sau hôm nay: việc của hôm nay theo mức đang dùng."))
    lock_all(rows)
    later = rows.filter(valid__startswith__gte=since).order_by("valid").first()
    if later is not None:
        sentence = _("Đã đặt mức dùng từ %(day)s. Rút mức ấy trước, hoặc chọn ngày sau đó.")
        raise Refused.at("since", sentence % {"day": format_day(later.valid.lower)})
    found = rows.filter(valid__contains=since).first()
    if found is None:
        raise Refused(_("Chưa có mức nào đang dùng. Báo quản trị kiểm tra cài đặt."))
    before = {name: getattr(found, name) for name in wanted}
    if all(before[name] == value for name, value in wanted.items() if name != "basis"):
        raise Refused(_("Các mức này đang dùng rồi. Không cần đặt lại."))
    promised(found)
    kept = {one.attname: getattr(found, one.attname) for one in found._meta.fields if not one.primary_key}
    found.valid = DateRange(found.valid.lower, since)
    found.save(update_fields=["valid"])
    made = rows.create(**{**kept, **wanted, "valid": DateRange(since, None)})
    return Followed(made, before)


def lock_all(rows: QuerySet[Any]) -> None:
    """One writer of such rows at a time. What is asked in a statement of its own afterwards sees what another has just added: the
    statement that waited does not."""
    list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))


def require_reason(reason: str) -> None:
    """Raises Refused at its field where nobody would know why a rule was taken back."""
    if looks_empty(reason):
        raise Refused.at("reason", _("Ghi vì sao rút."))


def still_to_come(rows: QuerySet[Any], row: Any) -> Any:
    """The row, locked, where it may be taken back. Raises Refused: taken back already, or begun."""
    lock_all(rows)
    found = rows.filter(pk=row.pk).first()
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
