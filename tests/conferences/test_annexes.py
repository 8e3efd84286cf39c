"""The annexes as an office program computes them: totals equal the figures of the report."""

from typing import Any

import openpyxl
import pytest

from lantoa.conferences.figures import Figure
from lantoa.conferences.models import Conference
from lantoa.conferences.queries.reviews import edition_of, frozen_figures
from tests.conferences.conftest import Made

Row = tuple[Any, ...]


@pytest.fixture(scope="module")
def computed(made: Made) -> Any:
    return openpyxl.load_workbook(made.recalculated("annexes", "xlsx"), data_only=True)


@pytest.fixture
def figures(conference: Conference) -> dict[str, Figure]:
    edition = edition_of(conference)
    assert edition is not None
    return frozen_figures(edition)


def total(book: Any, sheet: str) -> Row:
    """The last row that says anything."""
    return [row for row in book[sheet].iter_rows(values_only=True) if any(v is not None for v in row)][-1]


def values(figures: dict[str, Figure], *keys: str) -> Row:
    return tuple(figures[key].value for key in keys)


def test_totals_are_formulas_in_the_file(made: Made) -> None:
    book = openpyxl.load_workbook(made.file("annexes"))
    assert book.sheetnames == [
        "Đơn vị",
        "Mô hình",
        "Năm và lĩnh vực",
        "Nhân rộng",
        "Kiểm tra, giám sát",
        "Khen thưởng",
        "Các con số",
    ]
    for name in book.sheetnames[:6]:
        formulas = [str(value) for value in total(book, name) if str(value).startswith("=")]
        assert (name, len(formulas) > 0) == (name, True)


def test_units_add_up_to_the_reports_figures(computed: Any, figures: dict[str, Figure]) -> None:
    row = total(computed, "Đơn vị")
    assert (row[1], *row[4:]) == (
        *values(
            figures,
            "units.direct",
            "practices.registered",
            "practices.recognised",
            "replication.units_taking_up",
        ),
        figures["awards.collectives"].value + figures["awards.individuals"].value,  # type: ignore[operator]
    )


def test_practices_count_each_once_and_by_year(computed: Any, figures: dict[str, Figure]) -> None:
    row = total(computed, "Mô hình")
    by_year = [part.value for part in figures["practices.recognised"].parts]
    assert (row[0], *row[4:]) == (387, *by_year, 22)


def test_years_and_fields_add_up_to_the_years_of_the_report(
    computed: Any, figures: dict[str, Figure]
) -> None:
    row = total(computed, "Năm và lĩnh vực")
    assert list(row[1:]) == [part.value for part in figures["practices.recognised"].parts]


def test_answers_add_up_to_the_turns_of_the_report(computed: Any, figures: dict[str, Figure]) -> None:
    row = total(computed, "Nhân rộng")
    verified, applied = row[3], row[4]
    assert (verified, verified + applied) == values(figures, "replication.verified", "replication.applied")
    # 98 units were asked about 22 models; a unit is not asked about its own.
    assert sum(row[3:]) == 98 * 22 - 22


def test_inspections_of_the_quarters_add_up_to_the_report(computed: Any, figures: dict[str, Figure]) -> None:
    row = total(computed, "Kiểm tra, giám sát")
    assert row[1:3] == values(figures, "inspection.organisations", "inspection.supervised")


def test_register_adds_up_to_the_awards(computed: Any, figures: dict[str, Figure]) -> None:
    row = total(computed, "Khen thưởng")
    assert (row[1], row[3], row[4]) == (120, *values(figures, "awards.collectives", "awards.individuals"))


def test_last_sheet_lists_every_figure_as_printed(computed: Any, figures: dict[str, Figure]) -> None:
    listed = {
        row[3]: str(row[1]) for row in computed["Các con số"].iter_rows(min_row=5, values_only=True) if row[3]
    }
    assert listed == {key: figure.text for key, figure in figures.items()}


def test_no_cell_shows_an_error(computed: Any) -> None:
    wrong = [
        (sheet.title, cell.coordinate, cell.value)
        for sheet in computed
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith("#")
    ]
    assert wrong == []
