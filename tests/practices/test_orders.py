from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from lantoa.core.errors import Forbidden, Refused
from lantoa.practices.models import Booklet, ReplicationOrder
from lantoa.practices.queries.adoptions import questions_for
from lantoa.practices.queries.orders import next_code, silent_on
from lantoa.practices.services.orders import extend_order, give_order
from tests.practices.conftest import signed_in
from tests.practices.world import World, declined, planned

CREATE = "/mo-hinh/nhan-rong/giao/"
SILENT = "/mo-hinh/nhan-rong/NR-2021-01/chua-tra-loi/"
EXTEND = "/mo-hinh/nhan-rong/NR-2021-01/them/"


@pytest.fixture
def booklet(world: World) -> Booklet:
    """Two practices of the hospital in a booklet that NR-2021-01 gave to the office and the hospital."""
    practices = [world.practice(world.cast.hospital, title) for title in ("Một", "Hai")]
    return world.order(practices, [world.cast.office, world.cast.hospital]).booklet


def sent(**changes: Any) -> dict[str, Any]:
    return {
        "booklet": "TAP-2020-1",
        "entries": ["MH-2020-002"],
        "scope": "hand",
        "codes": "sonv, VPTU",
        "answer_by": "30/4/2021",
        "document": "",
        "viec": "xem",
    } | changes


def test_order_is_looked_over_then_given(world: World, booklet: Booklet) -> None:
    client = signed_in(world.cast.propaganda_officer)
    preview = client.post(CREATE, sent())
    assert (preview.context["count"], [one.code for one in preview.context["units"]]) == (2, ["VPTU", "SONV"])
    assert ReplicationOrder.objects.count() == 1
    done = client.post(CREATE, sent(viec="giao", counted="2"))
    assert done.headers["Location"] == "/mo-hinh/nhan-rong/NR-2021-02/chua-tra-loi/"
    order = ReplicationOrder.objects.get(code="NR-2021-02")
    assert [entry.practice.title for entry in order.entries.all()] == ["Hai"]
    assert sorted(order.recipients.values_list("unit__code", flat=True)) == ["SONV", "VPTU"]
    assert (order.unit, order.issued_on, order.answer_by) == (
        world.cast.bloc,
        date(2021, 4, 6),
        date(2021, 4, 30),
    )


def test_count_that_changed_is_shown_again(world: World, booklet: Booklet) -> None:
    page = signed_in(world.cast.propaganda_officer).post(CREATE, sent(viec="giao", counted="5"))
    assert (page.status_code, page.context["changed"], ReplicationOrder.objects.count()) == (200, True, 1)


def test_edit_keeps_what_was_typed(world: World, booklet: Booklet) -> None:
    page = signed_in(world.cast.propaganda_officer).post(CREATE, sent(viec="sua"))
    assert page.context["form"]["codes"].value() == "sonv, VPTU"


@pytest.mark.parametrize(
    ("scope", "more", "count"),
    [
        ("direct", {}, 3),
        ("all", {}, 3),
        ("kinds", {"kinds": ["grassroots_cell"]}, 1),
        ("groups", {"groups": ["sector/government"]}, 2),
    ],
)
def test_units_are_chosen_by_place_kind_and_group(
    world: World, booklet: Booklet, scope: str, more: dict[str, Any], count: int
) -> None:
    page = signed_in(world.cast.propaganda_officer).post(CREATE, sent(scope=scope, codes="", **more))
    assert page.context["count"] == count


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"entries": []}, "entries"),
        ({"entries": ["MH-1999-001"]}, "entries"),
        ({"codes": "KHONGCO"}, "codes"),
        ({"codes": "TINH"}, "codes"),
        ({"codes": ""}, "codes"),
        ({"scope": ""}, "scope"),
        ({"scope": "kinds"}, "kinds"),
        ({"scope": "groups", "groups": ["sector/none"]}, "groups"),
        ({"answer_by": "05/4/2021"}, "answer_by"),
        ({"answer_by": ""}, "answer_by"),
        ({"document": "x"}, "document"),
    ],
)
def test_bad_order_is_told_at_its_field(
    world: World, booklet: Booklet, change: dict[str, Any], field: str
) -> None:
    response = signed_in(world.cast.propaganda_officer).post(CREATE, sent(viec="giao", counted="2") | change)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert ReplicationOrder.objects.count() == 1


def test_booklet_of_nobody_above_is_absent(world: World, booklet: Booklet) -> None:
    client = signed_in(world.cast.propaganda_officer)
    assert client.get(f"{CREATE}?tap=TAP-1999").status_code == 404
    assert client.post(CREATE, sent(booklet="TAP-1999")).status_code == 404


