from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DutiesConfig(AppConfig):
    name = "lantoa.duties"
    verbose_name = _("Số việc theo nơi giao")
