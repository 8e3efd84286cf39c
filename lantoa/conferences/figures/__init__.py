"""Every number that a review prints, with how it is computed and which records it counts."""

from lantoa.conferences.figures.figure import Figure, Part, Records
from lantoa.conferences.figures.registry import figure_of, figures_of

__all__ = ["Figure", "Part", "Records", "figure_of", "figures_of"]
