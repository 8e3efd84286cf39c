from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

# What the record calls its own acts.
ACTS = {"audit.contents_erased": _("Xóa nội dung của bản ghi theo quy định")}


class AuditConfig(AppConfig):
    name = "lantoa.audit"
    verbose_name = _("Nhật ký")

    def ready(self) -> None:
        from lantoa.audit import registry, rights

        registry.name_acts(ACTS)
        post_migrate.connect(rights.protect, sender=self)
