"""A collection from opening to its amended total: the officer designs nothing, units fill in, one line goes back.

The steps build on one another, so they are one story.
"""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import PHONE, Visitor, visitor

pytestmark = pytest.mark.journey

LINE = "Kỳ sinh hoạt chuyên đề về Bác"
GROUP = "Cụm số 3"
UNIT, NAME = "HG-048", "Bệnh viện Đa khoa tỉnh"


def test_story_from_a_ready_sheet_to_an_amended_total(browser: Browser, site: str) -> None:
    officer = visitor(browser, site, "collection-1-officer")
    reporter = visitor(browser, site, "collection-2-reporter")
    head = visitor(browser, site, "collection-3-head")
    phone = visitor(browser, site, "collection-4-phone", PHONE)
    officer.sign_in("chuyenvien")
    reporter.sign_in("tonghop.benhvien")
    head.sign_in("bithu.benhvien")
    _takes_a_ready_sheet(officer)
    address = _opens_for_a_group(officer)
    report = f"{address}{UNIT}/"
    _fills_and_hands_over(reporter, report, "12")
    _sends(head, report)
    _finds_it_on_the_board_and_returns_a_line(officer, address)
    _mends(reporter, report, "14")
    _sends(head, report)
    _accepts(officer, report)
    assert _total(officer, address) == "14"
    _amends(head, report)
    _types(reporter, report, "15")
    reporter.page.get_by_role("button", name="Chuyển Bí thư xem").click()
    reporter.page.wait_for_load_state("networkidle")
    assert _total(officer, address) == "14"
    _sends(head, report)
    _compares(officer, report)
    _accepts(officer, report)
    assert _total(officer, address) == "15"
    phone.sign_in("chuyenvien")
    phone.go(f"{address}dieu-hanh/")
    phone.look("board")
    assert phone.sideways() == 0
    people = (officer, reporter, head, phone)
    assert "\n".join(complaint for one in people for complaint in one.complaints) == ""


def _takes_a_ready_sheet(officer: Visitor) -> None:
    page = officer.page
    officer.go("/bao-cao/bieu-mau/moi/")
    ready = page.locator(".card__body").filter(has_text="HT-QUY")
    ready.get_by_role("button", name="Lấy làm bản soạn").click()
    page.get_by_role("button", name="Ban hành bản này").click()
    page.wait_for_load_state("networkidle")


def _opens_for_a_group(officer: Visitor) -> str:
    page = officer.page
    officer.go("/bao-cao/mo-dot/")
    officer.look("sheets")
    page.get_by_role("row").filter(has_text="HT-QUY").get_by_role(
        "link", name=re.compile("^Chọn biểu")
    ).click()
    officer.look("periods")
    page.get_by_role("link", name="Chọn quý I/2021", exact=True).click()
    page.get_by_label("Theo nhóm").check()
    count = page.locator("#units .figure__value")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("label").filter(has_text=GROUP).get_by_role("checkbox").check()
    expect(count).to_have_text("16")
    officer.look("form")
    page.get_by_role("button", name="Xem lại trước khi mở").last.click()
    officer.look("last-look")
    page.get_by_role("button", name="Mở đợt cho 16 đơn vị").click()
    page.wait_for_url(re.compile("/dieu-hanh/$"))
    officer.look("opened")
    return re.sub(r"^https?://[^/]+|dieu-hanh/$", "", page.url)


def _fills_and_hands_over(reporter: Visitor, report: str, value: str) -> None:
    page = reporter.page
    reporter.go(report)
    for cell in page.locator("input[data-cell]").all():
        if not cell.input_value():
            with page.expect_response(lambda answer: answer.request.method == "POST"):
                cell.fill("0")
                cell.blur()
    page.get_by_role("textbox", name=LINE, exact=True).fill(value)
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.wait_for_load_state("networkidle")
    _confirms_the_lines_looked_at(page)
    page.get_by_role("button", name="Chuyển Bí thư xem").click()
    page.wait_for_load_state("networkidle")


