import io
import re
import uuid
from typing import Any

import pypdf
import pytest
import zxingcpp
from django.http import HttpResponse
from django.test import Client
from openpyxl import load_workbook

from lantoa.accounts.models import User
from lantoa.commendation import queries, services
from lantoa.commendation.choices import Membership, NominationState, Rank, Subject
from lantoa.commendation.models import Decision, DecisionProposal, Nomination
from lantoa.commendation.printouts import certificate_sheets
from lantoa.commendation.queries import NominationFilters, balance_of
from tests.commendation.world import World, person, statements_of
from tests.printing.samples import grey_of_png

BASE = "/khen-thuong/KT-2021-01/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words(response: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def names_seen(world: World, who: str, **filters: Any) -> set[str]:
    user = getattr(world.cast, who)
    rows = queries.filtered_nominations(user, world.round, NominationFilters(**filters))
    return {row.full_name for row in rows}


@pytest.fixture
def listed(world: World) -> World:
    """One nomination in each state for the office, one draft and one submitted of the hospital."""
    for state in NominationState:
        world.enter(world.cast.office, f"Văn phòng {state.label}", state=state)
    world.enter(world.cast.hospital, "Bệnh viện Nháp", state=NominationState.DRAFT)
    world.enter(world.cast.hospital, "Bệnh viện Gửi", state=NominationState.SUBMITTED)
    return world


OFFICE_SENT = {f"Văn phòng {state.label}" for state in NominationState if state != NominationState.DRAFT}


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("unit_reporter", OFFICE_SENT | {"Văn phòng Bản nháp"}),
        ("unit_head", OFFICE_SENT | {"Văn phòng Bản nháp"}),
        ("outsider", {"Bệnh viện Nháp", "Bệnh viện Gửi"}),
        ("propaganda_officer", OFFICE_SENT | {"Bệnh viện Gửi"}),
        ("province_lead", OFFICE_SENT | {"Bệnh viện Gửi"}),
        ("inspector", set()),
        ("auditor", set()),
        ("administrator", set()),
    ],
)
def test_nominations_seen_are_those_in_scope_and_drafts_only_ones_own(
    listed: World, who: str, seen: set[str]
) -> None:
    assert names_seen(listed, who) == seen


def test_nomination_out_of_scope_is_the_same_page_as_one_that_is_not(listed: World) -> None:
    client = signed_in(listed.cast.outsider)
    own = Nomination.objects.get(full_name="Bệnh viện Gửi")
    other = Nomination.objects.get(full_name="Văn phòng Chờ xét")
    assert client.get(f"{BASE}de-nghi/{own.pk}/").status_code == 200
    hidden, absent = (client.get(f"{BASE}de-nghi/{pk}/") for pk in (other.pk, uuid.uuid4()))
    assert (hidden.status_code, hidden.content) == (404, absent.content)
    assert client.post(f"{BASE}de-nghi/{other.pk}/gui/").status_code == 404


def test_draft_of_a_unit_is_absent_for_who_examines(listed: World) -> None:
    draft = Nomination.objects.get(full_name="Bệnh viện Nháp")
    assert signed_in(listed.cast.propaganda_officer).get(f"{BASE}de-nghi/{draft.pk}/").status_code == 404
    assert "Bệnh viện Nháp" not in words(signed_in(listed.cast.propaganda_officer).get(BASE))


@pytest.mark.parametrize("who", ["inspector", "auditor", "administrator"])
def test_round_is_absent_for_who_has_no_part_in_it(listed: World, who: str) -> None:
    assert signed_in(getattr(listed.cast, who)).get(BASE).status_code == 404
    assert signed_in(getattr(listed.cast, who)).get("/khen-thuong/").status_code == 403


def test_anonymous_is_sent_to_sign_in(listed: World) -> None:
    response = Client().get(BASE)
    assert (response.status_code, response["Location"].split("?")[0]) == (302, "/dang-nhap/")


@pytest.mark.parametrize(
    ("filters", "seen"),
    [
        ({"text": "benh vien"}, {"Bệnh viện Gửi"}),
        ({"text": "VAN PHONG tra lai"}, {"Văn phòng Trả lại"}),
        ({"text": "so noi vu"}, set()),
        ({"state": "proposed"}, {"Văn phòng Đề nghị khen"}),
        ({"unit": "BENHVIEN"}, {"Bệnh viện Gửi"}),
        ({"subject": "collective"}, set()),
        ({"state": "no such state", "unit": "BENHVIEN"}, {"Bệnh viện Gửi"}),
    ],
)
def test_nominations_are_narrowed_by_each_filter(
    listed: World, filters: dict[str, str], seen: set[str]
) -> None:
    assert names_seen(listed, "propaganda_officer", **filters) == seen


