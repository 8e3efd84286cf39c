"""Study from topic to report: the committee sets a topic, a unit plans and holds its session, and the report arrives filled."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import PHONE, Visitor, visitor

pytestmark = pytest.mark.journey

UNIT = "HG-048"
TOPIC, TITLE = "Học tập tinh thần phục vụ người bệnh", "Quán triệt chuyên đề, liên hệ giờ chờ khám"


def test_story_from_a_topic_to_the_filled_line(browser: Browser, untouched_site: str) -> None:
    officer = visitor(browser, untouched_site, "study-1-officer")
    reporter = visitor(browser, untouched_site, "study-2-reporter")
    phone = visitor(browser, untouched_site, "study-3-phone", PHONE)
    officer.sign_in("chuyenvien")
    _sets_a_topic(officer)
    reporter.sign_in("tonghop.benhvien")
    already = _held_this_year(reporter)
    session = _holds_a_session(reporter)
    address = _opens_a_collection(officer)
    reporter.go(f"{address}{UNIT}/")
    reporter.look("report")
    row = reporter.page.get_by_role("row").filter(has_text="Hội nghị, lớp quán triệt")
    expect(row.locator("input.cell__input")).to_have_value(str(already + 1))
    row.get_by_role("link", name=re.compile("Hội nghị, lớp quán triệt")).click()
    panel = reporter.page.locator("#line-help")
    panel.get_by_role("link", name=re.compile(session)).click()
    expect(reporter.page.get_by_role("heading", name=TITLE)).to_be_visible()
    officer.go("/hoc-tap/chuyen-de/")
    officer.page.get_by_role("link", name=TOPIC).click()
    officer.look("topic")
    hospital = officer.page.get_by_role("row").filter(has_text="Bệnh viện Đa khoa tỉnh")
    expect(hospital.locator("td").nth(0)).to_have_text("1")
    expect(hospital.locator("td").nth(2)).to_have_text("49")
    phone.sign_in("bithu.benhvien")
    _calls_over(reporter, phone)
    for place in ("/hoc-tap/", f"/hoc-tap/{session}/", f"/hoc-tap/{session}/ket-qua/", "/hoc-tap/moi/"):
        phone.go(place)
        assert phone.sideways() == 0
    phone.look("form")
    people = (officer, reporter, phone)
    assert "\n".join(complaint for one in people for complaint in one.complaints) == ""


def _sets_a_topic(officer: Visitor) -> None:
    page = officer.page
    officer.go("/hoc-tap/chuyen-de/")
    officer.look("topics")
    page.get_by_role("link", name="Đặt chuyên đề").click()
    page.get_by_label("Tên chuyên đề").fill(TOPIC)
    page.get_by_role("button", name="Đặt chuyên đề").click()
    expect(page.get_by_text("Các đơn vị bên dưới thấy ngay.")).to_be_visible()


def _holds_a_session(reporter: Visitor) -> str:
    page = reporter.page
    reporter.go("/hoc-tap/moi/")
    page.locator("#id_topic").select_option(label=f"2021: {TOPIC}")
    page.get_by_label("Hình thức").select_option(label="Hội nghị, lớp quán triệt")
    page.get_by_label("Nội dung").fill(TITLE)
    page.locator("#id_held_on").fill("30/3/2021")
    page.get_by_role("button", name="Lưu").click()
    page.get_by_label("Thời lượng (phút)").fill("90")
    page.get_by_label("Đảng viên triệu tập").fill("45")
    page.get_by_label("Đảng viên có mặt").fill("48")
    page.get_by_role("button", name="Lưu kết quả").click()
    expect(page.get_by_text("nhiều hơn số triệu tập 45").first).to_be_visible()
    page.get_by_label("Đảng viên có mặt").fill("44")
    page.get_by_label("Vắng có lý do").fill("1")
    page.get_by_label("Quần chúng, khách mời có mặt").fill("5")
    page.get_by_label("Việc làm theo sau buổi học").fill(
        "Gọi khám theo số, chờ không quá 30 phút, từ 01/5/2021."
    )
    reporter.look("result")
    page.get_by_role("button", name="Lưu kết quả").click()
    expect(page.get_by_text("Buổi học được tính vào báo cáo của kỳ.")).to_be_visible()
    reporter.look("session")
    return _code(page)


def _calls_over(reporter: Visitor, phone: Visitor) -> None:
    """The hospital opens the call-over of a session of today; its head confirms on a phone; the numbers reach the record."""
    page = reporter.page
    reporter.go("/hoc-tap/moi/")
    page.locator("#id_topic").select_option(label=f"2021: {TOPIC}")
    page.get_by_label("Nội dung").fill("Sinh hoạt chuyên đề, điểm danh bằng mã")
    page.locator("#id_held_on").fill("06/4/2021")
    page.get_by_role("button", name="Lưu").click()
    page.wait_for_url(re.compile("/ket-qua/$"))
    session = page.url.rstrip("/").rsplit("/", 2)[-2]
    reporter.go(f"/hoc-tap/{session}/")
    page.get_by_role("link", name="Điểm danh").click()
    page.get_by_role("button", name="Mở điểm danh").click()
    expect(page.get_by_role("img", name="Mã QR điểm danh")).to_be_visible()
    page.get_by_label("Đảng viên có mặt").fill("Đỗ Thị Hà\nVũ Văn Nam")
    page.get_by_role("button", name="Ghi vào danh sách").click()
    expect(page.get_by_text("Đã ghi thêm 2 người.")).to_be_visible()
    reporter.look("call-over")
    phone.go(f"/hoc-tap/co-mat/?ma={page.locator('.qr__letters').inner_text()}")
    phone.page.get_by_label("Đảng viên").check()
    phone.look("here")
    assert phone.sideways() == 0
    phone.page.get_by_role("button", name="Tôi có mặt").click()
    expect(phone.page.get_by_text("Đã ghi anh/chị có mặt ở buổi")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="3 người có mặt")).to_be_visible()
    page.get_by_role("link", name="Chốt số người dự").click()
    page.get_by_label("Thời lượng (phút)").fill("60")
    page.get_by_label("Đảng viên triệu tập").fill("5")
    page.get_by_role("button", name="Chốt và ghi vào kết quả").click()
    expect(page.get_by_text("Đã chốt điểm danh và ghi số vào kết quả")).to_be_visible()
    came = page.get_by_role("row").filter(has_text="Đảng viên có mặt")
    expect(came.get_by_role("cell")).to_have_text("3")


def _held_this_year(reporter: Visitor) -> int:
    """How many conferences the sample's hospital has held in 2021: all of them in its first quarter."""
    reporter.go("/hoc-tap/?hinh-thuc=dissemination&trang-thai=held&nam=2021")
    reporter.look("list")
    heading = reporter.page.get_by_role("heading", name=re.compile("buổi học$")).inner_text()
    return int(heading.split()[0])


