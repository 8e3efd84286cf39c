from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from lantoa.accounts.models import User
from lantoa.commendation import services
from lantoa.commendation.choices import NominationState, Outcome, Subject
from lantoa.commendation.models import Certificate, Decision, DecisionProposal
from lantoa.commendation.queries import by_register, commended, decisions_to_sign, revocations_to_sign
from lantoa.core import clock
from lantoa.core.errors import Forbidden, Refused
from lantoa.documents.models import IssuedDocument
from lantoa.organisation.choices import Role
from lantoa.organisation.models import RoleAssignment
from tests.cast import TODAY
from tests.commendation.world import World

YEARS = (2016, 2020)


def proposed(world: World, actor: User | None = None, **changes: Any) -> DecisionProposal:
    values = {"round_": world.round, "decided_on": TODAY, "number": 142} | changes
    return services.propose_decision(actor=actor or world.cast.propaganda_officer, **values)


def counts(world: World, until: date = TODAY) -> tuple[int, int]:
    node = world.cast.bloc.pk
    return tuple(commended(node, YEARS, until, subject).value for subject in Subject)  # type: ignore[return-value]


def test_decide_round_awards_in_the_order_of_the_register(world: World) -> None:
    world.enter(world.cast.hospital, "Trần Thị Bình")
    world.enter(world.cast.office, "Nguyễn Văn Ân")
    world.enter(world.cast.office, "Nguyễn Văn An")
    world.enter(world.cast.hospital, "Tập thể Khoa Khám bệnh", subject=Subject.COLLECTIVE)
    decision = world.decide()
    rows = decision.certificates.order_by("register_number").values_list(
        "register_number", "nomination__full_name"
    )
    assert list(rows) == [
        (1, "Tập thể Khoa Khám bệnh"),
        (2, "Nguyễn Văn An"),
        (3, "Nguyễn Văn Ân"),
        (4, "Trần Thị Bình"),
    ]
    assert set(world.round.nominations.values_list("state", flat=True)) == {NominationState.AWARDED}
    assert decision.document.reference == "142-QĐ/ĐUK"


def test_certificate_names_its_receiver_as_on_the_day(world: World) -> None:
    world.enter(world.cast.office, "Nguyễn Văn An", post="Chánh Văn phòng")
    world.enter(world.cast.office, "Tập thể Phòng Tổng hợp", subject=Subject.COLLECTIVE)
    world.decide()
    assert world.certificate("Nguyễn Văn An").receiver_lines == [
        "Đồng chí Nguyễn Văn An",
        "Chánh Văn phòng, Đảng bộ cơ sở Văn phòng Tỉnh ủy",
    ]
    assert world.certificate("Nguyễn Văn An").public_receiver == "Cá nhân"
    assert world.certificate("Tập thể Phòng Tổng hợp").receiver_lines == ["Tập thể Phòng Tổng hợp"]


def test_decide_round_leaves_who_is_not_proposed(world: World) -> None:
    world.enter(world.cast.office, "Nguyễn Văn An")
    waits = world.enter(world.cast.office, "Lý Văn Chờ", state=NominationState.SUBMITTED)
    refused = world.enter(world.cast.office, "Lý Văn Không", state=NominationState.NOT_PROPOSED)
    world.decide()
    for one in (waits, refused):
        one.refresh_from_db()
    assert (waits.state, refused.state) == (NominationState.SUBMITTED, NominationState.NOT_PROPOSED)
    assert Certificate.objects.count() == 1


def test_decide_round_without_anybody_takes_no_number(world: World) -> None:
    with pytest.raises(Refused):
        world.decide()
    assert (Decision.objects.count(), IssuedDocument.objects.count()) == (0, 0)


@pytest.mark.parametrize(("subject", "allowed"), [(Subject.COLLECTIVE, 2), (Subject.INDIVIDUAL, 3)])
def test_decide_round_at_the_quota_passes_and_beyond_is_refused(
    world: World, subject: Subject, allowed: int
) -> None:
    for place in range(allowed + 1):
        last = world.enter(world.cast.office, f"Tên {place}", subject=subject)
    with pytest.raises(Refused) as refused:
        world.decide()
    assert f"vượt chỉ tiêu {allowed}" in refused.value.sentence
    assert IssuedDocument.objects.count() == 0
    services.examine_nomination(
        actor=world.cast.propaganda_officer,
        nomination=last,
        verdict=NominationState.NOT_PROPOSED,
        reason="Vượt.",
    )
    assert world.decide().certificates.count() == allowed


