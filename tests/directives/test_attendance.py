"""Who came to a session: confirmed with the code of the moment or typed, counted, printed, carried over and erased."""

import inspect
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from lantoa.accounts.models import User
from lantoa.audit.models import Entry
from lantoa.core import clock
from lantoa.core.errors import Conflict, Forbidden, NotFound, Refused
from lantoa.directives import jobs
from lantoa.directives.choices import SessionState
from lantoa.directives.models import Attendance, NameKeeping, PresentName, StudySession
from lantoa.directives.queries import attendance as call_overs
from lantoa.directives.queries.attendance import Came, code_of, erased_on, names_of
from lantoa.directives.services.attendance import (
    close_attendance,
    confirm_presence,
    erase_names,
    open_attendance,
    remove_name,
    write_names,
)
from lantoa.directives.services.sessions import cancel_session, change_session
from lantoa.organisation.checks import routes
from lantoa.organisation.models import Person
from tests.cast import Cast
from tests.directives.world import held, plan, planned

TYPED = "Hoàng Mai Trúc Lâm"


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def opened(cast: Cast, day: date | None = None) -> Attendance:
    session = planned(cast, plan(day or clock.today()))
    return open_attendance(actor=cast.unit_reporter, session=session)


def closed(cast: Cast, register: Attendance, **change: int) -> StudySession:
    given = {"minutes": 90, "members_called": 20, "members_excused": 1, "row_version": 1} | change
    return close_attendance(actor=cast.unit_reporter, attendance=register, **given)


def later(**distance: float) -> Any:
    return clock.set_to(clock.now() + timedelta(**distance))


def refusal(call: Any, **arguments: object) -> tuple[str, list[str]]:
    with pytest.raises(Refused) as refused:
        call(**arguments)
    return refused.value.sentence, list(refused.value.fields)


WRONG = "Mã này không đúng hoặc đã hết hạn. Quét lại mã đang hiện ở buổi học, hoặc gõ lại các chữ dưới mã."


# --- confirming ---------------------------------------------------------------------------------------------


def test_each_account_counts_once_however_often_it_confirms(cast: Cast) -> None:
    register = opened(cast)
    for is_member in (False, True, True):
        confirm_presence(actor=cast.unit_head, typed=code_of(register), is_member=is_member)
    confirm_presence(actor=cast.outsider, typed=code_of(register).lower(), is_member=False)
    assert call_overs.came_to(register) == Came(1, 1)
    assert {(row.name, row.by_account) for row in names_of(register)} == {
        (cast.unit_head.person.full_name, True),
        (cast.outsider.person.full_name, True),
    }


def test_name_that_was_typed_before_is_taken_over_by_its_account(cast: Cast) -> None:
    register = opened(cast)
    name = cast.unit_head.person.full_name
    write_names(actor=cast.unit_reporter, attendance=register, others=[name.upper()])
    confirm_presence(actor=cast.unit_head, typed=code_of(register), is_member=True)
    assert [(row.name, row.is_member, row.by_account) for row in names_of(register)] == [(name, True, True)]


def test_code_turns_every_minute_and_is_over_after_ten(cast: Cast) -> None:
    register = opened(cast)
    with clock.set_to(datetime(2021, 4, 6, 8, 0, 30, tzinfo=clock.VIETNAM)):
        StudySession.objects.update(held_on=clock.today())
        code = code_of(register)
    with clock.set_to(datetime(2021, 4, 6, 8, 1, 5, tzinfo=clock.VIETNAM)):
        assert code_of(register) != code
        assert call_overs.open_by_code(code) == register
    with clock.set_to(datetime(2021, 4, 6, 8, 9, 59, tzinfo=clock.VIETNAM)):
        assert call_overs.open_by_code(code) == register
    with clock.set_to(datetime(2021, 4, 6, 8, 10, 0, tzinfo=clock.VIETNAM)):
        assert call_overs.open_by_code(code) is None


@pytest.mark.parametrize("typed", ["HT-2021-0001", "HT-2021-0001-AAAAAAAA", "mã", "HT-2021-0001-Ảẩ", "-"])
def test_code_that_is_none_says_the_same_as_one_that_is_over(cast: Cast, typed: str) -> None:
    register = opened(cast)
    good = code_of(register)
    assert refusal(confirm_presence, actor=cast.unit_head, typed=typed, is_member=True) == (WRONG, ["ma"])
    confirm_presence(actor=cast.unit_head, typed=good, is_member=True)
    closed(cast, register)
    assert refusal(confirm_presence, actor=cast.outsider, typed=good, is_member=True) == (WRONG, ["ma"])


