"""An inspection from the yearly programme to the checked remedy: chosen with a reason, decided within the days of the rule,
answered by the unit on a phone, concluded and checked again by others than who wrote the findings, closed by nothing but
evidence."""

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from lantoa.config import database
from tests import sample_database
from tests.journeys.browser import PHONE, Visitor, visitor

pytestmark = pytest.mark.journey

UNIT, YEAR = "HG-048", 2022  # the sample has the programmes of 2020 and 2021
ROOM = "/kiem-tra-giam-sat"
TITLE = "Kiểm tra việc trả lời phản ánh của người bệnh"
REASON = "Việc khắc phục sau giám sát năm 2020 còn quá hạn, cần xem tại chỗ."
OUTLINE = "1. Ai tiếp nhận phản ánh.\n2. Trả lời trong mấy ngày.\n3. Việc chưa làm được, vì sao."
SELF_REPORT = "1. Tổ công tác xã hội tiếp nhận.\n2. Trả lời trong bảy ngày.\n3. Hai khu khám chưa có sổ."
LACKING = "Hai trong bốn khu khám chưa có sổ ghi phản ánh."
REQUEST = "Lập sổ ghi phản ánh ở cả bốn khu khám"
CONCLUSION = "Đơn vị nghiêm túc, cởi mở. Cần có sổ ở mọi khu khám để không sót phản ánh nào."
NAMED = """
    SELECT full_name FROM organisation_person JOIN accounts_user ON accounts_user.id = user_id WHERE username = %s
"""


@dataclass(frozen=True)
class Cast:
    officer: Visitor
    leader: Visitor
    inspector: Visitor
    head: Visitor

    def all(self) -> tuple[Visitor, ...]:
        return self.officer, self.leader, self.inspector, self.head


def test_story_from_the_programme_to_the_checked_remedy(browser: Browser, untouched_site: str) -> None:
    cast = Cast(
        visitor(browser, untouched_site, "inspection-1-officer"),
        visitor(browser, untouched_site, "inspection-2-leader"),
        visitor(browser, untouched_site, "inspection-3-inspector"),
        visitor(browser, untouched_site, "inspection-4-phone", PHONE),
    )
    for one, name in zip(cast.all(), ("chuyenvien", "lanhdao", "kiemtra", "bithu.benhvien"), strict=True):
        one.sign_in(name)
    _plans(cast.officer)
    _announces(cast.leader)
    inspection = _opens(cast.officer)
    _decides(cast.leader)
    _reports_on_itself(cast.head, inspection)
    _writes(cast, inspection)
    _responds(cast.head, inspection)
    _concludes(cast, inspection)
    remedy = _puts_right(cast.head)
    _checks_again(cast, inspection, remedy)
    assert "\n".join(complaint for one in cast.all() for complaint in one.complaints) == ""


def _plans(officer: Visitor) -> None:
    """The facts name the unit; a person chooses it and says why."""
    page = officer.page
    officer.go(f"{ROOM}/chuong-trinh/")
    page.get_by_role("link", name="Lập chương trình").click()
    page.locator("#id_year").fill(str(YEAR))
    page.get_by_role("button", name="Lập chương trình").click()
    expect(page.get_by_text("Đã lập. Giờ chọn đơn vị.")).to_be_visible()
    page.get_by_role("link", name="Chọn đơn vị").click()
    page.locator("#f-hint").select_option("khac-phuc-tre")
    page.get_by_role("button", name="Lọc", exact=True).click()
    page.get_by_role("row").filter(has_text=UNIT).get_by_role("checkbox").check()
    page.locator("#f-hint").select_option("")
    page.get_by_role("button", name="Lọc", exact=True).click()
    page.get_by_role("button", name="Trang 2", exact=True).click()
    expect(page.get_by_text("Đang giữ 1 đơn vị đã đánh dấu")).to_be_visible()
    officer.look("facts")
    page.get_by_role("button", name="Đưa vào chương trình").click()
    page.locator("#id_kind").select_option("inspection")
    page.locator("#id_theme").select_option("lam-theo")
    page.locator("#id_quarter").select_option("1")
    page.get_by_role("button", name="Đưa vào chương trình").click()
    expect(page.get_by_text(re.compile("Đã đưa .* vào chương trình"))).to_be_hidden()  # no reason yet
    expect(page.locator("#id_theme")).to_have_value("lam-theo")
    page.locator("#id_reason").fill(REASON)
    page.get_by_role("button", name="Đưa vào chương trình").click()
    expect(page.get_by_text(f"Đã đưa {UNIT} vào chương trình.")).to_be_visible()
    expect(page.get_by_role("link", name="Mở cuộc")).to_have_count(0)  # not before it is announced
    officer.look("programme")


