"""A task given to five units: more time asked for on a phone and granted, done, confirmed; what is late is seen. And on phones
alone: a task that wants a file, found on the home page, done with a photograph, confirmed. And the chase: what is stuck is seen
on the home page, reminded with one button, found on a phone, done, confirmed."""

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, expect

from tests.journeys.browser import PHONE, Visitor, visitor

pytestmark = pytest.mark.journey

TITLE = "Niêm yết thời gian trả hồ sơ ở nơi tiếp dân"
PHOTOGRAPHED = "Treo lịch tiếp dân ở phòng chờ"
STUCK = "Rà soát, bổ sung kế hoạch học tập chuyên đề năm 2021"  # of the sample, late in nine units
NOT_YET = "Chưa thấy số, ngày của kế hoạch."
UNITS = ("HG-048", "HG-001", "HG-002", "HG-003", "HG-004")


def test_story_from_giving_to_confirmation(browser: Browser, untouched_site: str) -> None:
    officer = visitor(browser, untouched_site, "tasks-1-officer")
    reporter = visitor(browser, untouched_site, "tasks-2-phone", PHONE)
    officer.sign_in("chuyenvien")
    _gives(officer)
    reporter.sign_in("tonghop.benhvien")
    reporter.go("/nhiem-vu/?q=niem+yet")
    reporter.page.get_by_role("link", name=TITLE).click()
    reporter.look("task")
    assert reporter.sideways() == 0
    address = re.sub(r"^https?://[^/]+", "", reporter.page.url)
    _asks_for_time(reporter)
    officer.go(address)
    officer.page.get_by_role("link", name="Trả lời xin gia hạn").click()
    officer.page.get_by_role("button", name="Đồng ý gia hạn").click()
    expect(officer.page.get_by_text("Đã đồng ý gia hạn.")).to_be_visible()
    reporter.go(address)
    expect(reporter.page.get_by_text("hạn lúc giao 20/4/2021")).to_be_visible()
    reporter.page.get_by_role("link", name="Báo đã xong").click()
    reporter.page.get_by_label("Đã làm được gì, minh chứng ở đâu").fill("Đã niêm yết ở ba nơi tiếp dân.")
    reporter.page.get_by_role("button", name="Báo đã xong").click()
    officer.go("/")
    officer.page.get_by_role("link", name=re.compile(f"1 đơn vị báo xong: {TITLE}|Xác nhận")).first.click()
    officer.go(f"{address}xac-nhan/")
    officer.look("settle")
    officer.page.get_by_role("button", name="Xác nhận xong").click()
    expect(officer.page.get_by_text("Đã xác nhận xong.")).to_be_visible()
    officer.look("done")
    officer.go("/nhiem-vu/?xem=toi-giao&trang-thai=qua-han")
    expect(officer.page.get_by_text(re.compile(r"Quá hạn \d+ ngày")).first).to_be_visible()
    reporter.go("/nhiem-vu/")
    reporter.look("list")
    assert reporter.sideways() == 0
    assert "\n".join(complaint for one in (officer, reporter) for complaint in one.complaints) == ""


def _gives(officer: Visitor) -> None:
    page = officer.page
    officer.go("/nhiem-vu/giao/")
    page.get_by_label("Việc phải làm").fill(TITLE)
    page.locator("#id_due_on").fill("20/4/2021")
    page.get_by_label("Minh chứng cần có").fill("Ảnh bảng niêm yết")
    page.get_by_label("Chọn từng đơn vị").check()
    page.locator("#id_codes").fill(", ".join(UNITS))
    officer.look("give")
    page.get_by_role("button", name="Xem lại trước khi giao").click()
    officer.look("preview")
    page.get_by_role("button", name="Giao cho 5 đơn vị").click()
    expect(page.get_by_text("Đã giao cho 5 đơn vị.")).to_be_visible()
    expect(page.get_by_role("link", name=TITLE)).to_have_count(5)


def _asks_for_time(reporter: Visitor) -> None:
    page = reporter.page
    page.get_by_role("button", name="Bắt đầu làm").click()
    page.get_by_role("link", name="Xin gia hạn").click()
    page.locator("#id_wanted_on").fill("04/5/2021")
    page.get_by_label("Lý do").fill("Chờ in bảng mới.")
    page.get_by_role("button", name="Gửi đề nghị gia hạn").click()
    expect(page.get_by_text("Đang xin gia hạn")).to_be_visible()