def test_code_holds_on_the_day_of_the_session_alone(cast: Cast) -> None:
    past = opened(cast, date(2021, 3, 15))
    assert call_overs.open_by_code(code_of(past)) is None
    gone = opened(cast)
    code = code_of(gone)
    cancel_session(actor=cast.unit_reporter, session=gone.session, reason="Trùng lịch họp.", row_version=1)
    assert call_overs.open_by_code(code) is None


def test_account_without_a_person_is_told_whom_to_ask(cast: Cast) -> None:
    register = opened(cast)
    nobody = User.objects.create(username="khong.ten")
    said, _fields = refusal(confirm_presence, actor=nobody, typed=code_of(register), is_member=True)
    assert said.startswith("Tài khoản này không gắn với họ tên nào.")


# --- the sheet ----------------------------------------------------------------------------------------------


def test_sheet_takes_a_name_a_line_and_leaves_out_what_stands_there(cast: Cast) -> None:
    register = opened(cast)
    first = write_names(
        actor=cast.unit_reporter, attendance=register, members=[TYPED, "", "  Đỗ  An "], others=["Vũ Bình"]
    )
    again = write_names(
        actor=cast.unit_head, attendance=register, others=["vu binh", "Vũ Bình (tổ 2)"[:7], "Lê Chi"]
    )
    assert ((first.added, first.present_already), (again.added, again.present_already)) == ((3, 0), (1, 2))
    assert [(row.name, row.is_member) for row in names_of(register)] == [
        ("Đỗ An", True),
        ("Vũ Bình", False),
        ("Lê Chi", False),
        (TYPED, True),
    ]
    remove_name(actor=cast.unit_head, attendance=register, line=names_of(register)[0].pk)
    assert call_overs.came_to(register) == Came(1, 2)
    with pytest.raises(NotFound):
        remove_name(actor=cast.unit_head, attendance=register, line=register.pk)


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ([], "Ghi ít nhất một họ tên, mỗi người một dòng."),
        (["Lê An 0912345678"], "«Lê An 0912345678» có chữ số. Chỉ ghi họ tên"),
        (["x" * 101], "dài quá 100 ký tự. Mỗi dòng chỉ ghi họ tên một người."),
        (
            ["Lê An"] + [f"Lê {'a' * (n % 50 + 1)} {'b' * (n // 50 + 1)}" for n in range(2001)],
            "nhiều nhất 2000 người",
        ),
    ],
)
def test_sheet_refuses_what_is_no_name_and_keeps_nothing(
    cast: Cast, members: list[str], sentence: str
) -> None:
    register = opened(cast)
    said, _fields = refusal(
        write_names,
        actor=cast.unit_reporter,
        attendance=register,
        members=["Vũ Bình", *members] if members else [],
    )
    assert sentence in said
    assert PresentName.objects.count() == 0


def test_call_over_waits_for_the_day_and_for_a_session_that_stands(cast: Cast) -> None:
    soon = planned(cast, plan(date(2021, 5, 3)))
    said, _fields = refusal(open_attendance, actor=cast.unit_reporter, session=soon)
    assert said == "Buổi học tổ chức ngày 03/5/2021. Đến ngày đó mới mở điểm danh được."
    made = held(cast)
    gone = cancel_session(actor=cast.unit_head, session=made, reason="Nhập nhầm.", row_version=2)
    said, _fields = refusal(open_attendance, actor=cast.unit_reporter, session=gone)
    assert said == "Buổi học đã hủy. Khôi phục trước, rồi mới điểm danh được."


@pytest.mark.parametrize("who", ["propaganda_officer", "outsider", "province_lead", "inspector"])
def test_only_the_unit_keeps_its_call_over(cast: Cast, who: str) -> None:
    register, actor = opened(cast), getattr(cast, who)
    for call, more in (
        (open_attendance, {"session": register.session}),
        (write_names, {"attendance": register, "members": ["Lê An"]}),
        (remove_name, {"attendance": register, "line": register.pk}),
    ):
        with pytest.raises(Forbidden):
            call(actor=actor, **more)  # type: ignore[operator]