def test_counts_agree_with_the_list_they_filter(listed: World) -> None:
    user = listed.cast.propaganda_officer
    counts = queries.nomination_counts(user, listed.round, NominationFilters())
    for state in [*NominationState.values, ""]:
        assert counts[state] == len(names_seen(listed, "propaganda_officer", state=state)), state


def test_list_is_sorted_as_vietnamese_lists_are(world: World) -> None:
    for name in ("Đỗ An", "Dương An", "Ẩn", "An"):
        world.enter(world.cast.office, name)
    rows = queries.filtered_nominations(
        world.cast.unit_head, world.round, NominationFilters(sort="-name")
    ).values_list("full_name", flat=True)
    assert list(rows) == ["Đỗ An", "Dương An", "Ẩn", "An"]


def test_workbook_holds_what_the_list_shows(listed: World) -> None:
    response = signed_in(listed.cast.propaganda_officer).get(f"{BASE}xuat/?trang-thai=submitted&sort=-name")
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    names = [row[1] for row in sheet.iter_rows(values_only=True) if isinstance(row[0], int)]
    assert names == ["Đồng chí Văn phòng Chờ xét", "Đồng chí Bệnh viện Gửi"]


def test_fragment_is_answered_where_one_is_asked(listed: World) -> None:
    client = signed_in(listed.cast.propaganda_officer)
    for address in ("/khen-thuong/", BASE):
        fragment = client.get(address, HTTP_HX_REQUEST="true").content.decode()
        assert ("<html" in fragment, 'class="counters"' in fragment) == (False, True)


def test_balance_counts_by_subject_membership_rank_and_sector(world: World) -> None:
    office, hospital = world.cast.office, world.cast.hospital
    world.enter(office, "Tập thể A", subject=Subject.COLLECTIVE)
    world.enter(office, "Cá nhân A", rank=Rank.LEADER)
    world.enter(office, "Cá nhân B", rank=Rank.LEADER, membership=Membership.NON_MEMBER)
    world.enter(hospital, "Cá nhân C")
    world.enter(hospital, "Cá nhân D", state=NominationState.SUBMITTED)
    world.enter(hospital, "Cá nhân E", state=NominationState.DRAFT)
    shown = {
        row.label: (row.put_forward, row.chosen, row.base, row.is_over)
        for _title, rows in balance_of(world.round).groups
        for row in rows
    }
    assert shown == {
        "Tập thể": (1, 1, 4, False),
        "Cá nhân": (4, 3, 4, False),
        "Đảng viên": (3, 2, 3, False),
        "Quần chúng": (1, 1, 3, False),
        "Lãnh đạo, quản lý": (2, 2, 3, True),  # 67 of a hundred, beyond 50
        "Cán bộ, người lao động": (2, 1, 3, False),
        "Chính quyền": (3, 3, 4, False),
        "Sự nghiệp công lập": (2, 1, 4, False),
    }


def test_balance_is_shown_to_the_committee_only(listed: World) -> None:
    shown = {
        who: "Cân đối danh sách" in words(signed_in(getattr(listed.cast, who)).get(BASE))
        for who in ("propaganda_officer", "province_lead", "unit_head", "unit_reporter")
    }
    assert shown == {
        "propaganda_officer": True,
        "province_lead": True,
        "unit_head": False,
        "unit_reporter": False,
    }


TYPED = {
    "unit": "VPTU",
    "subject": "individual",
    "full_name": "Nguyễn Văn An",
    "post": "Chánh Văn phòng",
    "membership": "member",
    "rank": "staff",
    "achievements": "Giảm 40 phút chờ.",
    "publish_name": "on",
}


def test_nominate_page_saves_a_draft_and_goes_to_it(world: World) -> None:
    response = signed_in(world.cast.unit_reporter).post(f"{BASE}de-nghi-moi/", TYPED)
    made = Nomination.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"{BASE}de-nghi/{made.pk}/")
    assert (made.honorific, made.membership, made.publish_name) == ("Đồng chí", "member", True)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"membership": ""}, "Chọn đảng viên hay quần chúng."),
        (
            {"achievements": "Gọi 0912345678 để biết"},
            "Dãy số 0912345678 giống số căn cước hoặc số điện thoại.",
        ),
        (
            {"achievements": "Căn cước 012345678901"},
            "Dãy số 012345678901 giống số căn cước hoặc số điện thoại.",
        ),
        ({"unit": "BENHVIEN"}, "Lựa chọn này không còn trong danh sách."),
        ({"full_name": "A" * 201}, "Nội dung dài 201 ký tự, tối đa 200."),
    ],
)
def test_nominate_page_refuses_and_keeps_what_was_typed(
    world: World, changes: dict[str, str], sentence: str
) -> None:
    response = signed_in(world.cast.unit_reporter).post(f"{BASE}de-nghi-moi/", TYPED | changes)
    assert (response.status_code, Nomination.objects.count()) == (422, 0)
    assert sentence in words(response)
    assert 'value="Chánh Văn phòng"' in response.content.decode()


