"""What this room has to say about the tasks that carry remedies: they end only by a check that looks at evidence."""

from django.utils.translation import gettext as _

from lantoa.core.actor import Actor
from lantoa.core.reference import Reference
from lantoa.oversight.models import Remedy
from lantoa.tasks import guards
from lantoa.tasks.guards import Guard, Step
from lantoa.tasks.models import Task

KIND = "oversight.remedy"  # of the origin of their tasks


def origin_of(remedy: Remedy) -> Reference:
    return Reference(KIND, remedy.pk)


class Checking:
    """Whoever checks a remedy, acting through this room: the record names the same person."""

    def __init__(self, actor: Actor) -> None:
        self.actor_id, self.actor_label = actor.actor_id, actor.actor_label


def refuses(actor: Actor, task: Task, step: Step) -> str:
    """Confirmed or sent back only by `services.concluding.check_remedy`, so that each answer leaves a check in the record; what
    was concluded is neither dropped nor, once checked, reopened by hand."""
    if isinstance(actor, Checking):
        return ""
    if step in (Step.CONFIRMED, Step.SENT_BACK):
        return _(
            "Việc khắc phục được xác nhận hoặc trả lại ở trang Khắc phục của phần Kiểm tra, do người kiểm tra lại."
        )
    if step in (Step.CANCELLED, Step.REOPENED):
        return _("Yêu cầu khắc phục theo kết luận thì không hủy, không mở lại ở đây được.")
    return ""


def register_all() -> None:
    guards.register(KIND, Guard(refuses=refuses, settles=True))
