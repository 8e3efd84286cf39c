from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# What the record calls the acts of this room.
ACTS = {
    "issue.raised": _("Nêu vấn đề"),
    "issue.changed": _("Sửa nội dung vấn đề"),
    "issue.added": _("Bổ sung vào vấn đề"),
    "issue.withdrawn": _("Rút vấn đề"),
    "issue.restored": _("Khôi phục vấn đề đã rút"),
    "issue.taken_up": _("Tiếp nhận vấn đề"),
    "issue.put_back": _("Bỏ tiếp nhận vấn đề"),
    "issue.told": _("Ghi việc đã làm"),
    "issue.asked_above": _("Đề nghị cấp trên giải quyết vấn đề"),
    "issue.escalated": _("Chuyển vấn đề lên cấp trên"),
    "issue.told_beyond": _("Báo cáo vấn đề lên cấp trên ngoài hệ thống"),
    "issue.task_given": _("Giao nhiệm vụ để giải quyết vấn đề"),
    "issue.proposed": _("Báo vấn đề đã giải quyết"),
    "issue.proposal_withdrawn": _("Rút báo vấn đề đã giải quyết"),
    "issue.sent_back": _("Chưa đồng ý vấn đề đã giải quyết"),
    "issue.closed": _("Xác nhận vấn đề đã giải quyết"),
    "issue.reopened": _("Mở lại vấn đề"),
    "issue.handed_over": _("Chuyển vấn đề sang đơn vị nhận bàn giao"),
    "issue.file_added": _("Thêm tệp vào vấn đề"),
    "issue.file_removed": _("Bỏ tệp của vấn đề"),
    "issue.file_restored": _("Khôi phục tệp của vấn đề"),
    "issue_theme.added": _("Thêm chủ đề bức xúc, nổi cộm"),
    "issue_theme.ended": _("Thôi dùng chủ đề bức xúc, nổi cộm"),
    "issue_theme.withdrawn": _("Rút chủ đề bức xúc, nổi cộm chưa dùng"),
    "issue_theme.kept": _("Dùng tiếp chủ đề bức xúc, nổi cộm"),
    "issue_rule.set": _("Đặt hạn giải quyết bức xúc, nổi cộm"),
    "issue_rule.withdrawn": _("Rút hạn giải quyết bức xúc, nổi cộm chưa dùng"),
}


class IssuesConfig(AppConfig):
    name = "lantoa.issues"
    verbose_name = _("Bức xúc, nổi cộm")

    def ready(self) -> None:
        from lantoa.audit import registry
        from lantoa.issues import (  # noqa: F401  (permissions declares the grants)
            held,
            notices,
            permissions,
            recorded,
            sources,
            under_directives,
        )

        registry.name_acts(ACTS)
        recorded.register_all()
        held.register_all()
        notices.register_all()
        sources.register_all()
        under_directives.register_all()
