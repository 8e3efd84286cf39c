"""A pressing issue on phones: raised without a name in it, escalated to the level above, solved there, not yet enough for who
raised it, solved again, and closed by who raised it and by nobody else."""

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from tests.journeys.browser import PHONE, Visitor, visitor

pytestmark = pytest.mark.journey

TITLE = "Người bệnh chờ lấy thuốc bảo hiểm quá một giờ buổi sáng"
NAMED = "Chị Trần Thị Hoa chờ từ 7 giờ đến 9 giờ, điện thoại 0912 345 678."
TEXT = "Từ đầu tháng 3, sáng thứ Hai nào người bệnh cũng chờ hơn một giờ ở quầy thuốc; đã tăng một bàn mà chưa đủ."
WANTED = "Lấy thuốc không quá 30 phút"
NO_MEANS = "Cần thêm người phát thuốc, đơn vị không tự quyết được biên chế."
HALF, WHOLE = "Đã điều thêm một dược sĩ buổi sáng.", "Đã mở quầy thứ ba từ 7 giờ; giờ chờ đo được 25 phút."
MISSING = "Mới đỡ một nửa: thứ Hai vẫn chờ gần một giờ."


def test_story_from_raising_to_the_word_of_who_raised_it(browser: Browser, untouched_site: str) -> None:
    reporter = visitor(browser, untouched_site, "issues-1-reporter-phone", PHONE)
    head = visitor(browser, untouched_site, "issues-2-head-phone", PHONE)
    officer = visitor(browser, untouched_site, "issues-3-officer")
    stranger = visitor(browser, untouched_site, "issues-4-stranger")
    everybody = (reporter, head, officer, stranger)
    names = ("tonghop.benhvien", "bithu.benhvien", "chuyenvien", "bithu.sonoivu")
    for one, name in zip(everybody, names, strict=True):
        one.sign_in(name)
    address = _raises(reporter)
    assert _status(stranger, address) == 404
    _escalates(head, address)
    _solves(officer, HALF)
    assert _status(officer, f"{address}tra-loi/") == 403  # who solves it does not say that it is solved
    assert _status(reporter, f"{address}tra-loi/") == 403
    _sends_back(head)
    officer.go(address)
    expect(officer.page.get_by_text(MISSING)).to_be_visible()
    _reports_solved(officer, WHOLE)
    _closes(head, address)
    officer.go("/buc-xuc/theo-doi/")
    officer.look("board")
    officer.go(address)
    expect(officer.page.get_by_text("Nơi nêu đã xác nhận là giải quyết xong.")).to_be_visible()
    assert "\n".join(complaint for one in everybody for complaint in one.complaints) == ""


def _status(one: Visitor, path: str) -> int:
    return one.page.request.get(one.address + path).status


def _raises(reporter: Visitor) -> str:
    """A name and a telephone number are pointed at, and what was typed stays. Gives the address of the issue."""
    page = reporter.page
    reporter.go("/buc-xuc/")
    page.get_by_role("link", name="Nêu vấn đề").click()
    page.locator("#id_theme").select_option("y-te")
    page.locator("#id_title").fill(TITLE)
    page.locator("#id_text").fill(NAMED)
    page.locator("#id_wanted").fill(WANTED)
    page.get_by_role("button", name="Nêu vấn đề").click()
    expect(page.get_by_text(re.compile("Trần Thị Hoa")).first).to_be_visible()
    expect(page.locator("#id_text")).to_have_value(NAMED)
    expect(page.locator("#id_wanted")).to_have_value(WANTED)
    reporter.look("a-name-refused")
    assert reporter.sideways() == 0
    page.locator("#id_text").fill(TEXT)
    page.get_by_role("button", name="Nêu vấn đề").click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    address = page.url.removeprefix(reporter.address)
    page.get_by_role("link", name="Thêm tệp").click()
    page.locator("#id_caption").fill("Hàng chờ ở quầy thuốc, sáng thứ Hai")
    for name in ("chi Hoa cho thuoc.jpg", "IMG_20210405_073000.jpg"):
        page.locator("#id_file").set_input_files(
            {"name": name, "mimeType": "image/jpeg", "buffer": _photograph()}
        )
        page.get_by_label("Tôi đã kiểm tra").check()
        page.get_by_role("button", name="Thêm tệp").click()
        if name.startswith("chi"):  # the name of a file may name a person
            expect(page.get_by_text("«chi Hoa» (tên người)").first).to_be_visible()
    expect(page.get_by_role("link", name="Hàng chờ ở quầy thuốc")).to_be_visible()
    reporter.look("raised")
    assert reporter.sideways() == 0
    return address


