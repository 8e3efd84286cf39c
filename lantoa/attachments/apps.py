from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# What the record calls the acts of this room.
ACTS = {
    "attachment.secret_refused": _("Từ chối nội dung có dấu chỉ độ mật"),
    "attachment.swept": _("Dọn tệp không còn nơi nào dùng"),
}


class AttachmentsConfig(AppConfig):
    name = "lantoa.attachments"
    verbose_name = _("Tệp")

    def ready(self) -> None:
        from lantoa.audit import registry

        registry.name_acts(ACTS)
