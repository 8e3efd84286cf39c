"""From an invitation to a signed-in person with a second factor: the officer, the paper, the newcomer's phone."""

import re

import pytest
from playwright.sync_api import Browser, expect

from lantoa.accounts.codes import code_at, present_step
from tests.journeys.browser import PHONE, visitor

pytestmark = pytest.mark.journey

NEW_PASSWORD = "mot hai ba bon nam sau bay"


def test_story_of_an_invitation_with_second_factor(browser: Browser, site: str) -> None:
    """Invite, hand over the code, take the account into use once, set a password, add an app; the link is then dead."""
    officer = visitor(browser, site, "invite-officer")
    page = officer.page
    officer.sign_in("chuyenvien")
    officer.go("/to-chuc/nguoi-dung/")
    officer.look("people")
    officer.go("/to-chuc/don-vi/HG-048/moi-nguoi/")
    page.get_by_role("button", name="Mời và lấy liên kết").click()
    expect(page.get_by_role("alert")).to_be_visible()  # nothing was typed
    officer.look("refused")
    page.get_by_label("Họ và tên").fill("Lý Thị Minh Họa")
    page.get_by_label("Vai trò", exact=True).select_option("reporter")
    page.get_by_role("button", name="Mời và lấy liên kết").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Liên kết đăng nhập của Lý Thị Minh Họa")
    officer.look("link")
    shown = page.get_by_role("main").inner_text()
    found = re.search(r"/lien-ket/([0-9A-Z]{20})/", shown)
    assert found is not None and "ly.thi.minh.hoa" in shown

    newcomer = visitor(browser, site, "invite-newcomer", PHONE)
    phone = newcomer.page
    newcomer.go(f"/lien-ket/{found.group(1)}/")
    newcomer.look("offered")
    phone.get_by_role("button", name="Đăng nhập tài khoản ly.thi.minh.hoa").click()
    expect(phone.get_by_label("Mật khẩu mới", exact=True)).to_be_visible()
    newcomer.look("password")
    phone.get_by_label("Mật khẩu mới", exact=True).fill(NEW_PASSWORD)
    phone.get_by_label("Nhập lại mật khẩu mới").fill(NEW_PASSWORD)
    phone.get_by_role("button", name="Lưu mật khẩu").click()
    phone.wait_for_url(f"{site}/")
    newcomer.go("/tai-khoan/")
    phone.get_by_role("link", name="Thêm ứng dụng xác minh").click()
    secret = phone.locator("code").first.inner_text().replace(" ", "")
    phone.get_by_label("Mã xác minh").fill(code_at(secret, present_step()))
    phone.get_by_role("button", name="Bật xác minh hai bước").click()
    expect(phone.locator(".code-list li")).to_have_count(10)
    assert newcomer.sideways() == 0

    officer.go(f"/lien-ket/{found.group(1)}/")
    expect(page.get_by_role("button", name="Đăng nhập tài khoản ly.thi.minh.hoa")).to_have_count(0)
    officer.go("/to-chuc/nguoi-dung/?q=minh+hoa")
    expect(page.locator("#people").get_by_text("Đang dùng")).to_be_visible()
    assert [*officer.complaints, *newcomer.complaints] == []