def test_story_on_phones_with_a_photograph(browser: Browser, untouched_site: str) -> None:
    officer = visitor(browser, untouched_site, "tasks-3-officer-phone", PHONE)
    head = visitor(browser, untouched_site, "tasks-4-unit-phone", PHONE)
    officer.sign_in("chuyenvien")
    _gives_one(officer)
    head.sign_in("bithu.benhvien")
    head.page.get_by_role("link", name=re.compile(PHOTOGRAPHED)).first.click()
    address = re.sub(r"^https?://[^/]+", "", head.page.url)
    head.look("task")
    head.page.get_by_role("link", name="Báo đã xong").click()
    head.page.get_by_label("Đã làm được gì, minh chứng ở đâu").fill("Đã treo ở phòng chờ tầng 1.")
    head.page.get_by_role("button", name="Báo đã xong").click()
    expect(head.page.get_by_text("Việc này phải có ít nhất một tệp minh chứng.").first).to_be_visible()
    head.look("refused")
    head.page.locator("#id_file").set_input_files(
        {"name": "IMG_0421.jpg", "mimeType": "image/jpeg", "buffer": _photograph()}
    )
    head.page.get_by_label("Tôi đã kiểm tra: tệp không chứa bí mật nhà nước").check()
    head.page.get_by_role("button", name="Báo đã xong").click()
    expect(head.page.get_by_text("Đơn vị đã báo xong.")).to_be_visible()
    assert head.sideways() == 0
    officer.go(f"{address}xac-nhan/")
    picture = officer.page.locator(".proofs__picture img")
    expect(picture).to_be_visible()
    assert picture.evaluate("one => one.complete && one.naturalWidth") == 800
    officer.look("settle")
    assert officer.sideways() == 0
    officer.page.get_by_role("button", name="Xác nhận xong").click()
    expect(officer.page.get_by_text("Đã xác nhận xong.")).to_be_visible()
    officer.go("/nhiem-vu/lich/?xem=toi-giao")
    expect(officer.page.locator(".month-agenda").get_by_text(PHOTOGRAPHED)).to_be_visible()
    officer.look("month")
    assert officer.sideways() == 0
    assert "\n".join(complaint for one in (officer, head) for complaint in one.complaints) == ""


def _gives_one(officer: Visitor) -> None:
    page = officer.page
    officer.go("/nhiem-vu/giao/")
    page.get_by_label("Việc phải làm").fill(PHOTOGRAPHED)
    page.locator("#id_due_on").fill("08/4/2021")
    page.get_by_label("Phải kèm tệp minh chứng mới báo xong được").check()
    page.get_by_label("Chọn từng đơn vị").check()
    page.locator("#id_codes").fill(UNITS[0])
    page.get_by_role("button", name="Xem lại trước khi giao").click()
    page.get_by_role("button", name="Giao cho 1 đơn vị").click()
    expect(page.get_by_text("Đã giao cho 1 đơn vị.")).to_be_visible()


def _photograph() -> bytes:
    kept = BytesIO()
    Image.new("RGB", (800, 600), "#b08d57").save(kept, "JPEG")
    return kept.getvalue()


def test_story_of_the_chase(browser: Browser, untouched_site: str) -> None:
    officer = visitor(browser, untouched_site, "tasks-5-officer")
    leader = visitor(browser, untouched_site, "tasks-6-leader")
    head = visitor(browser, untouched_site, "tasks-7-head-phone", PHONE)
    officer.sign_in("chuyenvien")
    leader.sign_in("lanhdao")
    assert _late_of(leader) == 9
    address = _sends_back(officer)
    leader.go("/")
    assert _late_of(leader) == 10  # one unit more, at once
    _chases(leader)
    officer.go("/")
    _stuck(officer).get_by_role("link", name="Đôn đốc").click()
    expect(officer.page.get_by_text("Mỗi việc mỗi ngày đôn đốc một lần.")).to_be_visible()
    expect(officer.page.get_by_role("button", name=re.compile("^Đôn đốc"))).to_have_count(0)
    head.sign_in("bithu.benhvien")
    _is_reminded(head, address)
    officer.go("/")
    officer.page.get_by_role("link", name=re.compile(STUCK)).first.click()
    officer.go(f"{address}xac-nhan/")
    expect(officer.page.locator(".proofs__picture img")).to_be_visible()
    officer.page.get_by_role("button", name="Xác nhận xong").click()
    expect(officer.page.get_by_text("Đã xác nhận xong.")).to_be_visible()
    officer.go(address)
    expect(officer.page.get_by_text("Báo xong sau hạn 6 ngày.")).to_be_visible()
    leader.go("/")
    assert _late_of(leader) == 9
    assert "\n".join(complaint for one in (officer, leader, head) for complaint in one.complaints) == ""


