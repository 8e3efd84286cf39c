from decimal import Decimal

import pytest

from lantoa.practices.models import Adoption
from tests.practices.conftest import signed_in
from tests.practices.world import World, applied, planned, verified


@pytest.fixture
def two(world: World) -> World:
    """Two practices of the hospital given to all three units as NR-2021-01."""
    practices = [world.practice(world.cast.hospital, "Một"), world.practice(world.cast.hospital, "Hai")]
    world.order(practices, world.cast.units())
    return world


ORDER = "/mo-hinh/nhan-rong/NR-2021-01/"
ANSWER = f"{ORDER}VPTU/MH-2020-001/"
ADOPTION = "/mo-hinh/MH-2020-001/don-vi/VPTU/"


def test_order_opens_with_ones_own_unit(two: World) -> None:
    page = signed_in(two.cast.unit_reporter).get(ORDER)
    assert (page.context["unit"].code, page.context["waiting"], page.context["is_late"]) == ("VPTU", 2, True)
    assert [question.standing for question in page.context["questions"]] == ["silent", "silent"]


def test_originator_has_nothing_to_answer(two: World) -> None:
    page = signed_in(two.cast.outsider).get(ORDER)
    assert [question.standing for question in page.context["questions"]] == ["originator", "originator"]
    assert (page.context["waiting"], page.context["next_question"]) == (0, None)


@pytest.mark.parametrize(("unit", "status"), [("VPTU", 200), ("BENHVIEN", 404), ("LA", 404)])
def test_reporter_reads_only_the_own_units_answers(two: World, unit: str, status: int) -> None:
    assert signed_in(two.cast.unit_reporter).get(f"{ORDER}?don-vi={unit}").status_code == status


def test_staff_reads_every_unit(two: World) -> None:
    page = signed_in(two.cast.propaganda_officer).get(f"{ORDER}?don-vi=SONV")
    assert ([unit.code for unit in page.context["units"]], page.context["may_answer"]) == (
        ["VPTU", "BENHVIEN", "SONV"],
        False,
    )


def test_answer_leads_to_the_next_question_then_back(two: World) -> None:
    client = signed_in(two.cast.unit_reporter)
    first = client.post(ANSWER, {"answer": "adopt", "planned_for": "15/4/2021"})
    assert first.headers["Location"] == f"{ORDER}VPTU/MH-2020-002/"
    second = client.post(f"{ORDER}VPTU/MH-2020-002/", {"answer": "decline", "reason": "Không có quầy."})
    assert second.headers["Location"] == f"{ORDER}?don-vi=VPTU"
    assert sorted(Adoption.objects.values_list("practice__title", "state")) == [
        ("Hai", "answered"),
        ("Một", "planned"),
    ]


@pytest.mark.parametrize(
    ("data", "field", "sentence"),
    [
        ({"answer": "decline"}, "reason", "Chưa có lý do."),
        ({"answer": "adopt", "planned_for": "01/01/2021"}, "planned_for", "Sớm hơn ngày giao."),
        ({}, "answer", "Chưa chọn mục nào. Hãy chọn rồi lưu lại."),
        ({"answer": "maybe"}, "answer", "Lựa chọn này không còn trong danh sách. Hãy chọn lại."),
    ],
)
def test_bad_answer_is_told_at_its_field(two: World, data: dict[str, str], field: str, sentence: str) -> None:
    response = signed_in(two.cast.unit_reporter).post(ANSWER, data)
    assert (response.status_code, response.context["form"].errors[field]) == (422, [sentence])
    assert Adoption.objects.count() == 0


@pytest.mark.parametrize(
    ("role", "status"),
    [("outsider", 404), ("propaganda_officer", 403), ("province_lead", 403), ("inspector", 404)],
)
def test_answer_for_another_unit_is_refused(two: World, role: str, status: int) -> None:
    response = signed_in(getattr(two.cast, role)).post(ANSWER, {"answer": "adopt"})
    assert (response.status_code, Adoption.objects.count()) == (status, 0)