def test_decide_round_again_counts_what_was_given_against_the_quota(world: World) -> None:
    for place in range(3):
        world.enter(world.cast.office, f"Tên {place}")
    world.decide()
    world.enter(world.cast.hospital, "Tên thêm")
    with pytest.raises(Refused):
        world.decide(number=None)


def test_nomination_is_awarded_only_once(world: World) -> None:
    made = world.enter(world.cast.office, "Nguyễn Văn An")
    decision = world.decide()
    with pytest.raises(Refused) as refused:
        world.decide(number=143)
    assert refused.value.sentence == "Chưa có trường hợp nào được đề nghị khen trong đợt này."
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.create(
            decision=decision,
            nomination=made,
            register_number=9,
            code="X" * 16,
            receiver_lines=["x"],
            citation="x",
        )


def test_register_number_and_code_are_used_once(world: World) -> None:
    world.enter(world.cast.office, "Nguyễn Văn An")
    world.enter(world.cast.office, "Nguyễn Văn Bảo")
    world.decide()
    first, second = Certificate.objects.order_by("register_number")
    assert (first.printed_register, second.printed_register) == ("01", "02")
    for field in ("register_number", "code"):
        setattr(second, field, getattr(first, field))
        with pytest.raises(IntegrityError), transaction.atomic():
            second.save(update_fields=[field])
        second.refresh_from_db()


def test_decide_round_with_a_taken_number_is_refused_and_awards_nobody(world: World) -> None:
    world.enter(world.cast.office, "Nguyễn Văn An")
    world.decide(number=142)
    made = world.enter(world.cast.hospital, "Trần Thị Bình", world.another_round())
    with pytest.raises(Refused):
        world.decide(made.round, number=142)
    made.refresh_from_db()
    assert made.state == NominationState.PROPOSED


def test_decision_is_drafted_by_one_and_signed_by_another(world: World) -> None:
    world.enter(world.cast.office, "Nguyễn Văn An")
    proposal = proposed(world)
    assert list(decisions_to_sign(world.cast.province_lead)) == [proposal]
    decision = services.issue_decision(actor=world.cast.province_lead, proposal=proposal)
    proposal.refresh_from_db()
    assert (decision.certificates.count(), proposal.outcome) == (1, Outcome.CONFIRMED)
    assert proposal.settled_by == world.cast.province_lead
    assert list(decisions_to_sign(world.cast.province_lead)) == []


def test_decision_signed_by_who_drafted_it_is_forbidden(world: World) -> None:
    world.enter(world.cast.office, "Nguyễn Văn An")
    proposal = proposed(world, world.cast.province_lead)
    assert list(decisions_to_sign(world.cast.province_lead)) == []
    with pytest.raises(Forbidden) as refused:
        services.issue_decision(actor=world.cast.province_lead, proposal=proposal)
    assert refused.value.sentence == "Người trình và người ký quyết định phải là hai người."
    assert Decision.objects.count() == 0


def test_decision_signed_by_who_drafted_it_passes_where_the_office_switched_that_on(
    world: World, settings: Settings
) -> None:
    settings.SECOND_PERSON = frozenset({"certificate.revoke"})
    world.enter(world.cast.office, "Nguyễn Văn An")
    proposal = proposed(world, world.cast.province_lead)
    assert (
        services.issue_decision(actor=world.cast.province_lead, proposal=proposal).certificates.count() == 1
    )


@pytest.mark.parametrize("who", ["unit_head", "unit_reporter", "inspector", "auditor", "administrator"])
def test_decision_is_not_theirs_to_draft(world: World, who: str) -> None:
    world.enter(world.cast.office, "Nguyễn Văn An")
    with pytest.raises(Forbidden):
        proposed(world, getattr(world.cast, who))


@pytest.mark.parametrize("who", ["propaganda_officer", "unit_head", "inspector"])
def test_decision_is_not_theirs_to_sign(world: World, who: str) -> None:
    world.enter(world.cast.office, "Nguyễn Văn An")
    proposal = proposed(world, world.cast.province_lead)
    with pytest.raises(Forbidden):
        services.issue_decision(actor=getattr(world.cast, who), proposal=proposal)


