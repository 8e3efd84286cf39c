from lantoa.issues.models.issues import IssueFile, IssueStep, PressingIssue
from lantoa.issues.models.rules import IssueRule, IssueTheme

__all__ = ["IssueFile", "IssueRule", "IssueStep", "IssueTheme", "PressingIssue"]
