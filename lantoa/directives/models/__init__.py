from lantoa.directives.models.attendance import Attendance, NameKeeping, PresentName
from lantoa.directives.models.chasing import Reminder
from lantoa.directives.models.directives import Directive, DirectiveLink, DirectiveStatus
from lantoa.directives.models.issuings import Duty, Issuing
from lantoa.directives.models.materials import TopicMaterial
from lantoa.directives.models.outreach import Board35Count, OutreachActivity
from lantoa.directives.models.plans import PlanDirective, PlanMeasure, PlanReminder, PlanVersion, UnitPlan
from lantoa.directives.models.quizzes import QuizCount, QuizQuestion
from lantoa.directives.models.receipts import Receipt, ReceiptSheet
from lantoa.directives.models.study import StudyDeed, StudySession, StudyTopic
from lantoa.directives.models.versions import DirectivePart, DirectiveVersion

__all__ = [
    "Attendance",
    "Board35Count",
    "Directive",
    "DirectiveLink",
    "DirectivePart",
    "DirectiveStatus",
    "DirectiveVersion",
    "Duty",
    "Issuing",
    "NameKeeping",
    "OutreachActivity",
    "PlanDirective",
    "PlanMeasure",
    "PlanReminder",
    "PlanVersion",
    "PresentName",
    "QuizCount",
    "QuizQuestion",
    "Receipt",
    "ReceiptSheet",
    "Reminder",
    "StudyDeed",
    "StudySession",
    "StudyTopic",
    "TopicMaterial",
    "UnitPlan",
]
