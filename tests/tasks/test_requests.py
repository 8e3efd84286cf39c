"""Requests for more time: found in the list, on the home page in one line for what was given together, answered at once."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import Conflict, Forbidden, Refused
from lantoa.desk.queries import duties, waiting
from lantoa.desk.queries.duties import time_asked, to_confirm
from lantoa.desk.queries.stuck import late_tasks
from lantoa.duties.models import Counted
from lantoa.duties.queries import differences
from lantoa.notifications.models import Notice
from lantoa.organisation.models import Unit
from lantoa.tasks import guards, services
from lantoa.tasks.choices import RequestState
from lantoa.tasks.models import Task, TimeRequest
from lantoa.tasks.queries import requests_to_answer
from tests.cast import TODAY, Cast
from tests.tasks.test_task_views import LIST, as_
from tests.tasks.world import DUE, given, new

PAGE = f"{LIST}tra-loi-gia-han/"
LATER = date(2021, 5, 4)


def asking(cast: Cast, units: list[Unit], title: str = "Niêm yết") -> list[Task]:
    """Given together; the unit of each asks for more time."""
    made = given(cast, units, new(title))
    doers = {cast.office.pk: cast.unit_head, cast.hospital.pk: cast.hospital_head}
    for task in made:
        services.ask_more_time(
            actor=doers[task.unit_id], task=task, wanted_on=LATER, reason="Chờ thiết bị.", row_version=1
        )
    return made


def ticked(tasks: list[Task], row_version: int = 2) -> list[str]:
    return [f"{task.code}:{row_version}" for task in tasks]


def dues(tasks: list[Task]) -> list[date]:
    return [Task.objects.get(pk=task.pk).due_on for task in tasks]


def test_several_are_granted_with_one_confirmation(cast: Cast) -> None:
    tasks, client = asking(cast, [cast.office, cast.hospital]), as_(cast.propaganda_officer)
    page = client.get(PAGE).content.decode()
    assert (page.count("Chờ thiết bị."), page.count(" checked"), page.count("data-all")) == (2, 0, 1)
    sure = client.post(PAGE, {"chon": ticked(tasks), "answer": "", "viec": "xem-dong-y"}).content.decode()
    assert "Đồng ý gia hạn cho 2 đề nghị đã chọn?" in sure
    assert dues(tasks) == [DUE, DUE]
    done = client.post(PAGE, {"chon": ticked(tasks), "answer": "", "viec": "dong-y"}, follow=True)
    assert "Đã đồng ý gia hạn cho 2 đề nghị." in done.content.decode()
    assert dues(tasks) == [LATER, LATER]
    assert Notice.objects.filter(kind="task_time_answered").values("subject_id").distinct().count() == 2


def test_only_what_is_ticked_is_answered(cast: Cast) -> None:
    tasks = asking(cast, [cast.office, cast.hospital])
    typed = {"chon": ticked(tasks[:1]), "answer": "Đủ thời gian.", "viec": "khong-dong-y"}
    as_(cast.propaganda_officer).post(PAGE, typed)
    states = {one.task_id: (one.state, one.answer) for one in TimeRequest.objects.all()}
    assert states == {
        tasks[0].pk: (RequestState.REFUSED, "Đủ thời gian."),
        tasks[1].pk: (RequestState.ASKED, ""),
    }


@pytest.mark.parametrize(
    ("typed", "status", "sentence"),
    [
        ({"viec": "dong-y"}, 422, "Chưa chọn đề nghị nào."),
        ({"viec": "khong-dong-y", "chon": "each"}, 422, "Không đồng ý thì ghi lý do."),
        ({"viec": "xem-khong-dong-y", "chon": "each"}, 422, "Không đồng ý thì ghi lý do."),
        ({"viec": "dong-y", "chon": "NV-2021-09999:1"}, 409, "vừa được trả lời hoặc rút lại"),
        ({"viec": "dong-y", "chon": "old"}, 409, "Nhiệm vụ vừa được người khác cập nhật."),
    ],
)
def test_wrong_answer_is_told_and_nothing_changes(
    cast: Cast, typed: dict[str, str], status: int, sentence: str
) -> None:
    tasks = asking(cast, [cast.office, cast.hospital])
    chosen = {"each": ticked(tasks), "old": ticked(tasks, 1)}.get(
        typed.get("chon", ""), typed.get("chon", [])
    )
    refused = as_(cast.propaganda_officer).post(PAGE, typed | {"chon": chosen, "answer": ""})
    assert (refused.status_code, sentence in refused.content.decode()) == (status, True)
    assert dues(tasks) == [DUE, DUE]


def test_one_that_cannot_be_answered_holds_all_and_is_named(cast: Cast) -> None:
    tasks = asking(cast, [cast.office, cast.hospital])
    rows = [(tasks[0], 2), (tasks[1], 1)]
    with pytest.raises(Conflict, match=tasks[1].code):
        services.answer_all(actor=cast.propaganda_officer, rows=rows, granted=True, answer="")
    assert dues(tasks) == [DUE, DUE]
    with pytest.raises(Refused, match="Chưa chọn"):
        services.answer_all(actor=cast.propaganda_officer, rows=[], granted=True, answer="")
    with pytest.raises(Forbidden):
        services.answer_all(actor=cast.unit_head, rows=[(tasks[0], 2)], granted=True, answer="")


def test_list_is_narrowed_to_what_asks_for_more_time(cast: Cast) -> None:
    asking(cast, [cast.office], "Việc xin thêm ngày")
    given(cast, [cast.hospital], new("Việc khác"))
    client = as_(cast.propaganda_officer)
    assert "Đang xin gia hạn" in client.get(LIST).content.decode()
    page = client.get(f"{LIST}?trang-thai=xin-gia-han").content.decode()
    assert ("Việc xin thêm ngày" in page, "Việc khác" in page) == (True, False)
    assert PAGE in page
    assert PAGE not in as_(cast.unit_reporter).get(f"{LIST}?trang-thai=xin-gia-han").content.decode()


@pytest.mark.parametrize(("who", "lines"), [("propaganda_officer", 2), ("unit_reporter", 0)])
def test_home_page_has_one_line_for_what_was_given_together(cast: Cast, who: str, lines: int) -> None:
    together = asking(cast, [cast.office, cast.hospital], "Việc chung")
    alone = asking(cast, [cast.office], "Việc riêng")[0]
    user: User = getattr(cast, who)
    found = list(time_asked(user, TODAY))
    assert len(found) == lines
    if lines:
        assert [one.title for one in found] == [
            "2 đơn vị xin gia hạn: Việc chung",
            "Xin gia hạn: Việc riêng",
        ]
        assert found[0].url == f"{PAGE}?cung-dot={together[0].code}"
        assert found[1].url == f"{LIST}{alone.code}/tra-loi-gia-han/"
        assert found[0].second == "Đề nghị đầu tiên xin từ 20/4/2021 đến 04/5/2021."
        assert "xin từ 20/4/2021 đến 04/5/2021." in found[1].second


def test_open_requests_are_counted_until_they_are_answered_put_off_or_cancelled(cast: Cast) -> None:
    officer = cast.propaganda_officer
    taken_back = asking(cast, [cast.office], "Việc rút lại")[0]
    services.take_back(actor=cast.unit_head, task=taken_back, row_version=2)
    tasks = asking(cast, [cast.office, cast.hospital]) + asking(
        cast, [cast.office, cast.hospital], "Việc khác"
    )

    def told() -> list[int]:
        assert differences() == []
        return sorted(Counted.objects.filter(kind="task_time").values_list("n", flat=True))

    assert told() == [1, 1, 1, 1]
    services.answer_more_time(actor=officer, task=tasks[0], granted=True, answer="", row_version=2)
    assert told() == [1, 1, 1]
    services.answer_more_time(actor=officer, task=tasks[1], granted=False, answer="Cần ngay", row_version=2)
    assert told() == [1, 1]
    services.put_off(actor=officer, task=tasks[2], due_on=LATER, reason="Mưa bão", row_version=2)
    assert told() == [1]
    Task.objects.filter(pk=tasks[3].pk).update(unit=cast.office)
    assert told() == [1]
    services.cancel_task(actor=officer, task=tasks[3], reason="Thôi", row_version=2)
    assert told() == []


def test_one_that_is_reported_opens_its_confirmation_and_several_the_list(cast: Cast) -> None:
    first, second = given(cast, [cast.office, cast.hospital], new("Việc chung"))
    services.report_done(actor=cast.hospital_head, task=second, result="Đã làm", row_version=1)
    [line] = to_confirm(cast.propaganda_officer, TODAY)
    assert (line.title, line.url) == ("1 đơn vị báo xong: Việc chung", f"{LIST}{second.code}/xac-nhan/")
    assert as_(cast.propaganda_officer).get(line.url).status_code == 200
    services.report_done(actor=cast.unit_head, task=first, result="Đã làm", row_version=1)
    [line] = to_confirm(cast.propaganda_officer, TODAY)
    assert line.url == f"{LIST}?xem=toi-giao&trang-thai=cho&cung-dot={first.code}"


def test_home_page_says_that_more_waits_than_it_names(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duties, "MOST", 1)
    monkeypatch.setattr(waiting, "MOST", 1)
    for title in ("Một", "Hai"):
        asking(cast, [cast.office], f"Xin {title}")
        [done] = given(cast, [cast.hospital], new(f"Xong {title}"))
        services.report_done(actor=cast.hospital_head, task=done, result="Đã làm", row_version=1)
    officer = cast.propaganda_officer
    assert [one.title for one in time_asked(officer, TODAY)] == [
        "Xin gia hạn: Xin Một",
        "Còn đề nghị gia hạn khác chờ trả lời",
    ]
    [_named, beyond] = waiting.time_wanted(cast.unit_head, TODAY)
    assert beyond.url == f"{LIST}?xem=cua-toi&trang-thai=xin-gia-han"
    assert len(as_(cast.unit_head).get(beyond.url).context["page"].object_list) == 2
    confirmed = [one.title for one in to_confirm(officer, TODAY)]
    assert confirmed[1:] == ["Còn nhiệm vụ khác chờ xác nhận"]
    guards.register("tests.room", guards.Guard(settles=True))
    try:
        Task.objects.filter(title__startswith="Xong").update(origin_subject_kind="tests.room")
        assert list(to_confirm(officer, TODAY)) == []
    finally:
        guards._GUARDS.pop("tests.room")


def test_what_is_stuck_is_named_by_one_that_is_still_open(cast: Cast) -> None:
    done, late = given(cast, [cast.office, cast.hospital], new("Việc chung"))
    reported = services.report_done(actor=cast.unit_head, task=done, result="Đã làm", row_version=1)
    services.confirm_done(actor=cast.propaganda_officer, task=reported, row_version=2)
    Task.objects.filter(pk=done.pk).update(asker=cast.province)  # as a hand-over of the open ones leaves it
    with clock.set_to(clock.now() + timedelta(days=60)):
        [matter] = late_tasks(cast.propaganda_officer, clock.now())
    assert late.code in matter.url
    assert done.code not in matter.url


def test_requests_of_one_batch_in_one_statement(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    together = asking(cast, [cast.office, cast.hospital], "Việc chung")
    asking(cast, [cast.office], "Việc riêng")
    with django_assert_num_queries(1):
        rows = list(requests_to_answer(cast.propaganda_officer, together[0].code))
    assert [row.task.code for row in rows] == [task.code for task in together]
    assert list(requests_to_answer(cast.hospital_head)) == []
