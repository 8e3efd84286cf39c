"""The questions of a topic, what is right of a set of answers, and the numbers of turns that readers see."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.directives.choices import SessionState
from lantoa.directives.models import QuizCount, QuizQuestion, StudySession, StudyTopic
from lantoa.directives.queries.study import get_topic, sessions_visible_to
from lantoa.organisation.queries.units import short_name_on

SESSIONS_OFFERED = 20
SHOWN_FROM = 10  # turns: fewer are not told, and what is told follows in steps of as many


@dataclass(frozen=True)
class Judged:
    """One question, what was chosen (from 0), and whether it is right."""

    question: QuizQuestion
    chosen: int

    @property
    def is_right(self) -> bool:
        return self.chosen == self.question.right

    @property
    def chosen_words(self) -> str:
        return str(self.question.choices[self.chosen])

    @property
    def right_words(self) -> str:
        return str(self.question.choices[self.question.right])


@dataclass(frozen=True)
class Outcome:
    """Of one turn, for the person's own page alone."""

    rows: list[Judged]
    needed: int

    @property
    def right(self) -> int:
        return sum(row.is_right for row in self.rows)

    @property
    def passed(self) -> bool:
        return self.right >= self.needed


@dataclass(frozen=True)
class Turns:
    """Numbers of turns as readers see them; both None while there were fewer than SHOWN_FROM."""

    taken: int | None
    passed: int | None


def questions_of(topic: StudyTopic) -> list[QuizQuestion]:
    return list(topic.questions.all())


def has_questions(topic: StudyTopic) -> bool:
    return topic.questions.exists()


def get_question(user: User, code: str, question: uuid.UUID) -> QuizQuestion:
    """One question of a topic that one reads; else NotFound."""
    found = get_topic(user, code).questions.filter(pk=question).select_related("topic").first()
    if found is None:
        raise NotFound()
    return found


def judge(topic: StudyTopic, questions: Sequence[QuizQuestion], answers: Mapping[int, int]) -> Outcome:
    """What is right of `answers` (place of a question from 1 → choice from 0), in the order of the questions."""
    rows = [Judged(question, answers[place]) for place, question in enumerate(questions, 1)]
    return Outcome(rows, min(topic.quiz_needs, len(rows)))


def sessions_to_count(user: User, topic: StudyTopic) -> QuerySet[StudySession]:
    """Sessions of the topic whose day has come, of units one may read, the newest first, with unit_name."""
    rows = sessions_visible_to(user).filter(topic=topic, held_on__lte=clock.today())
    named = rows.exclude(state=SessionState.CANCELLED).annotate(
        unit_name=Coalesce(short_name_on("unit"), F("unit__code"))
    )
    return named.order_by("-held_on", "-code")[:SESSIONS_OFFERED]


def turns_of(session: StudySession) -> Turns | None:
    """None where nobody has counted a turn to this session."""
    found = QuizCount.objects.filter(session=session).first()
    if found is None:
        return None
    if not found.shown_taken:
        return Turns(None, None)
    return Turns(found.shown_taken, found.shown_passed)
