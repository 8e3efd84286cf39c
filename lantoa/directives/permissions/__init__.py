"""Who does what in this room; a file for each thing that it keeps."""

from lantoa.directives.permissions import directives, issuings, outreach, plans, receipts, study

__all__ = ["directives", "issuings", "outreach", "plans", "receipts", "study"]
