"""What the officer types to open a collection: who is asked, who is exempt, and when."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.core import clock
from lantoa.core.text import looks_empty
from lantoa.organisation.forms.choosing import LACKING, SCOPES, CodesField
from lantoa.organisation.queries.choosing import Scope
from lantoa.ui.forms import DayField, LineField, TextField, ViForm

EXEMPT_LINE = re.compile(r"(\S+?)[\s:,;]+(.+)")
LONGEST_REASON = 300
HOURS = (
    ("8", gettext_lazy("8 giờ")),
    ("12", gettext_lazy("12 giờ")),
    ("17", gettext_lazy("17 giờ")),
    ("24", gettext_lazy("hết ngày")),
)


def moment_of(day: date, hour: str) -> datetime:
    """A day and one of HOURS; 24 is the midnight after it."""
    return clock.instant(day + timedelta(1), 0) if hour == "24" else clock.instant(day, int(hour))


@dataclass(frozen=True)
class ExemptLine:
    number: int  # of the line, from 1
    code: str
    reason: str


class ExemptField(TextField):
    """One unit a line: its code, then the reason. A list of ExemptLine."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> list[ExemptLine]:
        found: list[ExemptLine] = []
        for number, line in enumerate(str(super().clean(value)).splitlines(), start=1):
            if not line.strip():
                continue
            match = EXEMPT_LINE.fullmatch(line.strip())
            words = {"number": number, "line": line.strip()[:40]}
            if match is None or looks_empty(match[2]):
                sentence = _("Dòng %(number)s («%(line)s») chưa có lý do miễn. Ghi lý do sau mã đơn vị.")
                raise ValidationError(sentence % words)
            if len(match[2]) > LONGEST_REASON:
                raise ValidationError(_("Dòng %(number)s: lý do dài quá 300 ký tự. Hãy rút gọn.") % words)
            found.append(ExemptLine(number, match[1], match[2].strip()))
        return found


@dataclass(frozen=True)
class OpeningTimes:
    opens_at: datetime | None  # none: at once
    due_at: datetime
    closes_at: datetime


class OpeningForm(ViForm):
    """Sheet version, owner and period come hidden from the steps before; the rest is decided here."""

    beside = ("viec", "mien", "q", "chon", "counted")

    version = forms.CharField(widget=forms.HiddenInput, max_length=60)
    owner = forms.CharField(widget=forms.HiddenInput, max_length=40)
    period = forms.CharField(widget=forms.HiddenInput, max_length=20)
    title = LineField(label=gettext_lazy("Tên đợt báo cáo"), max_length=200)
    scope = forms.ChoiceField(
        label=gettext_lazy("Đơn vị phải báo cáo"), choices=SCOPES, widget=forms.RadioSelect
    )
    kinds = forms.MultipleChoiceField(label=gettext_lazy("Loại hình"), widget=forms.CheckboxSelectMultiple)
    groups = forms.MultipleChoiceField(label=gettext_lazy("Nhóm"), widget=forms.CheckboxSelectMultiple)
    codes = CodesField(
        label=gettext_lazy("Mã các đơn vị"),
        help_text=gettext_lazy("Dán mã từ bảng tính, hoặc tìm rồi thêm ở trên. Ví dụ: HG-001, HG-048"),
    )
    exempt = ExemptField(
        label=gettext_lazy("Đơn vị được miễn"),
        required=False,
        help_text=gettext_lazy("Mỗi dòng một đơn vị: mã, rồi lý do. Ví dụ: HG-012 mới thành lập trong kỳ"),
    )
    due_on = DayField(label=gettext_lazy("Hạn gửi"), help_text=gettext_lazy("Gửi sau lúc này là trễ hạn."))
    due_hour = forms.ChoiceField(label=gettext_lazy("Giờ"), choices=HOURS)
    closes_on = DayField(
        label=gettext_lazy("Khóa từ ngày"),
        help_text=gettext_lazy("Từ 0 giờ ngày này không nhận báo cáo nữa; bản nháp vẫn được giữ."),
    )
    opens_on = DayField(
        label=gettext_lazy("Đơn vị nhập được từ ngày"),
        required=False,
        help_text=gettext_lazy("Để trống: nhập được ngay khi mở đợt."),
    )

    def __init__(
        self,
        *args: Any,
        kinds: Sequence[tuple[str, str]] = (),
        groups: Sequence[tuple[str, Any]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._offer("kinds", kinds)
        self._offer("groups", groups)
        for name, sentence in LACKING.items():
            self.fields[name].error_messages["required"] = sentence

    def full_clean(self) -> None:
        """Of the three ways that name units, only the chosen one must name some; on the page each stands as what it asks for."""
        chosen = {"hand": "codes"}.get(self.data.get("scope", ""), self.data.get("scope", ""))
        for name in LACKING:
            self.fields[name].required = name == chosen
        super().full_clean()
        for name in LACKING:
            self.fields[name].required = True

    def _offer(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        chooser = self.fields[name]
        if isinstance(chooser, forms.MultipleChoiceField):
            chooser.choices = list(choices)

    def wanted(self) -> Scope:
        """Who is asked, as far as it could be read."""
        found = getattr(self, "cleaned_data", {})
        return Scope(
            found.get("scope", ""),
            found.get("kinds", ()),
            found.get("groups", ()),
            found.get("codes", ()),
        )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        self._require_order(found)
        return found

    def _require_order(self, found: dict[str, Any]) -> None:
        due_on, hour, closes_on, opens_on = (
            found.get(name) for name in ("due_on", "due_hour", "closes_on", "opens_on")
        )
        if due_on is None or hour is None:
            return
        due_at = moment_of(due_on, hour)
        if due_at <= clock.now():
            self.add_error("due_on", _("Hạn gửi đã qua. Chọn một lúc sau bây giờ."))
        if closes_on is not None and clock.instant(closes_on, 0) < due_at:
            self.add_error("closes_on", _("Ngày khóa phải sau hạn gửi."))
        if opens_on is not None and clock.instant(opens_on, 0) > due_at:
            self.add_error("opens_on", _("Ngày nhập phải trước hạn gửi."))

    def times(self) -> OpeningTimes:
        """Of a valid form."""
        found = self.cleaned_data
        opens_on = found["opens_on"]
        opens_later = opens_on is not None and clock.instant(opens_on, 0) > clock.now()
        return OpeningTimes(
            clock.instant(opens_on, 0) if opens_later else None,
            moment_of(found["due_on"], found["due_hour"]),
            clock.instant(found["closes_on"], 0),
        )
