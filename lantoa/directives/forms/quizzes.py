"""Questions as their keeper types them, and as a person answers them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.core.vi_dates import format_day
from lantoa.directives.models import QuizQuestion, StudySession
from lantoa.directives.services.quizzes import MOST_CHOICES, MOST_QUESTIONS, QuestionText
from lantoa.ui.forms import CountField, LineField, TextField, ViForm


class QuestionForm(ViForm):
    text = LineField(label=gettext_lazy("Câu hỏi"), max_length=500)
    choices = TextField(
        label=gettext_lazy("Các câu trả lời"),
        max_length=2000,
        help_text=gettext_lazy("Mỗi dòng một câu, từ 2 đến 6 câu."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    right = CountField(label=gettext_lazy("Câu đúng là dòng thứ"), min_value=1, max_value=MOST_CHOICES)
    explanation = TextField(
        label=gettext_lazy("Giải thích"),
        max_length=2000,
        help_text=gettext_lazy("Vì sao đúng, đọc thêm ở đâu. Người học thấy ngay sau khi chọn."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def question(self) -> QuestionText:
        """What was typed, for a valid form."""
        data = self.cleaned_data
        return QuestionText(
            data["text"], data["choices"].splitlines(), data["right"] - 1, data["explanation"]
        )


def question_initial(question: QuizQuestion) -> dict[str, Any]:
    return {
        "text": question.text,
        "choices": "\n".join(question.choices),
        "right": question.right + 1,
        "explanation": question.explanation,
    }


class NeededForm(ViForm):
    needed = CountField(label=gettext_lazy("Đạt khi đúng từ mấy câu"), min_value=1, max_value=MOST_QUESTIONS)


class AnswersForm(ViForm):
    """One group of choices for each question: `cau-1`, `cau-2`, …"""

    buoi = forms.ChoiceField(
        label=gettext_lazy("Tính vào số lượt của buổi học"),
        required=False,
        help_text=gettext_lazy(
            "Chỉ cộng một lượt vào số đếm của buổi; không ghi ai làm, chọn gì, đúng mấy câu."
        ),
    )

    def __init__(
        self,
        *args: Any,
        questions: Sequence[QuizQuestion],
        sessions: Iterable[StudySession],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sessions = {one.code: one for one in sessions}
        self.places = range(1, len(questions) + 1)
        offered = [("", _("Không tính vào buổi nào"))]
        offered += [
            (code, f"{format_day(one.held_on)}, {one.unit_name}: {one.title}")  # type: ignore[attr-defined]
            for code, one in self.sessions.items()
        ]
        chooser = self.fields["buoi"]
        if isinstance(chooser, forms.ChoiceField):
            chooser.choices = offered
        for place, question in enumerate(questions, 1):
            self.fields[f"cau-{place}"] = forms.ChoiceField(
                label=f"{place}. {question.text}",
                choices=[(str(number), words) for number, words in enumerate(question.choices)],
                widget=forms.RadioSelect,
                error_messages={"required": _("Câu %(place)d chưa chọn câu trả lời.") % {"place": place}},
            )
        self.order_fields([f"cau-{place}" for place in self.places])

    def answers(self) -> dict[int, int]:
        """Place from 1 → choice from 0, for a valid form."""
        return {place: int(self.cleaned_data[f"cau-{place}"]) for place in self.places}

    def session(self) -> StudySession | None:
        return self.sessions.get(self.cleaned_data["buoi"])
