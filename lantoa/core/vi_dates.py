"""Days and moments as Vietnamese officials write them, the day always first.

The only reader of dates in the house: a framework's Vietnamese locale reads 03/04/2026 as 4 March.
Written days carry a zero before days 1–9 and months 1–2 only, so that no digit can be added in front
(Nghị định 30/2020/NĐ-CP, Phụ lục I; the Party's guidance on document format has the same rule).
"""

import re
from calendar import monthrange
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lantoa.core.clock import VIETNAM
from lantoa.core.errors import Refused
from lantoa.core.text import clean_spaces_and_case
from lantoa.core.vi_numbers import format_count

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199

_LONGEST_DAY: Final = 60  # characters
_FIGURES: Final = re.compile(r"([0-9]{1,2}) ?([/.-]) ?([0-9]{1,2}) ?\2 ?([0-9]{4}|[0-9]{2})")
_WORDS: Final = re.compile(r"(?:ngày )?([0-9]{1,2}) tháng ([0-9]{1,2}) năm ([0-9]{4}|[0-9]{2})")
_YEAR_FIRST: Final = re.compile(r"[0-9]{4}([/.-])[0-9]{1,2}\1[0-9]{1,2}")


class DateError(Refused, ValueError):
    """An entry that is not a day here; `sentence` says in Vietnamese what is wrong and what to type."""


def parse_day(
    text: str, *, today: date | None = None, earliest: date | None = None, latest: date | None = None
) -> date:
    """Read «03/04/2026», «3/4/26», «3-4-2026», «03.04.2026», «ngày 3 tháng 4 năm 2026»: 3 April 2026.

    A two-digit year 00–79 is 20xx; 80–99 is refused. Give `today` where the event must have happened already,
    `earliest` and `latest` (both allowed themselves) for other bounds. Raises `DateError`.
    """
    day, month, year = _parts(text)
    if not 1 <= month <= 12:
        raise DateError(_("Không có tháng %(month)d. Hãy nhập ngày trước, tháng sau.") % {"month": month})
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DateError(_("Năm %(year)04d không hợp lý. Hãy xem lại năm.") % {"year": year})
    if day == 0:
        raise DateError(_("Không có ngày 0. Hãy xem lại ngày."))
    length = monthrange(year, month)[1]
    if day > length:
        values = {"month": month, "year": year, "length": length}
        raise DateError(_("Tháng %(month)d/%(year)d chỉ có %(length)d ngày.") % values)
    found = date(year, month, day)
    _refuse_outside(found, today=today, earliest=earliest, latest=latest)
    return found


def _parts(text: str) -> tuple[int, int, int]:
    tidy = clean_spaces_and_case(text) if len(text) <= _LONGEST_DAY else ""
    if not tidy and not text.strip():
        raise DateError(_("Ô này chưa có ngày. Hãy nhập ngày, ví dụ 07/4/2021."))
    if figures := _FIGURES.fullmatch(tidy):
        day, _separator, month, year = figures.groups()
    elif words := _WORDS.fullmatch(tidy):
        day, month, year = words.groups()
    elif _YEAR_FIRST.fullmatch(tidy):
        raise DateError(_("Hãy nhập ngày trước, năm sau cùng, ví dụ 07/4/2021."))
    else:
        raise DateError(_("Không đọc được ngày này. Hãy nhập theo dạng ngày/tháng/năm, ví dụ 07/4/2021."))
    if len(year) == 4:
        return int(day), int(month), int(year)
    if int(year) >= 80:
        raise DateError(_("Hãy nhập đủ bốn chữ số của năm."))
    return int(day), int(month), 2000 + int(year)


def _refuse_outside(found: date, *, today: date | None, earliest: date | None, latest: date | None) -> None:
    if today is not None and found > today:
        raise DateError(_("Ngày %(day)s chưa tới. Hãy xem lại ngày.") % {"day": format_day(found)})
    if earliest is not None and found < earliest:
        values = {"day": format_day(found), "earliest": format_day(earliest)}
        raise DateError(_("Ngày %(day)s sớm quá: ô này nhận từ %(earliest)s trở đi.") % values)
    if latest is not None and found > latest:
        values = {"day": format_day(found), "latest": format_day(latest)}
        raise DateError(_("Ngày %(day)s muộn quá: ô này nhận đến hết %(latest)s.") % values)


def format_month_number(month: int) -> str:
    """Write a month as «01», «02», «3» … «12»."""
    return f"{month:02d}" if month < 3 else str(month)


def format_day(d: date) -> str:
    """Write a day as «07/4/2021»."""
    return f"{d.day:02d}/{format_month_number(d.month)}/{d.year}"


def format_long_day(d: date) -> str:
    """Write a day as in the head of a document, always in Vietnamese: «ngày 07 tháng 4 năm 2021»."""
    return f"ngày {d.day:02d} tháng {format_month_number(d.month)} năm {d.year}"


def weekday_name(d: date) -> str:
    """Name the day of the week: «thứ Hai» … «Chủ nhật»."""
    names = (
        _("thứ Hai"),
        _("thứ Ba"),
        _("thứ Tư"),
        _("thứ Năm"),
        _("thứ Sáu"),
        _("thứ Bảy"),
        _("Chủ nhật"),
    )
    return names[d.weekday()]


def format_moment(dt: datetime) -> str:
    """Write an instant on Vietnamese clocks: «14:32, 07/4/2021». ValueError if `dt` has no time zone."""
    if dt.utcoffset() is None:
        raise ValueError("a moment needs a time zone")
    local = dt.astimezone(VIETNAM)
    return f"{local:%H:%M}, {format_day(local)}"


def days_left_words(d: date, today: date) -> str:
    """Say how far a due day is: «còn 4 ngày», «ngày mai», «hôm nay», «quá 2 ngày»."""
    days = (d - today).days
    if days == 0:
        return _("hôm nay")
    if days == 1:
        return _("ngày mai")
    if days > 1:
        return ngettext("còn %(days)s ngày", "còn %(days)s ngày", days) % {"days": format_count(days)}
    return ngettext("quá %(days)s ngày", "quá %(days)s ngày", -days) % {"days": format_count(-days)}