def _photograph() -> bytes:
    kept = BytesIO()
    Image.new("RGB", (800, 600), "#b08d57").save(kept, "JPEG")
    return kept.getvalue()


def _escalates(head: Visitor, address: str) -> None:
    page = head.page
    head.go("/")
    page.get_by_role("link", name=re.compile(TITLE)).first.click()
    assert page.url.endswith(address)
    page.get_by_role("button", name="Tiếp nhận").click()
    expect(page.get_by_text("Đã tiếp nhận.")).to_be_visible()
    page.get_by_role("link", name="Ghi việc đã làm").click()
    page.locator("#id_words").fill("Đã tăng một bàn phát thuốc từ 15/3.")
    page.get_by_role("button", name="Ghi việc đã làm").click()
    page.get_by_role("link", name="Chuyển lên cấp trên").click()
    page.locator("#id_reason").fill(NO_MEANS)
    head.look("escalate")
    page.get_by_role("button", name="Chuyển lên cấp trên").click()
    expect(page.get_by_text("Đã chuyển lên Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh.")).to_be_visible()
    expect(page.get_by_role("link", name="Báo đã giải quyết")).to_have_count(
        0
    )  # it is no longer this unit's to solve
    head.look("escalated")
    assert head.sideways() == 0


def _solves(officer: Visitor, result: str) -> None:
    """Found on the home page, where what waits for the body stands."""
    page = officer.page
    officer.go("/buc-xuc/?q=lay+thuoc+bao+hiem")
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_text(NO_MEANS)).to_be_visible()
    officer.look("to-take-up")
    page.get_by_role("button", name="Tiếp nhận").click()
    _reports_solved(officer, result)


def _reports_solved(officer: Visitor, result: str) -> None:
    page = officer.page
    page.get_by_role("link", name="Báo đã giải quyết").click()
    expect(page.get_by_text(WANTED)).to_be_visible()
    page.locator("#id_result").fill(result)
    page.get_by_role("button", name="Báo đã giải quyết").click()
    expect(page.get_by_text("Nơi nêu xác nhận thì vấn đề mới đóng.")).to_be_visible()


def _sends_back(head: Visitor) -> None:
    page = head.page
    head.go("/")
    page.get_by_role("link", name=re.compile(f"Xác nhận: {TITLE}")).first.click()
    expect(page.get_by_text(HALF)).to_be_visible()
    page.get_by_role("button", name="Chưa đồng ý, đề nghị làm tiếp").click()
    expect(page.get_by_text("Đã đề nghị làm tiếp.")).to_have_count(0)  # not without saying what is missing
    head.look("what-is-missing")
    assert head.sideways() == 0
    page.locator("#id_reason").fill(MISSING)
    page.get_by_role("button", name="Chưa đồng ý, đề nghị làm tiếp").click()
    expect(page.get_by_text("Đã đề nghị làm tiếp.")).to_be_visible()


def _closes(head: Visitor, address: str) -> None:
    page = head.page
    head.go(address)
    page.get_by_role("link", name="Xác nhận hoặc đề nghị làm tiếp").click()
    expect(page.get_by_text(WHOLE)).to_be_visible()
    page.get_by_role("button", name="Xác nhận đã giải quyết").click()
    expect(page.get_by_text("Đã xác nhận. Vấn đề đã đóng")).to_be_visible()
    expect(page.get_by_role("link", name="Mở lại vấn đề")).to_be_visible()
    head.look("closed")
    assert head.sideways() == 0
