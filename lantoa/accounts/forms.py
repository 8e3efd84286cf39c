"""Forms of sign-in and of one's own account. Passwords are taken as typed: no trimming, no cutting."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from lantoa.accounts.models import User
from lantoa.accounts.password_rules import shortest
from lantoa.accounts.queries import sample_accounts_to_show
from lantoa.ui.forms import LineField, ViForm

NO_AUTOCORRECT = {"autocapitalize": "none", "spellcheck": "false"}


class PasswordField(forms.CharField):
    """`kept` is what a password manager is told: current-password or new-password."""

    widget = forms.PasswordInput

    def __init__(self, *, kept: str, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)
        self.widget.attrs["autocomplete"] = kept


class MailAddressField(LineField):
    """An address for mail, or "" where it is not required."""

    def __init__(self, *, required: bool = False, **kwargs: Any) -> None:
        super().__init__(label=_("Thư điện tử công vụ"), required=required, max_length=254, **kwargs)
        self.widget.attrs |= {"inputmode": "email", "autocomplete": "email"} | NO_AUTOCORRECT

    def to_python(self, value: Any) -> str:
        found = super().to_python(value)
        if found:
            try:
                validate_email(found)
            except ValidationError as error:
                raise ValidationError(_("Địa chỉ thư chưa đúng. Ví dụ: hoa.pt@haugiang.gov.vn")) from error
        return found


class MailAddressForm(ViForm):
    email = MailAddressField(
        help_text=_(
            "Nhận bản tin, lời nhắc và báo động về tài khoản. Không có thì thông báo chỉ hiện trên trang."
        )
    )

    def __init__(self, *args: Any, required: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = required


class SignInForm(ViForm):
    """Name and password."""

    # The name is longer than a stored one may be only by what folding takes away.
    login = forms.CharField(label=_("Tên đăng nhập"), max_length=200)
    password = PasswordField(label=_("Mật khẩu"), kept="current-password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, password = self.fields["login"], self.fields["password"]
        name.error_messages["required"] = _("Chưa nhập tên đăng nhập.")
        password.error_messages["required"] = _("Chưa nhập mật khẩu.")
        name.error_messages["max_length"] = _("Tên đăng nhập dài quá 200 ký tự. Kiểm tra lại ô này.")
        # A phone would otherwise turn the first letter of a name into a capital and "correct" the rest.
        name.widget.attrs |= {"autocomplete": "username", "autofocus": True} | NO_AUTOCORRECT
        name.widget.attrs.pop("maxlength", None)

    def sample_accounts(self) -> list[str]:
        """Sign-in names to offer beside the form: only where the settings allow the sample and the database holds it."""
        return sample_accounts_to_show()


class LinkCodeForm(ViForm):
    """The code of a one-time link, typed from paper."""

    code = LineField(
        label=_("Mã trên giấy"), help_text=_("20 chữ và số, không phân biệt chữ hoa, có thể bỏ dấu gạch.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"autocomplete": "off", "autofocus": True} | NO_AUTOCORRECT


class NewPasswordForm(ViForm):
    """A new password, twice; first the present one where the person must be asked for it."""

    present = PasswordField(label=_("Mật khẩu đang dùng"), kept="current-password")
    password = PasswordField(label=_("Mật khẩu mới"), kept="new-password")
    again = PasswordField(label=_("Nhập lại mật khẩu mới"), kept="new-password")

    def __init__(self, *args: Any, user: User, asks_present: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_present:
            del self.fields["present"]
        self.fields["password"].help_text = _(
            "Ít nhất %(fewest)d ký tự, tối đa %(most)d; dài và dễ nhớ tốt hơn ngắn và rối. "
            "Có thể ghép vài từ không liên quan với nhau."
        ) % {"fewest": shortest(user), "most": settings.PASSWORD_LONGEST}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "password" in cleaned and "again" in cleaned and cleaned["password"] != cleaned["again"]:
            self.add_error("again", _("Hai lần nhập chưa giống nhau. Hãy nhập lại cả hai ô."))
        return cleaned


class CodeForm(ViForm):
    """A code of the authenticator app, or a recovery code."""

    beside = ("credential",)  # a passkey answers instead

    code = forms.CharField(label=_("Mã xác minh"), max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.error_messages["required"] = _("Chưa nhập mã.")
        code.error_messages["max_length"] = _("Mã dài quá. Mã trên ứng dụng có 6 chữ số, mã dự phòng có 8.")
        code.widget.attrs |= {"autocomplete": "one-time-code", "inputmode": "numeric"} | NO_AUTOCORRECT
        code.widget.attrs.pop("maxlength", None)  # a code is pasted with spaces: nothing may be cut off


class NewAppForm(CodeForm):
    """The code by which a new app shows that it has the secret, which comes back signed."""

    secret = forms.CharField(widget=forms.HiddenInput, max_length=400)


class PresentPasswordForm(ViForm):
    beside = ("factor",)  # the page that takes one off

    present = PasswordField(label=_("Mật khẩu đang dùng"), kept="current-password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["present"].error_messages["required"] = _("Chưa nhập mật khẩu.")


class CredentialForm(ViForm):
    """What a passkey answered, as JSON; the page's script fills it in."""

    credential = forms.JSONField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        refusal = _("Trình duyệt chưa gửi khóa truy cập. Hãy bấm nút và làm theo hướng dẫn của máy.")
        self.fields["credential"].error_messages |= {"required": refusal, "invalid": refusal}

    def clean_credential(self) -> dict[str, Any]:
        found = self.cleaned_data["credential"]
        if not isinstance(found, dict):
            raise forms.ValidationError(str(self.fields["credential"].error_messages["invalid"]))
        return found


class NewPasskeyForm(CredentialForm):
    name = LineField(
        label=_("Tên khóa"),
        max_length=60,
        help_text=_("Để phân biệt về sau, ví dụ: điện thoại của tôi, máy cơ quan."),
    )

    field_order = ("name", "credential")


class PasskeyNameForm(ViForm):
    key = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    name = LineField(label=_("Tên khóa"), max_length=60)
