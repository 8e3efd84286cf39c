"""What one's unit was reminded of under a directive and still lacks. Versions to read and plans stand on the desk anyhow."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.vi_dates import format_day
from lantoa.desk.queries.tasks import Task, provide
from lantoa.directives.queries.following.reminded import reminded_and_lacking
from lantoa.organisation import access

KIND = gettext_lazy("Được nhắc")
ICON = "bell"
SHOWN_FOR = timedelta(days=60)


@provide
def reminded(user: User, today: date) -> Iterator[Task]:
    """One statement, and two more for each directive of which one's units were reminded."""
    if not access.holds_somewhere(user, "receipt.acknowledge"):
        return
    for directive, year, unit in reminded_and_lacking(user, today - SHOWN_FOR):
        for one in unit.lacking:
            if one.reminded_at is None:
                continue
            words = {"label": directive.short_label, "lacking": one.step.lacking, "year": year}
            day = {"day": format_day(one.reminded_at.astimezone(clock.VIETNAM).date())}
            yield Task(
                KIND,
                ICON,
                _("%(label)s, năm %(year)d: %(lacking)s") % words,
                one.step.do_at(directive, year),
                _("Làm ngay"),
                _("Cấp trên nhắc ngày %(day)s.") % day,
            )
