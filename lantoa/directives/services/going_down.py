"""Carry an issuing down to every unit: once, whatever interrupts it."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import SYSTEM, Actor
from lantoa.core.errors import Forbidden, Refused
from lantoa.core.reference import Reference
from lantoa.directives.choices import IssuingState, ReadAgain
from lantoa.directives.duty_kinds import TASK, DutyKind, kind_of
from lantoa.directives.issuing_steps import locked_issuing
from lantoa.directives.models import Duty, Issuing, Receipt
from lantoa.directives.queries.issuings import duties_of, recipients_of, was_issued_before
from lantoa.directives.services.codes import one_at_a_time
from lantoa.notifications.services import notify_rows
from lantoa.tasks.choices import OriginKind
from lantoa.tasks.services import NewTask, give_to_all

STEP = 20_000  # units of one transaction of the job, at most
ROWS = 40_000  # receipts and tasks of one transaction: the more duties, the fewer units

# One step: the next units in order of identity, their receipts, and the identities that were given one.
_ASK = """
INSERT INTO directives_receipt (
    id, version_id, issuing_id, unit_id, base_id, kept, asked_at, due_on, post, way
)
SELECT gen_random_uuid(), %(version)s, %(issuing)s, next.id, {base},
    {kept}, %(now)s, %(due)s, '', ''
