"""Figures of many targets in few statements are those of the totals."""

from decimal import Decimal

import pytest

from lantoa.core import clock, periods
from lantoa.core.errors import NotFound
from lantoa.organisation.models import Unit
from lantoa.reporting.models import Collection, Submission
from lantoa.reporting.queries.over_time import Catalogue, period_total
from lantoa.reporting.queries.targets import figures
from lantoa.reporting.services.loading import ReportRow
from tests.cast import Cast
from tests.reporting import world

CODES = ("U03", "T03", "T04", "T01", "M04", "X99")


def year_of_reports(cast: Cast, year: int = 2020, *, lacking: bool = False) -> list[Collection]:
    """Four quarters of the three units; `lacking`: the department sends none for the last one."""
    version = world.published()
    made = []
    for number in (1, 2, 3, 4):
        collection = world.opened(version, cast.bloc, cast.units(), f"{year}Q{number}")
        rows = [
            world.row(cast.office, 10 + number, number, 2, values={"X99": Decimal(number)}),
            world.row(cast.hospital, 20, 10 + number, 0, values={"M04": number}),
        ]
        if not (lacking and number == 4):
            rows.append(world.row(cast.department, 5, 5, number))
        with clock.set_to(collection.period.last_day):
            world.accepted(collection, *rows)
        made.append(collection)
    return made


def nodes(cast: Cast) -> list[Unit]:
    return [cast.province, cast.bloc, cast.office, cast.department]


def test_reached_equals_the_totals_of_each_unit(cast: Cast) -> None:
    year_of_reports(cast, lacking=True)
    catalogue = Catalogue()
    found = figures.reached([(code, node.pk) for code in CODES for node in nodes(cast)], [2020], catalogue)
    for code in CODES:
        for node in nodes(cast):
            whole = period_total(code, node, periods.year(2020))
            got = found.get((code, node.pk, 2020), figures.NOTHING)
            assert (code, node.code, got.value, got.numerator, got.denominator, got.units) == (
                code,
                node.code,
                whole.value,
                whole.numerator,
                whole.denominator,
                whole.units,
            )


def test_reached_of_a_unit_without_reports_is_nothing_and_not_zero(cast: Cast) -> None:
    year_of_reports(cast)
    found = figures.reached([("T01", cast.hospital.pk), ("T01", cast.bloc.pk)], [2019, 2020], Catalogue())
    assert found[("T01", cast.hospital.pk, 2020)].value == 0
    assert ("T01", cast.bloc.pk, 2019) not in found


@pytest.mark.parametrize("years", [[2020], [2018, 2019, 2020]])
def test_reached_takes_three_statements_for_any_number(
    cast: Cast, years: list[int], django_assert_num_queries: object
) -> None:
    year_of_reports(cast)
    catalogue = Catalogue()
    with django_assert_num_queries(3):  # type: ignore[operator]
        catalogue.read_years(years)
        figures.reached([(code, node.pk) for code in CODES for node in nodes(cast)], years, catalogue)


def test_by_period_says_who_is_missing(cast: Cast) -> None:
    year_of_reports(cast, lacking=True)
    catalogue = Catalogue()
    found = figures.by_period([("T01", cast.bloc.pk), ("T01", cast.department.pk)], [2020], catalogue)
    bloc = found["T01", cast.bloc.pk, 2020]
    assert [(one.period.code, one.value, one.owed, one.reported) for one in bloc] == [
        ("2020Q1", Decimal(3), 3, 3),
        ("2020Q2", Decimal(4), 3, 3),
        ("2020Q3", Decimal(5), 3, 3),
        ("2020Q4", Decimal(2), 3, 2),
    ]
    department = found["T01", cast.department.pk, 2020]
    assert [(one.value, one.missing) for one in department] == [
        (Decimal(1), 0),
        (Decimal(2), 0),
        (Decimal(3), 0),
        (None, 1),
    ]
    [missing] = figures.missing_units("T01", cast.bloc.pk, 2020, catalogue)
    assert (missing.period.code, missing.names, missing.count) == ("2020Q4", ["Sở Nội vụ"], 1)


def test_exempt_units_and_lines_that_do_not_apply_are_not_missing(cast: Cast) -> None:
    collection = world.story(cast)
    collection.obligations.filter(unit=cast.department).update(state="exempt", reason="Mới thành lập")
    row = ReportRow(cast.hospital.pk, {"U03": 20, "T03": 10, "T01": 0, "M04": 0})
    world.accepted(collection, world.row(cast.office, 10, 8, 1), row)
    Submission.objects.filter(unit=cast.hospital).update(not_applicable=[world.SESSIONS])
    found = figures.by_period([("T01", cast.bloc.pk)], [2021], Catalogue())
    [one] = found["T01", cast.bloc.pk, 2021]
    assert (one.value, one.owed, one.reported) == (Decimal(1), 1, 1)


def test_trend_is_over_the_units_with_every_period(cast: Cast) -> None:
    made = year_of_reports(cast, lacking=True)
    wanted = {("U03", cast.bloc.pk): [one.period for one in made]}
    trend = figures.trends(wanted, Catalogue())["U03", cast.bloc.pk]
    assert (trend.units, trend.first, trend.last) == (2, Decimal(31), Decimal(34))


def test_indicators_of_no_sheet_are_refused(cast: Cast) -> None:
    with pytest.raises(NotFound):
        figures.measure_of("KHONG-CO", Catalogue())
