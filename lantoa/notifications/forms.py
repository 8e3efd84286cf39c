from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lantoa.notifications.choices import Way
from lantoa.notifications.kinds import KINDS
from lantoa.ui.forms import ViForm

DAILY, WEEKLY = "daily", "weekly"


class PreferencesForm(ViForm):
    """One choice for each kind (`kind-<code>`), how often the digest comes, and whether mail may come at any time."""

    digest = forms.ChoiceField(
        label=_("Bản tin gộp"),
        choices=[(DAILY, _("Mỗi ngày làm việc")), (WEEKLY, _("Mỗi tuần một lần"))],
        widget=forms.RadioSelect,
    )
    any_time = forms.BooleanField(
        label=_("Gửi cả ban đêm và ngày nghỉ"),
        help_text=_("Không chọn thì thư chờ đến sáng ngày làm việc."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, kind in KINDS.items():
            self.fields[f"kind-{code}"] = forms.ChoiceField(label=str(kind.name), choices=Way.choices)

    @property
    def rooms(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The choices under the rooms they belong to, in the order in which the rooms registered them."""
        found: dict[str, list[forms.BoundField]] = {}
        for code, kind in KINDS.items():
            found.setdefault(str(kind.room), []).append(self[f"kind-{code}"])
        return list(found.items())

    @property
    def ways(self) -> dict[str, Way]:
        return {code: Way(self.cleaned_data[f"kind-{code}"]) for code in KINDS}