def test_applied_then_verified(two: World) -> None:
    practice = two.practice(two.cast.hospital, "Ba")
    order = two.order([practice], two.cast.units(), 2)
    two.answers(order, planned(practice, two.cast.office))
    here = f"/mo-hinh/{practice.code}/don-vi/VPTU/"
    data = {"applied_on": "01/4/2021", "baseline": "29", "result_value": "12,5", "evidence": "Sổ đo."}
    assert signed_in(two.cast.unit_reporter).post(f"{here}ap-dung/", data).status_code == 302
    officer = signed_in(two.cast.propaganda_officer)
    assert officer.get(here).context["may_verify"] is True
    assert officer.post(f"{here}kiem-chung/", {"verified_on": "06/4/2021"}).status_code == 302
    adoption = Adoption.objects.get()
    assert (adoption.state, adoption.result_value) == ("verified", Decimal("12.5"))


def test_future_day_is_refused_in_the_form(two: World) -> None:
    practice = two.practice(two.cast.hospital, "Ba")
    two.answers(two.order([practice], two.cast.units(), 2), planned(practice, two.cast.office))
    address = f"/mo-hinh/{practice.code}/don-vi/VPTU/ap-dung/"
    response = signed_in(two.cast.unit_head).post(address, {"applied_on": "07/4/2021"})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["applied_on"])


@pytest.mark.parametrize(
    ("role", "act", "status"),
    [
        ("unit_head", "kiem-chung", 403),
        ("province_lead", "kiem-chung", 403),
        ("outsider", "kiem-chung", 404),
        ("propaganda_officer", "ap-dung", 403),
        ("propaganda_officer", "thoi-ap-dung", 403),
        ("outsider", "thoi-ap-dung", 404),
    ],
)
def test_acts_of_others_are_refused(world: World, role: str, act: str, status: int) -> None:
    practice = world.practice(world.cast.hospital)
    world.answers(world.order([practice], world.cast.units()), applied(practice, world.cast.office))
    client = signed_in(getattr(world.cast, role))
    assert client.get(f"{ADOPTION}{act}/").status_code == status
    assert client.post(f"{ADOPTION}{act}/", {"verified_on": "06/4/2021", "reason": "x"}).status_code == status
    assert Adoption.objects.get().state == "applied"


def test_unproven_result_is_told_in_the_form(world: World) -> None:
    practice = world.practice(world.cast.hospital)
    world.answers(world.order([practice], world.cast.units()), applied(practice, world.cast.office))
    response = signed_in(world.cast.propaganda_officer).post(
        f"{ADOPTION}kiem-chung/", {"verified_on": "06/4/2021"}
    )
    assert (response.status_code, response.context["form"].non_field_errors()) == (
        422,
        ["Chưa có số đo hoặc minh chứng nên chưa kiểm chứng được. Đề nghị đơn vị bổ sung."],
    )


def test_drop_keeps_the_reason(world: World) -> None:
    practice = world.practice(world.cast.hospital)
    world.answers(world.order([practice], world.cast.units()), verified(practice, world.cast.office))
    client = signed_in(world.cast.unit_head)
    assert client.post(f"{ADOPTION}thoi-ap-dung/", {"reason": "…"}).status_code == 422
    assert client.post(f"{ADOPTION}thoi-ap-dung/", {"reason": "Bỏ quầy."}).status_code == 302
    adoption = Adoption.objects.get()
    assert (adoption.state, adoption.reason) == ("dropped", "Bỏ quầy.")


def test_list_reminds_of_an_open_order(two: World) -> None:
    for role, expected in (("unit_reporter", ["NR-2021-01"]), ("outsider", []), ("province_lead", [])):
        page = signed_in(getattr(two.cast, role)).get("/mo-hinh/")
        assert [order.code for order in page.context["orders"]] == expected
