"""What a person has chosen."""

from dataclasses import dataclass

from lantoa.accounts.models import User
from lantoa.notifications.choices import Way
from lantoa.notifications.kinds import KINDS
from lantoa.notifications.models import MailHabit, Preference


@dataclass(frozen=True)
class Chosen:
    """`ways`: of every kind, as chosen or as the kind says."""

    ways: dict[str, Way]
    weekly: bool
    any_time: bool


def chosen_by(user: User) -> Chosen:
    own = dict(Preference.objects.filter(owner=user).values_list("kind", "way"))
    habit = MailHabit.objects.filter(owner=user).first()
    ways = {code: Way(own.get(code, kind.way)) for code, kind in KINDS.items()}
    return Chosen(ways, bool(habit and habit.weekly), bool(habit and habit.any_time))
