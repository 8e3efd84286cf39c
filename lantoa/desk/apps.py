from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "lantoa.desk"
    verbose_name = _("Bàn làm việc")

    def ready(self) -> None:
        from lantoa.desk import permissions, recorded  # noqa: F401  (grants register themselves)

        recorded.register_all()
