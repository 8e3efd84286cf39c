"""Signing in in a real browser with the real headers: app and passkey, a session ended from elsewhere, another service."""

import json
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from lantoa.accounts.codes import code_at, present_step
from lantoa.sample.story import PASSWORD
from tests import sample_database
from tests.identity_provider import running_provider
from tests.journeys.browser import PHONE, Visitor, visitor
from tests.journeys.server import running_site

pytestmark = pytest.mark.journey

ROOM = "/tai-khoan/"


def with_authenticator(person: Visitor) -> None:
    """A device that makes passkeys and verifies its holder, as a phone does."""
    devtools = person.page.context.new_cdp_session(person.page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def types_name_and_password(person: Visitor, name: str) -> None:
    person.go("/dang-nhap/")
    person.page.get_by_label("Tên đăng nhập").fill(name)
    person.page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    person.page.get_by_role("button", name="Đăng nhập", exact=True).click()


def signs_out(person: Visitor) -> None:
    person.go("/dang-xuat/")
    person.page.get_by_role("main").get_by_role("button", name="Đăng xuất").click()
    person.page.wait_for_url(f"{person.address}/dang-nhap/")


@pytest.mark.parametrize("size", [None, PHONE], ids=["desktop", "phone"])
def test_story_of_second_factors(browser: Browser, site: str, size: tuple[int, int] | None) -> None:
    """An app is added, a passkey is added, both are asked for, the passkey alone signs in, both are taken off."""
    name = "lanhdao" if size is None else "nhatky"
    person = visitor(browser, site, f"account-{name}", *([size] if size else []))
    page = person.page
    with_authenticator(person)
    person.sign_in(name)
    person.go(ROOM)
    person.look("room")
    page.get_by_role("link", name="Thêm ứng dụng xác minh").click()
    person.look("app")
    secret = page.locator("code").first.inner_text().replace(" ", "")
    page.get_by_label("Mã xác minh").fill("000 000")
    page.get_by_role("button", name="Bật xác minh hai bước").click()
    expect(page.get_by_text("Mã không đúng hoặc đã dùng").first).to_be_visible()
    person.look("wrong-code")
    page.get_by_label("Mã xác minh").fill(code_at(secret, present_step()))
    page.get_by_role("button", name="Bật xác minh hai bước").click()
    expect(page.locator(".code-list li")).to_have_count(10)
    person.look("recovery-codes")
    recovery = page.locator(".code-list li code").first.inner_text()
    page.get_by_role("link", name="Tôi đã cất mã").click()
    page.get_by_role("link", name="Thêm khóa truy cập").click()
    person.look("passkey")
    page.get_by_label("Tên khóa").fill("Máy cơ quan")
    page.get_by_role("button", name="Tạo khóa trên máy này").click()
    page.wait_for_url(f"{site}{ROOM}")
    expect(page.get_by_text("Máy cơ quan").first).to_be_visible()
    person.look("room-with-factors")
    assert person.sideways() == 0
    signs_out(person)
    types_name_and_password(person, name)
    page.wait_for_url(f"{site}/dang-nhap/xac-minh/")
    person.look("second-step")
    page.get_by_label("Mã xác minh").fill(recovery)
    page.get_by_role("button", name="Xác minh", exact=True).click()
    page.wait_for_url(f"{site}/")
    signs_out(person)
    types_name_and_password(person, name)
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    page.wait_for_url(f"{site}/")
    signs_out(person)
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    page.wait_for_url(f"{site}/")
    person.go(ROOM)
    page.get_by_role("link", name="Bỏ Máy cơ quan").click()
    page.get_by_role("button", name="Bỏ cách xác minh này").click()
    page.get_by_role("link", name="Bỏ ứng dụng").click()
    person.look("taking-off-the-last")
    page.get_by_label("Mật khẩu đang dùng").fill(PASSWORD)
    page.get_by_role("button", name="Bỏ cách xác minh này").click()
    expect(page.get_by_text("Chưa bật")).to_be_visible()
    assert person.complaints == []


def test_story_of_a_session_ended_elsewhere(browser: Browser, site: str) -> None:
    """The lost laptop is out at its next click, and the back button shows nothing of before."""
    lost, here = visitor(browser, site, "lost"), visitor(browser, site, "found")
    lost.sign_in("bithu.sonoivu")
    lost.go("/to-chuc/")
    here.sign_in("bithu.sonoivu")
    here.go(ROOM)
    here.look("sessions")
    here.page.get_by_role("button", name="Đăng xuất các máy khác").click()
    expect(here.page.get_by_text(re.compile("^Đã đăng xuất"))).to_be_visible()
    lost.page.reload()
    expect(lost.page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")
    lost.page.go_back()
    expect(lost.page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")
    kept = lost.page.evaluate("[...Object.entries(localStorage), ...Object.entries(sessionStorage)]")
    # htmx notes the address of the page it is on, and nothing of its content.
    assert [key for key, value in kept] in ([], ["htmx-current-path-for-history"])
    assert [*lost.complaints, *here.complaints] == []


@pytest.fixture
def linked_site() -> Iterator[tuple[str, str]]:
    """A site of its own that knows a provider, and the provider's address."""
    template = sample_database.made_sample_template()
    with (
        running_provider(json.dumps({"sub": "hoa"})) as issuer,
        sample_database.copy_of(template, "oidc") as name,
    ):
        entry = {"id": "tinh", "name": "Cổng của tỉnh", "address": issuer, "client": "lantoa", "secret": "x"}
        with running_site(name, LANTOA_OIDC=json.dumps([entry])) as address:
            yield address, issuer


def test_story_of_signing_in_by_another_service(browser: Browser, linked_site: tuple[str, str]) -> None:
    """Not linked: not signed in. Linked by who is signed in: from then on the service signs in."""
    site, issuer = linked_site
    person = visitor(browser, site, "oidc")
    page = person.page
    person.go("/dang-nhap/")
    person.look("sign-in")
    page.get_by_role("button", name="Đăng nhập qua Cổng của tỉnh").click()
    page.wait_for_url(re.compile("/oauth2/authorize"))
    assert urlsplit(page.url).netloc == urlsplit(issuer).netloc
    page.get_by_role("button", name="hoa", exact=True).click()
    expect(page.get_by_text("chưa được nối")).to_be_visible()
    person.look("not-linked")
    person.sign_in("chuyenvien")
    person.go("/tai-khoan/dich-vu/")
    person.look("providers")
    page.get_by_role("button", name="Nối với Cổng của tỉnh").click()
    page.get_by_role("button", name="hoa", exact=True).first.click()
    expect(page.get_by_text("Đã nối. Từ nay")).to_be_visible()
    person.look("linked")
    signs_out(person)
    page.get_by_role("button", name="Đăng nhập qua Cổng của tỉnh").click()
    page.get_by_role("button", name="hoa", exact=True).first.click()
    page.wait_for_url(f"{site}/")
    expect(page.get_by_role("heading", name="Việc phải làm")).to_be_visible()
    assert [one for one in person.complaints if urlsplit(issuer).netloc not in one] == []
