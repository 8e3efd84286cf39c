"""The self-check: judged at once, and nothing of it kept but numbers of turns by session, told in tens."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lantoa.accounts.models import User
from lantoa.audit.models import Entry
from lantoa.core.errors import Forbidden, Refused
from lantoa.directives.models import QuizCount, QuizQuestion, StudySession, StudyTopic
from lantoa.directives.queries.quizzes import Turns, turns_of
from lantoa.directives.services.quizzes import (
    QuestionText,
    count_turn,
    put_question,
    remove_question,
    set_needed,
)
from tests.cast import Cast
from tests.directives.world import held, plan, topic

WORDS = QuestionText("Chuyên đề năm 2021 nói về gì?", ["Ý chí tự lực", "Đoàn kết", "Nêu gương"], 0, "Mục I.")
SECOND = QuestionText("Việc làm theo ghi ở đâu?", ["Sổ tay", "Kết quả buổi học"], 1, "Phần kết quả.")


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def asked(cast: Cast) -> StudyTopic:
    found = topic(cast)
    for words in (WORDS, SECOND):
        put_question(actor=cast.propaganda_officer, topic=found, text=words)
    set_needed(actor=cast.propaganda_officer, topic=found, needed=2)
    found.refresh_from_db()
    return found


def everything() -> dict[str, list[str]]:
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        kept = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')
            kept[table] = [row[0] for row in cursor.fetchall()]
    return kept


def test_person_sees_at_once_what_is_right_and_why(cast: Cast) -> None:
    found = asked(cast)
    client = as_(cast.unit_reporter)
    address = f"/hoc-tap/chuyen-de/{found.code}/tu-kiem-tra/"
    assert "Chuyên đề năm 2021 nói về gì?" in client.get(address).content.decode()
    lacking = client.post(address, {"cau-1": "2"})
    assert lacking.status_code == 422
    assert "Câu 2 chưa chọn câu trả lời." in lacking.content.decode()
    assert "checked" in lacking.content.decode()
    said = client.post(address, {"cau-1": "2", "cau-2": "1"}).content.decode()
    for words in ("Đúng 1/2 câu.", "Chưa đạt", "Đã chọn: Nêu gương", "Mục I.", "Phần kết quả."):
        assert words in said
    assert "Đạt." in client.post(address, {"cau-1": "0", "cau-2": "1"}).content.decode()
    assert client.post(address, {"cau-1": "7", "cau-2": "1"}).status_code == 422


def test_turn_writes_one_number_and_nothing_else(cast: Cast) -> None:
    """Every row of every table before and after: only the counter of the session has changed, by one."""
    found = asked(cast)
    session = held(cast, plan(of=found))
    client = as_(cast.unit_reporter)
    address = f"/hoc-tap/chuyen-de/{found.code}/tu-kiem-tra/"
    client.get(address)
    before = everything()
    client.post(address, {"cau-1": "0", "cau-2": "1"})
    assert everything() == before
    client.post(address, {"cau-1": "0", "cau-2": "1", "buoi": session.code})
    after = everything()
    assert {table for table in after if after[table] != before[table]} == {"directives_quizcount"}
    row = QuizCount.objects.get()
    assert (row.session, row.taken, row.passed, row.shown_taken) == (session, 1, 1, 0)
    assert {field.name for field in QuizCount._meta.get_fields()} == {
        "id",
        "session",
        "taken",
        "passed",
        "shown_taken",
        "shown_passed",
    }


def test_answer_is_in_no_statement(cast: Cast) -> None:
    found = asked(cast)
    session = held(cast, plan(of=found))
    client = as_(cast.unit_reporter)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        client.post(
            f"/hoc-tap/chuyen-de/{found.code}/tu-kiem-tra/",
            {"cau-1": "1", "cau-2": "0", "buoi": session.code},
        )
    writes = [one["sql"] for one in caught if one["sql"].startswith(("INSERT", "UPDATE"))]
    assert all("directives_quizcount" in one for one in writes)
    assert not any(str(cast.unit_reporter.pk) in one for one in writes)


def test_numbers_are_told_in_tens_alone(cast: Cast) -> None:
    session = held(cast)
    assert turns_of(session) is None
    told = []
    for number in range(1, 21):
        count_turn(session=session, passed=number % 2 == 0)
        told.append(turns_of(session))
    assert told == [Turns(None, None)] * 9 + [Turns(10, 5)] * 10 + [Turns(20, 10)]


def test_session_page_tells_turns_from_ten_on(cast: Cast) -> None:
    session = held(cast, plan(of=asked(cast)))
    client = as_(cast.unit_head)
    address = f"/hoc-tap/{session.code}/"
    for _n in range(9):
        count_turn(session=session, passed=True)
    few = client.get(address).content.decode()
    assert "Chưa đủ 10 lượt nên chưa hiện số." in few
    count_turn(session=session, passed=True)
    assert "10 lượt làm, 10 lượt đạt" in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (QuestionText("…", ["a", "b"], 0, "Vì vậy."), "text"),
        (QuestionText("Gì?", ["a", " "], 0, "Vì vậy."), "choices"),
        (QuestionText("Gì?", list("abcdefg"), 0, "Vì vậy."), "choices"),
        (QuestionText("Gì?", ["Có", "có"], 0, "Vì vậy."), "choices"),
        (QuestionText("Gì?", ["x" * 301, "b"], 0, "Vì vậy."), "choices"),
        (QuestionText("Gì?", ["a", "b"], 2, "Vì vậy."), "right"),
        (QuestionText("Gì?", ["a", "b"], 1, "-"), "explanation"),
    ],
)
def test_question_that_cannot_be_judged_is_refused(cast: Cast, words: QuestionText, field: str) -> None:
    found = topic(cast)
    with pytest.raises(Refused) as refused:
        put_question(actor=cast.propaganda_officer, topic=found, text=words)
    assert (list(refused.value.fields), QuizQuestion.objects.count()) == ([field], 0)


def test_only_the_topics_keeper_writes_questions(cast: Cast) -> None:
    found = asked(cast)
    question = found.questions.first()
    assert question is not None
    for actor in (cast.unit_head, cast.province_lead, cast.outsider):
        with pytest.raises(Forbidden):
            put_question(actor=actor, topic=found, text=WORDS)
        with pytest.raises(Forbidden):
            remove_question(actor=actor, question=question)
    for needed in (0, 3):
        with pytest.raises(Refused):
            set_needed(actor=cast.propaganda_officer, topic=found, needed=needed)


def test_keeper_writes_changes_and_drops_questions(cast: Cast) -> None:
    found = topic(cast)
    client = as_(cast.propaganda_officer)
    base = f"/hoc-tap/chuyen-de/{found.code}/"
    reader = as_(cast.unit_reporter)
    assert reader.get(f"{base}tu-kiem-tra/").status_code == 404
    assert "Thêm câu hỏi đầu tiên" in client.get(f"{base}cau-hoi/").content.decode()
    given = {"text": "Gì?", "choices": "a\nb\n", "right": "3", "explanation": "Vì vậy."}
    wrong = client.post(f"{base}cau-hoi/moi/", given)
    assert wrong.status_code == 422
    assert "Câu đúng là một trong các dòng 1 đến 2." in wrong.content.decode()
    client.post(f"{base}cau-hoi/moi/", given | {"right": "2"})
    made = QuizQuestion.objects.get()
    assert (made.choices, made.right) == (["a", "b"], 1)
    client.post(f"{base}cau-hoi/{made.pk}/", given | {"right": "1"})
    made.refresh_from_db()
    assert made.right == 0
    assert "Tự kiểm tra" in reader.get(base).content.decode()
    assert client.post(f"{base}cau-hoi/", {"needed": "9"}).status_code == 422
    client.post(f"{base}cau-hoi/{made.pk}/bo/")
    assert QuizQuestion.objects.count() == 0
    acts = list(Entry.objects.filter(act__startswith="quiz.").order_by("id").values_list("act", flat=True))
    assert acts == ["quiz.question_put", "quiz.question_put", "quiz.question_removed"]


def test_question_page_takes_as_many_statements_for_many_questions(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    found = asked(cast)
    held(cast, plan(of=found))
    client = as_(cast.unit_reporter)
    address = f"/hoc-tap/chuyen-de/{found.code}/tu-kiem-tra/"
    client.get(address)
    with django_assert_num_queries(STATEMENTS):
        client.get(address)
    for number in range(10):
        put_question(
            actor=cast.propaganda_officer,
            topic=found,
            text=QuestionText(f"Câu {number}?", ["a", "b"], 0, "Vì vậy."),
        )
    StudySession.objects.bulk_create(
        StudySession(
            code=f"HT-2021-9{n:03}",
            unit=cast.office,
            topic=found,
            directive=found.directive,
            kind="thematic",
            title="Buổi",
            held_on="2021-03-01",
            search_key="",
        )
        for n in range(5)
    )
    with django_assert_num_queries(STATEMENTS):
        client.get(address)


STATEMENTS = 9
