from lantoa.directives.models.directives import Directive, DirectiveLink
from lantoa.directives.models.study import StudyDeed, StudySession, StudyTopic

__all__ = ["Directive", "DirectiveLink", "StudyDeed", "StudySession", "StudyTopic"]
