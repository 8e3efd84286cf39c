"""A pledge written with help and signed on a phone, remarked by the direct superior, and its owner sees who has read it."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.browser import PHONE, Visitor, visitor

pytestmark = pytest.mark.journey


def test_story_from_help_to_who_has_seen_it(browser: Browser, untouched_site: str) -> None:
    writer = visitor(browser, untouched_site, "pledges-1-writer", PHONE)
    head = visitor(browser, untouched_site, "pledges-2-head")
    writer.sign_in("tonghop.sonoivu")
    _writes(writer)
    writer.page.get_by_role("button", name="Ký và gửi").click()
    expect(writer.page.get_by_text("Chưa ai mở")).to_be_visible()
    writer.look("signed")
    writer.page.get_by_role("link", name="Tự nhận xét giữa năm").click()
    writer.page.locator("textarea").first.fill("Chín trên mười hồ sơ đúng hẹn, còn vướng tuần cuối quý.")
    writer.look("review")
    writer.page.get_by_role("button", name="Lưu tự nhận xét").click()
    head.sign_in("bithu.sonoivu")
    head.page.get_by_role("link", name="Mở danh sách").first.click()
    head.look("others")
    head.page.get_by_role("row").filter(has_text="Chờ nhận xét").get_by_role("link").click()
    head.page.get_by_label("Nhận xét bằng lời").fill("Việc thấy được, mong giữ đều.")
    head.look("pledge")
    head.page.get_by_role("button", name="Ghi nhận xét").click()
    expect(head.page.get_by_text("Đã ghi nhận xét.")).to_be_visible()
    writer.go("/cam-ket/2021/")
    expect(writer.page.get_by_text("Việc thấy được, mong giữ đều.")).to_be_visible()
    writer.go("/cam-ket/ai-da-xem/")
    expect(writer.page.get_by_role("row")).to_have_count(3)  # the head of the table, and two openings
    writer.look("seen")
    assert writer.sideways() == 0
    head.go("/cam-ket/so-lieu/?nam=2020")
    expect(head.page.get_by_role("row").filter(has_text="HG-019")).to_be_visible()
    head.look("counts")
    assert "\n".join(complaint for one in (writer, head) for complaint in one.complaints) == ""


def _writes(writer: Visitor) -> None:
    page = writer.page
    writer.go("/cam-ket/")
    writer.look("mine")
    page.get_by_role("button", name="Viết cam kết năm 2021").click()
    page.get_by_label("Việc sẽ làm").first.fill("Trả hồ sơ sớm cho người dân")
    page.get_by_role("button", name="Lưu và xem gợi ý").click()
    expect(page.get_by_text("chưa có con số hay ngày nào")).to_be_visible()
    writer.look("help")
    assert writer.sideways() == 0
    page.get_by_label("Nhìn vào đâu thì biết đã làm").first.fill("9 trên 10 hồ sơ trước hẹn")
    page.get_by_label("Nhiệm vụ, chức trách liên quan").first.fill("Tiếp nhận, trả hồ sơ")
    page.get_by_role("button", name="Lưu, xem lại để ký").click()
