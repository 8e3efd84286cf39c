"""An officer's old list: sent, columns looked over, a name explained, a row decided, entered, seen on a practice, undone."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.browser import PHONE, visitor
from tests.practices.list_files import HEAD, row, workbook

pytestmark = pytest.mark.journey

TOLD = (
    "Đầu tháng 1, mỗi người ghi một việc có con số như số ngày trả văn bản hay số phiếu trình không sai sót. "
    "Bộ phận văn thư đối chiếu số liệu hằng quý và báo chi ủy."
)
ROWS = [
    ["DANH SÁCH MÔ HÌNH NĂM 2018"],
    HEAD,
    ["I", "KHỐI ĐẢNG"],
    row("Hộp thư góp ý mỗi tuần", year=2018, field="Dân vận", note="Theo sổ tay"),
    row("Hộp thư góp ý mỗi tuần", "", 2019, field="Dân vận", number=2),
    row("Ngày thứ Bảy giúp dân", "Ban Tuyên giáo TU", 2018, field="Dân vận", number=3),
    row("Mỗi người một việc có số đo", "HG-002", 2019, field="Nêu gương", content=TOLD, number=4),
    row("", "HG-003", 2019, field="Nêu gương", number=5),
    ["Tổng cộng", None, None, 5],
]


def test_story_of_an_old_list_that_is_entered_and_taken_out_again(
    browser: Browser, untouched_site: str, tmp_path: Path
) -> None:
    file = tmp_path / "Danh sách 2018.xlsx"
    file.write_bytes(workbook(("Bìa", [["Báo cáo"]]), ("Năm 2018", ROWS)))
    officer = visitor(browser, untouched_site, "old-list")
    page = officer.page
    officer.sign_in("chuyenvien")
    officer.go("/mo-hinh/")
    page.get_by_role("link", name="Danh sách cũ").click()
    page.get_by_role("link", name="Nhập danh sách").first.click()
    page.get_by_role("button", name="Gửi tệp, chọn cột").click()
    expect(page.get_by_text("Chưa chọn tệp.").first).to_be_visible()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_label("Tôi đã kiểm tra: tệp không chứa bí mật nhà nước").check()
    page.get_by_role("button", name="Gửi tệp, chọn cột").click()
    expect(page.get_by_label("Dòng tiêu đề", exact=True)).to_have_value("2")
    expect(page.get_by_label("Năm, khi ô trống")).to_have_value("2018")
    page.get_by_label("Ô trống thì lấy như dòng trên").check()
    officer.look("columns")
    page.get_by_role("button", name="Xem thử danh sách").click()
    expect(page.get_by_text("Sẽ nhập 2 dòng: lập 1 mô hình")).to_be_visible()
    page.get_by_label("«Ban Tuyên giáo TU» nghĩa là").select_option(label="Ban Tuyên giáo Tỉnh ủy (HG-003)")
    officer.look("dry-run")
    page.get_by_role("button", name="Lưu nghĩa, xem thử lại").click()
    expect(page.get_by_text("Sẽ nhập 3 dòng: lập 2 mô hình")).to_be_visible()
    page.get_by_text("Xem chỗ giống nhau").click()
    page.get_by_label("Quyết định dòng 7").select_option("learn")
    page.get_by_role("button", name="Lưu quyết định trang này").click()
    expect(page.get_by_text("Sẽ nhập 4 dòng: lập 3 mô hình")).to_be_visible()
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    officer.look("dry-run-phone")
    page.get_by_role("button", name="Nhập vào sổ").click()
    expect(page.get_by_text("Đã nhập 4 dòng, lập 3 mô hình")).to_be_visible()
    page.get_by_role("link", name="Hộp thư góp ý mỗi tuần").first.click()
    expect(page.get_by_text("Ghi chú trong tệp: Theo sổ tay")).to_be_visible()
    officer.look("practice-phone")
    page.get_by_role("link", name="DS-2021-001").first.click()
    page.get_by_role("button", name="Hoàn tác…").click()
    page.get_by_role("button", name="Rút khỏi sổ").click()
    expect(page.get_by_text("Muốn nhập lại thì gửi lại tệp.")).to_be_visible()
    assert "\n".join(officer.complaints) == ""