def _announces(leader: Visitor) -> None:
    page = leader.page
    leader.go(f"{ROOM}/chuong-trinh/")
    page.get_by_role("link", name=f"Chương trình kiểm tra, giám sát năm {YEAR}").click()
    page.get_by_role("link", name="Ban hành", exact=True).click()
    leader.look("announce")
    page.get_by_role("button", name="Ban hành chương trình").click()
    expect(page.get_by_text(re.compile(r"Đã ban hành chương trình số \d+"))).to_be_visible()


def _opens(officer: Visitor) -> str:
    """From the line of the programme; the team is named. Gives the address of the inspection."""
    page = officer.page
    officer.go(f"{ROOM}/chuong-trinh/")
    page.get_by_role("link", name=f"Chương trình kiểm tra, giám sát năm {YEAR}").click()
    page.get_by_role("link", name="Mở cuộc").click()
    expect(page.get_by_text(REASON)).to_be_visible()
    page.locator("#id_title").fill(TITLE)
    page.locator("#id_outline").fill(OUTLINE)
    page.locator("#id_directive").select_option(index=1)
    officer.look("open")
    page.get_by_role("button", name="Mở cuộc").click()
    expect(page.get_by_text("Tiếp theo: cử đoàn.")).to_be_visible()
    address = page.url.removeprefix(officer.address)
    page.get_by_role("link", name="Cử đoàn").click()
    for name, part in (("kiemtra", "head"), ("chuyenvien", "secretary")):
        page.locator("#id_person").select_option(label=_full_name(name))
        page.locator("#id_part").select_option(part)
        page.get_by_role("button", name="Cử vào đoàn").click()
        expect(page.get_by_role("listitem").filter(has_text=_full_name(name)).first).to_be_visible()
    officer.look("team")
    page.get_by_role("link", name="Xong").click()
    expect(page.get_by_role("link", name="Ra quyết định")).to_have_count(0)  # that is for who leads
    return address


def _full_name(username: str) -> str:
    """The pages know persons by their names, the story by how they sign in."""
    with database.connect_as_superuser(sample_database.own_name("untouched")) as server:
        row = server.execute(NAMED, [username]).fetchone()
    assert row is not None
    return str(row[0])


def _decides(leader: Visitor) -> None:
    """Found on the home page; longer than the rule allows is refused with the last day that it does."""
    page = leader.page
    leader.go("/")
    page.get_by_role("link", name=re.compile(TITLE)).first.click()
    page.get_by_role("link", name="Ra quyết định").click()
    page.locator("#id_ends_on").fill("30/4/2021")
    page.locator("#id_self_report_due_on").fill("12/4/2021")
    page.get_by_role("button", name="Ra quyết định và báo đơn vị").click()
    too_long = page.get_by_text(re.compile("Tối đa 20 ngày theo .*: muộn nhất là 25/4/2021"))
    expect(too_long.first).to_be_visible()
    leader.look("too-long")
    page.locator("#id_ends_on").fill("23/4/2021")
    page.get_by_role("button", name="Ra quyết định và báo đơn vị").click()
    expect(page.get_by_text(re.compile(r"Đã ra Quyết định .*\d+"))).to_be_visible()
    leader.look("decided")


def _reports_on_itself(head: Visitor, inspection: str) -> None:
    page = head.page
    head.go("/thong-bao/")
    told = page.get_by_role("link", name=re.compile("Có quyết định kiểm tra, giám sát đơn vị"))
    expect(told.first).to_be_visible()
    head.go("/")
    page.get_by_role("link", name=re.compile(TITLE)).first.click()
    expect(page.get_by_text("2. Trả lời trong mấy ngày.")).to_be_visible()
    page.locator("#id_text").fill(SELF_REPORT)
    page.locator("#id_file").set_input_files(
        {"name": "bang-tong-hop.jpg", "mimeType": "image/jpeg", "buffer": _picture()}
    )
    page.get_by_label("Tôi đã kiểm tra: tệp không chứa bí mật nhà nước").check()
    head.look("self-report")
    assert head.sideways() == 0
    page.get_by_role("button", name="Gửi báo cáo tự kiểm tra").click()
    expect(page.get_by_text("Đã gửi báo cáo tự kiểm tra cho đoàn.")).to_be_visible()
    head.go(inspection)
    expect(page.get_by_role("link", name="bang-tong-hop.jpg")).to_be_visible()
    expect(page.get_by_text("chỉ đoàn và lãnh đạo nơi kiểm tra đọc được nhận xét")).to_be_visible()
    head.look("sent")
    assert head.sideways() == 0


