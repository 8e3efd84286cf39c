"""Choosing units below a committee in a form: direct, all, by kind, by group, or one by one."""

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.core import clock
from lantoa.core.vi_numbers import format_count
from lantoa.organisation.models import Unit
from lantoa.organisation.queries.choosing import Chosen, Scope, groups_below, kinds_below, units_of
from lantoa.ui.forms import TextField, ViForm

PARTED = re.compile(r"[\s,;]+")
LACKING = {
    "kinds": gettext_lazy("Đánh dấu ít nhất một loại hình."),
    "groups": gettext_lazy("Đánh dấu ít nhất một nhóm."),
    "codes": gettext_lazy("Chọn hoặc dán mã ít nhất một đơn vị."),
}
MOST_CODES = 5000
SCOPES = (
    ("direct", gettext_lazy("Các đơn vị trực thuộc trực tiếp")),
    ("all", gettext_lazy("Mọi đơn vị bên dưới, tất cả các cấp")),
    ("kinds", gettext_lazy("Theo loại hình")),
    ("groups", gettext_lazy("Theo nhóm")),
    ("hand", gettext_lazy("Chọn từng đơn vị")),
)


class CodesField(TextField):
    """Codes of units, parted by commas, spaces or line breaks; a list of strings."""

    def __init__(self, *, most: int = MOST_CODES, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}))
        kwargs.setdefault("max_length", 60_000)
        super().__init__(**kwargs)
        self.most = most

    def clean(self, value: Any) -> list[str]:
        found = [one for one in PARTED.split(str(super().clean(value))) if one]
        if len(found) > self.most:
            sentence = _("Mỗi lần tối đa %(most)s mã. Chọn theo nhóm, hoặc chia làm nhiều lần.")
            raise ValidationError(sentence % {"most": format_count(self.most)})
        return list(dict.fromkeys(found))


class RecipientsForm(ViForm):
    """Who is given something to do: below the committee, by kind, by group, or one by one."""

    beside: ClassVar[tuple[str | re.Pattern[str], ...]] = ("viec", "counted")

    scope = forms.ChoiceField(label=gettext_lazy("Giao cho"), choices=SCOPES, widget=forms.RadioSelect)
    kinds = forms.MultipleChoiceField(label=gettext_lazy("Loại hình"), widget=forms.CheckboxSelectMultiple)
    groups = forms.MultipleChoiceField(label=gettext_lazy("Nhóm"), widget=forms.CheckboxSelectMultiple)
    codes = CodesField(
        label=gettext_lazy("Mã các đơn vị"),
        help_text=gettext_lazy("Dán mã từ bảng tính. Ví dụ: HG-001, HG-048"),
    )

    def __init__(
        self,
        *args: Any,
        kinds: Sequence[tuple[str, str]] = (),
        groups: Sequence[tuple[str, Any]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = list(kinds)  # type: ignore[attr-defined]
        self.fields["groups"].choices = list(groups)  # type: ignore[attr-defined]
        for name, sentence in LACKING.items():
            self.fields[name].error_messages["required"] = sentence

    def full_clean(self) -> None:
        """Of the three ways that name units, only the chosen one must name some."""
        chosen = {"hand": "codes"}.get(self.data.get("scope", ""), self.data.get("scope", ""))
        for name in LACKING:
            self.fields[name].required = name == chosen
        super().full_clean()
        for name in LACKING:
            self.fields[name].required = True

    def wanted(self) -> Scope:
        """Who is asked, of a valid form."""
        found = self.cleaned_data
        return Scope(found["scope"], found.get("kinds", ()), found.get("groups", ()), found.get("codes", ()))

    def chosen_below(self, committee: Unit) -> Chosen | None:
        """Whom a valid form names today; None, with the error in the form, where it names nobody or a code that is not below."""
        found = units_of(committee, clock.today(), self.wanted())
        if found.unknown:
            sentence = _("Không có đơn vị bên dưới mang mã: %(codes)s.")
            self.add_error("codes", sentence % {"codes": ", ".join(found.unknown[:10])})
            return None
        if not len(found.units):
            self.add_error("scope", _("Lựa chọn này chưa có đơn vị nào."))
            return None
        return found.units


def offered_below(committee: Unit) -> dict[str, Any]:
    """Kinds and groups below the committee today with how many units, as a RecipientsForm takes them. Two statements."""
    today = clock.today()
    return {
        "kinds": [
            (code, f"{name} ({format_count(count)})") for code, name, count in kinds_below(committee, today)
        ],
        "groups": [
            (scheme, [(code, f"{name} ({format_count(count)})") for code, name, count in rows])
            for scheme, rows in groups_below(committee, today)
        ],
    }


def typed_before(posted: QueryDict) -> list[tuple[str, str]]:
    """What was typed, to be carried hidden through a preview."""
    skipped = ("csrfmiddlewaretoken", *RecipientsForm.beside)
    return [(name, value) for name in posted if name not in skipped for value in posted.getlist(name)]
