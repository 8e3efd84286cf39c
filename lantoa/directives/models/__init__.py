from lantoa.directives.models.directives import Directive, DirectiveLink
from lantoa.directives.models.outreach import Board35Count, OutreachActivity
from lantoa.directives.models.plans import PlanDirective, PlanMeasure, PlanReminder, PlanVersion, UnitPlan
from lantoa.directives.models.study import StudyDeed, StudySession, StudyTopic
from lantoa.directives.models.versions import DirectivePart, DirectiveVersion

__all__ = [
    "Board35Count",
    "Directive",
    "DirectiveLink",
    "DirectivePart",
    "DirectiveVersion",
    "OutreachActivity",
    "PlanDirective",
    "PlanMeasure",
    "PlanReminder",
    "PlanVersion",
    "StudyDeed",
    "StudySession",
    "StudyTopic",
    "UnitPlan",
]
