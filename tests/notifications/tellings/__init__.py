"""For each kind of notice the act of a room that tells it, and whom it must tell.

A kind without a telling fails `test_tellings.py`: add one to the module of the room that registers it (or a new module, named in
`ROOMS`). It does what a person does, by the room's own services, and answers who did it and who must have been told.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from importlib import import_module

from lantoa.accounts.models import User
from lantoa.accounts.services import NewAccount, open_accounts
from lantoa.core.actor import SYSTEM
from lantoa.notifications.models import Notice
from lantoa.organisation.choices import Role
from lantoa.organisation.services.people import NewPerson, NewRole, enrol_people
from tests.cast import SINCE, Cast

ROOMS = (
    "accounts",
    "commendation",
    "commitments",
    "conferences",
    "directives",
    "issues",
    "oversight",
    "practices",
    "reporting",
    "tasks",
)


@dataclass(frozen=True)
class Scene:
    """The cast, a second officer beside propaganda_officer, and the head of the third unit, whom nothing of others concerns."""

    cast: Cast
    colleague: User
    bystander: User

    @property
    def team(self) -> list[User]:
        return [self.cast.unit_reporter, self.cast.unit_head]

    @property
    def hospital_team(self) -> list[User]:
        return [self.cast.outsider, self.cast.hospital_head]


@dataclass(frozen=True)
class Telling:
    """`by`: who acts, None for the house itself; `to`: everybody who must be told, and nobody else."""

    by: User | None
    to: Collection[User]


Play = Callable[[Scene], Telling]
TELLINGS: dict[str, Play] = {}


def tells(*kinds: str) -> Callable[[Play], Play]:
    def register(play: Play) -> Play:
        for kind in kinds:
            assert kind not in TELLINGS, f"{kind} is told twice"
            TELLINGS[kind] = play
        return play

    return register


def so_far_nothing() -> None:
    """What was told on the way to the act is not what is asked about."""
    Notice.objects.all().delete()


def make_scene(cast: Cast) -> Scene:
    names = ("officer.second", "department.head")
    accounts = open_accounts(actor=SYSTEM, accounts=[NewAccount(name) for name in names])
    roles = (NewRole(cast.bloc, Role.STAFF, SINCE), NewRole(cast.department, Role.HEAD, SINCE))
    enrol_people(
        actor=SYSTEM,
        people=[
            NewPerson(name, user, (), (role,))
            for name, user, role in zip(names, accounts, roles, strict=True)
        ],
    )
    colleague, bystander = (User.objects.get(pk=one.pk) for one in accounts)
    return Scene(cast, colleague, bystander)


def all_tellings() -> dict[str, Play]:
    for room in ROOMS:
        import_module(f"{__name__}.{room}")
    return TELLINGS
