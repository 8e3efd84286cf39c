from lantoa.practices.models.adoptions import Adoption, ReplicationOrder, ReplicationOrderUnit
from lantoa.practices.models.appraisals import Appraisal, Assignment, DeclaredConflict, PanelMember
from lantoa.practices.models.booklets import (
    Booklet,
    BookletChapter,
    BookletEntry,
    BookletFile,
    BookletPhoto,
)
from lantoa.practices.models.calls import (
    AppraisalStandard,
    Call,
    CallCriterion,
    CallEntry,
    StandardCriterion,
    StandardLevel,
)
from lantoa.practices.models.checks import AdoptionCheck, CheckTerm, ExchangeVisit
from lantoa.practices.models.evidence import AdoptionEvidence, Evidence, Proof
from lantoa.practices.models.file_words import FileWords
from lantoa.practices.models.imports import PracticeImport, PracticeImportRow, RememberedWord
from lantoa.practices.models.mergers import Merger, MergerChange
from lantoa.practices.models.practices import (
    MarkCount,
    Measurement,
    Practice,
    PracticeField,
    PracticeHolder,
    PracticeYear,
)
from lantoa.practices.models.searching import Abbreviation, SavedSearch

__all__ = [
    "Abbreviation",
    "Adoption",
    "AdoptionCheck",
    "AdoptionEvidence",
    "Appraisal",
    "AppraisalStandard",
    "Assignment",
    "Booklet",
    "BookletChapter",
    "BookletEntry",
    "BookletFile",
    "BookletPhoto",
    "Call",
    "CallCriterion",
    "CallEntry",
    "CheckTerm",
    "DeclaredConflict",
    "Evidence",
    "ExchangeVisit",
    "FileWords",
    "MarkCount",
    "Measurement",
    "Merger",
    "MergerChange",
    "PanelMember",
    "Practice",
    "PracticeField",
    "PracticeHolder",
    "PracticeImport",
    "PracticeImportRow",
    "PracticeYear",
    "Proof",
    "RememberedWord",
    "ReplicationOrder",
    "ReplicationOrderUnit",
    "SavedSearch",
    "StandardCriterion",
    "StandardLevel",
]
