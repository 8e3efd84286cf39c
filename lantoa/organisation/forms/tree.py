from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lantoa.organisation.queries import tree
from lantoa.organisation.queries.groups import group_choices
from lantoa.organisation.queries.units import sector_names
from lantoa.ui.forms import DayField, LineField, ViForm


class TreeForm(ViForm):
    """What narrows the tree; it lives in the address. `filter()` gives what was understood, also where a field was refused."""

    by_address = True

    q = LineField(label=_("Tìm đơn vị"), required=False, max_length=200)
    khoi = forms.ChoiceField(label=_("Khối ngành"), required=False)
    nhom = forms.ChoiceField(label=_("Nhóm khác"), required=False)
    loai = forms.ChoiceField(label=_("Loại hình"), required=False)
    ngay = DayField(label=_("Cây tổ chức ngày"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [("", _("Mọi khối ngành")), *sector_names().items(), (tree.NO_SECTOR, _("Chưa xếp khối"))]
        self.fields["khoi"].choices = offered  # type: ignore[attr-defined]
        self.fields["nhom"].choices = [("", _("Mọi nhóm")), *group_choices()]  # type: ignore[attr-defined]
        self.fields["loai"].choices = [("", _("Mọi loại hình")), *tree.kinds()]  # type: ignore[attr-defined]

    def filter(self) -> tree.TreeFilter:
        self.full_clean()
        found = getattr(self, "cleaned_data", {})
        day: date | None = found.get("ngay")
        return tree.TreeFilter(
            found.get("q", ""), found.get("khoi", ""), found.get("loai", ""), day, found.get("nhom", "")
        )
