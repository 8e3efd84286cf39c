"""A report typed in by keyboard alone, interrupted by the line and by the end of the session: nothing is lost."""

import re

from playwright.sync_api import Browser, Dialog, Page, expect

from tests.journeys.browser import PHONE, Visitor, visitor
from tests.journeys.test_forms_given_back import end_session

REPORT = "/bao-cao/BCQ-2021Q1/HG-048/"
PASTE = """([cell, text]) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    cell.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def opened(
    browser: Browser, site: str, story: str, name: str = "tonghop.benhvien", **more: object
) -> Visitor:
    person = visitor(browser, site, story, **more)  # type: ignore[arg-type]
    person.sign_in(name)
    person.go(REPORT)
    return person


def places(page: Page) -> list[str]:
    """Ids of the cells that can be typed into, from the top."""
    return [str(one.get_attribute("id")) for one in page.locator("input[data-cell]").all()]


def saved(page: Page, cell: str, value: str) -> None:
    """As the server holds it: read again, in a page of its own."""
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator(f"#{cell}")).to_have_value(value)
    other.close()


def test_report_is_typed_by_keyboard_alone_through_a_lost_line_and_an_ended_session(
    browser: Browser, site: str
) -> None:
    person = opened(browser, site, "entry")
    page = person.page
    person.complaints.clear()
    first, second, third, fourth, fifth = places(page)[:5]
    page.locator(f"#{first}").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Nhập bằng bàn phím")).to_be_visible()
    person.look("keys")
    page.keyboard.press("Escape")
    page.locator(f"#{first}").focus()
    page.locator(f"#{first}").select_text()
    page.keyboard.type("hơn 1.200")
    page.keyboard.press("Enter")
    expect(page.locator(f"#said-{first[2:]}")).to_contain_text("Hiểu là hơn 1.200: hơn một nghìn hai trăm.")
    expect(page.locator(f"#{second}")).to_be_focused()
    person.look("echo")

    page.context.set_offline(True)
    for typed in ("14", "170", "ước 3"):
        page.keyboard.press("Control+A")
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
    bar = page.locator("#unsent")
    expect(bar).to_contain_text("Mất kết nối: 2 ô chưa gửi")  # 14 stood there before
    expect(page.locator(f"#said-{fourth[2:]}")).to_contain_text("Chưa gửi")
    assert page.evaluate(
        "[localStorage.length, Object.keys(sessionStorage).filter(key => !key.startsWith('htmx'))]"
    ) == [0, []]
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.close(run_before_unload=True)
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    person.look_offline("offline")

    page.context.set_offline(False)
    expect(bar).to_be_hidden()
    saved(page, third, "170")
    saved(page, fourth, "ước 3")

    end_session(page)
    page.locator(f"#{fifth}").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("190")
    page.keyboard.press("Enter")
    expect(bar).to_contain_text("Phiên làm việc đã hết: 1 ô chưa gửi")
    with page.context.expect_page() as beside:
        bar.get_by_role("link", name="Đăng nhập ở thẻ mới").press("Enter")
    other = beside.value
    other.get_by_label("Tên đăng nhập").fill("tonghop.benhvien")
    other.get_by_label("Mật khẩu", exact=True).fill("lan-toa-minh-hoa-2021")
    other.get_by_role("button", name="Đăng nhập", exact=True).click()
    other.wait_for_load_state()
    other.close()
    bar.get_by_role("button", name="Gửi lại ngay").press("Enter")
    expect(bar).to_be_hidden()
    saved(page, fifth, "190")


def test_what_is_unsent_is_not_sent_under_another_account(browser: Browser, site: str) -> None:
    person = opened(browser, site, "entry-other")
    page = person.page
    cell = places(page)[1]
    before = page.locator(f"#{cell}").input_value()
    end_session(page)
    page.locator(f"#{cell}").fill("15")
    page.keyboard.press("Enter")
    expect(page.locator("#unsent")).to_contain_text("Phiên làm việc đã hết: 1 ô chưa gửi")
    with page.context.expect_page() as beside:
        page.locator("#unsent").get_by_role("link", name="Đăng nhập ở thẻ mới").click()
    other = beside.value
    other.get_by_label("Tên đăng nhập").fill("bithu.benhvien")
    other.get_by_label("Mật khẩu", exact=True).fill("lan-toa-minh-hoa-2021")
    other.get_by_role("button", name="Đăng nhập", exact=True).click()
    other.wait_for_load_state()
    other.goto(page.url)
    page.get_by_role("button", name="Gửi lại ngay").click()
    expect(page.locator("#notices")).to_contain_text("một tài khoản khác")
    expect(page.locator(f"#{cell}")).to_have_value("15")
    other.reload()
    expect(other.locator(f"#{cell}")).to_have_value(before)


def test_form_sent_without_a_line_waits_for_it(browser: Browser, site: str) -> None:
    person = opened(browser, site, "entry-send")
    page = person.page
    cell = places(page)[2]
    page.context.set_offline(True)
    page.locator(f"#{cell}").fill("171")
    page.get_by_role("button", name="Lưu", exact=True).last.click()
    expect(page.locator("#unsent")).to_contain_text("1 ô chưa gửi")
    expect(page.locator(f"#{cell}")).to_have_value("171")
    page.context.set_offline(False)
    expect(page.locator("#notices")).to_contain_text("Đã lưu.")
    expect(page.locator(f"#{cell}")).to_have_value("171")


def test_column_of_a_spreadsheet_is_pasted_and_taken_back(browser: Browser, site: str) -> None:
    person = opened(browser, site, "entry-paste")
    page = person.page
    cells = places(page)[:3]
    before = [page.locator(f"#{one}").input_value() for one in cells]
    page.evaluate(PASTE, [page.locator(f"#{cells[0]}").element_handle(), "7\tx\r\n\r\n177\r\n"])
    expect(page.locator("#pasted")).to_contain_text("Đã dán 2 số")
    expect(page.locator(f"#{cells[2]}")).to_have_value("177")
    expect(page.locator(f"#{cells[1]}")).to_have_value(before[1])
    expect(page.locator(f"#{cells[2]}")).to_have_attribute("value", "177")
    saved(page, cells[0], "7")
    person.look("pasted")
    page.get_by_role("button", name="Hoàn tác").click()
    for cell, value in zip(cells, before, strict=True):
        expect(page.locator(f"#{cell}")).to_have_attribute("value", value)
    saved(page, cells[2], before[2])
    assert person.complaints == []


def test_two_people_at_one_cell_see_both_figures_and_choose(browser: Browser, site: str) -> None:
    reporter, head = opened(browser, site, "entry-two"), opened(browser, site, "entry-head", "bithu.benhvien")
    cell = places(reporter.page)[1]
    reporter.page.locator(f"#{cell}").fill("15")
    reporter.page.keyboard.press("Enter")
    expect(reporter.page.locator(f"#{cell}")).to_have_attribute("value", "15")
    head.page.locator(f"#{cell}").fill("16")
    head.page.keyboard.press("Enter")
    both = head.page.get_by_role("group", name="Hai số khác nhau ở một ô")
    expect(both).to_contain_text(re.compile("16.*15", re.DOTALL))
    head.look("clash")
    assert head.complaints == []
    both.get_by_role("button", name="Giữ số của tôi").click()
    expect(both).to_have_count(0)
    expect(head.page.locator(f"#{cell}")).to_be_focused()
    saved(reporter.page, cell, "16")
    reporter.page.locator(f"#{cell}").fill("17")
    reporter.page.keyboard.press("Enter")
    reporter.page.get_by_role("button", name="Lấy số đã lưu").click()
    expect(reporter.page.locator(f"#{cell}")).to_have_value("16")


def test_grid_on_a_phone_is_not_wider_than_the_window(browser: Browser, site: str) -> None:
    person = opened(browser, site, "entry-phone", size=PHONE)
    page = person.page
    assert person.sideways() == 0
    page.context.set_offline(True)
    page.locator(f"#{places(page)[0]}").fill("5")
    page.locator(f"#{places(page)[1]}").focus()
    expect(page.locator("#unsent")).to_contain_text("1 ô chưa gửi")
    assert person.sideways() == 0
    person.look_offline("offline")
