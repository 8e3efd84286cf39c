"""Units' plans: writing, adopting, revising; what may be taken over; who has none; which copy one another."""

from datetime import date

import pytest

from lantoa.audit.models import Entry
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Conflict, Forbidden, Refused
from lantoa.directives.cascading import Break, Mark, Steps, breaks_of
from lantoa.directives.choices import PlanState
from lantoa.directives.models import PlanReminder, UnitPlan
from lantoa.directives.plan_texts import MeasureText, PlanText
from lantoa.directives.queries import plans as queries
from lantoa.directives.queries.copying import copies_below
from lantoa.directives.services.plans.entering import NewPlan, enter_plans
from lantoa.directives.services.plans.measures import add_measure, change_measure, give_measure, take_measures
from lantoa.directives.services.plans.reminding import remind_lacking
from lantoa.directives.services.plans.versions import adopt_plan, revise_plan
from lantoa.directives.services.plans.writing import begin_plan, change_plan, drop_draft
from lantoa.organisation.models import Unit
from lantoa.organisation.queries.units import children_of
from lantoa.tasks.models import Task
from lantoa.tasks.queries import origin_address
from tests.cast import Cast
from tests.directives.world import directive

OF_THE_BLOC = [
    "Mỗi cấp ủy chọn hai việc đột phá gắn với nhiệm vụ chính trị của cơ quan, báo kết quả vào tháng Mười hai.",
    "Người đứng đầu công khai lịch tiếp dân và đối thoại với đoàn viên, người lao động ít nhất hai lần trong năm.",
]
OF_THE_OFFICE = [
    "Văn phòng rút ngắn thời gian trình văn bản đến từ ba ngày xuống còn một ngày làm việc, theo dõi trên sổ điện tử.",
    "Phòng Hành chính thay chai nhựa bằng bình lọc ở mười bốn phòng họp, cuối quý đếm lượng rác giảm được.",
    "Chi bộ văn thư nhận đỡ đầu hai học sinh mồ côi ở xã Vị Thắng, mỗi tháng đến thăm và kèm học một buổi.",
]
DUE = date(2021, 11, 30)
BELOW = ["VPTU", "BENHVIEN", "SONV"]


def measures(texts: list[str]) -> list[tuple[MeasureText, None]]:
    return [(MeasureText(text, "Phó Bí thư", DUE, "Báo cáo"), None) for text in texts]


def entered(
    unit: Unit,
    texts: list[str],
    day: date = date(2021, 1, 20),
    parent: UnitPlan | None = None,
    year: int = 2021,
) -> UnitPlan:
    new = NewPlan(
        unit, year, [directive()], PlanText(f"Kế hoạch năm {year}"), "01-KH/ĐU", day, measures(texts), parent
    )
    return enter_plans(actor=SYSTEM, plans=[new])[0]


def drafted(cast: Cast) -> UnitPlan:
    text = PlanText("Kế hoạch của Văn phòng", "Trả hồ sơ trước hẹn")
    return begin_plan(
        actor=cast.unit_reporter, unit=cast.office, year=2021, directives=[directive()], text=text
    )


def ready(cast: Cast) -> UnitPlan:
    plan = drafted(cast)
    add_measure(
        actor=cast.unit_reporter,
        plan=plan,
        measure=MeasureText(OF_THE_OFFICE[0], "Chánh Văn phòng", DUE, "Sổ"),
    )
    return plan


def adopted(cast: Cast) -> UnitPlan:
    plan = ready(cast)
    adopt_plan(
        actor=cast.unit_head,
        plan=plan,
        reference="12-KH/ĐU",
        dated_on=date(2021, 2, 1),
        row_version=version(plan),
    )
    return plan


def version(plan: UnitPlan) -> int:
    return plan.versions.order_by("-number")[0].row_version


def test_plan_hangs_under_the_plan_above_and_is_adopted_by_the_head(cast: Cast) -> None:
    upper = entered(cast.bloc, OF_THE_BLOC)
    plan = ready(cast)
    assert (plan.code, plan.parent) == ("KH-2021-0002", upper)
    with pytest.raises(Forbidden):
        adopt_plan(
            actor=cast.unit_reporter,
            plan=plan,
            reference="12-KH/ĐU",
            dated_on=date(2021, 2, 1),
            row_version=version(plan),
        )
    done = adopt_plan(
        actor=cast.unit_head,
        plan=plan,
        reference="12-KH/ĐU",
        dated_on=date(2021, 2, 1),
        row_version=version(plan),
    )
    assert (done.state, done.reference, done.dated_on) == (PlanState.ADOPTED, "12-KH/ĐU", date(2021, 2, 1))
    assert list(Entry.objects.filter(subject_id=plan.pk).order_by("at").values_list("act", flat=True)) == [
        "plan.begun",
        "plan.measure_added",
        "plan.adopted",
    ]


