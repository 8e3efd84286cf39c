"""How units stand with what a directive's own page tells: tasks and reports."""

from lantoa.accounts.models import User
from lantoa.directives.following import Step
from lantoa.directives.models import Directive
from lantoa.directives.queries.following.picture import Following, Sums
from lantoa.directives.queries.following.scope import followed_units, steps_seen

DUE_STEPS = ("task", "report")  # of which a directive's own page tells how units stand


def due_of(user: User, directive: Directive, year: int) -> tuple[list[Step], Sums]:
    """How units stand with the tasks and the reports of a directive, asked and counted as the leader's picture does: the steps
    that one may know of, and the sums. At most two statements, however many units."""
    asked = [one for one in steps_seen(user) if one.key in DUE_STEPS]
    return asked, Following(followed_units(user, directive), directive, year, asked).sums()
