"""Reminding who is late with what was given together."""

from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lantoa.audit.models import Entry
from lantoa.core import clock
from lantoa.core.errors import Forbidden, Refused
from lantoa.notifications.choices import Duty
from lantoa.notifications.ladder import OWED
from lantoa.notifications.models import Notice
from lantoa.organisation.choices import Role
from lantoa.organisation.models import RoleAssignment
from lantoa.tasks.services import confirm_done, hand_over_tasks
from lantoa.tasks.services.chasing import chase_late
from tests.cast import Cast
from tests.tasks.world import DUE, given, new, reported

LATE = DUE + timedelta(days=3)
LATE_STATEMENTS = 11  # those of the list, what is late, how much of it, which of it was chased


def told() -> list[tuple[str, str]]:
    rows = Notice.objects.filter(kind="task_chased").order_by("receiver__username")
    return list(rows.values_list("receiver__username", "number"))


def test_late_units_are_told_once_a_day_and_those_in_time_are_not(cast: Cast) -> None:
    first, second, third = given(cast, cast.units())
    reported(cast, first)
    with clock.set_to(LATE):
        assert chase_late(actor=cast.province_lead, task=third) == 2
        # Nobody works for the third unit; the second has a reporter and a head.
        assert told() == [("hospital.head", second.code), ("outsider", second.code)]
        with pytest.raises(Refused, match="Hôm nay đã đôn đốc"):
            chase_late(actor=cast.propaganda_officer, task=second)
    with clock.set_to(LATE + timedelta(days=1)):
        chase_late(actor=cast.propaganda_officer, task=first)
        assert len(told()) == 4
    entries = Entry.objects.filter(act="task.chased").order_by("at")
    assert [(one.subject_label, one.after["units"]) for one in entries] == [(first.code, 2)] * 2


def test_nobody_is_chased_before_the_day_is_over_nor_by_others(cast: Cast) -> None:
    [task] = given(cast)
    with clock.set_to(DUE), pytest.raises(Refused, match="Không còn đơn vị nào quá hạn"):
        chase_late(actor=cast.propaganda_officer, task=task)
    with clock.set_to(LATE), pytest.raises(Forbidden):
        chase_late(actor=cast.unit_head, task=task)
    assert told() == []


def test_page_shows_whom_it_reaches_and_the_button_reminds_them(cast: Cast) -> None:
    task = given(cast, cast.units())[0]
    client = Client()
    address = f"/nhiem-vu/{task.code}/don-doc/"
    with clock.set_to(LATE):
        client.force_login(cast.province_lead)
        page = client.get(address)
        assert page.status_code == 200
        assert [row.unit_name for row in page.context["rows"]] == [
            "Văn phòng Tỉnh ủy",
            "Bệnh viện tỉnh",
            "Sở Nội vụ",
        ]
        assert page.content.decode().count("Đôn đốc 3 đơn vị") == 1
        sent = client.post(address)
        assert (sent.status_code, sent["Location"]) == (
            302,
            f"/nhiem-vu/?xem=toi-giao&trang-thai=qua-han&cung-dot={task.code}",
        )
        again = client.get(address).content.decode()
        assert again.count("Hôm nay đã đôn đốc") == 1
        assert again.count("Đôn đốc 3 đơn vị") == 0
        assert client.post(address).status_code == 422
    with clock.set_to(date(2021, 4, 7)):
        client.force_login(cast.province_lead)
        assert client.get(address).content.decode().count("Không còn đơn vị nào quá hạn") == 1
    client.force_login(cast.unit_head)
    assert client.get(address).status_code == 403
    client.force_login(cast.outsider)
    assert client.get(address).status_code == 404


def test_late_list_and_task_offer_the_chase_to_who_gave_it_and_say_when_it_was_done(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first, second, _third = given(cast, cast.units(), new("Niêm yết"))
    given(cast, [cast.office], new("Họp dân", DUE + timedelta(days=1)))
    later = "/nhiem-vu/?trang-thai=qua-han"
    with clock.set_to(LATE):
        client = Client()
        client.force_login(cast.propaganda_officer)
        assert client.get("/nhiem-vu/").context["late"] is None
        narrowed = client.get(f"{later}&don-vi=BENHVIEN").context["late"]
        # What is chased is everything late of what was given together, whatever the list is narrowed to.
        assert [(one.title, one.late, one.since, one.chased) for one in narrowed.matters] == [
            ("Niêm yết", 3, DUE, False)
        ]
        chase_late(actor=cast.propaganda_officer, task=second)
        page = client.get(later)
        assert [(one.title, one.late, one.chased) for one in page.context["late"].matters] == [
            ("Niêm yết", 3, True),
            ("Họp dân", 1, False),
        ]
        text = page.content.decode()
        assert (text.count("/don-doc/"), text.count("Hôm nay đã đôn đốc")) == (1, 1)
        assert "/don-doc/" in client.get(f"/nhiem-vu/{first.code}/").content.decode()
        for number in range(7):
            given(cast, cast.units(), new(f"Việc {number}", LATE))
    with clock.set_to(LATE + timedelta(days=1)):
        client.force_login(cast.propaganda_officer)
        assert client.get(later).context["late"].more
        with django_assert_num_queries(LATE_STATEMENTS):
            client.get(later)
        client.force_login(cast.unit_head)
        assert "/don-doc/" not in client.get(later).content.decode()
        assert "/don-doc/" not in client.get(f"/nhiem-vu/{first.code}/").content.decode()
    with clock.set_to(DUE):
        client.force_login(cast.propaganda_officer)
        assert "/don-doc/" not in client.get(f"/nhiem-vu/{first.code}/").content.decode()


def test_each_of_two_askers_is_told_what_is_late_of_one_giving(cast: Cast) -> None:
    _first, second, _third = given(cast, cast.units())
    hand_over_tasks(actor=cast.province_lead, ids=[second.pk], target=cast.province, asked=True)
    asked = OWED[Duty.TASK].asked
    assert asked is not None
    assert sorted(asker for _pk, _code, asker, _due in asked(DUE)) == sorted([cast.bloc.pk, cast.province.pk])


def test_who_took_over_what_was_given_chases_those_that_are_still_late(cast: Cast) -> None:
    """The first of the tasks was settled before: it stays with the old asker, and the desk leads by its code."""
    first, *rest = given(cast, cast.units())
    reported(cast, first)
    confirm_done(actor=cast.propaganda_officer, task=first, row_version=2)
    ids = [one.pk for one in rest]
    hand_over_tasks(actor=cast.province_lead, ids=ids, target=cast.province, asked=True)
    serving = DateRange(date(2021, 4, 1), None)
    taker = cast.outsider.person  # type: ignore[attr-defined]
    RoleAssignment.objects.create(person=taker, role=Role.STAFF, unit=cast.province, valid=serving)
    client, address = Client(), f"/nhiem-vu/{first.code}/don-doc/"
    with clock.set_to(LATE):
        client.force_login(cast.outsider)
        page = client.get(address)
        assert [row.unit_name for row in page.context["rows"]] == ["Bệnh viện tỉnh", "Sở Nội vụ"]
        assert client.post(address).status_code == 302
        assert {number for _name, number in told()} == {rest[0].code}
        matters = client.get("/nhiem-vu/?trang-thai=qua-han").context["late"].matters
        assert [(one.code, one.late, one.chased) for one in matters] == [(rest[0].code, 2, True)]
