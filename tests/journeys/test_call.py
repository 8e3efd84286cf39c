"""A call for the booklet from its draft to its minutes: units submit, a panel scores, the meeting chooses. One story."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.browser import PHONE, Visitor, visitor

pytestmark = pytest.mark.journey

TITLE = "Chọn mô hình in tập, đợt bổ sung"
PANEL = ("chuyenvien", "lanhdao", "kiemtra")


def test_story_from_a_call_to_its_minutes(browser: Browser, untouched_site: str) -> None:
    officer = visitor(browser, untouched_site, "call-1-officer")
    head = visitor(browser, untouched_site, "call-2-head")
    phone = visitor(browser, untouched_site, "call-3-phone", PHONE)
    officer.sign_in("chuyenvien")
    head.sign_in("bithu.benhvien")
    call = _opens(officer)
    _submits(head, call)
    _sets_up_the_panel(officer, call)
    for place, name in enumerate(PANEL):
        who = visitor(browser, untouched_site, f"call-4-{name}")
        who.sign_in(name)
        _scores(who, 60 + 10 * place)
        assert who.complaints == []
    _chooses(officer, call)
    phone.sign_in("bithu.benhvien")
    phone.go(f"/mo-hinh/dot-xet/{call}/")
    phone.look("closed")
    assert phone.sideways() == 0
    people = (officer, head, phone)
    assert "\n".join(complaint for one in people for complaint in one.complaints) == ""


def _opens(officer: Visitor) -> str:
    page = officer.page
    officer.go("/mo-hinh/dot-xet/lap/")
    page.get_by_label("Tên đợt xét").fill(TITLE)
    page.get_by_label("Chọn in tập").check()
    page.get_by_label("Mô hình của năm").fill("2020")
    page.get_by_label("Nhận đến hết ngày").fill("20/4/2021")
    page.get_by_label("Chấm xong trước ngày").fill("30/4/2021")
    page.get_by_label("Số người chấm mỗi mô hình").fill("4")
    officer.look("draft")
    page.get_by_role("button", name="Lưu bản nháp").click()
    page.wait_for_url(re.compile("/dot-xet/DX-"))
    call = page.url.rstrip("/").rsplit("/", 1)[-1]
    page.get_by_role("button", name="Mở đợt cho các đơn vị").click()
    expect(page.get_by_text(f"{call}: Đang nhận mô hình.")).to_be_visible()
    return call


def _submits(head: Visitor, call: str) -> None:
    """Both of the hospital's models that were recognised in 2020."""
    page = head.page
    head.go(f"/mo-hinh/dot-xet/{call}/")
    head.look("unit")
    for _turn in range(2):
        page.get_by_role("button", name="Trình vào đợt").first.click()
        expect(page.get_by_text(re.compile("^Đã trình MH-")).first).to_be_visible()
    expect(page.get_by_role("button", name="Rút")).to_have_count(2)


def _sets_up_the_panel(officer: Visitor, call: str) -> None:
    page = officer.page
    officer.go(f"/mo-hinh/dot-xet/{call}/")
    page.get_by_role("button", name="Ngừng nhận, bắt đầu chấm").click()
    officer.go(f"/mo-hinh/dot-xet/{call}/to/")
    officer.look("panel")
    people = page.locator("input[name=nguoi]")
    expect(people).to_have_count(4)  # the fourth has a second step to sign in, and hands nothing in
    for person in people.all():
        person.check()
    page.get_by_role("button", name="Đưa vào tổ").click()
    officer.go(f"/mo-hinh/dot-xet/{call}/phan-cong/")
    officer.look("assignment")
    page.get_by_role("button", name="Xác nhận phân công").click()
    expect(page.get_by_text("Đã phân công.")).to_be_visible()


def _scores(who: Visitor, share: int) -> None:
    page = who.page
    for _turn in range(2):
        who.go("/mo-hinh/dot-xet/viec-cham/")
        page.get_by_role("link", name="Chấm mô hình tiếp theo").click()
        for box in page.locator("input[name^=p]").all():
            label = page.locator(f"label[for={box.get_attribute('id')}]").inner_text()
            most = re.findall(r"0 đến (\d+)", label)[0]
            box.fill(str(int(most) * share // 100))
        page.get_by_label("Nhận xét").fill("Có số đo trước và sau, nơi khác làm được.")
        who.look("appraise")
        page.get_by_role("button", name=re.compile("^Nộp")).click()
        page.wait_for_load_state("networkidle")


def _chooses(officer: Visitor, call: str) -> None:
    page = officer.page
    officer.go(f"/mo-hinh/dot-xet/{call}/")
    officer.look("progress")
    page.get_by_role("button", name="Kết thúc chấm, chuyển họp").click()
    officer.go(f"/mo-hinh/dot-xet/{call}/tuyen-chon/")
    page.get_by_label("Đặt vạch ở hạng").fill("1")
    page.get_by_role("button", name="Đặt vạch").click()
    officer.look("meeting")
    page.get_by_role("link", name="Chốt 1 mô hình").click()
    page.get_by_label("Ngày họp").fill("06/4/2021")
    page.get_by_label("Số ủy viên được triệu tập").fill("11")
    page.get_by_label("Số có mặt").fill("9")
    page.get_by_role("button", name=re.compile("^Chốt")).click()
    expect(page.get_by_text(re.compile("Biên bản in được ngay"))).to_be_visible()
    officer.look("concluded")
    for kind in ("Word", "PDF"):
        address = page.get_by_role("link", name=f"Biên bản {kind}").get_attribute("href") or ""
        answer = page.request.get(f"{page.url.split('/mo-hinh')[0]}{address}")
        assert (answer.status, len(answer.body()) > 10_000) == (200, True)
