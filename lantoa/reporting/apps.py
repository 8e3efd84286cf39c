from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# What the record calls the acts of this room.
ACTS = {
    "sheet.published": _("Ban hành mẫu báo cáo"),
    "sheet.draft_started": _("Bắt đầu soạn mẫu báo cáo"),
    "sheet.draft_edited": _("Sửa bản soạn mẫu báo cáo"),
    "sheet.draft_dropped": _("Bỏ bản soạn mẫu báo cáo"),
    "dimension.saved": _("Đặt cách chia của biểu mẫu"),
    "dimension.removed": _("Xóa cách chia của biểu mẫu"),
    "publication.entered": _("Nạp số liệu đã công bố"),
    "publication.withdrawn": _("Bỏ bài số liệu đã công bố"),
    "narrative.quoted": _("Trích nguyên văn lời văn báo cáo"),
    "narrative.merged": _("Gộp lời văn báo cáo vào một ý"),
    "narrative.left_out": _("Không dùng lời văn báo cáo"),
    "narrative.unmarked": _("Bỏ đánh dấu lời văn báo cáo"),
    "narrative.written": _("Viết hoặc sửa ý của bản tổng hợp"),
    "narrative.removed": _("Bỏ ý của bản tổng hợp"),
    "collection.opened": _("Mở đợt báo cáo"),
    "collection.times_changed": _("Lùi hạn, lùi ngày khóa đợt báo cáo"),
    "collection.chased": _("Đôn đốc báo cáo quá hạn"),
    "collection.closed": _("Khóa đợt báo cáo"),
    "collection.reopening_proposed": _("Đề nghị mở lại đợt báo cáo"),
    "collection.reopening_refused": _("Không đồng ý mở lại đợt báo cáo"),
    "collection.reopening_withdrawn": _("Rút đề nghị mở lại đợt báo cáo"),
    "collection.reopened": _("Mở lại đợt báo cáo"),
    "obligation.added": _("Thêm đơn vị phải báo cáo"),
    "obligation.settled": _("Miễn, gia hạn hoặc đòi lại báo cáo"),
    "obligation.handed_over": _("Bàn giao trách nhiệm báo cáo"),
    "situation.saved": _("Ghi tình hình theo chủ đề"),
    "situation.sent": _("Gửi tình hình theo chủ đề"),
    "situation.recalled": _("Thu hồi, trả lại tình hình theo chủ đề"),
    "situation.line_struck": _("Gỡ một dòng tình hình theo chủ đề"),
    "situation.erased": _("Xóa tình hình theo chủ đề đã hết thời hạn giữ hoặc của nhóm quá nhỏ"),
    "situation_theme.added": _("Thêm chủ đề tình hình"),
    "situation_theme.ended": _("Thôi dùng chủ đề tình hình"),
    "situation_theme.withdrawn": _("Rút chủ đề tình hình chưa dùng"),
    "situation_theme.kept": _("Dùng tiếp chủ đề tình hình"),
    "situation_rule.set": _("Đặt mức của tình hình theo chủ đề"),
    "situation_rule.withdrawn": _("Rút mức của tình hình theo chủ đề chưa dùng"),
    "situation.carried": _("Đặt biểu báo cáo kèm tình hình theo chủ đề"),
    "target.issued": _("Giao chỉ tiêu"),
    "target.changed": _("Điều chỉnh chỉ tiêu"),
    "target.divided": _("Chia chỉ tiêu cho đơn vị"),
    "target.ended": _("Thôi theo dõi chỉ tiêu"),
    "submission.loaded": _("Nạp báo cáo đã có"),
    "submission.saved": _("Nhập số liệu báo cáo"),
    "workbook.sent": _("Gửi lại bảng tính"),
    "workbook.applied": _("Ghi bảng tính vào báo cáo"),
    "workbook.discarded": _("Bỏ bảng tính đã gửi"),
    "submission.handed_over": _("Chuyển báo cáo cho người gửi"),
    "submission.submitted": _("Gửi báo cáo"),
    "submission.recalled": _("Thu hồi báo cáo đã gửi"),
    "submission.assessed": _("Chấm điểm báo cáo"),
    "submission.accepted": _("Duyệt báo cáo"),
    "submission.sent_back": _("Trả lại báo cáo"),
    "submission.amendment_started": _("Lập bản bổ sung báo cáo đã duyệt"),
    "submission.amendment_withdrawn": _("Rút bản bổ sung báo cáo"),
}


class ReportingConfig(AppConfig):
    name = "lantoa.reporting"
    verbose_name = _("Báo cáo")

    def ready(self) -> None:
        from lantoa.audit import registry
        from lantoa.reporting import (  # noqa: F401  (grants register themselves)
            counted,
            held,
            notices,
            permissions,
            recorded,
            registers,
        )

        registry.name_acts(ACTS)
        held.register_all()
        recorded.register_all()
        notices.register_all()
        counted.register_all()
        registers.register_all()
