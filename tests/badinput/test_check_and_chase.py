"""BAD_INPUT, every form of inspections, issues, tasks, conclusions, the situation and the rules of notices.

Which forms there are is told by the table of permissions: each row is sent by somebody to whom it is allowed, once well and then
with one bad value at a time. A form that is added there is tested here.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from tests.badinput.refusal import assert_refused_well, nothing_written, words_of
from tests.permissions.cells import Cell, address_of, allowed_cell, answered_for_lacking, form_of, row_counts
from tests.permissions.table import Row, read_table
from tests.permissions.world.things import World

SignIn = Callable[[str, str], Client]
TABLE = read_table()
ROOMS = {"oversight", "issues", "tasks", "conferences"}
ALSO = ("reporting:situation", "notifications:holiday", "notifications:step", "notifications:hours")
DAY = re.compile(r"\d\d/\d{1,2}/\d{4}")
WORDS = {
    "achievements", "basis", "caption", "cause", "conclusion", "covers", "detail", "label", "minutes", "name", "origin_label",
    "outline", "place", "present", "proof_wanted", "reason", "request", "result", "source", "text", "title", "words",
}  # fmt: skip
CONTROL = "Hai\x1bba"
RECORD = {"audit_entry", "audit_content"}  # that a marked paper was refused, never what was written
NO_BREAK = "Ô này không được xuống dòng"
SECRET = "ĐẢNG ỦY KHỐI\nTỐI MẬT\nBÁO CÁO"


def _forms() -> Iterator[tuple[Row, Cell]]:
    for row in TABLE.rows:
        if row.method == "POST" and row.is_routed and (row.app in ROOMS or row.route.startswith(ALSO)):
            cell = allowed_cell(TABLE, row)
            if cell is not None:
                yield row, cell


SENT = list(_forms())


@pytest.fixture
def send(world: World, signed_in: SignIn) -> Callable[..., HttpResponse]:
    """Sends a row's form with some of it changed."""

    def post(row: Row, cell: Cell, **changed: Any) -> HttpResponse:
        cache.clear()
        client = signed_in(cell.role, cell.seat)
        form = form_of(world, row, cell) | changed
        return client.post(address_of(row, cell, world)[0], form)  # type: ignore[return-value]

    return post


def fields(world: World, row: Row, cell: Cell, kind: Callable[[str, Any], bool]) -> list[str]:
    return [name for name, value in form_of(world, row, cell).items() if kind(name, value)]


def is_day(name: str, value: Any) -> bool:
    return isinstance(value, str) and DAY.fullmatch(value) is not None


def is_words(name: str, value: Any) -> bool:
    return name in WORDS and isinstance(value, str)


def by_key(one: object) -> str:
    return one.key if isinstance(one, Row) else ""


def test_every_kind_of_form_is_there() -> None:
    assert {row.app for row, _cell in SENT} == ROOMS | {"reporting", "notifications"}
    assert len(SENT) > 80


@pytest.mark.parametrize(("row", "cell"), SENT, ids=by_key)
def test_b10_b11_letters_that_are_none_are_refused_where_they_stand(
    world: World, send: Callable[..., HttpResponse], row: Row, cell: Cell
) -> None:
    for name in fields(world, row, cell, is_words):
        with nothing_written():
            response = send(row, cell, **{name: CONTROL})
        # Where the thing that it is about is missing there is no form to find it in.
        typed = CONTROL if answered_for_lacking(row) is None else ""
        assert_refused_well(
            response, sentence="Nội dung có ký tự điều khiển không hợp lệ ở vị trí 4.", typed=typed
        )


@pytest.mark.parametrize(("row", "cell"), SENT, ids=by_key)
def test_b25_days_that_are_none_are_refused_and_kept(
    world: World, send: Callable[..., HttpResponse], row: Row, cell: Cell
) -> None:
    for name in fields(world, row, cell, is_day):
        for typed, sentence in (
            ("31/02/2021", "Tháng 2/2021 chỉ có 28 ngày."),
            ("mai", "Hãy nhập"),
            ("01/01/0026", "Năm 0026 không hợp lý."),
        ):
            with nothing_written():
                response = send(row, cell, **{name: typed})
            assert_refused_well(response, sentence=sentence, typed=typed)


@pytest.mark.parametrize(("row", "cell"), SENT, ids=by_key)
def test_b44_a_marked_paper_pasted_into_words_is_not_kept(
    world: World, send: Callable[..., HttpResponse], row: Row, cell: Cell
) -> None:
    for name in fields(world, row, cell, is_words):
        before = row_counts()
        response = send(row, cell, **{name: SECRET})
        if NO_BREAK in words_of(response):  # one line is no paper
            assert row_counts() == before
            continue
        assert {table for table, count in row_counts().items() if count != before[table]} == RECORD
        assert_refused_well(
            response, sentence="Không đưa tài liệu, thông tin bí mật nhà nước vào hệ thống này."
        )


@pytest.mark.parametrize(("row", "cell"), SENT, ids=by_key)
def test_b67_fields_that_are_not_on_the_form_are_refused_by_name(
    send: Callable[..., HttpResponse], row: Row, cell: Cell
) -> None:
    with nothing_written():
        response = send(row, cell, state="closed", decided_by="1")
    assert response.status_code == 400
    assert_refused_well(response, sentence="Trường không được phép: «decided_by»")


@pytest.mark.parametrize(("row", "cell"), SENT, ids=by_key)
def test_what_another_has_changed_meanwhile_is_not_overwritten(
    world: World, send: Callable[..., HttpResponse], row: Row, cell: Cell
) -> None:
    if "row_version" not in form_of(world, row, cell):
        pytest.skip("nothing on it can be overwritten")
    with nothing_written():
        response = send(row, cell, row_version="99")
    assert response.status_code in (409, 422)
    assert_refused_well(response, sentence="vừa")
