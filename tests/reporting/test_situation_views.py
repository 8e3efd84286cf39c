"""The pages of the situation by theme."""

import io
import uuid

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lantoa.accounts.models import User
from lantoa.core.actor import SYSTEM
from lantoa.core.periods import from_code
from lantoa.organisation.models import ProfileEntry
from lantoa.organisation.services.units import NewUnit, establish_units
from lantoa.reporting.models import Collection, Situation, SituationLine, SituationSheet
from lantoa.reporting.services.entry import Entries, save_values
from lantoa.reporting.services.submissions import hand_over, submit
from tests.cast import DECISION, Cast
from tests.reporting import situations_world as situations
from tests.reporting.situations_world import WORDS, save, told
from tests.reporting.world import FOUND, MEMBERS, SESSIONS, STUDIED, draft

BOARD = "/bao-cao/tinh-hinh/"
OWN = f"{BOARD}ghi/VPTU/2021Q1/"


@pytest.fixture
def collection(cast: Cast) -> Collection:
    return situations.carried(cast)


def page(client: Client, user: User, address: str, status: int = 200) -> str:
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def sent_by_head(cast: Cast, collection: Collection) -> None:
    entries = Entries({MEMBERS: "40", STUDIED: "8", SESSIONS: "2", FOUND: "0"})
    submission = draft(collection, cast.office)
    submission = save_values(actor=cast.unit_reporter, submission=submission, entries=entries).submission
    hand_over(actor=cast.unit_reporter, submission=submission)
    submit(actor=cast.unit_head, submission=draft(collection, cast.office), key=uuid.uuid4())


def test_reporter_writes_beside_the_report_and_the_head_sends_both(
    client: Client, cast: Cast, collection: Collection
) -> None:
    report = page(client, cast.unit_reporter, "/bao-cao/BCQ-2021Q1/VPTU/")
    assert "Chưa ghi. Gửi cùng báo cáo này, không bắt buộc." in report and f'href="{OWN}"' in report
    typed = {"row_version": "0", "theme-2": "dieu-kien", "words-2": f" {WORDS} ", "told_separately": "on"}
    answer = client.post(OWN, typed, follow=True)
    assert "Đã lưu. Phần này chưa gửi." in answer.content.decode()
    line = SituationLine.objects.select_related("situation").get()
    assert (line.words, line.situation.told_separately, line.situation.is_sent) == (WORDS, True, False)
    assert "Đã ghi 1 dòng. Gửi cùng báo cáo này." in page(client, cast.unit_head, "/bao-cao/BCQ-2021Q1/VPTU/")
    assert "Phần này gửi cùng báo cáo quý" in page(client, cast.unit_head, OWN)
    assert client.post(f"{OWN}gui/").status_code == 422
    sent_by_head(cast, collection)
    board = page(client, cast.propaganda_officer, f"{BOARD}?quy=2021Q1&chu-de=dieu-kien")
    assert WORDS in board and "Văn phòng Tỉnh ủy" in board
    assert '<td class="table__long" data-label="Sự việc">Máy lạnh' in page(client, cast.unit_reporter, OWN)
    reading = page(client, cast.propaganda_officer, "/bao-cao/BCQ-2021Q1/VPTU/")
    assert f'href="{BOARD}?don-vi=VPTU&amp;quy=2021Q1"' in reading


def test_what_is_refused_stays_typed_and_is_told_at_its_row(
    client: Client, cast: Cast, collection: Collection
) -> None:
    client.force_login(cast.unit_reporter)
    typed = {
        "row_version": "0",
        "theme-2": "nha-o",
        "words-2": "Ông Phạm Văn Tám ở xa.",
        "words-4": "Thiếu máy in.",
    }
    answer = client.post(OWN, typed)
    found = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_words-2"' in found and 'href="#id_theme-4"' in found
    assert "Ông Phạm Văn Tám ở xa." in found and "Thiếu máy in." in found
    save(cast.office, ("nha-o", "Nhà trọ thiếu nước."))
    answer = client.post(OWN, typed | {"words-2": "Ở xa cơ quan.", "theme-4": "dieu-kien"})
    assert (answer.status_code, "Ở xa cơ quan." in answer.content.decode()) == (409, True)


def test_a_small_unit_reads_who_tells_for_it_and_its_committee_reads_for_whom(
    client: Client, cast: Cast, collection: Collection
) -> None:
    assert "Sở Nội vụ. Không nêu việc ấy" in page(client, cast.propaganda_officer, f"{BOARD}ghi/KHOI/2021Q1/")
    ProfileEntry.objects.filter(unit=cast.office).update(number=9)
    found = page(client, cast.unit_reporter, OWN)
    assert "Đơn vị không ghi riêng" in found and "Đảng ủy Khối báo cáo chung" in found
    assert 'name="words-1"' not in found


