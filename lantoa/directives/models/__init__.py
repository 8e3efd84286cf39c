from lantoa.directives.models.directives import Directive, DirectiveLink
from lantoa.directives.models.study import StudyDeed, StudySession, StudyTopic
from lantoa.directives.models.versions import DirectivePart, DirectiveVersion

__all__ = [
    "Directive",
    "DirectiveLink",
    "DirectivePart",
    "DirectiveVersion",
    "StudyDeed",
    "StudySession",
    "StudyTopic",
]
