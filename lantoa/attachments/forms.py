"""The field for a file, and the form that holds one."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.attachments.choices import Kind
from lantoa.attachments.gate import AcceptedFile, SecretFile, admit
from lantoa.attachments.limits import limits, megabytes, told
from lantoa.attachments.parcels import MOST, Parcel, Unread, admit_or_begin
from lantoa.core import vi_numbers
from lantoa.core.errors import Refused
from lantoa.ui.forms import ViForm

SECRET_WARNING = gettext_lazy(
    "Không đưa tài liệu, thông tin bí mật nhà nước vào hệ thống này. Tài liệu có dấu Mật, Tối mật, Tuyệt mật gửi qua văn thư "
    "theo chế độ mật."
)
NO_FILE = gettext_lazy("Chưa chọn tệp. Hãy chọn tệp rồi gửi lại.")
CONFIRMATION = "no_secrets"


class UploadField(forms.FileField):
    """One file of the kinds named, as `gate.AcceptedFile`; None where none was chosen. Belongs into an `UploadForm`.

    What the gate refuses is told at the field; nothing of it is kept.
    """

    widget = forms.FileInput

    def __init__(self, *, kinds: Collection[Kind], **kwargs: Any) -> None:
        self.kinds = [kind for kind in Kind if kind in kinds]
        kwargs.setdefault("help_text", lazy(self._taken, str)())
        super().__init__(**kwargs)

    def _taken(self) -> str:
        labels = [str(kind.label) for kind in self.kinds]
        listed = labels[-1]
        if len(labels) > 1:
            listed = _("%(some)s hoặc %(last)s") % {"some": ", ".join(labels[:-1]), "last": labels[-1]}
        return _("Nhận %(kinds)s. Tối đa: %(limits)s.") % {
            "kinds": listed,
            "limits": "; ".join(told(self.kinds)),
        }

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        suffixes = ",".join(suffix for kind in self.kinds for suffix in kind.suffixes)
        largest = limits().file
        sentence = _("Tệp vượt quá %(limit)s. Hãy giảm dung lượng hoặc chia nhỏ tệp rồi chọn lại.")
        return {
            "accept": suffixes,
            "data-largest": str(largest),
            "data-too-large": sentence % {"limit": megabytes(largest)},
        }

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> BoundField:
        if not isinstance(form, UploadForm):
            raise TypeError(f"{type(form).__name__} holds a file: it must be an UploadForm")
        return super().get_bound_field(form, field_name)

    def clean(self, data: Any, initial: Any = None) -> AcceptedFile | Any:
        if not data:
            if initial:
                return initial
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        try:
            return admit(data, allowed=self.kinds)
        except Refused as refusal:
            code = "secret" if isinstance(refusal, SecretFile) else "refused"
            raise ValidationError(refusal.sentence, code=code) from refusal


class _Many(forms.FileInput):
    """Several files in one box."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class WorkbooksField(UploadField):
    """Many workbooks at once, one by one or in zip archives, as `parcels.Parcel`; of very many, as `parcels.Unread`, the rest of
    which a job reads. Belongs into an `UploadForm`.

    What is wrong with one of them stands at that one, and refuses no other.
    """

    widget = _Many

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(kinds=(Kind.XLSX,), **kwargs)

    def _taken(self) -> str:
        now = {"most": vi_numbers.format_count(MOST), "limit": megabytes(limits().file)}
        return (
            _(
                "Nhận một hay nhiều tệp Excel (.xlsx), hoặc tệp nén .zip "
                "chứa nhiều bảng tính; mỗi lần tối đa %(most)s tệp, %(limit)s."
            )
            % now
        )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attributes = super().widget_attrs(widget)
        return attributes | {"accept": attributes["accept"] + ",.zip", "multiple": True}

    def clean(self, data: Any, initial: Any = None) -> Parcel | Unread | Any:
        sent = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        if not sent:
            raise ValidationError(self.error_messages["required"], code="required")
        try:
            return admit_or_begin(sent)
        except Refused as refusal:
            code = "secret" if isinstance(refusal, SecretFile) else "refused"
            raise ValidationError(refusal.sentence, code=code) from refusal


class UploadForm(ViForm):
    """A form with files: before sending, the person confirms once that none of them holds a state secret.

    `{% field %}` of the last file field shows the warning and the check box after it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.upload_names:
            self.fields[name].error_messages["required"] = NO_FILE
        self.fields[CONFIRMATION] = forms.BooleanField(
            label=_("Tôi đã kiểm tra: tệp không chứa bí mật nhà nước"),
            required=False,
            help_text=SECRET_WARNING,
        )

    @property
    def upload_names(self) -> list[str]:
        return [name for name, field in self.fields.items() if isinstance(field, UploadField)]

    def follows(self, name: str) -> BoundField | None:
        """The check box, after the last file field; asked by `{% field %}`."""
        return self[CONFIRMATION] if self.upload_names[-1:] == [name] else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        sent = any(self.files.get(self.add_prefix(name)) for name in self.upload_names)
        if sent and not cleaned.get(CONFIRMATION):
            self.add_error(
                CONFIRMATION, _("Hãy xác nhận tệp không chứa bí mật nhà nước, chọn lại tệp rồi gửi.")
            )
        return cleaned
