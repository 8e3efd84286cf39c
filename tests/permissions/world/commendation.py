"""Rounds of commendation."""

from collections.abc import Iterable
from datetime import date

from lantoa.commendation.choices import Membership, NominationState, Outcome, Rank
from lantoa.commendation.choices import Subject as Nominee
from lantoa.commendation.models import AwardKind, DecisionProposal, Nomination, RevocationProposal, Round
from lantoa.commendation.services import (
    NewNomination,
    decide_round,
    enter_award_kind,
    enter_nominations,
    open_round,
)
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from tests.permissions.world.places import PLACES, TODAY, canary
from tests.permissions.world.things import World


def make_commendation(world: World) -> None:
    kind = enter_award_kind(actor=SYSTEM, code="giay_khen", name="Giấy khen")
    for place in PLACES:
        opened = _round(world, kind, place, "open")
        DecisionProposal.objects.create(
            round=opened,
            decided_on=TODAY,
            proposed_by=world.clerk,
            outcome=Outcome.SENT_BACK,
            settled_by=world.clerk,
            settled_at=clock.now(),
            note=canary("balance", "any", place),
        )
        for state in (NominationState.DRAFT, NominationState.SUBMITTED, NominationState.PROPOSED):
            world.nominations[place, state] = _put_forward(world, opened, place, state)[0]
        # Nothing waits to be examined in these, so that they can be decided.
        _put_forward(world, _round(world, kind, place, "listed"), place, NominationState.PROPOSED)
        drafted = _round(world, kind, place, "drafted")
        _put_forward(world, drafted, place, NominationState.PROPOSED)
        world.proposals[place] = DecisionProposal.objects.create(
            round=drafted, decided_on=TODAY, proposed_by=world.clerk
        )
        decided = _round(world, kind, place, "decided")
        _put_forward(world, decided, place, NominationState.PROPOSED, count=2)
        decision = decide_round(actor=SYSTEM, round_=decided, decided_on=date(2021, 4, 2))
        inforce, contested = decision.certificates.select_related("nomination__round", "decision__round")
        world.nominations[place, NominationState.AWARDED] = inforce.nomination
        world.certificates |= {(place, "in_force"): inforce, (place, "contested"): contested}
        world.revocations[place] = RevocationProposal.objects.create(
            certificate=contested, reason="Kê khai chưa đúng.", proposed_by=world.clerk
        )


def _round(world: World, kind: AwardKind, place: str, name: str) -> Round:
    made = open_round(
        actor=SYSTEM,
        code=f"KT-{place}-{name}"[:20],
        title=f"Đợt khen {canary('round', 'any', place)} {name}",
        unit=world.units[place],
        award_kind=kind,
        directive=world.directive,
        years=(2016, 2020),
        citation="Đã có thành tích xuất sắc",
        opens_on=date(2021, 3, 1),
        closes_on=date(2021, 4, 30),
    )
    world.rounds[place, name] = made
    return made


def _put_forward(
    world: World, round_: Round, place: str, state: NominationState, count: int = 1
) -> list[Nomination]:
    new: Iterable[NewNomination] = [
        NewNomination(
            world.units[place],
            Nominee.INDIVIDUAL,
            f"{canary('nomination', state, place)} {round_.code} {number}",
            f"Thành tích {canary('nomination', state, place)}",
            honorific="Đồng chí",
            membership=Membership.MEMBER,
            rank=Rank.STAFF,
            state=state,
        )
        for number in range(count)
    ]
    return enter_nominations(actor=SYSTEM, round_=round_, nominations=new)
