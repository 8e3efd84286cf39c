"""Remind the units whose report is late: once a day, whoever asks."""

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.notifications.services import notify_rows
from lantoa.organisation.access import require
from lantoa.reporting.models import Collection
from lantoa.reporting.permissions import may
from lantoa.reporting.queries.late import chased_today, late_in


@transaction.atomic
def chase_late(*, actor: Actor, collection: Collection) -> int:
    """Tell the people of each unit whose report is late, not sent or returned and not sent again; how many units.

    A statement for however many units, one entry in the record. Raises Forbidden, or Refused: nothing is taken any more, none is
    late, or they were chased today already.
    """
    collection = (
        Collection.objects.select_for_update(of=("self",)).select_related("owner").get(pk=collection.pk)
    )
    require(may(actor, "collection.open", collection.owner))
    if collection.has_closed:
        raise Refused(_("Đợt báo cáo đã khóa nên không đôn đốc nữa."))
    late = late_in(collection)
    count = late.count()
    if not count:
        raise Refused(_("Không còn đơn vị nào quá hạn báo cáo này. Tải lại trang để xem."))
    if chased_today(collection):
        raise Refused(_("Hôm nay đã đôn đốc các đơn vị này. Chờ đơn vị trả lời, mai đôn đốc tiếp được."))
    notify_rows(
        actor=actor,
        kind="report_chased",
        subject_kind="reporting.obligation",
        rows=late.order_by().values_list("pk", "collection__code", "unit", "due_day"),
        occasion=f"chased {clock.today():%Y-%m-%d}",
    )
    record(
        actor,
        "collection.chased",
        collection,
        chain=collection.owner_id,
        label=collection.code,
        after={"units": count},
    )
    return count
