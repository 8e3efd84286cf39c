"""A sheet designed from nothing on screen, divided, previewed, published, collected, filled in and added up: one story."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import PHONE, Visitor, visitor

pytestmark = pytest.mark.journey

CODE, GROUP, UNIT = "KTH-QUY", "Cụm số 3", "HG-048"
DRAFT = f"/bao-cao/bieu-mau/{CODE}/soan/"


def test_story_from_an_empty_sheet_to_a_total_of_parts(browser: Browser, site: str) -> None:
    officer = visitor(browser, site, "design-1-officer")
    reporter = visitor(browser, site, "design-2-reporter")
    head = visitor(browser, site, "design-3-head")
    phone = visitor(browser, site, "design-4-phone", PHONE)
    officer.sign_in("chuyenvien")
    _names_a_dimension(officer)
    _begins(officer)
    _adds_rows(officer)
    _divides(officer)
    _looks_and_publishes(officer)
    address = _opens(officer)
    report = f"{address}{UNIT}/"
    reporter.sign_in("tonghop.benhvien")
    _fills(reporter, report)
    phone.sign_in("tonghop.benhvien")
    phone.go(report)
    phone.look("report")
    assert phone.sideways() == 0
    _hands_over(reporter, report)
    head.sign_in("bithu.benhvien")
    head.go(report)
    head.page.get_by_role("button", name="Gửi báo cáo").click()
    expect(head.page.get_by_text("Chờ duyệt").first).to_be_visible()
    officer.go(report)
    officer.look("sent")
    officer.page.get_by_role("button", name=re.compile("^Duyệt")).click()
    officer.page.wait_for_load_state("networkidle")
    officer.go(address)
    officer.look("totals")
    assert [_total(officer.page, name) for name in ("Cá nhân được khen", "Đảng viên", "Quần chúng")] == [
        "12",
        "7",
        "5",
    ]
    people = (officer, reporter, head, phone)
    assert "\n".join(complaint for one in people for complaint in one.complaints) == ""


def _names_a_dimension(officer: Visitor) -> None:
    page = officer.page
    officer.go("/bao-cao/bieu-mau/")
    page.get_by_role("link", name="Cách chia").click()
    officer.look("dimensions")
    page.get_by_role("link", name="Thêm cách chia").click()
    page.get_by_label("Mã cách chia").fill("nganh")
    page.get_by_label("Chia theo gì").fill("Ngành")
    page.get_by_label("Các phần", exact=True).fill("YT: Y tế\nGD Giáo dục")
    page.get_by_role("button", name="Lưu cách chia").click()
    expect(page.get_by_text("viết mã, dấu hai chấm, tên").first).to_be_visible()
    officer.look("dimension-wrong")
    page.get_by_label("Các phần", exact=True).fill("YT: Y tế\nGD: Giáo dục (đến 31/12/2025)")
    page.get_by_role("button", name="Lưu cách chia").click()
    expect(page.get_by_role("link", name="Ngành", exact=True)).to_be_visible()


def _begins(officer: Visitor) -> None:
    page = officer.page
    officer.go("/bao-cao/bieu-mau/moi/")
    page.get_by_label("Mã biểu").fill(CODE)
    page.get_by_label("Tên biểu").fill("Khen thưởng quý")
    page.get_by_label("Kỳ báo cáo").select_option("quarter")
    page.get_by_role("button", name="Bắt đầu soạn").click()
    page.wait_for_url(re.compile(f"{CODE}/soan/$"))
    page.get_by_role("link", name="Thêm mục").click()
    page.get_by_label("Số mục").fill("I")
    page.get_by_label("Tên mục").fill("Khen thưởng")
    page.get_by_role("button", name="Lưu", exact=True).click()


def _adds_rows(officer: Visitor) -> None:
    page = officer.page
    for code, label, unit in (
        ("K01", "Cá nhân được khen", "cá nhân"),
        ("K02", "Hội nghị biểu dương", "cuộc"),
        ("K03", "Đơn vị tổ chức biểu dương", "đơn vị"),
    ):
        officer.go(DRAFT)
        page.get_by_role("link", name="Thêm dòng").click()
        page.get_by_label("Mã chỉ tiêu").fill(code)
        page.get_by_label("Tên dòng").fill(label)
        page.get_by_label("Đơn vị tính").fill(unit)
        page.get_by_role("button", name="Lưu", exact=True).click()
    page.get_by_role("link", name="Thêm câu hỏi").click()
    page.get_by_label("Câu hỏi trả lời bằng lời").fill("Gương tiêu biểu trong kỳ")
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.get_by_role("link", name="Thêm quan hệ").click()
    page.get_by_label("Vế trái").select_option("K03")
    page.get_by_label("Vế phải").select_option("K02")
    page.get_by_role("button", name="Lưu", exact=True).click()


def _divides(officer: Visitor) -> None:
    page = officer.page
    page.get_by_role("link", name="Chia K01 thành các phần").click()
    page.get_by_label("Chia theo", exact=True).select_option(label="Đảng viên, quần chúng")
    page.get_by_role("button", name="Xem các phần").click()
    officer.look("dividing")
    expect(page.get_by_label("DV: Đảng viên")).to_be_checked()
    page.get_by_role("button", name="Chia dòng này").click()
    expect(page.get_by_role("row").filter(has_text="K01.QC")).to_be_visible()
    officer.look("draft")


def _looks_and_publishes(officer: Visitor) -> None:
    page = officer.page
    officer.go(f"{DRAFT}xem-truoc/")
    expect(page.get_by_text("Tự tính: cộng các phần chia theo Đảng viên, quần chúng.")).to_be_visible()
    officer.look("preview")
    officer.go(f"{DRAFT}in-mau/")
    officer.look_offline("blank")
    officer.go(DRAFT)
    page.get_by_role("button", name="Ban hành bản này").click()
    page.wait_for_url(re.compile(f"{CODE}/$"))


def _opens(officer: Visitor) -> str:
    page = officer.page
    officer.go("/bao-cao/mo-dot/")
    page.get_by_role("row").filter(has_text=CODE).get_by_role("link", name=re.compile("^Chọn biểu")).click()
    page.get_by_role("link", name="Chọn quý I/2021", exact=True).click()
    page.get_by_label("Theo nhóm").check()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("label").filter(has_text=GROUP).get_by_role("checkbox").check()
    expect(page.locator("#units .figure__value")).to_have_text("16")
    page.get_by_role("button", name="Xem lại trước khi mở").last.click()
    page.get_by_role("button", name="Mở đợt cho 16 đơn vị").click()
    page.wait_for_url(re.compile("/dieu-hanh/$"))
    return re.sub(r"^https?://[^/]+|dieu-hanh/$", "", page.url)


def _fills(reporter: Visitor, report: str) -> None:
    """By keyboard alone: the total is passed over, and says what it lacks until it follows."""
    page = reporter.page
    reporter.go(report)
    total = page.get_by_role("row", name=re.compile("^Cá nhân được khen"))
    expect(total).to_contain_text("còn thiếu: Đảng viên; Quần chúng")
    expect(total.get_by_role("textbox")).to_have_attribute("readonly", "")
    page.locator("input[data-cell]").first.focus()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    expect(total).to_contain_text("còn thiếu: Quần chúng")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(total.get_by_role("textbox")).to_have_value("12")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(page.get_by_role("row", name=re.compile("^Đơn vị tổ chức"))).to_contain_text("Lớn hơn")
    reporter.look("relation")
    page.get_by_role("textbox", name="Đơn vị tổ chức biểu dương").fill("1")
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.wait_for_load_state("networkidle")
    reporter.look("filled")


def _hands_over(reporter: Visitor, report: str) -> None:
    reporter.go(report)
    reporter.page.get_by_role("textbox", name="Gương tiêu biểu trong kỳ").fill("Khoa Nội: trực thêm giờ.")
    reporter.page.get_by_role("button", name="Chuyển Bí thư xem").click()
    reporter.page.wait_for_load_state("networkidle")


def _total(page: Page, label: str) -> str:
    return page.get_by_role("row", name=re.compile(f"^{label}")).get_by_role("link").first.inner_text()
