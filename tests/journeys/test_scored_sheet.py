"""The monthly form of 100 points: taken ready, opened, scored by the unit and by the level above, counted by grade.

The steps build on one another, so they are one story.
"""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import PHONE, Visitor, visitor

pytestmark = pytest.mark.journey

CODE, GROUP, UNIT = "CLSH-THANG", "Cụm số 3", "HG-048"
NAME = "Bệnh viện Đa khoa tỉnh"
LENGTH, ATTENDANCE, THEME, RESULT = 0, 1, 10, 24


def test_story_of_a_form_of_points_scored_twice(browser: Browser, site: str) -> None:
    officer = visitor(browser, site, "scored-1-officer")
    reporter = visitor(browser, site, "scored-2-reporter")
    head = visitor(browser, site, "scored-3-head")
    phone = visitor(browser, site, "scored-4-phone", PHONE)
    officer.sign_in("chuyenvien")
    reporter.sign_in("tonghop.benhvien")
    head.sign_in("bithu.benhvien")
    _takes_the_ready_sheet(officer)
    address = _opens(officer)
    report = f"{address}{UNIT}/"
    _scores_itself(reporter, report)
    _sends(head, report)
    _scores_beside(officer, report)
    _sees_nothing_yet(head, report)
    _accepts(officer, report)
    _counts_by_grade(officer, address)
    _reads_both(head, report)
    phone.sign_in("chuyenvien")
    for path in (report, f"{address}xep-loai/"):
        phone.go(path)
        phone.look("phone")
        assert phone.sideways() == 0
    people = (officer, reporter, head, phone)
    assert "\n".join(complaint for one in people for complaint in one.complaints) == ""


def _takes_the_ready_sheet(officer: Visitor) -> None:
    page = officer.page
    officer.go("/bao-cao/bieu-mau/moi/")
    page.locator(".card__body").filter(has_text=CODE).get_by_role("button", name="Lấy làm bản soạn").click()
    expect(page.get_by_text("Tổng điểm tối đa 100.")).to_be_visible()
    officer.look("draft")
    page.get_by_role("button", name="Ban hành bản này").click()
    page.wait_for_load_state("networkidle")
    officer.go(f"/bao-cao/bieu-mau/{CODE}/ban/1/")
    officer.look("preview")


def _opens(officer: Visitor) -> str:
    page = officer.page
    officer.go("/bao-cao/mo-dot/")
    page.get_by_role("row").filter(has_text=CODE).get_by_role("link", name=re.compile("^Chọn biểu")).click()
    page.get_by_role("link", name="Chọn tháng 3/2021", exact=True).click()
    page.get_by_label("Theo nhóm").check()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("label").filter(has_text=GROUP).get_by_role("checkbox").check()
    page.get_by_role("button", name="Xem lại trước khi mở").last.click()
    page.get_by_role("button", name=re.compile("^Mở đợt cho")).click()
    page.wait_for_url(re.compile("/dieu-hanh/$"))
    return re.sub(r"^https?://[^/]+|dieu-hanh/$", "", page.url)


def _choose(page: Page, name: str, value: str) -> None:
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator(f"[name={name}]").select_option(value)


def _type(page: Page, name: str, value: str) -> None:
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator(f"[name={name}]").fill(value)
        page.locator(f"[name={name}]").blur()


