"""Days off, steps of reminders, hours of mail: set by who keeps them, with a reason, from a day on."""

import io
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from lantoa.audit.models import Entry
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Forbidden, NotFound, Refused
from lantoa.notifications.choices import Duty, Rung
from lantoa.notifications.models import Holiday, LadderStep, MailRule, Notice
from lantoa.notifications.queries.calendar import days_off, ladder_on, rule_on
from lantoa.notifications.services import rules
from lantoa.notifications.services.ladder import climb
from lantoa.notifications.services.rules import NewHoliday, NewHours
from tests.cast import Cast
from tests.reporting.test_views import as_
from tests.tasks.world import DUE, given

DAYS, LADDER, HOURS = "/thong-bao/ngay-nghi/", "/thong-bao/nhac-viec/", "/thong-bao/gio-gui/"
NEW = NewHours(time(21), time(6), time(8), 3, 48, 90)
PAGE_STATEMENTS = {DAYS: 7, LADDER: 6, HOURS: 6}


@pytest.fixture
def officer(cast: Cast) -> Client:
    return as_(cast.propaganda_officer)


@pytest.fixture
def administrator(cast: Cast) -> Client:
    return as_(cast.administrator)


def acts() -> list[tuple[str, str]]:
    found = Entry.objects.filter(act__regex="^(holiday|ladder_step|mail_rule)").order_by("sequence")
    return [(one.act, one.actor_label) for one in found]


# --- days off ---------------------------------------------------------------------------------------------------------


def test_days_are_pasted_as_a_letter_or_excel_has_them(cast: Cast, officer: Client) -> None:
    pasted = "01/01/2028\tTết Dương lịch\n\n 26/01/2028 ; Tết Nguyên đán\n30/4/2021 Ngày Chiến thắng 30/4\n"
    sent = {"days": pasted, "source": "Thông báo 123/TB-BNV ngày 01/11/2027"}
    answer = officer.post(f"{DAYS}ghi/", sent, follow=True)
    assert "Đã ghi 2 ngày nghỉ. 1 ngày đã có từ trước." in answer.content.decode()
    made = Holiday.objects.filter(day__year=2028).values_list("day", "name", "source")
    assert list(made) == [
        (date(2028, 1, 1), "Tết Dương lịch", sent["source"]),
        (date(2028, 1, 26), "Tết Nguyên đán", sent["source"]),
    ]
    assert [act for act, _who in acts()] == ["holiday.entered"] * 2
    assert days_off(date(2028, 1, 1), 2) == {date(2028, 1, 1)}


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ("30/2/2028 Lễ", "Dòng 1"),
        ("01/01/2028", "ghi tên ngày nghỉ sau ngày"),
        ("01/01/2028 A\n;\n01/01/2028 B", "Có ngày ghi hai lần: 01/01/2028"),
        ("30/4/2021 Tên khác", "đã ghi là «Ngày Chiến thắng 30/4»"),
        ("\n".join(f"{day}/3/2028 Nghỉ" for day in range(1, 32)), "ngày nghỉ liền nhau"),
        ("", "chưa có nội dung"),
    ],
)
def test_days_that_cannot_be_are_refused_all_together(
    cast: Cast, officer: Client, days: str, sentence: str
) -> None:
    before = Holiday.objects.count()
    typed = f"{days}\n02/01/2028 Nghỉ bù" if days else ""
    answer = officer.post(f"{DAYS}ghi/", {"days": typed, "source": "TB"})
    assert (answer.status_code, Holiday.objects.count()) == (422, before)
    page = answer.content.decode()
    assert sentence in page
    assert "TB" in page  # what was typed stays


