"""The self-check of a topic: its keeper's questions, and the page on which a person answers and sees at once why."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core.errors import NotFound, Refused
from lantoa.directives.forms.quizzes import AnswersForm, NeededForm, QuestionForm, question_initial
from lantoa.directives.models import QuizQuestion, StudyTopic
from lantoa.directives.permissions import study as permissions
from lantoa.directives.queries import quizzes, study
from lantoa.directives.services.quizzes import count_turn, put_question, remove_question, set_needed
from lantoa.directives.views.topics import topic_trail
from lantoa.organisation.access import SignedInRequest, acts, require
from lantoa.ui.forms import show_refusal
from lantoa.ui.steps import INVALID


@acts("topic.read", post="topic.read")
def quiz(request: SignedInRequest, code: str) -> HttpResponse:
    """/hoc-tap/chuyen-de/<mã>/tu-kiem-tra/: answer, and see what is right and why; ?buoi= offers a session to count the turn to.

    Nothing of the answers is kept: the page of what is right is the answer to the form itself.
    """
    user, topic = request.user, study.get_topic(request.user, code)
    questions = quizzes.questions_of(topic)
    if not questions:
        raise NotFound()
    form = AnswersForm(
        request.POST or None,
        questions=questions,
        sessions=quizzes.sessions_to_count(user, topic),
        initial={"buoi": request.GET.get("buoi", "")[:20]},
    )
    shown: dict[str, Any] = {"topic": topic, "form": form, "trail": _trail(request, topic, _("Tự kiểm tra"))}
    if request.method == "POST" and form.is_valid():
        outcome = quizzes.judge(topic, questions, form.answers())
        session = form.session()
        if session is not None:
            count_turn(session=session, passed=outcome.passed)
        shown |= {"outcome": outcome, "session": session}
        return render(request, "directives/quizzes/outcome.html", shown)
    return render(request, "directives/quizzes/answer.html", shown, status=INVALID if form.errors else 200)


@acts("topic.set", post="topic.set")
def questions(request: SignedInRequest, code: str) -> HttpResponse:
    """/hoc-tap/chuyen-de/<mã>/cau-hoi/: what the keeper has written; POST sets how many right answers are enough."""
    topic = _kept(request, code)
    form = NeededForm(request.POST or None, initial={"needed": topic.quiz_needs})
    if request.method == "POST" and form.is_valid():
        try:
            set_needed(actor=request.user, topic=topic, needed=form.cleaned_data["needed"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã lưu."))
            return redirect("directives:questions", code)
    shown = {
        "topic": topic,
        "questions": quizzes.questions_of(topic),
        "form": form,
        "trail": _trail(request, topic, _("Câu hỏi tự kiểm tra")),
    }
    return render(request, "directives/quizzes/questions.html", shown, status=INVALID if form.errors else 200)


@acts("topic.set", post="topic.set")
def question_new(request: SignedInRequest, code: str) -> HttpResponse:
    topic = _kept(request, code)
    return _question_form(request, topic, None, QuestionForm(request.POST or None))


@acts("topic.set", post="topic.set")
def question_edit(request: SignedInRequest, code: str, question: uuid.UUID) -> HttpResponse:
    found = quizzes.get_question(request.user, code, question)
    topic = _kept(request, code)
    form = QuestionForm(request.POST or None, initial=question_initial(found))
    return _question_form(request, topic, found, form)


@acts(post="topic.set", takes=())
def question_remove(request: SignedInRequest, code: str, question: uuid.UUID) -> HttpResponse:
    found = quizzes.get_question(request.user, code, question)
    _kept(request, code)
    remove_question(actor=request.user, question=found)
    messages.success(request, _("Đã bỏ câu hỏi."))
    return redirect("directives:questions", code)


def _question_form(
    request: SignedInRequest, topic: StudyTopic, found: QuizQuestion | None, form: QuestionForm
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            put_question(actor=request.user, topic=topic, text=form.question(), question=found)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã lưu câu hỏi."))
            return redirect("directives:questions", topic.code)
    title = _("Sửa câu hỏi") if found else _("Thêm câu hỏi")
    shown: dict[str, Any] = {"topic": topic, "question": found, "form": form, "title": title}
    shown["trail"] = topic_trail(
        request.user,
        (topic.code, reverse("directives:topic", args=[topic.code])),
        (_("Câu hỏi tự kiểm tra"), reverse("directives:questions", args=[topic.code])),
        (title, ""),
    )
    return render(
        request, "directives/quizzes/question_form.html", shown, status=INVALID if form.errors else 200
    )


def _kept(request: SignedInRequest, code: str) -> StudyTopic:
    topic = study.get_topic(request.user, code)
    require(permissions.can_change_topic(request.user, topic))
    return topic


def _trail(request: SignedInRequest, topic: StudyTopic, here: str) -> list[tuple[str, str]]:
    return topic_trail(request.user, (topic.code, reverse("directives:topic", args=[topic.code])), (here, ""))
