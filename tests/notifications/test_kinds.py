"""What each kind says outside the house, and that the rooms tell what they promise."""

import re
from email.header import decode_header, make_header

from lantoa.accounts.models import User
from lantoa.notifications import wording
from lantoa.notifications.choices import Way
from lantoa.notifications.kinds import KINDS
from lantoa.notifications.models import Mail, Notice
from lantoa.organisation.models import UnitVersion
from lantoa.organisation.models.people import Person
from lantoa.tasks.services import (
    answer_more_time,
    ask_more_time,
    cancel_task,
    confirm_done,
    send_back,
)
from tests.cast import Cast
from tests.tasks.world import DUE, RESULT, given, new, reported

CANARY = "Hoamai"
# A sentence that leaves the house is fixed: nothing is put into it.
FILLED_IN = re.compile(r"[%{}]|\d")


def told() -> list[tuple[str, str]]:
    return sorted(Notice.objects.values_list("receiver__username", "kind"))


def text_of(notices: list[Notice]) -> str:
    mail = Mail(receiver=None)
    made = wording.mail_of_notices(mail, notices, "ai@example.org")
    body = made.get_payload(decode=True)
    assert isinstance(body, bytes)
    return f"{make_header(decode_header(made['Subject']))}\n{body.decode()}"


def test_mail_of_each_kind_is_its_sentence_a_number_and_links() -> None:
    for code, kind in KINDS.items():
        assert FILLED_IN.search(str(kind.sentence)) is None
        notice = Notice(kind=code, subject_kind="x.y", subject_id=Notice().pk, number="SO-1", occasion=CANARY)
        subject, *lines = [line for line in text_of([notice]).splitlines() if line]
        address = f"http://localhost:8000/thong-bao/{notice.pk}/"
        assert subject == f"Lan Tỏa: {kind.sentence} (SO-1)"
        assert lines[1:3] == [f"- {kind.sentence} (SO-1)", f"  {address}"]
        assert len(lines) == 6
        assert CANARY not in "".join(lines)


def test_only_what_is_returned_due_to_be_mended_or_waited_for_comes_at_once() -> None:
    assert {code for code, kind in KINDS.items() if kind.way == Way.ONCE} == {
        "inspection_decided",
        "inspection_presented",
        "inspection_concluded",
        "nomination_returned",
        "decision_returned",
        "revocation_returned",
        "pack_ready",
        "pack_failed",
        "receipt_escalated",
        "report_asked_again",
        "report_handed",
        "report_returned",
        "report_due",
        "task_sent_back",
        "issue_due",
        "issue_proposed",
        "issue_sent_back",
        "task_due",
        "receipt_due",
        "measure_due",
        "practice_sent_back",
        "adoption_sent_back",
    }


def test_mails_of_a_story_name_no_unit_no_person_and_no_text(cast: Cast) -> None:
    [task] = given(cast, [cast.office], new(f"Niêm yết {CANARY}"))
    task = reported(cast, task)
    send_back(
        actor=cast.propaganda_officer, task=task, reason=f"Thiếu {CANARY}", row_version=task.row_version
    )
    text = text_of(list(Notice.objects.all()))
    words = {CANARY, RESULT, *User.objects.values_list("username", flat=True)}
    words |= set(Person.objects.values_list("full_name", flat=True))
    for name, short in UnitVersion.objects.values_list("name", "short_name"):
        words |= {name, short}
    words |= {unit.code for unit in cast.units()}
    assert {word for word in words if word in text} == set()
    assert task.code in text


def test_steps_of_a_task_tell_the_other_side(cast: Cast) -> None:
    def new_of(act: object) -> list[tuple[str, str]]:
        found = told()
        Notice.objects.all().delete()
        return found

    askers = ["propaganda.officer", "province.lead"]
    team = ["unit.head", "unit.reporter"]
    [task] = given(cast)
    assert new_of(task) == [(name, "task_given") for name in team]
    ask_more_time(
        actor=cast.unit_reporter,
        task=task,
        wanted_on=DUE.replace(day=25),
        reason="Chờ kinh phí",
        row_version=task.row_version,
    )
    assert new_of(task) == [(name, "task_time_asked") for name in askers]
    task.refresh_from_db()
    answer_more_time(
        actor=cast.propaganda_officer, task=task, granted=True, answer="", row_version=task.row_version
    )
    assert new_of(task) == [(name, "task_time_answered") for name in team]
    task.refresh_from_db()
    task = reported(cast, task)
    assert new_of(task) == [(name, "task_reported") for name in askers]
    task = confirm_done(actor=cast.propaganda_officer, task=task, row_version=task.row_version)
    assert new_of(task) == [(name, "task_confirmed") for name in team]
    [other] = given(cast, [cast.hospital], new("Việc khác"))
    Notice.objects.all().delete()
    cancel_task(
        actor=cast.propaganda_officer, task=other, reason="Không cần nữa", row_version=other.row_version
    )
    assert new_of(other) == [("hospital.head", "task_cancelled"), ("outsider", "task_cancelled")]
