"""Matters go on with the unit that receives."""

import uuid
from collections.abc import Sequence

from django.db import transaction

from lantoa.audit.services import Act, record_many
from lantoa.core.actor import Actor
from lantoa.issues.choices import OPEN, Level
from lantoa.issues.models import PressingIssue
from lantoa.organisation.models import Unit


@transaction.atomic
def hand_over_issues(*, actor: Actor, ids: Sequence[uuid.UUID], target: Unit, owned: bool) -> int:
    """Part of a confirmed hand-over: `target` closes these matters from now on, or solves them where `owned`. How many.

    Where they are counted does not change.
    """
    rows = list(
        PressingIssue.objects.select_for_update(of=("self",))
        .select_related("unit", "owner", "holder")
        .filter(pk__in=ids, state__in=OPEN)
        .order_by("code")
    )
    acts = []
    for row in rows:
        old = row.owner if owned else (row.holder or row.unit)
        before, after = {"owner" if owned else "unit": old.code}, {"owner" if owned else "unit": target.code}
        if owned:
            row.owner = target
        else:
            if row.level == Level.OWN:  # who raised it solves it itself: so does who receives it
                row.owner = target
            row.holder = target
        if row.owner_id == row.holder_unit_id:  # whoever was above has become one with who raised it
            row.level = Level.OWN
        row.row_version += 1
        acts.append(Act("issue.handed_over", row, row.unit_id, row.code, before=before, after=after))
    PressingIssue.objects.bulk_update(rows, ["owner", "holder", "level", "row_version"], batch_size=500)
    record_many(actor, acts)
    return len(rows)
