from datetime import date

from lantoa.desk.queries.tasks import Task, desk_of, most_urgent_first, urgency

TODAY = date(2021, 4, 6)


def task(title: str, due_on: date | None = None, **more: object) -> Task:
    return Task("Việc", "report", title, "/", "Làm", due_on=due_on, **more)  # type: ignore[arg-type]


def test_urgency_counts_seven_days_from_today() -> None:
    days = [date(2021, 4, 5), date(2021, 4, 6), date(2021, 4, 13), date(2021, 4, 14), None]
    assert [urgency(task("a", day), TODAY) for day in days] == ["late", "soon", "soon", "later", "waiting"]


def test_late_by_the_hour_is_late_on_its_day() -> None:
    assert urgency(task("a", TODAY, is_late=True), TODAY) == "late"


def test_desk_groups_by_urgency_and_leaves_out_empty_groups() -> None:
    desk = desk_of([task("muộn", date(2021, 4, 1)), task("sau", date(2021, 5, 1))], TODAY, whole_unit=True)
    assert [(group.key, [one.title for one in group.tasks]) for group in desk.groups] == [
        ("late", ["muộn"]),
        ("later", ["sau"]),
    ]
    assert (desk.mine, desk.all, desk.late, desk.soon) == (2, 2, 1, 0)
    assert desk.urgent == task("muộn", date(2021, 4, 1))


def test_desk_of_ones_own_leaves_out_what_waits_for_a_colleague() -> None:
    tasks = [task("của tôi"), task("của Bí thư", TODAY, mine=False)]
    own, whole = desk_of(tasks, TODAY, whole_unit=False), desk_of(tasks, TODAY, whole_unit=True)
    assert [one.title for group in own.groups for one in group.tasks] == ["của tôi"]
    assert [one.title for group in whole.groups for one in group.tasks] == ["của Bí thư", "của tôi"]
    assert (own.soon, whole.soon, own.mine, own.all) == (0, 1, 1, 2)


def test_desk_without_tasks_has_nothing_urgent() -> None:
    desk = desk_of([], TODAY, whole_unit=False)
    assert (desk.groups, desk.urgent) == ((), None)


def test_of_those_without_a_day_what_has_waited_longest_comes_first() -> None:
    tasks = [
        task("8 đơn vị báo xong", turn=date(2021, 3, 31)),
        task("1 đơn vị báo xong", turn=date(2021, 4, 5)),
        task("An", turn=None),
        task("muộn theo giờ", TODAY, is_late=True),
        task("hôm nay", TODAY),
    ]
    assert [one.title for one in most_urgent_first(tasks)] == [
        "muộn theo giờ",
        "hôm nay",
        "8 đơn vị báo xong",
        "1 đơn vị báo xong",
        "An",
    ]
