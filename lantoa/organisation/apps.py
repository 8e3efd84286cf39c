from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# What the record calls the acts of this room.
ACTS = {
    "level.entered": _("Nhập cấp tổ chức"),
    "kind.entered": _("Nhập loại hình đơn vị"),
    "group.entered": _("Nhập nhóm đơn vị"),
    "group.scheme_opened": _("Mở cách phân nhóm đơn vị"),
    "group.scheme_edited": _("Sửa cách phân nhóm đơn vị"),
    "group.added": _("Thêm nhóm đơn vị"),
    "group.renamed": _("Đổi tên nhóm đơn vị"),
    "group.retired": _("Thôi dùng nhóm đơn vị"),
    "group.unit_put": _("Xếp đơn vị vào nhóm"),
    "group.unit_taken": _("Đưa đơn vị ra khỏi nhóm"),
    "profile.field_entered": _("Nhập mục của hồ sơ đơn vị"),
    "profile.value_entered": _("Ghi hồ sơ đơn vị"),
    "profile.value_corrected": _("Sửa chỗ ghi nhầm trong hồ sơ đơn vị"),
    "unit.established": _("Thành lập đơn vị"),
    "unit.renamed": _("Đổi tên đơn vị"),
    "unit.moved": _("Chuyển đơn vị về cấp trên khác"),
    "unit.merged": _("Hợp nhất đơn vị"),
    "unit.absorbed": _("Sáp nhập vào đơn vị khác"),
    "unit.split": _("Chia tách đơn vị"),
    "unit.dissolved": _("Giải thể đơn vị"),
    "unit.kind_changed": _("Đổi loại hình đơn vị"),
    "unit.code_changed": _("Đổi mã đơn vị"),
    "unit.event_undone": _("Hủy bỏ quyết định về tổ chức"),
    "reorganisation.drafted": _("Lập phương án sắp xếp đơn vị"),
    "reorganisation.edited": _("Sửa quyết định của phương án sắp xếp"),
    "reorganisation.paper_kept": _("Đổi tệp quyết định của phương án sắp xếp"),
    "reorganisation.step_added": _("Thêm bước vào phương án sắp xếp"),
    "reorganisation.step_edited": _("Sửa bước của phương án sắp xếp"),
    "reorganisation.step_moved": _("Đổi thứ tự bước của phương án sắp xếp"),
    "reorganisation.step_removed": _("Bỏ bước khỏi phương án sắp xếp"),
    "reorganisation.dropped": _("Bỏ phương án sắp xếp"),
    "reorganisation.checked": _("Kiểm tra phương án sắp xếp"),
    "reorganisation.approved": _("Phê duyệt phương án sắp xếp"),
    "reorganisation.queued": _("Bắt đầu áp dụng phương án sắp xếp"),
    "reorganisation.stopped": _("Dừng áp dụng phương án sắp xếp"),
    "reorganisation.applied": _("Áp dụng phương án sắp xếp"),
    "reorganisation.undone": _("Hoàn tác phương án sắp xếp"),
    "hand_over.planned": _("Lập biên bản bàn giao"),
    "hand_over.assigned": _("Phân công mục bàn giao"),
    "hand_over.refreshed": _("Cập nhật danh sách bàn giao"),
    "hand_over.line_added": _("Thêm nội dung bàn giao"),
    "hand_over.stated": _("Bên giao chốt số liệu bàn giao"),
    "hand_over.reopened": _("Lập lại danh sách bàn giao"),
    "hand_over.differs": _("Bên nhận báo chênh lệch bàn giao"),
    "hand_over.confirmed": _("Xác nhận bàn giao"),
    "hand_over.dropped": _("Bỏ biên bản bàn giao"),
    "tree_import.checked": _("Kiểm tra tệp cây tổ chức"),
    "tree_import.applied": _("Áp dụng tệp cây tổ chức"),
    "tree_import.discarded": _("Bỏ tệp cây tổ chức"),
    "role.granted": _("Giao vai trò"),
    "role.ended": _("Thôi giao vai trò"),
    "role.taken_back": _("Rút vai trò chưa bắt đầu"),
    "person.invited": _("Mời người dùng"),
    "person.renamed": _("Sửa tên người"),
    "post.filled": _("Ghi chức vụ"),
    "post.ended": _("Thôi chức vụ"),
}


class OrganisationConfig(AppConfig):
    name = "lantoa.organisation"
    verbose_name = _("Tổ chức")

    def ready(self) -> None:
        from lantoa.audit import registry
        from lantoa.organisation import (  # noqa: F401  (grants and checks register themselves)
            access,
            checks,
            held,
            permissions,
            recorded,
        )

        registry.name_acts(ACTS)
        held.register_all()
        recorded.register_all()
