"""Random acts on practices, results, nominations and the tree, one by one and in bulk; after each the kept numbers of what waits
below equal a recount that shares nothing with the triggers, and the home page of each person tells as many as there are rows."""

import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from lantoa.accounts.models import User
from lantoa.attachments.models import StoredFile
from lantoa.commendation.choices import NominationState
from lantoa.commendation.models import Nomination
from lantoa.commendation.services import enter_award_kind, enter_nominations, open_round
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.desk.queries import commendation as rounds
from lantoa.desk.queries import practices as desk
from lantoa.duties.models import BelowCount
from lantoa.duties.queries import WAITING, differences
from lantoa.organisation import access
from lantoa.organisation.choices import Role
from lantoa.organisation.models import RoleAssignment
from lantoa.practices.choices import Origin, YearState
from lantoa.practices.models import Adoption, AdoptionEvidence, Practice, PracticeYear
from lantoa.practices.queries.verification import how_many_wait_for, waiting_for
from tests.cast import SINCE, TODAY, Cast
from tests.commendation.world import person
from tests.duties.test_random_duties import World as Tree
from tests.practices.world import applied, make_world, planned
from tests.reporting.test_two_views import WITHIN_A_TEST, undone

STANDINGS = (NominationState.SUBMITTED, NominationState.PROPOSED)


class World(Tree):
    """The tree and its moves of the other test, with practices, answers, files and nominations of its units."""

    def __init__(self, cast: Cast, chance: random.Random) -> None:
        super().__init__(cast, chance)
        self.practices = make_world(cast)
        self.given: list[Practice] = []
        for unit in (cast.hospital, cast.office):
            years = [
                (2020, Origin.NEW, YearState.RECOGNISED),
                (2021, Origin.MAINTAINED, YearState.REGISTERED),
            ]
            self.given.append(self.practices.practice(unit, f"Của {unit.code}", years))
        order = self.practices.order(self.given, self.units())
        for unit in self.units():
            for practice in self.given:
                if practice.unit_id != unit.pk:
                    make = self.chance.choice([applied, planned])
                    self.practices.answers(order, make(practice, unit))
        kind = enter_award_kind(actor=SYSTEM, code="giay_khen", name="Giấy khen")
        for code in ("KT-1", "KT-2"):
            round_ = open_round(
                actor=SYSTEM,
                code=code,
                title=f"Đợt {code}",
                years=(2016, 2020),
                citation="Có thành tích",
                opens_on=SINCE,
                closes_on=TODAY,
                unit=cast.bloc,
                award_kind=kind,
                directive=self.practices.directive,
            )
            people = [person(unit, unit.code, state=chance.choice(STANDINGS)) for unit in self.units()]
            enter_nominations(actor=SYSTEM, round_=round_, nominations=people)
        self.file_kept = StoredFile.objects.create(sha256="0" * 64, size=1, media_type="application/pdf")
        officer = cast.propaganda_officer.person
        for role, unit in (
            (Role.STAFF, cast.office),
            (Role.HEAD, cast.hospital),
            (Role.REPORTER, self.units()[0]),
        ):
            if chance.random() < 0.5:
                RoleAssignment.objects.create(person=officer, role=role, unit=unit, valid=(SINCE, None))

    def picked(self, rows: Any) -> Any:
        """Some of the rows, as a queryset for one statement."""
        return rows.filter(pk__in=self.some(list(rows.values_list("pk", flat=True))))

    def prove(self) -> None:
        self.picked(Adoption.objects.all()).update(
            result_value=self.chance.choice([None, 7]), evidence="Sổ đo."
        )
        self.picked(Adoption.objects.all()).update(evidence="")

    def file(self) -> None:
        rows = [
            AdoptionEvidence(adoption_id=one, file=self.file_kept, name="a.pdf", caption="Ảnh", position=0)
            for one in self.some(list(Adoption.objects.values_list("pk", flat=True)))
        ]
        AdoptionEvidence.objects.bulk_create(rows)
        self.picked(AdoptionEvidence.objects.all()).update(removed_at=clock.now())
        self.picked(AdoptionEvidence.objects.all()).delete()

    def measure(self) -> None:
        self.picked(Practice.objects.all()).update(measure=self.chance.choice(["", "Phút"]))

    def answer(self) -> None:
        state, verified_on = self.chance.choice([("applied", None), ("planned", None), ("verified", TODAY)])
        self.picked(Adoption.objects.all()).update(state=state, verified_on=verified_on)
        self.picked(Adoption.objects.all()).update(set_aside=True)
        self.picked(Adoption.with_set_aside.all()).update(set_aside=False)

    def hand(self) -> None:
        """What one unit held another holds now; the practices with their years, which are not touched themselves."""
        target = self.chance.choice(self.units())
        for rows in (Practice.objects.all(), Adoption.objects.all(), Nomination.objects.all()):
            self.picked(rows).update(holder=target)

    def decide(self) -> None:
        state = self.chance.choice(["registered", "recognised", "returned"])
        self.picked(PracticeYear.objects.all()).update(state=state, year=self.chance.choice([2022, 2023]))

    def examine(self) -> None:
        self.picked(Nomination.objects.all()).update(
            state=self.chance.choice(["submitted", "proposed", "draft"])
        )
        self.picked(Nomination.objects.all()).delete()

    def learn(self) -> None:
        """A practice is told as another: what a merger does to its answers."""
        taken = Adoption.objects.filter(practice=self.given[0])
        self.picked(taken).update(learned_as=self.given[1])


