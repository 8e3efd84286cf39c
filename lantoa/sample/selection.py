"""How the 22 practices of the booklet were chosen among the 86 of the last year, and the call of this spring."""

from datetime import date
from random import Random

from lantoa.core import clock
from lantoa.practices.choices import CallPurpose, CallState, SelectionException, YearState
from lantoa.practices.models import Assignment, BookletEntry, Call, PracticeYear
from lantoa.practices.queries.appraisals import people_to_appoint, share_out
from lantoa.practices.queries.selection import meeting_of
from lantoa.practices.services import appraisals, calls, selection
from lantoa.practices.services.appraisals import Given
from lantoa.practices.services.calls import CallText
from lantoa.practices.services.selection import Concluded
from lantoa.sample.story import ACTOR, LAST_YEAR, SEED, Story

EACH = 3
WEIGHTS = (20, 30, 15, 15, 20)
# Among the chosen these stood below the line, among the others these above: the meeting said why.
WHY_IN = "Lĩnh vực còn ít mô hình trong tập, cách làm dễ nhân rộng."
WHY_OUT = "Trùng cách làm với một mô hình đứng trên; giữ mô hình có số liệu rõ hơn."


def build_selection(story: Story) -> None:
    """The concluded call of the last year, through the services at its days; then the one that takes practices now."""
    with clock.set_to(date(LAST_YEAR, 12, 16)):
        call = calls.draft_call(actor=ACTOR, unit=story.bloc, text=_text(story, LAST_YEAR))
        call = calls.move_call(actor=ACTOR, call=call, to=CallState.OPEN)
        rows = PracticeYear.objects.filter(year=LAST_YEAR, state=YearState.RECOGNISED)
        calls.load_entries(actor=ACTOR, call=call, rows=rows.select_related("practice"))
        appraisals.appoint(actor=ACTOR, call=call, persons=list(people_to_appoint(call)))
        call = calls.move_call(actor=ACTOR, call=call, to=CallState.APPRAISING)
        shared = share_out(call)
        appraisals.assign_appraisals(actor=ACTOR, call=call, seen=shared.mark)
    with clock.set_to(date(LAST_YEAR, 12, 24)):
        appraisals.load_appraisals(actor=ACTOR, call=call, rows=_appraised(story, call))
        call = calls.move_call(actor=ACTOR, call=call, to=CallState.SELECTING)
    with clock.set_to(date(LAST_YEAR, 12, 28)):
        _meet(story, call)
    with clock.set_to(date(2021, 4, 1)):
        spring = calls.draft_call(actor=ACTOR, unit=story.bloc, text=_text(story, LAST_YEAR + 1))
        calls.move_call(actor=ACTOR, call=spring, to=CallState.OPEN)


def _text(story: Story, year: int) -> CallText:
    if year == LAST_YEAR:
        return CallText(
            title=f"Chọn mô hình in tập năm {year}",
            directive=story.directive,
            purpose=CallPurpose.BOOKLET,
            year=year,
            opens_on=date(year, 12, 16),
            closes_on=date(year, 12, 20),
            appraise_by=date(year, 12, 26),
            per_entry=EACH,
        )
    return CallText(
        title=f"Xét công nhận mô hình đợt I năm {year}",
        directive=story.directive,
        purpose=CallPurpose.RECOGNITION,
        year=year,
        opens_on=date(year, 4, 1),
        closes_on=date(year, 5, 14),
        appraise_by=date(year, 5, 31),
        per_entry=EACH,
        quota=2,
        field_limit=6,
    )


def _appraised(story: Story, call: Call) -> list[tuple[Assignment, Given]]:
    """Made-up points: those of the booklet around 86, the others around 74, now and then far apart."""
    chance = Random(SEED)
    printed = _printed(story)
    rows = []
    given = Assignment.objects.filter(entry__call=call).select_related("entry__practice_year__practice")
    for one in given.order_by("entry__practice_year__practice__code", "member__person__full_name"):
        level = 0.86 if one.entry.practice_year.practice.code in printed else 0.73
        level += chance.uniform(-0.05, 0.05) - (0.25 if chance.random() < 0.03 else 0)
        points = [min(most, max(0, round(most * (level + chance.uniform(-0.06, 0.06))))) for most in WEIGHTS]
        total = sum(points)
        said = "Số liệu trước, sau rõ ràng; nơi khác làm theo được." if total > call.comment_over else ""
        said = "Chưa có số liệu so với trước khi làm." if total < call.comment_under else said
        rows.append((one, Given(points, said)))
    return rows


def _meet(story: Story, call: Call) -> None:
    printed = _printed(story)
    call = selection.move_line(actor=ACTOR, call=call, cut=len(printed), row_version=call.row_version)
    for one in meeting_of(call).rows:
        code = one.entry.practice_year.practice.code
        if one.above == (code in printed):
            continue
        call = selection.go_against(
            actor=ACTOR,
            call=call,
            practice=code,
            exception=SelectionException.LEFT_OUT if one.above else SelectionException.TAKEN_IN,
            reason=WHY_OUT if one.above else WHY_IN,
            row_version=call.row_version,
        )
    selection.conclude_selection(
        actor=ACTOR,
        call=call,
        told=Concluded(date(LAST_YEAR, 12, 28), 11, 9),
        row_version=call.row_version,
    )


def _printed(story: Story) -> set[str]:
    rows = BookletEntry.objects.filter(booklet=story.booklet)
    return set(rows.values_list("practice__code", flat=True))
