"""Who does what in this room; a file for each thing that it keeps."""

from lantoa.directives.permissions import directives, study

__all__ = ["directives", "study"]
