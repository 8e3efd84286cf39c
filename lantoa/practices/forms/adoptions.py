"""What a unit answers about practices of others, and what is told of their being applied."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.core import clock
from lantoa.practices.choices import Answer
from lantoa.practices.forms.shared import MeasureField, ShortTexts, beneficiaries_field, money_field
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
    have_since = DayField(
        label=gettext_lazy("Đã làm từ ngày"),
        required=False,
        past_only=True,
        help_text=gettext_lazy("Ghi khi đơn vị đã có cách tương tự. Ví dụ: 01/3/2019"),
    )
    reason = TextField(
        label=gettext_lazy("Điểm khác khi áp dụng, cách đang làm, hoặc lý do"),
        required=False,
        help_text=gettext_lazy(
            "Áp dụng có điều chỉnh: ghi điểm khác. Đã có cách tương tự: ghi cách đang làm. Không áp dụng: ghi lý do."
        ),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("answer") == Answer.ALREADY_HAVE and "have_since" in data and data["have_since"] is None:
            self.add_error(
                "have_since",
                _("Ghi ngày đơn vị bắt đầu làm; không nhớ rõ thì ghi ngày đầu tháng hoặc đầu năm."),
            )
        return data


def answer_initial(adoption: Adoption | None) -> dict[str, Any]:
    if adoption is None:
        return {}
    return {name: getattr(adoption, name) for name in ("answer", "planned_for", "have_since", "reason")}


class AppliedForm(ShortTexts):
    """A unit's report that it applies a practice, with its own measure if there is one."""

    applied_on = DayField(label=gettext_lazy("Áp dụng từ ngày"), past_only=True)
    baseline = MeasureField(label=gettext_lazy("Số trước khi áp dụng"), required=False)
    result_value = MeasureField(label=gettext_lazy("Số sau khi áp dụng"), required=False)
    evidence = TextField(
        label=gettext_lazy("Minh chứng"),
        required=False,
        help_text=gettext_lazy(
            "Sổ đo, biên bản, ảnh lưu ở đâu. Cần có số đo và minh chứng thì mới được kiểm chứng. Tệp thì thêm ở trang áp dụng."
        ),
    )
    beneficiaries = beneficiaries_field()
    money = money_field()


def applied_initial(adoption: Adoption) -> dict[str, Any]:
    told = ("applied_on", "baseline", "result_value", "evidence", "beneficiaries", "money")
    return {name: getattr(adoption, name) for name in told}


class VerifyForm(ViForm):
    """The committee's word that it has seen the result."""

    verified_on = DayField(label=gettext_lazy("Ngày kiểm chứng"), past_only=True)

    @staticmethod
    def today() -> dict[str, date]:
        return {"verified_on": clock.today()}
