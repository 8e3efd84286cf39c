"""Situation by theme: written on a phone without a name in it, sent by the head, read above by theme and unit; an office that has
come to be small is refused, its earlier lines are withheld, and the body above tells for it."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.browser import PHONE, Visitor, visitor

pytestmark = pytest.mark.journey

NAMED = "Bà Lê Thị Hạnh phản ánh máy X-quang hỏng, gọi 0912 345 678."
WORDS = "Máy X-quang số 2 hỏng từ đầu tháng 4, người bệnh chờ thêm hai giờ."
TOGETHER = "Phòng làm việc của các cơ quan ít người thiếu máy in dùng chung."
SMALL_WORDS = re.compile("Biểu thống kê cuối năm của hai nơi hỏi cùng một số liệu")
BOARD = "/bao-cao/tinh-hinh/"


def test_story_from_a_line_on_a_phone_to_the_board_above(browser: Browser, small_office_site: str) -> None:
    reporter = visitor(browser, small_office_site, "situation-1-reporter-phone", PHONE)
    head = visitor(browser, small_office_site, "situation-2-head-phone", PHONE)
    small = visitor(browser, small_office_site, "situation-3-small-phone", PHONE)
    officer = visitor(browser, small_office_site, "situation-4-officer")
    leader = visitor(browser, small_office_site, "situation-5-leader")
    everybody = (reporter, head, small, officer, leader)
    names = ("tonghop.benhvien", "bithu.benhvien", "tonghop.sonoivu", "chuyenvien", "lanhdao")
    for one, name in zip(everybody, names, strict=True):
        one.sign_in(name)
    own = _writes(reporter)
    officer.go(f"{BOARD}?quy=2021Q2")
    expect(officer.page.get_by_text(WORDS)).to_have_count(0)  # written, not sent
    _sends(head, own)
    _reads(officer)
    _is_refused(small)
    _told_together(officer, leader)
    assert "\n".join(complaint for one in everybody for complaint in one.complaints) == ""


def _opens(one: Visitor, quarter: str = "Quý II/2021") -> None:
    one.go(BOARD)
    row = one.page.locator("section[aria-labelledby=own] tr", has_text=quarter)
    row.get_by_role("link", name=re.compile("Ghi|Xem")).click()


def _writes(reporter: Visitor) -> str:
    page = reporter.page
    _opens(reporter)
    page.locator("#id_theme-1").select_option("dieu-kien")
    page.locator("#id_words-1").fill(NAMED)
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text(re.compile("Lê Thị Hạnh")).first).to_be_visible()
    expect(page.locator("#id_words-1")).to_have_value(NAMED)
    reporter.look("a-name-refused")
    assert reporter.sideways() == 0
    page.locator("#id_words-1").fill(WORDS)
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("Lưu xong, người đứng đầu đơn vị xem và gửi ở trang này.")).to_be_visible()
    return page.url.removeprefix(reporter.address)


def _sends(head: Visitor, own: str) -> None:
    head.go(own)
    expect(head.page.locator("#id_words-1")).to_have_value(WORDS)
    head.page.get_by_role("button", name="Gửi cấp trên").click()
    expect(head.page.get_by_text("Phần này đã gửi.")).to_be_visible()
    head.look("sent")
    assert head.sideways() == 0


def _reads(officer: Visitor) -> None:
    """The number of a theme opens the lines behind it; an office of seven is in none of them."""
    page = officer.page
    officer.go(BOARD)
    officer.look("board")
    expect(page.get_by_text(SMALL_WORDS)).to_have_count(0)
    table = page.locator("section[aria-labelledby=board]")
    row = table.locator("tr", has_text="Điều kiện làm việc")
    row.get_by_role("link").last.click()
    lines = page.locator("#lines .told-lines")
    expect(lines.get_by_text(WORDS)).to_be_visible()
    expect(lines.get_by_text("Bệnh viện Đa khoa tỉnh")).to_be_visible()
    expect(page.get_by_text("tonghop.benhvien")).to_have_count(0)
    officer.look("lines")


def _is_refused(small: Visitor) -> None:
    _opens(small)
    expect(small.page.get_by_text("Đơn vị không ghi riêng")).to_be_visible()
    expect(small.page.get_by_role("button", name="Lưu")).to_have_count(0)
    small.look("too-small")
    assert small.sideways() == 0


def _told_together(officer: Visitor, leader: Visitor) -> None:
    page = officer.page
    _opens(officer)
    expect(page.get_by_text("Ghi chung cho cả đơn vị trực thuộc dưới 10 người")).to_be_visible()
    expect(page.get_by_text(re.compile("Sở Nội vụ"))).to_be_visible()
    page.locator("#id_theme-1").select_option("dieu-kien")
    page.locator("#id_words-1").fill(TOGETHER)
    page.get_by_role("button", name="Lưu").click()
    officer.look("for-the-small-ones")
    leader.go(page.url.removeprefix(officer.address))
    leader.page.get_by_role("button", name="Gửi cấp trên").click()
    leader.go(f"{BOARD}?quy=2021Q2")
    told = leader.page.locator("#lines tr", has_text=TOGETHER)
    expect(told).to_be_visible()
    expect(told.get_by_text("Sở Nội vụ")).to_have_count(0)
