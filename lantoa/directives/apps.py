from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# What the record calls the acts of this room.
ACTS = {
    "directive.entered": _("Nhập văn bản chỉ đạo"),
    "directive.linked": _("Nối các văn bản chỉ đạo"),
}


class DirectivesConfig(AppConfig):
    name = "lantoa.directives"
    verbose_name = _("Chỉ đạo")

    def ready(self) -> None:
        from lantoa.audit import registry

        registry.name_acts(ACTS)
        registry.name_kind("directives.directive", _("Văn bản chỉ đạo"))
        registry.name_kind("directives.directivelink", _("Quan hệ giữa các văn bản chỉ đạo"))