def _scores_itself(reporter: Visitor, report: str) -> None:
    page = reporter.page
    reporter.go(report)
    _choose(page, f"v-{LENGTH}", "5")
    expect(page.locator("#counts")).to_contain_text("Đã chấm 5/5 điểm, còn 27 tiêu chí")
    _type(page, "v-2", "9")
    expect(page.locator("#said-2")).to_contain_text("Nhiều nhất 1 điểm ở tiêu chí này.")
    for choice in page.locator("select[name^=v-]").all():
        _choose(
            page,
            choice.get_attribute("name") or "",
            choice.locator("option").nth(1).get_attribute("value") or "",
        )
    for cell in page.locator("input[data-cell]").all():
        most = re.search(r"tối đa ([0-9]+)", cell.locator("xpath=ancestor::tr").inner_text())
        assert most is not None
        _type(page, cell.get_attribute("name") or "", most[1])
    _type(page, f"v-{THEME}", "kad")
    page.locator(f"#why-{THEME}").click()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator(f"#note-{THEME}").fill("Tháng này không có chuyên đề.")
        page.locator(f"#note-{THEME}").blur()
    _type(page, "v-16", "0,5")
    expect(page.locator("#counts")).to_contain_text("93,5/95 × 100 = 98,42: Tốt")
    reporter.look("own")
    page.get_by_role("button", name="Chuyển Bí thư xem").click()
    page.wait_for_load_state("networkidle")


def _sends(head: Visitor, report: str) -> None:
    head.go(report)
    head.page.get_by_role("button", name="Gửi báo cáo").click()
    expect(head.page.get_by_text("Chờ duyệt").first).to_be_visible()


def _scores_beside(officer: Visitor, report: str) -> None:
    page = officer.page
    officer.go(report)
    page.get_by_role("link", name="Chấm từng tiêu chí").click()
    _choose(page, f"u-{RESULT}", "20")
    expect(page.locator("#score-sums")).to_contain_text("83,5/95 × 100 = 87,89: Khá")
    expect(page.locator(f"#gap-{RESULT}")).to_contain_text("Chênh −10.")
    _type(page, "u-9", "99")
    expect(page.locator("#point-9")).to_contain_text("Nhiều nhất 10 điểm ở tiêu chí này.")
    _type(page, "u-9", "")
    officer.look("beside")
    page.get_by_role("link", name="Về báo cáo để duyệt").click()
    page.get_by_role("button", name=re.compile("^Duyệt")).click()
    expect(page.get_by_text("chưa ghi lý do").first).to_be_visible()
    page.get_by_role("link", name="Chấm tiếp").click()
    _type(page, f"r-{RESULT}", "Mới đạt 62 % chỉ tiêu của nghị quyết.")
    page.get_by_role("link", name="Về báo cáo để duyệt").click()
    expect(page.get_by_text("Mới đạt 62 % chỉ tiêu của nghị quyết.")).to_be_visible()
    officer.look("both")


def _sees_nothing_yet(head: Visitor, report: str) -> None:
    head.go(report)
    expect(head.page.get_by_text("93,5/95 × 100 = 98,42")).to_be_visible()
    expect(head.page.get_by_text("Mới đạt 62 %")).to_have_count(0)


def _accepts(officer: Visitor, report: str) -> None:
    officer.go(report)
    officer.page.get_by_role("button", name=re.compile("^Duyệt")).click()
    officer.page.wait_for_load_state("networkidle")


def _counts_by_grade(officer: Visitor, address: str) -> None:
    page = officer.page
    officer.go(address)
    page.get_by_role("link", name="Xếp loại", exact=True).click()
    row = page.get_by_role("row", name=re.compile("^Cộng"))
    expect(row.get_by_role("cell")).to_have_text(["1", "0", "1", "0", "0"])
    officer.look("grades")
    page.get_by_role("row", name=re.compile(NAME)).get_by_role("link", name="1", exact=True).first.click()
    expect(page.get_by_role("row", name=re.compile(NAME))).to_contain_text("87,89 Khá")
    officer.look("list")


def _reads_both(head: Visitor, report: str) -> None:
    head.go(report)
    expect(head.page.get_by_text("Mới đạt 62 % chỉ tiêu của nghị quyết.")).to_be_visible()
    expect(head.page.get_by_text("83,5/95 × 100 = 87,89")).to_be_visible()
    head.look("decided")
    head.go(f"{report}in/")
    expect(head.page.get_by_role("columnheader", name="Cấp trên chấm")).to_be_visible()
