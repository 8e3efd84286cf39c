"""What a deed is linked to."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.directives.deed_links import Thing
from lantoa.directives.models import StudyDeed
from lantoa.ui.forms import ViForm


class DeedLinkForm(ViForm):
    link = forms.ChoiceField(
        label=gettext_lazy("Làm bằng"),
        required=False,
        help_text=gettext_lazy(
            "Nhiệm vụ, mô hình của đơn vị mà việc này được làm bằng. Bỏ gắn thì chọn dòng đầu."
        ),
    )

    def __init__(self, *args: Any, offered: list[tuple[str, str, list[Thing]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[Any] = [("", _("Chưa gắn"))]
        for kind, words, things in offered:
            choices.append((words, [(value_of(kind, one.code), one.label) for one in things]))
        chooser = self.fields["link"]
        if isinstance(chooser, forms.ChoiceField):
            chooser.choices = choices

    def chosen(self) -> tuple[str, str]:
        """(kind, code) of a valid form; both empty for none."""
        kind, _colon, code = self.cleaned_data["link"].partition(":")
        return kind, code


def value_of(kind: str, code: str) -> str:
    return f"{kind}:{code}"


def link_initial(deed: StudyDeed) -> dict[str, str]:
    return {"link": value_of(deed.linked_kind, deed.linked_code) if deed.linked_kind else ""}