ACTS = (
    "prove", "file", "measure", "answer", "hand", "decide", "examine", "learn", "establish", "move", "move_later", "dissolve",
)  # fmt: skip
ONCE = (Phase.explicit, Phase.generate)  # a life is too dear to be made shorter
LIVES = st.lists(st.sampled_from(ACTS), min_size=4, max_size=7)
READERS = ("propaganda_officer", "inspector", "hospital_head", "unit_head", "province_lead", "unit_reporter")


def told(cast: Cast) -> None:
    """The home page's numbers are those of the rows behind them, for each reader."""
    for name in READERS:
        user = User.objects.get(pk=getattr(cast, name).pk)
        rows = Counter(waiting_for(user).values_list("is_proved", flat=True))
        assert how_many_wait_for(user) == (rows[True], rows[False]), name

        def below(act: str, path: str = "", user: User = user) -> Any:
            return access.in_hands_of(access.units_in_scope(user, act), path)

        years = PracticeYear.objects.filter(below("practice.decide", "practice__"), state="registered")
        counted = sorted(Counter(years.values_list("year", flat=True)).items())
        titles = [one.title for one in desk.to_decide(user, TODAY)]
        assert titles == [f"Xét {n} mô hình đã đăng ký" for _year, n in counted], name
        sent = Nomination.objects.filter(below("nomination.examine"), state="submitted")
        by_round = sorted(Counter(sent.values_list("round__code", flat=True)).items())
        titles = [one.title for one in rounds.to_examine(user, TODAY)]
        assert titles == [f"Xét {n} hồ sơ khen thưởng đang chờ" for _code, n in by_round], name
    leader = User.objects.get(pk=cast.province_lead.pk)
    proposed = Nomination.objects.filter(state="proposed").values_list("round__code", flat=True)
    titles = [one.title for one in rounds.to_decide(leader, TODAY)]
    decided = [
        f"Quyết định khen thưởng {n} hồ sơ được đề nghị" for _c, n in sorted(Counter(proposed).items())
    ]
    assert titles == decided


def _equal_after(cast: Cast, acts: list[str], seed: int) -> None:
    with undone():
        world = World(cast, random.Random(seed))
        assert differences() == []
        assert BelowCount.objects.count() > 10
        for act in acts:
            getattr(world, act)()
            assert differences(WAITING) == [], act
        told(cast)


@settings(WITHIN_A_TEST, phases=ONCE, max_examples=2)
@given(LIVES, st.integers(0, 10_000))
def test_what_waits_below_is_told_as_it_is_after_random_acts(cast: Cast, acts: list[str], seed: int) -> None:
    _equal_after(cast, acts, seed)


@pytest.mark.long
@settings(WITHIN_A_TEST, phases=ONCE, max_examples=60)
@given(LIVES, st.integers(0, 10_000))
def test_what_waits_below_is_told_as_it_is_over_many_lives(cast: Cast, acts: list[str], seed: int) -> None:
    _equal_after(cast, acts, seed)
