from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# What the record calls the acts of this room; it never holds a word of what was found.
ACTS = {
    "programme.laid_out": _("Lập chương trình kiểm tra, giám sát"),
    "programme.item_added": _("Chọn đơn vị vào chương trình"),
    "programme.item_dropped": _("Đưa đơn vị ra khỏi chương trình đang lập"),
    "programme.announced": _("Ban hành chương trình kiểm tra, giám sát"),
    "programme.amended": _("Sửa chương trình đã ban hành"),
    "inspection.limit_entered": _("Nhập thời hạn kiểm tra, giám sát"),
    "inspection.limit_ended": _("Thôi dùng thời hạn kiểm tra, giám sát"),
    "inspection.theme_entered": _("Thêm nội dung kiểm tra, giám sát"),
    "inspection.theme_ended": _("Thôi dùng nội dung kiểm tra, giám sát"),
    "inspection.opened": _("Mở cuộc kiểm tra, giám sát"),
    "inspection.changed": _("Sửa nội dung, đề cương"),
    "inspection.member_added": _("Cử người vào đoàn"),
    "inspection.member_removed": _("Đưa người ra khỏi đoàn"),
    "inspection.decided": _("Ra quyết định kiểm tra, giám sát"),
    "inspection.extended": _("Gia hạn cuộc kiểm tra, giám sát"),
    "inspection.cancelled": _("Hủy cuộc kiểm tra, giám sát"),
    "inspection.self_report_sent": _("Gửi báo cáo tự kiểm tra"),
    "inspection.minutes_written": _("Ghi biên bản buổi làm việc"),
    "inspection.minutes_corrected": _("Sửa biên bản buổi làm việc"),
    "inspection.finding_written": _("Ghi nhận xét"),
    "inspection.finding_corrected": _("Sửa nhận xét"),
    "inspection.finding_withdrawn": _("Bỏ nhận xét"),
    "inspection.presented": _("Trình nhận xét, lấy ý kiến đơn vị"),
    "inspection.taken_up_again": _("Lấy lại nhận xét để sửa"),
    "inspection.responded": _("Đơn vị có ý kiến về nhận xét"),
    "inspection.concluded": _("Kết luận, ra thông báo"),
    "inspection.remedy_checked": _("Kiểm tra lại việc khắc phục"),
}


class OversightConfig(AppConfig):
    name = "lantoa.oversight"
    verbose_name = _("Kiểm tra")

    def ready(self) -> None:
        from lantoa.audit import registry
        from lantoa.oversight import (  # noqa: F401  (permissions declares the grants)
            held,
            notices,
            permissions,
            recorded,
            remedy_guard,
            sources,
        )

        registry.name_acts(ACTS)
        notices.register_all()
        recorded.register_all()
        held.register_all()
        remedy_guard.register_all()
        sources.register_all()
