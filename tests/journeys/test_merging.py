"""A practice that is like another is registered with a word, found to be the same, merged and parted again. One story."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.browser import PHONE, Visitor, visitor

pytestmark = pytest.mark.journey

KEPT = "MH-2019-001"
PROBLEM = (
    "Mỗi tháng đầu năm 2019, cơ quan in 18.400 trang tài liệu họp. "
    "Gần một phần ba số đó bị in lại vì nội dung sửa trong ngày họp."
)
METHOD = (
    "Công việc chia làm ba bước. Tháng 3/2019, giao ban lãnh đạo phòng với 11 người dùng máy tính bảng cũ gom từ các phòng. "
    "Quý II, các cuộc họp chi bộ và họp chuyên đề làm theo. Quý IV, hội nghị đến 60 người đọc tài liệu trên màn hình cá nhân."
)


def test_story_of_two_practices_that_are_one(browser: Browser, untouched_site: str) -> None:
    head = visitor(browser, untouched_site, "merging-1-head")
    officer = visitor(browser, untouched_site, "merging-2-officer")
    phone = visitor(browser, untouched_site, "merging-3-phone", PHONE)
    head.sign_in("bithu.sonoivu")
    officer.sign_in("chuyenvien")
    code = _registers(head)
    _merges(officer, code)
    phone.sign_in("bithu.sonoivu")
    phone.go(f"/mo-hinh/{code}/")
    expect(phone.page.get_by_text(f"{code} đã được gộp vào {KEPT}")).to_be_visible()
    phone.look("led-on")
    assert phone.sideways() == 0
    _parts(officer, code)
    head.go(f"/mo-hinh/{code}/")
    assert head.page.url.endswith(f"/mo-hinh/{code}/")
    people = (head, officer, phone)
    assert "\n".join(complaint for one in people for complaint in one.complaints) == ""


def _registers(head: Visitor) -> str:
    """What is like another is named while it is typed; without a word it is not registered."""
    page = head.page
    head.go("/mo-hinh/dang-ky/")
    page.get_by_label("Tên mô hình").fill("Họp trên máy tính bảng")
    page.locator("#id_field").select_option(index=1)
    page.locator("#id_directive").select_option(index=1)
    page.get_by_label("Thực hiện từ ngày").fill("01/3/2021")
    page.get_by_label("Vấn đề cần giải quyết").fill(PROBLEM)
    page.get_by_label("Mục tiêu").fill("Bớt một nửa số trang in trước ngày 30/6/2021.")
    page.locator("#id_measure").fill("Số trang in mỗi tháng")
    page.get_by_label("Cách làm").fill(METHOD)
    expect(page.locator("#alike article")).to_contain_text(KEPT)
    head.look("alike")
    page.get_by_role("button", name="Lưu bản nháp").click()
    page.wait_for_url(re.compile("/mo-hinh/MH-2021-"))
    code = page.url.rstrip("/").rsplit("/", 1)[-1]
    page.get_by_role("button", name="Đăng ký").first.click()
    expect(page.get_by_text(f"Mô hình này gần giống {KEPT}")).to_be_visible()
    head.go(f"/mo-hinh/{code}/sua/")
    page.locator("#id_distinct_because").fill("Ở Sở dùng máy tính bảng của từng người.")
    page.get_by_role("button", name="Lưu bản nháp").click()
    page.wait_for_url(re.compile(f"/mo-hinh/{code}/$"))
    page.get_by_role("button", name="Đăng ký").first.click()
    expect(page.get_by_text(f"Đã đăng ký {code} với cấp trên.")).to_be_visible()
    return code


def _merges(officer: Visitor, code: str) -> None:
    page = officer.page
    officer.go(f"/mo-hinh/{code}/")
    page.get_by_role("link", name=f"Xem trước khi gộp vào {KEPT}").click()
    expect(page.get_by_role("heading", name=f"Gộp {code} vào {KEPT}")).to_be_visible()
    officer.look("preview")
    page.get_by_label("Vì sao hai mô hình là một").fill("Cùng một cách họp không giấy, hai đơn vị cùng làm.")
    page.get_by_role("button", name=f"Gộp {code} vào {KEPT}").click()
    page.wait_for_url(re.compile(f"/mo-hinh/{KEPT}/$"))
    expect(page.get_by_role("heading", name="Gộp từ 1 mô hình")).to_be_visible()


def _parts(officer: Visitor, code: str) -> None:
    page = officer.page
    page.get_by_role("link", name="Họp trên máy tính bảng").click()
    page.get_by_role("link", name="Tách lại").click()
    page.get_by_label("Lý do").fill("Hai việc khác nhau.")
    page.get_by_role("button", name="Tách lại").click()
    page.wait_for_url(re.compile(f"/mo-hinh/{code}/$"))
    expect(page.get_by_text(f"Đã tách {code} khỏi {KEPT}.")).to_be_visible()
