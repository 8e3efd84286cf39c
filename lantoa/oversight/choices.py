from django.db import models
from django.utils.translation import gettext_lazy as _

from lantoa.core.workflow import Moves
from lantoa.ui.badges import Badge


class InspectionKind(models.TextChoices):
    """Both ask how a directive is carried out; a supervision looks on and finds no breach."""

    INSPECTION = "inspection", _("Kiểm tra")
    SUPERVISION = "supervision", _("Giám sát")

    @property
    def letters(self) -> str:
        return {"inspection": "KT", "supervision": "GS"}[self.value]


class ProgrammeState(models.TextChoices):
    DRAFT = "draft", _("Đang lập")
    ANNOUNCED = "announced", _("Đã ban hành")

    @property
    def badge(self) -> Badge:
        icon, tone = {"draft": ("edit", "unsent"), "announced": ("done", "accepted")}[self.value]
        return Badge(self.label, icon, tone)


class InspectionState(models.TextChoices):
    """What became of the remedies is no state of the inspection: it is told from their tasks."""

    PREPARING = "preparing", _("Chuẩn bị")
    BEGUN = "begun", _("Tiến hành")
    PRESENTED = "presented", _("Lấy ý kiến đơn vị")
    CONCLUDED = "concluded", _("Đã kết luận")
    CANCELLED = "cancelled", _("Đã hủy")

    @property
    def badge(self) -> Badge:
        icon, tone = {
            "preparing": ("edit", "unsent"),
            "begun": ("dot", "blue"),
            "presented": ("waiting", "waiting"),
            "concluded": ("done", "accepted"),
            "cancelled": ("close", "unsent"),
        }[self.value]
        return Badge(self.label, icon, tone)


UNDER_WAY = (InspectionState.BEGUN, InspectionState.PRESENTED)
UNCONCLUDED = (InspectionState.PREPARING, *UNDER_WAY)
MOVES: Moves = {
    InspectionState.PREPARING: frozenset({InspectionState.BEGUN, InspectionState.CANCELLED}),
    InspectionState.BEGUN: frozenset({InspectionState.PRESENTED, InspectionState.CANCELLED}),
    InspectionState.PRESENTED: frozenset(
        {InspectionState.BEGUN, InspectionState.CONCLUDED, InspectionState.CANCELLED}
    ),
    InspectionState.CONCLUDED: frozenset(),
    InspectionState.CANCELLED: frozenset(),
}


class TeamPart(models.TextChoices):
    HEAD = "head", _("Trưởng đoàn")
    DEPUTY = "deputy", _("Phó trưởng đoàn")
    SECRETARY = "secretary", _("Thư ký")
    MEMBER = "member", _("Thành viên")


class FindingKind(models.TextChoices):
    STRENGTH = "strength", _("Ưu điểm")
    SHORTCOMING = "shortcoming", _("Hạn chế, khuyết điểm")
    BREACH = "breach", _("Vi phạm")  # of an inspection alone

    @property
    def badge(self) -> Badge:
        icon, tone = {
            "strength": ("check", "accepted"),
            "shortcoming": ("alert", "waiting"),
            "breach": ("warning", "returned"),
        }[self.value]
        return Badge(self.label, icon, tone)


class LimitKind(models.TextChoices):
    LENGTH = "length", _("Số ngày của một cuộc")
    EXTENSION = "extension", _("Gia hạn, phần của số ngày")
    PERIOD = "period", _("Số năm được xem lại")


class RemedyState(models.TextChoices):
    """Told from the task that carries the remedy, and from the day."""

    OPEN = "open", _("Đang khắc phục")
    LATE = "late", _("Quá hạn")
    REPORTED = "reported", _("Chờ kiểm tra lại")
    CHECKED = "checked", _("Đã kiểm tra lại")

    @property
    def badge(self) -> Badge:
        icon, tone = {
            "open": ("dot", "blue"),
            "late": ("clock", "late"),
            "reported": ("waiting", "waiting"),
            "checked": ("verified", "accepted"),
        }[self.value]
        return Badge(self.label, icon, tone)
