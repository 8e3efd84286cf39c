"""Hand-overs on the desk: what the receiver's head confirms, and what the officer above prepares or clears up."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.accounts.models import User
from lantoa.core.vi_dates import format_day
from lantoa.desk.addresses import address
from lantoa.desk.queries.tasks import Task, beyond, provide
from lantoa.organisation import access
from lantoa.organisation.choices import HandOverState
from lantoa.organisation.models import HandOver
from lantoa.organisation.queries.hand_overs import to_confirm as waiting_for_receiver
from lantoa.organisation.queries.hand_overs import to_prepare as waiting_for_giver
from lantoa.organisation.queries.units import short_name_on

KIND = gettext_lazy("Bàn giao")
ICON = "organisation"
MOST = 20  # of one sort; what is beyond is one line more


def _named(rows: QuerySet[HandOver]) -> QuerySet[Any]:
    return rows.annotate(giver_name=short_name_on("giver"), receiver_name=short_name_on("receiver")).order_by(
        "effective_on", "code"
    )


@provide
def to_confirm(user: User, today: date) -> Iterator[Task]:
    """Hand-overs that wait for one's confirmation, from the day of effect. One statement."""
    acts = ("hand_over.confirm", "hand_over.confirm_in_stead")
    if not any(access.holds_somewhere(user, act) for act in acts):
        return
    found = list(_named(waiting_for_receiver(user).filter(effective_on__lte=today))[: MOST + 1])
    for row in found[:MOST]:
        yield Task(
            KIND,
            ICON,
            _("Xác nhận bàn giao từ %(giver)s") % {"giver": row.giver_name},
            address("organisation:hand_over", row.code),
            _("Xem và xác nhận"),
            _("%(receiver)s nhận, hiệu lực từ %(day)s.")
            % {"receiver": row.receiver_name, "day": format_day(row.effective_on)},
            badges=(row.badge,),
        )
    yield from _more(found)


@provide
def to_prepare(user: User, today: date) -> Iterator[Task]:
    """Lists to be stated for units that ended, and differences to be cleared up. One statement."""
    if not access.holds_somewhere(user, "hand_over.prepare"):
        return
    found = list(_named(waiting_for_giver(user))[: MOST + 1])
    for row in found[:MOST]:
        differs = row.state == HandOverState.DIFFERS
        yield Task(
            KIND,
            ICON,
            _("Bàn giao %(giver)s cho %(receiver)s")
            % {"giver": row.giver_name, "receiver": row.receiver_name},
            address("organisation:hand_over", row.code),
            _("Xem chênh lệch") if differs else _("Lập biên bản"),
            _("Số liệu hai bên còn chênh lệch.") if differs else _("Lập danh sách và chốt số liệu bên giao."),
            badges=(row.badge,),
        )
    yield from _more(found)


def _more(found: Sequence[object]) -> Iterator[Task]:
    """Where there are more than are told one by one: all of them are on their own page."""
    url = address("organisation:hand_overs", **{"cho-toi": "1"})
    return beyond(found, MOST, Task(KIND, ICON, _("Còn bàn giao khác"), url, _("Xem tất cả")))
