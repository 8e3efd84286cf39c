"""The round of commendation: more are put forward than are commended."""

import hashlib
from datetime import date

from lantoa.commendation.choices import Membership, NominationState, Rank, Subject
from lantoa.commendation.codes import code_from_bytes
from lantoa.commendation.models import Nomination
from lantoa.commendation.services import (
    NewNomination,
    decide_round,
    enter_award_kind,
    enter_nominations,
    open_round,
)
from lantoa.core import clock
from lantoa.practices.models import Practice
from lantoa.sample.story import ACTOR, FIRST_YEAR, LAST_YEAR, Story

DECIDED_ON = date(2021, 3, 30)
COLLECTIVES, INDIVIDUALS = 20, 100
MORE_COLLECTIVES, MORE_INDIVIDUALS = 9, 24  # put forward and not commended
CITATION = (
    "Đã có thành tích xuất sắc trong học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh "
    f"giai đoạn {FIRST_YEAR} - {LAST_YEAR}"
)
LEADING_POSTS = [
    "Phó Bí thư",
    "Trưởng phòng",
    "Phó Trưởng phòng",
    "Chi ủy viên",
    "Trưởng khoa",
    "Phó Giám đốc",
]
OTHER_POSTS = ["Chuyên viên", "Nhân viên", "Kế toán viên", "Văn thư", "Tổ trưởng", "Cán bộ kỹ thuật"]
NOT_PROPOSED = [
    "Thành tích chưa nổi bật trong cả giai đoạn.",
    "Đã được khen về cùng thành tích năm 2019.",
    "Báo cáo thành tích chưa có số liệu kết quả.",
]


def build_awards(story: Story) -> None:
    """Open the round, take the nominations in, decide."""
    kind = enter_award_kind(actor=ACTOR, code="giay_khen", name="Giấy khen")
    with clock.set_to(date(2021, 2, 1)):
        round_ = open_round(
            actor=ACTOR,
            code="KT-2021-01",
            title=f"Tặng Giấy khen trong học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh giai đoạn {FIRST_YEAR} - {LAST_YEAR}",
            unit=story.bloc,
            award_kind=kind,
            directive=story.directive,
            years=(FIRST_YEAR, LAST_YEAR),
            citation=CITATION,
            opens_on=date(2021, 2, 1),
            closes_on=date(2021, 3, 15),
            collective_quota=COLLECTIVES,
            individual_quota=INDIVIDUALS,
        )
    with clock.set_to(date(2021, 3, 15)):
        enter_nominations(
            actor=ACTOR, round_=round_, nominations=[*_collectives(story), *_individuals(story)]
        )
    with clock.set_to(DECIDED_ON):
        decide_round(actor=ACTOR, round_=round_, decided_on=DECIDED_ON, number=142, make_code=_sample_code)


def _sample_code(nomination: Nomination) -> str:
    """The same code at every load, which real certificates never have."""
    name = f"{nomination.unit.code}/{nomination.subject}/{nomination.full_name}"
    return code_from_bytes(hashlib.sha256(f"lantoa sample {name}".encode()).digest())


def _practices_of(story: Story) -> dict[str, list[Practice]]:
    by_unit: dict[str, list[Practice]] = {code: [] for code in story.units}
    codes = {unit.pk: code for code, unit in story.units.items()}
    for practice in story.practices:
        by_unit[codes[practice.unit_id]].append(practice)
    return by_unit


def _collectives(story: Story) -> list[NewNomination]:
    """Units with most practices first; some of those put forward are not proposed, two are sent back."""
    by_unit = _practices_of(story)
    ranked = sorted(story.units, key=lambda code: (-len(by_unit[code]), code))
    # The two units with sign-in accounts are among the commended, so that their people see what a unit sees.
    ranked.sort(key=lambda code: code not in {"HG-048", "HG-019"})
    found = []
    for place, code in enumerate(ranked[: COLLECTIVES + MORE_COLLECTIVES]):
        commended = place < COLLECTIVES
        returned = place >= COLLECTIVES + MORE_COLLECTIVES - 2
        state = NominationState.PROPOSED if commended else NominationState.NOT_PROPOSED
        if returned:
            state = NominationState.RETURNED
        reason = "" if commended else story.random.choice(NOT_PROPOSED)
        titles = "; ".join(f"«{practice.title}»" for practice in by_unit[code][:2])
        found.append(
            NewNomination(
                story.units[code],
                Subject.COLLECTIVE,
                f"Tập thể {story.unit_rows[code]['full_name']}",
                f"Xây dựng {len(by_unit[code])} mô hình trong giai đoạn, nổi bật là {titles}.",
                publish_name=True,
                state=state,
                reason=reason,
            )
        )
    return found


def _individuals(story: Story) -> list[NewNomination]:
    """One person of every unit, a second one of a few; members and others, leaders and staff."""
    by_unit = _practices_of(story)
    codes = list(story.units)
    codes += story.random.sample(codes, INDIVIDUALS + MORE_INDIVIDUALS - len(codes))
    refused = set(story.random.sample(range(len(codes)), MORE_INDIVIDUALS))
    found = []
    for place, code in enumerate(codes):
        name, woman = story.names.next()
        member = story.random.random() < 0.86
        leads = story.random.random() < 0.38
        practice = story.random.choice(by_unit[code])
        commended = place not in refused
        found.append(
            NewNomination(
                story.units[code],
                Subject.INDIVIDUAL,
                name,
                f"Trực tiếp thực hiện mô hình «{practice.title}»; {practice.result[:1].lower()}{practice.result[1:]}",
                honorific="Đồng chí" if member else ("Bà" if woman else "Ông"),
                post=story.random.choice(LEADING_POSTS if leads else OTHER_POSTS),
                membership=Membership.MEMBER if member else Membership.NON_MEMBER,
                rank=Rank.LEADER if leads else Rank.STAFF,
                publish_name=story.random.random() < 0.6,
                state=NominationState.PROPOSED if commended else NominationState.NOT_PROPOSED,
                reason="" if commended else story.random.choice(NOT_PROPOSED),
            )
        )
    return found