def test_nominate_page_is_forbidden_for_who_has_no_unit_to_nominate_for(world: World) -> None:
    assert signed_in(world.cast.propaganda_officer).get(f"{BASE}de-nghi-moi/").status_code == 403


def test_edit_page_with_an_old_version_keeps_the_text(world: World) -> None:
    client = signed_in(world.cast.unit_reporter)
    client.post(f"{BASE}de-nghi-moi/", TYPED)
    address = f"{BASE}de-nghi/{Nomination.objects.get().pk}/sua/"
    assert client.post(address, TYPED | {"row_version": "1", "post": "Phó phòng"}).status_code == 302
    late = client.post(address, TYPED | {"row_version": "1", "post": "Văn thư"})
    assert (late.status_code, 'value="Văn thư"' in late.content.decode()) == (422, True)
    assert Nomination.objects.get().post == "Phó phòng"


def test_examine_page_without_reason_keeps_the_page(world: World) -> None:
    made = world.enter(world.cast.office, "Nguyễn Văn An", state=NominationState.SUBMITTED)
    client = signed_in(world.cast.propaganda_officer)
    refused = client.post(f"{BASE}de-nghi/{made.pk}/xet/", {"verdict": "returned", "reason": "—"})
    assert (refused.status_code, "Chưa có lý do." in words(refused)) == (422, True)
    assert client.post(f"{BASE}de-nghi/{made.pk}/xet/", {"verdict": "awarded"}).status_code == 404
    assert client.post(f"{BASE}de-nghi/{made.pk}/xet/", {"verdict": "proposed"}).status_code == 302
    made.refresh_from_db()
    assert made.state == NominationState.PROPOSED


def test_examine_by_the_units_own_head_is_403_with_the_reason(world: World) -> None:
    made = world.enter(world.cast.office, "Nguyễn Văn An", state=NominationState.SUBMITTED)
    response = signed_in(world.cast.unit_head).post(f"{BASE}de-nghi/{made.pk}/xet/", {"verdict": "proposed"})
    assert response.status_code == 403


def test_whole_way_from_draft_to_signed_paper(world: World) -> None:
    """Reporter drafts, head sends, staff examines and drafts the decision, the leader signs."""
    reporter, head, staff, lead = (
        signed_in(getattr(world.cast, who))
        for who in ("unit_reporter", "unit_head", "propaganda_officer", "province_lead")
    )
    reporter.post(f"{BASE}de-nghi-moi/", TYPED)
    one = f"{BASE}de-nghi/{Nomination.objects.get().pk}/"
    assert reporter.post(f"{one}gui/").status_code == 403
    assert head.post(f"{one}gui/").status_code == 302
    assert staff.post(f"{one}xet/", {"verdict": "proposed"}).status_code == 302
    wrong = staff.post(f"{BASE}trinh-quyet-dinh/", {"decided_on": "07/4/2021", "number": "142"})
    assert (wrong.status_code, 'value="142"' in wrong.content.decode()) == (422, True)
    assert (
        staff.post(f"{BASE}trinh-quyet-dinh/", {"decided_on": "06/4/2021", "number": "142"}).status_code
        == 302
    )
    proposal = DecisionProposal.objects.get()
    assert staff.post(f"{BASE}quyet-dinh/{proposal.pk}/ky/").status_code == 403
    assert head.post(f"{BASE}quyet-dinh/{proposal.pk}/ky/").status_code == 404
    assert "Ký quyết định và vào sổ" in words(lead.get(BASE))
    assert "Ký quyết định và vào sổ" not in words(staff.get(BASE))
    assert lead.post(f"{BASE}quyet-dinh/{proposal.pk}/ky/").status_code == 302
    assert Decision.objects.get().document.reference == "142-QĐ/ĐUK"
    assert "Quyết định số 142-QĐ/ĐUK, ngày 06/4/2021" in words(reporter.get(BASE))


