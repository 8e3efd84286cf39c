"""A quarter: what a conference concluded is pasted, adopted and announced; a sentence becomes tasks; a unit finds its task and
the sentence on a phone; the next conference sees what came of it and carries the rest over."""

import re
import zipfile

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.browser import PHONE, Visitor, visitor

pytestmark = pytest.mark.journey

CONFERENCE = "Giao ban triển khai nhiệm vụ quý II/2021"
NEXT = "SK-2021-01"  # of the sample, held two days later; it reviews the first quarter
DONE_BY, OWED_BY = "HG-048", "HG-001"
SENTENCE = "Mỗi đơn vị công khai số điện thoại nhận phản ánh ở nơi tiếp dân, xong trước ngày 20/4."
TASK = "Công khai số điện thoại nhận phản ánh ở nơi tiếp dân"
MISTYPED = "Cán bộ làm việc với dân phải nhỏ nhẹ, đúng hẹnn."
MENDED = "Cán bộ làm việc với dân phải nhỏ nhẹ, đúng hẹn."
RESULT = "Đã in và treo ở ba cửa tiếp dân."


def test_story_from_the_conclusion_to_the_next_conference(browser: Browser, untouched_site: str) -> None:
    officer = visitor(browser, untouched_site, "quarter-1-officer")
    leader = visitor(browser, untouched_site, "quarter-2-leader")
    head = visitor(browser, untouched_site, "quarter-3-phone", PHONE)
    officer.sign_in("chuyenvien")
    leader.sign_in("lanhdao")
    head.sign_in("bithu.benhvien")
    conclusion = _writes_down(officer)
    assert head.page.request.get(head.address + conclusion).status == 404  # a draft is the committee's own
    _adopts(leader, conclusion)
    _gives(officer, conclusion)
    _announces(officer, conclusion)
    task = _opens_its_sentence(head)
    officer.go(f"{task}xac-nhan/")
    officer.page.get_by_role("button", name="Xác nhận xong").click()
    expect(officer.page.get_by_text("Đã xác nhận xong.")).to_be_visible()
    _sees_what_came_of_it(officer)
    _sees_it_on_a_phone(leader)
    assert "\n".join(complaint for one in (officer, leader, head) for complaint in one.complaints) == ""


def _writes_down(officer: Visitor) -> str:
    """Pasted with numbers, a slip mended. Gives the address of the conclusion."""
    page = officer.page
    officer.go("/hoi-nghi/")
    page.get_by_role("link", name="Lên lịch hội nghị").click()
    page.locator("#id_title").fill(CONFERENCE)
    page.locator("#id_held_on").fill("05/4/2021")
    officer.look("plan")
    page.get_by_role("button", name="Lưu hội nghị").click()
    expect(page.get_by_role("heading", name=CONFERENCE)).to_be_visible()
    tabs = page.get_by_role("navigation", name="Các trang của hội nghị")
    tabs.get_by_role("link", name=re.compile("^Kết luận")).click()
    page.get_by_role("link", name="Nhập kết luận").click()
    page.locator("#id_said_by").fill("Bí thư Đảng ủy Khối")
    page.locator("#id_table").fill(f"1. {SENTENCE}\n2. {MISTYPED}")
    page.get_by_role("button", name="Thêm các câu").click()
    expect(page.get_by_text("Đã thêm 2 câu.")).to_be_visible()
    address = page.url.removeprefix(officer.address)
    page.get_by_role("row").filter(has_text=MISTYPED).get_by_role("link", name="Sửa").click()
    page.locator("#id_text").fill(MENDED)
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("Đã sửa câu 2.")).to_be_visible()
    officer.look("draft")
    return address


def _adopts(leader: Visitor, conclusion: str) -> None:
    page = leader.page
    leader.go(conclusion)
    page.get_by_role("button", name="Ghi là đã thông qua").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("2 câu sẽ không sửa được nữa")).to_be_visible()
    leader.look("adopt")
    dialog.get_by_role("button", name="Ghi là đã thông qua").click()
    expect(page.get_by_text("Đã ghi kết luận được thông qua.")).to_be_visible()
    expect(page.get_by_role("link", name="Sửa", exact=True)).to_have_count(0)


def _gives(officer: Visitor, conclusion: str) -> None:
    """The first sentence to two units; the second is only to be made known. Until then the desk says which is forgotten."""
    page = officer.page
    officer.go("/")
    expect(page.get_by_text(CONFERENCE).first).to_be_visible()
    officer.go(conclusion)
    expect(page.get_by_text("2 câu chưa giao việc.")).to_be_visible()
    page.get_by_role("row").filter(has_text=SENTENCE).get_by_role("link", name="Giao việc").click()
    page.locator("#id_title").fill(TASK)
    page.locator("#id_due_on").fill("20/4/2021")
    page.locator("#id_proof_wanted").fill("Ảnh ở cửa tiếp dân")
    page.get_by_label("Chọn từng đơn vị").check()
    page.locator("#id_codes").fill(f"{DONE_BY}, {OWED_BY}")
    officer.look("give")
    page.get_by_role("button", name="Xem lại trước khi giao").click()
    officer.look("preview")
    page.get_by_role("button", name="Giao cho 2 đơn vị").click()
    expect(page.get_by_text("Đã giao 2 nhiệm vụ từ câu 1.")).to_be_visible()
    officer.look("sentence")
    officer.go(conclusion)
    page.get_by_role("row").filter(has_text=MENDED).get_by_role("button", name="Chỉ để quán triệt").click()
    expect(page.get_by_text("câu chưa giao việc")).to_have_count(0)


