"""The leader's picture of a directive, the list of units, the chase: what they show, and how many statements they take."""

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from lantoa.accounts.models import User
from lantoa.commitments.models import PledgeCount
from lantoa.core.actor import SYSTEM
from lantoa.directives.choices import Audience, Channel, OutreachKind
from lantoa.directives.models import Directive, Reminder
from lantoa.directives.outreach_texts import ActivityText
from lantoa.directives.services.outreach import enter_activity
from lantoa.organisation.models import UnitKind
from lantoa.organisation.services.units import NewUnit, establish_units
from lantoa.tasks.models import Task
from tests.cast import DECISION, Cast
from tests.directives.test_following import issued_directive

__all__ = ["issued_directive"]


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: User, address: str) -> str:
    answer = as_(user).get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def at(directive: Directive, rest: str = "") -> str:
    return f"/van-ban/{directive.code}/theo-doi/{rest}"


def test_every_mark_opens_the_list_that_it_counts(cast: Cast, issued_directive: Directive) -> None:
    shown = page(cast.province_lead, at(issued_directive))
    lacking = f"/van-ban/{issued_directive.code}/theo-doi/don-vi/?nam=2021&amp;thieu=plan"
    assert f'href="{lacking}"><b>2</b> đơn vị thiếu' in shown
    state = f"/van-ban/{issued_directive.code}/theo-doi/don-vi/?nam=2021&amp;tinh-trang=receipt.waiting"
    assert f'<a href="{state}">Chưa tiếp nhận <b>2</b></a>' in shown
    assert "1 buổi đã tổ chức" in shown
    assert "100 % số buổi có việc làm theo" in shown
    listed = page(cast.province_lead, lacking.replace("&amp;", "&"))
    assert "<h2>2 đơn vị</h2>" in listed
    assert "BENHVIEN" in listed
    assert "VPTU" not in listed


def test_page_of_a_directive_counts_tasks_and_reports_as_the_picture_does(
    cast: Cast, issued_directive: Directive
) -> None:
    Task.objects.filter(unit=cast.hospital).update(due_on=date(2021, 4, 1))
    own, picture = f"/van-ban/{issued_directive.code}/", at(issued_directive)
    for user in (cast.province_lead, cast.propaganda_officer):
        due = as_(user).get(own).context["due"]
        rows = as_(user).get(picture).context["picture"].rows
        assert {
            step.key: [(str(state.label), count, url) for state, count, url in each] for step, each in due
        } == {
            row.key: [(str(one.label), one.count, one.url) for one in row.parts if one.count]
            for row in rows
            if row.key == "task"
        }
        assert [(state.key, count) for state, count, _url in due[0][1]] == [("open", 2), ("late", 1)]
    assert 'aria-labelledby="due"' in page(cast.province_lead, own)
    assert 'aria-labelledby="due"' not in page(cast.unit_reporter, own)


def test_number_of_activities_opens_to_as_many(cast: Cast, issued_directive: Directive) -> None:
    chief = as_(cast.province_lead)
    address = f"/tuyen-truyen/?van-ban={issued_directive.code}&nam=2021&trang-thai=held"
    count = chief.get(address).context["page"].paginator.count
    text = ActivityText(
        "Gương sáng",
        OutreachKind.ARTICLE,
        date(2021, 3, 1),
        Channel.WEBSITE,
        Audience.OUTSIDE,
        [issued_directive],
    )
    enter_activity(actor=cast.unit_reporter, unit=cast.office, text=text)
    shown = page(cast.province_lead, at(issued_directive))
    assert f'<a href="{escape(address)}">{count + 1} hoạt động</a>' in shown
    assert chief.get(address).context["page"].paginator.count == count + 1


def test_page_of_the_directive_leads_to_the_picture(cast: Cast, issued_directive: Directive) -> None:
    address = f"/van-ban/{issued_directive.code}/"
    assert at(issued_directive) in page(cast.province_lead, address)
    assert at(issued_directive) not in page(cast.unit_reporter, address)
    assert as_(cast.unit_reporter).get(at(issued_directive)).status_code == 403


