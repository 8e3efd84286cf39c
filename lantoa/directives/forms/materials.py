"""What a person types about the documents and links of a topic."""

from typing import Any

from django.utils.translation import gettext_lazy

from lantoa.attachments.choices import PAPERS, PICTURES, Kind
from lantoa.attachments.forms import UploadField, UploadForm
from lantoa.directives.models import TopicMaterial
from lantoa.ui.forms import LineField, ViForm

TITLE_HELP = gettext_lazy("Người học thấy tên này. Ví dụ: Tài liệu chuyên đề năm 2021, bản của Trung ương.")


def _link() -> LineField:
    return LineField(
        label=gettext_lazy("Địa chỉ trên mạng"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Chép từ thanh địa chỉ của trình duyệt, bắt đầu bằng https://."),
    )


class MaterialForm(UploadForm):
    title = LineField(label=gettext_lazy("Tên tài liệu"), max_length=300, help_text=TITLE_HELP)
    link = _link()
    file = UploadField(label=gettext_lazy("hoặc Tệp"), kinds=(*PAPERS, *PICTURES, Kind.XLSX), required=False)
    field_order = ("title", "link", "file")


class MaterialChangeForm(ViForm):
    """The file itself stays: another file is another document."""

    title = LineField(label=gettext_lazy("Tên tài liệu"), max_length=300, help_text=TITLE_HELP)
    link = _link()

    def __init__(self, *args: Any, material: TopicMaterial, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"title": material.title, "link": material.link})
        super().__init__(*args, **kwargs)
        if material.file_id:
            del self.fields["link"]
