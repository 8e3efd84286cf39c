"""Limits and themes: followed and ended by day, with a paper or a reason, never behind an inspection that was decided by them."""

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lantoa.audit.models import Entry
from lantoa.core import clock
from lantoa.core.errors import Forbidden, Refused
from lantoa.organisation.models import UnitLevel
from lantoa.oversight.choices import LimitKind
from lantoa.oversight.models import InspectionLimit, InspectionTheme
from lantoa.oversight.queries.rules import limits_of, themes
from lantoa.oversight.services import preparing, rules
from tests.cast import SINCE, TODAY, Cast
from tests.oversight.test_views import as_, page
from tests.oversight.world import PAPER, begun, fresh, offices, opened

RULES = "/kiem-tra-giam-sat/thoi-han/"
THEMES = "/kiem-tra-giam-sat/noi-dung/"
NEW = {"kind": "length", "level": "", "value": "15", "source": "Quy chế số 12", "since": "01/5/2021"}
STATEMENTS = 8
BEGUN = "KT-2021-001"


@pytest.fixture
def house(cast: Cast) -> Cast:
    offices(cast)
    return cast


@pytest.fixture
def inspector(house: Cast) -> Client:
    return as_(house.inspector)


def lengths() -> list[tuple[int, date, date | None]]:
    rows = InspectionLimit.objects.filter(kind="length", level="").order_by("valid")
    return [(row.value, row.valid.lower, row.valid.upper) for row in rows]


def length_on(cast: Cast, day: date) -> int | None:
    found = limits_of(cast.bloc.pk, day).length
    return found.value if found else None


def test_limit_follows_another_from_its_day_on(house: Cast, inspector: Client) -> None:
    answer = inspector.post(f"{RULES}them/", NEW, follow=True)
    assert "Đã ghi 15 ngày, dùng từ 01/5/2021." in answer.content.decode()
    until, change = date(2025, 6, 18), date(2021, 5, 1)
    assert lengths() == [(20, SINCE, change), (15, change, until)]
    assert [length_on(house, day) for day in (TODAY, date(2021, 4, 30), change)] == [20, 20, 15]
    shown = page(inspector, RULES)
    assert shown.index("Đang dùng") < shown.index("Đã đặt, chưa dùng") < shown.index("Quy chế số 12")
    with clock.set_to(date(2021, 6, 1)):
        later = page(as_(house.inspector), RULES)
        assert (
            later.index("Quy chế số 12") < later.index("Đã thôi") < later.index(PAPER, later.index("Đã thôi"))
        )


def test_limit_that_was_set_by_mistake_is_taken_back_whole(house: Cast, inspector: Client) -> None:
    before = lengths()
    inspector.post(f"{RULES}them/", NEW)
    made = InspectionLimit.objects.get(source="Quy chế số 12")
    end = f"{RULES}{made.pk}/thoi/"
    assert 'value="01/5/2021"' in page(inspector, end)
    assert inspector.post(end, {"on": "01/5/2021", "reason": "-"}).status_code == 422
    answer = inspector.post(end, {"on": "01/5/2021", "reason": "Ghi nhầm"}, follow=True)
    assert "Đã bỏ hẳn dòng này." in answer.content.decode()
    assert lengths() == before
    entry = Entry.objects.filter(act="inspection.limit_ended").get()
    assert (entry.content.after["reason"], entry.content.before["source"]) == ("Ghi nhầm", "Quy chế số 12")
    assert inspector.get(end).status_code == 404


def test_limit_that_ends_leaves_none(house: Cast, inspector: Client) -> None:
    row = InspectionLimit.objects.get(kind="length", level="", source=PAPER)
    inspector.post(f"{RULES}{row.pk}/thoi/", {"on": "01/5/2021", "reason": "Bãi bỏ Quy chế"})
    assert (length_on(house, date(2021, 4, 30)), length_on(house, date(2021, 5, 1))) == (20, None)
    again = {"on": "01/6/2021", "reason": "Lần nữa"}
    answer = inspector.post(f"{RULES}{row.pk}/thoi/", again)
    assert (answer.status_code, "Đã thôi dùng từ ngày 01/5/2021." in answer.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"source": " "}, "chưa có nội dung"),
        ({"value": "0"}, "từ 1"),
        ({"value": "400"}, "366"),
        ({"per": "3"}, "Chỉ gia hạn mới ghi phần"),
        ({"kind": "extension", "value": "5", "per": "2"}, "nhiều nhất gấp đôi"),
        ({"kind": "period", "value": "51"}, "từ 1 đến 50"),
        ({"since": f"{SINCE:%d/%m/%Y}"}, "Đã có mức bắt đầu đúng ngày"),
        ({"since": "31/4/2021"}, "không có"),
        ({"level": "khong-co"}, "không còn trong danh sách"),
    ],
)
def test_limit_that_cannot_be_is_refused_and_stays_typed(
    house: Cast, inspector: Client, changed: dict[str, str], sentence: str
) -> None:
    before = lengths()
    answer = inspector.post(f"{RULES}them/", {**NEW, **changed})
    shown = answer.content.decode()
    assert (answer.status_code, lengths()) == (422, before)
    assert sentence in shown
    assert changed.get("source", "Quy chế số 12") in shown


