"""The pages of hand-overs: lists, one with both sides' figures, forms that keep what was typed, minutes."""

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lantoa.accounts.models import User
from lantoa.core.actor import SYSTEM
from lantoa.organisation.choices import HandOverState
from lantoa.organisation.models import HandOver
from lantoa.organisation.printouts.hand_overs import minutes
from lantoa.organisation.queries.hand_overs import get_hand_over, lines_of, things_of
from lantoa.organisation.services import events
from lantoa.organisation.services.hand_overs import plans, preparing
from lantoa.printing.wording import paragraphs
from tests.cast import Cast
from tests.desk.test_hand_overs import (  # noqa: F401
    absorbed,
    answered,
    confirmed,
    figures,
    members_place,
    split,
    stated,
    world,
)
from tests.organisation.test_events import decision
from tests.practices.world import World

HERE = "/to-chuc/ban-giao/"
LIST_STATEMENTS = 8


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def typed(hand_over: HandOver, **others: Any) -> dict[str, Any]:
    sent: dict[str, Any] = {f"c-{place}": str(count) for place, count in figures(hand_over).items()}
    return sent | {"row_version": hand_over.row_version, "note": ""} | others


def test_list_takes_the_same_statements_for_one_and_many(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    absorbed(cast)
    client = signed_in(cast.propaganda_officer)
    client.get(HERE)
    with django_assert_num_queries(LIST_STATEMENTS):
        client.get(HERE)
    event = events.absorb_units(
        actor=SYSTEM, decision=decision(date(2021, 3, 2)), sources=[cast.department], into=cast.hospital
    )
    plans.plan_hand_overs(actor=SYSTEM, events=[event])
    with django_assert_num_queries(LIST_STATEMENTS):
        page = client.get(HERE)
    assert [row.code for row in page.context["page"]] == ["BG-2021-002", "BG-2021-001"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=van+phong", ["BG-2021-001"]),
        ("?q=khong-co", []),
        ("?trangthai=preparing", ["BG-2021-001"]),
        ("?trangthai=confirmed", []),
        ("?trangthai=sai", ["BG-2021-001"]),
        ("?cho-toi=1", ["BG-2021-001"]),
        ("?sort=-receiver", ["BG-2021-001"]),
    ],
)
def test_list_is_narrowed_by_its_address(cast: Cast, query: str, found: list[str]) -> None:
    absorbed(cast)
    page = signed_in(cast.propaganda_officer).get(HERE + query)
    assert [row.code for row in page.context["page"]] == found


def test_an_empty_list_says_when_something_comes(cast: Cast) -> None:
    page = signed_in(cast.propaganda_officer).get(HERE)
    assert "Chưa có biên bản bàn giao nào" in page.content.decode()


def test_export_holds_the_rows_of_the_list(cast: Cast) -> None:
    absorbed(cast)
    answer = signed_in(cast.propaganda_officer).get(f"{HERE}xuat/")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        words = b"".join(book.read(name) for name in book.namelist()).decode("utf-8", "ignore")
    assert "BG-2021-001" in words


def test_the_officer_states_and_the_head_confirms_on_pages(world: World) -> None:  # noqa: F811
    cast = world.cast
    world.practice(cast.office, "Một")
    hand_over = absorbed(cast)
    here = f"{HERE}{hand_over.code}/"
    officer, head = signed_in(cast.propaganda_officer), signed_in(cast.hospital_head)
    assert officer.post(f"{here}so-lieu/", typed(hand_over)).status_code == 302
    hand_over.refresh_from_db()
    assert "Xác nhận bàn giao" in head.get(here).content.decode()
    assert head.post(f"{here}xac-nhan/", typed(hand_over)).status_code == 302
    assert HandOver.objects.get().state == HandOverState.CONFIRMED
    page = officer.get(here).content.decode()
    assert "Đã xác nhận lúc" in page and "Phạm Thị Tổng Hợp" in page


def test_a_difference_is_shown_in_red_with_all_figures(cast: Cast) -> None:
    hand_over = answered(cast, stated(cast, absorbed(cast), members=4), members=5)
    page = signed_in(cast.province_lead).get(f"{HERE}{hand_over.code}/")
    assert [line.label for line in page.context["differing"]] == ["Đảng viên"]
    assert "bên giao <b>4</b>, bên nhận <b>5</b>" in page.content.decode()


