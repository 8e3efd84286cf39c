"""Outreach from entry to report: an article in two steps, a list taken back, the line of the report filled by them."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.browser import PHONE, Visitor, visitor

pytestmark = pytest.mark.journey

TITLE, LINK = "Giờ chờ khám còn một nửa", "https://benhvien.example/gio-cho-kham"
LISTED = ("Gương sáng điều dưỡng", "Bếp ăn nghĩa tình")


def test_story_from_an_article_to_the_filled_line(browser: Browser, untouched_site: str) -> None:
    reporter = visitor(browser, untouched_site, "outreach-1-reporter")
    phone = visitor(browser, untouched_site, "outreach-2-phone", PHONE)
    reporter.sign_in("tonghop.benhvien")
    already = _said_in_the_report(reporter)
    _enters_an_article(reporter)
    _enters_a_list_and_takes_it_back(reporter)
    assert _said_in_the_report(reporter) == already + 1
    reporter.go("/tuyen-truyen/lich/?thang=2021-03")
    reporter.look("month")
    reporter.page.get_by_role("table").get_by_role("link", name=re.compile(TITLE)).click()
    expect(reporter.page.get_by_role("heading", name=TITLE)).to_be_visible()
    reporter.page.get_by_role("link", name="Hủy hoạt động").click()
    reporter.page.get_by_label("Lý do hủy").fill("Nhập nhầm quý.")
    reporter.page.get_by_role("button", name="Hủy hoạt động").click()
    reporter.page.get_by_role("button", name="Khôi phục hoạt động").click()
    expect(reporter.page.get_by_text("hoạt động lại được tính vào báo cáo của kỳ")).to_be_visible()
    phone.sign_in("tonghop.benhvien")
    pages = ("", "lich/?thang=2021-03", "moi/", "nhap-danh-sach/", "bcd-35/")
    for place in pages:
        phone.go(f"/tuyen-truyen/{place}")
        assert phone.sideways() == 0
    phone.go("/tuyen-truyen/lich/?thang=2021-03")
    expect(
        phone.page.get_by_role("region", name="Theo ngày").get_by_role("link", name=re.compile(TITLE))
    ).to_be_visible()
    assert "\n".join(complaint for one in (reporter, phone) for complaint in one.complaints) == ""


def _said_in_the_report(reporter: Visitor) -> int:
    reporter.go("/bao-cao/BCQ-2021Q1/HG-048/")
    row = reporter.page.get_by_role("row").filter(has_text="Tin, bài tuyên truyền")
    return int(row.locator("input.cell__input").input_value())


def _enters_an_article(reporter: Visitor) -> None:
    page = reporter.page
    reporter.go("/tuyen-truyen/moi/")
    page.get_by_role("button", name="Tiếp").click()
    expect(page.get_by_text("Bước 1 trong 2")).to_be_visible()  # no title yet
    page.get_by_label("Tên tin, bài, hoạt động").fill(TITLE)
    page.get_by_label("Ngày đăng, phát hoặc tổ chức").fill("12/3/2021")
    page.get_by_role("button", name="Tiếp").click()
    page.get_by_label("Địa chỉ trên mạng").fill(LINK)
    page.get_by_role("button", name="Quay lại").click()
    expect(page.get_by_label("Tên tin, bài, hoạt động")).to_have_value(TITLE)
    page.get_by_role("button", name="Tiếp").click()
    expect(page.get_by_label("Địa chỉ trên mạng")).to_have_value(LINK)
    page.get_by_label("Kết quả lan tỏa").fill("1.200")
    page.get_by_label("Đếm bằng").select_option("views")
    reporter.look("second-step")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("1.200 lượt xem trên mạng")).to_be_visible()
    expect(page.get_by_role("link", name=LINK)).to_be_visible()


def _enters_a_list_and_takes_it_back(reporter: Visitor) -> None:
    page = reporter.page
    reporter.go("/tuyen-truyen/nhap-danh-sach/")
    lines = ["Ngày\tTên tin, bài\tHình thức", f"32/3/2021\t{LISTED[0]}\tTin", f"15/3/2021\t{LISTED[1]}\tTin"]
    table = page.locator("#id_table")
    table.fill("\n".join(lines))
    page.get_by_role("button", name="Kiểm tra bảng").click()
    expect(page.get_by_role("heading", name="1 dòng phải sửa")).to_be_visible()
    expect(page.get_by_text(re.compile("^A2: "))).to_be_visible()
    reporter.look("list")
    table.fill("\n".join(lines).replace("32/3", "30/3"))
    page.get_by_role("button", name="Kiểm tra bảng").click()
    page.get_by_role("button", name="Nhập 2 hoạt động").click()
    for title in LISTED:
        expect(page.get_by_role("link", name=title)).to_be_visible()
    page.get_by_role("button", name="Hoàn tác lần nhập này").click()
    expect(page.get_by_text("Đã hoàn tác: 2 hoạt động chuyển sang Đã hủy.")).to_be_visible()