def test_without_a_booklet_the_page_says_so(world: World) -> None:
    page = signed_in(world.cast.propaganda_officer).get(CREATE)
    assert (page.status_code, "Chưa có tập mô hình" in page.content.decode()) == (200, True)


@pytest.mark.parametrize("role", ["unit_head", "unit_reporter", "province_lead", "inspector"])
def test_only_staff_gives_orders(world: World, booklet: Booklet, role: str) -> None:
    assert signed_in(getattr(world.cast, role)).get(CREATE).status_code == 403
    with pytest.raises(Forbidden):
        give_order(
            actor=getattr(world.cast, role),
            booklet=booklet,
            unit=world.cast.bloc,
            units=[world.cast.office],
            entries=booklet.entries.all(),
            answer_by=date(2021, 4, 30),
        )


def test_codes_go_on_from_the_greatest_number_of_the_year(world: World, booklet: Booklet) -> None:
    ReplicationOrder.objects.create(
        code="NR-2021-10",
        booklet=booklet,
        unit=world.cast.bloc,
        issued_on=date(2021, 2, 1),
        answer_by=date(2021, 3, 1),
    )
    assert (next_code(2021), next_code(2022)) == ("NR-2021-11", "NR-2022-01")


def test_more_units_are_given_the_order_once(world: World, booklet: Booklet) -> None:
    client = signed_in(world.cast.propaganda_officer)
    assert client.post(EXTEND, {"scope": "direct"}).headers["Location"] == SILENT
    order = ReplicationOrder.objects.get()
    assert sorted(order.recipients.values_list("unit__code", flat=True)) == ["BENHVIEN", "SONV", "VPTU"]
    again = client.post(EXTEND, {"scope": "direct"})
    assert (again.status_code, order.recipients.count()) == (422, 3)
    with pytest.raises(Refused, match="đều được giao từ trước"):
        extend_order(actor=world.cast.propaganda_officer, order=order, units=[world.cast.office])


def test_silent_units_are_listed_with_days_late(world: World, booklet: Booklet) -> None:
    order = ReplicationOrder.objects.get()
    first = order.entries.get(practice__title="Một").practice
    rows = silent_on(world.cast.propaganda_officer, order)
    assert [(one.code, one.left, one.asked, one.days_late, one.is_partly) for one in rows] == [
        ("VPTU", 2, 2, 50, False)
    ]
    world.answers(order, planned(first, world.cast.office))
    page = signed_in(world.cast.propaganda_officer).get(f"{SILENT}?trang-thai=mot-phan")
    assert [(one.code, one.left) for one in page.context["rows"]] == [("VPTU", 1)]
    assert signed_in(world.cast.propaganda_officer).get(f"{SILENT}?q=khong").context["rows"] == []


def test_silent_list_is_a_workbook(world: World, booklet: Booklet) -> None:
    response = signed_in(world.cast.propaganda_officer).get(f"{SILENT}xuat/")
    cells = [
        cell.value
        for row in load_workbook(BytesIO(response.content)).worksheets[0].iter_rows()
        for cell in row
    ]
    assert "VPTU" in cells


@pytest.mark.parametrize("address", ["/mo-hinh/nhan-rong/", SILENT])
def test_lists_take_as_many_statements_for_many_rows(world: World, booklet: Booklet, address: str) -> None:
    client = signed_in(world.cast.propaganda_officer)

    def statements() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        return len(caught)

    statements()
    one = statements()
    extend_order(
        actor=world.cast.propaganda_officer,
        order=ReplicationOrder.objects.get(),
        units=[world.cast.department],
    )
    practices = [world.practice(world.cast.hospital, title) for title in ("Ba", "Bốn")]
    order = world.order(practices, world.cast.units(), number=2)
    world.answers(order, declined(practices[0], world.cast.office))
    assert statements() == one


def test_unit_is_offered_first_what_fits_it(world: World) -> None:
    """The department shares its sector with the office and its kind with nobody; the hospital's practice comes after."""
    far = world.practice(world.cast.hospital, "Của bệnh viện")
    near = world.practice(world.cast.office, "Của văn phòng")
    order = world.order([far, near], [world.cast.department])
    found = questions_for(order, world.cast.department)
    assert [(one.practice.title, one.fits) for one in found] == [
        ("Của văn phòng", ("Chính quyền",)),
        ("Của bệnh viện", ()),
    ]
