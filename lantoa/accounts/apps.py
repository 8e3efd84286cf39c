from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "lantoa.accounts"
    verbose_name = _("Tài khoản")

    def ready(self) -> None:
        from lantoa.accounts import checks  # noqa: F401  (registers itself)
