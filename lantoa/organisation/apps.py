from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationConfig(AppConfig):
    name = "lantoa.organisation"
    verbose_name = _("Tổ chức")

    def ready(self) -> None:
        from lantoa.organisation import access, checks, permissions  # noqa: F401  (grants and checks register themselves)
