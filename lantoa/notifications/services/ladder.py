"""The ladder of reminders: before the day, on it, after it, then the head, then who asked; each step once."""

from datetime import date, timedelta

from django.db import transaction

from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.notifications.choices import Duty, Rung
from lantoa.notifications.ladder import OWED, Owed
from lantoa.notifications.models import LadderStep
from lantoa.notifications.queries.calendar import ladder_on
from lantoa.notifications.services.notices import notify_rows
from lantoa.organisation.choices import Role

CATCH_UP = 3  # days: a step after the due day is still taken where the job stood still


def climb(*, actor: Actor) -> int:
    """Take today's steps; how many notices. Run again it makes none: a step of one due day is one occasion.

    A constant number of statements for each step, however much is owed. Steps before the day or on it are not made up for: the
    next one says the same.
    """
    today, made = clock.today(), 0
    for step in ladder_on(today):
        owed = OWED.get(Duty(step.duty))
        if owed is None:
            continue
        for late in range(CATCH_UP + 1 if step.days > 0 else 1):
            made += _take(actor=actor, step=step, owed=owed, due=today - timedelta(days=step.days + late))
    return made


@transaction.atomic
def _take(*, actor: Actor, step: LadderStep, owed: Owed, due: date) -> int:
    occasion = f"{step.days:+d} {step.rung} {due.isoformat()}"
    if step.rung == Rung.ASKER:
        if owed.asked is None:
            return 0
        rows, subject_kind, kind = owed.asked(due), owed.asked_kind, owed.below
    else:
        rows, subject_kind, kind = owed.rows(due), owed.subject_kind, owed.late if step.days > 0 else owed.due
    if not kind:
        return 0
    roles = [Role.HEAD] if step.rung == Rung.HEAD else None
    return notify_rows(
        actor=actor, kind=kind, subject_kind=subject_kind, rows=rows, occasion=occasion, roles=roles
    )