def test_day_is_put_right_and_removed_with_a_reason(cast: Cast, officer: Client) -> None:
    one = Holiday.objects.get(day=date(2021, 9, 3))
    sent = {"day": "01/9/2021", "name": one.name, "source": "TB 4875/TB-LĐTBXH", "reason": "Đổi ngày liền kề"}
    assert officer.post(f"{DAYS}{one.pk}/", sent | {"reason": ""}).status_code == 422
    assert officer.post(f"{DAYS}{one.pk}/", sent | {"day": "02/9/2021"}).status_code == 422
    assert officer.post(f"{DAYS}{one.pk}/", sent).status_code == 302
    one.refresh_from_db()
    assert (one.day, one.source) == (date(2021, 9, 1), "TB 4875/TB-LĐTBXH")
    entry = Entry.objects.get(act="holiday.corrected")
    assert (entry.content.before["day"], entry.content.after["reason"]) == ("2021-09-03", "Đổi ngày liền kề")
    assert officer.post(f"{DAYS}{one.pk}/bo/", {"reason": ""}).status_code == 422
    assert officer.post(f"{DAYS}{one.pk}/bo/", {"reason": "Ghi nhầm"}).status_code == 302
    assert not Holiday.objects.filter(pk=one.pk).exists()
    assert Entry.objects.get(act="holiday.removed").content.before["name"] == one.name
    assert officer.get(f"{DAYS}{one.pk}/").status_code == 404


def test_days_of_a_year_stand_on_one_page_and_in_a_workbook(cast: Cast, officer: Client) -> None:
    page = officer.get(f"{DAYS}?nam=2021").content.decode()
    assert "Giỗ Tổ Hùng Vương" in page
    assert "Bộ luật Lao động 2019, Điều 112" in page
    assert officer.get(f"{DAYS}?nam=0000").context["year"] == 2021  # no such year: this one
    assert "Chưa ghi ngày nghỉ nào của năm 2035" in officer.get(f"{DAYS}?nam=2035").content.decode()
    book = load_workbook(io.BytesIO(officer.get(f"{DAYS}xuat/?nam=2021").content))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]  # type: ignore[union-attr]
    assert ["thứ Tư", "Giỗ Tổ Hùng Vương"] in [row[1:3] for row in rows]


# --- the ladder -------------------------------------------------------------------------------------------------------


def test_new_step_reminds_from_its_day_on(cast: Cast, officer: Client) -> None:
    given(cast)
    Notice.objects.all().delete()
    sent = {
        "duty": "task",
        "side": "before",
        "number": "5",
        "rung": "head",
        "since": "06/4/2021",
        "reason": "Cần sớm hơn",
    }
    assert officer.post(f"{LADDER}them/", sent).status_code == 302
    assert [act for act, _who in acts()] == ["ladder_step.added"]
    with clock.set_to(DUE - timedelta(days=5)):
        climb(actor=SYSTEM)
    assert list(Notice.objects.values_list("receiver__username", "kind")) == [("unit.head", "task_due")]
    assert officer.post(f"{LADDER}them/", sent).status_code == 422  # it stands already


@pytest.mark.parametrize(
    ("changed", "sentence", "field"),
    [
        ({"number": ""}, "Ghi số ngày trước hoặc sau hạn.", "number"),
        ({"since": "05/4/2021"}, "từ hôm nay trở đi", "since"),
        ({"duty": "plan", "side": "after"}, "chỉ nhắc trước hạn và đúng hạn", "side"),
        ({"duty": "plan", "rung": "asker"}, "không có nơi giao để báo", "rung"),
        ({"number": "61"}, "Nhắc trước nhiều nhất 60 ngày", "number"),
        ({"reason": " "}, "chưa có nội dung", "reason"),
        ({"duty": "x"}, "không còn trong danh sách", "duty"),
    ],
)
def test_step_that_would_tell_nothing_is_refused(
    cast: Cast, officer: Client, changed: dict[str, str], sentence: str, field: str
) -> None:
    before = LadderStep.objects.count()
    sent = {
        "duty": "task",
        "side": "before",
        "number": "5",
        "rung": "doer",
        "since": "06/4/2021",
        "reason": "Cần",
    }
    answer = officer.post(f"{LADDER}them/", sent | changed)
    assert (answer.status_code, LadderStep.objects.count()) == (422, before)
    assert sentence in answer.content.decode()
    assert list(answer.context["form"].errors) == [field]


