"""Topics and sessions through the services: what counts, what is refused, what is recorded."""

from dataclasses import replace
from datetime import date

import pytest
from django.apps import apps
from django.db import connection

from lantoa.audit.models import Entry
from lantoa.core.errors import Conflict, Forbidden, Refused
from lantoa.core.periods import from_code
from lantoa.directives.choices import SessionKind, SessionState
from lantoa.directives.models import StudyDeed, StudySession, StudyTopic
from lantoa.directives.services.sessions import (
    NewSession,
    bring_back_session,
    cancel_session,
    change_session,
    enter_sessions,
    plan_session,
    tell_session,
)
from lantoa.directives.services.topics import change_topic, set_topic
from lantoa.reporting import sources
from tests.cast import Cast
from tests.directives.world import HELD, held, plan, planned, topic, topic_text

QUARTER = from_code("2021Q1")


def counted(cast: Cast, code: str, period: str = "2021Q1") -> tuple[int, tuple[str, ...]]:
    found = sources.counts_for(code, [cast.office.pk], from_code(period))[cast.office.pk]
    return int(found.value), found.codes


def refusal(call: object, **arguments: object) -> tuple[str, list[str]]:
    with pytest.raises(Refused) as refused:
        call(**arguments)  # type: ignore[operator]
    return refused.value.sentence, list(refused.value.fields)


# --- what counts --------------------------------------------------------------------------------------------


def test_session_counts_once_it_is_told_how_it_went(cast: Cast) -> None:
    made = planned(cast)
    assert counted(cast, "study.conferences") == (0, ())
    tell_session(actor=cast.unit_reporter, session=made, told=HELD, row_version=1)
    assert counted(cast, "study.conferences") == (1, (made.code,))
    assert counted(cast, "study.attendances") == (22, (made.code,))
    assert counted(cast, "study.conferences", "2021Q2") == (0, ())


def test_each_kind_fills_its_own_line(cast: Cast) -> None:
    story = held(cast, plan(kind=SessionKind.STORY))
    theme = held(cast, plan(kind=SessionKind.THEMATIC))
    held(cast, plan(kind=SessionKind.TALK))
    assert counted(cast, "study.stories") == (1, (story.code,))
    assert counted(cast, "study.thematic") == (1, (theme.code,))
    assert counted(cast, "study.conferences") == (0, ())
    assert counted(cast, "study.attendances") == (0, ())


def test_unit_that_studied_a_topic_of_the_year_counts_once(cast: Cast) -> None:
    year = topic(cast)
    held(cast, plan(of=topic(cast, topic_text("Toàn khóa", 2021, 2025))))
    assert counted(cast, "study.topic") == (0, ())
    codes = {held(cast, plan(of=year)).code, held(cast, plan(of=year, title="Buổi hai")).code}
    value, found = counted(cast, "study.topic")
    assert (value, set(found)) == (1, codes)


def test_cancelled_session_counts_no_more_and_comes_back_as_it_was(cast: Cast) -> None:
    made = held(cast)
    gone = cancel_session(actor=cast.unit_head, session=made, reason="Nhập nhầm đơn vị.", row_version=2)
    assert counted(cast, "study.conferences") == (0, ())
    back = bring_back_session(actor=cast.unit_head, session=gone)
    assert (back.state, back.reason, back.members_present) == (SessionState.HELD, "", 17)
    assert counted(cast, "study.conferences") == (1, (made.code,))
    waiting = planned(cast)
    gone = cancel_session(actor=cast.unit_head, session=waiting, reason="Trùng lịch họp.", row_version=1)
    assert bring_back_session(actor=cast.unit_head, session=gone).state == SessionState.PLANNED


def test_other_sql_gives_the_same_records(cast: Cast) -> None:
    for kind in SessionKind:
        held(cast, plan(kind=kind))
        held(cast, plan(date(2021, 4, 1), kind))
        planned(cast, plan(kind=kind))
    for code in ("study.conferences", "study.thematic", "study.stories"):
        with connection.cursor() as cursor:
            cursor.execute(
                sources.SOURCES[code].records,
                {"first": QUARTER.start, "end": QUARTER.end, "since": None, "until": None},
            )
            rows = cursor.fetchall()
        assert tuple(row[1] for row in rows) == counted(cast, code)[1]


def test_many_units_take_one_statement(cast: Cast, django_assert_num_queries: object) -> None:
    held(cast)
    ids = [unit.pk for unit in cast.units()]
    for code in ("study.conferences", "study.attendances", "study.topic"):
        with django_assert_num_queries(1):  # type: ignore[operator]
            sources.counts_for(code, ids, QUARTER)


