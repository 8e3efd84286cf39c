from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lantoa.core.workflow import Moves
from lantoa.ui.badges import Badge


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


class ReorganisationState(TextChoices):
    """How far a reorganisation of several steps has come."""

    DRAFT = "draft", _("Bản nháp")
    CHECKED = "checked", _("Đã kiểm tra")
    APPROVED = "approved", _("Đã phê duyệt")
    APPLYING = "applying", _("Đang áp dụng")
    APPLIED = "applied", pgettext_lazy("tree", "Đã áp dụng")
    UNDONE = "undone", _("Đã hoàn tác")

    @property
    def badge(self) -> Badge:
        icon, tone = {
            ReorganisationState.DRAFT: ("dashed", "unsent"),
            ReorganisationState.CHECKED: ("eye", "blue"),
            ReorganisationState.APPROVED: ("check", "waiting"),
            ReorganisationState.APPLYING: ("working", "waiting"),
            ReorganisationState.APPLIED: ("done", "accepted"),
            ReorganisationState.UNDONE: ("returned", "returned"),
        }[self]
        return Badge(self.label, icon, tone)


EDITABLE = frozenset({ReorganisationState.DRAFT, ReorganisationState.CHECKED, ReorganisationState.APPROVED})
REORGANISATION_MOVES: Moves = {
    ReorganisationState.DRAFT: frozenset({ReorganisationState.DRAFT, ReorganisationState.CHECKED}),
    ReorganisationState.CHECKED: EDITABLE | {ReorganisationState.APPLYING, ReorganisationState.APPLIED},
    ReorganisationState.APPROVED: EDITABLE | {ReorganisationState.APPLYING, ReorganisationState.APPLIED},
    ReorganisationState.APPLYING: frozenset({ReorganisationState.CHECKED, ReorganisationState.APPLIED}),
    ReorganisationState.APPLIED: frozenset({ReorganisationState.UNDONE}),
    ReorganisationState.UNDONE: frozenset(),
}


class ChangedTable(TextChoices):
    """What an event may change; the words are those of a page that says what is in the way."""

    VERSION = "version", _("Tên, loại hình, cấp trên")
    MEMBERSHIP = "membership", _("Xếp nhóm")
    ROLE = "role", _("Vai trò")
    POST = "post", _("Chức vụ")


class TreeView(TextChoices):
    """On which tree the figures of a past period are added up."""

    AS_REPORTED = "as_reported", _("Như đã báo cáo")
    RESTATED = "restated", _("Theo cây tổ chức hiện nay")


class HandOverState(TextChoices):
    """How far a hand-over between two units has come."""

    PREPARING = "preparing", _("Đang lập")
    WAITING = "waiting", _("Chờ bên nhận xác nhận")
    DIFFERS = "differs", _("Có chênh lệch")
    CONFIRMED = "confirmed", _("Đã xác nhận")

    @property
    def badge(self) -> Badge:
        icon, tone = {
            HandOverState.PREPARING: ("edit", "unsent"),
            HandOverState.WAITING: ("waiting", "waiting"),
            HandOverState.DIFFERS: ("alert", "late"),
            HandOverState.CONFIRMED: ("done", "accepted"),
        }[self]
        return Badge(self.label, icon, tone)


class ImportState(TextChoices):
    """What became of a tree that came as a file."""

    FAULTY = "faulty", _("Có lỗi")
    CHECKED = "checked", _("Chờ áp dụng")
    APPLIED = "applied", pgettext_lazy("tree", "Đã áp dụng")
    DISCARDED = "discarded", _("Đã bỏ")

    @property
    def badge(self) -> Badge:
        icon, tone = {
            ImportState.FAULTY: ("alert", "returned"),
            ImportState.CHECKED: ("waiting", "waiting"),
            ImportState.APPLIED: ("done", "accepted"),
            ImportState.DISCARDED: ("close", "unsent"),
        }[self]
        return Badge(self.label, icon, tone)


class ProfileKind(TextChoices):
    """What a field of a unit's profile takes."""

    COUNT = "count", _("Số đếm")
    AMOUNT = "amount", _("Số có thập phân")
    TEXT = "text", _("Bằng lời")
