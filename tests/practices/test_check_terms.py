"""The terms at which adoptions are asked about again: set from a day on, never backwards."""

from datetime import date

import pytest

from lantoa.audit.models import Entry
from lantoa.core import clock
from lantoa.core.errors import Forbidden, Refused
from lantoa.practices.models import AdoptionCheck
from lantoa.practices.queries.check_terms import term_sets
from lantoa.practices.services.check_terms import set_terms
from tests.practices.conftest import signed_in
from tests.practices.world import World, verified

TERMS = "/mo-hinh/hoi-lai/moc/"
SET = f"{TERMS}dat/"


def test_new_terms_hold_for_what_is_verified_from_their_day_on(world: World) -> None:
    cast = world.cast
    set_terms(actor=cast.propaganda_officer, months=[9, 3], since=date(2021, 5, 1))
    assert [(one.since, one.until, one.months, one.is_now, one.is_to_come) for one in term_sets()][:2] == [
        (date(2021, 5, 1), None, (3, 9), False, True),
        (term_sets()[1].since, date(2021, 5, 1), (6, 12), True, False),
    ]
    entry = Entry.objects.get(act="check_term.set")
    assert (entry.before, entry.after) == ({"months": [6, 12]}, {"months": [3, 9], "since": "2021-05-01"})
    practice = world.practice(cast.hospital)
    order = world.order([practice], cast.units())
    world.answers(order, verified(practice, cast.office))
    assert sorted(AdoptionCheck.objects.values_list("months", flat=True)) == [6, 12]
    with clock.set_to(date(2021, 5, 1)):
        assert [(one.months, one.is_now) for one in term_sets()] == [((3, 9), True), ((6, 12), False)]


@pytest.mark.parametrize(
    ("months", "since", "field"),
    [
        ([], date(2021, 5, 1), "months"),
        ([0, 6], date(2021, 5, 1), "months"),
        ([121], date(2021, 5, 1), "months"),
        ([1, 2, 3, 4, 5, 6, 7], date(2021, 5, 1), "months"),
        ([12, 6, 6], date(2021, 5, 1), "months"),
        ([3], date(2021, 4, 6), "since"),
        ([3], date(2020, 1, 1), "since"),
    ],
)
def test_terms_that_cannot_be_are_refused(world: World, months: list[int], since: date, field: str) -> None:
    with pytest.raises(Refused) as error:
        set_terms(actor=world.cast.propaganda_officer, months=months, since=since)
    assert list(error.value.fields) == [field]
    assert len(term_sets()) == 1


def test_second_change_comes_after_the_first(world: World) -> None:
    officer = world.cast.propaganda_officer
    set_terms(actor=officer, months=[3], since=date(2021, 6, 1))
    with pytest.raises(Refused) as error:
        set_terms(actor=officer, months=[4], since=date(2021, 5, 1))
    assert error.value.sentence == "Mốc đã đặt thay đổi từ ngày 01/6/2021. Chọn ngày sau ngày ấy."


@pytest.mark.parametrize("role", ["unit_head", "unit_reporter", "province_lead", "inspector"])
def test_only_staff_sets_terms(world: World, role: str) -> None:
    user = getattr(world.cast, role)
    with pytest.raises(Forbidden):
        set_terms(actor=user, months=[3], since=date(2021, 5, 1))
    assert signed_in(user).get(SET).status_code == 403
    if role != "inspector":
        assert signed_in(user).get(TERMS).context["may_set"] is False


def test_terms_are_set_on_screen(world: World) -> None:
    client = signed_in(world.cast.propaganda_officer)
    assert client.post(SET, {"months": "ba", "since": "01/5/2021"}).status_code == 422
    assert client.post(SET, {"months": "3, 9", "since": "06/4/2021"}).status_code == 422
    assert client.post(SET, {"months": "", "since": ""}).status_code == 422
    assert client.post(SET, {"months": "3; 9", "since": "01/5/2021"}).headers["Location"] == TERMS
    page = client.get(TERMS).content.decode()
    assert ("3, 9 tháng" in page, "6, 12 tháng" in page) == (True, True)
