"""The month of tasks, and the private address: what it tells, to whom, until when."""

import logging
import re
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lantoa.accounts.models import User
from lantoa.accounts.services.accounts import deactivate_account
from lantoa.audit.logs import SafeFormatter
from lantoa.audit.models import Entry
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Forbidden
from lantoa.organisation.models import RoleAssignment
from lantoa.organisation.services.roles import end_role
from lantoa.tasks import services
from lantoa.tasks.models import CalendarFeed, Task
from lantoa.tasks.services import make_feed, stop_feed
from lantoa.tasks.views.calendar import MOST_READINGS
from tests.cast import TODAY, Cast
from tests.tasks.test_task_views import LIST, as_
from tests.tasks.world import given, new, reported

MONTH, PAGE = f"{LIST}lich/", f"{LIST}lich/dia-chi/"
STATEMENTS = 6


@pytest.fixture(autouse=True)
def _no_readings() -> None:
    cache.clear()


def read(token: str) -> Any:
    return Client().get(f"{LIST}lich/{token}.ics")


def lines_of(token: str) -> list[str]:
    answer = read(token)
    assert answer.status_code == 200
    return str(answer.content.replace(b"\r\n ", b"").decode()).split("\r\n")


def told(token: str, name: str) -> list[str]:
    return [line.removeprefix(f"{name}:") for line in lines_of(token) if line.startswith(f"{name}:")]


def test_month_shows_what_is_due_and_counts_what_was_given_together(cast: Cast) -> None:
    given(cast, cast.units(), new("Việc chung"))
    given(cast, [cast.office], new("Việc riêng", date(2021, 5, 3)))
    page = as_(cast.propaganda_officer).get(f"{MONTH}?thang=2021-04").content.decode()
    assert "0/3 · Việc chung" in page
    assert "Việc riêng" not in page
    assert "Việc riêng" in as_(cast.unit_reporter).get(f"{MONTH}?thang=2021-05").content.decode()
    assert "· Việc chung" not in as_(cast.unit_reporter).get(MONTH).content.decode()


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("xem=cua-toi", {"Soạn lịch trực"}),
        ("xem=toi-giao", {"Việc giao", "Soạn lịch trực"}),
        ("xem=ben-duoi", {"Việc giao"}),
        ("q=soan+lich+truc", {"Soạn lịch trực"}),
        ("nguon=issue", set()),
        ("trang-thai=xong", set()),
        ("trang-thai=chua-lam", {"Việc giao", "Soạn lịch trực"}),
    ],
)
def test_month_is_narrowed_like_the_list(cast: Cast, query: str, titles: set[str]) -> None:
    given(cast, [cast.office], new("Việc giao"))
    given(cast, [cast.bloc], new("Soạn lịch trực"))
    page = as_(cast.propaganda_officer).get(f"{MONTH}?{query}").content.decode()
    assert {title for title in ("Việc giao", "Soạn lịch trực") if f">{title}<" in page} == titles


def test_cancelled_leaves_the_month_and_late_is_marked(cast: Cast) -> None:
    task = given(cast, [cast.office], new("Việc bỏ"))[0]
    given(cast, [cast.office], new("Việc trễ", date(2021, 4, 7)))
    services.cancel_task(actor=cast.propaganda_officer, task=task, reason="Không cần.", row_version=1)
    with clock.set_to(date(2021, 4, 9)):
        page = as_(cast.unit_reporter).get(MONTH).content.decode()
    assert ("Việc bỏ" in page, "quá hạn" in page) == (False, True)


@pytest.mark.parametrize("typed", ["", "x", "2021-13", "0000-01", "²021-04", "2021-04-01"])
def test_senseless_month_is_this_one(cast: Cast, typed: str) -> None:
    page = as_(cast.unit_reporter).get(f"{MONTH}?thang={typed}").content.decode()
    assert f"tháng {TODAY.month}" in page.lower()


