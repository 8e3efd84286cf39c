"""The bell, the page, the choices, and what the administrator sees."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lantoa.accounts.models import User
from lantoa.config.mail import SmtpServer
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.reference import Reference
from lantoa.notifications.choices import Trouble, Way
from lantoa.notifications.kinds import KINDS
from lantoa.notifications.models import Delivery, Mail, MailHabit, Notice, Preference
from lantoa.notifications.queries.preferences import chosen_by
from lantoa.notifications.services import notify
from lantoa.reporting.models import Submission
from tests.cast import Cast
from tests.reporting.test_views import as_
from tests.reporting.world import story, waiting

PAGE = "/thong-bao/"
LIST_STATEMENTS = 11


@pytest.fixture
def report(cast: Cast) -> Submission:
    found = waiting(story(cast), cast.office, cast.unit_head)
    Notice.objects.all().delete()  # that it was asked
    return found


@pytest.fixture
def reporter(cast: Cast) -> Client:
    return as_(cast.unit_reporter)


def told(cast: Cast, report: Submission, times: int = 1, kind: str = "report_returned") -> None:
    about = Reference("reporting.submission", report.pk)
    for _time in range(times):
        notify(actor=SYSTEM, kind=kind, about=about, number="BCQ-2021Q1", to_people=[cast.unit_reporter])


def test_bell_counts_what_is_new_up_to_99(cast: Cast, reporter: Client, report: Submission) -> None:
    assert "Thông báo, không có gì mới" in reporter.get("/").content.decode()
    told(cast, report, 2)
    assert '<span class="bubble" aria-hidden="true">2</span>' in reporter.get("/").content.decode()
    told(cast, report, 98)
    assert '<span class="bubble" aria-hidden="true">99+</span>' in reporter.get("/").content.decode()


def test_opening_leads_to_the_thing_and_reads_the_notice(
    cast: Cast, reporter: Client, report: Submission
) -> None:
    told(cast, report)
    page = reporter.get(PAGE).content.decode()
    notice = Notice.objects.get()
    assert notice.read_at is None
    assert f'href="{PAGE}{notice.pk}/"' in page
    assert "Một báo cáo của đơn vị bị trả lại, có ghi chỗ phải sửa." in page
    answer = reporter.get(f"{PAGE}{notice.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, "/bao-cao/BCQ-2021Q1/VPTU/")
    notice.refresh_from_db()
    assert notice.read_at == clock.now()


def test_notices_of_others_and_of_what_one_may_no_longer_read_are_absent(
    cast: Cast, reporter: Client, report: Submission
) -> None:
    told(cast, report)
    notice = Notice.objects.get()
    assert as_(cast.unit_head).get(f"{PAGE}{notice.pk}/").status_code == 404
    Notice.objects.update(subject_id=cast.office.pk)
    assert reporter.get(f"{PAGE}{notice.pk}/").status_code == 404
    page = reporter.get(PAGE).content.decode()
    assert "bị trả lại" not in page.split("Danh sách thông báo")[1]
    assert "1 thông báo nữa nói về việc mà anh/chị không còn quyền xem" in page
    assert reporter.post(f"{PAGE}da-doc/", {"until": clock.now().isoformat()}).status_code == 302
    assert Notice.objects.filter(read_at=None).count() == 0


def test_list_shows_unread_first_and_is_narrowed(cast: Cast, reporter: Client, report: Submission) -> None:
    told(cast, report)
    Notice.objects.update(read_at=clock.now())
    with clock.set_to(clock.now() - timedelta(days=3)):
        told(cast, report, kind="report_accepted")
    page = reporter.get(PAGE).content.decode()
    assert page.index("đã được duyệt.") < page.index("bị trả lại, có")
    assert "bị trả lại, có" not in reporter.get(f"{PAGE}?xem=chua-doc").content.decode()
    assert "đã được duyệt." not in reporter.get(f"{PAGE}?loai=report_returned").content.decode()
    assert (
        "Không có thông báo nào khớp"
        in reporter.get(f"{PAGE}?loai=report_returned&xem=chua-doc").content.decode()
    )
    assert reporter.get(f"{PAGE}?loai=khac&xem=1&page=x").status_code == 200


def test_many_of_a_kind_and_day_are_one_line_that_opens(
    cast: Cast, reporter: Client, report: Submission
) -> None:
    told(cast, report, 40)
    with clock.set_to(clock.now() - timedelta(days=1)):
        told(cast, report, 2)
    told(cast, report, 1, kind="report_accepted")
    page = reporter.get(PAGE).content.decode()
    assert page.count("<details") == 1 + reporter.get(f"{PAGE}?loai=report_accepted").content.decode().count(
        "<details"
    )
    assert "40 thông báo" in page
    [opened] = [part for part in page.split("<details") if "bấm để xem từng việc" in part]
    inside = opened.split("</details>")[0]
    assert inside.count(f'href="{PAGE}') == 30 + 1  # the newest, and the way to all of them
    assert "?loai=report_returned&amp;ngay=2021-04-06" in inside
    whole = reporter.get(f"{PAGE}?loai=report_returned&ngay=2021-04-06").content.decode()
    assert whole.count("Một báo cáo của đơn vị bị trả lại, có ghi chỗ phải sửa.</a>") == 40
    assert "bấm để xem từng việc" not in whole
    for wrong in ("2021-02-30", "hom-nay", "2021-04-6x", "9999-12-31"):
        assert reporter.get(f"{PAGE}?loai=report_returned&ngay={wrong}").status_code == 200
    # Marking as read leads back to the list as it was narrowed.
    [address] = set(re.findall(rf'action="({PAGE}da-doc/[^"]*)"', whole))
    answer = reporter.post(unescape(address), {"until": clock.now().isoformat()})
    assert answer["Location"] == f"{PAGE}?loai=report_returned&ngay=2021-04-06"


def test_line_of_many_is_marked_read_by_itself(cast: Cast, reporter: Client, report: Submission) -> None:
    told(cast, report, 5)
    told(cast, report, 1, kind="report_accepted")
    with clock.set_to(clock.now() - timedelta(days=1)):
        told(cast, report, 1)
    seen = clock.now()
    with clock.set_to(seen + timedelta(minutes=1)):
        told(cast, report)
    sent = {"kind": "report_returned", "day": "2021-04-06", "until": seen.isoformat()}
    assert as_(cast.unit_head).post(f"{PAGE}da-doc/", sent).status_code == 302
    assert Notice.objects.filter(read_at=None).count() == 8
    reporter.post(f"{PAGE}da-doc/", sent)
    # What came after the page was opened, of another day and of another kind stays.
    assert sorted(Notice.objects.filter(read_at=None).values_list("kind", flat=True)) == [
        "report_accepted",
        "report_returned",
        "report_returned",
    ]


def test_list_of_nobody_says_what_comes_here(reporter: Client) -> None:
    assert "Chưa có thông báo nào" in reporter.get(PAGE).content.decode()


def test_list_takes_as_many_statements_for_one_as_for_many(
    cast: Cast, reporter: Client, report: Submission, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    told(cast, report)
    reporter.get(PAGE)
    with django_assert_num_queries(LIST_STATEMENTS):
        reporter.get(PAGE)
    for days in range(30):
        with clock.set_to(clock.now() - timedelta(days=days)):
            told(cast, report, 1 + days % 5)
    with django_assert_num_queries(LIST_STATEMENTS):
        reporter.get(PAGE)


def test_marking_reads_one_or_what_stood_on_the_page(
    cast: Cast, reporter: Client, report: Submission
) -> None:
    told(cast, report, 3)
    one = Notice.objects.first()
    assert one is not None
    reporter.post(f"{PAGE}da-doc/", {"notice": str(one.pk)})
    assert set(Notice.objects.exclude(read_at=None)) == {one}
    seen = clock.now()
    with clock.set_to(seen + timedelta(minutes=1)):
        told(cast, report)
    reporter.post(f"{PAGE}da-doc/", {"until": seen.isoformat()})
    assert Notice.objects.filter(read_at=None).get().made_at > seen


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"until": "hôm nay"},
        {"until": "2021-04-06"},
        {"notice": "x"},
        {"kind": "of_none", "day": "2021-04-06", "until": "2021-04-06T01:00:00+00:00"},
        {"kind": "report_returned", "day": "2021-02-30", "until": "2021-04-06T01:00:00+00:00"},
        {"kind": "report_returned", "day": "9999-12-31", "until": "2021-04-06T01:00:00+00:00"},
    ],
)
def test_marking_with_what_no_page_sends_is_not_found(reporter: Client, sent: dict[str, str]) -> None:
    assert reporter.post(f"{PAGE}da-doc/", sent).status_code == 404


def chosen(**changed: str) -> dict[str, str]:
    return {"digest": "daily"} | {f"kind-{code}": str(kind.way) for code, kind in KINDS.items()} | changed


def test_choices_are_kept_where_they_differ_and_taken_back(cast: Cast, reporter: Client) -> None:
    address = f"{PAGE}tuy-chon/"
    assert "chưa nối máy chủ thư" in reporter.get(address).content.decode()
    sent = chosen(digest="weekly", any_time="on") | {"kind-report_returned": "app"}
    assert reporter.post(address, sent).status_code == 302
    assert list(Preference.objects.values_list("kind", "way")) == [("report_returned", "app")]
    now = chosen_by(cast.unit_reporter)
    assert (now.ways["report_returned"], now.weekly, now.any_time) == (Way.APP, True, True)
    assert reporter.post(address, chosen()).status_code == 302
    assert [Preference.objects.count(), MailHabit.objects.get().weekly] == [0, False]


@pytest.mark.parametrize(
    ("name", "value"), [("kind-report_returned", "never"), ("digest", ""), ("digest", "hourly")]
)
def test_choice_that_is_none_is_refused_and_nothing_kept(reporter: Client, name: str, value: str) -> None:
    answer = reporter.post(f"{PAGE}tuy-chon/", chosen() | {name: value})
    assert (answer.status_code, Preference.objects.count()) == (422, 0)


def test_administrator_sees_numbers_alone(cast: Cast, settings: Any) -> None:
    administrator = as_(cast.administrator)
    address = f"{PAGE}gui-thu/"
    assert "Chưa nối máy chủ thư" in administrator.get(address).content.decode()
    settings.SMTP = SmtpServer("smtp", "127.0.0.1", 25, "nguoi-gui", "mat-khau-thu")
    User.objects.filter(pk=cast.unit_head.pk).update(email="bithu@example.org")
    Mail.objects.create(receiver=cast.unit_head, made_at=clock.now() - timedelta(hours=25))
    Delivery.objects.update(trouble="unreachable", since=clock.now())
    page = administrator.get(address).content.decode()
    assert "Không nối được với máy chủ thư, từ 08:00, 06/4/2021." in page
    for word in ("bithu", "unit.head", "Võ Văn", "mat-khau-thu"):
        assert word not in page
    assert as_(cast.unit_reporter).get(address).status_code == 403


def test_each_trouble_is_told_with_what_to_do(cast: Cast, settings: Any) -> None:
    settings.SMTP = SmtpServer("smtp+starttls", "mail.example", 587, "nguoi-gui", "mat-khau-thu")
    administrator, seen = as_(cast.administrator), set()
    for trouble in Trouble:
        Delivery.objects.update(trouble=trouble, since=clock.now())
        page = administrator.get(f"{PAGE}gui-thu/").content.decode()
        assert f"{trouble.label}, từ 08:00, 06/4/2021." in page
        assert (trouble.advice in page, "mat-khau-thu" in page) == (True, False)
        seen.add(trouble.advice)
    assert len(seen) == len(Trouble)
    assert "Mã hóa sau lời chào (STARTTLS)" in page


def test_person_is_told_that_mail_did_not_reach_them(cast: Cast, settings: Any) -> None:
    settings.SMTP = SmtpServer("smtp", "127.0.0.1", 25, "", "")
    User.objects.filter(pk=cast.unit_head.pk).update(email="bithu@example.org")
    client = as_(cast.unit_head)
    mail = Mail.objects.create(receiver=cast.unit_head, made_at=clock.now() - timedelta(hours=25))
    assert "vẫn chưa đi được" in client.get(PAGE).content.decode()
    Mail.objects.filter(pk=mail.pk).update(state="refused", settled_at=clock.now())
    assert "không nhận thư báo gần nhất" in client.get(PAGE).content.decode()
