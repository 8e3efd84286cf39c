from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# What the record calls the acts of this room.
ACTS = {
    "conference.planned": _("Lên kế hoạch hội nghị"),
    "edition.frozen": _("Chốt số liệu hội nghị"),
    "pack.asked": _("Yêu cầu làm bộ tài liệu"),
    "pack.made": _("Làm xong bộ tài liệu"),
}


class ConferencesConfig(AppConfig):
    name = "lantoa.conferences"
    verbose_name = _("Hội nghị")

    def ready(self) -> None:
        from lantoa.audit import registry
        from lantoa.conferences import held, notices, recorded, under_directives

        registry.name_acts(ACTS)
        held.register_all()
        notices.register_all()
        recorded.register_all()
        under_directives.register_all()
