"""What this room says about the tasks that its sentences have raised (`tasks/guards.py`)."""

from django.utils.translation import gettext as _

from lantoa.conferences.models import ConclusionPoint
from lantoa.conferences.queries.conclusions import POINT
from lantoa.core.actor import Actor
from lantoa.tasks import guards
from lantoa.tasks.guards import Guard, Step
from lantoa.tasks.models import Task


def _refuses(actor: Actor, task: Task, step: Step) -> str:
    """A sentence is for study, or has tasks: not both."""
    if step != Step.BROUGHT_BACK or task.origin is None:
        return ""
    point = (
        ConclusionPoint.objects.filter(pk=task.origin.id, for_study=True)
        .select_related("conclusion__conference")
        .first()
    )
    if point is None:
        return ""
    words = {"number": point.number, "code": point.conclusion.conference.code}
    return (
        _(
            "Câu %(number)d của kết luận %(code)s đã ghi «chỉ để quán triệt». "
            "Bỏ ghi như vậy ở trang của câu rồi khôi phục nhiệm vụ."
        )
        % words
    )


def register_all() -> None:
    guards.register(POINT, Guard(refuses=_refuses))
