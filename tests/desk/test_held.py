"""What each room says hangs on a unit: counts and lists agree, one statement each, and what blocks a unit's end."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lantoa.commendation.choices import NominationState
from lantoa.commendation.choices import Subject as Nominee
from lantoa.commendation.services import NewNomination, enter_award_kind, enter_nominations, open_round
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.periods import from_code
from lantoa.organisation import holdings
from lantoa.organisation.models import Unit
from lantoa.practices.choices import Origin, YearState
from lantoa.reporting.choices import SubmissionState
from lantoa.reporting.models import Collection
from lantoa.reporting.services.collections import open_collection
from lantoa.reporting.services.loading import ReportRow, load_reports
from lantoa.reporting.services.obligations import exempt_units
from lantoa.reporting.services.sheets import publish_sheet
from tests.cast import TODAY, Cast
from tests.permissions.world.reporting.sheets import SHEET
from tests.practices.world import World, applied, make_world, planned

DAY = TODAY + timedelta(days=5)


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


@pytest.fixture
def collection(cast: Cast) -> Collection:
    return open_collection(
        actor=SYSTEM,
        sheet_version=publish_sheet(actor=SYSTEM, sheet=SHEET),
        period=from_code("2021Q1"),
        owner=cast.bloc,
        units=cast.units(),
        opens_at=clock.instant(date(2021, 1, 1)),
        due_at=clock.instant(date(2021, 4, 10)),
        closes_at=clock.instant(date(2021, 4, 20)),
        title="Báo cáo Quý I",
        code="BCQ-2021Q1",
    )


def send(cast: Cast, collection: Collection, unit: Unit, state: SubmissionState) -> None:
    row = ReportRow(
        unit.pk, {"U03": 10, "T03": 8}, state=state, submitted_at=clock.now(), submitted_by=cast.unit_head
    )
    if state == SubmissionState.ACCEPTED:
        row = replace(row, decided_at=clock.now(), decided_by=cast.propaganda_officer)
    load_reports(actor=SYSTEM, collection=collection, rows=[row])


def nominate(world: World, unit: Unit, name: str, state: NominationState, code: str = "KT-2021-01") -> None:
    kind = enter_award_kind(actor=SYSTEM, code=f"giay_khen_{code}".lower(), name="Giấy khen")
    round_ = open_round(
        actor=SYSTEM,
        code=code,
        title="Khen năm năm",
        unit=world.cast.bloc,
        award_kind=kind,
        directive=world.directive,
        years=(2016, 2020),
        citation="Đã có thành tích",
        opens_on=date(2021, 3, 1),
        closes_on=date(2021, 4, 30),
    )
    new = NewNomination(unit, Nominee.COLLECTIVE, name, "Thành tích tốt.", state=state)
    enter_nominations(actor=SYSTEM, round_=round_, nominations=[new])


def held_by(unit: Unit, kind: str, day: date = DAY) -> list[tuple[str, str, str]]:
    rows = holdings.HOLDINGS[kind].listed([unit.pk], day)
    return [(one.code, one.title, one.state) for one in rows]


@pytest.fixture
def full(world: World, collection: Collection) -> World:
    """Something of most kinds on the office."""
    cast = world.cast
    world.practice(cast.office, "Một")
    lesson, other = world.practice(cast.hospital, "Hai"), world.practice(cast.hospital, "Ba")
    order = world.order([lesson, other], [cast.office, cast.hospital])
    world.answers(order, planned(lesson, cast.office))
    send(cast, collection, cast.office, SubmissionState.SUBMITTED)
    nominate(world, cast.office, "Tập thể Văn phòng", NominationState.SUBMITTED)
    return world


def test_every_room_that_hangs_things_on_units_tells_of_them() -> None:
    assert [one.kind for one in holdings.kinds()] == [
        "units.below",
        "reports.open",
        "reports.collections",
        "practices",
        "practices.adoptions",
        "practices.orders",
        "tasks",
        "tasks.asked",
        "commitments",
        "directives.plans",
        "directives.register",
        "inspections",
        "issues",
        "inspections.of",
        "issues.owned",
        "outreach",
        "issuings",
        "receipts",
        "nominations",
        "conferences",
        "certificates",
        "documents",
        "roles",
        "posts",
    ]


@pytest.mark.parametrize("kind", sorted(holdings.HOLDINGS))
def test_count_and_list_agree_and_take_one_statement_each(full: World, kind: str) -> None:
    holding = holdings.HOLDINGS[kind]
    units = [unit.pk for unit in (full.cast.province, full.cast.bloc, *full.cast.units())]
    with CaptureQueriesContext(
        connection,
    ) as counting:
        counts = holding.count(units, DAY)
    with CaptureQueriesContext(connection) as listing:
        rows = list(holding.listed(units, DAY))

    assert {unit: n for unit, n in counts.items() if n} == {
        unit: n for unit in units if (n := sum(row.unit_id == unit for row in rows))
    }
    assert (len(counting), len(listing)) == (1, 1)


def test_the_office_holds_what_was_given_to_it(full: World) -> None:
    counts = holdings.counts_of([full.cast.office.pk], DAY)

    assert {kind: n for kind, by_unit in counts.items() for n in by_unit.values()} == {
        "reports.open": 1,
        "practices": 1,
        "practices.adoptions": 1,
        "practices.orders": 1,
        "nominations": 1,
        "roles": 2,
        "posts": 1,
    }


@pytest.mark.parametrize(
    ("state", "held"),
    [(SubmissionState.SUBMITTED, ["Chờ duyệt"]), (SubmissionState.ACCEPTED, [])],
)
def test_a_report_is_open_until_it_is_accepted(
    cast: Cast, collection: Collection, state: SubmissionState, held: list[str]
) -> None:
    send(cast, collection, cast.office, state)
    assert [one[2] for one in held_by(cast.office, "reports.open")] == held


def test_a_draft_of_a_collection_closed_by_the_day_is_no_longer_open(
    cast: Cast, collection: Collection
) -> None:
    assert held_by(cast.office, "reports.open") == [("BCQ-2021Q1", "Báo cáo Quý I", "Chưa gửi")]
    assert held_by(cast.office, "reports.open", date(2021, 4, 21)) == []


def test_an_exempt_unit_owes_nothing(cast: Cast, collection: Collection) -> None:
    exempt_units(actor=SYSTEM, collection=collection, units=[cast.office], reason="Mới thành lập")
    assert held_by(cast.office, "reports.open") == []


def test_a_report_sent_and_waiting_blocks_even_after_the_closing(cast: Cast, collection: Collection) -> None:
    send(cast, collection, cast.office, SubmissionState.SUBMITTED)
    found = holdings.blockers_of([cast.office.pk, cast.hospital.pk], date(2021, 5, 1))

    assert [(one.unit_id, one.sentence) for one in found] == [
        (
            cast.office.pk,
            "Còn 1 báo cáo chưa khép: BCQ-2021Q1 đã gửi, đang chờ duyệt. Duyệt hoặc trả lại trước khi đơn vị kết thúc.",
        )
    ]


def test_a_nomination_before_the_council_blocks_and_a_draft_does_not(world: World) -> None:
    cast = world.cast
    nominate(world, cast.office, "Tập thể Văn phòng", NominationState.PROPOSED)
    nominate(world, cast.hospital, "Tập thể Bệnh viện", NominationState.DRAFT, "KT-2021-02")
    found = holdings.blockers_of([unit.pk for unit in cast.units()], DAY)

    assert [one.sentence for one in found] == [
        "Còn 1 hồ sơ khen đang xét: Tập thể Văn phòng (KT-2021-01). "
        "Kết luận hoặc trả lại các hồ sơ này trước khi đơn vị kết thúc."
    ]
    assert held_by(cast.hospital, "nominations") == [("KT-2021-02", "Tập thể Bệnh viện", "Bản nháp")]


def test_a_practice_shows_the_furthest_it_came(world: World) -> None:
    years = ((2020, Origin.NEW, YearState.RECOGNISED), (2021, Origin.MAINTAINED, YearState.DRAFT))
    practice = world.practice(world.cast.office, "Một", years)
    assert held_by(world.cast.office, "practices") == [(practice.code, "Một", "Được công nhận")]


def test_an_adoption_waits_until_it_is_verified(world: World) -> None:
    cast = world.cast
    lesson = world.practice(cast.hospital, "Hai")
    world.answers(world.order([lesson], [cast.office]), applied(lesson, cast.office))
    assert held_by(cast.office, "practices.adoptions") == [(lesson.code, "Hai", "Đã áp dụng")]
    assert held_by(cast.office, "practices.orders") == []
