"""What a unit answers about practices of others, and what is told of their being applied."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from lantoa.core import clock
from lantoa.practices.choices import Answer
from lantoa.practices.forms.shared import MeasureField, ShortTexts
from lantoa.practices.models import Adoption
from lantoa.ui.forms import DayField, TextField, ViForm


class AnswerForm(ShortTexts):
    """A unit's answer on one practice of an order."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Trả lời"), choices=Answer.choices, widget=forms.RadioSelect
    )
    planned_for = DayField(
        label=gettext_lazy("Dự kiến áp dụng từ"),
        required=False,
        help_text=gettext_lazy("Ghi khi trả lời áp dụng. Ví dụ: 15/4/2021"),
    )
    reason = TextField(
        label=gettext_lazy("Lý do, hoặc điểm khác khi áp dụng"),
        required=False,
        help_text=gettext_lazy("Bắt buộc, trừ khi trả lời Áp dụng."),
    )


def answer_initial(adoption: Adoption | None) -> dict[str, Any]:
    if adoption is None:
        return {}
    return {"answer": adoption.answer, "planned_for": adoption.planned_for, "reason": adoption.reason}


class AppliedForm(ShortTexts):
    """A unit's report that it applies a practice, with its own measure if there is one."""

    applied_on = DayField(label=gettext_lazy("Áp dụng từ ngày"), past_only=True)
    baseline = MeasureField(label=gettext_lazy("Số trước khi áp dụng"), required=False)
    result_value = MeasureField(label=gettext_lazy("Số sau khi áp dụng"), required=False)
    evidence = TextField(
        label=gettext_lazy("Minh chứng"),
        required=False,
        help_text=gettext_lazy(
            "Sổ đo, biên bản, ảnh lưu ở đâu. Cần có số đo và minh chứng thì mới được kiểm chứng."
        ),
    )


def applied_initial(adoption: Adoption) -> dict[str, Any]:
    return {name: getattr(adoption, name) for name in ("applied_on", "baseline", "result_value", "evidence")}


class VerifyForm(ViForm):
    """The committee's word that it has seen the result."""

    verified_on = DayField(label=gettext_lazy("Ngày kiểm chứng"), past_only=True)

    @staticmethod
    def today() -> dict[str, date]:
        return {"verified_on": clock.today()}
