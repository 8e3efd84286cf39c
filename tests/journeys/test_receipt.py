"""A directive goes down in the browser: issued with a duty marked in its text, read on a phone, chased; a revision asks again for
what has changed only."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.browser import PHONE, Visitor, visitor

pytestmark = pytest.mark.journey

SENTENCE = "Mỗi đơn vị đăng ký ít nhất một mô hình trong năm, ghi rõ chỉ tiêu đo được."
CHANGED = "Người đứng đầu nêu gương, báo kết quả trước chi bộ hằng quý."
# What a person does who selects a sentence with the mouse.
SELECT = """sentence => {
    const found = [...document.querySelectorAll("main p")].find(one => one.textContent.includes(sentence));
    const range = document.createRange();
    range.selectNodeContents(found);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    document.dispatchEvent(new Event("selectionchange"));
    found.dispatchEvent(new MouseEvent("mouseup", {bubbles: true}));
}"""


def test_story_from_issuing_to_the_receipt_of_a_revision(browser: Browser, untouched_site: str) -> None:
    officer = visitor(browser, untouched_site, "receipt-1-officer")
    phone = visitor(browser, untouched_site, "receipt-2-phone", PHONE)
    officer.sign_in("chuyenvien")
    phone.sign_in("tonghop.benhvien")
    progress = _issues(officer)
    _reads(phone)
    officer.go(progress)
    expect(officer.page.get_by_role("row").filter(has_text="HG-048")).to_contain_text(
        "Bí thư Đảng ủy bệnh viện"
    )
    officer.page.get_by_role("button", name="Nhắc 97 đơn vị").click()
    expect(officer.page.get_by_text("Đã nhắc 97 đơn vị.")).to_be_visible()
    officer.look("reminded")
    _revises(officer)
    phone.go("/tiep-nhan/")
    phone.page.get_by_role("link", name="Kế hoạch 18").first.click()
    expect(phone.page.get_by_role("heading", name="II.3 Nêu gương thay đổi")).to_be_visible()
    expect(phone.page.get_by_text(CHANGED)).to_be_visible()
    expect(phone.page.get_by_text("Tổ chức hội nghị quán triệt")).to_be_hidden()
    phone.look("asked-again")
    assert phone.sideways() == 0
    assert "\n".join(complaint for one in (officer, phone) for complaint in one.complaints) == ""


def _issues(officer: Visitor) -> str:
    page = officer.page
    officer.go("/van-ban/")
    page.get_by_role("link", name="Kế hoạch 18").click()
    page.get_by_role("link", name="Phát động", exact=True).click()
    page.get_by_label("Hạn tiếp nhận").fill("20/4/2021")
    page.get_by_role("button", name="Lưu và xem lại").click()
    progress = page.url.removeprefix(officer.address)
    page.get_by_role("link", name="Thêm việc từ văn bản").click()
    page.evaluate(SELECT, SENTENCE)
    expect(page.get_by_label("Nguyên văn câu giao việc")).to_have_value(SENTENCE)
    page.get_by_label("Hạn").fill("30/6/2021")
    officer.look("marked")
    page.get_by_role("button", name="Lưu việc").click()
    page.get_by_role("button", name="Phát động đến 98 đơn vị").click()
    expect(page.get_by_text("Đã phát động đến 98 đơn vị.")).to_be_visible()
    officer.look("issued")
    return progress


def _reads(phone: Visitor) -> None:
    page = phone.page
    phone.go("/")
    page.get_by_role("link", name="Đọc và xác nhận").click()
    expect(page.get_by_text(SENTENCE).first).to_be_visible()
    page.get_by_label("Chức danh người đọc").fill("Bí thư Đảng ủy bệnh viện")
    phone.look("to-read")
    assert phone.sideways() == 0
    page.get_by_role("button", name="Đã đọc, tiếp nhận phiên bản 2").click()
    expect(page.get_by_text("Đã xác nhận tiếp nhận văn bản.")).to_be_visible()
    phone.go("/nhiem-vu/")
    expect(page.get_by_text("Mỗi đơn vị đăng ký ít nhất một mô hình").first).to_be_visible()


def _revises(officer: Visitor) -> None:
    page = officer.page
    officer.go("/van-ban/")
    page.get_by_role("link", name="Kế hoạch 18").click()
    page.get_by_role("link", name="Soạn phiên bản mới").click()
    page.locator("[name=phan-4-noi-dung]").fill(CHANGED)
    page.get_by_role("button", name="Lưu bản nháp").click()
    page.get_by_role("button", name="Công bố phiên bản 3").click()
    page.get_by_role("link", name="Phát động", exact=True).click()
    page.get_by_label("Hạn tiếp nhận").fill("30/4/2021")
    page.get_by_label("Chỉ đọc lại phần thay đổi").check()
    page.get_by_role("button", name="Lưu và xem lại").click()
    page.get_by_role("button", name="Phát động đến 98 đơn vị").click()
    expect(page.get_by_text("Đã phát động đến 98 đơn vị.")).to_be_visible()
