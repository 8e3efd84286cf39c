from lantoa.directives.models.chasing import Reminder
from lantoa.directives.models.directives import Directive, DirectiveLink, DirectiveStatus
from lantoa.directives.models.issuings import Duty, Issuing
from lantoa.directives.models.outreach import Board35Count, OutreachActivity
from lantoa.directives.models.plans import PlanDirective, PlanMeasure, PlanReminder, PlanVersion, UnitPlan
from lantoa.directives.models.receipts import Receipt, ReceiptSheet
from lantoa.directives.models.study import StudyDeed, StudySession, StudyTopic
from lantoa.directives.models.versions import DirectivePart, DirectiveVersion

__all__ = [
    "Board35Count",
    "Directive",
    "DirectiveLink",
    "DirectivePart",
    "DirectiveStatus",
    "DirectiveVersion",
    "Duty",
    "Issuing",
    "OutreachActivity",
    "PlanDirective",
    "PlanMeasure",
    "PlanReminder",
    "PlanVersion",
    "Receipt",
    "ReceiptSheet",
    "Reminder",
    "StudyDeed",
    "StudySession",
    "StudyTopic",
    "UnitPlan",
]
