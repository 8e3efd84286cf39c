"""Plans that one's unit owes: the unit above has adopted its own, this one has not."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.accounts.models import User
from lantoa.core.vi_dates import format_day
from lantoa.desk.addresses import address
from lantoa.desk.queries.tasks import Task, provide
from lantoa.directives.queries.plans import owed_by_mine
from lantoa.organisation import access

KIND = gettext_lazy("Kế hoạch")
ICON = "directive"


@provide
def owed(user: User, today: date) -> Iterator[Task]:
    """This year's plans that one's units owe, and when they were last reminded. A statement for each directive."""
    if not access.holds_somewhere(user, "plan.write"):
        return
    for one in owed_by_mine(user, today):
        words = {"year": one.year, "label": one.directive.short_label}
        second = _("Cấp trên ban hành ngày %(day)s.") % {"day": format_day(one.upper_on)}
        if one.reminded_on is not None:
            second = _("Được nhắc ngày %(reminded)s. Cấp trên ban hành ngày %(day)s.") % {
                "reminded": format_day(one.reminded_on),
                "day": format_day(one.upper_on),
            }
        new = {"don-vi": one.unit.code, "nam": str(one.year), "van-ban": one.directive.code}
        yield Task(
            KIND,
            ICON,
            _("Lập kế hoạch năm %(year)d theo %(label)s") % words,
            address("directives:plan", one.drafted) if one.drafted else address("directives:plan_new", **new),
            _("Soạn tiếp") if one.drafted else _("Lập kế hoạch"),
            second,
        )
