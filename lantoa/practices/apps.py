from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PracticesConfig(AppConfig):
    name = "lantoa.practices"
    verbose_name = _("Mô hình")

    def ready(self) -> None:
        from lantoa.practices import permissions, sources  # noqa: F401  (permissions declares the grants)

        sources.register_all()
