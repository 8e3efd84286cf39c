"""A month as a table of days, for every room that shows one (`month.css` has its looks)."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from lantoa.core import clock

FIRST_YEAR, LAST_YEAR = 1990, 2199


@dataclass(frozen=True)
class MonthDay:
    """One day; `inside`: of the month itself; `rows` is what stands on it."""

    day: date
    inside: bool
    rows: list[Any] = field(default_factory=list)


def weeks_of(first: date, rows: Iterable[tuple[date, Any]]) -> list[list[MonthDay]]:
    """The weeks, from Monday, that hold the month beginning on `first`, with the rows of its own days, in their order."""
    weeks = [
        [MonthDay(day, day.month == first.month) for day in week]
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]
    days = {one.day: one for week in weeks for one in week if one.inside}
    for day, row in rows:
        days[day].rows.append(row)
    return weeks


def month_said(typed: str) -> date:
    """The first day of the month of an address («2021-04»); of today's where it says none."""
    year, _dash, number = typed.partition("-")
    is_said = len(year) == 4 and len(number) in (1, 2) and typed.isascii() and (year + number).isdigit()
    if is_said and FIRST_YEAR <= int(year) <= LAST_YEAR and 1 <= int(number) <= 12:
        return date(int(year), int(number), 1)
    return clock.today().replace(day=1)


def weekdays() -> list[tuple[str, str]]:
    """(short, whole) names, Monday first."""
    return [
        (_("T2"), _("Thứ Hai")),
        (_("T3"), _("Thứ Ba")),
        (_("T4"), _("Thứ Tư")),
        (_("T5"), _("Thứ Năm")),
        (_("T6"), _("Thứ Sáu")),
        (_("T7"), _("Thứ Bảy")),
        (_("CN"), _("Chủ nhật")),
    ]