def test_decision_that_commends_its_signer_is_signed_by_somebody_else(world: World) -> None:
    lead = world.cast.province_lead
    RoleAssignment.objects.create(
        person=lead.person, unit=world.cast.office, role=Role.HEAD, valid=(date(2021, 1, 1), None)
    )
    world.enter(world.cast.office, "Trần Văn Lãnh Đạo")
    with pytest.raises(Forbidden):
        services.issue_decision(actor=lead, proposal=proposed(world))


@pytest.mark.parametrize("day", [date(2021, 2, 28), date(2021, 4, 7)])
def test_propose_for_a_day_before_the_round_or_after_today_is_refused(world: World, day: date) -> None:
    world.enter(world.cast.office, "Nguyễn Văn An")
    with pytest.raises(Refused) as refused:
        proposed(world, decided_on=day)
    assert list(refused.value.fields) == ["decided_on"]


def test_propose_while_somebody_waits_to_be_examined_is_refused(world: World) -> None:
    world.enter(world.cast.office, "Nguyễn Văn An")
    world.enter(world.cast.office, "Lý Văn Chờ", state=NominationState.SUBMITTED)
    with pytest.raises(Refused) as refused:
        proposed(world)
    assert refused.value.sentence == "Còn 1 đề nghị chờ xét. Xét hết rồi trình quyết định."