# --- numbers into the record --------------------------------------------------------------------------------


def test_numbers_are_carried_into_the_record_and_can_be_mended_there(cast: Cast) -> None:
    register = opened(cast)
    confirm_presence(actor=cast.unit_head, typed=code_of(register), is_member=True)
    write_names(actor=cast.unit_reporter, attendance=register, members=["Lê An"], others=["Vũ Bình"])
    session = closed(cast, register)
    assert (session.state, session.members_present, session.others_present, session.unexcused) == (
        SessionState.HELD,
        2,
        1,
        17,
    )
    with pytest.raises(Conflict):
        write_names(actor=cast.unit_reporter, attendance=register, members=["Lê Chi"])
    register.refresh_from_db()
    open_attendance(actor=cast.unit_head, session=session)
    write_names(actor=cast.unit_reporter, attendance=register, members=["Lê Chi"])
    again = closed(cast, register, row_version=session.row_version)
    assert (again.members_present, again.others_present) == (3, 1)


def test_call_over_of_nobody_and_of_more_than_were_called_is_not_closed(cast: Cast) -> None:
    register = opened(cast)
    assert refusal(closed, cast=cast, register=register)[0].startswith("Chưa có ai trong danh sách.")
    write_names(actor=cast.unit_reporter, attendance=register, members=["Lê An", "Lê Chi"])
    said, _fields = refusal(closed, cast=cast, register=register, members_called=1, members_excused=0)
    assert said.startswith("Có mặt 2 cộng vắng có lý do 0 nhiều hơn số triệu tập 1.")
    register.refresh_from_db()
    assert (register.is_open, register.session.state) == (True, SessionState.PLANNED)


# --- erased -------------------------------------------------------------------------------------------------


def test_names_go_thirty_days_after_the_minutes_and_numbers_stay(cast: Cast) -> None:
    register = opened(cast)
    write_names(actor=cast.unit_reporter, attendance=register, members=[TYPED], others=["Vũ Bình"])
    closed(cast, register)
    register.refresh_from_db()
    assert erased_on(register) == clock.today() + timedelta(days=30)
    with later(days=29):
        jobs.erase_old_names(0)
        assert call_overs.came_to(register) == Came(1, 1)
        assert len(names_of(register)) == 2
        open_attendance(actor=cast.unit_head, session=register.session)  # does not begin the days anew
    with later(days=30):
        jobs.erase_old_names(0)
        jobs.erase_old_names(0)
        register.refresh_from_db()
        assert (names_of(register), call_overs.came_to(register)) == ([], Came(1, 1))
        session = StudySession.objects.get()
        assert (session.members_present, session.others_present) == (1, 1)
        said, _fields = refusal(open_attendance, actor=cast.unit_head, session=session)
        assert said == "Danh sách tên của buổi này đã xóa; số người dự sửa ở kết quả buổi học."
    assert [entry.after for entry in Entry.objects.filter(act="attendance.erased")] == [
        {"members": 1, "others": 1}
    ]


def test_call_over_that_nobody_closed_loses_its_names_too(cast: Cast) -> None:
    register = opened(cast)
    write_names(actor=cast.unit_reporter, attendance=register, members=[TYPED])
    with later(days=30):
        assert erase_names(actor=cast.administrator) == 1
        register.refresh_from_db()
        assert (PresentName.objects.count(), call_overs.came_to(register)) == (0, Came(1, 0))


def test_days_are_those_of_the_row_in_force_on_the_day_of_the_minutes(cast: Cast) -> None:
    term = NameKeeping.objects.get()
    NameKeeping.objects.filter(pk=term.pk).update(valid=(term.valid.lower, clock.today()))
    NameKeeping.objects.create(days=10, valid=(clock.today(), None))
    register = opened(cast)
    assert erased_on(register) == clock.today() + timedelta(days=10)
    with later(days=9):
        assert erase_names(actor=cast.administrator) == 0
    with later(days=10):
        assert erase_names(actor=cast.administrator) == 1


