"""Write the questions of a topic; count a turn to a session. Of a turn nothing is kept but that there was one more."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.core.text import looks_empty
from lantoa.directives.models import QuizCount, QuizQuestion, StudySession, StudyTopic
from lantoa.directives.permissions.study import can_change_topic
from lantoa.directives.queries.quizzes import SHOWN_FROM
from lantoa.organisation.access import require

MOST_QUESTIONS = 30
FEWEST_CHOICES, MOST_CHOICES = 2, 6
LONGEST_CHOICE = 300


@dataclass(frozen=True)
class QuestionText:
    """`right`: which of the choices, from 0."""

    text: str
    choices: Sequence[str]
    right: int
    explanation: str


@transaction.atomic
def put_question(
    *, actor: Actor, topic: StudyTopic, text: QuestionText, question: QuizQuestion | None = None
) -> QuizQuestion:
    """Add a question last, or change one. Raises Forbidden, Refused: an empty part, choices too few, too many or alike, a right
    one that is none of them, too many questions."""
    topic = _locked(actor, topic)
    choices = _check(text)
    if question is None:
        if topic.questions.count() >= MOST_QUESTIONS:
            raise Refused(_("Đã đủ %(most)d câu. Bỏ bớt trước khi thêm.") % {"most": MOST_QUESTIONS})
        last = topic.questions.aggregate(last=Max("position"))["last"]
        question = QuizQuestion(topic=topic, position=0 if last is None else last + 1)
    question.text, question.choices = text.text.strip(), choices
    question.right, question.explanation = text.right, text.explanation.strip()
    question.save()
    _note(actor, "quiz.question_put", topic, {"question": question.text})
    return question


@transaction.atomic
def remove_question(*, actor: User, question: QuizQuestion) -> None:
    """Raises Forbidden."""
    topic = _locked(actor, question.topic)
    question.delete()
    _note(actor, "quiz.question_removed", topic, {"question": question.text})


@transaction.atomic
def set_needed(*, actor: Actor, topic: StudyTopic, needed: int) -> None:
    """How many right answers are enough. Raises Forbidden, Refused: fewer than one, more than there are questions."""
    topic = _locked(actor, topic)
    count = topic.questions.count()
    if not 1 <= needed <= count:
        raise Refused.at("needed", _("Ghi từ 1 đến %(count)d, là số câu hiện có.") % {"count": max(count, 1)})
    topic.quiz_needs = needed
    topic.save(update_fields=["quiz_needs"])
    _note(actor, "quiz.needed_set", topic, {"needed": needed})


@transaction.atomic
def count_turn(*, session: StudySession, passed: bool) -> None:
    """One more turn after this session. Who took it, what was answered and how it came out is written nowhere.

    What readers see follows at every tenth turn only: between two openings of a page no single result can be told.
    """
    QuizCount.objects.get_or_create(session=session)
    row = QuizCount.objects.select_for_update().get(session=session)
    row.taken += 1
    row.passed += passed
    if row.taken % SHOWN_FROM == 0:
        row.shown_taken, row.shown_passed = row.taken, row.passed
    row.save()


def _locked(actor: Actor, topic: StudyTopic) -> StudyTopic:
    found = StudyTopic.objects.select_for_update().get(pk=topic.pk)
    if isinstance(actor, User):
        require(can_change_topic(actor, found))
    return found


def _check(text: QuestionText) -> list[str]:
    """The choices that say something."""
    if looks_empty(text.text):
        raise Refused.at("text", _("Ghi câu hỏi."))
    choices = [line.strip() for line in text.choices if line.strip()]
    if not FEWEST_CHOICES <= len(choices) <= MOST_CHOICES:
        raise Refused.at(
            "choices",
            _("Ghi từ %(least)d đến %(most)d câu trả lời, mỗi dòng một câu.")
            % {"least": FEWEST_CHOICES, "most": MOST_CHOICES},
        )
    if len({choice.casefold() for choice in choices}) < len(choices):
        raise Refused.at("choices", _("Có hai câu trả lời giống nhau. Sửa một câu."))
    longest = max(choices, key=len)
    if len(longest) > LONGEST_CHOICE:
        sentence = _("«%(choice)s…» dài quá %(most)d ký tự.")
        raise Refused.at("choices", sentence % {"choice": longest[:30], "most": LONGEST_CHOICE})
    if not 0 <= text.right < len(choices):
        raise Refused.at(
            "right", _("Câu đúng là một trong các dòng 1 đến %(count)d.") % {"count": len(choices)}
        )
    if looks_empty(text.explanation):
        raise Refused.at("explanation", _("Giải thích vì sao câu đó đúng; người học đọc ngay sau khi chọn."))
    return choices


def _note(actor: Actor, act: str, topic: StudyTopic, after: dict[str, object]) -> None:
    record(actor, act, topic, chain=topic.unit_id, label=topic.code, after=after)
