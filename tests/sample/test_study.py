"""The sample's sessions say what its quarterly reports say."""

from django.db import connection

from lantoa.core import periods
from lantoa.reporting import sources
from lantoa.reporting.models import Submission
from lantoa.reporting.queries.sheets import shape_of


def test_sessions_come_to_what_the_quarterly_reports_say(sample: None) -> None:
    lines = (("T01", "study.conferences"), ("T02", "study.attendances"))
    compared = 0
    for quarter in [*(periods.quarter(2020, number) for number in (1, 2, 3, 4)), periods.quarter(2021, 1)]:
        reports = Submission.objects.filter(
            collection__code=f"BCQ-{quarter.code}", is_latest=True
        ).select_related("collection")
        found = list(reports)
        shape = shape_of(found[0].collection.sheet_version_id)
        for code, source in lines:
            line = shape.by_code[code]
            said = {one.unit_id: one.values[line.position] for one in found}
            counted = sources.counts_for(source, list(said), quarter)
            told = {unit: int(value) for unit, value in said.items() if value is not None}
            assert {unit: int(counted[unit].value) for unit in told} == told
            compared += len(told)
    assert compared == 2 * (98 * 4 + 90)


def test_each_year_since_2018_has_its_topic(sample: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT first_year, count(*) FROM directives_studytopic GROUP BY 1 ORDER BY 1")
        assert cursor.fetchall() == [(2018, 1), (2019, 1), (2020, 1), (2021, 1)]
