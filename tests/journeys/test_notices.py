"""A returned report reaches its reporter at once, on the phone and by mail; approvals come in one mail of the next morning.

Mail is taken by a real server process on this machine, sent by the product's own worker.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from lantoa.accounts.models import User
from lantoa.organisation.choices import Role
from lantoa.organisation.models import RoleAssignment, Unit
from lantoa.reporting.choices import SubmissionState
from lantoa.reporting.models import Submission
from lantoa.sample.story import STORY_DAY
from tests import sample_database
from tests.journeys.browser import PHONE, visitor
from tests.journeys.server import running_site
from tests.notifications.mail_server import MailServer, mail_server

pytestmark = pytest.mark.journey

A_MINUTE = 90.0  # seconds: mail is looked for each minute
ADDRESS = "tonghop@example.org"
COLLECTION = "BCQ-2021Q1"
RETURNED = "Một báo cáo của đơn vị bị trả lại, có ghi chỗ phải sửa."
ACCEPTED = "Một báo cáo của đơn vị đã được duyệt."


@dataclass(frozen=True)
class Told:
    """Who reports for three units whose reports wait, and the units' codes."""

    database: str
    reporter: str
    units: list[str]


@pytest.fixture
def told(django_db_setup: None, django_db_blocker: Any) -> Iterator[Told]:
    template = sample_database.made_sample_template()
    with sample_database.copy_of(template, "notices") as name:
        with django_db_blocker.unblock(), sample_database.connected_to(name):
            found = _one_reporter_for_three_units()
        yield Told(name, *found)


def _one_reporter_for_three_units() -> tuple[str, list[str]]:
    waiting = Submission.objects.filter(collection__code=COLLECTION, state=SubmissionState.SUBMITTED)
    units = list(Unit.objects.filter(pk__in=waiting.values("unit")).order_by("code")[:3])
    own = RoleAssignment.objects.filter(role=Role.REPORTER, unit=units[0], person__user__isnull=False)
    person = own.order_by("person__user__username")[0].person
    for unit in units[1:]:
        RoleAssignment.objects.create(
            person=person, role=Role.REPORTER, unit=unit, valid=(STORY_DAY - timedelta(days=90), None)
        )
    one_who_signs_in = User.objects.get(username="tonghop.benhvien")
    User.objects.filter(person=person).update(email=ADDRESS, password=one_who_signs_in.password)
    return User.objects.get(person=person).username, [unit.code for unit in units]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MailServer]:
    with mail_server(tmp_path) as one:
        one.start()
        yield one


def test_returned_report_is_told_at_once_and_approvals_with_the_digest(
    told: Told, server: MailServer, browser: Browser
) -> None:
    smtp = f"smtp://127.0.0.1:{server.port}"
    back, *good = told.units
    with running_site(told.database, LANTOA_SMTP=smtp) as address:
        officer = visitor(browser, address, "notices-1-officer")
        phone = visitor(browser, address, "notices-2-phone", PHONE)
        officer.sign_in("chuyenvien")
        for code in good:
            officer.go(f"/bao-cao/{COLLECTION}/{code}/")
            officer.page.get_by_role("button", name=re.compile("^Duyệt")).click()
            officer.page.wait_for_load_state("networkidle")
        officer.go(f"/bao-cao/{COLLECTION}/{back}/")
        officer.page.get_by_label("Lý do trả lại").fill("Xem lại số lượt dự học tập")
        officer.page.get_by_role("button", name="Trả lại để sửa").click()
        officer.page.wait_for_load_state("networkidle")

        server.wait_for(1, A_MINUTE)
        phone.sign_in(told.reporter)
        phone.page.get_by_role("link", name=re.compile("thông báo chưa đọc")).first.click()
        phone.page.wait_for_url(f"{address}/thong-bao/")
        phone.page.wait_for_load_state("networkidle")
        news = phone.page.get_by_label("Danh sách thông báo")
        expect(news.get_by_role("link", name=RETURNED)).to_be_visible()
        phone.look("told-at-once")
        assert phone.sideways() == 0
    [(at_once, to)] = server.deliveries  # what was accepted a minute before waits
    assert (at_once["Subject"], to) == (f"Lan Tỏa: {RETURNED} ({COLLECTION})", [ADDRESS])
    assert back not in at_once.get_content()

    with running_site(told.database, day=STORY_DAY + timedelta(days=1), LANTOA_SMTP=smtp) as address:
        server.wait_for(2, A_MINUTE)
        digest = server.taken[1]
        assert digest["Subject"] == "Lan Tỏa: 2 thông báo mới"
        assert digest.get_content().count(ACCEPTED) == 2
        link = re.findall(r"/thong-bao/[0-9a-f-]{36}/", at_once.get_content())[0]
        later = visitor(browser, address, "notices-3-phone-next-day", PHONE)
        later.sign_in(told.reporter)
        later.go(link)
        expect(later.page).to_have_url(f"{address}/bao-cao/{COLLECTION}/{back}/")
        expect(later.page.get_by_text("Xem lại số lượt dự học tập").first).to_be_visible()
        later.look("from-the-mail")
        assert later.sideways() == 0
    assert len(server.deliveries) == 2
    people = (officer, phone, later)
    assert "\n".join(complaint for one in people for complaint in one.complaints) == ""
