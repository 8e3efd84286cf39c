"""A report through Excel: downloaded, filled in, saved by LibreOffice, sent back, looked at, written."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.browser import PHONE, visitor
from tests.reporting import workbooks as books

pytestmark = pytest.mark.journey

REPORT = "/bao-cao/BCQ-2021Q1/HG-048/bang-tinh/"


def test_story_of_a_workbook_that_comes_back_from_libreoffice(
    browser: Browser, untouched_site: str, tmp_path: Path
) -> None:
    reporter = visitor(browser, untouched_site, "workbook-reporter")
    page = reporter.page
    reporter.sign_in("tonghop.benhvien")
    reporter.go("/bao-cao/")
    with page.expect_download() as downloaded:
        page.locator(f"a[href='{REPORT}']").first.click()
    raw = Path(downloaded.value.path()).read_bytes()
    filled = books.changed(raw, books.put("T07", 31))
    again = tmp_path / "Báo cáo quý I.xlsx"
    again.write_bytes(books.saved_by_office(filled, tmp_path))
    page.get_by_role("link", name="Gửi lại bảng tính").first.click()
    reporter.look("send")
    page.get_by_role("button", name="Đọc bảng tính").click()
    expect(page.get_by_text("Chưa chọn tệp.").first).to_be_visible()
    page.locator("input[type=file]").set_input_files(again)
    page.get_by_label("Tôi đã kiểm tra: tệp không chứa bí mật nhà nước").check()
    page.get_by_role("button", name="Đọc bảng tính").click()
    expect(page.get_by_text("1 ô của 1 báo cáo khác số đang lưu.")).to_be_visible()
    row = page.get_by_role("row", name="Buổi chào cờ, kể chuyện về Bác")
    expect(row).to_contain_text("31")
    reporter.look("differences")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    reporter.look("differences-phone")
    page.get_by_role("button", name="Ghi vào báo cáo").click()
    expect(page.get_by_text("Đã ghi bảng tính vào báo cáo.")).to_be_visible()
    expect(page.get_by_role("textbox", name="Buổi chào cờ, kể chuyện về Bác", exact=True)).to_have_value("31")
    assert "\n".join(reporter.complaints) == ""