# --- what is refused ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "sentence", "field"),
    [
        (
            {"members_present": 19},
            "Có mặt 19 cộng vắng có lý do 2 nhiều hơn số triệu tập 20. Xem lại ba số này.",
            "members_present",
        ),
        (
            {"members_present": 0, "others_present": 0},
            "Chưa có ai dự. Buổi học không tổ chức được thì bấm Hủy buổi học.",
            "members_present",
        ),
        ({"minutes": 0}, "Ghi thời lượng bằng phút, từ 1 đến 1.440.", "minutes"),
        ({"deeds": ["x"] * 31}, "Nhiều nhất 30 việc. Gộp các việc nhỏ lại.", "deeds"),
        ({"deeds": ["Một việc.", "x" * 301]}, "Việc thứ 2 dài quá 300 ký tự.", "deeds"),
    ],
)
def test_numbers_that_do_not_fit_together_are_refused_and_nothing_is_kept(
    cast: Cast, change: dict[str, object], sentence: str, field: str
) -> None:
    made = planned(cast)
    told = replace(HELD, **change)  # type: ignore[arg-type]
    said = refusal(tell_session, actor=cast.unit_reporter, session=made, told=told, row_version=1)
    assert said == (sentence, [field])
    made.refresh_from_db()
    assert (made.state, made.told, made.deeds.count()) == (SessionState.PLANNED, False, 0)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2014, 5, 1), "Ngày 01/5/2014 đơn vị chưa có hoặc đã kết thúc. Xem lại ngày."),
        (date(2024, 1, 1), "Chỉ lập kế hoạch đến hết năm 2023."),
    ],
)
def test_day_on_which_the_unit_was_not_there_is_refused(cast: Cast, day: date, sentence: str) -> None:
    said = refusal(plan_session, actor=cast.unit_reporter, unit=cast.office, plan=plan(day))
    assert said == (sentence, ["held_on"])


def test_session_of_a_day_to_come_is_not_held(cast: Cast) -> None:
    made = planned(cast, plan(date(2021, 5, 3)))
    said = refusal(tell_session, actor=cast.unit_reporter, session=made, told=HELD, row_version=1)
    assert said == ("Ngày 03/5/2021 chưa tới. Buổi học xong mới ghi kết quả được.", ["held_on"])
    past = held(cast)
    said = refusal(
        change_session, actor=cast.unit_reporter, session=past, plan=plan(date(2021, 5, 3)), row_version=2
    )
    assert said[1] == ["held_on"]


def test_topic_is_studied_in_its_years_only(cast: Cast) -> None:
    found = topic(cast, topic_text(first=2020, last=2020))
    said = refusal(plan_session, actor=cast.unit_reporter, unit=cast.office, plan=plan(of=found))
    sentence = "Chuyên đề CD-2020-001 học trong 2020. Chọn ngày trong các năm đó, hoặc chuyên đề khác."
    assert said == (sentence, ["held_on"])


def test_cancelled_session_is_brought_back_before_it_is_changed(cast: Cast) -> None:
    made = held(cast)
    gone = cancel_session(actor=cast.unit_head, session=made, reason="Nhập nhầm.", row_version=2)
    for call, more in ((change_session, {"plan": plan()}), (tell_session, {"told": HELD})):
        said, _fields = refusal(call, actor=cast.unit_head, session=gone, row_version=3, **more)
        assert said == "Buổi học đã hủy. Khôi phục trước, rồi mới sửa được."
    assert refusal(cancel_session, actor=cast.unit_head, session=gone, reason="Lần hai.", row_version=3)[
        0
    ] == ("Buổi học này đã hủy.")
    assert refusal(bring_back_session, actor=cast.unit_head, session=held(cast))[0] == (
        "Buổi học này không bị hủy."
    )


def test_reason_that_says_nothing_cancels_nothing(cast: Cast) -> None:
    said = refusal(cancel_session, actor=cast.unit_head, session=held(cast), reason="…", row_version=2)
    assert said == ("Ghi lý do hủy: hoãn, trùng lịch, hay nhập nhầm.", ["reason"])


def test_second_of_two_people_sees_that_the_first_has_saved(cast: Cast) -> None:
    made = held(cast)
    changed = change_session(
        actor=cast.unit_head, session=made, plan=plan(title="Tên mới"), row_version=made.row_version
    )
    with pytest.raises(Conflict):
        tell_session(actor=cast.unit_reporter, session=made, told=HELD, row_version=made.row_version)
    assert (changed.title, StudySession.objects.get().row_version) == ("Tên mới", 3)