def test_what_an_inspection_was_decided_by_is_not_changed_behind_it(house: Cast, inspector: Client) -> None:
    begun(house)
    answer = inspector.post(f"{RULES}them/", {**NEW, "since": "06/4/2021"})
    assert answer.status_code == 422
    assert f"Cuộc {BEGUN} bắt đầu ngày 06/4/2021" in answer.content.decode()
    assert "Chọn từ ngày 07/4/2021 trở đi." in answer.content.decode()
    row = InspectionLimit.objects.get(kind="extension", level="", source=PAPER)
    end = f"{RULES}{row.pk}/thoi/"
    assert inspector.post(end, {"on": "06/4/2021", "reason": "Bãi bỏ"}).status_code == 422
    assert inspector.post(end, {"on": "07/4/2021", "reason": "Bãi bỏ"}).status_code == 302
    assert inspector.post(f"{RULES}them/", {**NEW, "since": "07/4/2021"}).status_code == 302
    assert length_on(house, TODAY) == 20


def test_limit_of_another_level_is_free_of_what_was_decided_here(house: Cast) -> None:
    made = begun(house)
    level = made.unit.versions.get().kind.level.code
    UnitLevel.objects.create(code="central", name="Trung ương", rank=1, valid=(SINCE, None))
    given = {"actor": house.inspector, "kind": LimitKind.LENGTH, "value": 10, "source": "QC", "since": TODAY}
    with pytest.raises(Refused, match=BEGUN):
        rules.enter_limit(level=level, **given)  # type: ignore[arg-type]
    rules.enter_limit(level="central", **given)  # type: ignore[arg-type]
    rules.enter_limit(level=level, **{**given, "since": date(2021, 4, 7)})  # type: ignore[arg-type]
    with pytest.raises(Refused, match=BEGUN):  # of that day the limit for all levels decided
        rules.enter_limit(level="", **given)  # type: ignore[arg-type]
    preparing.cancel_inspection(
        actor=house.province_lead, inspection=made, reason="Trùng", row_version=fresh(made).row_version
    )
    rules.enter_limit(level="", **given)  # type: ignore[arg-type]


def test_theme_is_added_and_what_stands_under_an_ended_one_goes_on(house: Cast, inspector: Client) -> None:
    made = opened(house)
    typed = {"name": "Chuyển đổi số ở chi bộ", "since": "06/4/2021", "source": "Kế hoạch 8"}
    assert inspector.post(f"{THEMES}them/", typed).status_code == 302
    assert themes().last() == InspectionTheme.objects.get(code="chuyen-doi-so-o-chi-bo")
    again = inspector.post(f"{THEMES}them/", {**typed, "name": "chuyển đổi số ở CHI BỘ"})
    assert (again.status_code, "Đã có nội dung" in again.content.decode()) == (422, True)
    assert (
        inspector.post(f"{THEMES}them/", {**typed, "name": "Khác", "since": "05/4/2021"}).status_code == 422
    )
    used, free = made.theme, InspectionTheme.objects.get(code="chuyen-doi-so-o-chi-bo")
    for one, said in ((used, "Đã ghi thôi dùng từ 06/4/2021."), (free, "Đã bỏ hẳn dòng này.")):
        sent = {"on": "06/4/2021", "reason": "Gộp"}
        assert said in inspector.post(f"{THEMES}{one.pk}/thoi/", sent, follow=True).content.decode()
    assert not themes().filter(pk__in=(used.pk, free.pk)).exists()
    edit = page(inspector, f"/kiem-tra-giam-sat/cuoc/{made.code}/sua/")
    assert f'<option value="{used.code}" selected' in edit  # its own stays its own
    assert used.name in page(inspector, "/kiem-tra-giam-sat/")  # and is found by
    assert f'value="{used.code}"' not in page(inspector, "/kiem-tra-giam-sat/mo/")


def test_rules_are_set_by_who_may_and_read_by_the_room(
    house: Cast, inspector: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert inspector.get(f"{RULES}them/").status_code == 200
    head, leader = as_(house.unit_head), as_(house.province_lead)
    for client in (head, leader):
        assert "thoi-han/them/" not in page(client, RULES)
        assert client.get(f"{RULES}them/").status_code == 403
    with pytest.raises(Forbidden):
        rules.enter_theme(actor=house.unit_head, name="Khác", since=TODAY, source="QC")
    page(inspector, RULES)
    with django_assert_num_queries(STATEMENTS):
        inspector.get(RULES)
    for number in range(10):
        rules.enter_theme(actor=house.inspector, name=f"Nội dung {number}", since=TODAY, source="QC")
    with django_assert_num_queries(STATEMENTS):
        inspector.get(RULES)


def test_empty_list_says_what_it_means(house: Cast, inspector: Client) -> None:
    InspectionLimit.objects.all().delete()
    assert "Chưa khai thì phần mềm không giới hạn ngày." in page(inspector, RULES)
