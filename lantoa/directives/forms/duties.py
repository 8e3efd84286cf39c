"""What a person types when a part of a version becomes something to do."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.accounts.models import User
from lantoa.core.vi_numbers import format_count
from lantoa.directives.duty_kinds import TASK, kinds_for
from lantoa.directives.duty_texts import DutyText
from lantoa.directives.models import DirectivePart, Duty
from lantoa.organisation.models import Unit
from lantoa.ui.forms import DayField, LineField, TextField, ViForm


class DutyForm(ViForm):
    """One thing to do. The part and the sentence come from the text: marked with the mouse, or chosen and typed."""

    beside = ("viec",)

    part = forms.ChoiceField(label=gettext_lazy("Theo phần nào của văn bản"), required=False)
    sentence = TextField(
        label=gettext_lazy("Nguyên văn câu giao việc"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Bôi đen câu trong văn bản để tự điền vào đây, hoặc chép đúng từng chữ."),
    )
    title = LineField(
        label=gettext_lazy("Việc phải làm"),
        max_length=300,
        help_text=gettext_lazy("Một việc, nói rõ làm gì."),
    )
    due_on = DayField(label=gettext_lazy("Hạn"), help_text=gettext_lazy("Ví dụ: 30/6/2021"))
    proof_wanted = LineField(
        label=gettext_lazy("Minh chứng cần có"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Nhìn vào đâu thì biết đã xong. Ví dụ: số, ngày của kế hoạch."),
    )
    becomes = forms.ChoiceField(
        label=gettext_lazy("Giao thành"),
        help_text=gettext_lazy("Được lập ngay khi phát động; từ việc này mở được cái đã lập, và ngược lại."),
    )
    row_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31)

    def __init__(
        self,
        *args: Any,
        parts: Sequence[DirectivePart],
        becomes: Sequence[tuple[str, Sequence[tuple[str, str]]]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["becomes"].choices = [(TASK, _("Nhiệm vụ của từng đơn vị")), *becomes]  # type: ignore[attr-defined]
        if not becomes:
            del self.fields["becomes"]
        self._parts = {str(one.position): one for one in parts}
        offered = [("", _("Không theo phần nào"))]
        offered += [
            (
                key,
                " ".join(filter(None, (one.label, one.heading)))
                or _("Phần %(n)s") % {"n": format_count(one.position)},
            )
            for key, one in self._parts.items()
        ]
        self.fields["part"].choices = offered  # type: ignore[attr-defined]

    def text(self) -> DutyText:
        """What was typed, for a valid form."""
        data = self.cleaned_data
        return DutyText(
            data["title"],
            data["due_on"],
            data["proof_wanted"],
            self._parts.get(data["part"]),
            data["sentence"],
            *_kind_and_choice(data.get("becomes", "")),
        )


def duty_initial(duty: Duty) -> dict[str, Any]:
    names = ("sentence", "title", "due_on", "proof_wanted")
    part = str(duty.part.position) if duty.part else ""
    becomes = f"{duty.kind}:{duty.choice}" if duty.choice else duty.kind
    return {**{name: getattr(duty, name) for name in names}, "part": part, "becomes": becomes}


def becomes_offered(user: User, unit: Unit) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a duty may become besides tasks, in groups, as far as the person may make it for the committee."""
    found = []
    for kind in kinds_for(user, unit):
        offered = [(f"{kind.key}:{value}", words) for value, words in kind.offered(unit)]
        if offered:
            found.append((str(kind.label), offered))
    return found


def _kind_and_choice(value: str) -> tuple[str, str]:
    kind, _colon, choice = value.partition(":")
    return kind or TASK, choice
