from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# What the record calls the acts of this room.
ACTS = {
    "practice_field.entered": _("Nhập lĩnh vực mô hình"),
    "practice.entered": _("Nhập mô hình vào sổ"),
    "practice.drafted": _("Lập bản nháp mô hình"),
    "practice.edited": _("Sửa nội dung mô hình"),
    "practice.registered": _("Đăng ký mô hình"),
    "practice.returned": _("Trả lại mô hình"),
    "practice.result_told": _("Ghi kết quả mô hình"),
    "practice.effective": _("Xác nhận mô hình có hiệu quả"),
    "practice.recognised": _("Công nhận mô hình"),
    "practice.not_recognised": _("Không công nhận mô hình"),
    "practice.continued": _("Duy trì mô hình sang năm"),
    "booklet.published": _("Ban hành tập mô hình"),
    "replication.ordered": _("Chỉ đạo nhân rộng"),
    "adoption.answered": _("Trả lời về nhân rộng"),
    "adoption.applied": _("Báo đã áp dụng mô hình"),
    "adoption.dropped": _("Thôi áp dụng mô hình"),
    "adoption.verified": _("Kiểm chứng việc áp dụng"),
    "adoption.asked_again": _("Trả lời khi được hỏi lại sau áp dụng"),
    "adoption.visited": _("Ghi buổi trao đổi kinh nghiệm"),
    "replication.extended": _("Giao nhân rộng thêm đơn vị"),
    "appraisal_standard.entered": _("Nhập bộ tiêu chí thẩm định"),
    "call.drafted": _("Lập đợt xét mô hình"),
    "call.edited": _("Sửa đợt xét mô hình"),
    "call.opened": _("Mở đợt xét mô hình"),
    "call.appraising": _("Chuyển đợt xét sang bước chấm"),
    "call.selecting": _("Chuyển đợt xét sang bước tuyển chọn"),
    "call.entered": _("Trình mô hình vào đợt xét"),
    "call.withdrawn": _("Rút mô hình khỏi đợt xét"),
    "call.panel_changed": _("Thay đổi tổ thẩm định"),
    "call.assigned": _("Phân công thẩm định"),
    "appraisal.saved": _("Lưu bản nháp thẩm định"),
    "appraisal.handed": _("Nộp phần thẩm định"),
    "appraisal.conflict_declared": _("Khai có liên quan, không thẩm định"),
    "selection.changed": _("Thay đổi danh sách tuyển chọn"),
    "selection.concluded": _("Chốt danh sách tuyển chọn"),
    "evidence.added": _("Thêm minh chứng mô hình"),
    "evidence.changed": _("Sửa minh chứng mô hình"),
    "evidence.moved": _("Đổi thứ tự minh chứng mô hình"),
    "evidence.removed": _("Bỏ minh chứng mô hình"),
    "evidence.restored": _("Khôi phục minh chứng mô hình"),
    "practice.handed_over": _("Bàn giao mô hình"),
    "adoption.handed_over": _("Bàn giao việc áp dụng mô hình"),
    "replication.handed_over": _("Bàn giao chỉ đạo nhân rộng chưa trả lời"),
}


class PracticesConfig(AppConfig):
    name = "lantoa.practices"
    verbose_name = _("Mô hình")

    def ready(self) -> None:
        from lantoa.audit import registry
        from lantoa.practices import held, permissions, recorded, sources  # noqa: F401  (permissions declares the grants)

        sources.register_all()
        registry.name_acts(ACTS)
        held.register_all()
        recorded.register_all()