def test_second_plan_for_a_directive_and_year_is_refused(cast: Cast) -> None:
    drafted(cast)
    with pytest.raises(Refused, match="Đơn vị đã có kế hoạch KH-2021-0001 năm 2021"):
        drafted(cast)


@pytest.mark.parametrize(
    ("reference", "day", "sentence"),
    [
        ("…", date(2021, 2, 1), "Ghi số, ký hiệu"),
        ("12-KH/ĐU", date(2021, 4, 7), "Ngày ban hành chưa tới"),
        ("12-KH/ĐU", date(2015, 2, 1), "cách xa năm 2021"),
    ],
)
def test_paper_that_cannot_be_is_refused(cast: Cast, reference: str, day: date, sentence: str) -> None:
    plan = ready(cast)
    with pytest.raises(Refused, match=sentence):
        adopt_plan(
            actor=cast.unit_head, plan=plan, reference=reference, dated_on=day, row_version=version(plan)
        )


def test_measure_without_owner_or_day_stops_adoption(cast: Cast) -> None:
    plan = drafted(cast)
    with pytest.raises(Refused, match="chưa có biện pháp nào"):
        adopt_plan(
            actor=cast.unit_head,
            plan=plan,
            reference="1-KH",
            dated_on=date(2021, 2, 1),
            row_version=version(plan),
        )
    add_measure(actor=cast.unit_reporter, plan=plan, measure=MeasureText("Niêm yết thời gian trả hồ sơ"))
    with pytest.raises(Refused, match="Biện pháp 1 chưa ghi chức danh"):
        adopt_plan(
            actor=cast.unit_head,
            plan=plan,
            reference="1-KH",
            dated_on=date(2021, 2, 1),
            row_version=version(plan),
        )


def test_measures_say_something_within_the_year(cast: Cast) -> None:
    plan = drafted(cast)
    for wrong in (
        MeasureText("…"),
        MeasureText("Niêm yết", due_on=date(2023, 1, 1)),
        MeasureText("a" * 1001),
    ):
        with pytest.raises(Refused):
            add_measure(actor=cast.unit_reporter, plan=plan, measure=wrong)
    assert plan.versions.get().measures.count() == 0


def test_taken_measure_is_marked_until_its_words_change(cast: Cast) -> None:
    entered(cast.bloc, OF_THE_BLOC)
    entered(cast.office, OF_THE_OFFICE[:1], date(2020, 2, 3), year=2020)
    plan = drafted(cast)
    offered = queries.takeable_measures(plan)
    assert [(one.text, one.whose) for one in offered] == [
        (OF_THE_BLOC[0], "cap-tren"),
        (OF_THE_BLOC[1], "cap-tren"),
        (OF_THE_OFFICE[0], "nam-truoc"),
    ]
    assert take_measures(actor=cast.unit_reporter, plan=plan, ids=[offered[0].pk, offered[2].pk]) == 2
    first, second = plan.versions.get().measures.all()
    assert (first.taken_from, second.taken_from) == (offered[0], offered[2])
    assert [one.text for one in queries.takeable_measures(plan)] == [OF_THE_BLOC[1]]
    same = MeasureText(first.text + ".", "Bí thư", DUE)
    changed = change_measure(actor=cast.unit_reporter, measure=first, text=same, row_version=version(plan))
    assert changed.taken_from == offered[0]
    other = MeasureText("Văn phòng chọn một việc đột phá: họp không giấy", "Bí thư", DUE)
    changed = change_measure(actor=cast.unit_reporter, measure=first, text=other, row_version=version(plan))
    assert changed.taken_from is None
    with pytest.raises(Refused, match="đã lấy rồi"):
        take_measures(actor=cast.unit_reporter, plan=plan, ids=[offered[2].pk])


def test_measures_are_taken_from_a_plan_above_adopted_after_the_draft_was_begun(cast: Cast) -> None:
    plan = drafted(cast)
    assert queries.takeable_measures(plan) == []
    entered(cast.bloc, OF_THE_BLOC)
    offered = queries.takeable_measures(plan)
    assert [(one.text, one.whose) for one in offered] == [(text, "cap-tren") for text in OF_THE_BLOC]
    assert take_measures(actor=cast.unit_reporter, plan=plan, ids=[offered[0].pk]) == 1


