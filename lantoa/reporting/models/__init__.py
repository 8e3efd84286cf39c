from lantoa.reporting.models.collections import Collection, Obligation, ReopenProposal
from lantoa.reporting.models.dimensions import Dimension, DimensionOption
from lantoa.reporting.models.drafts import (
    DraftLine,
    DraftQuestion,
    DraftRelation,
    DraftSection,
    SheetDraft,
)
from lantoa.reporting.models.narratives import NarrativePoint, PointSource, TextMark
from lantoa.reporting.models.publications import Publication, StatedFigure
from lantoa.reporting.models.rollups import DirtyNode, Rollup
from lantoa.reporting.models.scorings import Scoring
from lantoa.reporting.models.sheets import (
    Indicator,
    Line,
    LineRelation,
    Narrative,
    Section,
    Sheet,
    SheetVersion,
)
from lantoa.reporting.models.situations import (
    Situation,
    SituationLine,
    SituationRule,
    SituationSheet,
    SituationTheme,
)
from lantoa.reporting.models.submissions import Submission, SubmissionText
from lantoa.reporting.models.successions import Succession
from lantoa.reporting.models.targets import Target, TargetDecision, TargetValue
from lantoa.reporting.models.workbooks import UnreadWorkbooks, WorkbookIntake

__all__ = [
    "Collection",
    "Dimension",
    "DimensionOption",
    "DirtyNode",
    "DraftLine",
    "DraftQuestion",
    "DraftRelation",
    "DraftSection",
    "Indicator",
    "Line",
    "LineRelation",
    "Narrative",
    "NarrativePoint",
    "Obligation",
    "PointSource",
    "Publication",
    "ReopenProposal",
    "Rollup",
    "Scoring",
    "Section",
    "Sheet",
    "SheetDraft",
    "SheetVersion",
    "Situation",
    "SituationLine",
    "SituationRule",
    "SituationSheet",
    "SituationTheme",
    "StatedFigure",
    "Submission",
    "SubmissionText",
    "Succession",
    "Target",
    "TargetDecision",
    "TargetValue",
    "TextMark",
    "UnreadWorkbooks",
    "WorkbookIntake",
]
