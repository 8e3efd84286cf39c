"""BAD_INPUT, numbers and days: read as Vietnamese offices write them, asked about where unclear, never guessed."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from lantoa.reporting.models import Submission
from tests.badinput.forms import APPLIED, PRACTICE, REPORT
from tests.badinput.refusal import assert_refused_well, made_by, nothing_written
from tests.permissions.world.things import World

DIGITS = "Chỉ nhập chữ số 0–9."
REFUSED = [
    ("b20", "1.23.456", "có dấu ngăn cách sai chỗ"),
    ("b21", "1.5", "«1.5» là 1,5 hay 15?"),
    ("b22", "10,000", "«10,000»: nếu là mười nghìn, hãy nhập 10.000 hoặc 10000."),
    ("b23", "1,234.5", "Số «1,234.5» viết theo kiểu nước ngoài. Hãy nhập 1.234,5."),
    ("b27", "-5", "không được âm."),
    ("b27", "-0", "không được âm."),
    ("b27", "−5", "không được âm."),
    ("b28", "NaN", DIGITS),
    ("b28", "Infinity", DIGITS),
    ("b28", "1e400", DIGITS),
    ("b28", "1e5", DIGITS),
    ("b28", "1_000", DIGITS),
    ("b28", "١٢", DIGITS),
    ("b28", "１２", DIGITS),
    ("b29", "9" * 30, "Số lớn quá"),
    ("b29", "9" * 5_000, "Số dài quá."),
]
ACCEPTED = [
    ("b20", "1.000", 1000),
    ("b20", "12.345", 12345),
    ("b23", "1\u00a0234", 1234),
    ("b23", "1\u2009234", 1234),
    ("b50", "0", 0),
]


def named(case: tuple[str, str, object]) -> str:
    return f"{case[0]}-{case[1][:12].encode('ascii', 'namereplace').decode()}"


def stored(world: World) -> Submission:
    return Submission.objects.get(collection=world.collections["DVA", "draft"], is_latest=True)


@pytest.mark.parametrize("case", REFUSED, ids=named)
def test_count_of_a_report_refuses_what_is_no_plain_number(
    world: World, reporter: Client, case: tuple[str, str, str]
) -> None:
    _row, typed, sentence = case
    before = stored(world).values
    with nothing_written():
        response = reporter.post(REPORT.address(world), {"v-0": typed, "b-0": "10"})
    assert_refused_well(response, sentence=sentence, typed=typed)
    assert stored(world).values == before


@pytest.mark.parametrize("case", REFUSED, ids=named)
def test_measure_of_a_practice_refuses_what_is_no_plain_number(
    world: World, reporter: Client, case: tuple[str, str, str]
) -> None:
    _row, typed, sentence = case
    with nothing_written():
        response = reporter.post(PRACTICE.address(world), PRACTICE.good(world) | {"baseline": typed})
    assert_refused_well(response, sentence=sentence, typed=typed)


@pytest.mark.parametrize("case", ACCEPTED, ids=named)
def test_count_of_a_report_reads_vietnamese_groups(
    world: World, reporter: Client, case: tuple[str, str, int]
) -> None:
    _row, typed, value = case
    assert reporter.post(REPORT.address(world), {"v-0": typed, "b-0": "10"}).status_code == 302
    assert stored(world).values[0] == Decimal(value)


@pytest.mark.parametrize(("typed", "value"), [("1,5", "1.5"), ("1.234,5", "1234.5"), ("0,125", "0.125")])
def test_b21_measure_takes_a_comma_for_decimals(
    world: World, reporter: Client, typed: str, value: str
) -> None:
    response = reporter.post(PRACTICE.address(world), PRACTICE.good(world) | {"baseline": typed})
    assert made_by(response).baseline == Decimal(value)


def test_b21_a_count_takes_no_decimals(world: World, reporter: Client) -> None:
    with nothing_written():
        response = reporter.post(REPORT.address(world), {"v-0": "1,5", "b-0": "10"})
    assert_refused_well(response, sentence="Ô này chỉ nhận số nguyên", typed="1,5")


@pytest.mark.parametrize("field", ["v-99", "v-9999", "n-99", "t-99"])
def test_b29_a_line_that_is_not_on_the_sheet_changes_nothing(
    world: World, reporter: Client, field: str
) -> None:
    before = stored(world).values
    response = reporter.post(REPORT.address(world), {field: "7"})
    assert response.status_code < 500
    assert stored(world).values == before


@pytest.mark.parametrize("typed", ["x", "n/a", "một"])
def test_b50_words_are_never_taken_for_zero(world: World, reporter: Client, typed: str) -> None:
    response = reporter.post(REPORT.address(world), {"v-0": typed, "b-0": "10"})
    assert response.status_code == 422
    assert stored(world).values[0] == Decimal(10)


@pytest.mark.parametrize("typed", ["", "-", "không có"])
def test_b50_empty_is_not_zero(world: World, reporter: Client, typed: str) -> None:
    reporter.post(REPORT.address(world), {"v-0": typed, "b-0": "10"})
    assert stored(world).values[0] in (None, Decimal(10))


@pytest.mark.parametrize(
    "typed", ["03/04/2020", "3/4/20", "3-4-2020", "03.04.2020", "ngày 3 tháng 4 năm 2020"]
)
def test_b24_day_comes_first(world: World, reporter: Client, typed: str) -> None:
    response = reporter.post(PRACTICE.address(world), PRACTICE.good(world) | {"started_on": typed})
    assert made_by(response).started_on == date(2020, 4, 3)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("31/02/2020", "Tháng 2/2020 chỉ có 29 ngày."),
        ("00/00/0000", "Không có tháng 0."),
        ("01/01/0026", "Năm 0026 không hợp lý."),
        ("01/01/9999", "Năm 9999 không hợp lý."),
        ("5/13/2020", "Không có tháng 13."),
        ("2020-04-03", "Hãy nhập ngày trước, năm sau cùng"),
        ("hôm qua", "Hãy nhập"),
    ],
)
def test_b25_days_that_are_none_are_refused_with_the_reason(
    world: World, reporter: Client, typed: str, sentence: str
) -> None:
    with nothing_written():
        response = reporter.post(PRACTICE.address(world), PRACTICE.good(world) | {"started_on": typed})
    assert_refused_well(response, sentence=sentence, typed=typed)


def test_b25_a_past_event_does_not_lie_ahead(world: World, reporter: Client) -> None:
    with nothing_written():
        response = reporter.post(APPLIED.address(world), APPLIED.good(world) | {"applied_on": "07/4/2021"})
    assert response.status_code == 422


@pytest.mark.parametrize("typed", ["31/02/2020", "x" * 500, "01/01/0001"])
def test_b25_the_tree_of_no_day_is_refused(world: World, reporter: Client, typed: str) -> None:
    assert reporter.get("/to-chuc/", {"ngay": typed}).status_code == 422
