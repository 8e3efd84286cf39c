"""Directives on the desk: what one's unit has not acknowledged, and what was taken up higher."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.vi_dates import format_day
from lantoa.core.vi_numbers import format_count
from lantoa.desk.addresses import address
from lantoa.desk.queries.reports import late_badge
from lantoa.desk.queries.stuck import own_units
from lantoa.desk.queries.tasks import Task, beyond, provide
from lantoa.directives.models import Receipt
from lantoa.directives.queries.receipts import is_owed, owed_by_mine
from lantoa.organisation import access
from lantoa.organisation.models import Ancestry

KIND = gettext_lazy("Tiếp nhận văn bản")
ICON = "directive"
MOST = 20


@provide
def owed(user: User, today: date) -> Iterator[Task]:
    """Versions that one's unit was asked to read and has not. One statement."""
    if not access.holds_somewhere(user, "receipt.acknowledge"):
        return
    found = list(owed_by_mine(user).select_related("version__directive", "unit")[: MOST + 1])
    for row in found[:MOST]:
        is_late = row.due_on < today
        directive = row.version.directive
        second = _("Phiên bản %(number)s.") % {"number": format_count(row.version.number)}
        if row.base_id is not None:
            second = _("Phiên bản %(number)s: chỉ đọc phần thay đổi.") % {
                "number": format_count(row.version.number)
            }
        if row.escalated_at is not None:
            second = _("Ngày %(day)s đã báo lên người đứng đầu.") % {
                "day": format_day(row.escalated_at.astimezone(clock.VIETNAM).date())
            }
        elif row.reminded_again_at is not None:
            second = _("Được nhắc lần hai ngày %(day)s.") % {
                "day": format_day(row.reminded_again_at.astimezone(clock.VIETNAM).date())
            }
        elif row.reminded_at is not None:
            second = _("Được nhắc ngày %(day)s.") % {
                "day": format_day(row.reminded_at.astimezone(clock.VIETNAM).date())
            }
        yield Task(
            KIND,
            ICON,
            _("Tiếp nhận %(label)s") % {"label": directive.short_label},
            address("directives:receipt", directive.code, row.unit.code),
            _("Đọc và xác nhận"),
            second,
            row.due_on,
            is_late,
            (late_badge(row.due_on, today),) if is_late else (),
            alike="receipt",
        )
    words = _("Còn văn bản khác chờ tiếp nhận")
    yield from beyond(found, MOST, Task(KIND, ICON, words, address("directives:receipts"), _("Xem tất cả")))


@provide
def taken_up(user: User, today: date) -> Iterator[Task]:
    """Units directly below one's committee that an issuer above it has taken up with it. One statement."""
    if not access.holds_somewhere(user, "receipt.chase"):
        return
    mine = own_units(user, "receipt.chase")
    below = Ancestry.objects.filter(ancestor__in=mine.values("pk"), depth=1, valid__contains=today)
    rows = (
        Receipt.objects.filter(is_owed(), unit__in=below.values("descendant"), escalated_at__isnull=False)
        .exclude(issuing__unit__in=mine.values("pk"))
        .order_by()
        .values("issuing__code", "version__directive__short_label")
        .annotate(n=Count("pk"))
        .order_by("issuing__code")
    )
    for row in rows[:MOST]:
        words = ngettext(
            "%(count)s đơn vị trực thuộc bị báo chậm tiếp nhận %(label)s",
            "%(count)s đơn vị trực thuộc bị báo chậm tiếp nhận %(label)s",
            row["n"],
        )
        yield Task(
            KIND,
            ICON,
            words % {"count": format_count(row["n"]), "label": row["version__directive__short_label"]},
            address("directives:receipts"),
            _("Xem để đôn đốc"),
            is_late=True,
        )
