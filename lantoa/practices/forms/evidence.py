"""What a person types about evidence."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from lantoa.attachments.choices import PAPERS, PICTURES, Kind
from lantoa.attachments.forms import UploadField, UploadForm
from lantoa.practices.models.evidence import Proof
from lantoa.ui.forms import LineField, ViForm

CAPTION_HELP = gettext_lazy(
    "Tệp cho thấy điều gì, ngày nào. Ví dụ: Bảng giờ chờ trước và sau khi làm, tháng 3/2021."
)


def _people() -> forms.BooleanField:
    return forms.BooleanField(
        label=gettext_lazy("Ảnh có người nhận ra được"),
        required=False,
        help_text=gettext_lazy("Không đưa ảnh người bệnh, trẻ em, người đang được giúp đỡ."),
    )


def _consent() -> forms.BooleanField:
    return forms.BooleanField(label=gettext_lazy("Người trong ảnh đã đồng ý cho dùng ảnh"), required=False)


class EvidenceForm(UploadForm):
    file = UploadField(label=gettext_lazy("Tệp"), kinds=(*PICTURES, *PAPERS, Kind.XLSX))
    caption = LineField(label=gettext_lazy("Chú thích"), max_length=300, help_text=CAPTION_HELP)
    shows_people = _people()
    consent = _consent()
    field_order = ("caption", "shows_people", "consent", "file")


class CaptionForm(ViForm):
    caption = LineField(label=gettext_lazy("Chú thích"), max_length=300, help_text=CAPTION_HELP)
    shows_people = _people()
    consent = _consent()
    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31)


def caption_initial(evidence: Proof) -> dict[str, Any]:
    return {
        "caption": evidence.caption,
        "shows_people": evidence.shows_people,
        "consent": evidence.shows_people,
        "row_version": evidence.row_version,
    }
