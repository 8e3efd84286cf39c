import re
from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pypdf import PdfReader

from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.practices.choices import CheckFound, Origin, YearState
from lantoa.practices.models import Adoption
from lantoa.practices.ring import RingNode, RingThread, draw, grouped
from lantoa.practices.services.checks import enter_check
from lantoa.printing.errors import TypesettingFailed
from lantoa.printing.picture_page import PicturePage, SmallTable, picture_page_pdf
from tests.practices.conftest import signed_in
from tests.practices.world import World, applied, declined, planned, verified

SCREEN = "/mo-hinh/lan-toa/"


@pytest.fixture
def spread(world: World) -> World:
    """Two practices of the hospital: the office plans one and declines the other, the department proved one and applies the
    other."""
    cast = world.cast
    one, two = (world.practice(cast.hospital, title) for title in ("Một", "Hai"))
    order = world.order([one, two], cast.units())
    world.answers(
        order,
        planned(one, cast.office),
        declined(two, cast.office),
        verified(one, cast.department),
        applied(two, cast.department),
    )
    return world


def test_screen_counts_what_the_leader_may_see(spread: World) -> None:
    page = signed_in(spread.cast.province_lead).get(SCREEN)
    figures = page.context["figures"]
    assert (figures.taken, figures.in_use, figures.counts["verified"]) == (3, 2, 1)
    assert (len(page.context["spread"].asked), len(figures.units_taking)) == (3, 2)
    assert [(row["name"], row["taking"], row["asked"]) for row in page.context["sectors"]] == [
        ("Chính quyền", 2, 2),
        ("Sự nghiệp công lập", 0, 1),
    ]


def test_reporter_sees_only_the_own_units_turns(spread: World) -> None:
    page = signed_in(spread.cast.unit_reporter).get(SCREEN)
    assert (page.context["figures"].taken, len(page.context["spread"].asked)) == (1, 1)
    assert "SONV" not in page.content.decode()


@pytest.mark.parametrize("role", ["administrator", "auditor", "inspector"])
def test_who_reads_no_practices_sees_no_screen(spread: World, role: str) -> None:
    assert signed_in(getattr(spread.cast, role)).get(SCREEN).status_code == 403


@pytest.mark.parametrize("address", ["", "bang/", "luot/", "don-vi/"])
def test_pages_without_any_order_say_so(world: World, address: str) -> None:
    page = signed_in(world.cast.province_lead).get(SCREEN + address)
    assert (page.status_code, 'class="empty' in page.content.decode()) == (200, True)


def test_each_mark_opens_to_as_many_records_as_it_says(spread: World) -> None:
    client = signed_in(spread.cast.province_lead)
    page = client.get(SCREEN).content.decode()
    marks = re.findall(r'<a class="opens[^"]*" href="([^"]+)"[^>]*>(\d+)</a>', page)
    assert len(marks) == 10
    for address, count in marks:
        opened = client.get(address.replace("&amp;", "&"))
        assert (opened.status_code, opened.context["page"].paginator.count) == (200, int(count)), address


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("", 4),
        ("?trang-thai=taken", 3),
        ("?trang-thai=in_use", 2),
        ("?trang-thai=verified", 1),
        ("?trang-thai=decline", 1),
        ("?trang-thai=nothing", 4),
        ("?don-vi=SONV", 2),
        ("?tu=BENHVIEN&don-vi=VPTU&trang-thai=taken", 1),
        ("?mo-hinh=MH-2020-002", 2),
        ("?q=hai so noi vu", 1),
        ("?linh-vuc=giao_duc", 0),
        ("?khoi=public_service", 0),
        ("?nam=2019", 0),
        ("?nam=tat-ca", 4),
        ("?nam=20x0", 4),
        ("?hoi=6-alive", 0),
        ("?sort=-days", 4),
    ],
)
def test_turns_are_narrowed_by_the_address(spread: World, query: str, rows: int) -> None:
    page = signed_in(spread.cast.province_lead).get(f"{SCREEN}luot/{query}")
    assert page.context["page"].paginator.count == rows


@pytest.mark.parametrize(("role", "units"), [("", 3), ("taking", 2), ("sends", 1), ("takes", 2), ("both", 0)])
def test_units_are_narrowed_by_role(spread: World, role: str, units: int) -> None:
    page = signed_in(spread.cast.province_lead).get(f"{SCREEN}don-vi/?vai={role}")
    assert page.context["page"].paginator.count == units


def test_asked_again_shows_in_the_screen_and_opens(spread: World) -> None:
    adoption = Adoption.objects.get(state="verified")
    with clock.set_to(date(2021, 9, 10)):
        enter_check(
            actor=SYSTEM, adoption=adoption, months=6, found=CheckFound.ALIVE, told_on=date(2021, 9, 5)
        )
        client = signed_in(spread.cast.province_lead)
        survival = client.get(SCREEN).context["figures"].survival
        assert [(one.months, one.alive, one.ended, one.silent) for one in survival] == [(6, 1, 0, 0)]
        assert client.get(f"{SCREEN}luot/?hoi=6-alive").context["page"].paginator.count == 1


