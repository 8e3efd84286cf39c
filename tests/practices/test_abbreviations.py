"""Abbreviations of the office: who keeps them, from when to when search uses them."""

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lantoa.audit.models import Entry
from lantoa.core import clock
from lantoa.core.errors import Forbidden, Refused
from lantoa.practices.models import Abbreviation
from lantoa.practices.services.abbreviations import (
    add_abbreviation,
    end_abbreviation,
    resume_abbreviation,
)
from tests.practices.conftest import signed_in
from tests.practices.world import World

LIST = "/mo-hinh/tim/viet-tat/"


def add(
    world: World, short: str = "TDP", meaning: str = "tổ dân phố", since: date | None = None
) -> Abbreviation:
    return add_abbreviation(
        actor=world.cast.propaganda_officer, short=short, meaning=meaning, since=since or date(2021, 1, 1)
    )


def found(world: World, query: str) -> list[str]:
    answer = signed_in(world.cast.propaganda_officer).get(f"/mo-hinh/tim/?{query}")
    return [one.practice.title for one, *_ in answer.context["found"]]


def test_search_uses_an_abbreviation_from_its_day_until_its_end(world: World) -> None:
    world.practice(world.cast.hospital, "Cổng sáng", method="Mỗi tổ dân phố một cổng.")
    assert found(world, "q=tdp") == []
    made = add(world)
    assert found(world, "q=tdp") == ["Cổng sáng"]
    end_abbreviation(actor=world.cast.propaganda_officer, abbreviation=made)
    assert found(world, "q=tdp") == []
    resume_abbreviation(actor=world.cast.propaganda_officer, abbreviation=made)
    assert found(world, "q=tdp") == ["Cổng sáng"]
    acts = Entry.objects.filter(act__startswith="abbreviation.").order_by("id").values_list("act", flat=True)
    assert list(acts) == ["abbreviation.added", "abbreviation.ended", "abbreviation.resumed"]


def test_abbreviation_of_a_later_day_is_not_used_yet(world: World) -> None:
    world.practice(world.cast.hospital, "Cổng sáng", method="Mỗi tổ dân phố một cổng.")
    add(world, since=clock.today() + timedelta(days=1))
    assert found(world, "q=tdp") == []


@pytest.mark.parametrize(
    ("short", "meaning", "field", "sentence"),
    [
        ("!!", "tổ dân phố", "short", "Chữ viết tắt viết liền, gồm chữ và số, ví dụ CCHC."),
        ("T D P", "tổ dân phố", "short", "Chữ viết tắt viết liền, gồm chữ và số, ví dụ CCHC."),
        ("TDP", "…", "meaning", "Ghi đủ chữ của «TDP», ví dụ: cải cách hành chính."),
        ("TDP", "tdp", "meaning", "Ghi đủ chữ của «TDP», ví dụ: cải cách hành chính."),
        ("cchc", "Cải cách hành chính", "meaning", "«cchc» với nghĩa này đã có từ ngày ấy."),
    ],
)
def test_abbreviation_that_says_nothing_or_stands_already_is_refused(
    world: World, short: str, meaning: str, field: str, sentence: str
) -> None:
    before = Abbreviation.objects.count()
    with pytest.raises(Refused) as refused:
        add(world, short, meaning)
    assert refused.value.fields == {field: sentence}
    sent = signed_in(world.cast.propaganda_officer).post(
        f"{LIST}them/", {"short": short, "meaning": meaning, "since": "01/01/2021"}
    )
    assert (sent.status_code, sent.context["form"].errors[field]) == (422, [sentence])
    assert sent.context["form"]["short"].value() == short
    assert Abbreviation.objects.count() == before


def test_one_short_form_may_have_two_meanings_and_come_again_after_its_end(world: World) -> None:
    made = add(world)
    add(world, meaning="tiêu dùng phẩm")
    end_abbreviation(actor=world.cast.propaganda_officer, abbreviation=made)
    again = add(world, since=clock.today())
    with pytest.raises(Refused):
        resume_abbreviation(actor=world.cast.propaganda_officer, abbreviation=made)
    assert Abbreviation.objects.filter(short="TDP").count() == 3
    assert end_abbreviation(actor=world.cast.propaganda_officer, abbreviation=again) is False
    assert Abbreviation.objects.filter(short="TDP").count() == 2


def test_ended_twice_is_refused(world: World) -> None:
    made = add(world)
    end_abbreviation(actor=world.cast.propaganda_officer, abbreviation=made)
    with pytest.raises(Refused):
        end_abbreviation(actor=world.cast.propaganda_officer, abbreviation=made)


def test_only_staff_keeps_abbreviations(world: World) -> None:
    made = add(world)
    for user in (world.cast.unit_head, world.cast.unit_reporter, world.cast.province_lead):
        with pytest.raises(Forbidden):
            add_abbreviation(actor=user, short="ABC", meaning="một hai ba", since=date(2021, 1, 1))
        with pytest.raises(Forbidden):
            end_abbreviation(actor=user, abbreviation=made)
        with pytest.raises(Forbidden):
            resume_abbreviation(actor=user, abbreviation=made)
        page = signed_in(user).get(LIST).content.decode()
        assert "Thêm chữ viết tắt" not in page
        assert "/thoi-dung/" not in page


def test_list_searches_without_accents_and_shows_those_out_of_use_apart(world: World) -> None:
    client = signed_in(world.cast.propaganda_officer)
    made = add(world)

    def shorts(query: str) -> list[str]:
        return [row.short for row in client.get(f"{LIST}?{query}").context["page"]]

    assert shorts("q=to+dan+pho") == ["TDP"]
    assert shorts("q=tdp") == ["TDP"]
    page = client.post(f"{LIST}thoi-dung/", {"abbreviation": str(made.pk)}, follow=True)
    assert "Thôi dùng «TDP» cho «tổ dân phố» từ hôm nay." in page.content.decode()
    assert shorts("q=tdp") == []
    assert shorts("q=tdp&trang-thai=thoi-dung") == ["TDP"]
    client.post(f"{LIST}dung-lai/", {"abbreviation": str(made.pk)})
    assert shorts("q=tdp") == ["TDP"]


def test_workbook_holds_the_list_as_seen(world: World) -> None:
    add(world)
    sent = signed_in(world.cast.propaganda_officer).get(f"{LIST}xuat/?q=tdp")
    sheet = openpyxl.load_workbook(BytesIO(sent.content)).worksheets[0]
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0] == "TDP"]
    assert [row[:2] for row in rows] == [("TDP", "tổ dân phố")]


def test_list_takes_as_many_statements_for_many_rows(world: World) -> None:
    client = signed_in(world.cast.propaganda_officer)
    counts = []
    for number in range(30):
        add(world, f"X{number}", f"chữ số {number}")
        if number in (0, 29):
            world.cast.propaganda_officer.__dict__.pop("_roles_by_day", None)
            with CaptureQueriesContext(connection) as captured:
                client.get(LIST)
            counts.append(len(captured))
    assert counts == [9, 9]
