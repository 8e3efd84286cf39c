"""The register of outreach: what it takes, what it refuses, what it gives to the lines of reports."""

import uuid
from dataclasses import replace
from datetime import date

import pytest

from lantoa.audit.models import Entry
from lantoa.core import periods
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Conflict, Forbidden, Refused
from lantoa.desk.queries.outreach import untold
from lantoa.directives.choices import (
    Audience,
    Channel,
    OutreachKind,
    OutreachState,
    ReachMeasure,
)
from lantoa.directives.models import Board35Count, OutreachActivity
from lantoa.directives.outreach_texts import ActivityText
from lantoa.directives.queries import outreach
from lantoa.directives.queries.outreach import OutreachFilter
from lantoa.directives.services.board35 import count_board35
from lantoa.directives.services.outreach import (
    NewActivity,
    bring_back_activity,
    cancel_activity,
    change_activity,
    enter_activities,
    enter_activity,
    undo_batch,
)
from lantoa.organisation import holdings
from lantoa.reporting import sources
from tests.cast import Cast
from tests.directives.world import directive

DAY = date(2021, 3, 15)
QUARTER = periods.quarter(2021, 1)


def text(
    title: str = "Gương sáng ở bộ phận một cửa",
    kind: OutreachKind = OutreachKind.ARTICLE,
    day: date = DAY,
) -> ActivityText:
    return ActivityText(title, kind, day, Channel.WEBSITE, Audience.BOTH, [directive()])


def entered(cast: Cast, what: ActivityText | None = None) -> OutreachActivity:
    return enter_activity(actor=cast.unit_reporter, unit=cast.office, text=what or text())


def value(code: str, cast: Cast) -> int:
    return int(sources.counts_for(code, [cast.office.pk], QUARTER)[cast.office.pk].value)


