from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "lantoa.notifications"
    verbose_name = _("Thông báo")

    def ready(self) -> None:
        from lantoa.notifications import (  # noqa: F401  (permissions declares the grants)
            notices,
            permissions,
            receivers,
        )

        notices.register_all()
