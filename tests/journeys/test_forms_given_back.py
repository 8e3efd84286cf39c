"""A session ends while somebody writes: nothing is lost, with scripts and without, and nobody else's words are sent."""

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.journeys.browser import visitor

TITLE = "Một cửa <img src=x onerror=window.hit=1> liên thông"
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


def write(page: Page) -> None:
    page.get_by_label("Tên mô hình").fill(TITLE)
    page.get_by_label("Thực hiện từ ngày").fill("32/13/2021")


def end_session(page: Page) -> None:
    page.context.clear_cookies(name="sessionid")


def sign_in_beside(page: Page, name: str) -> None:
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Đăng nhập ở thẻ mới").click()
    other = opened.value
    other.get_by_label("Tên đăng nhập").fill(name)
    other.get_by_label("Mật khẩu", exact=True).fill("lan-toa-minh-hoa-2021")
    other.get_by_role("button", name="Đăng nhập", exact=True).click()
    other.wait_for_load_state()
    other.close()


@SCRIPTS
def test_form_of_an_ended_session_arrives_after_sign_in(browser: Browser, site: str, scripts: bool) -> None:
    person = visitor(browser, site, "given-back", scripts=scripts)
    person.sign_in("tonghop.benhvien")
    person.go("/mo-hinh/dang-ky/")
    write(person.page)
    end_session(person.page)
    person.page.locator("form[data-guard] button[type=submit]").first.click()
    expect(person.page.get_by_label("Tên mô hình")).to_have_value(TITLE)
    expect(person.page.get_by_role("heading", level=1)).to_contain_text("Phiên làm việc đã hết")
    if scripts:
        person.look("ended")
    sign_in_beside(person.page, "tonghop.benhvien")
    person.page.get_by_role("button", name="Gửi lại").click()
    if not scripts:  # signing in gave a new proof, which only a script puts into the page that stood open
        person.page.get_by_role("button", name="Gửi lại").click()
    expect(person.page.get_by_label("Tên mô hình")).to_have_value(TITLE)
    expect(person.page.get_by_role("button", name="Gửi lại")).to_have_count(0)
    assert person.complaints == []


def test_form_is_not_sent_under_another_account(browser: Browser, site: str) -> None:
    person = visitor(browser, site, "given-back-other")
    person.sign_in("tonghop.benhvien")
    person.go("/mo-hinh/dang-ky/")
    write(person.page)
    end_session(person.page)
    person.page.locator("form[data-guard] button[type=submit]").first.click()
    sign_in_beside(person.page, "bithu.benhvien")
    person.page.get_by_role("button", name="Gửi lại").click()
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Đang dùng tài khoản khác")
    expect(person.page.get_by_role("button", name="Gửi lại")).to_have_count(0)
    expect(person.page.get_by_label("Tên mô hình")).to_have_value(TITLE)


def test_page_warns_before_the_session_ends_unless_another_tab_went_on(browser: Browser, site: str) -> None:
    person = visitor(browser, site, "idle")
    page = person.page
    page.clock.install()
    person.sign_in("tonghop.benhvien")
    with page.expect_response(lambda answer: answer.request.method == "HEAD"):
        page.clock.fast_forward("28:30")
    page.wait_for_timeout(300)
    expect(page.locator(".idle-bar")).to_have_count(0)  # the server knows that the session has just been used

    def almost_over(route: Route) -> None:
        if route.request.method == "HEAD":
            route.fulfill(status=200, headers={"X-Session-Ends-In": "110"})
        else:
            route.continue_()

    page.route("**/*", almost_over)
    page.clock.fast_forward("28:30")
    expect(page.get_by_role("button", name="Ở lại")).to_be_visible()
    person.look("warned")
    page.unroute("**/*")
    page.get_by_role("button", name="Ở lại").click()
    expect(page.locator(".idle-bar")).to_have_count(0)
    assert person.complaints == []
