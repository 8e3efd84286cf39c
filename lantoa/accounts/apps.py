from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# What the record calls the acts of this room.
ACTS = {
    "account.opened": _("Mở tài khoản"),
}


class AccountsConfig(AppConfig):
    name = "lantoa.accounts"
    verbose_name = _("Tài khoản")

    def ready(self) -> None:
        from lantoa.accounts import checks  # noqa: F401  (registers itself)
        from lantoa.audit import registry

        registry.name_acts(ACTS)