@pytest.mark.parametrize("wrong", ["", "ba", "-1", "1,5", "99999999999"])
def test_a_figure_that_is_none_is_refused_and_kept(cast: Cast, wrong: str) -> None:
    hand_over = absorbed(cast)
    page = signed_in(cast.propaganda_officer).post(
        f"{HERE}{hand_over.code}/so-lieu/",
        typed(hand_over, **{f"c-{members_place(hand_over)}": wrong, "note": "Đang đếm"}),
    )
    assert page.status_code == 422
    assert "Đang đếm" in page.content.decode()
    assert list(page.context["form"].errors) == [f"c-{members_place(hand_over)}"]


def test_a_stale_form_answers_conflict_and_can_be_sent_again(cast: Cast) -> None:
    hand_over = absorbed(cast)
    client, here = signed_in(cast.propaganda_officer), f"{HERE}{hand_over.code}/so-lieu/"
    preparing.add_line(actor=SYSTEM, hand_over=hand_over, label="Thẻ đảng viên")
    sent = typed(hand_over)
    page = client.post(here, sent)
    assert page.status_code == 409
    sent["row_version"] = page.context["form"]["row_version"].value()
    assert client.post(here, sent).status_code == 302


def test_things_are_assigned_on_the_page(world: World) -> None:  # noqa: F811
    first, second = split(world)
    client, here = signed_in(world.cast.propaganda_officer), f"{HERE}{first.code}/phan-cong/"
    nothing = client.post(here, {"to": "1", "row_version": first.row_version})
    assert (nothing.status_code, second.items.count()) == (422, 1)
    assert (
        client.post(here, {"item": ["1", "2"], "to": "1", "row_version": first.row_version}).status_code
        == 302
    )
    assert second.items.count() == 3


def test_minutes_are_refused_before_both_sides_agree_but_for_a_draft(cast: Cast) -> None:
    hand_over = answered(cast, stated(cast, absorbed(cast), members=4), members=5)
    client, here = signed_in(cast.hospital_head), f"{HERE}{hand_over.code}/bien-ban/"
    refused = client.get(f"{here}pdf/")
    assert refused.status_code == 422
    assert "còn chênh lệch (Đảng viên)" in refused.content.decode()
    draft = client.get(f"{here}docx/?ban=du-thao")
    assert draft.status_code == 200
    assert client.get(f"{here}xls/").status_code == 404


def words_of(cast: Cast, hand_over: HandOver) -> list[str]:
    found = get_hand_over(cast.propaganda_officer, hand_over.code)
    return paragraphs(minutes(found, lines_of(found), things_of(found)))


def test_minutes_name_both_sides_their_counts_and_the_witness(world: World) -> None:  # noqa: F811
    cast = world.cast
    world.practice(cast.office, "Năm phút tiếp đón")
    words = words_of(cast, confirmed(cast))

    assert "DỰ THẢO" not in words
    assert "BIÊN BẢN" in words
    assert "- Bên giao: Đảng bộ cơ sở Văn phòng Tỉnh ủy." in words
    for line in ("ĐẠI DIỆN BÊN GIAO", "ĐẠI DIỆN BÊN NHẬN", "ĐẠI DIỆN CẤP TRÊN CHỨNG KIẾN"):
        assert line in words
    assert [
        name for name in ("Võ Văn Bí Thư", "Huỳnh Văn Viện Trưởng", "Trần Văn Lãnh Đạo") if name in words
    ] == [
        "Võ Văn Bí Thư",
        "Huỳnh Văn Viện Trưởng",
        "Trần Văn Lãnh Đạo",
    ]
    assert "Năm phút tiếp đón" in words


def test_a_draft_is_marked(cast: Cast) -> None:
    assert words_of(cast, absorbed(cast))[0] == "DỰ THẢO"


def test_the_desk_asks_the_officer_and_then_the_receivers_head(cast: Cast) -> None:
    hand_over = absorbed(cast)
    titles = {
        user.pk: [
            task.title
            for group in signed_in(user).get("/").context["home"].desk.groups
            for task in group.tasks
        ]
        for user in (cast.propaganda_officer, cast.hospital_head)
    }
    assert "Bàn giao Văn phòng Tỉnh ủy cho Bệnh viện tỉnh" in titles[cast.propaganda_officer.pk]
    assert titles[cast.hospital_head.pk] == []
    stated(cast, hand_over)
    home = signed_in(cast.hospital_head).get("/").context["home"]
    assert [task.title for group in home.desk.groups for task in group.tasks] == [
        "Xác nhận bàn giao từ Văn phòng Tỉnh ủy"
    ]
