"""One more record moves the figures that count it, by what it adds, and no others."""

from datetime import date
from decimal import Decimal

import pytest

from lantoa.commendation.choices import Membership, NominationState, Rank, Subject
from lantoa.commendation.models import AwardKind, Nomination, Round
from lantoa.commendation.services import NewNomination, decide_round, enter_nominations, open_round
from lantoa.conferences.figures import Figure, figures_of
from lantoa.conferences.models import Conference
from lantoa.core import clock
from lantoa.organisation.models import Unit, UnitKind
from lantoa.organisation.services.units import Decision, NewUnit, establish_units
from lantoa.practices.choices import Answer, Origin, YearState
from lantoa.practices.models import Adoption, Practice, PracticeField, ReplicationOrder
from lantoa.practices.services.adoptions import AnswerGiven, enter_answers
from lantoa.practices.services.entering import NewPractice, enter_practices
from lantoa.practices.texts import PracticeText
from lantoa.reporting.models import Collection, Submission
from lantoa.reporting.queries.sheets import shape_of
from lantoa.reporting.services.loading import ReportRow, load_accepted
from lantoa.sample.story import ACTOR

Moves = dict[str, object]
SILENT, ANSWERED = "HG-001", "HG-019"


def moved(before: dict[str, Figure], after: dict[str, Figure]) -> Moves:
    """Figure key → how far its value went; figures that did not change at all are left out."""
    assert list(before) == list(after)
    changed: Moves = {}
    for key, old in before.items():
        new = after[key]
        if (new.value, new.text, new.codes, new.parts) != (old.value, old.text, old.codes, old.parts):
            changed[key] = None if new.value is None or old.value is None else new.value - old.value
    return changed


REGISTERED: Moves = {"practices.registered": 1}
RECOGNISED: Moves = {"practices.recognised": 1}
# One practice more in the year makes the shares of the leading fields a little smaller.
IN_2020: Moves = {
    "practices.recognised.2020": 1,
    "practices.recognised.last_year": 1,
    "field.2020.khac": 1,
    "share.2020.cai-cach-hanh-chinh": Decimal("-0.2"),
    "share.2020.chuyen-doi-so": Decimal("-0.1"),
    "share.2020.tiet-kiem": Decimal("-0.1"),
}


@pytest.fixture
def before(conference: Conference) -> dict[str, Figure]:
    return figures_of(conference)


def unit(code: str) -> Unit:
    return Unit.objects.get(code=code)


def add_practice(conference: Conference, *years: tuple[int, Origin, YearState]) -> Practice:
    text = PracticeText(
        title="Sổ tay nhắc việc của tổ trưởng",
        field=PracticeField.objects.get(code="khac"),
        directive=conference.directive,
        started_on=date(years[0][0], 2, 1),
        problem="Việc giao miệng hay bị quên.",
        goal="Mọi việc giao đều ghi vào sổ.",
        measure="tỷ lệ việc được ghi",
        measure_unit="%",
        method="Ghi ngay khi giao.",
    )
    with clock.set_to(date(years[0][0], 3, 20)):
        [made] = enter_practices(actor=ACTOR, practices=[NewPractice(unit(SILENT), text, years)])
    return made


@pytest.mark.parametrize(
    ("year", "moves"),
    [
        (2020, REGISTERED | RECOGNISED | IN_2020),
        (2016, REGISTERED | RECOGNISED | {"practices.recognised.2016": 1, "field.2016.khac": 1}),
        (2015, {}),
        (2021, {}),
    ],
)
def test_recognised_practice_moves_the_counts_of_its_year(
    conference: Conference, before: dict[str, Figure], year: int, moves: Moves
) -> None:
    add_practice(conference, (year, Origin.NEW, YearState.RECOGNISED))
    assert moved(before, figures_of(conference)) == moves