def test_return_of_a_proposal_without_a_word_keeps_the_page(world: World) -> None:
    world.enter(world.cast.office, "Nguyễn Văn An")
    proposal = services.propose_decision(
        actor=world.cast.propaganda_officer, round_=world.round, decided_on=world.round.opens_on
    )
    lead = signed_in(world.cast.province_lead)
    assert lead.post(f"{BASE}quyet-dinh/{proposal.pk}/tra-lai/", {"note": ""}).status_code == 422
    assert lead.post(f"{BASE}quyet-dinh/{proposal.pk}/tra-lai/", {"note": "Xem lại số 1."}).status_code == 302
    assert "Xem lại số 1." in words(signed_in(world.cast.propaganda_officer).get(BASE))


@pytest.fixture
def decided(world: World) -> World:
    world.enter(world.cast.office, "Tập thể Phòng Tổng hợp", subject=Subject.COLLECTIVE)
    world.enter(world.cast.office, "Nguyễn Văn An")
    world.enter(world.cast.hospital, "Trần Thị Kín")
    world.decide()
    return world


def test_register_shows_each_its_own_lines(decided: World) -> None:
    shown = {
        who: [row.register_number for row in queries.certificates_visible_to(getattr(decided.cast, who))]
        for who in (
            "propaganda_officer",
            "province_lead",
            "unit_head",
            "hospital_head",
            "unit_reporter",
            "inspector",
        )
    }
    assert shown == {
        "propaganda_officer": [1, 2, 3],
        "province_lead": [1, 2, 3],
        "unit_head": [1, 2],
        "hospital_head": [3],
        "unit_reporter": [],
        "inspector": [],
    }


def test_register_page_and_workbook_carry_codes_in_scope_only(decided: World) -> None:
    head = signed_in(decided.cast.unit_head)
    own, other = decided.certificate("Nguyễn Văn An"), decided.certificate("Trần Thị Kín")
    page = head.get(f"{BASE}so-khen/142/").content.decode()
    assert (own.printed_code in page, other.printed_code in page) == (True, False)
    sheet = load_workbook(io.BytesIO(head.get(f"{BASE}so-khen/142/xuat/").content)).active
    assert sheet is not None
    codes = [row[5] for row in sheet.iter_rows(values_only=True) if isinstance(row[0], int)]
    assert codes == [decided.certificate("Tập thể Phòng Tổng hợp").printed_code, own.printed_code]
    assert head.get(f"{BASE}so-khen/143/").status_code == 404


def test_reporter_reads_no_code_anywhere(decided: World) -> None:
    client = signed_in(decided.cast.unit_reporter)
    certificate = decided.certificate("Nguyễn Văn An")
    for address in (
        BASE,
        f"{BASE}so-khen/142/",
        f"{BASE}so-khen/142/xuat/",
        f"{BASE}de-nghi/{certificate.nomination_id}/",
    ):
        assert certificate.printed_code not in client.get(address).content.decode(errors="replace")
    assert client.get(f"/khen-thuong/giay-khen/{certificate.code}/").status_code == 404


def test_certificate_page_preview_and_paper_by_role(decided: World) -> None:
    code = decided.certificate("Nguyễn Văn An").code
    statuses = {
        who: [
            signed_in(getattr(decided.cast, who)).get(f"/khen-thuong/giay-khen/{code}/{part}").status_code
            for part in ("", "hinh/", "pdf/", "thu-hoi/")
        ]
        for who in ("propaganda_officer", "province_lead", "unit_head", "hospital_head", "unit_reporter")
    }
    assert statuses == {
        "propaganda_officer": [200, 200, 200, 200],
        "province_lead": [200, 200, 403, 200],
        "unit_head": [200, 200, 403, 403],
        "hospital_head": [404, 404, 404, 404],
        "unit_reporter": [404, 404, 404, 404],
    }


def test_papers_of_a_decision_are_one_page_each_in_order(decided: World) -> None:
    response = signed_in(decided.cast.propaganda_officer).get(f"{BASE}so-khen/142/giay-khen.pdf")
    pages = pypdf.PdfReader(io.BytesIO(response.content)).pages
    assert (response["Content-Type"], len(pages)) == ("application/pdf", 3)
    found = ["".join(page.extract_text().split()) for page in pages]
    for text, name in zip(found, ("Tập thể Phòng Tổng hợp", "Nguyễn Văn An", "Trần Thị Kín"), strict=True):
        certificate = decided.certificate(name)
        for said in (name, certificate.printed_code, "BAN THƯỜNG VỤ ĐẢNG ỦY KHỐI", "GIẤY KHEN", "142-QĐ/ĐUK"):
            assert "".join(said.split()) in text, said
    assert signed_in(decided.cast.province_lead).get(f"{BASE}so-khen/142/giay-khen.pdf").status_code == 403


