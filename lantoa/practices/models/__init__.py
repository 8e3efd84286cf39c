from lantoa.practices.models.adoptions import Adoption, ReplicationOrder, ReplicationOrderUnit
from lantoa.practices.models.booklets import Booklet, BookletEntry
from lantoa.practices.models.checks import AdoptionCheck, CheckTerm, ExchangeVisit
from lantoa.practices.models.practices import (
    MarkCount,
    Measurement,
    Practice,
    PracticeField,
    PracticeHolder,
    PracticeYear,
)

__all__ = [
    "Adoption",
    "AdoptionCheck",
    "Booklet",
    "BookletEntry",
    "CheckTerm",
    "ExchangeVisit",
    "MarkCount",
    "Measurement",
    "Practice",
    "PracticeField",
    "PracticeHolder",
    "PracticeYear",
    "ReplicationOrder",
    "ReplicationOrderUnit",
]
