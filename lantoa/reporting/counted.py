"""How this room's duties are found when they are counted anew (`duties`)."""

from collections.abc import Iterator

from lantoa.duties.choices import Standing
from lantoa.duties.queries import Owed, register
from lantoa.reporting.choices import ObligationState, SubmissionState
from lantoa.reporting.models import Obligation

KIND = "report"
STANDINGS = {
    SubmissionState.RETURNED: Standing.RETURNED,
    SubmissionState.SUBMITTED: Standing.WAITING,
    SubmissionState.ACCEPTED: Standing.SETTLED,
}


def every_duty() -> Iterator[Owed]:
    """Each report that is owed; a collection is one matter. While an amendment waits, what was accepted before it counts."""
    rows = Obligation.objects.exclude(state=ObligationState.EXEMPT).order_by()
    names = ("collection", "collection__owner", "unit", "report_state", "counted_path", "agreed_until")
    for collection, owner, unit, state, path, until in rows.values_list(*names).iterator():
        standing = STANDINGS.get(SubmissionState(state), Standing.OPEN)
        if standing == Standing.WAITING and path is not None:
            standing = Standing.RENEWED
        yield Owed(collection, owner, unit, standing, until)


def register_all() -> None:
    register(KIND, every_duty)
