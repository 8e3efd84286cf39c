"""Drafts that are thrown away, and how a published directive stands by dated statuses."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from lantoa.accounts.models import User
from lantoa.audit.models import Entry
from lantoa.core.errors import Conflict, Forbidden, Refused
from lantoa.directives.choices import DirectiveState, LinkKind, StatusKind
from lantoa.directives.models import Directive, DirectiveStatus, DirectiveVersion
from lantoa.directives.queries.directives import get_directive
from lantoa.directives.queries.plans import directives_offered
from lantoa.directives.queries.serving import directives_concerning, was_in_force
from lantoa.directives.services.directives import enter_directive, link_directives
from lantoa.directives.services.issuings import draft_issuing
from lantoa.directives.services.statuses import enter_status, take_back_status
from lantoa.directives.services.versions import PartText, discard_draft, publish_version, save_draft
from tests.cast import TODAY, Cast
from tests.directives.issuing_world import directive_of, text
from tests.directives.test_numbering import central, local
from tests.directives.world import directive

DAY = date(2021, 4, 1)


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def drafted(cast: Cast) -> DirectiveVersion:
    made = enter_directive(actor=cast.propaganda_officer, unit=cast.bloc, new=local(date(2021, 3, 1)))
    return save_draft(
        actor=cast.propaganda_officer,
        directive=made,
        adopted_on=made.issued_on,
        note="",
        parts=[PartText("I", "Mục đích", "Lời chưa công bố.")],
        row_version=1,
    )


def say(cast: Cast, of: Directive, kind: StatusKind, since: date = DAY, **more: Any) -> DirectiveStatus:
    of.refresh_from_db()
    told: dict[str, Any] = {"reason": "Theo yêu cầu của Tỉnh ủy.", "row_version": of.row_version} | more
    return enter_status(actor=cast.propaganda_officer, directive=of, kind=kind, since=since, **told)


def state(cast: Cast, of: Directive) -> str:
    return str(get_directive(cast.unit_head, of.code).state)  # type: ignore[attr-defined]


def test_draft_directive_is_thrown_away_with_its_links_and_the_record_keeps_its_words(cast: Cast) -> None:
    target, draft = directive(), drafted(cast)
    officer = cast.propaganda_officer
    link_directives(actor=officer, source=draft.directive, target=target, kind=LinkKind.CARRIES_OUT)
    client = as_(officer)
    page = client.get(f"/van-ban/{draft.directive.code}/").content.decode()
    assert "không lấy lại được trên máy. Nhật ký giữ những gì đã ghi." in page
    answer = client.post(
        f"/van-ban/{draft.directive.code}/bo-ban-nhap/", {"row_version": str(draft.row_version)}
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, "/van-ban/")
    assert list(Directive.objects.all()) == [target]
    kept = Entry.objects.get(act="directive.discarded").before
    assert (kept["reference"], kept["parts"]) == ("12-KH/ĐUK", ["I Mục đích\nLời chưa công bố."])
    again = enter_directive(actor=officer, unit=cast.bloc, new=local(date(2021, 3, 1)))
    assert again.reference == "12-KH/ĐUK"


def test_draft_saved_meanwhile_is_not_thrown_away(cast: Cast) -> None:
    draft = drafted(cast)
    with pytest.raises(Conflict):
        discard_draft(actor=cast.propaganda_officer, directive=draft.directive, row_version=1)
    with pytest.raises(Forbidden):
        discard_draft(actor=cast.unit_head, directive=draft.directive, row_version=draft.row_version)
    assert Directive.objects.count() == 1


def test_published_directive_loses_the_draft_of_a_version_alone(cast: Cast) -> None:
    first = drafted(cast)
    officer, of = cast.propaganda_officer, first.directive
    publish_version(actor=officer, version=first, row_version=first.row_version)
    with pytest.raises(Refused, match="Không có bản nháp nào"):
        discard_draft(actor=officer, directive=of, row_version=first.row_version)
    second = save_draft(actor=officer, directive=of, adopted_on=DAY, note="Bổ sung", parts=[])
    assert discard_draft(actor=officer, directive=of, row_version=second.row_version) is False
    assert [one.number for one in of.versions.all()] == [1]


def test_withdrawn_directive_is_no_choice_and_is_not_issued(cast: Cast) -> None:
    found = directive_of(cast)
    say(cast, found, StatusKind.WITHDRAWN)
    assert state(cast, found) == DirectiveState.WITHDRAWN
    assert list(directives_concerning(cast.office)) == []
    assert list(directives_concerning(cast.office, on=date(2021, 3, 31))) == [found]
    with pytest.raises(Refused, match="không phát động xuống được"):
        draft_issuing(actor=cast.propaganda_officer, directive=found, text=text())
    assert (
        "Soạn đợt phát động"
        not in as_(cast.propaganda_officer).get(f"/van-ban/{found.code}/").content.decode()
    )
    say(cast, found, StatusKind.RESTORED, date(2021, 4, 3))
    assert state(cast, found) == DirectiveState.IN_FORCE
    assert list(directives_concerning(cast.office)) == [found]
    assert [was_in_force(found, day) for day in (date(2021, 3, 31), date(2021, 4, 2), TODAY)] == [
        True,
        False,
        True,
    ]


def test_status_that_is_still_to_come_changes_nothing_today(cast: Cast) -> None:
    found = directive_of(cast)
    say(cast, found, StatusKind.EXPIRED, date(2021, 12, 31))
    assert state(cast, found) == DirectiveState.IN_FORCE
    assert list(directives_offered(cast.unit_head, 2021)) == [found]
    assert list(directives_offered(cast.unit_head, 2022)) == []


def test_status_entered_by_mistake_is_taken_back(cast: Cast) -> None:
    found = directive_of(cast)
    first = say(cast, found, StatusKind.SUSPENDED)
    later = say(cast, found, StatusKind.RESTORED, date(2021, 4, 3))
    with pytest.raises(Refused, match="có hiệu lực trở lại"):
        take_back_status(actor=cast.propaganda_officer, status=first)
    take_back_status(actor=cast.propaganda_officer, status=later)
    assert state(cast, found) == DirectiveState.SUSPENDED
    client = as_(cast.propaganda_officer)
    page = client.post(f"/van-ban/{found.code}/tinh-trang/{first.pk}/bo/", follow=True).content.decode()
    assert "Đã bỏ dòng ghi nhầm" in page
    assert (state(cast, found), DirectiveStatus.objects.count()) == (DirectiveState.IN_FORCE, 0)
    assert Entry.objects.filter(act="directive.status_taken_back").count() == 2


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"since": "28/02/2021"}, "Không thể trước ngày ban hành 01/3/2021."),
        ({"since": "31/02/2021"}, "31/02/2021"),
        ({"since": "01/01/2030"}, "Chỉ ghi trước đến"),
        ({"since": "01/4/2021"}, "Ngày 01/4/2021 đã có một dòng tình trạng."),
        ({"kind": "restored", "since": "15/3/2021"}, "Đến ngày ấy văn bản vẫn đang có hiệu lực."),
        ({"kind": "suspended"}, "Đã ghi «Tạm ngưng hiệu lực» từ ngày 01/4/2021."),
        ({"kind": "lost"}, "Lựa chọn này không còn trong danh sách."),
        ({"reason": ""}, "Mục này chưa có nội dung."),
    ],
)
def test_wrong_status_is_refused_and_what_was_typed_stays(
    cast: Cast, change: dict[str, str], sentence: str
) -> None:
    found = directive_of(cast)
    say(cast, found, StatusKind.SUSPENDED)
    typed = {
        "kind": "withdrawn",
        "since": "05/4/2021",
        "reason": "Ban hành nhầm thẩm quyền.",
        "basis": "45-QĐ/ĐUK",
        "row_version": "2",
    }
    answer = as_(cast.propaganda_officer).post(f"/van-ban/{found.code}/tinh-trang/", typed | change)
    page = answer.content.decode()
    assert (answer.status_code, sentence in page, "45-QĐ/ĐUK" in page) == (422, True, True)
    assert DirectiveStatus.objects.count() == 1


def test_status_said_by_somebody_else_meanwhile_is_shown_and_may_be_saved_again(cast: Cast) -> None:
    found = directive_of(cast)
    say(cast, found, StatusKind.SUSPENDED)
    typed = {"kind": "withdrawn", "since": "05/4/2021", "reason": "Ban hành nhầm.", "row_version": "1"}
    client, address = as_(cast.propaganda_officer), f"/van-ban/{found.code}/tinh-trang/"
    answer = client.post(address, typed)
    page = answer.content.decode()
    assert (answer.status_code, "Theo yêu cầu của Tỉnh ủy." in page, "Ban hành nhầm." in page) == (
        409,
        True,
        True,
    )
    assert 'name="row_version" value="2"' in page
    assert client.post(address, typed | {"row_version": "2"}).status_code == 302
    assert state(cast, found) == DirectiveState.WITHDRAWN


def test_draft_is_not_withdrawn_but_thrown_away(cast: Cast) -> None:
    draft = drafted(cast)
    answer = as_(cast.propaganda_officer).get(f"/van-ban/{draft.directive.code}/tinh-trang/")
    assert (answer.status_code, "Không dùng nữa thì bỏ bản nháp." in answer.content.decode()) == (422, True)


def test_change_made_meanwhile_stands_beside_what_was_typed(cast: Cast) -> None:
    draft = drafted(cast)
    client, address = as_(cast.propaganda_officer), f"/van-ban/{draft.directive.code}"
    old = {"adopted_on": "01/3/2021", "note": "", "row_version": "1", "phan-0-so": "I", "viec": "luu"}
    answer = client.post(f"{address}/ban-nhap/", old | {"phan-0-noi-dung": "Lời tôi đang gõ."})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert ("Lời tôi đang gõ." in page, "Lời chưa công bố." in page) == (True, True)
    assert f'name="row_version" value="{draft.row_version}"' in page
    form = {
        "issuer_kind": "party_local",
        "type_name": "Kế hoạch",
        "reference": "12-KH/ĐUK",
        "issuer": "Đảng ủy Khối",
        "issued_on": "01/3/2021",
        "subject": "trích yếu đang gõ",
        "short_label": "Kế hoạch 12",
        "row_version": "9",
    }
    answer = client.post(f"{address}/sua/", form)
    page = answer.content.decode()
    assert (answer.status_code, "trích yếu đang gõ" in page, "việc năm" in page) == (409, True, True)
    assert client.post(f"{address}/sua/", form | {"row_version": "1"}).status_code == 302


def test_continued_directive_stays_in_force_and_stands_in_the_line(cast: Cast) -> None:
    officer, old = cast.propaganda_officer, directive()
    new = enter_directive(actor=officer, unit=cast.bloc, new=central("07-CT/TW", date(2021, 3, 1)))
    link_directives(actor=officer, source=new, target=old, kind=LinkKind.CONTINUES)
    assert state(cast, old) == DirectiveState.IN_FORCE
    page = as_(officer).get(f"/van-ban/{old.code}/").content.decode()
    assert "Được tiếp nối bởi" in page
    assert "Được tiếp nối bởi" not in as_(cast.unit_head).get(f"/van-ban/{old.code}/").content.decode()
    with pytest.raises(Refused, match="Xem lại chiều nối"):
        link_directives(actor=officer, source=old, target=_published(cast, new), kind=LinkKind.CONTINUES)


def _published(cast: Cast, of: Directive) -> Directive:
    of.is_draft = False
    of.save()
    return of
