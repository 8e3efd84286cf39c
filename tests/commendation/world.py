"""A round of the bloc that takes nominations on the story's day, and words for what happens in it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from lantoa.accounts.models import User
from lantoa.commendation import services
from lantoa.commendation.choices import Membership, NominationState, Rank, Subject
from lantoa.commendation.models import Certificate, Decision, Nomination, Round
from lantoa.commendation.services import NewNomination
from lantoa.core.actor import SYSTEM
from lantoa.directives.services.directives import NewDirective, enter_directives
from lantoa.documents.services import enter_types, open_term
from lantoa.organisation.models import Unit
from tests.cast import SINCE, TODAY, Cast

CITATION = "Đã có thành tích xuất sắc trong học tập và làm theo Bác giai đoạn 2016 - 2020"


@dataclass
class World:
    """The cast and one open round with quotas of 2 collectives and 3 persons."""

    cast: Cast
    round: Round

    def another_round(self, **changes: Any) -> Round:
        values: dict[str, Any] = {
            "code": "KT-2021-02",
            "title": "Tặng Giấy khen đợt hai",
            "unit": self.cast.bloc,
            "award_kind": self.round.award_kind,
            "directive": self.round.directive,
            "years": (2016, 2020),
            "citation": CITATION,
            "opens_on": date(2021, 3, 1),
            "closes_on": date(2021, 4, 30),
        }
        return services.open_round(actor=SYSTEM, **(values | changes))

    def enter(self, unit: Unit, name: str, round_: Round | None = None, **changes: Any) -> Nomination:
        """A nomination in the state asked for (proposed if nothing is said), as the system enters it."""
        values = {"state": NominationState.PROPOSED} | changes
        make = collective if values.pop("subject", Subject.INDIVIDUAL) == Subject.COLLECTIVE else person
        rows = [make(unit, name, **values)]
        return services.enter_nominations(actor=SYSTEM, round_=round_ or self.round, nominations=rows)[0]

    def decide(self, round_: Round | None = None, number: int | None = 142) -> Decision:
        return services.decide_round(
            actor=SYSTEM, round_=round_ or self.round, decided_on=TODAY, number=number
        )

    def certificate(self, name: str) -> Certificate:
        return Certificate.objects.get(nomination__full_name=name)

    def revoke(self, certificate: Certificate) -> Certificate:
        proposal = services.propose_revocation(
            actor=self.cast.propaganda_officer, certificate=certificate, reason="Khen nhầm người."
        )
        return services.confirm_revocation(actor=self.cast.province_lead, proposal=proposal)


def collective(unit: Unit, name: str, **changes: Any) -> NewNomination:
    values = {
        "achievements": "Xây dựng 3 mô hình, giảm thời gian chờ 40 phút.",
        "publish_name": True,
    } | changes
    return NewNomination(unit, Subject.COLLECTIVE, name, **values)


def person(unit: Unit, name: str, **changes: Any) -> NewNomination:
    values = {
        "achievements": "Trực tiếp thực hiện mô hình tiếp dân.",
        "honorific": "Đồng chí",
        "post": "Trưởng phòng",
        "membership": Membership.MEMBER,
        "rank": Rank.STAFF,
    } | changes
    return NewNomination(unit, Subject.INDIVIDUAL, name, **values)


def make_world(cast: Cast) -> World:
    enter_types(actor=SYSTEM, types=[("QĐ", "quyết định")])
    open_term(actor=SYSTEM, unit=cast.bloc, name="nhiệm kỳ 2020 - 2025", since=SINCE)
    directive = enter_directives(
        actor=SYSTEM,
        unit=cast.bloc,
        directives=[
            NewDirective(
                "05-CT/TW",
                "Chỉ thị",
                "Bộ Chính trị",
                date(2016, 5, 15),
                "đẩy mạnh học tập",
                "Chỉ thị 05",
                "học tập",
            )
        ],
    )[0]
    kind = services.enter_award_kind(actor=SYSTEM, code="giay_khen", name="Giấy khen")
    round_ = services.open_round(
        actor=SYSTEM,
        code="KT-2021-01",
        title="Tặng Giấy khen trong học tập và làm theo Bác giai đoạn 2016 - 2020",
        unit=cast.bloc,
        award_kind=kind,
        directive=directive,
        years=(2016, 2020),
        citation=CITATION,
        opens_on=date(2021, 3, 1),
        closes_on=date(2021, 4, 30),
        collective_quota=2,
        individual_quota=3,
        leader_percent_limit=50,
    )
    return World(cast, round_)


def statements_of(user: User | None, client: Any, address: str) -> int:
    """How many statements one page takes, the second time it is opened."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    if user is not None:
        client.force_login(user)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
