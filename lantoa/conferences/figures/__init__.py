"""Every number that a review prints, with how it is computed and which records it counts."""

from lantoa.conferences.figures.figure import Figure, Part, Records
from lantoa.conferences.figures.registry import figures_of

__all__ = ["Figure", "Part", "Records", "figures_of"]