def _writes(cast: Cast, inspection: str) -> None:
    """One of the team writes the minutes and presents, another writes the findings."""
    page = cast.inspector.page
    cast.inspector.go("/")
    page.get_by_role("link", name=re.compile(TITLE)).first.click()
    page.get_by_role("link", name="Ghi biên bản").click()
    page.locator("#id_held_on").fill("06/4/2021")
    page.locator("#id_place").fill("Phòng họp của đơn vị")
    page.locator("#id_present").fill("Bí thư, hai cấp ủy viên; đoàn hai người")
    page.locator("#id_minutes").fill("Nghe báo cáo theo đề cương; xem sổ ở bốn khu khám.")
    page.get_by_role("button", name="Lưu biên bản").click()
    expect(page.get_by_text("Đã lưu biên bản.")).to_be_visible()
    _finds(cast.officer, inspection)
    cast.head.go(inspection)
    expect(cast.head.page.get_by_text(LACKING)).to_have_count(0)  # the unit reads it when it is asked
    cast.inspector.go(inspection)
    cast.inspector.look("to-present")
    page.get_by_role("button", name="Trình, lấy ý kiến đơn vị").click()
    expect(page.get_by_text("Đã trình. Đơn vị được báo để có ý kiến.")).to_be_visible()


def _finds(officer: Visitor, inspection: str) -> None:
    """A name is refused, and what was typed stays."""
    page = officer.page
    officer.go(f"{inspection}nhan-xet/")
    page.locator("#id_kind").select_option("strength")
    page.locator("#id_text").fill("Phản ánh được trả lời đúng hạn ở hai khu.")
    page.get_by_role("button", name="Lưu nhận xét").click()
    page.get_by_role("link", name="Ghi nhận xét").click()
    page.locator("#id_kind").select_option("shortcoming")
    page.locator("#id_text").fill("Đồng chí Nguyễn Văn Hùng chưa lập sổ ở hai khu khám.")
    page.locator("#id_cause").fill("Chưa phân công người giữ sổ.")
    page.locator("#id_request").fill(REQUEST)
    page.locator("#id_post").fill("Bí thư chi bộ Khoa Khám bệnh")
    page.locator("#id_proof_wanted").fill("Ảnh sổ ở bốn khu")
    page.locator("#id_due_on").fill("31/5/2021")
    page.get_by_role("button", name="Lưu nhận xét").click()
    expect(page.get_by_text("«Đồng chí Nguyễn Văn Hùng» (tên người)").first).to_be_visible()
    expect(page.locator("#id_request")).to_have_value(REQUEST)
    officer.look("a-name-refused")
    page.locator("#id_text").fill(LACKING)
    page.get_by_role("button", name="Lưu nhận xét").click()
    expect(page.get_by_text("Đã ghi nhận xét.")).to_be_visible()
    expect(page.get_by_text(LACKING)).to_be_visible()


def _responds(head: Visitor, inspection: str) -> None:
    page = head.page
    head.go("/")
    page.get_by_role("link", name=re.compile(TITLE)).first.click()
    expect(page.get_by_text(LACKING)).to_be_visible()
    page.get_by_label("Ý kiến về nhận xét số 2").fill("Đơn vị nhận thiếu sót, làm trong tháng 5.")
    head.look("word")
    assert head.sideways() == 0
    page.get_by_role("button", name="Gửi ý kiến của đơn vị").click()
    expect(page.get_by_text("Đã gửi ý kiến của đơn vị.")).to_be_visible()
    head.go(inspection)
    expect(page.get_by_text("Đơn vị nhận thiếu sót")).to_be_visible()


