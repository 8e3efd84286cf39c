"""Roles that are given, ended and stood in for; invitations; accounts that are looked after."""

from datetime import date

import pytest
from django.test import Client

from lantoa.accounts.models import SignInLink, User
from lantoa.audit.models import Entry
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Forbidden, Refused
from lantoa.organisation import access
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Person, RoleAssignment, Unit
from lantoa.organisation.queries.people import free_username
from lantoa.organisation.queries.roles import PeopleFilter, counts_by_role, roles_visible_to
from lantoa.organisation.services.invitations import (
    Invitation,
    close_account,
    hand_out_link,
    invite_person,
    reopen_account,
    take_off_second_factor,
)
from lantoa.organisation.services.people import NewPerson, NewRole, enrol_people, rename_person
from lantoa.organisation.services.roles import end_role, give_role
from tests.cast import SINCE, TODAY, Cast

LATER = date(2021, 5, 1)


def invite(actor: User, unit: Unit, role: Role = Role.REPORTER, name: str = "Phan Thị Mới") -> Invitation:
    return invite_person(actor=actor, full_name=name, unit=unit, role=role, since=TODAY)


def person_of(user: User) -> Person:
    return Person.objects.get(user=user)


# --- giving ----------------------------------------------------------------------------------------------------------


def test_give_role_counts_from_the_next_request(cast: Cast, client: Client) -> None:
    client.force_login(cast.outsider)
    assert client.get("/kiem-tra-giam-sat/").status_code == 403
    give_role(
        actor=cast.province_lead,
        person=person_of(cast.outsider),
        role=Role.LEADER,
        unit=cast.bloc,
        since=TODAY,
    )
    assert client.get("/kiem-tra-giam-sat/").status_code == 200


def test_ended_role_is_refused_at_the_next_request(cast: Cast, client: Client) -> None:
    client.force_login(cast.propaganda_officer)
    assert client.get("/hoi-nghi/").status_code == 200
    held = RoleAssignment.objects.get(person__user=cast.propaganda_officer)
    end_role(actor=cast.administrator, assignment=held, on=TODAY)
    assert client.get("/hoi-nghi/").status_code == 403


@pytest.mark.parametrize(
    ("giver", "role", "allowed"),
    [
        ("unit_head", Role.REPORTER, True),
        ("unit_head", Role.HEAD, False),
        ("propaganda_officer", Role.REPORTER, True),
        ("propaganda_officer", Role.HEAD, True),
        ("propaganda_officer", Role.STAFF, False),
        ("province_lead", Role.INSPECTOR, True),
        ("administrator", Role.LEADER, True),
        ("unit_reporter", Role.REPORTER, False),
        ("inspector", Role.REPORTER, False),
        ("auditor", Role.REPORTER, False),
    ],
)
def test_who_gives_which_role(cast: Cast, giver: str, role: Role, allowed: bool) -> None:
    person = enrol_people(actor=SYSTEM, people=[NewPerson("Cao Văn Khách")])[0]
    before = RoleAssignment.objects.count()
    if allowed:
        give_role(actor=getattr(cast, giver), person=person, role=role, unit=cast.office, since=TODAY)
    else:
        with pytest.raises(Forbidden):
            give_role(actor=getattr(cast, giver), person=person, role=role, unit=cast.office, since=TODAY)
    assert RoleAssignment.objects.count() == before + allowed


def test_nobody_gives_a_role_to_oneself(cast: Cast) -> None:
    with pytest.raises(Forbidden) as refused:
        give_role(
            actor=cast.administrator,
            person=person_of(cast.administrator),
            role=Role.LEADER,
            unit=cast.bloc,
            since=TODAY,
        )
    assert refused.value.sentence == "Không tự giao vai trò cho mình. Nhờ người khác có quyền giao."


def test_nobody_ends_the_own_role(cast: Cast) -> None:
    held = RoleAssignment.objects.get(person__user=cast.administrator)
    with pytest.raises(Forbidden):
        end_role(actor=cast.administrator, assignment=held, on=LATER)
    held.refresh_from_db()
    assert held.valid.upper is None


@pytest.mark.parametrize(
    ("since", "until", "field"),
    [
        (date(2021, 4, 5), None, "since"),
        (TODAY, TODAY, "until"),
        (LATER, TODAY, "until"),
    ],
)
def test_give_role_with_days_that_cannot_be_is_refused(
    cast: Cast, since: date, until: date | None, field: str
) -> None:
    person = enrol_people(actor=SYSTEM, people=[NewPerson("Cao Văn Khách")])[0]
    with pytest.raises(Refused) as refused:
        give_role(
            actor=cast.province_lead,
            person=person,
            role=Role.HEAD,
            unit=cast.office,
            since=since,
            until=until,
        )
    assert set(refused.value.fields) == {field}
    assert not person.roles.exists()