def test_ticked_units_are_shown_then_reminded_once(cast: Cast, issued_directive: Directive) -> None:
    address = at(issued_directive, "nhac/?nam=2021&chon=BENHVIEN&thieu=study")
    shown = page(cast.province_lead, address)
    assert "1 đơn vị nhắc được" in shown
    assert "SONV" not in shown
    chief = as_(cast.province_lead)
    unticked = chief.post(address)
    assert (unticked.status_code, [one["chosen"] for one in unticked.context["told"]].count(True)) == (422, 0)
    assert "Đánh dấu ít nhất một việc để nhắc." in unticked.content.decode()
    answer = chief.post(address, {"buoc": ["study", "pledge"]}, follow=True)
    assert "Đã nhắc 1 đơn vị." in answer.content.decode()
    assert "Đã nhắc hôm nay" in answer.content.decode()
    assert sorted(Reminder.objects.values_list("unit__code", "step")) == [
        ("BENHVIEN", "pledge"),
        ("BENHVIEN", "study"),
    ]
    again = chief.post(address, {"buoc": ["study"]})
    assert again.status_code == 422
    assert "mai nhắc tiếp được" in again.content.decode()


def test_all_of_the_narrowed_list_are_reminded(cast: Cast, issued_directive: Directive) -> None:
    address = at(issued_directive, "nhac/?nam=2021&chon=BENHVIEN&tat-ca=1&thieu=outreach")
    shown = page(cast.province_lead, address)
    assert '<input type="checkbox" name="buoc" value="outreach" checked>' in shown
    assert '<input type="checkbox" name="buoc" value="plan">' in shown
    as_(cast.province_lead).post(address, {"buoc": ["outreach"]})
    assert set(Reminder.objects.values_list("unit__code", flat=True)) == {"BENHVIEN", "SONV"}


def test_reminder_stands_on_the_desk_until_it_is_done(cast: Cast, issued_directive: Directive) -> None:
    address = at(issued_directive, "nhac/?nam=2021")
    as_(cast.province_lead).post(address, {"buoc": ["receipt", "plan", "study", "pledge"]})
    desk = page(cast.outsider, "/")
    assert "Chỉ thị 12, năm 2021: chưa ghi buổi học nào" in desk
    assert "Cấp trên nhắc ngày 06/4/2021." in desk
    assert "Được nhắc ngày 06/4/2021." in desk  # beside the version to read, where that room shows it
    PledgeCount.objects.create(
        unit=cast.hospital, year=2021, members_due=1, members_signed=1, leaders_signed=0, others_signed=0
    )
    desk = page(cast.outsider, "/")
    assert "chưa ghi số người ký cam kết" not in desk
    assert "Cấp trên nhắc" not in page(cast.unit_reporter, "/")


def test_head_without_units_below_is_not_offered_to_chase(cast: Cast, issued_directive: Directive) -> None:
    assert "theo-doi/nhac/" not in page(cast.hospital_head, at(issued_directive))
    assert "Nhắc đơn vị đã đánh dấu" not in page(cast.hospital_head, at(issued_directive, "don-vi/"))
    assert "Không còn đơn vị nào để nhắc" in page(cast.hospital_head, at(issued_directive, "nhac/"))


def test_workbook_is_the_list_as_seen(cast: Cast, issued_directive: Directive) -> None:
    answer = as_(cast.province_lead).get(at(issued_directive, "don-vi/xuat/?thieu=plan"))
    sheet: Any = openpyxl.load_workbook(BytesIO(answer.content)).active
    cells = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    assert any("thiếu: kế hoạch" in str(cell) for row in cells for cell in row)
    assert [row[0] for row in cells if row and row[0] in ("VPTU", "BENHVIEN", "SONV")] == ["BENHVIEN", "SONV"]


def test_nonsense_in_the_address_is_left_out(cast: Cast, issued_directive: Directive) -> None:
    for year in ("xx", "0000"):
        said = f"don-vi/?nam={year}&thieu=la&tinh-trang=plan.la&sort=la&page=9&loai="
        assert "<h2>3 đơn vị</h2>" in page(cast.province_lead, at(issued_directive, said))


def _more_units(cast: Cast) -> None:
    kind = UnitKind.objects.get(code="grassroots_cell")
    units = [
        NewUnit(
            f"THEM-{number}", f"Chi bộ số {number}", f"Chi bộ {number}", kind, "KHOI", position=90 + number
        )
        for number in range(60)
    ]
    establish_units(actor=SYSTEM, decision=DECISION, units=units)


def test_statements_are_the_same_for_few_units_and_for_many(cast: Cast, issued_directive: Directive) -> None:
    client = as_(cast.province_lead)
    addresses = [at(issued_directive), at(issued_directive, "don-vi/"), at(issued_directive, "nhac/")]

    def counted() -> list[int]:
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
                found.append(len(captured))
        return found

    counted()  # what is read once a session
    assert counted() == [18, 12, 12]
    _more_units(cast)
    assert counted() == [18, 12, 12]
