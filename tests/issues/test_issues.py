"""What the steps of a matter do, who may take them, and what they refuse."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.db import connection

from lantoa.audit.models import Entry
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Conflict, Forbidden, NotFound, Refused
from lantoa.core.periods import quarter
from lantoa.issues import services
from lantoa.issues.choices import IssueState, Level, StepKind
from lantoa.issues.models import IssueTheme, PressingIssue
from lantoa.issues.queries.issues import IssueFilter, counts_of, get_issue, listed, tasks_of
from lantoa.issues.services.shared import require_no_persons
from lantoa.issues.sources import raised as raised_source
from lantoa.issues.sources import solved as solved_source
from lantoa.notifications.models import Notice
from lantoa.organisation import holdings
from lantoa.organisation.models import ProfileEntry
from lantoa.reporting.sources import SOURCES
from lantoa.tasks.choices import OriginKind
from tests.cast import TODAY, Cast
from tests.issues.world import RESULT, TEXT, everybody_is_many, give_people, proposed, raised, taken_up, text

LATE = datetime(2021, 6, 1, 9, tzinfo=clock.VIETNAM)


def steps(issue: PressingIssue) -> list[str]:
    return list(issue.steps.values_list("kind", flat=True))


def test_matter_is_raised_escalated_solved_and_closed_by_its_raiser(cast: Cast) -> None:
    issue = raised(cast)
    assert (issue.code, issue.owner, issue.level, issue.state) == (
        "BX-2021-00001",
        cast.hospital,
        Level.OWN,
        IssueState.RAISED,
    )
    assert issue.due_on == date(2021, 4, 27)  # 15 days from Monday 12/4
    issue = services.escalate_issue(
        actor=cast.hospital_head, issue=issue, reason="Không có kinh phí sửa.", row_version=issue.row_version
    )
    assert (issue.owner, issue.level, issue.due_on) == (cast.bloc, Level.ABOVE, date(2021, 5, 2))
    issue = services.take_up(actor=cast.propaganda_officer, issue=issue, row_version=issue.row_version)
    issue = services.tell_done(
        actor=cast.propaganda_officer, issue=issue, words="Đã khảo sát.", row_version=issue.row_version
    )
    issue = services.propose_solved(
        actor=cast.propaganda_officer, issue=issue, result=RESULT, row_version=issue.row_version
    )
    issue = services.close_issue(actor=cast.hospital_head, issue=issue, row_version=issue.row_version)
    assert issue.state == IssueState.CLOSED
    assert steps(issue) == ["raised", "escalated", "taken_up", "told", "proposed", "closed"]
    acts = list(Entry.objects.filter(subject_id=issue.pk).order_by("id").values_list("act", flat=True))
    assert acts == [f"issue.{kind}" for kind in steps(issue)]


def test_record_holds_no_word_of_a_matter(cast: Cast) -> None:
    proposed(cast, above=True)
    kept = " ".join(str(entry.after) for entry in Entry.objects.filter(act__startswith="issue."))
    assert "BX-2021" not in kept  # only states and codes of units
    assert "phòng" not in kept.lower()


def test_only_who_raised_it_closes_it(cast: Cast) -> None:
    issue = proposed(cast, above=True)
    for somebody in (cast.propaganda_officer, cast.province_lead, cast.unit_head, cast.outsider):
        with pytest.raises(Forbidden):
            services.close_issue(actor=somebody, issue=issue, row_version=issue.row_version)
    assert (
        services.close_issue(actor=cast.hospital_head, issue=issue, row_version=issue.row_version).state
        == IssueState.CLOSED
    )


def test_silence_is_told_and_never_closes(cast: Cast) -> None:
    issue = proposed(cast, above=True)
    with clock.set_to(LATE.date()):
        found = get_issue(cast.propaganda_officer, issue.code)
        assert found.silent_days(clock.today()) == 56
        assert found.state == IssueState.PROPOSED
        assert counts_of(cast.propaganda_officer, IssueFilter())["silent"] == 1


def test_sending_back_and_reopening_begin_a_new_clock(cast: Cast) -> None:
    issue = proposed(cast)
    with clock.set_to(date(2021, 5, 5)):
        issue = services.send_back(
            actor=cast.hospital_head, issue=issue, reason="Phòng chưa có quạt.", row_version=issue.row_version
        )
        assert (issue.state, issue.due_on, issue.proposed_at) == (
            IssueState.TAKEN_UP,
            date(2021, 5, 25),
            None,
        )
        issue = services.propose_solved(
            actor=cast.hospital_head, issue=issue, result=RESULT, row_version=issue.row_version
        )
        issue = services.close_issue(actor=cast.hospital_head, issue=issue, row_version=issue.row_version)
    with clock.set_to(date(2021, 6, 9)):
        issue = services.reopen_issue(
            actor=cast.hospital_head, issue=issue, reason="Lại hỏng.", row_version=issue.row_version
        )
    assert (issue.state, issue.closed_at, issue.due_on) == (IssueState.TAKEN_UP, None, date(2021, 6, 29))


def test_level_above_is_asked_for_once_the_clock_has_run_out(cast: Cast) -> None:
    issue = taken_up(cast, above=True)
    with pytest.raises(Refused, match="Chưa quá hạn"):
        services.ask_above(
            actor=cast.hospital_head, issue=issue, reason="Chưa làm.", row_version=issue.row_version
        )
    with clock.set_to(LATE.date()):
        asked = services.ask_above(
            actor=cast.hospital_head, issue=issue, reason="Chưa làm.", row_version=issue.row_version
        )
        assert (asked.asks_above, asked.owner) == (True, cast.bloc)
        with pytest.raises(Refused, match="Đã đề nghị"):
            services.ask_above(
                actor=cast.hospital_head, issue=asked, reason="Chưa làm.", row_version=asked.row_version
            )
        moved = services.escalate_issue(
            actor=cast.propaganda_officer, issue=asked, reason="Vượt quyền.", row_version=asked.row_version
        )
    assert (moved.owner, moved.level, moved.asks_above) == (cast.province, Level.HIGHER, False)


def test_highest_unit_tells_beyond_the_system_and_keeps_the_matter(cast: Cast) -> None:
    issue = services.raise_issue(actor=SYSTEM, unit=cast.province, text=text())
    kept = services.escalate_issue(
        actor=SYSTEM, issue=issue, reason="Đã báo cáo Trung ương.", row_version=issue.row_version
    )
    assert (kept.owner, kept.due_on, steps(kept)) == (cast.province, issue.due_on, ["raised", "told_beyond"])
    with pytest.raises(Refused, match="không có cấp trên"):
        services.raise_issue(actor=SYSTEM, unit=cast.province, text=text(), ask_above=True)


def test_own_last_step_is_taken_back(cast: Cast) -> None:
    issue = proposed(cast)
    issue = services.take_back(actor=cast.hospital_head, issue=issue, row_version=issue.row_version)
    assert (issue.state, issue.proposed_at) == (IssueState.TAKEN_UP, None)
    issue = services.take_back(actor=cast.hospital_head, issue=issue, row_version=issue.row_version)
    assert issue.state == IssueState.RAISED
    with pytest.raises(Refused):
        services.take_back(actor=cast.hospital_head, issue=issue, row_version=issue.row_version)


def test_withdrawn_matter_is_its_units_alone_and_comes_back(cast: Cast) -> None:
    issue = raised(cast, above=True)
    assert get_issue(cast.propaganda_officer, issue.code)
    issue = services.withdraw_issue(
        actor=cast.outsider, issue=issue, reason="Đã tự sửa.", row_version=issue.row_version
    )
    with pytest.raises(NotFound):
        get_issue(cast.propaganda_officer, issue.code)
    with clock.set_to(date(2021, 4, 20)):
        issue = services.restore_issue(actor=cast.outsider, issue=issue, row_version=issue.row_version)
    assert (issue.state, issue.due_on) == (IssueState.RAISED, date(2021, 5, 16))


PERSON = "Đề nghị bà Nguyễn Thị Hoa trả lời."
Act = Callable[[Cast, PressingIssue, int], object]
DUE = date(2021, 5, 1)


@pytest.mark.parametrize(
    ("make", "act", "field"),
    [
        (raised, lambda c, i, v: services.withdraw_issue(actor=c.outsider, issue=i, reason=PERSON, row_version=v), "reason"),
        (raised, lambda c, i, v: services.escalate_issue(actor=c.hospital_head, issue=i, reason=PERSON, row_version=v), "reason"),
        (raised, lambda c, i, v: services.change_issue(actor=c.outsider, issue=i, text=text(PERSON), row_version=v), "title"),
        (taken_up, lambda c, i, v: services.tell_done(actor=c.hospital_head, issue=i, words=PERSON, row_version=v), "words"),
        (
            taken_up,
            lambda c, i, v: services.propose_solved(actor=c.hospital_head, issue=i, result=PERSON, row_version=v),
            "result",
        ),
        (
            taken_up,
            lambda c, i, v: services.give_issue_task(
                actor=c.hospital_head, issue=i, unit=c.hospital, title=PERSON, due_on=DUE, proof_wanted="", row_version=v
            ),
            "title",
        ),
        (proposed, lambda c, i, v: services.send_back(actor=c.hospital_head, issue=i, reason=PERSON, row_version=v), "reason"),
    ],
)  # fmt: skip
def test_person_is_refused_in_every_text(
    cast: Cast, make: Callable[[Cast], PressingIssue], act: Act, field: str
) -> None:
    issue = make(cast)
    with pytest.raises(Refused) as refusal:
        act(cast, issue, issue.row_version)
    assert "«bà Nguyễn Thị Hoa»" in refusal.value.fields[field]
    issue.refresh_from_db()
    assert PERSON not in " ".join((issue.title, issue.result, *issue.steps.values_list("words", flat=True)))


def test_person_in_title_text_and_wish_is_told_at_each(cast: Cast) -> None:
    words = text("Gọi 0918 334 207 để biết", "Chị Hoa tổ may xin nghỉ.", "Trả lời anh Dũng")
    with pytest.raises(Refused) as refusal:
        raised(cast, words=words)
    assert set(refusal.value.fields) == {"title", "text", "wanted"}
    assert not PressingIssue.objects.exists()


def test_ended_theme_is_refused(cast: Cast) -> None:
    IssueTheme.objects.filter(code="dieu-kien-lam-viec").update(valid=(date(2016, 1, 1), TODAY))
    with pytest.raises(Refused, match="không còn dùng"):
        raised(cast)


def test_other_version_is_a_conflict(cast: Cast) -> None:
    issue = raised(cast)
    with pytest.raises(Conflict):
        services.take_up(actor=cast.hospital_head, issue=issue, row_version=issue.row_version + 1)


@pytest.mark.parametrize("who", ["unit_reporter", "unit_head", "inspector", "auditor", "administrator"])
def test_matter_of_another_unit_is_not_there(cast: Cast, who: str) -> None:
    issue = raised(cast, above=True)
    with pytest.raises(NotFound):
        get_issue(getattr(cast, who), issue.code)


def test_reporter_raises_but_does_not_handle(cast: Cast) -> None:
    issue = raised(cast)
    with pytest.raises(Forbidden):
        services.take_up(actor=cast.outsider, issue=issue, row_version=issue.row_version)


def test_task_serves_the_matter_and_leads_back_to_it(cast: Cast) -> None:
    issue = taken_up(cast, above=True)
    task = services.give_issue_task(
        actor=cast.propaganda_officer,
        issue=issue,
        unit=cast.hospital,
        title="Lập dự toán sửa phòng trực",
        due_on=date(2021, 4, 20),
        proof_wanted="Dự toán",
        row_version=issue.row_version,
    )
    assert (task.unit, task.asker, task.origin_kind) == (cast.hospital, cast.bloc, OriginKind.ISSUE)
    assert list(tasks_of(issue)) == [task]
    assert issue.steps.filter(kind=StepKind.TASK_GIVEN, words=task.code).exists()


def test_notices_tell_the_other_side(cast: Cast) -> None:
    issue = proposed(cast, above=True)
    services.close_issue(actor=cast.hospital_head, issue=issue, row_version=issue.row_version)
    assert set(Notice.objects.values_list("kind", flat=True)) == {
        "issue_raised",
        "issue_taken_up",
        "issue_proposed",
        "issue_closed",
    }


def test_sources_count_what_was_raised_and_what_was_closed_in_the_quarter(cast: Cast) -> None:
    everybody_is_many(cast)
    with clock.set_to(date(2021, 2, 10)):
        first = proposed(cast)
    issue = services.close_issue(actor=cast.hospital_head, issue=first, row_version=first.row_version)
    raised(cast)
    withdrawn = raised(cast)
    services.withdraw_issue(
        actor=cast.outsider, issue=withdrawn, reason="Trùng.", row_version=withdrawn.row_version
    )
    units = [cast.hospital.pk, cast.office.pk]
    one, two = quarter(2021, 1), quarter(2021, 2)
    assert {u: c.codes for u, c in raised_source(units, one).items()} == {cast.hospital.pk: (issue.code,)}
    assert {u: c.value for u, c in raised_source(units, two).items()} == {cast.hospital.pk: 1}
    # The hospital keeps the register, so nothing solved is 0; of the office, which never raised one, nothing is known.
    assert {u: c.value for u, c in solved_source(units, one).items()} == {cast.hospital.pk: 0}
    assert {u: c.codes for u, c in solved_source(units, two).items()} == {cast.hospital.pk: (issue.code,)}
    assert solved_source(units, quarter(2020, 4)) == {}


def test_what_is_told_under_a_units_name_leaves_out_matters_of_few_people(cast: Cast) -> None:
    """The makeup of a figure and the lists of a hand-over name the unit, and are read above."""
    give_people({cast.bloc: 40, cast.hospital: 9, cast.department: 9, cast.office: 9})
    with clock.set_to(date(2021, 2, 10)):
        small = raised(cast)
    assert (small.voice, small.is_pooled) == (cast.bloc, True)
    source, one = SOURCES["issues.raised"], quarter(2021, 1)
    between = {"since": clock.instant(one.start, 0), "until": clock.instant(one.end, 0)}

    def told() -> tuple[list[str], list[str]]:
        with connection.cursor() as cursor:
            cursor.execute(source.records, between)
            return (
                [code for count in source.count([cast.hospital.pk], one).values() for code in count.codes],
                [code for _unit, code in cursor.fetchall()],
            )

    assert told() == ([], [])
    ProfileEntry.objects.filter(unit=cast.hospital).update(number=40)
    with clock.set_to(date(2021, 3, 2)):
        named = raised(cast)
    assert told() == ([], [])  # one of two would be less than it raised, and both would name the first
    later = source.count([cast.hospital.pk], quarter(2021, 2))
    assert {unit: int(count.value) for unit, count in later.items()} == {cast.hospital.pk: 0}
    for kind in ("issues", "issues.owned"):
        listed = {held.id: held for held in holdings.HOLDINGS[kind].listed([cast.hospital.pk], TODAY)}
        assert (listed[named.pk].code, listed[small.pk].code) == (named.code, "")
        assert (listed[small.pk].title, listed[small.pk].url) == ("Vấn đề của đơn vị có ít người", "")


def test_what_was_raised_this_year_is_counted_from_its_first_day(cast: Cast) -> None:
    everybody_is_many(cast)
    with clock.set_to(date(2020, 12, 31)):
        raised(cast)
    with clock.set_to(date(2021, 1, 1)):
        first = raised(cast)
    second = raised(cast)
    for period, codes in (
        (quarter(2021, 1), (first.code,)),
        (quarter(2021, 2), tuple(sorted((first.code, second.code)))),
    ):
        since, until = clock.instant(period.start, 0), clock.instant(period.end, 0)
        counted = SOURCES["issues.raised_this_year"].count([cast.hospital.pk], period)[cast.hospital.pk]
        with connection.cursor() as cursor:
            cursor.execute(SOURCES["issues.raised_this_year"].records, {"since": since, "until": until})
            named = tuple(sorted(code for _unit, code in cursor.fetchall()))
        assert (counted.codes, named) == (codes, codes)


def test_matters_hang_on_the_unit_that_raised_them_and_on_the_one_that_solves_them(cast: Cast) -> None:
    issue = raised(cast, above=True)
    held = holdings.HOLDINGS
    assert held["issues"].count([cast.hospital.pk, cast.bloc.pk], TODAY) == {cast.hospital.pk: 1}
    assert held["issues.owned"].count([cast.hospital.pk, cast.bloc.pk], TODAY) == {cast.bloc.pk: 1}
    services.hand_over_issues(actor=SYSTEM, ids=[issue.pk], target=cast.office, owned=False)
    issue.refresh_from_db()
    assert (issue.unit, issue.holder, issue.owner) == (cast.hospital, cast.office, cast.bloc)
    closed = services.propose_solved(
        actor=SYSTEM,
        issue=services.take_up(actor=SYSTEM, issue=issue, row_version=issue.row_version),
        result=RESULT,
        row_version=issue.row_version + 1,
    )
    services.close_issue(actor=cast.unit_head, issue=closed, row_version=closed.row_version)


def test_list_is_narrowed_and_counted(cast: Cast) -> None:
    everybody_is_many(cast)
    first = raised(cast)
    second = raised(cast, above=True, words=text("Hồ sơ trễ hẹn", "Trả chậm 12 ngày.", code="thu-tuc"))
    officer = cast.propaganda_officer
    assert [row.code for row in listed(officer, IssueFilter(text="tre hen"))] == [second.code]
    assert [row.code for row in listed(officer, IssueFilter(theme="thu-tuc"))] == [second.code]
    assert [row.code for row in listed(officer, IssueFilter(level="own"))] == [first.code]
    assert [row.code for row in listed(officer, IssueFilter(view="owned"))] == [second.code]
    assert [row.code for row in listed(cast.outsider, IssueFilter(view="mine"))] == [first.code, second.code]
    assert [row.code for row in listed(officer, IssueFilter(unit="BENHVIEN"))] == [first.code, second.code]
    with clock.set_to(LATE.date()):
        assert counts_of(officer, IssueFilter())["overdue"] == 2


def test_text_of_the_world_passes_the_screen() -> None:
    require_no_persons(text=TEXT, result=RESULT)
