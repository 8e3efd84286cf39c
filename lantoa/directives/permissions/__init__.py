"""Who does what in this room; a file for each thing that it keeps."""

from lantoa.directives.permissions import directives, following, issuings, outreach, plans, receipts, study

__all__ = ["directives", "following", "issuings", "outreach", "plans", "receipts", "study"]