def test_board_counts_units_and_opens_their_lines(client: Client, cast: Cast) -> None:
    situations.ready(cast)
    told(cast.office, ("dieu-kien", "Thiếu máy in."), ("nha-o", "Nhà trọ xa."), separately=True)
    told(cast.hospital, ("dieu-kien", "Phòng chờ nóng."))
    told(cast.hospital, ("y-te", "Thiếu thuốc thông thường."), period=from_code("2021Q2"))
    found = page(client, cast.propaganda_officer, BOARD)
    assert '<a class="opens" href="?quy=2021Q1&amp;chu-de=dieu-kien#lines">2</a>' in found
    assert found.count('class="opens"') == 3 and "4 dòng" in found
    # On a phone what most tell of comes first, though it is not the newest.
    folded = found.partition('class="told-folded"')[2].partition("<table")[0]
    heads = [one.partition("</span>")[0] for one in folded.split("<span>")[1:] if "dòng</b>" in one]
    assert (heads[:2], len(heads)) == (["Điều kiện làm việc", "Nhà ở, đi lại"], 3)
    assert folded.index("Thiếu máy in.") < folded.index("Phòng chờ nóng.") < folded.index("Thiếu thuốc")
    narrowed = page(client, cast.propaganda_officer, f"{BOARD}?khoi=public_service&quy=2021Q2")
    assert "Thiếu thuốc thông thường." in narrowed and "Phòng chờ nóng." not in narrowed
    assert "Thiếu máy in." not in narrowed
    own = page(client, cast.outsider, BOARD)
    assert "Phòng chờ nóng." in own and "Thiếu máy in." not in own
    for user in (cast.inspector, cast.auditor, cast.administrator):
        assert page(client, user, BOARD, 403)


def test_workbook_holds_what_the_page_shows(client: Client, cast: Cast) -> None:
    situations.ready(cast)
    told(cast.office, ("dieu-kien", "=Thiếu máy in."), separately=True)
    told(cast.hospital, ("dieu-kien", "Phòng chờ nóng."))
    client.force_login(cast.propaganda_officer)
    answer = client.get(f"{BOARD}xuat/?khoi=government")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = [[cell.value for cell in row] for row in book["Theo chủ đề"].iter_rows()]
    assert ["Khối: Chính quyền"] in [[one for one in row if one] for row in rows]
    assert ["Điều kiện làm việc", 0, 0, 0, 1, 0] in rows
    assert ["Trong đó có phần đã báo cáo riêng theo chế độ mật", 0, 0, 0, 1, 0] in rows
    lines = [[cell.value for cell in row] for row in book["Các dòng"].iter_rows()]
    assert [row for row in lines if row[0] == "Quý I/2021"] == [
        ["Quý I/2021", "Điều kiện làm việc", "VPTU", "Văn phòng Tỉnh ủy", "=Thiếu máy in."]
    ]


def test_a_committee_writes_and_sends_by_itself_and_takes_back(client: Client, cast: Cast) -> None:
    situations.ready(cast)
    address = f"{BOARD}ghi/KHOI/2021Q2/"
    client.force_login(cast.propaganda_officer)
    client.post(address, {"row_version": "0", "theme-1": "to-chuc", "words-1": "Thiếu người trực."})
    assert client.post(f"{address}gui/", {"row_version": "1"}).status_code == 403
    client.force_login(cast.province_lead)
    assert f'action="{address}gui/"' in client.get(address).content.decode()
    behind = client.post(address, {"row_version": "0", "theme-1": "to-chuc", "words-1": "Thiếu hai người."})
    assert (behind.status_code, f'action="{address}gui/"' in behind.content.decode()) == (409, False)
    assert client.post(f"{address}gui/", {"row_version": "1"}).status_code == 302
    assert Situation.objects.get().is_sent is True
    assert client.post(f"{address}thu-hoi/").status_code == 302
    assert Situation.objects.get().is_sent is False


def test_officer_takes_a_line_out_after_being_asked_once_more(client: Client, cast: Cast) -> None:
    situations.ready(cast)
    told(cast.office, ("dieu-kien", "Thiếu máy in."))
    address = f"{BOARD}go/{SituationLine.objects.get().pk}/"
    assert f'href="{address}"' in page(client, cast.propaganda_officer, BOARD)
    assert "Gỡ dòng này" in page(client, cast.propaganda_officer, address)
    assert client.post(address).status_code == 302
    assert SituationLine.objects.count() == 0
    assert page(client, cast.propaganda_officer, address, 404)


def test_staff_has_a_sheet_carry_the_situation_on_its_page(client: Client, cast: Cast) -> None:
    version = situations.published()
    client.force_login(cast.propaganda_officer)
    address = f"/bao-cao/bieu-mau/{version.sheet.code}/"
    assert "Kèm từ quý này" in client.get(address).content.decode()
    assert client.post(f"{address}tinh-hinh/", {"viec": "kem"}).status_code == 302
    assert SituationSheet.objects.count() == 1
    assert "Thôi kèm từ nay" in client.get(address).content.decode()
    client.post(f"{address}tinh-hinh/", {"viec": "thoi"})
    assert SituationSheet.objects.count() == 0


def test_pages_need_the_same_statements_for_one_unit_and_for_sixty(client: Client, cast: Cast) -> None:
    situations.ready(cast)
    told(cast.office, ("dieu-kien", "Thiếu máy in."))
    save(cast.bloc, ("dieu-kien", "Thiếu phòng họp."))
    client.force_login(cast.propaganda_officer)
    own = f"{BOARD}ghi/KHOI/2021Q1/"
    before = [statements(client, one) for one in (BOARD, f"{BOARD}xuat/", own)]
    kind = cast.department.versions.get().kind
    new = [NewUnit(f"CB{n:02}", f"Chi bộ {n}", f"CB {n}", kind, "KHOI", 10 + n) for n in range(60)]
    units = establish_units(actor=SYSTEM, decision=DECISION, units=new)
    situations.people(dict.fromkeys(units[:40], 30))
    for unit in units[:40]:
        told(unit, ("dieu-kien", "Thiếu máy in."), ("nha-o", "Nhà trọ xa."))
    after = [statements(client, one) for one in (BOARD, f"{BOARD}xuat/", own)]
    assert (before, after) == ([16, 8, 26], [16, 8, 26])


def statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)