def _announces(officer: Visitor, conclusion: str) -> None:
    page = officer.page
    officer.go(conclusion)
    page.get_by_role("link", name="Ra thông báo").click()
    page.get_by_role("button", name="Lấy số và thông báo").click()
    expect(page.get_by_text(re.compile(r"Đã lấy số \d+ và báo cho các đơn vị"))).to_be_visible()
    officer.look("announced")
    with page.expect_download() as started:
        page.get_by_role("link", name="Tải thông báo (Word)").click()
    with zipfile.ZipFile(started.value.path()) as paper:
        words = re.sub(r"<[^>]+>", "", paper.read("word/document.xml").decode())
    assert [one for one in (SENTENCE, MENDED, TASK) if one not in words] == []


def _opens_its_sentence(head: Visitor) -> str:
    """Told, found at work, read where it comes from, reported. Gives the address of the task."""
    page = head.page
    head.go("/thong-bao/")
    told = page.get_by_role("link", name="Cấp trên đã thông báo kết luận một hội nghị.")
    told.first.click()
    expect(page.get_by_text(MENDED)).to_be_visible()
    head.look("conclusion")
    assert head.sideways() == 0
    head.go("/nhiem-vu/?q=cong+khai+so+dien+thoai")
    page.get_by_role("link", name=TASK).click()
    task = page.url.removeprefix(head.address)
    head.look("task")
    page.get_by_role("link", name=f"Kết luận {CONFERENCE}").click()
    expect(page.get_by_text(f"«{SENTENCE}»")).to_be_visible()
    expect(
        page.get_by_text("1 nhiệm vụ anh/chị được xem")
    ).to_be_visible()  # of two: the other is another unit's
    head.look("sentence")
    assert head.sideways() == 0
    head.go(task)
    page.get_by_role("link", name="Báo đã xong").click()
    page.locator("#id_result").fill(RESULT)
    page.get_by_role("button", name="Báo đã xong").click()
    expect(page.get_by_text("Đơn vị đã báo xong.")).to_be_visible()
    assert head.sideways() == 0
    return task


def _sees_what_came_of_it(officer: Visitor) -> None:
    page = officer.page
    officer.go(f"/hoi-nghi/{NEXT}/quy/")
    came = page.get_by_role("region", name=CONFERENCE)
    sums = "2 nhiệm vụ: 1 xong, 0 chờ xác nhận, 1 chưa xong (trong đó 0 quá hạn)"
    expect(came.get_by_text(sums)).to_be_visible()
    came.locator("summary").filter(has_text=SENTENCE).click()
    expect(came.get_by_text(RESULT)).to_be_visible()
    expect(came.get_by_text(re.compile("^Chưa xong:"))).to_be_visible()
    came.locator("summary").filter(has_text=MENDED).click()
    expect(came.get_by_text("Câu này chỉ để quán triệt, không giao việc.")).to_be_visible()
    officer.look("what-came-of-it")
    page.get_by_role("link", name="Chuyển tiếp việc chưa xong").click()
    page.get_by_role("button", name="Bỏ chọn tất cả").click()  # what is late was ticked
    page.get_by_role("row").filter(has_text=TASK).get_by_role("checkbox").check()
    officer.look("carry")
    page.get_by_role("button", name="Xem lại và đặt hạn mới").click()
    page.locator("#id_due_on").fill("28/5/2021")
    page.locator("#id_reason").fill("Chờ đổi biển ở nơi tiếp dân mới.")
    officer.look("carry-day")
    page.get_by_role("button", name="Chuyển tiếp 1 nhiệm vụ").click()
    expect(page.get_by_text("Đã chuyển tiếp 1 nhiệm vụ; các đơn vị được báo hạn mới.")).to_be_visible()
    carried = page.get_by_role("region", name="1 nhiệm vụ chuyển tiếp")
    expect(carried.get_by_role("row").filter(has_text=OWED_BY)).to_contain_text("20/4/2021")
    expect(carried.get_by_role("row").filter(has_text=OWED_BY)).to_contain_text("28/5/2021")


def _sees_it_on_a_phone(leader: Visitor) -> None:
    """The leader in the hall, the same page in one hand."""
    leader.go(f"/hoi-nghi/{NEXT}/quy/")
    leader.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    leader.page.reload()
    came = leader.page.get_by_role("region", name=CONFERENCE)
    came.locator("summary").filter(has_text=SENTENCE).click()
    expect(came.get_by_text(RESULT)).to_be_visible()
    leader.look("phone")
    assert leader.sideways() == 0
