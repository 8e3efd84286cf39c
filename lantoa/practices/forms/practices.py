"""What a person types about practices; numbers and days are read as Vietnamese offices write them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.accounts.models import User
from lantoa.core.errors import NotFound
from lantoa.core.text import looks_empty
from lantoa.directives.forms.choosing import BesideField, DirectiveField, offer_directives
from lantoa.directives.queries.serving import directives_concerning
from lantoa.directives.queries.study import topics_for
from lantoa.organisation.models import Unit
from lantoa.practices.choices import Subject, YearState
from lantoa.practices.errors import MergedAway
from lantoa.practices.forms.shared import MeasureField, ShortTexts, beneficiaries_field, money_field
from lantoa.practices.models import Practice
from lantoa.practices.queries import practices as registry
from lantoa.practices.services.practices import ResultTold
from lantoa.practices.texts import PracticeText
from lantoa.ui.forms import DayField, LineField, TextField

SERIES_QUARTERS = 8  # how many past quarters a result may fill in


class PracticeForm(ShortTexts):
    """A practice as its unit tells it. A draft needs a name, a field, a directive and a first day; the rest may wait."""

    title = LineField(label=gettext_lazy("Tên mô hình"), max_length=200)
    subject = forms.ChoiceField(
        label=gettext_lazy("Của tập thể hay cá nhân"), choices=Subject.choices, widget=forms.RadioSelect
    )
    field = forms.ChoiceField(label=gettext_lazy("Lĩnh vực"))
    other_fields = forms.MultipleChoiceField(
        label=gettext_lazy("Lĩnh vực khác"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Mô hình được đếm ở lĩnh vực trên; ở các lĩnh vực này thì tìm thấy được."),
    )
    directive = DirectiveField(label=gettext_lazy("Gắn với văn bản"))
    other_directives = BesideField()
    topic = forms.ChoiceField(
        label=gettext_lazy("Gắn với chuyên đề học tập"),
        required=False,
        help_text=gettext_lazy("Chuyên đề mà mô hình đưa vào việc làm."),
    )
    started_on = DayField(label=gettext_lazy("Thực hiện từ ngày"))
    learned_from = LineField(
        label=gettext_lazy("Học từ mô hình"),
        required=False,
        max_length=20,
        help_text=gettext_lazy(
            "Mã của mô hình đã được công nhận, ví dụ MH-2020-014. Mô hình mới thì để trống."
        ),
    )
    problem = TextField(
        label=gettext_lazy("Vấn đề cần giải quyết"),
        required=False,
        help_text=gettext_lazy("Việc gì đang vướng, với ai, bao nhiêu. Ghi số đo và cách đo nếu có."),
    )
    goal = TextField(
        label=gettext_lazy("Mục tiêu"), required=False, help_text=gettext_lazy("Đạt điều gì, trước ngày nào.")
    )
    measure = LineField(
        label=gettext_lazy("Số đo"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Đo cái gì để biết có hiệu quả, ví dụ: thời gian chờ khám bình quân."),
    )
    measure_unit = LineField(label=gettext_lazy("Đơn vị tính"), required=False, max_length=40)
    baseline = MeasureField(label=gettext_lazy("Số trước khi làm"), required=False)
    target = MeasureField(label=gettext_lazy("Số cần đạt"), required=False)
    target_on = DayField(label=gettext_lazy("Hạn đạt"), required=False)
    method = TextField(
        label=gettext_lazy("Cách làm"),
        required=False,
        help_text=gettext_lazy("Mỗi việc một dòng, theo thứ tự làm."),
    )
    contact = LineField(
        label=gettext_lazy("Đầu mối trao đổi"),
        required=False,
        max_length=200,
        help_text=gettext_lazy(
            "Đơn vị muốn học thì hỏi ai: chức vụ, bộ phận, điện thoại cơ quan, ví dụ: Phòng Kế hoạch tổng hợp, 0293 3878 900."
        ),
    )
    distinct_because = TextField(
        label=gettext_lazy("Khác gì mô hình đã có"),
        required=False,
        help_text=gettext_lazy("Chỉ cần ghi khi có mô hình gần giống mà đây là việc khác."),
    )
    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, user: User, unit: Unit, practice: Practice | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.practice = user, practice
        self._fields = {one.code: one for one in registry.fields()}
        offer_directives(self, directives_concerning(unit), practice)
        choices = [(code, one.name) for code, one in self._fields.items()]
        self._choice("field").choices = [("", _("Chọn lĩnh vực")), *choices]
        self._choice("other_fields").choices = choices
        self._topics = {one.code: one for one in topics_for(user, unit)}
        if practice is not None and practice.topic is not None:
            self._topics.setdefault(practice.topic.code, practice.topic)
        self._choice("topic").choices = [
            ("", _("Không gắn với chuyên đề")),
            *((code, f"{one.years}: {one.title}") for code, one in self._topics.items()),
        ]

    def _choice(self, name: str) -> forms.ChoiceField:
        found = self.fields[name]
        if not isinstance(found, forms.ChoiceField):
            raise TypeError(f"{name} is no choice")
        return found

    def clean_learned_from(self) -> Practice | None:
        code = self.cleaned_data["learned_from"].upper()
        if not code:
            return None
        try:
            return registry.get_practice(self.user, code)
        except MergedAway as gone:
            raise ValidationError(gone.sentence) from gone
        except NotFound as error:
            raise ValidationError(_("Không có mô hình mang mã %(code)s.") % {"code": code}) from error

    def told(self) -> PracticeText:
        """What was typed, for a valid form. Result and lesson stay as they are: they are told after registration."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "row_version"}
        data["field"] = self._fields[data["field"]]
        data["other_directives"] = tuple(data.get("other_directives", ()))
        data["topic"] = self._topics.get(data["topic"])
        data["other_fields"] = tuple(self._fields[code] for code in data["other_fields"])
        if self.practice is not None:
            kept = ("result", "result_value", "lesson")
            data |= {name: getattr(self.practice, name) for name in kept}
        return PracticeText(**data)


