"""The chain from programme to checked remedy, and each place where it refuses."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection

from lantoa.accounts.models import User
from lantoa.audit.models import Entry
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Conflict, Forbidden, Refused
from lantoa.notifications.models import Notice
from lantoa.organisation.choices import Role
from lantoa.organisation.models import InheritedPast, Person, RoleAssignment, Unit
from lantoa.organisation.services.people import NewPerson, NewRole, enrol_people
from lantoa.oversight.choices import FindingKind, InspectionKind, InspectionState, TeamPart
from lantoa.oversight.models import Finding, Inspection, Programme, Remedy, RemedyCheck
from lantoa.oversight.permissions import can_conclude, can_read_findings, can_read_inside
from lantoa.oversight.printouts import _body
from lantoa.oversight.queries.findings import waiting_to_check
from lantoa.oversight.queries.names import people_named
from lantoa.oversight.services import concluding, preparing, programmes, working
from lantoa.tasks import services as tasks
from lantoa.tasks.choices import OriginKind, TaskState
from lantoa.tasks.models import Task
from tests.cast import SINCE, TODAY, Cast
from tests.oversight.world import (
    DUE,
    ENDS,
    PAPER,
    REQUEST,
    begun,
    concluded,
    found,
    fresh,
    offices,
    opened,
    picture,
    presented,
    remedy_of,
    shortcoming,
    strength,
    text,
    theme,
    tie,
)


@pytest.fixture
def house(cast: Cast) -> Cast:
    offices(cast)
    return cast


def laid_out(cast: Cast) -> Programme:
    return programmes.lay_out_programme(actor=cast.inspector, unit=cast.bloc, year=2021)


def chosen(cast: Cast, programme: Programme, subject: Unit, reason: str = "Ba năm chưa kiểm tra.") -> object:
    programme.refresh_from_db()
    return programmes.add_item(
        actor=cast.inspector,
        programme=programme,
        subject=subject,
        kind=InspectionKind.INSPECTION,
        theme=theme(),
        quarter=2,
        reason=reason,
        row_version=programme.row_version,
    )


def announced(cast: Cast) -> Programme:
    programme = laid_out(cast)
    chosen(cast, programme, cast.office)
    programme.refresh_from_db()
    return programmes.announce_programme(
        actor=cast.province_lead, programme=programme, issued_on=TODAY, row_version=programme.row_version
    )


def test_programme_is_announced_under_a_number_and_its_units_are_told(house: Cast) -> None:
    programme = announced(house)
    assert programme.number == "01-CTr/ĐUK"
    told = Notice.objects.filter(kind="programme_announced").values_list("receiver", flat=True)
    assert list(told) == [house.unit_head.pk]


def test_programme_is_one_a_year_needs_units_and_a_leader(house: Cast) -> None:
    programme = laid_out(house)
    with pytest.raises(Refused, match="Năm 2021 đã có chương trình"):
        laid_out(house)
    with pytest.raises(Refused, match="chưa có đơn vị nào"):
        programmes.announce_programme(
            actor=house.province_lead, programme=programme, issued_on=TODAY, row_version=1
        )
    chosen(house, programme, house.office)
    with pytest.raises(Forbidden):
        programmes.announce_programme(
            actor=house.inspector, programme=programme, issued_on=TODAY, row_version=2
        )
    with pytest.raises(Refused, match="cùng hình thức, cùng nội dung"):
        chosen(house, programme, house.office)
    with pytest.raises(Refused, match="Chỉ đưa vào chương trình đơn vị bên dưới"):
        chosen(house, programme, house.province)


def test_amendment_keeps_the_line_with_its_reason_and_tells_the_unit(house: Cast) -> None:
    programme = announced(house)
    chosen(house, programme, house.hospital)
    programme.refresh_from_db()
    assert programme.items.get(subject=house.hospital).is_amendment
    item = programme.items.get(subject=house.office)
    with pytest.raises(Refused, match="Ghi lý do"):
        programmes.drop_item(actor=house.inspector, item=item, reason="–", row_version=programme.row_version)
    programmes.drop_item(
        actor=house.inspector, item=item, reason="Cấp trên đã kiểm tra.", row_version=programme.row_version
    )
    item.refresh_from_db()
    assert (item.dropped_at is not None, item.dropped_reason) == (True, "Cấp trên đã kiểm tra.")
    told = Notice.objects.filter(receiver=house.unit_head).values_list("kind", flat=True)
    assert sorted(told) == ["programme_announced", "programme_left_out"]
    with pytest.raises(Refused, match="còn hiệu lực"):
        preparing.open_inspection(
            actor=house.inspector, unit=house.bloc, subject=house.office, text=text(), item=item
        )


def test_line_is_opened_once_and_again_after_a_cancellation(house: Cast) -> None:
    item = announced(house).items.get()
    made = preparing.open_inspection(
        actor=house.inspector, unit=house.bloc, subject=house.office, text=text(), item=item
    )
    assert made.code == "KT-2021-001"
    with pytest.raises(Refused, match="đã được mở thành một cuộc"):
        preparing.open_inspection(
            actor=house.inspector, unit=house.bloc, subject=house.office, text=text(), item=item
        )
    preparing.cancel_inspection(
        actor=house.province_lead, inspection=made, reason="Trùng lịch.", row_version=made.row_version
    )
    again = preparing.open_inspection(
        actor=house.inspector, unit=house.bloc, subject=house.office, text=text(), item=item
    )
    assert again.code == "KT-2021-002"
    assert not Notice.objects.filter(kind="inspection_cancelled").exists()  # the unit had not been told


def test_subject_is_another_unit_that_stands_or_stood_below(house: Cast) -> None:
    for subject, sentence in ((house.bloc, "Không tự kiểm tra"), (house.province, "Chỉ kiểm tra")):
        with pytest.raises(Refused, match=sentence):
            preparing.open_inspection(actor=house.inspector, unit=house.bloc, subject=subject, text=text())


def test_who_belongs_or_belonged_to_the_unit_is_kept_off_the_team(house: Cast) -> None:
    made = preparing.open_inspection(
        actor=house.inspector, unit=house.bloc, subject=house.office, text=text()
    )
    [moved, stranger] = enrol_people(
        actor=SYSTEM,
        people=[
            NewPerson(
                "Lý Văn Chuyển",
                None,
                (),
                (
                    NewRole(house.office, Role.REPORTER, SINCE, date(2020, 3, 1)),
                    NewRole(house.bloc, Role.STAFF, date(2020, 3, 1)),
                ),
            ),
            NewPerson("Mai Thị Khác", None, (), (NewRole(house.hospital, Role.REPORTER, SINCE),)),
        ],
    )
    for person, sentence in (
        (moved, "không tham gia đoàn được"),
        (stranger, "không làm việc ở nơi kiểm tra"),
    ):
        with pytest.raises(Refused, match=sentence):
            preparing.add_member(
                actor=house.propaganda_officer,
                inspection=made,
                person=person,
                part=TeamPart.MEMBER,
                row_version=made.row_version,
            )
    later = opened(house, period_from=date(2020, 6, 1))
    preparing.add_member(
        actor=house.propaganda_officer,
        inspection=later,
        person=moved,
        part=TeamPart.MEMBER,
        row_version=later.row_version,
    )
    assert later.team.filter(person=moved).exists()


def test_decision_needs_a_head_an_outline_and_a_leader(house: Cast) -> None:
    bare = preparing.open_inspection(
        actor=house.inspector, unit=house.bloc, subject=house.office, text=text(outline="")
    )
    days = {"issued_on": TODAY, "begins_on": TODAY, "ends_on": ENDS, "self_report_due_on": TODAY}
    with pytest.raises(Refused, match="chưa có trưởng đoàn"):
        preparing.decide_inspection(
            actor=house.province_lead, inspection=bare, row_version=bare.row_version, **days
        )
    made = opened(house, outline="")
    with pytest.raises(Refused, match="Chưa có đề cương"):
        preparing.decide_inspection(
            actor=house.province_lead, inspection=made, row_version=made.row_version, **days
        )
    with pytest.raises(Forbidden):
        preparing.decide_inspection(
            actor=house.inspector, inspection=made, row_version=made.row_version, **days
        )


@pytest.mark.parametrize(
    ("change", "period_from", "sentence"),
    [
        ({"ends_on": TODAY + timedelta(days=20)}, date(2020, 1, 1), "Tối đa 20 ngày theo " + PAPER),
        ({"ends_on": TODAY - timedelta(days=1)}, date(2020, 1, 1), "không trước ngày bắt đầu"),
        ({}, date(2016, 4, 5), "chỉ cho xem lại 5 năm, từ 06/4/2016"),
        ({"self_report_due_on": ENDS + timedelta(days=1)}, date(2020, 1, 1), "Hạn gửi báo cáo"),
        ({"begins_on": TODAY - timedelta(days=1)}, date(2020, 1, 1), "không trước ngày quyết định"),
    ],
)
def test_decision_keeps_to_the_limits_of_its_day(
    house: Cast, change: dict[str, date], period_from: date, sentence: str
) -> None:
    made = opened(house, period_from=period_from)
    days = {"issued_on": TODAY, "begins_on": TODAY, "ends_on": ENDS, "self_report_due_on": TODAY} | change
    with pytest.raises(Refused, match=sentence):
        preparing.decide_inspection(
            actor=house.province_lead, inspection=made, row_version=made.row_version, **days
        )


def test_extension_is_one_and_a_third_at_most(house: Cast) -> None:
    made = begun(house)

    def extend(days: int) -> Inspection:
        return preparing.extend_inspection(
            actor=house.province_lead,
            inspection=made,
            ends_on=ENDS + timedelta(days=days),
            reason="Phải xác minh thêm.",
            row_version=fresh(made).row_version,
        )

    with pytest.raises(Refused, match="Gia hạn tối đa 6 ngày"):
        extend(7)
    with clock.set_to(ENDS + timedelta(days=3)), pytest.raises(Refused, match="không trước hôm nay"):
        extend(2)  # the one extension would be gone for nothing
    assert extend(6).ends_on == ENDS + timedelta(days=6)
    with pytest.raises(Forbidden):
        extend(6)


def test_two_pages_of_one_inspection_are_told_apart(house: Cast) -> None:
    made = opened(house)
    with pytest.raises(Conflict):
        preparing.change_inspection(
            actor=house.inspector, inspection=made, text=text(), row_version=made.row_version - 1
        )


def test_supervision_finds_no_breach_and_a_strength_asks_nothing(house: Cast) -> None:
    made = begun(house, InspectionKind.SUPERVISION)
    assert made.code == "GS-2021-001"
    with pytest.raises(Refused, match="Giám sát không kết luận vi phạm"):
        found(house, made, shortcoming(kind=FindingKind.BREACH))
    with pytest.raises(Refused, match="Ưu điểm không có"):
        found(house, made, shortcoming(kind=FindingKind.STRENGTH))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"due_on": None}, "Ghi hạn khắc phục"),
        ({"proof_wanted": ""}, "nhìn vào đâu"),
        ({"due_on": TODAY}, "phải sau hôm nay"),
        ({"request": ""}, "Ghi yêu cầu khắc phục"),
        ({"text": "Đồng chí Nguyễn Văn Bảy chậm việc."}, "Nguyễn Văn Bảy"),
        ({"text": "PHẠM THỊ TỔNG HỢP không ghi sổ."}, "PHẠM THỊ TỔNG"),
        ({"cause": "Do ông Trần Tám."}, "Trần Tám"),
    ],
)
def test_finding_asks_with_a_day_and_proof_and_names_nobody(
    house: Cast, change: dict[str, object], sentence: str
) -> None:
    made = begun(house)
    with pytest.raises(Refused, match=sentence):
        found(house, made, shortcoming(**change))
    assert not Finding.objects.exists()


def test_people_of_the_unit_are_known_by_the_register_whatever_their_names(house: Cast) -> None:
    words = {
        "one": "Việc do ngô thị nhật ký và PHẠM THỊ TỔNG HỢP ghi.",
        "none": "Bộ phận tổng hợp ghi sổ.",
    }
    assert people_named(words, [house.office.pk]) == {"one": ["Phạm Thị Tổng Hợp"]}
    Person.objects.filter(user=house.unit_reporter).update(full_name="H’Linh Niê")
    assert people_named({"one": "Việc của H'Linh Niê."}, [house.office.pk]) == {"one": ["H’Linh Niê"]}


def test_no_word_about_an_inspection_names_a_person(house: Cast) -> None:
    """What is asked, why it lasts longer or ends, what the unit answers and what a check saw: each refused at its field."""
    named = "Do bà Trần Thị Tám nghỉ ốm."

    def refused_at(act: Callable[..., object], **given: object) -> list[str]:
        with pytest.raises(Refused, match="Trần Thị Tám") as refused:
            act(actor=SYSTEM, **given)
        return list(refused.value.fields)

    made = begun(house)
    version = {"inspection": made, "row_version": made.row_version}
    told = text(title=named, outline=f"Nêu rõ: {named}")
    given = {"unit": house.bloc, "subject": house.office, "text": told}
    assert refused_at(preparing.open_inspection, **given) == ["title", "outline"]
    assert refused_at(preparing.cancel_inspection, reason=named, **version) == ["reason"]
    later = {"ends_on": ENDS + timedelta(days=1), "reason": named}
    assert refused_at(preparing.extend_inspection, **later, **version) == ["reason"]
    shown = presented(house)
    answered = {"inspection": shown, "row_version": shown.row_version, "words": {2: named}}
    assert refused_at(working.respond, **answered) == ["y-2"]


def test_finding_may_speak_of_posts_and_of_uncle_ho(house: Cast) -> None:
    made = begun(house)
    words = "Bí thư Đảng ủy, đồng chí Bí thư chi bộ học theo Bác; chuyên đề về đồng chí Hồ Chí Minh đủ buổi."
    assert found(house, made, shortcoming(text=words)).number == 1


def test_only_the_team_writes(house: Cast) -> None:
    made = begun(house)
    for outsider in (house.province_lead, house.unit_head):
        with pytest.raises(Forbidden):
            working.write_finding(
                actor=outsider, inspection=made, text=strength(), row_version=made.row_version
            )


def test_texts_lie_sealed_in_the_database(house: Cast) -> None:
    concluded(house)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(f)::text FROM oversight_finding f")
        rows = [row for (row,) in cursor.fetchall()]
        cursor.execute("SELECT row_to_json(i)::text FROM oversight_inspection i")
        rows += [row for (row,) in cursor.fetchall()]
        cursor.execute("SELECT row_to_json(s)::text FROM oversight_worksession s")
        rows += [row for (row,) in cursor.fetchall()]
    whole = " ".join(rows)
    for words in ("một cửa chưa công khai", "Chưa phân công", "đã đặt bảng", "Nghe báo cáo", "còn một việc"):
        assert words not in whole
    assert "Bí thư chi bộ một cửa" in whole  # the post stands open: the search above can find


def test_record_holds_no_word_of_what_was_found(house: Cast) -> None:
    made = presented(house)
    entries = Entry.objects.filter(subject_id=made.pk).select_related("content")
    told = " ".join(f"{one.content.before} {one.content.after}" for one in entries)
    assert "một cửa" not in told
    assert "inspection.presented" in {one.act for one in entries}


def test_findings_are_read_by_the_team_the_leader_and_later_the_unit(house: Cast) -> None:
    made = begun(house)
    found(house, made)
    people = (house.inspector, house.propaganda_officer, house.province_lead, house.unit_head, house.outsider)
    assert [can_read_findings(one, fresh(made)) for one in people] == [True, True, True, False, False]
    made.team.filter(person=house.propaganda_officer.person).update(removed_at=clock.now())  # type: ignore[attr-defined]
    assert [can_read_findings(one, fresh(made)) for one in people] == [True, False, True, False, False]


def test_findings_are_presented_after_a_sitting_and_may_be_taken_back(house: Cast) -> None:
    made = begun(house)
    found(house, made)
    with pytest.raises(Refused, match="Chưa có biên bản"):
        working.present_findings(actor=house.inspector, inspection=made, row_version=fresh(made).row_version)
    done = presented(house)
    with pytest.raises(Forbidden):
        found(house, done)
    again = working.take_up_again(actor=house.inspector, inspection=done, row_version=done.row_version)
    assert found(house, again).number == 3
    with clock.set_to(DUE), pytest.raises(Refused, match="nhận xét số 2, 3 đã đến"):
        working.present_findings(
            actor=house.inspector, inspection=again, row_version=fresh(again).row_version
        )


def test_who_wrote_a_finding_does_not_conclude(house: Cast) -> None:
    made = presented(house)
    words = {"conclusion": "Đạt.", "issued_on": TODAY, "row_version": made.row_version}
    with pytest.raises(Forbidden, match="đã viết nhận xét"):
        concluding.conclude_inspection(actor=house.inspector, inspection=made, **words)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="Đơn vị chưa có ý kiến"):
        concluding.conclude_inspection(actor=house.province_lead, inspection=made, **words)  # type: ignore[arg-type]
    with clock.set_to(ENDS + timedelta(days=1)):
        done = concluding.conclude_inspection(actor=house.province_lead, inspection=made, **words)  # type: ignore[arg-type]
    assert done.state == InspectionState.CONCLUDED


def test_unit_that_is_asked_late_has_the_day_to_answer(house: Cast) -> None:
    made = presented(house)
    made = working.take_up_again(actor=house.inspector, inspection=made, row_version=made.row_version)
    late = ENDS + timedelta(days=2)
    with clock.set_to(late):
        made = working.present_findings(actor=house.inspector, inspection=made, row_version=made.row_version)
        words = {"conclusion": "Đạt.", "issued_on": late, "row_version": made.row_version}
        with pytest.raises(Refused, match="sau ngày 27/4/2021"):
            concluding.conclude_inspection(actor=house.province_lead, inspection=made, **words)  # type: ignore[arg-type]
    with clock.set_to(late + timedelta(days=1)):
        done = concluding.conclude_inspection(actor=house.province_lead, inspection=made, **words)  # type: ignore[arg-type]
    [said] = [one for one in _body(done, [], "Văn phòng") if "Thực hiện Quyết định" in str(one)]
    assert "đã gửi đơn vị ngày 27/4/2021, đơn vị không có ý kiến, kết luận như sau" in str(said)
    assert "Sau khi nghe" not in str(said)


def test_notice_says_that_the_unit_spoke_when_it_was_first_asked(house: Cast) -> None:
    made = presented(house)
    made = working.respond(
        actor=house.unit_head, inspection=made, words={2: "Đã đặt bảng."}, row_version=made.row_version
    )
    made = working.take_up_again(actor=house.inspector, inspection=made, row_version=made.row_version)
    made = working.present_findings(actor=house.inspector, inspection=made, row_version=made.row_version)
    with clock.set_to(ENDS + timedelta(days=1)):
        made = concluding.conclude_inspection(
            actor=house.province_lead,
            inspection=made,
            conclusion="Đạt.",
            issued_on=clock.today(),
            row_version=made.row_version,
        )
    [said] = [one for one in _body(made, [], "Văn phòng") if "Thực hiện Quyết định" in str(one)]
    assert "đơn vị đã có ý kiến ở lần trình trước, không có ý kiến thêm, kết luận như sau" in str(said)


def test_who_wrote_or_corrected_neither_concludes_nor_checks(house: Cast) -> None:
    made = begun(house)
    finding = found(house, made)
    working.write_finding(
        actor=house.propaganda_officer,
        inspection=made,
        text=shortcoming(cause="Chưa phân công ai."),
        row_version=fresh(made).row_version,
        finding=finding,
    )
    people = (house.inspector, house.propaganda_officer, house.province_lead)
    Inspection.objects.filter(pk=made.pk).update(state=InspectionState.PRESENTED)
    assert [can_conclude(one, fresh(made)) for one in people] == [False, False, True]
    made = working.respond(
        actor=house.unit_head, inspection=made, words={}, row_version=fresh(made).row_version
    )
    concluding.conclude_inspection(
        actor=house.province_lead,
        inspection=made,
        conclusion="Còn một việc phải sửa.",
        issued_on=TODAY,
        row_version=made.row_version,
    )
    remedy = reported(house, made)
    for one in people[:2]:
        with pytest.raises(Forbidden, match="đã viết nhận xét"):
            concluding.check_remedy(
                actor=one, remedy=remedy, passed=True, words="Đã xem.", row_version=remedy.task.row_version
            )
        assert not waiting_to_check(one).exists()


def test_who_comes_to_belong_to_the_unit_has_no_more_hand_in_it(house: Cast) -> None:
    made = begun(house)
    found(house, made)
    inner = (house.inspector, house.province_lead)
    assert [can_read_findings(one, fresh(made)) for one in inner] == [True, True]
    for one in inner:
        tie(one, house.office)
    assert [can_read_findings(one, fresh(made)) for one in inner] == [False, False]
    with pytest.raises(Forbidden):
        found(house, made)
    # Once the unit is asked there is nothing left to tell it: who leads reads with it, and decides nothing.
    for state, findings, minutes in (
        (InspectionState.PRESENTED, [False, True], [False, False]),
        (InspectionState.CONCLUDED, [True, True], [False, True]),
    ):
        made.state = state
        assert [can_read_findings(one, made) for one in inner] == findings
        assert [can_read_inside(one, made) for one in inner] == minutes
        assert not any(can_conclude(one, made) for one in inner)


def test_who_belongs_to_the_unit_neither_concludes_nor_checks(house: Cast) -> None:
    made = presented(house)
    made = working.respond(actor=house.unit_head, inspection=made, words={}, row_version=made.row_version)
    tie(house.province_lead, house.office)
    words = {"conclusion": "Đạt.", "issued_on": TODAY, "row_version": made.row_version}
    with pytest.raises(Forbidden, match="Từ ngày 01/01/2020 trở lại đây anh/chị"):
        concluding.conclude_inspection(actor=house.province_lead, inspection=made, **words)  # type: ignore[arg-type]
    concluding.conclude_inspection(actor=SYSTEM, inspection=made, **words)  # type: ignore[arg-type]
    remedy = reported(house, made)
    assert list(waiting_to_check(house.propaganda_officer)) == [remedy]
    tie(house.propaganda_officer, house.office)
    assert not waiting_to_check(house.propaganda_officer).exists()
    with pytest.raises(Forbidden, match="Từ ngày 01/01/2020 trở lại đây anh/chị"):
        concluding.check_remedy(
            actor=house.propaganda_officer,
            remedy=remedy,
            passed=True,
            words="Đã xem ảnh.",
            row_version=remedy.task.row_version,
        )


def test_who_received_the_body_checks_what_it_had_asked(house: Cast) -> None:
    remedy = reported(house, concluded(house))
    RoleAssignment.objects.filter(person=house.outsider.person).update(  # type: ignore[attr-defined]
        unit=house.province, role=Role.INSPECTOR
    )
    assert not waiting_to_check(house.outsider).exists()
    InheritedPast.objects.create(unit=house.bloc, reader=house.province, is_received=True, since=TODAY)
    receiver = User.objects.get(pk=house.outsider.pk)
    assert list(waiting_to_check(receiver)) == [remedy]
    concluding.check_remedy(
        actor=receiver, remedy=remedy, passed=True, words="Đã xem ảnh.", row_version=remedy.task.row_version
    )
    assert remedy_of(remedy.finding.inspection).task.state == TaskState.DONE


def test_conclusion_gives_each_request_to_the_unit_as_a_task(house: Cast) -> None:
    made = concluded(house)
    assert made.notice_number == "01-TB/ĐUK"
    [task] = Task.objects.all()
    assert (task.title, task.due_on, task.proof_wanted) == (REQUEST, DUE, "Ảnh bảng công khai")
    assert (task.unit, task.asker) == (house.office, house.bloc)
    assert (task.origin_kind, task.origin_label) == (
        OriginKind.INSPECTION,
        "Thông báo 01-TB/ĐUK, nhận xét số 2",
    )
    assert task.origin is not None
    assert task.origin.id == remedy_of(made).pk


def reported(cast: Cast, made: Inspection) -> Remedy:
    task = remedy_of(made).task
    tasks.report_done(
        actor=cast.unit_reporter,
        task=task,
        result="Đã đặt bảng, ảnh kèm theo.",
        row_version=task.row_version,
        proof=picture(),
    )
    return remedy_of(made)


def test_remedy_ends_only_by_a_check_in_third_hands(house: Cast) -> None:
    made = concluded(house)
    task = remedy_of(made).task
    with pytest.raises(Refused):
        tasks.report_done(actor=house.unit_reporter, task=task, result="–", row_version=task.row_version)
    with pytest.raises(Refused):  # words alone are no evidence
        tasks.report_done(actor=house.unit_reporter, task=task, result="Xong.", row_version=task.row_version)
    remedy = reported(house, made)
    with pytest.raises(Refused, match="trang Khắc phục"):
        tasks.confirm_done(actor=house.province_lead, task=remedy.task, row_version=remedy.task.row_version)
    with pytest.raises(Refused, match="không hủy"):
        tasks.cancel_task(
            actor=house.province_lead, task=remedy.task, reason="Thôi.", row_version=remedy.task.row_version
        )
    # Not even sent back from the task's page: an answer without a check would leave nothing to show who looked at what.
    with pytest.raises(Refused, match="trang Khắc phục"):
        tasks.send_back(
            actor=house.province_lead,
            task=remedy.task,
            reason="Làm lại.",
            row_version=remedy.task.row_version,
        )
    assert not RemedyCheck.objects.exists()
    check = {"remedy": remedy, "passed": True, "row_version": remedy.task.row_version}
    with pytest.raises(Forbidden, match="đã viết nhận xét"):
        concluding.check_remedy(actor=house.inspector, words="Đã xem ảnh.", **check)  # type: ignore[arg-type]
    with pytest.raises(Forbidden, match="đã báo việc khắc phục"):
        concluding.check_remedy(actor=house.unit_reporter, words="Đã xem ảnh.", **check)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="Ghi đã xem minh chứng nào"):
        concluding.check_remedy(actor=house.propaganda_officer, words="...", **check)  # type: ignore[arg-type]
    concluding.check_remedy(actor=house.propaganda_officer, words="Đã xem ảnh.", **check)  # type: ignore[arg-type]
    assert remedy_of(made).task.state == TaskState.DONE
    entry = Entry.objects.get(act="task.confirmed")
    assert entry.actor_id == house.propaganda_officer.pk


def test_remedy_that_fails_goes_back_with_the_words(house: Cast) -> None:
    made = concluded(house)
    remedy = reported(house, made)
    concluding.check_remedy(
        actor=house.propaganda_officer,
        remedy=remedy,
        passed=False,
        words="Ảnh chỉ có hai bảng.",
        row_version=remedy.task.row_version,
    )
    task = remedy_of(made).task
    assert (task.state, task.reason) == (TaskState.DOING, "Ảnh chỉ có hai bảng.")
    assert RemedyCheck.objects.get().passed is False