def test_name_of_a_speaker_goes_as_long_after_the_session(cast: Cast) -> None:
    made = planned(cast, replace(plan(), speaker_name=TYPED))  # held on 15 March
    assert TYPED in as_(cast.unit_reporter).get(f"/hoc-tap/{made.code}/").content.decode()
    with clock.set_to(date(2021, 4, 13)):
        assert erase_names(actor=cast.administrator) == 0
    with clock.set_to(date(2021, 4, 14)):
        assert erase_names(actor=cast.administrator) == 1
        made.refresh_from_db()
        assert (made.speaker_name, made.speaker) == (None, "Báo cáo viên Tỉnh ủy")


# --- what is kept nowhere -----------------------------------------------------------------------------------


def test_names_stand_in_no_table_in_the_clear_nor_in_the_log(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    session = planned(cast, replace(plan(clock.today()), speaker_name=f"{TYPED} Nói"))
    register = open_attendance(actor=cast.unit_reporter, session=session)
    write_names(actor=cast.unit_reporter, attendance=register, members=[TYPED])
    change_session(
        actor=cast.unit_head,
        session=session,
        plan=replace(plan(clock.today()), speaker_name=f"{TYPED} Khác"),
        row_version=1,
    )
    remove_name(actor=cast.unit_reporter, attendance=register, line=names_of(register)[0].pk)
    write_names(actor=cast.unit_reporter, attendance=register, members=[TYPED])
    closed(cast, register, row_version=2)
    as_(cast.unit_reporter).get("/hoc-tap/", {"q": TYPED})
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text ILIKE %s', [f"%{TYPED}%"])
            found += [table] if cursor.fetchone()[0] else []
    assert found == []
    assert TYPED not in caplog.text


def test_search_finds_no_session_by_who_was_there_or_spoke(cast: Cast) -> None:
    session = planned(cast, replace(plan(clock.today()), speaker_name=TYPED))
    write_names(
        actor=cast.unit_reporter,
        attendance=open_attendance(actor=cast.unit_reporter, session=session),
        members=["Hoàng Mai Trúc Lâm"],
    )
    page = as_(cast.unit_reporter).get("/hoc-tap/", {"q": "Trúc Lâm"})
    assert list(page.context["page"]) == []


def test_confirming_leaves_no_entry_in_the_record(cast: Cast) -> None:
    register = opened(cast)
    before = list(Entry.objects.values_list("pk", flat=True))
    confirm_presence(actor=cast.unit_head, typed=code_of(register), is_member=True)
    assert list(Entry.objects.values_list("pk", flat=True)) == before


def test_same_account_leaves_nothing_that_two_sessions_have_in_common(cast: Cast) -> None:
    rows = []
    for _n in range(2):
        register = opened(cast)
        confirm_presence(actor=cast.unit_head, typed=code_of(register), is_member=True)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id::text, name, mark FROM directives_presentname WHERE attendance_id = %s",
                [register.pk],
            )
            rows.append(cursor.fetchone())
    first, second = rows
    assert [bytes(one) if isinstance(one, memoryview) else one for one in first] != [
        bytes(one) if isinstance(one, memoryview) else one for one in second
    ]
    assert all(str(cast.unit_head.pk) not in str(one) for row in rows for one in row)
    assert {bytes(a) if isinstance(a, memoryview) else a for a in first} & {
        bytes(a) if isinstance(a, memoryview) else a for a in second
    } == set()


def test_nothing_asks_for_one_persons_attendance_over_sessions() -> None:
    """Tables: nothing about who came points at a person or an account, or can be looked up by name. Questions: each is asked of
    one call-over. Addresses: none under «hoc-tap» names a person."""
    pointing = {
        f"{model.__name__}.{field.name}": field.related_model._meta.label
        for model in (Attendance, PresentName)
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model
    }
    assert pointing == {
        "Attendance.session": "directives.StudySession",
        "PresentName.attendance": "directives.Attendance",
    }
    assert {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model in (Attendance, PresentName)
    } == {"directives.PresentName"}
    assert PresentName._meta.get_field("name").get_lookup("exact") is None
    asked = {
        name: {
            str(one.annotation).rpartition(".")[2].rstrip("'>")
            for one in inspect.signature(call).parameters.values()
        }
        for name, call in inspect.getmembers(call_overs, inspect.isfunction)
        if call.__module__ == call_overs.__name__ and not name.startswith("_")
    }
    assert {kind for kinds in asked.values() for kind in kinds} & {"User", "Person", "Actor"} == set()
    of_names = {name for name in asked if "names.all()" in inspect.getsource(getattr(call_overs, name))}
    of_names |= {name for name in asked if "names.filter" in inspect.getsource(getattr(call_overs, name))}
    assert {name: "Attendance" in asked[name] for name in of_names} == dict.fromkeys(
        ("names_of", "has_name"), True
    )
    parts = {
        part
        for path, _name, _pattern in routes()
        if "hoc-tap" in path
        for part in re.findall(r"<(?:\w+:)?(\w+)>", path)
    }
    assert parts == {"code", "line", *parts} - {"person", "user", "username", "account"}
    assert Person not in {one for one in vars(call_overs).values() if inspect.isclass(one)}