def _stuck(one: Visitor) -> Locator:
    """The line of the matter under «Đang vướng ở đâu» on the home page."""
    region = one.page.get_by_role("region", name="Đang vướng ở đâu")
    return region.locator(".matter").filter(has_text=STUCK)


def _late_of(one: Visitor) -> int:
    found = re.search(r"(\d+) đơn vị quá hạn", _stuck(one).inner_text())
    assert found is not None
    return int(found[1])


def _sends_back(officer: Visitor) -> str:
    """What was confirmed too soon is late again, with a reason. Gives the address of the task."""
    page = officer.page
    officer.go(f"/nhiem-vu/?don-vi={UNITS[0]}&q=ra+soat+ke+hoach+hoc+tap")
    page.get_by_role("link", name=STUCK).click()
    address = page.url.removeprefix(officer.address)
    page.get_by_role("button", name="Bỏ xác nhận xong").click()
    page.get_by_role("link", name="Xác nhận hoặc trả lại").click()
    page.locator("#id_reason").fill(NOT_YET)
    page.get_by_role("button", name="Trả lại làm tiếp").click()
    expect(page.get_by_text("Đã trả lại để đơn vị làm tiếp.")).to_be_visible()
    # The next of the batch stands there.
    expect(page.get_by_role("button", name="Xác nhận xong")).to_be_visible()
    officer.go(address)
    expect(page.get_by_text(NOT_YET).first).to_be_visible()
    return address


def _chases(leader: Visitor) -> None:
    """Two presses: the first shows whom it reaches."""
    page = leader.page
    leader.look("stuck")
    _stuck(leader).get_by_role("link", name="Đôn đốc").click()
    rows = page.get_by_role("table").get_by_role("row").filter(has_text=re.compile(r"HG-\d{3}"))
    expect(rows).to_have_count(10)
    expect(rows.filter(has_text=UNITS[0])).to_have_count(1)
    leader.look("chase")
    page.get_by_role("button", name="Đôn đốc 10 đơn vị").click()
    expect(page.get_by_text("Đã đôn đốc 10 đơn vị.")).to_be_visible()


def _is_reminded(head: Visitor, address: str) -> None:
    """From the notice to the task, to the photograph."""
    page = head.page
    head.go("/thong-bao/?loai=task_chased")
    head.look("notice")
    page.get_by_role("link", name=re.compile("Nơi giao đôn đốc một nhiệm vụ quá hạn của đơn vị.")).click()
    assert page.url == head.address + address
    expect(page.get_by_text(NOT_YET).first).to_be_visible()
    head.look("late-task")
    assert head.sideways() == 0
    page.get_by_role("link", name="Báo đã xong").click()
    page.locator("#id_result").fill("Kế hoạch 07 ngày 05/4/2021, ảnh trang đầu gửi kèm.")
    page.locator("#id_file").set_input_files(
        {"name": "ke-hoach.jpg", "mimeType": "image/jpeg", "buffer": _photograph()}
    )
    page.get_by_label("Tôi đã kiểm tra: tệp không chứa bí mật nhà nước").check()
    page.get_by_role("button", name="Báo đã xong").click()
    expect(page.get_by_text("Đơn vị đã báo xong.")).to_be_visible()
    head.go("/")
    expect(page.get_by_role("link", name=re.compile(STUCK))).to_have_count(0)  # no longer owed
    assert head.sideways() == 0
