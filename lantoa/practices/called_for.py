"""A call for practices that a duty of an issuing becomes (`directives/duty_kinds.py`)."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from django.utils.translation import gettext_lazy

from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.reference import Reference
from lantoa.directives.duty_kinds import DutyKind, register
from lantoa.directives.models import Duty
from lantoa.organisation.access import holds
from lantoa.organisation.models import Unit
from lantoa.practices.choices import CallPurpose, CallState
from lantoa.practices.services.calls import CallText, draft_call, move_call

PER_ENTRY = 3  # as a new call proposes
APPRAISED_WITHIN = timedelta(days=30)  # after the last day for entries


def purposes(unit: Unit) -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in CallPurpose.choices]


def call(actor: Actor, duty: Duty, units: Callable[[], Sequence[Unit]]) -> Reference:
    """Open at once, for practices of the year of the duty's day, taken until the end of that day; the criteria are those in
    force."""
    issuing = duty.issuing
    text = CallText(
        title=duty.title,
        directive=issuing.version.directive,
        purpose=duty.choice,
        year=duty.due_on.year,
        opens_on=clock.today(),
        closes_on=duty.due_on,
        appraise_by=duty.due_on + APPRAISED_WITHIN,
        per_entry=PER_ENTRY,
    )
    made = draft_call(actor=actor, unit=issuing.unit, text=text)
    move_call(actor=actor, call=made, to=CallState.OPEN)
    return Reference("practices.call", made.pk)


def register_all() -> None:
    register(
        DutyKind(
            "call",
            gettext_lazy("Đợt xét mô hình"),
            "practice",
            lambda user, unit: holds(user, "call.run", unit),
            purposes,
            call,
            longest_title=200,
            position=30,
        )
    )
