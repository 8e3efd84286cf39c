"""Random lives of reports: filled, sent, recalled, returned, accepted, amended, given up, in any order and by whoever may.

A model kept by hand says which act is possible and what counts; after every life the totals, the counters, the kept standings and
the recount by other SQL must say the same.
"""

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lantoa.accounts.models import User
from lantoa.core.errors import Forbidden, Refused
from lantoa.organisation.models import Unit
from lantoa.reporting.models import Collection, Submission
from lantoa.reporting.queries.collections import counters
from lantoa.reporting.queries.rollups import check_rollups
from lantoa.reporting.queries.totals import total
from lantoa.reporting.services.amendments import start_amendment, withdraw_amendment
from lantoa.reporting.services.entry import Entries, save_values
from lantoa.reporting.services.recalls import recall
from lantoa.reporting.services.rollups import roll_up
from lantoa.reporting.services.submissions import accept, send_back, submit
from tests.cast import Cast
from tests.reporting.test_two_views import WITHIN_A_TEST, undone
from tests.reporting.world import FOUND, MEMBERS, SESSIONS, STUDIED, draft, story

WHY = "Sót hai lớp của quý"
Figures = dict[int, int]


@dataclass
class Life:
    """One unit's report: its people, and what a model knows of it."""

    unit: Unit
    reporter: User
    head: User
    state: str = "draft"
    typed: Figures = field(default_factory=dict)
    counted: Figures | None = None
    amending: bool = False


@dataclass
class Story:
    cast: Cast
    collection: Collection
    chance: random.Random
    lives: list[Life]

    def latest(self, life: Life) -> Submission:
        return draft(self.collection, life.unit)

    # Each act: whether the model allows it, the call, and what it changes in the model.
    def fill(self, life: Life) -> None:
        members = self.chance.randint(1, 90)
        figures = {
            MEMBERS: members,
            STUDIED: self.chance.randint(0, members),
            SESSIONS: self.chance.randint(0, 9),
            FOUND: 0,
        }
        typed = Entries({place: str(value) for place, value in figures.items()})
        if self._tried(
            life.state in {"draft", "returned"},
            lambda: save_values(actor=life.reporter, submission=self.latest(life), entries=typed),
        ):
            life.typed = figures

    def send(self, life: Life) -> None:
        possible = life.state in {"draft", "returned"} and bool(life.typed)
        if self._tried(
            possible, lambda: submit(actor=life.head, submission=self.latest(life), key=uuid.uuid4())
        ):
            life.state = "submitted"

    def take_back(self, life: Life) -> None:
        if self._tried(
            life.state == "submitted",
            lambda: recall(actor=life.head, submission=self.latest(life), reason=WHY),
        ):
            life.state = "draft"

    def turn_back(self, life: Life) -> None:
        officer = self.cast.propaganda_officer
        if self._tried(
            life.state == "submitted",
            lambda: send_back(actor=officer, submission=self.latest(life), reason=WHY),
        ):
            life.state = "returned"

    def take(self, life: Life) -> None:
        officer = self.cast.propaganda_officer
        if self._tried(
            life.state == "submitted", lambda: accept(actor=officer, submission=self.latest(life))
        ):
            life.state, life.amending, life.counted = "accepted", False, dict(life.typed)

    def amend(self, life: Life) -> None:
        if self._tried(
            life.state == "accepted",
            lambda: start_amendment(actor=life.head, submission=self.latest(life), reason=WHY),
        ):
            life.state, life.amending = "draft", True

    def give_up(self, life: Life) -> None:
        if self._tried(
            life.amending and life.state in {"draft", "returned"},
            lambda: withdraw_amendment(actor=life.head, submission=self.latest(life)),
        ):
            assert life.counted is not None
            life.state, life.amending, life.typed = "accepted", False, dict(life.counted)

    def _tried(self, possible: bool, act: Callable[[], object]) -> bool:
        """What the model forbids is refused and changes nothing: the figures compared in the end say so."""
        if possible:
            act()
            return True
        with pytest.raises((Refused, Forbidden)):
            act()
        return False

    def compare(self) -> None:
        found = total(self.collection, self.cast.bloc)
        counted = [life.counted for life in self.lives if life.counted is not None]
        for place in (MEMBERS, SESSIONS):
            wanted = sum((figures[place] for figures in counted), start=0) if counted else None
            assert found.lines[place].accepted.value == wanted
        assert found.accepted_reports == len(counted)
        count = counters(self.collection, self.cast.bloc)
        # Each unit stands in one place: what waits for a decision is shown as waiting, whatever counts meanwhile.
        waiting = [life for life in self.lives if life.state == "submitted"]
        standing = [life for life in self.lives if life.counted is not None and life not in waiting]
        assert (count.waiting, count.accepted) == (len(waiting), len(standing))
        while roll_up(collection=self.collection):
            pass
        assert list(check_rollups(self.collection)) == []
        for life in self.lives:
            assert self.latest(life).state == life.state
            accepted = Submission.objects.filter(
                collection=self.collection, unit=life.unit, state="accepted", superseded_at=None
            )
            assert [[one.values[place] for place in (MEMBERS, SESSIONS)] for one in accepted] == (
                [[Decimal(life.counted[place]) for place in (MEMBERS, SESSIONS)]] if life.counted else []
            )


ACTS = ("fill", "send", "take_back", "turn_back", "take", "amend", "give_up")
POSSIBLE = {
    "draft": ("fill", "send", "send", "give_up"),
    "returned": ("fill", "send", "give_up"),
    "submitted": ("take_back", "turn_back", "take", "take"),
    "accepted": ("amend",),
}
# Out of turn now and then: what is not possible is to be refused.
OUT_OF_TURN = 0.2


@settings(WITHIN_A_TEST, max_examples=12)
@given(st.integers(0, 10_000), st.integers(20, 60))
def test_totals_follow_random_sendings_returns_and_amendments(cast: Cast, seed: int, steps: int) -> None:
    chance = random.Random(seed)
    with undone():
        lives = [
            Life(cast.office, cast.unit_reporter, cast.unit_head),
            Life(cast.hospital, cast.outsider, cast.hospital_head),
        ]
        tale = Story(cast, story(cast), chance, lives)
        for _step in range(steps):
            life = chance.choice(lives)
            acts = ACTS if chance.random() < OUT_OF_TURN else POSSIBLE[life.state]
            getattr(tale, chance.choice(acts))(life)
        tale.compare()
