"""The reform of 2025 on the sample: the bloc of 98 ends, its units go to two successors on one day, and it is taken back.

The day of effect lies ahead of the story's day, so that everybody keeps working meanwhile.
"""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.browser import PHONE, Visitor, visitor

pytestmark = pytest.mark.journey

LIST = "/to-chuc/sap-xep/"
PARTY, GOVERNMENT = "Đảng ủy các cơ quan Đảng tỉnh", "Đảng ủy Ủy ban nhân dân tỉnh"


def test_story_of_a_bloc_that_is_split_and_restored(browser: Browser, settled_site: str) -> None:
    leader = visitor(browser, settled_site, "reorganisation-leader")
    phone = visitor(browser, settled_site, "reorganisation-phone", PHONE)
    leader.sign_in("lanhdao")
    draft = _drafts(leader)
    _writes_the_decision(leader)
    _splits_the_bloc(leader)
    _checks(leader, draft)
    _looks_on_the_phone(phone, draft)
    _applies(leader, draft)
    _undoes(leader, draft)
    assert "\n".join([*leader.complaints, *phone.complaints]) == ""


def _drafts(leader: Visitor) -> str:
    """From the tree to an empty draft; answers its address."""
    page = leader.page
    leader.go("/to-chuc/")
    page.get_by_role("link", name="Sắp xếp đơn vị").click()
    expect(page.get_by_role("heading", name="Chưa có phương án nào")).to_be_visible()
    leader.look("empty-list")
    page.get_by_role("link", name="Lập phương án đầu tiên").click()
    page.get_by_label("Đơn vị chủ trì").select_option(label="Đảng bộ tỉnh Hậu Giang")
    page.get_by_label("Tên phương án").fill("Kết thúc Đảng bộ Khối, thành lập hai đảng bộ mới")
    leader.look("create")
    page.get_by_role("button", name="Lập phương án").click()
    page.wait_for_url("**/to-chuc/sap-xep/TC-*/")
    return page.url.removeprefix(leader.address)


def _writes_the_decision(leader: Visitor) -> None:
    """What is typed saves itself when one leaves the field."""
    page = leader.page
    page.get_by_label("Số quyết định").fill("1788-QĐ/TU")
    page.get_by_label("Ngày ký quyết định").fill("02/4/2021")
    page.get_by_label("Ngày hiệu lực").fill("01/7/2021")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_label("Cơ quan ban hành").fill("Tỉnh ủy Hậu Giang")
        page.keyboard.press("Tab")
    expect(page.locator("#saved")).to_contain_text("Đã lưu")
    leader.look("decision")
    page.get_by_label("Loại việc của bước mới").select_option(label="Chia tách")
    page.get_by_role("button", name="Thêm bước").click()


def _splits_the_bloc(leader: Visitor) -> None:
    page = leader.page
    page.get_by_label("Tìm theo tên, mã; không cần gõ dấu").fill("khoi cac co quan")
    page.get_by_role("button", name="Tìm", exact=True).click()
    page.get_by_role("checkbox", name="HG-DUK").check()
    page.get_by_role("button", name="Chọn đơn vị đã đánh dấu").click()
    for number, (name, short) in enumerate(
        [("Đảng bộ các cơ quan Đảng tỉnh", PARTY), ("Đảng bộ Ủy ban nhân dân tỉnh", GOVERNMENT)], start=1
    ):
        new = page.get_by_role("group", name=f"Đơn vị mới {number}")
        new.get_by_label("Tên đầy đủ").fill(name)
        new.get_by_label("Tên gọi tắt").fill(short)
    page.get_by_role("button", name="Lưu và phân chia").click()
    expect(page.get_by_text("Còn 98 đơn vị chưa có nơi nhận")).to_be_visible()
    _gives(leader, "Đảng, đoàn thể", PARTY)
    _gives(leader, "Đơn vị chưa có nơi nhận", GOVERNMENT)
    expect(page.get_by_text("Mọi đơn vị đã có nơi nhận")).to_be_visible()
    leader.look("shares")
    page.get_by_role("button", name="Lưu bước").click()
    expect(page.get_by_text(f"{PARTY} (nhận 16 đơn vị), {GOVERNMENT} (nhận 82 đơn vị)")).to_be_visible()
    leader.look("draft")


def _gives(leader: Visitor, group: str, part: str) -> None:
    page = leader.page
    page.get_by_label("Đưa", exact=True).select_option(label=group)
    page.get_by_label("về", exact=True).select_option(label=part)
    page.get_by_role("button", name="Gán").click()
    page.wait_for_load_state("networkidle")


def _checks(leader: Visitor, draft: str) -> None:
    page = leader.page
    page.get_by_role("button", name="Kiểm tra và xem trước").click()
    page.wait_for_url(f"**{draft}xem-truoc/")
    expect(page.get_by_text("Không có lỗi.")).to_be_visible()
    changes = page.get_by_label("Số đơn vị thay đổi").get_by_role("listitem")
    expect(changes).to_have_text(["Thành lập mới 2", "Kết thúc 1", "Chuyển 98"])
    expect(page.get_by_text("98 đơn vị trực thuộc có trong phương án").first).to_be_visible()
    leader.look("both-trees")


def _looks_on_the_phone(phone: Visitor, draft: str) -> None:
    """Nothing is wider than the window, and the trees stand one below the other."""
    phone.sign_in("lanhdao")
    wider = {}
    for path in (LIST, draft, f"{draft}xem-truoc/"):
        phone.go(path)
        phone.look(path.strip("/").replace("/", "-"))
        wider[path] = phone.sideways()
    phone.go(draft)
    phone.page.get_by_role("link", name="Chia tách").click()
    phone.look("step")
    wider["step"] = phone.sideways()
    assert {path: pixels for path, pixels in wider.items() if pixels} == {}


def _applies(leader: Visitor, draft: str) -> None:
    page = leader.page
    page.get_by_role("button", name="Áp dụng phương án").click()
    expect(page.get_by_text("Đã áp dụng phương án.")).to_be_visible()
    leader.look("applied")
    page.get_by_role("link", name="Xem cây tổ chức ngày hiệu lực").click()
    expect(page.get_by_role("heading", name="Đảng bộ các cơ quan Đảng tỉnh")).to_be_visible()
    expect(page.get_by_role("heading", name="Đảng bộ Khối các cơ quan")).to_have_count(0)
    leader.go(draft)


def _undoes(leader: Visitor, draft: str) -> None:
    page = leader.page
    page.get_by_role("link", name="Hoàn tác").click()
    leader.look("undo")
    page.get_by_label("Lý do hoàn tác").fill("Nhập thử trước khi có quyết định chính thức.")
    page.get_by_role("button", name="Hoàn tác phương án").click()
    expect(page.get_by_text("Cây tổ chức trở lại như trước.")).to_be_visible()
    leader.look("undone")
    leader.go("/to-chuc/?ngay=01/7/2021")
    expect(page.get_by_role("heading", name="Đảng bộ Khối các cơ quan")).to_be_visible()
