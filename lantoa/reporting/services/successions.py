"""Give duties to report into other hands when a unit ends within the period.

A report of a period that was over before the event is the old unit's own and stays with it: the tree of that period knows no
successor. Only what the successor can answer for moves.
"""

import uuid
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.audit.services import record
from lantoa.core.actor import Actor
from lantoa.core.vi_dates import format_day
from lantoa.organisation.queries.units import version_on
from lantoa.reporting.choices import WITH_UNIT, ObligationState
from lantoa.reporting.models import Line, Obligation, Submission, SubmissionText, Succession


@transaction.atomic
def give_obligations(
    *, actor: Actor, source: uuid.UUID, target: uuid.UUID, ids: Sequence[uuid.UUID], day: date
) -> int:
    """`target` owes from now on what `source` had not sent; returns how many went over.

    Its draft takes the old draft's figures and texts where it has none of its own; otherwise the old unit is only named there.
    The old duty becomes exempt with the reason, so that a rate never passes 100 %.
    """
    rows = (
        Obligation.objects.select_for_update(of=("self",))
        .select_related("collection")
        .filter(pk__in=list(ids), unit=source, collection__period_end__gt=day)
        .exclude(state=ObligationState.EXEMPT)
        .order_by("collection__code")
    )
    return sum(_give(actor, row, target, day) for row in rows)


def _give(actor: Actor, old: Obligation, target: uuid.UUID, day: date) -> int:
    draft = _latest(old)
    if draft is not None and draft.state not in WITH_UNIT:
        return 0
    new, made = Obligation.objects.select_for_update().get_or_create(
        collection=old.collection,
        unit_id=target,
        defaults={"state": old.state, "reason": old.reason, "agreed_until": old.agreed_until},
    )
    if not made and new.state == ObligationState.EXEMPT:
        new.state, new.reason, new.agreed_until = old.state, old.reason, old.agreed_until
        new.save(update_fields=["state", "reason", "agreed_until"])
    carried = _carry(draft, new)
    name = version_on(target, day).name
    old.state, old.agreed_until = ObligationState.EXEMPT, None
    old.reason = _("Đơn vị kết thúc ngày %(day)s; %(unit)s báo cáo thay từ kỳ này.") % {
        "day": format_day(day),
        "unit": name,
    }
    old.save(update_fields=["state", "reason", "agreed_until"])
    made_link = Succession.objects.create(obligation=old, successor=new, effective_on=day, carried=carried)
    after = {"to": target, "carried": carried, "reason": old.reason}
    record(
        actor, "obligation.handed_over", made_link, chain=old.unit_id, label=old.collection.code, after=after
    )
    return 1


def _latest(obligation: Obligation) -> Submission | None:
    return (
        Submission.objects.select_for_update()
        .filter(collection=obligation.collection_id, unit=obligation.unit_id, is_latest=True)
        .first()
    )


def _carry(draft: Submission | None, new: Obligation) -> bool:
    """Whether the successor's draft now begins with the old one's figures."""
    taker = _latest(new)
    if taker is None:
        width = Line.objects.filter(version=new.collection.sheet_version_id).count()
        empty: list[Decimal | None] = [None] * width
        taker = Submission.objects.create(
            collection=new.collection, unit_id=new.unit_id, values=empty, source_values=empty
        )
    sourced = set(
        Line.objects.filter(version=new.collection.sheet_version_id)
        .exclude(source="")
        .values_list("position", flat=True)
    )
    if draft is None or not _says_something(draft, sourced):
        return False
    if taker.state not in WITH_UNIT or _says_something(taker, sourced):
        return False
    for name in ("values", "not_applicable", "said_not_applicable", "qualifiers", "notes"):
        setattr(taker, name, getattr(draft, name))
    taker.row_version += 1
    taker.save()
    SubmissionText.objects.filter(submission=taker).delete()
    SubmissionText.objects.bulk_create(
        [
            SubmissionText(submission=taker, narrative_id=one.narrative_id, text=one.text)
            for one in SubmissionText.objects.filter(submission=draft)
        ]
    )
    return True


def _says_something(submission: Submission, sourced: set[int]) -> bool:
    """Somebody typed a figure or a text; what a register filled in says nothing yet."""
    registers = sourced - set(submission.overruled)
    if any(value is not None for place, value in enumerate(submission.values) if place not in registers):
        return True
    return SubmissionText.objects.filter(submission=submission).exclude(text="").exists()
