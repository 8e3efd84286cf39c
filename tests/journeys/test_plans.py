"""A plan from the start that was taken over to its adoption; who has none is reminded; the order in which it all came down."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.browser import PHONE, Visitor, visitor

pytestmark = pytest.mark.journey

TITLE = "Kế hoạch học tập và làm theo của Bệnh viện năm 2022"
MEASURE = "Khoa Khám bệnh gọi số bằng loa và màn hình, người bệnh chờ không quá mười lăm phút."


def test_story_from_measures_taken_over_to_an_adopted_plan(browser: Browser, untouched_site: str) -> None:
    reporter = visitor(browser, untouched_site, "plans-1-reporter")
    head = visitor(browser, untouched_site, "plans-2-head")
    officer = visitor(browser, untouched_site, "plans-3-officer")
    phone = visitor(browser, untouched_site, "plans-4-phone", PHONE)
    reporter.sign_in("tonghop.benhvien")
    code = _writes(reporter)
    head.sign_in("bithu.benhvien")
    _adopts(head, code)
    officer.sign_in("chuyenvien")
    _looks_and_reminds(officer)
    phone.sign_in("chuyenvien")
    for place in (
        "/ke-hoach/",
        "/ke-hoach/cay/",
        "/ke-hoach/thu-tu/",
        "/ke-hoach/giong-nhau/",
        f"/ke-hoach/{code}/",
    ):
        phone.go(place)
        assert phone.sideways() == 0
    people = (reporter, head, officer, phone)
    assert "\n".join(complaint for one in people for complaint in one.complaints) == ""


def _writes(reporter: Visitor) -> str:
    page = reporter.page
    reporter.go("/ke-hoach/moi/?nam=2022")
    page.get_by_label("Tên kế hoạch").fill(TITLE)
    page.get_by_role("button", name="Mở dự thảo").click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    code = re.search(r"KH-2022-\d+", page.url)
    assert code is not None
    page.get_by_role("link", name="Lấy biện pháp").click()
    page.get_by_role("checkbox").first.check()
    reporter.look("take")
    page.get_by_role("button", name="Lấy các biện pháp đã đánh dấu").click()
    expect(page.get_by_text("1 biện pháp còn nguyên lời lấy về")).to_be_visible()
    page.get_by_role("row").nth(1).get_by_role("link", name="Sửa").click()
    page.get_by_label("Biện pháp", exact=True).fill(MEASURE)
    page.get_by_label("Chức danh lo việc").fill("Trưởng khoa Khám bệnh")
    page.get_by_label("Hạn").fill("30/6/2022")
    page.get_by_role("button", name="Lưu biện pháp").click()
    expect(page.locator(".plan-measure", has_text=MEASURE)).to_be_visible()
    expect(page.get_by_text("còn nguyên lời lấy về")).to_have_count(0)
    reporter.look("draft")
    return code.group()


def _adopts(head: Visitor, code: str) -> None:
    page = head.page
    head.go(f"/ke-hoach/{code}/")
    page.get_by_role("link", name="Ban hành").click()
    page.get_by_label("Số, ký hiệu").fill("07-KH/ĐU")
    page.get_by_role("button", name="Ban hành").click()
    expect(page.get_by_text("Đã ban hành kế hoạch.")).to_be_visible()


def _looks_and_reminds(officer: Visitor) -> None:
    page = officer.page
    officer.go("/ke-hoach/?trang-thai=chua")
    officer.look("list")
    page.get_by_role("link", name="Nhắc đơn vị chưa có").click()
    page.get_by_role("button", name="Nhắc các đơn vị đã đánh dấu").click()
    expect(page.get_by_text("Đã nhắc 7 đơn vị.")).to_be_visible()
    page.get_by_role("link", name="Thứ tự triển khai").click()
    officer.look("cascade")
    expect(page.get_by_text("trước kế hoạch của")).to_have_count(1)
    page.locator(".cascade a").first.click()
    expect(page.get_by_text("KH-2021-0001").first).to_be_visible()
    officer.go("/ke-hoach/giong-nhau/")
    officer.look("alike")
    expect(page.get_by_text("lời riêng của kế hoạch ngắn hơn")).to_have_count(2)
