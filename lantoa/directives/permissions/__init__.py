"""Who does what in this room; a file for each thing that it keeps."""

from lantoa.directives.permissions import directives, outreach, plans, study

__all__ = ["directives", "outreach", "plans", "study"]
