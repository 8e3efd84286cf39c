"""A directive goes down in the browser: issued with a duty and a topic of study, read on a phone, signed on paper by who has
no account; the late ones are reminded, reminded again and reported up; a revision asks again for what has changed only."""

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from lantoa.config import database
from tests import sample_database
from tests.journeys.browser import PHONE, Visitor, visitor

pytestmark = pytest.mark.journey

READER, LATE = "HG-048", "HG-077"
SENTENCE = "Mỗi đơn vị đăng ký ít nhất một mô hình trong năm, ghi rõ chỉ tiêu đo được."
CHANGED = "Người đứng đầu nêu gương, báo kết quả trước chi bộ hằng quý."
# The clock stands still in a running site, so the days of what was done move back instead.
A_DAY_PASSES = """
    UPDATE directives_receipt SET asked_at = asked_at - interval '1 day', due_on = due_on - %(due)s::int,
        reminded_at = reminded_at - interval '1 day', reminded_again_at = reminded_again_at - interval '1 day'
    WHERE acknowledged_at IS NULL AND NOT kept
"""
# What a person does who selects a sentence with the mouse.
SELECT = """sentence => {
    const found = [...document.querySelectorAll("main p")].find(one => one.textContent.includes(sentence));
    const range = document.createRange();
    range.selectNodeContents(found);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    document.dispatchEvent(new Event("selectionchange"));
    found.dispatchEvent(new MouseEvent("mouseup", {bubbles: true}));
}"""


def test_story_from_issuing_to_the_receipt_of_a_revision(browser: Browser, untouched_site: str) -> None:
    officer = visitor(browser, untouched_site, "receipt-1-officer")
    phone = visitor(browser, untouched_site, "receipt-2-phone", PHONE)
    officer.sign_in("chuyenvien")
    phone.sign_in("tonghop.benhvien")
    progress = _issues(officer)
    _reads(phone)
    officer.go(progress)
    expect(officer.page.get_by_role("row").filter(has_text="HG-048")).to_contain_text(
        "Bí thư Đảng ủy bệnh viện"
    )
    officer.page.get_by_role("button", name="Nhắc 97 đơn vị").click()
    expect(officer.page.get_by_text("Đã nhắc 97 đơn vị.")).to_be_visible()
    _signs_on_paper(officer, progress)
    _chases(officer, progress)
    _revises(officer)
    phone.go("/tiep-nhan/")
    phone.page.get_by_role("link", name="Kế hoạch 18").first.click()
    expect(phone.page.get_by_role("heading", name="II.3. Nêu gương thay đổi")).to_be_visible()
    changed = phone.page.get_by_role("article").filter(has_text="II.3. Nêu gương")
    expect(changed.locator("del").first).to_contain_text("theo quy định")
    expect(changed.locator("ins").last).to_contain_text("quý")
    expect(phone.page.get_by_text("Tổ chức hội nghị quán triệt")).to_be_hidden()
    phone.look("asked-again")
    assert phone.sideways() == 0
    assert "\n".join(complaint for one in (officer, phone) for complaint in one.complaints) == ""


def _issues(officer: Visitor) -> str:
    page = officer.page
    officer.go("/van-ban/")
    page.get_by_role("link", name="Kế hoạch 18").click()
    page.get_by_role("link", name="Phát động", exact=True).click()
    page.get_by_label("Hạn tiếp nhận").fill("20/4/2021")
    page.get_by_role("button", name="Lưu và xem lại").click()
    progress = page.url.removeprefix(officer.address)
    page.get_by_role("link", name="Thêm việc từ văn bản").click()
    page.evaluate(SELECT, SENTENCE)
    expect(page.get_by_label("Nguyên văn câu giao việc")).to_have_value(SENTENCE)
    page.get_by_label("Hạn").fill("30/6/2021")
    officer.look("marked")
    page.get_by_role("button", name="Lưu, thêm việc nữa").click()
    page.get_by_label("Việc phải làm").fill("Nêu gương trong từng việc")
    page.locator("[name=becomes]").select_option("topic:year")
    page.get_by_label("Hạn").fill("31/12/2021")
    page.get_by_role("button", name="Lưu việc").click()
    page.get_by_role("button", name="Phát động đến 98 đơn vị").click()
    expect(page.get_by_text("Đã phát động đến 98 đơn vị.")).to_be_visible()
    officer.look("issued")
    page.get_by_role("link", name="Nêu gương trong từng việc").click()
    expect(page.get_by_role("heading", name="Nêu gương trong từng việc")).to_be_visible()
    page.get_by_role("link", name=re.compile("Kế hoạch 18")).first.click()
    expect(page.get_by_text("98 nhiệm vụ: 0 đã xong, 0 quá hạn")).to_be_visible()
    return progress


