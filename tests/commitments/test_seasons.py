"""Months of writing and reviewing are rows, looked up for the year of the pledge."""

from datetime import date

import pytest

from lantoa.audit.models import Entry
from lantoa.commitments.choices import Half, Occasion
from lantoa.commitments.queries.seasons import calendar
from lantoa.commitments.services.seasons import set_season
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("story_day")]


@pytest.mark.parametrize(
    ("day", "half"),
    [
        (date(2021, 5, 31), None),
        (date(2021, 6, 1), Half.MID_YEAR),
        (date(2021, 8, 31), Half.MID_YEAR),
        (date(2021, 9, 1), None),
        (date(2021, 11, 1), Half.YEAR_END),
        (date(2022, 1, 31), Half.YEAR_END),
        (date(2022, 2, 1), None),
    ],
)
def test_custom_of_the_house_holds_where_nothing_else_was_set(day: date, half: Half | None) -> None:
    assert calendar().due_half(2021, day) == half


def test_row_of_another_year_holds_from_that_year_and_leaves_the_years_before() -> None:
    set_season(
        actor=SYSTEM,
        occasion=Occasion.MID_YEAR,
        from_year=2022,
        first_month=5,
        last_month=5,
        basis="Hướng dẫn số 03-HD/TU",
    )
    found = calendar()
    assert [found.due_half(year, date(year, 5, 20)) for year in (2021, 2022, 2023)] == [
        None,
        Half.MID_YEAR,
        Half.MID_YEAR,
    ]
    assert [found.last_day(Half.MID_YEAR, year) for year in (2021, 2022)] == [
        date(2021, 8, 31),
        date(2022, 5, 31),
    ]


def test_writing_opens_as_its_row_says() -> None:
    assert [calendar().years_to_write(day) for day in (date(2021, 10, 31), date(2021, 11, 1))] == [
        [2021],
        [2021, 2022],
    ]
    row = {"occasion": Occasion.WRITING, "from_year": 2022, "basis": "Kế hoạch số 07-KH/ĐUK"}
    set_season(actor=SYSTEM, first_month=0, last_month=3, **row)  # type: ignore[arg-type]
    assert [
        calendar().years_to_write(day) for day in (date(2021, 11, 30), date(2021, 12, 1), date(2022, 4, 1))
    ] == [[2021], [2021, 2022], []]


def test_same_year_is_set_again_and_the_record_keeps_both() -> None:
    for last in (7, 9):
        set_season(
            actor=SYSTEM,
            occasion=Occasion.MID_YEAR,
            from_year=2022,
            first_month=6,
            last_month=last,
            basis="Hướng dẫn số 03-HD/TU",
        )
    assert calendar().last_day(Half.MID_YEAR, 2022) == date(2022, 9, 30)
    assert Entry.objects.filter(act="commitment.season_set").count() == 2


@pytest.mark.parametrize(
    ("first", "last", "basis"),
    [(9, 6, "Hướng dẫn"), (-12, 3, "Hướng dẫn"), (6, 25, "Hướng dẫn"), (6, 8, " - ")],
)
def test_months_out_of_order_and_no_paper_are_refused(first: int, last: int, basis: str) -> None:
    with pytest.raises(Refused):
        set_season(
            actor=SYSTEM,
            occasion=Occasion.YEAR_END,
            from_year=2022,
            first_month=first,
            last_month=last,
            basis=basis,
        )
