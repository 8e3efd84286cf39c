"""From order to survival: a practice is given out, a unit adapts, reports, is verified, asked again; the leader sees it."""

import re
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import sample_database
from tests.journeys.browser import PHONE, Visitor, visitor
from tests.journeys.server import running_site

pytestmark = pytest.mark.journey

UNIT, PRACTICE, ORDER = "HG-019", "MH-2019-061", "NR-2021-02"
ADOPTION = f"/mo-hinh/{PRACTICE}/don-vi/{UNIT}/"
SCREEN = "/mo-hinh/lan-toa/"
HALF_A_YEAR_LATER = date(2021, 10, 12)
MARK = re.compile(r"^[\d.]+$")


def test_story_from_an_order_to_what_lived(browser: Browser) -> None:
    template = sample_database.made_sample_template()
    with sample_database.copy_of(template, "spread") as name:
        with running_site(name) as site:
            _in_spring(browser, site)
        with running_site(name, day=HALF_A_YEAR_LATER) as site:
            _in_autumn(browser, site)


def _in_spring(browser: Browser, site: str) -> None:
    officer = visitor(browser, site, "spread-1-officer")
    unit = visitor(browser, site, "spread-2-unit")
    leader = visitor(browser, site, "spread-3-leader")
    officer.sign_in("chuyenvien")
    unit.sign_in("bithu.sonoivu")
    leader.sign_in("lanhdao")
    _gives_the_order(officer)
    _adapts_and_reports(unit)
    officer.go(ADOPTION)
    officer.page.get_by_role("link", name="Kiểm chứng kết quả").click()
    officer.page.get_by_role("button", name="Xác nhận đã kiểm chứng").click()
    officer.go(ADOPTION)
    officer.look("adoption")
    expect(officer.page.get_by_role("row").filter(has_text="6 tháng")).to_contain_text("06/10/2021")
    leader.go(SCREEN)
    leader.look("screen")
    _each_mark_opens_as_many(leader.page, site)
    leader.go(f"{SCREEN}luot/?mo-hinh={PRACTICE}&don-vi={UNIT}")
    expect(leader.page.locator("main tbody tr")).to_contain_text("Đã kiểm chứng")
    _no_complaints(officer, unit, leader)


def _gives_the_order(officer: Visitor) -> None:
    page = officer.page
    officer.go("/mo-hinh/nhan-rong/")
    officer.look("orders")
    page.get_by_role("link", name="Giao nhân rộng").click()
    for box in page.locator("[name=entries]").all():
        box.set_checked(box.get_attribute("value") == PRACTICE)
    page.get_by_label("Chọn từng đơn vị").check()
    page.get_by_label("Mã các đơn vị").fill(f"{UNIT}, HG-001")
    page.get_by_label("Hạn trả lời").fill("30/4/2021")
    officer.look("form")
    page.get_by_role("button", name="Xem lại trước khi giao").click()
    officer.look("preview")
    page.get_by_role("button", name="Giao cho 2 đơn vị").click()
    expect(page).to_have_url(re.compile(f"{ORDER}/chua-tra-loi/$"))
    officer.look("silent")
    expect(page.locator("main tbody tr")).to_have_count(2)


def _adapts_and_reports(unit: Visitor) -> None:
    page = unit.page
    unit.go(f"/mo-hinh/nhan-rong/{ORDER}/")
    page.get_by_role("link", name="Trả lời mô hình tiếp theo").click()
    page.get_by_label("Áp dụng có điều chỉnh").check()
    page.get_by_role("button", name="Lưu và sang mô hình tiếp theo").click()
    expect(
        page.get_by_text("Ghi điểm khác khi áp dụng").or_(page.get_by_text("Chưa có lý do")).first
    ).to_be_visible()
    page.locator("#id_reason").fill("Làm theo buổi sáng thay cho cả ngày.")
    page.locator("#id_planned_for").fill("06/4/2021")
    page.get_by_role("button", name="Lưu và sang mô hình tiếp theo").click()
    page.get_by_role("link", name="Báo đã áp dụng").click()
    page.locator("#id_applied_on").fill("06/4/2021")
    page.locator("#id_baseline").fill("30")
    page.locator("#id_result_value").fill("12")
    page.locator("#id_evidence").fill("Sổ đo tại quầy.")
    page.get_by_role("button", name="Lưu và báo").click()
    page.get_by_role("link", name="Ghi buổi trao đổi").click()
    page.locator("#id_held_on").fill("05/4/2021")
    page.locator("#id_visitors").fill("7")
    page.locator("#id_outcome").fill("Xem cách phân luồng tại cửa.")
    page.get_by_role("button", name="Ghi buổi trao đổi").click()
    expect(page.get_by_text("Xem cách phân luồng tại cửa.")).to_be_visible()
    unit.look("visit")


def _each_mark_opens_as_many(page: Page, site: str) -> None:
    marks = [
        (one.get_attribute("href"), one.inner_text().replace(".", ""))
        for one in page.locator("main a.opens").all()
        if MARK.match(one.inner_text())
    ]
    assert len(marks) == 20
    for address, count in marks:
        page.goto(f"{site}{address}")
        heading = page.locator("main .card__head h2").first.inner_text()
        assert heading.split()[0].replace(".", "") == count, address


def _in_autumn(browser: Browser, site: str) -> None:
    unit = visitor(browser, site, "spread-4-unit")
    leader = visitor(browser, site, "spread-5-leader")
    phone = visitor(browser, site, "spread-6-phone", PHONE)
    unit.sign_in("bithu.sonoivu")
    unit.page.get_by_role("link", name=re.compile("Cho biết còn làm theo")).first.click()
    expect(unit.page).to_have_url(re.compile("hoi-lai-6/$"))
    unit.page.get_by_label("Vẫn làm, có thay đổi").check()
    unit.page.locator("#id_value").fill("11")
    unit.page.locator("#id_note").fill("Nay làm cả buổi chiều.")
    unit.look("asked")
    unit.page.get_by_role("button", name="Lưu trả lời").click()
    expect(unit.page.get_by_text("Nay làm cả buổi chiều.")).to_be_visible()
    leader.sign_in("lanhdao")
    leader.go(f"{SCREEN}luot/?hoi=6-alive")
    expect(leader.page.locator("main tbody tr")).to_contain_text("Sở Nội vụ")
    leader.go("/mo-hinh/hoi-lai/")
    leader.look("checks")
    phone.sign_in("lanhdao")
    places = ("", "bang/", "luot/", "don-vi/")
    for place in (*(SCREEN + one for one in places), "/mo-hinh/hoi-lai/", "/mo-hinh/nhan-rong/", ADOPTION):
        phone.go(place)
        assert phone.sideways() == 0, place
    phone.go(SCREEN)
    phone.look("screen")
    _no_complaints(unit, leader, phone)


def _no_complaints(*people: Visitor) -> None:
    assert "\n".join(complaint for one in people for complaint in one.complaints) == ""
