"""Matters when units end, are joined and handed over: somebody can still act on them, and few people stay unnamed."""

from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.issues import services
from lantoa.issues.choices import IssueState, Level
from lantoa.issues.permissions import can_take_up, can_work_on
from lantoa.issues.queries.issues import get_issue
from lantoa.issues.views.lists import history_of
from lantoa.notifications.models import Notice
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Person, RoleAssignment, Unit, UnitVersion
from lantoa.organisation.services.decisions import Decision
from lantoa.organisation.services.events import merge_units
from lantoa.organisation.services.units import NewUnit
from tests.cast import TODAY, Cast
from tests.issues.test_taken_over import page
from tests.issues.world import everybody_is_many, give_people, proposed, raised, text


def seat_officer(cast: Cast, unit: Unit, since: date) -> None:
    person = Person.objects.get(user=cast.propaganda_officer)
    RoleAssignment.objects.create(person=person, role=Role.STAFF, unit=unit, valid=DateRange(since, None))


def merge_bloc(cast: Cast, day: date) -> Unit:
    kind = UnitVersion.objects.get(unit=cast.bloc).kind
    new = NewUnit("KHOI2", "Đảng ủy Khối 2", "ĐU Khối 2", kind, "TINH")
    paper = Decision("99-QĐ/TU", TODAY, day, "Tỉnh ủy")
    return merge_units(actor=SYSTEM, decision=paper, sources=[cast.bloc, cast.department], target=new)


def test_reopened_or_restored_matter_goes_to_who_received_its_owner(cast: Cast) -> None:
    """While it was closed or withdrawn it stood on no list of a hand-over."""
    closed = proposed(cast, above=True)
    closed = services.close_issue(actor=cast.hospital_head, issue=closed, row_version=closed.row_version)
    dropped = raised(cast, above=True)
    dropped = services.withdraw_issue(
        actor=cast.outsider, issue=dropped, reason="Trùng.", row_version=dropped.row_version
    )
    day = TODAY + timedelta(days=30)
    made = merge_bloc(cast, day)
    with clock.set_to(day):
        seat_officer(cast, made, day)
        again = services.reopen_issue(
            actor=cast.hospital_head, issue=closed, reason="Lại hỏng.", row_version=closed.row_version
        )
        back = services.restore_issue(actor=cast.outsider, issue=dropped, row_version=dropped.row_version)
        assert (again.owner, back.owner) == (made, made)
        assert can_work_on(cast.propaganda_officer, again)
        assert can_take_up(cast.propaganda_officer, back)
        assert (again.level, again.state) == (Level.ABOVE, IssueState.TAKEN_UP)


def test_open_matter_that_is_sent_back_stays_on_the_list_of_the_hand_over(cast: Cast) -> None:
    issue = proposed(cast, above=True)
    day = TODAY + timedelta(days=30)
    merge_bloc(cast, day)
    with clock.set_to(day):
        issue = services.send_back(
            actor=cast.hospital_head, issue=issue, reason="Chưa có giường.", row_version=issue.row_version
        )
    assert (issue.owner, issue.state) == (cast.bloc, IssueState.TAKEN_UP)


def test_highest_unit_itself_is_told_that_the_level_above_is_asked_for(cast: Cast) -> None:
    everybody_is_many(cast)
    seat_officer(cast, cast.province, TODAY)
    issue = raised(cast, above=True)
    issue = services.escalate_issue(
        actor=cast.propaganda_officer, issue=issue, reason="Vượt thẩm quyền.", row_version=issue.row_version
    )
    with clock.set_to(TODAY + timedelta(days=90)):
        address = f"/buc-xuc/{issue.code}/"
        assert "cấp cao nhất trong hệ thống" in page(cast.hospital_head, f"{address}de-nghi-cap-tren/")
        services.ask_above(
            actor=cast.hospital_head, issue=issue, reason="Quá hạn lâu.", row_version=issue.row_version
        )
        told = Notice.objects.filter(kind="issue_asked_above").values_list("receiver", "number")
        assert list(told) == [(cast.propaganda_officer.pk, issue.code)]
        assert "bấm «Báo cáo cấp trên ngoài hệ thống»" in page(cast.hospital_head, address)


def test_highest_unit_that_raised_the_matter_itself_hears_that_nobody_is_told(cast: Cast) -> None:
    everybody_is_many(cast)
    issue = services.raise_issue(actor=SYSTEM, unit=cast.province, text=text())
    RoleAssignment.objects.filter(person__user=cast.hospital_head).update(unit=cast.province)
    with clock.set_to(TODAY + timedelta(days=90)):
        shown = page(cast.hospital_head, f"/buc-xuc/{issue.code}/de-nghi-cap-tren/")
    assert ("không báo cho nơi nào khác" in shown, "nơi đó được báo" in shown) == (True, False)


def test_whoever_had_a_small_units_matter_in_hands_is_named_no_more_than_it(cast: Cast) -> None:
    give_people({cast.bloc: 40, cast.hospital: 9, cast.department: 9, cast.office: 9})
    issue = proposed(cast, above=True)
    services.hand_over_issues(actor=SYSTEM, ids=[issue.pk], target=cast.office, owned=False)
    issue.refresh_from_db()
    services.send_back(
        actor=cast.unit_head, issue=issue, reason="Chưa có giường.", row_version=issue.row_version
    )
    services.hand_over_issues(actor=SYSTEM, ids=[issue.pk], target=cast.department, owned=False)
    shown = page(cast.propaganda_officer, f"/buc-xuc/{issue.code}/")
    assert "Chưa có giường." in shown
    assert not any(name in shown for name in ("Bệnh viện tỉnh", "Văn phòng Tỉnh ủy", "Sở Nội vụ"))
    # Who raised it and who has to solve it have become one: it solves it itself.
    services.hand_over_issues(actor=SYSTEM, ids=[issue.pk], target=cast.department, owned=True)
    issue.refresh_from_db()
    assert (issue.owner, issue.holder, issue.level) == (cast.department, cast.department, Level.OWN)


def test_whoever_solved_a_small_units_own_matter_is_named_no_more_than_it(cast: Cast) -> None:
    give_people({cast.bloc: 40, cast.hospital: 9, cast.department: 9, cast.office: 9})
    issue = raised(cast)
    services.hand_over_issues(actor=SYSTEM, ids=[issue.pk], target=cast.office, owned=False)
    issue.refresh_from_db()
    issue = services.take_up(actor=cast.unit_head, issue=issue, row_version=issue.row_version)
    services.hand_over_issues(actor=SYSTEM, ids=[issue.pk], target=cast.department, owned=False)
    issue.refresh_from_db()
    services.escalate_issue(actor=SYSTEM, issue=issue, reason="Không có chỗ.", row_version=issue.row_version)
    shown = page(cast.propaganda_officer, f"/buc-xuc/{issue.code}/")
    assert "Không có chỗ." in shown
    assert not any(name in shown for name in ("Bệnh viện tỉnh", "Văn phòng Tỉnh ủy", "Sở Nội vụ"))
    assert [one["to"] for one in history_of(get_issue(cast.propaganda_officer, issue.code))] == [
        "Đảng ủy Khối",
        "",
        "",
    ]