def _code(page: Page) -> str:
    return page.url.rstrip("/").rsplit("/", 1)[-1]


def _opens_a_collection(officer: Visitor) -> str:
    """The ready quarterly sheet, asked of one group for quarter I/2021."""
    page = officer.page
    officer.go("/bao-cao/bieu-mau/moi/")
    ready = page.locator(".card__body").filter(has_text="HT-QUY")
    ready.get_by_role("button", name="Lấy làm bản soạn").click()
    page.get_by_role("button", name="Ban hành bản này").click()
    page.wait_for_load_state("networkidle")
    officer.go("/bao-cao/mo-dot/")
    page.get_by_role("row").filter(has_text="HT-QUY").get_by_role(
        "link", name=re.compile("^Chọn biểu")
    ).click()
    page.get_by_role("link", name="Chọn quý I/2021", exact=True).click()
    page.get_by_label("Theo nhóm").check()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("label").filter(has_text="Cụm số 3").get_by_role("checkbox").check()
    expect(page.locator("#units .figure__value")).to_have_text("16")
    page.get_by_role("button", name="Xem lại trước khi mở").last.click()
    page.get_by_role("button", name="Mở đợt cho 16 đơn vị").click()
    page.wait_for_url(re.compile("/dieu-hanh/$"))
    return re.sub(r"^https?://[^/]+|dieu-hanh/$", "", page.url)
