"""Random acts on tasks, receipts, reports and the tree, one by one and in bulk; after each the kept numbers equal a recount that
shares nothing with the triggers."""

import random
import uuid
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Refused
from lantoa.directives.models import Issuing, Receipt
from lantoa.duties.models import Counted
from lantoa.duties.queries import differences
from lantoa.organisation.models import Unit, UnitVersion
from lantoa.organisation.services.events import dissolve_units, move_units
from lantoa.organisation.services.units import Decision, NewUnit, establish_units
from lantoa.reporting.choices import ObligationState, SubmissionState
from lantoa.reporting.models import Collection, Obligation
from lantoa.tasks.models import Task
from lantoa.tasks.services import NewTask, give_tasks
from tests.cast import DECISION, TODAY, Cast
from tests.directives.issuing_world import directive_of, drafted
from tests.reporting import world as reports
from tests.reporting.test_two_views import WITHIN_A_TEST, undone

STATES: dict[str, dict[str, Any]] = {
    "not_begun": {"reported_at": None, "confirmed_at": None},
    "doing": {"reported_at": None, "confirmed_at": None},
    "waiting": {"reported_at": clock.instant(TODAY), "confirmed_at": None},
    "done": {"reported_at": clock.instant(TODAY), "confirmed_at": clock.instant(TODAY)},
    "cancelled": {"reported_at": None, "confirmed_at": None},
}