def test_revision_keeps_the_version_in_force_until_it_is_adopted(cast: Cast) -> None:
    plan = adopted(cast)
    with pytest.raises(Refused, match="Ghi vì sao"):
        revise_plan(actor=cast.unit_reporter, plan=plan, note="…")
    revise_plan(actor=cast.unit_reporter, plan=plan, note="Bổ sung theo kết luận mới")
    assert list(plan.versions.values_list("number", "state")) == [(1, "adopted"), (2, "draft")]
    adopt_plan(
        actor=cast.unit_head,
        plan=plan,
        reference="30-KH/ĐU",
        dated_on=date(2021, 4, 1),
        row_version=version(plan),
    )
    assert list(plan.versions.values_list("number", "state")) == [(1, "replaced"), (2, "adopted")]
    assert [one.measures.count() for one in plan.versions.all()] == [1, 1]


def test_draft_is_dropped_and_with_it_a_plan_never_adopted(cast: Cast) -> None:
    plan = drafted(cast)
    assert drop_draft(actor=cast.unit_reporter, plan=plan, row_version=version(plan)) is True
    assert not UnitPlan.objects.exists()
    plan = adopted(cast)
    revise_plan(actor=cast.unit_reporter, plan=plan, note="Thử")
    assert drop_draft(actor=cast.unit_head, plan=plan, row_version=version(plan)) is False
    assert plan.versions.get().state == PlanState.ADOPTED


def test_change_of_a_draft_that_somebody_changed_is_a_conflict(cast: Cast) -> None:
    plan = drafted(cast)
    change_plan(actor=cast.unit_head, plan=plan, text=PlanText("Tên mới"), row_version=1)
    with pytest.raises(Conflict):
        change_plan(actor=cast.unit_reporter, plan=plan, text=PlanText("Tên khác"), row_version=1)
    assert plan.versions.get().title == "Tên mới"


def test_measure_in_force_is_given_as_tasks_that_point_to_it(cast: Cast) -> None:
    plan = adopted(cast)
    measure = plan.versions.get().measures.get()
    made = give_measure(actor=cast.unit_head, measure=measure, units=[cast.office])
    task = Task.objects.get()
    assert made == [task]
    assert (task.title, task.due_on, task.origin_label) == (
        OF_THE_OFFICE[0],
        DUE,
        "Kế hoạch 12-KH/ĐU ngày 01/02/2021",
    )
    assert task.origin is not None
    assert (task.origin.kind, task.origin.id) == ("directives.planmeasure", measure.pk)
    assert origin_address(cast.unit_head, task) == f"/ke-hoach/{plan.code}/?ban=1"
    assert origin_address(cast.auditor, task) == ""
    [shown] = queries.measures_of(measure.version)
    assert shown.tasks == 1


def test_measure_of_a_version_replaced_meanwhile_is_not_given(cast: Cast) -> None:
    plan = adopted(cast)
    measure = plan.versions.get().measures.select_related("version").get()
    revise_plan(actor=cast.unit_reporter, plan=plan, note="Bổ sung")
    adopt_plan(
        actor=cast.unit_head,
        plan=plan,
        reference="13-KH/ĐU",
        dated_on=date(2021, 2, 2),
        row_version=version(plan),
    )
    with pytest.raises(Refused, match="đã ban hành"):
        give_measure(actor=cast.unit_head, measure=measure, units=[cast.office])
    assert Task.objects.count() == 0


def test_units_below_without_a_plan_are_reminded_once_a_day(cast: Cast) -> None:
    with pytest.raises(Refused, match="cấp mình trước"):
        remind_lacking(
            actor=cast.propaganda_officer, asker=cast.bloc, directive=directive(), year=2021, codes=BELOW
        )
    entered(cast.bloc, OF_THE_BLOC)
    adopted(cast)
    with pytest.raises(Forbidden):
        remind_lacking(actor=cast.unit_head, asker=cast.bloc, directive=directive(), year=2021, codes=BELOW)
    reminded = remind_lacking(
        actor=cast.propaganda_officer, asker=cast.bloc, directive=directive(), year=2021, codes=BELOW
    )
    assert [one.code for one in reminded] == ["BENHVIEN", "SONV"]
    with pytest.raises(Refused, match="Hôm nay đã nhắc tất cả"):
        remind_lacking(
            actor=cast.propaganda_officer, asker=cast.bloc, directive=directive(), year=2021, codes=BELOW
        )
    assert PlanReminder.objects.count() == 2
    [owed] = queries.owed_by_mine(cast.outsider, clock.today())
    assert (owed.unit.code, owed.year, owed.upper_on, owed.reminded_on) == (
        "BENHVIEN",
        2021,
        date(2021, 1, 20),
        clock.today(),
    )
    assert queries.owed_by_mine(cast.unit_reporter, clock.today()) == []


