"""What a person types about a nomination and a decision."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.commendation.choices import Membership, Rank, Subject
from lantoa.commendation.models import Nomination
from lantoa.commendation.services import NewNomination
from lantoa.core import clock
from lantoa.core.text import looks_empty
from lantoa.organisation.models import Unit
from lantoa.ui.forms import CountField, DayField, LineField, TextField, ViForm

# A citizen's identity number (12 digits, the first 0) or a telephone number: neither belongs into a nomination.
PERSONAL_NUMBER = re.compile(r"(?<!\d)0\d{9}(?:\d{2})?(?!\d)")
HONORIFICS = ("Đồng chí", "Ông", "Bà")
LARGEST_NUMBER = 9999


class NominationForm(ViForm):
    """Who is put forward and why. Of a person: name, post, membership and rank, nothing else."""

    unit = forms.ChoiceField(label=gettext_lazy("Đơn vị đề nghị"))
    subject = forms.ChoiceField(
        label=gettext_lazy("Đề nghị khen"), choices=Subject.choices, widget=forms.RadioSelect
    )
    full_name = LineField(
        label=gettext_lazy("Tên tập thể hoặc họ và tên cá nhân"),
        max_length=200,
        help_text=gettext_lazy("Ghi đúng như sẽ in trên giấy khen, ví dụ: Tập thể Chi bộ Phòng Khám bệnh."),
    )
    honorific = forms.ChoiceField(
        label=gettext_lazy("Danh xưng trên giấy khen (cá nhân)"),
        required=False,
        choices=[("", gettext_lazy("Theo đảng viên hay quần chúng")), *[(one, one) for one in HONORIFICS]],
    )
    post = LineField(label=gettext_lazy("Chức vụ (cá nhân)"), required=False, max_length=200)
    membership = forms.ChoiceField(
        label=gettext_lazy("Đảng viên hay quần chúng (cá nhân)"),
        required=False,
        choices=Membership.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Chỉ dùng để cân đối danh sách của đợt khen này."),
    )
    rank = forms.ChoiceField(
        label=gettext_lazy("Lãnh đạo hay cán bộ (cá nhân)"),
        required=False,
        choices=Rank.choices,
        widget=forms.RadioSelect,
    )
    achievements = TextField(
        label=gettext_lazy("Tóm tắt thành tích"),
        max_length=4000,
        help_text=gettext_lazy(
            "Nêu việc làm và kết quả có số đo. Không ghi nội dung mật, số căn cước, số điện thoại, địa chỉ nhà, sức khỏe."
        ),
    )
    publish_name = forms.BooleanField(
        label=gettext_lazy("Người được đề nghị đồng ý công khai họ tên trên trang kiểm tra giấy khen"),
        required=False,
        help_text=gettext_lazy(
            "Không đồng ý cũng không ảnh hưởng việc xét khen. Trang kiểm tra khi đó chỉ ghi «Cá nhân»."
        ),
    )
    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {unit.code: unit for unit in units}
        field = self.fields["unit"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(code, getattr(unit, "short_name", code)) for code, unit in self.units.items()]
        if len(units) == 1:
            field.widget = forms.HiddenInput()
            field.initial = units[0].code

    def clean_achievements(self) -> str:
        typed: str = self.cleaned_data["achievements"]
        found = PERSONAL_NUMBER.search(typed)
        if found:
            sentence = _(
                "Dãy số %(number)s giống số căn cước hoặc số điện thoại. Hãy bỏ ra khỏi phần thành tích."
            )
            raise ValidationError(sentence % {"number": found.group()})
        return typed

    def told(self) -> NewNomination:
        """What was typed, for a valid form."""
        data = self.cleaned_data
        plain = {
            name: data[name]
            for name in ("full_name", "post", "membership", "rank", "achievements", "publish_name")
        }
        subject = Subject(data["subject"])
        honorific = data["honorific"]
        if subject == Subject.INDIVIDUAL and not honorific and data["membership"] == Membership.MEMBER:
            honorific = HONORIFICS[0]
        return NewNomination(unit=self.units[data["unit"]], subject=subject, honorific=honorific, **plain)


def nomination_initial(nomination: Nomination) -> dict[str, Any]:
    """A stored nomination as NominationForm shows it."""
    plain = [
        "subject",
        "full_name",
        "honorific",
        "post",
        "membership",
        "rank",
        "achievements",
        "publish_name",
        "row_version",
    ]
    return {name: getattr(nomination, name) for name in plain} | {"unit": nomination.unit.code}


class VerdictForm(ViForm):
    """The reason of a verdict; whether it is needed depends on the verdict, so the service says."""

    beside = ("verdict",)  # the buttons

    reason = TextField(
        label=gettext_lazy("Lý do"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Cần ghi khi trả lại hoặc không đề nghị khen; đơn vị đọc được lý do này."),
    )


class ReasonForm(ViForm):
    """Why a certificate is to be taken back."""

    reason = TextField(
        label=gettext_lazy("Lý do thu hồi"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Người ký đọc lý do này. Trang kiểm tra công khai chỉ nêu ngày và số quyết định thu hồi."
        ),
    )

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        if looks_empty(reason):
            raise ValidationError(_("Ghi rõ lý do."))
        return reason


class NoteForm(ViForm):
    """A word to who drafted what is sent back."""

    note = TextField(
        label=gettext_lazy("Lý do trả lại"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DecisionForm(ViForm):
    """The decision that is put up for signing."""

    decided_on = DayField(label=gettext_lazy("Ngày quyết định"), past_only=True)
    number = CountField(
        label=gettext_lazy("Số quyết định"),
        required=False,
        min_value=1,
        max_value=LARGEST_NUMBER,
        help_text=gettext_lazy("Để trống thì lấy số tiếp theo của nhiệm kỳ khi ký."),
    )

    @staticmethod
    def today() -> dict[str, Any]:
        return {"decided_on": clock.today()}