def _reads(phone: Visitor) -> None:
    page = phone.page
    phone.go("/")
    page.get_by_role("link", name="Đọc và xác nhận").click()
    expect(page.get_by_text(SENTENCE).first).to_be_visible()
    page.get_by_label("Chức danh người đọc").fill("Bí thư Đảng ủy bệnh viện")
    phone.look("to-read")
    assert phone.sideways() == 0
    page.get_by_role("button", name="Đã đọc, tiếp nhận phiên bản 2").click()
    expect(page.get_by_text("Đã xác nhận tiếp nhận văn bản.")).to_be_visible()
    phone.go("/nhiem-vu/")
    expect(page.get_by_text("Mỗi đơn vị đăng ký ít nhất một mô hình").first).to_be_visible()


def _signs_on_paper(officer: Visitor, progress: str) -> None:
    """One sheet for 96 units, so that one is left; the same scan a second time is known."""
    page, scan = officer.page, BytesIO()
    Image.new("RGB", (40, 40), "white").save(scan, "PNG")
    for again in (False, True):
        officer.go(f"{progress}ban-ky/")
        codes = (
            [LATE] if again else [f"HG-{n:03d}" for n in range(1, 99) if f"HG-{n:03d}" not in (LATE, READER)]
        )
        page.get_by_label("Mã các đơn vị có chữ ký").fill(", ".join(codes))
        page.get_by_label("Chức danh người ký").fill("Bí thư")
        page.locator("input[type=file]").set_input_files(
            {"name": "ky-nhan.png", "mimeType": "image/png", "buffer": scan.getvalue()}
        )
        page.get_by_label("Tôi đã kiểm tra").check()
        page.get_by_role("button", name="Ghi tiếp nhận theo bản ký").click()
        said = "Bản quét này đã nhập ngày" if again else "Đã ghi tiếp nhận của 96 đơn vị theo bản ký."
        expect(page.get_by_text(said).first).to_be_visible()


def _chases(officer: Visitor, progress: str) -> None:
    """The one that is left: reminded before; again the next day; reported up when its day is over."""
    page = officer.page
    _a_day_passes(due=0)
    officer.go(progress)
    page.get_by_role("button", name="Nhắc 1 đơn vị").click()
    _a_day_passes(due=30)
    officer.go(progress)
    page.get_by_role("button", name="Báo lên về 1 đơn vị").click()
    steps = page.get_by_role("region", name="Các bước đôn đốc")
    for words in ("Nhắc lần một", "Nhắc lần hai", "Báo lên người đứng đầu"):
        expect(steps.get_by_role("row").filter(has_text=words).first).to_be_visible()
    officer.go(f"{progress}?trang-thai=bao-len")
    expect(page.get_by_role("row").filter(has_text=LATE)).to_contain_text("báo lên 06/4/2021")
    officer.look("reported-up")


def _a_day_passes(*, due: int) -> None:
    with database.connect_as_superuser(sample_database.own_name("untouched")) as server:
        server.execute(A_DAY_PASSES, {"due": due})


def _revises(officer: Visitor) -> None:
    page = officer.page
    officer.go("/van-ban/")
    page.get_by_role("link", name="Kế hoạch 18").click()
    page.get_by_role("link", name="Soạn phiên bản mới").click()
    page.locator("[name=phan-4-noi-dung]").fill(CHANGED)
    page.get_by_role("button", name="Lưu bản nháp").click()
    page.get_by_role("button", name="Công bố phiên bản 3").click()
    page.get_by_role("link", name="Phát động", exact=True).click()
    page.get_by_label("Hạn tiếp nhận").fill("30/4/2021")
    page.get_by_label("Chỉ đọc lại phần thay đổi").check()
    page.get_by_role("button", name="Lưu và xem lại").click()
    page.get_by_role("button", name="Phát động đến 98 đơn vị").click()
    expect(page.get_by_text("Đã phát động đến 98 đơn vị.")).to_be_visible()