@pytest.mark.parametrize("who", ["propaganda_officer", "outsider", "province_lead", "inspector"])
def test_only_the_unit_records_its_sessions(cast: Cast, who: str) -> None:
    made = held(cast)
    actor = getattr(cast, who)
    with pytest.raises(Forbidden):
        plan_session(actor=actor, unit=cast.office, plan=plan())
    with pytest.raises(Forbidden):
        tell_session(actor=actor, session=made, told=HELD, row_version=2)
    with pytest.raises(Forbidden):
        cancel_session(actor=actor, session=made, reason="Không được.", row_version=2)


# --- topics -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        (2022, 2021, "Năm cuối phải từ năm đầu trở đi."),
        (2021, 2031, "Chuyên đề toàn khóa dài nhất 10 năm."),
    ],
)
def test_years_of_a_topic_stand_in_order(cast: Cast, first: int, last: int, sentence: str) -> None:
    said = refusal(topic, cast=cast, text=topic_text(first=first, last=last))
    assert said == (sentence, ["last_year"])


def test_topic_is_set_once_and_by_the_committees_staff(cast: Cast) -> None:
    first = topic(cast)
    assert refusal(topic, cast=cast) == (f"Chuyên đề này đã có, mã {first.code}.", ["title"])
    with pytest.raises(Forbidden):
        set_topic(actor=cast.unit_head, unit=cast.office, text=topic_text("Khác"))
    assert StudyTopic.objects.count() == 1


def test_topic_with_sessions_keeps_their_years(cast: Cast) -> None:
    found = topic(cast, topic_text(first=2020, last=2021))
    held(cast, plan(of=found))
    officer = cast.propaganda_officer
    narrower = topic_text("Ý chí tự lực", 2022, 2023)
    said = refusal(change_topic, actor=officer, topic=found, text=narrower, row_version=1)
    assert said[1] == ["last_year"]
    wider = change_topic(actor=officer, topic=found, text=topic_text(first=2020, last=2025), row_version=1)
    assert wider.years == "2020 - 2025"
    with pytest.raises(Conflict):
        change_topic(actor=officer, topic=found, text=topic_text(first=2020, last=2025), row_version=1)


# --- the record, codes, and what is never kept --------------------------------------------------------------


def test_mended_numbers_leave_both_in_the_record(cast: Cast) -> None:
    made = held(cast)
    tell_session(actor=cast.unit_head, session=made, told=replace(HELD, members_present=18), row_version=2)
    entry = Entry.objects.filter(act="study_session.held").order_by("-id").first()
    assert entry is not None
    assert (entry.before, entry.after) == ({"members_present": 17}, {"members_present": 18})


def test_codes_run_on_within_their_year(cast: Cast) -> None:
    old = [NewSession(cast.office, plan(date(2019, 3, day)), HELD) for day in (1, 2)]
    assert [one.code for one in enter_sessions(actor=cast.unit_reporter, sessions=old)] == [
        "HT-2019-0001",
        "HT-2019-0002",
    ]
    StudySession.objects.filter(code="HT-2019-0002").update(code="HT-2019-10000")
    assert enter_sessions(actor=cast.unit_reporter, sessions=old[:1])[0].code == "HT-2019-10001"
    assert planned(cast).code == "HT-2021-0001"


def test_nothing_in_the_room_can_hold_who_attended() -> None:
    """Only numbers: no table of study points at people or accounts, or has a place for a list of names.

    The call-over, which has one for some days, is guarded in `test_attendance.py`."""
    tables = [StudySession, StudyTopic, StudyDeed]
    assert {
        model.__name__
        for model in apps.get_app_config("directives").get_models()
        if model.__module__ == StudySession.__module__
    } == {model.__name__ for model in tables}
    pointed = {
        field.related_model._meta.label
        for model in tables
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model
    }
    assert pointed == {
        "directives.Directive",
        "directives.StudySession",
        "directives.StudyTopic",
        "organisation.Unit",
    }
    texts = {
        field.name
        for field in StudySession._meta.get_fields()
        if field.concrete
        and field.get_internal_type() in ("CharField", "TextField", "JSONField", "ArrayField")
    }
    assert texts == {"code", "kind", "title", "place", "speaker", "state", "reason", "search_key"}