# --- the pages ----------------------------------------------------------------------------------------------


def test_officer_opens_a_person_confirms_and_the_numbers_arrive(cast: Cast) -> None:
    officer, person = as_(cast.unit_reporter), as_(cast.outsider)
    session = planned(cast, plan(clock.today()))
    base = f"/hoc-tap/{session.code}/diem-danh/"
    assert "Chưa mở điểm danh." in officer.get(base).content.decode()
    page = officer.post(f"{base}mo/", follow=True).content.decode()
    assert 'class="qr qr--wall"' in page
    code = code_of(Attendance.objects.get())
    assert code in page
    asked = person.get("/hoc-tap/co-mat/", {"ma": code}).content.decode()
    assert "Học tập chuyên đề năm" in asked
    lacking = person.post("/hoc-tap/co-mat/", {"ma": code})
    assert (lacking.status_code, PresentName.objects.count()) == (422, 0)
    assert f'value="{code}"' in lacking.content.decode()
    done = person.post("/hoc-tap/co-mat/", {"ma": code, "capacity": "member"}, follow=True).content.decode()
    assert "Đã ghi anh/chị có mặt ở buổi «Học tập chuyên đề năm»." in done
    told = officer.post(
        base, {"members": "Lê An\nLê An\n", "others": "Vũ Bình"}, follow=True
    ).content.decode()
    assert "Đã ghi thêm 2 người. 1 tên đã có trong danh sách nên không ghi lại." in told
    sheet = officer.get(f"{base}in/").content.decode()
    assert "Tổng số: 3 người, trong đó 2 đảng viên, 1 quần chúng, khách mời." in sheet
    saved = officer.post(
        f"{base}chot/", {"minutes": "90", "members_called": "9", "row_version": "1"}, follow=True
    ).content.decode()
    assert "Đã chốt điểm danh và ghi số vào kết quả" in saved
    session.refresh_from_db()
    assert (session.members_present, session.others_present) == (2, 1)
    again = officer.get(base).content.decode()
    assert "Đã chốt; số người đã vào kết quả buổi học." in again
    assert "qr--wall" not in again


def test_wrong_forms_are_told_and_what_was_typed_stays(cast: Cast) -> None:
    register = opened(cast)
    officer = as_(cast.unit_reporter)
    base = f"/hoc-tap/{register.session.code}/diem-danh/"
    wrong = officer.post(base, {"members": "Lê An\nLê Chi 091", "others": ""})
    assert wrong.status_code == 422
    assert "Lê Chi 091" in wrong.content.decode()
    write_names(actor=cast.unit_reporter, attendance=register, members=["Lê An"])
    few = officer.post(f"{base}chot/", {"minutes": "77", "members_called": "0", "row_version": "1"})
    assert few.status_code == 422
    assert 'value="77"' in few.content.decode()
    stale = officer.post(f"{base}chot/", {"minutes": "77", "members_called": "9", "row_version": "7"})
    assert stale.status_code == 409
    assert WRONG in as_(cast.outsider).get("/hoc-tap/co-mat/?ma=HT-1").content.decode()


def test_page_of_the_call_over_takes_as_many_statements_for_many_names(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    register = opened(cast)
    client = as_(cast.unit_reporter)
    address = f"/hoc-tap/{register.session.code}/diem-danh/"
    write_names(actor=cast.unit_reporter, attendance=register, members=["Lê An"])
    client.get(address)
    with django_assert_num_queries(STATEMENTS):
        client.get(address)
    names = [f"Lê {first}{last}" for first in "ABCDEGH" for last in "aeiou"]
    write_names(actor=cast.unit_reporter, attendance=register, members=names)
    with django_assert_num_queries(STATEMENTS):
        client.get(address)


STATEMENTS = 13