def test_step_ends_on_a_day_and_one_to_come_is_taken_back(cast: Cast, officer: Client) -> None:
    step = next(one for one in ladder_on(clock.today()) if (one.duty, one.days) == ("task", -1))
    assert (
        officer.post(f"{LADDER}{step.pk}/thoi/", {"on": "01/5/2021", "reason": "Nhiều quá"}).status_code
        == 302
    )
    assert step in ladder_on(date(2021, 4, 30))
    assert step not in ladder_on(date(2021, 5, 1))
    assert officer.post(f"{LADDER}{step.pk}/thoi/", {"on": "02/5/2021", "reason": "x"}).status_code == 422
    to_come = rules.add_step(
        actor=cast.propaganda_officer,
        duty=Duty.TASK,
        days=-9,
        rung=Rung.DOER,
        since=date(2021, 6, 1),
        reason="Thử",
    )
    assert "Đã đặt, chưa dùng" in officer.get(LADDER).content.decode()
    assert (
        officer.post(f"{LADDER}{to_come.pk}/thoi/", {"on": "10/4/2021", "reason": "Thôi"}).status_code == 302
    )
    assert not LadderStep.objects.filter(pk=to_come.pk).exists()
    with clock.set_to(date(2021, 5, 2)):
        later = as_(cast.propaganda_officer)
        assert "Đã thôi" in later.get(LADDER).content.decode()
        assert later.get(f"{LADDER}{step.pk}/thoi/").status_code == 404


# --- hours ------------------------------------------------------------------------------------------------------------


def hours(**changed: str) -> dict[str, str]:
    sent = {"quiet_from": "21:00", "quiet_until": "06:00", "digest_at": "08:00", "weekly_on": "3"}
    sent |= {"give_up_after_hours": "48", "keep_days": "90", "since": "01/5/2021", "reason": "Giờ mùa hè"}
    return sent | changed


def test_hours_change_from_a_day_on_and_what_was_to_come_is_replaced(
    cast: Cast, administrator: Client
) -> None:
    assert administrator.post(f"{HOURS}dat/", hours()).status_code == 302
    assert administrator.post(f"{HOURS}dat/", hours(since="01/6/2021", digest_at="07:00")).status_code == 302
    assert [one.digest_at for one in MailRule.objects.order_by("valid")] == [time(7, 30), time(7)]
    assert rule_on(date(2021, 5, 31)).digest_at == time(7, 30)
    assert rule_on(date(2021, 6, 1)).quiet_from == time(21)
    first, last = Entry.objects.filter(act="mail_rule.set").order_by("sequence")
    assert (first.content.before["digest_at"], last.content.after["digest_at"]) == ("07:30", "07:00")
    page = administrator.get(HOURS).content.decode()
    assert ("Đang dùng" in page, "Đã đặt, chưa dùng" in page, "thứ Tư" in page) == (True, True, True)


def test_hours_to_come_are_taken_back_by_saving_those_of_today(cast: Cast, administrator: Client) -> None:
    standing = rule_on()
    administrator.post(f"{HOURS}dat/", hours())
    same = {name: f"{getattr(standing, name):%H:%M}" for name in ("quiet_from", "quiet_until", "digest_at")}
    same |= {name: str(getattr(standing, name)) for name in ("weekly_on", "give_up_after_hours", "keep_days")}
    answer = administrator.post(f"{HOURS}dat/", hours(**same), follow=True)
    assert "Đã bỏ giờ đặt cho về sau" in answer.content.decode()
    assert [(one.pk, one.valid.upper) for one in MailRule.objects.all()] == [(standing.pk, None)]
    assert Entry.objects.filter(act="mail_rule.set").count() == 2


