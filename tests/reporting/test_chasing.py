"""Reminding the units whose report is late."""

from datetime import date

import pytest
from django.test import Client

from lantoa.accounts.models import User
from lantoa.audit.models import Entry
from lantoa.core import clock
from lantoa.core.errors import Forbidden, Refused
from lantoa.notifications.models import Notice
from lantoa.reporting.models import Collection, Obligation
from lantoa.reporting.services.chasing import chase_late
from tests.cast import Cast
from tests.reporting import world as reports

LATE = date(2021, 4, 12)


def told() -> list[str]:
    rows = Notice.objects.filter(kind="report_chased").order_by("receiver__username")
    return list(rows.values_list("receiver__username", flat=True))


def test_units_whose_report_is_late_are_told_once_a_day(cast: Cast) -> None:
    quarter = reports.story(cast)
    reports.waiting(quarter, cast.hospital, cast.hospital_head)
    with clock.set_to(LATE):
        assert chase_late(actor=cast.propaganda_officer, collection=quarter) == 2
        assert told() == ["unit.head", "unit.reporter"]
        with pytest.raises(Refused, match="Hôm nay đã đôn đốc"):
            chase_late(actor=cast.province_lead, collection=quarter)
    with clock.set_to(date(2021, 4, 13)):
        chase_late(actor=cast.province_lead, collection=quarter)
    assert len(told()) == 4
    assert [one.after["units"] for one in Entry.objects.filter(act="collection.chased")] == [2, 2]


def test_who_has_more_time_or_the_collection_still_has_is_not_chased(cast: Cast) -> None:
    quarter = reports.story(cast)
    with pytest.raises(Refused, match="Không còn đơn vị nào quá hạn"):
        chase_late(actor=cast.propaganda_officer, collection=quarter)
    Obligation.objects.filter(unit=cast.office).update(
        state="late_agreed", reason="Bão", agreed_until=clock.instant(date(2021, 4, 15), 17)
    )
    with clock.set_to(LATE):
        assert chase_late(actor=cast.propaganda_officer, collection=quarter) == 2
        assert told() == ["hospital.head", "outsider"]
        with pytest.raises(Forbidden):
            chase_late(actor=cast.unit_head, collection=quarter)
    Collection.objects.update(closed_at=clock.now())
    with clock.set_to(date(2021, 4, 14)), pytest.raises(Refused, match="đã khóa"):
        chase_late(actor=cast.propaganda_officer, collection=quarter)


def test_board_offers_the_chase_while_somebody_is_late(cast: Cast) -> None:
    quarter = reports.story(cast)
    board, link = f"/bao-cao/{quarter.code}/", f"/bao-cao/{quarter.code}/don-doc/"

    def offers(user: User, query: str = "") -> bool:
        client = Client()
        client.force_login(user)
        return link in client.get(board + query).content.decode()

    assert not offers(cast.propaganda_officer)
    with clock.set_to(LATE):
        assert offers(cast.propaganda_officer)
        assert offers(cast.propaganda_officer, "?trang-thai=qua-han")
        assert not offers(cast.unit_head)
        Collection.objects.update(closed_at=clock.now())
        assert not offers(cast.propaganda_officer)


def test_page_shows_who_is_late_and_the_button_reminds_them(cast: Cast) -> None:
    quarter = reports.story(cast)
    client = Client()
    address = f"/bao-cao/{quarter.code}/don-doc/"
    with clock.set_to(LATE):
        client.force_login(cast.propaganda_officer)
        page = client.get(address)
        assert (page.status_code, len(page.context["rows"])) == (200, 3)
        assert client.post(address)["Location"] == f"/bao-cao/{quarter.code}/?trang-thai=qua-han"
        assert client.get(address).content.decode().count("Hôm nay đã đôn đốc") == 1
    client.force_login(cast.unit_head)
    assert client.get(address).status_code == 403