def _concludes(cast: Cast, inspection: str) -> None:
    """Who wrote the findings is not offered it. The notice takes its number, and says what is asked."""
    cast.officer.go(inspection)
    expect(cast.officer.page.get_by_text("Đơn vị đã có ý kiến.")).to_be_visible()
    expect(cast.officer.page.get_by_role("link", name="Kết luận", exact=True)).to_have_count(0)
    assert _status(cast.officer, f"{inspection}ket-luan/") == 403
    page = cast.leader.page
    cast.leader.go("/")
    page.get_by_role("link", name=re.compile(TITLE)).first.click()
    page.get_by_role("link", name="Kết luận", exact=True).click()
    page.locator("#id_conclusion").fill(CONCLUSION)
    page.get_by_label("Số đảng viên được xem cùng đơn vị").fill("0")
    expect(page.get_by_text("1 yêu cầu khắc phục sẽ thành nhiệm vụ của đơn vị.")).to_be_visible()
    cast.leader.look("conclude")
    page.get_by_role("button", name="Kết luận và ra thông báo").click()
    expect(page.get_by_text(re.compile(r"Đã kết luận, Thông báo .*\d+"))).to_be_visible()
    cast.leader.look("concluded")
    with page.expect_download() as started:
        page.get_by_role("link", name="Thông báo (Word)").click()
    with zipfile.ZipFile(started.value.path()) as paper:
        words = re.sub(r"<[^>]+>", "", paper.read("word/document.xml").decode())
    assert [one for one in (CONCLUSION, LACKING, REQUEST) if one not in words] == []


def _status(one: Visitor, path: str) -> int:
    return one.page.request.get(one.address + path).status


def _puts_right(head: Visitor) -> str:
    """Not without a file. Gives the address of the remedy's page."""
    page = head.page
    head.go("/")
    page.get_by_role("link", name=re.compile(REQUEST)).first.click()
    code = page.url.rstrip("/").rsplit("/", 1)[1]
    page.get_by_role("link", name="Báo đã xong").click()
    page.locator("#id_result").fill("Đã có sổ ở bốn khu, giao điều dưỡng trưởng giữ.")
    page.get_by_role("button", name="Báo đã xong").click()
    expect(page.get_by_text("Việc này phải có ít nhất một tệp minh chứng.").first).to_be_visible()
    page.locator("#id_file").set_input_files(
        {"name": "IMG_0507.jpg", "mimeType": "image/jpeg", "buffer": _picture()}
    )
    page.get_by_label("Tôi đã kiểm tra: tệp không chứa bí mật nhà nước").check()
    page.get_by_role("button", name="Báo đã xong").click()
    expect(page.get_by_text("Đơn vị đã báo xong.")).to_be_visible()
    head.look("put-right")
    assert head.sideways() == 0
    return f"{ROOM}/khac-phuc/{code}/"


def _checks_again(cast: Cast, inspection: str, remedy: str) -> None:
    """Neither by who wrote the finding nor on the page of the task: by another, who looks at the evidence."""
    code = remedy.rstrip("/").rsplit("/", 1)[1]
    cast.officer.go(remedy)
    expect(cast.officer.page.get_by_text("nên người khác kiểm tra lại")).to_be_visible()
    assert _status(cast.officer, f"{remedy}kiem-tra-lai/") == 403
    cast.officer.go(f"/nhiem-vu/{code}/xac-nhan/")
    expect(cast.officer.page.get_by_text("được xác nhận hoặc trả lại ở trang Khắc phục")).to_be_visible()
    expect(cast.officer.page.get_by_role("button", name="Xác nhận xong")).to_have_count(0)
    page = cast.inspector.page
    cast.inspector.go("/")
    page.get_by_role("link", name=re.compile(REQUEST)).first.click()
    with page.expect_download() as started:
        page.get_by_role("link", name="IMG_0507").click()
    with Image.open(started.value.path()) as picture:
        assert picture.size == (800, 600)
    page.locator("#id_words").fill("Đã xem ảnh sổ ở bốn khu và sổ khu B: đủ như yêu cầu.")
    cast.inspector.look("check")
    page.get_by_role("button", name="Xác nhận đã khắc phục").click()
    expect(page.get_by_text("Đã xác nhận khắc phục xong.")).to_be_visible()
    cast.inspector.look("checked")
    cast.inspector.go(inspection)
    expect(page.get_by_text("Đã khắc phục xong.")).to_be_visible()
    cast.head.go(f"/nhiem-vu/{code}/")
    expect(cast.head.page.get_by_text("Báo xong trong hạn.")).to_be_visible()
    assert cast.head.sideways() == 0


def _picture() -> bytes:
    kept = BytesIO()
    Image.new("RGB", (800, 600), "#b08d57").save(kept, "JPEG")
    return kept.getvalue()
