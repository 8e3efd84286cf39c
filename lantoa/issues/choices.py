from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lantoa.ui.badges import Badge


class IssueState(models.TextChoices):
    """Who has the next move stands in the label. «Quá hạn» is none of them: it is told from the day whenever a page is opened."""

    RAISED = "raised", _("Chờ tiếp nhận")
    TAKEN_UP = "taken_up", _("Đang giải quyết")
    PROPOSED = "proposed", _("Chờ nơi nêu xác nhận")
    CLOSED = "closed", _("Đã giải quyết")
    WITHDRAWN = "withdrawn", _("Đã rút")

    @property
    def badge(self) -> Badge:
        icon, tone = {
            "raised": ("dashed", "unsent"),
            "taken_up": ("dot", "blue"),
            "proposed": ("waiting", "waiting"),
            "closed": ("done", "accepted"),
            "withdrawn": ("close", "unsent"),
        }[self.value]
        return Badge(self.label, icon, tone)


WITH_OWNER = (IssueState.RAISED, IssueState.TAKEN_UP)  # the clock of who has to solve it runs
OPEN = (*WITH_OWNER, IssueState.PROPOSED)

MOVES: dict[str, frozenset[str]] = {
    IssueState.RAISED: frozenset({IssueState.TAKEN_UP, IssueState.WITHDRAWN}),
    IssueState.TAKEN_UP: frozenset({IssueState.RAISED, IssueState.PROPOSED, IssueState.WITHDRAWN}),
    IssueState.PROPOSED: frozenset({IssueState.TAKEN_UP, IssueState.CLOSED}),
    IssueState.CLOSED: frozenset({IssueState.TAKEN_UP}),
    IssueState.WITHDRAWN: frozenset({IssueState.RAISED}),
}


class Level(models.TextChoices):
    """Where along the tree the matter lies, from the unit that raised it."""

    OWN = "own", _("Đơn vị nêu tự giải quyết")
    ABOVE = "above", _("Cấp trên trực tiếp")
    HIGHER = "higher", _("Cấp trên nữa")


class StepKind(models.TextChoices):
    """What was done with a matter; each is a line of its history."""

    RAISED = "raised", _("Nêu vấn đề")
    CHANGED = "changed", _("Sửa nội dung")
    ADDED = "added", _("Bổ sung")
    TAKEN_UP = "taken_up", pgettext_lazy("a pressing issue", "Tiếp nhận")
    PUT_BACK = "put_back", _("Bỏ tiếp nhận")
    TOLD = "told", _("Ghi việc đã làm")
    ASKED_ABOVE = "asked_above", _("Đề nghị cấp trên giải quyết")
    ESCALATED = "escalated", _("Chuyển lên cấp trên")
    TOLD_BEYOND = "told_beyond", _("Báo cáo cấp trên ngoài hệ thống")
    TASK_GIVEN = "task_given", _("Giao nhiệm vụ")
    PROPOSED = "proposed", _("Báo đã giải quyết")
    PROPOSAL_WITHDRAWN = "proposal_withdrawn", _("Rút báo đã giải quyết")
    SENT_BACK = "sent_back", _("Chưa đồng ý, đề nghị làm tiếp")
    CLOSED = "closed", _("Xác nhận đã giải quyết")
    REOPENED = "reopened", _("Mở lại")
    WITHDRAWN = "withdrawn", _("Rút vấn đề")
    RESTORED = "restored", _("Khôi phục vấn đề đã rút")


# Done by whoever had raised it by then; the others by who had to solve it.
RAISER_STEPS = frozenset(
    {
        StepKind.RAISED,
        StepKind.CHANGED,
        StepKind.ADDED,
        StepKind.ASKED_ABOVE,
        StepKind.SENT_BACK,
        StepKind.CLOSED,
        StepKind.REOPENED,
        StepKind.WITHDRAWN,
        StepKind.RESTORED,
    }
)
