"""Of what one's own units were reminded and still lack."""

from collections.abc import Iterator
from datetime import date

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.directives.following import steps
from lantoa.directives.models import Directive, Reminder
from lantoa.directives.queries.following.picture import ANY, Followed, FollowFilter, Following
from lantoa.organisation import access


def reminded_and_lacking(user: User, since: date) -> Iterator[tuple[Directive, int, Followed]]:
    """Of the units for which one works: directive, year, and the unit with the steps of which it was reminded since a day, so far
    as this room keeps the reminders. One statement, and two for each directive and year."""
    units = access.units_in_scope(user, "receipt.acknowledge")
    rows = Reminder.objects.filter(unit__in=units, reminded_at__gte=clock.instant(since, 0))
    named: dict[tuple[Directive, int], set[str]] = {}
    for one in rows.select_related("directive").order_by("directive__issued_on", "year"):
        named.setdefault((one.directive, one.year), set()).add(one.step)
    for (directive, year), keys in named.items():
        asked = [one for one in steps() if one.key in keys]
        for unit in Following(units, directive, year, asked, FollowFilter(lacking=ANY)).rows():
            yield directive, year, unit
