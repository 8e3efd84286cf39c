"""Full text over practices: what is met, in which order, what is shown, and to whom."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lantoa.accounts.models import User
from lantoa.practices.choices import Origin, YearState
from lantoa.practices.models import Practice
from lantoa.practices.searching import mark, read_search
from lantoa.practices.services.practices import edit_practice
from tests.practices.conftest import signed_in
from tests.practices.world import World

DRAFT = [(2020, Origin.NEW, YearState.DRAFT)]


def found(user: User, query: str) -> list[str]:
    answer = signed_in(user).get(f"/mo-hinh/tim/?{query}")
    return [one.practice.title for one, *_ in answer.context["found"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=phieu+mau", ["Năm phút"]),
        ("q=PHIẾU+màu", ["Năm phút"]),
        ("q=mau+phieu", ["Năm phút"]),
        ("q=phieu+vang", []),
        ("q=cchc", ["Một cửa"]),
        ("q=cải+cách+hành+chính", ["Một cửa"]),
        ("q=%27%26%21%3A*%7C%28", []),
        ("q=", []),
        ("q=phieu+mau&nam=2019", []),
        ("q=phieu+mau&linh-vuc=giao_duc", []),
        ("q=phieu+mau&don-vi=BENHVIEN", ["Năm phút"]),
        ("q=phieu+mau&trang-thai=effective", []),
    ],
)
def test_search_meets_words_without_accents_and_filters(
    world: World, query: str, expected: list[str]
) -> None:
    world.practice(world.cast.hospital, "Năm phút")
    world.practice(world.cast.office, "Một cửa", method="Cải cách hành chính mỗi tuần.")
    assert found(world.cast.propaganda_officer, query) == expected


def test_a_meaning_finds_its_abbreviation(world: World) -> None:
    world.practice(world.cast.office, "Một cửa", method="Việc CCHC làm mỗi tuần.")
    assert found(world.cast.propaganda_officer, "q=cai+cach+hanh+chinh") == ["Một cửa"]


def test_hit_in_the_title_stands_first(world: World) -> None:
    world.practice(world.cast.hospital, "Sổ tay xanh", method="Hẹn giờ.")
    world.practice(world.cast.office, "Hẹn giờ", method="Sổ tay.")
    assert found(world.cast.propaganda_officer, "q=hen+gio") == ["Hẹn giờ", "Sổ tay xanh"]
    assert found(world.cast.propaganda_officer, "q=so+tay") == ["Sổ tay xanh", "Hẹn giờ"]


def test_what_is_out_of_scope_is_not_counted_ranked_or_shown(world: World) -> None:
    world.practice(world.cast.hospital, "Vạch ngọc lam", DRAFT)
    body = signed_in(world.cast.province_lead).get("/mo-hinh/tim/?q=ngoc+lam")
    assert body.context["page"].paginator.count == 0
    assert "ngọc" not in body.content.decode()
    assert found(world.cast.hospital_head, "q=ngoc+lam") == ["Vạch ngọc lam"]


def test_an_edit_is_found_at_once(world: World) -> None:
    made = world.practice(world.cast.hospital, "Năm phút", DRAFT)
    edit_practice(
        actor=world.cast.hospital_head,
        practice=Practice.objects.get(pk=made.pk),
        text=world.text("Năm phút", goal="Ghế đá ngoài sân."),
        row_version=made.row_version,
    )
    assert found(world.cast.hospital_head, "q=ghe+da") == ["Năm phút"]


def test_hits_are_marked_with_their_accents(world: World) -> None:
    world.practice(world.cast.hospital, "Năm phút")
    page = signed_in(world.cast.propaganda_officer).get("/mo-hinh/tim/?q=phieu").content.decode()
    assert "<mark>Phiếu</mark> màu theo khoa." in page


def test_text_that_looks_like_markup_stays_text(world: World) -> None:
    world.practice(world.cast.hospital, "Năm phút", method="Phiếu <script>màu</script>.")
    page = signed_in(world.cast.propaganda_officer).get("/mo-hinh/tim/?q=mau").content.decode()
    assert "&lt;script&gt;<mark>màu</mark>&lt;/script&gt;" in page


def test_nothing_found_offers_fewer_words_and_no_filters(world: World) -> None:
    answer = signed_in(world.cast.propaganda_officer).get("/mo-hinh/tim/?q=khong+thay&nam=2019")
    assert answer.context["suggestions"] == [
        ("Tìm trong mọi đơn vị, lĩnh vực, năm, tình trạng", "/mo-hinh/tim/?q=khong+thay"),
        ("Tìm «thay»", "/mo-hinh/tim/?q=thay&nam=2019"),
        ("Tìm «khong»", "/mo-hinh/tim/?q=khong&nam=2019"),
    ]


def test_statements_are_as_many_for_thirty_rows_as_for_one(world: World) -> None:
    counts = []
    for first, last in ((0, 1), (1, 30)):
        for number in range(first, last):
            world.practice(world.cast.hospital, f"Năm phút {number}")
        world.cast.propaganda_officer.__dict__.pop("_roles_by_day", None)
        client = signed_in(world.cast.propaganda_officer)
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/mo-hinh/tim/?q=phieu+mau").status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_passage_is_cut_around_the_hits() -> None:
    text = " ".join(["một"] * 50 + ["Phiếu", "màu"] + ["hai"] * 50)
    pieces = mark(text, read_search("phieu mau", []).forms).snippet()
    assert [piece for piece, hit in pieces if hit] == ["Phiếu", "màu"]
    assert pieces[0] == ("… ", False)
    assert pieces[-1] == (" …", False)
    assert sum(len(piece.replace("…", "").split()) for piece, _ in pieces) == 36
