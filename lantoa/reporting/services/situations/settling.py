"""What ceases to be told: a line that is taken out, a row whose unit has come to be too small, quarters that are over."""

import uuid
from collections import defaultdict
from collections.abc import Collection

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from lantoa.audit.services import Act, record, record_many
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.core.periods import from_code
from lantoa.core.reference import Reference
from lantoa.notifications.services import notify
from lantoa.organisation.access import require
from lantoa.reporting.models import Situation, SituationLine, Submission
from lantoa.reporting.permissions import may
from lantoa.reporting.queries.situations.own import STRIKE, WRITE
from lantoa.reporting.queries.situations.people import people_of
from lantoa.reporting.queries.situations.rules import carrying, kept_quarters, open_quarters, rule_on


@transaction.atomic
def strike_line(*, actor: Actor, line: SituationLine) -> None:
    """Take a sent line out for good, because it lets somebody be known or does not belong here. The unit is told that it was, not
    what it said. Raises Forbidden, or Refused where it is gone already."""
    found = (
        SituationLine.objects.select_for_update(of=("self",))
        .select_related("situation__unit")
        .filter(pk=line.pk, situation__is_sent=True)
        .first()
    )
    if found is None:
        raise Refused(_("Dòng này đã được gỡ hoặc đơn vị đã thu hồi. Tải lại trang."))
    situation, unit = found.situation, found.situation.unit
    require(may(actor, STRIKE, unit))
    found.delete()
    label = f"{unit.code} {situation.period_code}"
    record(actor, "situation.line_struck", situation, chain=unit.pk, label=label)
    if not may(actor, WRITE, unit):
        notify(
            actor=actor,
            kind="situation_struck",
            about=Reference("reporting.situation", situation.pk),
            number=situation.period_code,
            to_units=[unit],
        )


@transaction.atomic
def settle_accepted(*, actor: Actor, submissions: Collection[Submission]) -> None:
    """Count anew the people of units whose reports have just been accepted; what stands for too few is erased."""
    told = carrying({row.collection_id: row.collection for row in submissions}.values())
    for collection in told:
        units = {row.unit_id for row in submissions if row.collection_id == collection.pk}
        _settle(actor, Situation.objects.filter(period_code=collection.period_code, unit__in=units))


@transaction.atomic
def erase_expired(*, actor: Actor) -> int:
    """Erase the lines of quarters that are no longer kept, and what has come to stand for too few people: quarters that can still
    be written on are counted anew first, closed ones stand for whom they stood for; how many rows.

    The record says for each unit and quarter how many lines, and nothing of them. Copies of the database that were made before
    hold them, sealed, until they are thrown away (`docs/guide/quan-tri-sao-luu.md`).
    """
    rule = rule_on()
    recent = [one.code for one in open_quarters()]
    too_few = Q(people__lt=rule.least_people) & ~Q(period_code__in=recent)
    gone = Q(period_code__lt=kept_quarters(rule)[-1].code) | too_few
    erased = _erase(actor, Situation.objects.filter(gone))
    return erased + _settle(actor, Situation.objects.filter(period_code__in=recent))


def _settle(actor: Actor, rows: QuerySet[Situation]) -> int:
    """What is written and not sent goes as well. A fixed number of statements for each quarter."""
    rule = rule_on()
    quarters: dict[str, list[Situation]] = defaultdict(list)
    for row in rows.select_for_update().order_by("pk"):
        quarters[row.period_code].append(row)
    small: list[uuid.UUID] = []
    for code, found in quarters.items():
        people = people_of([row.unit_id for row in found], from_code(code), rule)
        changed = []
        for row in found:
            together = people[row.unit_id].together
            if together < rule.least_people:
                small.append(row.pk)
            elif row.is_sent and together != row.people:
                row.people = together
                changed.append(row)
        Situation.objects.bulk_update(changed, ["people"], batch_size=500)
    return _erase(actor, Situation.objects.filter(pk__in=small)) if small else 0


def _erase(actor: Actor, rows: QuerySet[Situation]) -> int:
    counted = list(
        rows.order_by("period_code", "unit__code")
        .annotate(count=Count("lines"))
        .values_list("pk", "unit", "unit__code", "period_code", "count")
    )
    if not counted:
        return 0
    Situation.objects.filter(pk__in=[row[0] for row in counted]).delete()
    record_many(
        actor,
        [
            Act("situation.erased", None, unit, f"{code} {period}", after={"quarter": period, "lines": count})
            for _pk, unit, code, period, count in counted
        ],
    )
    return len(counted)
