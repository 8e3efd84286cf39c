"""Search from the top of any page: a word of a file leads to the file, a search is kept and tells what is new, an abbreviation is
added and used at once."""

import re
from io import BytesIO

import docx
import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.browser import PHONE, Visitor, visitor

pytestmark = pytest.mark.journey

PRACTICE = "MH-2016-034"  # of the hospital; its year 2019 is not decided yet
TITLE = "Giám đốc đi buồng đêm không báo trước"
CAPTION = "Biên bản giao ban tháng 3/2021."


def _paper() -> bytes:
    written = docx.Document()
    written.add_paragraph("Kíp trực trồng hoa thủy tiên trước khoa; đi TĐB hai lượt mỗi đêm.")
    kept = BytesIO()
    written.save(kept)
    return kept.getvalue()


def test_story_from_a_word_in_a_file_to_a_kept_search(browser: Browser, untouched_site: str) -> None:
    head = visitor(browser, untouched_site, "search-1-head")
    officer = visitor(browser, untouched_site, "search-2-officer")
    phone = visitor(browser, untouched_site, "search-3-phone", PHONE)
    officer.sign_in("chuyenvien")
    _keeps_a_search(officer)
    head.sign_in("bithu.benhvien")
    _adds_a_paper(head)
    officer.go("/mo-hinh/tim/da-luu/")
    officer.look("saved")
    row = officer.page.get_by_role("row").filter(has_text="Hoa ở khoa")
    expect(row.locator("td").nth(2)).to_have_text("1")
    row.get_by_role("button", name="Mở").click()
    officer.page.get_by_role("link", name=f"Trong tệp «{CAPTION}»").click()
    expect(officer.page).to_have_url(re.compile(rf"/mo-hinh/{PRACTICE}/#tep-"))
    expect(officer.page.locator(".proofs__one:target")).to_contain_text(CAPTION)
    officer.look("practice")
    _adds_an_abbreviation(officer)
    phone.sign_in("chuyenvien")
    for place in (
        "/mo-hinh/tim/?q=thủy tiên",
        "/mo-hinh/tim/luu/?q=thủy tiên",
        "/mo-hinh/tim/da-luu/",
        "/mo-hinh/tim/viet-tat/",
        "/mo-hinh/tim/viet-tat/them/",
    ):
        phone.go(place)
        assert phone.sideways() == 0
    people = (head, officer, phone)
    assert "\n".join(complaint for one in people for complaint in one.complaints) == ""


def _keeps_a_search(officer: Visitor) -> None:
    page = officer.page
    page.keyboard.press("/")
    page.keyboard.type("hoa thủy tiên trước khoa")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Không tìm thấy mô hình nào")).to_be_visible()
    officer.look("nothing")
    page.get_by_role("link", name="Lưu lần tìm này để biết khi có kết quả mới").click()
    page.get_by_label("Tên lần tìm").fill("Hoa ở khoa")
    officer.look("keep")
    page.get_by_role("button", name="Lưu lần tìm").click()
    expect(page.get_by_role("row").filter(has_text="Hoa ở khoa").locator("td").nth(2)).to_have_text("0")


def _adds_a_paper(head: Visitor) -> None:
    page = head.page
    head.go(f"/mo-hinh/{PRACTICE}/nam-2019/minh-chung/")
    page.get_by_label("Chú thích").fill(CAPTION)
    page.locator("input[type=file]").set_input_files(
        {
            "name": "bien-ban.docx",
            "mimeType": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "buffer": _paper(),
        }
    )
    page.get_by_label(re.compile("không chứa.*bí mật", re.IGNORECASE)).check()
    page.get_by_role("button", name="Thêm minh chứng").click()
    waiting = page.get_by_text("Đang đọc chữ trong tệp để tìm kiếm, chờ ít phút.")
    for _turn in range(60):
        if not waiting.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(waiting).to_have_count(0)
    expect(page.get_by_text(CAPTION)).to_be_visible()


def _adds_an_abbreviation(officer: Visitor) -> None:
    page = officer.page
    officer.go("/mo-hinh/tim/?q=thăm đêm bệnh")
    expect(page.get_by_role("link", name=TITLE)).to_have_count(0)
    officer.go("/mo-hinh/tim/viet-tat/")
    officer.look("abbreviations")
    page.get_by_role("link", name="Thêm chữ viết tắt").click()
    page.get_by_label("Chữ viết tắt").fill("T Đ B")
    page.get_by_label("Viết đủ").fill("thăm đêm bệnh")
    page.get_by_role("button", name="Thêm chữ viết tắt").click()
    expect(page.get_by_text("Chữ viết tắt viết liền").first).to_be_visible()
    page.get_by_label("Chữ viết tắt").fill("TĐB")
    page.get_by_role("button", name="Thêm chữ viết tắt").click()
    expect(page.get_by_text("Đã thêm «TĐB».")).to_be_visible()
    officer.go("/mo-hinh/tim/?q=thăm đêm bệnh")
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()
    officer.go("/mo-hinh/tim/viet-tat/?q=tdb")
    page.get_by_role("button", name="Thôi dùng").click()
    expect(page.get_by_text("Đã bỏ «TĐB», thêm hôm nay và chưa dùng.")).to_be_visible()
