from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# What the record calls the acts of this room.
ACTS = {
    "directive.entered": _("Nhập văn bản chỉ đạo"),
    "directive.handed_over": _("Bàn giao văn bản chỉ đạo"),
    "directive.changed": _("Sửa văn bản chỉ đạo"),
    "directive.file_kept": _("Đổi tệp của văn bản chỉ đạo"),
    "directive.version_saved": _("Ghi bản nháp của phiên bản"),
    "directive.version_published": _("Công bố phiên bản"),
    "directive.discarded": _("Bỏ văn bản còn là bản nháp"),
    "directive.draft_discarded": _("Bỏ bản nháp của phiên bản"),
    "directive.status_entered": _("Ghi tình trạng hiệu lực của văn bản"),
    "directive.status_taken_back": _("Bỏ dòng tình trạng hiệu lực ghi nhầm"),
    "directive.linked": _("Nối các văn bản chỉ đạo"),
    "directive.unlinked": _("Bỏ nối các văn bản chỉ đạo"),
    "issuing.drafted": _("Soạn đợt phát động văn bản"),
    "issuing.changed": _("Sửa đợt phát động văn bản"),
    "issuing.dropped": _("Bỏ bản soạn đợt phát động"),
    "issuing.duty_put": _("Ghi việc giao kèm văn bản"),
    "issuing.duty_dropped": _("Bỏ việc giao kèm văn bản"),
    "issuing.issued": _("Phát động văn bản"),
    "issuing.finished": _("Gửi xong văn bản đến các đơn vị"),
    "issuing.handed_over": _("Chuyển đợt phát động sang đơn vị nhận bàn giao"),
    "receipt.acknowledged": _("Tiếp nhận văn bản"),
    "receipt.taken_back": _("Rút tiếp nhận văn bản"),
    "receipt.reminded": _("Nhắc tiếp nhận văn bản"),
    "receipt.escalated": _("Báo lên về đơn vị chưa tiếp nhận văn bản"),
    "receipt.sheet_entered": _("Nhập bản ký nhận"),
    "receipt.sheet_removed": _("Bỏ bản ký nhận nhập nhầm"),
    "receipt.handed_over": _("Chuyển việc tiếp nhận sang đơn vị nhận bàn giao"),
    "study_topic.set": _("Đặt chuyên đề học tập"),
    "study_topic.changed": _("Sửa chuyên đề học tập"),
    "topic_material.added": _("Thêm tài liệu của chuyên đề"),
    "topic_material.changed": _("Sửa tài liệu của chuyên đề"),
    "topic_material.moved": _("Xếp lại tài liệu của chuyên đề"),
    "topic_material.removed": _("Bỏ tài liệu của chuyên đề"),
    "topic_material.restored": _("Khôi phục tài liệu của chuyên đề"),
    "quiz.question_put": _("Ghi câu hỏi tự kiểm tra"),
    "quiz.question_removed": _("Bỏ câu hỏi tự kiểm tra"),
    "quiz.needed_set": _("Đặt số câu đúng để đạt"),
    "study_session.planned": _("Ghi buổi học"),
    "study_session.changed": _("Sửa buổi học"),
    "study_session.held": _("Ghi kết quả buổi học"),
    "study_session.deed_linked": _("Gắn việc làm theo với nhiệm vụ, mô hình"),
    "study_session.cancelled": _("Hủy buổi học"),
    "study_session.brought_back": _("Khôi phục buổi học"),
    "attendance.opened": _("Mở điểm danh buổi học"),
    "attendance.names_written": _("Ghi thêm tên vào danh sách điểm danh"),
    "attendance.name_removed": _("Bỏ một dòng khỏi danh sách điểm danh"),
    "attendance.closed": _("Chốt số người dự buổi học"),
    "attendance.erased": _("Xóa danh sách tên của buổi học"),
    "study_session.speaker_erased": _("Xóa họ tên báo cáo viên của buổi học"),
    "study_session.entered": _("Nhập buổi học vào sổ"),
    "outreach.entered": _("Ghi hoạt động tuyên truyền"),
    "outreach.changed": _("Sửa hoạt động tuyên truyền"),
    "outreach.cancelled": _("Hủy hoạt động tuyên truyền"),
    "outreach.brought_back": _("Khôi phục hoạt động tuyên truyền"),
    "outreach.handed_over": _("Chuyển giao kế hoạch tuyên truyền"),
    "board35.counted": _("Ghi số tin, bài của BCĐ 35"),
    "plan.begun": _("Mở dự thảo kế hoạch"),
    "plan.changed": _("Sửa dự thảo kế hoạch"),
    "plan.measure_added": _("Thêm biện pháp"),
    "plan.measure_changed": _("Sửa biện pháp"),
    "plan.measure_removed": _("Bỏ biện pháp"),
    "plan.measures_taken": _("Lấy biện pháp từ kế hoạch khác"),
    "plan.adopted": _("Ban hành kế hoạch"),
    "plan.revised": _("Lập bản mới của kế hoạch"),
    "plan.draft_dropped": _("Bỏ dự thảo kế hoạch"),
    "plan.paper_kept": _("Lưu tệp kế hoạch"),
    "plan.measure_given": _("Giao biện pháp thành nhiệm vụ"),
    "plan.reminded": _("Nhắc lập kế hoạch"),
    "directive.chased": _("Nhắc đơn vị còn thiếu việc theo văn bản"),
    "plan.entered": _("Nhập kế hoạch vào sổ"),
}


class DirectivesConfig(AppConfig):
    name = "lantoa.directives"
    verbose_name = _("Chỉ đạo")

    def ready(self) -> None:
        from lantoa.audit import registry
        from lantoa.directives import (  # permissions declares the grants
            becoming,
            counted,
            followed,
            held,
            notices,
            permissions,  # noqa: F401
            recorded,
            sources,
            study_deeds,
            work,
        )

        sources.register_all()
        registry.name_acts(ACTS)
        recorded.register_all()
        held.register_all()
        notices.register_all()
        work.register_all()
        counted.register_all()
        study_deeds.register_all()
        becoming.register_all()
        followed.register_all()
