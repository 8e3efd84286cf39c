"""What the pages of conferences say of tasks."""

from django import template

from lantoa.tasks.choices import TaskState
from lantoa.tasks.models import Task
from lantoa.ui.badges import Badge

register = template.Library()


@register.filter
def task_badge(task: Task) -> Badge:
    return TaskState(task.state).badge
