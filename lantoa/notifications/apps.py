from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# What the record calls the acts of this room.
ACTS = {
    "holiday.entered": _("Ghi ngày nghỉ lễ"),
    "holiday.corrected": _("Sửa ngày nghỉ lễ"),
    "holiday.removed": _("Bỏ ngày nghỉ lễ"),
    "ladder_step.added": _("Thêm mốc nhắc việc"),
    "ladder_step.ended": _("Thôi một mốc nhắc việc"),
    "mail_rule.set": _("Đặt giờ gửi thư"),
}


class NotificationsConfig(AppConfig):
    name = "lantoa.notifications"
    verbose_name = _("Thông báo")

    def ready(self) -> None:
        from lantoa.audit import registry
        from lantoa.notifications import (  # noqa: F401  (permissions declares the grants)
            notices,
            permissions,
            receivers,
            recorded,
        )

        registry.name_acts(ACTS)
        notices.register_all()
        recorded.register_all()
