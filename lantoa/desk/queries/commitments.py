"""Pledges on the desk: one's own draft, the self-review that is due, the remarks that wait for one. Never whose, never a text."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lantoa.accounts.models import User
from lantoa.commitments.choices import CommitmentState, Half
from lantoa.commitments.queries.own import due_half, pledges_of, told_halves
from lantoa.commitments.queries.reading import awaits_remark, of_direct_reports
from lantoa.core.vi_numbers import format_count
from lantoa.desk.addresses import address
from lantoa.desk.queries.tasks import Task, provide
from lantoa.organisation import access

KIND = gettext_lazy("Cam kết")
ICON = "people"


@provide
def own_pledge(user: User, today: date) -> Iterator[Task]:
    """A draft that was begun, or the self-review that is due. At most two statements."""
    if not access.holds_somewhere(user, "commitment.keep"):
        return
    for row in pledges_of(user).filter(year__gte=today.year - 1):
        if row.state == CommitmentState.DRAFT and row.year >= today.year:
            title = _("Viết bản cam kết năm %(year)d của anh/chị") % {"year": row.year}
            yield Task(KIND, ICON, title, address("commitments:write", str(row.year)), _("Viết tiếp"))
        half = due_half(row.year) if row.state == CommitmentState.SIGNED else None
        if half is not None and half not in told_halves(row):
            last = date(row.year, 8, 31) if half == Half.MID_YEAR else date(row.year + 1, 1, 31)
            title = _("Tự nhận xét cam kết năm %(year)d") % {"year": row.year}
            yield Task(
                KIND,
                ICON,
                title,
                address("commitments:review", str(row.year), half.slug),
                _("Ghi vài câu"),
                str(half.label),
                last,
            )


@provide
def remarks_to_give(user: User, today: date) -> Iterator[Task]:
    """For each year, to how many pledges of direct reports a remark is still to be said. One statement beside whom one heads."""
    if not access.holds_somewhere(user, "commitment.remark"):
        return
    waiting = of_direct_reports(user).filter(awaits_remark()).order_by()
    for year, count in waiting.values_list("year").annotate(n=Count("pk")).order_by("year"):
        words = ngettext(
            "%(count)s bản cam kết năm %(year)d chờ anh/chị nhận xét",
            "%(count)s bản cam kết năm %(year)d chờ anh/chị nhận xét",
            count,
        )
        title = words % {"count": format_count(count), "year": year}
        yield Task(KIND, ICON, title, address("commitments:others", nam=str(year)), _("Mở danh sách"))