def _types(reporter: Visitor, report: str, value: str) -> None:
    reporter.go(report)
    reporter.page.get_by_role("textbox", name=LINE, exact=True).fill(value)
    reporter.page.get_by_role("button", name="Lưu", exact=True).click()
    reporter.page.wait_for_load_state("networkidle")


def _confirms_the_lines_looked_at(page: Page) -> None:
    """The panel of each line of a register stands open once; then all of them are confirmed together."""
    together = page.locator("[data-confirm-looked]")
    expect(together).to_be_hidden()
    boxes = page.locator("input[data-confirm]")
    asked = boxes.count()
    for box in boxes.all():
        line = str(box.get_attribute("id")).removeprefix("f-")
        page.locator(f"#v-{line}").focus()
        expect(page.locator("[data-looked]")).to_have_attribute("data-looked", f"line-{line}")
    expect(together).to_contain_text(f"Xác nhận {asked} dòng đã xem")
    together.click()
    expect(page.locator("input[data-confirm]:checked")).to_have_count(asked)
    expect(together).to_have_count(0)


def _sends(head: Visitor, report: str) -> None:
    head.go(report)
    head.page.get_by_role("button", name="Gửi báo cáo").click()
    expect(head.page.get_by_text("Chờ duyệt").first).to_be_visible()
    head.look("sent")


def _finds_it_on_the_board_and_returns_a_line(officer: Visitor, address: str) -> None:
    page = officer.page
    officer.go(f"{address}dieu-hanh/?trangthai=cho-duyet")
    officer.look("board")
    page.get_by_role("row").filter(has_text=NAME).get_by_role("link").click()
    row = page.get_by_role("row", name=re.compile(f"^{LINE}"))
    row.get_by_text("Nêu chỗ phải sửa").click()
    row.get_by_role("textbox").fill("Thiếu kỳ tháng 3")
    page.get_by_label("Lý do trả lại").fill("Một dòng chưa đủ")
    officer.look("returning")
    page.get_by_role("button", name="Trả lại để sửa").click()
    page.wait_for_load_state("networkidle")
    officer.go(f"{address}dieu-hanh/?trangthai=tra-lai")
    expect(page.get_by_role("row").filter(has_text=NAME)).to_be_visible()


def _mends(reporter: Visitor, report: str, value: str) -> None:
    page = reporter.page
    reporter.go(report)
    row = page.get_by_role("row", name=re.compile(f"^{LINE}"))
    expect(row).to_contain_text("Thiếu kỳ tháng 3")
    reporter.look("returned")
    _types(reporter, report, value)
    page.get_by_role("button", name="Chuyển Bí thư xem").click()
    page.wait_for_load_state("networkidle")


def _accepts(officer: Visitor, report: str) -> None:
    officer.go(report)
    officer.page.get_by_role("button", name=re.compile("^Duyệt")).click()
    officer.page.wait_for_load_state("networkidle")


def _total(officer: Visitor, address: str) -> str:
    officer.go(address)
    row = officer.page.get_by_role("row", name=re.compile(f"^{LINE}"))
    return row.get_by_role("link").first.inner_text()


def _amends(head: Visitor, report: str) -> None:
    page = head.page
    head.go(report)
    page.get_by_role("link", name="Lập bản bổ sung").click()
    page.get_by_label("Lý do lập bản bổ sung").fill("Sót một kỳ sinh hoạt")
    head.look("amending")
    page.get_by_role("button", name="Lập bản bổ sung").click()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text("Sót một kỳ sinh hoạt")).to_be_visible()
    head.look("amendment")


def _compares(officer: Visitor, report: str) -> None:
    page = officer.page
    officer.go(report)
    page.get_by_role("link", name="So với bản đã duyệt").click()
    row = page.get_by_role("row", name=re.compile(LINE))
    expect(row).to_contain_text("14")
    expect(row).to_contain_text("15")
    expect(page.get_by_text("1 chỗ khác nhau")).to_be_visible()
    officer.look("side-by-side")
