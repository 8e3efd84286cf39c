from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# What the record calls the acts of this room.
ACTS = {
    "term.opened": _("Mở nhiệm kỳ"),
    "document_type.entered": _("Nhập loại văn bản"),
    "document.issued": _("Ban hành văn bản"),
}


class DocumentsConfig(AppConfig):
    name = "lantoa.documents"
    verbose_name = _("Văn bản")

    def ready(self) -> None:
        from lantoa.audit import registry
        from lantoa.documents import held

        registry.name_acts(ACTS)
        held.register_all()
        registry.name_kind("documents.issueddocument", _("Văn bản"))
        registry.name_kind("documents.documenttype", _("Loại văn bản"))
        registry.name_kind("documents.term", _("Nhiệm kỳ"))
