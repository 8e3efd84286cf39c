from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "lantoa.reporting"
    verbose_name = _("Báo cáo")

    def ready(self) -> None:
        from lantoa.reporting import permissions  # noqa: F401  (grants register themselves)