def test_practice_recognised_in_two_years_moves_the_total_by_one(
    conference: Conference, before: dict[str, Figure]
) -> None:
    add_practice(
        conference, (2019, Origin.NEW, YearState.RECOGNISED), (2020, Origin.MAINTAINED, YearState.RECOGNISED)
    )
    twice = {"practices.recognised.2019": 1, "field.2019.khac": 1, "practices.recognised_again": 1}
    assert moved(before, figures_of(conference)) == REGISTERED | RECOGNISED | IN_2020 | twice


def test_practice_that_is_only_registered_moves_only_the_registered(
    conference: Conference, before: dict[str, Figure]
) -> None:
    add_practice(conference, (2018, Origin.NEW, YearState.REGISTERED))
    assert moved(before, figures_of(conference)) == REGISTERED | {"practices.not_recognised": 1}


def test_draft_moves_nothing(conference: Conference, before: dict[str, Figure]) -> None:
    add_practice(conference, (2020, Origin.NEW, YearState.DRAFT))
    assert moved(before, figures_of(conference)) == {}


def unanswered(code: str) -> tuple[ReplicationOrder, Practice]:
    """A practice of the booklet that other units apply and this one has not answered on."""
    order = ReplicationOrder.objects.get(code="NR-2021-01")
    mine = Adoption.objects.filter(unit__code=code).values("practice")
    free = Practice.objects.filter(booklet_entries__booklet=order.booklet, adoptions__state="verified")
    practice = free.exclude(pk__in=mine).exclude(unit__code=code).order_by("code").first()
    assert practice is not None
    return order, practice


def test_verified_adoption_moves_the_turns_of_a_unit_that_already_takes_part(
    conference: Conference, before: dict[str, Figure]
) -> None:
    assert ANSWERED in before["replication.units_taking_up"].codes
    order, practice = unanswered(ANSWERED)
    answer = AnswerGiven(
        practice,
        unit(ANSWERED),
        Answer.ADOPT,
        date(2021, 2, 1),
        applied_on=date(2021, 2, 10),
        verified_on=date(2021, 3, 1),
        result_value=Decimal(1),
        evidence="Biên bản ngày 01/3/2021.",
    )
    enter_answers(actor=ACTOR, order=order, answers=[answer])
    assert moved(before, figures_of(conference)) == {"replication.applied": 1, "replication.verified": 1}


def test_declining_unit_is_no_longer_silent_and_takes_nothing_up(
    conference: Conference, before: dict[str, Figure]
) -> None:
    assert SILENT in before["replication.units_silent"].codes
    order, practice = unanswered(SILENT)
    answer = AnswerGiven(
        practice, unit(SILENT), Answer.DECLINE, date(2021, 3, 1), reason="Không có bộ phận này."
    )
    enter_answers(actor=ACTOR, order=order, answers=[answer])
    assert moved(before, figures_of(conference)) == {"replication.units_silent": -1}


def test_planning_unit_takes_up_without_applying(conference: Conference, before: dict[str, Figure]) -> None:
    order, practice = unanswered(SILENT)
    answer = AnswerGiven(practice, unit(SILENT), Answer.ADOPT, date(2021, 3, 1), planned_for=date(2021, 5, 1))
    enter_answers(actor=ACTOR, order=order, answers=[answer])
    assert moved(before, figures_of(conference)) == {
        "replication.units_silent": -1,
        "replication.units_taking_up": 1,
    }


def test_answer_after_the_eve_of_the_conference_moves_nothing(
    conference: Conference, before: dict[str, Figure]
) -> None:
    order, practice = unanswered(SILENT)
    answer = AnswerGiven(practice, unit(SILENT), Answer.ADOPT, date(2021, 4, 7))
    enter_answers(actor=ACTOR, order=order, answers=[answer])
    assert moved(before, figures_of(conference)) == {}


