"""Pledges on the desk: one's own draft, the self-review that is due, the remarks that wait for one. Never whose, never a text."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lantoa.accounts.models import User
from lantoa.commitments.choices import CommitmentState
from lantoa.commitments.queries.own import pledges_of, told_halves
from lantoa.commitments.queries.reading import awaits_remark, of_direct_reports
from lantoa.commitments.queries.seasons import calendar
from lantoa.core.vi_numbers import format_count
from lantoa.desk.addresses import address
from lantoa.desk.queries.tasks import Task, provide
from lantoa.organisation import access

KIND = gettext_lazy("Cam kết")
ICON = "people"


@provide
def own_pledge(user: User, today: date) -> Iterator[Task]:
    """A draft that was begun, a year that is not begun by who pledged the year before, the self-review that is due. Two
    statements and one for each self-review that is due.

    Whether colleagues have begun is never asked: in a unit of two it would tell of the other. Whoever has never pledged here is
    told by the draft that the head of the unit begins for all.
    """
    if not access.holds_somewhere(user, "commitment.keep"):
        return
    rows, seasons = list(pledges_of(user).filter(year__gte=today.year - 1)), calendar()
    years = {row.year for row in rows}
    if today.year - 1 in years and today.year not in years and today.year in seasons.years_to_write(today):
        title = _("Anh/chị chưa có bản cam kết năm %(year)d") % {"year": today.year}
        yield Task(KIND, ICON, title, address("commitments:mine"), _("Viết cam kết"))
    for row in rows:
        if row.state == CommitmentState.DRAFT and row.year >= today.year:
            title = _("Viết bản cam kết năm %(year)d của anh/chị") % {"year": row.year}
            yield Task(KIND, ICON, title, address("commitments:write", str(row.year)), _("Viết tiếp"))
        half = seasons.due_half(row.year, today) if row.state == CommitmentState.SIGNED else None
        if half is not None and half not in told_halves(row):
            title = _("Tự nhận xét cam kết năm %(year)d") % {"year": row.year}
            yield Task(
                KIND,
                ICON,
                title,
                address("commitments:review", str(row.year), half.slug),
                _("Ghi vài câu"),
                str(half.label),
                seasons.last_day(half, row.year),
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