FROM unnest(%(units)s::uuid[]) AS next (id)
{join}
ON CONFLICT (version_id, unit_id) DO NOTHING
RETURNING unit_id
"""
# What a unit has read last of the directive: by its own word, or because an earlier reading was let stand.
_LAST_READ = """
LEFT JOIN (
    SELECT DISTINCT ON (receipt.unit_id) receipt.unit_id,
        CASE WHEN receipt.acknowledged_at IS NULL THEN receipt.base_id ELSE receipt.version_id END AS version_id
    FROM directives_receipt AS receipt
    JOIN directives_directiveversion AS version ON version.id = receipt.version_id
    WHERE version.directive_id = %(directive)s AND version.number < %(number)s
        AND receipt.unit_id = ANY(%(units)s::uuid[])
        AND (receipt.acknowledged_at IS NOT NULL OR receipt.kept)
    ORDER BY receipt.unit_id, version.number DESC
) AS last ON last.unit_id = next.id
"""


@transaction.atomic
def carry_on(*, issuing: Issuing, step: int | None = None, actor: Actor | None = None) -> bool:
    """Make what a duty becomes once for all, or ask the next `step` units and give them their tasks, in one transaction with how
    far it has come; True when all is done.

    Given twice, or taken up after it was killed, each unit still gets one receipt and one task of each duty: the issuing is
    locked, what a step did and its cursor stand or fall together, and a unit that has a receipt of this version is passed over.
    The record names `actor`: whoever issued it where nobody else is given. A person who waits for it is told why something
    cannot be made (Refused, Forbidden); the job notes it at the duty and goes on with the units.
    """
    found = locked_issuing(issuing)
    if found.state != IssuingState.RUNNING:
        return True
    if make_things(actor=actor, issuing=found, most=1):
        return False
    duties = [one for one in duties_of(found) if one.kind == TASK]
    step = step or max(1, min(STEP, ROWS // (1 + len(duties))))
    units = _next_units(found, step)
    if units:
        one_at_a_time(f"receipts.{found.version.directive_id}")
        asked = _ask(found, units)
        told = Receipt.objects.filter(issuing=found, unit__in=asked, kept=False).order_by()
        notify_rows(
            actor=actor or SYSTEM,
            kind="receipt_asked",
            subject_kind="directives.receipt",
            rows=told.values_list("pk", "issuing__code", "unit", "due_on"),
            occasion="asked",
        )
        day = found.chosen_on or clock.today()
        for duty in duties:
            give_to_all(asker=found.unit, units=asked, task=_task_of(found, duty), batch=duty.pk, day=day)
        found.cursor, found.done = units[-1], found.done + len(asked)
        found.save(update_fields=["cursor", "done"])
    if len(units) == step:
        return False
    found.state, found.finished_at = IssuingState.ISSUED, clock.now()
    found.save(update_fields=["state", "finished_at"])
    record(
        actor or found.issued_by or SYSTEM,
        "issuing.finished",
        found,
        chain=found.unit_id,
        label=found.code,
        after={"units": found.done},
    )
    return True


@transaction.atomic
def make_things(
    *, actor: Actor | None, issuing: Issuing, of_each_unit: bool = True, most: int | None = None
) -> int:
    """What duties become besides tasks, in the caller's transaction, each once; how many were made or noted as hindered.
    `of_each_unit` False: without those that ask each unit. The caller holds the issuing."""
    waiting = Duty.objects.filter(issuing=issuing, made_id=None, hindrance="").exclude(kind=TASK)
    done = 0
    for duty in waiting.select_related("issuing__unit", "issuing__version__directive", "part").order_by(
        "position"
    ):
        kind = kind_of(duty.kind)
        if kind is not None and kind.asks_each_unit and not of_each_unit:
            continue
        _make(duty, kind, actor, issuing)
        done += 1
        if done == most:
            break
    return done


def _make(duty: Duty, kind: DutyKind | None, actor: Actor | None, issuing: Issuing) -> None:
    try:
        if kind is None:
            raise Refused(_("Phần mềm không còn loại việc này."))
        with transaction.atomic():
            made = kind.make(
                actor or issuing.issued_by or SYSTEM, duty, lambda: recipients_of(issuing).units.plain()
            )
    except (Refused, Forbidden) as refused:
        if actor is not None:
            raise
        duty.hindrance = refused.sentence
    else:
        duty.made_kind, duty.made_id = made.kind, made.id
    duty.save(update_fields=["made_kind", "made_id", "hindrance"])


def _next_units(issuing: Issuing, step: int) -> list[uuid.UUID]:
    rows = recipients_of(issuing).units.identities()
    if issuing.cursor is not None:
        rows = rows.filter(pk__gt=issuing.cursor)
    return [row["pk"] for row in rows.order_by("pk")[:step]]


def _ask(issuing: Issuing, units: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    """Receipts for units; those that had none. One statement."""
    again = issuing.read_again != ReadAgain.WHOLE
    if was_issued_before(issuing.version):
        _hold_earlier(issuing, units)
    parts = {
        "base": "last.version_id" if again else "NULL",
        "kept": "last.version_id IS NOT NULL" if issuing.read_again == ReadAgain.KEEP else "FALSE",
        "join": _LAST_READ if again else "",
    }
    values: dict[str, Any] = {
        "version": issuing.version_id,
        "issuing": issuing.pk,
        "now": clock.now(),
        "due": issuing.due_on,
        "units": list(units),
        "directive": issuing.version.directive_id,
        "number": issuing.version.number,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ASK.format(**parts), values)
        return [row[0] for row in cursor.fetchall()]


def _hold_earlier(issuing: Issuing, units: Sequence[uuid.UUID]) -> None:
    """Whoever acknowledges an earlier version at this moment is waited for and counts as having read it; whoever comes later
    finds the new version. In the order in which `receipts.acknowledge` holds them."""
    rows = Receipt.objects.select_for_update(of=("self",)).filter(
        version__directive=issuing.version.directive_id, unit__in=list(units)
    )
    list(rows.order_by("pk").values_list("pk"))


def _task_of(issuing: Issuing, duty: Duty) -> NewTask:
    directive = issuing.version.directive
    label = f"{directive.type_name} {directive.reference}"
    if duty.part is not None and duty.part.label:
        label = f"{label}, {duty.part.label}"
    return NewTask(
        duty.title,
        duty.due_on,
        proof_wanted=duty.proof_wanted,
        origin_kind=OriginKind.DIRECTIVE,
        origin_label=label[:300],
        origin=Reference("directives.duty", duty.pk),
        sentence=duty.sentence,
    )
