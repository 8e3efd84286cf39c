"""Remind each person of the own pledge, once for a term: a draft that lies, a self-review that is due."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import DateField, Exists, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Cast

from lantoa.commitments.choices import CommitmentState
from lantoa.commitments.models import Commitment, SelfReview
from lantoa.commitments.notices import DRAFT, REVIEW
from lantoa.commitments.queries.seasons import calendar
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.notifications.services import notify_rows

LIES = timedelta(days=14)  # after which a draft that nobody signed is called to mind


@transaction.atomic
def remind(*, actor: Actor) -> int:
    """Tell today what is due today; how many were told. A fixed number of statements, however many people there are.

    A notice carries no code of the pledge: mail leaves the house.
    """
    today, seasons = clock.today(), calendar()
    drafts = Commitment.objects.filter(
        state=CommitmentState.DRAFT, year=today.year, created_at__lt=clock.now() - LIES
    )
    made = 0
    if today.year in seasons.years_to_write(today):
        made += _tell(actor, DRAFT, drafts, str(today.year), None)
    for year in (today.year - 1, today.year, today.year + 1):
        half = seasons.due_half(year, today)
        if half is None:
            continue
        told = SelfReview.objects.filter(item__commitment=OuterRef("pk"), half=half)
        due = Commitment.objects.filter(~Exists(told), state=CommitmentState.SIGNED, year=year)
        made += _tell(actor, REVIEW, due, f"{year}/{half.value}", seasons.last_day(half, year))
    return made


def _tell(actor: Actor, kind: str, pledges: QuerySet[Commitment], occasion: str, due_on: date | None) -> int:
    rows = pledges.filter(person__user__is_active=True).order_by()
    empty, day = Cast(Value(""), TextField()), Cast(Value(due_on), DateField())
    return notify_rows(
        actor=actor,
        kind=kind,
        subject_kind="commitments.commitment",
        rows=rows.values_list("pk", empty, "person__user", day),
        occasion=occasion,
        people=True,
    )
