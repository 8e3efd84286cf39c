"""How what waits in this room is found when it is counted anew (`duties`)."""

from collections.abc import Iterator

from lantoa.commendation.choices import NominationState
from lantoa.commendation.models import Nomination
from lantoa.duties.queries import Waits, register_waiting

KIND = "nomination"
WAITING = (NominationState.SUBMITTED, NominationState.PROPOSED)


def every_nomination() -> Iterator[Waits]:
    """Each nomination that waits to be examined or decided on, by round, in whose hands it is."""
    rows = Nomination.objects.filter(state__in=WAITING).order_by()
    for round_, holder, unit, state in rows.values_list("round", "holder", "unit", "state").iterator():
        yield Waits(str(round_), holder or unit, state)


def register_all() -> None:
    register_waiting(KIND, every_nomination)