def test_papers_leave_out_what_is_revoked(decided: World) -> None:
    decided.revoke(decided.certificate("Nguyễn Văn An"))
    client = signed_in(decided.cast.propaganda_officer)
    pages = pypdf.PdfReader(io.BytesIO(client.get(f"{BASE}so-khen/142/giay-khen.pdf").content)).pages
    assert len(pages) == 2
    assert (
        client.get(f"/khen-thuong/giay-khen/{decided.certificate('Nguyễn Văn An').code}/pdf/").status_code
        == 422
    )


def test_qr_of_the_printed_sheet_opens_the_check_page_of_that_certificate(decided: World) -> None:
    certificate = decided.certificate("Trần Thị Kín")
    picture = signed_in(decided.cast.propaganda_officer).get(
        f"/khen-thuong/giay-khen/{certificate.code}/hinh/"
    )
    read = zxingcpp.read_barcodes(grey_of_png(picture.content))
    assert [one.text for one in read] == [f"http://localhost:8000/kiem-tra/{certificate.code}/"]
    shown = Client().get(read[0].text.removeprefix("http://localhost:8000"))
    assert (shown.status_code, certificate.printed_code in shown.content.decode()) == (200, True)


def test_sheets_say_what_they_must_and_the_sample_is_marked(decided: World) -> None:
    rows = queries.certificates_of(Decision.objects.get())
    sheet = certificate_sheets(rows, lambda one: f"https://x/{one.code}")[1]
    assert sheet.giver_lines == ("BAN THƯỜNG VỤ ĐẢNG ỦY KHỐI", "CÁC CƠ QUAN TỈNH")
    assert (sheet.receiver, sheet.receiver_detail) == (
        "Đồng chí Nguyễn Văn An",
        "Trưởng phòng, Đảng bộ cơ sở Văn phòng Tỉnh ủy",
    )
    assert (sheet.register_number, sheet.place, sheet.mark) == ("02", "Vị Thanh", "")
    decided.cast.bloc.is_sample = True
    decided.cast.bloc.save(update_fields=["is_sample"])
    assert {one.mark for one in certificate_sheets(queries.certificates_of(Decision.objects.get()))} == {
        "Dữ liệu minh họa"
    }


def test_revocation_pages_need_two_persons(decided: World) -> None:
    staff, lead = signed_in(decided.cast.propaganda_officer), signed_in(decided.cast.province_lead)
    address = f"/khen-thuong/giay-khen/{decided.certificate('Nguyễn Văn An').code}/"
    assert staff.post(f"{address}thu-hoi/", {"reason": "…"}).status_code == 422
    assert staff.post(f"{address}thu-hoi/", {"reason": "Khen nhầm người."}).status_code == 302
    proposal = decided.certificate("Nguyễn Văn An").revocations.get()
    assert staff.post(f"{address}thu-hoi/{proposal.pk}/ky/").status_code == 403
    assert lead.post(f"{address}thu-hoi/{proposal.pk}/tra-lai/", {"note": ""}).status_code == 422
    assert lead.post(f"{address}thu-hoi/{proposal.pk}/ky/").status_code == 302
    assert "Quyết định số 143-QĐ/ĐUK, ngày 06/4/2021" in words(staff.get(address))


def test_pages_take_the_same_statements_for_one_row_and_three_hundred(world: World) -> None:
    big = world.another_round(code="KT-LON")
    world.enter(world.cast.office, "Nguyễn Văn An")
    rows = [
        person(world.cast.office, f"Người {place}", state=NominationState.PROPOSED) for place in range(300)
    ]
    services.enter_nominations(actor=world.cast.unit_head, round_=big, nominations=rows)
    world.decide()
    world.decide(big, number=143)
    for user in (world.cast.propaganda_officer, world.cast.unit_head):
        for small, large in (
            (BASE, "/khen-thuong/KT-LON/"),
            (f"{BASE}xuat/", "/khen-thuong/KT-LON/xuat/"),
            (f"{BASE}so-khen/142/", "/khen-thuong/KT-LON/so-khen/143/"),
            (f"{BASE}so-khen/142/xuat/", "/khen-thuong/KT-LON/so-khen/143/xuat/"),
        ):
            assert statements_of(user, Client(), small) == statements_of(user, Client(), large), large
    client = Client()
    with_two = statements_of(world.cast.unit_head, client, "/khen-thuong/")
    for place in range(20):
        world.another_round(code=f"KT-{place}")
    assert statements_of(world.cast.unit_head, client, "/khen-thuong/") == with_two