def test_what_somebody_else_has_just_removed_is_not_found(cast: Cast) -> None:
    found = Holiday.objects.all()[0]
    rules.remove_holiday(actor=cast.propaganda_officer, holiday=found, reason="Ghi nhầm")
    step = LadderStep.objects.create(
        duty="task", days=9, rung="doer", valid=DateRange(date(2021, 6, 1), None)
    )
    rules.end_step(actor=cast.propaganda_officer, step=step, on=date(2021, 5, 1), reason="Thôi")
    words: dict[str, Any] = {"day": found.day, "name": "Khác", "source": "TB", "reason": "Sửa"}
    with pytest.raises(NotFound):
        rules.correct_holiday(actor=cast.propaganda_officer, holiday=found, **words)
    with pytest.raises(NotFound):
        rules.remove_holiday(actor=cast.propaganda_officer, holiday=found, reason="Ghi nhầm")
    with pytest.raises(NotFound):
        rules.end_step(actor=cast.propaganda_officer, step=step, on=date(2021, 5, 1), reason="Thôi")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"since": "06/4/2021"}, "Chọn một ngày sau hôm nay"),
        ({"digest_at": "05:00"}, "Bản tin phải đi ngoài giờ không gửi thư."),
        ({"quiet_from": "06:00"}, "phải khác nhau"),
        ({"quiet_from": "25:00"}, "Ghi giờ và phút, ví dụ 07:30."),
        ({"keep_days": "3"}, "Số nhỏ quá"),
    ],
)
def test_hours_that_cannot_be_are_refused(
    cast: Cast, administrator: Client, changed: dict[str, str], sentence: str
) -> None:
    answer = administrator.post(f"{HOURS}dat/", hours(**changed))
    assert (answer.status_code, MailRule.objects.count()) == (422, 1)
    assert sentence in answer.content.decode()


# --- whose it is ------------------------------------------------------------------------------------------------------


def test_rules_are_set_by_who_keeps_them(cast: Cast) -> None:
    tried: list[tuple[Any, dict[str, Any]]] = [
        (rules.enter_holidays, {"days": [NewHoliday(date(2028, 1, 1), "Tết")], "source": "TB"}),
        (rules.remove_holiday, {"holiday": Holiday.objects.all()[0], "reason": "x"}),
        (rules.end_step, {"step": LadderStep.objects.all()[0], "on": date(2021, 5, 1), "reason": "x"}),
        (rules.set_hours, {"hours": NEW, "since": date(2021, 5, 1), "reason": "x"}),
    ]
    for service, words in tried:
        with pytest.raises(Forbidden):
            service(actor=cast.unit_head, **words)
    with pytest.raises(Forbidden):
        rules.set_hours(actor=cast.propaganda_officer, hours=NEW, since=date(2021, 5, 1), reason="x")
    with pytest.raises(Refused):
        standing = NewHours(*(getattr(rule_on(), name) for name in NewHours.__dataclass_fields__))
        rules.set_hours(actor=cast.administrator, hours=standing, since=date(2021, 5, 1), reason="x")
    assert acts() == []


@pytest.mark.parametrize("page", [DAYS, LADDER, HOURS])
def test_pages_take_as_many_statements_for_many_rows(
    cast: Cast, administrator: Client, page: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    administrator.get(page)
    with django_assert_num_queries(PAGE_STATEMENTS[page]):
        administrator.get(page)
    Holiday.objects.bulk_create([Holiday(day=date(2021, 10, day), name="Thử") for day in range(1, 12)])
    for days in range(40, 60):
        LadderStep.objects.create(duty="task", days=days, rung="doer", valid=(date(2021, 1, 1), None))
    with django_assert_num_queries(PAGE_STATEMENTS[page]):
        administrator.get(page)
