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
    "booklet.begun": _("Lập tập mô hình"),
    "booklet.described": _("Sửa thông tin tập mô hình"),
    "booklet.practices_added": _("Chọn mô hình vào tập"),
    "booklet.practice_removed": _("Bỏ mô hình khỏi tập"),
    "booklet.practice_moved": _("Chuyển chỗ mô hình trong tập"),
    "booklet.chapter_added": _("Thêm phần của tập"),
    "booklet.chapter_renamed": _("Đổi tên phần của tập"),
    "booklet.chapter_moved": _("Chuyển chỗ phần của tập"),
    "booklet.chapter_removed": _("Bỏ phần của tập"),
    "booklet.entry_told": _("Biên tập bài trong tập"),
    "booklet.original_seen": _("Ghi nhận bản gốc đã thay đổi"),
    "booklet.original_taken": _("Lấy bản gốc mới vào tập"),
    "booklet.photo_added": _("Thêm ảnh vào tập"),
    "booklet.photo_removed": _("Bỏ ảnh khỏi tập"),
    "booklet.file_asked": _("Yêu cầu làm tệp của tập"),
    "practice.merged": _("Gộp mô hình"),
    "practice.parted": _("Tách lại mô hình đã gộp"),
    "booklet.published": _("Ban hành tập mô hình"),
    "booklet.edition_begun": _("Lập lần in sau của tập"),
    "booklet.discarded": _("Xóa bản thảo tập mô hình"),
    "replication.ordered": _("Chỉ đạo nhân rộng"),
    "adoption.answered": _("Trả lời về nhân rộng"),
    "adoption.applied": _("Báo đã áp dụng mô hình"),
    "adoption.dropped": _("Thôi áp dụng mô hình"),
    "adoption.verified": _("Kiểm chứng việc áp dụng"),
    "adoption.sent_back": _("Trả lại kết quả áp dụng để bổ sung"),
    "adoption.evidence_added": _("Thêm minh chứng kết quả áp dụng"),
    "adoption.evidence_moved": _("Đổi thứ tự minh chứng kết quả áp dụng"),
    "adoption.evidence_changed": _("Sửa minh chứng kết quả áp dụng"),
    "adoption.evidence_removed": _("Bỏ minh chứng kết quả áp dụng"),
    "adoption.evidence_restored": _("Khôi phục minh chứng kết quả áp dụng"),
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
    "call.reminded": _("Nhắc người chưa nộp phần thẩm định"),
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
    "check_term.set": _("Đặt mốc hỏi lại sau áp dụng"),
    "abbreviation.added": _("Thêm chữ viết tắt"),
    "abbreviation.ended": _("Thôi dùng chữ viết tắt"),
    "abbreviation.resumed": _("Dùng lại chữ viết tắt"),
    "practice_import.taken": _("Nhận danh sách mô hình cũ"),
    "practice_import.checked": _("Xem thử danh sách mô hình cũ"),
    "practice_import.decided": _("Quyết định dòng của danh sách cũ"),
    "practice_import.entered": _("Nhập danh sách mô hình cũ"),
    "practice_import.undone": _("Hoàn tác nhập danh sách mô hình cũ"),
    "practice_import.discarded": _("Bỏ danh sách mô hình cũ"),
    "practice.year_entered": _("Nhập thêm năm của mô hình"),
    "practice.entry_undone": _("Hoàn tác nhập mô hình"),
    "practice.handed_over": _("Bàn giao mô hình"),
    "adoption.handed_over": _("Bàn giao việc áp dụng mô hình"),
    "replication.handed_over": _("Bàn giao chỉ đạo nhân rộng chưa trả lời"),
}


class PracticesConfig(AppConfig):
    name = "lantoa.practices"
    verbose_name = _("Mô hình")

    def ready(self) -> None:
        from lantoa.audit import registry
        from lantoa.practices import (  # permissions declares the grants
            called_for,
            counted,
            held,
            notices,
            permissions,  # noqa: F401
            recorded,
            sources,
            study_deeds,
            under_directives,
        )

        sources.register_all()
        registry.name_acts(ACTS)
        held.register_all()
        notices.register_all()
        recorded.register_all()
        under_directives.register_all()
        called_for.register_all()
        study_deeds.register_all()
        counted.register_all()
