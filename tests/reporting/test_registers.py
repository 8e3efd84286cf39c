"""Lines U01 and S01: units directly below a unit, and those of them that reported in time."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.periods import from_code
from lantoa.reporting.choices import SubmissionState
from lantoa.reporting.models import Collection
from lantoa.reporting.services.obligations import agree_late, exempt_units
from lantoa.reporting.sources import counts_for
from tests.cast import Cast
from tests.reporting.world import accepted, opened, row, story

QUARTER = from_code("2021Q1")


@pytest.fixture
def collection(cast: Cast) -> Collection:
    """Quarter I of three units, due on 10/4/2021."""
    return story(cast)


def on_time(cast: Cast, code: str = "2021Q1") -> tuple[str, ...]:
    return counts_for("reports.on_time", [cast.bloc.pk], from_code(code))[cast.bloc.pk].codes


def sent(collection: Collection, unit: object, days: int) -> None:
    """Sent so many days after it was due."""
    moment = collection.due_at + timedelta(days=days)
    accepted(collection, row(unit, 10, 8, 2, submitted_at=moment))  # type: ignore[arg-type]


def test_units_below_are_counted_on_the_last_day_and_a_leaf_has_no_figure(cast: Cast) -> None:
    found = counts_for("units.direct", [cast.province.pk, cast.bloc.pk, cast.office.pk], QUARTER)
    assert {unit: (one.value, one.codes) for unit, one in found.items()} == {
        cast.province.pk: (1, ("KHOI",)),
        cast.bloc.pk: (3, ("BENHVIEN", "SONV", "VPTU")),
    }
    assert found[cast.bloc.pk].titles["SONV"] == "Sở Nội vụ"


def test_what_was_sent_in_time_counts_once_it_is_due(cast: Cast, collection: Collection) -> None:
    sent(collection, cast.office, -1)
    sent(collection, cast.hospital, 1)
    assert on_time(cast) == ()  # nothing is due yet
    with clock.set_to(date(2021, 4, 12)):
        assert on_time(cast) == ("VPTU",)
        assert counts_for("reports.on_time", [cast.office.pk], QUARTER) == {}


def test_more_time_counts_and_an_exempt_unit_does_not(cast: Cast, collection: Collection) -> None:
    asked = {"actor": SYSTEM, "collection": collection, "reason": "Mất điện."}
    agree_late(units=[cast.hospital], until=collection.due_at + timedelta(days=3), **asked)  # type: ignore[arg-type]
    exempt_units(units=[cast.department], **asked)  # type: ignore[arg-type]
    sent(collection, cast.office, -1)
    sent(collection, cast.hospital, 2)
    with clock.set_to(date(2021, 4, 20)):
        assert on_time(cast) == ("BENHVIEN", "VPTU")


def test_one_late_report_of_the_year_counts_its_unit_out(cast: Cast, collection: Collection) -> None:
    second = opened(collection.sheet_version, cast.bloc, cast.units(), "2021Q2")
    sent(collection, cast.office, -1)
    sent(collection, cast.hospital, -1)
    sent(second, cast.office, -1)
    sent(second, cast.hospital, 1)
    with clock.set_to(date(2021, 8, 1)):
        assert (on_time(cast), on_time(cast, "2021")) == (("BENHVIEN", "VPTU"), ("VPTU",))


def test_an_empty_report_is_none_and_a_draft_neither(cast: Cast, collection: Collection) -> None:
    accepted(collection, row(cast.office, 10, 8, 2, state=SubmissionState.DRAFT))
    with clock.set_to(date(2021, 4, 12)):
        assert on_time(cast) == ()


def test_statements_do_not_grow_with_the_units_asked(cast: Cast, collection: Collection) -> None:
    def statements(units: list[object]) -> int:
        with CaptureQueriesContext(connection) as seen:
            counts_for("reports.on_time", units, QUARTER)  # type: ignore[arg-type]
        return len(seen)

    every = [one.pk for one in (cast.province, cast.bloc, cast.office, cast.hospital)]
    assert (statements(every[1:2]), statements(every)) == (2, 2)
