"""Commendation as it fills lines of reports: who was commended, by whom, and what stands beside the number."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lantoa.commendation import sources
from lantoa.commendation.choices import Membership, Subject
from lantoa.core import clock, periods
from lantoa.reporting.queries.distinct import span
from lantoa.reporting.sources import SOURCES, counts_for
from tests.commendation.world import World

QUARTER = periods.quarter(2021, 2)
CODES = sorted(code for code in SOURCES if code.startswith("commendation."))


@pytest.fixture
def decided(world: World) -> World:
    """One collective and two persons of the cast, commended by the bloc on the story's day."""
    world.enter(world.cast.office, "Tập thể Văn phòng", subject=Subject.COLLECTIVE)
    world.enter(world.cast.office, "Lê Văn Một")
    world.enter(world.cast.hospital, "Lê Văn Hai", membership=Membership.NON_MEMBER)
    world.decide()
    return world


def counted(world: World, unit: str, period: periods.Period = QUARTER) -> dict[str, int]:
    asked = getattr(world.cast, unit).pk
    found = {code.removeprefix("commendation."): counts_for(code, [asked], period)[asked] for code in CODES}
    return {code: int(one.value) for code, one in found.items() if one.value}


def test_giver_and_receivers_are_counted_apart(decided: World) -> None:
    assert counted(decided, "bloc") == {
        "given_collectives": 1,
        "given_persons": 2,
        "given_members": 1,
        "given_others": 1,
    }
    assert counted(decided, "office") == {"received_collectives": 1, "received_persons": 1}
    assert counted(decided, "hospital") == {"received_persons": 1}
    assert counted(decided, "department") == {}


def test_decision_counts_in_its_period_alone(decided: World) -> None:
    assert counted(decided, "bloc", periods.quarter(2021, 1)) == {}
    assert counted(decided, "bloc", periods.quarter(2021, 3)) == {}


def test_certificate_revoked_within_the_period_counts_no_more(decided: World) -> None:
    decided.revoke(decided.certificate("Lê Văn Một"))
    assert counted(decided, "bloc")["given_persons"] == 1


def test_certificate_revoked_later_still_counts_for_the_period(decided: World) -> None:
    with clock.set_to(date(2021, 7, 5)):
        decided.revoke(decided.certificate("Lê Văn Một"))
    assert counted(decided, "bloc")["given_persons"] == 2


def test_record_names_no_code_and_says_what_the_public_check_says(decided: World) -> None:
    unit = decided.cast.hospital.pk
    found = counts_for("commendation.received_persons", [unit], QUARTER)[unit]
    certificate = decided.certificate("Lê Văn Hai")
    record = f"KT-2021-01/142/{certificate.register_number}"
    assert (found.codes, found.titles) == ((record,), {record: certificate.public_receiver})
    assert certificate.code not in repr(found)
    assert sources.register_address(record) == "/khen-thuong/KT-2021-01/so-khen/142/"


@pytest.mark.parametrize("code", CODES)
def test_register_agrees_with_its_other_sql(decided: World, code: str) -> None:
    decided.revoke(decided.certificate("Lê Văn Một"))
    units = [decided.cast.bloc, *decided.cast.units()]
    for period in (QUARTER, periods.quarter(2021, 1)):
        found = counts_for(code, [unit.pk for unit in units], period)
        with connection.cursor() as cursor:
            cursor.execute(SOURCES[code].records, span(period))
            other = set(cursor.fetchall())
        assert {(unit, record) for unit, one in found.items() for record in one.codes} == other


@pytest.mark.parametrize("code", CODES)
def test_one_statement_for_many_units(decided: World, code: str) -> None:
    with CaptureQueriesContext(connection) as statements:
        counts_for(code, [unit.pk for unit in decided.cast.units()], QUARTER)
    assert len(statements) == 1