def test_propose_twice_is_refused_by_service_and_by_table(world: World) -> None:
    world.enter(world.cast.office, "Nguyễn Văn An")
    first = proposed(world)
    with pytest.raises(Refused):
        proposed(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        DecisionProposal.objects.create(round=first.round, decided_on=TODAY, proposed_by=first.proposed_by)


def test_list_stands_still_while_its_decision_waits(world: World) -> None:
    made = world.enter(world.cast.office, "Nguyễn Văn An")
    returned = world.enter(world.cast.office, "Lý Văn Trả", state=NominationState.RETURNED)
    proposal = proposed(world)
    with pytest.raises(Refused):
        services.examine_nomination(
            actor=world.cast.propaganda_officer,
            nomination=made,
            verdict=NominationState.NOT_PROPOSED,
            reason="Đổi.",
        )
    with pytest.raises(Refused):
        services.submit_nomination(actor=world.cast.unit_head, nomination=returned)
    services.return_decision(actor=world.cast.province_lead, proposal=proposal, note="Xem lại cá nhân số 1.")
    changed = services.examine_nomination(
        actor=world.cast.propaganda_officer,
        nomination=made,
        verdict=NominationState.NOT_PROPOSED,
        reason="Đổi.",
    )
    assert changed.state == NominationState.NOT_PROPOSED


def test_return_decision_needs_a_word_from_the_signer_and_none_from_who_drafted(world: World) -> None:
    world.enter(world.cast.office, "Nguyễn Văn An")
    proposal = proposed(world)
    with pytest.raises(Refused):
        services.return_decision(actor=world.cast.province_lead, proposal=proposal, note="")
    taken_back = services.return_decision(actor=world.cast.propaganda_officer, proposal=proposal, note="")
    assert taken_back.outcome == Outcome.WITHDRAWN
    with pytest.raises(Refused):
        services.issue_decision(actor=world.cast.province_lead, proposal=proposal)


def test_revoke_needs_two_persons_and_a_paper(world: World) -> None:
    world.enter(world.cast.office, "Nguyễn Văn An")
    world.decide()
    certificate = world.certificate("Nguyễn Văn An")
    proposal = services.propose_revocation(
        actor=world.cast.province_lead, certificate=certificate, reason="Khen nhầm người."
    )
    with pytest.raises(Forbidden) as refused:
        services.confirm_revocation(actor=world.cast.province_lead, proposal=proposal)
    assert refused.value.sentence == "Người đề nghị và người ký thu hồi phải là hai người."
    services.return_revocation(actor=world.cast.province_lead, proposal=proposal, note="")
    revoked = world.revoke(certificate)
    assert (revoked.revoked_on, revoked.revoked_reason) == (TODAY, "Khen nhầm người.")
    assert revoked.revoking_document is not None
    assert revoked.revoking_document.reference == "143-QĐ/ĐUK"


def test_revoke_by_one_person_passes_where_the_office_switched_that_on(
    world: World, settings: Settings
) -> None:
    settings.SECOND_PERSON = frozenset({"decision.issue"})
    world.enter(world.cast.office, "Nguyễn Văn An")
    world.decide()
    lead = world.cast.province_lead
    proposal = services.propose_revocation(
        actor=lead, certificate=world.certificate("Nguyễn Văn An"), reason="Khen nhầm người."
    )
    assert services.confirm_revocation(actor=lead, proposal=proposal).revoked_on == TODAY


def test_revoke_twice_without_reason_or_by_others_is_refused(world: World) -> None:
    world.enter(world.cast.office, "Nguyễn Văn An")
    world.decide()
    certificate = world.certificate("Nguyễn Văn An")
    officer = world.cast.propaganda_officer
    with pytest.raises(Forbidden):
        services.propose_revocation(actor=world.cast.unit_head, certificate=certificate, reason="Sai.")
    with pytest.raises(Refused):
        services.propose_revocation(actor=officer, certificate=certificate, reason=" … ")
    proposal = services.propose_revocation(actor=officer, certificate=certificate, reason="Khen nhầm người.")
    assert list(revocations_to_sign(world.cast.province_lead)) == [proposal]
    with pytest.raises(Refused):
        services.propose_revocation(actor=officer, certificate=certificate, reason="Khen nhầm người.")
    services.confirm_revocation(actor=world.cast.province_lead, proposal=proposal)
    with pytest.raises(Refused) as refused:
        services.propose_revocation(actor=officer, certificate=certificate, reason="Khen nhầm người.")
    assert refused.value.sentence == "Giấy khen này đã thu hồi."
    with pytest.raises(Refused):
        services.confirm_revocation(actor=world.cast.province_lead, proposal=proposal)


def test_commended_moves_by_exactly_the_record_added(world: World) -> None:
    assert counts(world) == (0, 0)
    world.enter(world.cast.office, "Nguyễn Văn An")
    world.decide()
    assert counts(world) == (0, 1)
    world.enter(world.cast.office, "Tập thể Phòng Tổng hợp", subject=Subject.COLLECTIVE)
    assert counts(world) == (0, 1)  # proposed is not commended
    world.decide(number=None)
    assert counts(world) == (1, 1)
    other_years = world.another_round(years=(2021, 2021))
    world.enter(world.cast.office, "Lý Thị Năm", other_years)
    world.decide(other_years, number=None)
    assert counts(world) == (1, 1)
    assert counts(world, date(2021, 4, 5)) == (0, 0)  # before the decisions
    assert commended(world.cast.province.pk, YEARS, TODAY, Subject.INDIVIDUAL).value == 0


def test_commended_leaves_out_what_is_revoked_from_that_day_on(world: World) -> None:
    world.enter(world.cast.office, "Nguyễn Văn An")
    world.decide()
    with clock.set_to(date(2021, 4, 20)):
        world.revoke(world.certificate("Nguyễn Văn An"))
    assert counts(world, date(2021, 4, 19)) == (0, 1)
    assert counts(world, date(2021, 4, 20)) == (0, 0)


def test_by_register_finds_exactly_what_commended_names(world: World) -> None:
    world.enter(world.cast.office, "Nguyễn Văn An")
    world.enter(world.cast.office, "Nguyễn Văn Bảo")
    world.decide()
    other = world.another_round(years=(2021, 2021))
    world.enter(world.cast.hospital, "Lý Thị Năm", other)
    world.decide(other, number=None)
    codes = commended(world.cast.bloc.pk, YEARS, TODAY, Subject.INDIVIDUAL).codes
    assert codes == ("142-QĐ/ĐUK/001", "142-QĐ/ĐUK/002")
    names = [row.nomination.full_name for row in by_register(codes, node=world.cast.bloc.pk)]
    assert names == ["Nguyễn Văn An", "Nguyễn Văn Bảo"]


def test_person_without_membership_is_refused_by_the_table(world: World) -> None:
    made = world.enter(world.cast.office, "Nguyễn Văn An")
    made.membership = ""
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save(update_fields=["membership"])
