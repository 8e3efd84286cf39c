from dataclasses import replace
from datetime import date

import pytest

from lantoa.audit.queries import history_of
from lantoa.commendation import services
from lantoa.commendation.choices import NominationState
from lantoa.commendation.models import Nomination, Round
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Conflict, Forbidden, Refused
from lantoa.organisation.choices import Role
from lantoa.organisation.models import RoleAssignment
from tests.commendation.world import World, collective, person


def drafted(world: World, name: str = "Nguyễn Văn An") -> Nomination:
    row = person(world.cast.office, name)
    return services.nominate(actor=world.cast.unit_reporter, round_=world.round, nomination=row)


def submitted(world: World, name: str = "Nguyễn Văn An") -> Nomination:
    return services.submit_nomination(actor=world.cast.unit_head, nomination=drafted(world, name))


def test_nominate_makes_a_draft_and_records_it(world: World) -> None:
    made = drafted(world)
    assert (made.state, made.search_key) == (NominationState.DRAFT, "nguyen van an truong phong")
    assert [entry.act for entry in history_of("commendation.nomination", made.pk)] == ["nomination.drafted"]


def test_nominate_for_another_unit_is_forbidden(world: World) -> None:
    with pytest.raises(Forbidden):
        services.nominate(
            actor=world.cast.outsider,
            round_=world.round,
            nomination=person(world.cast.office, "Nguyễn Văn An"),
        )


@pytest.mark.parametrize("day", [date(2021, 2, 28), date(2021, 5, 1)])
def test_nominate_outside_the_days_of_the_round_is_refused(world: World, day: date) -> None:
    with clock.set_to(day), pytest.raises(Refused) as refused:
        drafted(world)
    assert refused.value.sentence == "Đợt khen không trong thời gian nhận đề nghị."


@pytest.mark.parametrize("day", [date(2021, 3, 1), date(2021, 4, 30)])
def test_nominate_on_the_first_and_last_day_is_taken(world: World, day: date) -> None:
    with clock.set_to(day):
        assert drafted(world).state == NominationState.DRAFT


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"achievements": "…"}, "achievements"),
        ({"full_name": " "}, "full_name"),
        ({"membership": ""}, "membership"),
        ({"rank": ""}, "rank"),
    ],
)
def test_nominate_without_what_is_needed_names_the_field(
    world: World, changes: dict[str, str], field: str
) -> None:
    row = replace(person(world.cast.office, "Nguyễn Văn An"), **changes)
    with pytest.raises(Refused) as refused:
        services.nominate(actor=world.cast.unit_reporter, round_=world.round, nomination=row)
    assert list(refused.value.fields) == [field]
    assert Nomination.objects.count() == 0


def test_nominate_twice_in_one_round_is_refused_whatever_the_case(world: World) -> None:
    drafted(world)
    with pytest.raises(Refused) as refused:
        drafted(world, "NGUYỄN VĂN AN")
    assert refused.value.sentence == "Đơn vị đã đề nghị trường hợp này trong đợt."


def test_nominate_what_was_commended_for_the_same_years_is_refused(world: World) -> None:
    world.enter(world.cast.office, "Nguyễn Văn An")
    world.decide()
    later = world.another_round()
    with pytest.raises(Refused) as refused:
        services.nominate(
            actor=world.cast.unit_reporter,
            round_=later,
            nomination=person(world.cast.office, "Nguyễn Văn An"),
        )
    assert refused.value.sentence == "Đã được khen về cùng thành tích trong đợt KT-2021-01."


def test_nominate_for_other_years_is_taken_after_an_award(world: World) -> None:
    world.enter(world.cast.office, "Nguyễn Văn An")
    world.decide()
    later = world.another_round(years=(2021, 2021))
    made = services.nominate(
        actor=world.cast.unit_reporter, round_=later, nomination=person(world.cast.office, "Nguyễn Văn An")
    )
    assert made.state == NominationState.DRAFT


def test_nominate_a_collective_keeps_no_facts_of_a_person(world: World) -> None:
    row = replace(
        collective(world.cast.office, "Tập thể Phòng Tổng hợp"), membership="member", post="Trưởng phòng"
    )
    made = services.nominate(actor=world.cast.unit_reporter, round_=world.round, nomination=row)
    assert (made.membership, made.rank, made.post, made.honorific) == ("", "", "", "")


def test_enter_nominations_with_one_twice_is_refused_as_a_whole(world: World) -> None:
    rows = [person(world.cast.office, "Nguyễn Văn An")] * 2
    with pytest.raises(Refused):
        services.enter_nominations(actor=SYSTEM, round_=world.round, nominations=rows)
    assert Nomination.objects.count() == 0


def test_edit_writes_anew_and_counts_the_version(world: World) -> None:
    made = drafted(world)
    text = person(world.cast.office, "Nguyễn Văn Ân", achievements="Giảm 40 phút chờ.")
    changed = services.edit_nomination(
        actor=world.cast.unit_reporter, nomination=made, text=text, seen_version=made.row_version
    )
    assert (changed.full_name, changed.achievements, changed.row_version) == (
        "Nguyễn Văn Ân",
        "Giảm 40 phút chờ.",
        2,
    )
    entry = history_of("commendation.nomination", made.pk)[0]
    assert set(entry.after) == {"full_name", "achievements"}