def test_plans_are_seen_below_and_above_but_not_beside_and_drafts_at_home(cast: Cast) -> None:
    upper = entered(cast.bloc, OF_THE_BLOC)
    plan = ready(cast)
    assert set(queries.plans_visible_to(cast.unit_reporter)) == {upper, plan}
    assert set(queries.plans_visible_to(cast.propaganda_officer)) == {upper}
    adopt_plan(
        actor=cast.unit_head,
        plan=plan,
        reference="1-KH",
        dated_on=date(2021, 2, 1),
        row_version=version(plan),
    )
    assert set(queries.plans_visible_to(cast.propaganda_officer)) == {upper, plan}
    assert set(queries.plans_visible_to(cast.outsider)) == {upper}
    assert set(queries.plans_visible_to(cast.auditor)) == set()


def test_copied_plan_is_found_and_carrying_out_the_plan_above_is_no_copying(cast: Cast) -> None:
    upper = entered(cast.bloc, OF_THE_BLOC)
    entered(cast.office, OF_THE_BLOC + OF_THE_OFFICE, parent=upper)
    other = [
        "Khoa Khám bệnh giảm thời gian chờ lấy số từ bốn mươi phút còn mười lăm phút bằng đăng ký qua điện thoại.",
        "Điều dưỡng trưởng mỗi khoa phòng trực thêm buổi trưa thứ Tư để giải đáp cho người nhà bệnh nhân.",
    ]
    entered(cast.hospital, OF_THE_BLOC + other, date(2021, 2, 2), upper)
    units = {one.pk: one for one in children_of(cast.bloc.pk)}
    assert copies_below(cast.bloc, directive(), 2021, units).found == []
    entered(cast.department, [OF_THE_BLOC[0], *OF_THE_OFFICE], date(2021, 2, 9), upper)
    copies = copies_below(cast.bloc, directive(), 2021, units)
    assert copies.compared == 3
    [copy] = copies.found
    assert (copy.later.unit.code, copy.earlier.unit.code, copy.share) == ("SONV", "VPTU", 1.0)
    assert {new for new, _old in copy.shown} <= set(OF_THE_OFFICE)


def test_order_is_broken_before_the_unit_above_and_outside_before_inside() -> None:
    upper = Steps("KHOI", "Khối", 0, {"plan": Mark(date(2021, 1, 20)), "study": Mark(date(2021, 2, 1))})
    good = Steps("A", "A", 1, {"plan": Mark(date(2021, 1, 20)), "study": Mark(date(2021, 2, 1))})
    early = Steps("B", "B", 1, {"plan": Mark(date(2021, 1, 10)), "study": Mark(date(2021, 1, 31))})
    outside = Steps("C", "C", 1, {"outreach": Mark(date(2021, 3, 1)), "study": Mark(date(2021, 3, 5))})
    unstudied = Steps("D", "D", 1, {"outreach": Mark(date(2021, 3, 1))})
    found = breaks_of(upper, [good, early, outside, unstudied])
    assert found == [
        Break("plan", "B", "B", date(2021, 1, 10), date(2021, 1, 20)),
        Break("study", "B", "B", date(2021, 1, 31), date(2021, 2, 1)),
        Break("outside", "C", "C", date(2021, 3, 1), date(2021, 3, 5)),
        Break("outside", "D", "D", date(2021, 3, 1), None),
    ]
    assert [one.days for one in found] == [10, 1, 4, None]
    assert breaks_of(None, [good]) == []


def test_pledge_shown_before_the_unit_above_breaks_the_order_and_a_counted_one_does_not() -> None:
    upper = Steps("KHOI", "Khối", 0, {"pledge": Mark(date(2021, 2, 10))})
    shown = Steps("A", "A", 1, {"pledge": Mark(date(2021, 2, 1))})
    counted = Steps("B", "B", 1, {"pledge": Mark(date(2021, 2, 1), compared=False)})
    assert breaks_of(upper, [shown, counted]) == [
        Break("pledge", "A", "A", date(2021, 2, 1), date(2021, 2, 10))
    ]
