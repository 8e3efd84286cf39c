"""What becomes of a matter once others act on it: its words stay and are added to, its head withdraws it with a reason; and what
it came from."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lantoa.accounts.models import User
from lantoa.attachments.choices import Kind
from lantoa.attachments.gate import AcceptedFile
from lantoa.conferences.issue_origins import KIND
from lantoa.conferences.models import Conclusion
from lantoa.conferences.queries.conclusions import label_of
from lantoa.core.errors import Forbidden, NotFound, Refused
from lantoa.core.reference import Reference
from lantoa.issues import services
from lantoa.issues.choices import IssueState
from lantoa.issues.models import PressingIssue
from lantoa.issues.queries.issues import get_issue
from lantoa.issues.queries.told import tied_to
from lantoa.notifications.models import Notice
from tests.cast import TODAY, Cast
from tests.conferences.world import adopted, planned
from tests.directives.issuing_world import directive_of
from tests.issues.world import TEXT, everybody_is_many, give_people, proposed, raised, taken_up, text

LIST = "/buc-xuc/"
STATEMENTS = 3  # the reader's roles, the counts, the rows


def page(user: User, address: str) -> str:
    client = Client()
    client.force_login(user)
    return client.get(address).content.decode()


def escalated(cast: Cast) -> PressingIssue:
    """Taken up by the unit itself, then handed up: it waits for the bloc, which nobody has answered for yet."""
    issue = taken_up(cast)
    return services.escalate_issue(
        actor=cast.hospital_head, issue=issue, reason="Không có kinh phí.", row_version=issue.row_version
    )


def told(kind: str) -> list[str]:
    return sorted(set(Notice.objects.filter(kind=kind).values_list("number", flat=True)))


def test_words_that_others_act_on_are_added_to_and_not_changed(cast: Cast) -> None:
    issue = escalated(cast)
    with pytest.raises(Refused, match="không sửa được nữa"):
        services.change_issue(
            actor=cast.outsider, issue=issue, text=text(words="Khác hẳn."), row_version=issue.row_version
        )
    with pytest.raises(Refused, match="chị Hoa"):
        services.add_to_issue(
            actor=cast.outsider, issue=issue, words="Theo chị Hoa tổ máy.", row_version=issue.row_version
        )
    issue = services.add_to_issue(
        actor=cast.outsider, issue=issue, words="Nay thêm khoa Nhi.", row_version=issue.row_version
    )
    assert (issue.text, issue.state, told("issue_added")) == (TEXT, IssueState.RAISED, [issue.code])
    shown = page(cast.propaganda_officer, f"{LIST}{issue.code}/")
    assert shown.index(TEXT) < shown.index("Nay thêm khoa Nhi.")
    own = page(cast.outsider, f"{LIST}{issue.code}/")
    assert ("Bổ sung" in own, "Sửa nội dung" in own, "Rút vấn đề" in own) == (True, False, False)


def test_untouched_matter_is_changed_and_not_added_to(cast: Cast) -> None:
    issue = raised(cast, above=True)
    with pytest.raises(Refused, match="sửa thẳng nội dung"):
        services.add_to_issue(actor=cast.outsider, issue=issue, words="Thêm.", row_version=issue.row_version)
    issue = services.change_issue(
        actor=cast.outsider, issue=issue, text=text(words="Rõ hơn."), row_version=issue.row_version
    )
    assert issue.text == "Rõ hơn."


def test_head_withdraws_what_others_act_on_and_they_read_why(cast: Cast) -> None:
    issue = taken_up(cast, above=True)
    with pytest.raises(Forbidden, match="chỉ người đứng đầu"):
        services.withdraw_issue(
            actor=cast.outsider, issue=issue, reason="Đã tự sửa.", row_version=issue.row_version
        )
    issue = services.withdraw_issue(
        actor=cast.hospital_head, issue=issue, reason="Đã tự sửa.", row_version=issue.row_version
    )
    assert (issue.state, told("issue_withdrawn")) == (IssueState.WITHDRAWN, [issue.code])
    shown = page(cast.propaganda_officer, f"{LIST}{issue.code}/")
    assert "Nơi nêu đã rút vấn đề này." in shown
    assert "Đã tự sửa." in shown
    with pytest.raises(NotFound):
        get_issue(cast.unit_head, issue.code)
    with pytest.raises(Forbidden):
        services.restore_issue(actor=cast.outsider, issue=issue, row_version=issue.row_version)
    issue = services.restore_issue(actor=cast.hospital_head, issue=issue, row_version=issue.row_version)
    assert (issue.state, issue.acted_on) == (IssueState.RAISED, True)


def test_what_is_reported_solved_is_answered_and_not_withdrawn(cast: Cast) -> None:
    issue = proposed(cast, above=True)
    with pytest.raises(Refused, match="đề nghị làm tiếp, không rút"):
        services.withdraw_issue(
            actor=cast.hospital_head, issue=issue, reason="Thôi.", row_version=issue.row_version
        )


def test_name_of_a_file_is_screened_as_its_caption_is(cast: Cast) -> None:
    issue = raised(cast)

    def add(name: str, content: bytes = b"x") -> None:
        file = AcceptedFile(Kind.PDF, name, content)
        services.add_file(actor=cast.outsider, issue=issue, accepted=file, caption="Đơn của người dân")

    for name in ("don-xin-cua-tran-thi-lan.pdf", "BC_LE_VAN_BA.pdf", "Đơn của ông Nguyễn Văn Tám.pdf"):
        with pytest.raises(Refused) as refused:
            add(name)
        assert list(refused.value.fields) == ["file"]
    add("IMG_20210405_0912345678.pdf")  # digits of a camera
    add("Đường Nguyễn Trãi, đoạn hỏng.pdf", b"y")
    assert list(issue.files.order_by("name").values_list("name", flat=True)) == [
        f"{issue.code}-1.pdf",
        f"{issue.code}-2.pdf",
    ]


def test_matter_from_a_directive_stands_on_its_page(cast: Cast) -> None:
    everybody_is_many(cast)
    directive = directive_of(cast)
    client = Client()
    client.force_login(cast.outsider)
    typed = {
        "theme": "thu-tuc",
        "title": "Hồ sơ trả trễ",
        "text": "Trễ 12 ngày.",
        "wanted": "",
        "whose": "own",
    }
    assert client.post(f"{LIST}neu/", typed | {"origin": "khong-co"}).status_code == 422
    client.post(f"{LIST}neu/", typed | {"origin": directive.code})
    issue = PressingIssue.objects.get()
    raised(cast)
    assert issue.directive == directive
    assert f"/van-ban/{directive.code}/" in page(cast.propaganda_officer, f"{LIST}{issue.code}/")
    under = page(cast.propaganda_officer, f"/van-ban/{directive.code}/")
    assert f"{LIST}?van-ban={directive.code}" in under
    found = page(cast.propaganda_officer, f"{LIST}?van-ban={directive.code}")
    assert ("Hồ sơ trả trễ" in found, "1 vấn đề" in found) == (True, True)
    elsewhere = page(cast.unit_head, f"/van-ban/{directive.code}/")
    assert f"{LIST}?van-ban=" not in elsewhere


def from_conclusion(cast: Cast, conclusion: Conclusion, title: str) -> PressingIssue:
    words = services.IssueText(text().theme, title, "Hai lần hoãn.", origin=Reference(KIND, conclusion.pk))
    return raised(cast, words=words)


def test_origin_that_one_may_not_open_stays_when_the_words_are_mended(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody_is_many(cast)
    conclusion = adopted(cast, planned(cast))[0].conclusion
    issue = from_conclusion(cast, conclusion, "Tiếp dân sai lịch")
    monkeypatch.setattr("lantoa.issues.views.raising.origins.opened", lambda user, origin: None)
    monkeypatch.setattr("lantoa.issues.views.raising.origins.offered", lambda user: {})
    client = Client()
    client.force_login(cast.outsider)
    address = f"{LIST}{issue.code}/sua/"
    shown = client.get(address).content.decode()
    assert "Giữ nguyên điều đã ghi (anh/chị không mở được)" in shown
    assert label_of(conclusion.conference) not in shown
    form = {"theme": issue.theme.code, "title": "Tiếp dân sai lịch", "text": "Ba lần hoãn.", "wanted": ""}
    told = {"origin": str(conclusion.pk), "row_version": str(issue.row_version)}
    assert client.post(address, form | told).status_code == 302
    issue.refresh_from_db()
    assert (issue.text, issue.origin) == ("Ba lần hoãn.", Reference(KIND, conclusion.pk))


def test_conclusion_lists_the_matters_that_came_from_it_as_each_reader_may_know_them(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    give_people({cast.bloc: 20, cast.hospital: 8, cast.department: 9, cast.office: 3})
    conference = planned(cast)
    conclusion = adopted(cast, conference)[0].conclusion
    page_of = f"/hoi-nghi/{conference.code}/ket-luan/"
    assert "Vấn đề bức xúc phát sinh từ đây" not in page(cast.propaganda_officer, page_of)
    late = from_conclusion(cast, conclusion, "Việc thứ 0")
    PressingIssue.objects.filter(pk=late.pk).update(due_on=TODAY - timedelta(days=1))
    with django_assert_num_queries(STATEMENTS):
        tied_to(cast.propaganda_officer, Reference(KIND, conclusion.pk))
    for number in range(1, 12):
        from_conclusion(cast, conclusion, f"Việc thứ {number}")
    raised(cast)  # of no origin
    with django_assert_num_queries(STATEMENTS):
        found = tied_to(cast.propaganda_officer, Reference(KIND, conclusion.pk))
    assert found is not None
    assert (found.count, found.open, found.overdue, found.closed, found.more) == (12, 12, 1, 0, 2)
    above = page(cast.propaganda_officer, page_of)
    assert "12 vấn đề anh/chị được xem: 12 chưa xong, trong đó 1 quá hạn; 0 đã giải quyết" in above
    part = above.partition('id="tied"')[2].partition("</section>")[0]
    assert ("Các đơn vị nhỏ thuộc Đảng ủy Khối" in part, "Bệnh viện tỉnh" in part) == (True, False)
    assert part.index(late.code) < part.index("Việc thứ 1<")
    listed = page(cast.propaganda_officer, found.url)
    assert ("12 vấn đề" in listed, "13 vấn đề" in listed) == (True, False)
    # Who reads the conclusion without reading those matters hears nothing of them.
    elsewhere = page(cast.unit_head, page_of)
    assert "Kết luận" in elsewhere
    assert 'id="tied"' not in elsewhere
    assert tied_to(cast.inspector, Reference(KIND, conclusion.pk)) is None


def test_workbook_and_list_tell_origin_and_what_was_added(cast: Cast) -> None:
    everybody_is_many(cast)
    conclusion = adopted(cast, planned(cast))[0].conclusion
    issue = from_conclusion(cast, conclusion, "Tiếp dân sai lịch")
    issue = services.take_up(actor=cast.hospital_head, issue=issue, row_version=issue.row_version)
    for words in ("Nay thêm khoa Nhi.", "Nay thêm khoa Nội."):
        issue = services.add_to_issue(
            actor=cast.outsider, issue=issue, words=words, row_version=issue.row_version
        )
    client = Client()
    client.force_login(cast.propaganda_officer)
    sheet = openpyxl.load_workbook(BytesIO(client.get(f"{LIST}xuat/").content)).worksheets[0]
    head, row = list(sheet.iter_rows(min_row=sheet.max_row - 1, values_only=True))
    told = dict(zip(head, row, strict=True))
    assert told["Phát sinh từ"] == label_of(conclusion.conference)
    week = "tuần từ 05/4/2021"
    assert told["Bổ sung"] == f"{week}: Nay thêm khoa Nhi.\n{week}: Nay thêm khoa Nội."
    assert told["Nội dung"] == "Hai lần hoãn."
    shown = page(cast.propaganda_officer, LIST)
    assert f"phát sinh từ {label_of(conclusion.conference)}" in shown
    assert "2 lần bổ sung" in shown
    # A draft is read by nobody of the unit: then the list does not say what it came from.
    Conclusion.objects.update(adopted_at=None)
    assert "phát sinh từ" not in page(cast.hospital_head, LIST)


def test_matter_from_a_conclusion_leads_to_it_for_who_may_read_it(cast: Cast) -> None:
    conclusion = adopted(cast, planned(cast))[0].conclusion
    origin = Reference(KIND, conclusion.pk)
    issue = raised(
        cast, words=services.IssueText(text().theme, "Tiếp dân sai lịch", "Hai lần hoãn.", origin=origin)
    )
    assert "Kết luận Giao ban quý I" in page(cast.hospital_head, f"{LIST}{issue.code}/")
    offered = page(cast.outsider, f"{LIST}neu/")
    assert f'value="{conclusion.pk}"' in offered
    with pytest.raises(Refused, match="không còn chọn được"):
        services.raise_issue(
            actor=cast.outsider,
            unit=cast.hospital,
            text=services.IssueText(
                text().theme, "Việc khác", "Việc khác.", origin=Reference(KIND, issue.pk)
            ),
        )
