from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# What the record calls the acts of this room; a task's own page tells its history with the same words.
ACTS = {
    "task.given": _("Giao nhiệm vụ"),
    "task.begun": _("Bắt đầu làm"),
    "task.beginning_undone": _("Bỏ bắt đầu"),
    "task.reported": _("Báo đã xong"),
    "task.report_withdrawn": _("Rút báo cáo xong"),
    "task.confirmed": _("Xác nhận xong"),
    "task.sent_back": _("Trả lại để làm tiếp"),
    "task.reopened": _("Bỏ xác nhận xong"),
    "task.time_asked": _("Xin gia hạn"),
    "task.time_request_withdrawn": _("Rút đề nghị gia hạn"),
    "task.time_granted": _("Đồng ý gia hạn"),
    "task.time_refused": _("Không đồng ý gia hạn"),
    "task.assigned": _("Phân công trong đơn vị"),
    "task.proof_added": _("Thêm tệp minh chứng"),
    "task.proof_removed": _("Bỏ tệp minh chứng"),
    "task.proof_restored": _("Khôi phục tệp minh chứng"),
    "task.feed_made": _("Tạo địa chỉ lịch riêng"),
    "task.feed_renewed": _("Đổi địa chỉ lịch riêng"),
    "task.feed_stopped": _("Ngừng địa chỉ lịch riêng"),
    "task.chased": _("Đôn đốc nhiệm vụ quá hạn"),
    "task.cancelled": _("Hủy nhiệm vụ"),
    "task.handed_over": _("Chuyển sang đơn vị nhận bàn giao"),
    "task.brought_back": _("Khôi phục nhiệm vụ"),
}


class TasksConfig(AppConfig):
    name = "lantoa.tasks"
    verbose_name = _("Nhiệm vụ")

    def ready(self) -> None:
        from lantoa.audit import registry
        from lantoa.tasks import counted, held, notices, permissions, recorded  # noqa: F401  (permissions declares the grants)

        registry.name_acts(ACTS)
        recorded.register_all()
        held.register_all()
        counted.register_all()
        notices.register_all()
