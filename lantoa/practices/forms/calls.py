"""What is typed about calls, appraisals and the meeting."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.directives.forms.choosing import DirectiveField
from lantoa.directives.queries.serving import directives_concerning
from lantoa.organisation.models import Unit
from lantoa.practices.choices import CallPurpose
from lantoa.practices.forms.shared import ShortTexts
from lantoa.practices.models import Call, CallCriterion
from lantoa.practices.queries import practices as registry
from lantoa.practices.services.appraisals import Given
from lantoa.practices.services.calls import CallText
from lantoa.practices.services.selection import Concluded
from lantoa.ui.forms import CountField, DayField, LineField, TextField, YearField

MOST_OF_A_CALL = 1000


class CallForm(ShortTexts):
    """A call, with the most points of each criterion."""

    title = LineField(label=gettext_lazy("Tên đợt xét"), max_length=200)
    purpose = forms.ChoiceField(
        label=gettext_lazy("Xét để làm gì"),
        choices=CallPurpose.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Xét công nhận: nhận mô hình đã có hiệu quả. Chọn in tập: nhận mô hình đã được công nhận."
        ),
    )
    directive = DirectiveField(label=gettext_lazy("Theo văn bản"))
    year = YearField(label=gettext_lazy("Mô hình của năm"))
    opens_on = DayField(label=gettext_lazy("Nhận từ ngày"))
    closes_on = DayField(label=gettext_lazy("Nhận đến hết ngày"))
    appraise_by = DayField(label=gettext_lazy("Chấm xong trước ngày"))
    fields_taken = forms.MultipleChoiceField(
        label=gettext_lazy("Chỉ nhận lĩnh vực"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Không chọn mục nào là nhận mọi lĩnh vực."),
    )
    quota = CountField(
        label=gettext_lazy("Mỗi đơn vị trình nhiều nhất"),
        required=False,
        min_value=1,
        max_value=MOST_OF_A_CALL,
        help_text=gettext_lazy("Để trống là không giới hạn."),
    )
    per_entry = CountField(label=gettext_lazy("Số người chấm mỗi mô hình"), min_value=1, max_value=25)
    field_limit = CountField(
        label=gettext_lazy("Mỗi lĩnh vực lấy nhiều nhất"),
        required=False,
        min_value=1,
        max_value=MOST_OF_A_CALL,
        help_text=gettext_lazy("Lấy quá mức này thì cuộc họp phải ghi lý do. Để trống là không giới hạn."),
    )
    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        unit: Unit,
        criteria: list[tuple[str, int]],
        call: Call | None = None,
        **kwargs: Any,
    ) -> None:
        if call is not None:
            kwargs.setdefault("initial", self._initial(call))
        super().__init__(*args, **kwargs)
        self._known = {one.code: one for one in registry.fields()}
        self.fields["directive"].offer(  # type: ignore[attr-defined]
            directives_concerning(unit), kept=call.directive if call is not None else None
        )
        self.fields["fields_taken"].choices = [(code, one.name) for code, one in self._known.items()]  # type: ignore[attr-defined]
        self.weighed = [f"w{place}" for place in range(len(criteria))]
        for name, (label, most) in zip(self.weighed, criteria, strict=True):
            self.fields[name] = CountField(label=label, min_value=1, max_value=100, initial=most)

    @staticmethod
    def _initial(call: Call) -> dict[str, Any]:
        kept = ("title", "purpose", "year", "opens_on", "closes_on", "appraise_by", "quota", "per_entry")
        found = {name: getattr(call, name) for name in (*kept, "field_limit", "row_version")}
        return found | {
            "directive": call.directive,
            "fields_taken": [one.code for one in call.fields.all()],
        }

    def told_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in self.weighed and name != "row_version"]

    def weights(self) -> list[forms.BoundField]:
        return [self[name] for name in self.weighed]

    def told(self) -> CallText:
        data = self.cleaned_data
        return CallText(
            title=data["title"],
            directive=data["directive"],
            purpose=data["purpose"],
            year=data["year"],
            opens_on=data["opens_on"],
            closes_on=data["closes_on"],
            appraise_by=data["appraise_by"],
            per_entry=data["per_entry"],
            quota=data["quota"],
            field_limit=data["field_limit"],
            fields=[self._known[code] for code in data["fields_taken"]],
            weights=[data[name] for name in self.weighed],
        )


class AppraisalForm(ShortTexts):
    """Points for each criterion; those not yet given are left empty."""

    comment = TextField(label=gettext_lazy("Nhận xét"), required=False)
    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    beside = ("viec",)

    def __init__(self, *args: Any, criteria: list[CallCriterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for place, one in enumerate(criteria):
            self.fields[f"p{place}"] = CountField(
                label=_("%(name)s, 0 đến %(most)s điểm") % {"name": one.name, "most": one.most},
                help_text=one.question,
                max_value=one.most,
                required=False,
            )

    def points(self) -> list[forms.BoundField]:
        """To be shown: they are compulsory to hand in, so they are not said to be optional; a draft may lack them."""
        names = [f"p{place}" for place in range(len(self.criteria))]
        for name in names:
            self.fields[name].required = True
        return [self[name] for name in names]

    def told(self) -> Given:
        points = [self.cleaned_data[f"p{place}"] for place in range(len(self.criteria))]
        return Given(points, self.cleaned_data["comment"])


class ConcludeForm(ShortTexts):
    """What the minutes say of the meeting itself."""

    met_on = DayField(label=gettext_lazy("Ngày họp"), past_only=True)
    summoned = CountField(label=gettext_lazy("Số ủy viên được triệu tập"), min_value=1, max_value=500)
    present = CountField(label=gettext_lazy("Số có mặt"), min_value=1, max_value=500)
    field_reason = TextField(
        label=gettext_lazy("Lý do lấy quá mức của một lĩnh vực"),
        required=False,
        help_text=gettext_lazy("Chỉ cần khi có lĩnh vực lấy quá mức đã định."),
    )
    refusal = TextField(
        label=gettext_lazy("Lý do chung với mô hình không được công nhận"),
        required=False,
        help_text=gettext_lazy("Chỉ cần khi xét công nhận. Mô hình có lý do riêng thì dùng lý do riêng."),
    )
    row_version = forms.IntegerField(widget=forms.HiddenInput)

    def told(self) -> Concluded:
        data = {name: value for name, value in self.cleaned_data.items() if name != "row_version"}
        return Concluded(**data)
