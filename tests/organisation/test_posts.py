"""Posts with terms: who heads a unit and who signs for it on any day."""

from datetime import date

import pytest
from django.test import Client

from lantoa.core.errors import Forbidden, Refused
from lantoa.organisation.models import Person, Position
from lantoa.organisation.queries.people import head_of, signer_for
from lantoa.organisation.services.posts import end_post, fill_post
from tests.cast import TODAY, Cast

LATER = date(2021, 5, 1)


def head(cast: Cast, name: str, since: date, until: date | None = None) -> Position:
    return fill_post(
        actor=cast.propaganda_officer,
        unit=cast.department,
        person=name,
        title="Bí thư",
        since=since,
        until=until,
        is_head=True,
        authority="T/M BAN CHẤP HÀNH",
        signing_post="BÍ THƯ",
    )


def name_of(position: Position | None) -> str:
    return position.person.full_name if position else ""


def test_new_head_ends_the_open_term_of_the_one_before(cast: Cast) -> None:
    head(cast, "Người Trước", date(2018, 1, 1))
    head(cast, "Người Sau", LATER)
    for day, who in ((date(2017, 12, 31), ""), (TODAY, "Người Trước"), (LATER, "Người Sau")):
        assert name_of(head_of(cast.department.pk, day)) == who
        assert name_of(signer_for(cast.department.pk, day)) == who


def test_term_may_be_entered_for_the_past(cast: Cast) -> None:
    head(cast, "Người Nay", date(2020, 1, 1))
    head(cast, "Người Xưa", date(2016, 1, 1), date(2020, 1, 1))
    assert name_of(head_of(cast.department.pk, date(2019, 12, 31))) == "Người Xưa"
    assert name_of(head_of(cast.department.pk, date(2020, 1, 1))) == "Người Nay"


def test_two_heads_at_the_same_time_are_refused(cast: Cast) -> None:
    head(cast, "Người Nay", date(2020, 1, 1))
    with pytest.raises(Refused) as refused:
        head(cast, "Người Chen", date(2019, 6, 1), date(2020, 6, 1))
    assert set(refused.value.fields) == {"is_head"}
    assert not Person.objects.filter(full_name="Người Chen").exists()


def test_who_signs_needs_both_lines(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        fill_post(
            actor=cast.propaganda_officer,
            unit=cast.department,
            person="Người Ký",
            title="Phó Bí thư",
            since=TODAY,
            authority="T/M BAN CHẤP HÀNH",
        )
    assert set(refused.value.fields) == {"signing_post"}


def test_post_in_a_unit_that_is_not_there_yet_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        head(cast, "Quá Sớm", date(2010, 1, 1))
    assert refused.value.sentence == "Đơn vị không hoạt động vào ngày 01/01/2010."


def test_head_fills_posts_of_the_own_unit_only(cast: Cast) -> None:
    fill_post(actor=cast.unit_head, unit=cast.office, person="Phó Văn Một", title="Phó Bí thư", since=TODAY)
    with pytest.raises(Forbidden):
        fill_post(
            actor=cast.unit_head, unit=cast.hospital, person="Phó Văn Hai", title="Phó Bí thư", since=TODAY
        )


def test_end_of_a_term_lies_within_it(cast: Cast) -> None:
    position = head(cast, "Người Nay", date(2020, 1, 1), date(2025, 1, 1))
    for day in (date(2020, 1, 1), date(2025, 1, 1)):
        with pytest.raises(Refused):
            end_post(actor=cast.propaganda_officer, position=position, on=day)
    assert end_post(actor=cast.propaganda_officer, position=position, on=LATER).valid.upper == LATER


def test_page_takes_a_new_term_and_shows_what_was_typed_when_refused(cast: Cast, client: Client) -> None:
    client.force_login(cast.unit_head)
    form = {"new_name": "Lý Thị Phó", "title": "Phó Bí thư", "since": "31/02/2021"}
    refused = client.post("/to-chuc/don-vi/VPTU/chuc-vu/", form)
    assert refused.status_code == 422
    assert "Lý Thị Phó" in refused.content.decode()
    assert not Position.objects.filter(title="Phó Bí thư").exists()
    taken = client.post("/to-chuc/don-vi/VPTU/chuc-vu/", form | {"since": "06/4/2021"})
    assert taken.headers["Location"] == "/to-chuc/don-vi/VPTU/chuc-vu/"
    assert Position.objects.get(title="Phó Bí thư").person.full_name == "Lý Thị Phó"
