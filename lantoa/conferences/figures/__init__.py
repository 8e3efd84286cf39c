"""Every number that a review prints, with how it is computed and which records it counts."""

from lantoa.conferences.figures.figure import Figure, Part, Records
from lantoa.conferences.figures.registry import can_restate, figure_of, figures_of, restated_figure

__all__ = ["Figure", "Part", "Records", "can_restate", "figure_of", "figures_of", "restated_figure"]