def test_edit_with_an_old_version_is_a_conflict(world: World) -> None:
    made = drafted(world)
    text = person(world.cast.office, "Nguyễn Văn An", post="Phó phòng")
    services.edit_nomination(actor=world.cast.unit_reporter, nomination=made, text=text, seen_version=1)
    with pytest.raises(Conflict):
        services.edit_nomination(actor=world.cast.unit_head, nomination=made, text=text, seen_version=1)


def test_edit_after_sending_is_refused(world: World) -> None:
    made = submitted(world)
    with pytest.raises(Refused) as refused:
        services.edit_nomination(
            actor=world.cast.unit_reporter,
            nomination=made,
            text=person(world.cast.office, "Nguyễn Văn An"),
            seen_version=made.row_version,
        )
    assert refused.value.status == 422


def test_submit_by_the_reporter_is_forbidden(world: World) -> None:
    with pytest.raises(Forbidden) as refused:
        services.submit_nomination(actor=world.cast.unit_reporter, nomination=drafted(world))
    assert refused.value.sentence == "Người đứng đầu đơn vị là người gửi đề nghị khen thưởng."


def test_submit_a_draft_after_the_last_day_is_refused(world: World) -> None:
    made = drafted(world)
    with clock.set_to(date(2021, 5, 1)), pytest.raises(Refused):
        services.submit_nomination(actor=world.cast.unit_head, nomination=made)


def test_submit_twice_is_refused(world: World) -> None:
    made = submitted(world)
    with pytest.raises(Refused):
        services.submit_nomination(actor=world.cast.unit_head, nomination=made)


def test_examine_returns_with_a_reason_and_the_unit_sends_again(world: World) -> None:
    made = submitted(world)
    returned = services.examine_nomination(
        actor=world.cast.propaganda_officer,
        nomination=made,
        verdict=NominationState.RETURNED,
        reason="Thiếu số liệu.",
    )
    assert (returned.state, returned.reason) == (NominationState.RETURNED, "Thiếu số liệu.")
    with clock.set_to(date(2021, 5, 3)):
        again = services.submit_nomination(actor=world.cast.unit_head, nomination=returned)
    assert (again.state, again.reason) == (NominationState.SUBMITTED, "")


@pytest.mark.parametrize("verdict", [NominationState.RETURNED, NominationState.NOT_PROPOSED])
def test_examine_without_a_reason_is_refused(world: World, verdict: NominationState) -> None:
    with pytest.raises(Refused) as refused:
        services.examine_nomination(
            actor=world.cast.propaganda_officer, nomination=submitted(world), verdict=verdict, reason="  "
        )
    assert list(refused.value.fields) == ["reason"]


def test_examine_with_a_state_that_is_no_verdict_is_an_error(world: World) -> None:
    with pytest.raises(ValueError, match="no verdict"):
        services.examine_nomination(
            actor=world.cast.propaganda_officer, nomination=submitted(world), verdict=NominationState.AWARDED
        )


@pytest.mark.parametrize(
    "who", ["unit_reporter", "unit_head", "outsider", "province_lead", "inspector", "auditor"]
)
def test_examine_by_anybody_but_staff_is_forbidden(world: World, who: str) -> None:
    with pytest.raises(Forbidden):
        services.examine_nomination(
            actor=getattr(world.cast, who), nomination=submitted(world), verdict=NominationState.PROPOSED
        )


def test_examine_a_nomination_of_oneself_is_forbidden(world: World) -> None:
    officer = world.cast.propaganda_officer
    RoleAssignment.objects.create(
        person=officer.person, unit=world.cast.office, role=Role.REPORTER, valid=(date(2021, 1, 1), None)
    )
    made = world.enter(world.cast.office, "lê thị chuyên viên", state=NominationState.SUBMITTED)
    with pytest.raises(Forbidden) as refused:
        services.examine_nomination(actor=officer, nomination=made, verdict=NominationState.PROPOSED)
    assert refused.value.sentence == "Anh/chị không xét đề nghị khen chính mình."


def test_examine_a_namesake_in_a_unit_where_one_does_not_serve_is_allowed(world: World) -> None:
    made = world.enter(world.cast.office, "Lê Thị Chuyên Viên", state=NominationState.SUBMITTED)
    examined = services.examine_nomination(
        actor=world.cast.propaganda_officer, nomination=made, verdict=NominationState.PROPOSED
    )
    assert examined.state == NominationState.PROPOSED


def test_consent_is_the_units_to_record(world: World) -> None:
    made = world.enter(world.cast.office, "Nguyễn Văn An")
    with pytest.raises(Forbidden):
        services.set_name_consent(actor=world.cast.propaganda_officer, nomination=made, publish_name=True)
    assert services.set_name_consent(
        actor=world.cast.unit_head, nomination=made, publish_name=True
    ).publish_name


def test_open_round_with_a_taken_code_or_turned_days_is_refused(world: World) -> None:
    with pytest.raises(Refused):
        world.another_round(code="KT-2021-01")
    with pytest.raises(Refused):
        world.another_round(opens_on=date(2021, 5, 1))
    assert Round.objects.count() == 1