def test_month_takes_the_same_statements_for_one_and_many(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_(cast.propaganda_officer)
    given(cast)
    client.get(MONTH)
    with django_assert_num_queries(STATEMENTS):
        client.get(MONTH)
    for number in range(6):
        given(cast, cast.units(), new(f"Việc {number}"))
    with django_assert_num_queries(STATEMENTS):
        client.get(MONTH)


def test_feed_tells_titles_and_days_and_no_more(cast: Cast) -> None:
    given(cast, [cast.office], new("Niêm yết, công khai"))
    token = make_feed(actor=cast.unit_reporter)
    assert told(token, "SUMMARY") == ["Niêm yết\\, công khai"]
    content = read(token).content.decode()
    assert "DTSTART;VALUE=DATE:20210420" in content
    assert "Ảnh bảng niêm yết" not in content
    names = {line.partition(":")[0].partition(";")[0] for line in lines_of(token) if line}
    assert names - {"NAME", "X-WR-CALNAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL"} == {
        *("BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "UID", "DTSTAMP", "SEQUENCE"),
        *("DTSTART", "DTEND", "SUMMARY", "TRANSP", "STATUS"),
    }


def test_entry_keeps_its_name_while_the_task_changes(cast: Cast) -> None:
    task = given(cast, [cast.office])[0]
    token = make_feed(actor=cast.unit_reporter)
    uid, first = told(token, "UID"), int(told(token, "SEQUENCE")[0])
    services.ask_more_time(
        actor=cast.unit_reporter, task=task, wanted_on=date(2021, 5, 4), reason="Chờ.", row_version=1
    )
    services.answer_more_time(
        actor=cast.propaganda_officer, task=task, granted=True, answer="", row_version=2
    )
    assert told(token, "UID") == uid
    assert int(told(token, "SEQUENCE")[0]) > first
    assert "DTSTART;VALUE=DATE:20210504" in lines_of(token)
    task.refresh_from_db()
    services.cancel_task(actor=cast.propaganda_officer, task=task, reason="Thôi.", row_version=3)
    assert told(token, "STATUS") == ["CANCELLED"]
    assert told(token, "UID") == uid


def test_asker_reads_one_entry_for_what_was_given_together(cast: Cast) -> None:
    tasks = given(cast, [cast.office, cast.hospital], new("Việc chung"))
    token = make_feed(actor=cast.propaganda_officer)
    assert told(token, "SUMMARY") == ["Đã giao: Việc chung"]
    before = int(told(token, "SEQUENCE")[0])
    services.ask_more_time(
        actor=cast.unit_reporter, task=tasks[0], wanted_on=date(2021, 5, 4), reason="Chờ.", row_version=1
    )
    services.answer_more_time(
        actor=cast.propaganda_officer, task=tasks[0], granted=True, answer="", row_version=2
    )
    assert len(told(token, "UID")) == len(set(told(token, "UID"))) == 2
    assert all(int(number) > before for number in told(token, "SEQUENCE"))


def test_what_is_done_says_so(cast: Cast) -> None:
    task = reported(cast, given(cast, [cast.office], new("Việc nhỏ"))[0])
    token = make_feed(actor=cast.unit_reporter)
    services.confirm_done(actor=cast.propaganda_officer, task=task, row_version=2)
    assert told(token, "SUMMARY") == ["Xong: Việc nhỏ"]


def test_feed_follows_what_its_owner_may_see_now(cast: Cast) -> None:
    task = given(cast, [cast.office])[0]
    token = make_feed(actor=cast.unit_reporter)
    assert len(told(token, "UID")) == 1
    Task.objects.filter(pk=task.pk).update(unit=cast.hospital)
    assert told(token, "UID") == []


def test_feed_ends_with_the_account(cast: Cast) -> None:
    token = make_feed(actor=cast.unit_reporter)
    deactivate_account(actor=SYSTEM, user=cast.unit_reporter, reason="Nghỉ việc")
    assert read(token).status_code == 404


def test_feed_ends_with_the_role(cast: Cast) -> None:
    token = make_feed(actor=cast.unit_reporter)
    held = RoleAssignment.objects.get(person__user=cast.unit_reporter)
    end_role(actor=SYSTEM, assignment=held, on=date(2021, 4, 7))
    assert read(token).status_code == 200
    with clock.set_to(date(2021, 4, 8)):
        assert read(token).status_code == 404


def test_unknown_stopped_and_renewed_are_answered_alike(cast: Cast) -> None:
    first = make_feed(actor=cast.unit_reporter)
    second = make_feed(actor=cast.unit_reporter)
    assert CalendarFeed.objects.count() == 1
    assert read(second).status_code == 200
    assert stop_feed(actor=cast.unit_reporter)
    assert not stop_feed(actor=cast.unit_reporter)
    answers = [read(token) for token in (first, second, "x" * 43)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({re.sub(rb"[0-9a-f]{12}", b"", answer.content) for answer in answers}) == 1


def test_token_is_long_hashed_shown_once_and_recorded_without_it(cast: Cast) -> None:
    client = as_(cast.unit_reporter)
    made = client.post(PAGE, {"viec": "tao"}).content.decode()
    [token] = re.findall(r"/nhiem-vu/lich/([\w-]+)\.ics", made)
    assert len(token) == 43  # 256 bits
    assert token not in client.get(PAGE).content.decode()
    assert CalendarFeed.objects.get().digest != token
    kept = [str(vars(one)) for one in Entry.objects.filter(act__startswith="task.feed")]
    assert len(kept) == 1
    assert token not in kept[0]
    client.post(PAGE, {"viec": "ngung"})
    acts = Entry.objects.filter(act__startswith="task.feed").order_by("id").values_list("act", flat=True)
    assert list(acts) == ["task.feed_made", "task.feed_stopped"]


def test_who_has_no_part_in_tasks_gets_no_address(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        make_feed(actor=cast.inspector)
    assert as_(cast.inspector).get(PAGE).status_code == 403


def test_answer_is_for_its_owner_alone_and_stands_in_no_log(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    token = make_feed(actor=cast.unit_reporter)
    answer = read(token)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in answer["Cache-Control"]
    with caplog.at_level(logging.DEBUG):
        stop_feed(actor=cast.unit_reporter)
        assert read(token).status_code == 404
    written = [SafeFormatter().format(record) for record in caplog.records]
    assert any("nhiem-vu/lich/<str:token>.ics" in line for line in written)
    assert not any(token in line for line in written)


def test_reading_without_end_is_stopped_for_the_hour(cast: Cast) -> None:
    token, other = make_feed(actor=cast.unit_reporter), make_feed(actor=cast.unit_head)
    assert {read(token).status_code for _each in range(MOST_READINGS)} == {200}
    late = read(token)
    assert (late.status_code, late["Retry-After"]) == (429, "3600")
    assert read(other).status_code == 200


def test_feed_takes_the_same_statements_for_one_and_many(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def statements(owner: User, number: int) -> None:
        token = make_feed(actor=owner)
        with django_assert_num_queries(number):
            read(token)

    given(cast)
    statements(cast.propaganda_officer, 4)
    for number in range(5):
        given(cast, cast.units(), new(f"Việc {number}"))
    statements(cast.propaganda_officer, 4)
