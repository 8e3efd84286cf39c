"""A booklet from its first line to its second edition: chosen, ordered, shortened, published, read by a unit. One story."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from tests.journeys.browser import PHONE, Visitor, visitor

pytestmark = pytest.mark.journey

TITLE = "Những cách làm hay các năm 2018 đến 2020"
SHORTER = "Trực cửa theo ca, ghi sổ mỗi chiều."


def test_story_of_a_booklet(browser: Browser, untouched_site: str) -> None:
    officer = visitor(browser, untouched_site, "booklet-1-officer")
    phone = visitor(browser, untouched_site, "booklet-2-reader", PHONE)
    officer.sign_in("chuyenvien")
    address = _begins(officer)
    _chooses(officer)
    _puts_in_order(officer, address)
    title = _edits(officer)
    _publishes(officer, address)
    phone.sign_in("tonghop.benhvien")
    _reads(phone, title)
    _goes_on(officer, address)
    complaints = [complaint for one in (officer, phone) for complaint in one.complaints]
    assert "\n".join(complaints) == ""


def _begins(officer: Visitor) -> str:
    page = officer.page
    officer.go("/mo-hinh/")
    page.get_by_role("navigation", name="Các trang của phần Mô hình").get_by_text("Tập mô hình").click()
    officer.look("list")
    page.get_by_role("link", name="Lập tập mới").click()
    page.get_by_label("Tên tập").fill(TITLE)
    page.get_by_label("Năm", exact=True).select_option("2020")
    page.get_by_label(re.compile("^Tập của nhiều năm")).select_option("2018")
    page.get_by_label(re.compile("^Lời giới thiệu")).fill(
        "Thưa các đồng chí.\nTập này kể những việc đã làm được."
    )
    officer.look("form")
    page.get_by_role("button", name="Lập tập và chọn mô hình").click()
    page.wait_for_url(re.compile("/tap/TAP-2020-2/chon/"))
    return "/mo-hinh/tap/TAP-2020-2/"


def _chooses(officer: Visitor) -> None:
    page = officer.page
    officer.look("pick")
    page.get_by_label("Lĩnh vực", exact=True).select_option(label="Y tế")
    page.get_by_role("button", name="Lọc").click()
    boxes = page.locator("input[name=practice]")
    for place in range(3):
        boxes.nth(place).check()
    page.get_by_role("button", name="Thêm vào tập").first.click()
    expect(page.get_by_text("Đã thêm 3 mô hình vào tập.")).to_be_visible()
    page.get_by_label("Lĩnh vực", exact=True).select_option(label="Giáo dục")
    page.get_by_role("button", name="Lọc").click()
    boxes.first.check()
    page.get_by_role("button", name="Thêm vào tập").first.click()
    expect(page.get_by_text("Tập đang có 4 mô hình.")).to_be_visible()
    page.get_by_role("link", name="Về tập").click()


def _puts_in_order(officer: Visitor, address: str) -> None:
    page = officer.page
    expect(page.get_by_role("heading", name="1. Y tế")).to_be_visible()
    rows = page.locator("[data-booklet-row]")
    second = rows.nth(1).get_by_role("link").inner_text()
    rows.nth(1).get_by_role("link").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(rows.first.get_by_role("link")).to_have_text(second)
    expect(rows.first.get_by_role("link")).to_be_focused()
    page.get_by_label("Tên phần").fill("Y tế")
    page.get_by_role("button", name="Thêm phần").click()
    expect(page.get_by_text("Tập đã có phần «Y tế». Đặt tên khác.").first).to_be_visible()
    officer.look("same-name")
    page.get_by_label("Tên phần").fill("Đọc thêm")
    page.get_by_role("button", name="Thêm phần").click()
    expect(page.get_by_role("heading", name="3. Đọc thêm")).to_be_visible()
    officer.go(address)
    officer.look("draft")


def _edits(officer: Visitor) -> str:
    page = officer.page
    page.locator("[data-booklet-row]").first.get_by_role("link").click()
    title = page.locator("h1").inner_text()
    page.get_by_role("textbox", name="Cách làm").fill(SHORTER)
    expect(page.get_by_text(re.compile(rf"^{len(SHORTER)} ký tự, bản gốc"))).to_be_visible()
    page.get_by_role("button", name="Lưu bài").click()
    expect(page.get_by_text("đã sửa khác bản gốc")).to_be_visible()
    page.get_by_text("Thêm ảnh", exact=True).click()
    page.get_by_label("Chú thích ảnh").fill("Quầy tiếp đón buổi sáng")
    page.get_by_label("Trong ảnh không có người nhận ra được mặt").check()
    drawn = io.BytesIO()
    Image.new("RGB", (1200, 800), "#7a9e7e").save(drawn, "JPEG")
    page.locator("input[name=picture]").set_input_files(
        {"name": "quay.jpg", "mimeType": "image/jpeg", "buffer": drawn.getvalue()}
    )
    page.get_by_label("Tôi đã kiểm tra: tệp không chứa bí mật nhà nước").check()
    page.get_by_role("button", name="Thêm ảnh vào bài").click()
    expect(page.locator("#anh img")).to_be_visible()
    expect(page.locator("#anh").get_by_text("Quầy tiếp đón buổi sáng")).to_be_visible()
    officer.look("entry")
    page.get_by_role("link", name="Đọc thử").click()
    expect(page.get_by_text(SHORTER)).to_be_visible()
    officer.look("read")
    return title


def _publishes(officer: Visitor, address: str) -> None:
    page = officer.page
    officer.go(f"{address}ban-hanh/")
    expect(page.get_by_role("heading", name="4 mô hình, 1 ảnh")).to_be_visible()
    officer.look("publish")
    page.get_by_role("button", name="Ban hành tập").click()
    expect(page.get_by_role("link", name="Word (.docx) khổ A5")).to_be_visible(timeout=90_000)
    expect(page.get_by_role("link", name="PDF khổ A5", exact=True)).to_be_visible(timeout=90_000)
    officer.look("published")
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF khổ A5", exact=True).click()
    assert download.value.suggested_filename == "TAP-2020-2-A5.pdf"


def _reads(phone: Visitor, title: str) -> None:
    page = phone.page
    phone.go("/mo-hinh/tap/")
    page.get_by_role("link", name=TITLE).click()
    phone.look("contents")
    assert phone.sideways() == 0
    page.get_by_role("link", name=title).click()
    expect(page.get_by_text(SHORTER)).to_be_visible()
    phone.look("entry")
    assert phone.sideways() == 0
    page.get_by_role("link", name="Bài sau").click()
    expect(page.get_by_role("link", name="Bài trước")).to_be_visible()


def _goes_on(officer: Visitor, address: str) -> None:
    page = officer.page
    officer.go(address)
    page.get_by_role("button", name="Lập lần in sau").click()
    expect(page.get_by_text("Đã lập lần in 2 từ TAP-2020-2.")).to_be_visible()
    page.locator("[data-booklet-row]").first.get_by_role("link").click()
    page.get_by_label(re.compile("^Tên in trong tập")).fill("Tên mới của bài")
    page.get_by_role("button", name="Lưu bài").click()
    page.get_by_role("link", name="Về tập").click()
    page.get_by_role("link", name="Xem các chỗ thay đổi").click()
    expect(page.get_by_text(re.compile("tên in trong tập"))).to_be_visible()
    officer.look("changes")
