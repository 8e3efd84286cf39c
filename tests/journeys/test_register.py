"""A directive in the browser: entered, cut from a pasted text, published, read by a unit on a phone; a revision compared."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.browser import PHONE, visitor

pytestmark = pytest.mark.journey

WHOLE = "I- MỤC ĐÍCH\n1. Nêu gương\nNgười đứng đầu làm trước.\nII- TỔ CHỨC\n1. Báo cáo hằng quý."


def test_story_from_a_pasted_text_to_a_compared_revision(browser: Browser, untouched_site: str) -> None:
    officer = visitor(browser, untouched_site, "register-1-officer")
    phone = visitor(browser, untouched_site, "register-2-phone", PHONE)
    officer.sign_in("chuyenvien")
    page = officer.page
    officer.go("/van-ban/")
    officer.look("list")
    page.get_by_role("link", name="Nhập văn bản").click()
    page.locator("[name=issuer_kind]").select_option("party_local")
    page.locator("[name=type_name]").select_option("Kế hoạch")
    for name, value in (
        ("reference", "31/KH-ĐUK"),
        ("issued_on", "01/3/2021"),
        ("issuer", "Đảng ủy Khối"),
        ("subject", "thực hiện chuyên đề năm 2021"),
        ("short_label", "Kế hoạch 31"),
    ):
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=no_secrets]").check()
    page.get_by_role("button", name="Lưu, rồi ghi nội dung").click()
    expect(page.locator("main")).to_contain_text("Chọn lại nơi ban hành")
    officer.look("refused")
    page.locator("[name=reference]").fill("31-KH/ĐUK")
    page.locator("[name=no_secrets]").check()
    page.get_by_role("button", name="Lưu, rồi ghi nội dung").click()
    page.locator("[name=whole]").fill(WHOLE)
    page.get_by_role("button", name="Cắt thành phần").click()
    expect(page.locator("[name=phan-1-ten]")).to_have_value("Nêu gương")
    officer.look("cut")
    page.get_by_role("button", name="Lưu bản nháp").click()
    page.get_by_role("button", name="Công bố phiên bản 1").click()
    address = page.url.removeprefix(untouched_site)
    phone.sign_in("tonghop.benhvien")
    phone.go(address)
    expect(phone.page.get_by_text("Người đứng đầu làm trước.")).to_be_visible()
    assert phone.sideways() == 0
    phone.look("read")
    page.get_by_role("link", name="Soạn phiên bản mới").click()
    page.locator("[name=phan-1-noi-dung]").fill("Người đứng đầu làm trước, báo kết quả.")
    page.get_by_role("button", name="Lưu bản nháp").click()
    page.get_by_role("button", name="Công bố phiên bản 2").click()
    page.get_by_role("link", name="So sánh hai phiên bản").click()
    expect(page.locator("ins").first).to_be_visible()
    officer.look("compared")
    assert "\n".join(complaint for one in (officer, phone) for complaint in one.complaints) == ""