TOLD_AS_STORED = (
    *("title", "subject", "started_on", "problem", "goal", "measure", "measure_unit"),
    *("baseline", "target", "target_on", "method", "contact", "distinct_because", "row_version"),
)


def practice_initial(practice: Practice) -> dict[str, Any]:
    """A stored practice as PracticeForm shows it."""
    found = {name: getattr(practice, name) for name in TOLD_AS_STORED}
    found["field"] = practice.field.code
    found["directive"] = practice.directive
    found["other_directives"] = list(practice.other_directives.all())
    found["topic"] = practice.topic.code if practice.topic else ""
    found["other_fields"] = [one.code for one in practice.other_fields.all()]
    found["learned_from"] = practice.learned_from.code if practice.learned_from else ""
    return found


class ReasonForm(ShortTexts):
    """Why something is returned, refused or stopped."""

    reason = TextField(
        label=gettext_lazy("Lý do"), help_text=gettext_lazy("Đơn vị đọc lý do này để biết cần làm gì.")
    )

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        if looks_empty(reason):
            raise ValidationError(_("Ghi rõ lý do."))
        return reason


class ResultForm(ShortTexts):
    """What came of a practice; one box per recent quarter for the series of its measure."""

    result = TextField(
        label=gettext_lazy("Kết quả"), help_text=gettext_lazy("Kết quả, so với mục tiêu, minh chứng.")
    )
    result_value = MeasureField(label=gettext_lazy("Số đạt được"), required=False)
    beneficiaries = beneficiaries_field()
    money = money_field()
    lesson = TextField(label=gettext_lazy("Bài học"), required=False)
    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, practice: Practice, quarters: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", self._initial(practice))
        super().__init__(*args, **kwargs)
        self.quarters = [code for code, _label in quarters]
        for code, label in quarters:
            field = MeasureField(label=label, required=False)
            field.error_messages["required"] = ""
            self.fields[f"q{code}"] = field

    @staticmethod
    def _initial(practice: Practice) -> dict[str, Any]:
        series = {f"q{row.period}": row.value for row in practice.measurements.all()}
        told = next(
            (row for row in reversed(practice.years.all()) if row.state == YearState.REGISTERED), None
        )
        return {
            "beneficiaries": told and told.beneficiaries,
            "money": told and told.money,
            "result": practice.result,
            "result_value": practice.result_value,
            "lesson": practice.lesson,
            "row_version": practice.row_version,
            **series,
        }

    def series(self) -> list[forms.BoundField]:
        return [self[f"q{code}"] for code in self.quarters]

    def told(self) -> ResultTold:
        data = self.cleaned_data
        typed = [(code, data[f"q{code}"]) for code in self.quarters if data[f"q{code}"] is not None]
        return ResultTold(
            data["result"], data["result_value"], data["lesson"], typed, data["beneficiaries"], data["money"]
        )
