from django.db import models
from django.utils.translation import gettext_lazy as _

from lantoa.ui.badges import Badge


class OriginKind(models.TextChoices):
    """What raised a task."""

    CONCLUSION = "conclusion", _("Kết luận hội nghị")
    DIRECTIVE = "directive", _("Văn bản chỉ đạo")
    INSPECTION = "inspection", _("Kiểm tra, giám sát")
    ISSUE = "issue", _("Việc bức xúc, nổi cộm")
    BY_HAND = "by_hand", _("Giao trực tiếp")


class TaskState(models.TextChoices):
    """«Quá hạn» is none of them: it is told from the due day whenever a page is opened."""

    NOT_BEGUN = "not_begun", _("Chưa làm")
    DOING = "doing", _("Đang làm")
    WAITING = "waiting", _("Chờ xác nhận")
    DONE = "done", _("Xong")
    CANCELLED = "cancelled", _("Đã hủy")

    @property
    def badge(self) -> Badge:
        icon, tone = _LOOKS[self.value]
        return Badge(self.label, icon, tone)


_LOOKS = {
    "not_begun": ("dashed", "unsent"),
    "doing": ("dot", "blue"),
    "waiting": ("waiting", "waiting"),
    "done": ("done", "accepted"),
    "cancelled": ("close", "unsent"),
}
OPEN = (TaskState.NOT_BEGUN, TaskState.DOING)  # the unit has the next move
UNSETTLED = (*OPEN, TaskState.WAITING)

MOVES: dict[str, frozenset[str]] = {
    TaskState.NOT_BEGUN: frozenset({TaskState.DOING, TaskState.WAITING, TaskState.CANCELLED}),
    TaskState.DOING: frozenset({TaskState.NOT_BEGUN, TaskState.WAITING, TaskState.CANCELLED}),
    TaskState.WAITING: frozenset({TaskState.DOING, TaskState.DONE, TaskState.CANCELLED}),
    TaskState.DONE: frozenset({TaskState.WAITING}),
    TaskState.CANCELLED: frozenset({TaskState.NOT_BEGUN, TaskState.DOING}),
}


class RequestState(models.TextChoices):
    """Of a request for more time."""

    ASKED = "asked", _("Chờ trả lời")
    GRANTED = "granted", _("Đồng ý")
    REFUSED = "refused", _("Không đồng ý")
    WITHDRAWN = "withdrawn", _("Đã rút")

    @property
    def badge(self) -> Badge:
        icon, tone = {
            "asked": ("waiting", "waiting"),
            "granted": ("done", "accepted"),
            "refused": ("returned", "returned"),
            "withdrawn": ("close", "unsent"),
        }[self.value]
        return Badge(self.label, icon, tone)
