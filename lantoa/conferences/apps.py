from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# What the record calls the acts of this room.
ACTS = {
    "conference.planned": _("Lên kế hoạch hội nghị"),
    "conference.changed": _("Sửa hội nghị"),
    "conference.cancelled": _("Hủy hội nghị"),
    "conference.restored": _("Khôi phục hội nghị"),
    "conference.carried_over": _("Chuyển tiếp việc chưa xong"),
    "conclusion.point_entered": _("Ghi câu kết luận"),
    "conclusion.point_changed": _("Sửa câu kết luận"),
    "conclusion.point_removed": _("Bỏ câu kết luận"),
    "conclusion.point_marked": _("Ghi hoặc bỏ ghi «chỉ để quán triệt»"),
    "conclusion.point_raised": _("Giao nhiệm vụ từ câu kết luận"),
    "conclusion.adopted": _("Thông qua kết luận"),
    "conclusion.reopened": _("Mở lại kết luận"),
    "conclusion.announced": _("Thông báo kết luận"),
    "edition.frozen": _("Chốt số liệu hội nghị"),
    "pack.asked": _("Yêu cầu làm bộ tài liệu"),
    "pack.made": _("Làm xong bộ tài liệu"),
}


class ConferencesConfig(AppConfig):
    name = "lantoa.conferences"
    verbose_name = _("Hội nghị")

    def ready(self) -> None:
        from lantoa.audit import registry
        from lantoa.conferences import (  # noqa: F401
            held,
            issue_origins,
            notices,
            permissions,
            recorded,
            task_guard,
            under_directives,
        )

        registry.name_acts(ACTS)
        held.register_all()
        notices.register_all()
        recorded.register_all()
        task_guard.register_all()
        under_directives.register_all()
        issue_origins.register_all()
