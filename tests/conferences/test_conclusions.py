"""From a conference's sentences to tasks of units, and at the next conference what came of them."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from lantoa.audit.models import Entry
from lantoa.conferences.choices import ConclusionState, ConferenceKind
from lantoa.conferences.models import CarriedTask, Conclusion, ConclusionPoint, Conference
from lantoa.conferences.queries.carrying import to_carry_over
from lantoa.conferences.queries.conclusions import (
    conferences_with_conclusions,
    lacking_by_conference,
    states_of,
    sums_of,
)
from lantoa.conferences.queries.quarters import (
    earlier_conclusions,
    figures_of_quarter,
    tasks_by_sentence,
    what_came_of,
)
from lantoa.conferences.sentences import sentences_of
from lantoa.conferences.services.conclusions import (
    NewPoint,
    adopt_conclusion,
    announce_conclusion,
    change_point,
    enter_points,
    mark_for_study,
    remove_point,
    reopen_conclusion,
)
from lantoa.conferences.services.planning import (
    cancel_conference,
    change_conference,
    plan_conference,
    restore_conference,
)
from lantoa.conferences.services.raising import Raise, carry_over, raise_tasks
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Conflict, Forbidden, Refused
from lantoa.notifications.models import Notice
from lantoa.tasks.models import Task
from lantoa.tasks.services import ask_more_time, confirm_done, hand_over_tasks, report_done
from tests.cast import TODAY, Cast
from tests.conferences.world import DUE, HELD, SENTENCES, adopted, drafted, papers, plan, planned, raised
from tests.tasks.test_conclusion_files import excel_file, word_file

NEXT = date(2021, 4, 30)


def version_of(conference: Conference) -> int:
    return int(Conclusion.objects.get(conference=conference).row_version)


# --- the sentences as they are pasted -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pasted", "found"),
    [
        ("Câu một.\n\nCâu hai.", ["Câu một.", "Câu hai."]),
        ("1. Câu một\ncòn tiếp.\n2) Câu hai.", ["Câu một còn tiếp.", "Câu hai."]),
        ("- Câu một.\n+ Câu hai.\na) Câu ba.", ["Câu một.", "Câu hai.", "Câu ba."]),
        ("2021 là năm đầu.\n05 đơn vị làm trước.", ["2021 là năm đầu.", "05 đơn vị làm trước."]),
        (" \n…\n", []),
    ],
)
def test_pasted_text_is_parted_into_sentences(pasted: str, found: list[str]) -> None:
    assert sentences_of(pasted) == found


# --- planning ---------------------------------------------------------------------------------------------------------


def test_quarterly_conference_needs_its_quarter_and_no_directive(cast: Cast) -> None:
    conference = planned(cast)
    assert (conference.code, conference.directive, conference.years, conference.reviews_years) == (
        "QUY-2021-01",
        None,
        range(2021, 2022),
        False,
    )
    with pytest.raises(Refused, match="Chọn quý mà hội nghị sơ kết"):
        planned(cast, reviews="")
    with pytest.raises(Refused, match="Chọn văn bản"):
        planned(cast, kind=ConferenceKind.INTERIM, years=(2016, 2020))
    with pytest.raises(Refused, match="sau quý sơ kết"):
        planned(cast, launches="2021Q1")
    assert planned(cast).code == "QUY-2021-02"


def test_people_who_came_are_told_after_the_day_only(cast: Cast) -> None:
    with pytest.raises(Refused, match="chưa có số người dự"):
        planned(cast, NEXT, attended=90)
    conference = planned(cast)
    changed = change_conference(
        actor=cast.propaganda_officer, conference=conference, plan=plan(attended=90), row_version=1
    )
    assert (changed.attended, changed.row_version) == (90, 2)
    with pytest.raises(Conflict):
        change_conference(actor=cast.propaganda_officer, conference=conference, plan=plan(), row_version=1)


def test_conference_is_called_off_with_a_reason_and_brought_back(cast: Cast) -> None:
    conference = planned(cast, NEXT)
    with pytest.raises(Refused, match="lý do"):
        cancel_conference(actor=cast.propaganda_officer, conference=conference, reason=" ", row_version=1)
    cancelled = cancel_conference(
        actor=cast.propaganda_officer, conference=conference, reason="Hoãn vì dịch.", row_version=1
    )
    with pytest.raises(Refused, match="Khôi phục"):
        enter_points(actor=cast.propaganda_officer, conference=cancelled, points=[NewPoint("Câu.")])
    restored = restore_conference(actor=cast.propaganda_officer, conference=cancelled, row_version=2)
    assert (restored.is_cancelled, restored.reason) == (False, "")


def test_only_staff_of_the_unit_plan_and_write(cast: Cast) -> None:
    for user in (cast.province_lead, cast.unit_head, cast.unit_reporter, cast.inspector):
        with pytest.raises(Forbidden):
            plan_conference(actor=user, unit=cast.bloc, plan=plan())
    conference = planned(cast)
    with pytest.raises(Forbidden):
        enter_points(actor=cast.province_lead, conference=conference, points=[NewPoint("Câu.")])


# --- the conclusion ---------------------------------------------------------------------------------------------------


def test_sentences_are_mended_until_adoption_and_the_record_keeps_both(cast: Cast) -> None:
    conference = planned(cast)
    first, second = drafted(cast, conference)
    change_point(actor=cast.propaganda_officer, point=first, new=NewPoint("Câu đã sửa."), row_version=1)
    kept = Entry.objects.get(act="conclusion.point_changed")
    assert (kept.before["text"], kept.after["text"]) == (SENTENCES[0], "Câu đã sửa.")
    with pytest.raises(Refused, match="trùng với câu số 2"):
        change_point(actor=cast.propaganda_officer, point=first, new=NewPoint(SENTENCES[1]), row_version=2)
    remove_point(actor=cast.propaganda_officer, point=ConclusionPoint.objects.get(pk=first.pk), row_version=2)
    second.refresh_from_db()
    assert (second.number, ConclusionPoint.objects.count()) == (1, 1)
    adopt_conclusion(actor=cast.province_lead, conference=conference, row_version=version_of(conference))
    with pytest.raises(Refused, match="đã thông qua"):
        change_point(actor=cast.propaganda_officer, point=second, new=NewPoint("Khác."), row_version=1)
    with pytest.raises(Refused, match="đã thông qua"):
        drafted(cast, conference, ("Câu thêm sau.",))


def test_same_sentence_twice_in_one_paste_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="trùng với câu số 1"):
        drafted(cast, planned(cast), ("Làm ngay.", "làm  NGAY."))
    assert not ConclusionPoint.objects.exists()


def test_conclusion_is_adopted_once_the_conference_was_held(cast: Cast) -> None:
    conference = planned(cast, TODAY + timedelta(days=1))
    drafted(cast, conference)
    with pytest.raises(Refused, match="Họp xong"):
        adopt_conclusion(actor=cast.province_lead, conference=conference, row_version=version_of(conference))
    with clock.set_to(TODAY + timedelta(days=1)):
        found = adopt_conclusion(
            actor=cast.province_lead, conference=conference, row_version=version_of(conference)
        )
    assert found.state == ConclusionState.ADOPTED


def test_units_below_read_a_conclusion_from_its_adoption_on(cast: Cast) -> None:
    conference = planned(cast)
    drafted(cast, conference)

    def readers() -> list[bool]:
        people = (
            cast.unit_reporter,
            cast.hospital_head,
            cast.province_lead,
            cast.auditor,
            cast.administrator,
        )
        return [conferences_with_conclusions(one).filter(pk=conference.pk).exists() for one in people]

    assert readers() == [False, False, True, False, False]
    adopt_conclusion(actor=cast.province_lead, conference=conference, row_version=version_of(conference))
    assert readers() == [True, True, True, False, False]


def test_conclusion_reopens_only_while_nothing_came_of_it(cast: Cast) -> None:
    conference = planned(cast)
    [first, _second] = adopted(cast, conference)
    reopened = reopen_conclusion(
        actor=cast.province_lead,
        conference=conference,
        reason="Sót một câu.",
        row_version=version_of(conference),
    )
    adopt_conclusion(actor=cast.province_lead, conference=conference, row_version=reopened.row_version)
    raised(cast, first)
    with pytest.raises(Refused, match="Đã giao nhiệm vụ"):
        reopen_conclusion(
            actor=cast.province_lead,
            conference=conference,
            reason="Sót một câu.",
            row_version=version_of(conference),
        )


def test_announcing_takes_a_number_and_tells_the_units(cast: Cast) -> None:
    papers(cast)
    conference = planned(cast)
    adopted(cast, conference)
    with pytest.raises(Refused, match="từ ngày hội nghị"):
        announce_conclusion(
            actor=cast.propaganda_officer,
            conference=conference,
            issued_on=HELD - timedelta(days=1),
            row_version=version_of(conference),
        )
    with translation.override("en"):  # the register is kept in Vietnamese whatever the screen speaks
        found = announce_conclusion(
            actor=cast.propaganda_officer,
            conference=conference,
            issued_on=TODAY,
            row_version=version_of(conference),
        )
    assert found.document is not None
    assert found.document.abstract == "Kết luận Giao ban quý I"
    assert (found.state, found.document.number, found.document.type.code) == (
        ConclusionState.ANNOUNCED,
        1,
        "TB",
    )
    told = Notice.objects.filter(kind="conclusion_announced").values_list("receiver__username", flat=True)
    assert sorted(told) == ["hospital.head", "outsider", "province.lead", "unit.head", "unit.reporter"]


# --- tasks -------------------------------------------------------------------------------------------------------------


def test_tasks_carry_their_sentence_and_the_sentence_counts_them(cast: Cast) -> None:
    conference = planned(cast)
    [first, second] = adopted(cast, conference)
    office, hospital, department = raised(cast, first)
    assert (office.origin, office.sentence, office.origin_label) == (
        ("conferences.conclusionpoint", first.pk),
        SENTENCES[0],
        "Kết luận Giao ban quý I, ngày 01/4/2021",
    )
    told = report_done(actor=cast.unit_reporter, task=office, result="Đã rút ngắn.", row_version=1)
    confirm_done(actor=cast.propaganda_officer, task=told, row_version=2)
    report_done(actor=cast.outsider, task=hospital, result="Đã chọn.", row_version=1)
    with clock.set_to(DUE + timedelta(days=2)):
        state, other = states_of([first, second])
        assert state.raised is not None
        assert (
            state.raised.count,
            state.raised.done,
            state.raised.waiting,
            state.raised.late,
            state.open,
        ) == (
            3,
            1,
            1,
            1,
            1,
        )
        assert (state.lacks_task, other.lacks_task) == (False, True)
        assert sums_of([state, other]).lacking == 1
    assert department.state == "not_begun"


def test_no_sentence_is_forgotten(cast: Cast) -> None:
    conference = planned(cast)
    first, second = drafted(cast, conference)
    assert lacking_by_conference(cast.propaganda_officer) == []
    adopt_conclusion(actor=cast.province_lead, conference=conference, row_version=version_of(conference))
    assert lacking_by_conference(cast.propaganda_officer) == [(conference, 2)]
    raised(cast, first)
    assert lacking_by_conference(cast.propaganda_officer) == [(conference, 1)]
    mark_for_study(actor=cast.propaganda_officer, point=second, for_study=True, row_version=1)
    assert lacking_by_conference(cast.propaganda_officer) == []
    assert lacking_by_conference(cast.unit_head) == []


def test_sentence_for_study_raises_no_task_and_the_other_way_round(cast: Cast) -> None:
    first, second = adopted(cast, planned(cast))
    mark_for_study(actor=cast.propaganda_officer, point=second, for_study=True, row_version=1)
    with pytest.raises(Refused, match="chỉ để quán triệt"):
        raised(cast, second)
    raised(cast, first)
    with pytest.raises(Refused, match="đã giao thành nhiệm vụ"):
        mark_for_study(actor=cast.propaganda_officer, point=first, for_study=True, row_version=1)


def test_draft_raises_no_task_and_a_table_is_given_whole_or_not_at_all(cast: Cast) -> None:
    conference = planned(cast)
    first, _second = drafted(cast, conference)
    with pytest.raises(Refused, match="chưa thông qua"):
        raised(cast, first)
    adopt_conclusion(actor=cast.province_lead, conference=conference, row_version=version_of(conference))
    rows = [
        Raise("Việc đúng", DUE, [cast.office]),
        Raise("Việc quá hạn", TODAY - timedelta(days=1), [cast.office]),
    ]
    with pytest.raises(Refused, match="đã qua"):
        raise_tasks(actor=cast.propaganda_officer, point=first, rows=rows)
    assert not Task.objects.exists()
    with pytest.raises(Forbidden):
        raise_tasks(actor=cast.province_lead, point=first, rows=rows[:1])


# --- the next conference ------------------------------------------------------------------------------------------------


def test_next_conference_sees_what_came_of_each_sentence(cast: Cast) -> None:
    earlier, later = planned(cast), planned(cast, NEXT, title="Giao ban quý II")
    first, second = adopted(cast, earlier)
    office, hospital, _department = raised(cast, first)
    told = report_done(actor=cast.unit_reporter, task=office, result="Đã rút ngắn 2 ngày.", row_version=1)
    confirm_done(actor=cast.propaganda_officer, task=told, row_version=2)
    with clock.set_to(NEXT):
        [seen] = what_came_of(cast.propaganda_officer, later)
        assert [one.state.point for one in seen.points] == [first, second]
        assert (seen.sums.tasks, seen.sums.done, seen.sums.late, seen.sums.open) == (3, 1, 2, 2)
        shown = seen.points[0]
        assert [row.unit_name for row in shown.unfinished] == ["Bệnh viện tỉnh", "Sở Nội vụ"]
        assert [row.result for row in shown.told] == ["Đã rút ngắn 2 ngày."]
        point, row = tasks_by_sentence(cast.propaganda_officer, later)[0]
        assert (point.number, row.code) == (1, hospital.code)
    assert what_came_of(cast.propaganda_officer, earlier) == []


def test_unfinished_work_of_older_conferences_is_not_lost(cast: Cast) -> None:
    """The last conclusion always, an older one as long as tasks of it are open."""
    oldest, last = planned(cast), planned(cast, HELD + timedelta(days=1))
    [point, _other] = adopted(cast, oldest)
    adopted(cast, last)
    [task] = raised(cast, point, [cast.office])
    now = planned(cast, NEXT)
    assert [one.conference for one in what_came_of(cast.propaganda_officer, now)] == [last, oldest]
    told = report_done(actor=cast.unit_reporter, task=task, result="Xong.", row_version=1)
    confirm_done(actor=cast.propaganda_officer, task=told, row_version=2)
    assert [one.conference for one in what_came_of(cast.propaganda_officer, now)] == [last]


def test_carrying_over_keeps_the_task_with_a_new_day_a_reason_and_a_notice(cast: Cast) -> None:
    earlier, later = planned(cast), planned(cast, NEXT, title="Giao ban quý II")
    [point, _other] = adopted(cast, earlier)
    office, hospital, department = raised(cast, point)
    ask_more_time(
        actor=cast.outsider, task=hospital, wanted_on=date(2021, 5, 10), reason="Chờ thiết bị.", row_version=1
    )
    Notice.objects.all().delete()
    with clock.set_to(NEXT):
        with translation.override("en"):  # what is kept is Vietnamese
            made = carry_over(
                actor=cast.propaganda_officer,
                conference=later,
                tasks=[office, hospital],
                due_on=date(2021, 6, 15),
                reason="Chưa đủ máy.",
            )
        office.refresh_from_db()
        hospital.refresh_from_db()
        assert (office.due_on, office.first_due_on, hospital.due_on) == (
            date(2021, 6, 15),
            DUE,
            date(2021, 6, 15),
        )
        asked = hospital.requests.get()
        assert (asked.state, asked.wanted_on) == ("granted", date(2021, 5, 10))
        assert asked.answer == (
            "Đổi hạn đến 15/6/2021. Chuyển tiếp tại hội nghị Giao ban quý II, 30/4/2021: Chưa đủ máy."
        )
        assert [one.old_due_on for one in made] == [DUE, DUE]
        assert list(to_carry_over(cast.propaganda_officer, later)) == [department]
        told = Notice.objects.values_list("kind", "receiver__username")
        assert sorted(told) == [
            ("task_put_off", "unit.head"),  # who asked for nothing gets no answer
            ("task_put_off", "unit.reporter"),
            ("task_time_answered", "hospital.head"),
            ("task_time_answered", "outsider"),
        ]
        with pytest.raises(Refused, match="đã chuyển sang ở hội nghị này"):
            carry_over(
                actor=cast.propaganda_officer,
                conference=later,
                tasks=[office],
                due_on=date(2021, 6, 30),
                reason="Lại chậm.",
            )


def test_who_takes_over_the_tasks_sees_what_came_of_them_and_carries_those_alone(cast: Cast) -> None:
    [point, _other] = adopted(cast, planned(cast))
    taken, _hospital, _department = raised(cast, point)
    later = plan_conference(actor=SYSTEM, unit=cast.province, plan=plan(NEXT))
    assert list(earlier_conclusions(later)) == []
    hand_over_tasks(actor=SYSTEM, ids=[taken.pk], target=cast.province, asked=True)
    assert list(earlier_conclusions(later)) == [point.conclusion]
    assert list(to_carry_over(cast.propaganda_officer, later)) == [taken]
    own = planned(cast, NEXT)
    assert taken not in to_carry_over(cast.propaganda_officer, own)  # it would be refused


def test_part_of_a_unit_that_was_split_sees_what_came_of_its_own_tasks_alone(cast: Cast) -> None:
    earlier = planned(cast)
    first, second = adopted(cast, earlier)
    taken, _elsewhere, _third = raised(cast, first)
    raised(cast, second, title="Tiếp dân")
    # The past of who was split is in the sight of none of its parts.
    Conference.objects.filter(pk=earlier.pk).update(unit=cast.office)
    later = plan_conference(actor=SYSTEM, unit=cast.hospital, plan=plan(NEXT))
    hand_over_tasks(actor=SYSTEM, ids=[taken.pk], target=cast.hospital, asked=True)
    head = cast.hospital_head

    def seen() -> tuple[list[tuple[str, int, int, list[str]]], bool, list[str]]:
        [conclusion] = what_came_of(head, later)
        told = [
            (one.state.point.text, conclusion.sums.tasks, one.more, [row.code for row in one.tasks])
            for one in conclusion.points
        ]
        return told, conclusion.opens, [row.code for _point, row in tasks_by_sentence(head, later)]

    alone = ([(SENTENCES[0], 1, 0, [taken.code])], False, [taken.code])
    assert seen() == alone
    client = Client()
    client.force_login(head)
    page = client.get(f"/hoi-nghi/{later.code}/quy/").content.decode()
    assert (f"/hoi-nghi/{earlier.code}/ket-luan/" in page, SENTENCES[1] in page) == (False, False)
    # Confirmed before the review, it stands there still; at one that looks back on a later quarter no more.
    done = Task.objects.filter(pk=taken.pk)
    done.update(state="done", result="Xong.", reported_at=clock.now(), confirmed_at=clock.now())
    assert seen() == alone
    after = plan_conference(
        actor=SYSTEM, unit=cast.hospital, plan=plan(date(2021, 10, 8), reviews="2021Q3", launches="2021Q4")
    )
    assert what_came_of(head, after) == []


def test_carrying_over_is_all_or_nothing(cast: Cast) -> None:
    earlier, later = planned(cast), planned(cast, NEXT)
    [point, _other] = adopted(cast, earlier)
    office, hospital, _department = raised(cast, point)
    report_done(actor=cast.unit_reporter, task=office, result="Xong.", row_version=1)
    for tasks, due_on, reason, sentence in (
        ([hospital, office], date(2021, 6, 15), "Chậm.", "không còn đang làm"),
        ([hospital], DUE, "Chậm.", "phải sau hạn"),
        ([hospital], date(2021, 6, 15), " ", "lý do"),
        ([], date(2021, 6, 15), "Chậm.", "Chưa chọn"),
    ):
        with pytest.raises(Refused, match=sentence):
            carry_over(
                actor=cast.propaganda_officer, conference=later, tasks=tasks, due_on=due_on, reason=reason
            )
    with pytest.raises(Forbidden):
        carry_over(
            actor=cast.province_lead,
            conference=later,
            tasks=[hospital],
            due_on=date(2021, 6, 15),
            reason="Chậm.",
        )
    hospital.refresh_from_db()
    assert (hospital.due_on, CarriedTask.objects.count()) == (DUE, 0)


def test_quarter_without_a_collection_has_no_figures(cast: Cast) -> None:
    assert figures_of_quarter(cast.propaganda_officer, planned(cast)) == []


@pytest.mark.parametrize(("made", "name"), [(word_file, "phan-cong.docx"), (excel_file, "phan-cong.xlsx")])
def test_file_with_a_table_is_looked_over_mended_and_given_from_the_sentence(
    cast: Cast, made: Callable[[list[list[str]]], bytes], name: str
) -> None:
    conference = planned(cast)
    [point, _other] = adopted(cast, conference)
    client, address = Client(), f"/hoi-nghi/{conference.code}/ket-luan/1/giao-bang/"
    client.force_login(cast.propaganda_officer)
    lines = [
        ["1", "Niêm yết thời gian trả hồ sơ", "VPTU\nBệnh viện tỉnh", "20/4/2021", "Ảnh bảng"],
        ["2", "Họp dân", "Sở Lạ", "30/4/2021", ""],
    ]
    typed = {"proof_required": "on", "no_secrets": "on", "viec": "xem"}
    nothing = client.post(address, typed)
    assert (nothing.status_code, "Dán bảng, hoặc chọn tệp" in nothing.content.decode()) == (422, True)
    wrong = client.post(address, typed | {"file": SimpleUploadedFile(name, made(lines))})
    assert (wrong.status_code, "Không rõ đơn vị: Sở Lạ. Ghi mã." in wrong.content.decode()) == (422, True)
    mended = wrong.context["form"]["table"].value().replace("Sở Lạ", "SONV")
    looked = client.post(address, typed | {"table": mended})
    assert (looked.status_code, "Giao 3 nhiệm vụ" in looked.content.decode()) == (200, True)
    # A file that is sent with «giao» is looked over first, whatever number comes with it.
    lines[1][2] = "SONV"
    unseen = {
        "viec": "giao",
        "counted": looked.context["seen"].mark,
        "file": SimpleUploadedFile(name, made(lines)),
    }
    assert client.post(address, typed | unseen).status_code == 200
    assert not Task.objects.exists()
    client.post(address, typed | {"table": mended, "viec": "giao", "counted": looked.context["seen"].mark})
    rows = Task.objects.values_list("title", "unit__code", "proof_required")
    assert sorted(rows) == [
        ("Họp dân", "SONV", False),
        ("Niêm yết thời gian trả hồ sơ", "BENHVIEN", True),
        ("Niêm yết thời gian trả hồ sơ", "VPTU", True),
    ]
    assert set(Task.objects.values_list("sentence", "origin_subject_id")) == {(point.text, point.pk)}
