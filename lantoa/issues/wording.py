"""How a matter is told to who reads it: by its voice, in weeks, unless the reader's own unit raised it."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.vi_dates import format_day, format_moment
from lantoa.issues.choices import Level
from lantoa.issues.models.issues import monday_of


def voice_label(name: str | None, is_pooled: bool) -> str:
    if name is None:
        return _("Đơn vị có ít người")
    return _("Các đơn vị nhỏ thuộc %(unit)s") % {"unit": name} if is_pooled else name


def who_label(row: Any) -> str:
    """Who raised it, as this reader may know."""
    return row.unit_name if row.is_own else voice_label(row.voice_name, row.is_pooled)


def owner_label(row: Any) -> str:
    """Who has to solve it. Where that is who raised it, its name is told no further than above."""
    return who_label(row) if row.level == Level.OWN else row.owner_name


def week_label(day: date) -> str:
    return _("tuần từ %(day)s") % {"day": format_day(monday_of(day))}


def when_label(at: datetime, *, is_own: bool) -> str:
    return format_moment(at) if is_own else week_label(at.astimezone(clock.VIETNAM).date())