class World:
    """Some units below one another, one issuing and one collection of the bloc, and a chance that chooses."""

    def __init__(self, cast: Cast, chance: random.Random) -> None:
        self.cast, self.chance, self.number = cast, chance, 0
        self.kind = UnitVersion.objects.get(unit=cast.department).kind
        self.collection = reports.story(cast)
        self.issuing = drafted(cast, directive_of(cast))
        for parent in (cast.office, cast.office, cast.hospital):
            self.establish(parent)

    def establish(self, parent: Unit | None = None) -> None:
        self.number += 1
        code, above = f"CB{self.number}", parent or self.chance.choice(self.units())
        new = NewUnit(code, f"Chi bộ {code}", f"Chi bộ {code}", self.kind, above.code)
        establish_units(actor=SYSTEM, decision=DECISION, units=[new])

    def units(self) -> list[Unit]:
        standing = UnitVersion.objects.filter(valid__contains=TODAY).exclude(unit=self.cast.province)
        return list(Unit.objects.filter(pk__in=standing.values("unit")).order_by("code"))

    def some(self, rows: Sequence[uuid.UUID]) -> list[uuid.UUID]:
        return [one for one in rows if self.chance.random() < 0.5]

    def day(self) -> date:
        return TODAY + timedelta(days=self.chance.choice([-30, -1, 0, 5]))

    def give(self) -> None:
        asker = self.chance.choice([self.cast.bloc, self.cast.office])
        below = [
            unit
            for unit in self.units()
            if UnitVersion.objects.get(unit=unit, valid__contains=TODAY).parent_id
        ]
        self.number += 1
        task = NewTask(f"Việc {self.number}", TODAY + timedelta(days=self.number))
        reached = [one for one in below if _stands_under(one, asker)]
        give_tasks(
            actor=SYSTEM, asker=asker, units=self.chance.sample(reached, max(1, len(reached) // 2)), task=task
        )

    def settle(self) -> None:
        state = self.chance.choice(list(STATES))
        rows = Task.objects.filter(pk__in=self.some(list(Task.objects.values_list("pk", flat=True))))
        rows.update(state=state, **STATES[state])

    def put_off(self) -> None:
        ids = self.some(list(Task.objects.values_list("pk", flat=True)))
        Task.objects.filter(pk__in=ids).update(due_on=self.day())

    def pass_on(self) -> None:
        ids = self.some(list(Task.objects.values_list("pk", flat=True)))
        Task.objects.filter(pk__in=ids).update(asker=self.chance.choice([self.cast.bloc, self.cast.province]))

    def forget(self) -> None:
        Task.objects.filter(pk__in=self.some(list(Task.objects.values_list("pk", flat=True)))).delete()

    def ask_to_read(self) -> None:
        asked = set(Receipt.objects.values_list("unit", flat=True))
        new = [unit for unit in self.units() if unit.pk not in asked and self.chance.random() < 0.6]
        Receipt.objects.bulk_create(
            Receipt(version=self.issuing.version, issuing=self.issuing, unit=unit, due_on=self.day())
            for unit in new
        )

    def read(self) -> None:
        ids = self.some(list(Receipt.objects.values_list("pk", flat=True)))
        rows = Receipt.objects.filter(pk__in=ids)
        if self.chance.random() < 0.3:
            rows.update(acknowledged_at=None, post="", way="")
        else:
            rows.update(acknowledged_at=clock.now(), post="Bí thư", way="screen")

    def report(self) -> None:
        ids = self.some(list(Obligation.objects.values_list("pk", flat=True)))
        state = self.chance.choice([str(one) for one in SubmissionState.values])
        path = self.chance.choice([None, [self.cast.bloc.pk]])
        Obligation.objects.filter(pk__in=ids).update(report_state=state, counted_path=path)

    def excuse(self) -> None:
        ids = self.some(list(Obligation.objects.values_list("pk", flat=True)))
        state = self.chance.choice([str(one) for one in ObligationState.values])
        until = clock.instant(self.day(), 17)
        Obligation.objects.filter(pk__in=ids).update(state=state, reason="Bão", agreed_until=until)

    def hand_over(self) -> None:
        target = self.chance.choice([self.cast.bloc, self.cast.province, self.cast.office])
        Issuing.objects.filter(pk=self.issuing.pk).update(unit=target)
        Collection.objects.filter(pk=self.collection.pk).update(owner=target)

    def move(self) -> None:
        moving, parent = self.chance.sample(self.units(), 2)
        self._redraw(
            lambda decision: move_units(actor=SYSTEM, decision=decision, units=[moving], parent=parent)
        )

    def move_later(self) -> None:
        moving, parent = self.chance.sample(self.units(), 2)
        self._redraw(
            lambda decision: move_units(actor=SYSTEM, decision=decision, units=[moving], parent=parent),
            TODAY + timedelta(days=60 + self.number),
        )

    def dissolve(self) -> None:
        ending = self.chance.choice(self.units())
        self._redraw(lambda decision: dissolve_units(actor=SYSTEM, decision=decision, units=[ending]))

    def _redraw(self, act: Callable[[Decision], object], day: date | None = None) -> None:
        """What the services refuse (a unit below itself, one that has units below it) is not done."""
        self.number += 1
        decision = Decision(f"{self.number:02d}-QĐ/TU", TODAY, day or TODAY, "Tỉnh ủy")
        try:
            with transaction.atomic():
                act(decision)
        except Refused:
            pass


def _stands_under(unit: Unit, asker: Unit) -> bool:
    here: uuid.UUID | None = unit.pk
    while here is not None and here != asker.pk:
        found = UnitVersion.objects.filter(unit=here, valid__contains=TODAY).first()
        here = found.parent_id if found else None
    return here == asker.pk


ACTS = (
    "give", "settle", "put_off", "pass_on", "forget", "ask_to_read", "read", "report", "excuse", "hand_over", "establish",
    "move", "move_later", "dissolve",
)  # fmt: skip
LIVES = st.lists(st.sampled_from(ACTS), min_size=6, max_size=14)


@settings(WITHIN_A_TEST, max_examples=12)
@given(LIVES, st.integers(0, 10_000))
def test_kept_numbers_equal_a_recount_after_random_acts(cast: Cast, acts: list[str], seed: int) -> None:
    _equal_after(cast, acts, seed)


@pytest.mark.long
@settings(WITHIN_A_TEST, max_examples=60)
@given(LIVES, st.integers(0, 10_000))
def test_kept_numbers_equal_a_recount_over_many_lives(cast: Cast, acts: list[str], seed: int) -> None:
    _equal_after(cast, acts, seed)


def _equal_after(cast: Cast, acts: list[str], seed: int) -> None:
    with undone():
        world = World(cast, random.Random(seed))
        world.give()
        world.ask_to_read()
        assert differences() == []
        assert Counted.objects.count() > 0
        for act in acts:
            getattr(world, act)()
            assert differences() == [], act