def test_practice_that_is_stopped_at_home_is_shown(world: World) -> None:
    years = (
        (2020, Origin.NEW, YearState.RECOGNISED),
        (2021, Origin.MAINTAINED, YearState.STOPPED),
    )
    practice = world.practice(world.cast.hospital, years=years)
    world.answers(world.order([practice], world.cast.units()), applied(practice, world.cast.office))
    page = signed_in(world.cast.province_lead).get(SCREEN)
    assert [one.given.code for one, _url in page.context["died"]] == [practice.code]


def test_two_orders_on_one_practice_make_one_turn(world: World) -> None:
    practice = world.practice(world.cast.hospital)
    first = world.order([practice], world.cast.units())
    second = world.order([practice], world.cast.units(), number=2)
    world.answers(first, declined(practice, world.cast.office))
    world.answers(second, applied(practice, world.cast.office))
    page = signed_in(world.cast.province_lead).get(f"{SCREEN}luot/")
    assert [row.turn.standing for row in page.context["page"]] == ["applied"]


@pytest.mark.parametrize("address", ["", "bang/", "luot/", "don-vi/"])
def test_pages_take_as_many_statements_for_many_rows(world: World, address: str) -> None:
    cast = world.cast
    practices = [world.practice(cast.hospital, title) for title in ("Một", "Hai", "Ba", "Bốn")]
    order = world.order(practices, cast.units())
    client = signed_in(cast.province_lead)

    def statements() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(SCREEN + address)
        return len(caught)

    world.answers(order, verified(practices[0], cast.office))
    statements()
    one = statements()
    world.answers(order, *(verified(practice, cast.department) for practice in practices))
    assert (one, statements()) == (14, 14)


def test_workbooks_hold_what_is_seen(spread: World) -> None:
    client = signed_in(spread.cast.province_lead)
    book = load_workbook(BytesIO(client.get(f"{SCREEN}xuat/").content))
    assert book.sheetnames == ["Mô hình", "Ai học ai", "Đơn vị", "Tập mô hình", "Lĩnh vực", "Còn làm không"]
    turns = load_workbook(BytesIO(client.get(f"{SCREEN}luot/xuat/?trang-thai=taken").content))
    cells = [cell.value for row in turns["Lượt nhận"].iter_rows() for cell in row]
    assert sum(cell in ("MH-2020-001", "MH-2020-002") for cell in cells) == 3


@pytest.mark.parametrize("query", ["", "?nam=tat-ca", "?linh-vuc=giao_duc"])
def test_page_for_the_meeting_is_one_page(spread: World, query: str) -> None:
    response = signed_in(spread.cast.province_lead).get(f"{SCREEN}in/{query}")
    pages = PdfReader(BytesIO(response.content)).pages
    assert (response.headers["Content-Type"], len(pages)) == ("application/pdf", 1)
    assert (round(float(pages[0].mediabox.width)), round(float(pages[0].mediabox.height))) == (842, 595)


def test_page_for_the_meeting_refuses_to_become_two() -> None:
    rows = tuple((f"Mô hình {n}", "1") for n in range(90))
    table = SmallTable("Bảng", ("", "nhận"), rows)
    page = PicturePage(
        "Lan tỏa", "", "", "", str(draw([], [], [], "Hình").svg), [], [], [table], date(2021, 4, 6)
    )
    with pytest.raises(TypesettingFailed, match="2 pages"):
        picture_page_pdf(page)


def test_long_name_is_shortened_to_the_room_beside_its_beads() -> None:
    nodes = [
        RingNode("0", "Đảng ủy Công ty Cấp thoát nước và Công trình đô thị", "a", {"applied": 16}, sent=2)
    ]
    svg = draw(nodes, [], ["a"], "Hình").svg
    assert re.findall(r"<text[^>]*>([^<]+)</text>", svg) == ["Đảng ủy… ×2"]


def test_ring_is_drawn_the_same_twice_and_without_styles() -> None:
    nodes = [
        RingNode(str(n), f"Đơn vị {n}", "ab"[n % 2], {"verified": n % 3}, sent=n == 0) for n in range(98)
    ]
    threads = [RingThread("0", str(n), "verified", "học") for n in range(1, 98)]
    first, second = (draw(nodes, threads, ["a", "b"], "Hình") for _ in range(2))
    assert first.svg == second.svg
    assert (first.svg.count("<circle"), first.svg.count("<title>học</title>")) == (98, 97)
    assert "style=" not in first.svg


@pytest.mark.parametrize("count", [0, 1, 2])
def test_ring_of_few_units_is_drawn_too(count: int) -> None:
    nodes = [RingNode(str(n), "Đơn vị", "a", {}) for n in range(count)]
    assert draw(nodes, [], ["a"], "Hình").is_empty


def test_units_of_a_great_tree_stand_together() -> None:
    nodes = [RingNode(str(n), "Đơn vị", "a", {"applied": 1}) for n in range(200)]
    threads = [RingThread(str(n), str(n + 100), "applied", "học") for n in range(100)]
    merged, lines = grouped(nodes, threads, lambda key: RingNode(str(int(key) // 100), "Cấp trên", "a", {}))
    assert [(one.key, one.beads["applied"]) for one in merged] == [("0", 100), ("1", 100)]
    assert [(one.start, one.end) for one in lines] == [("0", "1")]