def test_role_held_already_is_refused_with_the_name(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        give_role(
            actor=cast.province_lead,
            person=person_of(cast.unit_reporter),
            role=Role.REPORTER,
            unit=cast.office,
            since=LATER,
        )
    assert refused.value.sentence == "Phạm Thị Tổng Hợp đã giữ vai trò này ở đơn vị này trong thời gian đó."


def test_standing_in_reaches_no_longer_than_its_days(cast: Cast) -> None:
    deputy = person_of(cast.unit_reporter)
    give_role(
        actor=cast.propaganda_officer,
        person=deputy,
        role=Role.HEAD,
        unit=cast.office,
        since=TODAY,
        until=LATER,
        stands_in_for=person_of(cast.unit_head),
    )
    for day, holds in ((TODAY, True), (date(2021, 4, 30), True), (LATER, False)):
        user = User.objects.get(pk=cast.unit_reporter.pk)
        assert access.holds(user, "submission.submit", cast.office, day) is holds


@pytest.mark.parametrize(("until", "colleague"), [(None, "unit_head"), (LATER, "hospital_head")])
def test_standing_in_needs_an_end_and_somebody_who_holds_the_role(
    cast: Cast, until: date | None, colleague: str
) -> None:
    with pytest.raises(Refused):
        give_role(
            actor=cast.propaganda_officer,
            person=person_of(cast.unit_reporter),
            role=Role.HEAD,
            unit=cast.office,
            since=TODAY,
            until=until,
            stands_in_for=person_of(getattr(cast, colleague)),
        )
    assert not RoleAssignment.objects.exclude(stands_in_for=None).exists()


def test_role_that_has_not_begun_is_taken_back_whole(cast: Cast) -> None:
    coming = give_role(
        actor=cast.province_lead,
        person=person_of(cast.outsider),
        role=Role.HEAD,
        unit=cast.office,
        since=LATER,
    )
    end_role(actor=cast.province_lead, assignment=coming, on=TODAY)
    assert not RoleAssignment.objects.filter(pk=coming.pk).exists()
    assert Entry.objects.filter(act="role.taken_back").count() == 1


def test_end_role_before_today_or_after_its_end_is_refused(cast: Cast) -> None:
    held = RoleAssignment.objects.get(person__user=cast.unit_reporter)
    with pytest.raises(Refused):
        end_role(actor=cast.unit_head, assignment=held, on=date(2021, 4, 5))
    end_role(actor=cast.unit_head, assignment=held, on=LATER)
    with pytest.raises(Refused) as refused:
        end_role(actor=cast.unit_head, assignment=held, on=LATER)
    assert refused.value.sentence == "Vai trò này đã được ghi kết thúc từ 01/5/2021."


# --- inviting and looking after accounts ----------------------------------------------------------------------------


def test_invitation_opens_an_account_that_only_its_link_opens(cast: Cast, client: Client) -> None:
    made = invite(cast.unit_head, cast.office)
    user = made.person.user
    assert user is not None and user.username == "phan.thi.moi" and not user.has_usable_password()
    assert made.assignment.role == Role.REPORTER and made.assignment.valid.lower == TODAY
    assert client.get(made.link.address).status_code == 200
    assert [one.act for one in Entry.objects.order_by("-id")[:4]][::-1] == [
        "account.opened",
        "person.invited",
        "role.granted",
        "account.link_issued",
    ]


def test_invitation_beyond_ones_reach_leaves_nothing_behind(cast: Cast) -> None:
    counts = (User.objects.count(), Person.objects.count(), SignInLink.objects.count())
    for unit, role in ((cast.hospital, Role.REPORTER), (cast.office, Role.HEAD)):
        with pytest.raises(Forbidden):
            invite(cast.unit_head, unit, role)
    assert (User.objects.count(), Person.objects.count(), SignInLink.objects.count()) == counts


def test_leader_gives_roles_but_invites_nobody(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        invite(cast.province_lead, cast.office)


def test_sign_in_names_are_proposed_and_numbered(cast: Cast) -> None:
    assert free_username("Đặng Thị Thúy Hòa") == "dang.thi.thuy.hoa"
    invite(cast.unit_head, cast.office)
    assert free_username("Phan Thị Mới") == "phan.thi.moi.2"
    assert invite(cast.unit_head, cast.office).person.user.username == "phan.thi.moi.2"  # type: ignore[union-attr]


def test_taken_sign_in_name_is_refused_at_its_field(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        invite_person(
            actor=cast.unit_head,
            full_name="Phan Thị Mới",
            unit=cast.office,
            role=Role.REPORTER,
            since=TODAY,
            username="unit_head",
        )
    assert set(refused.value.fields) == {"username"}
    assert not Person.objects.filter(full_name="Phan Thị Mới").exists()


def test_head_looks_after_the_reporter_but_not_after_an_officer_who_also_reports(cast: Cast) -> None:
    reporter = person_of(cast.unit_reporter)
    assert hand_out_link(actor=cast.unit_head, person=reporter).link.user_id == cast.unit_reporter.pk
    give_role(actor=cast.province_lead, person=reporter, role=Role.STAFF, unit=cast.bloc, since=TODAY)
    with pytest.raises(Forbidden):
        hand_out_link(actor=cast.unit_head, person=reporter)


def test_closed_account_is_out_at_the_next_click_and_comes_back_as_it_was(cast: Cast, client: Client) -> None:
    client.force_login(cast.unit_reporter)
    assert client.get("/").status_code == 200
    reporter = person_of(cast.unit_reporter)
    close_account(actor=cast.unit_head, person=reporter, reason="Chuyển công tác.")
    assert client.get("/").headers["Location"].startswith("/dang-nhap/")
    reopen_account(actor=cast.unit_head, person=person_of(cast.unit_reporter))
    assert User.objects.get(pk=cast.unit_reporter.pk).is_active


def test_nobody_closes_the_own_account(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        close_account(actor=cast.administrator, person=person_of(cast.administrator), reason="Nghỉ.")


def test_second_factor_that_is_not_there_cannot_be_taken_off(cast: Cast) -> None:
    with pytest.raises(Refused):
        take_off_second_factor(actor=cast.unit_head, person=person_of(cast.unit_reporter))


def test_account_whose_roles_are_over_stays_with_who_gave_them(cast: Cast) -> None:
    held = RoleAssignment.objects.get(person__user=cast.unit_reporter)
    end_role(actor=cast.unit_head, assignment=held, on=TODAY)
    hand_out_link(actor=cast.unit_head, person=person_of(cast.unit_reporter))
    with pytest.raises(Forbidden):
        hand_out_link(actor=cast.hospital_head, person=person_of(cast.unit_reporter))


def test_rename_keeps_the_old_name_in_the_record(cast: Cast) -> None:
    person = person_of(cast.unit_reporter)
    rename_person(actor=cast.unit_head, person=person, full_name="Phạm Thị Tổng Hợp Anh")
    entry = Entry.objects.get(act="person.renamed")
    assert entry.subject_id == person.pk
    with pytest.raises(Refused):
        rename_person(actor=cast.unit_head, person=person, full_name="Phạm Thị Tổng Hợp Anh")


# --- who holds what on any day ---------------------------------------------------------------------------------------


def names(user: User, wanted: PeopleFilter) -> list[str]:
    return [one.person.full_name for one in roles_visible_to(user, wanted)]


def test_list_follows_the_day(cast: Cast) -> None:
    held = RoleAssignment.objects.get(person__user=cast.unit_reporter)
    end_role(actor=cast.unit_head, assignment=held, on=LATER)
    assert names(cast.unit_head, PeopleFilter(day=date(2021, 4, 30))) == [
        "Võ Văn Bí Thư",
        "Phạm Thị Tổng Hợp",
    ]
    assert names(cast.unit_head, PeopleFilter(day=LATER)) == ["Võ Văn Bí Thư"]
    assert names(cast.unit_head, PeopleFilter(day=date(2015, 9, 1))) == []
    assert SINCE < LATER


def test_list_is_found_without_accents_and_sorted_by_given_name(cast: Cast) -> None:
    assert names(cast.province_lead, PeopleFilter(text="vien truong")) == ["Huỳnh Văn Viện Trưởng"]
    assert names(cast.unit_head, PeopleFilter(order="name")) == ["Phạm Thị Tổng Hợp", "Võ Văn Bí Thư"]
    assert (
        names(cast.unit_head, PeopleFilter(order="-name"))
        == names(cast.unit_head, PeopleFilter(order="name"))[::-1]
    )


def test_counts_leave_out_the_filter_by_role(cast: Cast) -> None:
    wanted = PeopleFilter(role=Role.HEAD)
    assert [(role, count) for role, _label, count in counts_by_role(cast.unit_head, wanted)] == [
        ("head", 1),
        ("reporter", 1),
    ]


def test_reporter_sees_the_own_unit_only(cast: Cast) -> None:
    assert set(names(cast.unit_reporter, PeopleFilter())) == {"Võ Văn Bí Thư", "Phạm Thị Tổng Hợp"}


def test_list_asks_the_same_number_of_statements_for_one_and_for_many(
    cast: Cast, client: Client, django_assert_num_queries: object
) -> None:
    client.force_login(cast.province_lead)
    client.get("/to-chuc/nguoi-dung/")
    with django_assert_num_queries(8) as first:  # type: ignore[operator]
        client.get("/to-chuc/nguoi-dung/?vai_tro=auditor")
    people = [
        NewPerson(f"Người Thứ {n}", None, (), (NewRole(cast.office, Role.REPORTER, SINCE),))
        for n in range(40)
    ]
    enrol_people(actor=SYSTEM, people=people)
    with django_assert_num_queries(len(first.captured_queries)):  # type: ignore[operator]
        client.get("/to-chuc/nguoi-dung/")
    assert clock.today() == TODAY
