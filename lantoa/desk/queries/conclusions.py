"""Sentences of adopted conclusions for which nobody has decided yet what is to be done."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy, ngettext

from lantoa.accounts.models import User
from lantoa.conferences.queries.conclusions import lacking_by_conference
from lantoa.core.vi_numbers import format_count
from lantoa.desk.addresses import address
from lantoa.desk.queries.tasks import Task, provide
from lantoa.organisation import access

KIND = gettext_lazy("Hội nghị")
ICON = "conference"
ACT = gettext_lazy("Giao việc")


@provide
def lacking(user: User, today: date) -> Iterator[Task]:
    """One line for each conclusion. One statement."""
    if not access.holds_somewhere(user, "conclusion.write"):
        return
    for conference, count in lacking_by_conference(user):
        words = ngettext(
            "%(count)s câu kết luận chưa giao việc: %(title)s",
            "%(count)s câu kết luận chưa giao việc: %(title)s",
            count,
        )
        yield Task(
            KIND,
            ICON,
            words % {"count": format_count(count), "title": conference.title},
            address("conferences:conclusion", conference.code),
            str(ACT),
        )
