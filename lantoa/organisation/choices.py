from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person does in the system; held on a unit, between two dates."""

    REPORTER = "reporter", _("Cán bộ tổng hợp báo cáo")
    HEAD = "head", _("Người đứng đầu đơn vị")
    STAFF = "staff", _("Chuyên viên cấp ủy")
    INSPECTOR = "inspector", _("Cán bộ kiểm tra")
    LEADER = "leader", _("Lãnh đạo cấp ủy")
    ADMINISTRATOR = "administrator", _("Quản trị kỹ thuật")
    AUDITOR = "auditor", _("Người xem nhật ký")


class EventKind(TextChoices):
    ESTABLISH = "establish", _("Thành lập")
    RENAME = "rename", _("Đổi tên")
    MOVE = "move", _("Chuyển đơn vị cấp trên")
    MERGE = "merge", _("Sáp nhập, hợp nhất")
    SPLIT = "split", _("Chia tách")
    ABSORB = "absorb", _("Nhập vào đơn vị khác")
    UPGRADE = "upgrade", _("Nâng, hạ loại hình")
    DISSOLVE = "dissolve", _("Giải thể, kết thúc hoạt động")
    TRANSFER = "transfer", _("Chuyển giao")
    CODE_CHANGE = "code_change", _("Đổi mã số")


class EventSide(TextChoices):
    SOURCE = "source", _("Trước")
    TARGET = "target", _("Sau")
