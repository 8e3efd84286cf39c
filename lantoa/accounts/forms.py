from typing import Any

from allauth.account.forms import LoginForm
from django.utils.translation import gettext_lazy as _

from lantoa.accounts.queries import sample_accounts_to_show


class SignInForm(LoginForm):  # type: ignore[misc]
    """Name and password, said in the house's words; the sentences of a refusal are the adapter's."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        name, password = self.fields["login"], self.fields["password"]
        name.label, password.label = _("Tên đăng nhập"), _("Mật khẩu")
        name.error_messages["required"] = _("Chưa nhập tên đăng nhập.")
        password.error_messages["required"] = _("Chưa nhập mật khẩu.")
        password.help_text = ""
        # A phone would otherwise turn the first letter of a name into a capital and "correct" the rest.
        name.widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}
        for field in (name, password):
            field.widget.attrs.pop("placeholder", None)

    def sample_accounts(self) -> list[str]:
        """Sign-in names to offer beside the form: only where the settings allow the sample and the database holds it."""
        return sample_accounts_to_show()