def award_one_more(conference: Conference, years: tuple[int, int], decided_on: date) -> None:
    first = Round.objects.get(code="KT-2021-01")
    round_ = open_round(
        actor=ACTOR,
        code="KT-2021-02",
        title="Khen bổ sung",
        unit=conference.unit,
        award_kind=AwardKind.objects.get(),
        directive=conference.directive,
        years=years,
        citation=first.citation,
        opens_on=date(2021, 4, 1),
        closes_on=date(2021, 4, 2),
    )
    person = NewNomination(
        unit(SILENT),
        Subject.INDIVIDUAL,
        "Lâm Thị Thử Nghiệm",
        "Ghi sổ đầy đủ cả năm.",
        honorific="Bà",
        post="Nhân viên",
        membership=Membership.NON_MEMBER,
        rank=Rank.STAFF,
        state=NominationState.PROPOSED,
    )
    enter_nominations(actor=ACTOR, round_=round_, nominations=[person])
    decide_round(actor=ACTOR, round_=round_, decided_on=decided_on, number=150)


def test_one_more_certificate_moves_only_its_kind(conference: Conference, before: dict[str, Figure]) -> None:
    award_one_more(conference, (2016, 2020), date(2021, 4, 5))
    assert moved(before, figures_of(conference)) == {"awards.individuals": 1}


def test_certificate_for_other_years_moves_nothing(conference: Conference, before: dict[str, Figure]) -> None:
    award_one_more(conference, (2020, 2020), date(2021, 4, 5))
    assert moved(before, figures_of(conference)) == {}


def test_nomination_without_decision_moves_nothing(conference: Conference, before: dict[str, Figure]) -> None:
    Nomination.objects.filter(state=NominationState.NOT_PROPOSED).update(state=NominationState.PROPOSED)
    assert moved(before, figures_of(conference)) == {}


def test_one_more_unit_moves_the_units_and_those_of_its_kind(
    conference: Conference, before: dict[str, Figure]
) -> None:
    establish_units(
        actor=ACTOR,
        decision=Decision("900-QĐ/TU", date(2021, 3, 1), date(2021, 4, 1), "Tỉnh ủy Hậu Giang", ""),
        units=[
            NewUnit(
                "HG-099",
                "Chi bộ cơ sở Thử nghiệm",
                "Chi bộ Thử nghiệm",
                UnitKind.objects.get(code="grassroots_cell"),
                conference.unit.code,
                99,
            )
        ],
    )
    cells = next(key for key, figure in before.items() if figure.label == "chi bộ cơ sở")
    assert moved(before, figures_of(conference)) == {"units.direct": 1, cells: 1}


def test_late_accepted_report_moves_only_the_quarter_it_tells(
    conference: Conference, before: dict[str, Figure]
) -> None:
    collection = Collection.objects.get(period_code="2021Q1")
    unsent = (
        Submission.objects.filter(collection=collection, state="draft", row_version=1)
        .select_related("unit")
        .order_by("unit__code")
        .first()
    )
    assert unsent is not None
    shape = shape_of(collection.sheet_version_id)
    told = {"U03": 30, "T01": 3, "T03": 29, "T06": 2, "I01": 1}
    values = {
        code: Decimal(told.get(code, 0)) for code, line in shape.by_code.items() if line.kind != "ratio"
    }
    row = ReportRow(
        unsent.unit_id,
        values,
        texts=dict.fromkeys(range(len(shape.narratives)), "Không có."),
        confirmed=[code for code, line in shape.by_code.items() if line.source],
        submitted_at=clock.now(),
        decided_at=clock.now(),
    )
    [made] = load_accepted(actor=ACTOR, collection=collection, rows=[row])
    registered = made.values[shape.by_code["M04"].position]
    expected = {
        "quarter.sessions": 3,
        "quarter.thematic_meetings": 2,
        "quarter.outreach": made.values[shape.by_code["P01"].position],
        "quarter.inspections": 1,
        "quarter.practices": registered,
    }
    assert moved(before, figures_of(conference)) == {key: by for key, by in expected.items() if by}