def test_activity_is_entered_and_recorded(cast: Cast) -> None:
    made = entered(cast, replace(text(), pieces=3, reach=1200, measure=ReachMeasure.VIEWS))
    assert (made.code, made.state, made.pieces) == ("TT-2021-0001", "held", 3)
    assert [one.reference for one in made.directives.all()] == ["05-CT/TW"]
    entry = Entry.objects.get(act="outreach.entered")
    assert (entry.subject_id, entry.subject_label) == (made.pk, "TT-2021-0001")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " . "}, "title"),
        ({"directives": []}, "directives"),
        ({"held_on": date(2021, 12, 1)}, "held_on"),  # held, but still to come
        ({"held_on": date(2024, 1, 1), "state": OutreachState.PLANNED}, "held_on"),
        ({"held_on": date(1999, 1, 1)}, "held_on"),  # before the unit
        ({"pieces": 0}, "pieces"),
        ({"pieces": 2, "kind": OutreachKind.CONTEST}, "pieces"),
        ({"reach": 5}, "measure"),
        ({"measure": ReachMeasure.VIEWS}, "reach"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "ftp://duk.example/bai"}, "link"),
        ({"link": "https://"}, "link"),
        ({"link": "https://[duk.example/"}, "link"),
        ({"link": "https://ten:mat-khau@duk.example/"}, "link"),
        ({"link": "https://duk.example/a b"}, "link"),
        ({"link": "https://duk.example/" + "a" * 500}, "link"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(cast: Cast, change: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refused:
        entered(cast, replace(text(), **change))  # type: ignore[arg-type]
    assert list(refused.value.fields) == [field]
    assert not OutreachActivity.objects.exists()


def test_only_who_keeps_the_units_register_enters(cast: Cast) -> None:
    for stranger in (cast.propaganda_officer, cast.province_lead, cast.outsider):
        with pytest.raises(Forbidden):
            enter_activity(actor=stranger, unit=cast.office, text=text())


def test_planned_activity_counts_once_it_is_held(cast: Cast) -> None:
    plan = replace(text(), state=OutreachState.PLANNED)
    made = entered(cast, plan)
    assert value("outreach.pieces", cast) == 0
    held = change_activity(actor=cast.unit_reporter, activity=made, text=text(), row_version=1)
    assert (held.state, value("outreach.pieces", cast)) == ("held", 1)
    with pytest.raises(Refused):
        change_activity(actor=cast.unit_reporter, activity=made, text=plan, row_version=2)


def test_change_against_an_older_version_conflicts(cast: Cast) -> None:
    made = entered(cast)
    change_activity(actor=cast.unit_reporter, activity=made, text=text("Tên khác"), row_version=1)
    with pytest.raises(Conflict):
        change_activity(actor=cast.unit_reporter, activity=made, text=text("Tên cũ"), row_version=1)
    made.refresh_from_db()
    assert made.title == "Tên khác"
    entry = Entry.objects.get(act="outreach.changed")
    assert entry.content.after == {"title": "Tên khác"}


def test_cancelled_activity_counts_no_longer_and_comes_back(cast: Cast) -> None:
    made = entered(cast)
    with pytest.raises(Refused):
        cancel_activity(actor=cast.unit_reporter, activity=made, reason=" ", row_version=1)
    cancel_activity(actor=cast.unit_reporter, activity=made, reason="Nhập nhầm.", row_version=1)
    assert value("outreach.pieces", cast) == 0
    with pytest.raises(Refused):
        change_activity(actor=cast.unit_reporter, activity=made, text=text(), row_version=2)
    back = bring_back_activity(actor=cast.unit_reporter, activity=made)
    assert (back.state, back.reason, value("outreach.pieces", cast)) == ("held", "", 1)
    with pytest.raises(Refused):
        bring_back_activity(actor=cast.unit_reporter, activity=made)


def test_plan_that_comes_back_after_its_day_is_a_plan_still(cast: Cast) -> None:
    made = entered(cast, replace(text(), state=OutreachState.PLANNED))  # for a day that is over
    cancel_activity(actor=cast.unit_reporter, activity=made, reason="Hoãn.", row_version=1)
    back = bring_back_activity(actor=cast.unit_reporter, activity=made)
    assert (back.state, value("outreach.pieces", cast)) == (OutreachState.PLANNED, 0)


def test_sources_count_what_their_lines_ask(cast: Cast) -> None:
    entered(cast, replace(text(), pieces=4))
    entered(cast, text("Chuyện người tốt", OutreachKind.BROADCAST))
    contest = text("Thi kể chuyện", OutreachKind.CONTEST)
    entered(cast, replace(contest, reach=37, measure=ReachMeasure.ENTRIES))
    entered(cast, text("Tọa đàm nêu gương", OutreachKind.EXCHANGE))
    book = text("Tập sách gương sáng", OutreachKind.PUBLICATION)
    entered(cast, replace(book, reach=50, measure=ReachMeasure.COPIES))
    entered(cast, replace(book, title="Bản trên mạng", reach=900, measure=ReachMeasure.VIEWS))
    entered(cast, text("Kể chuyện dưới cờ", OutreachKind.STORY))
    entered(cast, replace(text("Quý trước"), held_on=date(2020, 12, 31), pieces=9))
    codes = ("pieces", "contests", "entries", "copies", "stories")
    assert {code: value(f"outreach.{code}", cast) for code in codes} == {
        "pieces": 5,
        "contests": 2,
        "entries": 37,
        "copies": 50,
        "stories": 1,
    }


def test_reach_of_different_measures_is_never_added(cast: Cast) -> None:
    for measure, reach in ((ReachMeasure.VIEWS, 900), (ReachMeasure.VIEWS, 100), (ReachMeasure.COPIES, 50)):
        entered(cast, replace(text(f"{measure} {reach}"), reach=reach, measure=measure))
    sums = outreach.sums_of(cast.unit_reporter, OutreachFilter())
    assert (sums.held, sums.pieces) == (3, 3)
    assert list(sums.reached) == [(ReachMeasure.COPIES, 50), (ReachMeasure.VIEWS, 1000)]


def test_list_is_entered_as_a_whole_or_not_at_all(cast: Cast) -> None:
    rows = [NewActivity(cast.office, text("Một")), NewActivity(cast.office, replace(text("Hai"), reach=1))]
    with pytest.raises(Refused):
        enter_activities(actor=cast.unit_reporter, activities=rows, batch=uuid.uuid4())
    assert not OutreachActivity.objects.exists()


def test_undoing_a_list_takes_back_what_nobody_has_changed(cast: Cast) -> None:
    batch = uuid.uuid4()
    rows = [NewActivity(cast.office, text(title)) for title in ("Một", "Hai", "Ba")]
    first, *_others = enter_activities(actor=cast.unit_reporter, activities=rows, batch=batch)
    change_activity(actor=cast.unit_reporter, activity=first, text=text("Một, sửa"), row_version=1)
    with pytest.raises(Forbidden):
        undo_batch(actor=cast.propaganda_officer, batch=batch)
    assert undo_batch(actor=cast.unit_reporter, batch=batch) == 2
    standing = OutreachActivity.objects.exclude(state=OutreachState.CANCELLED)
    assert [one.title for one in standing] == ["Một, sửa"]
    with pytest.raises(Refused):
        undo_batch(actor=cast.unit_reporter, batch=batch)


def test_board35_is_a_number_of_a_quarter_that_can_be_mended(cast: Cast) -> None:
    said = {"actor": cast.unit_reporter, "unit": cast.office, "period": QUARTER}
    assert cast.office.pk not in sources.counts_for("outreach.board35", [cast.office.pk], QUARTER)
    count_board35(**said, number=3, row_version=0)  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        count_board35(**said, number=4, row_version=0)  # type: ignore[arg-type]
    count_board35(**said, number=5, row_version=1)  # type: ignore[arg-type]
    assert value("outreach.board35", cast) == 5
    assert [(one.year, one.quarter, one.number) for one in Board35Count.objects.all()] == [(2021, 1, 5)]
    assert outreach.board35_totals(cast.province_lead, 2021) == [(1, 1, 5)]
    assert Entry.objects.filter(act="board35.counted").count() == 2


def test_board35_of_a_quarter_to_come_or_of_another_unit_is_refused(cast: Cast) -> None:
    later = periods.quarter(2021, 3)
    with pytest.raises(Refused):
        count_board35(actor=cast.unit_reporter, unit=cast.office, period=later, number=1, row_version=0)
    with pytest.raises(Refused):
        count_board35(actor=cast.unit_reporter, unit=cast.office, period=QUARTER, number=-1, row_version=0)
    with pytest.raises(Forbidden):
        count_board35(actor=cast.province_lead, unit=cast.office, period=QUARTER, number=1, row_version=0)


def test_list_is_searched_without_diacritics_and_narrowed(cast: Cast) -> None:
    entered(cast)
    entered(cast, text("Hội thi nêu gương", OutreachKind.CONTEST, date(2020, 11, 2)))

    def titles(**wanted: object) -> list[str]:
        rows = outreach.listed(cast.unit_reporter, OutreachFilter(**wanted))  # type: ignore[arg-type]
        return [row.title for row in rows]

    article, contest = "Gương sáng ở bộ phận một cửa", "Hội thi nêu gương"
    assert titles() == [article, contest]
    assert titles(text="mot cua") == [article]
    assert titles(text="hoi thi") == [contest]  # also the kind's name
    assert titles(year=2020) == [contest]
    assert titles(quarter=1) == [article]
    assert titles(kind="contest") == [contest]
    assert titles(directive=directive().code, sort="title") == [article, contest]
    assert titles(directive="VB-2026-001") == []
    assert titles(unit=cast.office.code) == [article, contest]


def test_month_holds_its_activities_on_their_days(cast: Cast) -> None:
    made = entered(cast)
    gone = entered(cast, text("Đã hủy"))
    cancel_activity(actor=cast.unit_reporter, activity=gone, reason="Trùng.", row_version=1)
    weeks = outreach.month_of(cast.unit_reporter, OutreachFilter(), date(2021, 3, 1))
    assert [len(week) for week in weeks] == [7] * 5
    assert weeks[0][0].day == date(2021, 3, 1)
    filled = {one.day: one.rows for week in weeks for one in week if one.rows}
    assert filled == {DAY: [made]}


def test_plans_hang_on_their_unit_and_change_hands_with_it(cast: Cast) -> None:
    held = entered(cast)
    plan = entered(cast, replace(text("Hội thi"), state=OutreachState.PLANNED))
    hanging = holdings.HOLDINGS["outreach"]
    assert hanging.count([cast.office.pk], DAY) == {cast.office.pk: 1}
    assert [one.code for one in hanging.listed([cast.office.pk], DAY)] == [plan.code]
    given = hanging.hand_over
    assert given is not None
    ids = [held.pk, plan.pk]
    assert given(actor=SYSTEM, source=cast.office.pk, target=cast.hospital.pk, ids=ids, day=DAY) == 1
    held.refresh_from_db()
    plan.refresh_from_db()
    assert (held.unit_id, plan.unit_id, plan.row_version) == (cast.office.pk, cast.hospital.pk, 2)


def test_desk_owes_the_result_of_a_plan_whose_day_is_over(cast: Cast, story_day: date) -> None:
    entered(cast, replace(text("Hội thi"), state=OutreachState.PLANNED))
    entered(cast, replace(text("Sắp tới", day=date(2021, 5, 19)), state=OutreachState.PLANNED))
    [task] = untold(cast.unit_reporter, date(2021, 4, 7))
    assert (task.title, task.is_late, task.url) == (
        "Hội thi",
        True,
        "/tuyen-truyen/TT-2021-0001/sua/?ket-qua=1",
    )
    assert list(untold(cast.propaganda_officer, date(2021, 4, 7))) == []
