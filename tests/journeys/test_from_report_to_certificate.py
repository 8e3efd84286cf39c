"""The whole way of a quarter's figures: a unit reports, the committee accepts, the conference gets its papers, anybody checks.

The steps build on one another, so they are one story.
"""

import json
import re
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser, expect

from lantoa.conferences.choices import FILE_NAMES, ItemKind
from tests.journeys.browser import Visitor, visitor

pytestmark = pytest.mark.journey

REPORT = "/bao-cao/BCQ-2021Q1/HG-048/"
TOTALS = "/bao-cao/BCQ-2021Q1/"
CONFERENCE = "/hoi-nghi/SK-2021-01/"
WRONG_LINE = "Kỳ sinh hoạt chuyên đề"
# What the reporter still has to give, in the order of the sheet.
MISSING = {
    WRONG_LINE: "14",
    "Buổi chào cờ, kể chuyện về Bác": "9",
    "Tổ chức đảng được kiểm tra": "1",
    "Tổ chức đảng được giám sát chuyên đề": "1",
    "Cuộc có nội dung Chỉ thị 05": "1",
}


def test_story_from_a_units_report_to_a_checked_certificate(
    browser: Browser, untouched_site: str, tmp_path: Path
) -> None:
    people = {
        name: visitor(browser, untouched_site, f"story-{place}-{name}")
        for place, name in enumerate(["reporter", "head", "officer", "leader", "public"], start=1)
    }
    total_before = _accepted_total(people["leader"])
    _reporter_fills_and_hands_over(people["reporter"])
    _head_sends(people["head"])
    _officer_accepts(people["officer"])
    _leader_opens_the_total(people["leader"], total_before + 14)
    _officer_makes_the_pack(people["officer"])
    files = _leader_downloads(people["leader"], tmp_path)
    _anybody_checks_a_certificate(people["public"], files[ItemKind.CERTIFICATES])
    assert "\n".join(complaint for one in people.values() for complaint in one.complaints) == ""


def _accepted_total(leader: Visitor) -> int:
    """What the accepted reports give for the line «Kỳ sinh hoạt chuyên đề»."""
    leader.sign_in("lanhdao")
    leader.look("home")
    leader.go(TOTALS)
    row = leader.page.get_by_role("row", name=re.compile(f"^{WRONG_LINE}"))
    return int(row.get_by_role("link").first.inner_text().replace(".", ""))


def _reporter_fills_and_hands_over(reporter: Visitor) -> None:
    page = reporter.page
    reporter.sign_in("tonghop.benhvien")
    expect(page.get_by_role("heading", name="Việc phải làm")).to_be_visible()
    expect(page.get_by_text("18 trong 23 dòng đã có số; còn 5 dòng.")).to_be_visible()
    reporter.look("what-is-owed")
    page.get_by_role("link", name="Nhập tiếp").first.click()
    page.wait_for_url(f"{reporter.address}{REPORT}")
    reporter.look("sheet")
    _types_a_wrong_number(reporter)
    for label, value in MISSING.items():
        _types(reporter, label, value)
    expect(page.get_by_text("23/23 dòng đã có số")).to_be_visible()
    page.get_by_label("Hạn chế và nguyên nhân trong quý").fill(
        "Tin, bài chưa đều; nguyên nhân do thiếu người viết."
    )
    page.get_by_label("Nhiệm vụ trọng tâm quý tới").fill("Sinh hoạt chuyên đề về phục vụ người bệnh.")
    reporter.look("sheet-full")
    page.get_by_role("button", name="Chuyển Bí thư xem").click()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("button", name="Chuyển Bí thư xem")).to_have_count(0)
    reporter.look("handed-over")


def _types(reporter: Visitor, label: str, value: str) -> None:
    """With the keyboard alone: the arrow keys and Enter leave the cell, which saves it."""
    cell = reporter.page.get_by_role("textbox", name=label, exact=True)
    cell.focus()
    with reporter.page.expect_response(lambda answer: answer.request.method == "POST"):
        reporter.page.keyboard.press("Control+a")
        reporter.page.keyboard.type(value)
        reporter.page.keyboard.press("Enter")


def _types_a_wrong_number(reporter: Visitor) -> None:
    """The sentence says what is wrong, and what was typed stays to be mended, also after leaving the page."""
    page = reporter.page
    _types(reporter, WRONG_LINE, "1o")
    cell = page.get_by_role("textbox", name=WRONG_LINE, exact=True)
    expect(cell).to_have_value("1o")
    expect(cell).to_have_attribute("aria-invalid", "true")
    sentence = page.locator(f"#{cell.get_attribute('aria-describedby')}")
    expect(sentence).not_to_be_empty()
    expect(page.get_by_text("1 chỗ sai")).to_be_visible()
    reporter.look("wrong-number")


def _head_sends(head: Visitor) -> None:
    page = head.page
    head.sign_in("bithu.benhvien")
    head.look("home")
    head.go(REPORT)
    expect(page.get_by_role("textbox", name=WRONG_LINE, exact=True)).to_have_value("14")
    head.look("sheet")
    page.get_by_role("button", name="Gửi báo cáo").click()
    _confirms_what_the_registers_filled(head)
    page.get_by_role("button", name="Gửi báo cáo").click()
    expect(page.get_by_text("Chờ duyệt").first).to_be_visible()
    head.look("sent")


def _confirms_what_the_registers_filled(head: Visitor) -> None:
    """The sending stops at the lines of registers, each named at the top; F8 in a cell confirms its line."""
    page = head.page
    boxes = page.locator("input[data-confirm]")
    told = page.get_by_role("alert").get_by_role("listitem")
    expect(told.filter(has_text="Xác nhận")).to_have_count(boxes.count())
    head.look("registers-to-confirm")
    for box in boxes.all():
        page.locator(f"#{str(box.get_attribute('id')).replace('f-', 'v-')}").focus()
        page.keyboard.press("F8")
        expect(box).to_be_checked()
        expect(box.locator("xpath=..")).to_contain_text("Đã xác nhận")
    expect(told.filter(has_text="Xác nhận")).to_have_count(0)
    expect(page.get_by_text("chờ xác nhận")).to_have_count(0)
    head.look("registers-confirmed")


def _officer_accepts(officer: Visitor) -> None:
    page = officer.page
    officer.sign_in("chuyenvien")
    officer.look("home")
    officer.go(REPORT)
    officer.look("report-to-accept")
    page.get_by_role("button", name=re.compile("^Duyệt")).click()
    page.wait_for_load_state("networkidle")
    officer.go(REPORT)
    expect(page.get_by_text("Đã duyệt").first).to_be_visible()
    officer.look("accepted")


def _leader_opens_the_total(leader: Visitor, expected: int) -> None:
    """From the number of the whole organisation down to the line of the unit that told it."""
    page = leader.page
    leader.go(TOTALS)
    row = page.get_by_role("row", name=re.compile(f"^{WRONG_LINE}"))
    number = row.get_by_role("link").first
    expect(number).to_have_text(f"{expected:,}".replace(",", "."))
    leader.look("totals")
    number.click()
    page.get_by_role("link", name=re.compile("^Còn .* đơn vị")).click()
    hospital = page.get_by_role("group").filter(has_text="Bệnh viện Đa khoa tỉnh")
    expect(hospital.get_by_text("14", exact=True).first).to_be_visible()
    hospital.get_by_text("Bệnh viện Đa khoa tỉnh").first.click()
    leader.look("what-the-total-is-made-of")
    hospital.get_by_role("link").first.click()
    page.wait_for_url(re.compile("HG-048"))
    line = page.get_by_role("row", name=re.compile(f"^{WRONG_LINE}"))
    expect(line).to_contain_text("14")
    leader.look("the-units-report")


def _officer_makes_the_pack(officer: Visitor) -> None:
    page = officer.page
    officer.go(CONFERENCE)
    officer.look("conference")
    page.get_by_role("button", name="Làm bộ tài liệu").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_role("button", name="Làm lại bộ tài liệu")).to_be_visible(timeout=90_000)
    officer.look("pack-ready")


def _leader_downloads(leader: Visitor, folder: Path) -> dict[ItemKind, Path]:
    leader.go(CONFERENCE)
    leader.look("conference")
    files = {}
    for kind in ItemKind:
        with leader.page.expect_download() as waiting:
            leader.page.get_by_role("link", name=str(kind.label)).click()
        files[kind] = folder / FILE_NAMES[kind]
        assert waiting.value.suggested_filename == FILE_NAMES[kind]
        waiting.value.save_as(files[kind])
    figures = {row["key"]: row["value"] for row in json.loads(files[ItemKind.FIGURES].read_text("utf-8"))}
    assert (figures["practices.recognised"], figures["awards.individuals"]) == (387, 100)
    assert len(pypdf.PdfReader(files[ItemKind.CERTIFICATES]).pages) == 120
    return files


def _anybody_checks_a_certificate(public: Visitor, certificates: Path) -> None:
    """With the code printed on the paper, without signing in; a code with one sign changed is not known."""
    page = public.page
    paper = pypdf.PdfReader(certificates).pages[0].extract_text()
    found = re.search(r"Mã tra cứu: (GK[ 0-9A-Z]+)", paper)
    assert found is not None
    code = found[1].strip()
    public.go("/kiem-tra/")
    public.look("check")
    page.get_by_role("textbox").fill(code)
    page.get_by_role("button", name="Kiểm tra").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Giấy khen hợp lệ")
    expect(page.get_by_role("heading", name=re.compile("^Tập thể ")).first).to_be_visible()
    public.look("valid")
    other = code[:-1] + ("A" if code[-1] != "A" else "B")
    public.go("/kiem-tra/")
    page.get_by_role("textbox").fill(other)
    page.get_by_role("button", name="Kiểm tra").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Không tìm thấy giấy")
    public.look("unknown")
